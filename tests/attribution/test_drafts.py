"""How contents are searched again: to what depth, from which probability on, and what a confidence is made from."""

from typing import Any

import numpy as np
import pytest
from docs import made, of_words, quoted, scattered, words
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from whosewords.attribution.drafts import (
    DEEPEST,
    LEAST_CUE,
    LEAST_CUE_INSIDE,
    LEAST_INSIDE,
    LEAST_UNLISTED,
    _least_inside,
    confidence,
    evidence,
    inner,
    outer,
    settings,
)
from whosewords.attribution.features import features
from whosewords.attribution.model import CONTENT, SOURCE, Reading, Runner
from whosewords.attribution.parts import Draft
from whosewords.attribution.settle import settle
from whosewords.lexicon import load

LEXICON = load()
CHOSEN: dict[str, Any] = {"least": 0.0, "intercept": 0.0, "weights": [0.5, 0.5, 0.3, 0.0]}
SEARCHED = {"hard": CONTENT, "rain": CONTENT, "fell": CONTENT}


def find(doc: Doc, run: Runner, **chosen: Any) -> list[Draft]:
    """Return all drafts but those that only the parse shows."""
    f, around = features(doc, quoted(doc)), quoted(doc)
    first = outer(doc, f, LEXICON, around, run, CHOSEN | chosen)
    contents, seen = [part for d in first for part in d.content], {i for d in first if d.cue for i in range(*d.cue)}
    return [
        *first,
        *(d for d in inner(doc, f, LEXICON, around, contents, seen, run, CHOSEN | chosen) if d.rule == "model"),
    ]


def lemmas(found: list[Draft]) -> list[str | None]:
    return [f.lemma for f in found]


# inside contents

CHAIN = ["Ann", "said", "Bob", "claimed", "Cy", "thought", "rain", "fell", "hard"]
ALL = dict.fromkeys(("bob", "claimed", "cy", "thought", "rain", "fell", "hard"), CONTENT)
BELOW = dict.fromkeys(("cy", "thought", "rain", "fell", "hard"), CONTENT)


def test_what_is_said_in_a_content_is_found_from_a_probability_of_its_own_on() -> None:
    roles = {"said": {"ann": SOURCE, **ALL}, "claimed": {"bob": SOURCE, **BELOW}, "thought": {"cy": SOURCE, **SEARCHED}}
    doc = of_words(CHAIN)
    for claimed, thought, n in ((0.4, 0.4, 3), (0.4, LEAST_CUE_INSIDE - 0.05, 2), (LEAST_CUE - 0.01, 0.9, 1)):
        run = made({"said": 0.9, "claimed": claimed, "thought": thought}, roles)
        found = find(doc, run)
        assert lemmas(found)[:n] == ["say", "claim", "think"][:n]
        assert words(doc, found[0].content) == [doc[2:].text]


def test_what_is_not_likely_is_left_out() -> None:
    run = made({"said": 0.9}, {"said": {"ann": SOURCE, **SEARCHED}})
    doc = of_words(["Ann", "said", "rain", "fell"])
    (draft,) = find(doc, run)
    assert find(doc, run, least=draft.confidence) == [draft]
    assert find(doc, run, least=draft.confidence + 0.01) == []


def test_nothing_is_searched_where_nothing_is_said() -> None:
    seen: list[list[Any]] = []
    assert find(of_words(CHAIN), made({}, {}, seen)) == []
    assert len(seen) == 1


def test_contents_with_a_verb_are_searched_though_the_lexicon_lacks_it() -> None:
    seen: list[list[Any]] = []
    run = made({"said": 0.9}, {"said": dict.fromkeys(("rain", "fell", "hard"), CONTENT)}, seen)
    find(of_words(["Ann", "said", "rain", "fell", "hard"]), run)
    assert len(seen) == 2


@pytest.mark.parametrize(("more", "n"), [([], 1), (["fell"], 2)])
def test_a_content_of_two_words_is_not_searched(more: list[str], n: int) -> None:
    seen: list[list[Any]] = []
    run = made({"said": 0.9}, {"said": dict.fromkeys(("thought", "rain", "fell"), CONTENT)}, seen)
    find(of_words(["Ann", "said", "thought", "rain", *more]), run)
    assert len(seen) == n


class Onion:
    """A model to which each stretch it is shown is said by its first cue, and all after that is content."""

    def __init__(self, cue: str) -> None:
        self.calls = 0
        inner = made({cue: 0.9}, {})

        def encode(arrays: list[Any]) -> Any:
            self.calls += 1
            cue, roles, token, anchor = inner.encode(arrays)
            for row in cue:
                after = (row > 0).cumsum() > 1
                row[after] = -9
            return cue, roles, token, anchor

        def read(arrays: list[Any]) -> Any:
            out = inner.read(arrays)
            out[..., CONTENT] = np.where(arrays[3] > 16, 20, -20)
            return out

        self.run = Runner(encode, read)


