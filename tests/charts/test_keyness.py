"""What the charts of keyness and collocates say and draw, and where their labels go."""

import handmade
import pandas as pd
import pytest
from handmade import S
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.text import Annotation

from whosewords import measured
from whosewords.analyses import terms
from whosewords.charts import Chart, collocates, keyness, keyness_by, keyness_scatter
from whosewords.charts.keyness import MOST_PANELS, MOST_TERMS, SIDES
from whosewords.charts.placement import Box, extent, place
from whosewords.corpus import Corpus, from_tables

LISTED = ("NOUN", "X")
FILLER = "hill field river house road tree"


@pytest.fixture(scope="module")
def two() -> Corpus:
    texts = {f"{n}": [[S(f"{FILLER} {'rain rain rain' if n < 6 else 'sun sun'} $x_{{1$")]] for n in range(12)}
    return handmade.corpus(texts, outlets={a: "The Daily" if int(a) < 6 else "<Wire>" for a in texts})


@pytest.fixture(scope="module")
def table(two: Corpus) -> pd.DataFrame:
    return terms.keyness(two, {"outlet": "The Daily"}, {"outlet": "<Wire>"}, pos=LISTED)


def marks(chart: Chart, finding: bool) -> list[tuple[str, float]]:
    """Return mark and place of the points drawn filled, or hollow."""
    return [
        (str(line.get_marker()), float(x))
        for line in chart.axes[0].lines
        if line.get_marker() != "None"
        for x in line.get_xdata()
        if (to_hex(line.get_markerfacecolor()) == to_hex(line.get_color())) == finding
    ]


def test_a_dumbbell_has_a_mark_for_each_group_where_its_rate_is(table: pd.DataFrame) -> None:
    chart = keyness(table)
    assert table.set_index("term")["finding"].to_dict()["rain"]
    words, words_other = table.loc[0, "words"], table.loc[0, "words_other"]
    drawn = sorted(marks(chart, finding=True))
    assert [mark for mark, _ in drawn] == ["o", "o", "s", "s"]
    assert [x for _, x in drawn] == pytest.approx([0, 10_000 * 18 / words, 0, 10_000 * 12 / words_other])
    assert chart.alt.startswith("more in: The Daily: rain 18 to 0")
    assert "more in: <Wire>: sun 0 to 12" in chart.alt
    assert "18 in 6 : 0" in [t.get_text() for t in chart.axes[0].texts]
    assert "None of these" not in chart.note
    assert measured.own_words() not in chart.note


def test_what_is_no_finding_is_drawn_hollow_and_said_to_be_none() -> None:
    table = terms.keyness(handmade.war(), {"voice": "own"}, pos=LISTED, least=1)
    chart = keyness(table)
    assert "None of these differences is a finding." in chart.note
    assert chart.note.endswith(measured.own_words())
    assert marks(chart, finding=True) == []
    assert len(marks(chart, finding=False)) == 2 * min(len(table), 2 * MOST_TERMS)


def test_one_article_has_counts_without_numbers_of_articles() -> None:
    corpus = handmade.corpus({"a": [[S("rain rain rain")], [S("sun", "quote", "ana", "ana")]]})
    chart = keyness(terms.keyness(corpus, {"voice": "own"}, pos=LISTED, least=1))
    assert "3 : 0" in [t.get_text() for t in chart.axes[0].texts]


def test_a_scatter_names_terms_beside_their_marks_without_overlap(table: pd.DataFrame) -> None:
    chart = keyness_scatter(table)
    named = [t for t in chart.axes[0].texts if isinstance(t, Annotation)]
    assert {t.get_text() for t in named} >= {"rain", "sun"}
    assert sum(t.get_text().endswith(" +6") for t in named) == 1  # what both have stands in one place
    rain = next(t for t in named if t.get_text() == "rain")
    assert rain.xy == pytest.approx(table.loc[table["term"] == "rain", ["per_10000_other", "per_10000"]].iloc[0])
    assert "rain 18 to 0" in chart.alt
    chart.savefig("/dev/null", format="png")
    boxes = [Box(*t.get_window_extent().extents) for t in named]
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])
    assert [s.get_marker() for s in chart.axes[0].lines if s.get_marker() != "None"][::2] == [m for _, m in SIDES]


