"""Which parts of a notebook a page shows: not those that need what a corpus lacks, nor those with nothing in them.

A notebook says in its metadata under `whosewords` what it needs: `{"needs": {"outlets": 2}}`. A markdown cell with a
heading says so for its part, with `why` in words of its own, and with `fold` what the part is folded away behind; a
code cell says the same of itself and its output.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import Corpus

_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
_ADVICE = re.compile(r"\n\n\*\*What this is for:\*\*.*?(?=\n\n|\Z)", re.DOTALL)
"""For whom a notebook is, how hard and how long: for who opens it, not for readers of a page."""
_NOTHING = re.compile(r'class="[^"]*\bww-nothing\b')


class Absent(NamedTuple):
    """A notebook, or a part of one, that a page does not show: its title, and why."""

    name: str
    title: str
    why: str


def has(corpus: Corpus) -> dict[str, int]:
    """Return how much there is of what notebooks may need."""
    return {"articles": len(corpus.whole), "outlets": int(corpus.whole["outlet"].nunique())}


def absent(notebook: Path, has: Mapping[str, int]) -> Absent | None:
    """Return why a notebook is not run on a corpus that has so many articles and outlets; None if it is run."""
    nb = json.loads(notebook.read_text("utf-8"))
    if why := _unmet(nb["metadata"], has):
        text = "\n".join("".join(c["source"]) for c in nb["cells"] if c["cell_type"] == "markdown")
        found = _TITLE.search(text)
        return Absent(notebook.stem, found[1] if found else notebook.stem, why)
    return None


def shown(cells: Sequence[Any], has: Mapping[str, int]) -> list[Any]:
    """Return the cells of an executed notebook that a page shows, with a last one on what it does not show."""
    from nbformat.v4 import new_markdown_cell

    out: list[Any] = []
    empty, left_out = [], []
    for part in _parts(cells):
        head = part[0]
        title = _HEADING.search(head.source) if head.cell_type == "markdown" else None
        if title and (why := _unmet(head.metadata, has)):
            left_out.append(f"{title[1]} ({why})")
            continue
        part = [c for c in part if c.cell_type == "markdown" or not _unmet(c.metadata, has)]
        shows = [_shows(c) for c in part]
        for cell, something in zip(part, shows, strict=True):
            if something is False:
                cell.metadata.pop("whosewords", None)
        if title and False in shows and True not in shows:
            empty.append(title[1])
            continue
        fold = _own(head.metadata).get("fold") if title else None
        begun = [new_markdown_cell("", metadata={"fold_begins": fold})] if fold else []
        ended = [new_markdown_cell("", metadata={"fold_ends": True})] if fold else []
        kept = [c for n, c in enumerate(part) if shows[n] is not False or False not in shows[:n]]
        out += [kept[0], *begun, *kept[1:], *ended]
    if out and out[0].cell_type == "markdown":
        out[0].source = _ADVICE.sub("", out[0].source)
    lines = [f"Nothing was found for: {_listed(empty)}"] if empty else []
    lines += [f"Left out: {_listed(left_out)}"] if left_out else []
    return [*out, *(new_markdown_cell(line, metadata={"soft": True}) for line in lines)]


def _own(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(metadata.get("whosewords", {}))


def _unmet(metadata: Mapping[str, Any], has: Mapping[str, int]) -> str:
    """Return in words what is needed and not there."""
    own = _own(metadata)
    for what, least in own.get("needs", {}).items():
        if (n := has.get(what, 0)) < least:
            found = f"there is {n}" if n == 1 else f"there are {n or 'none'}"
            return str(own.get("why") or f"it takes {least} {what} or more, and here {found}")
    return ""


def _parts(cells: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the cells from one heading of the second level to the next."""
    number = 0

    def place(cell: Any) -> int:
        nonlocal number
        number += cell.cell_type == "markdown" and bool(_HEADING.search(cell.source))
        return number

    for _, part in groupby(cells, key=place):
        yield list(part)


def _shows(cell: Any) -> bool | None:
    """Say whether the output of a cell has something to show; None where it has no output."""
    outputs = cell.get("outputs", ())
    if not outputs:
        return None
    return not all(_is_nothing(o) for o in outputs)


def _is_nothing(output: Any) -> bool:
    if output.output_type == "stream":
        return not output.text.strip()
    return bool(_NOTHING.search("".join(output.get("data", {}).get("text/html", ""))))


def _listed(titles: Sequence[str]) -> str:
    return "".join(f"\n- {title}" for title in titles)
