"""Tests of whosewords.charts.style: the chart as HTML, and text from articles in it."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from whosewords.charts import style

NASTY = '<script "x"> & $x^2$, $5'


def parse(shown: str) -> ElementTree.Element:
    return ElementTree.fromstring(shown.replace("&nbsp;", "&#160;"))  # noqa: S314  our own; XML does not know the name


def chart(text: str = NASTY, height: float = 1.5) -> style.Chart:
    made = style.Chart(text, text, pd.DataFrame({text: [text], "n": [1.23456]}), height=height, note=text)
    axes = style.plain(made.add_subplot(), "x")
    axes.barh([style.shorten(text, 24)], [3])
    axes.text(1, 0, text)
    return made


def test_a_chart_shows_as_a_figure_with_alternative_text_caption_and_data() -> None:
    shown = chart("Plain words")._repr_html_()
    page = parse(shown)
    svg = page.find(".//svg")
    assert svg is not None
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Plain words")
    assert svg.get("width") is None
    assert "Plain words" in "".join(svg.itertext())
    assert page.findtext("figcaption") == "Plain words"
    assert [cell.text for cell in page.iter("td")] == ["Plain words", "1.23"]


def test_text_from_articles_is_escaped_and_never_read_as_mathematics() -> None:
    made = chart()
    shown = made._repr_html_()
    assert "<script" not in shown
    page = parse(shown)
    assert page.find(".//svg").get("aria-label") == NASTY  # type: ignore[union-attr]
    written = ["".join(t.itertext()) for t in page.iter("text")]
    assert written.count(NASTY) == 3  # title, tick, text
    assert page.findtext(".//td") == NASTY
    made.savefig("/dev/null", format="png")
    assert not any(t.get_parse_math() for t in made.findobj(Text))


def test_ids_of_two_charts_cannot_clash_and_all_references_hold() -> None:
    one, two = chart("One")._repr_html_(), chart("Two")._repr_html_()
    ids = [set(re.findall(r'\bid="([^"]+)"', shown)) for shown in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for shown, known in zip((one, two), ids, strict=True):
        assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', shown)) <= {(i, "") for i in known} | {
            ("", i) for i in known
        }


def test_a_chart_is_the_same_each_time_and_brings_no_style_for_the_page() -> None:
    shown = chart("Same").svg()
    assert shown == chart("Same").svg()
    assert "<style" not in shown
    assert "<metadata" not in shown


def test_a_chart_without_rows_has_no_data_to_unfold_and_a_long_one_says_what_is_missing() -> None:
    assert "<details" not in style.empty("Labels", "There are none.")._repr_html_()
    long = style.Chart("Long", "Long.", pd.DataFrame({"n": range(500)}), height=1)
    assert "the first 200 of 500 rows" in long._repr_html_()


def test_an_empty_chart_says_why() -> None:
    made = style.empty("Which labels?", "No label of the word list occurs in these articles.")
    assert made.alt == "Which labels? No label of the word list occurs in these articles."
    assert "No label of the word list occurs" in "".join(parse(made.svg()).itertext())


def test_voices_have_the_agreed_colours_and_readable_ink() -> None:
    assert [v.colour for v in style.VOICES.values()] == ["#8a8a8a", "#5aa1c9", "#2f5f8a", "#e08a1e"]
    for voice in style.VOICES.values():
        dark, light = sorted((luminance(voice.colour), luminance(voice.ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, voice.name  # WCAG 2.2, level AA


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0 %"), (0.004, "<1 %"), (0.005, "1 %"), (0.126, "13 %"), (1, "100 %")]
)
def test_percent(share: float, shown: str) -> None:
    assert style.percent(share) == shown


def test_count() -> None:
    assert [style.count(n, "word") for n in (0, 1, 1204)] == ["0 words", "1 word", "1,204 words"]


@given(st.text(max_size=60))
@settings(max_examples=15)
def test_any_name_is_cut_to_size_and_drawn(text: str) -> None:
    assert len(style.shorten(text, 12)) <= 12
    assert all(len(line) <= style.letters(2, 10) for line in style.wrap(text, 2, 10).splitlines())
    parse(chart(text)._repr_html_())


def test_a_very_long_alternative_text_ends_after_a_whole_item() -> None:
    made = chart()
    made.alt = "; ".join(f"speaker {n}: {n} words" for n in range(500))
    heard = parse(made._repr_html_()).find(".//svg").get("aria-label")  # type: ignore[union-attr]
    assert len(heard) < style.LONGEST_ALT + 60
    assert re.search(r"speaker (\d+): \1 words; and more, in the data behind this chart\.$", heard)


def test_many_marks_are_one_picture_in_the_svg() -> None:
    """A thousand times as many marks do not make a file ten times as large; few stay marks."""
    sizes = []
    for n in (style.DENSE, 1000 * style.DENSE):
        chart = style.Chart("Dots", "dots", pd.DataFrame(), height=3)
        chart.add_subplot().plot([k % 97 for k in range(n)], [k % 89 for k in range(n)], "o")
        svg = chart.svg()
        sizes.append(len(svg))
        assert ("data:image/png;base64," in svg) == (n > style.DENSE)
    assert sizes[1] < 10 * sizes[0]
    assert sizes[1] < 300_000
