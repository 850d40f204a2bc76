"""What training leaves open, chosen on the articles held back: the scale of confidence, and the least of it."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from ..attribution.drafts import LEAST_CUE, evidence, outer
from ..attribution.features import features
from ..attribution.model import Runner, read
from ..attribution.parts import Found, Quoted
from ..attribution.rules import colons
from ..attribution.settle import settle
from ..cleaning import find_quotations
from ..lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc

WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4)
"""Of confidence, the least first: what is less sure is left out."""
NEAR = 0.005
"""How far below the best F1 a lower threshold may stay: a source that is missed is the more serious mistake."""
Words = frozenset[int]
Pair = tuple[Words, Words]


def words(text: str, parts: Iterable[Iterable[int]]) -> Words:
    """Return the words of a text that stand in some stretches, by their place."""
    return frozenset(m.start() for start, end in parts for m in WORD.finditer(text, start, end))


def matched(gold: list[Pair], ours: list[Pair]) -> set[int]:
    """Return which of ours people marked too, one to one: half of the content's words (Dice), a source in common."""
    pairs = []
    for i, g in enumerate(gold):
        for j, o in enumerate(ours):
            if (both := len(g[0] & o[0])) and (dice := 2 * both / (len(g[0]) + len(o[0]))) >= 0.5:
                same = bool(g[1] & o[1]) or not (g[1] or o[1])
                pairs += [(-dice, i, j)] if same else []
    used: set[int] = set()
    right: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in used and j not in right:
            used.add(i)
            right.add(j)
    return right


def coded(row: dict[str, Any]) -> list[Pair]:
    """Return the attributions of an article as people coded them."""
    text = row["text"]
    pairs = [(words(text, a["content"]), words(text, a["source"])) for a in row["attributions"]]
    return [p for p in pairs if p[0]]


def found(text: str, rows: list[Found]) -> list[Pair]:
    """Return outermost attributions as pairs of words."""
    pairs = [(words(text, f.content), words(text, [f.source] if f.source else [])) for f in rows if f.depth == 0]
    return [p for p in pairs if p[0]]


def choose(rows: list[dict[str, Any]], docs: "list[Doc]", run: Runner, lexicon: Lexicon) -> dict[str, Any]:
    """Return scale and least of confidence: the lowest threshold near the best F1 on the articles held back."""
    texts = [Quoted(d, find_quotations(r["text"])) for r, d in zip(rows, docs, strict=True)]
    scale = _scale(rows, docs, texts, run)
    made = [
        outer(doc, features(doc, quoted), lexicon, quoted, run, {**scale, "least": 0.0})
        for doc, quoted in zip(docs, texts, strict=True)
    ]
    tried: list[dict[str, Any]] = []
    for least in THRESHOLDS:
        right = n = there = 0
        for row, doc, quoted, drafts in zip(rows, docs, texts, made, strict=True):
            title = row.get("title") or ""
            lines = colons(doc, quoted, lexicon, len(title) if row["text"].startswith(title) else 0)
            sure = [d for d in drafts if d.confidence >= least]
            ours = found(row["text"], settle(doc, [*sure, *lines], quoted, lexicon))
            gold = coded(row)
            right, n, there = right + len(matched(gold, ours)), n + len(ours), there + len(gold)
        figures = {"precision": right / n, "recall": right / there, "f1": 2 * right / (n + there)}
        tried.append({**scale, "least": least, "held back": {k: round(v, 4) for k, v in figures.items()}})
    most = max(t["held back"]["f1"] for t in tried)
    return next(t for t in tried if t["held back"]["f1"] >= most - NEAR)


def _scale(rows: list[dict[str, Any]], docs: "list[Doc]", texts: list[Quoted], run: Runner) -> dict[str, Any]:  # fmt: skip  # noqa: E501
    """Fit by maximum likelihood how likely a reading is right (Platt 1999)."""
    x: list[list[float]] = []
    y: list[bool] = []
    for row, doc, quoted in zip(rows, docs, texts, strict=True):
        readings = read(doc, features(doc, quoted), run, LEAST_CUE)
        pairs = [(words(row["text"], _characters(doc, r.content)), words(row["text"], _characters(doc, [r.source] if r.source else []))) for r in readings]  # fmt: skip  # noqa: E501
        right = matched(coded(row), pairs)
        x += [evidence(r) for r in readings]
        y += [j in right for j in range(len(readings))]
    a, b = np.array(x), np.array(y, dtype=float)

    def error(w: Any) -> float:
        z = w[0] + a @ w[1:]
        return float(np.sum(np.logaddexp(0, z) - b * z) + 0.01 * np.sum(w[1:] ** 2))

    fitted = minimize(error, np.zeros(a.shape[1] + 1)).x
    return {"intercept": round(float(fitted[0]), 4), "weights": [round(float(w), 4) for w in fitted[1:]]}


def _characters(doc: "Doc", parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in parts]
