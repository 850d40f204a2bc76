"""How fast reports are made: plain papermill and nbconvert commands against `whosewords report`, and in what memory.

    python tests/benchmarks/report.py [--rounds 2] [--small 20] [--plain 2] [--memory 30] [--long]

Both do the same: the project's notebooks on a corpus whose annotations are kept. They take turns, so that what else the
machine does hits both alike, and are compared in seconds as they pass and in seconds of processor time, of all
processes together. Memory is the most that all processes hold together, what they share counted once (PSS), looked
at ten times a second; where the system does not tell it, it is left out. `--long` asks for a batch of 200.
"""

import argparse
import contextlib
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "data" / "gold" / "articles"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
SUBREAPER = 36
"""Of Linux's prctl: orphans of our children become children of ours, and their processor time counts."""


class Took(NamedTuple):
    """Seconds as they pass, seconds of processor time, the most memory at once in MB, and that of each tenth."""

    seconds: float
    processor: float
    peak: float
    over_time: list[float]


def took(*commands: Sequence[str]) -> Took:
    """Return what commands take, one after the other, in a child that adopts whatever they leave behind."""
    told = json.dumps([list(map(str, c)) for c in commands])
    done = subprocess.run([sys.executable, __file__, "--measure", told], check=True, stdout=subprocess.PIPE, text=True)
    return Took(*json.loads(done.stdout.splitlines()[-1]))


