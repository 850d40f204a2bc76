"""Segments: each stretch with its one voice, who worded it and its chain; and what are scare quotes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import language, tables
from whosewords.actors import find_actors
from whosewords.annotate import annotate_doc
from whosewords.articles import iter_articles
from whosewords.attribution import Quoted, find_attributions
from whosewords.cleaning import find_quotations
from whosewords.lexicon import load
from whosewords.tables import Article, Segment, Sentence
from whosewords.voices import chain_of, is_word, scare_quotes, segments, sentences, voice_of

LEXICON = load()
GOLD = Path(__file__).resolve().parents[1] / "data" / "gold" / "articles"


def voiced(text: str) -> tuple[list[Sentence], list[Segment], list[str]]:
    """Return a text's sentences, its segments with the speakers by name, and its scare quotes."""
    doc = next(language.parse([text]))
    quoted = Quoted(doc, find_quotations(text))
    found = find_attributions(doc, LEXICON, quoted)
    cast, _, speakers = find_actors(doc, found, quoted, LEXICON)
    names = [cast[s].name if s >= 0 else "article" if s == -2 else "unknown" for s in speakers]
    sents = sentences("a", doc)
    scare = [text[q.inner_start : q.inner_end] for q in scare_quotes(doc, found, quoted)]
    return sents, segments("a", doc, found, names, quoted, sents), scare


def attributed(text: str) -> list[tuple[str, str, str, str]]:
    """Return text, voice, speaker and wording of each segment that has a source or is a quotation."""
    segs = voiced(text)[1]
    return [(text[s.start : s.end], s.voice, s.speaker_id, s.worded_by) for s in segs if s.voice != "own"]


def chains(text: str) -> list[str]:
    return [s.chain for s in voiced(text)[1] if s.voice != "own"]


# voices ----------------------------------------------------------------------------------------------------


def test_text_without_a_source_is_the_articles_own() -> None:
    _, (segment,), _ = voiced("The river rose two metres.")
    assert (segment.voice, segment.speaker_id, segment.worded_by, segment.chain) == ("own", *["article"] * 3)
    assert (segment.attribution_id, segment.n_words) == (None, 5)


def test_source_cue_and_marks_belong_to_the_voice_around_them() -> None:
    text = "The mayor said: “The bridge is safe.”"
    _, segs, _ = voiced(text)
    assert [(text[s.start : s.end], s.voice) for s in segs] == [
        ("The mayor said: “", "own"),
        ("The bridge is safe.", "quote"),
        ("”", "own"),
    ]


def test_interrupted_content_gives_several_segments_of_one_attribution() -> None:
    _, segs, _ = voiced("“The bridge,” the mayor said, “is perfectly safe.”")
    assert [s.attribution_id for s in segs if s.voice == "quote"] == [0, 0]


def test_a_partial_quotation_in_a_paraphrase_is_a_quote() -> None:
    assert attributed("Jane Holt said the dam was “a disgrace to the county” on Monday.") == [
        ("the dam was “", "paraphrase", "Jane Holt", "article"),
        ("a disgrace to the county", "quote", "Jane Holt", "Jane Holt"),
        ("” on Monday.", "paraphrase", "Jane Holt", "article"),
    ]


def test_a_paraphrase_inside_a_quotation_is_worded_by_the_quoter() -> None:
    text = "“Peter Lang said he would resign,” Jane Holt said."
    assert attributed(text) == [
        ("Peter Lang said", "quote", "Jane Holt", "Jane Holt"),
        ("he would resign,", "paraphrase", "Peter Lang", "Jane Holt"),
    ]
    assert chains(text) == ["article > Jane Holt", "article > Jane Holt > Peter Lang"]


def test_nesting_by_the_articles_words_is_worded_by_the_article() -> None:
    text = "The minister said that the engineers had warned that the dam would burst."
    assert attributed(text) == [
        ("the engineers had warned that", "paraphrase", "The minister", "article"),
        ("the dam would burst.", "paraphrase", "engineers", "article"),
    ]
    assert chains(text)[-1] == "article > The minister > engineers"


def test_a_quotation_inside_a_quotation_is_its_own_speakers_quote() -> None:
    text = (
        "“The dam is safe,” the minister told reporters. "
        "“But the engineer said ‘the wall has moved,’ and I believed him.”"
    )
    assert ("the wall has moved,", "quote", "the engineer", "the engineer") in attributed(text)
    assert "article > the minister > the engineer" in chains(text)


def test_a_chain_names_nobody_twice_in_a_row() -> None:
    assert chains("Jane Holt said she believed that the dam would burst.") == ["article > Jane Holt"] * 2
    text = "“I believe that the dam will burst,” Jane Holt said."
    assert chains(text) == ["article > Jane Holt"] * 2
    assert [voice for _, voice, *_ in attributed(text)] == ["quote", "quote"]


