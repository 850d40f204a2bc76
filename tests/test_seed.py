"""What the seed article must show: the same code as for any article, asserted row by row."""

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from whosewords import tables

if TYPE_CHECKING:
    from whosewords.corpus import Corpus

ALIYEV, PRESS, BLINKEN = "ilham-aliyev", "ilham-aliyevs-press-service", "antony-blinken"
HEADLINE = "Aliyev: “Azerbaijan Will End the Operation if Karabakh Forces Lay Down Their Arms”"


@pytest.fixture(scope="module")
def text(seed_corpus: "Corpus") -> str:
    """Return the article's text."""
    return str(seed_corpus.articles["text"].item())


def test_every_table_is_as_declared(seed_corpus: "Corpus") -> None:
    for table in tables.TABLES:
        tables.validate(table, getattr(seed_corpus, table))


def test_one_article_of_title_blank_line_and_body(seed_corpus: "Corpus", text: str) -> None:
    assert seed_corpus.articles["title"].tolist() == [HEADLINE]
    assert text.startswith(f"{HEADLINE}\n\nAzerbaijani President Ilham Aliyev said in a telephone conversation")
    assert seed_corpus.left_out.empty


def test_the_breadcrumb_is_removed_and_said_to_be(seed_corpus: "Corpus", text: str) -> None:
    removed = [change["text"].strip() for change in seed_corpus.articles["cleaning"].item()]
    assert f"Home / World / {HEADLINE}" in removed
    assert "Home / World" not in text


def test_the_loaded_words_and_whose_they_are(seed_corpus: "Corpus") -> None:
    labels = seed_corpus.labels
    anti = labels[labels["entry"] == "anti-terrorist"]
    assert anti["text"].tolist() == ["anti-terrorist"] * 5
    assert set(anti["speaker_id"]) == {ALIYEV}
    assert set(anti["voice"]) == {"paraphrase"}
    assert Counter(anti["worded_by"]) == {"article": 4, PRESS: 1}
    separatist = labels[labels["entry"] == "separatist"]
    assert separatist[["speaker_id", "voice", "worded_by"]].to_numpy().tolist() == [[ALIYEV, "paraphrase", PRESS]]


def test_what_is_held_at_arms_length_and_by_whom(seed_corpus: "Corpus", text: str) -> None:
    markers = seed_corpus.markers
    assert [text[m.start : m.scope_end] for m in markers.itertuples()] == [
        "so-called presidential elections",
        "so-called separatist entity",
    ]
    assert set(markers["distanced_by"]) == {PRESS}
    assert not markers["origin_known"].any()
    separatist = seed_corpus.labels[seed_corpus.labels["entry"] == "separatist"]
    assert separatist["marker_id"].tolist() == [1]


def test_who_speaks_and_who_does_not(seed_corpus: "Corpus") -> None:
    actors = seed_corpus.actors.set_index("actor_id")
    assert set(actors.index[actors["speaks"]]) == {ALIYEV, PRESS, BLINKEN}
    assert actors.loc[[ALIYEV, PRESS, BLINKEN], "name"].tolist() == [
        "Ilham Aliyev",
        "Ilham Aliyev’s press service",
        "Antony Blinken",
    ]
    heard = seed_corpus.attributions[seed_corpus.attributions["act"].isin(["speech", "thought"])]
    assert set(heard["speaker_id"]) == {ALIYEV, PRESS, BLINKEN}
    armenian = [i for i in actors.index if "armenia" in i]
    assert armenian
    assert not actors.loc[armenian, "speaks"].any()
    assert not set(armenian) & set(seed_corpus.segments["speaker_id"])


@pytest.mark.parametrize(
    ("actor", "form", "words"),
    [
        (ALIYEV, "role", {"The head of state", "The Azerbaijani President"}),
        (ALIYEV, "pronoun", {"He", "he", "him"}),
        (ALIYEV, "name", {"Ilham Aliyev", "Aliyev"}),
        (PRESS, "role", {"Aliyev’s press service", "the report", "the press service", "The press service"}),
        (BLINKEN, "name", {"Antony Blinken", "Blinken"}),
    ],
)
def test_by_what_words_they_are_meant(seed_corpus: "Corpus", text: str, actor: str, form: str, words: set[str]) -> None:
    mentions = seed_corpus.mentions
    same = mentions[(mentions["actor_id"] == actor) & (mentions["form"] == form)]
    assert {text[m.start : m.end] for m in same.itertuples()} == words


def test_who_reaches_the_reader_through_whom(seed_corpus: "Corpus") -> None:
    chains = set(seed_corpus.segments["chain"])
    assert {f"article > {PRESS} > {ALIYEV}", f"article > {PRESS} > {BLINKEN}"} <= chains
    blinken = seed_corpus.segments[seed_corpus.segments["chain"].str.contains(BLINKEN)]
    assert blinken["chain"].str.startswith(f"article > {PRESS} > {BLINKEN}").all()


def test_this_was_reported_names_a_source_and_cuts_nothing(seed_corpus: "Corpus", text: str) -> None:
    deictic = seed_corpus.attributions[seed_corpus.attributions["rule"] == "deictic"]
    assert deictic["speaker_id"].tolist() == [PRESS]
    assert [text[p["start"] : p["end"]] for p in deictic["content"].item()] == ["This"]
    segments = seed_corpus.segments
    said = [s for s in segments.itertuples() if "This was reported by" in text[s.start : s.end]]
    assert [(s.voice, s.speaker_id) for s in said] == [("own", "article")]


def test_a_doubting_cue_belongs_to_who_worded_it(seed_corpus: "Corpus", text: str) -> None:
    (claimed,) = [a for a in seed_corpus.attributions.itertuples() if a.cue_lemma == "claim"]
    assert (claimed.cue_stance, claimed.speaker_id, claimed.depth) == ("doubting", ALIYEV, 1)
    (around,) = [s for s in seed_corpus.segments.itertuples() if s.start <= claimed.cue_start < s.end]
    assert (around.voice, around.speaker_id, around.worded_by) == ("quote", PRESS, PRESS)


def test_the_headline_quotes_what_the_body_does_not_hold(seed_corpus: "Corpus", text: str) -> None:
    quoted = [
        s
        for s in seed_corpus.segments.itertuples()
        if s.voice == "quote" and seed_corpus.sentences["in_headline"].iloc[s.sentence_id]
    ]
    assert [(s.speaker_id, s.worded_by) for s in quoted] == [(ALIYEV, ALIYEV)]
    words = text[quoted[0].start : quoted[0].end]
    assert words == "Azerbaijan Will End the Operation if Karabakh Forces Lay Down Their Arms"
    assert words.casefold() not in text[len(HEADLINE) :].casefold()


def test_a_segment_with_words_has_a_score_of_each_scorer(seed_corpus: "Corpus") -> None:
    segments = seed_corpus.segments
    worded = segments.loc[segments["n_words"] > 0, "segment_id"].tolist()
    for scorer in ("textblob", "vader"):
        scores = seed_corpus.sentiment[seed_corpus.sentiment["scorer"] == scorer]
        assert scores["segment_id"].tolist() == worded


def test_names_of_places_are_no_speakers_of_speech(seed_corpus: "Corpus") -> None:
    attitudes = seed_corpus.attributions[seed_corpus.attributions["act"] == "attitude"]
    assert pd.Series(attitudes["speaker_id"]).tolist() == ["us"]
    assert not seed_corpus.actors.set_index("actor_id").loc["us", "speaks"]
