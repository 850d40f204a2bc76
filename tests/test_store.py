"""A store on disk says what memory says, and is there whole or not at all."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import handmade
import pandas as pd
import pytest

from whosewords import store, tables
from whosewords.corpus import Corpus, open_store, read_corpus, write_store
from whosewords.store import StoreError
from whosewords.tables import TABLES, Article

Batch = dict[str, list[Any]]


def article(article_id: str, **changed: Any) -> Article:
    blank = (None,) * 6
    plain = Article(article_id, *blank, "en", None, "Rain fell.", 2, article_id, "", None, [])
    return plain._replace(**changed)


def batch(*ids: str) -> Batch:
    return {"articles": [article(i) for i in ids]}


def rows(data: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows of a frame as the store takes them: None where a value is missing."""
    return [
        tuple(None if not isinstance(v, list) and pd.isna(v) else v for v in row)
        for row in data.itertuples(index=False, name=None)
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


# round trip ------------------------------------------------------------------------------------------------


@pytest.fixture
def war(tmp_path: Path) -> tuple[Corpus, Corpus]:
    """Return a corpus in memory, and as it comes back from its store, written in two batches."""
    memory = handmade.war()
    both: dict[str, list[Any]] = {t: rows(getattr(memory, t)) for t in TABLES}
    first = {t: [r for r in of_table if r[0] == "one.txt"] for t, of_table in both.items() if t != "actors"}
    second = {t: [r for r in of_table if r[0] != "one.txt"] for t, of_table in both.items()}
    store.write(tmp_path / "war", [first, second], {"name": "the war"})
    return memory, open_store(tmp_path / "war")


@pytest.mark.parametrize("table", TABLES)
def test_a_store_says_what_memory_says(war: tuple[Corpus, Corpus], table: str) -> None:
    memory, stored = war
    kept = tables.validate(table, getattr(stored, table))
    pd.testing.assert_frame_equal(kept, getattr(memory, table))
    assert len(kept) or table == "sentiment"


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    row = article(
        "a b/«é» 'x'.txt", title='He said "no"\n\x00', outlet=None, text="\U0001f600 …",
        cleaning=[{"kind": "dash", "start": 0, "end": 3, "text": "--"}],
    )  # fmt: skip
    store.write(tmp_path / "s", [{"articles": [row]}], {})
    back = open_store(tmp_path / "s").articles
    pd.testing.assert_frame_equal(back, tables.frame("articles", [row]))
    assert back["cleaning"][0] == row.cleaning
    assert pd.isna(back["outlet"][0])


def test_a_store_without_rows_has_every_table_as_declared(tmp_path: Path) -> None:
    store.write(tmp_path / "empty", [], {})
    stored = open_store(tmp_path / "empty")
    for table in TABLES:
        assert tables.validate(table, getattr(stored, table)).empty


def test_sql_asks_a_store_and_memory_alike(war: tuple[Corpus, Corpus]) -> None:
    query = """
        SELECT a.outlet, g.voice, sum(g.n_words)::BIGINT AS words
        FROM segments g JOIN articles a USING (article_id) WHERE g.speaker_id = $who GROUP BY ALL ORDER BY ALL
    """
    memory, stored = (c.sql(query, {"who": "ana-lopez"}) for c in war)
    pd.testing.assert_frame_equal(memory, stored)
    assert stored["words"].sum() == 5 + 6 + 3 + 3
    assert set(stored["outlet"]) == {"The Daily", "Wire"}


def test_sql_opens_lists(war: tuple[Corpus, Corpus]) -> None:
    query = "SELECT count(*) n FROM (SELECT unnest(aliases) FROM actors)"
    assert [c.sql(query)["n"][0] for c in war] == [war[0].actors["aliases"].map(len).sum()] * 2


def test_a_folder_with_a_quotation_mark_in_its_name_is_asked_like_any_other(tmp_path: Path) -> None:
    store.write(tmp_path / "Ana's [best] corpus", [batch("a.txt")], {})
    assert open_store(tmp_path / "Ana's [best] corpus").articles["article_id"].tolist() == ["a.txt"]


def test_an_arrow_table_has_the_declared_schema() -> None:
    made = store.arrow_table("articles", [article("a.txt")])
    assert made.schema.equals(tables.arrow_schema("articles"))
    assert store.arrow_table("labels", []).num_rows == 0


# whole or not at all ---------------------------------------------------------------------------------------


def failing() -> Iterator[Batch]:
    yield batch("a.txt")
    raise RuntimeError("no more articles")


def test_a_failing_batch_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no more articles"):
        store.write(tmp_path / "corpora" / "new", failing(), {})
    assert list((tmp_path / "corpora").iterdir()) == []


def test_a_failing_batch_leaves_the_old_store_as_it_was(tmp_path: Path) -> None:
    folder = store.write(tmp_path / "old", [batch("kept.txt")], {"name": "old"})
    before = contents(tmp_path)
    with pytest.raises(RuntimeError, match="no more articles"):
        store.write(folder, failing(), {})
    assert contents(tmp_path) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_row_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="many words"):
        store.write(tmp_path / "new", [{"articles": [article("a.txt", n_words="many words")]}], {})
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_replaced_whole(tmp_path: Path) -> None:
    folder = store.write(tmp_path / "s", [batch("old.txt", "older.txt")], {"name": "old"})
    assert store.write(folder, [batch("new.txt")], {"name": "new"}) == folder
    assert open_store(folder).articles["article_id"].tolist() == ["new.txt"]
    assert open_store(folder).name == "new"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_store_may_be_replaced_while_it_is_read(tmp_path: Path) -> None:
    folder = store.write(tmp_path / "s", [batch("a.txt")], {})
    again = ({"articles": [article(f"again {i}")]} for i in open_store(folder).articles["article_id"])
    store.write(folder, again, {})
    assert open_store(folder).articles["article_id"].tolist() == ["again a.txt"]


