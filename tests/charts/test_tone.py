"""Tests of whosewords.charts.tone: the rules for small n hold in the picture too."""

import re

import pytest
from handmade import S, corpus, empty

from whosewords import charts
from whosewords.analyses import tone
from whosewords.charts.style import Chart
from whosewords.corpus import Corpus


def said(speaker: str, n: int, voice: str = "quote") -> list[list[S]]:
    worder = speaker if voice == "quote" else "article"
    return [
        [S(f"Some words {i}", voice, speaker, worder, scores={"textblob": (i / n, []), "vader": (0.0, [])})]
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def spoken() -> Corpus:
    return corpus({"a": [*said("ten", 10), *said("nine", 9), *said("four", 4), *said("four", 1, "paraphrase")]})


def drawn(made: Corpus, basis: str) -> Chart:
    return charts.word_polarity(tone.by_speaker(made), tone.by_sentence(made), basis)


def test_points_from_five_and_means_from_ten_sentences_on(spoken: Corpus) -> None:
    panel = drawn(spoken, "quotations only").axes[0]
    points = [len(line.get_xdata()) for line in panel.lines if line.get_marker() == "o"]
    means = [line for line in panel.lines if line.get_marker() == "D"]
    assert points == [10, 9]
    assert [float(m.get_xdata()[0]) for m in means] == pytest.approx([0.45])
    assert [t.get_text() for t in panel.texts if "too few" in t.get_text()] == ["too few: read them"]
    more = drawn(spoken, "with paraphrase").axes[0]
    assert [len(line.get_xdata()) for line in more.lines if line.get_marker() == "o"] == [10, 9, 5]


def test_the_measured_warning_stands_beside_a_mean_and_only_there(spoken: Corpus) -> None:
    note = drawn(spoken, "quotations only").note
    assert "wrong sign for 85 % (TextBlob) and 42 % (VADER)" in note
    assert "wrong sign" not in drawn(corpus({"a": said("p", 9)}), "quotations only").note


def test_no_sign_is_called_and_nobody_ranked(spoken: Corpus) -> None:
    chart = drawn(spoken, "with paraphrase")
    names = [t.get_text() for t in chart.axes[0].texts if t.get_text() in ("Ten", "Nine", "Four")]
    assert names == ["Ten", "Nine", "Four"]
    assert chart.alt.endswith("No sign is called for anyone.")
    assert not re.search(r"\b(positive|negative)\b", chart.alt)
    colours = {line.get_color() for axes in chart.axes for line in axes.lines if line.get_marker() == "o"}
    assert len(colours) == 1


def test_a_row_in_each_panel_says_how_many_sentences_it_is_made_of(spoken: Corpus) -> None:
    for panel in drawn(spoken, "quotations only").axes:
        assert [t.get_text() for t in panel.texts if t.get_text().startswith("n =")] == ["n = 10", "n = 9", "n = 4"]


def test_nothing_quoted_is_said_in_a_sentence() -> None:
    assert "Nobody is quoted in these articles." in drawn(empty(), "quotations only").alt
    assert "Nothing is attributed to anybody." in drawn(empty(), "with paraphrase").alt
