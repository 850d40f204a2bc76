"""Exports: flat, whole, with offsets that hold, and a dictionary and references that other programs read."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from handmade import S, corpus, empty, war

from whosewords import __version__, export, lexicon, paths, tables
from whosewords.corrections import Corrected
from whosewords.store import StoreError


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read a table of an export with nothing of ours."""
    (file,) = (folder / "tables").glob(f"{name}.*")
    return duckdb.sql(f"SELECT * FROM '{file}'").df()


@pytest.mark.parametrize("target", ["csv", "parquet", "r"])
def test_every_value_of_every_table_is_there_once(target: str, tmp_path: Path) -> None:
    made = war()
    folder = export.write(made, tmp_path / "out", target)  # type: ignore[arg-type]
    for table in tables.TABLES:
        whole = getattr(made, table)
        flat = read(folder, table)
        lists = [c.name for c in tables.columns(table) if c.type in ("spans", "texts", "changes")]
        assert list(flat) == [c for c in whole if c not in lists]
        assert len(flat) == len(whole)
        for column in flat:
            same = flat[column].astype(object).where(flat[column].notna(), None)
            assert same.map(str).tolist() == whole[column].astype(object).where(whole[column].notna(), None).map(
                str
            ).tolist()  # fmt: skip
        for column in lists:
            items = read(folder, f"{table}_{column}")
            assert len(items) == whole[column].map(len).sum()
            assert list(items)[: len(export._KEYS[table])] == list(export._KEYS[table])


def test_items_of_lists_keep_their_row_and_order(tmp_path: Path) -> None:
    made = corpus({"a.txt": [[S("Rain fell", scores={"vader": (0.5, ["rain", "fell"]), "textblob": (0, [])})]]})
    made.actors.at[0, "aliases"] = ["we", "the editors"]
    folder = export.write(made, tmp_path / "out", "csv")
    assert read(folder, "sentiment_matched").to_dict("records") == [
        {"article_id": "a.txt", "segment_id": 0, "scorer": "vader", "number": n, "text": text}
        for n, text in enumerate(["rain", "fell"])
    ]


HARD = '=1+1 “Łódź” 🙂 said "no";\tyes, \nand so on'


@pytest.mark.parametrize("target", ["csv", "parquet"])
def test_offsets_hold_in_what_was_written(target: str, tmp_path: Path) -> None:
    made = corpus({"a.txt": [[S(HARD), S("the end — 𝒳", "quote", "ana", "ana")]]})
    folder = export.write(made, tmp_path / "out", target)  # type: ignore[arg-type]
    (text,) = read(folder, "articles")["text"]
    assert text == made.articles["text"][0]
    shown = [text[s.start : s.end] for s in read(folder, "segments").itertuples(index=False)]
    assert shown == [HARD, "the end — 𝒳"]
    words = read(folder, "tokens")
    assert [text[s:e] for s, e in zip(words["start"], words["end"], strict=True)] == words["text"].tolist()


def test_the_codebook_has_every_file_and_column_and_what_it_means(tmp_path: Path) -> None:
    folder = export.write(war(), tmp_path / "out", "csv")
    told = (folder / "codebook.md").read_text("utf-8")
    for file in (folder / "tables").iterdir():
        section = told.split(f"### tables/{file.name}\n")[1].split("### ")[0]
        for column in pd.read_csv(file, nrows=0):
            assert f"`{column}`" in section, (file.name, column)
    assert "count Unicode characters (code points) of `articles.text` from 0" in told
    rows = re.findall(r"^\| `\w+` \| \w+ \| (?:yes|no) \| (.*) \|$", told, re.M)
    assert len(rows) > 70
    assert all(len(meaning.split()) > 2 for meaning in rows)


def test_without_the_column_dictionary_the_codebook_still_names_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    export._meanings.cache_clear()
    monkeypatch.setattr(paths, "column_dictionary", lambda: Path("nowhere"))
    assert "| `worded_by` | text | no |  |" in export.codebook(war(), "csv")
    export._meanings.cache_clear()


def test_documents_for_quanteda_have_their_variables(tmp_path: Path) -> None:
    made = war()
    folder = export.write(made, tmp_path / "out", "r") / "quanteda"
    articles, segments = (duckdb.sql(f"SELECT * FROM '{folder / f}.csv'").df() for f in ("articles", "segments"))
    assert articles["doc_id"].tolist() == ["one.txt", "two.txt"]
    assert articles["outlet"].tolist() == ["The Daily", "Wire"]
    assert articles.filter(like="words_").sum().sum() == made.segments["n_words"].sum()
    assert segments["doc_id"].is_unique
    assert segments["n_words"].sum() == made.segments["n_words"].sum()
    (row,) = segments[segments["text"] == "the so-called rebel army must go"].to_dict("records")
    assert (row["voice"], row["speaker"], row["worded_by"]) == ("paraphrase", "Ana Lopez", "Press Service")
    assert (row["outlet"], row["in_headline"]) == ("The Daily", False)


