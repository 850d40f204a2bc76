"""Texts with marks in them: where the marked stretches stand, what is nested in what, and what cannot be read."""

from pathlib import Path

import nesting
import pytest

from whosewords.training import marked

TEXT = """@ bridge | wire
{1s:Reyle} {1q:said} {1c:{2s:a captive} had {2q:admitted} that {2c:his unit fired first}}. “{3c:He lied},” {3s:she} {3q:said}. “{3c:Badly}.”
= 1 Otmar Reyle; 2 a captive; 3 unknown
"""  # noqa: E501


def write(folder: Path, text: str) -> Path:
    path = folder / "made.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_stretches_are_where_they_stand_without_the_marks(tmp_path: Path) -> None:
    (row,) = marked.texts(write(tmp_path, TEXT))
    assert row["text"] == "Reyle said a captive had admitted that his unit fired first. “He lied,” she said. “Badly.”"
    told = {a["id"]: {k: [row["text"][s:e] for s, e in a[k]] for k in ("source", "cue", "content")} for a in row["attributions"]}  # fmt: skip  # noqa: E501
    assert told["1"] == {
        "source": ["Reyle"],
        "cue": ["said"],
        "content": ["a captive had admitted that his unit fired first"],
    }
    assert told["2"] == {"source": ["a captive"], "cue": ["admitted"], "content": ["his unit fired first"]}
    assert told["3"]["content"] == ["He lied", "Badly"]
    assert {a["id"]: (a["parent"], a["speaker"]) for a in row["attributions"]} == {
        "1": (None, "Otmar Reyle"),
        "2": ("1", "a captive"),
        "3": (None, "unknown"),
    }


def test_they_are_read_like_the_other_gold(tmp_path: Path) -> None:
    (coded,) = nesting.load(write(tmp_path, TEXT))
    by_key = coded.answers.by_key
    assert coded.style == "wire"
    assert [by_key[k].depth for k in "123"] == [0, 1, 0]
    assert nesting.coded_chain(coded.answers, by_key["2"]) == ("Otmar Reyle", "a captive")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("{2c:his unit fired first}}", "{2c:his unit fired first}"), "made.txt: bridge: a mark of attribution 1 is"),
        (("said}. “", "said}}. “"), "made.txt: bridge: a brace is closed that none opens"),
        (("{2c:his unit fired first}", "his unit fired first"), "made.txt: bridge, attribution 2: it has no content"),
        (("; 2 a captive", ""), "made.txt: bridge, attribution 2: it has no content, or nobody speaks it"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, wrong: tuple[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        marked.texts(write(tmp_path, TEXT.replace(*wrong)))


def test_labels_words_of_distance_and_acts_are_told_below_the_text(tmp_path: Path) -> None:
    text = """@ bridge | wire
The {M:so-called} {L:rebels} fled. {1s:Reyle} {1q:fears} {1c:the {L:rebels} will return}.
= 1 Otmar Reyle
~ 1 thought
# rebels > the captives
"""
    (row,) = marked.texts(write(tmp_path, text))
    assert row["text"] == "The so-called rebels fled. Reyle fears the rebels will return."
    assert [(row["text"][s:e], names) for s, e, names in row["labels"]] == [("rebels", "the captives")] * 2
    assert [row["text"][s:e] for s, e in row["markers"]] == ["so-called"]
    assert [a["act"] for a in row["attributions"]] == ["thought"]
    with pytest.raises(ValueError, match="nothing says what the label 'rebels' names"):
        marked.texts(write(tmp_path, text.replace("# rebels", "# others")))


def test_a_piece_right_between_quotation_marks_is_quoted(tmp_path: Path) -> None:
    (coded,) = nesting.load(write(tmp_path, TEXT))
    assert [a.mode for a in coded.answers.attributions] == ["indirect", "indirect", "direct"]
