"""Tests of whosewords.stats, each against another implementation or a hand calculation."""

import math
import statistics

import numpy as np
import pytest

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
    # Gries's own five-part example: |.27-.18|+|.07-.22|+|0-.2|... by hand
    counts, sizes = [4, 1, 0, 5, 5], [18, 22, 20, 20, 20]
    expected = 0.5 * (abs(4 / 15 - 0.18) + abs(1 / 15 - 0.22) + 0.2 + 2 * abs(1 / 3 - 0.2)) / (1 - 0.18)
    assert stats.deviation_of_proportions(counts, sizes) == pytest.approx(expected)
    assert stats.deviation_of_proportions([2, 3, 5], [20, 30, 50]) == pytest.approx(0)
    assert stats.deviation_of_proportions([7, 0, 0], [10, 45, 45]) == pytest.approx(1)
    assert math.isnan(stats.deviation_of_proportions([0, 0], [5, 5]))
    assert math.isnan(stats.deviation_of_proportions([3], [5]))


def test_juilland_d() -> None:
    assert stats.juilland_d([2, 4, 6], [20, 40, 60]) == pytest.approx(1)
    assert stats.juilland_d([9, 0, 0, 0], [10, 10, 10, 10]) == pytest.approx(0)
    rates = [0.1, 0.2, 0.6]
    by_hand = 1 - statistics.pstdev(rates) / statistics.fmean(rates) / math.sqrt(2)
    assert stats.juilland_d([1, 4, 18], [10, 20, 30]) == pytest.approx(by_hand)
    assert math.isnan(stats.juilland_d([0, 0], [5, 5]))
    assert math.isnan(stats.juilland_d([3, 0], [5, 0]))
