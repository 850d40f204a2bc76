"""Outlets side by side, against counts made by eye; and nothing at all where there is one outlet."""

import handmade
import pandas as pd
import pytest
from handmade import Found, S, with_articles

from whosewords import stats
from whosewords.analyses import comparison, framing, speakers
from whosewords.corpus import Corpus, from_tables
from whosewords.tables import TABLES

TABLE_FUNCTIONS = [
    comparison.outlets, comparison.article_voices, comparison.voices, comparison.speakers, comparison.labels,
    comparison.headlines, comparison.own_labels, comparison.article_tone, comparison.tone,
]  # fmt: skip


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
    assert found[["wording", "speaker"]].values.tolist() == [["quote", "Mayor"], ["own", "no source found"]]


def test_evidence_gets_its_outlet(war: Corpus) -> None:
    found = comparison.with_outlet(war, framing.label_sentences(war))
    assert found.columns[0] == "outlet"
    assert found["outlet"].tolist() == ["The Daily", "The Daily", "Wire"]


def test_somebody_named_and_not_heard_is_told_apart_from_somebody_absent() -> None:
    texts = {
        "a": [[S("we stay", "paraphrase", "bo-chan")]],
        "b": [[S("Chan was there")]],
        "c": [[S("Rain")]],
    }
    made = handmade.corpus(texts, outlets={"a": "A", "b": "B", "c": "C"}, mentions=[("Chan", "bo-chan", "name")])
    found = comparison.speakers(made)
    assert found[["speaker", "heard_in", "named_in", "not_in"]].values.tolist() == [["Bo Chan", "A (2)", "B", "C"]]


def test_lists_of_outlets_stay_short() -> None:
    texts = {f"{n:02}": [[S("we stay", "paraphrase", "bo")]] for n in range(50)} | {"x": [[S("Rain")]]}
    found = comparison.speakers(handmade.corpus(texts, outlets={k: f"Outlet {k}" for k in texts}))
    assert found.loc[0, "outlets"] == 50
    assert found.loc[0, "heard_in"].startswith("Outlet 00 (2), Outlet 01 (2), ")
    assert found.loc[0, "heard_in"].endswith("Outlet 06 (2) and 43 more")
    assert found.loc[0, "not_in"] == "Outlet x"


def test_own_labels_say_who_uses_a_name_and_who_attributes_it(war: Corpus) -> None:
    found = comparison.own_labels(war)
    columns = ["referent", "entry", "in_own_voice", "attributed", "not_in", "outlets", "n"]
    assert found[columns].values.tolist() == [
        ["armed group", "rebel army", "Wire (1)", "The Daily (1)", "", 1, 2],
        ["military operation", "anti-terrorist", "", "The Daily (1)", "", 0, 1],
    ]


def test_an_outlet_that_names_it_otherwise_is_told() -> None:
    made = handmade.corpus(
        {"a": [[S("a riot")]], "b": [[S("a protest")]], "c": [[S("rain")]]}, outlets={"a": "A", "b": "B", "c": "C"},
        labels=[Found("riot", referent="unrest"), Found("protest", referent="unrest")],
    )  # fmt: skip
    found = comparison.own_labels(made).set_index("entry")["not_in"].to_dict()
    assert found == {"protest": "A", "riot": "B"}


def scored(n_articles: int, sentences: int) -> Corpus:
    """Return an outlet whose articles score 0 and 1 by turns in every sentence, and one with a sentence."""
    texts = {
        f"a/{k:02}": [[S("w w", scores={"vader": (float(k % 2), [])})] for _ in range(sentences)]
        for k in range(n_articles)
    }
    texts["b/0"] = [
        [S("w", scores={"vader": (0.5, ["w"])}), S("w w w", "quote", "bo", "bo", scores={"vader": (-1.0, [])})]
    ]
    return handmade.corpus(texts, outlets={k: k[0].upper() for k in texts})


def test_tone_is_a_mean_over_articles_only_where_there_are_enough() -> None:
    found = comparison.tone(scored(12, stats.MIN_MEAN)).set_index(["outlet", "wording"])
    own = found.loc[("A", "own")]
    assert own[["articles", "sentences", "zeros", "shown_as"]].tolist() == [12, 120, 60, "mean"]
    assert own["mean"] == pytest.approx(0.5)
    assert own["low"] < 0.5 < own["high"]
    assert found.loc[("B", "quote"), ["articles", "shown_as"]].tolist() == [0, "sentences"]
    assert found.loc[["B"], ["mean", "low", "high"]].isna().all(axis=None)
    few = comparison.tone(scored(stats.MIN_MEAN - 1, stats.MIN_MEAN)).set_index(["outlet", "wording"])
    assert few.loc[("A", "own"), ["articles", "shown_as"]].tolist() == [9, "points"]
    short = comparison.tone(scored(12, stats.MIN_MEAN - 1)).set_index(["outlet", "wording"])
    assert short.loc[("A", "own"), ["articles", "shown_as"]].tolist() == [0, "sentences"]


