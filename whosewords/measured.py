"""How often attribution is right, as the benchmark recorded it, and the sentences that say so beside every result.

The figures lie beside the weights they belong to (`attribution/weights/measured.json`) and nowhere else:
`python tests/benchmarks/attribution.py DATA --record` writes them anew.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from . import stats

FILE = Path(__file__).parent / "attribution" / "weights" / "measured.json"


class Figure(NamedTuple):
    """A share, 0 … 1, with its 95 % interval; not a number where there was nothing to count."""

    value: float
    low: float
    high: float


class Own(NamedTuple):
    """Text for which no source was found: how much, the share people found none for either, what the rest is to them.

    `direct`, `mixed` and `indirect` are shares of the rest, that is, of what has a source for people.
    """

    n: int
    right: Figure
    direct: Figure
    mixed: Figure
    indirect: Figure

    @property
    def wrong(self) -> int:
        """How many of the n have a source for people."""
        return self.n - round(self.n * self.right.value)


class Measured(NamedTuple):
    """What was measured on which articles, with which weights (`model.weights_hash`)."""

    corpus: str
    split: str
    genre: str
    articles: int
    words: int
    weights: str
    precision: Figure
    recall: Figure
    f1: Figure
    own_words: Own
    own_labels: Own
    """Stretches with a label or a phrase held at a distance."""


@cache
def figures() -> Measured:
    """Return the figures recorded for the weights of the package."""
    return Measured(**_told(json.loads(FILE.read_text(encoding="utf-8"))))


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """Return what a JSON object tells, shares and what is told of text without a source as tuples."""
    kinds = {frozenset(Figure._fields): Figure, frozenset(Own._fields): Own}
    return {k: kinds[frozenset(v)](**_told(v)) if isinstance(v, dict) else v for k, v in told.items()}


def write(measured: Measured, file: Path = FILE) -> None:
    """Write figures to a file as JSON, shares to four places."""

    def plain(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 4)
        return {k: plain(v) for k, v in value._asdict().items()} if hasattr(value, "_asdict") else value

    file.write_text(json.dumps(plain(measured), indent=1) + "\n", encoding="utf-8")


def own_words() -> str:
    """Say how often “no source found” is wrong, counted by words: beside every share of words."""
    wrong = _percent(1 - figures().own_words.right.value)
    return f"{_where()}, {wrong} of the words shown as “no source found” did have a source."


def own_labels() -> str:
    """Say how often “no source found” is wrong where there is a label: beside everything that counts labels."""
    found = figures().own_labels
    low, high = _percent(1 - found.right.high), _percent(1 - found.right.low)
    return (
        f"{_where()}, {_percent(1 - found.right.value)} of the stretches with a label shown as “no source found” did "
        f"have a source (n = {found.n:,}; {_percent(0.95)} interval {low} to {high})."
    )


def _where() -> str:
    known = figures()
    return f"In {known.articles:,} {known.genre} marked by people"


def _percent(share: float) -> str:
    return f"{stats.percent(share)}\N{NO-BREAK SPACE}%"


def own_voice_errors() -> pd.DataFrame:
    """Return how the text that was wrongly shown as “no source found” is told, going by people.

    Columns: counted (words, stretches with a label), people_say (direct, mixed, indirect speech), n, of (how many are
    wrong in all), share (n of these).
    """
    rows = [
        (counted, f"{mode} speech", round(share * own.wrong), own.wrong, share)
        for counted, own in (("words", figures().own_words), ("stretches with a label", figures().own_labels))
        for mode in ("direct", "mixed", "indirect")
        for share in (getattr(own, mode).value,)
    ]
    return pd.DataFrame(rows, columns=["counted", "people_say", "n", "of", "share"])
