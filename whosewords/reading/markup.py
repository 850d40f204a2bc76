"""Pieces of HTML: text made safe, stretches of it wrapped in elements, what a notebook shows as markup."""

import hashlib
import heapq
import re
from html import escape
from typing import NamedTuple

import pandas as pd

from .. import interface

UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ID = re.compile(r' id="[^"]*"')
_KEY = re.compile(r' data-key="[^"]*"')


class Html(str):
    """Markup that a notebook shows as it is, with the style it needs, and the script where a table can be sorted."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        style = interface.style("reading.css")
        script = interface.script("tables.js") if "ww-sorted" in self else ""
        return f'<style class="ww-style">{style}</style>{self}' + (f"<script>{script}</script>" if script else "")


class Element(NamedTuple):
    """A stretch of text to wrap; of two that begin and end together, the lower level is outside."""

    start: int
    end: int
    level: int
    tag: str
    attributes: str
    first: str = ""


def anchor(article_id: str, sentence_id: int) -> str:
    """Return the HTML id of a sentence in the reading view: stable, and safe whatever the article is called."""
    return f"a{hashlib.sha256(article_id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}-s{sentence_id}"


def letter(n: int) -> str:
    """Return the n-th letter, from 1: A to Z, AA, AB and so on."""
    out = ""
    while n:
        n, place = divmod(n - 1, 26)
        out = chr(ord("A") + place) + out
    return out


def plain(text: object) -> str:
    """Return any value as text safe in HTML, in an attribute too; what HTML cannot hold becomes the sign �."""
    return escape(UNSHOWABLE.sub("\ufffd", str(text))).replace("\r", "&#13;")


def note_below(note: str) -> str:
    """Return a sentence to stand below what is shown; nothing where there is none."""
    return f'<p class="ww ww-where">{plain(note)}</p>' if note else ""


def missing(value: object) -> bool:
    """Say whether a cell of a table is empty."""
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def weave(text: str, elements: list[Element], low: int, high: int) -> str:
    """Return text[low:high] with each element wrapped around its stretch; one that crosses another is cut in two."""
    waiting = [((e.start, e.level, -e.end), n, e) for n, e in enumerate(elements) if e.end > e.start]
    heapq.heapify(waiting)
    out: list[str] = []
    open_: list[Element] = []
    at, n = low, len(elements)
    while waiting or open_:
        start = waiting[0][2].start if waiting else high
        if open_ and open_[-1].end <= start:
            closing = open_.pop()
            out.append(plain(text[at : closing.end]) + f"</{closing.tag}>")
            at = closing.end
            continue
        element = heapq.heappop(waiting)[2]
        limit = open_[-1].end if open_ else high
        if element.end > limit:
            rest = element._replace(start=limit, first="", attributes=_ID.sub("", element.attributes))
            element = element._replace(end=limit, attributes=_KEY.sub("", element.attributes))
            if limit < high:
                n += 1
                heapq.heappush(waiting, ((rest.start, rest.level, -rest.end), n, rest))
        start = max(at, element.start)
        out.append(plain(text[at:start]) + f"<{element.tag} {element.attributes}>{element.first}")
        open_.append(element)
        at = start
    out.append(plain(text[at:high]))
    return "".join(out)
