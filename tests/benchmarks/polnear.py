"""PolNeAR's articles, and attributions found in them matched with those that people marked.

The unit of comparison is the word. An attribution without a word of content is not counted. Two attributions match
if the Dice coefficient of their content words is at least .5 and their sources share a word or are both absent; pairs
are taken one to one, the most alike first. A quotation that is given to nobody and that no cue introduces is content,
and no attribution: people marked 34 of 19,868 without either (train split).
"""

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

Stretch = tuple[int, int]
Mode = Literal["direct", "mixed", "indirect"]

WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
MODES: tuple[Mode, ...] = ("direct", "mixed", "indirect")
PARTS = ("content", "source", "cue")
MATCH, STRICT = 0.5, 0.9
"""How alike two contents are that match, and that match strictly."""
NAN = float("nan")


class Row(NamedTuple):
    """An attribution in characters; rule and confidence only where a system gives them."""

    source: tuple[Stretch, ...]
    cue: tuple[Stretch, ...]
    content: tuple[Stretch, ...]
    rule: str = ""
    confidence: float = NAN


class Article(NamedTuple):
    """An article with the attributions that people marked."""

    doc_id: str
    title: str
    text: str
    rows: tuple[Row, ...]


class Answer(NamedTuple):
    """What a system finds in an article: outermost attributions, and all stretches that are said by somebody."""

    rows: tuple[Row, ...]
    attributed: tuple[Stretch, ...]


class Marked(NamedTuple):
    """An attribution as the numbers of its words."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    mode: Mode
    row: Row


class Hits(NamedTuple):
    """How many of those found are right, and how many of those there are found."""

    right: int
    found: int
    got: int
    there: int


Counts = dict[str, Hits]


def data_file(data: Path, split: str = "dev") -> Path:
    """Return the file of a split, where `data` is PolNeAR's folder, or `data` itself."""
    return data / f"{split}.jsonl" if data.is_dir() else data


def read(file: Path, limit: int | None = None) -> list[Article]:
    """Return the articles of a file with one JSON object a line, or the first `limit` of them."""
    with file.open(encoding="utf-8") as lines:
        return [_article(json.loads(line)) for line in islice(lines, limit)]


def _article(record: dict[str, Any]) -> Article:
    rows = tuple(
        Row(*(_stretches(row[part]) for part in ("source", "cue", "content"))) for row in record["attributions"]
    )
    return Article(record["doc_id"], record.get("title") or "", record["text"], rows)


def _stretches(found: Iterable[Sequence[int]]) -> tuple[Stretch, ...]:
    return tuple((start, end) for start, end in found)


class Words:
    """The words of a text in order, and which of them stand in quotation marks."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]
        inside = set(_quoted_characters(text))
        self.quoted = frozenset(n for n, start in enumerate(self.starts) if start in inside)

    def __len__(self) -> int:
        return len(self.starts)

    def of(self, stretches: Iterable[Stretch]) -> frozenset[int]:
        """Return the numbers of the words that stretches touch."""
        out: set[int] = set()
        for start, end in stretches:
            number = bisect_right(self.ends, start)
            while number < len(self) and self.starts[number] < end:
                out.add(number)
                number += 1
        return frozenset(out)

    def mode(self, content: frozenset[int]) -> Mode:
        """Say how much of a content is quoted: nine in ten words and more, some, or none."""
        quoted = len(content & self.quoted)
        return "direct" if quoted >= 0.9 * len(content) else "mixed" if quoted else "indirect"

    def marked(self, rows: Iterable[Row]) -> list[Marked]:
        """Return the attributions that have a word of content, as words."""
        return [
            Marked(self.of(row.source), self.of(row.cue), content, self.mode(content), row)
            for row in rows
            if (content := self.of(row.content))
        ]


def _quoted_characters(text: str) -> Iterator[int]:
    """Yield where characters stand in double quotation marks; with its paragraph, a quotation ends."""
    inside = False
    for n, sign in enumerate(text):
        if sign in "“”\n":
            inside = sign == "“"
        elif sign == '"':
            inside = not inside
        if inside:
            yield n


def dice(a: frozenset[int], b: frozenset[int]) -> float:
    """Return how alike two sets of words are, 0 … 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def same_source(a: Marked, b: Marked) -> bool:
    """Say whether the sources of two attributions share a word, or are both absent."""
    return bool(a.source & b.source) or not (a.source or b.source)


