"""A corpus as one handle: its ten tables, the questions put to them, what was left out, where it comes from."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from . import actors, annotate, paths, store
from .articles import LeftOut, iter_articles
from .attribution import check_confidence
from .corrections import Corrected, Overlay
from .lexicon import Lexicon, load
from .sentiment import DEFAULT
from .tables import ARTICLE, NO_SOURCE, TABLES, UNKNOWN, WORDINGS, Actor, Article, conform, frame, wording

if TYPE_CHECKING:
    import duckdb


class Corpus:
    """An annotated corpus, in memory or in a store on disk.

    `articles`, `sentences`, `tokens`, `actors`, `mentions`, `attributions`, `segments`, `labels`, `markers`
    and `sentiment` are DataFrames (see `whosewords.tables`); `left_out` names the files that are not in it
    (source_file, reason); `corrections` says what people put right and what the machine's answer was (the columns of
    `corrections.Corrected`, `problem` where a correction does not fit its text); `provenance` says what made it
    (versions, hashes, parameters). `altered` says that the texts were changed after reading (see `swap`), so that
    nobody is shown them as if they had been printed.
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    attributions: pd.DataFrame
    segments: pd.DataFrame
    labels: pd.DataFrame
    markers: pd.DataFrame
    sentiment: pd.DataFrame

    def __init__(
        self,
        name: str,
        tables: Path | Mapping[str, pd.DataFrame],
        *,
        path: str = "",
        left_out: pd.DataFrame | None = None,
        provenance: Mapping[str, Any] | None = None,
        altered: bool = False,
    ) -> None:
        self.name = name
        self.altered = altered
        self.path = path
        self.left_out = _left_out([]) if left_out is None else left_out
        self.provenance: dict[str, Any] = dict(provenance or {})
        self._tables = tables
        self._copies: dict[str, str] = {}
        self._made: dict[Hashable, Any] = {}

    def __repr__(self) -> str:
        counts = self.sql("SELECT (SELECT count(*) FROM articles) a, (SELECT count(*) FROM attributions) b").iloc[0]
        return f"<Corpus {self.name}: {counts['a']} articles, {counts['b']} attributions>"

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a table by its name, read from the store the first time it is asked for."""
        if name not in TABLES:
            raise AttributeError(f"a corpus has no {name!r}; its tables are {', '.join(TABLES)}")
        data = (
            conform(name, self.sql(f"SELECT * FROM {name}")) if isinstance(self._tables, Path) else self._tables[name]
        )
        self.__dict__[name] = data
        return data

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """Return what people put right, one row for each row of corrections.csv."""
        rows = [Corrected(**row) for row in self.provenance.get("corrections", ())]
        whole = {"row": "int64", **dict.fromkeys(("occurrence", "start", "end"), "Int64")}
        data = pd.DataFrame(rows, columns=list(Corrected._fields))
        return data.astype({c: whole.get(c, "str") for c in data.columns})

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        connection = store.connect(self._tables, self._copies)
        applied = self.corrections[self.corrections["problem"].isna()]
        connection.register("corrected", applied[["article_id", "start", "end", "machine"]])
        return connection

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The articles that are no copies of others in the corpus: rows of `articles`."""
        return self.articles[self.articles["duplicate_of"].isna()]

    def sql(self, query: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return the answer to a DuckDB query as a DataFrame; each of the ten tables is a view by its name.

        One view more, `corrected`, has the stretches that people put right (article_id, start, "end", machine).
        """
        return self._connection.execute(query, params).df()

    def add(self, table: str, rows: pd.DataFrame) -> None:
        """Add rows to a table of the corpus's connection that later queries ask; the first of them make it."""
        self._connection.register("added", rows)
        self._connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS SELECT * FROM added LIMIT 0")
        self._connection.execute(f"INSERT INTO {table} SELECT * FROM added")
        self._connection.unregister("added")

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make` gives, made the first time and kept: a corpus never changes. It is not to be changed."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def of_article(self, table: str, article_id: str) -> pd.DataFrame:
        """Return the rows of one article in a table; of a large one in a store, they are read without the rest."""
        if isinstance(self._tables, Path) and table not in self.__dict__ and self._is_large(table):
            return conform(table, self.sql(f"SELECT * FROM {table} WHERE article_id = $id", {"id": article_id}))
        data: pd.DataFrame = getattr(self, table)
        return data[data["article_id"] == article_id].reset_index(drop=True)

    def _is_large(self, table: str) -> bool:
        return bool(
            self.once(("rows of", table), lambda: self.sql(f"SELECT count(*) AS n FROM {table}")["n"][0]) > SMALL
        )

    def without(self, copies: Mapping[str, str]) -> "Corpus":
        """Return the corpus with some of its articles taken for duplicates of others (ids mapped to ids).

        Like exact duplicates they keep their row in `articles`, with `duplicate_of` set, and are in no other table.
        Actors stay, those who are named in them alone too.
        """
        if not copies:
            return self
        tables = self._tables
        if not isinstance(tables, Path):
            tables = {
                t: data if t in ("articles", "actors") else data[~data["article_id"].isin(list(copies))]
                for t, data in tables.items()
            }
            known = tables["articles"]
            marked = known["article_id"].map(copies).fillna(known["duplicate_of"]).astype("str")
            tables["articles"] = known.assign(duplicate_of=marked)
        found = Corpus(self.name, tables, path=self.path, left_out=self.left_out, provenance=self.provenance)
        found._copies = {**self._copies, **copies}
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.actors["actor_id"], self.actors["name"], strict=True))

    def name_of(self, actor_id: str) -> str:
        """Return the name an actor is shown by; the id itself if there is no such actor."""
        return self._names.get(actor_id, actor_id)

    def speaker_of(self, actor_id: str) -> str:
        """Return who is said to speak: the name of an actor, or that no source is found."""
        return NO_SOURCE if actor_id == ARTICLE else self.name_of(actor_id)


SMALL = 50_000
"""Rows up to which a table is read from a store as a whole, and kept, where one article's are asked for."""
RESERVED = (
    Actor(ARTICLE, "the article", None, [], False),
    Actor(UNKNOWN, "an unknown source", None, [], False),
)
"""The two actors every corpus has."""


def from_tables(
    *, name: str = "corpus", left_out: pd.DataFrame | None = None, altered: bool = False, **frames: pd.DataFrame
) -> Corpus:
    """Return a corpus in memory made of tables given by name; those not given are empty.

    `altered`: its texts are not as they were printed, and are marked as such where they are shown.
    Raises KeyError for a name that is no table.
    """
    for table in frames:
        if table not in TABLES:
            raise KeyError(f"{table!r} is no table; the tables are {', '.join(TABLES)}")
    tables = {t: frames[t] if t in frames else frame(t, RESERVED if t == "actors" else ()) for t in TABLES}
    return Corpus(name, tables, left_out=left_out, altered=altered)


def read_corpus(
    path: str | Path,
    *,
    lexicons: Path | None = None,
    scorers: Sequence[str] = DEFAULT,
    min_confidence: float = 0.0,
    corrections: bool = True,
    jobs: int = 1,
    progress: bool | None = None,
    cache: bool = True,
) -> Corpus:
    """Return the annotated corpus of a file, a folder, a store, a table, a URL or pasted text ("-").

    Annotations are cached, so only what is new is computed. A relative path is taken from the working directory if
    it is there, else from the project's folder. `lexicons` is a folder with other lexicons, `scorers` names
    those to use (see `sentiment`), `progress` shows a bar (by default where somebody watches). Attributions with less
    than `min_confidence` are left out (see `attribution.find_attributions`); what only they attributed then has no
    source. `corrections`: whether speakers.csv and corrections.csv beside the articles are applied.
    Raises FileNotFoundError, SheetError for a mistake in these two, or ValueError when nothing in it can be read as an
    article.
    """
    place = find(path)
    if isinstance(place, Path) and store.is_store(place):
        if lexicons is not None or tuple(scorers) != tuple(DEFAULT):
            raise ValueError(f"{path} is a store, annotated already: lexicons and scorers are chosen when it is made")
        opened = open_store(place, min_confidence=min_confidence)
        if not corrections and (opened.provenance.get("corrections") or opened.provenance.get("renamed_speakers")):
            raise ValueError(f"{path} is a store with corrections in it; give the articles it was made from")
        return opened
    work = _Work(place, load(lexicons), scorers, min_confidence, corrections, jobs, progress, cache)
    rows: dict[str, list[Any]] = {t: [] for t in TABLES}
    for batch in work.batches():
        for table, of_table in batch.items():
            rows[table].extend(of_table)
    return Corpus(
        work.name, {t: frame(t, r) for t, r in rows.items()}, path=str(path), left_out=_left_out(work.left_out),
        provenance=work.manifest,
    )  # fmt: skip


def write_store(
    path: str | Path,
    out: Path,
    *,
    lexicons: Path | None = None,
    scorers: Sequence[str] = DEFAULT,
    min_confidence: float = 0.0,
    corrections: bool = True,
    jobs: int = 1,
    progress: bool | None = None,
    cache: bool = True,
) -> Corpus:
    """Annotate a corpus into a store on disk, a few articles in memory at a time; return the opened store.

    What is given is as in `read_corpus`.
    """
    work = _Work(find(path), load(lexicons), scorers, min_confidence, corrections, jobs, progress, cache)
    store.write(out, work.batches(), work.manifest)
    return open_store(out)


def open_store(folder: Path, *, min_confidence: float = 0.0) -> Corpus:
    """Return the corpus of a store, its tables read when they are asked for.

    Raises ValueError where it was made with another `min_confidence` than is asked for (0: any will do).
    """
    manifest = store.read_manifest(folder)
    made_with = manifest.get("min_confidence", 0.0)
    if min_confidence not in (0.0, made_with):
        raise ValueError(
            f"{folder}: this store keeps attributions from a confidence of {made_with:g} on; for {min_confidence:g}, "
            "annotate its articles again"
        )
    left_out = [(r["source_file"], r["reason"]) for r in manifest.get("left_out", ())]
    return Corpus(
        str(manifest.get("name", folder.name)), folder, path=str(folder), left_out=_left_out(left_out),
        provenance=manifest,
    )  # fmt: skip


def find(path: str | Path) -> Path | str:
    """Return where a corpus is: a path that exists, or a URL or "-" unchanged.

    Raises FileNotFoundError saying where it was looked for.
    """
    text = str(path)
    if text == "-" or text.startswith(("http://", "https://")):
        return text
    place = paths.resolve(text)
    if not place.exists():
        looked = dict.fromkeys(map(str, (Path.cwd(), paths.root())))
        raise FileNotFoundError(f"{text}: no such file or folder; looked in {' and '.join(looked)}")
    return place


def voices_of(texts: Sequence[str]) -> pd.DataFrame:
    """Return the segments of texts that somebody typed in, to try things out: one row for each segment with a word.

    Columns: number (of the text, from 1), text, voice (in plain words), speaker, worded_by (names).
    """
    articles = [
        Article(str(n), None, None, None, None, None, None, "en", None, text, 0, "typed in", "", None, [])
        for n, text in enumerate(texts, 1)
    ]
    cast = actors.Cast()
    done = annotate.annotate(articles, load(), cache_file=annotate.default_cache())
    rows = [
        (int(s.article_id), a.article.text[s.start : s.end], WORDINGS[wording(s.voice, s.worded_by)], s)
        for a in done
        if isinstance(a, annotate.Annotated)
        for s in annotate.assemble(a, cast, lambda _, records: list(records)).rows["segments"]
        if s.n_words
    ]
    names = {a.actor_id: a.name for a in (*RESERVED, *cast.actors())}
    table = [
        (n, text, voice, {**names, ARTICLE: NO_SOURCE}[s.speaker_id], names[s.worded_by]) for n, text, voice, s in rows
    ]
    return pd.DataFrame(table, columns=["number", "text", "voice", "speaker", "worded_by"])


class _Work:
    """One corpus being read and annotated: batches of rows, and what is known of it when they are done."""

    def __init__(
        self,
        place: Path | str,
        lexicon: Lexicon,
        scorers: Sequence[str],
        min_confidence: float,
        corrections: bool,
        jobs: int,
        progress: bool | None,
        cache: bool,
    ) -> None:
        self.place = place
        self.lexicon = lexicon
        self.scorers = scorers
        self.min_confidence = check_confidence(min_confidence)
        self.corrections = corrections
        self.jobs = jobs
        self.progress = progress
        self.cache = annotate.default_cache() if cache else None
        self.left_out: list[tuple[str, str]] = []
        self.files: dict[str, list[str]] = {}
        """Hashes by file; a table has one for each of its rows."""
        self.name = place.stem if isinstance(place, Path) else "pasted-text" if place == "-" else name_of_url(place)
        self.manifest: dict[str, Any] = {"name": self.name, "path": str(place)}

    def articles(self) -> Iterator[Article]:
        """Yield what could be read, and remember what could not."""
        for read in iter_articles(self.place):
            if isinstance(read, LeftOut):
                self.left_out.append((read.source_file, read.reason))
            else:
                self.files.setdefault(read.source_file, []).append(read.source_hash)
                yield read

    def batches(self) -> Iterator[dict[str, list[Any]]]:
        """Yield each article's rows by table, the actors last.

        Raises ValueError, with every reason, where nothing could be read.
        """
        folder = None
        if self.corrections and isinstance(self.place, Path):
            folder = self.place if self.place.is_dir() else self.place.parent
        overlay = Overlay(folder, self.scorers)
        cast = actors.Cast()
        n = 0
        with _progress(self.name, self.progress) as step:
            done = annotate.annotate(
                self.articles(), self.lexicon, scorers=self.scorers, min_confidence=self.min_confidence,
                jobs=self.jobs, cache_file=self.cache, on_done=step,
            )  # fmt: skip
            for result in done:
                if isinstance(result, LeftOut):
                    self.left_out.append((result.source_file, result.reason))
                    continue
                n += 1
                yield annotate.assemble(overlay.lay(result), cast, overlay.rename).rows
        if not n:
            reasons = "".join(f"\n  {file}: {reason}" for file, reason in self.left_out[:20])
            if not self.left_out:
                reasons = "; the folder is empty, or holds only files that are not looked at, such as a README"
            raise ValueError(f"{self.place}: nothing in it can be read as an article{reasons}")
        self.manifest |= annotate.manifest(self.lexicon, self.scorers, self.min_confidence)
        self.manifest |= {
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "renamed_speakers": overlay.renamed,
            "corrections": [c._asdict() for c in overlay.outcomes()],
            "files": {f: _one_hash(hashes) for f, hashes in self.files.items()},
            "left_out": [{"source_file": f, "reason": r} for f, r in self.left_out],
        }
        yield {"actors": [*RESERVED, *cast.actors()]}


def _one_hash(hashes: Sequence[str]) -> str:
    return hashes[0] if len(hashes) == 1 else sha256("".join(hashes).encode()).hexdigest()


@contextmanager
def _progress(name: str, shown: bool | None) -> Iterator[Callable[[Article], None]]:
    """Give a function to call after each article; it moves a bar on standard error where somebody watches."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if shown is False or (shown is None and not console.is_terminal):
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed} articles"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(f"Reading {name}", total=None)
        yield lambda _: bar.advance(task)


def name_of_url(url: str) -> str:
    """Return what the corpus of a web address is called: its host and path."""
    parts = urlsplit(url)
    return "-".join(p for p in (parts.hostname, *parts.path.split("/")) if p)[:80]


def _left_out(rows: Sequence[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source_file", "reason"]).astype("str")
