"""Tests of whosewords.analyses.unlisted."""

import csv
import io

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty, parsed

from whosewords import lexicon
from whosewords.analyses import unlisted
from whosewords.corpus import Corpus


@pytest.fixture(scope="module")
def made() -> Corpus:
    """One outlet names a person a firebrand, the people blockaders; the other says keepers where they say so."""
    daily = [[S("Talks")], [S("Hegry, a firebrand and minister, spoke")], [S("Police cleared the blockaders fast")],
             [S("The rowdy blockaders ran"), S("he said", "paraphrase", "hegry")]]  # fmt: skip
    wire = [[S("Talks")], [S("Police cleared the keepers")], [S("The rowdy keepers ran")], [S("A terrorist hid")]]
    text = corpus(
        {"d1": daily, "d2": daily, "w1": wire, "w2": wire},
        labels=[Found("terrorist", referent="armed group")],
        mentions=[("Hegry", "hegry", "name")],
        outlets={"d1": "Daily", "d2": "Daily", "w1": "Wire", "w2": "Wire"},
    )
    known = parsed(
        text,
        {
            "firebrand": ("NOUN", "appos", "Hegry"), "minister": ("NOUN", "appos", "Hegry"),
            "blockaders": ("NOUN", "dobj", "cleared"), "keepers": ("NOUN", "dobj", "cleared"),
            "cleared": ("VERB", "ROOT", None), "ran": ("VERB", "ROOT", None), "the": ("DET", "det", "blockaders"),
            "rowdy": ("ADJ", "amod", "blockaders"), "terrorist": ("NOUN", "nsubj", "hid"),
        },
    )  # fmt: skip
    tokens = known.tokens.copy()
    for at, row in tokens[tokens["text"].isin(["rowdy", "the"])].iterrows():
        noun = tokens[
            (tokens["article_id"] == row["article_id"]) & (tokens["sentence_id"] == row["sentence_id"])
            & (tokens["pos"] == "NOUN")
        ]  # fmt: skip
        tokens.loc[at, "head"] = int(noun["token_id"].iloc[0])
    for at, row in tokens[(tokens["pos"] == "NOUN") & (tokens["sentence_id"] == 3)].iterrows():
        tokens.loc[at, ["dep"]] = ["nsubj"]
        verb = tokens[
            (tokens["article_id"] == row["article_id"]) & (tokens["sentence_id"] == row["sentence_id"])
            & (tokens["pos"] == "VERB")
        ]  # fmt: skip
        tokens.loc[at, "head"] = int(verb["token_id"].iloc[0]) if len(verb) else None
    return Corpus("made", {**known._tables, "tokens": tokens})  # type: ignore[dict-item]


def of_rule(table: pd.DataFrame, rule: str) -> list[str]:
    return list(table.loc[table["rule"] == rule, "entry"])


def test_a_noun_beside_a_name_is_offered_but_an_office_is_not(made: Corpus) -> None:
    found = unlisted.candidates(made)
    assert of_rule(found, "name") == ["firebrand"]
    row = found[found["entry"] == "firebrand"].iloc[0]
    assert (row["n"], row["articles"], row["used_by"], row["alternatives"]) == (2, 2, "Daily", "Hegry")
    assert row["note"] == "beside the name Hegry"


def test_nouns_in_the_same_places_of_different_outlets_are_offered_for_each_other(made: Corpus) -> None:
    found = unlisted.candidates(made).set_index(["rule", "entry"])
    assert found.loc[("complementary", "blockaders"), "alternatives"] == "keepers"
    assert found.loc[("complementary", "keepers"), "alternatives"] == "blockaders"
    assert "dobj cleared" in found.loc[("complementary", "keepers"), "note"]


def test_what_one_outlet_alone_has_in_several_articles_is_offered(made: Corpus) -> None:
    assert set(of_rule(unlisted.candidates(made), "one outlet")) >= {"blockaders", "keepers", "rowdy blockaders"}


def test_of_many_only_the_most_frequent_are_offered(made: Corpus) -> None:
    found = unlisted.candidates(made, most=1)
    assert (found["rule"].value_counts() <= 1).all()
    assert of_rule(found, "one outlet") == ["blockaders"]
    assert len(unlisted.candidate_sentences(made, entry="firebrand", lines=1)) == 1


def test_labels_of_the_word_list_are_never_offered(made: Corpus) -> None:
    assert not unlisted.candidates(made)["entry"].str.contains("terrorist").any()


def test_every_candidate_leads_to_its_sentences(made: Corpus) -> None:
    for row in unlisted.candidates(made).itertuples():
        behind = unlisted.candidate_sentences(made, entry=str(row.entry))
        behind = behind[behind["rule"] == row.rule]
        assert len(behind) == row.n
        for text, start, end in zip(behind["text"], behind["start"], behind["end"], strict=True):
            assert text[start:end].lower() == row.entry


def test_a_pasted_row_is_refused_until_a_person_fills_it_in(made: Corpus, tmp_path: "object") -> None:
    import shutil
    from pathlib import Path

    from whosewords import paths

    folder = Path(str(tmp_path)) / "lexicons"
    shutil.copytree(paths.lexicons(), folder)
    labels = folder / "labels.csv"
    before = labels.read_text(encoding="utf-8")
    lines = unlisted.as_csv(unlisted.candidates(made).drop_duplicates("entry"))
    labels.write_text(before.rstrip("\n") + "\n" + lines, encoding="utf-8")
    with pytest.raises(lexicon.LexiconError, match="column frame: is empty"):
        lexicon.load(folder)
    rows = list(csv.reader(io.StringIO(lines)))
    filled = [[e, p, "f", "t", "r", "neutral", a, n, "somebody"] for e, p, _, _, _, _, a, n, _ in rows]
    out = io.StringIO()
    csv.writer(out).writerows(filled)
    labels.write_text(before.rstrip("\n") + "\n" + out.getvalue(), encoding="utf-8")
    assert {"firebrand", "keepers"} <= {row.entry for row in lexicon.load(folder).labels}


def test_nothing_found_is_an_empty_table_with_the_same_columns(made: Corpus) -> None:
    for question in (unlisted.candidates, unlisted.candidate_sentences):
        bare = question(empty())
        assert bare.empty
        assert list(bare.columns) == list(question(made).columns)
