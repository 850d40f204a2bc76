"""Statistics: intervals, the least n for each kind of claim, agreement, and how evenly something is spread."""

import warnings
from collections.abc import Hashable, Sequence
from math import floor
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np

MIN_POINTS = 5
"""Fewer sentences than this are shown as sentences: no figure is made of them."""
MIN_MEAN = 10
"""Fewer sentences than this are shown as points: no mean is made of them."""
MANY = 1_000
"""From so many values on, the mean of resamples is as good as normal."""
MIN_PEOPLE = 5
"""Of fewer people than this no share is told: how many they are says more."""
MIN_ARTICLES = 3
"""What is found in fewer articles than this is no finding."""
ALPHA = 0.05
"""The share of false findings that is put up with among all of a table (Benjamini and Hochberg 1995)."""


class Interval(NamedTuple):
    """The two ends of an interval."""

    low: float
    high: float


class Estimate(NamedTuple):
    """A figure with its interval; not a number where nothing can be said."""

    value: float
    low: float
    high: float


NO_ESTIMATE = Estimate(float("nan"), float("nan"), float("nan"))


def percent(share: float) -> int:
    """Return a share (0 … 1) in whole per cent, a half rounded up: the same wherever people read it."""
    return floor(round(100 * share, 9) + 0.5)


def count(n: Any, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 word", "1,204 words"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def shown_as(n: int) -> Literal["sentences", "points", "mean"]:
    """Say what `n` sentences may be shown as: themselves, points, or a mean with its interval."""
    return "sentences" if n < MIN_POINTS else "points" if n < MIN_MEAN else "mean"


def bootstrap_mean(values: Sequence[float], confidence: float = 0.95, seed: int = 0) -> Interval:
    """Return the bootstrap interval of a mean (BCa; Efron 1987), by percentiles where BCa is not defined.

    From MANY values on it is Student's, which then is the same and takes no resamples. The values are taken as
    independent, so it is too narrow where sentences of one article resemble each other.
    Raises ValueError for fewer than two values.
    """
    import numpy as np
    from scipy.stats import bootstrap, ttest_1samp

    if len(values) < 2:
        raise ValueError("an interval needs at least two values")
    if min(values) == max(values):
        return Interval(float(values[0]), float(values[0]))
    if len(values) >= MANY:
        known = ttest_1samp(values, 0).confidence_interval(confidence)
        return Interval(float(known.low), float(known.high))
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


def mean_difference(a: Sequence[float], b: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return the interval of the mean of `a` less that of `b`, of values with unequal variances (Welch 1947).

    The values are taken as independent. Raises ValueError for fewer than two values of either.
    """
    import numpy as np
    from scipy.special import stdtrit  # all of scipy.stats takes half a second to import

    one, other = (np.asarray(values, dtype=float) for values in (a, b))
    if min(len(one), len(other)) < 2:
        raise ValueError("an interval needs at least two values of each")
    difference = one.mean() - other.mean()
    if np.ptp(one) == np.ptp(other) == 0:
        return Interval(float(difference), float(difference))
    errors = np.array([values.var(ddof=1) / len(values) for values in (one, other)])
    freedom = errors.sum() ** 2 / (errors**2 / [len(one) - 1, len(other) - 1]).sum()
    half = stdtrit(freedom, (1 + confidence) / 2) * np.sqrt(errors.sum())
    return Interval(float(difference - half), float(difference + half))


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


def stratified(found: Sequence[int], of: Sequence[int], sizes: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Return the share of a whole that has a property, from a random sample of each of its strata.

    `found` of the `of` sampled have it, `sizes` are the strata's. The interval is Wilson's for the sample that would
    tell as much without strata, (Σ size)² / Σ (size² / of) (Kish 1965): it has a width where all sampled are alike.
    It is for strata that are much alike; for others see `combined`. Nothing can be said where one was not sampled.
    """
    strata = [(k, n, size) for k, n, size in zip(found, of, sizes, strict=True) if size]
    whole = sum(size for _, _, size in strata)
    if not whole or not all(n for _, n, _ in strata):
        return NO_ESTIMATE
    p = sum(size * k / n for k, n, size in strata) / whole
    n = whole**2 / sum(size**2 / n for _, n, size in strata)
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (p * (1 - p) / n + z2 / (4 * n * n))) ** 0.5 / (1 + z2 / n)
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half))


