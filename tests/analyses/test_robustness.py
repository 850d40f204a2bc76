"""Tests of whosewords.analyses.robustness: results that each choice turns round, and results that stand."""

from typing import Any

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty

from whosewords import lexicon, paths, read_corpus
from whosewords.analyses.robustness import (
    PRIMARY,
    Specification,
    grid,
    holding,
    sentences,
    single_changes,
    summary,
    sure,
)

LONG = "the bridge will stay closed until the last of the bolts has been looked at"
SAID: dict[str, tuple[float, list[str]]] = {"textblob": (0.5, []), "vader": (-0.5, [])}
PLAIN: dict[str, tuple[float, list[str]]] = {"textblob": (0.0, []), "vader": (0.0, [])}


def said(who: str, voice: str, times: int, confidence: float = 1.0, parent: str = "") -> list[list[S]]:
    worded = who if voice == "quote" else "article"
    chain = f"{parent} > {who}" if parent else who
    return [[S(f"{n} {LONG}", voice, chain, worded, confidence, scores=SAID)] for n in range(times)]


def answers(found: pd.DataFrame, question: str, **chosen: Any) -> set[Any]:
    own = found[found["question"].str.contains(question)]
    for axis, value in chosen.items():
        own = own[own[axis] == value]
    assert len(own)
    return set(own["answer"].fillna("?"))


def test_who_says_most_may_hang_on_paraphrase_and_on_confidence() -> None:
    made = corpus({"a": [*said("ana", "paraphrase", 9, 0.6), *said("bo", "quote", 6)]})
    found = grid(made)
    assert answers(found, "say most", speech="with paraphrase", confidence=0.5) == {"Ana"}
    assert answers(found, "say most", speech="quotations only") == {"Bo"}
    assert answers(found, "say most", confidence=0.8) == {"Bo"}
    row = summary(found).set_index("question").loc["Who is said to say most?"]
    assert (row["answer"], row["verdict"], row["specifications"]) == ("Ana", "changes", 6)
    assert (row["same"], row["other"], row["untold"]) == (2, 4, 0)
    assert "with quotations only (Bo)" in row["because"]
    cells = single_changes(found).loc["Who is said to say most?"]
    assert cells["with quotations only"] == "≠ Bo"
    assert cells["with a confidence of at least 0.5"] == "✓"


def test_a_label_may_hang_on_a_topic() -> None:
    text = "rebels rebels rebels rebels hoax hoax hoax"
    made = corpus({"a": [[S(text)]]}, labels=[Found("rebels", "separatist"), Found("hoax", "leak")])
    topics = {row.entry: row.topic for row in lexicon.load().labels}
    assert topics["separatist"] != topics["leak"]
    found = grid(made)
    assert answers(found, "Which label is used most", labels="all") == {"separatist"}
    assert answers(found, "Which label is used most", labels=f"without {topics['separatist']}") == {"leak"}
    assert answers(found, "Which label is used most", labels=f"without {topics['leak']}") == {"separatist"}


def test_tone_may_hang_on_the_scorer() -> None:
    sides = [[S(f"{n} {LONG}", scores={k: (v + n / 100, []) for k, (v, _) in PLAIN.items()})] for n in range(12)]
    made = corpus({"a": [*said("ana", "quote", 12), *sides]})
    found = grid(made)
    assert answers(found, "score lower", scorer="textblob") == {"Higher"}
    assert answers(found, "score lower", scorer="vader") == {"Lower"}
    other = grid(made, PRIMARY._replace(scorer="vader"))
    assert other[other["question"].str.contains("score lower")]["answer"].iloc[0] == "Lower"


def test_copies_may_make_a_result() -> None:
    copied = said("ana", "paraphrase", 8)
    made = corpus({"a": copied, "b": copied, "c": [[S("0 no bolts here")], *said("bo", "quote", 12)]})
    found = grid(made)
    assert answers(found, "say most", copies="with copies", speech="with paraphrase") == {"Ana"}
    assert answers(found, "say most", copies="without copies", speech="with paraphrase") == {"Bo"}


