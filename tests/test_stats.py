"""Tests of whosewords.stats, each against another implementation or a hand calculation."""

import math
import statistics

import numpy as np
import pytest
from scipy.stats import t, ttest_ind

from whosewords import stats


def test_few_sentences_are_never_averaged() -> None:
    assert [stats.shown_as(n) for n in (0, 4, 5, 9, 10, 500)] == [
        "sentences", "sentences", "points", "points", "mean", "mean",
    ]  # fmt: skip


def bca_by_hand(values: list[float], seed: int, confidence: float = 0.95) -> tuple[float, float]:
    """Efron's formulas, with resamples of our own."""
    normal = statistics.NormalDist()
    rng = np.random.default_rng(seed)
    x = np.array(values)
    boot = np.sort([x[rng.integers(0, len(x), len(x))].mean() for _ in range(20_000)])
    z0 = normal.inv_cdf(float((boot < x.mean()).mean() + (boot == x.mean()).mean() / 2))
    jack = np.array([np.delete(x, i).mean() for i in range(len(x))])
    d = jack.mean() - jack
    a = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    ends = []
    for alpha in ((1 - confidence) / 2, (1 + confidence) / 2):
        z = z0 + normal.inv_cdf(alpha)
        ends.append(float(np.quantile(boot, normal.cdf(z0 + z / (1 - a * z)))))
    return ends[0], ends[1]


def test_bootstrap_mean_agrees_with_efrons_formulas() -> None:
    values = [0.0, 0.0, 0.0, 0.1, 0.5, -0.2, 0.9, 0.0, 0.3, 1.0, -0.6, 0.05]
    low, high = stats.bootstrap_mean(values)
    assert (low, high) == pytest.approx(bca_by_hand(values, seed=7), abs=0.02)
    assert low < statistics.fmean(values) < high
    assert stats.bootstrap_mean(values) == (low, high)
    narrow = stats.bootstrap_mean(values, confidence=0.5)
    assert low < narrow.low < narrow.high < high


def test_of_many_values_the_interval_is_as_the_bootstrap_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    values = (np.random.default_rng(5).exponential(size=stats.MANY) - 1).tolist()
    low, high = stats.bootstrap_mean(values)
    monkeypatch.setattr(stats, "MANY", stats.MANY + 1)
    resampled = stats.bootstrap_mean(values)
    assert (low, high) != resampled
    assert (low, high) == pytest.approx(resampled, abs=0.05 * (high - low))


def test_bootstrap_mean_of_equal_values_is_a_point_and_of_one_value_an_error() -> None:
    assert stats.bootstrap_mean([0.2] * 10) == (0.2, 0.2)
    with pytest.raises(ValueError, match="two values"):
        stats.bootstrap_mean([0.2])


def test_bootstrap_mean_is_finite_where_bca_is_not_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    import scipy.stats

    real = scipy.stats.bootstrap

    class Undefined:
        confidence_interval = stats.Interval(math.nan, math.nan)

    def only_percentile(*args, method, **kwargs):  # type: ignore[no-untyped-def]
        return Undefined if method == "BCa" else real(*args, method=method, **kwargs)

    monkeypatch.setattr(scipy.stats, "bootstrap", only_percentile)
    values = [float(v) for v in range(20)]
    low, high = stats.bootstrap_mean(values)
    rng = np.random.default_rng(3)
    means = [rng.choice(values, 20).mean() for _ in range(20_000)]
    assert (low, high) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])), abs=0.2)


@pytest.mark.parametrize(("k", "n"), [(0, 5), (3, 10), (85, 100), (7, 7)])
def test_proportion_agrees_with_wilsons_formula(k: int, n: int) -> None:
    z = statistics.NormalDist().inv_cdf(0.975)
    p, mid = k / n, (k + z * z / 2) / (n + z * z)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert stats.proportion(k, n) == pytest.approx((mid - half, mid + half), abs=1e-9)