def combined(parts: Sequence[Estimate], sizes: Sequence[float]) -> Estimate:
    """Return the share of a whole from the shares of its parts, estimated independently; `sizes` are the parts'.

    The interval puts theirs together by the differences between their ends and the estimates (Zou, Huang and Zhang
    2009). Nothing can be said where it cannot of a part.
    """
    whole = sum(sizes)
    if not whole:
        return NO_ESTIMATE
    weighed = [(size / whole, part) for size, part in zip(sizes, parts, strict=True) if size]
    value = sum(w * p.value for w, p in weighed)
    below = sum((w * (p.value - p.low)) ** 2 for w, p in weighed) ** 0.5
    above = sum((w * (p.high - p.value)) ** 2 for w, p in weighed) ** 0.5
    return Estimate(value, value - below, value + above)


def part_of_sum(part: Estimate, rest: Estimate) -> Estimate:
    """Return the share of `part` in part + rest, two amounts of 0 or more that were estimated independently.

    The interval has the shares at which the interval of (1 − share) · part − share · rest, put together as in
    `combined`, reaches 0 (Newcombe 2016). Nothing can be said where both amounts are 0.
    """
    from scipy.optimize import brentq

    if not part.value + rest.value > 0:
        return NO_ESTIMATE

    def low(share: float) -> float:
        apart = ((1 - share) * (part.value - part.low)) ** 2 + (share * (rest.high - rest.value)) ** 2
        return float((1 - share) * part.value - share * rest.value - apart**0.5)

    def high(share: float) -> float:
        apart = ((1 - share) * (part.high - part.value)) ** 2 + (share * (rest.value - rest.low)) ** 2
        return float((1 - share) * part.value - share * rest.value + apart**0.5)

    value = part.value / (part.value + rest.value)
    return Estimate(
        value,
        float(brentq(low, 0, value)) if low(0) > 0 > low(value) else value if low(0) > 0 else 0.0,
        float(brentq(high, value, 1)) if high(value) > 0 > high(1) else value if high(1) < 0 else 1.0,
    )


def krippendorff_alpha(
    codings: Sequence[Sequence[Hashable | None]], confidence: float = 0.95, seed: int = 0
) -> Estimate:
    """Return Krippendorff's α (2004) for nominal codings, with its bootstrap interval over units.

    `codings` has for each unit what each coder says, None where one says nothing: 1 = they agree, 0 = as by chance.
    Not a number where no unit has two codings or all are the same.
    """
    import numpy as np

    units = [[c for c in unit if c is not None] for unit in codings]
    units = [unit for unit in units if len(unit) > 1]
    values = {value: n for n, value in enumerate(dict.fromkeys(c for unit in units for c in unit))}
    pairs = np.zeros((len(units), len(values), len(values)))
    for n, unit in enumerate(units):
        for i, a in enumerate(unit):
            for j, b in enumerate(unit):
                if i != j:
                    pairs[n, values[a], values[b]] += 1 / (len(unit) - 1)

    def alpha(coincidences: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        of_value = coincidences.sum(axis=-1)
        n = of_value.sum(axis=-1)
        same = np.trace(coincidences, axis1=-2, axis2=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(1 - (n - 1) * (n - same) / (n**2 - (of_value**2).sum(axis=-1)))

    if len(values) < 2:
        return NO_ESTIMATE
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), size=2000)
    resampled = alpha(np.tensordot(weights, pairs, axes=1))
    ends = np.nanquantile(resampled, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(float(alpha(pairs.sum(axis=0))), float(ends[0]), float(ends[1]))


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
