"""Charts of quotations: which of its words each article prints, in which voice, with which cue."""

from typing import Any

import pandas as pd

from ..analyses.quotations import OTHER, SAME
from ..tables import UNNAMED
from .style import (
    GRID,
    INK,
    PAPER,
    QUIET,
    SIZE,
    SMALL,
    VOICES,
    WIDTH,
    Chart,
    bare,
    count,
    empty,
    percent,
    rows,
    shorten,
    voice_legend,
    wrap,
)

MOST_VERSIONS = 16


def quotation_versions(table: pd.DataFrame, quotation: int = 1) -> Chart:
    """Draw one quotation of `quotations.versions`: a row for each version, its words in the order of the fullest one.

    A bar stands where a version has the words of the fullest; its colour is the voice they stand in there.
    """
    title = "Which of its words does each article print?"
    of = table[table["quotation"] == quotation]
    if of.empty:
        return empty(title, "No quotation stands in two of these articles.", of)
    whole = of[of["fullest"]].iloc[0]
    shown = rows(of.head(MOST_VERSIONS))
    says = [f"{_where(r)}, {_how(r)}: {percent(r.share)} of its words, “{r.printed}”" for r in shown]
    more = len(of) - len(shown)
    words = count(int(whole["whole"]), "word")
    note = f"From left to right the {words} of the fullest version here. A gap is what a version cuts; what it adds is "
    note += "not drawn." + (f" {count(more, 'more version')}: see the data." if more else "")
    alt = f"“{whole['printed']}” {'; '.join(says)}."
    text = wrap(f"“{whole['printed']}”", WIDTH, SIZE, 6)
    lines = text.count("\n") + 1
    chart = Chart(title, alt, of.drop(columns="kept"), height=1.3 + 0.2 * lines + 0.5 * len(shown), note=note)
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, int(whole["whole"])), ylim=(len(shown) - 0.4, -0.7 - 0.42 * lines))
    axes.text(0, -0.85, text, va="bottom", size=SIZE, color=INK, style="italic", linespacing=1.15)
    for y, row in enumerate(shown):
        voice = VOICES[row.wording]
        axes.barh(y, row.whole, 0.26, 0, color=PAPER, edgecolor=GRID, linewidth=1)
        for low, high in row.kept:
            axes.barh(y, high - low, 0.26, low, color=voice.colour, edgecolor=INK, linewidth=0.6)
        axes.text(0, y - 0.18, shorten(f"{_where(row)}: {_how(row)}", 66), va="bottom", size=SMALL, color=INK)
        axes.text(row.whole, y - 0.18, percent(row.share), va="bottom", ha="right", size=SMALL, color=QUIET)
    voice_legend(chart, of["wording"].unique().tolist())
    return chart


def _where(row: Any) -> str:
    outlet = UNNAMED.capitalize() if pd.isna(row.outlet) else str(row.outlet)
    date = "" if pd.isna(row.published) else str(row.published)
    return ", ".join(filter(None, [outlet, date, "headline" if row.in_headline else ""]))


def _how(row: Any) -> str:
    """Say with which cue a version stands, and whose it is said to be where that is not whose most versions say."""
    whose = {SAME: "", OTHER: f"attributed to {row.speaker}"}.get(row.attributed, row.attributed)
    return ", ".join(filter(None, ["" if pd.isna(row.cue) else f"“{row.cue}”", whose])) or "no cue"
