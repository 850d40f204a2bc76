"""Where the engine and people differ: counts by class, and the worst of them in their text.

    python tests/benchmarks/errors.py DATA [--class missed] [--limit 50] [--articles 10]

DATA is a folder with PolNeAR's dev.jsonl, or one such file. An error's size is the number of words it affects.
Prints to the terminal and writes nothing: the articles are not ours to hand on.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import polnear
from attribution import Compared, measure
from polnear import MODES, STRICT, Article, Marked, Row, Stretch
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

CLASSES = {
    "missed": "people mark it, nothing is found there",
    "invented": "found where people mark nothing",
    "too long": "the content goes further than people's",
    "too short": "the content ends earlier, or begins later, than people's",
    "moved": "the content begins and ends elsewhere, or has a hole",
    "wrong source": "the content matches, the source is somebody else",
    "missing source": "the content matches, people name a source",
    "needless source": "the content matches, people name no source",
    "split": "one attribution of people's is found as several",
    "merged": "several attributions of people's are found as one",
}
CONTEXT = 80
"""Characters shown before and after."""


class Error(NamedTuple):
    """A difference: what people marked, what was found, and how many words are affected."""

    kind: str
    article: Article
    gold: tuple[Marked, ...]
    found: tuple[Marked, ...]
    n_words: int

    @property
    def mode(self) -> str:
        """Direct, mixed or indirect: for people, or where they mark nothing, as found."""
        return (self.gold or self.found)[0].mode


def errors(c: Compared) -> list[Error]:
    """Return the differences in one article, each attribution in as few of them as possible."""
    gold, found = c.gold, c.found["ours"]
    right = polnear.match(gold, found)
    partner = dict(right)
    left_gold = [i for i in range(len(gold)) if i not in partner]
    left_found = [j for j in range(len(found)) if j not in partner.values()]
    pieces = _grouped(left_found, found, gold)
    wholes = _grouped(left_gold, gold, found)
    out = []

    def add(kind: str, g: Iterable[int], f: Iterable[int], words: Iterable[int]) -> None:
        out.append(Error(kind, c.article, tuple(gold[i] for i in g), tuple(found[j] for j in f), len(set(words))))

    for i, parts in pieces.items():
        every = sorted({*parts, *([partner[i]] if i in partner else [])})
        if len(every) > 1:
            add("split", [i], every, polnear.union(found[j].content for j in parts))
            left_found = [j for j in left_found if j not in parts]
            left_gold = [k for k in left_gold if k != i]
            right = [pair for pair in right if pair[0] != i]
    owner = {j: i for i, j in right}
    for j, parts in wholes.items():
        parts = [i for i in parts if i in left_gold]
        every = sorted({*parts, *([owner[j]] if j in owner else [])})
        if len(every) > 1 and (j in owner or j in left_found):
            add("merged", every, [j], polnear.union(gold[i].content for i in parts))
            left_gold = [i for i in left_gold if i not in parts]
            left_found = [k for k in left_found if k != j]
            right = [pair for pair in right if pair[1] != j]
    rest = [(left_gold[a], left_found[b]) for a, b in _overlapping(left_gold, gold, left_found, found)]
    for i, j in right + rest:
        g, f = gold[i], found[j]
        if not polnear.same_source(g, f):
            kind = "wrong source" if g.source and f.source else "missing source" if g.source else "needless source"
            if polnear.dice(g.content, f.content) >= polnear.MATCH:
                add(kind, [i], [j], g.content)
                continue
        if polnear.dice(g.content, f.content) < STRICT:
            add(span_class(g.content, f.content), [i], [j], g.content ^ f.content)
    for i in set(left_gold) - {i for i, _ in rest}:
        add("missed", [i], [], gold[i].content)
    for j in set(left_found) - {j for _, j in rest}:
        add("invented", [], [j], found[j].content)
    return out


def span_class(gold: frozenset[int], found: frozenset[int]) -> str:
    """Say how a content differs from people's."""
    return "too long" if gold < found else "too short" if found < gold else "moved"


def _grouped(left: Iterable[int], rows: Sequence[Marked], others: Sequence[Marked]) -> dict[int, list[int]]:
    """Return for each of `others` the rows left over of which at least half the words are in it."""
    out: dict[int, list[int]] = defaultdict(list)
    for n in left:
        content = rows[n].content
        for k, other in enumerate(others):
            if 2 * len(content & other.content) >= len(content):
                out[k].append(n)
                break
    return out


