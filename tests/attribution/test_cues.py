"""What the lexicon says of a cue, and whether a cue it lacks is of speech, thought or attitude."""

import pytest
from docs import vocabulary
from spacy.tokens import Doc

from whosewords.attribution.cues import act_of, entry_of
from whosewords.attribution.parts import Draft, Part
from whosewords.lexicon import load

LEXICON = load()


def parsed(rows: str) -> Doc:
    """Return a Doc from one line a word: word, part of speech, tag, relation, head, and the lemma where it differs."""
    cells = [row.split() for row in rows.strip().splitlines()]
    return Doc(
        vocabulary(),
        words=[c[0] for c in cells],
        pos=[c[1] for c in cells],
        tags=[c[2] for c in cells],
        deps=[c[3] for c in cells],
        heads=[int(c[4]) for c in cells],
        lemmas=[c[5] if len(c) > 5 else c[0].lower() for c in cells],
    )


def act(doc: Doc, cue: Part, content: Part, anchor: int | None = None) -> str:
    """Return the act of a cue; `anchor` is the word of it that was found, by default the first."""
    entry = entry_of(doc[cue[0] if anchor is None else anchor], LEXICON)
    return act_of(doc, Draft((0, 1), cue, entry.lemma if entry else doc[cue[0]].lemma_, entry, [content], "model", 1.0))


def lemma(doc: Doc, anchor: int) -> str | None:
    entry = entry_of(doc[anchor], LEXICON)
    return entry.lemma if entry else None


VERB = """
    Ann PROPN NNP nsubj 1
    {verb} VERB VBD ROOT 1 {lemma}
    the DET DT det 3
    plan NOUN NN dobj 1
"""


@pytest.mark.parametrize(
    ("verb", "base", "expected"),
    [
        ("criticised", "criticise", "speech"),
        ("denied", "deny", "speech"),
        ("rejected", "reject", "attitude"),
        ("disputed", "dispute", "attitude"),
        ("dismissed", "dismiss", "attitude"),
        ("hated", "hate", "attitude"),
        ("opposed", "oppose", "attitude"),
        ("expected", "expect", "thought"),
        ("decided", "decide", "thought"),
        ("resisted", "resist", "attitude"),  # none of the lexicon's, with an object only
    ],
)
def test_a_verb_with_an_object(verb: str, base: str, expected: str) -> None:
    assert act(parsed(VERB.format(verb=verb, lemma=base)), (1, 2), (2, 4)) == expected


CLAUSE = """
    Ann PROPN NNP nsubj 1
    {verb} VERB VBD ROOT 1 {lemma}
    that SCONJ IN mark 4
    rain NOUN NN nsubj 4
    {fell}
"""
FELL, TO_FALL = "fell VERB VBD ccomp 1 fall", "falling VERB VBG ccomp 1 fall"


def test_an_unlisted_verb_is_of_speech_with_a_finite_clause_only() -> None:
    assert act(parsed(CLAUSE.format(verb="rapped", lemma="rap", fell=FELL)), (1, 2), (3, 5)) == "speech"
    assert act(parsed(CLAUSE.format(verb="rapped", lemma="rap", fell=TO_FALL)), (1, 2), (3, 5)) == "attitude"


def test_a_clause_inside_an_object_makes_no_speech_of_it() -> None:
    doc = parsed("""
        Ann PROPN NNP nsubj 1
        resisted VERB VBD ROOT 1 resist
        calls NOUN NNS dobj 1 call
        that PRON WDT nsubj 4
        came VERB VBD relcl 2 come
    """)
    assert act(doc, (1, 2), (2, 5)) == "attitude"


def test_an_unlisted_verb_is_of_speech_with_a_quotation() -> None:
    doc = parsed("""
        Ann PROPN NNP nsubj 1
        rapped VERB VBD ROOT 1 rap
        “ PUNCT `` punct 3
        never ADV RB advmod 1
        ” PUNCT '' punct 3
    """)
    assert act(doc, (1, 2), (2, 5)) == act(doc, (1, 2), (3, 4)) == "speech"


ADJECTIVE = """
    Ann PROPN NNP nsubj 1
    was AUX VBD ROOT 1 be
    {word} ADJ JJ acomp 1
    that SCONJ IN mark 5
    rain NOUN NN nsubj 5
    fell VERB VBD ccomp 1 fall
"""


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("confident", "thought"),
        ("unsure", "thought"),
        ("adamant", "speech"),
        ("glad", "attitude"),
        ("sorry", "attitude"),
    ],
)
def test_an_adjective_says_what_its_verb_does_not(word: str, expected: str) -> None:
    doc = parsed(ADJECTIVE.format(word=word))
    assert act(doc, (1, 3), (4, 6)) == act(doc, (2, 3), (4, 6)) == act(doc, (1, 2), (4, 6)) == expected


def test_a_verb_with_its_adjective_is_one_lemma() -> None:
    assert lemma(parsed(ADJECTIVE.format(word="aware")), 1) == "be aware"
    assert lemma(parsed(ADJECTIVE.format(word="glad")), 1) is None


