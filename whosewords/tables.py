"""The ten tables of an annotated corpus: their columns, types and validation.

Each table is declared once, as a named tuple: its fields are the columns, its annotations the types.
`start` and `end` are Unicode character offsets into `articles.text`.
"""

import types
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Union, get_args, get_origin, get_type_hints

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

ARTICLE = "article"
"""The reserved actor that stands for whoever wrote the article."""
UNKNOWN = "unknown"
"""The reserved actor for a source that is there but cannot be told."""
UNNAMED = "no outlet given"
"""How articles without an outlet are called in a list of outlets."""
CHAIN_ARROW = " > "
"""Joins the actor ids of `segments.chain`, outermost first."""

Voice = Literal["own", "paraphrase", "quote"]
Kind = Literal["person", "organisation", "document", "group", "unnamed"]
Act = Literal["speech", "thought", "attitude", "silence"]
UNSAID = ("attitude", "silence")
"""Acts by which nothing is said: wanting and feeling, and not telling."""
Mode = Literal["direct", "indirect", "mixed"]
Form = Literal["name", "role", "pronoun"]
Stance = Literal["neutral", "factive", "doubting", "argumentative", "emotive"]

WORDINGS = {
    "own": "no source found",
    "paraphrase_article": "attributed, in the article’s words",
    "paraphrase_other": "attributed, in another source’s words",
    "quote": "presented as their own words",
}
"""The voices with a paraphrase split by who worded it, and how people are told."""
NO_SOURCE = WORDINGS["own"]
"""What stands in the place of a speaker where there is none: never the article, since a source may have been missed."""
SHORT = {
    "own": "no source found",
    "paraphrase_article": "article’s words",
    "paraphrase_other": "another’s words",
    "quote": "their own words",
}
"""The same where there is little room, as at the head of a column."""


def wording(voice: str, worded_by: str) -> str:
    """Return the key of WORDINGS for a segment's `voice` and `worded_by`."""
    if voice != "paraphrase":
        return voice
    return "paraphrase_article" if worded_by == ARTICLE else "paraphrase_other"


class Span(TypedDict):
    """A stretch of `articles.text`."""

    start: int
    end: int


class Change(TypedDict):
    """Something cleaning removed or replaced: `text` stood at `start`…`end` of the raw text."""

    kind: str
    start: int
    end: int
    text: str


class Article(NamedTuple):
    """A row of `articles`."""

    article_id: str
    outlet: str | None
    agency: str | None
    author: str | None
    title: str | None
    published: str | None
    url: str | None
    language: str
    genre: str | None
    text: str
    n_words: int
    source_file: str
    source_hash: str
    duplicate_of: str | None
    cleaning: list[Change]


class Sentence(NamedTuple):
    """A row of `sentences`."""

    article_id: str
    sentence_id: int
    start: int
    end: int
    in_headline: bool


class Token(NamedTuple):
    """A row of `tokens`: a word, that is, a token with a letter or a digit in it."""

    article_id: str
    token_id: int
    sentence_id: int
    segment_id: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    head: int | None
    dep: str


class Actor(NamedTuple):
    """A row of `actors`; ids hold over the whole corpus."""

    actor_id: str
    name: str
    kind: Kind | None
    aliases: list[str]
    speaks: bool


class Mention(NamedTuple):
    """A row of `mentions`."""

    article_id: str
    mention_id: int
    start: int
    end: int
    form: Form
    actor_id: str
    confidence: float


class Attribution(NamedTuple):
    """A row of `attributions`."""

    article_id: str
    attribution_id: int
    parent_id: int | None
    depth: int
    source_start: int | None
    source_end: int | None
    cue_start: int | None
    cue_end: int | None
    cue_lemma: str | None
    cue_stance: Stance | None
    act: Act
    mode: Mode
    content: list[Span]
    translated: bool
    speaker_id: str
    rule: str
    confidence: float


class Segment(NamedTuple):
    """A row of `segments`: a stretch of one sentence with one innermost voice."""

    article_id: str
    segment_id: int
    sentence_id: int
    start: int
    end: int
    voice: Voice
    attribution_id: int | None
    speaker_id: str
    worded_by: str
    chain: str
    n_words: int
    confidence: float


class Label(NamedTuple):
    """A row of `labels`."""

    article_id: str
    label_id: int
    start: int
    end: int
    text: str
    entry: str
    frame: str
    referent: str
    sentence_id: int
    segment_id: int
    voice: Voice
    speaker_id: str
    worded_by: str
    marker_id: int | None


