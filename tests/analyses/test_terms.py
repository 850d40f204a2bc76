"""Terms against counts made by other means: by hand, by Counter, by scipy, by the worked example of Gries (2008)."""

import itertools
import math
import re
from collections import Counter

import handmade
import pandas as pd
import pytest
from handmade import S
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control, power_divergence

from whosewords import stats
from whosewords.analyses import terms
from whosewords.corpus import Corpus, from_tables
from whosewords.tables import TABLES

GRIES = [
    "b a m n i b e u p",
    "b a s a t b e w q n",
    "b c a g a b e s t a",
    "b a g h a b e a a t",
    "b a h a a b e a x a t",
]


def tagged(corpus: Corpus, lemmas: dict[str, str] | None = None, pos: dict[str, str] | None = None) -> Corpus:
    """Return the corpus with other lemmas and parts of speech (else NOUN), by the word as written."""
    frames = {t: getattr(corpus, t) for t in TABLES}
    tokens = frames["tokens"].copy()
    tokens["lemma"] = [(lemmas or {}).get(t, t) for t in tokens["text"]]
    tokens["pos"] = [(pos or {}).get(t, "NOUN") for t in tokens["text"]]
    return from_tables(**{**frames, "tokens": split_hyphens(tokens)})


def split_hyphens(tokens: pd.DataFrame) -> pd.DataFrame:
    """Cut anti-terrorist into anti and terrorist, as the language pipeline does."""
    rows = []
    for _, of in tokens.groupby("article_id", sort=False):
        number = 0
        for row in of.to_dict("records"):
            for m in re.finditer(r"[^-]+", row["text"]):
                lemma = row["lemma"].split("-")[-1] if m.end() == len(row["text"]) else m[0]
                place = {"start": row["start"] + m.start(), "end": row["start"] + m.end()}
                rows.append({**row, **place, "text": m[0], "lemma": lemma, "token_id": number})
                number += 1
    return pd.DataFrame(rows, columns=tokens.columns)


@pytest.fixture(scope="module")
def war() -> Corpus:
    return tagged(handmade.war(), pos={"the": "DET", "said": "VERB", "it": "PRON"})


@pytest.fixture(scope="module")
def gries() -> Corpus:
    return tagged(handmade.corpus({f"{n}.txt": [[S(part)]] for n, part in enumerate(GRIES)}))


def test_frequencies_are_those_of_a_plain_count(war: Corpus) -> None:
    text = " ".join(war.articles["text"]).lower()
    expected = Counter(w for w in re.findall(r"[a-z][a-z-]*", text) if w != "the" and w not in terms.stop_list())
    found = terms.frequencies(war)
    assert dict(zip(found["term"].str.lower(), found["n"], strict=True)) == expected
    assert found["n"].is_monotonic_decreasing
    assert set(found["words"]) == {len(war.tokens)}
    assert found["per_10000"].tolist() == pytest.approx([10_000 * n / len(war.tokens) for n in found["n"]])
    assert set(found["of_articles"]) == {2}
    assert found.set_index("term").loc["Lopez", ["articles", "pos"]].tolist() == [2, "NOUN"]


def test_a_term_is_shown_as_it_is_written_most_often() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("Bridge bridge BRIDGE bridge Rain rain")]]}))
    assert terms.frequencies(corpus)["term"].tolist() == ["bridge", "rain"]
    assert terms.frequencies(corpus)["n"].tolist() == [4, 2]


def test_dictionary_forms_are_counted_together_unless_asked_otherwise() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("bridge bridges bridges")]]}), lemmas={"bridges": "bridge"})
    assert terms.frequencies(corpus)[["term", "n"]].values.tolist() == [["bridge", 3]]
    assert terms.frequencies(corpus, form="text")[["term", "n"]].values.tolist() == [["bridges", 2], ["bridge", 1]]


def test_stop_words_and_parts_of_speech_are_a_choice(war: Corpus) -> None:
    everything = terms.frequencies(war, pos=("NOUN", "VERB", "DET", "PRON"), stop_words=())
    assert everything.set_index("term").loc["the", "n"] == 3
    assert "the" not in terms.frequencies(war)["term"].tolist()
    assert "said" not in terms.frequencies(war, pos=("NOUN",))["term"].tolist()
    assert "lopez" not in terms.frequencies(war, stop_words=["LOPEZ"])["term"].str.lower().tolist()


