"""What the model reads becomes drafts; what is said in a content is searched again, to any depth."""

import json
import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lexicon import Lexicon
from .cues import entry_of, may_speak
from .features import WEIGHTS, Features, features, window
from .model import Floats, Reading, Runner, read, runner
from .parts import Draft, Part, Quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEEPEST = 8
"""Levels of speech within speech that are searched."""
GOVERNS = 0.05
"""Inside a content, a verb or noun of cues.csv that governs a clause is a cue from this probability on: the corpus the
model learned from leaves such cues uncoded."""
LEAST_INSIDE = 0.25
"""Inside a content, what is less likely than this is left out."""
SHORTEST = 3
"""Tokens: in a content with fewer, nobody is searched for."""


@cache
def settings() -> dict[str, Any]:
    """Return what was chosen on the articles held back in training: thresholds and the scale of confidence."""
    return dict(json.loads((WEIGHTS / "settings.json").read_text(encoding="utf-8")))


def drafts(doc: "Doc", lexicon: Lexicon, quoted: Quoted, run: Runner | None = None, chosen: dict[str, Any] | None = None) -> list[Draft]:  # fmt: skip  # noqa: E501
    """Return what the cues of a text introduce, those inside of contents as well, in no particular order."""
    chosen = chosen or settings()
    run = run or runner()
    f = features(doc, quoted)
    readings, _ = read(doc, f, run, chosen["cue"])
    out: list[Draft] = []
    seen: set[int] = set()
    least = _thresholds(doc, lexicon, chosen["nested"])
    for depth in range(DEEPEST):
        new = [r for r in readings if r.cue not in seen]
        seen.update(r.cue for r in new)
        made = [d for r in new if (d := _draft(doc, r, lexicon, quoted, chosen))]
        out += made if not depth else [d for d in made if d.confidence >= LEAST_INSIDE]
        inner, stretches = _inside(doc, f, new, lexicon, quoted)
        if not stretches:
            break
        readings, _ = read(doc, inner, run, least, (window(inner, *part) for part in stretches))
    return out


def _thresholds(doc: "Doc", lexicon: Lexicon, usual: float) -> Floats:
    """Return from which probability on each token is a cue inside a content."""
    cues = {"VERB": lexicon.verb_cues, "NOUN": lexicon.noun_cues}
    out = np.full(len(doc), usual, dtype=np.float32)
    for token in doc:
        if token.dep_ in ("ccomp", "acl") and token.i != token.head.i:
            head = token.head
            if head.lemma_.lower() in cues.get(head.pos_, ()):
                out[head.i] = min(usual, GOVERNS)
    return out


def _inside(doc: "Doc", f: Features, readings: list[Reading], lexicon: Lexicon, quoted: Quoted) -> tuple[Features, list[Part]]:  # fmt: skip  # noqa: E501
    """Return contents that hold another cue as texts of their own: the quotation a content is in counts as none."""
    cues = lexicon.verb_cues.keys() | lexicon.noun_cues.keys()
    taken = [False] * len(doc)
    stretches: list[Part] = []
    quote, quotation = f.quote.copy(), f.quotation.copy()
    for reading in readings:
        for start, end in reading.content:
            while start < end and (doc[start].is_quote or doc[start].is_space):
                start += 1
            start = next((i for i in range(start, end) if not taken[i]), end)
            end = next((i for i in range(start, end) if taken[i]), end)
            if end - start < SHORTEST or not any(doc[i].lemma_.lower() in cues for i in range(start, end)):
                continue
            taken[start:end] = [True] * (end - start)
            own = quoted.innermost[start]
            if own >= 0:
                quote[start:end] = (quote[start:end] - 1).clip(0)
                part = quotation[start:end]
                part[part == own] = -1
            stretches += [(max(start, a), min(end, b)) for a, b in f.paragraphs if a < end and b > start]
    return f._replace(quote=quote, quotation=quotation, paragraphs=sorted(stretches)), stretches


def _draft(doc: "Doc", r: Reading, lexicon: Lexicon, quoted: Quoted, chosen: dict[str, Any]) -> Draft | None:
    if r.source is not None and not may_speak(doc, r.source, quoted):
        return None
    entry = entry_of(doc[r.cue], lexicon)
    lemma = entry.lemma if entry else doc[r.cue].lemma_.lower()
    source, cue = _without(doc, r.source, _ENDS), _without(doc, r.cue_part, _MARKS)
    return Draft(source, cue or r.cue_part, lemma, entry, list(r.content), "model", confidence(r, chosen))


_MARKS = frozenset(",:;-–—“”\"'‘’„«»()[]")
_ENDS = _MARKS | {"'s", "’s", "that", "which", "who"}


def _without(doc: "Doc", part: Part | None, ends: frozenset[str]) -> Part | None:
    """Return a stretch without the marks at its ends, a source without the possessive; whole if nothing were left."""
    if part is None:
        return None
    start, end = part
    while start < end and doc[start].text in ends:
        start += 1
    while start < end and doc[end - 1].text in ends:
        end -= 1
    return (start, end) if start < end else part


def evidence(r: Reading) -> list[float]:
    """Return what a confidence is made from: the log odds of cue, content and source, and whether there is a source."""
    logits = [math.log(p / (1 - p)) for p in (min(0.999, max(0.001, p)) for p in (r.p_cue, r.p_content, r.p_source))]
    return [*logits, float(r.source is not None)]


def confidence(r: Reading, chosen: dict[str, Any]) -> float:
    """Return how likely people would mark the same attribution: a logistic scale fitted on articles held back."""
    x = chosen["intercept"] + sum(w * e for w, e in zip(chosen["weights"], evidence(r), strict=True))
    return round(1 / (1 + math.exp(-x)), 3)
