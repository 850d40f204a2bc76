"""What the charts of words say and draw, against the tables they are made of."""

import handmade
import pytest
from handmade import S
from matplotlib.colors import to_rgba
from matplotlib.container import BarContainer

from whosewords import measured
from whosewords.analyses import terms
from whosewords.charts import Chart, dispersion, over_time, term_frequencies, terms_by_group, terms_by_voice
from whosewords.charts.style import VOICES
from whosewords.charts.terms import MOST_LIMITS, MOST_PANELS, STROKES
from whosewords.corpus import Corpus, from_tables
from whosewords.tables import TABLES

LISTED = ("NOUN", "X")


@pytest.fixture(scope="module")
def war() -> Corpus:
    return handmade.war()


def widths(chart: Chart) -> list[list[float]]:
    """Return the widths of the bars drawn, by panel."""
    return [
        [bar.get_width() for bars in axes.containers if isinstance(bars, BarContainer) for bar in bars]
        for axes in chart.axes
        if axes.containers
    ]


def test_a_bar_is_as_long_as_its_count(war: Corpus) -> None:
    table = terms.frequencies(war, pos=LISTED, top=5)
    chart = term_frequencies(table)
    assert widths(chart) == [table["per_10000"].tolist()]
    assert chart.alt.startswith("Most frequent of 40 words: Lopez 4, ")
    assert chart.table is table
    assert "4 in 2" in [t.get_text() for t in chart.axes[0].texts]
    assert "interval" not in chart.note
    assert term_frequencies(table, "Which phrases come back?").title == "Which phrases come back?"


def test_a_bar_has_the_interval_of_its_rate_where_there_is_one() -> None:
    table = terms.frequencies(handmade.corpus({f"{n}": [[S("rain sun" + " hill" * n)]] for n in range(6)}), pos=LISTED)
    chart = term_frequencies(table)
    lines = [tuple(line.get_xdata()) for line in chart.axes[0].lines if line.get_linewidth() == 1.2]
    assert lines == list(zip(table["low"], table["high"], strict=True))
    assert chart.note.endswith("Thin line: 95 % interval of the rate, over articles.")


def test_bars_by_voice_are_cut_in_the_voices_colours(war: Corpus) -> None:
    table = terms.frequencies(war, "voice", pos=LISTED, top=3)
    chart = terms_by_voice(table)
    assert widths(chart) == [table["n"].tolist()]
    colours = [bars[0].get_facecolor() for bars in chart.axes[0].containers]
    assert colours == [to_rgba(VOICES[w].colour) for w in table["wording"]]
    assert (
        "Lopez 4 (no source found 2, attributed, in the article’s words 1, presented as their own words 1)" in chart.alt
    )
    assert chart.note == (
        "All the words there are: no source found 17; attributed, in the article’s words 12; "
        "attributed, in another source’s words 6; presented as their own words 5. " + measured.own_words()
    )


def test_each_speaker_has_a_panel_on_one_scale(war: Corpus) -> None:
    chart = terms_by_group(terms.frequencies(war, "speaker", pos=LISTED, least=2))
    titles = [axes.get_title(loc="left") for axes in chart.axes]
    assert titles == ["No source found\n17 words", "Press Service\n6 words"]
    assert len({axes.get_xlim() for axes in chart.axes}) == 1
    assert chart.alt == "No source found (17 words): Lopez 2, said 2. Press Service (6 words): Lopez 2."


def test_the_measured_error_stands_below_text_without_a_source(war: Corpus) -> None:
    found = terms.frequencies(war, "speaker", pos=LISTED)
    assert terms_by_group(found).note == measured.own_words()
    assert terms_by_group(found[found["speaker_id"] != "article"]).note == ""
    strokes = terms.occurrences(war, ["Lopez"])
    for shown, told in ((strokes, True), (strokes[strokes["wording"] != "own"], False)):
        assert dispersion(terms.dispersion(war, ["Lopez"]), shown).note.endswith(measured.own_words()) == told


def test_the_same_chart_serves_outlets_where_there_are_two(war: Corpus) -> None:
    chart = terms_by_group(terms.frequencies(war, "outlet", pos=LISTED, top=1))
    assert chart.title == "Which words does each outlet use?"
    assert chart.alt == "The Daily (27 words): Lopez 3. Wire (13 words): army 1."
    one = terms_by_group(terms.frequencies(handmade.empty(), "outlet", pos=LISTED))
    assert one.alt.endswith("There are not two outlets here to compare.")


def test_panels_beyond_the_most_are_said_to_be_missing() -> None:
    texts = {f"{n}": [[S("rain rain")]] for n in range(MOST_PANELS + 2)}
    corpus = handmade.corpus(texts, outlets={n: f"Outlet {n}" for n in texts})
    chart = terms_by_group(terms.frequencies(corpus, "outlet", pos=LISTED))
    assert len(widths(chart)) == MOST_PANELS
    assert chart.note == "2 more groups with fewer words: see the data."


