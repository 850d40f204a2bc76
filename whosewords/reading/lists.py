"""The sentences behind a number as lists that open; labels by voice as a table in which every number opens them."""

from collections.abc import Iterable, Sequence

import pandas as pd

from .. import stats
from ..analyses.framing import printed
from ..corpus import voices_of
from ..tables import NO_SOURCE, SHORT, WORDINGS
from .grid import as_read, table
from .markup import Element, Html, anchor, missing, note_below, plain, weave

LINES = 20
"""Concordance lines behind one number of a matrix."""
GROUPS = 30
"""Outlets or speakers that get a matrix of their own."""
LABELS = 60
"""Labels in one matrix."""
SHOWN_GROUPS = 8
"""Groups of sentences shown as folds; what comes after them is folded away once more."""


def sentences(table: pd.DataFrame, by: str | None = None, *, limit: int = 100, note: str = "") -> Html:
    """Return the sentences behind a number, folded away, each with a link to its place in the reading view.

    `table` has article_id, sentence_id, text, and may have start and end (a highlight within text), speaker, voice and
    corrected.
    `by` names a column to group by: one fold for each value. A sentence is listed once in a group, with all of its
    highlights; at most `limit` of a group are written out, and it is said how many more there are. `note` is a sentence
    to stand below them.
    """
    if table.empty:
        return Html('<p class="ww ww-where ww-nothing">No sentences.</p>')
    groups = [(None, table)] if by is None else list(table.groupby(by, sort=False, dropna=False))
    folds = [_group(name, rows, by, limit) for name, rows in groups]
    if len(folds) > SHOWN_GROUPS + 1:
        behind = "".join(folds[SHOWN_GROUPS:])
        more = f"{len(folds) - SHOWN_GROUPS:,} more, with their sentences"
        folds[SHOWN_GROUPS:] = [f'<details class="ww-evidence ww-more"><summary>{more}</summary>{behind}</details>']
    return Html(f'<div class="ww">{"".join(folds)}{note_below(note)}</div>')


def matrix(lines: pd.DataFrame, caption: str, by: str | None = None, *, note: str = "") -> Html:
    """Return labels by voice as a table in which every number opens its concordance lines, without a script.

    `lines` are those of `framing.label_sentences`. A full square counts labels used plainly, a dashed one those held
    at a distance. `by` (`outlet` or `speaker`) names a column: a matrix for each, folded away, most labels first. At
    most LABELS rows, LINES lines behind a number and GROUPS groups are written out, and it is said how many more there
    are. `note` is a sentence to stand below.
    """
    if lines.empty:
        return Html(f'<p class="ww ww-where ww-nothing">{plain(caption)}: nothing to list.</p>')
    if by is None:
        return Html(f'<div class="ww">{_matrix(lines, caption)}{note_below(note)}</div>')
    groups = sorted(lines.groupby(by, sort=False), key=lambda group: -len(group[1]))
    folds = [
        f'<details class="ww-evidence"><summary>{plain(name)}: {stats.count(len(own), "label")}'
        f"</summary>{_matrix(own, f'{caption}: {name}')}</details>"
        for name, own in groups[:GROUPS]
    ]
    if len(groups) > GROUPS:
        folds.append(f'<p class="ww-where">… and {len(groups) - GROUPS:,} more, with fewer labels.</p>')
    return Html(f'<div class="ww">{"".join(folds)}{note_below(note)}</div>')