@pytest.mark.parametrize(("levels", "found"), [(1, 1), (3, 3), (DEEPEST, DEEPEST), (DEEPEST + 4, DEEPEST)])
def test_speech_within_speech_is_searched_to_a_depth(levels: int, found: int) -> None:
    onion = Onion("said")
    doc = of_words(["Ann", "said"] * levels + ["rain", "fell", "hard"])
    made_of = find(doc, onion.run)
    assert [f.cue for f in made_of] == [(2 * n + 1, 2 * n + 2) for n in range(found)]
    assert all(f.content == [(2 * n + 2, len(doc))] for n, f in enumerate(made_of))
    settled = settle(doc, made_of, quoted(doc), LEXICON)
    assert [f.depth for f in settled] == list(range(found))
    assert onion.calls <= DEEPEST + 1


def test_the_quotation_around_a_content_counts_as_none_while_it_is_searched() -> None:
    seen: list[list[Any]] = []
    text = ["Ann", "said", "“", "Bob", "thought", "‘", "no", "’", "”"]
    run = made({"said": 0.9}, {"said": dict.fromkeys(("bob", "thought", "‘", "no"), CONTENT)}, seen)
    find(of_words(text), run)
    whole, inside = ([int(q) for q in arrays[2][0]] for arrays in seen)
    assert whole[1:-1] == [0, 0, 0, 1, 1, 1, 2, 1, 0]
    assert inside[1:-1] == [0, 0, 0, 1]


def governed(dep: str, lemma: str = "thought") -> Doc:
    """Return "Ann said Bob thought rain fell" where the last word hangs on "thought" by a relation."""
    return Doc(
        of_words([]).vocab,
        words=["Ann", "said", "Bob", "thought", "rain", "fell"],
        pos=["PROPN", "VERB", "PROPN", "VERB", "NOUN", "VERB"],
        deps=["nsubj", "ROOT", "nsubj", "ccomp", "nsubj", dep],
        heads=[1, 1, 3, 1, 5, 3],
        lemmas=["Ann", "say", "Bob", {"thought": "think"}.get(lemma, lemma), "rain", "fall"],
    )


@pytest.mark.parametrize(
    ("doc", "p", "n"),
    [
        (governed("ccomp"), 0.06, 2),
        (governed("ccomp"), 0.04, 1),
        (governed("advcl"), LEAST_CUE - 0.02, 1),
        (governed("advcl"), LEAST_CUE_INSIDE + 0.02, 2),
        (governed("ccomp", "xyz"), LEAST_CUE - 0.02, 1),
    ],
)
def test_inside_a_content_a_cue_that_governs_a_clause_is_taken_at_its_word(doc: Doc, p: float, n: int) -> None:
    rest = dict.fromkeys(("bob", "thought", "rain", "fell"), CONTENT)
    run = made(
        {"said": 0.9, "thought": p}, {"said": rest, "thought": {"bob": SOURCE, "rain": CONTENT, "fell": CONTENT}}
    )
    assert len(find(doc, run, intercept=9.0)) == n


def test_inside_a_content_what_is_not_likely_is_left_out() -> None:
    rest = dict.fromkeys(("bob", "thought", "rain", "fell"), CONTENT)
    inside = {"bob": SOURCE, "rain": CONTENT, "fell": CONTENT}
    run = made({"said": 0.9, "thought": LEAST_CUE - 0.01}, {"said": rest, "thought": inside})
    for intercept, n in ((-6.0, 1), (3.0, 2)):
        assert len(find(governed("ccomp"), run, intercept=intercept)) == n
    low = find(of_words(CHAIN), made({"said": 0.9}, {"said": {"ann": SOURCE, **ALL}}), intercept=-9.0)
    assert lemmas(low) == ["say"]
    assert low[0].confidence < LEAST_INSIDE


# who speaks


@pytest.mark.parametrize(("source", "n"), [("Nobody", 0), ("I", 0), ("Ann", 1)])
def test_neither_nobody_nor_the_writer_is_a_source(source: str, n: int) -> None:
    run = made({"said": 0.9}, {"said": {source.lower(): SOURCE, **SEARCHED}})
    assert len(find(of_words([source, "said", "rain", "fell"]), run)) == n


