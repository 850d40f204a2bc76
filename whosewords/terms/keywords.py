"""Keywords: the terms that one group of words has more of than another."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from .. import stats
from ..corpus import Corpus
from ..tables import UNKNOWN, WORDINGS
from . import measures
from .frequency import By
from .words import CONTENT, SAID, Form, Group, chosen, in_words, prepare, spelling, stopped

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
    corrected for the number of terms compared), q_without (the same with the one article that has most of the word left
    out of the group that has more of it), log_odds and z (with an informative Dirichlet prior of `prior` words), and
    finding: whether q and q_without are below stats.ALPHA and the term stands in stats.MIN_ARTICLES articles of the
    group that has more of it, so that no one article makes a finding. By z: first what the group has more of, last what
    the other has more of. See `measures`. Words are taken as independent, which those of an article are not: p is too
    small, and document counts and q_without are there to hold against it.
    Raises ValueError where the groups share words, and for a group there cannot be.
    """
    prepare(corpus)
    one, params = chosen(corpus, group)
    two, more = chosen(corpus, other, "other") if other is not None else ("true", {})
    told = f"CASE WHEN {one} AND {two} THEN 'both' WHEN {one} THEN 'one' WHEN {two} THEN 'other' END"
    if other is None:
        told = f"CASE WHEN {one} THEN 'one' ELSE 'other' END"
    placed = f"SELECT *, {told} AS side FROM ({SAID}) WHERE duplicate_of IS NULL"
    sizes = corpus.sql(
        f"SELECT side, sum(size)::BIGINT AS words, count(DISTINCT article) AS articles FROM ({placed}) GROUP BY side",
        params | more,
    ).set_index("side")
    if "both" in sizes.index:
        shared = f"{sizes.loc['both', 'words']:,} words"
        raise ValueError(f"the groups {dict(group)} and {dict(other or {})} share {shared}: they cannot be compared")
    found = corpus.sql(
        f"""
        WITH placed AS (SELECT *, {spelling(form)} AS spelling FROM ({placed})),
        parts AS (SELECT side, article, sum(size) AS words FROM placed GROUP BY ALL),
        counted AS (
            SELECT side, article, pos, spelling, lower(spelling) AS folded FROM placed
            WHERE side IS NOT NULL AND list_contains($pos, pos) AND regexp_matches(spelling, '\\pL')
            AND NOT list_contains($stop, lower(spelling)) AND NOT list_contains($stop, lower(form))),
        names AS (
            SELECT folded, first(spelling ORDER BY n DESC, spelling DESC) AS term,
                string_agg(DISTINCT pos, ', ' ORDER BY pos) AS pos
            FROM (SELECT folded, spelling, pos, count(*) AS n FROM counted GROUP BY ALL) GROUP BY folded),
        tally AS (SELECT side, article, folded, count(*) AS n FROM counted GROUP BY ALL)
        SELECT term, pos,
            {_of_side("one", "")}, {_of_side("other", "_other")}
        FROM tally JOIN parts USING (side, article) JOIN names USING (folded)
        GROUP BY folded, term, pos HAVING sum(n) >= $least ORDER BY folded
        """,
        {"pos": list(pos), "stop": stopped(stop_words), "least": least} | params | more,
    )
    for suffix, side in (("", "one"), ("_other", "other")):
        of = sizes.loc[side] if side in sizes.index else {"words": 0, "articles": 0}
        found[f"words{suffix}"], found[f"of_articles{suffix}"] = int(of["words"]), int(of["articles"])
    if not {"one", "other"} <= {*sizes.index}:
        found = found.iloc[:0]
    found = found.assign(
        group=in_words(corpus, group), other="all other words" if other is None else in_words(corpus, other)
    ).astype({"group": "str", "other": "str"})
    return _measured(found, prior)


def _of_side(side: str, suffix: str) -> str:
    """Return SQL for a side's count and articles, and for the count and the words of its article with most of a term."""
    own = f"FILTER (side = '{side}')"
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
    found["q_without"] = stats.benjamini_hochberg(_p_of_more(without, more))
    found["log_odds"], found["z"] = measures.log_odds(*counts, prior)
    articles = np.where(more, found["articles"], found["articles_other"])
    sure = (found["q"] < stats.ALPHA) & (found["q_without"] < stats.ALPHA)
    found["finding"] = sure & (articles >= stats.MIN_ARTICLES)
    columns = ["group", "other", "term", "pos"]
    columns += [f"{c}{s}" for s in ("", "_other") for c in ("n", "words", "per_10000", "articles", "of_articles")]
    columns += ["log_ratio", "low", "high", "diff", "g2", "p", "q", "q_without", "log_odds", "z", "finding"]
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
    corpus: Corpus, by: By = "outlet", *, top: int = 8, group: Group | None = None, **options: Any
) -> pd.DataFrame:
    """Return what each voice, speaker or outlet has more of than the others, the `top` terms by z.

    The MOST_GROUPS with most words are shown, each set against all other words; of a `group` of words only, such as
    `{"voice": "own"}`, or of all. `options` are those of `keyness`, whose columns these are. Empty where there are not
    two groups.
    Raises ValueError for an unknown `by`, and for a group there cannot be.
    """
    keys = {"voice": "wording", "speaker": "speaker_id", "outlet": "outlet"}
    if by not in keys:
        raise ValueError(f"by is voice, speaker or outlet, not {by!r}")
    prepare(corpus)
    within, params = chosen(corpus, group)
    known = f"act <> 'attitude' AND speaker_id <> '{UNKNOWN}'" if by == "speaker" else "true"
    found = corpus.sql(
        f"""SELECT {keys[by]} AS value FROM ({SAID}) WHERE {within} AND value IS NOT NULL AND duplicate_of IS NULL
        AND {known} GROUP BY value ORDER BY sum(size) DESC, value""",
        params,
    )["value"].tolist()
    values = [w for w in WORDINGS if w in found] if by == "voice" else found
    shown = values[:MOST_GROUPS] if len(values) > 1 else []
    tables = [
        keyness(
            corpus, {**(group or {}), by: value}, {**(group or {}), by: [v for v in values if v != value]}, **options
        ).assign(group=in_words(corpus, {by: value}), other="the others")
        for value in shown
    ]
    kept = [t[t["z"] > 0].head(top) for t in tables] or [keyness(corpus, {"voice": "own"}, **options).iloc[:0]]
    return pd.concat(kept, ignore_index=True)
