"""The same quotation in several articles: what is cut, whose it is said to be, with which cue."""

from typing import Any

import handmade
import pandas as pd
import pytest
from handmade import S
from hypothesis import given
from hypothesis import strategies as st

from whosewords.analyses import quotations
from whosewords.analyses.quotations import LOST, OTHER, SAME, UNTOLD
from whosewords.corpus import Corpus, from_tables


def said(text: str, cue: str, who: str = "kessane", stance: str = "neutral") -> list[S]:
    return [S(f"“{text}”", "quote", who, who, cue=cue, stance=stance), S(f"she {cue}")]


FULL = "No one wants force but a bridge is a public road and we will open it tomorrow"


def corpus() -> Corpus:
    texts = {
        "a/full": [[S("Deadline")], said(FULL, "said")],
        "b/cut": [[S("Threat")], said("we will open it tomorrow", "vowed", stance="argumentative")],
        "c/lost": [[S("Roads")], [S("After all a bridge is a public road and it should be open")]],
        "d/other": [[S("Who said it")], said("a bridge is a street, a public road", "claimed", "relle", "doubting")],
        "e/untold": [[S("Whose")], said("no one wants force here", "went on", "unknown")],
        "f/new": [[S("Else")], said("there is nothing to be added to this today", "said")],
    }
    return handmade.corpus(texts, outlets={name: name[0].upper() for name in texts})


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return quotations.versions(corpus())


def column(table: pd.DataFrame, name: str) -> dict[str, Any]:
    return dict(zip(table["article_id"], table[name], strict=True))


def test_versions_of_one_quotation_stand_together_and_others_are_left_out(table: pd.DataFrame) -> None:
    assert table["quotation"].unique().tolist() == [1]
    assert table["article_id"].tolist() == ["a/full", "b/cut", "c/lost", "d/other", "e/untold"]


def test_what_a_version_cuts_and_adds_is_measured_on_the_fullest(table: pd.DataFrame) -> None:
    assert column(table, "fullest") == {k: k == "a/full" for k in table["article_id"]}
    assert column(table, "cut") == {
        "a/full": "",
        "b/cut": "No one wants force but a bridge is a public road and",
        "c/lost": "No one wants force but … we will open it tomorrow",
        "d/other": "No one wants force but … and we will open it tomorrow",
        "e/untold": "but a bridge is a public road and we will open it tomorrow",
    }
    assert column(table, "added")["d/other"] == "street, a"
    assert column(table, "share")["b/cut"] == pytest.approx(5 / 17)
    assert column(table, "kept")["c/lost"] == [(5, 12)]
    assert column(table, "whole") == dict.fromkeys(table["article_id"], 17)


def test_whose_a_version_is_said_to_be_and_with_which_cue(table: pd.DataFrame) -> None:
    assert column(table, "attributed") == {
        "a/full": SAME, "b/cut": SAME, "c/lost": LOST, "d/other": OTHER, "e/untold": UNTOLD,
    }  # fmt: skip
    cues = {k: None if pd.isna(v) else v for k, v in column(table, "cue").items()}
    assert cues == {"a/full": "said", "b/cut": "vowed", "c/lost": None, "d/other": "claimed", "e/untold": "went on"}
    assert column(table, "stance")["d/other"] == "doubting"
    assert column(table, "wording")["c/lost"] == "own"


def test_drift_is_a_row_for_each_quotation(table: pd.DataFrame) -> None:
    (found,) = quotations.drift(table).to_dict("records")
    assert (found["speaker"], found["text"], found["articles"], found["outlets"]) == ("Kessane", FULL, 5, 5)
    assert (found["entire"], found["shortest"]) == (1, pytest.approx(4 / 17))
    assert found["cues"] == "said (1), vowed (1), claimed (1), went on (1)"
    assert found["otherwise"] == f"C ({LOST}), D (Relle), E ({UNTOLD})"


def test_every_version_leads_back_to_its_sentence(table: pd.DataFrame) -> None:
    found = quotations.version_sentences(corpus(), table)
    marked = [text[a:b] for text, a, b in zip(found["text"], found["start"], found["end"], strict=True)]
    assert marked == [FULL, "we will open it tomorrow", "a bridge is a public road and",
                      "a bridge is a street, a public road", "no one wants force here"]  # fmt: skip


def test_a_quotation_interrupted_by_its_cue_is_one_and_a_new_one_is_not() -> None:
    broken = [S("“No one wants force but a bridge”", "quote", "kessane", "kessane", cue="said"), S("she said."),
              S("“is a public road and we will open it tomorrow”", "quote", "kessane", "kessane")]  # fmt: skip
    after = [
        S("“we will open it tomorrow”", "quote", "relle", "relle"),
        S("“no one wants force but”", "quote", "relle", "relle"),
    ]
    made = handmade.corpus({"a": [[S("A")], broken], "b": [[S("B")], said(FULL, "said")], "c": [[S("C")], after]})
    found = quotations.versions(made)
    assert found.groupby("article_id")["words"].apply(list).to_dict() == {"a": [17], "b": [17], "c": [5, 5]}


def test_common_words_do_not_make_two_quotations_one() -> None:
    one, other = "I do not know what the minister wants from us", "I do not know who killed my brother on that night"
    made = handmade.corpus({"a": [said(one, "said")], "b": [said(other, "said")]})
    assert quotations.versions(made).empty


def test_without_quotations_there_is_a_table_without_rows(table: pd.DataFrame) -> None:
    for made in (from_tables(), handmade.empty()):
        found = quotations.versions(made)
        assert found.empty
        assert found.dtypes.to_dict() == table.dtypes.to_dict()
        assert quotations.drift(found).empty
        assert quotations.version_sentences(made, found).empty


WORDY = st.lists(st.sampled_from(["harbour", "empty", "“closed”", "bridge."]), min_size=6, max_size=14).map(" ".join)


def test_texts_of_few_words_do_share_stretches() -> None:
    texts = ["harbour empty “closed” bridge. harbour empty bridge."] * 2
    assert len(versions_of(texts)) == 2


def versions_of(texts: list[str]) -> pd.DataFrame:
    return quotations.versions(
        handmade.corpus({str(k): [[S("x" + text + "x", "quote", "bo", "bo")]] for k, text in enumerate(texts)})
    )


@given(st.lists(WORDY | st.text("ab“”‘’'\" .\n", min_size=1, max_size=40), min_size=2, max_size=4))
def test_any_text_gives_stretches_of_its_article(given: list[str]) -> None:
    made = handmade.corpus({str(k): [[S("x" + text + "x", "quote", "bo", "bo")]] for k, text in enumerate(given)})
    texts = dict(zip(made.articles["article_id"], made.articles["text"], strict=True))
    for row in quotations.versions(made).itertuples():
        assert 0 < row.share <= 1
        assert texts[row.article_id][row.start : row.end]
        assert all(0 <= a < b <= row.whole for a, b in row.kept)