def match(
    gold: Sequence[Marked], found: Sequence[Marked], least: float = MATCH, any_source: bool = False
) -> list[tuple[int, int]]:
    """Return pairs of places in both lists, the most alike first: each attribution is in one pair at most."""
    pairs = sorted(
        (-alike, not same, i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if (alike := dice(g.content, f.content)) >= least and ((same := same_source(g, f)) or any_source)
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    out = []
    for _, _, i, j in pairs:
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            out.append((i, j))
    return out


def compare(
    words: Words,
    gold: Sequence[Marked],
    found: Sequence[Marked],
    attributed: frozenset[int],
    sentences: Sequence[int] = (),
    labels: Sequence[frozenset[int]] = (),
) -> Counts:
    """Return the hits of one article by measure.

    `attributed` are the words for which the system names a source, `sentences` the numbers of the words that begin
    one, `labels` the words of each label.
    """
    out: Counts = {}
    for part in PARTS:
        there, ours = (union(getattr(row, part) for row in rows) for rows in (gold, found))
        out[part] = Hits(len(there & ours), len(ours), len(there & ours), len(there))
    found = [row for row in found if row.source or row.cue]
    for name, least in (("match", MATCH), ("strict", STRICT)):
        pairs = match(gold, found, least)
        out[name] = Hits(len(pairs), len(found), len(pairs), len(gold))
        for mode in MODES:
            out[f"{name} {mode}"] = Hits(
                sum(found[j].mode == mode for _, j in pairs),
                sum(f.mode == mode for f in found),
                sum(gold[i].mode == mode for i, _ in pairs),
                sum(g.mode == mode for g in gold),
            )
    coded: dict[int, Mode] = {n: g.mode for g in gold for n in g.content}
    own = [[n] for n in range(len(words)) if n not in attributed]
    out |= _own("own words", own, coded)
    out |= _own("own segments", label_bearing(segments(len(words), attributed, sentences), labels), coded)
    return out


def union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    """Return what is in any of some sets."""
    return frozenset().union(*sets)


def segments(n_words: int, attributed: frozenset[int], sentences: Sequence[int] = ()) -> list[range]:
    """Return the runs of words without a source; none goes beyond its sentence."""
    breaks = sorted({0, n_words, *sentences} | {n for word in attributed for n in (word, word + 1)})
    return [range(a, b) for a, b in pairwise(breaks) if a not in attributed]


def label_bearing(runs: Iterable[range], labels: Iterable[frozenset[int]]) -> list[list[int]]:
    """Return for each run that holds a label, or the beginning of one, the words of its labels that are in it."""
    first: dict[int, frozenset[int]] = {}
    for label in labels:
        if label:
            first[min(label)] = first.get(min(label), frozenset()) | label
    out = []
    for run in runs:
        held = union(first[n] for n in run if n in first)
        if held:
            out.append(sorted(held & frozenset(run)))
    return out


def _own(name: str, units: Sequence[Sequence[int]], coded: dict[int, Mode]) -> Counts:
    """Return how many units without a source are so for people too; for the others, how people say they are told."""
    wrong: dict[str, int] = defaultdict(int)
    for unit in units:
        mode = next((coded[n] for n in unit if n in coded), None)
        if mode:
            wrong[mode] += 1
    n = len(units)
    out = {name: Hits(n - sum(wrong.values()), n, 0, 0)}
    return out | {f"{name} {mode}": Hits(wrong[mode], n, 0, 0) for mode in MODES}
