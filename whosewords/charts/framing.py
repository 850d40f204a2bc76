"""Charts of framing: which labels stand in whose voice, and who holds them at a distance."""

from math import ceil, floor

import pandas as pd
from matplotlib.patches import Rectangle

from .. import measured
from .style import GRID, INK, PAPER, QUIET, SIZE, SMALL, VOICES, WIDTH, Chart, bare, count, empty, rows, shorten

MOST_LABELS = 24
_HEADS = {
    "own": "no source\nfound",
    "paraphrase_article": "article’s\nwords",
    "paraphrase_other": "another’s\nwords",
    "quote": "their own\nwords",
}


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
        referent, entry = own["referent"].iloc[0], own["entry"].iloc[0]
        if referent != named:
            lines.append((str(referent), None))
            named = referent
        lines.append((str(entry), own))
    numbers = table.groupby(["entry", "wording", "distanced"], sort=False)["n"].sum().reset_index()
    say = [
        f"“{r.entry}” {r.n:,} × {VOICES[r.wording].name}{', held at a distance' if r.distanced else ''}"
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
        axes.text(centre, -1.2, _HEADS[wording], ha="center", va="center", size=SMALL, color=INK, linespacing=1.1)
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


def _own(table: pd.DataFrame) -> str:
    own = int(table.loc[table["wording"] == "own", "n"].sum())
    low, high = table.drop_duplicates(["referent", "entry"])[["own_low", "own_high"]].sum()
    labels = count(int(table["n"].sum()), "label")
    return (
        f"No source found: {own:,} of {labels}; {floor(low):,} to {ceil(round(high, 6)):,}, going by how "
        f"sure the program is of what it found. {measured.own_labels()}"
    )
