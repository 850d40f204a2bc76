"""Many corpora: a report each, an index of them, and a record of the run; what is there and unchanged is kept."""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from . import __version__, interface, paths, report
from .corpus import find, name_of_url
from .store import is_store

RUN, INDEX, MADE = "run.json", "index.html", "made.json"
_BESIDE = ("articles.csv", "corrections.csv", "speakers.csv", "private.csv")

_log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What came of a corpus: its page (a file name; none where there is an error), and how it got there.

    `state` is made, kept (unchanged since) or failed (no page, for the reason in `error`); `failed` names notebooks
    that stopped with an error. `remarks` say what was left out and which corrections did not fit, a line for each.
    """

    path: str
    name: str
    state: str
    page: str | None
    articles: int | None
    left_out: int | None
    failed: list[str]
    error: str | None
    seconds: float
    remarks: list[str]

    @property
    def complete(self) -> bool:
        """Whether there is a page with every notebook in it."""
        return self.page is not None and not self.failed


def run(
    corpora: Sequence[str | Path],
    out: Path,
    *,
    options: report.Options = report.DEFAULTS,
    jobs: int = 1,
    force: bool = False,
    on_corpus: Callable[[int, int, str], None] | None = None,
    on_step: Callable[[str, int, int], None] | None = None,
    on_done: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Make the report of each corpus; one that cannot be read takes none of the others down.

    Written to `out`, each whole or not at all: the pages, run.json and index.html, after every corpus. A report of an
    unchanged corpus (files, options, notebooks, lexicons and program the same) is kept, unless `force`.
    `on_corpus` is called with the number, of how many, and the path before each; `on_done` with each outcome.
    Raises UnknownParameterError before anything is made.
    """
    report.notebooks.check(report.notebooks.find(options.folder), options.parameters)
    out.mkdir(parents=True, exist_ok=True)
    known = {o.name: o for o in _earlier(out)}
    names = {o.path: o.name for o in known.values()}
    outcomes = []
    for n, corpus in enumerate(corpora, 1):
        path = str(corpus)
        if on_corpus:
            on_corpus(n, len(corpora), path)
        outcome = _one(path, out, _name(path, names), options, jobs, force, on_step)
        names[path] = outcome.name
        known[outcome.name] = outcome
        outcomes.append(outcome)
        _record(out, list(known.values()))
        if on_done:
            on_done(outcome)
    return outcomes


def fingerprint(corpus: str, options: report.Options = report.DEFAULTS) -> str | None:
    """Return a hash of all that a report depends on; None where that cannot be known (a URL, pasted text)."""
    place = find(corpus)
    if not isinstance(place, Path):
        return None
    chosen = {f.name: getattr(options, f.name) for f in fields(options) if f.name != "notebooks"}
    whole = hashlib.sha256(json.dumps([__version__, chosen], sort_keys=True, default=_plain).encode())
    for path in [*_files_of(place), *report.notebooks.find(options.folder), *_own_files()]:
        name = path.relative_to(place) if path.is_relative_to(place) else path.name
        whole.update(f"\0{name}\0{report.file_hash(path)}".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _plain(value: object) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _name(path: str, names: Mapping[str, str]) -> str | None:
    """Return the name of a corpus's report: the one it had, else its own, with a number if that is another's."""
    if path in names:
        return names[path]
    if path == "-":
        return None
    own = report.name_of(name_of_url(path) if "://" in path else Path(path).resolve().stem)
    name, n = own, 1
    while name in names.values():
        n += 1
        name = f"{own}-{n}"
    return name


def _one(
    path: str,
    out: Path,
    name: str | None,
    options: report.Options,
    jobs: int,
    force: bool,
    on_step: Callable[[str, int, int], None] | None,
) -> Outcome:
    begun = time.perf_counter()
    try:
        now = fingerprint(path, options)
        if not force and now and name and (kept := _kept(out, path, name, now)):
            return kept
        made = report.make(path, out, name=name, options=options, jobs=jobs, on_step=on_step)
        failed = [r.name for r in made.failures]
        seconds = round(time.perf_counter() - begun, 1)
        outcome = Outcome(
            path,
            made.page.stem,
            "made",
            made.page.name,
            made.articles,
            made.left_out,
            failed,
            None,
            seconds,
            made.remarks,
        )
        _write_json(out / outcome.name / MADE, {"fingerprint": now, **outcome._asdict()})
        return outcome
    except Exception as error:  # the other corpora go on; the reason is in the record and the index
        _log.debug("no report of %s", path, exc_info=True)
        reason = str(error) or type(error).__name__
        seconds = round(time.perf_counter() - begun, 1)
        return Outcome(path, name or report.name_of(path), "failed", None, None, None, [], reason, seconds, [])


def _kept(out: Path, path: str, name: str, now: str) -> Outcome | None:
    """Return the outcome of an earlier run if its page is there, complete, and of the same fingerprint."""
    try:
        made = json.loads((out / name / MADE).read_text("utf-8"))
        if made.pop("fingerprint") != now:
            return None
        outcome = Outcome(**made)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not outcome.complete or not (out / f"{name}.html").is_file():
        return None
    return outcome._replace(path=path, state="kept", seconds=0.0)


def _earlier(out: Path) -> Iterator[Outcome]:
    """Yield the outcomes of earlier runs whose pages are still there."""
    try:
        rows = json.loads((out / RUN).read_text("utf-8"))["reports"]
        for row in rows:
            outcome = Outcome(**row)
            if outcome.page and (out / outcome.page).is_file():
                yield outcome
    except (OSError, ValueError, KeyError, TypeError):
        return


def _record(out: Path, outcomes: Sequence[Outcome]) -> None:
    from jinja2 import Environment, FileSystemLoader

    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    record = {"whosewords": __version__, "made": made, "reports": [o._asdict() for o in outcomes]}
    _write_json(out / RUN, record)
    environment = Environment(loader=FileSystemLoader(paths.template()), autoescape=True)
    rows = sorted(outcomes, key=lambda o: o.name.casefold())
    page = environment.get_template("reports.html.j2").render(
        rows=rows,
        made=made,
        version=__version__,
        style=interface.style(),
        language=interface.LANGUAGE,
        w=interface.words("index"),
    )
    report.write(out / INDEX, page)


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    report.write(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def _files_of(place: Path) -> list[Path]:
    """Return the files of a corpus, and those beside a single file that are read with it."""
    if place.is_file():
        return [place, *(f for n in _BESIDE if (f := place.parent / n).is_file())]
    if is_store(place):
        return sorted(f for f in place.rglob("*") if f.is_file())
    return sorted(f for f in place.rglob("*") if f.is_file() and not f.name.startswith("."))


def _own_files() -> list[Path]:
    """Return the files of the program itself and its lexicons."""
    here = Path(__file__).parent
    own = [
        f
        for f in here.rglob("*")
        if f.suffix in (".py", ".css", ".js", ".j2", ".html", ".json", ".onnx") and f.is_file()
    ]
    return sorted({*own, *paths.lexicons().glob("*.csv")})
