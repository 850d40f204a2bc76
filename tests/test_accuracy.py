"""Floors of accuracy on the hand-coded articles of data/gold: a change that falls below one must say why.

Each floor stands one to two points under what was measured, in percent.
"""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import gold
import pytest

from whosewords.corpus import Corpus, read_corpus

FLOORS = {
    "attributions: precision": 79.5,
    "attributions: recall": 81.5,
    "nested attributions under the right parent": 57.5,
    "speakers of attributions found": 81.5,
    "voice": 89.5,
    "speaker": 74.0,
    "worded by": 88.0,
    "voice, speaker and worded by at once": 73.0,
    "every word of the texts": 81.0,
    "own voice: precision": 88.5,
    "own voice: recall": 93.5,
}
POLNEAR = os.environ.get("WHOSEWORDS_POLNEAR", "")
POLNEAR_F1 = 75.0


class Scores(NamedTuple):
    """The scores of one article, or of all of them."""

    attributions: gold.AttributionScore = gold.AttributionScore()
    speakers: gold.Share = gold.Share()
    voices: gold.VoiceScore = gold.VoiceScore()

    def plus(self, other: "Scores") -> "Scores":
        """Return both together."""
        return Scores(*(a + b for a, b in zip(self, other, strict=True)))

    def percent(self) -> dict[str, float]:
        """Return what has a floor, in percent."""
        every, nested = self.attributions.every, self.attributions.nested
        v = self.voices
        shares = (
            every.precision,
            every.recall,
            nested.recall,
            self.speakers.share,
            v.voice.share,
            v.speaker.share,
            v.worded_by.share,
            v.every.share,
            v.text.share,
            v.own.precision,
            v.own.recall,
        )
        return {name: 100 * share for name, share in zip(FLOORS, shares, strict=True)}


@pytest.fixture(scope="module")
def scores() -> dict[str, Scores]:
    """Return the scores of each coded article, and of all of them under `all`."""
    articles = gold.load()
    corpora: dict[str, Corpus] = {c: read_corpus(gold.ROOT / c) for c in sorted({a.corpus for a in articles})}
    out = {"all": Scores()}
    for article in articles:
        corpus = corpora[article.corpus]
        gold.check_text(article, corpus.articles)
        out[article.article_id] = Scores(
            gold.score_attributions(article, corpus.attributions),
            gold.score_speakers(article, corpus.attributions, corpus.actors),
            gold.score_voices(article, corpus.segments, corpus.actors),
        )
        out["all"] = out["all"].plus(out[article.article_id])
    return out


def _table(scores: dict[str, Scores]) -> Iterator[str]:
    names = sorted(scores)
    yield " ".join(["", *(Path(n).stem[:11].rjust(12) for n in names)]).rjust(45 + 13 * len(names))
    for measure in FLOORS:
        yield f"{measure:44}" + "".join(f"{scores[n].percent()[measure]:13.1f}" for n in names)


def test_the_coded_articles_are_all_there(scores: dict[str, Scores]) -> None:
    assert len(scores) - 1 >= 6
    assert scores["all"].attributions.every.there >= 100


@pytest.mark.parametrize("measure", FLOORS)
def test_nothing_falls_below_its_floor(scores: dict[str, Scores], measure: str) -> None:
    print("\n".join(_table(scores)))
    assert scores["all"].percent()[measure] >= FLOORS[measure]


def test_no_floor_lies_far_under_what_is_measured(scores: dict[str, Scores]) -> None:
    """Keep the floors worth their name: raise them when the engine has become better."""
    measured = scores["all"].percent()
    assert [m for m, floor in FLOORS.items() if measured[m] - floor > 5] == []


@pytest.mark.slow
@pytest.mark.skipif(not POLNEAR, reason="WHOSEWORDS_POLNEAR names no folder with PolNeAR's dev.jsonl")
def test_attributions_of_us_news() -> None:
    file = gold.ROOT / "tests" / "benchmarks" / "attribution.py"
    spec = importlib.util.spec_from_file_location("polnear", file)
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    scored, _ = benchmark.measure(Path(POLNEAR) / "dev.jsonl")
    assert 100 * benchmark.f1(scored)[2] >= POLNEAR_F1
