"""Charts of who speaks: the bar of voices, the share of each speaker, who speaks through whom, reporting cues."""

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from .. import measured
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
    letters,
    percent,
    rows,
    shorten,
    voice_legend,
    wrap,
)

MOST_SPEAKERS = 12
MOST_STEPS = 3
MOST_LINKS = 8
"""Lines from one column to the next."""
THINNEST = 0.02
"""Of the widest line; one that is thinner cannot be followed."""
OTHERS = "others"
_STANCES = ("neutral", "factive", "doubting", "argumentative", "emotive", "not listed")


def voice_bar(table: pd.DataFrame) -> Chart:
    """Draw `speakers.voice_bar` as one bar: the words of the corpus by voice."""
    title = "Whose words are these?"
    words = int(table["words"].sum())
    if not words:
        return empty(title, "There are no words in this corpus.", table)
    says = [f"{voice} {percent(share)}" for voice, share in zip(table["voice"], table["share"], strict=True)]
    alt = f"Of {count(words, 'word')}: {'; '.join(says)}."
    chart = Chart(title, alt, table, height=2.05, note=_range(table[table["wording"] == "own"]))
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, 1), ylim=(0, 1))
    left = 0.0
    for row in rows(table):
        _piece(axes, left, 0.5, row.share, row.wording, height=0.9)
        left += row.share
    shown = table["words"] > 0
    said = [(f"{VOICES[r.wording].name}: {percent(r.share)}", VOICES[r.wording].colour) for r in rows(table)]
    legend(chart, [entry for entry, there in zip(said, shown, strict=True) if there])
    return chart


def share_of_voice(table: pd.DataFrame) -> Chart:
    """Draw `speakers.share_of_voice`: a bar for each speaker, its words by voice; attitudes, if any, in other rows."""
    title = "Who speaks, and how much?"
    if table.empty:
        return empty(title, "There are no words in this corpus.", table)
    shown = table.head(MOST_SPEAKERS)
    names = [_speaker(row) for row in rows(shown)]
    parts = [
        f"{n} {count(w, 'word')} ({percent(s)})" for n, w, s in zip(names, shown["words"], shown["share"], strict=True)
    ]
    notes = [_range(shown[shown["act"] == "none"])]
    if (shown["act"] == "attitude").any():
        notes.append("Attitude: what somebody is said to want or feel, not what they are said to say.")
    elif left_out := int(shown["left_out"].iloc[0]):
        words = count(left_out, "word")
        notes.append(
            f"Counted is what they are said to say or think; what they are said to want or feel ({words}) is left out."
        )
    if len(table) > len(shown):
        notes.append(f"{count(len(table) - len(shown), 'more row')} with fewer words: see the data.")
    chart = Chart(title, f"{'; '.join(parts)}.", table, height=1.35 + 0.47 * len(shown), note=" ".join(notes).strip())
    axes = bare(chart.add_subplot())
    most = max(shown["share"].max(), shown["high"].fillna(0).max())
    axes.set(xlim=(0, most * 1.02), ylim=(len(shown) - 0.4, -0.62))
    for y, (row, name) in enumerate(zip(rows(shown), names, strict=True)):
        left = 0.0
        for wording in VOICES:
            share = getattr(row, wording) * row.share / row.words
            _piece(axes, left, y, share, wording, height=0.4, scale=most)
            left += share
        if row.act == "none":
            axes.plot([row.low, row.high], [y + 0.28] * 2, color=INK, linewidth=1.2, marker="|", markersize=5)
        numbers = f"{count(row.words, 'word')}, {percent(row.share)}"
        axes.text(0, y - 0.26, shorten(name, 58 - len(numbers)), va="bottom", size=SIZE, color=INK)
        axes.text(most * 1.02, y - 0.26, numbers, va="bottom", ha="right", size=SMALL, color=QUIET)
    voice_legend(chart, [w for w in VOICES if shown[w].any()])
    return chart


def _speaker(row: Any) -> str:
    if row.act == "none":
        return "No source found"
    return f"{row.speaker} (attitude)" if row.act == "attitude" else str(row.speaker)


