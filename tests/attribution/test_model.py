"""What becomes of the networks' answers, which a model made by hand gives: cues, stretches, thresholds, batches."""

import math
from typing import Any

import numpy as np
import pytest
from docs import SURE, made, of_words, quoted, scattered, words
from hypothesis import given
from hypothesis import strategies as st

from whosewords.attribution import model
from whosewords.attribution.features import features
from whosewords.attribution.model import CONTENT, CUE, SOURCE, Reading, Runner

SENTENCE = ["Ann", "said", "that", "rain", "fell", "hard", "and", "long"]
SAID = {"ann": SOURCE, "said": CUE, "rain": CONTENT, "fell": CONTENT, "hard": CONTENT}


def read(text: list[str], run: Runner, threshold: Any = 0.5) -> list[Reading]:
    doc = of_words(text)
    return model.read(doc, features(doc, quoted(doc)), run, threshold)


def content(roles: dict[str, Any], text: list[str] = SENTENCE) -> list[str]:
    """Return the content of "said", as its stretches read."""
    doc = of_words(text)
    (reading,) = read(text, made({"said": 0.9}, {"said": roles}))
    return words(doc, reading.content)


def test_a_cue_with_its_source_and_content() -> None:
    (reading,) = read(SENTENCE, made({"said": 0.8}, {"said": SAID}))
    assert reading[:4] == (1, (1, 2), (0, 1), ((3, 6),))
    assert reading[4:7] == pytest.approx((0.8, SURE, SURE))


def test_the_probability_of_a_content_is_the_mean_of_its_tokens() -> None:
    (reading,) = read(SENTENCE, made({"said": 0.8}, {"said": {"rain": (CONTENT, 0.7), "fell": (CONTENT, 0.9)}}))
    assert reading.p_content == pytest.approx(0.8)


def test_without_a_source_its_probability_is_that_there_is_none() -> None:
    roles = {"rain": CONTENT, "fell": CONTENT, "ann": (CONTENT, 0.4)}
    (reading,) = read(SENTENCE, made({"said": 0.8}, {"said": roles}))
    assert reading.source is None
    # "Ann" is a source with a third of what content leaves it.
    assert reading.p_source == pytest.approx(1 - 0.6 / 3)


def test_a_cue_that_introduces_nothing_is_none() -> None:
    assert read(SENTENCE, made({"said": 0.99}, {"said": {"ann": SOURCE, "said": CUE}})) == []


def test_the_cue_is_one_token_where_nothing_else_is_said_of_it() -> None:
    (reading,) = read(SENTENCE, made({"said": 0.8}, {"said": {"rain": CONTENT, "fell": CONTENT, "long": CUE}}))
    assert reading.cue_part == (1, 2)
    (reading,) = read(SENTENCE, made({"said": 0.8}, {"said": {**SAID, "that": CUE}}))
    assert reading.cue_part == (1, 3)


@pytest.mark.parametrize(("threshold", "n"), [(0.6, 1), (0.59, 1), (0.62, 0), (0.0, 1)])
def test_a_token_is_a_cue_from_the_threshold_on(threshold: float, n: int) -> None:
    assert len(read(SENTENCE, made({"said": 0.61}, {"said": SAID}), threshold)) == n


def test_each_token_may_have_a_threshold_of_its_own() -> None:
    run = made({"said": 0.4, "fell": 0.4}, {"said": SAID, "fell": {"hard": CONTENT, "long": CONTENT, "and": CONTENT}})
    least = np.full(len(SENTENCE), 0.5, dtype=np.float32)
    assert read(SENTENCE, run, least) == []
    least[4] = 0.3
    assert [r.cue for r in read(SENTENCE, run, least)] == [4]
    least[1] = 0.3
    assert [r.cue for r in read(SENTENCE, run, least)] == [1, 4]


def test_a_short_hole_in_a_content_is_filled() -> None:
    roles = {"rain": CONTENT, "fell": (0, 0.8), "hard": (0, 0.8), "and": CONTENT, "long": CONTENT}
    assert content(roles) == ["rain fell hard and long"]