def test_a_quotation_without_a_source_is_a_quote_of_unknown() -> None:
    assert attributed("The town woke to a flood. “The dam has been falling apart for twenty years.”") == [
        ("The dam has been falling apart for twenty years.", "quote", "unknown", "unknown")
    ]


@pytest.mark.parametrize("text", ["This was reported by Reuters.", "Nobody said that the dam would hold."])
def test_what_cuts_nothing_leaves_the_articles_own_voice(text: str) -> None:
    assert attributed(text) == []


# scare quotes ----------------------------------------------------------------------------------------------


def test_scare_quotes_are_told_and_cut_nothing() -> None:
    text = "The “dam experts” drove over the “safest” bridge in the country on Monday."
    _, segs, scare = voiced(text)
    assert scare == ["dam experts", "safest"]
    assert [text[s.start : s.end] for s in segs] == [text]


def test_scare_quotes_inside_a_quotation_are_told() -> None:
    text = "“The ‘safest’ bridge in the country has fallen,” Jane Holt said."
    assert voiced(text)[2] == ["safest"]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Holt said the dam was “a disgrace to the county” on Monday.",
        "“The dam is old,” said Jane Holt.",
        "The town woke to a flood. “The dam has been falling apart for twenty years.”",
    ],
)
def test_speech_is_no_scare_quotes(text: str) -> None:
    assert voiced(text)[2] == []


# partition -------------------------------------------------------------------------------------------------


def check_partition(text: str, sents: list[Sentence], segs: list[Segment]) -> None:
    """Check that segments hold every character but white space once, each within its sentence, in order."""
    covered = [0] * len(text)
    for number, s in enumerate(segs):
        assert s.segment_id == number
        assert s.start < s.end
        assert not text[s.start].isspace()
        assert not text[s.end - 1].isspace()
        assert sents[s.sentence_id].start <= s.start < s.end <= sents[s.sentence_id].end
        for i in range(s.start, s.end):
            covered[i] += 1
    assert all(n == 1 for n, c in zip(covered, text, strict=True) if not c.isspace())
    assert max(covered, default=0) <= 1


def check_words(text: str, segs: list[Segment]) -> None:
    """Check that every word lies in exactly one segment, and that the segments count their words."""
    words = [t for t in next(language.parse([text])) if is_word(t)]
    inside = [[s.segment_id for s in segs if s.start <= t.idx and t.idx + len(t) <= s.end] for t in words]
    assert all(len(held) == 1 for held in inside)
    assert [sum(held == [s.segment_id] for held in inside) for s in segs] == [s.n_words for s in segs]


@pytest.mark.parametrize("file", sorted(GOLD.rglob("*.txt")), ids=lambda f: f.stem)
def test_segments_are_a_partition_of_an_article(file: Path) -> None:
    (article,) = iter_articles(file)
    assert isinstance(article, Article)
    rows = annotate_doc(article, next(language.parse([article.text])), LEXICON, scorers=()).rows
    assert any(s.voice != "own" for s in rows["segments"])
    check_partition(article.text, rows["sentences"], rows["segments"])
    check_words(article.text, rows["segments"])


MARKS = st.sampled_from("“”‘’\"'«» \n.,:—?\u00a0👩\u200b")
WORDS = st.sampled_from(["Holt", " said", " that ", "the dam", " fell", "he ", "I ", "“No,” she said", "according to "])


@given(st.lists(MARKS | WORDS, max_size=25).map("".join))
@settings(max_examples=60)
def test_segments_are_a_partition_of_any_text(text: str) -> None:
    sents, segs, _ = voiced(text)
    check_partition(text, sents, segs)
    check_words(text, segs)


@pytest.mark.parametrize(
    ("speaker", "worded_by", "same", "voice"),
    [
        ("ana", "ana", True, "quote"),
        ("ana", "ana", False, "quote"),
        ("ana", "bo", False, "paraphrase"),
        ("ana", tables.ARTICLE, False, "paraphrase"),
        (tables.UNKNOWN, tables.UNKNOWN, True, "quote"),
        (tables.UNKNOWN, tables.UNKNOWN, False, "paraphrase"),
    ],
)
def test_own_words_are_a_quote_and_an_unknown_source_is_not_taken_for_another(
    speaker: str, worded_by: str, same: bool, voice: str
) -> None:
    assert voice_of(speaker, worded_by, same) == voice


def test_a_chain_begins_with_the_article() -> None:
    assert chain_of([]) == tables.ARTICLE
    assert chain_of(["ana", "ana", "bo", "ana"]) == tables.CHAIN_ARROW.join([tables.ARTICLE, "ana", "bo", "ana"])
