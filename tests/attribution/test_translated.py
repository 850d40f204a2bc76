"""Translated speech: what the article says or shows of the language somebody spoke, and what only looks like it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import language
from whosewords.actors import find_actors
from whosewords.annotate import annotate_doc
from whosewords.attribution import Quoted, find_attributions
from whosewords.attribution.translated import is_foreign, translated
from whosewords.cleaning import find_quotations
from whosewords.lexicon import load
from whosewords.tables import Article

LEXICON = load()


def marks(text: str) -> str:
    """Return + or − for each attribution with quotation marks, in text order: in a translator's words, or not."""
    doc = next(language.parse([text]))
    quoted = Quoted(doc, find_quotations(text))
    found = find_attributions(doc, LEXICON, quoted)
    _, _, speakers = find_actors(doc, found, quoted, LEXICON)
    told = translated(doc, found, speakers, quoted)
    assert len(told) == len(found)
    assert not any(t for t, f in zip(told, found, strict=True) if f.mode == "indirect")
    order = sorted(
        (f.content[0][0], "+" if t else "-") for t, f in zip(told, found, strict=True) if f.mode != "indirect"
    )
    return "".join(mark for _, mark in order)


# said so ---------------------------------------------------------------------------------------------------

PAIRS = {
    "in a language": (
        "“We will not leave,” Anna Holt said in Russian.",
        "“We will not leave,” Anna Holt said in Rome.",
    ),
    "in another language": (
        "“We will not leave,” Anna Holt said in her native Spanish on Monday.",
        "“We will not leave,” Anna Holt said in broken English.",
    ),
    "in several languages": (
        "“We will not leave,” Anna Holt said in Russian and Ukrainian.",
        "“We will not leave,” Anna Holt said in Russian and English.",
    ),
    "language, not a people's": (
        "“We will not leave,” Anna Holt told reporters in Arabic.",
        "“We will not leave,” Anna Holt told reporters in Arabic robes.",
    ),
    "language, not a place": (
        "“It is over,” the president told the crowd in French.",
        "“It is over,” the president told the crowd in French Polynesia.",
    ),
    "language, not hands": (
        "The land is “lost for ever,” Anna Holt said in Russian.",
        "The land in Russian hands is “lost for ever,” Anna Holt said.",
    ),
    "to a newspaper": (
        "Anna Holt told the newspaper in Spanish: “The dam will burst.”",
        "Anna Holt told the Spanish newspaper: “The dam will burst.”",
    ),
    "interview in a language": (
        "“We will not leave,” Anna Holt said in a Russian-language interview.",
        "“We will not leave,” Anna Holt said in an English-language interview.",
    ),
    "fronted": ("In Spanish, Anna Holt said: “We stay.”", "In Spain, Anna Holt said: “We stay.”"),
    "speech delivered": (
        "“We will not leave,” Anna Holt said in a speech delivered in Hebrew.",
        "“We will not leave,” Anna Holt said at a concert sung in Hebrew.",
    ),
    "through an interpreter": (
        "“We will not leave,” Anna Holt said, speaking through an interpreter.",
        "“We will not leave,” said Anna Holt, an interpreter.",
    ),
    "via a translator": (
        "“We will not leave,” Anna Holt said via a translator.",
        "“We will not leave,” Anna Holt said to a translator.",
    ),
    "help of an interpreter": (
        "“We will not leave,” said Anna Holt with the help of an interpreter.",
        "“We will not leave,” said Anna Holt without an interpreter.",
    ),
    "who spoke through one": (
        "Anna Holt, who spoke through an interpreter, said: “We will not leave.”",
        "Anna Holt, who works as an interpreter, said: “We will not leave.”",
    ),
    "translated remarks": (
        "“We will not leave,” said Anna Holt, in remarks translated by the AP.",
        "“We will not leave,” said Anna Holt, who translated the remarks for the AP.",
    ),
    "into English": (
        "“We will not leave,” the general said in comments translated into English.",
        "“We will not leave,” the general said in comments translated into Russian.",
    ),
    "in brackets": (
        "“We will not leave,” Anna Holt said (translated from Arabic).",
        "“We will not leave,” Anna Holt said (translated from English).",
    ),
    "lost in translation": (
        "“We are sorry,” Anna Holt said through a simultaneous translation.",
        "The joke was lost in translation, and Anna Holt said: “We are sorry.”",
    ),
    "a teacher's subject": (
        "“We will not leave,” said Anna Holt in Russian.",
        "“We will not leave,” said Anna Holt, a lecturer in Russian.",
    ),
    "what was said, not how": (
        "Anna Holt said in Russian the poem was “too long for a child”.",
        "Anna Holt said the poem, written in Russian, was “too long for a child”.",
    ),
    "inside the marks": ("“I sing,” Anna Holt said in Russian.", "“I sing in Russian,” Anna Holt said."),
}


