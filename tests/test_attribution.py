"""Attributions: what is found, what is none, and how quotations, rivals and nesting are settled."""

from typing import NamedTuple

import pytest
from docs import by_hand
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from whosewords import language
from whosewords.attribution import Found, Quoted, find_attributions
from whosewords.attribution.parts import Draft, Part, length, merge, minus, noun_phrase, outermost, shared, span
from whosewords.attribution.settle import CONFIDENCE
from whosewords.cleaning import find_quotations
from whosewords.lexicon import load

LEXICON = load()
PARTS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda p: (p[0], p[0] + p[1])), max_size=6)


class Read(NamedTuple):
    """An attribution as it reads in the text."""

    source: str | None
    cue: str | None
    content: list[str]
    rule: str
    mode: str


def attributions(text: str, n_headline: int = 0) -> list[Found]:
    doc = next(language.parse([text]))
    return find_attributions(doc, LEXICON, Quoted(doc, find_quotations(text)), n_headline)


def read(text: str, n_headline: int = 0) -> list[Read]:
    def words(part: Part | None) -> str | None:
        return text[slice(*part)] if part else None

    return [
        Read(words(f.source), words(f.cue), [text[s:e] for s, e in f.content], f.rule, f.mode)
        for f in attributions(text, n_headline)
    ]


# parts -----------------------------------------------------------------------------------------------------


def members(parts: list[Part]) -> set[int]:
    return {i for start, end in parts for i in range(start, end)}


def test_merge_joins_what_overlaps_or_touches() -> None:
    assert merge([(5, 7), (0, 2), (2, 4), (6, 9)]) == [(0, 4), (5, 9)]


def test_minus_cuts_holes() -> None:
    assert minus([(0, 10), (12, 14)], [(3, 5), (9, 13)]) == [(0, 3), (5, 9), (13, 14)]


@given(PARTS, PARTS)
def test_parts_are_sets_of_places(a: list[Part], b: list[Part]) -> None:
    left, right = merge(a), merge(b)
    assert members(left) == members(a)
    assert length(left) == len(members(a))
    assert members(minus(left, b)) == members(a) - members(b)
    assert shared(left, right) == shared(right, left) == len(members(a) & members(b))


def test_what_is_said_in_a_content_is_not_outermost() -> None:
    def draft(cue: int, start: int, end: int) -> Draft:
        return Draft(None, (cue, cue + 1), "say", None, [(start, end)], "model", 0.9)

    whole, inside, beside = draft(1, 2, 9), draft(4, 5, 9), draft(11, 12, 15)
    assert outermost([whole, inside, beside], 16) == [whole, beside]
    one, other = draft(1, 2, 5), draft(3, 0, 3)
    assert outermost([one, other], 6) == [one, other]


def test_a_noun_phrase_ends_before_what_is_set_off() -> None:
    doc = by_hand("""
        The   DET   det    1
        clerk+ NOUN nsubj  6
        ,     PUNCT punct  1
        who   PRON  nsubj  4
        left+ VERB  relcl  1
        ,     PUNCT punct  1
        spoke VERB  ROOT   6
    """)
    assert span(doc[1]) == (0, 6)
    assert noun_phrase(doc[1]) == (0, 2)


def test_quoted_tells_the_quotation_one_level_in() -> None:
    words = ["“", "He", "said", "‘", "no", "’", "twice", "”", "then", "“", "yes", "”"]
    spaces = [False, True, True, False, False, True, False, True, True, False, False, False]
    doc = Doc(Vocab(), words=words, spaces=spaces)
    quoted = Quoted(doc, find_quotations(doc.text))
    assert [q.level for q in quoted.quotations] == [0, 1, 0]
    assert quoted.tokens == [(1, 7), (4, 5), (10, 11)]
    assert quoted.innermost[4] == 1
    assert quoted.child_at(4, -1) == 0
    assert quoted.child_at(4, 0) == 1
    assert quoted.child_at(4, 1) == -1
    assert quoted.child_at(8, -1) == -1
    assert quoted.child_at(10, -1) == 2


