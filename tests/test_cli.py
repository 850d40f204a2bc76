"""The command line: what it makes, what it says, and how it ends."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from findings.test_record import named
from handmade import empty, war
from runs import OPEN, notebook, stored

from whosewords import __version__, batch, cli, paths, store, watch
from whosewords.corpus import Corpus
from whosewords.findings import record
from whosewords.report import Options


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory and notebooks of the test's own."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook(folder, "00-start-here", "# A", OPEN, "len(data.articles)", parameters='corpus = "x"\ntop = 1')
    monkeypatch.setattr(paths, "notebooks", lambda: folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_a_report_is_made_where_it_is_said_to_be(somewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(war(), somewhere / "war")
    code, _, said = run(capsys, "report", "war", "--out", "made", "-p", "top=4", "--jobs", "1")
    assert code == 0
    assert "made/war.html (2 articles; " in said
    assert "top = 4" in (somewhere / "made" / "war.html").read_text("utf-8")
    code, _, said = run(capsys, "report", "war", "--out", "made", "-p", "top=4")
    assert code == 0
    assert "unchanged, kept" in said


def test_several_corpora_are_counted_and_one_that_fails_ends_in_1(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(empty(), somewhere / "quiet")
    code, _, said = run(capsys, "report", "quiet", "nowhere")
    assert code == 1
    assert "2 of 2" in said
    assert "no report of nowhere: no such file or folder" in said
    assert "1 of 2 complete: reports/index.html" in said
    assert "Traceback" not in said


def test_a_notebook_that_fails_ends_in_1_with_the_page_made(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook(somewhere / "notebooks", "01-b", "# B", "1 / 0")
    stored(empty(), somewhere / "quiet")
    code, _, said = run(capsys, "report", "quiet")
    assert code == 1
    assert "not complete: 01-b stopped with an error" in said
    assert (somewhere / "reports" / "quiet.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "x", "-p", "tops=1"], "no notebook knows the parameter tops; the notebooks know top"),
        (["report", "x", "-p", "top"], "write name=value"),
        (["report", "x", "-p", "a b=1"], "write name=value"),
        (["report"], "Missing argument"),
        (["report", "x", "--jobs", "-1"], "--jobs"),
        (["report", "x", "--min-confidence", "80"], "--min-confidence"),
        (["repot"], "No such command"),
        (["export", "x", "--out", "y", "--for", "excel"], "--for excel: it is one of r, csv, parquet"),
        (["export", "x", "--out", "y"], "Missing option '--for'"),
        (["sample", "x", "--out", "y", "--size", "0"], "--size"),
        (["score", "key.json"], "Missing argument"),
    ],
)
def test_what_is_asked_in_a_wrong_way_ends_in_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, _, error = run(capsys, *arguments)
    assert code == 2
    assert said in error
    assert "Traceback" not in error


def test_an_error_is_one_line_and_its_place_only_with_debug(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = run(capsys, "annotate", "nowhere", "--out", "x")
    assert code == 1
    assert said.startswith("whosewords: nowhere: no such file or folder")
    assert said.count("\n") == 1
    with pytest.raises(FileNotFoundError):
        cli.main(["--debug", "annotate", "nowhere", "--out", "x"])


def test_annotate_writes_a_store_and_says_what_was_left_out(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (somewhere / "texts").mkdir()
    (somewhere / "texts" / "a.txt").write_text("Rain in the hills\n\nRain fell in the hills on Monday, the mayor said.")
    (somewhere / "texts" / "b.txt").write_text("")
    code, out, said = run(capsys, "annotate", "texts", "--out", "texts.store", "--jobs", "1")
    assert code == 0
    assert out == "texts.store: 1 article, 1 left out\n"
    assert "left out b.txt: " in said
    assert store.is_store(somewhere / "texts.store")


def test_a_report_says_what_was_left_out_and_which_corrections_do_not_fit(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (somewhere / "texts").mkdir()
    (somewhere / "texts" / "a.txt").write_text("Rain in the hills\n\nRain fell in the hills on Monday, the mayor said.")
    (somewhere / "texts" / "corrections.csv").write_text(
        "article,text,occurrence,correction,is\na.txt,snow fell,,wrong voice,own\n", encoding="utf-8"
    )
    for n in range(cli.REMARKS):
        (somewhere / "texts" / f"b{n}.txt").write_text("")
    code, _, said = run(capsys, "report", "texts", "--out", "reports", "--jobs", "1")
    assert code == 0
    assert "  b0.txt: It is empty." in said
    assert "  and 1 more, in the report" in said
    for n in range(1, cli.REMARKS):
        (somewhere / "texts" / f"b{n}.txt").unlink()
    code, _, said = run(capsys, "report", "texts", "--out", "reports", "--jobs", "1")
    assert "  corrections.csv, row 2: " in said


def test_an_empty_folder_says_that_it_is_empty(somewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (somewhere / "nothing").mkdir()
    code, _, said = run(capsys, "report", "nothing", "--out", "reports", "--jobs", "1")
    assert code == 1
    assert "the folder is empty" in said


def test_attributions_may_be_kept_from_a_confidence_on(somewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (somewhere / "texts").mkdir()
    (somewhere / "texts" / "a.txt").write_text("Rain fell in the hills on Monday, the mayor said.")
    for command, out in (("annotate", "texts.store"), ("report", "reports")):
        code, _, said = run(capsys, command, "texts", "--out", out, "--min-confidence", "1", "--jobs", "1")
        assert code == 0, said
    for made in ("texts.store", "reports/texts/corpus"):
        assert store.read_manifest(somewhere / made)["min_confidence"] == 1
    page = (somewhere / "reports" / "texts.html").read_text("utf-8")
    assert "attributions the program is less than 100 % sure of were left out" in page
    assert "from a confidence of 1 on" in page


def test_a_sample_is_drawn_coded_and_scored(somewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(war(), somewhere / "war")
    code, out, _ = run(capsys, "sample", "war", "--out", "coding", "--size", "12")
    assert (code, out) == (0, "coding/sheet.csv: 12 words to code; the key is coding/key.json\n")
    sheet = (somewhere / "coding" / "sheet.csv").read_text("utf-8-sig").splitlines()
    coded = [sheet[0], *(line.removesuffix(",,") + ",own," for line in sheet[1:])]
    (somewhere / "ann.csv").write_text("\n".join(coded), encoding="utf-8")
    code, out, _ = run(capsys, "score", "coding/key.json", "coding/sheet.csv")
    assert "Nothing is coded yet" in out
    assert "Tenenbein" not in out
    code, _, said = run(capsys, "score", "nowhere.json", "ann.csv")
    assert (code, "nowhere.json: there is no such file" in said) == (1, True)
    code, out, _ = run(capsys, "score", "coding/key.json", "ann.csv", "--out", "scores")
    assert code == 0
    assert "ann: 12 of 12 words coded" in out
    assert "Tenenbein" in out
    assert (somewhere / "scores" / "accuracy.csv").read_text("utf-8-sig").startswith("coder,outlet,voice,n_machine,")
    code, _, said = run(capsys, "sample", "war", "--out", "coding")
    assert code == 1
    assert "is there already, perhaps coded by somebody" in said


def test_corrections_beside_the_articles_do_not_reach_the_sample(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = somewhere / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Rain fell in the hills on Monday, the mayor said. Nobody was hurt.")
    (texts / "corrections.csv").write_text("article,text,correction,is\na.txt,Rain fell,wrong voice,own\n")
    code, _, said = run(capsys, "sample", "texts", "--out", "coding", "--size", "12", "--jobs", "1")
    assert code == 0, said
    key = json.loads((somewhere / "coding" / "key.json").read_text("utf-8"))
    assert {i["voice"] for i in key["items"] if i["word"] in ("Rain", "fell", "hills")} == {"paraphrase"}


def test_an_export_says_where_to_begin(somewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(war(), somewhere / "war")
    code, out, _ = run(capsys, "export", "war", "--for", "r", "--out", "data")
    assert (code, out) == (0, "data/codebook.md says what is in the folder\n")
    assert (somewhere / "data" / "quanteda" / "labels.yml").is_file()


def test_text_can_be_pasted(
    somewhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(b"Rain fell in the hills on Monday, the mayor said."), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", pasted)
    code, _, said = run(capsys, "report", "-")
    assert code == 0, said
    (page,) = [p for p in (somewhere / "reports").glob("*.html") if p.name != "index.html"]
    assert "the mayor said" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "value"),
    [("4", 4), ("-1.5", -1.5), ("true", True), ("None", None), ("a=b", "a=b"), ("", ""), ("007a", "007a")],
)
def test_values_are_read_as_what_they_look_like(text: str, value: Any) -> None:
    assert cli._parameter(f"name={text}") == ("name", value)


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version")[:2] == (0, f"whosewords {__version__}\n")
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for command in ("report", "annotate", "sample", "score", "export", "lab"):
        assert command in out
        code, of_command, _ = run(capsys, command, "--help")
        assert code == 0
        assert len(of_command) > 200


def test_lab_opens_the_first_notebook_of_the_clone(
    somewhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def start(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", start)
    assert run(capsys, "lab", "--no-browser")[0] == 0
    assert asked == [
        [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={somewhere}",
         "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb", "--no-browser"]
    ]  # fmt: skip


def test_without_a_clone_the_notebooks_are_copied_once(somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "root", lambda: Path("/nowhere/_project"))
    first = cli.lab_notebook()
    assert first == somewhere / "whosewords-notebooks" / "00-start-here.ipynb"
    first.write_text("mine")
    assert cli.lab_notebook().read_text() == "mine"


def test_pages_for_a_class_are_written_for_the_articles_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, pages = stored(war(), tmp_path / "war"), tmp_path / "pages"
    code, said, _ = run(capsys, "class", str(place), "--pages", str(pages), "--article", "two.txt", "--no-lessons")
    assert (code, sorted(f.name for f in pages.iterdir())) == (0, ["01.html", "index.html"])
    assert "1 article to code" in said
    assert 'href="01.html"' in (pages / "index.html").read_text("utf-8")
    code, _, said = run(capsys, "class", str(place), "--article", "six.txt")
    assert code == 2
    assert "--article six.txt: there is none" in said


def test_a_report_to_share_holds_excerpts_unless_whole_articles_are_asked_for(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(war(), somewhere / "war")
    says = "never the whole text"
    for given, excerpts in (([], False), (["--share"], True), (["--share", "--text", "full"], False)):
        code, _, said = run(capsys, "report", "war", "--profile", "brief", *given)
        assert code == 0, said
        assert (says in (somewhere / "reports" / "war.html").read_text("utf-8")) == excerpts


def test_what_is_watched_is_reported_on_with_the_options_of_a_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Options] = []
    monkeypatch.setattr(batch, "run", lambda *_, options, **__: made.append(options) or [])
    monkeypatch.setattr(watch, "watch", lambda *_, options, **__: made.append(options))
    for given in ([], ["--share", "--pseudonyms", "--profile", "brief", "--pdf", "-p", "top=4"], ["--text", "full"]):
        for command in ("report", "watch"):
            code, _, said = run(capsys, command, "desk", *given)
            assert code == 0, said
    assert made[::2] == made[1::2]
    assert made[3] == Options(parameters={"top": 4}, text="excerpts", pseudonyms=True, profile="brief", pdf=True)


@pytest.mark.parametrize("command", ["report", "watch"])
@pytest.mark.parametrize(("option", "value"), [("--text", "half"), ("--profile", "long")])
def test_a_choice_that_is_none_is_asked_in_a_wrong_way(
    command: str, option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, said = run(capsys, command, "war", option, value)
    assert code == 2
    assert f"{option} {value}: it is one of full, " in said


def test_a_pdf_without_a_browser_is_one_clear_error(
    somewhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(war(), somewhere / "war")
    monkeypatch.setenv("WHOSEWORDS_BROWSER", "no-such-browser")
    code, _, said = run(capsys, "report", "war", "--pdf")
    assert code == 1
    assert "no report of war: WHOSEWORDS_BROWSER is 'no-such-browser', and there is no such program" in said


def test_two_reports_are_compared_and_the_exit_code_says_whether_they_differ(
    somewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, n in {"mon": 4, "tue": 5}.items():
        (somewhere / folder / "bo").mkdir(parents=True)
        (somewhere / folder / "bo" / record.FILE).write_text(named(n), encoding="utf-8")
    assert run(capsys, "diff", "mon", "mon/") == (0, "Nothing changed.\n", "")
    code, out, _ = run(capsys, "diff", "mon", "tue")
    assert code == 1
    assert "  times they are named: 4 times, now 5 times\n" in out
    code, out, _ = run(capsys, "diff", "mon/bo.html", "tue/bo", "--json")
    assert code == 1
    assert [c["what"] for c in json.loads(out)["changes"]] == ["number", "number"]
    for wrong in (("mon", "tue/bo"), ("mon", "nowhere"), ("mon",)):
        code, out, said = run(capsys, "diff", *wrong)
        assert (code, out) == (2, "")
        assert "Traceback" not in said


def test_a_report_is_checked_and_taken_back(somewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside = somewhere / "out" / "a.b"
    beside.mkdir(parents=True)
    (beside / record.FILE).write_text(named(4), encoding="utf-8")
    page = somewhere / "out" / "a.b.html"
    page.write_text('<h1>A</h1><p class="status" id="status"></p>', encoding="utf-8")
    code, out, _ = run(capsys, "check", "out/a.b.html", "--by", "Ann Example", "--note", "read: all, even “this”")
    assert code == 0
    assert out.startswith("a.b: Checked by Ann Example on 2")
    assert "read: all, even “this”" in page.read_text("utf-8")
    assert "by: Ann Example\n" in (beside / "status.yaml").read_text("utf-8")
    code, out, _ = run(capsys, "check", "out/a.b", "--draft")
    assert (code, out) == (0, "a.b: Draft: nobody has checked this report yet.\n")
    assert "Ann" not in page.read_text("utf-8")
    for wrong in (["out/a.b"], ["out/a.b", "--by", " "], ["out/a.b", "--by", "Ann", "--draft"]):
        code, _, said = run(capsys, "check", *wrong)
        assert code == 2
        assert "--by NAME" in said
    code, _, said = run(capsys, "check", "out/nowhere.html", "--by", "Ann")
    assert code == 1
    assert "no report; there is no" in said


def test_a_lesson_keeps_the_answers_from_the_learners(
    somewhere: Path, seed_corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(seed_corpus, somewhere / "seed")
    code, said, _ = run(capsys, "lesson", "seed", "--out", "made", "--level", "hard", "--items", "6", "--seed", "2")
    assert code == 0
    assert "6 items" in said
    assert "One side: " in said
    made = sorted(p.relative_to(somewhere / "made").as_posix() for p in (somewhere / "made").rglob("*.*"))
    assert made == ["learners/notebook.ipynb", "learners/worksheet.html", "teacher/answer-key.html"]
    before = (somewhere / "made" / "learners" / "notebook.ipynb").read_bytes()
    assert run(capsys, "lesson", "seed", "-o", "made", "--level", "hard", "-n", "6", "--seed", "2")[0] == 0
    assert (somewhere / "made" / "learners" / "notebook.ipynb").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["war"], 2, "war has 2 articles: choose one with --article, such as one.txt"),
        (["war", "--article", "x"], 2, "--article x: there is none in war; there are one.txt, two.txt"),
        (["war", "--level", "harder"], 2, "--level harder: it is one of easy, medium, hard"),
        (["quiet"], 1, "No item can be made of it. What still works"),
        (["nowhere"], 1, "no such file or folder"),
    ],
)
def test_a_lesson_that_cannot_be_made_says_why(
    somewhere: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], exit_code: int, said: str
) -> None:
    stored(war(), somewhere / "war")
    stored(empty(), somewhere / "quiet")
    code, _, told = run(capsys, "lesson", *arguments, "--out", "made")
    assert code == exit_code
    assert said in told
    assert "Traceback" not in told
    assert not (somewhere / "made").exists()
