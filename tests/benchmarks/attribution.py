"""Attributions compared with those that people marked in PolNeAR: this project, textacy, quotation marks alone.

    python tests/benchmarks/attribution.py DATA [--split train] [--confidence] [--rules] [--predictions FILE] [--record]

DATA is a folder with PolNeAR's dev.jsonl and train.jsonl, or one such file; see README.md beside this file. Figures
are in per cent, with 95 % intervals by resampling articles. polnear.py says what matches; PolNeAR has no nesting, so
only outermost attributions are compared.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import baselines
import figures
import polnear
from polnear import MODES, Article, Counts, Marked, Row, Words
from rich import box
from rich.console import Console
from rich.table import Table

from whosewords import lexicon
from whosewords import measured as known
from whosewords.attribution.model import weights_hash
from whosewords.labels import find_labels, find_markers

Line = tuple[str, str, figures.Kind]
KINDS: tuple[figures.Kind, ...] = ("precision", "recall", "F1")


def _own(name: str, measure: str) -> list[Line]:
    """Return the lines on what has no source: the share that people gave none either, then what the rest is to them."""
    wrong = [(f"  people say {mode}", f"{measure} {mode}") for mode in MODES]
    return [(label, key, "share") for label, key in [(name, measure), *wrong]]


LINES: tuple[list[Line], ...] = (
    [(f"attribution, {kind}", "match", kind) for kind in KINDS],
    [(f"  {mode}, F1", f"match {mode}", "F1") for mode in MODES],
    [("strict, F1", "strict", "F1"), *((f"{part} words, F1", part, "F1") for part in polnear.PARTS)],
    _own("no source: words, right", "own words"),
    _own("no source: with a label, right", "own segments"),
)
COUNTED = (
    ("attributions found", "match"),
    ("no source: words", "own words"),
    ("no source: segments with a label", "own segments"),
)
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
BINS = 10


class Compared(NamedTuple):
    """One article: what people marked, what each system found, and each system's hits."""

    article: Article
    gold: list[Marked]
    found: dict[str, list[Marked]]
    counts: dict[str, Counts]


class Measured(NamedTuple):
    """All articles compared; processor seconds of the parse and of each system, why others did not run."""

    articles: list[Compared]
    seconds: dict[str, float]
    notes: dict[str, str]

    @property
    def n_words(self) -> int:
        """How many words the articles have."""
        return sum(len(c.article.text.split()) for c in self.articles)

    def counts(self, system: str) -> list[Counts]:
        """Return a system's hits in each article."""
        return [c.counts[system] for c in self.articles]

    def speed(self, stage: str) -> float:
        """Return the words per second of the parse or of a system."""
        return self.n_words / max(self.seconds[stage], 1e-9)


def measure(articles: Sequence[Article], names: Iterable[str] = baselines.NAMES) -> Measured:
    """Parse articles once and compare what each system finds in them."""
    wanted = {name: baselines.SYSTEMS[name]() for name in names}
    notes = {name: system for name, system in wanted.items() if isinstance(system, str)}
    systems = {name: system for name, system in wanted.items() if not isinstance(system, str)}
    lex = lexicon.load()
    seconds: dict[str, float] = {}
    compared = []
    for article, doc, answers in baselines.run(articles, systems, seconds):
        words = Words(article.text)
        sentences = [min(inside) for s in doc.sents if (inside := words.of([(s.start_char, s.end_char)]))]
        labels = [(m.start, m.end) for m in find_labels(doc, lex)]
        labels += [(m.scope_start, m.scope_end) for m in find_markers(doc, lex)]
        gold = words.marked(article.rows)
        found = {name: words.marked(answer.rows) for name, answer in answers.items()}
        counts = {
            name: polnear.compare(
                words, gold, found[name], words.of(answer.attributed), sentences, [words.of([x]) for x in labels]
            )
            for name, answer in answers.items()
        }
        compared.append(Compared(article, gold, found, counts))
    for name, system in systems.items():
        if getattr(system, "gave_up", 0):
            notes[f"{name} refused"] = f"{system.gave_up} paragraphs with an odd number of quotation marks"
    return Measured(compared, seconds, notes)


