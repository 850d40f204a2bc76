"""Tests of whosewords.tables."""

from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import tables
from whosewords.tables import (
    TABLES,
    Actor,
    Article,
    Attribution,
    Change,
    Segment,
    Span,
    TableError,
    Token,
    arrow_schema,
    columns,
    conform,
    frame,
    validate,
)

ARTICLE = Article(
    "a.txt", None, None, "Ada Example", "A title", None, None, "en", None, "A title\n\nText.", 3, "a.txt", "00", None,
    [Change(kind="residue", start=9, end=21, text="Home / World")],
)  # fmt: skip
ATTRIBUTION = Attribution(
    "a.txt", 0, None, 0, 0, 2, 3, 7, "say", "neutral", "speech", "mixed",
    [Span(start=8, end=12), Span(start=14, end=20)], False, "unknown", "clause", 0.8,
)  # fmt: skip


def article_with(**changed: Any) -> pd.DataFrame:
    return frame("articles", [ARTICLE, ARTICLE._replace(article_id="b.txt", **changed)])


def test_every_table_has_the_key_and_the_columns_of_the_design() -> None:
    assert list(TABLES) == [
        "articles", "sentences", "tokens", "actors", "mentions",
        "attributions", "segments", "labels", "markers", "sentiment",
    ]  # fmt: skip
    for name in TABLES:
        first = columns(name)[0]
        assert first == tables.Column("actor_id" if name == "actors" else "article_id", "text", False, ())


def test_columns_tell_type_emptiness_and_allowed_values() -> None:
    by_name = {c.name: c for c in columns("attributions")}
    assert by_name["cue_stance"] == tables.Column(
        "cue_stance", "text", True, ("neutral", "factive", "doubting", "argumentative", "emotive")
    )
    assert by_name["parent_id"] == tables.Column("parent_id", "integer", True, ())
    assert by_name["content"] == tables.Column("content", "spans", False, ())
    assert by_name["confidence"] == tables.Column("confidence", "number", False, ())


def test_a_column_has_one_type_everywhere() -> None:
    for column in ("start", "end", "segment_id", "speaker_id", "worded_by", "voice", "confidence"):
        hints = [get_type_hints(row)[column] for row in TABLES.values() if column in row._fields]
        assert len(hints) > 1
        assert all(hint == hints[0] for hint in hints), column


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_is_valid_and_typed(name: str) -> None:
    empty = validate(name, frame(name))
    assert list(empty.columns) == list(TABLES[name]._fields)
    assert len(empty) == 0


def test_missing_values_stay_missing_and_whole_numbers_whole() -> None:
    data = frame("attributions", [ATTRIBUTION, ATTRIBUTION._replace(attribution_id=1, parent_id=0, source_start=None)])
    assert data["parent_id"].tolist() == [pd.NA, 0]
    assert str(data["parent_id"].dtype) == "Int64"
    assert str(data["attribution_id"].dtype) == "int64"
    assert data["source_start"].isna().tolist() == [False, True]
    assert data.loc[0, "content"] == [{"start": 8, "end": 12}, {"start": 14, "end": 20}]
    validate("attributions", data)


def test_rows_of_the_wrong_length_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        frame("sentences", [("a.txt", 0, 0, 5)])


def test_conform_puts_columns_in_order_and_types_right() -> None:
    data = frame("attributions", [ATTRIBUTION])
    loose = data[data.columns[::-1]].astype({"parent_id": "float64", "attribution_id": "float64"}).assign(extra=1)
    pd.testing.assert_frame_equal(conform("attributions", loose), data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (article_with().assign(text=pd.Series(["x", None], dtype="str")), "table articles, column text, row 1"),
        (article_with().assign(n_words=[1.5, 2.0]), "table articles, column n_words"),
        (article_with().drop(columns="url"), "table articles, column url: is missing"),
        (article_with().assign(bias=0), "table articles, column bias: is not one of"),
        (
            article_with()[["text", *[c for c in Article._fields if c != "text"]]],
            "table articles: the columns are out of order",
        ),
    ],
    ids=["missing value", "wrong type", "column missing", "column too many", "columns out of order"],
)
def test_errors_name_table_column_and_row(data: pd.DataFrame, message: str) -> None:
    with pytest.raises(TableError, match=message):
        validate("articles", data)


def test_a_value_that_is_not_allowed_is_named_with_its_row() -> None:
    segment = Segment("a.txt", 0, 0, 0, 5, "own", None, "article", "article", "article", 1, 0.9)
    data = frame("segments", [segment, segment._replace(segment_id=1)])
    data.loc[1, "voice"] = "neutral"
    with pytest.raises(TableError, match="table segments, column voice, row 1: 'neutral'"):
        validate("segments", data)


def test_validate_returns_the_frame_as_it_is() -> None:
    data = article_with()
    pd.testing.assert_frame_equal(validate("articles", data.copy()), data)


def round_trip(name: str, data: pd.DataFrame, folder: Path) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pandas(data, schema=arrow_schema(name), preserve_index=False), path)
    assert pq.read_schema(path).remove_metadata() == arrow_schema(name)
    return conform(name, pd.read_parquet(path))


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("articles", [ARTICLE, ARTICLE._replace(article_id="b.txt", title="„Zwölf“ 😀", cleaning=[])]),
        ("attributions", [ATTRIBUTION, ATTRIBUTION._replace(attribution_id=1, parent_id=0, content=[])]),
        ("actors", [Actor("article", "the article", None, [], False), Actor("x", "X", "person", ["he", "she"], True)]),
        ("tokens", [Token("a.txt", 0, 0, 0, 0, 1, "A", "a", "DET", None, "ROOT")]),
        ("sentiment", []),
    ],
)
def test_parquet_gives_back_what_was_written(name: str, rows: list[Any], tmp_path: Path) -> None:
    data = frame(name, rows)
    back = round_trip(name, data, tmp_path)
    pd.testing.assert_frame_equal(back, data)
    validate(name, back)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(), st.lists(st.text(max_size=8), max_size=3)), max_size=4))
def test_any_text_is_kept(tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, list[str]]]) -> None:
    data = frame("actors", [Actor(str(i), name, None, aliases, False) for i, (name, aliases) in enumerate(made)])
    pd.testing.assert_frame_equal(round_trip("actors", data, tmp_path_factory.mktemp("any")), data)


def test_a_missing_value_in_a_required_column_cannot_be_stored() -> None:
    import pyarrow as pa

    data = article_with().assign(text=pd.Series(["x", None], dtype="str"))
    with pytest.raises(ValueError, match="null"):
        pa.Table.from_pandas(data, schema=arrow_schema("articles"), preserve_index=False)
