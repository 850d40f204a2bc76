"""The attribution model at work: a parsed text to cues, each with the tokens of its source and content.

A small sentence encoder marks cues, then a smaller network reads each cue's paragraph from the cue's side (the weights'
README is the model card). Runs on onnxruntime; nothing here needs PyTorch.
"""

import hashlib
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
AT_ONCE = 1536
"""Word pieces read together: more gains nothing on a processor and costs memory."""
CUES_AT_ONCE = 64


class Reading(NamedTuple):
    """What the model makes of one cue, in tokens; `p_…` are its mean probabilities, 0 … 1."""

    cue: int
    cue_part: Part
    source: Part | None
    content: tuple[Part, ...]
    p_cue: float
    p_source: float
    p_content: float


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
) -> tuple[list[Reading], Floats]:
    """Return what each cue of a text introduces, in text order, and for each token how likely it is content of any.

    A token is a cue from the probability `threshold` on, one for all or one each.
    `stretches` are what is read, by default all of the text.
    """
    said = np.zeros(len(doc), dtype=np.float32)
    least = np.broadcast_to(np.asarray(threshold, dtype=np.float32), len(doc))
    readings: dict[int, Reading] = {}
    for group in _groups(windows(f) if stretches is None else stretches):
        p_cue, roles, token, anchor = _encode(group, f, run)
        todo: list[tuple[int, int, Around, float]] = []
        for n, w in enumerate(group):
            size = w.end - w.start
            said[w.start : w.end] = np.maximum(said[w.start : w.end], roles[n, :size, CONTENT])
            for a, b in f.paragraphs:
                part = max(a, w.start), min(b, w.end)
                if part[0] >= part[1]:
                    continue
                likely = (
                    np.flatnonzero(p_cue[n, part[0] - w.start : part[1] - w.start] >= least[slice(*part)]) + part[0]
                )
                todo += [(n, c, around(doc, f, c, part), float(p_cue[n, c - w.start])) for c in likely.tolist()]
        for first in range(0, len(todo), CUES_AT_ONCE):
            some = todo[first : first + CUES_AT_ONCE]
            out = _read(some, group, token, anchor, run)
            for (_, c, r, p_c), probabilities in zip(some, out, strict=True):
                reading = _reading(c, r, p_c, probabilities)
                if reading and (c not in readings or readings[c].p_content < reading.p_content):
                    readings[c] = reading
    return [readings[c] for c in sorted(readings)], said


def _groups(ws: Iterable[Window]) -> list[list[Window]]:
    """Return windows of like length together, as many as are read at once."""
    out: list[list[Window]] = []
    for w in sorted(ws, key=lambda w: -len(w.ids)):
        if not out or (len(out[-1]) + 1) * len(out[-1][0].ids) > AT_ONCE:
            out.append([])
        out[-1].append(w)
    return out


def _softmax(x: Any) -> Floats:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), dtype=np.float32)


def _pad(rows: Sequence[Any], value: int = 0) -> Any:
    out = np.full((len(rows), max(map(len, rows))), value, dtype=np.int64)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return out


def _encode(group: list[Window], f: Features, run: Runner) -> tuple[Floats, Floats, Floats, Floats]:
    arrays = [
        _pad([w.ids for w in group]), _pad([w.shape for w in group]), _pad([w.quote for w in group]),
        _pad([np.ones(len(w.ids), dtype=np.int64) for w in group]), _pad([w.first for w in group]),
        _pad([f.pos[w.start : w.end] for w in group]), _pad([f.dep[w.start : w.end] for w in group]),
    ]  # fmt: skip
    cue, roles, token, anchor = run.encode(arrays)
    return 1 / (1 + np.exp(-cue)), _softmax(roles), token, anchor


def _read(
    some: list[tuple[int, int, Around, float]], group: list[Window], token: Floats, anchor: Floats, run: Runner
) -> list[Floats]:
    longest = max(r.end - r.start for _, _, r, _ in some)
    tokens = np.zeros((len(some), longest, token.shape[-1]), dtype=np.float32)
    for k, (n, _, r, _) in enumerate(some):
        tokens[k, : r.end - r.start] = token[n, r.start - group[n].start : r.end - group[n].start]
    anchors = np.stack([anchor[n, c - group[n].start] for n, c, _, _ in some]).astype(np.float32)
    rows = [r for _, _, r, _ in some]
    mask = _pad([np.ones(r.end - r.start) for r in rows]).astype(np.float32)
    logits = run.read([
        tokens, anchors, _pad([r.relation for r in rows]), _pad([r.distance for r in rows], 16),
        _pad([r.place for r in rows]), mask,
    ])  # fmt: skip
    out = _softmax(logits)
    return [out[k, : r.end - r.start] for k, r in enumerate(rows)]


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
