"""Tests of whosewords.charts.framing."""

from handmade import Found, S, corpus, empty, war
from matplotlib.patches import Rectangle

from whosewords import charts, framing, measured


def test_plain_labels_are_full_squares_and_distanced_ones_dashed() -> None:
    chart = charts.voice_by_label(framing.voice_by_label(war()))
    squares = [p for p in chart.axes[0].patches if isinstance(p, Rectangle) and p.get_height() > 0.5]
    assert [p.get_linestyle() in ("-", "solid") for p in squares] == [True, False, True]
    said = [t.get_text() for t in chart.axes[0].texts]
    assert said.count("1") == 3
    assert [s for s in said if s in ("armed group", "rebel army", "military operation", "anti-terrorist")] == [
        "armed group", "rebel army", "military operation", "anti-terrorist",
    ]  # fmt: skip
    assert "“rebel army” 1 × attributed, in another source’s words, held at a distance" in chart.alt


def test_the_range_and_the_measured_error_of_text_without_a_source_stand_below() -> None:
    chart = charts.voice_by_label(framing.voice_by_label(war()))
    assert chart.note.endswith(
        "No source found: 1 of 3 labels; 0 to 2, going by how sure the program is of what it found. "
        + measured.own_labels()
    )


def test_many_labels_are_cut_and_it_is_said() -> None:
    names = [f"label{n:02}" for n in range(40)]
    made = corpus({"a": [[S(" ".join(names))]]}, labels=[Found(n, referent=f"thing {n}") for n in names])
    chart = charts.voice_by_label(framing.voice_by_label(made))
    assert "16 more labels" in chart.note
    assert len(chart.table) == 40


def test_no_label_is_said_in_a_sentence() -> None:
    chart = charts.voice_by_label(framing.voice_by_label(empty()))
    assert chart.alt == "Which labels, in whose voice? No label of the word list occurs in these articles."
