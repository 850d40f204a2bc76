"""Charts of framing: which labels stand in whose voice, who holds them at a distance, who calls it what."""

from math import ceil, floor

import pandas as pd
from matplotlib.patches import Rectangle

from .. import measured
from ..analyses.framing import as_printed
from ..tables import SHORT
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
    rows,
    shorten,
    wrap,
)

MOST_LABELS = 24
MOST_REFERENTS = 5
MOST_NAMERS = 8
"""Outlets or speakers shown for one referent."""
SIDES = {
    "opponents": "its opponents’\nname for it",
    "neutral": "a neutral\nname",
    "supporters": "its supporters’\nname for it",
}
"""Sides, as the columns of `naming`, left to right."""
_SIDE_COLOURS = dict(zip(SIDES, (SERIES[1], SERIES[7], SERIES[0]), strict=True))


def voice_by_label(table: pd.DataFrame) -> Chart:
    """Draw `framing.voice_by_label`: a row for each label, a column for each voice.

    A full square counts labels used plainly, a dashed one those held at a distance.
    """
    title = "Which labels, in whose voice?"
    if table.empty:
        return empty(title, "No label of the word list occurs in these articles.", table)
    entries = list(table.groupby(["referent", "entry"], sort=False))
    lines: list[tuple[str, pd.DataFrame | None]] = []
    named = None
    for _, own in entries[:MOST_LABELS]:
        referent = own["referent"].iloc[0]
        if referent != named:
            lines.append((str(referent), None))
            named = referent
        lines.append((as_printed(str(own["entry"].iloc[0]), str(own["printed"].iloc[0])), own))
    numbers = table.groupby(["entry", "printed", "wording", "distanced"], sort=False)["n"].sum().reset_index()
    say = [
        f"“{as_printed(r.entry, r.printed)}” {r.n:,} × {VOICES[r.wording].name}"
        f"{', held at a distance' if r.distanced else ''}"
        for r in rows(numbers)
    ]
    if len(say) > 2 * MOST_LABELS:
        say = [*say[: 2 * MOST_LABELS], f"{len(say) - 2 * MOST_LABELS} more"]
    more = len(entries) - MOST_LABELS
    note = "Full square: used plainly. Dashed: held at a distance by a marker such as “so-called”."
    note += f" {more} more labels: see the data." if more > 0 else ""
    note += f" {_own(table)}"
    chart = Chart(title, f"{'; '.join(say)}.", table, height=1.05 + 0.31 * len(lines), note=note)
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, WIDTH), ylim=(len(lines) - 0.4, -1.9))
    first, pitch = 2.2, (WIDTH - 2.2) / len(VOICES)
    for k, (wording, voice) in enumerate(VOICES.items()):
        centre = first + pitch * (k + 0.5)
        axes.text(
            centre,
            -1.2,
            "\n".join(SHORT[wording].rsplit(" ", 1)),
            ha="center",
            va="center",
            size=SMALL,
            color=INK,
            linespacing=1.1,
        )
        axes.add_patch(Rectangle((centre - pitch * 0.44, -0.66), pitch * 0.88, 0.14, fc=voice.colour, ec="none"))
    for y, (name, used) in enumerate(lines):
        if used is None:
            axes.text(0, y + 0.08, shorten(name, 58), va="center", size=SMALL, color=QUIET, style="italic")
            axes.axhline(y - 0.45, color=GRID, linewidth=0.8)
            continue
        axes.text(0.1, y, shorten(name, 26), va="center", size=SIZE, color=INK)
        for k, (wording, voice) in enumerate(VOICES.items()):
            centre = first + pitch * (k + 0.5)
            cell = used[used["wording"] == wording]
            plain, held = (int(cell.loc[cell["distanced"] == d, "n"].sum()) for d in (False, True))
            if not plain and not held:
                axes.text(centre, y, "·", ha="center", va="center", size=SMALL, color=QUIET)
            shift = 0.2 if plain and held else 0.0
            for n, at, full in ((plain, centre - shift, True), (held, centre + shift, False)):
                if n:
                    face, ink = (voice.colour, voice.ink) if full else (PAPER, INK)
                    axes.add_patch(
                        Rectangle(
                            (at - 0.18, y - 0.4), 0.36, 0.8, fc=face, ec=voice.colour, lw=1.6,
                            ls="-" if full else (0, (2, 1.2)),
                        )
                    )  # fmt: skip
                    axes.text(at, y, f"{n:,}", ha="center", va="center", size=SMALL, color=ink)
    return chart