def main_table(measured: Measured) -> Table:
    """Return the comparison of all systems."""
    table = Table(title="% (95 % interval)", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column(no_wrap=True)
    for name in baselines.NAMES:
        table.add_column(name, justify="right", no_wrap=True)
    for lines in LINES:
        for label, key, kind in lines:
            row = {n: percent(figures.figure(measured.counts(n), key, kind)) for n in _ran(measured)}
            table.add_row(label, *_cells(row, measured.notes if key == "match" else {}))
        table.add_section()
    for label, key in COUNTED:
        row = {n: f"{figures.total(measured.counts(n), key).found:,}" for n in _ran(measured)}
        table.add_row(label, *_cells(row))
    table.add_row("words/s after the parse", *_cells({n: f"{measured.speed(n):,.0f}" for n in _ran(measured)}))
    return table


def _ran(measured: Measured) -> list[str]:
    return [name for name in measured.seconds if name != "parse"]


def _cells(row: dict[str, str], notes: dict[str, str] | None = None) -> Iterator[str]:
    for name in baselines.NAMES:
        yield row.get(name) or (notes or {}).get(name, "–")


def percent(figure: figures.Figure) -> str:
    """Return a figure with its interval, or a dash where there is nothing to count."""
    if figure.value != figure.value:
        return "–"
    return f"{100 * figure.value:5.1f} ({100 * figure.low:.1f}–{100 * figure.high:.1f})"


class Judged(NamedTuple):
    """An attribution of this project: how sure it was, its rule, and whether people marked it too."""

    confidence: float
    rule: str
    right: bool


def judged(measured: Measured) -> list[Judged]:
    """Return all attributions of this project, each with whether it matches one that people marked."""
    out = []
    for c in measured.articles:
        ours = c.found["ours"]
        right = {j for _, j in polnear.match(c.gold, ours)}
        out += [Judged(f.row.confidence, f.row.rule, j in right) for j, f in enumerate(ours)]
    return out


def threshold_table(measured: Measured) -> Table:
    """Return precision and recall where only attributions of at least some confidence are kept."""
    table = Table(
        "confidence ≥",
        "kept",
        "precision %",
        "recall %",
        "F1 %",
        title="Kept by confidence",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for least in THRESHOLDS:
        rows = []
        for c in measured.articles:
            kept = [f for f in c.found["ours"] if f.row.confidence >= least]
            n = len(polnear.match(c.gold, kept))
            rows.append({"kept": polnear.Hits(n, len(kept), n, len(c.gold))})
        hits = figures.total(rows, "kept")
        rates = [f"{100 * figures.rate(hits, kind):.1f}" for kind in KINDS]
        table.add_row(f"{least:.2f}", str(hits.found), *rates)
    return table


class Bin(NamedTuple):
    """The attributions whose confidence lies in a tenth of 0 … 1."""

    low: float
    n: int
    confidence: float
    right: float


def reliability(found: Sequence[Judged]) -> list[Bin]:
    """Return the bins that hold something: how sure the engine was there, and how often it was right."""
    out = []
    for k in range(BINS):
        inside = [f for f in found if min(int(f.confidence * BINS), BINS - 1) == k]
        if n := len(inside):
            out.append(Bin(k / BINS, n, sum(f.confidence for f in inside) / n, sum(f.right for f in inside) / n))
    return out


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of confidence and share right, bins weighted by what they hold (Naeini 2015)."""
    return sum(b.n * abs(b.confidence - b.right) for b in bins) / max(1, sum(b.n for b in bins))


def reliability_table(bins: Sequence[Bin]) -> Table:
    """Return the bins as a table."""
    title = f"Confidence and share right; mean distance {100 * calibration_error(bins):.1f} points"
    table = Table("confidence", "n", "mean %", "right %", title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for b in bins:
        table.add_row(
            f"{b.low:.1f} – {b.low + 1 / BINS:.1f}", str(b.n), f"{100 * b.confidence:.1f}", f"{100 * b.right:.1f}"
        )
    return table


def rule_table(found: Sequence[Judged]) -> Table:
    """Return how often each rule is right, most used first."""
    table = Table(
        "rule", "n", "mean confidence %", "right %", title="By rule", title_justify="left", box=box.SIMPLE_HEAD
    )
    by_rule: dict[str, list[Judged]] = {}
    for f in found:
        by_rule.setdefault(f.rule, []).append(f)
    for rule, rows in sorted(by_rule.items(), key=lambda item: -len(item[1])):
        means = (100 * sum(values) / len(rows) for values in zip(*((f.confidence, f.right) for f in rows), strict=True))
        table.add_row(rule, str(len(rows)), *(f"{mean:.1f}" for mean in means))
    return table


def predictions(measured: Measured) -> dict[str, list[dict[str, Any]]]:
    """Return this project's outermost attributions by article, in PolNeAR's form."""

    def record(row: Row) -> dict[str, Any]:
        return {part: [list(stretch) for stretch in getattr(row, part)] for part in ("source", "cue", "content")}

    return {c.article.doc_id: [record(f.row) for f in c.found["ours"]] for c in measured.articles}


def recorded(measured: Measured, split: str) -> known.Measured:
    """Return this project's figures on PolNeAR as the package keeps them."""
    rows = measured.counts("ours")
    return known.Measured(
        "PolNeAR 1.0",
        split,
        "US news articles",
        len(measured.articles),
        measured.n_words,
        weights_hash(),
        *(_known(rows, "match", kind) for kind in KINDS),
        _own_known(rows, "own words"),
        _own_known(rows, "own segments"),
    )


def _known(rows: Sequence[Counts], measure: str, kind: figures.Kind) -> known.Figure:
    return known.Figure(*figures.figure(rows, measure, kind))


def _own_known(rows: Sequence[Counts], measure: str) -> known.Own:
    """Return what a measure says of text without a source; the modes as shares of what has one for people."""
    wrong = []
    for row in rows:
        there = row[measure].found - row[measure].right
        wrong.append({mode: polnear.Hits(row[f"{measure} {mode}"].right, there, 0, 0) for mode in MODES})
    n = figures.total(rows, measure).found
    return known.Own(n, _known(rows, measure, "share"), *(_known(wrong, mode, "share") for mode in MODES))


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="PolNeAR's folder, or a .jsonl file of it")
    parser.add_argument("--split", default="dev", help="which file of the folder (default: dev)")
    parser.add_argument("--limit", type=int, help="only the first articles")
    parser.add_argument(
        "--confidence", action="store_true", help="what a threshold keeps, and how honest confidence is"
    )
    parser.add_argument("--rules", action="store_true", help="how often each rule is right")
    parser.add_argument("--predictions", type=Path, metavar="FILE", help="write what this project finds as JSON")
    parser.add_argument(
        "--record", action="store_true", help="keep this project's figures beside the weights, for what people are told"
    )
    args = parser.parse_args()
    if args.record and args.limit:
        parser.error("--record needs all articles of the split")
    file = polnear.data_file(args.data, args.split)
    measured = measure(polnear.read(file, args.limit))
    console = Console(width=None if sys.stdout.isatty() else 120)
    n_gold = sum(len(c.gold) for c in measured.articles)
    console.print(
        f"{len(measured.articles)} articles, {measured.n_words:,} words, {n_gold:,} attributions marked by people; "
        f"parse {measured.speed('parse'):,.0f} words/s"
    )
    console.print(main_table(measured))
    for name, note in measured.notes.items():
        console.print(f"{name}: {note}")
    if args.confidence:
        console.print(threshold_table(measured), reliability_table(reliability(judged(measured))))
    if args.rules:
        console.print(rule_table(judged(measured)))
    if args.predictions:
        args.predictions.write_text(json.dumps(predictions(measured)), encoding="utf-8")
    if args.record:
        known.write(recorded(measured, file.stem))


if __name__ == "__main__":
    main()
