"""Many articles, a few at a time, in one process or several: what is new is done, what is kept is taken."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .. import language
from ..articles import LeftOut
from ..lexicon import Lexicon
from ..sentiment import DEFAULT
from ..tables import Article
from .kept import Cache, doc_bytes, doc_from, fingerprint, key_of, pack, parser, unpack
from .one import Annotated, annotate_doc

if TYPE_CHECKING:
    from spacy.tokens import Doc

CHUNK = 8
"""Articles handed to the parser, or to another process, at a time."""
_pool: ProcessPoolExecutor | None = None
_keeping = False


def annotate(
    articles: Iterable[Article],
    lexicon: Lexicon,
    *,
    jobs: int = 1,
    cache_file: Path | None = None,
    scorers: Sequence[str] = DEFAULT,
    min_confidence: float = 0.0,
    on_done: Callable[[Article], None] | None = None,
) -> Iterator[Annotated | LeftOut]:
    """Yield each article annotated, in order; one that cannot be is a LeftOut and the others go on.

    With `cache_file`, parses are kept by text and pipeline, and rows by text, code, pipeline, lexicons, scorers and
    `min_confidence` (see `find_attributions`), so that only what is new is done. `jobs` processes work at once, memory
    holds a few articles of each. Duplicates are not annotated. `on_done` is called after every article.
    """
    store = Cache(cache_file) if cache_file else None
    several = False  # one batch is done before other processes would have started
    stage = fingerprint(lexicon, scorers, min_confidence)
    try:
        for batch in _batches(articles, CHUNK * max(1, jobs)):
            done: dict[int, Annotated | LeftOut] = {}
            todo: list[tuple[int, Article]] = []
            for n, article in enumerate(batch):
                if article.duplicate_of is not None:
                    done[n] = Annotated(article, [], {})
                elif store and (kept := store.get("rows", key_of(stage, article.text, article.title))):
                    done[n] = unpack(kept, article)
                else:
                    todo.append((n, article))
            if todo:
                at_once = jobs if several or _pool else 1
                made = _annotate_new([a for _, a in todo], lexicon, scorers, min_confidence, at_once, store)
                several = len(todo) == len(batch)
                for (n, article), result in zip(todo, made, strict=True):
                    done[n] = result
                    if store and isinstance(result, Annotated):
                        store.put("rows", key_of(stage, article.text, article.title), pack(result))
            if store:
                store.commit()
            for n, article in enumerate(batch):
                yield done[n]
                if on_done:
                    on_done(article)
    finally:
        if not _keeping:
            _stop_workers()
        if store:
            store.close()


def _annotate_new(
    articles: list[Article],
    lexicon: Lexicon,
    scorers: Sequence[str],
    min_confidence: float,
    jobs: int,
    store: "Cache | None",
) -> list[Annotated | LeftOut]:
    model = parser()
    docs = [store.get("parse", key_of(model, a.text)) if store else None for a in articles]
    how = lexicon, scorers, min_confidence, store is not None
    if jobs > 1 and len(articles) > 1:
        pool = _workers(jobs)
        step = -(-len(articles) // jobs)
        parts = [slice(i, i + step) for i in range(0, len(articles), step)]
        futures: list[Future[list[tuple[Annotated | LeftOut, bytes | None]]]] = [
            pool.submit(_work, articles[p], docs[p], *how) for p in parts
        ]
        pairs = [pair for f in futures for pair in f.result()]
    else:
        pairs = _work(articles, docs, *how)
    if store:
        for article, (_, parse) in zip(articles, pairs, strict=True):
            if parse is not None:
                store.put("parse", key_of(model, article.text), parse)
    return [result for result, _ in pairs]


def _work(
    articles: Sequence[Article],
    docs: Sequence[bytes | None],
    lexicon: Lexicon,
    scorers: Sequence[str],
    min_confidence: float,
    keep: bool,
) -> list[tuple[Annotated | LeftOut, bytes | None]]:
    """Return each article annotated, with the bytes of its parse where it was new and is to be kept."""
    new = _parse_all([a.text for a, d in zip(articles, docs, strict=True) if d is None])
    out: list[tuple[Annotated | LeftOut, bytes | None]] = []
    for article, kept in zip(articles, docs, strict=True):
        parsed = doc_from(kept) if kept is not None else next(new)
        if isinstance(parsed, Exception):
            out.append((_failure(article, parsed), None))
            continue
        try:
            annotated = annotate_doc(article, parsed, lexicon, scorers, min_confidence)
        except Exception as error:  # one article must not take the others down; it is reported as left out
            out.append((_failure(article, error), None))
            continue
        out.append((annotated, doc_bytes(parsed) if keep and kept is None else None))
    return out


def _parse_all(texts: list[str]) -> "Iterator[Doc | Exception]":
    """Yield a parse for each text; where the batch fails, each is tried alone and what fails is its exception."""
    try:
        yield from list(language.parse(texts))
    except Exception:
        for text in texts:
            try:
                yield from list(language.parse([text]))
            except Exception as error:
                yield error


def _failure(article: Article, error: Exception) -> LeftOut:
    return LeftOut(article.source_file, f"could not be annotated ({type(error).__name__}: {error}); please report it")


def _batches(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def workers_kept() -> Iterator[None]:
    """Keep the processes that annotate, and the pipelines they have loaded, from one corpus to the next."""
    global _keeping
    _keeping = True
    try:
        yield
    finally:
        _keeping = False
        _stop_workers()


def _workers(jobs: int) -> ProcessPoolExecutor:
    global _pool
    if _pool is None:
        from multiprocessing import get_context

        _pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
        )
    return _pool


def _stop_workers() -> None:
    global _pool
    if _pool is not None:
        _pool.shutdown(cancel_futures=True)
        _pool = None


def default_jobs() -> int:
    """Return how many processes to use where nobody said: one for each processor that this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