def _matrix(lines: pd.DataFrame, caption: str) -> str:
    lines = lines.assign(distanced=lines["distanced_by"].notna())
    of_referent = lines.groupby("referent")["entry"].transform("size")
    of_entry = lines.groupby(["referent", "entry"])["entry"].transform("size")
    lines = lines.assign(a=-of_referent, b=-of_entry).sort_values(["a", "referent", "b", "entry"], kind="stable")
    labels = list(lines.groupby(["referent", "entry"], sort=False))
    rows, named = [], None
    for (referent, entry), own in labels[:LABELS]:
        if referent != named:
            span = len(WORDINGS) + 1
            rows.append(f'<tr><th class="ww-referent" colspan="{span}" scope="rowgroup">{plain(referent)}</th></tr>')
            named = referent
        rows.append(_matrix_row(printed(str(entry), own["label"]), own))
    heads = "".join(f'<th scope="col"><span class="ww-voice ww-{w}">{plain(v)}</span></th>' for w, v in SHORT.items())
    more = f"; the first {LABELS} of {len(labels):,} labels" if len(labels) > LABELS else ""
    return (
        f'<table class="ww-table ww-matrix"><caption>{plain(caption + more)}</caption><thead><tr>'
        f'<th scope="col">label</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _matrix_row(label: str, own: pd.DataFrame) -> str:
    """Return a label's numbers and, in a row below, the lines that each of them opens."""
    cells, opened = [], []
    for place, (wording_, voice) in enumerate(WORDINGS.items()):
        inside = []
        for distanced in (False, True):
            found = own[(own["wording"] == wording_) & (own["distanced"] == distanced)]
            if found.empty:
                continue
            slot = 2 * place + distanced
            by = ", ".join(sorted({*found["distanced_by"]} - {NO_SOURCE})) if distanced else ""
            held = ", held at a distance"
            told = plain(f"“{label}”, {voice}{held if distanced else ''}{f' by {by}' if by else ''}")
            kind = f"ww-{wording_} ww-held" if distanced else f"ww-{wording_}"
            inside.append(
                f'<details class="ww-open ww-open-{slot}"><summary class="{kind}" title="{told}">{len(found):,}'
                f'<span class="ww-hidden"> × {told}</span></summary></details>'
            )
            opened.append(
                f'<div class="ww-lines-{slot} ww-evidence"><p class="ww-where">{told}:</p>'
                f"<ol>{_items(found, LINES)}</ol></div>"
            )
        cells.append(f"<td>{''.join(inside) or '·'}</td>")
    return (
        f'<tr><th scope="row">{plain(label)}</th>{"".join(cells)}</tr>'
        f'<tr class="ww-lines"><td colspan="{len(WORDINGS) + 1}">{"".join(opened)}</td></tr>'
    )


def paragraphs(texts: Iterable[str]) -> Html:
    """Return texts as paragraphs."""
    return Html("".join(f'<p class="ww">{plain(text)}</p>' for text in texts))


def answers(texts: Sequence[str], caption: str) -> Html:
    """Return texts as a numbered list and, folded away, whose voice the program hears in them (`corpus.voices_of`)."""
    listed = "".join(f"<li>{plain(text)}</li>" for text in texts)
    told = table(voices_of(texts).set_index("number"), caption)
    return Html(
        f'<ol class="ww">{listed}</ol><details class="ww"><summary>What the program answers</summary>{told}</details>'
    )


def _group(name: object, rows: pd.DataFrame, by: str | None, limit: int) -> str:
    listed = rows.groupby(["article_id", "sentence_id"], sort=False).ngroups
    n = stats.count(listed, "sentence")
    title = n if by is None else f"{plain(as_read(name).rstrip('.'))}: {n}"
    return f'<details class="ww-evidence"><summary>{title}</summary><ol>{_items(rows, limit, by)}</ol></details>'


def _items(rows: pd.DataFrame, limit: int, by: str | None = None) -> str:
    """Return sentences as list items, each once with all of its highlights; `by` is what need not be said of each."""
    items = []
    listed = list(rows.groupby(["article_id", "sentence_id"], sort=False))
    for _, same in listed[:limit]:
        first = same.iloc[0]
        place: tuple[str, int] = (first["article_id"], int(first["sentence_id"]))
        marks = []
        if {"start", "end"} <= set(same.columns):
            known = same.dropna(subset=["start", "end"])
            spans = zip(known["start"].astype(int), known["end"].astype(int), strict=True)
            marks = [Element(max(s, 0), min(e, len(first["text"])), 0, "mark", 'class="ww-hit"') for s, e in spans]
        about = [str(first[c]) for c in ("speaker", "voice") if c in same.columns and c != by and not missing(first[c])]
        machine = dict.fromkeys(m for m in same.get("corrected", ()) if not missing(m))
        about += [f"corrected; the machine’s answer: {'; '.join(machine)}"] if machine else []
        where = f"{' · '.join(about)} · " if about else ""
        items.append(
            f"<li>{weave(first['text'], sorted(set(marks)), 0, len(first['text']))} "
            f'<span class="ww-where">{plain(where)}<a href="#{anchor(*place)}">'
            f"{plain(place[0])}, sentence {place[1] + 1}</a></span></li>"
        )
    if len(listed) > limit:
        items.append(f"<li>… and {len(listed) - limit:,} more.</li>")
    return "".join(items)
