"""What the benchmarks count, against calculations by hand."""

import math
from collections.abc import Sequence

import attribution
import figures
import polnear
import pytest
from polnear import Hits, Marked, Row, Words

TEXT = "Ann said that “rain fell” hard. It rained. “No,” Bob said."
#       0   1    2     3    4     5     6  7       8   9   10
WORDS = Words(TEXT)


def place(text: str) -> tuple[int, int]:
    start = TEXT.index(text)
    return start, start + len(text)


def marked(source: str | None, cue: str | None, *content: str) -> Marked:
    row = Row(*(tuple(map(place, filter(None, part))) for part in ([source], [cue], content)))
    (out,) = WORDS.marked([row])
    return out


ANN = marked("Ann", "said", "rain fell” hard")
BOB = marked("Bob", "said.", "No")


# words


def test_words_are_numbered_and_known_by_their_marks() -> None:
    assert len(WORDS) == 11
    assert WORDS.quoted == {3, 4, 8}
    assert WORDS.of([place("said that"), place("fell” hard")]) == {1, 2, 4, 5}
    assert WORDS.of([(TEXT.index("rain") + 1, TEXT.index("rain") + 2)]) == {3}
    assert WORDS.of([(0, 0)]) == frozenset()


def test_straight_marks_open_and_close_and_end_with_their_paragraph() -> None:
    assert Words('a "b c" d "e\nf').quoted == {1, 2, 4}


def test_modes_are_told_by_the_share_of_words_in_marks() -> None:
    assert (ANN.mode, BOB.mode) == ("mixed", "direct")
    assert marked("Ann", "said", "that").mode == "indirect"


def test_what_has_no_word_of_content_is_not_counted() -> None:
    assert WORDS.marked([Row((place("Ann"),), (), ()), Row((), (), (place("”"),))]) == []


# matching


def test_dice() -> None:
    assert polnear.dice(frozenset({1, 2, 3}), frozenset({3})) == 0.5
    assert polnear.dice(frozenset(), frozenset()) == 0.0


@pytest.mark.parametrize(
    ("found", "n"),
    [
        (marked("Ann", None, "rain fell” hard"), 1),
        (marked("Ann", None, "rain"), 1),  # 2 · 1 / (3 + 1) = .5
        (marked("Ann", None, "that “rain", "It rained"), 0),  # 2 · 1 / (3 + 4)
        (marked("Bob", None, "rain fell” hard"), 0),
        (marked(None, None, "rain fell” hard"), 0),
        (marked("Ann said", None, "rain fell” hard"), 1),
    ],
)
def test_contents_must_be_alike_and_sources_share_a_word(found: Marked, n: int) -> None:
    assert len(polnear.match([ANN], [found])) == n


def test_sources_that_are_both_absent_are_the_same() -> None:
    nobody = marked(None, "said", "rain fell")
    assert polnear.match([nobody], [nobody]) == [(0, 0)]
    assert polnear.match([nobody], [ANN]) == []
    assert polnear.match([nobody], [ANN], any_source=True) == [(0, 0)]


def test_pairs_are_one_to_one_and_the_most_alike_first() -> None:
    near, nearer = marked("Ann", None, "rain fell"), marked("Ann", None, "that “rain fell” hard")
    # 2 · 2 / 5 = .8; 2 · 3 / 7 = .857
    assert polnear.match([ANN], [near, nearer]) == [(0, 1)]
    assert polnear.match([ANN, BOB], [BOB, ANN]) == [(0, 1), (1, 0)]
    assert polnear.match([ANN, ANN], [near]) == [(0, 0)]
    assert polnear.match([ANN], [near], least=0.9) == []


# comparing


def test_everything_that_is_counted_of_an_article() -> None:
    # People mark Ann's and Bob's words; a system finds two of Ann's three, and makes the rain Ann's too.
    found = [marked("Ann", "said", "rain fell"), marked("Ann", None, "It rained")]
    told = polnear.compare(WORDS, [ANN, BOB], found, frozenset({3, 4, 6, 7}), [0, 6, 8], [frozenset({5}), frozenset()])
    assert told["content"] == Hits(2, 4, 2, 4)  # rain fell; of rain fell It rained; of rain fell hard No
    assert told["source"] == Hits(1, 1, 1, 2)
    assert told["cue"] == Hits(1, 1, 1, 2)
    assert told["match"] == Hits(1, 2, 1, 2)
    assert told["strict"] == Hits(0, 2, 0, 2)  # 2 · 2 / 5 = .8
    # What matches is direct as found, mixed as marked.
    assert told["match direct"] == Hits(1, 1, 0, 1)
    assert told["match mixed"] == Hits(0, 0, 1, 1)
    assert told["match indirect"] == Hits(0, 1, 0, 0)
    # Without a source: Ann said that; hard; No Bob said. People say that "hard" is Ann's, and "No" Bob's.
    assert told["own words"] == Hits(5, 7, 0, 0)
    assert (told["own words mixed"], told["own words direct"]) == (Hits(1, 7, 0, 0), Hits(1, 7, 0, 0))
    # The one stretch with a label is "hard", which is not without a source for people.
    assert told["own segments"] == Hits(0, 1, 0, 0)
    assert told["own segments mixed"] == Hits(1, 1, 0, 0)