# what is found ---------------------------------------------------------------------------------------------

FOUND = {
    "clause": (
        "The mayor said the bridge was safe.",
        Read("The mayor", "said", ["the bridge was safe"], "model", "indirect"),
    ),
    "clause around its cue": (
        "The dam, Jane Holt said, would burst.",
        Read("Jane Holt", "said", ["The dam", "would burst"], "model", "indirect"),
    ),
    "quotation before its cue": (
        "“The bridge is safe,” the mayor said.",
        Read("the mayor", "said", ["The bridge is safe,"], "model", "direct"),
    ),
    "quotation after its cue": (
        "The mayor said: “The bridge is safe.”",
        Read("The mayor", "said", ["The bridge is safe."], "model", "direct"),
    ),
    "split quotation": (
        "“The bridge,” the mayor said, “is perfectly safe.”",
        Read("the mayor", "said", ["The bridge,", "is perfectly safe."], "model", "direct"),
    ),
    "question before its cue": (
        "“Why did nobody ask us?” she asked.",
        Read("she", "asked", ["Why did nobody ask us?"], "model", "direct"),
    ),
    "partial quotation": (
        "Jane Holt said the dam was “a disgrace to the county” on Monday.",
        Read("Jane Holt", "said", ["the dam was “a disgrace to the county” on Monday"], "model", "mixed"),
    ),
    "according to": (
        "According to Jane Holt, the river rose two metres.",
        Read("Jane Holt", "According to", ["the river rose two metres"], "model", "indirect"),
    ),
    "passive with agent": (
        "The strike was condemned by the minister.",
        Read("the minister", "was condemned", ["The strike"], "model", "indirect"),
    ),
    "reporting sentence before a quotation": (
        "Jane Holt complained loudly on Monday. “The dam has been falling apart for twenty years.”",
        Read("Jane Holt", "complained loudly", ["The dam has been falling apart for twenty years."], "model", "direct"),
    ),
    "quotation without a source": (
        "The town woke to a flood. “The dam has been falling apart for twenty years and nobody cares.”",
        Read(
            None,
            None,
            ["The dam has been falling apart for twenty years and nobody cares."],
            "unsourced",
            "direct",
        ),
    ),
    "clauses coordinated under one cue": (
        "Jane Holt told reporters that the mill had closed and that the farmers would leave.",
        Read(
            "Jane Holt",
            "told",
            ["the mill had closed and that the farmers would leave"],
            "model",
            "indirect",
        ),
    ),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND.keys())
def test_a_rule_finds_source_cue_and_content(text: str, expected: Read) -> None:
    assert read(text) == [expected]


def test_a_claim_that_is_repeated_is_somebodys_within_what_is_repeated() -> None:
    assert read("Peter Lang repeated the claim that the dam was old.") == [
        Read("Peter Lang", "repeated", ["the claim that the dam was old"], "model", "indirect"),
        Read(None, "claim", ["the dam was old"], "model", "indirect"),
    ]


def test_a_source_that_breaks_off_before_a_noun_is_the_name_in_it() -> None:
    (found,) = read("Anna Holt, who spoke through an interpreter, said: “We will not leave.”")
    assert found[:3] == ("Anna Holt", "said", ["We will not leave."])


def test_a_headline_may_name_its_source_before_a_colon() -> None:
    title = "Holt: Dam will burst"
    (found,) = read(f"{title}\n\nThe river rose again on Monday.", len(title))
    assert found[:3] == ("Holt", ":", ["Dam will burst"])


def test_two_cues_in_one_sentence_are_two_attributions() -> None:
    said, warned = read("Jane Holt said the dam was old. She warned that it would burst.")
    assert said == Read("Jane Holt", "said", ["the dam was old"], "model", "indirect")
    assert warned == Read("She", "warned", ["it would burst"], "model", "indirect")


def test_speech_reopened_in_the_next_paragraph_is_one_attribution() -> None:
    text = "“The dam is old,” said Jane Holt. “It was built by my grandfather.\n\n“Nobody has looked at it since.”"
    parts = ["The dam is old,", "It was built by my grandfather.", "Nobody has looked at it since."]
    assert read(text) == [Read("Jane Holt", "said", parts, "model", "direct")]


