"""Tests of whosewords.analyses.reply."""

from typing import Any

import pandas as pd
import pytest
from handmade import S, corpus, empty, war

from whosewords import stats, tables
from whosewords.analyses import reply
from whosewords.corpus import Corpus


def records(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    data = table[list(columns)].astype(object)
    return [tuple(None if pd.isna(v) else v for v in r) for r in data.itertuples(index=False)]


def test_who_is_named_is_heard_directly_through_others_or_not_at_all() -> None:
    made = corpus(
        {
            "a": [
                [S("Bo Chan is blamed")],
                [S("Lopez said"), S("“he did it”", "quote", "lopez", "lopez")],
                [S("The office said"), S("Lopez added", "paraphrase", "office"),
                 S("that it rained", "paraphrase", "office > lopez")],
                [S("Lopez feared"), S("a war", "paraphrase", "lopez", act="attitude")],
            ]
        },
        mentions=[("Bo Chan", "bo-chan", "name"), ("Lopez", "lopez", "name"), ("he", "bo-chan", "pronoun")],
    )  # fmt: skip
    tokens = made.tokens.assign(dep=["compound", "nsubj", *made.tokens["dep"][2:]])
    made = Corpus("made", {**made._tables, "tokens": tokens})  # type: ignore[dict-item]
    found = reply.by_article(made)
    columns = ("name", "mentions", "words", "quoted", "direct", "through", "in_headline", "heard_in_headline")
    assert records(found, *columns) == [
        ("Bo Chan", 1, 0, 0, 0, "", True, False),
        ("Lopez", 3, 6, 3, 3, "Office", False, False),
    ]
    size = made.segments["n_words"].sum()
    assert records(found, "first_named", "first_heard") == [
        (0.0, None), (pytest.approx(4 / size), pytest.approx(6 / size)),
    ]  # fmt: skip


def test_a_place_that_people_only_go_to_is_no_party() -> None:
    made = corpus({"a": [[S("They went to Anwick")]]}, mentions=[("Anwick", "anwick", "name")])
    assert reply.by_article(made).empty
    subject = made.tokens.assign(dep=["dep"] * 3 + ["nsubj"])
    acting = Corpus("made", {**made._tables, "tokens": subject})  # type: ignore[dict-item]
    assert records(reply.by_article(acting), "name", "words") == [("Anwick", 0)]


def test_several_named_together_are_all_heard() -> None:
    made = corpus(
        {"a": [[S("Talks")], [S("Holt and Reed said"), S("it rained", "paraphrase", "holt-and-reed")]]},
        actors={"holt-and-reed": "Holt and Reed", "holt": "Holt", "reed": "Reed"},
        mentions=[("Holt", "holt", "name"), ("Reed", "reed", "name")],
    )
    actors = made.actors.assign(kind=["group" if i == "holt-and-reed" else k for i, k in
                                      zip(made.actors["actor_id"], made.actors["kind"], strict=True)])  # fmt: skip
    place = made.articles["text"].iloc[0].index("Holt")
    attributions = made.attributions.assign(source_start=place, source_end=place + len("Holt and Reed"))
    attributions = tables.conform("attributions", attributions)
    tokens = made.tokens.assign(dep="nsubj")
    made = Corpus("made", {**made._tables, "actors": actors, "attributions": attributions, "tokens": tokens})  # type: ignore[dict-item]
    assert records(reply.by_article(made), "name", "words", "direct") == [("Holt", 2, 2), ("Reed", 2, 2)]


def test_over_articles_an_interval_needs_ten() -> None:
    def of(n: int) -> pd.DataFrame:
        articles = {
            f"a{k:02}": [[S("Lopez leads")], [S("Lopez said"), S("so", "paraphrase", "lopez")] if k % 2 else [S("So")]]
            for k in range(n)
        }
        return reply.right_of_reply(corpus(articles, mentions=[("Lopez", "lopez", "name")]))

    few, many = of(9).iloc[0], of(12).iloc[0]
    assert (few["named_in"], few["heard_in"], few["in_headlines"], few["heard_in_headlines"]) == (9, 4, 9, 0)
    assert pd.isna(few["low"])
    assert (many["share"], many["directly_in"], many["words"]) == (0.5, 6, 6)
    assert (many["low"], many["high"]) == stats.proportion(6, 12)
    assert many["named_at"] == 0


def test_the_top_are_those_named_in_most_articles() -> None:
    found = reply.right_of_reply(war())
    assert list(reply.right_of_reply(war(), top=1)["name"]) == [found["name"].iloc[0]] == ["Ana Lopez"]


@pytest.mark.parametrize("question", ["by_article", "right_of_reply"])
def test_nobody_named_is_an_empty_table_with_the_same_columns(question: str) -> None:
    full, bare = getattr(reply, question)(war()), getattr(reply, question)(empty())
    assert bare.empty
    assert list(bare.columns) == list(full.columns)