@pytest.mark.parametrize(("yes", "no"), PAIRS.values(), ids=PAIRS.keys())
def test_a_note_of_translation_counts_where_it_is_one(yes: str, no: str) -> None:
    assert (marks(yes), marks(no)) == ("+", "-")


def test_a_note_goes_with_its_own_cue() -> None:
    assert marks("“We stay,” Anna Holt said in Russian, and Peter Lang said: “We go.”") == "+-"
    assert marks("“We stay,” Anna Holt said, and Peter Lang said in Russian: “We go.”") == "-+"
    assert marks("“My brother said in Russian: ‘I stay here,’” Anna Holt said.") == "-+"


def test_what_is_quoted_inside_translated_speech_is_translated() -> None:
    assert marks("“My brother said: ‘I stay here,’” Anna Holt said in Russian.") == "++"
    assert marks("“We will not leave,” Anna Holt said, according to an English translation.") == "++"


def test_a_paraphrase_is_in_nobody_elses_words() -> None:
    assert marks("Anna Holt said in Russian that the dam would burst.") == ""


def test_a_sentence_of_its_own_may_say_how_somebody_spoke() -> None:
    assert marks("Anna Holt spoke through an interpreter. “We will not leave,” she said.") == "+"
    assert marks("“We will not leave,” Anna Holt said. She spoke in French.") == "+"
    assert marks("Anna Holt spoke in French. “We will not leave,” said Peter Lang.") == "-"


ARTICLE = "Talks failed.\n\n“We go,” Anna Holt said. “We stay,” Peter Lang told reporters.\n\n"


def test_a_note_at_the_foot_is_about_the_whole_article() -> None:
    assert marks(f"{ARTICLE}Translated from the Ukrainian by Ada Bell") == "++"
    assert marks(f"{ARTICLE}This article was translated from Arabic and shortened.") == "++"
    assert marks(f"{ARTICLE}This article was translated into Arabic.") == "--"
    assert marks(f"{ARTICLE}Ada Bell has translated novels from the Ukrainian.") == "--"


# shown -----------------------------------------------------------------------------------------------------


def test_the_original_beside_its_translation_shows_it() -> None:
    assert marks("Anna Holt said: « On verra bien », “We shall see”.") == "+"
    assert marks("“On verra bien” (“We shall see”), said Anna Holt.") == "+"
    assert marks("“The Rapid Action Force” (“the RAF”) will go, said Anna Holt.") == "-"


def test_words_in_another_language_are_the_speakers_own() -> None:
    assert marks("“Wir bleiben hier,” Anna Holt said in German. “We have the time,” she added.") == "-+"


def test_other_quotations_of_the_same_speaker_are_translated_too() -> None:
    said = "“We will not leave,” Anna Holt said in Russian. Rain fell."
    assert marks(f"{said} “We have no car,” Holt said.") == "++"
    assert marks(f"{said} “We have no car,” Peter Lang said.") == "+-"
    assert marks(f"{said} “We have no car,” Holt added in English.") == "+-"
    assert marks(f"{said} “We have no car,” Holt wrote in an earlier email.") == "+-"


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("On verra bien", True),
        ("Wir bleiben hier", True),
        ("No nos vamos de la casa", True),
        ("Мы не уйдём", True),
        ("لن نغادر", True),
        ("We shall see", False),
        ("Paris", False),
        ("The man from La Mancha", False),
        ("", False),
    ],
)
def test_words_of_another_language_are_told_by_script_or_small_words(text: str, foreign: bool) -> None:
    assert is_foreign(text) is foreign


# any text --------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["“We go,” ", "Holt ", "said ", "in ", "Russian ", "English", " and ", "-language ", "interview", ", ", "(", ")",
     ". ", "translated ", "by ", "from ", "an interpreter ", "through ", "sign language ", "« On verra bien », ",
     "she ", "\n", "spoke ", "a translation ", "as ", "“", "’"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=60)
def test_any_text_is_told(text: str) -> None:
    marks(text)


def test_the_table_of_attributions_tells() -> None:
    text = "“We stay,” Anna Holt said in Russian. “We go,” said Peter Lang."
    article = Article("a", None, None, None, None, None, None, "en", None, text, 0, "a", "", None, [])
    rows = annotate_doc(article, next(language.parse([text])), LEXICON, scorers=()).rows["attributions"]
    assert [r.translated for r in rows] == [True, False]
