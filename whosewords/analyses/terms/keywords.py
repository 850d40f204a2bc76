"""Keywords: the terms that one group of words has more of than another."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from ... import stats
from ...corpus import Corpus
from ...tables import UNKNOWN, WORDINGS
from . import measures
from .frequency import By
from .words import CONTENT, SAID, Form, Group, chosen, in_words, prepare, vocabulary

PRIOR = 500.0
"""Words of the prior of the log-odds: about one article's worth."""
MOST_GROUPS = 8
"""Groups that are each set against the rest, those with most words."""

_COUNTS = ["n", "words", "n_other", "words_other"]


def keyness(
    corpus: Corpus,
    group: Group,
    other: Group | None = None,
    *,
    pos: Collection[str] = CONTENT,
    form: Form = "lemma",
    stop_words: Collection[str] | None = None,
    least: int = 3,
    prior: float = PRIOR,
) -> pd.DataFrame:
    """Return how much more often each term occurs in one group of words than in another (None: than in all the rest).

    Which terms are counted is said as in `frequencies`; those that occur `least` times in both together are compared.
    Exact copies of articles are left out. Columns: group and other (in plain words), term, pos; n, words, per_10000,
    articles (with the term), of_articles, and the same of the other group (n_other …); log_ratio with low and high
    (its 95 % interval; 1 = twice as often, −1 = half as often), diff (%DIFF), g2 (log-likelihood, two-term), p, q (p
    corrected for the number of terms compared), p_without (p where the one article that has most of the word is left
    out of the group that has more of it), log_odds and z (with an informative Dirichlet prior of `prior` words), and
    finding: whether q and p_without are below stats.ALPHA and the term stands in stats.MIN_ARTICLES articles of the
    group that has more of it, so that no one article makes a finding. By z: first what the group has more of, last what
    the other has more of. See `measures`. Words are taken as independent, which those of an article are not, so p is
    too small: the counts of articles and p_without are there to be held against it.
    Raises ValueError where the groups share words, and for a group there cannot be.
    """
    prepare(corpus)
    one, params = chosen(corpus, group)
    two, more = chosen(corpus, other, "other") if other is not None else ("true", {})
    told = f"CASE WHEN {one} AND {two} THEN 'both' WHEN {one} THEN 'one' WHEN {two} THEN 'other' END"
    if other is None:
        told = f"CASE WHEN {one} THEN 'one' ELSE 'other' END"
    with _tallied(corpus, told, params | more, pos, form, stop_words):
        found, sizes = _compared(corpus, "side", {}, least)
    if "both" in sizes.index:
        shared = f"{int(sizes['words']['both']):,} words"
        raise ValueError(f"the groups {dict(group)} and {dict(other or {})} share {shared}: they cannot be compared")
    found = found.assign(
        group=in_words(corpus, group), other="all other words" if other is None else in_words(corpus, other)
    ).astype({"group": "str", "other": "str"})
    return _measured(found, prior)


