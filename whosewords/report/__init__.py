"""The notebooks run on a corpus and made into one HTML page that needs nothing but itself."""

import hashlib
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .. import paths
from ..corpus import Corpus, find, open_store, write_store
from ..engine import process
from ..store import StoreError, is_store
from . import notebooks, pdf
from .notebooks import Ran, UnknownParameterError
from .options import Options

__all__ = ["Made", "Options", "Ran", "UnknownParameterError", "make", "name_of", "notebooks"]

LONGEST_CELL = 1800.0
"""Seconds a cell may take."""
DEFAULTS = Options()

_log = logging.getLogger(__name__)


class Made(NamedTuple):
    """A report: its page, the corpus's name, articles and files left out, the notebooks as run, seconds by stage.

    `remarks`: a line for each file left out and for each correction that changed nothing, with the reason.
    """

    page: Path
    name: str
    articles: int
    left_out: int
    ran: list[Ran]
    seconds: dict[str, float]
    remarks: list[str]

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
    timeout: float | None = LONGEST_CELL,
    progress: bool | None = None,
    on_step: Callable[[str, int, int], None] | None = None,
) -> Made:
    """Make the report of a corpus: `out`/<name>.html, with the executed notebooks, tables and log in `out`/<name>/.

    `name` is another name for it than its own. `on_step` is called with what was done, how many steps are done, and of
    how many. A notebook that fails is in the page, with its error.
    Raises UnknownParameterError, PdfError where no browser can print, and what `read_corpus` raises.
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
    target.mkdir(parents=True, exist_ok=True)
    step = _Steps(len(chosen) + 2, on_step)
    begun = time.perf_counter()
    corpus, store, beside = _annotated(path, place, target, name, options.min_confidence, jobs, progress)
    seconds = {"annotation": time.perf_counter() - begun}
    step("read the articles")

    begun = time.perf_counter()
    ran = notebooks.run(chosen, str(store), beside, jobs=jobs, timeout=timeout, on_done=lambda r: step(f"ran {r.name}"))
    seconds["notebooks"] = time.perf_counter() - begun

    begun = time.perf_counter()
    from . import page, pseudonyms

    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    hashes = {n.name: file_hash(n) for n in chosen}
    private = pseudonyms.read_private(_folder_of(place)) if options.pseudonyms and isinstance(place, Path) else {}
    html = page.render(corpus, ran, options=options, hashes=hashes, made=made, private=private)
    written = write(target / f"{beside.name}.html", html)
    seconds["page"] = time.perf_counter() - begun
    remarks = _remarks(corpus)
    if options.pdf:
        begun = time.perf_counter()
        try:
            pdf.make(written)
        except pdf.PdfError as error:  # the page itself is there
            remarks.append(f"no PDF: {error}")
        seconds["pdf"] = time.perf_counter() - begun
    step("wrote the page")
    _write_log(beside / "log.txt", made, corpus, ran, seconds)
    return Made(written, corpus.name, len(corpus.articles), len(corpus.left_out), ran, seconds, remarks)


def _remarks(corpus: Corpus) -> list[str]:
    """Return a line for each file that was left out and each correction that changed nothing, with the reason."""
    unfit = corpus.corrections[corpus.corrections["problem"].notna()]
    return [f"{r.source_file}: {r.reason}" for r in corpus.left_out.itertuples(index=False)] + [
        f"corrections.csv, row {r.row}: {r.problem}" for r in unfit.itertuples(index=False)
    ]


def name_of(text: str) -> str:
    """Return a corpus's name as a file name: letters, digits, hyphens, dots and underscores, never empty or hidden."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-.")[:100] or "corpus"


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, text: str) -> Path:
    """Write a file so that there is either all of it or what was there before."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _annotated(
    path: str | Path,
    place: Path | str,
    target: Path,
    name: str | None,
    min_confidence: float,
    jobs: int,
    progress: bool | None,
) -> tuple[Corpus, Path, Path]:
    """Return the corpus, its store for the notebooks, and the folder beside the page."""
    if isinstance(place, Path) and is_store(place):
        corpus = open_store(place, min_confidence=min_confidence)
        return corpus, place, _folder(target, name or corpus.name)
    with tempfile.TemporaryDirectory(prefix=".corpus-", dir=target) as made:
        corpus = write_store(path, Path(made) / "corpus", min_confidence=min_confidence, jobs=jobs, progress=progress)
        beside = _folder(target, name or corpus.name)
        _keep_apart(place, beside)
        store = beside / "corpus"
        if store.exists() and not is_store(store):
            raise StoreError(f"{store} is in the way and was not made here; name another folder with --out")
        shutil.rmtree(store, ignore_errors=True)
        (Path(made) / "corpus").replace(store)
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
    folder = target / name_of(name)
    folder.mkdir(exist_ok=True)
    return folder


def _write_log(path: Path, made: str, corpus: Corpus, ran: list[Ran], seconds: Mapping[str, float]) -> None:
    lines = [f"{made}  {corpus.name}: {len(corpus.articles)} articles, {len(corpus.left_out)} left out"]
    lines += [f"left out  {r.source_file}: {r.reason}" for r in corpus.left_out.itertuples(index=False)]
    for r in ran:
        lines.append(f"{r.seconds:7.2f} s  {r.name}  {'failed: ' + r.failure if r.failure else 'done'}")
        lines += [f"    {line}" for line in re.sub(r"\x1b\[[0-9;]*m", "", r.trace).splitlines()]
    lines += [f"{s:7.2f} s  {stage} in all" for stage, s in seconds.items()]
    write(path, "\n".join(lines) + "\n")


class _Steps:
    """Counts what is done, for a progress bar."""

    def __init__(self, total: int, tell: Callable[[str, int, int], None] | None) -> None:
        self.total, self.done, self.tell = total, 0, tell

    def __call__(self, what: str) -> None:
        self.done += 1
        _log.info("%s", what)
        if self.tell:
            self.tell(what, self.done, self.total)
