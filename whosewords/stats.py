"""Statistics: intervals, the least n for each kind of claim, and how evenly something is spread."""

import warnings
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

MIN_POINTS = 5
"""Fewer sentences than this are shown as sentences: no figure is made of them."""
MIN_MEAN = 10
"""Fewer sentences than this are shown as points: no mean is made of them."""
MIN_ARTICLES = 3
"""What is found in fewer articles than this is no finding."""
ALPHA = 0.05
"""The share of false findings that is put up with among all of a table (Benjamini and Hochberg 1995)."""


class Interval(NamedTuple):
    """The two ends of an interval."""

    low: float
    high: float


def shown_as(n: int) -> Literal["sentences", "points", "mean"]:
    """Say what `n` sentences may be shown as: themselves, points, or a mean with its interval."""
    return "sentences" if n < MIN_POINTS else "points" if n < MIN_MEAN else "mean"


def bootstrap_mean(values: Sequence[float], confidence: float = 0.95, seed: int = 0) -> Interval:
    """Return the bootstrap interval of a mean (BCa; Efron 1987), by percentiles where BCa is not defined.

    The values are taken as independent, so it is too narrow where sentences of one article resemble each other.
    Raises ValueError for fewer than two values.
    """
    import numpy as np
    from scipy.stats import bootstrap

    if len(values) < 2:
        raise ValueError("an interval needs at least two values")
    if min(values) == max(values):
        return Interval(float(values[0]), float(values[0]))
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # BCa warns where it is not defined, and returns nan
            found = bootstrap(
                (np.asarray(values, dtype=float),),
                np.mean,
                confidence_level=confidence,
                method=method,
                rng=np.random.default_rng(seed),
            ).confidence_interval
        if not np.isnan([found.low, found.high]).any():
            break
    return Interval(float(found.low), float(found.high))


def proportion(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Return Wilson's interval (1927) of a proportion, `k` of `n`. Raises ValueError unless 0 ≤ k ≤ n and n > 0."""
    from scipy.stats import binomtest

    found = binomtest(k, n).proportion_ci(confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def rate_interval(
    n: Any, words: Any, articles: Any, *, n_n: Any, n_words: Any, words_words: Any, confidence: float = 0.95
) -> tuple[Any, Any]:
    """Return the ends of the interval of a rate, `n` in `words`, over articles: those of one are not independent.

    The rate is that of a ratio estimator over `articles` (Cochran 1977, ch. 6), its interval Student's on a
    logarithmic scale, and never narrower than counting alone makes it (Poisson). Numbers or arrays: `n_n`, `n_words`
    and `words_words` are sums over the articles of n², n · words and words². The ends are nan for fewer than MIN_POINTS
    articles, and where n is 0.
    """
    import numpy as np
    from scipy.stats import t

    n, words, articles = (np.asarray(x, dtype=float) for x in (n, words, articles))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = n / words
        over_articles = articles / (articles - 1) * (n_n - 2 * rate * n_words + rate**2 * words_words) / words**2
        error = np.sqrt(np.maximum(over_articles, n / words**2)) / rate
        half = np.where((articles >= MIN_POINTS) & (n > 0), t.ppf((1 + confidence) / 2, articles - 1) * error, np.nan)
        return rate * np.exp(-half), rate * np.exp(half)


def benjamini_hochberg(p: Any) -> Any:
    """Return p-values corrected for their number: the share of false findings if all up to this one are called so."""
    import numpy as np
    from scipy.stats import false_discovery_control

    p = np.asarray(p, dtype=float)
    return false_discovery_control(p) if len(p) else p


def deviation_of_proportions(counts: Sequence[float], sizes: Sequence[float], *, normalised: bool = False) -> float:
    """Return Gries's DP (2008): 0 = spread as the parts' sizes; 1 less the smallest part's share = all in that part.

    `normalised` (DPnorm; Lijffijt and Gries 2012) makes the most 1. `counts` are a word's occurrences in each part of
    a corpus, `sizes` the parts' words. It is nan where the word does not occur or there is one part only.
    """
    total, words = sum(counts), sum(sizes)
    smallest = min((s for s in sizes if s), default=0)
    if not total or smallest == words:
        return float("nan")
    dp = sum(abs(c / total - s / words) for c, s in zip(counts, sizes, strict=True)) / 2
    return dp / (1 - smallest / words) if normalised else dp


def juilland_d(counts: Sequence[float], sizes: Sequence[float]) -> float:
    """Return Juilland's D (1970) over rates, for parts of any size: 1 = evenly spread, 0 = in one part.

    It is nan where the word does not occur or there is one part only.
    """
    from scipy.stats import variation

    rates = [c / s for c, s in zip(counts, sizes, strict=True) if s]
    if len(rates) < 2 or not any(rates):
        return float("nan")
    return 1 - float(variation(rates)) / float((len(rates) - 1) ** 0.5)
