"""Tests of whosewords.analyses.headlines."""

from typing import Any

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty

from whosewords.analyses import headlines


def records(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in table[list(columns)].itertuples(index=False)]


def taken(headline: list[S], *body: list[S], labels: tuple[str, ...] = ()) -> pd.DataFrame:
    made = corpus({"a": [headline, *body]}, labels=[Found(name, referent="thing") for name in labels])
    return headlines.taken_over(made)


def test_words_that_the_body_quotes_lose_their_marks_in_the_headline() -> None:
    found = taken(
        [S("Mayor saw nothing wrong at all")],
        [S("“I saw nothing wrong there”", "quote", "mayor", "mayor"), S("the mayor said")],
    )
    assert records(found, "taken", "kind", "marks", "body", "speaker") == [
        ("saw nothing wrong", "words", "lost", "Mayor, presented as their own words", "no source found")
    ]
    row = found.iloc[0]
    assert row["text"][row["start"] : row["end"]] == "saw nothing wrong"


def test_marks_that_the_headline_keeps_are_kept() -> None:
    found = taken(
        [S("“Stolen vote”", "quote", "mayor", "mayor"), S("says mayor")],
        [S("“It is a stolen vote”", "quote", "mayor", "mayor"), S("she said")],
    )
    assert records(found, "taken", "marks") == [("Stolen vote", "kept")]


def test_a_label_may_be_taken_over_from_somebody_who_is_quoted() -> None:
    quoted = [S("“The rebels ran”", "quote", "mayor", "mayor"), S("he said")]
    assert records(taken([S("Rebels flee")], quoted), "taken").__len__() == 0
    found = taken([S("The rebels flee")], quoted, labels=("rebels",))
    assert records(found, "taken", "kind", "marks") == [("rebels", "label", "lost")]
    plain = taken([S("The rebels flee")], quoted, [S("Other rebels slept")], labels=("rebels",))
    assert records(plain, "taken", "marks") == [("rebels", "none")]
    assert "no source found" in plain["body"].iloc[0]
    assert "Mayor, presented as their own words" in plain["body"].iloc[0]


def test_marks_that_only_the_headline_has_are_added() -> None:
    found = taken([S("“Rebels”", "quote", "unknown", "unknown"), S("flee")], [S("The Rebels ran")], labels=("Rebels",))
    assert records(found, "taken", "marks") == [("Rebels", "added")]


@pytest.mark.parametrize("shared", ["it was a", "of the"])
def test_two_words_of_grammar_are_not_taken_over(shared: str) -> None:
    found = taken([S(f"Rain {shared} pity")], [S(f"“{shared[:6]} storm”", "quote", "mayor", "mayor"), S("she said")])
    assert found.empty


def test_words_of_another_article_are_not_taken_over() -> None:
    made = corpus(
        {
            "a": [[S("Mayor saw nothing wrong")], [S("Rain fell")]],
            "b": [[S("Talks")], [S("“I saw nothing wrong”", "quote", "mayor", "mayor")]],
        }
    )
    found = headlines.taken_over(made)
    assert found.empty
    assert list(found.columns) == list(headlines.taken_over(empty()).columns)
