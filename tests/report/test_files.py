"""What stands beside a report: each file as it should be, no formula in any, and none that takes the report down."""

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from findings.test_record import named, names
from handmade import S, corpus, empty, war
from runs import OPEN, notebook, stored

from whosewords import export, report, sheets
from whosewords.corpus import Corpus, read_corpus
from whosewords.findings import changes, record
from whosewords.report import Options, files
from whosewords.report.notebooks import Ran

SAID = "=HYPERLINK(1)"


def spoken() -> Corpus:
    return corpus({"a": [[S("Lopez said"), S(SAID, "paraphrase", "ana-lopez", cue="said", stance="neutral")]]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "notebooks"
    place.mkdir()
    chart = "ww.charts.share_of_voice(ww.speakers.share_of_voice(data))"
    blank = "ww.charts.cues(ww.speakers.cues(data).iloc[:0])"
    plain = "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n', format='png')"
    notebook(place, "00-a", "# A", OPEN, "# ## Who *speaks*, and how much?", chart, chart, "# ## Why?", blank)
    notebook(place, "01-b", "# ../É “C”", plain)
    return place


def test_a_report_has_tables_figures_quotations_and_findings_beside_it(tmp_path: Path, folder: Path) -> None:
    made = report.make(stored(war(), tmp_path / "war"), tmp_path / "out", options=Options(notebooks=folder))
    assert made.remarks == []
    beside = tmp_path / "out" / "war"
    there = {p.name for p in beside.iterdir()}
    assert there == {
        "00-a.ipynb", "01-b.ipynb", "log.txt", "findings.json", "quotations.csv", "tables", "figures",
    }  # fmt: skip
    question = "00-a--who-speaks-and-how-much"
    assert {p.name for p in (beside / "figures").iterdir()} == {
        f"{question}.svg", f"{question}.png", f"{question}-2.svg", f"{question}-2.png", "01-b--e-c.png",
    }  # fmt: skip
    root = ET.fromstring((beside / "figures" / f"{question}.svg").read_bytes())  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Ana Lopez" in root.attrib["aria-label"]
    assert (beside / "figures" / f"{question}.png").read_bytes().startswith(b"\x89PNG\r\n")
    data = record.read(beside)
    jsonschema.Draft202012Validator(record.schema()).validate(data)
    assert data["made"] in made.page.read_text("utf-8")


def test_tables_are_flat_and_the_same_as_parquet_and_as_csv(tmp_path: Path) -> None:
    made = war()
    export.beside(made, tmp_path / "tables")
    for name, query in export.flat_tables().items():
        rows = len(made.sql(query))
        assert len(pd.read_parquet(tmp_path / "tables" / f"{name}.parquet")) == rows
        assert len(pd.read_csv(tmp_path / "tables" / f"{name}.csv")) == rows
    first = (tmp_path / "tables" / "attributions.csv").read_text("utf-8-sig").splitlines()
    assert first[2].startswith("one.txt,1,,0,,,")
    assert first[4].startswith("one.txt,3,2,1,,,"), "whole numbers stay whole beside empty cells"
    codebook = (tmp_path / "tables" / export.CODEBOOK).read_text("utf-8")
    assert "apostrophe" in codebook
    assert "provenance.json" not in codebook


def test_a_large_table_is_parquet_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "CSV_ROWS", 5)
    export.beside(war(), tmp_path / "tables")
    there = {p.name for p in (tmp_path / "tables").iterdir()}
    assert "tokens.parquet" in there
    assert "tokens.csv" not in there
    assert "articles.csv" in there


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    export.beside(spoken(), tmp_path / "tables")
    sheets.write(tmp_path / "quotations.csv", export.quotations(spoken()))
    (row,) = sheets.read(tmp_path / "quotations.csv", ["text", "speaker"])
    assert row.cells["text"] == f"'{SAID}"
    texts = pd.read_parquet(tmp_path / "tables" / "articles.parquet")["text"]
    assert texts.tolist() == [f"Lopez said {SAID}"]
    assert ",=" not in "".join(p.read_text("utf-8") for p in tmp_path.rglob("*.csv"))


def test_quotations_say_who_in_whose_words_and_where() -> None:
    made = war()
    table = export.quotations(made)
    texts = dict(zip(made.articles["article_id"], made.articles["text"], strict=True))
    assert [texts[r.article_id][r.start : r.end] for r in table.itertuples()] == table["text"].tolist()
    nested = table[table["text"] == "the so-called rebel army must go"].iloc[0]
    assert (nested["speaker"], nested["worded_by"], nested["through"]) == (
        "Ana Lopez",
        "Press Service",
        "Press Service",
    )
    assert nested["voice"] == "attributed, in another source’s words"
    own = table[table["text"] == "“We go home,”"].iloc[0]
    assert (own["voice"], own["through"], own["confidence"]) == ("presented as their own words", "", 0.6)
    said = table[table["text"] == "the anti-terrorist raid goes on"].iloc[0]
    assert (said["cue"], said["stance"], said["act"], said["outlet"]) == ("said", "neutral", "speech", "The Daily")
    assert export.quotations(empty()).empty
    assert list(export.quotations(empty()).columns) == list(table.columns)


def test_quotations_have_every_attributed_word_of_the_seed(seed_corpus: Corpus) -> None:
    segments = seed_corpus.segments
    assert len(export.quotations(seed_corpus)) == ((segments["voice"] != "own") & (segments["n_words"] > 0)).sum()


def test_what_is_in_the_way_is_told_and_the_report_is_made(tmp_path: Path, folder: Path) -> None:
    place, out = stored(war(), tmp_path / "war"), tmp_path / "out"
    report.make(place, out, options=Options(notebooks=folder))
    (out / "war" / "figures" / "mine.txt").write_text("a note")
    made = report.make(place, out, options=Options(notebooks=folder))
    assert made.page.is_file()
    (remark,) = made.remarks
    assert remark.startswith("figures not written: ")
    assert "mine.txt" not in remark
    assert (out / "war" / "figures" / "mine.txt").read_text() == "a note"


def test_with_pseudonyms_the_index_is_told_no_changes(tmp_path: Path) -> None:
    out, options = tmp_path / "out", Options(profile="brief", pseudonyms=True)
    for n in (4, 5):
        shutil.rmtree(tmp_path / "bo", ignore_errors=True)
        report.make(stored(names(n), tmp_path / "bo"), out, options=options)
    assert record.read(out / "bo")["findings"]
    assert not (out / "bo" / changes.FILE).exists()
    assert files.news(out / "bo").changed == ""


def test_a_notebook_that_is_not_there_has_no_figures(tmp_path: Path) -> None:
    assert list(files.figures([Ran("00-a", tmp_path / "00-a.ipynb", 0.0, "no kernel", "")])) == []


def test_changes_are_those_since_the_findings_that_were_there(tmp_path: Path) -> None:
    def write(times: int, when: str) -> None:
        files.write_findings({**json.loads(named(times)), "made": when}, tmp_path)

    write(4, "monday")
    assert not (tmp_path / changes.FILE).exists()
    write(5, "tuesday")
    made, table = changes.read(tmp_path / changes.FILE)
    assert made == "tuesday"
    assert changes.brief(table) == "1 finding changed"
    kept = (tmp_path / changes.FILE).read_bytes()
    write(5, "wednesday")
    assert (tmp_path / changes.FILE).read_bytes() == kept
    assert record.read(tmp_path)["made"] == "wednesday"
    (tmp_path / record.FILE).write_text("{broken")
    write(6, "thursday")
    assert (tmp_path / changes.FILE).read_bytes() == kept
    assert record.read(tmp_path)["made"] == "thursday"


def test_the_corpus_of_a_report_can_be_read_again(tmp_path: Path, folder: Path) -> None:
    article = tmp_path / "one"
    article.mkdir()
    (article / "a.txt").write_text("The mayor said the bridge was safe and that nobody would be hurt.\n")
    made = report.make(article, tmp_path / "out", options=Options(notebooks=folder))
    table = export.quotations(read_corpus(tmp_path / "out" / "one" / "corpus"))
    assert len(sheets.read(made.page.with_suffix("") / files.QUOTATIONS, ["cue"])) == len(table)
