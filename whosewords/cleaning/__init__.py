"""What stands between a file's characters and an article's text: page residue, stray characters, quotation marks."""

from typing import NamedTuple

from ..tables import Change
from .characters import mend_characters, strip_markdown, strip_tags
from .draft import Draft
from .quotations import Quotation, find_quotations
from .residue import RESIDUE, strip_running_lines, tidy_lines

__all__ = ["RESIDUE", "Cleaned", "Quotation", "clean", "find_quotations"]


class Cleaned(NamedTuple):
    """An article's text after cleaning, and what was removed or replaced, in raw text order, none overlapping."""

    text: str
    changes: list[Change]


def clean(raw: str, *, markdown: bool = False) -> Cleaned:
    """Return the text of an article without page residue and stray characters, and the list of what was changed.

    Mojibake, HTML entities and tags, unusual spaces, invisible and control characters, line ends and hard-wrapped
    lines are mended first. Then whole lines that are page residue, never a sentence of prose, are removed:
    breadcrumbs, a repeated headline, share buttons, links to other pages, cookie notices, photo credits, bylines,
    datelines (`RESIDUE` lists the kinds). Quotation marks stay as they are. A newline ends a paragraph; a blank line
    stays a blank line. With `markdown`, its signs are removed too. Each change says its kind and what stood where in
    `raw`. Never fails; time is linear in the text.
    """
    draft = Draft(raw)
    strip_running_lines(draft)
    mend_characters(draft)
    strip_tags(draft)
    if markdown:
        strip_markdown(draft)
    tidy_lines(draft, markdown=markdown)
    return Cleaned(draft.text, draft.changes())
