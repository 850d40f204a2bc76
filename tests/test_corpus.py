"""One handle for a corpus: where it is looked for, what is read, what is left out, what may be asked."""

import io
import sys
from pathlib import Path

import handmade
import pandas as pd
import pytest

import whosewords
from whosewords import paths, tables
from whosewords.corpus import RESERVED, Corpus, find, from_tables, read_corpus, voices_of, write_store
from whosewords.lexicon import LexiconError
from whosewords.tables import TABLES, WORDINGS

HARBOUR = "Ana Lopez said that the so-called rebels had left the harbour."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of two outlets with an article each, one of them twice, and a file that is none."""
    for name, text in {
        "daily/a.txt": HARBOUR,
        "wire/a.txt": "“We go home,” Peter Chan told reporters. The bridge is closed again.",
        "wire/again.txt": HARBOUR,
        "wire/empty.txt": "\n",
    }.items():
        (tmp_path / "texts" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "texts" / name).write_text(text, encoding="utf-8")
    return tmp_path / "texts"


# reading ---------------------------------------------------------------------------------------------------


def test_a_folder_is_read_with_its_outlets_and_what_is_left_out(folder: Path) -> None:
    made = read_corpus(folder, progress=False)
    assert made.name == "texts"
    assert made.path == str(folder)
    assert made.articles["article_id"].tolist() == ["daily/a.txt", "wire/a.txt", "wire/again.txt"]
    assert made.articles["outlet"].tolist() == ["daily", "wire", "wire"]
    assert made.left_out["source_file"].tolist() == ["wire/empty.txt"]
    assert made.left_out["reason"].str.len().gt(10).all()
    assert {"Ana Lopez", "Peter Chan"} <= set(made.actors["name"])
    assert repr(made) == f"<Corpus texts: 3 articles, {len(made.attributions)} attributions>"


def test_a_duplicate_is_an_article_and_in_no_other_table(folder: Path) -> None:
    made = read_corpus(folder, progress=False)
    again = made.articles.set_index("article_id").loc["wire/again.txt"]
    assert again["duplicate_of"] == "daily/a.txt"
    for table in TABLES:
        if table not in ("articles", "actors"):
            assert "wire/again.txt" not in set(getattr(made, table)["article_id"]), table
    assert "daily/a.txt" in set(made.attributions["article_id"])


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_as_declared(folder: Path, table: str) -> None:
    tables.validate(table, getattr(read_corpus(folder, progress=False), table))


def test_a_single_file_is_a_corpus(folder: Path) -> None:
    made = read_corpus(str(folder / "daily" / "a.txt"), progress=False)
    assert made.name == "a"
    assert made.articles["text"].tolist() == [HARBOUR]


def test_a_table_of_articles_is_a_corpus(tmp_path: Path) -> None:
    data = pd.DataFrame({"id": ["x", "y"], "text": [HARBOUR, "Rain fell on the harbour all day long."]})
    data.to_csv(tmp_path / "texts.csv", index=False)
    made = read_corpus(tmp_path / "texts.csv", progress=False)
    assert made.articles["text"].tolist() == data["text"].tolist()
    assert list(made.provenance["files"]) == ["texts.csv"]


def test_pasted_text_is_a_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HARBOUR.encode())))
    made = read_corpus("-", progress=False)
    assert (made.name, made.articles["text"][0]) == ("pasted-text", HARBOUR)


def test_provenance_says_what_made_it(folder: Path) -> None:
    made = read_corpus(folder, progress=False).provenance
    assert made["whosewords"] == whosewords.__version__
    assert set(made["files"]) == {"daily/a.txt", "wire/a.txt", "wire/again.txt"}
    assert made["files"]["daily/a.txt"] == made["files"]["wire/again.txt"] != made["files"]["wire/a.txt"]
    assert made["lexicons"]["cues.csv"]
    assert made["left_out"][0]["source_file"] == "wire/empty.txt"
    assert (made["renamed_speakers"], made["corrections"]) == (0, [])


def test_attributions_are_kept_from_a_confidence_on_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    everything, nothing = (read_corpus(folder, min_confidence=c, progress=False) for c in (0, 1))
    assert (len(everything.attributions) > 0, len(nothing.attributions)) == (True, 0)
    assert (everything.provenance["min_confidence"], nothing.provenance["min_confidence"]) == (0, 1)
    stored = write_store(folder, tmp_path / "sure.store", min_confidence=0.5, progress=False)
    assert stored.provenance["min_confidence"] == 0.5
    assert stored.attributions["confidence"].ge(0.5).all()


def test_a_store_keeps_the_confidence_it_was_made_with(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "sure.store"
    write_store(folder, store, min_confidence=0.5, progress=False)
    for same in (0.0, 0.5):
        assert read_corpus(store, min_confidence=same).provenance["min_confidence"] == 0.5
    with pytest.raises(ValueError, match=r"from a confidence of 0\.5 on; for 0\.8, annotate its articles again"):
        read_corpus(store, min_confidence=0.8)


def test_a_confidence_that_cannot_be_is_refused_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(ValueError, match="min_confidence lies between 0 and 1; 80 does not"):
        read_corpus(folder, min_confidence=80, progress=False)


def test_an_article_that_cannot_be_annotated_is_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from whosewords.annotate import many

    make = many.annotate_doc

    def failing(article: tables.Article, *rest: object) -> many.Annotated:
        if article.article_id == "wire/a.txt":
            raise RecursionError("too deep")
        return make(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(many, "annotate_doc", failing)
    made = read_corpus(folder, progress=False, cache=False)
    assert made.articles["article_id"].tolist() == ["daily/a.txt", "wire/again.txt"]
    reasons = made.left_out.set_index("source_file")["reason"]
    assert set(reasons.index) == {"wire/empty.txt", "wire/a.txt"}
    assert "RecursionError: too deep" in reasons["wire/a.txt"]


def test_without_a_cache_nothing_is_kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOSEWORDS_CACHE", str(tmp_path / "cache"))
    without = read_corpus(folder, progress=False, cache=False)
    assert not (tmp_path / "cache").exists()
    with_cache = [read_corpus(folder, progress=False) for _ in range(2)]
    assert (tmp_path / "cache").exists()
    for made in with_cache:
        for table in TABLES:
            pd.testing.assert_frame_equal(getattr(made, table), getattr(without, table), obj=table)


def test_progress_stays_out_of_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read_corpus(folder, progress=True)
    assert capsys.readouterr().out == ""
    read_corpus(folder)  # nobody watches
    assert capsys.readouterr() == ("", "")


# what cannot be read ---------------------------------------------------------------------------------------


def test_a_missing_path_says_where_it_was_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as error:
        read_corpus("no such corpus")
    said = str(error.value)
    assert said.startswith("no such corpus: no such file or folder")
    assert str(tmp_path) in said
    assert str(paths.root()) in said


def test_a_folder_where_nothing_can_be_read_gives_every_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(ValueError, match="nothing in it can be read as an article") as error:
        read_corpus(tmp_path, progress=False)
    head, *reasons = str(error.value).splitlines()
    assert str(tmp_path) in head
    assert [r.strip().split(":")[0] for r in reasons] == ["a.txt", "picture.png"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing in it can be read"):
        read_corpus(tmp_path, progress=False)


def test_a_folder_without_lexicons_is_an_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises((LexiconError, FileNotFoundError)):
        read_corpus(folder, lexicons=tmp_path / "nothing here", progress=False)


def test_a_place_is_taken_from_the_working_directory_else_from_the_project(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find("texts") == folder.resolve()
    assert find("seeds") == paths.seeds().resolve()
    (tmp_path / "seeds").mkdir()
    assert find("seeds") == (tmp_path / "seeds").resolve()
    assert find("-") == "-"
    assert find("https://example.org/a") == "https://example.org/a"


# in memory -------------------------------------------------------------------------------------------------


def test_a_corpus_of_given_tables_has_the_others_empty() -> None:
    left_out = pd.DataFrame({"source_file": ["b.txt"], "reason": ["It is empty."]})
    labels = handmade.war().labels
    made = from_tables(name="mine", labels=labels, left_out=left_out)
    assert (made.name, made.provenance) == ("mine", {})
    assert made.labels is labels
    assert made.left_out is left_out
    for table in TABLES:
        data = tables.validate(table, getattr(made, table))
        assert len(data) == (len(labels) if table == "labels" else len(RESERVED) if table == "actors" else 0)
    assert from_tables().left_out.columns.tolist() == ["source_file", "reason"]


def test_a_name_that_is_no_table_is_an_error() -> None:
    with pytest.raises(KeyError, match="'lables' is no table; the tables are articles, "):
        from_tables(lables=handmade.war().labels)
    with pytest.raises(AttributeError, match="a corpus has no 'lables'; its tables are articles, "):
        _ = handmade.war().lables


def test_sql_asks_every_table_by_its_name() -> None:
    made = handmade.war()
    for table in TABLES:
        assert made.sql(f"SELECT count(*) n FROM {table}")["n"][0] == len(getattr(made, table))
    assert made.sql("SELECT text FROM labels WHERE frame = ?", ["order"])["text"].str.lower().unique() == ["rebel army"]


def test_values_are_bound_and_not_part_of_a_query() -> None:
    assert handmade.war().sql("SELECT * FROM labels WHERE text = ?", ["' OR 1 = 1 --"]).empty


def test_two_corpora_do_not_see_each_other() -> None:
    one, other = handmade.war(), handmade.empty()
    assert [c.sql("SELECT count(*) n FROM articles")["n"][0] for c in (one, other, one)] == [2, 1, 2]


def test_an_actor_is_shown_by_name() -> None:
    made = handmade.war()
    assert made.name_of("ana-lopez") == "Ana Lopez"
    assert made.name_of("article") == "the article"
    assert made.speaker_of("article") == WORDINGS["own"]  # a source may have been missed
    assert made.name_of("unknown") == "an unknown source"
    assert made.name_of("nobody") == "nobody"


# trying texts out ------------------------------------------------------------------------------------------


def test_typed_texts_are_told_by_voice() -> None:
    made = voices_of([f"{HARBOUR} Rain fell.", "", "“We go home,” Peter Chan told reporters."])
    assert made.columns.tolist() == ["number", "text", "voice", "speaker", "worded_by"]
    assert set(made["number"]) == {1, 3}
    assert set(made["voice"]) <= set(WORDINGS.values())
    said = {text.strip(" “”,."): (voice, who, by) for _, text, voice, who, by in made.to_numpy().tolist()}
    assert said["Rain fell"] == (WORDINGS["own"], WORDINGS["own"], "the article")
    quoted = next(v for text, v in said.items() if "We go home" in text)
    assert quoted == (WORDINGS["quote"], "Peter Chan", "Peter Chan")
    reported = next(v for text, v in said.items() if "left the harbour" in text)
    assert reported == (WORDINGS["paraphrase_article"], "Ana Lopez", "the article")


def test_no_typed_texts_are_an_empty_table() -> None:
    assert voices_of([]).columns.tolist() == ["number", "text", "voice", "speaker", "worded_by"]


def test_the_package_offers_its_corpus(seed_corpus: Corpus) -> None:
    assert isinstance(seed_corpus, whosewords.Corpus)
    assert whosewords.read_corpus is read_corpus
    assert seed_corpus.name == "seeds"
    assert len(seed_corpus.articles) == 1
    assert seed_corpus.left_out.empty
