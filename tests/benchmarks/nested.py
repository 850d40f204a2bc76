"""Nested attributions as coded by hand and as found: how many, and whether their chains of speakers are right.

    python tests/benchmarks/nested.py FILE [--errors]

FILE is a file of data/gold/nested. Intervals are Wilson's, 95 %. `--errors` lists each nested attribution that was
missed or has a wrong chain; the part set aside is there to measure with, not to be looked at.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from whosewords.stats import proportion

sys.path.append(str(Path(__file__).resolve().parents[1]))  # what tests share is beside this folder

import gold
import nesting

SET_ASIDE = "set-aside"


def lines(score: nesting.Score) -> Iterator[tuple[str, int, int]]:
    """Yield each figure as its name, how many and of how many."""
    every, nested, own = score.every, score.nested, score.own
    yield "attributions: precision", every.right, every.found
    yield "attributions: recall", every.right, every.there
    yield "nested, under the right parent: precision", nested.right, nested.found
    yield "nested, under the right parent: recall", nested.right, nested.there
    yield "nested, found with the right chain of speakers", score.chains.right, score.chains.n
    yield "speakers: right of all attributions", score.speakers.right, score.speakers.n
    yield "speakers: right of those found", score.speakers_found.right, score.speakers_found.n
    yield "own voice, words: precision", own.right, own.found
    yield "own voice, words: recall", own.right, own.there


def figures_table(score: nesting.Score) -> Table:
    """Return all figures with how many they are made of."""
    table = Table("", "%", "95 %", "of", box=box.SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, right, n in lines(score):
        if n:
            low, high = proportion(right, n)
            table.add_row(name, f"{100 * right / n:.1f}", f"{100 * low:.1f}–{100 * high:.1f}", f"{right} of {n}")
        if name == "attributions: recall":
            table.add_row("attributions: F1", f"{100 * score.every.f1:.1f}", "", "")
    return table


def style_table(texts: Sequence[nesting.Read]) -> Table:
    """Return the headline figure by style; each has few attributions."""
    counts: dict[str, nesting.Score] = {}
    for text in texts:
        style = text.style.split(",")[0]
        counts[style] = counts.get(style, nesting.Score()).plus(nesting.score(text))
    table = Table("style", "right chains", "attributions found", box=box.SIMPLE_HEAD)
    for style, score in sorted(counts.items(), key=lambda item: -item[1].chains.n):
        every, chains = score.every, score.chains
        table.add_row(style, f"{chains.right} of {chains.n}", f"{every.right} of {every.there}")
    return table


def errors(text: nesting.Read) -> Iterator[tuple[str, str, str, str]]:
    """Yield each nested attribution missed, or with a wrong chain: what is wrong, as coded, the chains, as found."""
    found = nesting.Found(text)
    for chain in nesting.chains(text, found):
        if chain.right:
            continue
        a = chain.attribution
        parts = (_text(text, [p] if p else []) for p in (a.source, a.cue))
        coded = " | ".join([*parts, _text(text, a.content)])
        number = found.matched.get(a.key)
        if number is None:
            number = _nearest(text, a, found)
            what = "missed" if number is not None else "missed, nothing there"
        else:
            what = "wrong chain"
        instead = "–" if number is None else _row(text, found.rows[number])
        line = f"{' → '.join(chain.coded)}\n{'–' if number is None else ' → '.join(found.chain(number))}"
        yield what, coded, line, instead


def _nearest(text: nesting.Read, a: gold.GoldAttribution, found: nesting.Found) -> int | None:
    """Return the attribution found that shares most words with one that was missed, or its cue."""
    words = gold.words_of(text.answers.text, a.content)

    def alike(row: Any) -> float:
        cue = _stretch(row.cue_start, row.cue_end)
        same_cue = bool(a.cue and cue) and cue[0].start < a.cue.end and a.cue.start < cue[0].end
        return same_cue + gold.dice(words, gold.words_of(text.answers.text, _stretches(row)))

    best = max(found.rows, key=lambda i: alike(found.rows[i]), default=None)
    return best if best is not None and alike(found.rows[best]) > 0 else None


def _stretch(start: Any, end: Any) -> list[gold.Stretch]:
    return [] if pd.isna(start) else [gold.Stretch(int(start), int(end))]


def _stretches(row: Any) -> list[gold.Stretch]:
    return [gold.Stretch(s["start"], s["end"]) for s in row.content]


def _row(text: nesting.Read, row: Any) -> str:
    parts = [_text(text, _stretch(*m)) for m in ((row.source_start, row.source_end), (row.cue_start, row.cue_end))]
    parent = "" if row.depth == 0 else f", inside {int(row.parent_id)}"
    return " | ".join([*parts, _text(text, _stretches(row))]) + f"  ({row.rule} {row.confidence:.2f}{parent})"


def _text(text: nesting.Read, stretches: Sequence[gold.Stretch]) -> str:
    return " … ".join(text.answers.text[a:b] for a, b in stretches) or "–"


def error_table(texts: Sequence[nesting.Read]) -> Table:
    """Return all nested attributions that were missed or have a wrong chain."""
    table = Table("text", "what", "coded: source | cue | content", "chain coded / found", "found", show_lines=True)
    for text in texts:
        for row in errors(text):
            table.add_row(f"{text.answers.article_id}\n{text.style}", *row)
    return table


def main() -> None:
    """Print the figures, and the errors where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a file of data/gold/nested")
    parser.add_argument("--errors", action="store_true", help="list the nested attributions that are not right")
    args = parser.parse_args()
    if args.errors and SET_ASIDE in args.file.name:
        parser.error("the part set aside is there to measure with, not to be looked at")
    texts = nesting.read(nesting.load(args.file))
    score = nesting.score_all(texts)
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False)
    there = f"{score.every.there} attributions, {score.nested.there} of them nested"
    console.print(f"{args.file.name}: {len(texts)} texts, {there}")
    console.print(figures_table(score))
    if args.errors:
        console.print(style_table(texts), error_table(texts))


if __name__ == "__main__":
    main()
