"""The learner's notebook: the article, one question after another, and answers that are checked without being there."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..reading import UNSHOWABLE
from .article import table_rows
from .lessons import Lesson
from .sealed import Sealed, seal, unseal
from .told import KINDS, LEVELS, RULES

PRACTICE = (
    "For practice, not for exams. The answers are not in this file: what you answer is compared by a sum that cannot "
    "be read backwards. Whoever tries every answer finds the right one, as with any guessing."
)
SURE = ((0.95, "very sure"), (0.85, "quite sure"), (0.6, "not quite sure"), (0.0, "unsure"))
"""Confidence in words, from which share of right answers on."""
_KEPT = frozenset(" ,.;?’‘“”„–—…-()")


def sure(confidence: float) -> str:
    """Return a confidence, 0 … 1, in words."""
    return next(words for least, words in SURE if confidence >= least)


def evidence(row: Any) -> str:
    """Return what a right answer opens: cue, rule, the sentence that shows it, and how sure the program is."""
    return json.dumps({
        "Why": row.reason, "Cue": f"“{row.cue}”" if row.cue else "", "Rule": RULES[row.rule], "Evidence": row.evidence,
        "The program": f"is {sure(row.confidence)} of this.",
    }, ensure_ascii=False)  # fmt: skip


def locked(lesson: Lesson) -> dict[int, dict[str, Any]]:
    """Return the graded items as they stand in a notebook, by number: options, hint, and the sealed answer."""
    graded = _graded(lesson)
    salt = "\n".join([str(lesson.seed), lesson.title, *lesson.paragraphs])
    seals = seal(((row.answer, evidence(row)) for row in graded), salt)
    return {
        row.item: {"options": row.options, "hint": row.hint, **entry._asdict()}
        for row, entry in zip(graded, seals, strict=True)
    }


def _graded(lesson: Lesson) -> list[Any]:
    return [row for row in rows(lesson) if row.graded]


def rows(lesson: Lesson) -> list[Any]:
    """Return the items of a lesson as named tuples."""
    return table_rows(lesson.items)


def notebook(lesson: Lesson) -> str:
    """Return the learner's notebook, as text of an .ipynb file; the same lesson gives the same bytes."""
    given = locked(lesson)
    cells = [_markdown(_opening(lesson)), _code("import whosewords as ww")]
    cells += [_markdown("\n\n".join([f"## {md(lesson.title)}", *(_block(p) for p in lesson.paragraphs)]))]
    told = None
    for row in rows(lesson):
        if row.kind != told:
            cells.append(_markdown(f"## {KINDS[row.kind]}"))
            told = row.kind
        cells.append(_markdown(asked(row)))
        if row.graded:
            item = json.dumps(given[row.item], ensure_ascii=True)
            cells.append(_code(f"# Question {row.item}\nww.exercises.ask({row.item}, {item!r})", hidden=True))
        else:
            cells.append(_markdown("*Double-click here, or press Enter, and write over this line.*"))
    cells.append(_markdown(CLOSING))
    book = {
        "cells": [{"id": f"cell-{n:02}", **cell} for n, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


CLOSING = (
    "## When you are done\n\nCompare with somebody else: where did you differ, and which word decided it? Where you "
    "and the program differ, the program may be wrong; say so."
)


def _opening(lesson: Lesson) -> str:
    notes = "\n\n".join(f"**{md(heading)}** {md(text)}" for heading, text in lesson.notes)
    parts = [
        "# Whose words?",
        f"{len(lesson.items)} questions about one article. {md(LEVELS[lesson.level])} You need not write any code: "
        "choose *Run*, then *Run All Cells* in the menu above, read the article, and answer. The Tab key and the space "
        "bar work as well as a mouse.",
        f"{PRACTICE} A question without choices has no right answer: write, and compare.",
        *([notes] if notes else []),
        *([f"*{md(lesson.about)}*"] if lesson.about else []),
    ]
    return "\n\n".join(parts)


def asked(row: Any) -> str:
    """Return an item as Markdown: number, question, the sentence before, the sentence with its mark."""
    before = f"<small>{md(row.before)}</small> " if row.before else ""
    said = md(row.text[: row.start]) + _mark(row.text[row.start : row.end]) + md(row.text[row.end :])
    talk = "" if row.graded or not row.options else " (to talk about: people may answer this in different ways)"
    choices = f"\n\n{' / '.join(md(o) for o in row.options)}" if talk else ""
    return f"**{row.item}. {md(row.question)}**{talk}\n\n<blockquote>{before}{said}</blockquote>{choices}"


def _mark(text: str) -> str:
    return f"<mark><b><u>{md(text)}</u></b></mark>" if text else ""


def _block(text: str) -> str:
    return f"<p>{md(text)}</p>"


def md(text: str) -> str:
    """Return text that Markdown, HTML and mathematics in a notebook show as it is: no link, image or formula."""
    return "".join(
        c if c.isalnum() or c in _KEPT or ord(c) > 127 else " " if c.isspace() else f"&#{ord(c)};"
        for c in UNSHOWABLE.sub("\ufffd", text)
    )


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str, *, hidden: bool = False) -> dict[str, Any]:
    about: dict[str, Any] = {"jupyter": {"source_hidden": True}} if hidden else {}
    return {"cell_type": "code", "execution_count": None, "metadata": about, "outputs": [], "source": text}


class Reply(NamedTuple):
    """What a learner is told: whether the answer is right, and the evidence by heading, or the hint alone."""

    right: bool
    told: dict[str, str]


def check(item: Mapping[str, Any] | str, answer: str) -> Reply:
    """Return whether an answer to an item of a notebook is right, with the evidence, or else with the hint.

    Raises ValueError for an item that is none.
    """
    try:
        known = json.loads(item) if isinstance(item, str) else item
        locked = Sealed(*(bytes.fromhex(known[field]).hex() for field in Sealed._fields))
        hint = str(known["hint"])
    except (TypeError, ValueError, KeyError) as error:
        raise ValueError("this is no question of a lesson any more; take a new copy of the notebook") from error
    opened = unseal(locked, answer)
    if opened is None:
        return Reply(False, {"Hint": hint})
    return Reply(True, {k: str(v) for k, v in json.loads(opened).items() if v})