def test_a_hole_that_is_surely_something_else_stays() -> None:
    # The content's share of "fell" is a third of .12: under .05.
    roles = {"rain": CONTENT, "fell": (0, 0.88), "hard": CONTENT, "and": CONTENT}
    assert content(roles) == ["rain", "hard and"]


def test_a_long_hole_stays() -> None:
    away = dict.fromkeys(("fell", "hard", "and"), (0, 0.8))
    assert content({"that": CONTENT, "rain": CONTENT, **away, "long": CONTENT}) == ["that rain", "long"]


def test_a_lone_word_far_less_likely_than_the_rest_is_noise() -> None:
    away = dict.fromkeys(("hard", "and"), (0, 0.98))
    sure = {"that": CONTENT, "rain": CONTENT, "fell": CONTENT, **away}
    assert content({**sure, "long": (CONTENT, 0.6)}) == ["that rain fell"]  # .60 < ¼ · 3 · .91
    assert content({**sure, "long": (CONTENT, 0.7)}) == ["that rain fell", "long"]


def test_the_likeliest_stretch_is_the_source() -> None:
    roles = {**SAID, "ann": (SOURCE, 0.6), "hard": (0, 0.98), "and": (SOURCE, 0.5), "long": (SOURCE, 0.5)}
    doc = of_words(SENTENCE)
    (reading,) = read(SENTENCE, made({"said": 0.9}, {"said": roles}))
    assert words(doc, [reading.source or (0, 0)]) == ["and long"]
    assert reading.p_source == pytest.approx(0.5)


def test_a_cue_reaches_no_further_than_its_paragraph() -> None:
    text = ["Rain", "fell", "\n\n", "Ann", "said", "fell"]
    (reading,) = read(text, made({"said": 0.9}, {"said": {"fell": CONTENT, "rain": CONTENT}}))
    assert reading.content == ((5, 6),)


def test_an_empty_text_is_read() -> None:
    assert read([], made({}, {})) == []


def test_nothing_is_padded_where_windows_are_read() -> None:
    seen: list[list[Any]] = []
    text = ["Ann", "said", "fell", *(["\n\n"] + ["rain"] * 200) * 9]
    (reading,) = read(text, made({"said": 0.9}, {"said": {"fell": CONTENT}}, seen))
    assert reading.content == ((2, 3),)
    assert len(seen) == 9
    for arrays in seen:
        ids, shape, quote, mask, first, pos, dep = arrays
        assert ids.shape == shape.shape == quote.shape == mask.shape
        assert first.shape == pos.shape == dep.shape
        assert mask.all()


TEXTS = st.lists(
    st.sampled_from(["Ann", "said", "that", "rain", "fell", "hard", "“", "”", "\n\n", "unforeseeable"]), max_size=150
)


@given(TEXTS, st.integers(0, 5))
def test_reading_together_gives_the_same_as_one_by_one(text: list[str], seed: int) -> None:
    run = scattered(seed)
    together = read(text, run)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "CUES_AT_ONCE", 1)
        assert read(text, run) == together
    assert [r.cue for r in together] == sorted({r.cue for r in together})


@given(TEXTS, st.integers(0, 5))
def test_whatever_the_networks_say_stretches_are_in_order_and_chances_are_chances(text: list[str], seed: int) -> None:
    for r in read(text, scattered(seed), 0.2):
        assert r.content
        limits = [place for part in r.content for place in part]
        assert limits == sorted(set(limits))
        assert limits[0] >= 0
        assert limits[-1] <= len(text)
        assert r.cue_part[0] <= r.cue < r.cue_part[1]
        assert not any("\n" in text[i] for a, b in r.content for i in range(a, b))
        assert all(0 <= p <= 1 and math.isfinite(p) for p in r[4:])


def test_the_package_s_networks_are_loaded_once_and_named_by_a_hash() -> None:
    assert model.runner() is model.runner()
    assert len(model.weights_hash()) == 16
