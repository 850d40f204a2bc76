"""A corpus as one handle: its ten tables, the questions put to them, what was left out, where it comes from."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from . import store
from .tables import ARTICLE, TABLES, UNKNOWN, Actor, conform, frame

if TYPE_CHECKING:
    import duckdb


class Corpus:
    """An annotated corpus, in memory or in a store on disk.

    `articles`, `sentences`, `tokens`, `actors`, `mentions`, `attributions`, `segments`, `labels`, `markers`
    and `sentiment` are DataFrames (see `whosewords.tables`); `left_out` names the files that are not in it
    (source_file, reason); `provenance` says what made it (versions, hashes, parameters).
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
    ) -> None:
        self.name = name
        self.path = path
        self.left_out = _left_out([]) if left_out is None else left_out
        self.provenance: dict[str, Any] = dict(provenance or {})
        self._tables = tables

    def __repr__(self) -> str:
        counts = self.sql("SELECT (SELECT count(*) FROM articles) a, (SELECT count(*) FROM attributions) b").iloc[0]
        return f"<Corpus {self.name}: {counts['a']} articles, {counts['b']} attributions>"

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a table by its name, read from the store the first time it is asked for."""
        if name not in TABLES:
            raise AttributeError(f"a corpus has no {name!r}; its tables are {', '.join(TABLES)}")
        data = conform(name, self.sql(f"SELECT * FROM {name}")) if isinstance(self._tables, Path) else self._tables[name]
        self.__dict__[name] = data
        return data

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        return store.connect(self._tables)

    def sql(self, query: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return the answer to a DuckDB query as a DataFrame; each of the ten tables is a view by its name."""
        return self._connection.execute(query, params).df()

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.actors["actor_id"], self.actors["name"], strict=True))

    def name_of(self, actor_id: str) -> str:
        """Return the name an actor is shown by; the id itself if there is no such actor."""
        return self._names.get(actor_id, actor_id)


RESERVED = (
    Actor(ARTICLE, "the article", None, [], False),
    Actor(UNKNOWN, "an unknown source", None, [], False),
)
"""The two actors every corpus has."""


def from_tables(
    *, name: str = "corpus", left_out: pd.DataFrame | None = None, **frames: pd.DataFrame
) -> Corpus:
    """Return a corpus in memory made of tables given by name; those not given are empty.

    Raises KeyError for a name that is no table.
    """
    for table in frames:
        if table not in TABLES:
            raise KeyError(f"{table!r} is no table; the tables are {', '.join(TABLES)}")
    tables = {t: frames[t] if t in frames else frame(t, RESERVED if t == "actors" else ()) for t in TABLES}
    return Corpus(name, tables, left_out=left_out)


def _left_out(rows: Sequence[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source_file", "reason"]).astype("str")