def test_frequencies_by_voice_add_up_to_the_whole(war: Corpus) -> None:
    whole = terms.frequencies(war).set_index("term")["n"]
    parts = terms.frequencies(war, "voice")
    assert parts.groupby("term")["n"].sum().to_dict() == whole.to_dict()
    lopez = parts[parts["term"] == "Lopez"]
    assert lopez.set_index("wording")["n"].to_dict() == {"own": 2, "paraphrase_article": 1, "quote": 1}
    assert set(lopez["voice"]) == {
        "no source found", "attributed, in the article’s words", "presented as their own words",
    }  # fmt: skip
    words = war.segments.loc[war.segments["voice"] == "quote", "n_words"].sum()
    assert set(parts.loc[parts["wording"] == "quote", "words"]) == {words}


def test_top_by_voice_keeps_whole_bars(war: Corpus) -> None:
    top = terms.frequencies(war, "voice", top=2)
    assert top["term"].nunique() == 2
    assert top.loc[top["term"] == "Lopez", "n"].sum() == 4


def test_top_and_least_by_speaker_are_for_each_speaker(war: Corpus) -> None:
    found = terms.frequencies(war, "speaker", top=1)
    assert found["speaker_id"].tolist() == sorted(set(found["speaker_id"]), key=found["speaker_id"].tolist().index)
    assert found.set_index("speaker")["term"].to_dict()["Press Service"] == "Lopez"
    assert "war" not in set(terms.frequencies(war, "speaker")["term"])  # somebody feared it
    twice = terms.frequencies(war, "speaker", least=2)
    assert twice[["speaker", "term", "n"]].values.tolist() == [
        ["no source found", "Lopez", 2], ["no source found", "said", 2], ["Press Service", "Lopez", 2],
    ]  # fmt: skip


def test_frequencies_by_outlet_keep_articles_without_one() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("rain rain")]], "b": [[S("rain")]]}, outlets={"a": "The Daily"}))
    found = terms.frequencies(corpus, "outlet")
    assert found["n"].tolist() == [2, 1]
    assert found["outlet"].tolist()[0] == "The Daily"
    assert found["outlet"].isna().tolist() == [False, True]


def test_an_unknown_choice_is_refused(war: Corpus) -> None:
    with pytest.raises(ValueError, match="by is voice, speaker, outlet or None"):
        terms.frequencies(war, "country")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="form is lemma or text"):
        terms.frequencies(war, form="stem")  # type: ignore[arg-type]


def test_words_joined_by_a_hyphen_are_one_term() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("anti-terrorist raid, anti terrorist raid, Anti-terrorist raids")]]}))
    found = terms.frequencies(corpus).set_index("term")["n"].to_dict()
    assert found == {"anti-terrorist": 2, "raid": 2, "anti": 1, "terrorist": 1, "raids": 1}
    assert len(terms.occurrences(corpus, "anti-terrorist")) == 2
    assert len(terms.occurrences(corpus, "anti-terrorist raid")) == 1
    assert len(terms.occurrences(corpus, "terrorist")) == 1


GAPS = ("-", "‐", " ", " “", "” ", ", ", "--", "- ", "\n", "\u00a0", " 😀 ")


@given(st.lists(st.lists(st.sampled_from(GAPS), max_size=8), min_size=1, max_size=3), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_words_are_joined_and_follow_each_other_as_one_would_read_them(gaps: list[list[str]], at_once: int) -> None:
    given = {str(n): [[S("it’s" + "".join(f"{gap}it’s" for gap in of))]] for n, of in enumerate(gaps)}
    corpus = tagged(handmade.corpus(given))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms.words, "AT_ONCE", at_once)
        terms.words.prepare(corpus)
    query = "SELECT form, follows FROM term_words JOIN term_vocabulary USING (word) ORDER BY article, unit"
    expected = []
    for _, of in corpus.tokens.groupby("article_id"):
        text = corpus.articles.set_index("article_id")["text"][of["article_id"].iloc[0]]
        end = None
        for token in of.itertuples():
            gap = None if end is None else text[end : token.start]
            word = token.text.replace("’", "'")
            if gap in ("-", "‐"):
                expected[-1] = (f"{expected[-1][0]}-{word}", expected[-1][1])
            else:
                expected.append((word, gap is not None and not gap.strip(" \n“”")))
            end = token.end
    assert list(corpus.sql(query).itertuples(index=False, name=None)) == expected


def test_words_that_a_comma_parts_are_no_term_and_quotation_marks_part_nothing() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("The “rebel” army came, rebel, army of old: rebel army")]]}))
    assert terms.occurrences(corpus, "rebel army")["start"].tolist() == [5, 43]
    found = terms.ngrams(corpus, stop_words=())
    assert found.set_index("term")["n"].to_dict() == {"rebel army": 2}
    once = terms.ngrams(corpus, stop_words=(), least=1)["term"].tolist()
    assert once == ["rebel army", "army came", "army of", "of old", "The rebel"]