def test_inside_quotation_marks_i_is_somebody() -> None:
    run = made({"said": 0.9}, {"said": {"i": SOURCE, **SEARCHED}})
    assert len(find(of_words(["“", "I", "said", "rain", "fell", "”"]), run)) == 1


def test_marks_at_the_ends_belong_to_neither_source_nor_cue() -> None:
    run = made({"said": 0.9}, {"said": {"ann": SOURCE, "'": SOURCE, "s": SOURCE, ",": (2, 0.9), **SEARCHED}})
    (draft,) = find(of_words(["Ann", "'s", "said", ",", "rain", "fell"]), run)
    assert draft.source == (0, 1)
    assert draft.cue == (2, 3)


# confidence

CHANCES = st.floats(0, 1)


def reading(p_cue: float, p_content: float, p_source: float, source: bool = True) -> Reading:
    return Reading(1, (1, 2), (0, 1) if source else None, ((2, 3),), p_cue, p_source, p_content)


def test_evidence_is_log_odds_of_cue_content_and_source() -> None:
    assert evidence(reading(0.5, 0.5, 0.5)) == pytest.approx([0, 0, 0, 1])
    assert evidence(reading(0.75, 0.9, 0.1, source=False)) == pytest.approx([1.0986, 2.1972, -2.1972, 0], abs=1e-4)


def test_a_confidence_is_the_logistic_of_the_weighted_evidence() -> None:
    # .5·1.0986 + .5·2.1972 + .3·0 = 1.6479; 1 / (1 + e^−1.6479) = .839
    assert confidence(reading(0.75, 0.9, 0.5), CHOSEN) == 0.839


@given(CHANCES, CHANCES, CHANCES, st.integers(0, 2), CHANCES, st.booleans())
def test_more_evidence_never_lowers_a_confidence(a: float, b: float, c: float, which: int, more: float, source: bool) -> None:  # fmt: skip  # noqa: E501
    chances = [a, b, c]
    least = confidence(reading(*chances, source), CHOSEN)
    chances[which] = max(chances[which], more)
    assert 0 <= least <= confidence(reading(*chances, source), CHOSEN) <= 1


def test_the_weights_that_were_chosen_let_evidence_speak_for_itself() -> None:
    chosen = settings()
    assert len(chosen["weights"]) == len(evidence(reading(0.5, 0.5, 0.5)))
    assert min(chosen["weights"]) > 0
    assert 0 < chosen["least"] < 0.5


# any text

WORDS = st.sampled_from(
    ("Ann", "said", "that", "claimed", "thought", "report", "I", "nobody", "rain", "“", "”", "‘", "’", '"', ":", ",")
).flatmap(lambda word: st.sampled_from((word, "\n\n", "\n", "'s", "🙂", "\u200d", "unforeseeable")))
TAGS = st.sampled_from(["VERB", "NOUN", "PROPN", "PRON", "PUNCT", "ADJ", "AUX", ""])


@given(st.lists(st.tuples(WORDS, TAGS), max_size=80), st.integers(0, 9), st.floats(0.05, 0.95))
def test_whatever_a_model_says_of_any_text_attributions_are_in_it_and_nested(
    tokens: list[tuple[str, str]], seed: int, least: float
) -> None:
    doc = of_words([w for w, _ in tokens], [t for _, t in tokens])
    found = settle(doc, find(doc, scattered(seed), least=least), quoted(doc), LEXICON)
    for n, f in enumerate(found):
        assert f.content
        assert all(0 <= start < end <= len(doc.text) for start, end in f.content)
        assert list(f.content) == sorted(f.content)
        assert (f.parent is None) == (f.depth == 0)
        if f.parent is not None:
            assert f.parent < n
            assert found[f.parent].depth == f.depth - 1


def test_more_is_asked_inside_of_a_cue_the_lexicon_lacks() -> None:
    listed = Draft((0, 1), (1, 2), "say", LEXICON.verb_cues["say"], [(2, 3)], "model", 0.5)
    assert _least_inside(listed) == LEAST_INSIDE < LEAST_UNLISTED == _least_inside(listed._replace(entry=None))


def test_speech_longer_than_the_model_reads_at_once_is_read_in_parts() -> None:
    from whosewords import lexicon, tables
    from whosewords.annotate import Annotated, annotate

    text = "“" + "He said ‘she said “" * 300 + "it was so" + "”’" * 300 + ",” the minister said."
    article = tables.Article("a.txt", None, None, None, None, None, None, "en", None, text, 0, "a.txt", "0", None, [])
    (found,) = annotate([article], lexicon.load())
    assert isinstance(found, Annotated), found
    assert found.rows["attributions"]