def test_a_stroke_for_every_occurrence_in_its_voices_colour(war: Corpus) -> None:
    wanted = ["Lopez", "war"]
    occurrences = terms.occurrences(war, wanted)
    chart = dispersion(terms.dispersion(war, wanted), occurrences)
    drawn = [
        (segment[0][0], tuple(lines.get_color()[0]))
        for lines in chart.axes[0].collections
        if lines.get_linewidth()[0] > 2
        for segment in lines.get_segments()
    ]
    expected = [(r.word, to_rgba(VOICES[r.wording].colour)) for r in occurrences.itertuples()]
    assert sorted(drawn) == sorted(expected)
    assert chart.alt == "Lopez: 4 times in 2 of 2 articles; war: 1 time in 1 of 2 articles."


def test_dispersion_is_said_only_where_it_is_known() -> None:
    corpus = handmade.corpus({"a": [[S("rain " * 6 + "sun")]]})
    table = terms.dispersion(corpus, ["rain", "sun"])
    alt = dispersion(table, terms.occurrences(corpus, ["rain", "sun"])).alt
    assert f"rain: 6 times in 6 of 7 parts, DPnorm {table['dp_norm'].iloc[0]:.2f}; sun: 1 time in 1 of 7 parts." == alt


def test_more_strokes_than_can_be_told_apart_are_drawn_as_one() -> None:
    corpus = handmade.corpus({f"{n}": [[S("rain " * 60)]] for n in range(MOST_LIMITS + 2)})
    chart = dispersion(terms.dispersion(corpus, "rain"), terms.occurrences(corpus, "rain"))
    strokes = [len(lines.get_segments()) for lines in chart.axes[0].collections if lines.get_linewidth()[0] > 2]
    assert strokes == [STROKES]
    assert not [lines for lines in chart.axes[0].collections if lines.get_linewidth()[0] == 1 and lines.get_segments()]


def test_change_over_time_is_a_line_for_each_term_with_gaps(war: Corpus) -> None:
    frames = {t: getattr(war, t) for t in TABLES}
    days = frames["articles"]["article_id"].map({"one.txt": "2031-05-01", "two.txt": "2031-05-03"})
    corpus = from_tables(**{**frames, "articles": frames["articles"].assign(published=days)})
    table = terms.over_time(corpus, ["Lopez", "war"])
    chart = over_time(table)
    assert [axes.get_title(loc="left") for axes in chart.axes] == ["Lopez", "war"]
    drawn = chart.axes[0].lines[-1].get_ydata()
    assert drawn.tolist() == pytest.approx(table["per_10000"][:3].tolist(), nan_ok=True)
    assert chart.alt == "Lopez: 2031-05-01 3, 2031-05-03 1; war: 2031-05-03 1."
    assert "3\nin 1" in [t.get_text() for t in chart.axes[0].texts]
    assert len({axes.get_ylim() for axes in chart.axes}) == 1


def test_without_dates_there_is_no_change_to_see(war: Corpus) -> None:
    assert over_time(terms.over_time(war, "Lopez")).alt.endswith("there is no change to see.")


@pytest.mark.parametrize("by", [None, "voice", "speaker"])
def test_nothing_counted_is_said_in_a_sentence(by: terms.By | None) -> None:
    draw = {None: term_frequencies, "voice": terms_by_voice, "speaker": terms_by_group}[by]
    chart = draw(terms.frequencies(from_tables(), by))
    assert chart.alt.endswith(".")
    assert "ww-nothing" in chart._repr_html_()


def test_terms_that_do_not_occur_are_said_not_to() -> None:
    corpus = handmade.empty()
    chart = dispersion(terms.dispersion(corpus, "zebra"), terms.occurrences(corpus, "zebra"))
    assert chart.alt.endswith("None of these words occurs.")


def test_text_from_articles_is_drawn_as_text() -> None:
    corpus = handmade.corpus({"a": [[S("one two three")]], "b": [[S("four")]]}, outlets={"a": "A", "b": "<script>"})
    frames = {t: getattr(corpus, t) for t in TABLES}
    frames["tokens"] = frames["tokens"].assign(lemma=["<b>", "$x_{1$", "long" * 30, "four"])
    for by, draw in ((None, term_frequencies), ("outlet", terms_by_group)):
        page = draw(terms.frequencies(from_tables(**frames), by, pos=LISTED, stop_words=()))._repr_html_()  # type: ignore[arg-type]
        assert "&lt;b&gt;" in page
        assert "$x_{1$" in page
        assert "<b>" not in page
        assert "<script" not in page
