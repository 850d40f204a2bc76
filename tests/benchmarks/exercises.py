"""How often the answer key of generated exercises is right, going by the hand-coded answers of data/gold.

python tests/benchmarks/exercises.py [--wrong]

Of each level: every item that could be graded in the 40 coded articles, and those that are taken for ten items an
article. The teaching corpus is coded without quotation marks, so there a voice counts as right if people, too, find a
source (or none); in the other nine articles the voice itself is compared.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import gold
import nesting
import pandas as pd

from whosewords import stats
from whosewords.corpus import Corpus, read_corpus
from whosewords.exercises.article import Read
from whosewords.exercises.asked import flat, items
from whosewords.exercises.candidates import Candidate, candidates, is_graded
from whosewords.exercises.told import KINDS, LEVELS, Level
from whosewords.tables import wording
from whosewords.training import marked

BRIDGE = gold.ROOT / "data" / "gold" / "tanners-bridge"


class Coded(NamedTuple):
    """An article with its hand-coded answers; `marks`: whether these tell quotations from other attributed words."""

    answers: gold.GoldArticle
    corpus: Corpus
    marks: bool


def coded() -> Iterator[Coded]:
    """Yield the coded articles."""
    articles = gold.load()
    corpora = {c: read_corpus(gold.ROOT / c, progress=False) for c in sorted({a.corpus for a in articles})}
    for answers in articles:
        yield Coded(answers, corpora[answers.corpus], True)
    bridge = read_corpus(gold.ROOT / "data" / "corpora" / "tanners-bridge", progress=False)
    for file in sorted(BRIDGE.glob("*/*.txt")):
        markers = {row["id"]: [gold.Stretch(*m) for m in row["markers"]] for row in marked.texts(file)}
        for text in nesting.load(file):
            a = text.answers
            held = tuple(gold.GoldMarker(m, m, "", True) for m in markers[a.article_id])
            yield Coded(replace(a, article_id=f"{a.article_id}.txt", markers=held), bridge, False)


def is_right(c: Candidate, text: Coded) -> bool:
    """Say whether people's answers to an item are the key's."""
    a = text.answers
    if c.kind in ("voice", "label"):
        return _voice(c, text)
    if c.kind == "distance":
        return any(m.stretch.start < c.sentence.end and c.sentence.start < m.stretch.end for m in a.markers)
    words = gold.words_of(a.text, [gold.Stretch(c.start, c.end)])
    for one in a.attributions:
        inside = [
            gold.Stretch(max(p.start, c.sentence.start), min(p.end, c.sentence.end))
            for p in one.content
            if p.start < c.sentence.end and c.sentence.start < p.end
        ]
        if one.source is None or gold.dice(words, gold.words_of(a.text, inside)) < 0.5:
            continue
        if c.kind == "speaker" and _named(a, one.source, c.answer):
            return True
        parent = a.by_key.get(one.parent or "")
        if c.kind == "chain" and parent is not None and parent.source is not None:
            _, first, second = c.answer.split(" → ")
            if _named(a, parent.source, first) and _named(a, one.source, second) and parent.depth == 0:
                return True
    return False


def _voice(c: Candidate, text: Coded) -> bool:
    words = [w for w in text.answers.words if c.start <= w.start and w.end <= c.end]
    told = c.rule
    if text.marks:
        right = [wording(w.voice, w.worded_by) == told for w in words]
    else:
        right = [(w.voice == "own") == (told == "own") for w in words]
    return sum(right) >= 0.8 * len(words)


def _named(a: gold.GoldArticle, source: gold.Stretch, answer: str) -> bool:
    found = {a.text[i : i + 40].split()[0].strip("’'.,").lower() for i in gold.words_of(a.text, [source])}
    return bool(found & {w.strip("’'.,").lower() for w in answer.split()})


def measure(texts: Iterable[Coded], levels: Sequence[Level] = tuple(LEVELS)) -> pd.DataFrame:
    """Return a row for each graded item: level, kind, article, taken (for ten items), right, and what it says."""
    rows: list[dict[str, Any]] = []
    for text in texts:
        read = Read(text.corpus, text.answers.article_id)
        for level in levels:
            made = items(text.corpus, text.answers.article_id, level=level)
            taken = {(r.kind, r.text, r.start) for r in made[made["graded"]].itertuples()}
            for c in candidates(read, level):
                if not is_graded(c):
                    continue
                said, start, end = flat(read.text, c.sentence.start, c.sentence.end, c.start, c.end)
                rows.append({
                    "level": level, "kind": c.kind, "rule": c.rule, "article": text.answers.article_id,
                    "bridge": not text.marks, "taken": (c.kind, said, start) in taken, "right": is_right(c, text),
                    "sure": c.sure, "answer": c.answer, "said": f"{said[:start]}⟦{said[start:end]}⟧{said[end:]}",
                })  # fmt: skip
    return pd.DataFrame(rows)


def told(found: pd.DataFrame, articles: int) -> Iterator[str]:
    """Yield the lines of a table: what is wrong by level and kind, of all and of those taken."""
    yield f"{'':26}{'of all that can be graded':>38}{'of those taken for ten items':>40}"
    for level in LEVELS:
        for kind in ("all", *KINDS):
            of = found[(found["level"] == level) & ((found["kind"] == kind) | (kind == "all"))]
            if of.empty:
                continue
            cells = "".join(f"{_share(part, articles):>40}" for part in (of, of[of["taken"]]))
            yield f"{level:8}{kind:10}{cells}"


def _share(of: pd.DataFrame, articles: int) -> str:
    n, wrong = len(of), int((~of["right"]).sum())
    if not n:
        return "–"
    low, high = stats.proportion(wrong, n)
    return f"{wrong} of {n} wrong: {wrong / n:.1%} ({low:.1%}–{high:.1%}); {n / articles:.1f} an article"


if __name__ == "__main__":
    known = list(coded())
    measured = measure(known)
    print("\n".join(told(measured, len(known))))
    if "--wrong" in sys.argv:
        for row in measured[~measured["right"]].drop_duplicates(["kind", "said"]).itertuples():
            print(
                f"\n{row.kind} ({row.sure:.2f}, {row.article}{', taken' if row.taken else ''})\n  {row.said}\n  "
                f"{row.answer}"
            )
