"""How the analyses grow: seconds and memory of each over a store of 1,000 and of 10,000 articles.

    python tests/benchmarks/analyses.py [--sizes 1000 10000] [--only NAME …]

The teaching corpus is annotated once and its rows are repeated with changed ids, outlets as they are. Every copy gets
other content words, drawn with a seed from some tens of thousands that are made up, since articles that repeat each
other word for word three hundred times over exist in no collection; one copy in ten keeps its words, as wire copy.
Each analysis runs in a child process held to two cores, with the store just opened. Then one process runs them all; and
they run as in a report, those of a notebook in a process of their own, forked from one that has the imports behind it,
two at a time. Seconds are of the clock, and of processor time, which other work on the machine changes less. Memory is
the most that the one process holds; of two at a time, what all hold together, what they share counted once (PSS).
"""

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from whosewords.corpus import Corpus

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "data" / "corpora" / "tanners-bridge"
KEPT = 10
"""One copy of so many keeps its words."""
NOTEBOOKS = (
    ["framing", "residue", "headlines", "reply", "swap", "unlisted"],
    ["keyness by outlet", "duplicates", "quotations", "matches", "comparison"],
    ["terms"],
    ["robustness"],
    ["tone"],
    ["speakers"],
    ["findings"],
)
"""What one process does in a report: a notebook's analyses, and the findings; those that take long first."""


def analyses() -> dict[str, Callable[[Corpus], object]]:
    """Return every analysis that the notebooks run, by name."""
    import whosewords as ww

    def two(c: Corpus) -> tuple[dict[str, Any], dict[str, Any]]:
        outlets = c.sql("SELECT DISTINCT outlet FROM articles ORDER BY outlet LIMIT 2")["outlet"].tolist()
        return {"outlet": outlets[0]}, {"outlet": outlets[1]}

    def swap(c: Corpus) -> object:
        article = ww.framing.fullest_article(c)
        return ww.swap.swaps(c, article), ww.swap.scores(c, article)

    def terms(c: Corpus) -> object:
        a, b = two(c)
        words = ww.terms.frequencies(c, top=20)["term"].tolist()
        return (
            ww.terms.ngrams(c), ww.terms.keyness(c, a, b), ww.terms.dispersion(c, words[:10]),
            ww.terms.over_time(c, words[:5]), ww.terms.collocates(c, words[0]), ww.terms.concordance(c, words[0]),
        )  # fmt: skip

    def matches(c: Corpus) -> object:
        nearest = ww.matches.nearest(c)
        return ww.matches.matched(nearest), ww.matches.unmatched(nearest)

    def quotations(c: Corpus) -> object:
        return ww.quotations.drift(ww.quotations.versions(c))

    return {
        "speakers": lambda c: (
            ww.speakers.share_of_voice(c), ww.speakers.voice_bar(c), ww.speakers.chains(c), ww.speakers.links(c),
            ww.speakers.cues(c), ww.speakers.own_voice(c), ww.speakers.unheard(c),
        ),
        "framing": lambda c: (
            ww.framing.voice_by_label(c), ww.framing.naming(c), ww.framing.markers(c),
        ),
        "residue": lambda c: ww.residue.residue(c),
        "headlines": lambda c: ww.headlines.taken_over(c),
        "reply": lambda c: (ww.reply.right_of_reply(c), ww.reply.by_article(c)),
        "swap": swap,
        "unlisted": lambda c: ww.unlisted.candidates(c),
        "tone": lambda c: (ww.tone.by_speaker(c), ww.tone.zeros(c), ww.tone.wrong_examples(c)),
        "terms": terms,
        "keyness by outlet": lambda c: ww.terms.keyness_by(c, "outlet", group={"voice": "own"}, top=5),
        "duplicates": lambda c: ww.duplicates.near_duplicates(c),
        "quotations": quotations,
        "matches": matches,
        "comparison": lambda c: (
            ww.comparison.voices(c), ww.comparison.speakers(c), ww.comparison.labels(c), ww.comparison.tone(c),
            ww.comparison.order(c), ww.comparison.headlines(c),
        ),
        "robustness": lambda c: ww.robustness.grid(c),
        "findings": lambda c: ww.findings.find(c),
    }  # fmt: skip