def test_deviation_of_proportions() -> None:
    # five parts, by hand
    counts, sizes = [4, 1, 0, 5, 5], [18, 22, 20, 20, 20]
    expected = 0.5 * (abs(4 / 15 - 0.18) + abs(1 / 15 - 0.22) + 0.2 + 2 * abs(1 / 3 - 0.2))
    assert stats.deviation_of_proportions(counts, sizes) == pytest.approx(expected)
    assert stats.deviation_of_proportions(counts, sizes, normalised=True) == pytest.approx(expected / (1 - 0.18))
    assert stats.deviation_of_proportions([2, 3, 5], [20, 30, 50]) == pytest.approx(0)
    assert stats.deviation_of_proportions([7, 0, 0], [10, 45, 45]) == pytest.approx(0.9)
    assert stats.deviation_of_proportions([7, 0, 0], [10, 45, 45], normalised=True) == pytest.approx(1)
    assert math.isnan(stats.deviation_of_proportions([0, 0], [5, 5]))
    assert math.isnan(stats.deviation_of_proportions([3], [5]))


def test_a_rates_interval_holds_the_rate_as_often_as_it_says() -> None:
    # words cluster in articles: gamma-distributed rates, Poisson counts around them; 2,000 corpora at once
    rng = np.random.default_rng(5)
    for articles in (5, 12, 40):
        sizes = rng.integers(200, 800, (2000, articles))
        counts = rng.poisson(sizes * rng.gamma(2, 0.004 / 2, sizes.shape))
        sums = {"n_n": (counts**2).sum(1), "n_words": (counts * sizes).sum(1), "words_words": (sizes**2).sum(1)}
        low, high = stats.rate_interval(counts.sum(1), sizes.sum(1), articles, **sums)
        held = ((low <= 0.004) & (high >= 0.004)).mean()
        assert 0.93 <= held <= 0.99, (articles, held)


def test_a_rate_has_no_interval_without_articles_enough_or_occurrences() -> None:
    sums = {"n_n": 4, "n_words": 40, "words_words": 500}
    assert all(math.isnan(end) for end in stats.rate_interval(4, 50, stats.MIN_POINTS - 1, **sums))
    assert all(math.isnan(end) for end in stats.rate_interval(0, 50, 9, n_n=0, n_words=0, words_words=500))


def test_a_rates_interval_is_never_narrower_than_counting_makes_it() -> None:
    low, high = stats.rate_interval(5, 500, 5, n_n=5, n_words=500, words_words=50_000)  # the same in every article
    half = 2.776445 / math.sqrt(5)
    assert (low, high) == pytest.approx((0.01 * math.exp(-half), 0.01 * math.exp(half)), rel=1e-5)


def test_benjamini_and_hochbergs_own_example() -> None:
    # Benjamini and Hochberg (1995), section 4.2: of fifteen p-values, four are called at .05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip
    assert (stats.benjamini_hochberg(p) < 0.05).tolist() == [True] * 4 + [False] * 11
    assert stats.benjamini_hochberg(p)[0] == pytest.approx(0.0001 * 15)
    assert len(stats.benjamini_hochberg([])) == 0


def test_juilland_d() -> None:
    assert stats.juilland_d([2, 4, 6], [20, 40, 60]) == pytest.approx(1)
    assert stats.juilland_d([9, 0, 0, 0], [10, 10, 10, 10]) == pytest.approx(0)
    rates = [0.1, 0.2, 0.6]
    by_hand = 1 - statistics.pstdev(rates) / statistics.fmean(rates) / math.sqrt(2)
    assert stats.juilland_d([1, 4, 18], [10, 20, 30]) == pytest.approx(by_hand)
    assert math.isnan(stats.juilland_d([0, 0], [5, 5]))
    assert math.isnan(stats.juilland_d([3, 0], [5, 0]))


