"""A coded corpus as examples to learn from: each text's features, its cues, and the role of each token for each cue."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..attribution.features import Around, Features, around, features
from ..attribution.parts import Part, Quoted
from ..cleaning import find_quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc

NONE, SOURCE, CUE, CONTENT = range(4)


class Cue(NamedTuple):
    """A cue's main token, what stands in its reach and the role of each of those tokens."""

    token: int
    around: Around
    roles: Any


class Example(NamedTuple):
    """A text to learn from; `roles` has one number a token, whatever the cue."""

    doc_id: str
    features: Features
    cues: list[Cue]
    roles: Any
    lemmas: dict[int, str]
    """The lemma of each cue of one verb in the present or past whose source could be a first person."""


def read(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a .jsonl file of PolNeAR."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def held_back(doc_ids: list[str], share: int = 10) -> set[str]:
    """Return every tenth article, by its id in order: what choices are made on, and nothing is learned from."""
    return set(sorted(doc_ids)[::share])


def examples(rows: list[dict[str, Any]], docs: "Iterable[Doc]") -> list[Example]:
    """Return one example an article."""
    return [example(row, doc) for row, doc in zip(rows, docs, strict=True)]


def example(row: dict[str, Any], doc: "Doc") -> Example:
    """Return an article with what people coded, by token."""
    quoted = Quoted(doc, find_quotations(row["text"]))
    f = features(doc, quoted)
    roles = np.zeros(len(doc), dtype=np.int64)
    cues: list[Cue] = []
    lemmas: dict[int, str] = {}
    at = np.array([t.idx for t in doc])
    ends = at + np.array([len(t) for t in doc])

    def tokens(spans: list[list[int]]) -> list[int]:
        return [int(i) for s, e in spans for i in np.flatnonzero((ends > s) & (at < e)) if not doc[int(i)].is_space]

    for a in row["attributions"]:
        cue = tokens(a["cue"])
        parts = ((SOURCE, tokens(a["source"])), (CUE, cue), (CONTENT, tokens(a["content"])))
        for role, places in parts:
            roles[places] = role
        if not cue or not parts[2][1]:
            continue
        head = next((i for i in cue if doc[i].head.i not in cue or doc[i].head.i == i), cue[0])
        limits = paragraph(f, head)
        reach = around(doc, f, head, limits)
        own = np.zeros(reach.end - reach.start, dtype=np.int64)
        for role, places in parts:
            own[[i - reach.start for i in places if reach.start <= i < reach.end]] = role
        cues.append(Cue(head, reach, own))
        if len(cue) == 1 and doc[head].tag_ in ("VBD", "VBZ") and parts[0][1]:
            lemmas[head] = doc[head].lemma_
    return Example(row["doc_id"], f, cues, roles, lemmas)


def paragraph(f: Features, token: int) -> Part:
    """Return the paragraph a token stands in."""
    return next((p for p in f.paragraphs if p[0] <= token < p[1]), (token, token + 1))
