"""Terms against counts made by other means: by hand, by Counter, by the worked example of Gries (2008)."""

import re
from collections import Counter

import handmade
import pandas as pd
import pytest
from handmade import S

from whosewords import terms
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
    assert found["per_1000"].tolist() == pytest.approx([1000 * n / len(war.tokens) for n in found["n"]])


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
        ["the article", "Lopez", 2], ["the article", "said", 2], ["Press Service", "Lopez", 2],
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
    assert found["speaker"].tolist() == ["Ana Lopez", "the article"]
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
    assert a["dp"] * (1 - 9 / 50) == pytest.approx(0.18)
    assert a["d"] == pytest.approx(0.784, abs=0.002)
    assert a["per_1000"] == pytest.approx(300)


def test_dispersion_claims_nothing_about_rare_terms(gries: Corpus) -> None:
    x = terms.dispersion(gries, "x").iloc[0]
    assert (x["n"], x["in_parts"]) == (1, 1)
    assert pd.isna(x["dp"])
    assert pd.isna(x["d"])


def test_dispersion_of_a_single_article_is_over_equal_parts_of_it() -> None:
    corpus = tagged(handmade.corpus({"a": [[S("x x x x x b b b b b c c c c c d d d d d")]]}))
    found = terms.dispersion(corpus, ["x", "zebra"], parts=4)
    assert found["over"].unique().tolist() == ["parts of the article"]
    assert found["parts"].tolist() == [4, 4]
    assert found["in_parts"].tolist() == [1, 0]
    assert found.loc[0, "dp"] == pytest.approx(1)
    assert found.loc[0, "d"] == pytest.approx(0)


def test_a_corpus_without_words_has_no_terms() -> None:
    empty = from_tables()
    assert terms.frequencies(empty).empty
    assert terms.frequencies(empty, "voice").empty
    assert terms.dispersion(empty, "rain")["n"].tolist() == [0]
