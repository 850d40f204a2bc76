"""Tests of whosewords.analyses.swap."""

import pandas as pd
import pytest
from handmade import Found, S, corpus, parsed
from hypothesis import given
from hypothesis import strategies as st

from whosewords import reading, tables
from whosewords.analyses import swap
from whosewords.corpus import Corpus


@pytest.fixture(scope="module")
def made() -> Corpus:
    """A militant in several numbers and voices, and a verb; "so-called" stands before one."""
    scored = {"vader": (0.1, ["x"])}
    text = corpus(
        {
            "a": [
                [S("TERRORISTS flee", scores=scored)],
                [S("A terrorist ran", scores=scored), S("Lopez said", "paraphrase", "lopez", scores=scored)],
                [S("“The so-called terrorists attacked,”", "quote", "lopez", "lopez", scores=scored)],
                [S("They invaded the terrorist base", scores=scored)],
            ],
            "b": [[S("Rain fell", scores={"vader": (0.0, [])})]],
        },
        labels=[
            Found("TERRORISTS", "terrorist", "terrorism", "armed group"),
            Found("terrorist", referent="armed group"),
            Found("invaded", "invasion", "aggression", "military operation"),
        ],
        markers=[("so-called", "terrorists", True)],
    )
    tokens = parsed(
        text,
        {
            "TERRORISTS": ("PROPN", "nsubj", "flee"), "terrorist": ("NOUN", "nsubj", "ran"),
            "terrorists": ("NOUN", "nsubj", "attacked"), "invaded": ("VERB", "ROOT", None),
        },
    ).tokens  # fmt: skip
    tokens.loc[tokens["text"] == "terrorists", "lemma"] = "terrorist"
    tokens.loc[(tokens["text"] == "terrorist") & (tokens["sentence_id"] == 3), "dep"] = "compound"
    labels = text.labels.copy()
    short = labels["text"] == "terrorist"
    longer = [text.articles["text"].iloc[0][e : e + 1] == "s" for e in labels["end"]]
    labels.loc[short & pd.Series(longer), "text"] = "terrorists"
    labels.loc[short & pd.Series(longer), "end"] += 1
    return Corpus("made", {**text._tables, "tokens": tokens, "labels": labels})  # type: ignore[dict-item]


def test_a_replacement_has_number_capitals_and_side_of_what_is_asked(made: Corpus) -> None:
    found = swap.swaps(made, "a", "supporters").astype(object)
    told = [(r.label, None if pd.isna(r.replacement) else r.replacement, None if pd.isna(r.why) else r.why)
            for r in found.itertuples()]  # fmt: skip
    assert told == [
        ("TERRORISTS", "FREEDOM FIGHTERS", None),
        ("terrorist", "freedom fighter", None),
        ("terrorists", "freedom fighters", None),
        ("invaded", None, "a verb"),
        ("terrorist", "freedom fighter", None),
    ]
    assert set(found["side"]) == {"opponents"}
    assert set(swap.swaps(made, "a", "opponents")["why"]) == {"already a name of this side"}


def test_the_readers_own_word_goes_first(made: Corpus) -> None:
    found = swap.swaps(made, "a", "neutral", words={"terrorist": "fighter"})
    assert list(found["replacement"].dropna()) == ["FIGHTERS", "fighter", "fighters", "fighter"]


def test_the_article_is_retold_and_everything_moves_with_it(made: Corpus) -> None:
    told = swap.swapped(made, "a", "neutral", words={"terrorist": "insurgent"})
    text = told.articles["text"].iloc[0]
    assert text == (
        "INSURGENTS flee An insurgent ran Lopez said “The so-called insurgents attacked,” "
        "They invaded the insurgent base"
    )
    labels = told.labels.sort_values("start")
    written = [text[s:e] for s, e in zip(labels["start"], labels["end"], strict=True)]
    assert written == list(labels["text"]) == [
        "INSURGENTS", "insurgent", "insurgents", "invaded", "insurgent",
    ]  # fmt: skip
    assert list(told.labels["text"]) == [
        text[s:e] for s, e in zip(told.labels["start"], told.labels["end"], strict=True)
    ]
    assert [text[s:e] for s, e in zip(told.sentences["start"], told.sentences["end"], strict=True)][1] == (
        "An insurgent ran Lopez said"
    )
    marker = told.markers.iloc[0]
    assert text[marker["scope_start"] : marker["scope_end"]] == "insurgents"
    assert list(told.segments["voice"]) == list(made.segments.query("article_id == 'a'")["voice"])
    for name in ("articles", "sentences", "segments", "labels", "markers", "attributions", "sentiment"):
        tables.validate(name, getattr(told, name))
    assert "INSURGENTS" in reading.article(told, "a (neutral)")