def test_runs_of_words_are_those_of_a_plain_count(war: Corpus) -> None:
    lines = [re.findall(r"[a-z][a-z-]*", s.lower()) for s in sentences(war)]
    expected = Counter(p for line in lines for p in itertools.pairwise(line))
    found = terms.ngrams(war, stop_words=(), least=1)
    joined = {" ".join(pair): n for pair, n in expected.items()}
    assert dict(zip(found["term"].str.lower(), found["n"], strict=True)) == joined
    three = terms.ngrams(war, 3, stop_words=(), least=1)
    assert three["n"].sum() == sum(max(len(line) - 2, 0) for line in lines)


def test_a_run_of_words_has_no_stop_word_at_its_ends_and_leads_back_to_its_sentences(war: Corpus) -> None:
    found = terms.ngrams(war, 3, least=1)["term"].tolist()
    assert "so-called rebel army" in found
    assert not [t for t in found if {t.split()[0].lower(), t.split()[-1].lower()} & terms.stop_list()]
    counts = terms.ngrams(war, least=1)
    back = terms.occurrences(war, counts["term"].tolist()).groupby("term").size()
    assert back.to_dict() == counts.set_index("term")["n"].to_dict()


def test_a_run_of_words_is_counted_in_the_voice_in_which_it_begins(war: Corpus) -> None:
    found = terms.ngrams(war, 2, "voice", least=1, stop_words=())
    assert found.loc[found["term"] == "said the", "wording"].tolist() == ["own"]
    assert found.loc[found["term"] == "rebel army", "wording"].tolist() == ["own", "paraphrase_other"]
    with pytest.raises(ValueError, match="two words or more"):
        terms.ngrams(war, 1)


def sentences(corpus: Corpus) -> list[str]:
    texts = corpus.articles.set_index("article_id")["text"]
    cut = zip(*(corpus.sentences[c] for c in ("article_id", "start", "end")), strict=True)
    # no word of a sentence is parted from the next by more than a quotation mark, but for “We go home,” Lopez said
    return [part for a, start, end in cut for part in re.split(r"[,.] ?”? ?", texts[a][start:end])]


def test_every_count_leads_back_to_its_sentences(war: Corpus) -> None:
    counts = terms.frequencies(war)
    found = terms.occurrences(war, counts["term"].tolist())
    assert found.groupby("term").size().to_dict() == counts.set_index("term")["n"].to_dict()
    distinct = found.groupby("term")[["article_id", "sentence_id"]].apply(lambda rows: len(rows.drop_duplicates()))
    assert distinct.to_dict() == counts.set_index("term")["sentences"].to_dict()
    marked = [text[start:end].lower() for text, start, end in found[["text", "start", "end"]].to_numpy()]
    assert marked == found["term"].str.lower().tolist()


def test_a_term_of_several_words_stays_within_a_sentence() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("They laid down")], [S("arms and laid down arms")]]}))
    found = terms.occurrences(corpus, "laid down arms")
    assert found[["sentence_id", "start", "end"]].values.tolist() == [[1, 9, 23]]


def test_a_dictionary_form_finds_all_forms_and_another_form_itself() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("mines and a mine")]]}), lemmas={"mines": "mine"})
    assert len(terms.occurrences(corpus, "Mine")) == 2
    assert len(terms.occurrences(corpus, "mines")) == 1


def test_a_word_in_capitals_is_found_in_capitals_only() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("The US told us that US troops left us")]]}))
    assert len(terms.occurrences(corpus, "US")) == 2
    assert len(terms.occurrences(corpus, "us")) == 4


def test_occurrences_say_where_in_the_corpus_they_are(war: Corpus) -> None:
    found = terms.occurrences(war, ["war", "Lopez"])
    assert found["term"].tolist() == ["war", *["Lopez"] * 4]
    all_words = war.tokens["text"].tolist()
    assert [all_words[n] for n in found["word"]] == ["war", *["Lopez"] * 4]
    last = found[found["article_id"] == "two.txt"].iloc[0]
    n_first = int((war.tokens["article_id"] == "one.txt").sum())
    assert (last["begins"], last["ends"], last["words"]) == (n_first, len(all_words), len(all_words))


def test_a_term_that_does_not_occur_or_none_at_all_gives_an_empty_table(war: Corpus) -> None:
    assert list(terms.occurrences(war, "zebra").columns) == list(terms.occurrences(war, []).columns)
    assert terms.occurrences(war, "zebra").empty
    assert terms.occurrences(war, [], pos=terms.CONTENT).empty
    assert terms.dispersion(war, []).empty
    assert terms.concordance(war, "zebra").empty