@contextmanager
def _tallied(
    corpus: Corpus,
    told: str,
    params: Mapping[str, Any],
    pos: Collection[str],
    form: Form,
    stop_words: Collection[str] | None,
) -> Iterator[None]:
    """Count words by `told`, SQL for a row of SAID, into tables that are there for a while.

    `key_parts`: side (what `told` says), article, words. `key_tally`: side, article, item (a number for a term), n.
    `key_names`: item, folded (in small letters), term, pos.
    """
    words, counting = vocabulary(form, pos, stop_words)
    corpus.sql(
        f"""
        CREATE OR REPLACE TEMP TABLE key_words AS
        SELECT {told} AS side, article, word, sum(size) AS words, count(*) AS n FROM ({SAID})
        WHERE duplicate_of IS NULL GROUP BY ALL HAVING side IS NOT NULL
        """,
        params,
    )
    corpus.sql(
        "CREATE OR REPLACE TEMP TABLE key_parts AS "
        "SELECT side, article, sum(words)::BIGINT AS words FROM key_words GROUP BY ALL"
    )
    corpus.sql(
        f"""
        CREATE OR REPLACE TEMP TABLE key_counted AS
        SELECT side, article, pos, spelling, folded, item, n
        FROM key_words JOIN (SELECT *, hash(folded) AS item FROM ({words})) USING (word) WHERE counted
        """,
        counting,
    )
    corpus.sql(
        """
        CREATE OR REPLACE TEMP TABLE key_names AS
        SELECT item, any_value(folded) AS folded, first(spelling ORDER BY n DESC, spelling DESC) AS term,
            string_agg(DISTINCT pos, ', ' ORDER BY pos) AS pos
        FROM (SELECT item, any_value(folded) AS folded, spelling, pos, sum(n) AS n FROM key_counted
            GROUP BY item, spelling, pos)
        GROUP BY item
        """
    )
    corpus.sql(
        "CREATE OR REPLACE TEMP TABLE key_tally AS "
        "SELECT side, article, item, sum(n)::BIGINT AS n FROM key_counted GROUP BY ALL"
    )
    try:
        yield
    finally:
        for table in ("key_words", "key_counted", "key_parts", "key_names", "key_tally"):
            corpus.sql(f"DROP TABLE IF EXISTS {table}")


