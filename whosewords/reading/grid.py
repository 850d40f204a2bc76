"""A plain table as HTML: numbers aligned, values and headings as people read them."""

import re
from typing import Any

import pandas as pd

from .. import stats
from .markup import Html, missing, note_below, plain

_NUMBER = {True: "ww-number", False: "ww-words"}
HEADINGS = {
    "n_words": "words", "per_1000": "per 1,000 words", "per_10000": "per 10,000 words", "article_id": "article",
    "entry": "label", "printed": "as printed", "origin_known": "whose word is told", "low": "low end",
    "high": "high end",
    "first_id": "mostly as in", "first_share": "share of the other", "names_agency": "names the agency",
    "duplicates": "exact copies", "marks": "quotation marks kept", "outside": "share outside quotations",
    "near_match": "near match found",
    "none_found": "no near match found", "n_other": "n in the other", "articles_other": "articles of the other",
    "z": "z (log-odds)", "log_ratio": "log ratio (doublings)", "diff": "% difference", "g2": "G²",
    "q": "q (chance, corrected)", "log_dice": "logDice", "dp": "DP", "dp_norm": "DPnorm (0 even, 1 uneven)",
    "d": "Juilland’s D",
}  # fmt: skip
"""What columns are called where people read them, if not as in the tables."""
SHARES = ("share", "outside", "first_share", "own_low", "own_high")
"""Columns of shares, 0 … 1, that people read in per cent; beside a share its ends too."""
FEW = 10
"""Rows from which on a table says how many there are."""
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:$|[T ])")


def table(data: pd.DataFrame, caption: str, *, limit: int = 200, note: str = "") -> Html:
    """Return a table with a caption: numbers aligned right, wide ones scrolling in a box of their own.

    Where scripts run it is sorted by a click on a heading and, if long, filtered by words.

    A named index is shown as the row headings. Missing values are shown as “–”; a table without rows as
    a sentence. `note` is a sentence to stand below the rows.
    """
    if data.empty:
        return Html(f'<p class="ww ww-where ww-nothing">{plain(caption)}: nothing to list.</p>')
    keyed = data.index.nlevels > 1 or data.index.name is not None
    shown = data.head(limit)
    heads = [_flat(n) for n in data.index.names] if keyed else []
    numeric = [pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t) for t in data.dtypes]
    names = {*SHARES, *(("low", "high") if "share" in data else ())}
    shares = [n and c in names for c, n in zip(data.columns, numeric, strict=True)]
    head = "".join(f'<th scope="col">{plain(_heading(h))}</th>' for h in heads) + "".join(
        f'<th scope="col" class="{_NUMBER[n]}">{plain(_heading(_flat(c)))}</th>'
        for c, n in zip(data.columns, numeric, strict=True)
    )
    body = []
    for key, values in zip(shown.index, shown.itertuples(index=False, name=None), strict=True):
        keys = (key if isinstance(key, tuple) else (key,)) if keyed else ()
        cells = "".join(f'<th scope="row">{plain(as_read(k))}</th>' for k in keys) + "".join(
            _cell(_share(v) if s else as_read(v), n) for v, n, s in zip(values, numeric, shares, strict=True)
        )
        body.append(f"<tr>{cells}</tr>")
    more = f"the first {limit} of {len(data):,} rows" if len(data) > limit else f"{len(data):,} rows"
    title = plain(f"{caption}; {more}" if len(data) > FEW else caption)
    return Html(
        f'<div class="ww ww-scroll" role="group" tabindex="0" aria-label="{title}"><table class="ww-table ww-sorted">'
        f"<caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{note_below(note)}"
    )


def _heading(name: str) -> str:
    """Return a column's name as people read it."""
    return HEADINGS.get(name, name.replace("_", " "))


def _cell(text: str, number: bool) -> str:
    kind = "ww-number" if number else "ww-long" if len(text) > 60 else "ww-phrase" if len(text) > 25 else ""
    kind = kind or ("ww-whole" if _DATE.match(text) else "")
    return f'<td class="{kind}">{plain(text)}</td>' if kind else f"<td>{plain(text)}</td>"


def _flat(name: object) -> str:
    return " · ".join(str(n) for n in name) if isinstance(name, tuple) else str(name if name is not None else "")


def _share(value: Any) -> str:
    """Return a share (0 … 1) as it is told everywhere: in whole per cent."""
    if missing(value):
        return "–"
    return "<1 %" if 0 < value < 0.005 else f"{stats.percent(value)} %"


def as_read(value: object) -> str:
    """Return a value as people read it: lists by commas, numbers with a proper minus sign, “–” where there is none."""
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(v) for v in value)
    if missing(value) or value is pd.NaT or value in (float("inf"), float("-inf")):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
        return f"{value:,.{digits}f}".replace("-", "−")
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    return str(value)