class Marker(NamedTuple):
    """A row of `markers`."""

    article_id: str
    marker_id: int
    start: int
    end: int
    text: str
    kind: str
    scope_start: int
    scope_end: int
    segment_id: int
    distanced_by: str
    origin_known: bool


class Sentiment(NamedTuple):
    """A row of `sentiment`: a segment under one scorer, score −1 … 1."""

    article_id: str
    segment_id: int
    scorer: str
    score: float
    matched: list[str]


TABLES: dict[str, type[NamedTuple]] = {
    "articles": Article,
    "sentences": Sentence,
    "tokens": Token,
    "actors": Actor,
    "mentions": Mention,
    "attributions": Attribution,
    "segments": Segment,
    "labels": Label,
    "markers": Marker,
    "sentiment": Sentiment,
}


class TableError(ValueError):
    """A table that does not have the declared columns, types or values."""


class Column(NamedTuple):
    """A column as declared: `type` is one of text, integer, number, truth, spans, texts, changes."""

    name: str
    type: str
    nullable: bool
    values: tuple[str, ...]


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Return the declared columns of a table."""
    out = []
    for name, hint in get_type_hints(TABLES[table]).items():
        nullable = False
        if get_origin(hint) in (Union, types.UnionType):
            nullable = True
            (hint,) = (a for a in get_args(hint) if a is not type(None))
        values = get_args(hint) if get_origin(hint) is Literal else ()
        out.append(Column(name, "text" if values else _TYPES[hint], nullable, values))
    return tuple(out)


_TYPES: dict[Any, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "truth",
    list[Span]: "spans",
    list[str]: "texts",
    list[Change]: "changes",
}


@cache
def arrow_schema(table: str) -> "pa.Schema":
    """Return the pyarrow schema of a table, as it is stored."""
    import pyarrow as pa

    span = [("start", pa.int64()), ("end", pa.int64())]
    arrow = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
        "spans": pa.list_(pa.struct(span)),
        "texts": pa.list_(pa.string()),
        "changes": pa.list_(pa.struct([("kind", pa.string()), *span, ("text", pa.string())])),
    }
    return pa.schema([pa.field(c.name, arrow[c.type], nullable=c.nullable) for c in columns(table)])


def frame(table: str, rows: Iterable[Sequence[Any]] = ()) -> pd.DataFrame:
    """Return rows (named tuples in column order) as a DataFrame with the declared dtypes; no rows, an empty one."""
    cols = columns(table)
    data = list(zip(*rows, strict=True)) or [()] * len(cols)
    return pd.DataFrame({c.name: _series(c, values) for c, values in zip(cols, data, strict=True)})


def conform(table: str, data: pd.DataFrame) -> pd.DataFrame:
    """Return a frame read from elsewhere with the declared column order and dtypes."""
    return pd.DataFrame({c.name: _series(c, data[c.name].tolist()) for c in columns(table)})


def _series(column: Column, values: Sequence[Any]) -> "pd.Series[Any]":
    if column.type in ("spans", "texts", "changes"):
        return pd.Series([list(v) for v in values], dtype=object)
    if column.type == "text":
        return pd.Series(values, dtype="str")
    if column.type == "integer":
        missing_as_na = [None if pd.isna(v) else int(v) for v in values] if column.nullable else values
        return pd.Series(missing_as_na, dtype="Int64" if column.nullable else "int64")
    return pd.Series(values, dtype="float64" if column.type == "number" else "bool")


def validate(table: str, data: pd.DataFrame) -> pd.DataFrame:
    """Return the frame unchanged if it has the declared columns, types and values.

    Raises TableError naming the table, column and row.
    """
    import pandera.pandas as pa

    names = [c.name for c in columns(table)]
    for wrong, what in ((set(names) - set(data), "is missing"), (set(data) - set(names), "is not one of its columns")):
        if wrong:
            raise TableError(f"table {table}, column {min(map(str, wrong))}: {what}")
    if list(data) != names:
        raise TableError(f"table {table}: the columns are out of order; they are {', '.join(names)}")
    dtype = {"text": "str", "number": "float64", "truth": "bool", "integer": "int64"}
    schema = pa.DataFrameSchema(
        {
            c.name: pa.Column(
                "Int64" if c.nullable and c.type == "integer" else dtype.get(c.type, object),
                checks=pa.Check.isin(c.values) if c.values else None,
                nullable=c.nullable,
            )
            for c in columns(table)
        },
    )
    try:
        return schema.validate(data, lazy=True)
    except pa.errors.SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        where = f"column {first['column']}" + ("" if pd.isna(first["index"]) else f", row {first['index']}")
        raise TableError(f"table {table}, {where}: {first['failure_case']!r} fails {first['check']}") from None
