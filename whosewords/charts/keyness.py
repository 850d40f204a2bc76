"""Charts of what sets words apart: which terms one group has more of than another, and what stands beside a term."""

import warnings
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from .. import measured
from ..stats import MIN_ARTICLES
from ..tables import WORDINGS
from .comparison import NOTHING
from .placement import FONT, Box, extent, place
from .style import GRID, INK, PAPER, QUIET, SERIES, SMALL, Chart, count, empty, plain, rows, shorten

MOST_TERMS = 10
"""Terms on either side of the dumbbell."""
MOST_LABELS = 15
MOST_PANELS = 8
MOST_COLLOCATES = 15
SIDES = ((SERIES[0], "o"), (SERIES[1], "s"))
"""The colour and the mark of a group and of the other: told apart in grey, too."""

_FINDING = (
    "Filled marks: a difference that is hardly chance (of all words marked so at most 5 % are wrong), does not come "
    f"from a single article, and is in {MIN_ARTICLES} articles or more. Hollow marks: too little to say so."
)
_AT_THE_RIGHT = (
    "At the right: how often the word occurs in the first group and, where there are several, in how many articles; "
    "after the colon the same for the second."
)
_TICKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def keyness(table: pd.DataFrame) -> Chart:
    """Draw `terms.keyness` as a dumbbell: for the terms that set two groups apart most, how often each group has them.

    At the right stand the counts of both and, where there are several, in how many articles.
    """
    title = "Which words set them apart?"
    if table.empty:
        return empty(title, "There are not two groups of words here to compare, or no term occurs often enough.", table)
    first, last = table[table["z"] > 0].head(MOST_TERMS), table[table["z"] < 0].tail(MOST_TERMS)[::-1]
    group, other = table["group"].iloc[0], table["other"].iloc[0]
    blocks = [(f"more in: {name}", own) for name, own in ((group, first), (other, last)) if len(own)]
    says = [f"{heading}: {', '.join(_says(r) for r in rows(own))}" for heading, own in blocks]
    note = f"{_AT_THE_RIGHT} {_note(pd.concat([first, last]))}"
    height = 1.75 + 0.27 * (len(first) + len(last)) + 0.4 * len(blocks)
    chart = Chart(title, f"{'. '.join(says)}.", table, height=height, note=note)
    axes = plain(chart.add_subplot(), "x")
    most = float(max(own[["per_10000", "per_10000_other"]].to_numpy().max() for _, own in blocks))
    y, marks, names = 0.0, [], []
    for heading, own in blocks:
        axes.text(0, y, shorten(heading, 50), va="center", size=SMALL, color=QUIET, weight="bold")
        y += 1
        for row in rows(own):
            _dumbbell(axes, y, row)
            axes.text(most * 1.06, y, _counts(row), va="center", size=SMALL, color=QUIET)
            marks.append(y)
            names.append(shorten(row.term, 20))
            y += 1
        y += 0.5
    axes.set(xlim=(-0.02 * most, most * 1.55), ylim=(y - 0.6, -0.7))
    axes.set_yticks(marks, names)
    axes.set_xticks([t for t in axes.get_xticks() if 0 <= t <= most * 1.02])
    axes.set_xlabel("how often for every 10,000 words")
    _key(chart, table)
    return chart


def keyness_by(table: pd.DataFrame) -> Chart:
    """Draw `terms.keyness_by`: for each group, how many times more often than the others it has its terms.

    A line is the 95 % interval of the ratio; counts stand at the right.
    """
    title = "What does each have more of than the others?"
    if table.empty:
        return empty(title, NOTHING, table)
    groups = list(table.groupby("group", sort=False))
    shown = groups[:MOST_PANELS]
    says = [f"{name}: {', '.join(_says(r) for r in rows(own))}" for name, own in shown]
    more = len(groups) - len(shown)
    note = f"{_AT_THE_RIGHT} {_note(table)}" + (f" {count(more, 'more group')}: see the data." if more else "")
    height = 1.0 + sum(0.27 * len(own) + 0.4 for _, own in shown)
    chart = Chart(title, f"{'. '.join(says)}.", table, height=height, note=note)
    axes = plain(chart.add_subplot(), "x")
    most = min(float(table["log_ratio"].max()) + 1, 8.0)
    y, marks, names = 0.0, [], []
    for name, own in shown:
        axes.text(0, y, shorten(str(name), 40), va="center", size=SMALL, color=INK, weight="bold")
        size = count(int(own["words"].iloc[0]), "word")
        axes.text(most * 1.5, y, size, va="center", ha="right", size=SMALL, color=QUIET)
        y += 1
        for row in rows(own):
            axes.plot([max(row.low, -0.4), min(row.high, most)], [y, y], color=SERIES[0], linewidth=1.2)
            axes.plot(row.log_ratio, y, "o", color=SERIES[0], mfc=SERIES[0] if row.finding else PAPER, markersize=6)
            axes.text(most * 1.04, y, _counts(row), va="center", size=SMALL, color=QUIET)
            marks.append(y)
            names.append(shorten(row.term, 20))
            y += 1
        y += 0.5
    axes.set(xlim=(-0.4, most * 1.5), ylim=(y - 0.6, -0.7))
    axes.set_yticks(marks, names)
    ticks = range(0, int(most) + 1, 2 if most > 4 else 1)
    axes.set_xticks(ticks, [f"{2**t}×" for t in ticks])
    axes.set_xlabel("how many times as often as in the others")
    return chart