@pytest.mark.parametrize("term", ["", "–", " ' "])
def test_a_term_without_a_word_is_refused(war: Corpus, term: str) -> None:
    with pytest.raises(ValueError, match="has no word in it"):
        terms.occurrences(war, term)


def test_a_term_is_never_read_as_a_query(war: Corpus) -> None:
    assert terms.occurrences(war, "x'; DROP TABLE tokens; --").empty
    assert terms.occurrences(war, "$window").empty


def test_a_concordance_line_is_the_text_around_the_term(war: Corpus) -> None:
    found = terms.concordance(war, "rebel army", window=3, sort="text")
    assert found[["left", "keyword", "right"]].values.tolist() == [
        ["the so-called", "rebel army", "must go"],
        ["", "Rebel army", "retreats “We go"],
    ]
    assert found["speaker"].tolist() == ["Ana Lopez", "no source found"]
    assert found["wording"].tolist() == ["paraphrase_other", "own"]


def test_a_concordance_is_sorted_by_what_surrounds_the_term() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("old bridge fell, new bridge Broke, a bridge stands")]]}))
    by = {sort: terms.concordance(corpus, "bridge", window=1, sort=sort) for sort in ("right", "left", "text")}  # type: ignore[arg-type]
    assert by["right"]["right"].tolist() == ["Broke", "fell", "stands"]
    assert by["left"]["left"].tolist() == ["a", "new", "old"]
    assert by["text"]["right"].tolist() == ["fell", "Broke", "stands"]


def test_a_concordance_of_several_terms_is_by_term(war: Corpus) -> None:
    found = terms.concordance(war, ["war", "Lopez"])
    assert found["term"].tolist() == ["war", *["Lopez"] * 4]
    assert terms.concordance(war, []).empty


def test_a_concordance_by_voice_begins_with_what_has_no_source(war: Corpus) -> None:
    found = terms.concordance(war, "Lopez", sort="voice")
    assert found["wording"].tolist() == ["own", "own", "paraphrase_article", "quote"]
    assert terms.concordance(war, "Lopez", wording="quote")["wording"].tolist() == ["quote"]


def test_the_end_of_a_paragraph_is_shown() -> None:
    corpus = handmade.corpus({"a": [[S("Headline")], [S("body starts")]]})
    frames = {t: getattr(corpus, t) for t in TABLES}
    frames["articles"] = frames["articles"].assign(text="Headline\nbody starts")
    assert terms.concordance(from_tables(**frames), "body")["left"].tolist() == ["Headline ¶"]


def test_dispersion_gives_the_worked_example_of_gries(gries: Corpus) -> None:
    found = terms.dispersion(gries, ["a", "x"]).set_index("term")
    a = found.loc["a"]
    assert (a["n"], a["over"], a["parts"], a["in_parts"]) == (15, "articles", 5, 5)
    assert a["dp"] == pytest.approx(0.18)
    assert a["dp_norm"] == pytest.approx(0.18 / (1 - 9 / 50))
    assert a["d"] == pytest.approx(0.784, abs=0.002)
    assert a["per_10000"] == pytest.approx(3000)


def test_dispersion_claims_nothing_about_rare_terms(gries: Corpus) -> None:
    x = terms.dispersion(gries, "x").iloc[0]
    assert (x["n"], x["in_parts"]) == (1, 1)
    assert x[["dp", "dp_norm", "d"]].isna().all()


def test_dispersion_of_a_single_article_is_over_equal_parts_of_it() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("x x x x x b b b b b c c c c c d d d d d")]]}))
    found = terms.dispersion(corpus, ["x", "zebra"], parts=4)
    assert found["over"].unique().tolist() == ["parts of the article"]
    assert found["parts"].tolist() == [4, 4]
    assert found["in_parts"].tolist() == [1, 0]
    assert found.loc[0, "dp_norm"] == pytest.approx(1)
    assert found.loc[0, "dp"] == pytest.approx(0.75)
    assert found.loc[0, "d"] == pytest.approx(0)


def test_a_corpus_without_words_has_no_terms() -> None:
    empty = from_tables()
    assert terms.frequencies(empty).empty
    assert terms.frequencies(empty, "voice").empty
    assert terms.ngrams(empty).empty
    assert terms.keyness(empty, {"voice": "own"}).empty
    assert terms.keyness_by(empty).empty
    assert terms.collocates(empty, "rain").empty
    assert terms.collocates(empty, "rain", "dependency").empty
    assert terms.over_time(empty, "rain").empty
    assert terms.occurrences(empty, "rain").empty
    assert terms.dispersion(empty, "rain")["n"].tolist() == [0]


