"""Many corpora: one that fails leaves the others, what is unchanged is kept, the record and the index say what is."""

import json
import shutil
from pathlib import Path

import pytest
from handmade import S, corpus, empty, war
from runs import OPEN, notebook, stored
from test_reading import Seen

from whosewords import batch, report
from whosewords.report import Options


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "notebooks"
    place.mkdir()
    notebook(place, "00-a", "# A", OPEN, "len(data.articles)", parameters='corpus = "x"\ntop = 1')
    return place


def states(outcomes: list[batch.Outcome]) -> list[tuple[str, str]]:
    return [(o.name, o.state) for o in outcomes]


def test_a_corpus_that_cannot_be_read_leaves_the_others(tmp_path: Path, folder: Path) -> None:
    given = [stored(war(), tmp_path / "war"), tmp_path / "missing", stored(empty(), tmp_path / "quiet")]
    seen: list[tuple[int, int, str]] = []
    out = tmp_path / "out"
    outcomes = batch.run(given, out, options=Options(notebooks=folder), on_corpus=lambda *a: seen.append(a))
    assert states(outcomes) == [("war", "made"), ("missing", "failed"), ("quiet", "made")]
    assert "no such file" in str(outcomes[1].error)
    assert seen == [(n, 3, str(p)) for n, p in enumerate(given, 1)]
    assert (out / "war.html").is_file()
    assert (out / "quiet.html").is_file()
    record = json.loads((out / "run.json").read_text("utf-8"))["reports"]
    assert [(r["name"], r["page"], r["articles"]) for r in record] == [
        ("war", "war.html", 2), ("missing", None, None), ("quiet", "quiet.html", 1),
    ]  # fmt: skip
    index = Seen((out / "index.html").read_text("utf-8"))
    assert [a["href"] for t, a in index.tags if t == "a"] == ["quiet.html", "war.html"]
    assert "no report: " in index.text("tr")


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


def test_two_addresses_that_differ_in_their_query_are_two_reports() -> None:
    names: dict[str, str] = {}
    for address in ("https://news.example/a?id=1", "https://news.example/a?id=2"):
        name = batch._name(address, names)
        assert name is not None
        names[address] = name
    assert list(names.values()) == ["news.example-a", "news.example-a-2"]
