"""Tests of whosewords.charts.speakers: what is drawn is what the tables say."""

import pandas as pd
import pytest
from handmade import S, corpus, empty, war
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.text import Text

from whosewords import charts, measured
from whosewords.analyses import speakers
from whosewords.charts.style import VOICES, Chart


def written(chart: Chart) -> list[str]:
    return [t.get_text() for axes in chart.axes for t in axes.texts]


def bars(chart: Chart, colour: str) -> list[float]:
    from matplotlib.colors import to_hex

    found = [p for p in chart.axes[0].patches if isinstance(p, Rectangle) and to_hex(p.get_facecolor()) == colour]
    return [p.get_width() for p in found]


def test_voice_bar_is_as_long_as_the_shares() -> None:
    table = speakers.voice_bar(war())
    chart = charts.voice_bar(table)
    for row in table.itertuples():
        assert bars(chart, VOICES[row.wording].colour) == pytest.approx([row.share])
    assert chart.alt == (
        "Of 40 words: no source found 43 %; attributed, in the article’s words 30 %; "
        "attributed, in another source’s words 15 %; presented as their own words 13 %."
    )
    assert chart.note == (
        "No source found: 38 % to 54 % of the words, going by how sure the program is of what it found. "
        + measured.own_words()
    )
    assert len(chart.legends[0].get_texts()) == 4
    assert chart.table is table


def test_share_of_voice_draws_each_speaker_and_the_range_of_the_unsourced() -> None:
    chart = charts.share_of_voice(speakers.share_of_voice(war()))
    said = written(chart)
    assert [s for s in said if "%" not in s] == ["No source found", "Ana Lopez", "Press Service"]
    assert "14 words, 35 %" in said
    assert sum(bars(chart, VOICES["paraphrase_article"].colour)) == pytest.approx(9 / 40)
    (line,) = chart.axes[0].lines
    assert list(line.get_xdata()) == pytest.approx([15.3 / 40, 21.4 / 40])
    assert "what they are said to want or feel (3 words) is left out" in chart.note
    assert measured.own_words() in chart.note


def test_attitudes_are_drawn_in_rows_of_their_own_where_asked_for() -> None:
    chart = charts.share_of_voice(speakers.share_of_voice(war(), attitudes=True))
    assert "Ana Lopez (attitude)" in written(chart)
    assert sum(bars(chart, VOICES["paraphrase_article"].colour)) == pytest.approx(12 / 40)
    assert "Attitude:" in chart.note
    assert "left out" not in chart.note


def test_many_speakers_are_cut_and_it_is_said() -> None:
    made = corpus({"a": [[S("word " * (40 - n), "paraphrase", f"p{n}")] for n in range(30)]})
    chart = charts.share_of_voice(speakers.share_of_voice(made))
    assert "18 more rows with fewer words" in chart.note
    assert len(chart.table) == 30


def test_links_draw_a_box_for_each_actor_and_step_and_wider_lines_for_more_words() -> None:
    chart = charts.links(speakers.links(war()))
    patches = chart.axes[0].patches
    boxes = [p for p in patches if isinstance(p, FancyBboxPatch)]
    lines = [p.get_linewidth() for p in patches if isinstance(p, PathPatch)]
    assert len(boxes) == 4
    assert lines == sorted(lines, reverse=True)
    assert len(set(lines)) == 3
    assert "Press Service\n12 words\n6 passed on" in written(chart)
    assert chart.alt.endswith("Passed on: Ana Lopez through Press Service, 6 words.")


@pytest.mark.parametrize("chains", [1, 60])
def test_links_stay_apart_with_one_chain_or_sixty(chains: int) -> None:
    names = [f"source-with-a-rather-long-name-{n}" for n in range(25)]
    ways = [" > ".join(dict.fromkeys((names[n % 25], names[n * 7 % 25], names[n * 3 % 25]))) for n in range(chains)]
    made = corpus({"a": [[S("word " * (n + 2), "paraphrase", way)] for n, way in enumerate(ways)]})
    chart = charts.links(speakers.links(made))
    chart.draw_without_rendering()
    boxes = [p.get_window_extent() for p in chart.axes[0].patches if isinstance(p, FancyBboxPatch)]
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[k + 1 :])
    for box, text in zip(boxes, chart.axes[0].texts, strict=True):
        inside = text.get_window_extent()
        assert box.x0 <= inside.x0
        assert inside.x1 <= box.x1
        assert box.y0 <= inside.y0
        assert inside.y1 <= box.y1
    assert len(chart.alt) < 2_000


def test_longer_chains_than_can_be_drawn_are_told() -> None:
    made = corpus({"a": [[S("words", "paraphrase", "a > b > c > d > e > f")]]})
    assert "beyond 3 sources" in charts.links(speakers.links(made)).note


def test_cues_are_grouped_by_stance_and_split_by_who_worded_them() -> None:
    chart = charts.cues(speakers.cues(war()))
    assert [s for s in written(chart) if ":" in s] == [
        "neutral: said 1", "doubting: claimed 1", "argumentative: stressed 1", "emotive: feared 1",
    ]  # fmt: skip
    assert [t.get_text() for t in chart.legends[0].get_texts()] == [
        "worded by the article", "worded by a source, about another",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["links", "cues"])
def test_nothing_found_is_said_in_a_sentence(name: str) -> None:
    chart = getattr(charts, name)(getattr(speakers, name)(empty()))
    assert " found in these articles" in chart.alt
    assert "".join(written(chart)).startswith("No ")


@pytest.mark.parametrize("name", ["voice_bar", "share_of_voice"])
def test_charts_of_a_corpus_without_sources_and_without_words(name: str) -> None:
    bare = getattr(charts, name)(getattr(speakers, name)(empty()))
    assert "100 %" in bare.alt
    nothing = getattr(charts, name)(getattr(speakers, name)(corpus({})))
    assert "There are no words in this corpus." in nothing.alt


def test_no_text_is_smaller_than_the_smallest_size() -> None:
    two = war()
    tables: dict[str, pd.DataFrame] = {
        n: getattr(speakers, n)(two) for n in ("voice_bar", "share_of_voice", "links", "cues")
    }
    for name, table in tables.items():
        for text in getattr(charts, name)(table).findobj(Text):
            assert not text.get_text() or text.get_fontsize() >= 9, (name, text)


def test_links_leave_out_the_rest_taken_together_and_say_how_much_that_is() -> None:
    made = corpus({"a": [[S("word " * (40 - n), "paraphrase", f"p{n}")] for n in range(30)]})
    table = speakers.links(made)
    rest = int(table.loc[table["target_id"] == "others", "words"].sum())
    chart = charts.links(table)
    assert rest > 0
    assert not any("others" in text for text in written(chart))
    assert f"Not drawn: {rest} words" in chart.note


def test_links_leave_out_lines_too_thin_to_follow() -> None:
    made = corpus({"a": [[S("word " * 400, "paraphrase", "loud")], [S("one", "paraphrase", "faint")]]})
    chart = charts.links(speakers.links(made))
    assert not any("faint" in text.lower() for text in written(chart))
    assert "Not drawn: 1 word " in chart.note
