"""Attributions against a corpus coded by people: how many are found, how far each rule is right, what own voice misses.

    python tests/benchmarks/attribution.py DATA/dev.jsonl
    python tests/benchmarks/attribution.py DATA/train.jsonl --rules

DATA is a copy of PolNeAR 1.0 (Newell, Margolin and Ruths 2018, *An Attribution Relations Corpus for Political News*,
LREC), one article a line: `doc_id, title, text, attributions: [{source, cue, content: [[start, end], …]}]`. It is
published as networkdynamics/PolNeAR; it is not ours to hand on. It has no nesting, so only outermost attributions are
compared. Two attributions match if the Dice coefficient of their content words is at least .5 and their sources share
a word or are both absent.
"""

import argparse
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from whosewords import language, lexicon
from whosewords.attribution import Found, Quoted, find_attributions
from whosewords.cleaning import find_quotations

WORD = re.compile(r"\w+(?:[.'’\-]\w+)*")
Words = frozenset[int]


class Scored(NamedTuple):
    """One article compared: counts, per rule hits and all, and words of own voice."""

    right: int
    found: int
    there: int
    rules: dict[str, tuple[int, int]]
    own_right: int
    own: int


def words(text: str, parts: Iterable[Iterable[int]]) -> Words:
    """Return the words of a text that stand in some stretches, by their place."""
    return frozenset(m.start() for start, end in parts for m in WORD.finditer(text, start, end))


def dice(a: Words, b: Words) -> float:
    """Return how alike two sets of words are, 0 … 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def compare(row: dict[str, Any], found: list[Found]) -> Scored:
    """Return one article's comparison; pairs are taken one to one, the closest first."""
    text = row["text"]
    gold = [(words(text, a["content"]), words(text, a["source"])) for a in row["attributions"]]
    gold = [g for g in gold if g[0]]
    outer = [f for f in found if f.depth == 0]
    ours = [(words(text, f.content), words(text, [f.source] if f.source else []), f.rule) for f in outer]
    ours = [o for o in ours if o[0]]
    pairs = sorted(
        (
            (-d, i, j)
            for i, g in enumerate(gold)
            for j, o in enumerate(ours)
            if (d := dice(g[0], o[0])) >= 0.5 and (g[1] & o[1] or not (g[1] or o[1]))
        )
    )
    used_gold: set[int] = set()
    used_ours: set[int] = set()
    for _, i, j in pairs:
        if i not in used_gold and j not in used_ours:
            used_gold.add(i)
            used_ours.add(j)
    rules = {
        rule: (sum(j in used_ours for j in numbers), len(numbers))
        for rule in {o[2] for o in ours}
        for numbers in [[j for j, o in enumerate(ours) if o[2] == rule]]
    }
    every = words(text, [(0, len(text))])
    attributed = frozenset().union(*(words(text, f.content) for f in found if f.cuts))
    coded = frozenset().union(*(g[0] for g in gold))
    own = every - attributed
    return Scored(len(used_gold), len(ours), len(gold), rules, len(own - coded), len(own))


def annotate(rows: list[dict[str, Any]]) -> Iterator[list[Found]]:
    """Yield the attributions of each article."""
    lex = lexicon.load()
    for row, doc in zip(rows, language.parse(r["text"] for r in rows), strict=True):
        title = row.get("title") or ""
        n_headline = len(title) if row["text"].startswith(title) else 0
        yield find_attributions(doc, lex, Quoted(doc, find_quotations(row["text"])), n_headline)


def f1(rows: Iterable[Scored]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of articles together, 0 … 1."""
    rows = list(rows)
    right, found, there = (sum(getattr(r, k) for r in rows) for k in ("right", "found", "there"))
    return right / max(1, found), right / max(1, there), 2 * right / max(1, found + there)


def interval(rows: list[Scored], n: int = 300) -> tuple[float, float]:
    """Return a 95 % interval of F1 by resampling articles."""
    rnd = random.Random(0)
    values = sorted(f1(rnd.choices(rows, k=len(rows)))[2] for _ in range(n))
    return values[int(0.025 * n)], values[int(0.975 * n)]


def measure(data: Path, limit: int | None = None) -> tuple[list[Scored], float]:
    """Return each article of a file compared, and the words annotated per second."""
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()][:limit]
    start = time.perf_counter()
    found = list(annotate(rows))
    seconds = time.perf_counter() - start
    n_words = sum(len(r["text"].split()) for r in rows)
    return [compare(r, f) for r, f in zip(rows, found, strict=True)], n_words / seconds


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a .jsonl file of PolNeAR")
    parser.add_argument("--rules", action="store_true", help="precision of each rule, the source of its confidence")
    parser.add_argument("--limit", type=int, help="only the first articles")
    args = parser.parse_args()
    scored, speed = measure(args.data, args.limit)
    precision, recall, f = f1(scored)
    low, high = interval(scored)
    there, found = sum(s.there for s in scored), sum(s.found for s in scored)
    own_right, own = sum(s.own_right for s in scored), sum(s.own for s in scored)
    print(f"{len(scored)} articles, {there} attributions coded, {found} found, {speed:.0f} words/s with the parse")
    print(f"attribution  precision {precision:.1%}  recall {recall:.1%}  F1 {f:.1%}  (95 % {low:.1%} – {high:.1%})")
    print(f"own voice    {own} words with no source found; people found none either for {own_right / max(1, own):.1%}")
    if args.rules:
        hits: dict[str, Counter[str]] = defaultdict(Counter)
        for s in scored:
            for rule, (right, n) in s.rules.items():
                hits[rule].update(right=right, n=n)
        for rule, c in sorted(hits.items(), key=lambda item: -item[1]["n"]):
            print(f"  {rule:12s} {c['right']:5d} of {c['n']:5d}  {c['right'] / c['n']:.2f}")


if __name__ == "__main__":
    main()