def _overlapping(
    left_gold: Sequence[int], gold: Sequence[Marked], left_found: Sequence[int], found: Sequence[Marked]
) -> list[tuple[int, int]]:
    """Return pairs among what is left that share words of content, whatever the source."""
    some, others = [gold[i] for i in left_gold], [found[j] for j in left_found]
    return polnear.match(some, others, least=1e-9, any_source=True)


def ends(error: Error) -> tuple[bool, bool]:
    """Say whether the first and the last word of a content differ from people's."""
    g, f = (polnear.union(row.content for row in rows) for rows in (error.gold, error.found))
    return min(g) != min(f), max(g) != max(f)


def summary(found: Sequence[Error], n_gold: int, n_found: int) -> Table:
    """Return how many errors, and how many words, there are of each class and mode."""
    table = Table(title=f"{n_gold:,} attributions of people's, {n_found:,} found", title_justify="left", box=box.SIMPLE)
    for column in ("class", "errors", "words", *MODES):
        table.add_column(column, justify="left" if column == "class" else "right")
    table.add_column("which is")
    for kind, meaning in CLASSES.items():
        rows = [e for e in found if e.kind == kind]
        modes = Counter(e.mode for e in rows)
        n_words = sum(e.n_words for e in rows)
        table.add_row(kind, f"{len(rows):,}", f"{n_words:,}", *(f"{modes[mode]:,}" for mode in MODES), meaning)
    spans = [ends(e) for e in found if e.kind in ("too long", "too short", "moved")]
    starts, stops = (sum(column) for column in zip(*spans, strict=True)) if spans else (0, 0)
    table.caption = f"Of {len(spans):,} wrong spans, {starts:,} begin and {stops:,} end at another word."
    return table


def passage(error: Error) -> Text:
    """Return the text around an error: [people's content] in green or red, {what is found} in green or yellow."""
    text = error.article.text
    people = _flat(part for row in error.gold for part in row.row.content)
    engine = _flat(part for row in error.found for part in row.row.content)
    low = max(0, min(start for start, _ in people + engine) - CONTEXT)
    high = min(len(text), max(end for _, end in people + engine) + CONTEXT)
    out = Text("…" if low else "")
    limits = sorted({low, high, *(n for part in people + engine for n in part)})
    for start, end in pairwise(limits):
        in_people, in_engine = (any(a <= start < b for a, b in parts) for parts in (people, engine))
        style = {(True, True): "green", (True, False): "red", (False, True): "yellow"}.get((in_people, in_engine), "")
        before = "".join(mark for mark, parts in (("[", people), ("{", engine)) if start in (a for a, _ in parts))
        after = "".join(mark for mark, parts in (("}", engine), ("]", people)) if end in (b for _, b in parts))
        out.append(before, "bold").append(text[start:end].replace("\n", " ¶ "), style).append(after, "bold")
    return out.append("…" if high < len(text) else "")


def _flat(parts: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that overlap as one."""
    out: list[Stretch] = []
    for start, end in sorted(parts):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def lines(error: Error) -> Iterator[Text]:
    """Yield an error as lines: class and place, who says so for people and here, the passage."""
    yield Text(f"{error.kind}, {error.mode}, {error.n_words} words — {error.article.doc_id}", "bold")
    for who, rows in (("people", error.gold), ("found", error.found)):
        for row in rows:
            yield Text(f"  {who + ':':8}{_says(error.article.text, row.row)}")
    yield passage(error)
    yield Text()


def _says(text: str, row: Row) -> str:
    source, cue = (" … ".join(text[a:b] for a, b in parts).replace("\n", " ") for parts in (row.source, row.cue))
    how = f"  ({row.rule}, {row.confidence:.2f})" if row.rule else ""
    return f"{source or 'no source'} | {cue or 'no cue'}{how}"


def main() -> None:
    """Print counts, then the worst errors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="PolNeAR's folder, or a .jsonl file of it")
    parser.add_argument("--split", default="dev", help="which file of the folder (default: dev)")
    parser.add_argument("--class", dest="kind", choices=CLASSES, help="errors of one class only")
    parser.add_argument("--limit", type=int, default=50, help="how many to show (default: 50)")
    parser.add_argument("--articles", type=int, help="only the first articles")
    args = parser.parse_args()
    compared = measure(polnear.read(polnear.data_file(args.data, args.split), args.articles), ["ours"]).articles
    found = [e for c in compared for e in errors(c)]
    console = Console(highlight=False)
    console.print(summary(found, sum(len(c.gold) for c in compared), sum(len(c.found["ours"]) for c in compared)))
    shown = [e for e in found if args.kind in (None, e.kind)]
    for error in sorted(shown, key=lambda e: -e.n_words)[: args.limit]:
        for line in lines(error):
            console.print(line)


if __name__ == "__main__":
    main()
