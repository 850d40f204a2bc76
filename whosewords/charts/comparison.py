"""Charts of outlets side by side: whose words they print, with which word polarity, and what they bring first."""

from typing import Any

import pandas as pd
from matplotlib.colors import to_rgb

from .. import measured, stats
from ..analyses.tone import SCORERS
from .style import (
    GRID,
    INK,
    PAPER,
    QUIET,
    SERIES,
    SIZE,
    SMALL,
    VOICES,
    WIDTH,
    Chart,
    bare,
    count,
    empty,
    legend,
    percent,
    plain,
    rows,
    shorten,
    voice_legend,
    wrap,
)

MOST_OUTLETS = 12
MOST_COLUMNS = 6
MOST_ITEMS = 14
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
        mine = each[_of(each["outlet"], row.outlet)]
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


def outlet_tone(table: pd.DataFrame, points: pd.DataFrame, wording: str = "own") -> Chart:
    """Draw `comparison.tone` and `comparison.article_tone` for one voice: a point for each article and scorer.

    A mean over articles (diamond) with its interval stands below the points where there are enough articles for one.
    """
    title = f"Word polarity of each article: {VOICES[wording].name}"
    own = table[table["wording"] == wording]
    if own.empty:
        return empty(title, NOTHING, own)
    outlets = list(own.groupby("outlet", sort=False, dropna=False))
    shown = outlets[:MOST_OUTLETS]
    each = points[points["wording"] == wording].dropna(subset="score")
    scorers = sorted(own["scorer"].unique())
    told = [row for _, of in shown for row in rows(of)]
    says = [f"{_name(r.outlet)}, {SCORERS.get(r.scorer, r.scorer)}, {_polarity(r)}" for r in told]
    note = (
        f"Each point is an article with {stats.MIN_MEAN} sentences or more in that voice; a mean (diamond) with its "
        f"95 % interval is drawn from {stats.MIN_MEAN} such articles on. Polarity is a property of words, nobody’s "
        f"attitude. {_more(len(outlets) - len(shown))}"
    ).strip()
    step = 0.32
    tall = len(shown) * (len(scorers) * step + 0.45)
    chart = Chart(title, f"{'; '.join(says)}.", each, height=1.3 + tall * 0.95, note=note)
    axes = plain(chart.add_subplot(), "x")
    widest = max(0.5, each["score"].abs().max() * 1.1 if len(each) else 0)
    axes.set(xlim=(-widest, widest), ylim=(tall, 0), yticks=[])
    axes.axvline(0, color=QUIET, linewidth=0.8)
    axes.set_xlabel("mean score of its sentences: −, negative words; +, positive words")
    y = 0.0
    for outlet, of in shown:
        axes.text(-widest, y + 0.36, shorten(_name(outlet), 50), va="bottom", size=SIZE, color=INK)
        y += 0.45
        for row in rows(of):
            colour = SERIES[scorers.index(row.scorer)]
            at = y + step / 2
            mine = each[_of(each["outlet"], outlet) & (each["scorer"] == row.scorer)]["score"]
            mark = "os^v"[scorers.index(row.scorer) % 4]
            axes.plot(mine, [at] * len(mine), mark, color=colour, alpha=0.8, mec=INK, mew=0.5)
            if row.shown_as == "mean":
                axes.plot([row.low, row.high], [at + 0.12] * 2, color=INK, linewidth=1.4)
                axes.plot(row.mean, at + 0.12, "D", color=INK, markersize=4)
            y += step
    legend(chart, [(SCORERS.get(s, s), SERIES[n]) for n, s in enumerate(scorers)], columns=2)
    return chart


def order_of_information(table: pd.DataFrame) -> Chart:
    """Draw `comparison.order`: a row for each item, a column for each outlet, in it the how-manieth it comes there."""
    title = "In which order do they bring it?"
    if table.empty:
        return empty(title, "No two outlets here have one of these in common.", table)
    outlets = table.groupby("outlet", dropna=False).size().sort_values(ascending=False, kind="stable").index.tolist()
    items = table["item"].drop_duplicates().tolist()
    columns, lines = outlets[:MOST_COLUMNS], items[:MOST_ITEMS]
    own = table[table["item"].isin(lines) & table["outlet"].isin(columns)]
    says = [
        f"{shorten(str(item), 60)}: {', '.join(f'{_name(r.outlet)} {r.rank}' for r in rows(of))}"
        for item, of in own.groupby("item", sort=False)
    ]
    left = ((len(items) - len(lines), "more item"), (len(outlets) - len(columns), "more outlet"))
    more = [count(n, what) for n, what in left if n > 0]
    note = (
        "1: the first of all items that this outlet shares with another, by date and then by place in the article. "
        "A point: not there." + (f" {' and '.join(more)}: see the data." if more else "")
    )
    heads = [wrap(_name(o), 0.75, SMALL, 4) for o in columns]
    top = 0.55 * max(h.count("\n") + 1 for h in heads)
    chart = Chart(title, f"{'; '.join(says)}.", table, height=0.9 + 0.3 * top + 0.42 * len(lines), note=note)
    axes = bare(chart.add_subplot())
    first = 2.1
    pitch = (WIDTH - first) / len(columns)
    axes.set(xlim=(0, WIDTH), ylim=(len(lines) - 0.4, -0.6 - top))
    last = int(own["rank"].max())
    for k, head in enumerate(heads):
        at = first + pitch * (k + 0.5)
        axes.text(at, -0.6, head, ha="center", va="bottom", size=SMALL, color=INK, linespacing=1.05)
    for y, item in enumerate(lines):
        axes.axhline(y - 0.5, color=GRID, linewidth=0.8)
        axes.text(0, y, wrap(str(item), first - 0.1, SMALL, 2), va="center", size=SMALL, color=INK, linespacing=1.05)
        for k, outlet in enumerate(columns):
            at = first + pitch * (k + 0.5)
            cell = own[(own["item"] == item) & _of(own["outlet"], outlet)]
            if cell.empty:
                axes.text(at, y, "·", ha="center", va="center", size=SIZE, color=QUIET)
                continue
            rank = int(cell["rank"].iloc[0])
            early = 1 - (rank - 1) / max(1, last)
            face = {"boxstyle": "round,pad=0.25", "fc": (*to_rgb(SERIES[0]), 0.12 + 0.6 * early), "ec": "none"}
            axes.text(at, y, f"{rank}", ha="center", va="center", size=SIZE, color=INK, bbox=face)
    return chart


def _polarity(row: Any) -> str:
    articles = count(row.articles, "article")
    if row.shown_as == "mean":
        return f"{articles}, mean {row.mean:+.2f}, interval {row.low:+.2f} to {row.high:+.2f}"
    return f"{articles}, too few for a mean; {row.zeros:,} of {count(row.sentences, 'sentence')} score 0"


def _of(column: "pd.Series[str]", outlet: Any) -> "pd.Series[bool]":
    return column.isna() if pd.isna(outlet) else column == outlet


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
