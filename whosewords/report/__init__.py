"""The notebooks run on a corpus and made into one HTML page that needs nothing but itself."""

import hashlib
import logging
import re
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .. import paths
from ..corpus import Corpus, find, open_store, write_store
from ..engine import process
from ..store import StoreError, is_store
from . import notebooks, parts, pdf
from .folder import FolderError, held, saying, unfinished, write
from .notebooks import Ran, UnknownParameterError
from .options import Options

__all__ = [
    "Facts", "FolderError", "Made", "Options", "Ran", "UnknownParameterError", "held", "make", "name_of", "notebooks",
    "saying", "write",
]  # fmt: skip

LONGEST_CELL = 1800.0
"""Seconds a cell may take."""
DEFAULTS = Options()
RECORD = "made.json"
"""What whoever made a report may note beside it; gone as soon as the report is being made again."""
TOP = 3
"""Labels named in a row about a report."""

LONGEST_NAME = 200
"""Bytes of a report's name: with an ending, no file system takes more than 255."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever the ending."""

_annotating, _rendering = threading.Lock(), threading.Lock()
"""One corpus at a time: the pipeline and the exporter are not made to be shared."""

_log = logging.getLogger(__name__)


class Facts(NamedTuple):
    """What a row about a report tells of it: how many speak, the labels used most, words by voice."""

    speakers: int
    labels: list[tuple[str, int]]
    voices: list[tuple[str, str, float, str]]
    """What a voice is called, how it is worded (the columns of `speakers.voice_bar`), its share, and that in words."""


class Made(NamedTuple):
    """A report: its page, the corpus's name, articles and files left out, the notebooks as run, seconds by stage.

    `remarks`: a line for each file left out, correction that changed nothing, or file beside the page that could not be
    written or read, with the reason. `when` it was made, for people.
    """

    page: Path
    name: str
    articles: int
    left_out: int
    ran: list[Ran]
    seconds: dict[str, float]
    remarks: list[str]
    facts: Facts
    when: str

    @property
    def failures(self) -> list[Ran]:
        """The notebooks that stopped with an error."""
        return [r for r in self.ran if r.failure]


def make(
    path: str | Path,
    out: str | Path | None = None,
    *,
    name: str | None = None,
    options: Options = DEFAULTS,
    jobs: int = 1,
    workers: Executor | None = None,
    timeout: float | None = LONGEST_CELL,
    progress: bool | None = None,
    on_step: Callable[[str, int, int], None] | None = None,
) -> Made:
    """Make the report of a corpus: `out`/<name>.html, with the executed notebooks, tables and log in `out`/<name>/.

    `name` is another name for it than its own, `workers` are those of `notebooks.run`. `on_step` is called with what
    was done, how many steps are done, and of how many. A notebook that fails is in the page, with its error.
    Raises UnknownParameterError, FolderError where something cannot be written, PdfError where no browser
    can print, and what `read_corpus` raises; a report that was there before then stays.
    """
    if options.pdf:
        pdf.browser()
    process.warm_up()
    chosen = notebooks.check(notebooks.find(options.folder), options.parameters)
    if options.profile == "brief":
        chosen = {}
    place = find(path)
    target = Path(out) if out is not None else paths.reports()
    _keep_apart(place, target)
    step = _Steps(steps(chosen), on_step)
    with held(target), unfinished(target) if options.shared else nullcontext() as apart:
        begun = time.perf_counter()
        corpus, store, beside = _annotated(path, place, target, apart, name, options.min_confidence, jobs, progress)
        seconds = {"annotation": time.perf_counter() - begun}
        there = parts.has(corpus)
        missing = [found for n in chosen if (found := parts.absent(n, there))]
        chosen = {n: given for n, given in chosen.items() if n.stem not in {m.name for m in missing}}
        step("read the articles")
        for left_out in missing:
            step(f"left out {left_out.name}")

        begun = time.perf_counter()
        with ThreadPoolExecutor(1) as aside:
            running = aside.submit(
                notebooks.run, chosen, str(store), apart or beside, jobs=jobs, workers=workers, timeout=timeout,
                on_done=lambda r: step(f"ran {r.name}"),
            )  # fmt: skip
            from ..findings import record
            from . import files, page, pseudonyms, status

            with _rendering:
                page.prepare(corpus, {n.stem for n in chosen})
            ran = running.result()
        seconds["notebooks"] = time.perf_counter() - begun

        process.go_on()
        begun = time.perf_counter()
        made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        hashes = {n.name: file_hash(n) for n in chosen}
        private = pseudonyms.read_private(_folder_of(place)) if options.pseudonyms and isinstance(place, Path) else {}
        with _rendering:
            html = page.render(corpus, ran, options=options, hashes=hashes, made=made, private=private, absent=missing)
            facts = _facts(corpus)
            recorded = record.record(corpus, made=made, parameters=options.parameters)
            hide = page.hider(corpus, options, private)
            recorded = record.hidden(recorded, hide) if options.shared else recorded
        told = status.shown(beside, recorded)
        seconds["page"] = time.perf_counter() - begun

        begun = time.perf_counter()
        with _rendering:
            problems = files.write(corpus, ran, recorded, beside, options)
        written = write(target / f"{beside.name}.html", status.put(html, told))
        seconds["exports"] = time.perf_counter() - begun
        remarks = [*filter(None, [told.problem]), *problems, *map(hide, _remarks(corpus))]
        if options.pdf or options.shared:  # one of an earlier page, that would be taken for this one
            with saying(written.with_suffix(".pdf")):
                written.with_suffix(".pdf").unlink(missing_ok=True)
        if options.pdf:
            begun = time.perf_counter()
            try:
                pdf.make(written)
            except pdf.PdfError as error:  # the page itself is there
                remarks.append(f"no PDF: {error}")
            seconds["pdf"] = time.perf_counter() - begun
        _write_log(beside / "log.txt", made, corpus, ran, seconds, hide)
        step("wrote the page")
    counts = len(corpus.articles), len(corpus.left_out)
    return Made(written, corpus.name, *counts, ran, seconds, remarks, facts, made)


