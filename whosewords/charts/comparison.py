"""Charts of outlets side by side: whose words they print, over all their words and article by article."""

from typing import Any

import pandas as pd

from .. import measured
from .style import (
    GRID,
    INK,
    PAPER,
    QUIET,
    SIZE,
    SMALL,
    VOICES,
    Chart,
    bare,
    count,
    empty,
    percent,
    plain,
    rows,
    shorten,
    voice_legend,
)

MOST_OUTLETS = 12
NOTHING = "There are not two outlets here to compare."


def outlet_voices(table: pd.DataFrame) -> Chart:
    """Draw `comparison.voices`: a bar for each outlet, all its words by voice."""
    title = "Whose words does each outlet print?"
    if table.empty:
        return empty(title, NOTHING, table)
    outlets = list(table.groupby("outlet", sort=False, dropna=False))
    shown = outlets[:MOST_OUTLETS]
    says = []
    for outlet, own in shown:
        parts = [f"{r.voice} {percent(r.share)}" for r in rows(own) if r.words]
        says.append(f"{_name(outlet)} ({_size(own)}): {', '.join(parts)}")
    note = (
        "Thin line: from where to where the grey part may end, going by how sure the program is of what it found. "
        f"{measured.own_words()} {_more(len(outlets) - len(shown))}"
    ).strip()
    chart = Chart(title, f"{'; '.join(says)}.", table, height=1.35 + 0.47 * len(shown), note=note)
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, 1), ylim=(len(shown) - 0.5, -0.62))
    for y, (outlet, own) in enumerate(shown):
        left = 0.0
        for row in rows(own):
            voice = VOICES[row.wording]
            axes.barh(y, row.share, 0.4, left, color=voice.colour, edgecolor=PAPER, linewidth=1)
            if row.share > 0.09:
                middle = left + row.share / 2
                axes.text(middle, y, percent(row.share), ha="center", va="center", size=SMALL, color=voice.ink)
            left += row.share
            if row.wording == "own":
                axes.plot([row.own_low, row.own_high], [y + 0.28] * 2, color=INK, lw=1.2, marker="|", markersize=5)
        size = _size(own)
        axes.text(0, y - 0.26, shorten(_name(outlet), 56 - len(size)), va="bottom", size=SIZE, color=INK)
        axes.text(1, y - 0.26, size, va="bottom", ha="right", size=SMALL, color=QUIET)
    found = table.groupby("wording")["words"].sum()
    voice_legend(chart, [w for w in VOICES if found.get(w, 0)])
    return chart


def outlet_articles(table: pd.DataFrame, points: pd.DataFrame, wording: str = "own") -> Chart:
    """Draw `comparison.voices` and `comparison.article_voices` for one voice: a point for each article.

    A mean over articles (diamond) with its interval stands below the points where there are enough articles for one.
    Where no source is found, a thin line through each point says how far the confidence of what was found lets it lie.
    """
    voice = VOICES[wording]
    title = f"How much of each article {'has' if wording == 'own' else 'is'} {voice.name}?"
    own = table[table["wording"] == wording]
    if own.empty:
        return empty(title, NOTHING, own)
    shown, each = own.head(MOST_OUTLETS), points[points["wording"] == wording]
    note = "Each point is an article; a mean (diamond) with its 95 % interval is drawn from 10 articles on. "
    if wording == "own":
        note += "Thin line: from where to where a point may lie, going by how sure the program is of what it found. "
        note += f"{measured.own_words()} "
    chart = Chart(
        title, f"{'; '.join(_says(r) for r in rows(shown))}.", each, height=1.1 + 0.5 * len(shown),
        note=(note + _more(len(own) - len(shown))).strip(),
    )  # fmt: skip
    axes = plain(chart.add_subplot(), "x")
    axes.set(xlim=(-0.02, 1.02), ylim=(len(shown) - 0.4, -0.65), yticks=[])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel("of the words of an article")
    for y, row in enumerate(rows(shown)):
        mine = each[each["outlet"].isna() if pd.isna(row.outlet) else each["outlet"] == row.outlet]
        axes.axhline(y - 0.6, color=GRID, linewidth=0.8)
        axes.text(0, y - 0.2, shorten(_name(row.outlet), 40), va="bottom", size=SIZE, color=INK)
        axes.text(1, y - 0.2, count(row.articles, "article"), va="bottom", ha="right", size=SMALL, color=QUIET)
        if wording == "own":
            axes.hlines([y] * len(mine), mine["own_low"], mine["own_high"], color=INK, linewidth=0.8, alpha=0.4)
        axes.plot(mine["share"], [y] * len(mine), "o", color=voice.colour, alpha=0.75, markersize=7, mec=INK, mew=0.6)
        if row.shown_as == "mean":
            axes.plot([row.low, row.high], [y + 0.22] * 2, color=INK, linewidth=1.6)
            axes.plot(row.mean, y + 0.22, "D", color=INK, markersize=5)
    return chart


def _name(outlet: Any) -> str:
    return "No outlet given" if pd.isna(outlet) else str(outlet)


def _size(own: pd.DataFrame) -> str:
    first = own.iloc[0]
    return f"{count(int(first['articles']), 'article')}, {count(int(first['outlet_words']), 'word')}"


def _says(row: Any) -> str:
    start = f"{_name(row.outlet)}, {count(row.articles, 'article')}"
    if row.shown_as == "points":
        return f"{start}, too few for a mean: {percent(row.share)} of all its words"
    return f"{start}: mean {percent(row.mean)}, interval {percent(row.low)} to {percent(row.high)}"


def _more(n: int) -> str:
    return f"{count(n, 'more outlet')} with fewer words: see the data." if n > 0 else ""
