"""Tests of whosewords.charts.framing."""

import pandas as pd
from handmade import Found, S, corpus, empty, war
from matplotlib.patches import Rectangle

from whosewords import charts, measured
from whosewords.analyses import framing


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


def naming(rows: list[tuple[str, str | None, str, str, int, int]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["referent", "side", "entry", "who", "own", "others"])
    table["printed"] = table["entry"]
    sides = table.groupby("referent")["side"].transform("nunique")
    return table.assign(distanced=0, n=table["own"] + table["others"], articles=1, sides=sides)


def test_names_of_rival_sides_stand_in_columns_full_for_own_words_and_light_for_others() -> None:
    table = naming([
        ("group", "opponents", "terrorist", "Daily", 1, 3), ("group", "supporters", "freedom fighter", "Wire", 2, 0),
        ("place", "neutral", "region", "Wire", 9, 0),
    ])  # fmt: skip
    chart = charts.naming(table)
    bars = [p for p in chart.axes[0].patches if isinstance(p, Rectangle)]
    unit = bars[0].get_width()
    assert [round(b.get_width() / unit) for b in bars] == [1, 3, 2]
    assert [b.get_alpha() for b in bars] == [1.0, 0.3, 1.0]
    assert bars[0].get_x() < bars[2].get_x()
    assert bars[1].get_x() == bars[0].get_x() + unit
    assert chart.alt == (
        "Who calls it what? group: Daily: terrorist 1 own, 3 others’; Wire: freedom fighter 2 own, 0 others’."
    )


def test_things_with_names_of_one_side_only_are_not_drawn_and_it_is_said() -> None:
    chart = charts.naming(naming([("place", "neutral", "region", "Wire", 9, 0)]))
    assert chart.alt == "Who calls it what? No thing is called by names of several sides in these articles."


def test_many_things_and_many_namers_are_cut_and_it_is_said() -> None:
    rows = [(f"thing {k}", side, side, f"outlet {n}", 1, 1)
            for k in range(7) for n in range(10) for side in ("opponents", "supporters")]  # fmt: skip
    note = charts.naming(naming(rows)).note  # type: ignore[arg-type]
    assert note.endswith("2 more things: see the data. Of each thing, the 8 that name it most.")


def test_a_name_is_drawn_as_the_articles_write_it() -> None:
    table = naming([("place", "neutral", "eco-warrior", "Echo", 2, 0), ("place", "opponents", "hoax", "Blare", 1, 0)])
    table["printed"] = ["river guardians", "hoaxes"]
    drawn = charts.naming(table)
    assert "Echo: river guardians 2 own" in drawn.alt
    assert "Blare: hoax 1 own" in drawn.alt