def test_segments_end_where_a_source_begins_and_with_their_sentence() -> None:
    assert polnear.segments(7, frozenset({2, 3}), [0, 5]) == [range(2), range(4, 5), range(5, 7)]
    assert polnear.segments(3, frozenset()) == [range(3)]
    assert polnear.segments(0, frozenset()) == []
    assert polnear.segments(2, frozenset({0, 1})) == []


@pytest.mark.parametrize(
    ("labels", "held"),
    [
        ([{1}], [[1]]),
        ([{2}], []),
        ([{0, 1}, {1}], [[0, 1]]),
        ([{0}, {4}], [[0], [4]]),
        ([{1, 2}], [[1]]),  # begins in a run, goes on in somebody's words
        ([{2, 4}], []),  # only ends in one
        ([set()], []),
    ],
)
def test_a_run_bears_the_labels_that_begin_in_it(labels: Sequence[set[int]], held: list[list[int]]) -> None:
    runs = [range(2), range(4, 6)]
    assert polnear.label_bearing(runs, [frozenset(label) for label in labels]) == held


# figures


def test_rates() -> None:
    hits = Hits(3, 4, 2, 8)
    assert figures.rate(hits, "precision") == 0.75
    assert figures.rate(hits, "recall") == 0.25
    assert figures.rate(hits, "F1") == pytest.approx(2 * 0.75 * 0.25)  # their sum is 1
    assert figures.rate(hits, "share") == 0.75


def test_rates_of_nothing() -> None:
    nothing = Hits(0, 0, 0, 0)
    assert [float(figures.rate(nothing, kind)) for kind in ("precision", "recall", "F1")] == [0, 0, 0]
    assert math.isnan(figures.rate(nothing, "share"))
    assert figures.rate([[1, 2, 0, 0], [0, 0, 0, 0]], "precision").tolist() == [0.5, 0]


def test_totals_are_sums_over_articles() -> None:
    rows = [{"match": Hits(1, 2, 1, 4)}, {"match": Hits(2, 2, 2, 2)}]
    assert figures.total(rows, "match") == Hits(3, 4, 3, 6)


def test_a_figure_is_that_of_all_articles_and_its_interval_resamples_them() -> None:
    alike = [{"match": Hits(1, 2, 1, 2)}] * 5
    assert figures.figure(alike, "match", "F1") == (0.5, 0.5, 0.5)
    # Two articles, one all wrong and one all right: a quarter of the samples is only the one, a quarter only the other.
    unlike = [{"match": Hits(0, 1, 0, 1)}, {"match": Hits(1, 1, 1, 1)}]
    assert figures.figure(unlike, "match", "precision") == (0.5, 0.0, 1.0)
    assert figures.figure(unlike, "match", "precision") == figures.figure(unlike, "match", "precision")


def test_a_large_article_counts_for_more() -> None:
    rows = [{"match": Hits(9, 10, 9, 10)}, {"match": Hits(0, 2, 0, 2)}]
    assert figures.figure(rows, "match", "precision").value == 0.75


def test_a_figure_of_nothing_is_no_number() -> None:
    assert all(math.isnan(x) for x in figures.figure([{"own": Hits(0, 0, 0, 0)}], "own", "share"))
    assert attribution.percent(figures.figure([{"own": Hits(0, 0, 0, 0)}], "own", "share")) == "–"
    assert attribution.percent(figures.Figure(0.7654, 0.7, 0.8)) == " 76.5 (70.0–80.0)"


# confidence


def test_reliability_puts_attributions_in_tenths() -> None:
    found = [
        attribution.Judged(c, "model", right) for c, right in ((0.91, True), (0.99, True), (1.0, False), (0.2, True))
    ]
    low, high = attribution.reliability(found)
    assert (low.low, low.n, low.confidence, low.right) == (0.2, 1, 0.2, 1.0)
    assert (high.low, high.n, high.right) == (0.9, 3, pytest.approx(2 / 3))
    # (1 · .8 + 3 · |.9667 − .6667|) / 4 = .425
    assert attribution.calibration_error([low, high]) == pytest.approx(0.425)
    assert attribution.calibration_error([]) == 0
