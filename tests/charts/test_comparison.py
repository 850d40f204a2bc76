"""What the charts of outlets say and draw, against the tables they are made of."""

import re

import handmade
import pytest
from handmade import S

from whosewords import measured
from whosewords.analyses import comparison
from whosewords.charts import order_of_information, outlet_articles, outlet_tone, outlet_voices
from whosewords.charts.comparison import MOST_COLUMNS, MOST_ITEMS, MOST_OUTLETS, NOTHING
from whosewords.corpus import Corpus


def two_outlets() -> Corpus:
    """Return twelve articles of one outlet, a quarter of each quoted, and one of an outlet that is not named."""
    articles = {f"a/{n:02}": [[S("w w w")], [S("q", "quote", "bo", "bo")]] for n in range(12)}
    other = {"b/0": [[S("w")]], "c/0": [[S("w w")]]}
    return handmade.corpus({**articles, **other}, outlets={**dict.fromkeys(articles, "Daily"), "c/0": "Wire"})


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return two_outlets()


def test_the_bar_of_an_outlet_is_all_its_words(corpus: Corpus) -> None:
    table = comparison.voices(corpus)
    chart = outlet_voices(table)
    lengths = [bar.get_width() for bars in chart.axes[0].containers for bar in bars]
    assert lengths == table["share"].tolist()
    assert chart.alt == (
        "Daily (12 articles, 48 words): no source found 75 %, presented as their own words 25 %; "
        "Wire (1 article, 2 words): no source found 100 %; No outlet given (1 article, 1 word): no source found 100 %."
    )


def test_text_without_a_source_comes_with_its_range_and_measured_error() -> None:
    texts = {
        "a": [[S("w w", confidence=0.5)], [S("q q", "quote", "bo", "bo", confidence=0.75)]],
        "b": [[S("w w w")]],
        "c": [[S("w", confidence=0.8)]],
    }
    corpus = handmade.corpus(texts, outlets={"a": "Daily", "b": "Daily", "c": "Wire"})
    table, points = comparison.voices(corpus), comparison.article_voices(corpus)
    lines = [line.get_xdata() for line in outlet_voices(table).axes[0].get_lines()]
    assert [list(x) for x in lines] == [pytest.approx([4 / 7, 5.5 / 7]), pytest.approx([0.8, 1])]
    assert measured.own_words() in outlet_voices(table).note
    chart = outlet_articles(table, points)
    ends = [segment[:, 0].tolist() for drawn in chart.axes[0].collections for segment in drawn.get_segments()]
    assert ends == [pytest.approx(x) for x in ([0.25, 0.625], [1, 1], [0.8, 1])]
    assert measured.own_words() in chart.note
    assert measured.own_words() not in outlet_articles(table, points, "quote").note


def test_an_article_is_a_point_and_a_mean_needs_enough_of_them(corpus: Corpus) -> None:
    points = comparison.article_voices(corpus)
    chart = outlet_articles(comparison.voices(corpus), points, "quote")
    lines = chart.axes[0].get_lines()
    drawn = [line.get_xdata() for line in lines if line.get_marker() == "o"]
    assert [list(x) for x in drawn] == [[0.25] * 12, [0], [0]]
    assert len([line for line in lines if line.get_marker() == "D"]) == 1
    assert chart.alt == (
        "Daily, 12 articles: mean 25 %, interval 25 % to 25 %; Wire, 1 article, too few for a mean: 0 % of all its "
        "words; No outlet given, 1 article, too few for a mean: 0 % of all its words."
    )
    assert chart.title == "How much of each article is presented as their own words?"


def test_outlets_beyond_the_most_are_said_to_be_missing() -> None:
    texts = {f"{n}": [[S("rain")]] for n in range(MOST_OUTLETS + 1)}
    corpus = handmade.corpus(texts, outlets={n: f"Outlet {n}" for n in texts})
    table = comparison.voices(corpus)
    assert outlet_voices(table).note.endswith(f"{measured.own_words()} 1 more outlet with fewer words: see the data.")
    assert outlet_articles(table, comparison.article_voices(corpus)).note.endswith("see the data.")