def test_what_holds_everywhere_is_said_to_hold() -> None:
    made = corpus({"a": said("ana", "quote", 9)})
    told = summary(grid(made))
    assert set(told["verdict"]) == {"holds"}
    assert not told["other"].any()
    (line,) = sentences(grid(made))
    assert line == f"{len(told)} of {len(told)} answer{'s stand' if len(told) > 1 else ' stands'} whatever is chosen."


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (["holds", "changes", "changes", "mostly holds"],
         "1 of 4 answers stands whatever is chosen; 2 change, 1 cannot always be told"),
        (["changes", "holds", "holds"], "2 of 3 answers stand whatever is chosen; 1 changes"),
        (["mostly holds"], "0 of 1 answer stands whatever is chosen; 1 cannot always be told"),
        (["holds"], "1 of 1 answer stands whatever is chosen"),
    ],
)  # fmt: skip
def test_it_is_said_what_becomes_of_the_answers_that_do_not_stand(verdicts: list[str], told: str) -> None:
    assert holding(pd.DataFrame({"verdict": verdicts})) == told


def test_too_little_for_any_result() -> None:
    assert grid(empty()).empty
    assert single_changes(grid(empty())).empty
    (line,) = sentences(grid(empty()))
    assert "too little text" in line


def test_two_with_as_many_words_are_no_answer() -> None:
    made = corpus({"a": [*said("ana", "quote", 5), *said("bo", "quote", 5)]})
    assert "Who is said to say most?" not in set(grid(made)["question"])


@pytest.mark.parametrize("axis", ["scorer", "labels", "speech", "copies"])
def test_a_choice_there_is_not_is_named_with_those_there_are(axis: str) -> None:
    made = corpus({"a": said("ana", "quote", 9)})
    with pytest.raises(ValueError, match=f"no {axis} 'nonsense'; there is "):
        grid(made, Specification(**{**PRIMARY._asdict(), axis: "nonsense"}))


def test_without_the_unsure_ones_words_go_to_the_nearest_kept_source() -> None:
    made = corpus(
        {
            "a": [
                [S("one two", "quote", "ana"), S("three", "paraphrase", "ana > bo", "ana", 0.3)],
                *said("bo", "quote", 1, 0.4),
            ]
        }
    )
    attributions = made.attributions
    inner = attributions[attributions["depth"] == 1].index
    attributions.loc[inner, "confidence"] = 0.3
    attributions.loc[(attributions["depth"] == 0) & (attributions["speaker_id"] == "ana"), "confidence"] = 1.0
    kept = sure(made, 0.5)
    assert kept["voice"].tolist() == ["quote", "quote", "own"]
    assert kept["speaker_id"].tolist() == ["ana", "ana", "article"]
    assert kept["chain"].nunique() == 2
    assert made.segments["voice"].tolist() == ["quote", "paraphrase", "quote"]


def test_leaving_the_unsure_out_of_the_tables_is_as_good_as_annotating_without_them() -> None:
    path = paths.root() / "data" / "corpora" / "tanners-bridge" / "daily-blare"
    without = read_corpus(path, min_confidence=0.8, progress=False)
    ours = sure(read_corpus(path, progress=False), 0.8)

    def words(segments: pd.DataFrame) -> "pd.Series[int]":
        return segments.groupby(["article_id", "voice"])["n_words"].sum()

    both = pd.concat([words(without.segments), words(ours)], axis=1).fillna(0)
    moved = (both.iloc[:, 0] - both.iloc[:, 1]).abs().sum() / 2
    assert moved <= 0.01 * both.iloc[:, 0].sum()


def test_a_quotation_of_somebody_unknown_stays_one_when_what_is_around_it_goes() -> None:
    inside = S("three words here", "quote", "ana > unknown", "unknown", 0.9)
    made = corpus({"a": [[S("one two", "paraphrase", "ana"), inside]]})
    rows = made.attributions
    rows["confidence"] = [0.3 if depth == 0 else 0.9 for depth in rows["depth"]]
    kept = sure(made, 0.5)
    assert kept["voice"].tolist() == ["own", "quote"]
    assert kept["worded_by"].tolist() == ["article", "unknown"]
