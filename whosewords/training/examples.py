"""Coded texts as examples to learn from: each text's features, its cues, and the role of each token for each cue."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..attribution.drafts import SHORTEST
from ..attribution.features import Around, Features, around, features, lift
from ..attribution.parts import Part, Quoted, tokens
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
    f = features(doc, Quoted(doc, find_quotations(row["text"])))
    return _example(row["doc_id"], doc, f, [_tokens(doc, a) for a in row["attributions"]])


def within(rows: list[dict[str, Any]], docs: "Iterable[Doc]") -> list[Example]:
    """Return one example a content of nested texts (`marked.learned_from`): what stands directly in it, read alone.

    As in use, the quotation a content is in counts as none, and whoever speaks deeper inside is left out.
    """
    return [e for row, doc in zip(rows, docs, strict=True) for e in _contents(row, doc)]


def _contents(row: dict[str, Any], doc: "Doc") -> Iterator[Example]:
    quoted = Quoted(doc, find_quotations(row["text"]))
    f = features(doc, quoted)
    for around_it in row["attributions"]:
        inside = [_tokens(doc, a) for a in row["attributions"] if a["parent"] == around_it["id"]]
        for span in around_it["content"]:
            places = _in(doc, [span])
            start = next((i for i in places if not doc[i].is_quote), len(doc))
            end = places[-1] + 1 if places else start
            if end - start < SHORTEST:
                continue
            quote, quotation = f.quote.copy(), f.quotation.copy()
            lift(quote, quotation, start, end)
            for a, b in f.paragraphs:
                if a < end and b > start:
                    part = f._replace(quote=quote, quotation=quotation, paragraphs=[(max(a, start), min(b, end))])
                    yield _example(row["id"], doc, part, inside)


Roles = dict[int, list[int]]
"""The tokens of an attribution by their role."""


def _in(doc: "Doc", spans: Iterable[Part]) -> list[int]:
    return [i for a, b in tokens(doc, spans) for i in range(a, b) if not doc[i].is_space]


def _tokens(doc: "Doc", attribution: dict[str, Any]) -> Roles:
    return {role: _in(doc, attribution[k]) for role, k in ((SOURCE, "source"), (CUE, "cue"), (CONTENT, "content"))}


def _example(doc_id: str, doc: "Doc", f: Features, attributions: Iterable[Roles]) -> Example:
    """Return what some attributions make of the tokens in the paragraphs of `f`."""
    seen = {i for a, b in f.paragraphs for i in range(a, b)}
    roles = np.zeros(len(doc), dtype=np.int64)
    cues: list[Cue] = []
    lemmas: dict[int, str] = {}
    for a in attributions:
        for role, places in a.items():
            roles[[i for i in places if i in seen]] = role
        cue = [i for i in a[CUE] if i in seen]
        if not cue or not a[CONTENT]:
            continue
        head = next((i for i in cue if doc[i].head.i not in cue or doc[i].head.i == i), cue[0])
        reach = around(doc, f, head, paragraph(f, head))
        own = np.zeros(reach.end - reach.start, dtype=np.int64)
        for role, places in a.items():
            own[[i - reach.start for i in places if reach.start <= i < reach.end]] = role
        cues.append(Cue(head, reach, own))
        if len(cue) == 1 and doc[head].tag_ in ("VBD", "VBZ") and a[SOURCE]:
            lemmas[head] = doc[head].lemma_
    return Example(doc_id, f, cues, roles, lemmas)


def paragraph(f: Features, token: int) -> Part:
    """Return the paragraph a token stands in."""
    return next((p for p in f.paragraphs if p[0] <= token < p[1]), (token, token + 1))