def _range(own: pd.DataFrame) -> str:
    if own.empty or not own["words"].sum():
        return ""
    low, high = percent(own["low"].iloc[0]), percent(own["high"].iloc[0])
    return (
        f"No source found: {low} to {high} of the words, going by how sure the program is of what it found. "
        f"{measured.own_words()}"
    )


def _piece(axes: Axes, left: float, y: float, share: float, wording: str, height: float, scale: float = 1.0) -> None:
    """Draw a stretch of a bar, with its share written into it where there is room."""
    voice = VOICES[wording]
    axes.barh(y, share, height, left, color=voice.colour, edgecolor=PAPER, linewidth=1)
    if share > 0.09 * scale:
        axes.text(left + share / 2, y, percent(share), ha="center", va="center", size=SMALL, color=voice.ink)


class _Node(NamedTuple):
    """A box of the network: an actor at a step, its words, and where it stands (inches)."""

    lines: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def links(table: pd.DataFrame) -> Chart:
    """Draw `speakers.links` from left to right: who speaks through whom, lines as wide as the words they carry."""
    title = "Who speaks through whom?"
    if table.empty:
        return empty(title, "No source is found in these articles, so nobody speaks through anybody.", table)
    kept = table[table["step"] <= MOST_STEPS]
    shown = _readable(kept)
    if shown.empty:
        return empty(title, "Nobody’s words reach the page in a share that could be drawn: see the data.", table)
    left_out = int(kept.loc[kept["step"] == 1, "words"].sum() - shown.loc[shown["step"] == 1, "words"].sum())
    steps = int(shown["step"].max())
    nodes, height = _place(shown, steps)
    through = shown[shown["step"] > 1]
    direct = _most([f"{r.target}, {count(r.words, 'word')}" for r in rows(shown[shown["step"] == 1])])
    say = _most([f"{r.target} through {r.source}, {count(r.words, 'word')}" for r in rows(through)])
    alt = f"Heard from the article directly: {direct}." + (f" Passed on: {say}." if say else "")
    note = "A box’s words are those said by it and those passed on by it; lines are as wide as the words they carry."
    if left_out:
        note += f" Not drawn: {count(left_out, 'word')} of other sources; they are in the data."
    if (table["step"] > MOST_STEPS).any():
        note += f" Chains go on beyond {MOST_STEPS} sources: see the data."
    chart = Chart(title, alt, table, height=height + 0.5, note=note)
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    most = shown["words"].max()
    for row in rows(shown):
        a, b = nodes[row.step - 1, row.source_id], nodes[row.step, row.target_id]
        start = min(max(b.middle, a.top + 0.1), a.bottom - 0.1)
        half = (a.right + b.left) / 2
        path = Path(
            [(a.right, start), (half, start), (half, b.middle), (b.left, b.middle)],
            [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
        )
        width = 1 + 11 * row.words / most
        axes.add_patch(PathPatch(path, fill=False, edgecolor="#9fb6c6", linewidth=width, capstyle="butt", zorder=1))
    for node in nodes.values():
        box = (node.left, node.top), node.right - node.left, node.bottom - node.top
        axes.add_patch(
            FancyBboxPatch(*box, boxstyle="round,pad=0,rounding_size=0.06", fc=PAPER, ec=INK, lw=0.9, zorder=2)
        )
        axes.text(node.left + 0.08, node.middle, node.lines, va="center", size=SMALL, color=INK, zorder=3)
    return chart


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return the links that can be told apart: without the rest taken together, without the thinnest, at most so many.

    What comes through a box that is not drawn is not drawn either.
    """
    kept = table[(table["source_id"] != OTHERS) & (table["target_id"] != OTHERS)]
    kept = kept[kept["words"] >= THINNEST * kept["words"].max()] if len(kept) else kept
    parts = []
    reached = {"article"}
    for _, here in kept.groupby("step", sort=True):
        here = here[here["source_id"].isin(reached)].nlargest(MOST_LINKS, "words")
        reached = set(here["target_id"])
        parts.append(here)
    return pd.concat(parts) if parts else kept


def _most(says: list[str], most: int = 8) -> str:
    return "; ".join([*says[:most], *([f"{len(says) - most} more"] if len(says) > most else [])])


def _place(shown: pd.DataFrame, steps: int) -> tuple[dict[tuple[int, str], _Node], float]:
    """Place the boxes: the article as a tall one on the left, then a column for each step."""
    first, gap = 0.6, 0.5 if steps < 3 else 0.32
    pitch = (WIDTH - first) / steps
    columns: list[list[tuple[str, str, float]]] = []
    column: list[tuple[float, int, str, str]]
    order = {"article": 0.0}
    for step in range(1, steps + 1):
        here = shown[shown["step"] == step]
        column = []
        for target_id, own in here.groupby("target_id", sort=False):
            words, ending = int(own["words"].sum()), int(own["ending"].sum())
            passed = f"\n{words - ending:,} passed on" if words > ending else ""
            name = wrap(own["target"].iloc[0], pitch - gap - 0.16, SMALL)
            lines = f"{name}\n{count(words, 'word')}{passed}"
            if target_id == "others":
                column.append((float("inf"), 0, "others", lines))
                continue
            weight = sum(order.get(s, 0) * w for s, w in zip(own["source_id"], own["words"], strict=True)) / words
            column.append((weight, -words, str(target_id), lines))
        column.sort()
        columns.append([(actor, lines, 0.16 * (lines.count("\n") + 1) + 0.14) for _, _, actor, lines in column])
        order = {actor: float(place) for place, (actor, _, _) in enumerate(columns[-1])}
    space = 0.16
    heights = [sum(h for *_, h in boxes) + space * (len(boxes) - 1) for boxes in columns]
    height = max(*heights, 0.6)
    nodes = {(0, "article"): _Node("the\narticle", 0.02, first, 0.02, height - 0.02)}
    for step, (boxes, used) in enumerate(zip(columns, heights, strict=True), start=1):
        extra = (height - used) / len(boxes)
        top = extra / 2
        left = first + gap + (step - 1) * pitch
        for actor, lines, tall in boxes:
            nodes[step, actor] = _Node(lines, left, left + pitch - gap - 0.02, top + 0.02, top + tall - 0.02)
            top += tall + space + extra
    return nodes, height


def cues(table: pd.DataFrame) -> Chart:
    """Draw `speakers.cues`: how many reporting cues of each stance, worded by the article or by a source."""
    title = "How is speech introduced?"
    if table.empty:
        return empty(title, "No reporting word is found in these articles.", table)
    order = [s for s in _STANCES if (table["stance"] == s).any()]
    by = {s: table[table["stance"] == s] for s in order}
    says = [f"{s} {own['n'].sum():,} ({_listed(own)})" for s, own in by.items()]
    chart = Chart(title, f"Reporting words by stance: {'; '.join(says)}.", table, height=1.15 + 0.55 * len(order))
    axes = bare(chart.add_subplot())
    most = max(int(own["n"].sum()) for own in by.values())
    axes.set(xlim=(0, most * 1.12), ylim=(len(order) - 0.5, -0.62))
    room = letters(WIDTH, SIZE) - 2
    for y, (stance, own) in enumerate(by.items()):
        ours = int(own.loc[own["worded_by_id"] == "article", "n"].sum())
        total = int(own["n"].sum())
        axes.barh(y + 0.05, ours, 0.3, 0, color=SERIES[0], edgecolor=PAPER)
        axes.barh(y + 0.05, total - ours, 0.3, ours, color=SERIES[1], edgecolor=PAPER, hatch="//")
        axes.text(total + most * 0.015, y + 0.05, f"{total:,}", va="center", size=SMALL, color=INK)
        axes.text(0, y - 0.14, shorten(f"{stance}: {_listed(own)}", room), va="bottom", size=SMALL, color=INK)
    axes.axvline(0, color=GRID, linewidth=0.8)
    entries = [("worded by the article", SERIES[0]), ("worded by a source, about another", SERIES[1])]
    legend(chart, entries if (table["worded_by_id"] != "article").any() else entries[:1])
    return chart


def _listed(own: pd.DataFrame) -> str:
    numbers = own.groupby("cue", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    said = [f"{cue} {n:,}" for cue, n in numbers.items()]
    return ", ".join(said if len(said) <= 4 else [*said[:3], f"{len(said) - 3} more"])
