"""Traps for whoever asks who speaks, each with what tells it apart: whole articles in, tables out."""

from typing import Any, NamedTuple

import pytest

from whosewords.analyses import speakers
from whosewords.corpus import Corpus, read_corpus

ARTICLES = {
    "doubt/paraphrased": "The ministry said rebels claimed they had won.",
    "doubt/quoted": "“The rebels claimed they had won,” the ministry said.",
    "doubt/own": "Rebels claimed they had won.",
    "mark/paraphrased": "The ministry said the so-called rebels had won.",
    "mark/quoted": "“The so-called rebels had won,” the ministry said.",
    "mark/own": "The so-called rebels had won.",
    "opinion": """---
outlet: The Daily
author: Ottoline Marsh
genre: opinion
---
I think the bridge will fall. In my view, nobody looked. “It will,” Anna Holt told me. We asked Peter Lang whether it
would. “I believe that it will stand,” he said.""",
    "agency": """---
outlet: The Daily
---
A bridge has fallen

HARROW (Reuters) - A bridge has fallen in Harrow, Anna Holt told us. We could not confirm this.""",
    "work": "Anna Holt said her novel, “The Last Ferry”, had won a prize. “I am glad,” said Peter “Bugsy” Lang.",
    "no-work": "Anna Holt said the plan, “a last ferry to nowhere”, had won a prize. The “experts” drove home.",
    "doctor": "Anna Holt, a doctor, said the bridge was safe. The doctor said it would not fall.",
    "letter": "A letter to the council said the bridge was unsafe.",
    "indictment": "The indictment says Peter Lang took a bribe.",
    "will": "The will says the house belongs to Anna Holt.",
    "papers": "Court documents say Peter Lang took a bribe.",
    "records": "According to court records, Peter Lang took a bribe.",
    "lawsuit": "According to a lawsuit, Peter Lang took a bribe.",
    "poll": "A poll by Norvox found that 60 percent of voters were against the bridge.",
    "poll-of": "A Norvox poll found that 60 percent of voters were against the bridge.",
    "nobodys-poll": "The poll found that 60 percent of voters were against the bridge.",
    "study": "The study suggests that the bridge is safe.",
    "study-by": "A study by the University of Harrow suggests that the bridge is safe.",
    "research": "Research published on Monday shows that the bridge is safe.",
    "data": "The data show that the bridge is safe.",
    "who": "Anna Holt, who said the bridge was safe, opened it on Monday.",
    "who-told": "Peter Lang, who told reporters that he would resign, left on Monday.",
    "engineer-who": "The engineer who warned that the bridge would fall was dismissed.",
    "which": "The company, which said the bridge was safe, was fined.",
    "headline": "Minister: No new taxes\n\nFinance Minister Anna Holt said on Monday that taxes would not rise.",
    "headline-quote": "Holt: “No new taxes”\n\nFinance Minister Anna Holt said on Monday that taxes would not rise.",
    "no-headline": "Weather: No new rain\n\nThe river fell on Monday.",
}


class Said(NamedTuple):
    """An attribution: the name and kind of its speaker, and its content as it reads."""

    speaker: str
    kind: str | None
    content: str


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("traps")
    for name, text in ARTICLES.items():
        file = folder / f"{name}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return read_corpus(folder, progress=False)


def rows(corpus: Corpus, table: str, name: str) -> list[Any]:
    """Return an article's rows of a table."""
    data = getattr(corpus, table)
    return list(data[data["article_id"] == f"{name}.txt"].itertuples())


def text_of(corpus: Corpus, name: str) -> str:
    (row,) = rows(corpus, "articles", name)
    return str(row.text)


def said(corpus: Corpus, name: str) -> list[Said]:
    text, actors = text_of(corpus, name), corpus.actors.set_index("actor_id")
    return [
        Said(
            actors.loc[r.speaker_id, "name"],
            actors.loc[r.speaker_id, "kind"],
            " … ".join(text[p["start"] : p["end"]] for p in r.content),
        )
        for r in rows(corpus, "attributions", name)
    ]


def voices(corpus: Corpus, name: str) -> list[tuple[str, str, str, str]]:
    """Return text, voice, speaker and worder (by name) of an article's segments."""
    text = text_of(corpus, name)
    return [
        (text[s.start : s.end], s.voice, corpus.name_of(s.speaker_id), corpus.name_of(s.worded_by))
        for s in rows(corpus, "segments", name)
    ]


# whose doubt it is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "worded_by", "voice"),
    [("paraphrased", "the article", "paraphrase"), ("quoted", "ministry", "quote"), ("own", "the article", "own")],
)
def test_a_doubting_cue_belongs_to_whoever_worded_it(corpus: Corpus, name: str, worded_by: str, voice: str) -> None:
    text = text_of(corpus, f"doubt/{name}")
    (claim,) = (r for r in rows(corpus, "attributions", f"doubt/{name}") if r.cue_lemma == "claim")
    assert claim.cue_stance == "doubting"
    (holder,) = (s for s in rows(corpus, "segments", f"doubt/{name}") if s.start <= claim.cue_start < s.end)
    assert (corpus.name_of(holder.worded_by), holder.voice) == (worded_by, voice)
    listed = speakers.cue_sentences(corpus, cue="claim")
    (row,) = listed[listed["text"] == text].itertuples()
    assert (row.worded_by, row.stance) == (worded_by, "doubting")


