"""The turns of a transcript: which lines are one, and that what is said in them is the speaker's own words."""

from itertools import pairwise
from pathlib import Path

from docs import quoted
from hypothesis import given
from hypothesis import strategies as st

from whosewords import language, lexicon
from whosewords.attribution import find_attributions
from whosewords.cleaning import find_quotations
from whosewords.cleaning.turns import find_turns
from whosewords.corpus import read_corpus

INTERVIEW = (
    "Ann Lopez met us in her office.\n\n"
    "PAPER: Will the dam hold?\n\n"
    "LOPEZ: It will. I have seen the wall.\n\n"
    "PAPER: The mayor says it leaks.\n\n"
    "LOPEZ: The mayor told me “do nothing”.\n\n"
    "She got up."
)


def told(text: str) -> list[tuple[str, str]]:
    return [(text[t.name_start : t.name_end], text[t.start : t.end]) for t in find_turns(text)]


def test_lines_that_names_begin_again_and_again_are_turns() -> None:
    assert told(INTERVIEW) == [
        ("PAPER", "Will the dam hold?"),
        ("LOPEZ", "It will. I have seen the wall."),
        ("PAPER", "The mayor says it leaks."),
        ("LOPEZ", "The mayor told me “do nothing”."),
    ]


def test_a_name_and_a_colon_make_no_transcript_alone() -> None:
    assert told("Lopez: Dam will hold\n\nRain fell.\n\nUpdate: It holds.") == []
    assert told("PAPER: One.\nPAPER: Two.\nPAPER: Three.") == []
    assert told("PAPER: “One.”\nLOPEZ: “Two.”\nPAPER: “Three.”\nLOPEZ: “Four.”") == []
    assert told("Lopez: 54\nChan: 12\nLopez: 8\nChan: 9") == []
    assert told("Note well: one.\nlopez: two.\nNote well: three.\nlopez: four.") == []


def test_what_is_quoted_in_a_turn_stands_one_level_deeper() -> None:
    levels = [(INTERVIEW[q.inner_start : q.inner_end][:10], q.level, q.is_turn) for q in find_quotations(INTERVIEW)]
    assert levels[-2:] == [("The mayor ", 0, True), ("do nothing", 1, False)]


def test_who_speaks_in_a_turn_says_all_of_it_and_others_speak_within() -> None:
    doc = next(language.parse([INTERVIEW]))
    found = find_attributions(doc, lexicon.load(), quoted(doc))
    outer = [(INTERVIEW[slice(*f.source)], f.mode, f.rule) for f in found if f.depth == 0 and f.source]
    assert outer == [(name, "direct", "turn") for name in ("PAPER", "LOPEZ", "PAPER", "LOPEZ")]
    inner = [INTERVIEW[slice(*f.source)].lower() for f in found if f.depth == 1 and f.source]
    assert inner.count("the mayor") == 2


def told_deepest(text: str, folder: Path) -> list[str]:
    """Return who is the source of what stands deepest."""
    (folder / "talk.txt").write_text(text, encoding="utf-8")
    made = read_corpus(folder, progress=False, cache=False)
    said = made.attributions
    return [made.name_of(s) for s in said.loc[said["depth"] == said["depth"].max(), "speaker_id"]]


def test_you_is_the_other_one_in_a_transcript_of_two(tmp_path: Path) -> None:
    text = INTERVIEW.replace("The mayor says it leaks", "You said that it leaks")
    assert "Ann Lopez" in told_deepest(text, tmp_path)
    three = text.replace("LOPEZ: The mayor told me “do nothing”", "CHAN: It does") + "\n\nCHAN: Yes.\n\nLOPEZ: No."
    assert told_deepest(three, tmp_path) == ["an unknown source"]


@given(st.text(alphabet="AaBb:“” \n'1", max_size=80))
def test_turns_stand_in_the_text_one_after_the_other(text: str) -> None:
    turns = find_turns(text)
    for before, after in pairwise(turns):
        assert before.end <= after.name_start
    for t in turns:
        assert t.name_start < t.name_end <= t.start < t.end <= len(text)
        assert "\n" not in text[t.name_start : t.end]
    quotations = find_quotations(text)
    assert quotations == sorted(quotations, key=lambda q: (q.start, -q.end, q.level))
