"""Many corpora: a report each, an index of them, and a record of the run; what is there and unchanged is kept."""

import hashlib
import json
import logging
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from .. import __version__, annotate, limits, paths, report
from ..corpus import find, name_of_url
from ..engine import process
from ..report import status
from ..store import is_store
from . import record, settings
from .record import INDEX, RUN, Outcome, write_index
from .settings import Run, SettingsError

__all__ = ["INDEX", "RUN", "Outcome", "Run", "SettingsError", "fingerprint", "run", "settings", "write_index"]

OFTEN = 2.0
"""Seconds between two writings of the index while the run goes on."""
GRACE = 5.0
"""Seconds that work under way gets to end when a run is interrupted."""
ERROR = "error.txt"
"""Beside a report that could not be made: where the error came from."""
_BESIDE = ("articles.csv", "corrections.csv", "speakers.csv", "private.csv")

_log = logging.getLogger(__name__)


def run(
    corpora: Sequence[str | Path | Run],
    out: Path,
    *,
    options: report.Options = report.DEFAULTS,
    jobs: int = 1,
    force: bool = False,
    on_corpus: Callable[[int, int, str], None] | None = None,
    on_step: Callable[[str, int, int], None] | None = None,
    on_done: Callable[[Outcome], None] | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> list[Outcome]:
    """Make the report of each corpus; one that cannot be read takes none of the others down.

    Written to `out`, each whole or not at all: the pages, and run.json and index.html for all of them. A report of an
    unchanged corpus (files, options, notebooks, lexicons and program the same) is kept, unless `force`; so a run that
    was stopped at any moment and is started again makes what is missing. A second run in the same folder waits for the
    first, and tells `on_wait` so. `jobs` notebooks are at work at once, of one corpus or of several.
    `on_corpus` is called with the number, of how many, and the path before each; `on_step` with what was done, how many
    steps of all, and of how many; `on_done` with each outcome. Raises UnknownParameterError before anything is made,
    and FolderError where `out` cannot be written.
    """
    runs = [c if isinstance(c, Run) else Run(str(c), options) for c in corpora]
    for chosen in {id(r.options): r.options for r in runs}.values():
        settings.check(chosen)
    with report.held(out, on_wait), annotate.workers_kept():
        return _Batch(runs, out, jobs, force, on_corpus, on_step, on_done).outcomes()


class _Batch:
    """One run under way: what it has made so far, and how far it has got."""

    def __init__(
        self,
        runs: Sequence[Run],
        out: Path,
        jobs: int,
        force: bool,
        on_corpus: Callable[[int, int, str], None] | None,
        on_step: Callable[[str, int, int], None] | None,
        on_done: Callable[[Outcome], None] | None,
    ) -> None:
        self.runs, self.out, self.jobs, self.force = runs, out, max(1, jobs), force
        self.on_corpus, self.on_step, self.on_done = on_corpus, on_step, on_done
        self.kept = {o.name: (page, mark, o) for page, mark, o in record.noted(out)}
        self.known = {name: o for name, (_, _, o) in self.kept.items()}
        self.names = _names(runs, self.known)
        self.steps = [report.steps(dict.fromkeys(report.notebooks.find(r.options.folder))) for r in runs]
        self.done = 0
        self.begun = 0
        self.written = float("-inf")
        self.lock = threading.Lock()
        process.begin()

    def outcomes(self) -> list[Outcome]:
        """Make all reports, several at a time, so that one is read and written while notebooks of another run."""
        at_once = 1 if self.jobs == 1 else 1 + -(-self.jobs // 4)
        workers, makers = ThreadPoolExecutor(self.jobs), ThreadPoolExecutor(at_once)
        futures = [makers.submit(self._one, n, workers) for n in range(len(self.runs))]
        try:
            done = [_result(f) for f in futures]
        except BaseException:
            process.stop()
            wait(futures, timeout=GRACE)
            raise
        finally:
            for pool in (makers, workers):
                pool.shutdown(wait=False, cancel_futures=True)
        record.write(self.out, self.known.values())
        return done

    def _one(self, number: int, workers: ThreadPoolExecutor) -> Outcome:
        process.go_on()
        path = self.runs[number].path
        with self.lock:
            self.begun += 1
            if self.on_corpus:
                self.on_corpus(self.begun, len(self.runs), path)
        taken = 0

        def step(what: str, done: int, total: int) -> None:
            nonlocal taken
            process.go_on()
            with self.lock:
                self.done += done - taken
                taken = done
                if self.on_step:
                    self.on_step(f"{self.names[number]}: {what}", self.done, sum(self.steps))

        outcome = self._made(number, workers, step)
        step("done", self.steps[number], self.steps[number])
        with self.lock:
            if outcome.state != "absent":
                self.known[outcome.name] = outcome
            if time.monotonic() - self.written > OFTEN:
                record.write(self.out, self.known.values())
                self.written = time.monotonic()
            if self.on_done:
                self.on_done(outcome)
        return outcome

    def _made(self, number: int, workers: ThreadPoolExecutor, step: Callable[[str, int, int], None]) -> Outcome:
        path, options, _ = self.runs[number]
        name = self.names[number]
        chosen = _told(options)
        begun = time.perf_counter()
        failed = Outcome(path, name, "failed", settings=chosen)
        try:
            find(path)
        except FileNotFoundError as error:
            return failed._replace(state="absent", error=_reason(error))
        try:
            now = fingerprint(path, options)
            printed = not options.pdf or (self.out / f"{name}.pdf").is_file()
            if not self.force and now and printed and (kept := self._kept(name, now)):
                status.refresh(self.out / name)
                return kept._replace(path=path, state="kept", settings=chosen, seconds=0.0)
            made = report.make(
                path,
                self.out,
                name=name,
                options=options,
                jobs=self.jobs,
                workers=workers,
                progress=False,
                on_step=step,
            )
            outcome = failed._replace(
                state="made", page=made.page.name, made=made.when, articles=made.articles, left_out=made.left_out,
                speakers=made.facts.speakers, labels=made.facts.labels, voices=made.facts.voices,
                failed=[r.name for r in made.failures], remarks=made.remarks,
                seconds=round(time.perf_counter() - begun, 1),
            )  # fmt: skip
            (self.out / name / ERROR).unlink(missing_ok=True)
            record.note(self.out, outcome, now)
            return outcome
        except Exception as error:  # the other corpora go on; the reason is in the record and the index
            _log.debug("no report of %s", path, exc_info=True)
            return failed._replace(
                error=_reason(error), log=self._explained(name), seconds=round(time.perf_counter() - begun, 1)
            )

    def _kept(self, name: str, now: str) -> Outcome | None:
        """Return the outcome of an earlier run if its page is there as it was made, complete, from the same things."""
        page, mark, outcome = self.kept.get(name, (None, None, None))
        if outcome is None or not outcome.complete or mark != now:
            return None
        return outcome if status.page_hash(self.out / str(outcome.page)) == page else None

    def _explained(self, name: str) -> str | None:
        """Write where the error that is being handled came from; return the file's place in the folder."""
        try:
            (self.out / name).mkdir(exist_ok=True)
            report.write(self.out / name / ERROR, traceback.format_exc())
        except OSError:
            return None
        return f"{name}/{ERROR}"


def _result(future: "Future[Outcome]") -> Outcome:
    while not future.done():  # a wait without end could not be interrupted on Windows
        wait([future], timeout=0.5)
    return future.result()


def fingerprint(corpus: str, options: report.Options = report.DEFAULTS) -> str | None:
    """Return a hash of all that a report depends on; None where that cannot be known (a URL, pasted text)."""
    place = find(corpus)
    if not isinstance(place, Path):
        return None
    chosen = {f.name: getattr(options, f.name) for f in fields(options) if f.name != "notebooks"}
    whole = hashlib.sha256(json.dumps([__version__, chosen, _own()], sort_keys=True, default=_plain).encode())
    for path in [*_files_of(place), *report.notebooks.find(options.folder)]:
        name = path.relative_to(place) if path.is_relative_to(place) else path.name
        whole.update(f"\0{name}\0{_hash(path)}".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _hash(path: Path) -> str:
    """Return a file's hash; of one that is not read, for its size, that size alone."""
    size = path.stat().st_size
    return report.file_hash(path) if size <= limits.TABLE else f"{size} bytes"


def _plain(value: object) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _names(runs: Sequence[Run], known: Mapping[str, Outcome]) -> list[str]:
    """Return the names of the reports: those asked for, those they had, else their corpora's own, none twice."""
    asked = {r.name for r in runs if r.name}
    before = {o.path: name for name, o in known.items() if name not in asked}
    taken = {n.casefold() for n in (*asked, *before.values(), Path(INDEX).stem)}
    names = []
    for path, _, name in runs:
        if not name:
            name = before.get(path)
        if not name:
            own = report.name_of(_own_name(path))
            name, n = own, 1
            while name.casefold() in taken:
                n += 1
                name = f"{own}-{n}"
            taken.add(name.casefold())
            before[path] = name
        names.append(name)
    return names


def _own_name(path: str) -> str:
    if path == "-":
        return "pasted-text"
    return name_of_url(path) if "://" in path else Path(path).resolve().stem


def _told(options: report.Options) -> str:
    """Return, for people, what was chosen that is not so by itself."""
    said = [f"{name} = {value}" for name, value in options.parameters.items()]
    for f in fields(options):
        value = getattr(options, f.name)
        if f.name != "parameters" and value != getattr(report.DEFAULTS, f.name):
            said.append(f"{f.name.replace('_', ' ')}: {value}")
    return ", ".join(said)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror[:1].lower()}{error.strerror[1:]}"
    return str(error) or type(error).__name__


def _files_of(place: Path) -> list[Path]:
    """Return the files of a corpus, and those beside a single file that are read with it."""
    if place.is_file():
        return [place, *(f for n in _BESIDE if (f := place.parent / n).is_file())]
    if is_store(place):
        return sorted(f for f in place.rglob("*") if f.is_file())
    return sorted(f for f in place.rglob("*") if f.is_file() and not f.name.startswith("."))


@cache
def _own() -> str:
    """Return a hash of the program itself and its lexicons."""
    here = Path(__file__).parents[1]
    kinds = (".py", ".css", ".js", ".j2", ".html", ".json", ".onnx")
    own = {f for f in here.rglob("*") if f.suffix in kinds and f.is_file()}
    files = sorted({*own, *paths.lexicons().glob("*.csv")})
    return hashlib.sha256("".join(f"{f.name}{report.file_hash(f)}" for f in files).encode()).hexdigest()