def test_the_score_of_an_article_is_the_mean_of_its_sentences_in_a_voice() -> None:
    points = comparison.article_tone(scored(2, stats.MIN_MEAN)).set_index(["article_id", "wording"])
    assert points.loc[("a/01", "own"), ["sentences", "score", "zeros"]].tolist() == [10, 1, 0]
    assert pd.isna(points.loc[("b/0", "quote"), "score"])


def ordered() -> Corpus:
    texts = {
        "a/late": [[S("w w w w")], [S("yes", "quote", "ana", "ana")], [S("no", "quote", "bo", "bo")]],
        "a/early": [[S("w w")], [S("no no", "quote", "bo", "bo")], [S("so", "quote", "cy", "cy")]],
        "b/one": [[S("yes", "quote", "ana", "ana")], [S("no", "quote", "bo", "bo")], [S("me", "quote", "di", "di")]],
    }
    made = handmade.corpus(texts, outlets={k: k[0].upper() for k in texts})
    return with_articles(made, published=pd.Series(["2026-05-02", "2026-05-01", "2026-05-01"], dtype="str"))


def test_the_order_is_by_date_and_then_by_place_among_what_outlets_share() -> None:
    found = comparison.order(ordered())
    assert found[["item", "outlet", "rank", "article_id"]].values.tolist() == [
        ["Ana", "B", 1, "b/one"], ["Ana", "A", 2, "a/late"], ["Bo", "A", 1, "a/early"], ["Bo", "B", 2, "b/one"],
    ]  # fmt: skip
    assert found["position"].tolist() == pytest.approx([0, 4 / 6, 2 / 5, 1 / 3])
    assert found["outlets"].tolist() == [2] * 4


def test_the_order_of_quotations_and_of_sentences() -> None:
    quote, other = "we will open the bridge tomorrow", "nobody has asked for force"
    texts = {
        "a": [[S("A")], [S(quote, "quote", "ana", "ana")], [S(other, "quote", "bo", "bo")]],
        "b": [[S("B")], [S(other, "quote", "bo", "bo")], [S(quote, "quote", "ana", "ana")]],
    }
    made = handmade.corpus(texts, outlets={"a": "A", "b": "B"})
    frames = {t: getattr(made, t) for t in TABLES}
    made = from_tables(**{**frames, "tokens": frames["tokens"].assign(pos="NOUN")})
    for kind in ("quotation", "sentence"):
        found = comparison.order(made, kind)  # type: ignore[arg-type]
        ranks = {(r.item, r.outlet): r.rank for r in found.itertuples()}
        assert ranks == {(quote, "A"): 1, (other, "A"): 2, (other, "B"): 1, (quote, "B"): 2}


@pytest.mark.parametrize("kind", ["speaker", "quotation", "sentence"])
def test_one_outlet_has_no_order_to_compare(kind: str, war: Corpus) -> None:
    one = handmade.corpus({"a": [[S("No", "quote", "bo", "bo")]], "b": [[S("No", "quote", "bo", "bo")]]})
    found = comparison.order(one, kind)  # type: ignore[arg-type]
    assert found.empty
    assert list(found.columns) == list(comparison.order(war, kind).columns)  # type: ignore[arg-type]


def test_a_guests_opinion_piece_is_not_its_outlets() -> None:
    texts = {"a": [[S("The rebels won.")]], "b": [[S("Rebels!")]], "c": [[S("Rain fell.")]]}
    made = handmade.corpus(
        texts, outlets={"a": "Post", "b": "Post", "c": "Wire"}, labels=[Found("rebels"), Found("Rebels")]
    )
    made = with_articles(made, genre=pd.Series([None, "Opinion", None], dtype="str"))
    assert set(comparison.outlets(made)["outlet"]) == {"Post", "Post (opinion)", "Wire"}
    found = comparison.labels(made).set_index("outlet")["n"]
    assert found.to_dict() == {"Post": 1, "Post (opinion)": 1}
    alone = with_articles(handmade.corpus({"a": [[S("One.")]], "b": [[S("Two.")]]}, outlets={"a": "Post", "b": "Post"}),
                          genre=pd.Series([None, "opinion"], dtype="str"))  # fmt: skip
    assert comparison.outlets(alone).empty
