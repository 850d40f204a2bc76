"""The nearest sentence in another outlet, against cosines worked out word by word."""

from math import log, sqrt

import handmade
import pandas as pd
import pytest
from handmade import S

from whosewords.analyses import matches
from whosewords.corpus import Corpus, from_tables
from whosewords.tables import TABLES


def nouns(corpus: Corpus) -> Corpus:
    """Return the corpus with every word a noun."""
    frames = {t: getattr(corpus, t) for t in TABLES}
    return from_tables(**{**frames, "tokens": frames["tokens"].assign(pos="NOUN")})


def corpus() -> Corpus:
    texts = {
        "a/1": [[S("bridge opens tonight")], [S("four rifles found locked")], [S("rain again")]],
        "a/2": [[S("four rifles found hidden")]],
        "b/1": [[S("bridge opens late tonight")], [S("hunters owned four rifles")], [S("nobody saw anything")]],
        "c/1": [[S("bridge opens tonight")]],
    }
    return nouns(handmade.corpus(texts, outlets={k: k[0].upper() for k in texts}))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return matches.nearest(corpus())


def test_the_nearest_sentence_of_another_outlet_is_found(table: pd.DataFrame) -> None:
    found = table.set_index(["article_id", "sentence_id"])
    assert found.loc[("a/1", 0), ["near_outlet", "near_id", "near_text"]].tolist() == [
        "C",
        "c/1",
        "bridge opens tonight",
    ]
    assert found.loc[("a/1", 0), "nearness"] == pytest.approx(1)
    assert found.loc[("a/1", 1), "near_text"] == "hunters owned four rifles"  # not the one of its own outlet
    assert found.loc[("b/1", 0), "near_id"] in ("a/1", "c/1")


def test_nearness_is_the_cosine_of_words_weighted_by_rarity(table: pd.DataFrame) -> None:
    # seven sentences that differ within an outlet; four and rifles stand in three of them, found in two
    def weight(k: int) -> float:
        return log((1 + 7) / (1 + k)) + 1

    shared = 2 * weight(3) ** 2
    one, other = 2 * weight(3) ** 2 + weight(2) ** 2 + weight(1) ** 2, 2 * weight(3) ** 2 + 2 * weight(1) ** 2
    found = table.set_index(["article_id", "sentence_id"])
    assert found.loc[("a/1", 1), "nearness"] == pytest.approx(shared / sqrt(one * other))


def test_what_shares_no_word_has_no_nearest_and_short_sentences_are_not_compared(table: pd.DataFrame) -> None:
    lonely = table[table["text"] == "nobody saw anything"].iloc[0]
    assert lonely["nearness"] == 0
    assert lonely[["near_outlet", "near_id", "near_sentence", "near_text"]].isna().all()
    assert "rain again" not in table["text"].tolist()


def test_what_has_no_near_match_is_counted_and_listed(table: pd.DataFrame) -> None:
    found = matches.matched(table)
    assert found.columns.tolist() == ["outlet", "articles", "sentences", "near_match", "none_found"]
    assert found.values.tolist() == [["A", 2, 3, 1, 2], ["B", 1, 3, 1, 2], ["C", 1, 1, 1, 0]]
    assert matches.unmatched(table)["text"].tolist() == [
        "four rifles found locked", "four rifles found hidden", "hunters owned four rifles", "nobody saw anything",
    ]  # fmt: skip
    assert len(matches.unmatched(table, least=0.01)) == 1


def test_a_word_that_stands_everywhere_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "COMMON", 2)
    found = matches.nearest(corpus()).set_index(["article_id", "sentence_id"])
    assert found.loc[("b/1", 1), "nearness"] == 0  # four and rifles stand in three


@pytest.mark.parametrize("made", [from_tables(), handmade.empty()], ids=["nothing", "one article"])
def test_without_two_outlets_nothing_is_compared(made: Corpus, table: pd.DataFrame) -> None:
    found = matches.nearest(nouns(made))
    assert found.empty
    assert found.columns.tolist() == table.columns.tolist()
    assert matches.matched(found).empty
    assert matches.unmatched(found).empty
