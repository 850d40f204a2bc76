"""Tests of whosewords.analyses.speakers, on a corpus whose words can be counted by eye."""

from typing import Any

import pandas as pd
import pytest
from handmade import S, corpus, empty, war

from whosewords.analyses import speakers
from whosewords.corpus import Corpus


@pytest.fixture(scope="module")
def two() -> Corpus:
    return war()


def records(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in table[list(columns)].itertuples(index=False)]


def marked(table: pd.DataFrame) -> list[str]:
    return [t[a:b] for t, a, b in zip(table["text"], table["start"], table["end"], strict=True)]


def test_share_of_voice_counts_speech_and_thought_and_the_unsourced_first(two: Corpus) -> None:
    found, everything = speakers.share_of_voice(two), speakers.share_of_voice(two, attitudes=True)
    wordings = list(speakers.WORDINGS)
    assert records(everything, "speaker", "act", *wordings, "words", "sentences") == [
        ("no source found", "none", 17, 0, 0, 0, 17, 7),
        ("Ana Lopez", "speech", 0, 5, 6, 3, 14, 3),
        ("Press Service", "speech", 0, 4, 0, 2, 6, 2),
        ("Ana Lopez", "attitude", 0, 3, 0, 0, 3, 1),
    ]
    assert everything["share"].tolist() == pytest.approx([17 / 40, 14 / 40, 6 / 40, 3 / 40])
    assert everything["low"].notna().tolist() == [True, False, False, False]
    pd.testing.assert_frame_equal(found.drop(columns="left_out"), everything.iloc[:3].drop(columns="left_out"))
    assert (set(found["left_out"]), set(everything["left_out"])) == ({3}, {0})


def test_the_range_of_the_unsourced_follows_from_the_confidences(two: Corpus) -> None:
    own = speakers.share_of_voice(two).iloc[0]
    low = 2 + 2 + 4 + 2 + 3 * 0.5 + 2 * 0.9 + 2
    high = 17 + 5 * 0.2 + 4 * 0.1 + 6 * 0.3 + 3 * 0.4
    assert (own["low"], own["high"]) == pytest.approx((low / 40, high / 40))


def test_voice_bar_has_every_voice_and_all_words(two: Corpus) -> None:
    found = speakers.voice_bar(two)
    assert records(found, "wording", "words", "sentences") == [
        ("own", 17, 7), ("paraphrase_article", 12, 3), ("paraphrase_other", 6, 1), ("quote", 5, 2),
    ]  # fmt: skip
    assert found["share"].sum() == pytest.approx(1)
    assert found["voice"].tolist() == list(speakers.WORDINGS.values())


def test_voice_sentences_lead_back_to_the_words_that_were_counted(two: Corpus) -> None:
    for attitudes in (False, True):
        behind = speakers.voice_sentences(two, attitudes=attitudes)
        for row in speakers.share_of_voice(two, attitudes=attitudes).itertuples():
            own = behind.query("speaker_id == @row.speaker_id and act == @row.act")
            assert len(own.drop_duplicates(["article_id", "sentence_id"])) == row.sentences
        assert behind["act"].eq("attitude").any() == attitudes
    quoted = speakers.voice_sentences(two, wording="quote")
    assert marked(quoted) == ["Lopez stressed", "“We go home,”"]
    assert quoted["worded_by"].tolist() == ["Press Service", "Ana Lopez"]
    nested = speakers.voice_sentences(two, chain="article > press-service > ana-lopez")
    assert marked(nested) == ["the so-called rebel army must go"]
    assert nested["voice"].tolist() == ["attributed, in another source’s words"]


def test_the_sentences_of_those_with_most_words_come_first(two: Corpus) -> None:
    first = speakers.voice_sentences(two, top=2, attitudes=True)
    assert list(dict.fromkeys(first["speaker"])) == ["Ana Lopez", "no source found"]  # 17 words each
    assert first.query("speaker == 'Ana Lopez'")["article_id"].is_monotonic_increasing
    passed = speakers.voice_sentences(two, top=2, by="chain")
    assert list(dict.fromkeys(passed["chain"])) == ["article", "article > ana-lopez"]  # 17 and 8
    assert list(speakers.voice_sentences(two).columns) == list(first.columns)


def test_chains(two: Corpus) -> None:
    found = speakers.chains(two)
    assert records(found, "names", "sources", "words", "sentences", "article_id", "sentence_id") == [
        ("the article → Ana Lopez", 1, 8, 2, "one.txt", 1),
        ("the article → Press Service", 1, 6, 2, "one.txt", 2),
        ("the article → Press Service → Ana Lopez", 2, 6, 1, "one.txt", 3),
    ]
    assert found["share"].sum() == pytest.approx(1)
    assert speakers.chains(two, attitudes=True)["words"].tolist() == [11, 6, 6]


def test_links_carry_what_is_passed_on(two: Corpus) -> None:
    assert records(speakers.links(two), "step", "source", "target", "words", "ending", "sentences") == [
        (1, "the article", "Press Service", 12, 6, 2),
        (1, "the article", "Ana Lopez", 8, 8, 2),
        (2, "Press Service", "Ana Lopez", 6, 6, 1),
    ]
    assert speakers.links(two, attitudes=True)["words"].tolist() == [12, 11, 6]


