"""Outlets side by side, against counts made by eye; and nothing at all where there is one outlet."""

import handmade
import pandas as pd
import pytest
from handmade import Found, S

from whosewords import comparison, framing, speakers, stats
from whosewords.corpus import Corpus, from_tables
from whosewords.tables import TABLES

TABLE_FUNCTIONS = [
    comparison.outlets, comparison.article_voices, comparison.voices, comparison.speakers, comparison.labels,
    comparison.headlines,
]  # fmt: skip


def with_articles(corpus: Corpus, **columns: object) -> Corpus:
    """Return the corpus with other values in columns of `articles`."""
    frames = {t: getattr(corpus, t) for t in TABLES}
    return from_tables(**{**frames, "articles": frames["articles"].assign(**columns)})


@pytest.fixture(scope="module")
def war() -> Corpus:
    return with_articles(handmade.war(), title=["Talks begin", "Rebel army retreats"], agency=["Reuters", None])


def many(n: int) -> Corpus:
    """Return two outlets: of one, n articles whose share of quotation runs over 0, .25, .5, .75; of the other, one."""
    articles = {
        f"a/{i}": [[S("w " * (4 - i % 4))], *([[S("q " * (i % 4), "quote", "bo", "bo")]] if i % 4 else [])]
        for i in range(n)
    }
    return handmade.corpus(
        {**articles, "b/0": [[S("w w")]]}, outlets={**dict.fromkeys(articles, "Daily"), "b/0": "Wire"}
    )


def test_outlets_are_counted(war: Corpus) -> None:
    found = comparison.outlets(war)
    assert found[["outlet", "articles", "words"]].values.tolist() == [["The Daily", 1, 27], ["Wire", 1, 13]]
    assert found["agencies"].tolist()[0] == "Reuters"
    assert found["agencies"].isna().tolist() == [False, True]


def test_duplicates_are_not_counted_but_named() -> None:
    corpus = handmade.corpus(
        {"a": [[S("Rain")]], "b": [[S("Snow")]], "c": [[S("Rain")]]}, outlets={"a": "A", "b": "B", "c": "B"}
    )
    found = comparison.outlets(with_articles(corpus, duplicate_of=pd.Series([None, None, "a"], dtype="str")))
    assert found.set_index("outlet")[["articles", "duplicates"]].to_dict("index") == {
        "A": {"articles": 1, "duplicates": 0}, "B": {"articles": 1, "duplicates": 1},
    }  # fmt: skip


def test_articles_without_an_outlet_are_a_row_of_their_own() -> None:
    corpus = handmade.corpus({x: [[S(x)]] for x in "abc"}, outlets={"a": "A", "b": "B"})
    assert comparison.outlets(corpus)["outlet"].isna().sum() == 1
    assert comparison.voices(corpus).groupby("outlet", dropna=False)["share"].sum().tolist() == [1, 1, 1]
    assert comparison.sentence(corpus) == (
        "Compared are A (1 article), B (1 article) and an outlet that is not named (1 article)."
    )


