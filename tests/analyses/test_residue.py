"""Tests of whosewords.analyses.residue."""

from typing import Any

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty, parsed

from whosewords import sentiment
from whosewords.analyses import residue
from whosewords.corpus import Corpus


def records(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    data = table[list(columns)].astype(object)
    return [tuple(None if pd.isna(v) else v for v in r) for r in data.itertuples(index=False)]


@pytest.fixture(scope="module")
def made() -> Corpus:
    """Passives with and without an agent, a tragic label and a tragic event, some of it in somebody's words."""
    text = corpus(
        {
            "a": [
                [S("A tragic day")],
                [S("Two men were killed near the wall")],
                [S("Shots were fired by officers")],
                [S("The tragic mob ran very brutally")],
                [S("Lopez said"), S("a brutal raid was ordered", "paraphrase", "lopez")],
                [S("The so-called rebels were beaten")],
            ],
            "b": [[S("Nobody came")]],
        },
        labels=[Found("tragic mob", "mob", referent="crowd"), Found("rebels", referent="fighters")],
        markers=[("so-called", "rebels", True)],
        outlets={"a": "The Daily", "b": "Wire"},
    )
    return parsed(
        text,
        {
            "tragic": ("ADJ", "amod", None), "brutal": ("ADJ", "amod", None), "brutally": ("ADV", "advmod", None),
            "men": ("NOUN", "nsubjpass", "killed"), "were": ("AUX", "auxpass", None), "killed": ("VERB", "ROOT", None),
            "Shots": ("NOUN", "nsubjpass", "fired"), "fired": ("VERB", "ROOT", None), "by": ("ADP", "agent", "fired"),
            "was": ("AUX", "auxpass", "ordered"), "ordered": ("VERB", "ccomp", None),
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def passives(made: Corpus) -> Corpus:
    """The same with the auxiliaries hung on their verbs; "were" has another verb in each sentence."""
    tokens = made.tokens.copy()
    heads = {"killed", "fired", "beaten"}
    for at, row in made.tokens[made.tokens["text"] == "were"].iterrows():
        verb = made.tokens[
            (made.tokens["sentence_id"] == row["sentence_id"]) & (made.tokens["article_id"] == row["article_id"])
            & made.tokens["text"].isin(heads)
        ]  # fmt: skip
        tokens.loc[at, "head"] = int(verb["token_id"].iloc[0])
    return Corpus("made", {**made._tables, "tokens": tokens})  # type: ignore[dict-item]


def test_the_residue_is_what_stands_without_a_source_and_only_that(passives: Corpus) -> None:
    found = residue.residue_sentences(passives)
    marked = [t[s:e] for t, s, e in zip(found["text"], found["start"], found["end"], strict=True)]
    told = list(zip(found["kind"], found["item"], marked, records(found, "subject"), strict=True))
    assert told == [
        ("label", "mob", "tragic mob", (None,)),
        ("evaluative adjective", "tragic", "tragic", (None,)),
        ("evaluative adverb", "brutally", "brutally", (None,)),
        ("agentless passive", "killed", "were killed", ("men",)),
        ("agentless passive", "beaten", "were beaten", (None,)),
    ]
    assert set(found["wording"]) == {"own"}


def test_one_kind_or_one_outlet_can_be_asked_for(passives: Corpus) -> None:
    assert list(residue.residue_sentences(passives, kind="label")["item"]) == ["mob"]
    assert residue.residue_sentences(passives, outlet="Wire").empty


def test_rates_are_for_the_outlets_words_without_a_source(passives: Corpus) -> None:
    found = residue.residue(passives)
    assert records(found, "kind", "outlet", "n", "items", "sentences", "articles", "words") == [
        ("label", "The Daily", 1, "mob 1", 1, 1, 28),
        ("evaluative adjective", "The Daily", 1, "tragic 1", 1, 1, 28),
        ("evaluative adverb", "The Daily", 1, "brutally 1", 1, 1, 28),
        ("agentless passive", "The Daily", 2, "beaten 1, killed 1", 2, 1, 28),
    ]
    assert list(found["per_1000"]) == pytest.approx([1000 / 28, 1000 / 28, 1000 / 28, 2000 / 28])


def test_evaluative_words_are_subjective_and_not_neutral() -> None:
    words = sentiment.evaluative()
    assert {"tragic", "brutal"} <= words["ADJ"]
    assert "brutally" in words["ADV"]
    assert not {"national", "political", "only", "heavy"} & words["ADJ"]
    assert sentiment.evaluative(0.99)["ADJ"] < words["ADJ"]


@pytest.mark.parametrize("question", ["residue", "residue_sentences"])
def test_nothing_found_is_an_empty_table_with_the_same_columns(passives: Corpus, question: str) -> None:
    full, bare = getattr(residue, question)(passives), getattr(residue, question)(empty())
    assert bare.empty
    assert list(bare.columns) == list(full.columns)