def keyness_scatter(table: pd.DataFrame) -> Chart:
    """Draw `terms.keyness` as a scatter: how often each term occurs in one group (up) and in the other (to the right).

    Named are those that set the groups apart most (by z), as many as find room without lying over each other; how many
    more terms have the same place stands behind a name.
    """
    title = "How often does each of the two have a word?"
    if table.empty:
        return empty(title, "There are not two groups of words here to compare, or no term occurs often enough.", table)
    group, other = table["group"].iloc[0], table["other"].iloc[0]
    width = height = 5.2
    chart = Chart(title, "", table, height=height + 0.45, width=width, note=_note(table))
    chart.set_layout_engine("none")
    axes = plain(chart.add_axes((0.115, 0.19, 0.865, 0.74)))
    x, y = table["per_10000_other"].to_numpy(), table["per_10000"].to_numpy()
    least = float(min(v[v > 0].min() for v in (x, y) if (v > 0).any()))
    most = float(max(x.max(), y.max())) * 1.5
    for axis, set_scale in ((axes.xaxis, axes.set_xscale), (axes.yaxis, axes.set_yscale)):
        set_scale("symlog", linthresh=least, linscale=0.5)
        axis.set_ticks([t for t in _TICKS if (t == 0 or t >= least) and t < most], minor=False)
        axis.set_ticks([], minor=True)
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set(xlim=(-0.35 * least, most), ylim=(-0.35 * least, most))
    axes.set_xlabel(f"for every 10,000 words, in: {shorten(str(other), 40)}")
    axes.set_ylabel(f"in: {shorten(str(group), 44)}")
    axes.plot([0, most], [0, most], color=GRID, linewidth=1, zorder=0)
    _dots(axes, table)
    named = _label(axes, table)
    chart.alt = (
        f"{count(len(table), 'term')} by how often they occur in {group} and in {other}. Named, those that set them "
        f"apart most: {', '.join(_says(r) for r in rows(named.head(2 * MOST_TERMS)))}."
    )
    _key(chart, table)
    return chart


def collocates(table: pd.DataFrame) -> Chart:
    """Draw `terms.collocates` by window: the strongest, how often they stand before the term and how often after it."""
    title = "Which words stand beside it?"
    if table.empty:
        return empty(title, "No word stands beside this term often enough.", table)
    shown = table.head(MOST_COLLOCATES)
    term = shown["term"].iloc[0]
    title = f"Which words stand beside “{shorten(term, 30)}”?"
    says = [f"{r.collocate} {r.n:,} ({r.left:,} before, {r.right:,} after)" for r in rows(shown)]
    note = (
        f"Of {count(int(shown['n_term'].iloc[0]), 'occurrence')} of the term. The strongest first, by logDice (14: "
        "never apart). Pale bars: no finding, for chance could have made it or it is in too few articles."
    )
    alt = f"Strongest first: {', '.join(says)}."
    chart = Chart(title, alt, table, height=1.15 + 0.27 * len(shown), note=note)
    axes = plain(chart.add_subplot())
    most = int(shown[["left", "right"]].to_numpy().max())
    for y, row in enumerate(rows(shown)):
        for n, colour in ((-row.left, SERIES[1]), (row.right, SERIES[0])):
            axes.barh(y, n, 0.72, color=colour, alpha=1 if row.finding else 0.35)
        axes.text(most * 1.08, y, f"{row.log_dice:.1f}   {row.n:,} in {row.articles:,}", va="center", size=SMALL,
                  color=QUIET)  # fmt: skip
    axes.set(xlim=(-most * 1.05, most * 2.0), ylim=(len(shown) - 0.4, -1.5), xticks=[])
    axes.set_yticks(range(len(shown)), [shorten(r.collocate, 20) for r in rows(shown)])
    axes.axvline(0, color=INK, linewidth=0.8)
    for x, text, ha in (
        (-0.04, "before it", "right"),
        (0.04, "after it", "left"),
        (1.08, "logDice, in articles", "left"),
    ):
        axes.text(most * x, -1.0, text, ha=ha, va="center", size=SMALL, color=QUIET)
    return chart


