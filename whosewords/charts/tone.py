"""Charts of word polarity: points, and a mean with its interval only where n allows one."""

import pandas as pd

from ..analyses.tone import SCORERS
from .style import GRID, INK, PAPER, QUIET, SERIES, SIZE, SMALL, Chart, count, empty, percent, plain, rows, shorten

MOST_SPEAKERS = 15


def word_polarity(summary: pd.DataFrame, points: pd.DataFrame, basis: str = "with paraphrase") -> Chart:
    """Draw `tone.by_speaker` and `tone.by_sentence` for one basis: a row for each source, a panel for each scorer.

    Rows are in the order of the summary, never by score, and no colour stands for good or bad.
    """
    title = f"Word polarity of what is attributed, {basis}"
    own = summary[summary["basis"] == basis]
    if own.empty:
        why = (
            "Nobody is quoted in these articles." if basis == "quotations only" else "Nothing is attributed to anybody."
        )
        return empty(title, why, own)
    speakers = list(dict.fromkeys(own["speaker_id"]))
    shown, scorers = speakers[:MOST_SPEAKERS], sorted(own["scorer"].unique())
    chart = Chart(title, _alt(own), own, height=1.2 + 0.5 * len(shown), note=_note(own, len(speakers) - len(shown)))
    panels = chart.subplots(1, len(scorers), sharey=True, squeeze=False)[0]
    for k, (axes, scorer) in enumerate(zip(panels, scorers, strict=True)):
        plain(axes, "x")
        axes.set(xlim=(-1.05, 1.05), xticks=[-1, 0, 1], ylim=(len(shown) - 0.4, -0.7), yticks=[])
        for label, side in zip(axes.set_xticklabels(["−1", "0", "1"]), ("left", "center", "right"), strict=True):
            label.set_horizontalalignment(side)
        axes.set_title(SCORERS.get(scorer, scorer), size=SIZE, color=INK)
        axes.axvline(0, color=QUIET, linewidth=0.8)
        for y, speaker_id in enumerate(shown):
            row = own[(own["speaker_id"] == speaker_id) & (own["scorer"] == scorer)]
            if row.empty:
                continue
            found = row.iloc[0]
            name = shorten(found["speaker"], 24) if k == 0 else ""
            axes.text(-1.05, y - 0.2, name, va="bottom", size=SMALL, color=INK)
            axes.text(1.05, y - 0.2, f"n = {found['n']:,}", va="bottom", ha="right", size=SMALL, color=QUIET)
            axes.axhline(y - 0.62, color=GRID, linewidth=0.8)
            if found["shown_as"] == "sentences":
                few = axes.text(0, y + 0.1, "too few: read them", ha="center", va="center", size=SMALL, color=QUIET)
                few.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 1})
                continue
            mine = (points["speaker_id"] == speaker_id) & (points["scorer"] == scorer) & (points["basis"] == basis)
            scores = points.loc[mine, "score"]
            axes.plot(scores, [y + 0.02] * len(scores), "o", color=SERIES[6], alpha=0.45, markersize=4.5, mew=0)
            if found["shown_as"] == "mean":
                axes.plot([found["low"], found["high"]], [y + 0.22] * 2, color=INK, linewidth=1.6)
                axes.plot(found["mean"], y + 0.22, "D", color=INK, markersize=4)
    return chart


def _alt(own: pd.DataFrame) -> str:
    parts = []
    for r in rows(own):
        what = {
            "sentences": "too few for a figure",
            "points": "shown as points, too few for a mean",
            "mean": f"mean {r.mean:.2f}, interval {r.low:.2f} to {r.high:.2f}",
        }[str(r.shown_as)]
        parts.append(f"{r.speaker}, {SCORERS.get(str(r.scorer), r.scorer)}: {count(r.n, 'sentence')}, {what}")
    return f"{'; '.join(parts)}. No sign is called for anyone."


def _note(own: pd.DataFrame, more: int) -> str:
    note = ["Points are sentences; a mean (diamond) with its interval only from 10 sentences on."]
    means = own[(own["shown_as"] == "mean") & own["wrong_sign"].notna()].drop_duplicates("scorer")
    if len(means):
        known = [f"{percent(r.wrong_sign)} ({SCORERS.get(str(r.scorer), r.scorer)})" for r in rows(means)]
        note.append(
            f"Where it was measured, such means had the wrong sign for {' and '.join(known)} of the targets "
            "that people find clearly negative: they call no sign, and their intervals are too narrow."
        )
    if more > 0:
        note.append(f"{count(more, 'more speaker')}: see the data.")
    return " ".join(note)
