"""Counts of articles → figures with 95 % intervals, by resampling whole articles."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from polnear import Counts, Hits

Kind = Literal["precision", "recall", "F1", "share"]
N_SAMPLES = 1000


class Figure(NamedTuple):
    """A figure with the ends of its interval, 0 … 1; not a number where there is nothing to count."""

    value: float
    low: float
    high: float


def figure(rows: Sequence[Counts], measure: str, kind: Kind) -> Figure:
    """Return a measure over articles together, and its percentile interval."""
    hits = np.array([row[measure] for row in rows], dtype=float)
    n = len(rows)
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=N_SAMPLES)
    values = rate(drawn @ hits, kind)
    if np.isnan(values).all():
        low = high = float("nan")
    else:
        low, high = np.nanpercentile(values, [2.5, 97.5])
    return Figure(float(rate(hits.sum(axis=0), kind)), float(low), float(high))


def total(rows: Sequence[Counts], measure: str) -> Hits:
    """Return the hits of all articles together."""
    return Hits(*(sum(row[measure][k] for row in rows) for k in range(len(Hits._fields))))


def rate(hits: Any, kind: Kind) -> Any:
    """Return a rate of hits (…, 4) → (…): a share of nothing is not a number; precision, recall and F1 are then 0."""
    right, found, got, there = np.moveaxis(np.asarray(hits, dtype=float), -1, 0)
    if kind == "share":
        return _divide(right, found, float("nan"))
    precision, recall = _divide(right, found), _divide(got, there)
    if kind == "F1":
        return _divide(2 * precision * recall, precision + recall)
    return precision if kind == "precision" else recall


def _divide(a: Any, b: Any, where_none: float = 0.0) -> Any:
    return np.divide(a, b, out=np.full(np.shape(a), where_none), where=np.asarray(b) > 0)