def test_an_empty_folder_may_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    store.write(tmp_path / "s", [batch("a.txt")], {})
    assert store.is_store(tmp_path / "s")


def test_others_may_read_a_store(tmp_path: Path) -> None:
    folder = store.write(tmp_path / "s", [], {})
    assert folder.stat().st_mode & 0o777 == 0o755


def test_the_manifest_may_be_filled_while_batches_are_made(tmp_path: Path) -> None:
    manifest: dict[str, Any] = {"name": "s"}

    def batches() -> Iterator[Batch]:
        yield batch("a.txt")
        manifest["left_out"] = [{"source_file": "b.txt", "reason": "It is empty."}]

    stored = open_store(store.write(tmp_path / "s", batches(), manifest))
    assert stored.left_out.to_dict("records") == manifest["left_out"]
    assert stored.provenance == {"format": store.FORMAT, **manifest}


@pytest.mark.parametrize(
    "inside",
    [{"thesis.docx": "years of work"}, {"manifest.json": '{"manifest_version": 3}', "icon.svg": "<svg/>"},
     {"manifest.json": "not even JSON", "articles.csv": "title"}, {"manifest.json": "of something else"},
     {"articles.parquet": "a table of my own"}],
)  # fmt: skip
def test_a_folder_that_is_no_store_is_not_replaced(tmp_path: Path, inside: Mapping[str, str]) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, text in inside.items():
        (folder / name).write_text(text)
    before = contents(tmp_path)
    with pytest.raises(StoreError, match=r"mine exists and is not a store; name another folder"):
        store.write(folder, [batch("a.txt")], {})
    assert contents(tmp_path) == before


def test_a_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("years of work")
    with pytest.raises(StoreError, match="is not a store"):
        store.write(tmp_path / "mine", [batch("a.txt")], {})
    with pytest.raises(StoreError, match="cannot write"):
        store.write(tmp_path / "mine" / "below", [batch("a.txt")], {})
    assert contents(tmp_path) == {"mine": b"years of work"}


