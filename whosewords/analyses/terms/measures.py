"""How strongly a word keeps to a group of texts (keyness) or to another word (collocation), from counts alone.

All functions take numbers or arrays and return arrays.
"""

from typing import Any, NamedTuple

import numpy as np

_LESS_THAN_ONE = 0.5
"""Stands for a count of 0 where a logarithm is taken of it (Hardie 2014)."""


class Sized(NamedTuple):
    """A measure with the ends of its 95 % interval."""

    value: Any
    low: Any
    high: Any


def g2_two_term(n: Any, words: Any, n_other: Any, words_other: Any) -> Any:
    """Return the log-likelihood ratio G² of a word in two groups, from its own two counts (Rayson and Garside 2000).

    The other words' two counts, which Dunning (1993) adds as further terms, are left out, as in most keyword tools.
    """
    n, words, n_other, words_other = (np.asarray(x, dtype=float) for x in (n, words, n_other, words_other))
    share = (n + n_other) / (words + words_other)
    return 2 * (_surprise(n, words * share) + _surprise(n_other, words_other * share))


def g2_four_term(both: Any, first: Any, second: Any, of: Any) -> Any:
    """Return the log-likelihood ratio G² of a 2 × 2 table (Dunning 1993): `both` of `first` and `second`, of `of`."""
    both, first, second, of = (np.asarray(x, dtype=float) for x in (both, first, second, of))
    rows, columns = (first, of - first), (second, of - second)
    seen = (both, first - both), (second - both, of - first - second + both)
    sides = [(seen[i][j], rows[i] * columns[j] / of) for i in (0, 1) for j in (0, 1)]
    return 2 * sum(_surprise(observed, expected) for observed, expected in sides)


def _surprise(observed: Any, expected: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(observed > 0, observed * np.log(observed / expected), 0.0)


def p_of_g2(g2: Any) -> Any:
    """Return the probability of a G² this large or larger by chance: χ² with one degree of freedom."""
    from scipy.stats import chi2

    return chi2.sf(np.maximum(g2, 0), 1)


def log_ratio(n: Any, words: Any, n_other: Any, words_other: Any) -> Sized:
    """Return Hardie's Log Ratio (2014): how many times the rate of one group doubles that of the other.

    A count of 0 is taken as one half. The interval is that of a ratio of two rates (Katz and others 1978).
    """
    n, n_other = (np.where(np.asarray(x) > 0, x, _LESS_THAN_ONE).astype(float) for x in (n, n_other))
    words, words_other = np.asarray(words, dtype=float), np.asarray(words_other, dtype=float)
    value = np.log2((n / words) / (n_other / words_other))
    error = np.sqrt(np.maximum(1 / n - 1 / words, 0) + np.maximum(1 / n_other - 1 / words_other, 0)) / np.log(2)
    return Sized(value, value - 1.959964 * error, value + 1.959964 * error)


def percent_difference(n: Any, words: Any, n_other: Any, words_other: Any) -> Any:
    """Return %DIFF (Gabrielatos and Marchi 2012): by how many per cent the rate is higher than in the other group.

    It is nan where the other group does not have the word: there is nothing it could be higher than.
    """
    n, words, n_other, words_other = (np.asarray(x, dtype=float) for x in (n, words, n_other, words_other))
    with np.errstate(divide="ignore", invalid="ignore"):
        other = n_other / words_other
        return np.where(n_other > 0, 100 * (n / words - other) / other, np.nan)


def log_odds(n: Any, words: Any, n_other: Any, words_other: Any, prior: float) -> tuple[Any, Any]:
    """Return the log-odds ratio with an informative Dirichlet prior, and its z-score (Monroe, Colaresi, Quinn 2008).

    The prior is `prior` words, shared out as in both groups together; it draws rare words towards no difference.
    """
    n, words, n_other, words_other = (np.asarray(x, dtype=float) for x in (n, words, n_other, words_other))
    alpha = prior * (n + n_other) / (words + words_other)
    odds = np.log((n + alpha) / (words + prior - n - alpha))
    odds_other = np.log((n_other + alpha) / (words_other + prior - n_other - alpha))
    value = odds - odds_other
    return value, value / np.sqrt(1 / (n + alpha) + 1 / (n_other + alpha))


def log_dice(both: Any, first: Any, second: Any) -> Any:
    """Return logDice (Rychlý 2008): 14 where two words only ever occur together, one less for each halving."""
    return 14 + np.log2(2 * np.asarray(both, dtype=float) / (np.asarray(first) + np.asarray(second)))


def t_score(both: Any, expected: Any) -> Any:
    """Return the t-score of a collocation (Church and others 1991): how far seen exceeds expected, in its error."""
    both = np.asarray(both, dtype=float)
    return (both - expected) / np.sqrt(both)