# groups of words ------------------------------------------------------------------------------------------


def dated(corpus: Corpus, dates: dict[str, str | None]) -> Corpus:
    """Return the corpus with dates of publication."""
    frames = {t: getattr(corpus, t) for t in TABLES}
    published = frames["articles"]["article_id"].map(dates)
    return from_tables(**{**frames, "articles": frames["articles"].assign(published=published)})


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"voice": "own"}, 2),
        ({"voice": "paraphrase"}, 1),
        ({"voice": ["paraphrase_article", "quote"]}, 2),
        ({"speaker": "Press Service"}, 2),
        ({"speaker": ["press-service", "article"]}, 4),
        ({"outlet": "The Daily"}, 3),
        ({"article": "two.txt", "voice": "own"}, 1),
        ({"outlet": []}, 0),
        ({"period": "2031-05"}, 3),
        ({"period": "2031-05-03/2032"}, 1),
        ({"period": ["2031-05-02", "2031-06-01/2031-06-02"]}, 4),
        ({"period": []}, 0),
        ({}, 4),
    ],
)
def test_a_group_is_told_by_what_is_true_of_its_words(war: Corpus, group: terms.Group, expected: int) -> None:
    corpus = dated(war, {"one.txt": "2031-05-02", "two.txt": "2031-06-01T10:00"})
    assert len(terms.occurrences(corpus, "Lopez", group=group)) == expected
    counted = terms.frequencies(corpus, group=group).set_index("term")["n"].get("Lopez", 0)
    assert counted == expected


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({"country": "x"}, "told by voice, speaker, outlet"),
        ({"voice": "loud"}, "no voice 'loud' in this corpus; there are 'paraphrase', 'own'"),
        ({"speaker": "Nobody"}, "no speaker 'Nobody'"),
        ({"outlet": "Nowhere"}, "no outlet 'Nowhere' in this corpus; there are 'The Daily', 'Wire'"),
        ({"period": "May"}, "not 'May'"),
        ({"period": "2031-05/"}, None),
    ],
)
def test_a_group_there_cannot_be_is_refused(war: Corpus, group: terms.Group, message: str | None) -> None:
    if message is None:
        assert terms.frequencies(war, group=group).empty
        return
    with pytest.raises(ValueError, match=re.escape(message)):
        terms.frequencies(war, group=group)


@given(st.text(max_size=20))
@settings(max_examples=30)
def test_any_text_as_a_term_or_an_outlet_is_looked_up_and_nothing_else(text: str) -> None:
    corpus = handmade.war()
    try:
        assert len(terms.occurrences(corpus, text)) <= len(corpus.tokens)
    except ValueError as error:
        assert "has no word in it" in str(error)  # noqa: PT017
    with pytest.raises(ValueError, match="no outlet"):
        terms.frequencies(corpus, group={"outlet": text + "'; --"})
    assert len(corpus.tokens) == corpus.sql("SELECT count(*) AS n FROM tokens")["n"].item()


# keyness --------------------------------------------------------------------------------------------------

ONE = ["bridge bridge rain sun sun", "bridge sun sun sun", "bridge bridge hill sun", "sun rain"]
OTHER = ["bridge rain rain hill hill", "rain rain rain sun", "mist rain rain mist mist"]


@pytest.fixture(scope="module")
def two() -> Corpus:
    texts = {f"one-{n}": [[S(t)]] for n, t in enumerate(ONE)} | {f"other-{n}": [[S(t)]] for n, t in enumerate(OTHER)}
    return tagged(handmade.corpus(texts, outlets={a: a.split("-")[0].title() for a in texts}))


def test_keyness_is_that_of_scipy_and_of_formulas_worked_by_hand(two: Corpus) -> None:
    one, other = (Counter(" ".join(texts).split()) for texts in (ONE, OTHER))
    words, words_other = one.total(), other.total()
    found = terms.keyness(two, {"outlet": "One"}, {"outlet": "Other"}, least=1, prior=10).set_index("term")
    assert set(found.index) == {*one, *other}
    for term, row in found.iterrows():
        n, m = one[term], other[term]
        assert (row["n"], row["n_other"], row["words"], row["words_other"]) == (n, m, words, words_other)
        assert row["articles"] == sum(term in t.split() for t in ONE)
        assert row["articles_other"] == sum(term in t.split() for t in OTHER)
        share = (n + m) / (words + words_other)
        g2, p = power_divergence([n, m], [words * share, words_other * share], lambda_="log-likelihood")
        assert (row["g2"], row["p"]) == pytest.approx((g2, p))
        assert row["log_ratio"] == pytest.approx(math.log2((n or 0.5) / words / ((m or 0.5) / words_other)))
        assert row["low"] < row["log_ratio"] < row["high"]
        if m:
            assert row["diff"] == pytest.approx(100 * (n / words / (m / words_other) - 1))
        else:
            assert math.isnan(row["diff"])
        a = 10 * share
        odds = [math.log((k + a) / (of + 10 - k - a)) for k, of in ((n, words), (m, words_other))]
        z = (odds[0] - odds[1]) / math.sqrt(1 / (n + a) + 1 / (m + a))
        assert (row["log_odds"], row["z"]) == pytest.approx((odds[0] - odds[1], z))
    assert found["q"].tolist() == pytest.approx(false_discovery_control(found["p"]).tolist())
    assert found["z"].is_monotonic_decreasing
    assert set(found["group"] + "/" + found["other"]) == {"One/Other"}


