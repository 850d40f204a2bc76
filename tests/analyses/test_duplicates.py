"""Copies and what they change, against texts written to be copies; and the corpus without them."""

from pathlib import Path

import handmade
import pandas as pd
import pytest
from handmade import S, with_articles
from runs import stored

from whosewords.analyses import duplicates
from whosewords.corpus import Corpus, open_store
from whosewords.tables import TABLES

WIRE = "Three protesters and an officer were killed on Tuesday night when the force cleared a bridge in the east"
COPY = "Three rioters and an officer were killed on Tuesday night when the force cleared a bridge in the east"
OWN = "Nobody in this quiet town had expected any of what happened here last week in the rain"
SPEECH = "we shall open the bridge at midnight and nobody shall stop us this time or any other time"


def corpus() -> Corpus:
    texts = {
        "a/wire": [[S("Four dead")], [S(WIRE)], [S("Rain fell all day")]],
        "b/copy": [[S("Mob kills")], [S(COPY)]],
        "c/own": [[S("Grief")], [S(OWN)], [S("Rain fell all day")]],
    }
    made = handmade.corpus(texts, outlets={"a/wire": "Wire", "b/copy": "Blare", "c/own": "Echo"})
    return with_articles(
        made, agency=pd.Series(["LWA", None, None], dtype="str"),
        published=pd.Series(["2026-05-05", "2026-05-06", "2026-05-06"], dtype="str"),
    )  # fmt: skip


def test_a_copy_is_told_with_what_it_shares() -> None:
    (found,) = duplicates.near_duplicates(corpus()).to_dict("records")
    words = len(COPY.split())
    assert (found["article_id"], found["first_id"], found["kind"]) == ("b/copy", "a/wire", "wire copy")
    assert (found["agency"], found["names_agency"], found["first_outlet"]) == ("LWA", False, "Wire")
    assert found["words"] == words - 2  # “Three rioters” is in no run of five
    assert found["share"] == pytest.approx((words - 2) / (words + 2))
    assert found["first_share"] == pytest.approx((words - 2) / (words + 2 + 4))


def test_the_later_of_two_is_the_copy_whatever_the_order_they_are_read_in() -> None:
    turned = with_articles(corpus(), published=pd.Series(["2026-05-09", "2026-05-06", "unknown"], dtype="str"))
    assert duplicates.near_duplicates(turned)[["article_id", "first_id"]].values.tolist() == [["a/wire", "b/copy"]]


def test_two_outlets_that_quote_the_same_speech_are_no_copies() -> None:
    texts = {
        "a": [[S("The mayor spoke")], [S(SPEECH, "quote", "mayor", "mayor")], [S("People clapped and then went home")]],
        "b": [[S("Town hears threat")], [S(SPEECH, "quote", "mayor", "mayor")], [S("There was some booing too")]],
    }
    assert duplicates.near_duplicates(handmade.corpus(texts)).empty


def test_of_many_that_are_alike_one_is_kept() -> None:
    texts = {f"{k:03}": [[S(WIRE)], [S(f"Number {k} said {k}")]] for k in range(40)} | {
        "same": [[S(WIRE)], [S("Number 0 said 0")]]
    }
    found = duplicates.near_duplicates(handmade.corpus(texts))
    assert len(found) == 40
    assert found["first_id"].nunique() == 1
    assert found["kind"].unique().tolist() == ["near duplicate"]


def test_exact_copies_are_told_too() -> None:
    marked = with_articles(corpus(), duplicate_of=pd.Series([None, None, "a/wire"], dtype="str"))
    frames = {t: getattr(marked, t) for t in TABLES}
    without = {t: f if t in ("articles", "actors") else f[f["article_id"] != "c/own"] for t, f in frames.items()}
    from whosewords.corpus import from_tables

    found = duplicates.near_duplicates(from_tables(**without)).set_index("article_id")
    assert found["kind"].to_dict() == {"b/copy": "wire copy", "c/own": "exact copy"}


def test_the_share_asked_for_is_a_share() -> None:
    assert set(duplicates.near_duplicates(corpus(), least=0.1)["article_id"]) == {"b/copy"}
    assert duplicates.near_duplicates(corpus(), least=1).empty
    for wrong in (0, 1.1):
        with pytest.raises(ValueError, match="least is a share"):
            duplicates.near_duplicates(corpus(), least=wrong)


def test_what_a_copy_changes_is_shown_in_its_sentence() -> None:
    (change,) = duplicates.changes(corpus()).to_dict("records")
    assert (change["before"], change["after"]) == ("protesters", "rioters")
    assert change["text"][change["start"] : change["end"]] == "rioters"


def test_what_a_copy_leaves_out_is_a_change_without_words() -> None:
    cut = WIRE.replace(" and an officer", "")
    made = handmade.corpus({"a": [[S(WIRE)]], "b": [[S(cut)]]})
    assert duplicates.changes(made)[["before", "after"]].values.tolist() == [["and an officer", ""]]


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "a store"])
def test_without_copies_they_are_in_articles_alone(on_disk: bool, tmp_path: Path) -> None:
    made = open_store(stored(corpus(), tmp_path / "store")) if on_disk else corpus()
    found = duplicates.without_copies(made)
    assert dict(zip(found.articles["article_id"], found.articles["duplicate_of"].fillna(""), strict=True)) == {
        "a/wire": "", "b/copy": "a/wire", "c/own": "",
    }  # fmt: skip
    for table in set(TABLES) - {"articles", "actors"}:
        ids = set(getattr(found, table).get("article_id", []))
        assert "b/copy" not in ids
        assert found.sql(f"SELECT count(*) AS n FROM {table} WHERE article_id = 'b/copy'")["n"].tolist() == [0]
    assert set(found.tokens["article_id"]) == {"a/wire", "c/own"}
    assert len(duplicates.without_copies(found).tokens) == len(found.tokens)


def test_nothing_is_no_copy_of_anything() -> None:
    from whosewords.corpus import from_tables

    for table in (duplicates.near_duplicates, duplicates.changes, duplicates.dropped):
        assert table(from_tables()).empty


def test_what_a_copy_does_not_print_is_shown_where_it_was() -> None:
    found = duplicates.dropped(corpus())
    assert found["text"].tolist() == ["Rain fell all day"]
    assert found[["article_id", "copy_id", "copy_outlet"]].values.tolist() == [["a/wire", "b/copy", "Blare"]]
