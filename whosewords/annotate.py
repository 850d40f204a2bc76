"""Articles to all ten tables: one pass, cached by stage, with progress, on one process or several."""

import hashlib
import json
import os
import signal
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from . import actors, language, tables
from .actors import ARTICLE_ACTOR, Cast, Record
from .articles import LeftOut
from .attribution import Found, Quoted, at_least, find_attributions
from .attribution.model import weights_hash
from .attribution.translated import translated
from .cleaning import find_quotations
from .labels import find_labels, find_markers, label_rows, marker_rows
from .lexicon import Lexicon
from .measured import figures
from .sentiment import DEFAULT, score_segments
from .tables import ARTICLE, CHAIN_ARROW, UNKNOWN, Article
from .voices import chain_of, is_word, scare_quotes, segments, sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

CHUNK = 8
"""Articles handed to the parser, or to another process, at a time."""
READERS = ("spacy", "onnxruntime", "tokenizers", "textblob", "vaderSentiment")
"""The libraries whose version may change what is found."""
PARSING = ("language", "cleaning")
ANNOTATING = ("annotate", "tables", "attribution", "actors", "voices", "labels", "sentiment", "lexicon")
"""The modules that make a parse, and those that make rows of it; a change of theirs is not hidden by the cache."""


class Annotated(NamedTuple):
    """An article with its rows of the other tables; actors are positions in `cast` until the corpus is put together."""

    article: Article
    cast: list[Record]
    rows: dict[str, list[Any]]


def annotate_doc(
    article: Article, doc: "Doc", lexicon: Lexicon, scorers: Sequence[str] = DEFAULT, min_confidence: float = 0.0
) -> Annotated:
    """Return an article's rows of all tables, from its parse; `min_confidence` as in `find_attributions`.

    Who is who is told from all that was found, so that a higher threshold leaves out and renames nobody.
    """
    key, text = article.article_id, article.text
    n_headline = len(article.title) if article.title and text.startswith(article.title) else 0
    quoted = Quoted(doc, find_quotations(text))
    every = find_attributions(doc, lexicon, quoted, n_headline)
    cast, mentions, speakers = actors.find_actors(doc, every, quoted, lexicon, n_headline)
    by_translator = translated(doc, every, speakers, quoted)
    kept = at_least(every, min_confidence)
    found, ids = list(kept.values()), [_local_id(speakers[n]) for n in kept]
    heard = {speakers[n] for n, f in kept.items() if f.act not in tables.UNSAID}
    for number, one in enumerate(cast):
        one.speaks = number in heard
    sents = sentences(key, doc, n_headline)
    segs = segments(key, doc, found, ids, quoted, sents)
    markers = find_markers(doc, lexicon, scare_quotes(doc, found, quoted))
    rows: dict[str, list[Any]] = {
        "sentences": sents,
        "tokens": _tokens(key, doc, segs),
        "mentions": [
            tables.Mention(key, n, m.start, m.end, m.form, _local_id(m.actor), m.confidence)
            for n, m in enumerate(mentions)
        ],
        "attributions": [
            _attribution(key, n, f, by_translator[m], ids[n]) for n, (m, f) in enumerate(kept.items())
        ],
        "segments": segs,
        "labels": label_rows(key, find_labels(doc, lexicon), markers, sents, segs),
        "markers": marker_rows(key, markers, segs),
        "sentiment": score_segments(key, text, [s for s in segs if s.n_words], scorers),
    }  # fmt: skip
    n_words = sum(s.n_words for s in segs)
    return Annotated(article._replace(n_words=n_words), [a.record() for a in cast], rows)


def _attribution(key: str, number: int, f: Found, by_translator: bool, speaker_id: str) -> tables.Attribution:
    source_start, source_end = f.source or (None, None)
    cue_start, cue_end = f.cue or (None, None)
    return tables.Attribution(
        key, number, f.parent, f.depth, source_start, source_end, cue_start, cue_end, f.cue_lemma, f.stance, f.act,
        f.mode, [{"start": s, "end": e} for s, e in f.content], by_translator, speaker_id, f.rule, f.confidence,
    )  # fmt: skip


def _local_id(number: int) -> str:
    return str(number) if number >= 0 else ARTICLE if number == ARTICLE_ACTOR else UNKNOWN