def repeated(corpus: Corpus, size: int, seed: int = 0) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Yield the tables of a corpus with its articles repeated until there are `size`, copy by copy."""
    from whosewords.tables import TABLES

    tables = {t: getattr(corpus, t) for t in TABLES}
    articles = len(tables["articles"])
    content = tables["tokens"][tables["tokens"]["pos"].isin(["NOUN", "PROPN", "VERB", "ADJ", "ADV"])]["text"]
    frequent = content.str.lower().value_counts().index.tolist()
    done = 0
    copy = 0
    while done < size:
        n = min(articles, size - done)
        kept = set(tables["articles"]["article_id"].iloc[:n])
        words = None if copy % KEPT == KEPT - 1 or not copy else _other_words(frequent, random.Random(seed + copy))
        yield {t: _rows(t, data, kept, copy, words) for t, data in tables.items() if t != "actors"}
        done += n
        copy += 1
    yield {"actors": _tuples(tables["actors"])}


def _other_words(words: list[str], source: random.Random) -> dict[str, str]:
    """Return for nearly every word another of the same length, so that offsets stay; some are drawn much more often."""
    return {
        w: f"{int(5_000 * source.random() ** 3):x}{'aeiou' * 9}"[: len(w)]
        for w in words
        if w.isalpha() and source.random() < 0.95
    }


def _rows(
    table: str, data: pd.DataFrame, kept: set[str], copy: int, words: dict[str, str] | None
) -> list[tuple[Any, ...]]:
    own = data[data["article_id"].isin(kept)]
    own = own.assign(article_id=own["article_id"] + f"-{copy}")
    if table == "articles":
        text = [_changed(t, words) for t in own["text"]]
        own = own.assign(text=text, source_hash=own["source_hash"] + f"-{copy}")
    if table == "tokens" and words:
        own = own.assign(text=[words.get(t, t) for t in own["text"]], lemma=[words.get(t, t) for t in own["lemma"]])
    return _tuples(own)


def _tuples(data: pd.DataFrame) -> list[tuple[Any, ...]]:
    rows = data.astype(object).itertuples(index=False)
    return [tuple(None if v is pd.NA or (isinstance(v, float) and v != v) else v for v in row) for row in rows]


def _changed(text: str, words: dict[str, str] | None) -> str:
    import re

    return re.sub(r"\w+", lambda m: words.get(m[0], m[0]), text) if words else text


def timed(store: Path, names: list[str]) -> dict[str, Any]:
    """Run analyses on two cores; return seconds by the clock and by the processor, and the peak of memory in MB."""
    from speed import peak_mb

    from whosewords.corpus import open_store

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    known = analyses()
    corpus = open_store(store)
    begun, used = time.perf_counter(), time.process_time()
    for name in names:
        known[name](corpus)
        gc.collect()
    return {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - used,
        "peak_mb": peak_mb(),
    }


def alone(store: Path, names: list[str]) -> dict[str, Any]:
    """Run analyses in a child process; the error where it fails."""
    command = [sys.executable, __file__, "--store", str(store), "--only", *names]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1][:120]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def two_at_a_time(store: Path, names: list[str]) -> dict[str, Any]:
    """Run analyses as a report does, each notebook's in a fresh process forked from a warm one, two at a time."""
    from concurrent.futures import ProcessPoolExecutor

    from report import watched

    from whosewords.engine import process

    chosen = [own for of in NOTEBOOKS if (own := [n for n in of if n in names])]
    with ProcessPoolExecutor(2, mp_context=process.context(), max_tasks_per_child=1) as pool:
        pool.submit(int).result()  # the warm process has its imports behind it
        with watched(os.getpid()) as seen:
            begun = time.perf_counter()
            found = list(pool.map(timed, [store] * len(chosen), chosen))
            seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "processor": sum(f["processor"] for f in found),
        "peak_mb": max(seen, default=float("nan")),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="articles in the stores")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these analyses")
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.only or list(analyses())
    if options.store:
        print(json.dumps(timed(options.store, names)))
        return

    from whosewords import read_corpus, store

    corpus = read_corpus(CORPUS, progress=False)
    with tempfile.TemporaryDirectory() as folder:
        stores = {size: Path(folder, str(size)) for size in options.sizes}
        for size, place in stores.items():
            store.write(place, repeated(corpus, size), {"name": "repeated"})
        heading = f"{'clock s':>12}{'processor s':>13}{'peak MB':>9}"
        print(f"{'':<20}" + "".join(f"{f'{size:,} articles':>34}" for size in stores))
        print(f"{'two cores':<20}" + heading * len(stores))
        ways = [(n, [n], alone) for n in names]
        ways += [("all in one process", names, alone), ("all, two at a time", names, two_at_a_time)]
        for title, chosen, way in ways:
            cells = []
            for place in stores.values():
                a = way(place, chosen)
                cells.append(
                    f"{a['error']:>34}"
                    if "error" in a
                    else f"{a['seconds']:>12.1f}{a['processor']:>13.1f}{a['peak_mb']:>9,.0f}"
                )
            print(f"{title:<20}{''.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