def _compared(corpus: Corpus, side: str, params: Mapping[str, Any], least: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the terms of both sides with their counts, and the words and articles of each side.

    `side` is SQL that says for a row of the tables of `_tallied` whether it is of the `one` or the `other`.
    """
    sizes = corpus.sql(
        f"""
        SELECT {side} AS side, sum(words)::BIGINT AS words, count(DISTINCT article) AS articles FROM key_parts
        GROUP BY ALL
        """,
        params,
    ).set_index("side")
    found = corpus.sql(
        f"""
        WITH parts AS (SELECT {side} AS half, article, sum(words) AS words FROM key_parts GROUP BY ALL),
        tally AS (SELECT {side} AS half, article, item, sum(n) AS n FROM key_tally GROUP BY ALL),
        sides AS (
            SELECT item, {_of_side("one", "")}, {_of_side("other", "_other")}
            FROM tally JOIN parts USING (half, article) GROUP BY item HAVING sum(n) >= $least)
        SELECT term, pos, sides.* EXCLUDE (item) FROM sides JOIN key_names USING (item) ORDER BY folded
        """,
        {"least": least, **params},
    )
    for suffix, half in (("", "one"), ("_other", "other")):
        found[f"words{suffix}"] = int(sizes["words"].get(half, 0))
        found[f"of_articles{suffix}"] = int(sizes["articles"].get(half, 0))
    return (found if {"one", "other"} <= {*sizes.index} else found.iloc[:0]), sizes


def _of_side(side: str, suffix: str) -> str:
    """Return SQL for a side's count and articles, and for count and words of its article with most of a term."""
    own = f"FILTER (half = '{side}')"
    return (
        f"coalesce(sum(n) {own}, 0)::BIGINT AS n{suffix}, count(*) {own} AS articles{suffix}, "
        f"coalesce(max(n) {own}, 0)::BIGINT AS most{suffix}, "
        f"coalesce(arg_max(words, (n, article)) {own}, 0)::BIGINT AS most_words{suffix}"
    )


def _measured(found: pd.DataFrame, prior: float) -> pd.DataFrame:
    counts = [found[c].to_numpy() for c in _COUNTS]
    n, words, n_other, words_other = counts
    for suffix in ("", "_other"):
        found[f"per_10000{suffix}"] = 10_000 * found[f"n{suffix}"] / found[f"words{suffix}"]
    more = found["per_10000"].to_numpy() > found["per_10000_other"].to_numpy()
    found["log_ratio"], found["low"], found["high"] = measures.log_ratio(*counts)
    found["diff"] = measures.percent_difference(*counts)
    found["g2"] = measures.g2_two_term(*counts)
    found["p"] = measures.p_of_g2(found["g2"])
    found["q"] = stats.benjamini_hochberg(found["p"])
    without = [
        np.where(side, of - found[column], of)
        for side, of, column in (
            (more, n, "most"), (more, words, "most_words"), (~more, n_other, "most_other"),
            (~more, words_other, "most_words_other"),
        )
    ]  # fmt: skip
    found["p_without"] = _p_of_more(without, more)
    found["log_odds"], found["z"] = measures.log_odds(n, words, n_other, words_other, prior)
    articles = np.where(more, found["articles"], found["articles_other"])
    sure = (found["q"] < stats.ALPHA) & (found["p_without"] < stats.ALPHA)
    found["finding"] = sure & (articles >= stats.MIN_ARTICLES)
    columns = ["group", "other", "term", "pos"]
    columns += [f"{c}{s}" for s in ("", "_other") for c in ("n", "words", "per_10000", "articles", "of_articles")]
    columns += ["log_ratio", "low", "high", "diff", "g2", "p", "q", "p_without", "log_odds", "z", "finding"]
    return found[columns].sort_values("z", ascending=False, kind="stable", ignore_index=True)


def _p_of_more(counts: list[Any], more: Any) -> Any:
    """Return p of G², or 1 where the group that had more no longer has, or nothing is left of it."""
    n, words, n_other, words_other = counts
    known = (words > 0) & (words_other > 0)
    words, words_other = np.maximum(words, 1), np.maximum(words_other, 1)
    still = np.where(more, n / words > n_other / words_other, n / words < n_other / words_other)
    with np.errstate(invalid="ignore"):
        return np.where(known & still, measures.p_of_g2(measures.g2_two_term(n, words, n_other, words_other)), 1.0)


def keyness_by(
    corpus: Corpus,
    by: By = "outlet",
    *,
    top: int = 8,
    group: Group | None = None,
    pos: Collection[str] = CONTENT,
    form: Form = "lemma",
    stop_words: Collection[str] | None = None,
    least: int = 3,
    prior: float = PRIOR,
) -> pd.DataFrame:
    """Return what each voice, speaker or outlet has more of than the others, the `top` terms by z.

    The MOST_GROUPS with most words are shown, each set against all other words; of a `group` of words only, such as
    `{"voice": "own"}`, or of all. What else may be chosen is as in `keyness`, whose columns these are. Empty where
    there are not two groups.
    Raises ValueError for an unknown `by`, and for a group there cannot be.
    """
    keys = {"voice": "wording", "speaker": "speaker_id", "outlet": "outlet"}
    if by not in keys:
        raise ValueError(f"by is voice, speaker or outlet, not {by!r}")
    prepare(corpus)
    within, params = chosen(corpus, group)
    known = f"act <> 'attitude' AND speaker_id <> '{UNKNOWN}'" if by == "speaker" else "true"
    told = f"CASE WHEN {within} AND {known} THEN {keys[by]} END"
    tables = []
    with _tallied(corpus, told, params, pos, form, stop_words):
        found = corpus.sql("SELECT side FROM key_parts GROUP BY side ORDER BY sum(words) DESC, side")["side"].tolist()
        values = [w for w in WORDINGS if w in found] if by == "voice" else found
        for value in values[:MOST_GROUPS] if len(values) > 1 else [None]:
            side = "CASE WHEN side = $value THEN 'one' ELSE 'other' END"
            compared, _ = _compared(corpus, side, {"value": value}, least)
            name = in_words(corpus, {by: value, **(group or {})}) if value is not None else ""
            told_apart = compared.assign(group=name, other="the others").astype({"group": "str", "other": "str"})
            table = _measured(told_apart, prior)
            tables.append(table[table["z"] > 0].head(top))
    return pd.concat(tables, ignore_index=True)