def _tokens(key: str, doc: "Doc", segs: Sequence[tables.Segment]) -> list[tables.Token]:
    """Return the words of a text with their sentence, segment and head (null where the head is no word)."""
    words = [t for t in doc if is_word(t)]
    number = {t.i: n for n, t in enumerate(words)}
    out = []
    segment = 0
    for n, t in enumerate(words):
        start = t.idx
        while segment + 1 < len(segs) and segs[segment].end <= start:
            segment += 1
        head = None if t.head.i == t.i else number.get(t.head.i)
        text = t.text
        out.append(
            tables.Token(
                key,
                n,
                segs[segment].sentence_id,
                segment,
                start,
                start + len(text),
                text,
                t.lemma_,
                t.pos_,
                head,
                t.dep_,
            )
        )
    return out


# many articles ---------------------------------------------------------------------------------------------


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
    store = _Cache(cache_file) if cache_file else None
    several = False  # one batch is done before other processes would have started
    stage = _fingerprint(lexicon, scorers, min_confidence)
    try:
        for batch in _batches(articles, CHUNK * max(1, jobs)):
            done: dict[int, Annotated | LeftOut] = {}
            todo: list[tuple[int, Article]] = []
            for n, article in enumerate(batch):
                if article.duplicate_of is not None:
                    done[n] = Annotated(article, [], {})
                elif store and (kept := store.get("rows", _key(stage, article.text, article.title))):
                    done[n] = _unpack(kept, article)
                else:
                    todo.append((n, article))
            if todo:
                at_once = jobs if several or _pool else 1
                made = _annotate_new([a for _, a in todo], lexicon, scorers, min_confidence, at_once, store)
                several = len(todo) == len(batch)
                for (n, article), result in zip(todo, made, strict=True):
                    done[n] = result
                    if store and isinstance(result, Annotated):
                        store.put("rows", _key(stage, article.text, article.title), _pack(result))
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
    store: "_Cache | None",
) -> list[Annotated | LeftOut]:
    model = _parser()
    docs = [store.get("parse", _key(model, a.text)) if store else None for a in articles]
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
                store.put("parse", _key(model, article.text), parse)
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
        parsed = _doc_from(kept) if kept is not None else next(new)
        if isinstance(parsed, Exception):
            out.append((_failure(article, parsed), None))
            continue
        try:
            annotated = annotate_doc(article, parsed, lexicon, scorers, min_confidence)
        except Exception as error:  # one article must not take the others down; it is reported as left out
            out.append((_failure(article, error), None))
            continue
        out.append((annotated, _doc_bytes(parsed) if keep and kept is None else None))
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


_pool: ProcessPoolExecutor | None = None
_keeping = False


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


# the corpus put together -----------------------------------------------------------------------------------


def assemble(annotated: Annotated, cast: Cast, rename: Callable[[str, Sequence[Record]], list[Record]]) -> Annotated:
    """Return an article's rows with actors of the corpus in place of its own.

    `rename` (article_id, records → records) lays corrections of speakers over the article's actors.
    """
    article_id = annotated.article.article_id
    ids = cast.admit(article_id, rename(article_id, annotated.cast))

    def actor(local: str) -> str:
        return local if local in (ARTICLE, UNKNOWN) else ids[int(local)]

    def chain(text: str) -> str:
        return chain_of(actor(local) for local in text.split(CHAIN_ARROW)[1:])

    rows = dict(annotated.rows)
    rows["mentions"] = [r._replace(actor_id=actor(r.actor_id)) for r in rows.get("mentions", ())]
    rows["attributions"] = [r._replace(speaker_id=actor(r.speaker_id)) for r in rows.get("attributions", ())]
    rows["segments"] = [
        r._replace(speaker_id=actor(r.speaker_id), worded_by=actor(r.worded_by), chain=chain(r.chain))
        for r in rows.get("segments", ())
    ]
    rows["labels"] = [
        r._replace(speaker_id=actor(r.speaker_id), worded_by=actor(r.worded_by)) for r in rows.get("labels", ())
    ]
    rows["markers"] = [r._replace(distanced_by=actor(r.distanced_by)) for r in rows.get("markers", ())]
    return annotated._replace(rows={"articles": [annotated.article], **rows})


