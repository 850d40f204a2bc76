"""Tests of whosewords.tone: the rules for small n, and the examples of failure."""

import math
import statistics

import pytest
from handmade import Found, S, corpus, empty

from whosewords import tone
from whosewords.corpus import Corpus
from whosewords.tables import TABLES


def both(textblob: float, vader: float, matched: tuple[str, ...] = ()) -> dict[str, tuple[float, list[str]]]:
    return {"textblob": (textblob, list(matched)), "vader": (vader, list(matched))}


def said(speaker: str, scores: list[float], voice: str = "quote") -> list[list[S]]:
    worder = speaker if voice == "quote" else "article"
    return [[S(f"One two {i}", voice, speaker, worder, scores=both(s, -s / 2))] for i, s in enumerate(scores)]


TEN = [0.0, 0.0, 0.1, -0.2, 0.3, 0.0, 0.9, 0.4, -0.1, 0.2]


@pytest.fixture(scope="module")
def spoken() -> Corpus:
    return corpus(
        {"a": [*said("zoe", TEN), *said("bo", [0.5] * 9), *said("al", [1.0] * 4), *said("al", [-1.0], "paraphrase")]}
    )


def test_n_decides_what_is_shown(spoken: Corpus) -> None:
    found = tone.by_speaker(spoken).query("scorer == 'textblob'").set_index(["speaker", "basis"])
    shown = {key: (row.n, row.shown_as) for key, row in zip(found.index, found.itertuples(), strict=True)}
    assert shown == {
        ("Zoe", "quotations only"): (10, "mean"),
        ("Zoe", "with paraphrase"): (10, "mean"),
        ("Bo", "quotations only"): (9, "points"),
        ("Bo", "with paraphrase"): (9, "points"),
        ("Al", "quotations only"): (4, "sentences"),
        ("Al", "with paraphrase"): (5, "points"),
    }
    assert found[["mean", "low", "high"]].notna().all(axis=1).tolist() == (found["shown_as"] == "mean").tolist()


def test_a_mean_comes_with_its_interval_and_the_measured_warning(spoken: Corpus) -> None:
    found = tone.by_speaker(spoken).query("speaker == 'Zoe' and basis == 'quotations only'").set_index("scorer")
    row = found.loc["textblob"]
    assert row["mean"] == pytest.approx(statistics.fmean(TEN))
    assert row["low"] < row["mean"] < row["high"]
    assert row["zeros"] == 3
    assert found["wrong_sign"].to_dict() == {"textblob": 0.85, "vader": 0.42}


def test_speakers_are_ordered_by_n_whatever_their_scores(spoken: Corpus) -> None:
    found = tone.by_speaker(spoken)
    assert list(dict.fromkeys(found["speaker"])) == ["Zoe", "Bo", "Al"]
    assert set(tone.by_speaker(spoken, top=1)["speaker"]) == {"Zoe"}
    alike = corpus({"a": [*said("b", [1.0]), *said("a", [-1.0]), *said("c", [0.0])]})
    assert list(dict.fromkeys(tone.by_speaker(alike)["speaker"])) == ["A", "B", "C"]


def test_a_sentence_counts_once_its_stretches_weighted_by_words() -> None:
    made = corpus(
        {
            "a": [
                [S("one two three", "quote", "p", "p", scores=both(0.8, 0, ("three",))), S("said P"),
                 S("four", "quote", "p", "p", scores=both(0, 0, ("four",)))],
            ]
        }
    )  # fmt: skip
    row = tone.by_sentence(made).query("scorer == 'textblob' and basis == 'quotations only'")
    assert row["score"].tolist() == pytest.approx([0.6])
    assert row["matched"].tolist() == ["three, four"]


def test_attitudes_and_unsourced_text_are_nobodys_words() -> None:
    made = corpus(
        {"a": [[S("Rain", scores=both(1, 1))], [S("a war", "paraphrase", "p", act="attitude", scores=both(-1, -1))]]}
    )
    assert tone.by_sentence(made).empty
    assert tone.by_speaker(made).empty


def test_zeros_count_sentences_where_every_stretch_is_zero() -> None:
    made = corpus(
        {"a": [[S("A b", scores=both(0, 0.1)), S("c d", "quote", "p", "p", scores=both(0, 0))],
               [S("E", scores=both(0.2, 0))]]}
    )  # fmt: skip
    found = tone.zeros(made).set_index("scorer")
    assert found[["n", "zeros"]].to_numpy().tolist() == [[2, 1], [2, 1]]
    assert found.loc["vader", "low"] < 0.5 < found.loc["vader", "high"]


def test_matched_words_are_counted_in_lower_case() -> None:
    made = corpus({"a": [[S("Good good", scores={"vader": (0.4, ["Good", "good"])})], [S("bad", scores=both(0, 0))]]})
    found = tone.matched_words(made)
    assert found.to_dict("records") == [{"word": "good", "scorer": "vader", "n": 2, "sentences": 1, "speakers": 1}]


@pytest.fixture(scope="module")
def misread() -> Corpus:
    return corpus(
        {
            "a": [
                [S("The United States praised it", scores=both(0, 0.42, ("united",)))],
                [S("many civilians died", "paraphrase", "p",
                   scores={"textblob": (0.5, ["many"]), "vader": (-0.56, ["died"])})],
                [S("a special operation", "quote", "p", "p", scores=both(0.36, 0, ("special",)))],
                [S("people died", scores=both(0, -0.56, ("died",)))],
            ]
        },
        labels=[Found("special operation")],
        mentions=[("United States", "us", "name")],
    )  # fmt: skip


def test_disagreements_are_opposite_signs_only(misread: Corpus) -> None:
    found = tone.disagreements(misread)
    assert found["text"].tolist() == ["many civilians died"]
    assert found["scores"].tolist() == ["TextBlob +0.50, VADER −0.56"]
    assert found["matched"].tolist() == ["TextBlob: many; VADER: died"]


def test_wrong_examples_are_computed_from_this_corpus_and_explained(misread: Corpus) -> None:
    # the words of a hand-made corpus are their own lemmas; "died" is to be found by its lemma
    lemmas = misread.tokens.assign(lemma=misread.tokens["lemma"].replace({"died": "die"}))
    made = Corpus("made", {**{t: getattr(misread, t) for t in TABLES}, "tokens": lemmas})
    found = tone.wrong_examples(made)
    assert [tuple(r) for r in found[["rule", "scorer", "text", "word"]].itertuples(index=False)] == [
        ("death and injury", "textblob", "many civilians died", "died"),
        ("death and injury", "textblob", "people died", "died"),
        ("opposite signs", "both", "many civilians died", ""),
        ("part of a label", "textblob", "a special operation", "special"),
        ("part of a name", "vader", "The United States praised it", "United"),
    ]
    assert found["why"].tolist()[1] == "“died” speaks of death or injury, and the score is TextBlob 0."
    assert found["why"].tolist()[4] == "“United” made the score VADER +0.42, and is part of a name: “United States”."
    assert len(tone.wrong_examples(made, limit=1).query("rule == 'death and injury'")) == 1


def test_a_corpus_without_sources_or_scores_gives_empty_tables(misread: Corpus) -> None:
    for question in (tone.by_sentence, tone.by_speaker, tone.zeros, tone.matched_words, tone.disagreements,
                     tone.wrong_examples):  # fmt: skip
        assert question(empty()).empty
        assert list(question(empty()).columns) == list(question(misread).columns)
    assert math.isnan(float(tone.by_speaker(misread)["mean"].iloc[0]))