def test_people_who_are_moved_have_an_attitude() -> None:
    doc = parsed(ADJECTIVE.format(word="shocked").replace("shocked ADJ JJ acomp 1", "shocked VERB VBN acomp 1 shock"))
    assert act(doc, (1, 3), (4, 6)) == "attitude"


NOUN = """
    Ann PROPN NNP nsubj 1
    {verb} VERB VBD ROOT 1 {lemma}
    a DET DT det 3
    {noun} NOUN NN dobj 1
    that SCONJ IN mark 6
    rain NOUN NN nsubj 6
    fell VERB VBD acl 3 fall
"""


def test_a_light_verb_leaves_it_to_its_noun() -> None:
    made = parsed(NOUN.format(verb="made", lemma="make", noun="claim"))
    entry = entry_of(made[1], LEXICON)
    assert entry is not None
    assert (entry.lemma, entry.pos, entry.stance) == ("claim", "noun", "doubting")
    assert act(parsed(NOUN.format(verb="had", lemma="have", noun="hope")), (1, 4), (5, 7)) == "attitude"
    assert act(parsed(NOUN.format(verb="took", lemma="take", noun="view")), (1, 4), (5, 7)) == "thought"
    assert lemma(parsed(NOUN.format(verb="saw", lemma="spot", noun="claim")), 1) is None


def test_a_noun_may_be_the_subject_of_what_it_introduces() -> None:
    doc = parsed("""
        Her PRON PRP$ poss 1
        view NOUN NN nsubj 2
        is AUX VBZ ROOT 2 be
        rain NOUN NN nsubj 4
        fell VERB VBD ccomp 2 fall
    """)
    assert lemma(doc, 2) == "view"
    assert act(doc, (1, 3), (3, 5), anchor=2) == "thought"


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("hope", "attitude"), ("fear", "attitude"), ("support", "attitude"), ("refusal", "attitude"),
     ("demand", "speech"), ("claim", "speech"), ("view", "thought")],
)  # fmt: skip
def test_a_noun_is_of_what_the_lexicon_says(noun: str, expected: str) -> None:
    doc = parsed(f"Ann PROPN NNP poss 1\n{noun} NOUN NN ROOT 1\nrain NOUN NN nsubj 3\nfell VERB VBD acl 1 fall")
    assert act(doc, (1, 2), (2, 4)) == expected


def test_a_lemma_without_its_e_is_found() -> None:
    assert lemma(parsed(CLAUSE.format(verb="hoped", lemma="hop", fell=FELL)), 1) == "hope"
    assert lemma(parsed(CLAUSE.format(verb="hoping", lemma="hop", fell=FELL)), 1) == "hope"
    assert lemma(parsed(CLAUSE.format(verb="rapped", lemma="rap", fell=FELL)), 1) is None


def test_what_has_no_cue_and_what_a_colon_introduces_is_speech() -> None:
    doc = parsed(VERB.format(verb="hated", lemma="hate"))
    for cue, word in ((None, None), ((1, 2), ":")):
        assert act_of(doc, Draft((0, 1), cue, word, None, [(2, 4)], "colon", 1.0)) == "speech"


TELLING = """
    Ann PROPN NNP nsubj {head}
    {words}
    {verb} VERB {tag} ROOT {head} {lemma}
    whether SCONJ IN mark {end}
    it PRON PRP nsubj {end}
    rained VERB VBD ccomp {head} rain
"""


@pytest.mark.parametrize(
    ("before", "verb", "tag", "lemma_", "expected"),
    [
        ("did AUX VBD aux 3 do\nnot PART RB neg 3", "say", "VB", "say", "silence"),
        ("would AUX MD aux 3\nnever ADV RB neg 3", "tell", "VB", "tell", "silence"),
        ("did AUX VBD aux 3 do\nnot PART RB neg 3", "deny", "VB", "deny", "speech"),
        ("did AUX VBD aux 3 do\nnot PART RB neg 3", "believe", "VB", "believe", "thought"),
        ("", "said", "VBD", "say", "speech"),
    ],
)
def test_what_is_not_told_is_silence_and_what_is_not_denied_is_speech(
    before: str, verb: str, tag: str, lemma_: str, expected: str
) -> None:
    before = before or "indeed ADV RB advmod 2"
    head = 1 + len(before.splitlines())
    doc = parsed(TELLING.format(head=head, end=head + 3, words=before, verb=verb, tag=tag, lemma=lemma_))
    assert act(doc, (head, head + 1), (head + 1, head + 4)) == expected


def test_a_refusal_to_tell_is_silence_and_of_anything_else_is_not() -> None:
    rows = """
        Ann PROPN NNP nsubj 1
        declined VERB VBD ROOT 1 decline
        to PART TO aux 3
        {verb} VERB VB xcomp 1
    """
    assert act(parsed(rows.format(verb="comment")), (1, 2), (2, 4)) == "silence"
    assert act(parsed(rows.format(verb="leave")), (1, 2), (2, 4)) != "silence"
