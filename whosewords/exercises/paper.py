"""What is printed: the learner's worksheet, cut into sides of paper, and the teacher's key."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .. import __version__, interface, measured
from ..reading import UNSHOWABLE
from .book import rows, sure
from .lessons import Lesson
from .told import KINDS, LEVELS, PASSED_ON, QUESTIONS, RULES, Kind

SIDE = 234.0
"""Millimetres of a side that text may fill, on A4 and on Letter."""
LINE = 5.4
"""Millimetres of a line, and about how many characters stand in it."""
WIDE = 94
LONGEST = 2500
"""Characters of a paragraph that are kept together on a side."""
RULED = 9.0
"""Millimetres of a line to write on."""
INSTRUCTIONS: dict[Kind, str] = {
    "speaker": "Tick the words that tell who is said to say what is marked; then underline them in the sentence, and "
    "circle the word for saying.",
    "voice": "Tick whose voice the marked words are in.",
    "label": "Tick whose word the marked one is here. (Which word would be right is not the question.)",
    "distance": "Tick the word or words that hold what they stand beside at arm’s length; then underline that too.",
    "chain": "Write into the boxes through whom the marked words reach you. A box may stay empty.",
    "rewrite": QUESTIONS["rewrite"],
}
"""What is to be done with a pen."""


class Block(NamedTuple):
    """A paragraph or an item, with how many millimetres it is likely to take.

    `head` is the kind that is said before the first of its kind on a side; `ruled` is how many lines there are to
    write on.
    """

    height: float
    text: str = ""
    row: Any = None
    head: str = ""
    ruled: int = 0


def worksheet(lesson: Lesson) -> str:
    """Return the worksheet as HTML: the article, then the items, each side of paper a section. No answer is in it."""
    text = [Block(_lines(part) * LINE + 2.5, text=part) for p in lesson.paragraphs for part in _cut(p)]
    notes = sum(_lines(h + t) * LINE + 3 for h, t in lesson.notes)
    told = dict(INSTRUCTIONS)
    if lesson.level == "hard":
        told["speaker"] += f" {PASSED_ON}"
    sides = [*_packed(text, 26 + notes), *_packed(map(_item, rows(lesson)), 0)]
    return _rendered("worksheet.html.j2", lesson=lesson, sides=sides, kinds=KINDS, told=told)


def key(lesson: Lesson) -> str:
    """Return the answer key as HTML: of each item the answer, its cue and rule, the evidence, and how sure that is."""
    entries = [
        {"row": row, "kind": KINDS[row.kind], "sure": sure(row.confidence), "rule": RULES[row.rule],
         "elsewhere": row.evidence if row.evidence != row.text else ""}
        for row in rows(lesson)
    ]  # fmt: skip
    return _rendered("answer-key.html.j2", lesson=lesson, rows=entries, level=LEVELS[lesson.level],
                     own=measured.own_words())  # fmt: skip


def _rendered(template: str, **values: Any) -> str:
    style = interface.style("lesson.css")
    return interface.rendered(template, style=style, filters={"shown": shown}, version=__version__, **values)


def shown(text: object) -> str:
    """Return text without characters that HTML cannot hold."""
    return UNSHOWABLE.sub("\ufffd", str(text))


def _item(row: Any) -> Block:
    height = _lines(row.before + row.text) * LINE + 5
    if row.kind == "chain":
        height += 16
    elif row.options:
        height += _lines("  ☐ ".join(row.options)) * (LINE + 1.2)
    ruled = 1 if row.graded else 3
    return Block(height + ruled * RULED, row=row, head=row.kind, ruled=ruled)


def _packed(blocks: Iterable[Block], taken: float) -> Iterator[list[Block]]:
    """Yield the blocks of each side, so that none runs over its end; `taken` is what the first side holds already."""
    side: list[Block] = []
    for block in blocks:
        head = bool(block.head) and not any(b.head == block.head for b in side)
        height = block.height + (16 if head else 0)
        if side and taken + height > SIDE:
            yield side
            side, taken, height = [], 0.0, block.height + (16 if block.head else 0)
        taken += height
        side.append(block)
    if side:
        yield side


def _cut(paragraph: str) -> Iterator[str]:
    """Yield a paragraph in parts that fit on a side."""
    part = ""
    for word in paragraph.split():
        if part and len(part) + len(word) > LONGEST:
            yield part
            part = ""
        part = f"{part} {word}".lstrip()[:LONGEST]
    yield part


def _lines(text: str) -> int:
    return max(1, -(-len(text) // WIDE))
