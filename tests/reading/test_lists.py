"""Sentences behind a number, and labels by voice as numbers that open them."""

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen import Seen

from whosewords import paths, reading, tables
from whosewords.analyses import framing
from whosewords.corpus import Corpus
from whosewords.reading import lists


def rows(*given: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["article_id", "sentence_id", "text", "start", "end", "speaker"])


def test_evidence_is_one_item_a_sentence_with_all_its_highlights_and_a_link() -> None:
    html = reading.sentences(
        rows(("a", 0, "red <b> blue", 0, 3, "X"), ("a", 0, "red <b> blue", 8, 12, "X"), ("b", 4, "no", None, None, "Y"))
    )
    shown = Seen(html)
    assert shown.text("summary") == "2 sentences"
    assert shown.text("mark") == "redblue"
    assert "red <b> blue" in shown.text("li")
    assert [a["href"] for t, a in shown.tags if t == "a"] == [
        f"#{reading.anchor('a', 0)}",
        f"#{reading.anchor('b', 4)}",
    ]
    assert "X · a, sentence 1" in shown.text("li")


def test_evidence_in_groups_counts_sentences_and_says_what_is_not_shown() -> None:
    given_rows = [("a", n, f"s{n}", 0, 1, "X <i>" if n < 5 else "Y") for n in range(6)]
    shown = Seen(reading.sentences(rows(*given_rows), by="speaker", limit=3))
    assert shown.text("summary") == "X <i>: 5 sentencesY: 1 sentence"
    assert "… and 2 more." in shown.text("li")
    assert "s3" not in shown.text("li")
    assert "No sentences." in reading.sentences(rows())


@given(st.text(max_size=30), st.integers(-5, 40), st.integers(-5, 40))
@settings(max_examples=60)
def test_evidence_shows_any_text_whatever_is_highlighted(text: str, start: int, end: int) -> None:
    shown = Seen(reading.sentences(rows(("a", 0, text, start, end, None))))
    assert reading.UNSHOWABLE.sub("\ufffd", text) in shown.text("li")


def test_every_number_of_a_matrix_opens_the_lines_it_counts(two: Corpus) -> None:
    lines = framing.label_sentences(two)
    seen = Seen(reading.matrix(lines, "Labels"))
    rows = re.findall(r"<tr>(.*?)</tr><tr class=\"ww-lines\">(.*?)</tr>", reading.matrix(lines, "Labels"))
    assert [re.sub("<.*", "", row.split('<th scope="row">')[1]) for row, _ in rows] == ["rebel army", "anti-terrorist"]
    for row, below in rows:
        slots = dict(re.findall(r"ww-open-(\d)\"><summary[^>]*>(\d+)<", row))
        assert {k: str(b.count("<li>")) for k, b in re.findall(r"ww-lines-(\d) (.*?)</ol>", below)} == slots
    assert {k for row, _ in rows for k in re.findall(r"ww-open-(\d)", row)} == {"0", "2", "5"}
    assert sorted(re.findall("rebel army|Rebel army|anti-terrorist", seen.text("mark"))) == [
        "Rebel army", "anti-terrorist", "rebel army",
    ]  # fmt: skip
    held = next(a for t, a in seen.tags if t == "summary" and "ww-held" in (a["class"] or ""))
    assert held["title"] == "“rebel army”, attributed, in another source’s words, held at a distance by Press Service"


def test_what_the_style_opens_is_what_the_matrix_writes() -> None:
    style = (paths.template() / "reading.css").read_text("utf-8")
    for slot in range(2 * len(tables.WORDINGS)):
        assert f"tr:has(.ww-open-{slot}[open]) + .ww-lines .ww-lines-{slot}" in style


def test_a_matrix_for_each_outlet_is_folded_away_those_with_most_labels_first(two: Corpus) -> None:
    shown = Seen(reading.matrix(framing.label_sentences(two), "Labels", "outlet", note="Mind <the> gap"))
    assert re.findall(r"(The Daily|Wire): (\d) labels?", shown.text("summary")) == [("The Daily", "2"), ("Wire", "1")]
    assert "Mind <the> gap" in shown.text()


def test_a_matrix_cuts_what_is_too_much_and_says_so(monkeypatch: pytest.MonkeyPatch, two: Corpus) -> None:
    lines = framing.label_sentences(two)
    for limit in ("LINES", "GROUPS", "LABELS"):
        monkeypatch.setattr(lists, limit, 1)
    many = pd.concat([lines, lines.assign(sentence_id=lines["sentence_id"] + 9)], ignore_index=True)
    assert "the first 1 of 2 labels" in Seen(reading.matrix(many, "Labels")).text("caption")
    assert "… and 1 more." in Seen(reading.matrix(many, "Labels")).text("li")
    assert "… and 1 more, with fewer labels." in Seen(reading.matrix(many, "Labels", "outlet")).text()
    assert "nothing to list" in reading.matrix(lines.iloc[:0], "Labels")


@settings(max_examples=30)
@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_labels_and_names_are_a_matrix_is_well_formed(entry: str, name: str) -> None:
    names = dict.fromkeys(["article_id", "speaker", "referent", "distanced_by", "outlet", "voice"], name)
    line = {
        **names,
        "sentence_id": 0,
        "text": entry + name,
        "start": 0,
        "end": len(entry),
        "wording": "own",
        "entry": entry,
        "label": entry,
    }
    for by in (None, "outlet"):
        seen = Seen(reading.matrix(pd.DataFrame([line]), name, by))
        assert "script" not in {t for t, _ in seen.tags}
        assert {a.get("class") for t, a in seen.tags if t == "summary"} >= {"ww-own ww-held"}