def test_a_doubting_cue_is_counted_with_who_worded_it(corpus: Corpus) -> None:
    claims = speakers.cues(corpus).query("cue == 'claim'")
    assert dict(zip(claims["worded_by"], claims["n"], strict=True)) == {"the article": 2, "ministry": 1}


@pytest.mark.parametrize(
    ("name", "distanced_by", "known"),
    [("paraphrased", "the article", False), ("quoted", "ministry", True), ("own", "the article", True)],
)
def test_distance_is_whose_words_it_stands_in(corpus: Corpus, name: str, distanced_by: str, known: bool) -> None:
    (marker,) = rows(corpus, "markers", f"mark/{name}")
    assert (corpus.name_of(marker.distanced_by), marker.origin_known) == (distanced_by, known)


# who writes ------------------------------------------------------------------------------------------------


def test_whoever_writes_is_the_article_not_the_outlet(corpus: Corpus) -> None:
    (row,) = rows(corpus, "articles", "opinion")
    assert (row.outlet, row.author, row.genre) == ("The Daily", "Ottoline Marsh", "opinion")
    first = voices(corpus, "opinion")[0]
    assert first[0].startswith("I think the bridge will fall.")
    assert first[1:] == ("own", "the article", "the article")
    assert not {"The Daily", "Ottoline Marsh"} & set(corpus.actors["name"])


def test_who_is_quoted_is_i_in_their_own_marks_only(corpus: Corpus) -> None:
    assert [(s.speaker, s.content) for s in said(corpus, "opinion")] == [
        ("Anna Holt", "It will,"),
        ("Peter Lang", "I believe that it will stand,"),
        ("Peter Lang", "it will stand"),
    ]


def test_agency_copy_is_the_agencys_and_its_we_is_the_article(corpus: Corpus) -> None:
    (row,) = rows(corpus, "articles", "agency")
    assert (row.outlet, row.agency) == ("The Daily", "Reuters")
    assert [s.speaker for s in said(corpus, "agency")] == ["Anna Holt"]
    assert voices(corpus, "agency")[-1] == ("We could not confirm this.", "own", "the article", "the article")


# names in marks --------------------------------------------------------------------------------------------


def test_nicknames_and_titles_cut_no_voice_and_are_no_scare_quotes(corpus: Corpus) -> None:
    assert rows(corpus, "markers", "work") == []
    novel, glad = rows(corpus, "attributions", "work")
    assert (novel.mode, glad.mode) == ("indirect", "direct")
    assert [v[:2] for v in voices(corpus, "work")][1] == (
        "her novel, “The Last Ferry”, had won a prize.", "paraphrase"
    )  # fmt: skip
    assert [s.speaker for s in said(corpus, "work")] == ["Anna Holt", "Peter “Bugsy” Lang"]


def test_other_words_in_marks_do(corpus: Corpus) -> None:
    assert [m.text for m in rows(corpus, "markers", "no-work")] == ["“experts”"]
    assert ("a last ferry to nowhere", "quote", "Anna Holt", "Anna Holt") in voices(corpus, "no-work")


# who a source is -------------------------------------------------------------------------------------------


def test_a_name_and_its_apposition_are_one_actor(corpus: Corpus) -> None:
    assert [s[:2] for s in said(corpus, "doctor")] == [("Anna Holt", "person")] * 2
    assert "a doctor" not in {n.casefold() for n in corpus.actors["name"]}


@pytest.mark.parametrize(
    ("name", "speaker", "kind"),
    [
        ("letter", "A letter to the council", "document"),
        ("indictment", "The indictment", "document"),
        ("will", "The will", "document"),
        ("papers", "Court documents", "document"),
        ("records", "court records", "document"),
        ("lawsuit", "a lawsuit", "document"),
        ("poll", "Norvox", "organisation"),
        ("poll-of", "Norvox", "organisation"),
        ("nobodys-poll", "The poll", "document"),
        ("study", "The study", "document"),
        ("study-by", "University of Harrow", "organisation"),
        ("research", "Research", "document"),
        ("data", "The data", "document"),
    ],
)
def test_a_document_speaks_for_its_issuer_or_for_itself(corpus: Corpus, name: str, speaker: str, kind: str) -> None:
    assert [s[:2] for s in said(corpus, name)] == [(speaker, kind)]


@pytest.mark.parametrize(
    ("name", "speaker", "content"),
    [
        ("who", "Anna Holt", "the bridge was safe"),
        ("who-told", "Peter Lang", "he would resign"),
        ("which", "company", "the bridge was safe"),
    ],
)
def test_a_relative_pronoun_is_whom_it_goes_back_to(corpus: Corpus, name: str, speaker: str, content: str) -> None:
    ((who, _, what),) = said(corpus, name)
    assert (who, what) == (speaker, content)


def test_a_relative_pronoun_may_go_back_to_somebody_unnamed(corpus: Corpus) -> None:
    assert [s[:2] for s in said(corpus, "engineer-who")] == [("The engineer", "unnamed")]


# headlines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), [("headline", "No new taxes"), ("headline-quote", "No new taxes")])
def test_who_stands_before_a_headlines_colon_speaks(corpus: Corpus, name: str, content: str) -> None:
    first, second = said(corpus, name)
    assert first == ("Anna Holt", "person", content)
    assert second.speaker == "Anna Holt"


def test_what_else_stands_before_a_headlines_colon_does_not(corpus: Corpus) -> None:
    assert said(corpus, "no-headline") == []
