"""How fast, in how much memory: words per second by stage on one core, peak memory, seconds for the seed report.

    python tests/benchmarks/speed.py [--data CORPUS] [--words 50000] [--no-report]

CORPUS is anything `whosewords annotate` reads. Without it, the project's own gold articles are repeated, each copy
with a line that makes its text a new one. Every stage runs in a child process held to one core, with nothing cached,
and is timed in seconds of processor time, so that what else the machine does hardly matters.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whosewords.tables import Article

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "data" / "gold" / "articles"


def own_corpus(n_words: int, path: Path) -> None:
    """Write a table of at least `n_words` words: the gold articles over and over, no text twice."""
    originals = articles(str(GOLD), sys.maxsize)
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for copy in count():
            for article in originals:
                text = f"{article.text}\n\nThis is edition number {copy} of the day."
                print(json.dumps({"id": f"{article.article_id}-{copy}", "text": text}), file=file)
                written += article.n_words
                if written >= n_words:
                    return


def articles(path: str, n_words: int) -> "list[Article]":
    """Return readable articles of a corpus until they have `n_words` words."""
    from whosewords.articles import iter_articles
    from whosewords.tables import Article

    found: list[Article] = []
    total = 0
    for article in iter_articles(path):
        if isinstance(article, Article) and article.duplicate_of is None:
            found.append(article)
            total += article.n_words
            if total >= n_words:
                break
    return found


def reading(path: str, n_words: int) -> dict[str, float]:
    """Files to the articles table: decoding, cleaning, language."""
    list(islice(articles(path, 1), 1))  # what is loaded once is not counted
    start = time.process_time()
    read = articles(path, n_words)
    return {"words": sum(a.n_words for a in read), "seconds": time.process_time() - start}


def parsing(path: str, n_words: int) -> dict[str, float]:
    """Texts to parses: what the language pipeline alone takes."""
    from whosewords import language

    texts = articles(path, n_words)
    list(language.parse([texts[0].text]))
    start = time.process_time()
    list(language.parse(a.text for a in texts))
    return {"words": sum(a.n_words for a in texts), "seconds": time.process_time() - start}


def attribution(path: str, n_words: int) -> dict[str, float]:
    """Parses to attributions: quotations, cues, sources, contents, nesting."""
    from whosewords import language, lexicon
    from whosewords.attribution import Quoted, find_attributions
    from whosewords.cleaning import find_quotations

    texts = articles(path, n_words)
    lexicons = lexicon.load()
    seconds = 0.0
    for doc in language.parse(a.text for a in texts):
        start = time.process_time()
        find_attributions(doc, lexicons, Quoted(doc, find_quotations(doc.text)))
        seconds += time.process_time() - start
    return {"words": sum(a.n_words for a in texts), "seconds": seconds}


def annotation(path: str, n_words: int) -> dict[str, float]:
    """Texts to the rows of all ten tables."""
    from whosewords import lexicon
    from whosewords.annotate import annotate

    texts = articles(path, n_words)
    lexicons = lexicon.load()
    list(annotate(texts[:1], lexicons))
    start = time.process_time()
    for _ in annotate(iter(texts), lexicons):
        pass
    return {"words": sum(a.n_words for a in texts), "seconds": time.process_time() - start}


def store(path: str, n_words: int) -> dict[str, float]:
    """Files to a store on disk, as `whosewords annotate` makes it: the run whose memory matters."""
    from whosewords import language
    from whosewords.corpus import write_store

    language.load()
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        corpus = write_store(path, Path(folder, "store"), cache=False)
        seconds = time.process_time() - start
        words = corpus.sql("SELECT sum(n_words) AS n FROM segments")["n"].item()
    return {"words": words, "seconds": seconds}


STAGES: dict[str, Callable[[str, int], dict[str, float]]] = {
    f.__name__: f for f in (reading, parsing, attribution, annotation, store)
}


def measure(stage: str, path: Path, n_words: int) -> dict[str, float]:
    """Run a stage in a child process of its own; return words, processor seconds and peak memory in MB."""
    command = [sys.executable, __file__, "--stage", stage, "--data", str(path), "--words", str(n_words)]
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")}
    done = subprocess.run(command, env={**os.environ, **threads}, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def child(stage: str, path: str, n_words: int) -> None:
    """Hold this process to one core, run the stage, print what it took as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    answer = STAGES[stage](path, n_words)
    print(json.dumps({**answer, "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """Return the most memory this process has held, in MB; not a number on Windows."""
    status = Path("/proc/self/status")
    if status.is_file():  # here getrusage counts what the process that started this one held as well
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    try:
        import resource
    except ImportError:
        return float("nan")
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


def report() -> None:
    """Make the seed report with nothing kept, then again; print the seconds of each stage as JSON."""
    from whosewords import report

    with tempfile.TemporaryDirectory() as folder:
        os.environ["WHOSEWORDS_CACHE"] = str(Path(folder, "cache"))
        for name in ("first", "again"):
            start = time.perf_counter()
            made = report.make("seeds", Path(folder, name))
            stages = {**made.seconds, **{f"  {ran.name}": ran.seconds for ran in made.ran}}
            print(json.dumps({**stages, "all": time.perf_counter() - start}), flush=True)


def line(name: str, answer: dict[str, Any]) -> str:
    """Return one line of the table of stages."""
    speed = answer["words"] / answer["seconds"]
    return f"{name:<22}{answer['words']:>10,.0f}{answer['seconds']:>10.1f}{speed:>12,.0f}{answer['peak_mb']:>12,.0f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a corpus; without it, the gold articles repeated")
    parser.add_argument("--words", type=int, default=50_000, help="about how many words each stage gets")
    parser.add_argument("--no-report", action="store_true", help="leave out the seed report")
    parser.add_argument("--stage", choices=[*STAGES, "report"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage == "report":
        report()
        return
    if options.stage:
        child(options.stage, str(options.data), options.words)
        return

    print(f"{'one core':<22}{'words':>10}{'seconds':>10}{'words/s':>12}{'peak MB':>12}")
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.data or Path(folder, "gold.jsonl")
        if not options.data:
            own_corpus(options.words, corpus)
        for stage in ("reading", "parsing", "attribution", "annotation"):
            print(line(stage, measure(stage, corpus, options.words)), flush=True)
        for times in (1, 4):
            some = Path(folder, f"{times}.jsonl")
            own_corpus(times * options.words // 2, some)
            print(line(f"files → store, size {times}", measure("store", some, 0)), flush=True)
    if not options.no_report:
        command = [sys.executable, __file__, "--stage", "report"]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        first, again = (json.loads(row) for row in output.splitlines() if row.startswith("{"))
        print(f"\n{'seed report, seconds':<34}{'from nothing':>14}{'again':>10}")
        for stage, seconds in first.items():
            print(f"{stage:<34}{seconds:>14.1f}{again[stage]:>10.1f}")


if __name__ == "__main__":
    main()