def measure(commands: Sequence[Sequence[str]]) -> Took:
    """Run commands and return what they and all their descendants took."""
    import resource

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1)
    with watched(os.getpid()) as seen:
        begun = time.perf_counter()
        for command in commands:
            ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if ended.returncode:
                print(ended.stdout, file=sys.stderr)
                raise SystemExit(f"{command} ended with {ended.returncode}")
        seconds = time.perf_counter() - begun
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    tenth = max(1, len(seen) // 10)
    return Took(
        seconds,
        used.ru_utime + used.ru_stime,
        max(seen, default=float("nan")),
        [max(seen[n : n + tenth]) for n in range(0, len(seen), tenth)],
    )


@contextlib.contextmanager
def watched(root: int, *, itself: bool = False) -> Iterator[list[float]]:
    """Give a list to which `together` is added ten times a second."""
    seen: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            seen.append(together(root, itself=itself))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield seen
    finally:
        done.set()
        watching.join()


def together(root: int, *, itself: bool = False) -> float:
    """Return the memory of all descendants of a process in MB, what they share counted once; else not a number.

    `itself`: its own memory too.
    """
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    family, size = {root}, 0
    while len(family) != size:
        size = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    total = 0
    for process in family if itself else family - {root}:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024 if total else float("nan")


def plain(corpus: Path, out: Path) -> Took:
    """A papermill command and an nbconvert command for each notebook, one after another."""
    out.mkdir(parents=True, exist_ok=True)
    commands = []
    for notebook in NOTEBOOKS:
        made = out / notebook.name
        commands.append(
            [sys.executable, "-m", "papermill", notebook, made, "-p", "corpus", corpus, "--no-progress-bar"]
        )
        commands.append([sys.executable, "-m", "nbconvert", "--to", "html", made])
    return took(*[[str(part) for part in c] for c in commands])


def ours(corpora: Sequence[Path], out: Path, jobs: int) -> Took:
    """One `whosewords report` for all corpora, into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    return took([sys.executable, "-m", "whosewords.cli", "report", *map(str, corpora), "-o", str(out), "-j", str(jobs)])


def small_corpora(folder: Path, n: int) -> list[Path]:
    """Write `n` corpora of one gold article each, none like another."""
    texts = [p.read_text("utf-8") for p in sorted(GOLD.rglob("*.txt"))]
    made = []
    for k in range(n):
        corpus = folder / f"corpus-{k:03}"
        corpus.mkdir(parents=True)
        (corpus / "article.txt").write_text(f"{texts[k % len(texts)]}\n\nThis is edition {k} of the day.", "utf-8")
        made.append(corpus)
    return made


def annotated(corpora: Sequence[Path], folder: Path) -> None:
    """Annotate corpora, so that they are kept for whoever comes."""
    for corpus in corpora:
        command = [sys.executable, "-m", "whosewords.cli", "annotate", corpus, "-o", folder / corpus.name, "-j", "1"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def floor(corpus: Path) -> float:
    """Return the processor seconds of the bare cells of all notebooks, in one process that has imported everything."""
    command = [sys.executable, __file__, "--floor", str(corpus)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(done.stdout.splitlines()[-1])


def bare(corpus: str) -> float:
    """Run the cells of all notebooks in this process, one notebook after the other."""
    from importlib import import_module

    import nbformat

    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    from whosewords.engine import cells, process

    for module in process.PRELOAD:
        import_module(module)
    cells._send = lambda message: None
    shell = cells._Shell.instance()
    begun = time.process_time()
    for notebook in NOTEBOOKS:
        shell.reset(new_session=False)
        for cell in nbformat.read(notebook, 4).cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source, store_history=True).raise_error()
                if "parameters" in cell.metadata.get("tags", ()):
                    shell.user_ns["corpus"] = corpus
    return time.process_time() - begun


def stages(out: Path) -> str:
    """Return the seconds by stage that a report wrote in its log."""
    lines = (out / "log.txt").read_text("utf-8").splitlines()
    return "; ".join(line.replace(" in all", "").strip() for line in lines if line.endswith(" in all"))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "seeds", help="of the single report")
    parser.add_argument("--rounds", type=int, default=2, help="how often the single report is made, both ways")
    parser.add_argument("--small", type=int, default=20, help="small corpora in the batch")
    parser.add_argument("--plain", type=int, default=2, help="of these, how many are made the plain way too")
    parser.add_argument("--memory", type=int, default=30, help="small corpora in the batch whose memory is watched")
    parser.add_argument("--long", action="store_true", help="200 small corpora there")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--floor", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(json.loads(asked.measure))))
        return
    if asked.floor:
        print(bare(asked.floor))
        return

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        os.environ["WHOSEWORDS_CACHE"] = str(place / "cache")
        corpora = small_corpora(place / "corpora", max(asked.small, 200 if asked.long else asked.memory))
        annotated([asked.corpus, *corpora[: asked.plain]], place / "stores")
        heading = f"{'':<36}{'plain':>9}{'ours':>9}{'ratio':>8}{'processor: plain':>19}{'ours':>8}{'ratio':>8}{'MB':>7}"
        print(heading)

        def row(name: str, theirs: list[Took], own: list[Took], parts: int = 1) -> None:
            a, b = median(t.seconds for t in theirs), median(t.seconds for t in own) / parts
            c, d = median(t.processor for t in theirs), median(t.processor for t in own) / parts
            most = max(t.peak for t in own)
            print(
                f"{name:<36}{a:>9.1f}{b:>9.1f}{a / b:>7.1f}×{c:>19.1f}{d:>8.1f}{c / d:>7.1f}×{most:>7.0f}", flush=True
            )

        theirs, own = [], []
        for n in range(asked.rounds):
            theirs.append(plain(asked.corpus, place / f"plain-{n}"))
            own.append(ours([asked.corpus], place / "one", asked.jobs))
        row("one report", theirs, own)
        print(f"    {stages(place / 'one' / asked.corpus.resolve().stem)}")
        print(f"    bare cells in one process: {floor(asked.corpus):.1f} s of processor time")

        if asked.small:
            theirs = [plain(c, place / "plain" / c.name) for c in corpora[: asked.plain]]
            annotated(corpora[asked.plain : asked.small], place / "stores")
            own = [ours(corpora[: asked.small], place / "batch", asked.jobs)]
            row(f"each of {asked.small} small reports", theirs, own, asked.small)
        if asked.memory:
            n = 200 if asked.long else asked.memory
            seen = ours(corpora[:n], place / "memory", asked.jobs)
            print(f"memory of {n} small reports, MB, by tenths: {' '.join(f'{m:.0f}' for m in seen.over_time)}")


if __name__ == "__main__":
    main()
