"""Tests of whosewords.analyses.framing."""

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty, war

from whosewords import lexicon, measured, paths
from whosewords.analyses import framing
from whosewords.corpus import Corpus
from whosewords.tables import TABLES


@pytest.fixture(scope="module")
def two() -> Corpus:
    return war()


def records(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    data = table[list(columns)].astype(object)
    return [tuple(None if pd.isna(v) else v for v in r) for r in data.itertuples(index=False)]


def test_voice_by_label_splits_plain_from_distanced(two: Corpus) -> None:
    columns = ("referent", "entry", "wording", "distanced", "distanced_by", "origin_known", "n", "speakers")
    assert records(framing.voice_by_label(two), *columns) == [
        ("armed group", "rebel army", "own", False, None, None, 1, "no source found"),
        ("armed group", "rebel army", "paraphrase_other", True, "Press Service", False, 1, "Ana Lopez"),
        ("military operation", "anti-terrorist", "paraphrase_article", False, None, None, 1, "Ana Lopez"),
    ]


def test_the_range_of_labels_without_a_source_follows_from_confidence_and_measured_error(two: Corpus) -> None:
    right = measured.figures().own_labels.right.value
    assert records(framing.voice_by_label(two), "entry", "wording", "own_low", "own_high") == [
        ("rebel army", "own", pytest.approx(right), pytest.approx(1 + 0.3)),
        ("rebel army", "paraphrase_other", pytest.approx(right), pytest.approx(1 + 0.3)),
        ("anti-terrorist", "paraphrase_article", 0, pytest.approx(0.2)),
    ]


def test_labels_of_one_referent_stand_together_those_with_most_first() -> None:
    made = corpus(
        {"a": [[S("an invasion and a raid and an invasion")], [S("rebels or soldiers and a war")]]},
        labels=[Found("raid", referent="war"), Found("rebels", referent="fighters"), Found("war", referent="war"),
                Found("soldiers", referent="fighters"), Found("invasion", referent="war")],
    )  # fmt: skip
    assert records(framing.voice_by_label(made), "referent", "entry", "n", "sentences") == [
        ("war", "invasion", 2, 1), ("war", "raid", 1, 1), ("war", "war", 1, 1),
        ("fighters", "rebels", 1, 1), ("fighters", "soldiers", 1, 1),
    ]  # fmt: skip


def test_each_outlet_and_each_speaker_has_its_own_counts(two: Corpus) -> None:
    columns = ("entry", "wording", "n", "own_low", "own_high")
    right = measured.figures().own_labels.right.value
    assert records(framing.voice_by_label(two, "outlet"), "outlet", *columns) == [
        ("The Daily", "rebel army", "paraphrase_other", 1, 0, pytest.approx(0.3)),
        ("The Daily", "anti-terrorist", "paraphrase_article", 1, 0, pytest.approx(0.2)),
        ("Wire", "rebel army", "own", 1, pytest.approx(right), 1),
    ]
    assert records(framing.voice_by_label(two, "speaker"), "speaker", "entry", "n") == [
        ("Ana Lopez", "rebel army", 1), ("Ana Lopez", "anti-terrorist", 1), ("no source found", "rebel army", 1),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rivals() -> Corpus:
    """Two outlets and a guest name one group in three ways; one name is held at a distance."""
    made = corpus(
        {
            "a": [[S("Talks")], [S("The militant ran and the militant fell")],
                  [S("Lopez said"), S("the terrorist ran", "paraphrase", "ana-lopez")],
                  [S("“The terrorist fell,”", "quote", "ana-lopez", "ana-lopez"), S("Lopez said")]],
            "b": [[S("Talks")], [S("A so-called freedom fighter ran")]],
            "c": [[S("Talks")], [S("The terrorist ran"), S("“a terrorist”", "quote", "unknown", "unknown")]],
        },
        labels=[Found(e, referent="armed group") for e in ("militant", "terrorist", "freedom fighter")],
        markers=[("so-called", "freedom fighter", True)],
        outlets={"a": "The Daily", "b": "Wire", "c": "Wire"},
    )  # fmt: skip
    articles = made.articles.assign(genre=["news", None, "Opinion"])
    return Corpus("made", {**{t: getattr(made, t) for t in TABLES}, "articles": articles})


def test_naming_keeps_own_words_from_others_and_guests_from_their_outlet(rivals: Corpus) -> None:
    columns = ("who", "entry", "side", "own", "others", "distanced", "n", "sides")
    assert records(framing.naming(rivals), *columns) == [
        ("The Daily", "militant", "neutral", 2, 0, 0, 2, 3),
        ("The Daily", "terrorist", "opponents", 0, 2, 0, 2, 3),
        ("Wire (opinion)", "terrorist", "opponents", 1, 1, 0, 2, 3),
        ("Wire", "freedom fighter", "supporters", 0, 0, 1, 1, 3),
    ]
    assert records(framing.naming(rivals, "speaker"), *columns) == [
        ("Ana Lopez", "terrorist", "opponents", 1, 1, 0, 2, 1)
    ]


def test_a_label_that_the_word_list_lacks_has_no_side(two: Corpus) -> None:
    found = framing.naming(two)
    assert records(found, "entry", "side", "sides")[-1] == ("rebel army", None, 0)
    assert dict(zip(found["entry"], found["side"], strict=True))["anti-terrorist"] == "supporters"


def test_label_sentences_lead_back_from_every_cell(two: Corpus) -> None:
    for cell in framing.voice_by_label(two).itertuples():
        behind = framing.label_sentences(two, entry=cell.entry, voice=cell.wording)
        assert len(behind) == cell.n
        assert set(behind["entry"]) == {cell.entry}
    found = framing.label_sentences(two, voice="paraphrase", speaker_id="ana-lopez")
    assert [t[a:b] for t, a, b in zip(found["text"], found["start"], found["end"], strict=True)] == [
        "anti-terrorist", "rebel army",
    ]  # fmt: skip
    assert records(found, "worded_by", "distanced_by") == [("the article", None), ("Press Service", "Press Service")]
    assert framing.label_sentences(two, entry="no such entry").empty


def test_markers_report_the_phrase_and_never_the_marker_alone(two: Corpus) -> None:
    found = framing.markers(two)
    assert records(found, "phrase", "marker", "distanced_by", "origin_known", "entry", "speaker") == [
        ("so-called rebel army", "so-called", "Press Service", False, "rebel army", "Ana Lopez")
    ]
    row = found.iloc[0]
    assert row["text"][row["start"] : row["end"]] == "so-called rebel army"


def test_a_marker_without_a_label_is_still_reported() -> None:
    made = corpus({"a": [[S("the alleged vote was held")]]}, markers=[("alleged", "vote", True)])
    assert records(framing.markers(made), "phrase", "distanced_by", "origin_known", "entry") == [
        ("alleged vote", "no source found", True, None)
    ]


@pytest.mark.parametrize("question", ["voice_by_label", "naming", "label_sentences", "markers"])
def test_a_corpus_without_labels_gives_empty_tables(question: str) -> None:
    full, bare = getattr(framing, question)(war()), getattr(framing, question)(empty())
    assert bare.empty
    assert list(bare.columns) == list(full.columns)


def test_the_fullest_article_has_most_labels_and_markers_and_is_no_copy() -> None:
    assert framing.fullest_article(war()) == "one.txt"
    assert framing.fullest_article(empty()) == "a.txt"
    two = war()
    copied = two.articles.assign(duplicate_of=["two.txt", None])
    made = Corpus("made", {**{t: getattr(two, t) for t in TABLES}, "articles": copied})
    assert framing.fullest_article(made) == "two.txt"
    with pytest.raises(IndexError):
        framing.fullest_article(corpus({}))


def test_a_word_list_changed_while_a_notebook_is_open_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "lexicons"
    shutil.copytree(paths.lexicons(), folder)
    assert lexicon.load(folder).label_by["riot"].side == "opponents"
    labels = folder / "labels.csv"
    other = labels.read_text("utf-8").replace("disorder,protest,protest,opponents", "disorder,protest,protest,neutral")
    labels.write_text(other, "utf-8")
    assert lexicon.load(folder).label_by["riot"].side == "neutral"


@pytest.mark.parametrize(
    ("entry", "texts", "shown"),
    [
        ("rebel", ["Rebels", "rebel", "REBELS"], "rebel"),
        ("eco-warrior", ["River guardians", "river guardian", "river guardians"], "river guardians"),
        ("officer", ["police agents", "Officers", "police agents"], "police agents, officer"),
        ("x", ["a1", "b1", "c1", "d1"], "a1, b1, c1 …"),
        ("x", [], ""),
    ],
)
def test_a_label_is_shown_as_it_was_printed(entry: str, texts: list[str], shown: str) -> None:
    assert framing.printed(entry, pd.Series(texts, dtype="str")) == shown