# what is kept ----------------------------------------------------------------------------------------------


class _Cache:
    """A file of what was computed, by stage and key; a damaged or locked file is only a cache that holds nothing."""

    def __init__(self, file: Path) -> None:
        self._db: sqlite3.Connection | None = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, timeout=10)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS kept (stage TEXT, key TEXT, value BLOB, PRIMARY KEY (stage, key))"
            )
        except (OSError, sqlite3.Error):
            self.close()

    def get(self, stage: str, key: str) -> bytes | None:
        if self._db is None:
            return None
        try:
            row = self._db.execute("SELECT value FROM kept WHERE stage = ? AND key = ?", (stage, key)).fetchone()
            return zlib.decompress(row[0]) if row else None
        except (sqlite3.Error, zlib.error):
            return None

    def put(self, stage: str, key: str, value: bytes) -> None:
        if self._db is not None:
            try:
                self._db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (stage, key, zlib.compress(value, 1)))
            except sqlite3.Error:
                self.close()

    def commit(self) -> None:
        if self._db is not None:
            try:
                self._db.commit()
            except sqlite3.Error:
                self.close()

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _key(*parts: str | None) -> str:
    return hashlib.sha256("\x00".join(p or "" for p in parts).encode("utf-8", "surrogatepass")).hexdigest()


def _parser() -> str:
    """Return what a parse depends on besides the text: pipeline and code."""
    return _key(language.pipeline_version(), *(version(p) for p in READERS), _code(PARSING))


def _fingerprint(lexicon: Lexicon, scorers: Sequence[str], min_confidence: float) -> str:
    """Return what rows depend on besides the text: parse, code, model, confidence, lexicons, scorers."""
    confidence = f"{figures().own_words.right.value} {float(min_confidence)}"
    return _key(_parser(), _code(ANNOTATING), weights_hash(), confidence, *sorted(lexicon.hashes.values()), *scorers)


@cache
def _code(modules: tuple[str, ...]) -> str:
    """Return a hash of modules of this package, each a file or a folder of them."""
    here = Path(__file__).parent
    files = [f for name in modules for f in (sorted((here / name).glob("*.py")) or [here / f"{name}.py"])]
    return _key(*(hashlib.sha256(f.read_bytes()).hexdigest() for f in files))


def _pack(annotated: Annotated) -> bytes:
    return json.dumps([annotated.article.n_words, annotated.cast, annotated.rows], ensure_ascii=True).encode()


def _unpack(kept: bytes, article: Article) -> Annotated:
    n_words, cast, rows = json.loads(kept)
    key = article.article_id
    return Annotated(
        article._replace(n_words=n_words),
        [Record(*r) for r in cast],
        {t: [tables.TABLES[t](key, *row[1:]) for row in of_table] for t, of_table in rows.items()},
    )


def _doc_bytes(doc: "Doc") -> bytes:
    from spacy.tokens import DocBin

    return DocBin(attrs=_DOC_ATTRS, docs=[doc], store_user_data=False).to_bytes()


def _doc_from(kept: bytes) -> "Doc":
    from spacy.tokens import DocBin

    return next(iter(DocBin().from_bytes(kept).get_docs(language.vocabulary())))


_DOC_ATTRS = ("LEMMA", "POS", "TAG", "HEAD", "DEP", "SENT_START", "SPACY", "ENT_IOB", "ENT_TYPE")


def default_cache() -> Path:
    """Return the file in which annotations are kept."""
    from . import paths

    return paths.cache() / "annotations.sqlite"


def default_jobs() -> int:
    """Return how many processes to use where nobody said: one for each processor that this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def manifest(lexicon: Lexicon, scorers: Sequence[str] = DEFAULT, min_confidence: float = 0.0) -> Mapping[str, Any]:
    """Return what made the annotations: versions, pipeline, lexicon hashes, scorers, the least confidence."""
    from . import __version__

    packages = ("spacy", "textblob", "vaderSentiment", "pandas", "duckdb", "pyarrow")
    return {
        "whosewords": __version__,
        "pipeline": language.pipeline_version(),
        "attribution_model": weights_hash(),
        "min_confidence": float(min_confidence),
        "packages": {p: version(p) for p in packages},
        "lexicons": dict(lexicon.hashes),
        "scorers": list(scorers),
    }
