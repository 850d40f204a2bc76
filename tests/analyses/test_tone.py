"""Tests of whosewords.analyses.tone: the rules for small n, and the examples of failure."""

import math
import statistics

import pytest
from handmade import Found, S, corpus, empty

from whosewords.analyses import tone
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
                [S("troops laid down arms", scores=both(0, -0.2, ("down",)))],
            ]
        },
        labels=[Found("special operation", frame="sanitising"), Found("arms", frame="description")],
        mentions=[("United States", "us", "name")],
    )  # fmt: skip


def test_disagreements_are_opposite_signs_only(misread: Corpus) -> None:
    found = tone.disagreements(misread)
    assert found["text"].tolist() == ["many civilians died"]
    assert found["scores"].tolist() == ["TextBlob +0.50, VADER −0.56"]
    assert found["matched"].tolist() == ["TextBlob: many; VADER: died"]


def test_wrong_examples_are_computed_from_this_corpus_and_explained(misread: Corpus) -> None:
    # the words of a hand-made corpus are their own lemmas; "died" is to be found by its lemma
    tokens = misread.tokens.assign(lemma=misread.tokens["lemma"].replace({"died": "die"}))
    tokens.loc[tokens["text"] == "down", "pos"] = "ADP"
    made = Corpus("made", {**{t: getattr(misread, t) for t in TABLES}, "tokens": tokens})
    found = tone.wrong_examples(made)
    assert [tuple(r) for r in found[["rule", "scorer", "text", "word"]].itertuples(index=False)] == [
        ("death and injury", "textblob", "many civilians died", "died"),
        ("death and injury", "textblob", "people died", "died"),
        ("function word", "vader", "troops laid down arms", "down"),
        ("label not seen", "vader", "a special operation", "special operation"),
        ("opposite signs", "both", "many civilians died", ""),
        ("part of a label", "textblob", "a special operation", "special"),
        ("part of a name", "vader", "The United States praised it", "United"),
    ]
    why = dict(zip(found["rule"], found["why"], strict=True))
    assert why["death and injury"] == "“died” speaks of death or injury, and the score is TextBlob 0"
    assert why["part of a name"] == "“United” counts towards VADER +0.42 and is part of the name “United States”"
    assert why["label not seen"] == "“special operation” is a label that takes a side, and the score is VADER 0"
    assert len(tone.wrong_examples(made, limit=1).query("rule == 'death and injury'")) == 1


def test_a_corpus_without_sources_or_scores_gives_empty_tables(misread: Corpus) -> None:
    for question in (tone.by_sentence, tone.by_speaker, tone.zeros, tone.matched_words, tone.disagreements,
                     tone.wrong_examples):  # fmt: skip
        assert question(empty()).empty
        assert list(question(empty()).columns) == list(question(misread).columns)
    assert math.isnan(float(tone.by_speaker(misread)["mean"].iloc[0]))


def test_a_word_of_a_fixed_phrase_is_a_function_word() -> None:
    made = corpus({"a": [[S("mines as well as shells", scores=both(0, 0.27, ("well",)))]]})
    tokens = made.tokens.assign(pos="NOUN", dep="dobj").astype({"head": "Int64"})
    tokens.loc[2, ["pos", "dep", "head"]] = ["ADV", "advmod", 3]
    tokens.loc[3, ["pos", "dep"]] = ["ADP", "cc"]
    parsed = Corpus("made", {**{t: getattr(made, t) for t in TABLES}, "tokens": tokens})
    assert tone.wrong_examples(parsed)[["rule", "word"]].to_numpy().tolist() == [["function word", "well"]]
    assert tone.wrong_examples(made).empty


def test_scorers_stand_side_by_side(spoken: Corpus) -> None:
    found = tone.side_by_side(spoken)
    assert len(found) == 10 + 9 + 5
    assert found["VADER"].tolist() == pytest.approx((found["TextBlob"] / -2).tolist())
    assert len(tone.side_by_side(spoken, "quotations only")) == 10 + 9 + 4
    assert tone.side_by_side(empty()).empty


def test_texts_of_ones_own_are_scored_in_their_order_with_the_words_that_did_it() -> None:
    found = tone.of_texts(["Many civilians died.", "", "Rain fell.", "The peace isn’t good."])
    assert list(found.columns) == ["text", "TextBlob", "TextBlob words", "VADER", "VADER words"]
    assert found["text"].tolist() == ["Many civilians died.", "", "Rain fell.", "The peace isn’t good."]
    assert found.loc[0, "TextBlob"] == pytest.approx(0.5)
    assert found.loc[0, "TextBlob words"] == "many"
    assert found.loc[0, "VADER"] < 0
    assert found.loc[0, "VADER words"] == "died"
    assert found.loc[[1, 2], ["TextBlob", "VADER"]].eq(0).all(axis=None)
    assert tone.of_texts(["isn’t good"])["VADER"].equals(tone.of_texts(["isn't good"])["VADER"])


def test_no_text_is_a_table_without_rows_and_one_text_alone_is_an_error() -> None:
    assert list(tone.of_texts([], scorers=["vader"]).columns) == ["text", "VADER", "VADER words"]
    with pytest.raises(TypeError, match="list of texts"):
        tone.of_texts("Rain fell.")
    with pytest.raises(ValueError, match="no scorer called"):
        tone.of_texts(["Rain fell."], scorers=["mine"])