def test_a_sample_of_one_stratum_has_wilsons_interval() -> None:
    for k, n in ((0, 5), (3, 10), (85, 100), (7, 7)):
        assert stats.stratified([k], [n], [1234]) == pytest.approx((k / n, *stats.proportion(k, n)))
        assert stats.stratified([k, 0], [n, 0], [1234, 0]) == pytest.approx((k / n, *stats.proportion(k, n)))


def test_strata_sampled_in_proportion_are_one_sample() -> None:
    assert stats.stratified([3, 12], [10, 40], [100, 400]) == pytest.approx((15 / 50, *stats.proportion(15, 50)))


def test_a_share_from_strata_by_hand() -> None:
    # 900 words of which 9 in 30 sampled, 100 of which 40 in 50: .9 · .3 + .1 · .8, and as good as 1 / (.81/30 + .01/50)
    value, low, high = stats.stratified([9, 40], [30, 50], [900, 100])
    n, z = 1 / (0.81 / 30 + 0.01 / 50), 1.959964
    middle, half = 0.35 + z * z / (2 * n), z * math.sqrt(0.35 * 0.65 / n + z * z / (4 * n * n))
    assert value == pytest.approx(0.35)
    assert (low, high) == pytest.approx(((middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)))


def test_parts_are_put_together_by_hand() -> None:
    a, b = stats.Estimate(0.3, 0.2, 0.5), stats.Estimate(0.8, 0.6, 0.9)
    found = stats.combined([a, b, stats.NO_ESTIMATE], [900, 100, 0])
    assert found == pytest.approx((0.35, 0.35 - math.hypot(0.09, 0.02), 0.35 + math.hypot(0.18, 0.01)))
    assert stats.combined([a], [7]) == pytest.approx(a)
    assert all(map(math.isnan, stats.combined([a, stats.NO_ESTIMATE], [9, 1])))


def test_nothing_is_said_where_a_stratum_was_not_sampled() -> None:
    assert all(map(math.isnan, stats.stratified([3, 0], [5, 0], [10, 10])))
    assert all(map(math.isnan, stats.stratified([], [], [])))
    assert all(map(math.isnan, stats.combined([], [])))
    assert all(map(math.isnan, stats.part_of_sum(stats.Estimate(0, 0, 5), stats.Estimate(0, 0, 9))))


def fieller(part: stats.Estimate, rest: stats.Estimate) -> tuple[float, float]:
    """The closed form of the interval of a ratio by the MOVER (Donner and Zou 2012), turned into a share."""
    a, la, ua = part
    b, lb, ub = rest
    low = (a * b - math.sqrt((a * b) ** 2 - lb * ua * (2 * b - lb) * (2 * a - ua))) / (ua * (2 * a - ua))
    high = (a * b + math.sqrt((a * b) ** 2 - ub * la * (2 * b - ub) * (2 * a - la))) / (la * (2 * a - la))
    return 1 / (1 + high), 1 / (1 + low)


@pytest.mark.parametrize(
    ("part", "rest"), [((900, 850, 930), (100, 60, 160)), ((50, 30, 70), (50, 30, 70)), ((400, 390, 410), (30, 2, 60))]
)
def test_the_share_of_a_part_has_the_interval_of_the_ratio(
    part: tuple[float, float, float], rest: tuple[float, float, float]
) -> None:
    value, low, high = stats.part_of_sum(stats.Estimate(*part), stats.Estimate(*rest))
    assert value == pytest.approx(part[0] / (part[0] + rest[0]))
    assert (low, high) == pytest.approx(fieller(stats.Estimate(*part), stats.Estimate(*rest)), abs=1e-9)


def test_a_part_that_was_always_or_never_found_keeps_a_width() -> None:
    always = stats.part_of_sum(stats.Estimate(100, 90, 100), stats.Estimate(0, 0, 40))
    assert always.value == always.high == 1
    assert 0.65 < always.low < 0.75
    never = stats.part_of_sum(stats.Estimate(0, 0, 8), stats.Estimate(50, 30, 80))
    assert never.value == never.low == 0
    assert 0.1 < never.high < 0.3


