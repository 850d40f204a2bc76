"""Items of an exercise: which candidates are asked, in which order, as a table.

An item is graded only where the program is as sure as its kind asks for (`candidates.LEAST`); else it is one to
discuss. What is graded of a label is whose word it is, never which label is right. Everything is chosen by a hash of
the seed number and the text, so the same number makes the same items again.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..corpus import Corpus
from .article import Read
from .candidates import Candidate, candidates, is_graded
from .told import ASKED, HINTS, KINDS, LEVELS, PASSED_ON, QUESTIONS, Kind, Level

COLUMNS = [
    "item", "kind", "graded", "article_id", "sentence_id", "before", "text", "start", "end", "question", "options",
    "answer", "hint", "cue", "rule", "evidence", "confidence", "reason",
]  # fmt: skip


def items(corpus: Corpus, article_id: str, *, level: Level = "medium", seed: int = 0, n: int = 10) -> pd.DataFrame:
    """Return at most `n` items from an article, by kind and in text order; with the answers, so not for learners.

    Columns: item (from 1), kind (a key of KINDS), graded, article_id, sentence_id, before (the sentence before), text
    (the sentence), start and end (of the marked stretch within it, equal where none is marked), question, options (a
    list; empty: written freely), answer (one of them; empty for what is written freely), hint, cue (the word that
    tells, as written; may be empty), rule, evidence (the sentence that shows it), confidence (0 … 1), reason (why this
    is the answer, or what to talk about).
    Raises KeyError where there is no such article, ValueError for a level there is not or n below 1.
    """
    if level not in LEVELS:
        raise ValueError(f"a level is one of {', '.join(LEVELS)}, not {level!r}")
    if n < 1:
        raise ValueError(f"an exercise has at least one item, not {n}")
    read = Read(corpus, article_id)
    chosen = _choose(list(candidates(read, level)), level, f"{seed}\n{read.text}", n)
    order = list(KINDS)
    chosen.sort(key=lambda c: (order.index(c.kind), c.sentence.start, c.start))
    return pd.DataFrame([_row(read, k, c, level) for k, c in enumerate(chosen, 1)], columns=COLUMNS)


def _choose(found: list[Candidate], level: Level, salt: str, n: int) -> list[Candidate]:
    """Return n of the candidates: kinds in turn, within a kind its groups in turn, each sentence once.

    A fifth are to be discussed and at most a fifth to be rewritten, where there are such.
    """

    def lot(c: Candidate) -> str:
        return hashlib.sha256(f"{salt}\n{c.kind} {c.start} {c.end} {c.group}".encode("utf-8", "replace")).hexdigest()

    open_: list[Candidate] = []
    queues: dict[Kind, list[Candidate]] = {kind: [] for kind in ASKED[level]}
    for c in sorted(found, key=lot):
        if is_graded(c) or c.kind == "rewrite":
            queues[c.kind].append(c)
        else:
            open_.append(c)
    queues = {kind: list(_in_turn(queue)) for kind, queue in queues.items()}
    few = max(1, n // 5)
    talk = min(few if n > 1 else 0, len({c.sentence.sentence_id for c in open_}))
    taken: set[int] = set()
    chosen: list[Candidate] = []

    def take(queue: list[Candidate]) -> bool:
        while queue:
            c = queue.pop(0)
            if c.sentence.sentence_id not in taken:
                taken.add(c.sentence.sentence_id)
                chosen.append(c)
                return True
        return False

    while len(chosen) < n - talk:
        before = len(chosen)
        for kind, queue in queues.items():
            if len(chosen) == n - talk:
                break
            if kind != "rewrite" or sum(c.kind == "rewrite" for c in chosen) < few:
                take(queue)
        if len(chosen) == before:
            break
    for _ in range(min(talk, n - len(chosen))):
        take(open_)
    return chosen


def _in_turn(queue: list[Candidate]) -> Iterator[Candidate]:
    """Yield candidates so that their groups take turns."""
    groups: dict[str, list[Candidate]] = {}
    for c in queue:
        groups.setdefault(c.group, []).append(c)
    while any(groups.values()):
        for group in groups.values():
            if group:
                yield group.pop(0)


def _row(read: Read, number: int, c: Candidate, level: Level) -> tuple[Any, ...]:
    question = f"{QUESTIONS[c.kind]} {PASSED_ON}" if (c.kind, level) == ("speaker", "hard") else QUESTIONS[c.kind]
    text, start, end = flat(read.text, c.sentence.start, c.sentence.end, c.start, c.end)
    return (
        number, c.kind, is_graded(c), read.article_id, int(c.sentence.sentence_id), read.before(c.sentence), text,
        start, end, question, list(c.options), c.answer, HINTS[c.kind], c.cue, c.rule, c.evidence or text, c.sure,
        c.reason,
    )  # fmt: skip


def flat(text: str, low: int, high: int, start: int, end: int) -> tuple[str, int, int]:
    """Return text[low:high] on one line, and where start and end then stand in it, without white space at either."""
    line: list[str] = []
    begin, finish = None, 0
    for i in range(low, high):
        if text[i].isspace():
            continue
        if line and text[i - 1].isspace():
            line.append(" ")
        if begin is None and i >= start:
            begin = len(line)
        line.append(text[i])
        if i < end:
            finish = len(line)
    begin = len(line) if begin is None else begin
    return "".join(line), begin, max(begin, finish)
