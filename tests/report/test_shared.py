"""What lies beside a report that is made to be passed on says no more than its page."""

from pathlib import Path

import pytest
from handmade import S, corpus
from runs import OPEN, notebook, stored

from whosewords import export, report, sheets, store
from whosewords.corpus import Corpus
from whosewords.findings import record
from whosewords.report import Options, excerpts, files, page, pdf
from whosewords.report.markup import words

ACTORS = {"ana-lopez": "Ana Lopez", "bo-chan": "Bo Chan"}
HIDDEN = "Nobody in the small town by the river had ever seen so many of them number {}."


@pytest.fixture(scope="module")
def news() -> Corpus:
    """An article of many sentences that names two private persons, one of them in its file name too."""
    said = [
        [S("Ana Lopez, a baker, said"), S(f"the rebels would leave bridge number {n} soon.", "paraphrase", "ana-lopez")]
        for n in range(8)
    ]
    plain = [[S(HIDDEN.format(n))] for n in range(30)]
    named = [[S(f"Bo Chan left {n} times.")] for n in range(5)]
    mentions = [("Ana Lopez", "ana-lopez", "name"), ("Bo Chan", "bo-chan", "name")]
    made = corpus(
        {"lopez-story.txt": [*said, *named, *plain], "b.txt": [*plain[:3], *said[:4]]}, actors=ACTORS, mentions=mentions
    )
    made.actors["kind"] = made.actors["actor_id"].map(lambda a: "person" if a in ACTORS else None)
    return made


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebooks that print an article whole, and stop with its text in the error."""
    folder = tmp_path_factory.mktemp("notebooks")
    notebook(folder, "00-all", "# All", OPEN, "print(data.articles['text'].iloc[0])")
    notebook(folder, "01-stops", "# Stops", OPEN, "raise ValueError(data.articles['text'].iloc[0])")
    return folder


def everything(folder: Path) -> dict[str, str]:
    """Return what every file beside a page says, by its name; a Parquet file as a table."""
    return {
        str(p.relative_to(folder)): " ".join(words(p.read_bytes().decode("utf-8", "replace")))
        for p in folder.rglob("*")
        if p.is_file()
    }


def hidden_sentences(made: Corpus) -> set[str]:
    """Return the sentences that the page may not show in any article."""
    allowed = excerpts.choose(made, page._found(made))
    rows = made.sql("SELECT s.*, substr(a.text, s.start + 1, s.\"end\" - s.start) AS said FROM sentences s "
                    "JOIN articles a USING (article_id)")  # fmt: skip
    said = {True: set[str](), False: set[str]()}
    for r in rows.itertuples():
        said[r.sentence_id in allowed[r.article_id]].add(" ".join(words(r.said)))
    return said[False] - said[True]


@pytest.mark.parametrize(
    "options",
    [{"text": "excerpts"}, {"pseudonyms": True}, {"text": "excerpts", "pseudonyms": True}],
    ids=lambda options: "+".join(options),
)
def test_the_folder_says_no_more_than_the_page(
    tmp_path: Path, news: Corpus, notebooks: Path, options: dict[str, object]
) -> None:
    place, out = stored(news, tmp_path / "news", [("lopez-note.txt", "It is empty.")]), tmp_path / "out"
    full = report.make(place, out, options=Options(notebooks=notebooks))
    (out / "news.pdf").write_bytes(b"%PDF of the whole")
    before = everything(out / "news")
    assert {"quotations.csv", "00-all.ipynb", f"tables/{export.CODEBOOK}", "findings.json"} <= set(before)
    assert any("had ever seen so many" in said for said in before.values())
    assert any("lopez" in said for said in before.values())

    made = report.make(place, out, options=Options(notebooks=notebooks, **options))  # type: ignore[arg-type]
    after = everything(out / "news")
    assert set(after) == {"findings.json", "log.txt"}
    assert not (out / "news.pdf").exists()
    assert record.read(out / "news")["findings"]
    assert [r.name for r in made.failures] == ["01-stops"] == [r.name for r in full.failures]
    for said in after.values():
        if "text" in options:
            assert len(hidden_sentences(news)) > 20
            assert not [s for s in hidden_sentences(news) if s in said]
        if "pseudonyms" in options:
            assert not set(said.split()) & {"lopez", "chan"}
    if "pseudonyms" in options:
        assert made.remarks == ["Person A-note.txt: It is empty."]
    assert {p.name for p in out.iterdir()} == {"news", "news.html"}


def test_articles_that_were_read_for_it_do_not_stay(tmp_path: Path, notebooks: Path) -> None:
    place, out = tmp_path / "news", tmp_path / "out"
    place.mkdir()
    (place / "a.txt").write_text("Ana Lopez said that the bridge was unsafe. " * 20, "utf-8")
    report.make(place, out, options=Options(notebooks=notebooks))
    assert store.is_store(out / "news" / "corpus")
    report.make(place, out, options=Options(notebooks=notebooks, text="excerpts"))
    assert {p.name for p in (out / "news").iterdir()} == {"findings.json", "log.txt"}
    assert not [p for p in out.iterdir() if p.name.startswith(".")]


def test_what_somebody_put_there_stays(tmp_path: Path, news: Corpus, notebooks: Path) -> None:
    place, out = stored(news, tmp_path / "news"), tmp_path / "out"
    report.make(place, out, options=Options(notebooks=notebooks))
    (out / "news" / "figures").mkdir(exist_ok=True)
    (out / "news" / "figures" / "mine.txt").write_text("a note")
    report.make(place, out, options=Options(notebooks=notebooks, text="excerpts"))
    assert (out / "news" / "figures" / "mine.txt").read_text() == "a note"


def test_a_pdf_that_failed_is_not_taken_for_one_that_is_there(
    tmp_path: Path, news: Corpus, notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whosewords import batch

    place, out = stored(news, tmp_path / "news"), tmp_path / "out"
    options = Options(notebooks=notebooks, profile="brief", pdf=True)
    printed: list[str] = []

    def fails(page: Path) -> Path:
        raise pdf.PdfError("it printed nothing")

    def prints(page: Path) -> Path:
        printed.append(page.name)
        page.with_suffix(".pdf").write_bytes(b"%PDF new")
        return page.with_suffix(".pdf")

    monkeypatch.setattr(pdf, "browser", lambda: "none")
    monkeypatch.setattr(pdf, "make", prints)
    assert [o.state for o in batch.run([place], out, options=options)] == ["made"]
    assert [o.state for o in batch.run([place], out, options=options)] == ["kept"]
    monkeypatch.setattr(pdf, "make", fails)
    (failed,) = batch.run([place], out, options=options, force=True)
    assert failed.remarks == ["no PDF: it printed nothing"]
    assert not (out / "news.pdf").exists(), "that of the page before is none of this one"
    monkeypatch.setattr(pdf, "make", prints)
    assert [o.state for o in batch.run([place], out, options=options)] == ["made"]
    assert printed == ["news.html", "news.html"]
    assert (out / "news.pdf").read_bytes() == b"%PDF new"
    assert sheets.read(out / "news" / files.QUOTATIONS, ["text"])