def naming(table: pd.DataFrame) -> Chart:
    """Draw `framing.naming` where names of several sides occur: for each referent a row of who, a column of side.

    The bar is full for what stands in their own words, light for what they attribute or what is retold of them; the
    names stand below it.
    """
    title = "Who calls it what?"
    contested = table[(table["sides"] > 1) & table["side"].notna() & (table["own"] + table["others"] > 0)]
    if contested.empty:
        return empty(title, "No thing is called by names of several sides in these articles.", table)
    lines: list[tuple[str, pd.DataFrame | None]] = []
    say = []
    referents = list(contested.groupby("referent", sort=False))
    for referent, names in referents[:MOST_REFERENTS]:
        lines.append((str(referent), None))
        told = []
        for who, own in list(names.groupby("who", sort=False))[:MOST_NAMERS]:
            lines.append((str(who), own))
            names_of = (f"{as_printed(r.entry, r.printed)} {r.own:,} own, {r.others:,} others’" for r in rows(own))
            told.append(f"{who}: {', '.join(names_of)}")
        say.append(f"{referent}: {'; '.join(told)}")
    more = len(referents) - MOST_REFERENTS
    note = "Full: in their own words. Light: in others’ words. Names held at a distance by a marker are left out."
    note += f" {more} more {'thing' if more == 1 else 'things'}: see the data." if more > 0 else ""
    if any(names["who"].nunique() > MOST_NAMERS for _, names in referents[:MOST_REFERENTS]):
        note += f" Of each thing, the {MOST_NAMERS} that name it most."
    first, pitch = 1.42, (WIDTH - 1.42) / len(SIDES)
    tops, at = [], 0.0
    for _, used in lines:
        tops.append(at)
        below = "" if used is None else "".join(_names(used, side, pitch) for side in SIDES)
        at += 0.62 if used is None else 1.34 if "\n" in below else 1.0
    chart = Chart(title, f"{title} {'. '.join(say)}.", table, height=1.0 + 0.42 * at, note=note)
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, WIDTH), ylim=(at, -1.1))
    longest = max(int((u["own"] + u["others"]).groupby(u["side"]).sum().max()) for _, u in lines if u is not None)
    for k, (side, head) in enumerate(SIDES.items()):
        left = first + pitch * k
        axes.text(left, -0.55, head, va="center", size=SMALL, color=_SIDE_COLOURS[side], weight="bold", linespacing=1.1)
    for y, (name, used) in zip(tops, lines, strict=True):
        if used is None:
            axes.axhline(y + 0.02, color=GRID, linewidth=0.8)
            axes.text(0, y + 0.36, shorten(name, 58), va="center", size=SMALL, color=QUIET, style="italic")
            continue
        axes.text(0.06, y + 0.36, wrap(name, 1.3, SMALL, 2), va="center", size=SMALL, color=INK, linespacing=1.0)
        for k, side in enumerate(SIDES):
            left, scale = first + pitch * k, (pitch - 0.1) / longest
            cell = used[used["side"] == side]
            full, light = int(cell["own"].sum()), int(cell["others"].sum())
            for start, n, strength in ((0, full, 1.0), (full, light, 0.3)):
                if n:
                    colour = _SIDE_COLOURS[side]
                    place = (left + scale * start, y + 0.08)
                    axes.add_patch(Rectangle(place, scale * n, 0.3, fc=colour, ec=colour, lw=1, alpha=strength))
            axes.text(left, y + 0.44, _names(cell, side, pitch), va="top", size=SMALL, color=INK, linespacing=1.1)
    return chart


def _names(used: pd.DataFrame, side: str, width: float) -> str:
    """Return the names of one side with their numbers, as far as two lines hold them."""
    of_side = rows(used[used["side"] == side])
    return wrap(
        ", ".join(f"{as_printed(r.entry, r.printed)}\xa0{r.own + r.others}" for r in of_side), width * 1.12, SMALL, 2
    )


def _own(table: pd.DataFrame) -> str:
    own = int(table.loc[table["wording"] == "own", "n"].sum())
    low, high = table.drop_duplicates(["referent", "entry"])[["own_low", "own_high"]].sum()
    labels = count(int(table["n"].sum()), "label")
    return (
        f"No source found: {own:,} of {labels}; {floor(low):,} to {ceil(round(high, 6)):,}, going by how "
        f"sure the program is of what it found. {measured.own_labels()}"
    )