# damage ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (b"{", "is not a readable store"),
        (b"\xff\xfe\x00", "is not a readable store"),
        (b"[1, 2]", "annotate the corpus again"),
        (b"{}", "in format None; annotate the corpus again"),
        (b'{"format": 1}', "in format 1; annotate the corpus again"),
        (b'{"format": 99}', "in format 99; annotate the corpus again"),
    ],
)
def test_a_damaged_or_unknown_manifest_is_an_error(tmp_path: Path, manifest: bytes, message: str) -> None:
    folder = store.write(tmp_path / "s", [batch("a.txt")], {})
    (folder / "manifest.json").write_bytes(manifest)
    for opened in (open_store, read_corpus):
        with pytest.raises(StoreError, match=message) as error:
            opened(folder)
        assert str(folder) in str(error.value)


def test_a_damaged_store_may_be_replaced(tmp_path: Path) -> None:
    folder = store.write(tmp_path / "s", [batch("a.txt")], {})
    (folder / "manifest.json").write_text(json.dumps({"format": 0}))
    store.write(folder, [batch("b.txt")], {})
    assert open_store(folder).articles["article_id"].tolist() == ["b.txt"]


def test_a_missing_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a readable store"):
        store.read_manifest(tmp_path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = store.write(tmp_path / "s", [batch("a.txt")], {})
    (folder / "labels.parquet").unlink()
    with pytest.raises(StoreError, match=r"labels\.parquet is missing; annotate the corpus again"):
        _ = open_store(folder).articles


@pytest.mark.parametrize("harm", [b"", b"no table", None])
def test_a_damaged_table_is_named(tmp_path: Path, harm: bytes | None) -> None:
    folder = store.write(tmp_path / "s", [batch("a.txt")], {})
    file = folder / "articles.parquet"
    file.write_bytes(file.read_bytes()[:-20] if harm is None else harm)
    with pytest.raises(StoreError, match=r"articles\.parquet .*annotate the corpus again"):
        _ = open_store(folder).articles


# end to end ------------------------------------------------------------------------------------------------


def test_texts_become_a_store_that_says_what_memory_says(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "daily").mkdir(parents=True)
    (folder / "daily" / "a.txt").write_text("Ana Lopez said that the so-called rebels had left the harbour.")
    (folder / "daily" / "b.txt").write_text("“We go home,” Bo Chan told reporters. The bridge is closed again.")
    (folder / "daily" / "c.txt").write_text("Ana Lopez said that the so-called rebels had left the harbour.")
    (folder / "d.txt").write_text(" ")
    stored = write_store(folder, tmp_path / "out" / "store", progress=False)
    memory = read_corpus(folder, progress=False)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(stored, table), getattr(memory, table), obj=table)
        assert len(getattr(stored, table)), table
    pd.testing.assert_frame_equal(stored.left_out, memory.left_out)
    assert stored.left_out["source_file"].tolist() == ["d.txt"]
    assert stored.name == memory.name == "texts"
    assert set(stored.provenance["files"]) == {"daily/a.txt", "daily/b.txt", "daily/c.txt"}
    assert {k: v for k, v in stored.provenance.items() if k not in ("made", "format")} == {
        k: v for k, v in memory.provenance.items() if k != "made"
    }
    again = read_corpus(tmp_path / "out" / "store")
    assert repr(again) == repr(memory) == f"<Corpus texts: 3 articles, {len(memory.attributions)} attributions>"


def test_nothing_readable_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("")
    with pytest.raises(ValueError, match=r"a\.txt"):
        write_store(tmp_path / "texts", tmp_path / "store", progress=False)
    assert [f.name for f in tmp_path.iterdir()] == ["texts"]


def test_a_query_that_takes_long_writes_no_bar_into_a_notebook() -> None:
    code = "from whosewords.corpus import from_tables\n"
    code += "print(from_tables().sql(\"SELECT current_setting('enable_progress_bar') AS bar\")['bar'][0])"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    assert done.stdout == "False\n"