@pytest.mark.parametrize("table", TABLE_FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("outlets", [{}, {"a.txt": "The Daily"}], ids=["no outlet", "one outlet"])
def test_with_one_outlet_every_table_is_empty(table: object, outlets: dict[str, str], war: Corpus) -> None:
    one = handmade.corpus(
        {"a.txt": [[S("Talks fail")], [S("No", "quote", "bo", "bo")]]}, outlets=outlets, labels=[Found("Talks")]
    )
    found = table(one)  # type: ignore[operator]
    assert found.empty
    assert list(found.columns) == list(table(war).columns)  # type: ignore[operator]
    assert comparison.with_outlet(one, framing.label_sentences(one)).empty


def test_the_sentence_says_why_nothing_can_be_compared() -> None:
    text = {"a": [[S("Rain")]], "b": [[S("Snow")]]}
    none, one, part = (handmade.corpus(text, outlets=o) for o in ({}, {"a": "A", "b": "A"}, {"a": "A"}))
    assert comparison.sentence(none).startswith("Each of the 2 articles here comes without the name of its outlet")
    assert (
        comparison.sentence(one)
        == "Each of the 2 articles here is from A: with one outlet there is nothing to compare."
    )
    assert "A is the only outlet named here" in comparison.sentence(part)
    assert comparison.sentence(handmade.empty()).startswith("The only article here comes without")
    assert comparison.sentence(from_tables()).startswith("There is no article")


def test_shares_of_voice_add_up_and_agree_with_those_of_the_whole(war: Corpus) -> None:
    found = comparison.voices(war)
    assert found.groupby("outlet")["share"].sum().tolist() == pytest.approx([1, 1])
    whole = speakers.voice_bar(war).set_index("wording")["words"]
    assert found.groupby("wording")["words"].sum().to_dict() == whole.to_dict()
    wire = found[found["outlet"] == "Wire"].set_index("wording")
    assert wire["words"].to_dict() == {"own": 7, "paraphrase_article": 3, "paraphrase_other": 0, "quote": 3}


def test_few_articles_are_points_without_a_mean() -> None:
    found = comparison.voices(many(stats.MIN_MEAN - 1))
    assert found["shown_as"].unique().tolist() == ["points"]
    assert found[["mean", "low", "high"]].isna().all(axis=None)


def test_from_ten_articles_on_there_is_a_mean_over_articles_with_an_interval() -> None:
    found = comparison.voices(many(12)).set_index(["outlet", "wording"])
    quote = found.loc[("Daily", "quote")]
    assert quote["mean"] == pytest.approx((0 + 0.25 + 0.5 + 0.75) / 4)
    assert 0.2 < quote["low"] < quote["mean"] < quote["high"] < 0.55
    assert quote["share"] == pytest.approx(18 / 48)
    assert found.loc[("Wire", "own"), "shown_as"] == "points"


def test_article_voices_are_the_points_behind_the_means() -> None:
    points = comparison.article_voices(many(12))
    daily = points[(points["outlet"] == "Daily") & (points["wording"] == "quote")]
    assert sorted(daily["share"]) == [0] * 3 + [0.25] * 3 + [0.5] * 3 + [0.75] * 3
    assert points.groupby("article_id")["share"].sum().tolist() == pytest.approx([1] * 13)


def test_speakers_are_those_heard_and_it_is_said_where(war: Corpus) -> None:
    found = comparison.speakers(war).set_index("speaker")
    assert found.index.tolist() == ["Ana Lopez", "Press Service"]
    assert found.loc["Ana Lopez", ["outlets", "heard_in", "not_in"]].tolist() == [2, "The Daily (11), Wire (3)", ""]
    assert found.loc["Press Service", ["outlets", "heard_in", "not_in"]].tolist() == [1, "The Daily (6)", "Wire"]
    assert found.loc["Ana Lopez", ["words", "sentences", "articles"]].tolist() == [14, 3, 2]


def test_a_feeling_or_an_unknown_source_is_nobody_being_heard() -> None:
    texts = {
        "a": [[S("a long war", "paraphrase", "ana", act="attitude")], [S("we go", "quote", "unknown", "unknown")]],
        "b": [[S("we stay", "paraphrase", "bo")]],
    }
    found = comparison.speakers(handmade.corpus(texts, outlets={"a": "A", "b": "B"}))
    assert found[["speaker", "not_in"]].values.tolist() == [["Bo", "A"]]


def test_articles_without_an_outlet_are_named_as_such_among_the_outlets() -> None:
    texts = {x: [[S("we stay", "paraphrase", "bo")]] for x in "ac"} | {"b": [[S("Rain")]]}
    found = comparison.speakers(handmade.corpus(texts, outlets={"a": "A", "b": "B"}))
    assert found[["heard_in", "not_in"]].values.tolist() == [["A (2), no outlet given (2)", "B"]]


def test_labels_by_outlet_and_voice(war: Corpus) -> None:
    found = comparison.labels(war)
    assert found[["entry", "outlet", "wording", "n"]].values.tolist() == [
        ["rebel army", "The Daily", "paraphrase_other", 1], ["rebel army", "Wire", "own", 1],
        ["anti-terrorist", "The Daily", "paraphrase_article", 1],
    ]  # fmt: skip
    assert found["per_1000"].tolist() == pytest.approx([1000 / 27, 1000 / 13, 1000 / 27])


def test_headlines_carry_the_voice_of_most_of_their_words(war: Corpus) -> None:
    found = comparison.headlines(war)
    assert found[["outlet", "text", "wording", "sentence_id"]].values.tolist() == [
        ["The Daily", "Talks begin", "own", 0], ["Wire", "Rebel army retreats", "own", 0],
    ]  # fmt: skip


def test_a_headline_half_quoted_is_shown_in_the_voice_of_most_of_its_words() -> None:
    head = [S("Mayor:"), S("“We shall rebuild the bridge”", "quote", "mayor", "mayor")]
    corpus = handmade.corpus({"a": [head], "b": [[S("Rain")]]}, outlets={"a": "A", "b": "B"})
    found = comparison.headlines(with_articles(corpus, title=["Mayor: “We shall rebuild the bridge”", "Rain"]))
    assert found[["wording", "speaker"]].values.tolist() == [["quote", "Mayor"], ["own", "the article"]]


def test_evidence_gets_its_outlet(war: Corpus) -> None:
    found = comparison.with_outlet(war, framing.label_sentences(war))
    assert found.columns[0] == "outlet"
    assert found["outlet"].tolist() == ["The Daily", "The Daily", "Wire"]