def test_the_other_way_round_everything_has_the_other_sign(two: Corpus) -> None:
    there = terms.keyness(two, {"outlet": "One"}, least=1).set_index("term")
    back = terms.keyness(two, {"outlet": "Other"}, {"outlet": "One"}, least=1).set_index("term").loc[there.index]
    for column in ("log_ratio", "log_odds", "z"):
        assert there[column].tolist() == pytest.approx((-back[column]).tolist())
    for column in ("g2", "p", "q", "p_without", "finding"):
        assert there[column].tolist() == pytest.approx(back[column].tolist())
    assert there["n_other"].tolist() == back["n"].tolist()
    assert set(there["other"]) == {"all other words"}


def many(texts: list[str], others: list[str]) -> pd.DataFrame:
    every = {f"{n}": [[S(t)]] for n, t in enumerate([*texts, *others])}
    corpus = tagged(handmade.corpus(every, outlets={a: "One" if int(a) < len(texts) else "Other" for a in every}))
    return terms.keyness(corpus, {"outlet": "One"}).set_index("term")


def test_one_article_makes_no_finding() -> None:
    filler = "hill field river house road tree stone cloud"
    spread = many([f"{filler} rain rain rain"] * 6, [filler] * 6)
    heaped = many([f"{filler} {'rain ' * 16}", f"{filler} rain", f"{filler} rain", *[filler] * 3], [filler] * 6)
    assert (spread.loc["rain", "n"], heaped.loc["rain", "n"]) == (18, 18)
    assert spread.loc["rain", "finding"]
    assert heaped.loc["rain", "q"] < stats.ALPHA
    assert not heaped.loc["rain", "finding"]
    n, words = 18 - 16, 6 * 8 + 18 - 24
    share = n / (words + 48)
    _, p = power_divergence([n, 0], [words * share, 48 * share], lambda_="log-likelihood")
    assert heaped.loc["rain", "p_without"] == pytest.approx(p)
    assert not spread.drop("rain")["finding"].any()


def test_few_articles_make_no_finding() -> None:
    filler = "hill field river house road tree stone cloud"
    found = many([f"{filler} {'rain ' * 9}"] * 2, [filler] * 6)
    assert max(found.loc["rain", "q"], found.loc["rain", "p_without"]) < stats.ALPHA
    assert not found.loc["rain", "finding"]


def test_voices_of_one_article_are_compared_and_groups_that_share_words_are_not(war: Corpus) -> None:
    found = terms.keyness(war, {"voice": "own"}, {"voice": ["paraphrase", "quote"]}, least=1).set_index("term")
    assert found.loc["Lopez", ["n", "n_other"]].tolist() == [2, 2]
    assert found.loc["said", ["n", "n_other"]].tolist() == [2, 0]
    assert set(found["other"]) == {"attributed"}
    assert set(found["words"] + found["words_other"]) == {len(war.tokens)}
    with pytest.raises(ValueError, match="share 17 words"):
        terms.keyness(war, {"voice": "own"}, {"voice": ["own", "quote"]})


def test_exact_copies_are_left_out_of_keyness(two: Corpus) -> None:
    frames = {t: getattr(two, t) for t in TABLES}
    copy = frames["articles"]["article_id"].map({"one-1": "one-0"})
    found = terms.keyness(from_tables(**{**frames, "articles": frames["articles"].assign(duplicate_of=copy)}),
                          {"outlet": "One"}, least=1)  # fmt: skip
    assert found.set_index("term").loc["sun", "n"] == 4
    assert set(found["of_articles"]) == {3}