def _dumbbell(axes: Axes, y: float, row: Any) -> None:
    axes.plot([row.per_10000, row.per_10000_other], [y, y], color=QUIET, linewidth=1.2, zorder=1)
    for x, (colour, mark) in zip((row.per_10000, row.per_10000_other), SIDES, strict=True):
        axes.plot(x, y, mark, color=colour, mfc=colour if row.finding else PAPER, mew=1.4, markersize=6.5, zorder=2)


def _dots(axes: Axes, table: pd.DataFrame) -> None:
    """Draw a mark for each term; those that are no finding are hollow, those alike lie on each other."""
    more = table["z"] > 0
    for side, (colour, mark) in zip((more, ~more), SIDES, strict=True):
        for finding in (False, True):
            own = table[side & (table["finding"] == finding)]
            axes.plot(
                own["per_10000_other"], own["per_10000"], mark, color=colour, mfc=colour if finding else "none",
                mew=1 if finding else 0.7, alpha=0.9 if finding else 0.55, markersize=5.5 if finding else 4,
            )  # fmt: skip


def _label(axes: Axes, table: pd.DataFrame) -> pd.DataFrame:
    """Write the terms with the largest z beside their marks where there is room; return those written."""
    order = table.reindex(table["z"].abs().sort_values(ascending=False, kind="stable").index)
    spot = ["per_10000", "per_10000_other"]
    alike = order.groupby(spot)["term"].transform("size")
    order = order.assign(alike=alike).drop_duplicates(spot).head(MOST_LABELS)
    scale = 72 / axes.figure.dpi
    spots = axes.transData.transform(order[["per_10000_other", "per_10000"]].to_numpy()) * scale
    window = axes.get_window_extent()
    bounds = Box(*(float(v) * scale for v in (window.x0, window.y0, window.x1, window.y1)))
    texts = [shorten(r.term, 22) + (f" +{r.alike - 1}" if r.alike > 1 else "") for r in rows(order)]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        sizes = [extent(t, SMALL) for t in texts]
    dots = axes.transData.transform(table[["per_10000_other", "per_10000"]].drop_duplicates().to_numpy()) * scale
    boxes = place(spots.tolist(), sizes, bounds, dots.tolist())
    for text, box, at, row in zip(texts, boxes, spots, rows(order), strict=True):
        if box is not None:
            colour = SIDES[0][0] if row.z > 0 else "#a34700"  # text in SERIES[1] would be too pale to read
            away = (box.left - at[0], (box.bottom + box.top) / 2 - at[1])
            axes.annotate(
                text, (row.per_10000_other, row.per_10000), away, textcoords="offset points", va="center_baseline",
                size=SMALL, color=colour if row.finding else QUIET, family=FONT,
                bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.7, "pad": 0.2},
                arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2},
            )  # fmt: skip
    return order[[box is not None for box in boxes]]


def _key(chart: Chart, table: pd.DataFrame) -> None:
    """Put the legend of the two groups below the chart."""
    first = table.iloc[0]
    names = ((first["group"], first["words"]), (first["other"], first["words_other"]))
    constrained = chart.get_layout_engine() is not None
    chart.legend(
        handles=[
            Line2D([], [], marker=mark, color=colour, linestyle="", label=f"{shorten(str(name), 40)}, {n:,} words")
            for (name, n), (colour, mark) in zip(names, SIDES, strict=True)
        ],
        loc="outside lower left" if constrained else "lower left",
        frameon=False,
        fontsize=SMALL,
        borderpad=0.1,
    )


def _note(table: pd.DataFrame) -> str:
    none = "None of these differences is a finding. " if not table["finding"].any() else ""
    own = any(WORDINGS["own"] in name for name in (*table["group"].unique(), *table["other"].unique()))
    return none + _FINDING + (f" {measured.own_words()}" if own else "")


def _counts(row: Any) -> str:
    """Return how often a term occurs in both groups and, unless all is one article, in how many articles."""
    if max(row.of_articles, row.of_articles_other) == 1:
        return f"{row.n:,} : {row.n_other:,}"
    here, there = (
        f"{n:,} in {of:,}" if n else "0" for n, of in ((row.n, row.articles), (row.n_other, row.articles_other))
    )
    return f"{here} : {there}"


def _says(row: Any) -> str:
    return f"{row.term} {row.n:,} to {row.n_other:,}"
