"""The turns of a transcript or interview: lines that begin with who speaks and a colon."""

import re
from collections import Counter
from typing import NamedTuple

LEAST_LINES, LEAST_SPEAKERS = 2, 2
"""Lines that a name must begin, and names that must do so, for a text to be a transcript."""

_NAME = r"[^\W\d_a-z][\w.'’\-]*"
_LINE = re.compile(rf"^[ \t]*(?P<name>{_NAME}(?:[ \t]{_NAME}){{0,3}})[ \t]?:[ \t]+(?P<words>\S[^\n]*)$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{2}")
_MARKS = "\"'“”„‟«»‹›‘‚`"


class Turn(NamedTuple):
    """What somebody says in a line of a transcript, in characters; the name stands before the colon."""

    name_start: int
    name_end: int
    start: int
    end: int


def find_turns(text: str) -> list[Turn]:
    """Return the turns of a transcript in text order; none if the text is none.

    It is one if at least two names begin at least two lines each. Words in quotation marks are quotations already and
    no turns, and figures ("Lopez: 547") are no words.
    """
    lines = [m for m in _LINE.finditer(text) if m["words"][0] not in _MARKS and _WORD.search(m["words"])]
    often = {name for name, n in Counter(m["name"] for m in lines).items() if n >= LEAST_LINES}
    if len(often) < LEAST_SPEAKERS:
        return []
    return [
        Turn(m.start("name"), m.end("name"), m.start("words"), m.start("words") + len(m["words"].rstrip()))
        for m in lines
        if m["name"] in often
    ]