@pytest.mark.parametrize(("outlets", "n"), [(1, 40), (8, 6)])
def test_intervals_of_shares_and_recall_hold_the_truth_as_often_as_they_say(outlets: int, n: int) -> None:
    rng = np.random.default_rng(1)
    sizes, p = [6000, 3000, 1000], [0.04, 0.15, 0.9]
    share = sum(s * q for s, q in zip(sizes, p, strict=True)) / sum(sizes)
    recall = sizes[2] * p[2] / (share * sum(sizes))
    runs, held = 1000, [0, 0]
    for _ in range(runs):
        parts = [
            stats.stratified(rng.binomial(n, q, outlets).tolist(), [n] * outlets, [s / outlets] * outlets)
            for s, q in zip(sizes, p, strict=True)
        ]
        whole = stats.combined(parts, sizes)
        part = stats.Estimate(*(sizes[2] * f for f in parts[2]))
        rest = stats.Estimate(*(9000 * f for f in stats.combined(parts[:2], sizes[:2])))
        found = stats.part_of_sum(part, rest)
        held[0] += whole.low <= share <= whole.high
        held[1] += found.low <= recall <= found.high
    assert all(0.93 <= h / runs <= 0.98 for h in held), held


# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), C: four observers, twelve units, with gaps
OBSERVED = (
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
)  # fmt: skip


def test_alpha_is_the_one_krippendorff_published() -> None:
    value, low, high = stats.krippendorff_alpha(OBSERVED)
    assert value == pytest.approx(0.743, abs=0.0005)
    assert low < value < high <= 1
    assert stats.krippendorff_alpha(OBSERVED) == (value, low, high)


def test_alpha_of_two_coders_by_hand() -> None:
    # Scott's pi with the correction for small samples: 1 − (1 − same) / (expected to differ, without replacement)
    pairs = [("own", "own")] * 50 + [("quote", "quote")] * 20 + [("own", "quote")] * 7 + [("quote", "own")] * 3
    n = 2 * len(pairs)
    own = sum(pair.count("own") for pair in pairs)
    differ = 2 * own * (n - own) / (n * (n - 1))
    assert stats.krippendorff_alpha(pairs).value == pytest.approx(1 - (10 / 80) / differ)


def test_alpha_says_nothing_without_pairs_or_variety() -> None:
    for codings in ([], [("own", None)], [("own", "own")] * 5):
        assert all(map(math.isnan, stats.krippendorff_alpha(codings)))


def test_a_difference_of_means_as_worked_by_hand() -> None:
    a, b = [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 4.0, 6.0]
    # Welch: difference −1, squared errors 2.5/5 and 2.667/4, 6.10 degrees of freedom, t = 2.4385
    error = (2.5 / 5 + (8 / 3) / 4) ** 0.5
    low, high = stats.mean_difference(a, b)
    assert (low + high) / 2 == pytest.approx(-1)
    degrees = (0.5 + 2 / 3) ** 2 / (0.5**2 / 4 + (2 / 3) ** 2 / 3)
    assert (high - low) / 2 == pytest.approx(t.ppf(0.975, degrees) * error)
    assert stats.mean_difference([2.0, 2.0], [1.5, 1.5]) == (0.5, 0.5)
    assert stats.mean_difference(a, [0.1, 0.3]) == pytest.approx(
        tuple(ttest_ind(a, [0.1, 0.3], equal_var=False).confidence_interval())
    )
    assert (low, high) == pytest.approx(tuple(ttest_ind(a, b, equal_var=False).confidence_interval()))
    with pytest.raises(ValueError, match="at least two"):
        stats.mean_difference([1.0], b)


@pytest.mark.parametrize(("share", "shown"), [(0, 0), (0.425, 43), (0.285, 29), (0.10344, 10), (0.125, 13), (1, 100)])
def test_percent_rounds_a_half_up(share: float, shown: int) -> None:
    assert stats.percent(share) == shown
