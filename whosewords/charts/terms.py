"""Charts of words: how often a term occurs, in whose voice, said by whom; and where in the text."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from .. import measured
from ..tables import ARTICLE
from .comparison import NOTHING
from .style import (
    GRID,
    INK,
    PAPER,
    QUIET,
    SERIES,
    SIZE,
    SMALL,
    VOICES,
    Chart,
    count,
    empty,
    plain,
    rows,
    shorten,
    voice_legend,
)

MOST_TERMS = 20
MOST_PANELS = 6
MOST_IN_PANEL = 8
MOST_IN_ALT = 10
MOST_LIMITS = 60
"""Lines between articles; of more, none is drawn."""
MOST_STEPS = 10
"""Steps of time with a number at each point; of more, there is no room for them."""
STROKES = 800
"""Places along the text where strokes may stand."""
_LABEL = 22
"""Letters of a term beside its bar."""


def term_frequencies(table: pd.DataFrame, title: str = "Which words occur most often?") -> Chart:
    """Draw `terms.frequencies` or `terms.ngrams` of a whole corpus: a bar for each of the most frequent terms.

    A bar is a rate, with its interval where there is one; at its end stand the count and the number of articles.
    """
    if table.empty:
        return empty(title, "Nothing is counted in this corpus.", table)
    shown = table.head(MOST_TERMS)
    words, articles = int(shown["words"].iloc[0]), int(shown["of_articles"].iloc[0])
    alt = f"Most frequent of {count(words, 'word')}: {_listed(shown)}."
    note = f"Bars: how often for every 10,000 of the {count(words, 'word')}. At their end, how often in all"
    note += f", and in how many of the {articles:,} articles." if articles > 1 else "."
    note += " Thin line: 95 % interval of the rate, over articles." if shown["low"].notna().any() else ""
    chart = Chart(title, alt, table, height=0.75 + 0.27 * len(shown), note=note)
    axes = _terms(chart.add_subplot(), shown["term"].tolist(), _largest(shown))
    for y, row in enumerate(rows(shown)):
        axes.barh(y, row.per_10000, 0.72, color=SERIES[4])
        known = not pd.isna(row.low)
        if known:
            axes.plot([row.low, row.high], [y, y], color=INK, linewidth=1.2)
        text = f"{row.n:,} in {row.articles:,}" if articles > 1 else f"{row.n:,}"
        _number(axes, y, row.high if known else row.per_10000, text)
    return chart


def terms_by_voice(table: pd.DataFrame) -> Chart:
    """Draw `terms.frequencies` by voice: a bar for each of the most frequent terms, cut by whose words they are."""
    title = "In whose voice do these words stand?"
    if table.empty:
        return empty(title, "No word is counted in this corpus.", table)
    order = list(dict.fromkeys(table["term"]))[:MOST_TERMS]
    shown = table[table["term"].isin(order)]
    totals = shown.groupby("term", sort=False)["n"].sum()
    says = []
    for term in order[:MOST_IN_ALT]:
        parts = [f"{VOICES[r.wording].name} {r.n:,}" for r in rows(shown[shown["term"] == term])]
        says.append(f"{term} {totals[term]:,} ({', '.join(parts)})")
    sizes = shown.drop_duplicates("wording").set_index("wording")["words"]
    note = "All the words there are: " + "; ".join(f"{VOICES[w].name} {sizes[w]:,}" for w in VOICES if w in sizes) + "."
    note += _measured("own" in sizes)
    chart = Chart(title, f"{'; '.join(says)}.", table, height=1.5 + 0.27 * len(order), note=note)
    axes = _terms(chart.add_subplot(), order, int(totals.max()))
    for y, term in enumerate(order):
        left = 0
        for row in rows(shown[shown["term"] == term]):
            axes.barh(y, row.n, 0.72, left, color=VOICES[row.wording].colour, edgecolor=PAPER, linewidth=0.8)
            left += row.n
        _number(axes, y, left, f"{left:,}")
    voice_legend(chart, shown["wording"].unique().tolist())
    return chart


def terms_by_group(table: pd.DataFrame) -> Chart:
    """Draw `terms.frequencies` by speaker or by outlet: a panel for each of those with most words.

    All panels have one scale, in occurrences; how many words there are of each stands beside the name. Outlets are
    drawn where there are two or more.
    """
    outlets = "outlet" in table.columns
    title = "Which words does each outlet use?" if outlets else "Which words are attributed to whom?"
    if table.empty:
        return empty(title, "No word occurs often enough to be shown apart.", table)
    if outlets and table["outlet"].nunique() < 2:
        return empty(title, NOTHING, table)
    key = "outlet" if outlets else "speaker_id"
    groups = list(table.groupby(key, sort=False, dropna=False))
    shown = groups[:MOST_PANELS]
    says, panels = [], []
    for value, own in shown:
        name, kept = _group_name(value, own), own.head(MOST_IN_PANEL)
        panels.append((name, kept))
        says.append(f"{name} ({count(int(own['words'].iloc[0]), 'word')}): {_listed(kept)}")
    more = len(groups) - len(shown)
    note = f"{count(more, 'more group')} with fewer words: see the data." if more else ""
    note += _measured(any(_is_own(row) for _, kept in panels for row in rows(kept)))
    heights = [max(len(kept) for _, kept in panels[i : i + 2]) + 2.4 for i in range(0, len(panels), 2)]
    chart = Chart(title, f"{'. '.join(says)}.", table, height=0.45 + 0.25 * sum(heights), note=note.strip())
    columns = min(2, len(panels))
    grid = chart.subplots(len(heights), columns, squeeze=False, gridspec_kw={"height_ratios": heights})
    most = max(int(kept["n"].max()) for _, kept in panels)
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_axis_off()
            continue
        name, kept = panels[place]
        tallest = round(heights[place // 2] - 2.4)
        _terms(axes, kept["term"].tolist(), most, tallest, 15 if columns == 2 else _LABEL)
        words = count(int(kept["words"].iloc[0]), "word")
        heading = f"{shorten(name, 24 if columns == 2 else 50)}\n{words}"
        axes.set_title(heading, size=SMALL, color=INK, loc="left")
        for y, row in enumerate(rows(kept)):
            colour = VOICES["own"].colour if _is_own(row) else SERIES[0]
            axes.barh(y, row.n, 0.72, color=colour)
            _number(axes, y, row.n, f"{row.n:,}")
    return chart


def dispersion(measures: pd.DataFrame, occurrences: pd.DataFrame) -> Chart:
    """Draw `terms.dispersion` and `terms.occurrences`: a lane for each term, a stroke where it occurs.

    The text runs from left to right, articles one after the other with a line between; strokes have the voice's colour.
    """
    title = "Where in the text do these words occur?"
    behind = occurrences[["term", "article_id", "sentence_id", "word", "speaker", "voice"]]
    if occurrences.empty:
        return empty(title, "None of these words occurs.", behind)
    shown = measures.head(MOST_TERMS)
    words = int(occurrences["words"].iloc[0])
    several = bool((shown["over"] == "articles").any())
    says = [f"{r.term}: {_spread(r)}" for r in rows(shown)]
    note = "DPnorm: 0 = spread as the words are, 1 = all in one place; not given for fewer than 5 occurrences."
    note += _measured((occurrences["wording"] == "own").any())
    chart = Chart(title, f"{'; '.join(says)}.", behind, height=1.75 + 0.5 * len(shown), note=note)
    axes = plain(chart.add_subplot())
    axes.set(xlim=(-0.005 * words, 1.005 * words), ylim=(len(shown) - 0.5, -0.65), yticks=[])
    axes.set_xticks([0, words], ["first word", f"last of {count(words, 'word')}"])
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    limits = sorted({*occurrences["begins"], *occurrences["ends"]} - {0, words})
    if several:
        axes.set_xlabel("articles, one after the other")
    limits = limits if len(limits) <= MOST_LIMITS else []
    for y, row in enumerate(rows(shown)):
        axes.hlines(y + 0.15, 0, words, color=GRID, linewidth=0.8)
        axes.vlines(limits, y - 0.05, y + 0.35, color=GRID, linewidth=1)
        axes.text(0, y - 0.12, shorten(row.term, 24), va="bottom", size=SIZE, color=INK)
        axes.text(words, y - 0.12, _spread(row), va="bottom", ha="right", size=SMALL, color=QUIET)
        for wording, own in occurrences[occurrences["term"] == row.term].groupby("wording"):
            strokes = own["word"].groupby(own["word"] * STROKES // words).first()  # more could not be told apart
            axes.vlines(strokes, y - 0.05, y + 0.35, color=VOICES[str(wording)].colour, linewidth=2.2)
    voice_legend(chart, occurrences["wording"].unique().tolist())
    return chart


def over_time(table: pd.DataFrame) -> Chart:
    """Draw `terms.over_time`: a panel for each term, all on one scale; a gap where nothing was published.

    A band is the interval of the rate, drawn where a step has articles enough for one.
    """
    title = "When do these words occur?"
    if table.empty or table["begins"].nunique() < 2:
        return empty(title, "These articles have no dates, or are all of one time: there is no change to see.", table)
    terms = list(dict.fromkeys(table["term"]))
    shown = terms[:MOST_PANELS]
    says = []
    for term in shown:
        own = table[(table["term"] == term) & (table["n"] > 0)]
        by_step = ", ".join(f"{r.begins:%Y-%m-%d} {r.n:,}" for r in rows(own.head(2 * MOST_IN_ALT)))
        says.append(f"{term}: {by_step or 'never'}")
    step, undated = table["step"].iloc[0], int(table["undated"].iloc[0])
    note = f"For every 10,000 words of each {step}"
    note += "; above, how often and in how many articles." if table["begins"].nunique() <= MOST_STEPS else "."
    note += " Band: 95 % interval, over articles." if table["low"].notna().any() else ""
    note += f" {count(undated, 'article')} without a date left out." if undated else ""
    chart = Chart(title, f"{'; '.join(says)}.", table, height=0.8 + 1.3 * len(shown), note=note)
    grid = chart.subplots(len(shown), 1, sharex=True, sharey=True, squeeze=False)
    steps = pd.to_datetime(table.loc[table["term"] == terms[0], "begins"]).tolist()
    most = _largest(table[table["term"].isin(shown)]) or 1.0
    few = len(steps) <= MOST_STEPS
    for axes, term in zip(grid.flat, shown, strict=True):
        own = table[table["term"] == term]
        plain(axes, "y")
        axes.set(xlim=(-0.5, len(steps) - 0.5), ylim=(-0.04 * most, 1.6 * most))
        axes.set_title(shorten(term, 40), size=SIZE, color=INK, loc="left", pad=2)
        axes.fill_between(range(len(own)), own["low"], own["high"], color=SERIES[4], alpha=0.35, linewidth=0)
        axes.plot(range(len(own)), own["per_10000"], "-o", color=SERIES[0], linewidth=1.6, markersize=4.5 if few else 2)
        for place, row in enumerate(rows(own)) if few else ():
            if row.n:
                text = f"{row.n:,}\nin {row.articles:,}"
                axes.text(place, 1.15 * most, text, ha="center", size=SMALL, color=QUIET, linespacing=1)
    every = max(1, -(-len(steps) // 6))
    form = {"year": "%Y", "month": "%b %Y"}.get(step, "%-d %b")
    places = list(range(0, len(steps), every))
    grid.flat[-1].set_xticks(places, [f"{steps[p]:{form}}" for p in places])
    return chart


def _terms(axes: Axes, terms: list[str], most: float, tallest: int | None = None, letters: int = _LABEL) -> Axes:
    """Return axes for horizontal bars up to `most`, a term on each line."""
    plain(axes)
    axes.set(xlim=(0, most * 1.22), ylim=((tallest or len(terms)) - 0.4, -0.6), xticks=[])
    axes.set_yticks(range(len(terms)), [shorten(t, letters) for t in terms])
    axes.axvline(0, color=GRID, linewidth=0.8)
    return axes


def _largest(table: pd.DataFrame) -> float:
    """Return the largest rate or end of an interval."""
    return float(table[["per_10000", "high"]].max().max())


def _number(axes: Axes, y: float, n: float, text: str) -> None:
    axes.annotate(text, (n, y), (4, 0), textcoords="offset points", va="center", size=SMALL, color=QUIET)


def _listed(table: pd.DataFrame) -> str:
    return ", ".join(f"{r.term} {r.n:,}" for r in rows(table.head(MOST_IN_ALT)))


def _measured(own: Any) -> str:
    return f" {measured.own_words()}" if own else ""


def _is_own(row: Any) -> bool:
    return getattr(row, "speaker_id", None) == ARTICLE


def _group_name(value: Any, own: pd.DataFrame) -> str:
    if "outlet" in own.columns:
        return "No outlet given" if pd.isna(value) else str(value)
    return "No source found" if value == ARTICLE else str(own["speaker"].iloc[0])


def _spread(row: Any) -> str:
    where = f"in {row.in_parts:,} of {row.parts:,} {'articles' if row.over == 'articles' else 'parts'}"
    dp = "" if pd.isna(row.dp_norm) else f", DPnorm {row.dp_norm:.2f}"
    return f"{count(row.n, 'time')} {where}{dp}"
