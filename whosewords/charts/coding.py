"""Charts of coding by hand: how far people agree on each question, and on which sentences they do not."""

from math import isnan

import pandas as pd
from matplotlib.patches import Rectangle

from ..stats import MIN_PEOPLE
from .style import (
    INK,
    PAPER,
    QUIET,
    SERIES,
    SIZE,
    SMALL,
    WIDTH,
    Chart,
    bare,
    count,
    empty,
    percent,
    plain,
    rows,
    wrap,
)

MOST_SENTENCES = 15
MOST_ANSWERS = 6
"""Answers with a column of their own; speakers may be many."""
_HEADS = {
    "coders": "people", "sentences": "sentences with two answers or more", "same": "share of pairs that are alike",
    "alpha": "agreement (α)", "low": "at least", "high": "at most", "apart": "share of pairs that differ",
    "article_id": "article", "sentence_id": "sentence", "text": "what it says",
}  # fmt: skip
"""What columns are called in the data behind the charts."""


def agreement(table: pd.DataFrame) -> Chart:
    """Draw `coding.agreement`: a dot for each question's α, a line for its interval."""
    title = "How far do we agree?"
    known = [r for r in rows(table) if not isnan(r.alpha)]
    if not known:
        return empty(title, "No sentence has different answers by two people yet, so there is nothing to tell.", table)
    says = [
        f"{r.question} α {r.alpha:.2f} ({r.low:.2f} to {r.high:.2f}), {count(r.sentences, 'sentence')} by "
        f"{count(r.coders, 'person', 'people')}"
        for r in known
    ]
    note = (
        "The dot is the agreement: 0 = no better than chance, 1 = all alike. The line says between which two it may "
        "lie, for so few sentences. To agree is not yet to be right."
    )
    chart = Chart(title, "; ".join(says) + ".", table.rename(columns=_HEADS), height=0.9 + 0.62 * len(known), note=note)
    axes = plain(chart.add_subplot(), "x")
    axes.set(
        xlim=(min(-0.05, *(r.low - 0.05 for r in known if not isnan(r.low))), 1.05), ylim=(len(known) - 0.4, -0.75)
    )
    axes.set_yticks([])
    for y, row in enumerate(known):
        label = f"{row.question}\n{row.alpha:.2f}, from {count(row.sentences, 'sentence')}"
        axes.text(axes.get_xlim()[0], y - 0.2, label, va="bottom", size=SMALL, color=INK)
        axes.plot([row.low, row.high], [y, y], color=SERIES[0], linewidth=2.5, solid_capstyle="butt")
        axes.plot([row.alpha], [y], "o", color=SERIES[0], markersize=8, markeredgecolor=PAPER)
    axes.set_xlabel("agreement (Krippendorff’s α): 0 = no better than chance, 1 = all alike", size=SMALL)
    return chart


def disagreements(table: pd.DataFrame) -> Chart:
    """Draw `coding.disagreements`: a row for each sentence, a column for each answer, darker where more gave it."""
    title = "On which sentences do we disagree?"
    apart = table[table["apart"] > 0]
    if apart.empty:
        return empty(title, "Nowhere: no two people gave different answers to the same sentence.", table)
    answers = [c for c in apart.columns[5:] if apart[c].sum()]
    shown, rest = answers[:MOST_ANSWERS], answers[MOST_ANSWERS:]
    first = apart.head(MOST_SENTENCES)
    says = [
        f"{row['text']} " + ", ".join(f"{a}: {row[a]}" for a in answers if row[a]) for row in first.to_dict("records")
    ]
    more = len(apart) - len(first)
    note = "A cell says how many gave the answer; darker is more of them." + (
        f" {count(more, 'more sentence')} with different answers: see the data." if more else ""
    )
    columns = [*shown, *(["others"] if rest else [])]
    wide = (WIDTH - 0.1) / len(columns)
    heads = [wrap(str(c), wide - 0.1, SMALL, 5) for c in columns]
    tall = 0.17 * (max(h.count("\n") for h in heads) + 1) + 0.1
    texts = [wrap(t, WIDTH, SMALL, 2) for t in first["text"]]
    heights = [0.18 * (t.count("\n") + 1) + 0.42 for t in texts]
    height = tall + sum(heights)
    chart = Chart(title, "; ".join(says) + ".", table.rename(columns=_HEADS), height=height + 0.5, note=note)
    axes = bare(chart.add_subplot())
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    for x, head in enumerate(heads):
        axes.text(x * wide + 0.05, tall - 0.08, head, va="bottom", size=SMALL, color=QUIET)
    y = tall
    for row, text, high in zip(first.to_dict("records"), texts, heights, strict=True):
        axes.text(0.05, y + 0.04, text, va="top", size=SMALL, color=INK)
        values = [*(row[c] for c in shown), *([sum(row[c] for c in rest)] if rest else [])]
        for x, n in enumerate(values):
            share = n / row["coders"]
            box = Rectangle((x * wide + 0.04, y + high - 0.36), wide - 0.08, 0.28)
            box.set(facecolor=SERIES[0], alpha=share, edgecolor="none")
            axes.add_patch(box)
            frame = Rectangle(box.get_xy(), box.get_width(), box.get_height(), fill=False, edgecolor=QUIET, lw=0.7)
            axes.add_patch(frame)
            said = f"{n} · {percent(share)}" if n and row["coders"] >= MIN_PEOPLE else f"{n}"
            axes.text(
                (x + 0.5) * wide, y + high - 0.22, said, ha="center", va="center", size=SIZE,
                color=PAPER if share > 0.85 else INK,
            )  # fmt: skip
        y += high
    return chart