def test_each_outlet_is_set_against_the_others(two: Corpus) -> None:
    found = terms.keyness_by(two, "outlet", top=1, least=1)
    assert found[["group", "other", "term"]].values.tolist() == [
        ["One", "the others", "sun"], ["Other", "the others", "rain"],
    ]  # fmt: skip
    assert terms.keyness_by(two, "speaker", least=1).empty
    assert list(terms.keyness_by(two, "speaker").columns) == list(found.columns)
    with pytest.raises(ValueError, match="by is voice, speaker or outlet"):
        terms.keyness_by(two, "country")  # type: ignore[arg-type]


def test_within_one_voice_each_speaker_is_set_against_the_others(war: Corpus) -> None:
    found = terms.keyness_by(war, "speaker", group={"voice": "paraphrase"}, least=1)
    said = "attributed, not in their own words"
    assert found["group"].unique().tolist() == [f"Ana Lopez, {said}", f"Press Service, {said}"]
    assert set(found["words"]) == {6 + 7, 4}  # "a long war" is feared, not said


# collocates -----------------------------------------------------------------------------------------------

COMPANY = ["old bridge falls down today", "they saw old old bridge", "new bridge stands", "rain falls on an old hill"]


@pytest.fixture(scope="module")
def company() -> Corpus:
    return tagged(handmade.corpus({f"{n}": [[S(t)]] for n, t in enumerate(COMPANY)}))


def near_by_hand(span: int) -> tuple[Counter[str], Counter[str]]:
    """Return the words near the bridge and all others, counted from lists."""
    near, rest = Counter[str](), Counter[str]()
    for words in map(str.split, COMPANY):
        nodes = [k for k, w in enumerate(words) if w == "bridge"]
        for k, word in enumerate(words):
            if k not in nodes:
                (near if any(abs(k - node) <= span for node in nodes) else rest)[word] += 1
    return near, rest


@pytest.mark.parametrize("span", [1, 2, 5])
def test_collocates_are_those_of_a_table_made_by_hand(company: Corpus, span: int) -> None:
    near, rest = near_by_hand(span)
    found = terms.collocates(company, "bridge", span=span, least=1, stop_words=()).set_index("collocate")
    assert found["n"].to_dict() == dict(near)
    for word, row in found.iterrows():
        both, first, second = near[word], near.total(), near[word] + rest[word]
        of = near.total() + rest.total()
        table = [[both, first - both], [second - both, of - first - second + both]]
        if all(map(sum, [*table, *zip(*table, strict=True)])):  # else nothing is left to compare
            g2 = chi2_contingency(table, correction=False, lambda_="log-likelihood")
            assert (row["g2"], row["p"]) == pytest.approx((g2.statistic, g2.pvalue), abs=1e-9)
        assert row["expected"] == pytest.approx(first * second / of)
        assert row["t"] == pytest.approx((both - first * second / of) / math.sqrt(both))
        assert row["log_dice"] == pytest.approx(14 + math.log2(2 * both / (3 + second)))
    assert found.loc["old", ["left", "right", "articles", "n_term", "n_collocate"]].tolist() == [
        3 if span > 1 else 2, 0, 2, 3, 4,
    ]  # fmt: skip


def test_the_company_of_a_term_of_several_words_is_outside_it(company: Corpus) -> None:
    found = terms.collocates(company, "old bridge", span=1, least=1, stop_words=())
    assert found.set_index("collocate")[["left", "right"]].T.to_dict("list") == {"falls": [0, 1], "old": [1, 0]}
    third = terms.collocates(company, "bridge", group={"article": "2"}, least=1)
    assert set(third["collocate"]) == {"new", "stands"}
    assert terms.collocates(company, []).empty
    both = terms.collocates(company, ["falls", "stands"], span=1, least=1).set_index("collocate")
    assert both[["n", "n_term"]].T.to_dict("list") == {"bridge": [2, 3], "rain": [1, 3]}
    with pytest.raises(ValueError, match="by is window or dependency"):
        terms.collocates(company, "bridge", "sky")  # type: ignore[arg-type]


def parsed(corpus: Corpus, arcs: dict[str, tuple[str | None, str, str]]) -> Corpus:
    """Return the corpus with a parse: for each word the word it hangs on, the relation, the part of speech."""
    frames = {t: getattr(corpus, t) for t in TABLES}
    tokens = frames["tokens"].copy()
    places = {(a, t): i for a, t, i in zip(tokens["article_id"], tokens["text"], tokens["token_id"], strict=True)}
    known = [arcs[t] for t in tokens["text"]]
    heads = [places.get((a, h)) for a, (h, *_) in zip(tokens["article_id"], known, strict=True)]
    tokens["head"] = pd.Series(heads, dtype=tokens["head"].dtype)
    tokens["dep"], tokens["pos"] = [k[1] for k in known], [k[2] for k in known]
    return from_tables(**{**frames, "tokens": tokens})