def steps(chosen: Mapping[Path, object]) -> int:
    """Return how many steps a report with these notebooks has."""
    return len(chosen) + 2


def _facts(corpus: Corpus) -> Facts:
    from .page import voice_bar

    labels = corpus.sql(f"SELECT entry, count(*) AS n FROM labels GROUP BY entry ORDER BY n DESC, entry LIMIT {TOP}")
    return Facts(
        int(corpus.sql("SELECT count(*) AS n FROM actors WHERE speaks")["n"].iloc[0]),
        [(str(entry), int(n)) for entry, n in zip(labels["entry"], labels["n"], strict=True)],
        [(str(r["voice"]), str(r["wording"]), round(float(r["share"]), 4), r["percent"]) for r in voice_bar(corpus)],
    )


def _remarks(corpus: Corpus) -> list[str]:
    """Return a line for each file that was left out and each correction that changed nothing, with the reason."""
    unfit = corpus.corrections[corpus.corrections["problem"].notna()]
    return [f"{r.source_file}: {r.reason}" for r in corpus.left_out.itertuples(index=False)] + [
        f"corrections.csv, row {r.row}: {r.problem}" for r in unfit.itertuples(index=False)
    ]


def name_of(text: str) -> str:
    """Return a corpus's name as a file name: letters, digits, hyphens, dots and underscores, never empty or hidden."""
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", text)).strip("-.")[:100]
    whole = plain.encode()[:LONGEST_NAME].decode("utf-8", "ignore").rstrip("-.") or "corpus"
    return f"{whole}-" if _RESERVED.match(whole) else whole


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _annotated(
    path: str | Path,
    place: Path | str,
    target: Path,
    apart: Path | None,
    name: str | None,
    min_confidence: float,
    jobs: int,
    progress: bool | None,
) -> tuple[Corpus, Path, Path]:
    """Return the corpus, its store for the notebooks, and the folder beside the page.

    The store is in that folder, or `apart`, if it is not to stay.
    """
    if isinstance(place, Path) and is_store(place):
        corpus = open_store(place, min_confidence=min_confidence)
        return corpus, place, _folder(target, name or corpus.name)
    with unfinished(target) as made:
        with _annotating:
            process.go_on()
            corpus = write_store(path, made / "corpus", min_confidence=min_confidence, jobs=jobs, progress=progress)
        beside = _folder(target, name or corpus.name)
        _keep_apart(place, beside)
        store = (apart or beside) / "corpus"
        if store.exists() and not is_store(store):
            raise StoreError(f"{store} is in the way and was not made here; name another folder with --out")
        with saying(store):
            if store.exists():
                store.replace(made / "before")
            (made / "corpus").replace(store)
    return open_store(store), store, beside


def _keep_apart(place: Path | str, folder: Path) -> None:
    """Raise StoreError where a folder for reports is the corpus itself, or one that holds its files' folder."""
    if not isinstance(place, Path) or is_store(place):
        return
    if folder.resolve() == _folder_of(place).resolve():
        raise StoreError(f"{folder} holds the articles; name another folder for the reports with --out")


def _folder_of(place: Path) -> Path:
    """Return the folder that a corpus's sheets are in."""
    return place if place.is_dir() else place.parent


def _folder(target: Path, name: str) -> Path:
    """Return the folder beside the page; what was known of a report in it holds no more."""
    folder = target / name_of(name)
    with saying(folder):
        folder.mkdir(exist_ok=True)
        (folder / RECORD).unlink(missing_ok=True)
    return folder


def _write_log(
    path: Path, made: str, corpus: Corpus, ran: list[Ran], seconds: Mapping[str, float], hide: Callable[[str], str]
) -> None:
    lines = [f"{made}  {corpus.name}: {len(corpus.articles)} articles, {len(corpus.left_out)} left out"]
    lines += [f"left out  {r.source_file}: {r.reason}" for r in corpus.left_out.itertuples(index=False)]
    for r in ran:
        lines.append(f"{r.seconds:7.2f} s  {r.name}  {'failed: ' + r.failure if r.failure else 'done'}")
        lines += [f"    {line}" for line in re.sub(r"\x1b\[[0-9;]*m", "", r.trace).splitlines()]
    lines += [f"{s:7.2f} s  {stage} in all" for stage, s in seconds.items()]
    write(path, "\n".join(map(hide, lines)) + "\n")


class _Steps:
    """Counts what is done, for a progress bar."""

    def __init__(self, total: int, tell: Callable[[str, int, int], None] | None) -> None:
        self.total, self.done, self.tell = total, 0, tell

    def __call__(self, what: str) -> None:
        self.done += 1
        _log.info("%s", what)
        if self.tell:
            self.tell(what, self.done, self.total)
