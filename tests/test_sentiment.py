"""Scorers, their registry, and what they must never do."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import sentiment
from whosewords.tables import Segment


def segment(start: int, end: int, number: int = 0) -> Segment:
    return Segment("a", number, 0, start, end, "own", None, "article", "article", "article", 1, 1.0)


def score(text: str, scorer: str) -> tuple[float, list[str]]:
    (row,) = sentiment.score_segments("a", text, [segment(0, len(text))], (scorer,))
    assert row.scorer == scorer
    return row.score, row.matched


def test_textblob_is_the_mean_polarity_of_the_words_it_knows() -> None:
    assert score("A terrible day.", "textblob") == (-1.0, ["terrible"])
    mean, words = score("A terrible day with a good end.", "textblob")
    assert words == ["terrible", "good"]
    assert mean == pytest.approx((-1.0 + 0.7) / 2)


def test_textblob_agrees_with_the_library_used_the_ordinary_way() -> None:
    from textblob import TextBlob

    for text in ("Many civilians died.", "The plan is not very good, he said.", "An invasion began before dawn."):
        assert score(text, "textblob")[0] == pytest.approx(TextBlob(text).sentiment.polarity)


def test_vader_gives_its_compound_and_the_words_of_its_dictionary() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    text = "The attack was a very great tragedy."
    value, words = score(text, "vader")
    assert value == SentimentIntensityAnalyzer().polarity_scores(text)["compound"]
    assert words == ["attack", "great", "tragedy"]


def test_known_blind_spots_stay_visible() -> None:
    assert score("An anti-terrorist operation.", "textblob")[0] == 0
    assert score("Many civilians died.", "textblob")[0] > 0


def test_a_curly_apostrophe_negates_like_a_straight_one() -> None:
    assert score("This isn’t good.", "vader") == score("This isn't good.", "vader")
    assert score("This isn’t good.", "vader")[0] < 0


@pytest.mark.parametrize("text", ["", "  \n", "“…”", "—", "?!"])
def test_no_words_no_score(text: str) -> None:
    for scorer in sentiment.DEFAULT:
        assert score(text, scorer) == (0.0, [])


def test_only_the_segment_itself_is_scored_in_order_of_segments_and_scorers() -> None:
    text = "Terrible news. Good news."
    rows = sentiment.score_segments("a", text, [segment(0, 14), segment(15, 25, 1)])
    assert [(r.segment_id, r.scorer) for r in rows] == [(0, "textblob"), (0, "vader"), (1, "textblob"), (1, "vader")]
    assert rows[0].score < 0 < rows[2].score
    assert rows[2].matched == ["good"]


def test_a_scorer_of_ones_own_is_found_by_name_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentiment, "SCORERS", dict(sentiment.SCORERS))
    sentiment.register("length")(lambda text: (len(text) / 10, [text]))
    assert score("Hello", "length") == (0.5, ["Hello"])
    with pytest.raises(ValueError, match="between −1 and 1"):
        score("Far too long a text", "length")
    with pytest.raises(ValueError, match="already a scorer called 'length'"):
        sentiment.register("length")(lambda text: (0.0, []))
    with pytest.raises(ValueError, match=r"no scorer called 'lenght'; there are length, textblob, vader"):
        score("Hello", "lenght")


def test_a_very_long_segment_is_scored_in_pieces() -> None:
    value, words = score("good " * 20_000, "vader")
    assert 0.9 < value <= 1
    assert len(words) == 20_000


def test_nothing_is_loaded_before_it_is_needed() -> None:
    code = "import sys, whosewords.sentiment; print([m for m in ('textblob', 'vaderSentiment') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_scores_within_bounds(text: str) -> None:
    for row in sentiment.score_segments("a", text, [segment(0, len(text))]):
        assert -1 <= row.score <= 1
        assert all(isinstance(word, str) for word in row.matched)


def test_a_text_of_ones_own_is_scored_by_a_scorer_that_exists() -> None:
    assert sentiment.score_text("Many civilians died.", "textblob") == (0.5, ["many"])
    with pytest.raises(ValueError, match="no scorer called 'mine'"):
        sentiment.score_text("Rain fell.", "mine")