def test_collocates_by_dependency_are_tied_to_the_term() -> None:
    texts = {"a": [[S("rebels blew old bridges near towns")]], "b": [[S("old rebels fled")]]}
    corpus = parsed(handmade.corpus(texts), {
        "rebels": ("blew", "nsubj", "NOUN"), "blew": (None, "ROOT", "VERB"), "old": ("bridges", "amod", "ADJ"),
        "bridges": ("blew", "dobj", "NOUN"), "near": ("bridges", "prep", "ADP"), "towns": ("near", "pobj", "NOUN"),
        "fled": (None, "ROOT", "VERB"),
    })  # fmt: skip
    found = terms.collocates(corpus, "bridges", "dependency", least=1).set_index("collocate")
    assert found["relation"].to_dict() == {"old": "amod", "blew": "dobj", "towns": "prep_near"}
    assert found["means"].to_dict() == {
        "old": "describes it", "blew": "is what somebody does to it", "towns": "follows it with “near”",
    }  # fmt: skip
    assert set(found["n"]) == {1}
    assert set(found["log_dice"]) == {14.0}
    towns = terms.collocates(corpus, "towns", "dependency", least=1)
    assert towns[["collocate", "means"]].values.tolist() == [["bridges", "is followed by it with “near”"]]


# time -----------------------------------------------------------------------------------------------------


def test_change_over_time_counts_each_step_and_leaves_gaps(two: Corpus) -> None:
    days = {"one-0": "2031-05-01", "one-1": "2031-05-01", "one-2": "2031-05-03T08:00", "one-3": None,
            "other-0": "2031-05-04", "other-1": "2031-05", "other-2": "2031-05-04"}  # fmt: skip
    found = terms.over_time(dated(two, days), ["bridge", "mist"])
    assert found["step"].unique().tolist() == ["day"]
    assert found["undated"].unique().tolist() == [2]
    bridge = found[found["term"] == "bridge"]
    assert bridge["begins"].dt.day.tolist() == [1, 2, 3, 4]
    assert bridge["n"].tolist() == [3, 0, 2, 1]
    assert bridge["articles"].tolist() == [2, 0, 1, 1]
    assert bridge["of_articles"].tolist() == [2, 0, 1, 2]
    assert bridge["per_10000"].tolist() == pytest.approx([10_000 * 3 / 9, math.nan, 5000, 1000], nan_ok=True)
    assert found.loc[found["term"] == "mist", "n"].tolist() == [0, 0, 0, 3]
    months = terms.over_time(dated(two, days), "bridge", step="month")
    assert months[["n", "words"]].values.tolist() == [[6, 23]]
    with pytest.raises(ValueError, match="step is day, week, month or year"):
        terms.over_time(two, "bridge", step="hour")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "step"), [("2031-05-20", "day"), ("2031-08-01", "week"), ("2032-05-01", "month"), ("2041-01-01", "year")]
)
def test_the_step_fits_the_time_there_is(two: Corpus, last: str, step: str) -> None:
    days = dict.fromkeys(two.articles["article_id"], "2031-05-01") | {"other-2": last}
    assert terms.over_time(dated(two, days), "bridge")["step"].unique().tolist() == [step]


def test_rates_have_an_interval_over_articles_where_there_are_enough() -> None:
    counts = [3, 0, 1, 2, 2, 0, 5]
    texts = {f"{n}": [[S("rain " * k + "sun hill")]] for n, k in enumerate(counts)}
    found = terms.frequencies(tagged(handmade.corpus(texts))).set_index("term")
    low, high = ratio_by_hand(counts, [k + 2 for k in counts])
    assert found.loc["rain", ["low", "high"]].tolist() == pytest.approx([10_000 * low, 10_000 * high])
    few = terms.frequencies(tagged(handmade.corpus({k: texts[k] for k in list(texts)[:4]})))
    assert few[["low", "high"]].isna().all(axis=None)


def ratio_by_hand(counts: list[int], sizes: list[int]) -> tuple[float, float]:
    """Return the interval of a ratio estimator from its residuals, on a logarithmic scale."""
    from scipy.stats import t

    m, rate = len(counts), sum(counts) / sum(sizes)
    spread = sum((c - rate * s) ** 2 for c, s in zip(counts, sizes, strict=True)) * m / (m - 1) / sum(sizes) ** 2
    error = math.sqrt(max(spread, sum(counts) / sum(sizes) ** 2)) / rate
    half = t(m - 1).ppf(0.975) * error
    return rate * math.exp(-half), rate * math.exp(half)
