"""Measures of keyness and collocation against published worked examples, scipy, and arithmetic by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats.contingency import relative_risk

from whosewords.analyses.terms import measures

COUNT = st.integers(1, 5000)


def test_g2_of_two_terms_gives_lancasters_example() -> None:
    # a word 52 times in 50,000 words and 57 times in 75,000: G² 2.65 (Lancaster's log-likelihood calculator, taught so)
    assert float(measures.g2_two_term(52, 50_000, 57, 75_000)) == pytest.approx(2.65, abs=0.005)
    assert float(measures.g2_two_term(0, 100, 0, 100)) == 0 or math.isnan(measures.g2_two_term(0, 100, 0, 100))


def test_the_critical_values_everybody_uses() -> None:
    assert measures.p_of_g2([3.84, 6.63, 10.83, 15.13]) == pytest.approx([0.05, 0.01, 0.001, 0.0001], rel=0.01)


@given(COUNT, COUNT, COUNT, COUNT)
def test_g2_of_four_terms_is_scipys(a: int, b: int, c: int, d: int) -> None:
    expected = chi2_contingency([[a, b], [c, d]], correction=False, lambda_="log-likelihood").statistic
    assert float(measures.g2_four_term(a, a + b, a + c, a + b + c + d)) == pytest.approx(expected, abs=1e-6)


@given(COUNT, COUNT, st.integers(6000, 90_000), st.integers(6000, 90_000))
def test_the_interval_of_log_ratio_is_that_of_a_ratio_of_rates(a: int, b: int, words: int, other: int) -> None:
    found = measures.log_ratio(a, words, b, other)
    risk = relative_risk(a, words, b, other)
    ends = risk.confidence_interval(0.95)
    expected = [math.log2(x) for x in (risk.relative_risk, ends.low, ends.high)]
    assert [float(x) for x in found] == pytest.approx(expected, abs=1e-4)


def test_log_ratio_is_one_for_each_doubling_and_takes_nothing_for_one_half() -> None:
    # Hardie (2014): 1 is twice as common, 2 four times, 3 eight times; −1 half as common
    assert measures.log_ratio([20, 40, 80, 5], 1000, 10, 1000).value == pytest.approx([1, 2, 3, -1])
    assert float(measures.log_ratio(8, 1000, 0, 1000).value) == pytest.approx(4)


def test_percent_difference_by_hand() -> None:
    # 30 per thousand against 20 per thousand is half as much again
    assert float(measures.percent_difference(30, 1000, 40, 2000)) == pytest.approx(50)
    assert float(measures.percent_difference(0, 1000, 40, 2000)) == pytest.approx(-100)
    assert math.isnan(measures.percent_difference(3, 1000, 0, 2000))


def test_log_odds_by_hand_and_drawn_towards_nothing_by_the_prior() -> None:
    # 6 of 100 words against 1 of 300, prior 40 words: α = 40 · 7/400 = .7
    odds = math.log(6.7 / (140 - 6.7)) - math.log(1.7 / (340 - 1.7))
    value, z = measures.log_odds(6, 100, 1, 300, 40)
    assert (float(value), float(z)) == pytest.approx((odds, odds / math.sqrt(1 / 6.7 + 1 / 1.7)))
    strong = [float(measures.log_odds(6, 100, 1, 300, prior)[0]) for prior in (1, 100, 10_000)]
    assert strong == sorted(strong, reverse=True)
    rare, common = (float(measures.log_odds(3 * k, 1000 * k, k, 1000 * k, 500)[1]) for k in (1, 50))
    assert 0 < rare < 1.96 < common


def test_log_dice_is_fourteen_for_words_never_apart_and_one_less_for_each_halving() -> None:
    assert measures.log_dice([10, 5, 10], [10, 10, 30], [10, 10, 10]) == pytest.approx([14, 13, 13])


def test_t_score_by_hand() -> None:
    assert float(measures.t_score(16, 4)) == pytest.approx(3)