def test_what_only_points_back_names_a_source_and_cuts_nothing() -> None:
    (found,) = attributions("This was reported by Reuters.")
    assert (found.rule, found.cuts, found.source) == ("deictic", False, (21, 28))
    assert found.confidence == CONFIDENCE["deictic"]


def test_a_cue_brings_its_stance_and_act() -> None:
    (claimed,) = attributions("Peter Lang claimed that the dam was old.")
    (believed,) = attributions("Peter Lang believed that the dam was old.")
    assert (claimed.cue_lemma, claimed.stance, claimed.act) == ("claim", "doubting", "speech")
    assert (believed.cue_lemma, believed.stance, believed.act) == ("believe", "neutral", "thought")


def test_a_quotation_without_a_source_has_neither_cue_nor_stance() -> None:
    (found,) = attributions("The town woke to a flood. “The dam has been falling apart for twenty years.”")
    assert (found.source, found.cue, found.stance, found.cuts) == (None, None, None, True)


# what is none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Nobody said that the dam would hold.",
        "No one said that the dam would hold.",
        "I think that the dam will burst.",
        "The mayor opened the “safest” bridge in the country on Monday.",
        "The river rose two metres on Monday.",
    ],
)
def test_no_source_no_attribution(text: str) -> None:
    assert read(text) == []


# nesting ---------------------------------------------------------------------------------------------------


def test_a_cue_inside_what_another_introduces_is_nested_in_it() -> None:
    outer, inner = attributions("The minister said that the engineers had warned that the dam would burst.")
    assert (outer.parent, outer.depth, inner.parent, inner.depth) == (None, 0, 0, 1)
    assert outer.content[0][0] < inner.content[0][0] < inner.content[0][1] <= outer.content[0][1]


def test_a_quotation_inside_a_quotation_is_nested_in_it() -> None:
    text = "“The dam is safe,” the minister told reporters. “But the engineer said: ‘The wall has moved.’”"
    outer, inner = attributions(text)
    assert (inner.parent, inner.depth, inner.mode) == (0, 1, "direct")
    assert [text[s:e] for s, e in inner.content] == ["The wall has moved."]
    assert len(outer.content) == 2


def test_first_persons_are_sources_inside_quotations() -> None:
    text = "“I think that we lost the match,” she said."
    outer, inner = attributions(text)
    assert (inner.parent, inner.act) == (0, "thought")
    assert inner.source is not None
    assert text[slice(*inner.source)] == "I"
    assert outer.content[0][0] == 1


def test_parents_come_before_their_children() -> None:
    text = (
        "Jane Holt said the engineers had warned that the dam would burst. "
        "“My brother says the mill is lost,” Peter Lang said."
    )
    found = attributions(text)
    assert [f.depth for f in found] == [0, 0, 1, 1]
    assert [f.parent for f in found] == [None, None, 0, 1]


# inside what is said, and who only hears ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Aides to the governor concede that he hates rehearsing.", "he", "rehearsing"),
        ("Her mother said the public hated us.", "the public", "us"),
        ("“The mayor told me he loves the bus,” Farina said.", "he", "the bus"),
        ("The priest said people are afraid of the river.", "people", "the river"),
    ],
)
def test_likes_and_dislikes_inside_what_is_said(text: str, source: str, content: str) -> None:
    found = [(f.source and text[slice(*f.source)], text[slice(*f.content[0])]) for f in attributions(text)]
    assert (source, content) in found


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The court heard that Brown had told police he was asleep.", None),
        ("The inquest heard that the nurse had complained about the ward.", None),
        ("The committee heard from two engineers that the dam was safe.", "two engineers"),
        ("My mother heard that the dam was safe.", "My mother"),
    ],
)
def test_a_court_that_heard_something_is_not_who_said_it(text: str, source: str | None) -> None:
    first = attributions(text)[0]
    assert (text[slice(*first.source)] if first.source else None) == source