def test_links_merge_the_actors_with_fewest_words() -> None:
    made = corpus({"a": [[S("word " * n, "paraphrase", f"p{n} > q")] for n in range(1, 7)]})
    found = speakers.links(made, top=3)
    assert records(found, "step", "source", "target", "words", "ending") == [
        (1, "the article", "4 others", 10, 0),
        (1, "the article", "P6", 6, 0),
        (1, "the article", "P5", 5, 0),
        (2, "4 others", "Q", 10, 10),
        (2, "P6", "Q", 6, 6),
        (2, "P5", "Q", 5, 5),
    ]
    assert set(found["target_id"]) == {"others", "p5", "p6", "q"}
    assert len(speakers.links(made, top=6).query("step == 1")) == 6


def test_links_keep_apart_who_passes_words_on_before_who_only_speaks() -> None:
    lines = [S("word " * n, "paraphrase", chain) for n, chain in ((9, "loud"), (8, "p"), (1, "r > q"), (2, "r"))]
    found = speakers.links(corpus({"a": [lines]}), top=2)
    assert records(found[found["step"] == 1], "target", "words", "ending") == [("2 others", 17, 17), ("R", 3, 2)]


def test_a_cue_belongs_to_whoever_worded_it(two: Corpus) -> None:
    assert records(speakers.cues(two), "cue", "stance", "act", "worded_by", "n", "sources") == [
        ("claimed", "doubting", "speech", "the article", 1, "Press Service"),
        ("feared", "emotive", "attitude", "the article", 1, "Ana Lopez"),
        ("said", "neutral", "speech", "the article", 1, "Ana Lopez"),
        ("stressed", "argumentative", "speech", "Press Service", 1, "Ana Lopez"),
    ]
    doubting = speakers.cue_sentences(two, stance="doubting")
    assert marked(doubting) == ["claimed"]
    assert doubting["source"].tolist() == ["Press Service"]
    assert marked(speakers.cue_sentences(two)) == ["said", "claimed", "stressed", "feared"]


def test_own_voice_tells_whole_sentences_from_those_that_introduce_a_source(two: Corpus) -> None:
    found = speakers.own_voice(two)
    assert records(found, "text", "own_words", "words", "whole", "names_source", "labels")[:2] == [
        ("Talks begin", 2, 2, True, False, 0),
        ("Lopez said the anti-terrorist raid goes on", 2, 7, False, True, 0),
    ]
    headline = found[found["text"] == "Rebel army retreats"].iloc[0]
    assert (headline["labels"], headline["in_headline"], headline["confidence"]) == (1, True, 0.5)


def test_unheard_are_named_and_never_the_source_of_words() -> None:
    through = "agency > minister"
    made = corpus(
        {
            "a": [
                [S("Ann met Bob and Cy")],
                [S("the minister spoke", "paraphrase", through)],
                [S("Bob spoke", "paraphrase", "bob")],
                [S("Cy wept", "paraphrase", "cy", act="attitude")],
                [S("she said she did", "paraphrase", "dee > dee")],
            ]
        },
        mentions=[("Ann", "ann", "name"), ("Bob", "bob", "name"), ("Cy", "cy", "name"), ("she", "dee", "pronoun"),
                  ("the minister", "minister", "role")],
    )  # fmt: skip
    found = speakers.unheard(made)
    assert records(found, "name", "heard", "through", "mentions", "sentence_id") == [
        ("Cy", "never", "", 2, 0),
        ("Ann", "never", "", 1, 0),
        ("Minister", "through others", "Agency", 1, 1),
    ]
    assert marked(speakers.unheard_sentences(made)) == ["Ann", "Cy", "the minister", "Cy"]
    assert marked(speakers.unheard_sentences(made, actor_id="cy")) == ["Cy", "Cy"]
    assert marked(speakers.unheard_sentences(made, top=1)) == ["Cy", "Cy"]


def test_whoever_is_heard_directly_once_is_heard() -> None:
    made = corpus(
        {"a": [[S("He said so", "paraphrase", "x > y")], [S("He said so", "paraphrase", "y")]]},
        mentions=[("He", "y", "pronoun")],
    )
    assert speakers.unheard(made).empty


def test_a_place_is_no_silent_party_where_its_people_are_heard() -> None:
    made = corpus(
        {"a": [[S("Armenia waits"), S("it is late", "paraphrase", "armenian-army")], [S("Fiji waits too.")]]},
        actors={"armenian-army": "Armenian army"},
        mentions=[("Armenia", "armenia", "name"), ("Fiji", "fiji", "name")],
    )
    assert records(speakers.unheard(made), "name", "heard") == [("Armenia", "its people"), ("Fiji", "never")]


def test_offsets_count_characters_not_bytes() -> None:
    made = corpus({"a": [[S("Ağ 🙂 été")], [S("Şu 🙂"), S("née 🙂 Ö", "quote", "é-ö", "é-ö")]]})
    assert marked(speakers.voice_sentences(made, wording="quote")) == ["née 🙂 Ö"]


@pytest.mark.parametrize("question", ["chains", "links", "cues", "cue_sentences", "unheard", "unheard_sentences"])
def test_a_corpus_without_sources_gives_empty_tables(question: str) -> None:
    full, bare = getattr(speakers, question)(war()), getattr(speakers, question)(empty())
    assert bare.empty
    assert list(bare.columns) == list(full.columns)


def test_an_empty_corpus_has_no_words() -> None:
    nothing = corpus({})
    assert speakers.share_of_voice(nothing).empty
    assert speakers.voice_bar(nothing)["words"].tolist() == [0, 0, 0, 0]
    assert speakers.voice_bar(empty())["share"].tolist() == [1, 0, 0, 0]
