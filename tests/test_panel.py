"""Tests of whosewords.panel: what is chosen gives its lines, and the controls change together."""

from pathlib import Path

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty
from hypothesis import given, settings
from hypothesis import strategies as st

import whosewords as ww
from whosewords.corpus import Corpus
from whosewords.panel import Choice, Panel, counts, explore, lines, told, view


@pytest.fixture
def made() -> Corpus:
    return corpus(
        {
            "a": [
                [S("Rebels left town.")],
                [S("the rebels lie", "quote", "ana", "ana"), S("she said of them.")],
                [S("rebels were there", "paraphrase", "bo")],
            ],
            "b": [[S("Rain fell on the rebels and on <b>others</b>.")]],
        },
        labels=[Found("rebels", "rebel"), Found("Rebels", "rebel")],
    )


def found(table: pd.DataFrame) -> list[str]:
    return table["found"].tolist()


def test_nothing_chosen_gives_every_stretch(made: Corpus) -> None:
    assert len(lines(made, Choice())) == 5
    assert lines(made, Choice(article="b"))["article_id"].tolist() == ["b"]


def test_each_side_narrows_and_all_go_together(made: Corpus) -> None:
    assert found(lines(made, Choice(speaker="ana"))) == ["the rebels lie"]
    assert found(lines(made, Choice(voice="paraphrase_article"))) == ["rebels were there"]
    assert found(lines(made, Choice(label="rebel"))) == ["Rebels", "rebels", "rebels", "rebels"]
    assert found(lines(made, Choice(label="rebel", voice="quote"))) == ["rebels"]
    assert found(lines(made, Choice(word="town", label="rebel"))) == ["town"]
    assert lines(made, Choice(word="rain", label="rebel", article="a")).empty
    assert lines(made, Choice(speaker="bo", voice="quote")).empty


@pytest.mark.parametrize("word", ["?!", "“", "nowhere"])
def test_a_word_that_is_none_or_nowhere_gives_no_line(made: Corpus, word: str) -> None:
    assert lines(made, Choice(word=word)).empty
    assert told(lines(made, Choice(word=word))).startswith("Nothing fits")


def test_counts_are_those_of_the_lines(made: Corpus) -> None:
    by_voice = counts(lines(made, Choice(label="rebel")))
    assert by_voice["lines"].sum() == 4
    assert by_voice.loc["no source found"].tolist() == [2, 2, 2]
    assert counts(lines(made, Choice(label="rebel")), "speaker").loc["Ana", "lines"] == 1
    assert told(lines(made, Choice(label="rebel"))) == "4 lines in 4 sentences of 2 articles."


def test_the_article_shows_where_the_lines_are(made: Corpus) -> None:
    shown = view(made, lines(made, Choice(word="others")), "b")
    assert '<mark class="ww-hit">others</mark>' in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown


def test_controls_lines_counts_and_article_change_together(made: Corpus) -> None:
    panel = explore(made)
    panel.label.value = "rebel"
    assert panel.choice == Choice(label="rebel")
    assert len(panel.selection) == 4
    assert len(panel.line.options) == 4
    assert "4 lines" in panel.status.value
    assert "no source found" in panel.numbers.value
    panel.line.value = 3
    assert "Rain fell" in panel.text.value
    assert panel.copied.value.count("\n") == 5
    panel.word.value = "nowhere"
    assert panel.text.value == ""
    assert "Nothing fits" in panel.status.value
    panel.clear.click()
    assert panel.choice == Choice()
    assert len(panel.selection) == 5


def test_every_control_has_a_label(made: Corpus) -> None:
    panel = Panel(made)
    for control in (panel.article, panel.speaker, panel.voice, panel.label, panel.word, panel.line, panel.copied,
                    panel.kind, panel.stretch, panel.right, panel.worder, panel.clear, panel.save):  # fmt: skip
        assert control.description


def test_without_a_folder_no_correction_can_be_saved(made: Corpus) -> None:
    panel = explore(made)
    assert panel.save.disabled
    assert "no place for corrections" in panel.saved.value


def test_an_empty_corpus_opens() -> None:
    assert "line" in explore(empty()).status.value


def test_what_is_put_right_in_the_panel_holds_on_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Town news\n\nAna Roy said the rebels left. The rebels were seen again.\n")
    corpus = ww.read_corpus(tmp_path, progress=False, cache=False)
    panel = ww.explore(corpus)
    panel.label.value = next(v for _, v in panel.label.options if v)
    panel.line.value = 1
    panel.kind.value = "not a label"
    panel.save.click()
    assert "Saved in" in panel.saved.value
    again = ww.read_corpus(tmp_path, progress=False, cache=False)
    assert len(again.labels) == len(corpus.labels) - 1
    assert again.corrections["problem"].isna().all()
    panel.stretch.value = "words that are not there"
    panel.save.click()
    assert "Not saved" in panel.saved.value
    panel.stretch.value = "rebels"
    panel.right.value = "something"
    panel.save.click()
    assert "stays empty" in panel.saved.value
    assert len(ww.read_corpus(tmp_path, progress=False, cache=False).corrections) == 1


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=30), st.text(max_size=20))
def test_any_text_is_looked_for_and_shown_without_harm(text: str, word: str) -> None:
    made = corpus({"a": [[S(f"x {text} y")]]})
    panel = explore(made)
    panel.word.value = word
    assert "<script" not in panel.text.value.lower()
    assert set(panel.selection["article_id"]) <= {"a"}


def test_the_word_in_the_line_is_put_right_and_no_longer_word_that_holds_it(tmp_path: Path) -> None:
    from whosewords.panel import _nth

    two = corpus({"a": [[S("The rebels left.")], [S("A rebel stayed.")], [S("Another rebel came.")]]})
    rows = [{"article_id": "a", "sentence_id": n, "start": 0} for n in range(3)]
    assert [_nth(two, row, "rebel") for row in rows[1:]] == [1, 2]
    assert _nth(two, rows[0], "rebels") is None
    with pytest.raises(ValueError, match="not in the sentence"):
        _nth(two, rows[0], "rebel")