def test_every_paragraph_of_an_altered_text_says_so_and_none_of_the_original(made: Corpus) -> None:
    told = swap.swapped(made, "a", "neutral")
    assert told.altered
    shown = reading.article(told, "a (neutral)")
    paragraphs = shown.count('<p class="ww-paragraph">') + shown.count('class="ww-headline"')
    assert paragraphs > 0
    assert shown.count(f'<span class="ww-altered">[{reading.ALTERED}]</span>') == paragraphs
    assert not made.altered
    assert "ww-altered" not in reading.article(made, "a")


def test_the_original_is_left_as_it_is(made: Corpus) -> None:
    before = {t: getattr(made, t).copy() for t in ("articles", "labels", "segments", "attributions")}
    swap.swapped(made, "a", "neutral")
    for name, data in before.items():
        pd.testing.assert_frame_equal(getattr(made, name), data)


def test_an_unknown_article_or_side_is_refused(made: Corpus) -> None:
    with pytest.raises(KeyError, match="no article 'c'"):
        swap.swaps(made, "c")
    with pytest.raises(ValueError, match="supporters, opponents, neutral"):
        swap.swaps(made, "a", "enemies")  # type: ignore[arg-type]


def test_scores_move_by_what_the_scorer_makes_of_the_names_alone(made: Corpus) -> None:
    words = {"terrorist": "happy hero"}
    found = swap.sentences(made, "a", "neutral", words=words)
    assert list(found["sentence_id"]) == [0, 1, 2, 3]
    assert list(found["swapped"])[1] == "A happy hero ran Lopez said"
    assert list(found["VADER"]) == pytest.approx([0.1] * 4)
    assert all(found["VADER after"] > 0.1)
    scores = swap.scores(made, "a", words=words).set_index("labels")
    assert scores.loc["as written", "score"] == pytest.approx(0.1)
    assert scores.loc["neutral", ["swapped", "sentences", "moved"]].tolist() == [4, 4, 4]
    sizes = made.segments.query("article_id == 'a'")["n_words"]
    after = swap.swapped(made, "a", "neutral", words=words).sentiment["score"]
    mean = float((after.to_numpy() * sizes.to_numpy()).sum() / sizes.sum())
    assert scores.loc["neutral", "score"] == pytest.approx(mean)
    assert scores.loc["neutral", "change"] == pytest.approx(mean - 0.1)


def test_without_a_label_nothing_changes(made: Corpus) -> None:
    assert swap.swaps(made, "b").empty
    assert swap.swapped(made, "b").articles["text"].iloc[0] == "Rain fell"
    assert swap.sentences(made, "b").empty
    assert set(swap.scores(made, "b")["change"]) == {0.0}


@given(st.text(min_size=1, max_size=30), st.data())
def test_every_offset_moves_to_the_same_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    edits = [(a, b, data.draw(st.text(max_size=5))) for a, b in pairs]
    move = swap._Move(text, list(edits))
    at, whole = 0, ""
    for start, end, new in edits:
        whole += text[at:start] + new
        at = end
    assert move.text == whole + text[at:]
    moved = [move(k) for k in range(len(text) + 1)]
    assert moved == sorted(moved)
    assert moved[-1] == len(move.text)
    changed = {k for a, b, _ in edits for k in range(a, b)}
    assert all(move.text[moved[k]] == text[k] for k in range(len(text)) if k not in changed)
    assert all(move.text[move(a) : move(b)] == new for a, b, new in edits)