def test_each_groups_terms_stand_with_their_ratio(two: Corpus) -> None:
    found = terms.keyness_by(two, "outlet", pos=LISTED, top=1)
    chart = keyness_by(found)
    assert chart.alt == "The Daily: rain 18 to 0. <Wire>: sun 12 to 0."
    drawn = [x for _, x in marks(chart, finding=True)]
    assert drawn == pytest.approx(found["log_ratio"].tolist())


def test_groups_beyond_the_most_are_said_to_be_missing(table: pd.DataFrame) -> None:
    many = pd.concat([table.head(1).assign(group=str(n)) for n in range(MOST_PANELS + 2)])
    assert keyness_by(many).note.endswith("2 more groups: see the data.")


def test_collocates_are_drawn_before_and_after_the_term() -> None:
    corpus = handmade.corpus({f"{n}": [[S("old bridge falls")]] for n in range(4)})
    found = terms.collocates(corpus, "bridge", pos=LISTED)
    chart = collocates(found)
    widths = sorted(bar.get_width() for bar in chart.axes[0].patches if bar.get_width())
    assert widths == [-4, 4]
    assert "old 4 (4 before, 0 after)" in chart.alt
    assert chart.note.startswith("Of 4 occurrences")


@pytest.mark.parametrize("draw", [keyness, keyness_scatter, keyness_by, collocates])
def test_nothing_to_compare_is_said_in_a_sentence(draw) -> None:  # type: ignore[no-untyped-def]
    nothing = from_tables()
    table = terms.collocates(nothing, "x") if draw is collocates else terms.keyness(nothing, {"voice": "own"})
    chart = draw(table)
    assert chart.alt.endswith(".")
    assert "ww-nothing" in chart._repr_html_()


def test_text_from_articles_is_drawn_as_text(two: Corpus, table: pd.DataFrame) -> None:
    odd = table.assign(term=[f"<b>$x_{{{n}$\n" for n in range(len(table))])
    for draw in (keyness, keyness_scatter):
        page = draw(odd)._repr_html_()
        assert "<b>" not in page
        assert "<Wire>" not in page
        assert "&lt;Wire&gt;" in page


SPOT = st.tuples(st.floats(0, 300), st.floats(0, 300))
LABEL = st.tuples(SPOT, st.tuples(st.floats(5, 90), st.just(10.0)))


@given(st.lists(LABEL, max_size=25), st.lists(SPOT, max_size=20))
def test_no_label_lies_over_another_or_over_a_named_point_or_outside(
    labels: list[tuple[tuple[float, float], tuple[float, float]]], dots: list[tuple[float, float]]
) -> None:
    bounds = Box(0, 0, 300, 300)
    points = [p for p, _ in labels]
    placed = place(points, [s for _, s in labels], bounds, dots)
    found = [b for b in placed if b is not None]
    assert len(placed) == len(labels)
    assert all(b.inside(bounds) for b in found)
    assert not any(a.overlaps(b) for n, a in enumerate(found) for b in found[:n])
    assert not any(b.left < x < b.right and b.bottom < y < b.top for b in found for x, y in points)


@given(LABEL)
def test_a_label_alone_is_placed_wherever_there_is_room(label: tuple[tuple[float, float], tuple[float, float]]) -> None:
    (x, y), size = label
    placed = place([(x, y)], [size], Box(0, 0, 300, 300), [])
    if 100 < x < 200 and 20 < y < 280:
        assert placed != [None]


def test_a_label_stands_to_the_right_or_where_no_dot_is() -> None:
    alone, besides = (place([(50, 50)], [(30, 10)], Box(0, 0, 100, 100), dots)[0] for dots in ([], [(60.0, 50.0)]))
    assert alone == Box(54, 45, 84, 55)
    assert besides == Box(16, 45, 46, 55)
    assert place([(50, 50)], [(90, 10)], Box(0, 0, 80, 80)) == [None]


def test_longer_text_is_wider_and_dollar_signs_are_text() -> None:
    assert extent("mmmm", 10)[0] > extent("mm", 10)[0] > 10
    assert extent("$x_{1$", 10)[0] > 10
