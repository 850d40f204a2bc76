"""The attribution model at work: a parsed text to cues, each with the tokens of its source and content.

A small sentence encoder marks cues, then a smaller network reads each cue's paragraph from the cue's side (the weights'
README is the model card). Runs on onnxruntime; nothing here needs PyTorch.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .features import WEIGHTS, Around, Features, Window, around, windows
from .parts import Part

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]

SOURCE, CUE, CONTENT = 1, 2, 3
CUES_AT_ONCE = 32


class Reading(NamedTuple):
    """What the model makes of one cue, in tokens; `p_…` are its mean probabilities, 0 … 1."""

    cue: int
    cue_part: Part
    source: Part | None
    content: tuple[Part, ...]
    p_cue: float
    p_source: float
    p_content: float


class _Seen(NamedTuple):
    """A likely cue with what stands in its reach: the vectors of the tokens there, and its own."""

    cue: int
    p_cue: float
    around: Around
    tokens: Floats
    anchor: Floats


class Runner(NamedTuple):
    """The two networks as functions of arrays, whatever runs them."""

    encode: Callable[[list[Any]], Sequence[Any]]
    """ids, shape, quote, mask, first, pos, dep → cue logits, role logits, token and cue vectors."""
    read: Callable[[list[Any]], Any]
    """token and cue vectors, relation, distance, place, mask → role logits."""


@cache
def runner() -> Runner:
    """Return the trained networks of the package, loaded once."""
    return load(WEIGHTS)


@cache
def weights_hash() -> str:
    """Return a hash of the weights and settings, for provenance and cache keys."""
    told = hashlib.sha256()
    for name in ("encoder.onnx", "reader.onnx", "settings.json", "tokenizer.json"):
        told.update((WEIGHTS / name).read_bytes())
    return told.hexdigest()[:16]


def load(folder: Path) -> Runner:
    """Return the networks of a folder, on one thread: articles are what is shared out over processes."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    encoder, reader = (
        ort.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])
        for name in ("encoder", "reader")
    )

    def run(session: Any) -> Callable[[list[Any]], Any]:
        names = [i.name for i in session.get_inputs()]
        return lambda arrays: session.run(None, dict(zip(names, arrays, strict=True)))

    read = run(reader)
    return Runner(run(encoder), lambda arrays: read(arrays)[0])


def read(
    doc: "Doc", f: Features, run: Runner, threshold: "float | Floats", stretches: Iterable[Window] | None = None
) -> list[Reading]:
    """Return what each cue of a text introduces, in text order.

    A token is a cue from the probability `threshold` on, one for all or one each.
    `stretches` are what is read, by default all of the text.
    """
    least = np.broadcast_to(np.asarray(threshold, dtype=np.float32), len(doc))
    todo: list[_Seen] = []
    for w in windows(f) if stretches is None else stretches:
        p_cue, token, anchor = _encode(w, f, run)
        for a, b in f.paragraphs[max(0, bisect_right(f.paragraphs, (w.start, w.end)) - 1) :]:
            if a >= w.end:
                break
            part = max(a, w.start), min(b, w.end)
            if part[0] < part[1]:
                p = p_cue[part[0] - w.start : part[1] - w.start]
                for c in (np.flatnonzero(p >= least[slice(*part)]) + part[0]).tolist():
                    reach = around(doc, f, c, part)
                    own = token[reach.start - w.start : reach.end - w.start], anchor[c - w.start]
                    todo.append(_Seen(c, float(p_cue[c - w.start]), reach, *own))
    todo.sort(key=lambda s: s.around.end - s.around.start)
    readings: dict[int, Reading] = {}
    for first in range(0, len(todo), CUES_AT_ONCE):
        some = todo[first : first + CUES_AT_ONCE]
        for seen, probabilities in zip(some, _read(some, run), strict=True):
            reading = _reading(seen.cue, seen.around, seen.p_cue, probabilities)
            known = readings.get(seen.cue)
            if reading and (known is None or known.p_content < reading.p_content):
                readings[seen.cue] = reading
    return [readings[c] for c in sorted(readings)]


def _softmax(x: Any) -> Floats:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), dtype=np.float32)


def _pad(rows: Sequence[Any], value: int = 0) -> Any:
    out = np.full((len(rows), max(map(len, rows))), value, dtype=np.int64)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return out


def _encode(w: Window, f: Features, run: Runner) -> tuple[Floats, Floats, Floats]:
    """Return of each token of a window how likely it is a cue, and its vectors as token and as cue.

    Windows go one by one: read together, they would have to be padded, which costs more than it saves.
    """
    arrays = [w.ids, w.shape, w.quote, np.ones_like(w.ids), w.first, f.pos[w.start : w.end], f.dep[w.start : w.end]]
    cue, _, token, anchor = (out[0] for out in run.encode([a[None] for a in arrays]))
    return 1 / (1 + np.exp(-cue)), token, anchor


def _read(some: list[_Seen], run: Runner) -> list[Floats]:
    """Return of each token in the reach of each cue how likely it has which role for it."""
    rows = [s.around for s in some]
    sizes = [r.end - r.start for r in rows]
    tokens = np.zeros((len(some), max(sizes), some[0].tokens.shape[-1]), dtype=np.float32)
    for k, (s, size) in enumerate(zip(some, sizes, strict=True)):
        tokens[k, :size] = s.tokens
    logits = run.read([
        tokens, np.stack([s.anchor for s in some]), _pad([r.relation for r in rows]),
        _pad([r.distance for r in rows], 16), _pad([r.place for r in rows]),
        _pad([np.ones(size) for size in sizes]).astype(np.float32),
    ])  # fmt: skip
    return [p[:size] for p, size in zip(_softmax(logits), sizes, strict=True)]


def _reading(cue: int, r: Around, p_cue: float, p: Floats) -> Reading | None:
    """Return what the probabilities of roles say: stretches without holes, the likeliest stretch as source."""
    best = p.argmax(-1)
    content = _stretches(best == CONTENT, p[:, CONTENT])
    if not content:
        return None
    cue_part = next((c for c in _stretches(best == CUE, p[:, CUE], 1) if c[0] <= cue - r.start < c[1]), None)
    source = max(
        _stretches(best == SOURCE, p[:, SOURCE], 1), key=lambda s: float(p[s[0] : s[1], SOURCE].sum()), default=None
    )
    mass = np.concatenate([p[a:b, CONTENT] for a, b in content])
    return Reading(
        cue,
        (cue_part[0] + r.start, cue_part[1] + r.start) if cue_part else (cue, cue + 1),
        (source[0] + r.start, source[1] + r.start) if source else None,
        tuple((a + r.start, b + r.start) for a, b in content),
        p_cue,
        float(p[source[0] : source[1], SOURCE].mean()) if source else 1 - float(p[:, SOURCE].max()),
        float(mass.mean()),
    )


HOLE = 2
"""Tokens between two stretches of one role that are taken to belong to it, unless they are surely another role's."""
ISLAND = 0.25
"""A single word with less than this share of the longest stretch's probability is noise."""


def _stretches(yes: Any, p: Floats, hole: int = HOLE) -> list[Part]:
    out: list[list[int]] = []
    for i in np.flatnonzero(yes).tolist():
        if out and i - out[-1][1] <= hole and (i == out[-1][1] or float(p[out[-1][1] : i].min()) > 0.05):
            out[-1][1] = i + 1
        else:
            out.append([i, i + 1])
    masses = [float(p[a:b].sum()) for a, b in out]
    return [(a, b) for (a, b), m in zip(out, masses, strict=True) if b - a > 1 or m >= ISLAND * max(masses)]
