"""Annotations kept from run to run, by all that they depend on; and what made them, for the record."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import language, paths, tables
from ..actors import Record
from ..attribution.model import weights_hash
from ..lexicon import Lexicon
from ..measured import figures
from ..sentiment import DEFAULT
from ..tables import Article
from .one import Annotated

if TYPE_CHECKING:
    from spacy.tokens import Doc

READERS = ("spacy", "onnxruntime", "tokenizers", "textblob", "vaderSentiment")
"""The libraries whose version may change what is found."""
PARSING = ("language", "cleaning")
ANNOTATING = ("annotate", "tables", "attribution", "actors", "voices", "labels", "sentiment", "lexicon")
"""The modules that make a parse, and those that make rows of it; a change of theirs is not hidden by the cache."""
_DOC_ATTRS = ("LEMMA", "POS", "TAG", "HEAD", "DEP", "SENT_START", "SPACY", "ENT_IOB", "ENT_TYPE")


class Cache:
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
        """Return what is kept; None where nothing is."""
        if self._db is None:
            return None
        try:
            row = self._db.execute("SELECT value FROM kept WHERE stage = ? AND key = ?", (stage, key)).fetchone()
            return zlib.decompress(row[0]) if row else None
        except (sqlite3.Error, zlib.error):
            return None

    def put(self, stage: str, key: str, value: bytes) -> None:
        """Keep a value, in place of what was kept."""
        if self._db is not None:
            try:
                self._db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (stage, key, zlib.compress(value, 1)))
            except sqlite3.Error:
                self.close()

    def commit(self) -> None:
        """Write what was put."""
        if self._db is not None:
            try:
                self._db.commit()
            except sqlite3.Error:
                self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None


def key_of(*parts: str | None) -> str:
    """Return a key made of all that a value depends on."""
    return hashlib.sha256("\x00".join(p or "" for p in parts).encode("utf-8", "surrogatepass")).hexdigest()


def parser() -> str:
    """Return what a parse depends on besides the text: pipeline and code."""
    return key_of(language.pipeline_version(), *(version(p) for p in READERS), _code(PARSING))


def fingerprint(lexicon: Lexicon, scorers: Sequence[str], min_confidence: float) -> str:
    """Return what rows depend on besides the text: parse, code, model, confidence, lexicons, scorers."""
    confidence = f"{figures().own_words.right.value} {float(min_confidence)}"
    return key_of(parser(), _code(ANNOTATING), weights_hash(), confidence, *sorted(lexicon.hashes.values()), *scorers)


@cache
def _code(modules: tuple[str, ...]) -> str:
    """Return a hash of modules of this package, each a file or a folder of them."""
    here = Path(__file__).parents[1]
    files = [f for name in modules for f in (sorted((here / name).glob("*.py")) or [here / f"{name}.py"])]
    return key_of(*(hashlib.sha256(f.read_bytes()).hexdigest() for f in files))


def pack(annotated: Annotated) -> bytes:
    """Return an annotated article as it is kept, without its text."""
    return json.dumps([annotated.article.n_words, annotated.cast, annotated.rows], ensure_ascii=True).encode()


def unpack(kept: bytes, article: Article) -> Annotated:
    """Return what was kept of an article with the same text as this one, as its annotations."""
    n_words, cast, rows = json.loads(kept)
    key = article.article_id
    return Annotated(
        article._replace(n_words=n_words),
        [Record(*r) for r in cast],
        {t: [tables.TABLES[t](key, *row[1:]) for row in of_table] for t, of_table in rows.items()},
    )


def doc_bytes(doc: "Doc") -> bytes:
    """Return a parse as it is kept."""
    from spacy.tokens import DocBin

    return DocBin(attrs=_DOC_ATTRS, docs=[doc], store_user_data=False).to_bytes()


def doc_from(kept: bytes) -> "Doc":
    """Return the parse that was kept."""
    from spacy.tokens import DocBin

    return next(iter(DocBin().from_bytes(kept).get_docs(language.vocabulary())))


def default_cache() -> Path:
    """Return the file in which annotations are kept."""
    return paths.cache() / "annotations.sqlite"


def manifest(lexicon: Lexicon, scorers: Sequence[str] = DEFAULT, min_confidence: float = 0.0) -> Mapping[str, Any]:
    """Return what made the annotations: versions, pipeline, lexicon hashes, scorers, the least confidence."""
    from .. import __version__

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