def test_with_one_outlet_the_charts_say_so() -> None:
    one = handmade.empty()
    table, points = comparison.voices(one), comparison.article_voices(one)
    for chart in (outlet_voices(table), outlet_articles(table, points)):
        assert chart.alt.endswith(NOTHING)
        assert "ww-nothing" in chart._repr_html_()


def test_a_name_from_a_file_is_drawn_as_text() -> None:
    names = {"a": "<script>alert(1)</script>", "b": "$\\frac{" + "x" * 200}
    corpus = handmade.corpus({"a": [[S("rain")]], "b": [[S("snow")]]}, outlets=names)
    page = outlet_voices(comparison.voices(corpus))._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def scored() -> Corpus:
    """Return twelve articles of one outlet with ten scored sentences each, and one article of another."""
    texts = {
        f"a/{n:02}": [[S("w", scores={"vader": (n / 20, []), "textblob": (0.0, [])})] for _ in range(10)]
        for n in range(12)
    }
    texts["b/0"] = [[S("w", scores={"vader": (-0.5, []), "textblob": (0.5, [])})] for _ in range(10)]
    return handmade.corpus(texts, outlets={k: k[0].upper() for k in texts})


def test_tone_is_points_and_a_mean_where_there_are_enough() -> None:
    corpus = scored()
    chart = outlet_tone(comparison.tone(corpus), comparison.article_tone(corpus))
    lines = chart.axes[0].get_lines()
    drawn = {line.get_marker(): [] for line in lines}
    for line in lines:
        drawn[line.get_marker()].append(list(line.get_xdata()))
    assert drawn["o"] == [[0.0] * 12, [0.5]]
    assert drawn["s"] == [pytest.approx([n / 20 for n in range(12)]), [-0.5]]
    assert len(drawn["D"]) == 2
    assert re.search(r"A, VADER, 12 articles, mean \+0\.2[78], interval \+0\.18 to \+0\.", chart.alt)  # 0.275
    assert "B, VADER, 1 article, too few for a mean; 0 of 10 sentences score 0" in chart.alt


def test_the_order_has_a_cell_for_each_item_and_outlet() -> None:
    texts = {
        "a": [[S("yes", "quote", "ana", "ana")], [S("no", "quote", "bo", "bo")]],
        "b": [[S("no", "quote", "bo", "bo")], [S("yes", "quote", "ana", "ana")]],
        "c": [[S("no", "quote", "bo", "bo")]],
    }
    table = comparison.order(handmade.corpus(texts, outlets={k: k.upper() for k in texts}))
    chart = order_of_information(table)
    assert chart.alt == "Bo: B 1, C 1, A 2; Ana: A 1, B 2."
    cells = [text.get_text() for text in chart.axes[0].texts if text.get_text() in ("1", "2", "·")]
    assert sorted(cells) == ["1", "1", "1", "2", "2", "·"]


def test_items_and_outlets_beyond_the_most_are_said_to_be_missing() -> None:
    many = [[S("no", "quote", f"n{k}", f"n{k}")] for k in range(MOST_ITEMS + 2)]
    texts = {f"{n}": many for n in range(MOST_COLUMNS + 1)}
    chart = order_of_information(comparison.order(handmade.corpus(texts, outlets={n: f"Outlet {n}" for n in texts})))
    assert chart.note.endswith("2 more items and 1 more outlet: see the data.")


def test_without_anything_in_common_the_charts_say_so() -> None:
    one = handmade.empty()
    assert "in common" in order_of_information(comparison.order(one)).alt
    assert outlet_tone(comparison.tone(one), comparison.article_tone(one)).alt.endswith(NOTHING)
