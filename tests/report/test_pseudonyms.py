"""Other names for private persons, everywhere in a page."""

import re
from pathlib import Path

import pytest
from handmade import S, corpus
from hypothesis import given
from hypothesis import strategies as st
from runs import OPEN, notebook, stored

from whosewords import report, sheets
from whosewords.corpus import Corpus
from whosewords.report import Options, pseudonyms

ACTORS = {"ana-lopez": "Ana Lopez", "mark-long": "Mark Long", "iva-strand": "Iva Strand", "rosa-strand": "Rosa Strand"}


@pytest.fixture(scope="module")
def news() -> Corpus:
    """A neighbour, a man with an ordinary name, a president, and a private person with the president's surname."""
    sentences = [
        [S("President Iva Strand spoke in Keld.")],
        [S("Ana Lopez, 41, a baker, said"), S("the long bridge was unsafe.", "paraphrase", "ana-lopez")],
        [S("“They mark it every year,”", "quote", "ana-lopez", "ana-lopez"), S("Lopez said.")],
        [S("Mark Long heard LOPEZ. Rosa Strand did not.")],
    ]
    mentions = [(name, actor, "name") for actor, name in ACTORS.items()] + [
        ("Lopez", "ana-lopez", "name"), ("Keld", "keld", "name"),
    ]  # fmt: skip
    made = corpus({"lopez-story.txt": sentences, "other.txt": sentences[:2]}, actors=ACTORS, mentions=mentions)
    kinds = made.actors["actor_id"].map(lambda a: "person" if a in ACTORS or a == "keld" else None)
    made.actors["kind"] = kinds
    made.actors.loc[made.actors["actor_id"] == "keld", "kind"] = "organisation"
    return made


def label_of(persons: list[pseudonyms.Person], part: str) -> str | None:
    return next((p.label for p in persons if part in p.parts), None)


def test_everybody_without_an_office_is_private(news: Corpus) -> None:
    persons = pseudonyms.private_persons(news, {})
    assert [p.label for p in persons] == ["Person A", "Person B", "Person C"]
    assert label_of(persons, "lopez") == "Person A"
    assert label_of(persons, "iva") is None
    assert label_of(persons, "strand") is None, "a president's surname stays where it stands alone"


def test_a_sheet_overrules_the_rule(news: Corpus) -> None:
    persons = pseudonyms.private_persons(news, {"Ana Lopez": False, "Iva Strand": True, "Vera Unseen": True})
    assert label_of(persons, "lopez") is None
    assert label_of(persons, "iva")
    assert label_of(persons, "unseen"), "a name that was not recognised is replaced too"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>Ana Lopez and <mark>Ana</mark> Lopez, Lopez’s, LOPEZ</p>", ["Person A"]),
        ("<p>ana-lopez ana_lopez lopez</p>", ["Person A"]),
        ("<text>Ana</text><text>Lopez</text>", ["Person A"]),
        ("<td>Ana Lop…</td>", ["Person A"]),
        ('<svg aria-label="Ana Lopez 71 %"></svg>', ["Person A"]),
        ("<p>A long day. They mark it.</p>", []),
        ("<p>Mark and Long</p>", ["Person B"]),
        ("<p>President Strand and Rosa Strand</p>", ["Person C"]),
    ],
)
def test_a_name_is_replaced_in_whatever_form(news: Corpus, html: str, told: list[str]) -> None:
    out = pseudonyms.without_names(html, news, pseudonyms.private_persons(news, {}))
    assert sorted(set(re.findall(r"Person [A-C]", out))) == told
    assert not re.search(r"ana\b|lop|rosa", out, re.IGNORECASE)
    assert ("mark it" in out) == ("mark it" in html)


def test_no_original_name_survives_anywhere_in_a_page(news: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook(
        folder, "00-all", "# All", OPEN, "ww.reading.article(data, 'lopez-story.txt')", "data.actors", "data.mentions",
        "ww.charts.share_of_voice(ww.speakers.share_of_voice(data))", "print(data.articles['text'].iloc[0])",
        "from IPython.display import HTML\nHTML('<p id=\"ana-lopez\">x</p><a href=\"#ana-lopez\">Ana Lopez</a>')",
        "ww.reading.sentences(ww.speakers.voice_sentences(data), by='speaker')",
    )  # fmt: skip
    made = report.make(
        stored(news, tmp_path / "news"), tmp_path / "out", options=Options(notebooks=folder, pseudonyms=True)
    )
    assert not made.failures
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", made.page.read_text("utf-8"))
    assert "Person A" in page
    assert not re.search(r"lopez|\bana\b|rosa|Mark Long", re.sub(r'\bdata-\w+="[^"]*"', "", page), re.IGNORECASE)
    assert not re.search(r"lopez|rosa|mark long", page, re.IGNORECASE)
    assert "Iva Strand" in page
    assert "no guarantee of anonymity" in page
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in re.findall(r'<a\b[^>]* href="(#[^"]+)"', page)} <= set(ids)


@given(st.text())
def test_any_page_is_left_alone_where_nobody_is_private(text: str) -> None:
    assert pseudonyms.without_names(text, None, []) == text  # type: ignore[arg-type]


def test_a_mistake_in_the_sheet_names_its_place(tmp_path: Path) -> None:
    (tmp_path / "private.csv").write_text("name,is\nAna Lopez,private\nBen Orr,maybe\n", "utf-8")
    with pytest.raises(sheets.SheetError, match=r"private\.csv, row 3, column is: 'maybe'"):
        pseudonyms.read_private(tmp_path)
    (tmp_path / "private.csv").write_text("name,is\nAna Lopez,Private\nBen Orr,public\n", "utf-8")
    assert pseudonyms.read_private(tmp_path) == {"Ana Lopez": True, "Ben Orr": False}
    assert pseudonyms.read_private(tmp_path / "nowhere") == {}