def test_the_dictionary_has_every_label_with_its_spellings_as_text() -> None:
    labels = lexicon.load()
    told = export.quanteda_dictionary(labels)
    read_again = yaml.safe_load(told)
    found = {
        (referent, side, entry): spellings
        for referent, sides in read_again.items()
        for side, entries in sides.items()
        for entry, spellings in entries.items()
    }
    assert set(found) == {(row.referent, row.side, row.entry) for row in labels.labels}
    for spellings in found.values():
        assert spellings
        assert all(isinstance(s, str) and s == s.lower() and "*" not in s and "-" not in s for s in spellings)
    assert re.search(r"^\s*(- )?[^\s\"-]", told, re.M) is None, "everything is quoted: R reads a bare y as TRUE"
    assert "terrorists" in found[next(key for key in found if key[2] == "terrorist")]


def test_methods_and_references_name_versions_hashes_and_each_other(tmp_path: Path) -> None:
    made = war()
    made.provenance |= {
        "whosewords": "9.8.7", "pipeline": "by_hand 1", "attribution_model": "abcdef", "min_confidence": 0.5,
        "scorers": ["textblob", "vader"], "lexicons": {"labels.csv": "0123456789abcdef0123"},
        "made": "2031-02-03T04:05", "packages": {"spacy": "3"}, "corrections": [],
    }  # fmt: skip
    folder = export.write(made, tmp_path / "out", "r")
    methods, references = ((folder / f).read_text("utf-8") for f in ("methods.md", "references.bib"))
    for part in ("2 articles of 40 words from 2 outlets", "9.8.7", "2031-02-03", "abcdef", "0123456789abcdef",
                 "spacy 3", "below a confidence of 0.5", r"by\_hand 1"):  # fmt: skip
        assert part in methods, part
    cited = set(re.findall(r"@(\w+)", methods))
    entries = set(re.findall(r"^@\w+\{(\w+),$", references, re.M))
    assert cited <= entries
    assert entries - cited == {"quanteda"}
    assert references.count("{") == references.count("}")
    assert "version = {9.8.7}" in references
    assert "attribution model abcdef" in references
    assert json.loads((folder / "provenance.json").read_text("utf-8"))["export"] == "r"


def test_corrections_are_counted_and_said_to_measure_nothing(tmp_path: Path) -> None:
    made = war()
    fits = Corrected(2, "one.txt", "x", None, "not a label", "label “x”", "not a label", 0, 1, None)
    made.provenance["corrections"] = [fits._asdict(), fits._replace(row=3, problem="gone")._asdict()]
    folder = export.write(made, tmp_path / "out", "csv")
    assert "1 answers were corrected" not in (folder / "methods.md").read_text("utf-8")
    assert "1 answer was corrected by hand" in (folder / "methods.md").read_text("utf-8")
    assert "no accuracy can be taken from them" in (folder / "codebook.md").read_text("utf-8")


def test_an_export_replaces_an_export_and_nothing_else(tmp_path: Path) -> None:
    out = export.write(empty(), tmp_path / "out", "r")
    export.write(empty(), out, "csv")
    assert not (out / "read.R").exists()
    assert [f.name for f in tmp_path.iterdir()] == ["out"]
    for mine in ("tables", "notes.txt"):
        other = tmp_path / f"other-{mine}"
        (other / mine).mkdir(parents=True)
        with pytest.raises(StoreError, match="exists and is not an export"):
            export.write(empty(), other, "csv")
    with pytest.raises(ValueError, match="for one of r, csv, parquet, not 'excel'"):
        export.write(empty(), tmp_path / "x", "excel")  # type: ignore[arg-type]
    assert not (tmp_path / "x").exists()


def test_a_name_with_markup_in_it_is_shown_as_it_is() -> None:
    made = war()
    made.name = "<b>*war*</b>\n# [x](y)"
    head = export.codebook(made, "csv").splitlines()[0]
    assert head == r"# Codebook: \<b\>\*war\*\</b\> \# \[x\](y)"
    assert __version__ in export.codebook(made, "csv")


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_r_reads_every_table_with_offsets_that_hold(locale: str, tmp_path: Path) -> None:
    made = corpus({"a.txt": [[S(HARD), S("the end — 𝒳", "quote", "ana", "ana")]]})
    folder = export.write(made, tmp_path / "out", "r")
    script = """
        source("read.R")
        segments <- tables$segments
        for (n in seq_len(nrow(segments))) {
            stretch(tables$articles$text, segments$start[n], segments$end[n]) |>
                enc2utf8() |> charToRaw() |> paste(collapse = "") |> cat("\\n")
        }
        cat(names(tables), "\\n")
        cat(sapply(tables, nrow))
    """
    done = subprocess.run(
        ["Rscript", "-e", script], cwd=folder, env={**os.environ, "LC_ALL": locale}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    *read_in, names, rows = done.stdout.splitlines()
    text = made.articles["text"].iloc[0]
    assert [bytes.fromhex(line).decode() for line in read_in] == [
        text[s.start : s.end] for s in made.segments.itertuples()
    ]
    assert dict(zip(names.split(), map(int, rows.split()), strict=True)) == {
        name: len(read(folder, name)) for name in export.flat_tables()
    }
