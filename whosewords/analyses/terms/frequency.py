"""How often terms occur: words and runs of words, in all or by voice, speaker or outlet, and from one time to the next.

Rates are for every 10,000 words. Their intervals (95 %) are over articles, never over words, for the words of one
article are not independent of each other; so there are none for fewer than stats.MIN_POINTS articles.
"""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import pandas as pd

from ... import stats
from ...corpus import Corpus
from ...tables import WORDINGS
from . import words
from .words import CONTENT, SAID, Form, Group, chosen, listed, places, prepare

By = Literal["voice", "speaker", "outlet"]
Step = Literal["day", "week", "month", "year"]

_KEYS = {None: "''", "voice": "wording", "speaker": "speaker_id", "outlet": "coalesce(outlet, '')"}
"""SQL for the group a word is counted in, for each value of `by`."""


def frequencies(
    corpus: Corpus,
    by: By | None = None,
    *,
    group: Group | None = None,
    pos: Collection[str] = CONTENT,
    form: Form = "lemma",
    stop_words: Collection[str] | None = None,
    least: int = 1,
    top: int | None = None,
) -> pd.DataFrame:
    """Return how often each term occurs, in all, by voice, by speaker or by outlet; the most frequent first.

    Counted are the words of the parts of speech `pos`, as dictionary forms (`lemma`) or as written (`text`), without
    stop words (None: `stop_list`; an empty list: all are counted); of a `group` of words, or of all. Kept are terms
    that occur `least` times and the `top` most frequent: of each speaker or outlet; by voice, of the whole corpus, so
    that voices make up one bar. A speaker's are the words they are said to say or think: attitudes are left out, as in
    `speakers.share_of_voice`.
    Columns: the group (wording and voice; speaker_id and speaker; outlet), term, pos (joined by commas), n, words (all
    of the group's), per_10000 (n for every 10,000 of these), low and high (its interval), sentences, articles (with the
    term), of_articles (with any word of the group).
    Raises ValueError for an unknown `by` or `form`, and for a group there cannot be.
    """
    vocabulary, params = words.vocabulary(form, pos, stop_words)
    items = "SELECT * FROM placed JOIN vocabulary USING (word) WHERE counted"
    found = _counted(corpus, vocabulary, items, by, group, least, top, params)
    kinds = [", ".join(sorted(p for k, p in enumerate(pos) if bits >> k & 1)) for bits in found.pop("kinds")]
    found.insert(list(found.columns).index("term") + 1, "pos", pd.Series(kinds, dtype="str"))
    return found


def ngrams(
    corpus: Corpus,
    size: int = 2,
    by: By | None = None,
    *,
    group: Group | None = None,
    stop_words: Collection[str] | None = None,
    least: int = 2,
    top: int | None = None,
) -> pd.DataFrame:
    """Return how often each run of `size` words occurs, as written; the most frequent first.

    A run stands in one sentence, with nothing but quotation marks between its words, and does not begin or end with a
    stop word (None: `stop_list`; an empty list: all are counted): *rule of law*, not *of law and*. It is counted in the
    voice in which it begins. Columns and the rest as in `frequencies`, without pos.
    Raises ValueError for a `size` below 2, an unknown `by`, and a group there cannot be.
    """
    if size < 2:
        raise ValueError(f"a run of words has two words or more, not {size}")
    rest = range(1, size)
    following = ", ".join(
        f'lead(word, {k}) OVER line AS word{k}, lead(start, {k}) OVER line > lead("end", {k - 1}) OVER line AS gap{k}'
        for k in rest
    )
    unbroken = " AND ".join(f"lead(follows, {k}) OVER line AND lead(unit, {k}) OVER line = unit + {k}" for k in rest)
    written = "v0.form" + "".join(f" || CASE WHEN gap{k} THEN ' ' ELSE '' END || v{k}.form" for k in rest)
    joined = " ".join(f"JOIN vocabulary v{k} ON v{k}.word = word{k}" for k in rest)
    vocabulary, params = words.vocabulary("text", None, stop_words)
    items = f"""
        SELECT *, lower(spelling) AS folded
        FROM (SELECT key, article, sentence_id, v0.kind, {written} AS spelling
            FROM (SELECT key, article, sentence_id, word AS word0, {following}, {unbroken} AS unbroken
                FROM placed WINDOW line AS (PARTITION BY article, sentence_id ORDER BY unit))
            JOIN vocabulary v0 ON v0.word = word0 {joined}
            WHERE unbroken AND NOT v0.stopped AND NOT v{size - 1}.stopped)
        WHERE regexp_matches(spelling, '\\pL')"""
    found = _counted(corpus, vocabulary, items, by, group, least, top, params)
    return found.drop(columns="kinds")


def _counted(
    corpus: Corpus,
    vocabulary: str,
    items: str,
    by: By | None,
    group: Group | None,
    least: int,
    top: int | None,
    params: dict[str, Any],
) -> pd.DataFrame:
    """Count the `items` that a query makes of the words `placed` and the `vocabulary`, by their spelling.

    Columns: those of `frequencies`, without pos but with `kinds`, which has a bit for each kind a term's items are of.
    """
    if by not in _KEYS:
        raise ValueError(f"by is voice, speaker, outlet or None, not {by!r}")
    prepare(corpus)
    apart = by in ("speaker", "outlet")
    within, more = chosen(corpus, group)
    found = corpus.sql(
        f"""
        WITH vocabulary AS ({vocabulary}),
        placed AS NOT MATERIALIZED (
            SELECT *, {_KEYS[by]} AS key FROM ({SAID}) WHERE {within} AND ($attitudes OR act <> 'attitude')),
        parts AS (SELECT key, article, sum(size) AS words FROM placed GROUP BY ALL),
        sizes AS (
            SELECT key, sum(words)::BIGINT AS words, count(*) AS of_articles, sum(words * words) AS words_words
            FROM parts GROUP BY key),
        counted AS MATERIALIZED (  -- by numbers: there are millions of words, and strings take long to compare
            SELECT key, article, sentence_id, hash(folded) AS item, hash(spelling) AS way, folded, spelling,
                1 << (kind::INT - 1) AS kind
            FROM ({items})),
        names AS (
            SELECT item, any_value(folded) AS folded, first(spelling ORDER BY n DESC, spelling DESC) AS term
            FROM (SELECT item, any_value(folded) AS folded, any_value(spelling) AS spelling, count(*) AS n
                FROM counted GROUP BY item, way) GROUP BY item),
        of_sentences AS (
            SELECT key, article, sentence_id, item, count(*) AS n, bit_or(kind) AS kinds
            FROM counted GROUP BY key, article, sentence_id, item),
        of_parts AS (
            SELECT key, article, item, sum(n) AS n, count(*) AS sentences, bit_or(kinds) AS kinds
            FROM of_sentences GROUP BY ALL),
        answer AS (
            SELECT key, item, sum(n)::BIGINT AS n, sum(sentences)::BIGINT AS sentences, count(*) AS articles,
                bit_or(kinds) AS kinds, sum(n * n) AS n_n, sum(n * words) AS n_words
            FROM of_parts JOIN parts USING (key, article) GROUP BY ALL),
        together AS (
            SELECT *, sum(n) OVER (PARTITION BY item {", key" if apart else ""}) AS whole FROM answer),
        ranked AS (
            SELECT together.*, term,
                dense_rank() OVER ({"PARTITION BY key" if apart else ""} ORDER BY whole DESC, folded) AS place
            FROM together JOIN names USING (item) WHERE whole >= $least)
        SELECT key, term, n, words, 10000 * n / words AS per_10000, sentences, articles, of_articles, kinds, n_n,
            n_words, words_words
        FROM ranked JOIN sizes USING (key)
        WHERE $top IS NULL OR place <= $top
        ORDER BY {"words DESC, key, place" if apart else "place, list_position($wordings, key)"}
        """,
        {"least": least, "top": top, "attitudes": by != "speaker"}
        | params | more | ({} if apart else {"wordings": list(WORDINGS)}),
    )  # fmt: skip
    keys = found.pop("key")
    found = _with_interval(found)
    if by == "voice":
        found.insert(0, "wording", keys)
        found.insert(1, "voice", keys.map(WORDINGS))
    elif by == "speaker":
        found.insert(0, "speaker_id", keys)
        found.insert(1, "speaker", pd.Series([corpus.speaker_of(k) for k in keys], dtype="str"))
    elif by == "outlet":
        found.insert(0, "outlet", keys.mask(keys == ""))
    return found


def _with_interval(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the interval of per_10000 beside it, in place of the sums it is made from."""
    sums: dict[str, Any] = {c: found.pop(c).astype("float64") for c in ("n_n", "n_words", "words_words")}
    low, high = stats.rate_interval(found["n"], found["words"], found["of_articles"], **sums)
    after = list(found.columns).index("per_10000") + 1
    found.insert(after, "low", 10_000 * low)
    found.insert(after + 1, "high", 10_000 * high)
    return found


def over_time(
    corpus: Corpus,
    terms: str | Sequence[str],
    *,
    step: Step | None = None,
    group: Group | None = None,
    pos: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return how often the terms (see `occurrences`) occur in each day, week, month or year.

    Without a `step`, days are counted up to a month, weeks up to half a year, months up to five years, else years.
    Every step from the first article to the last is there; one without articles has no rate, and that is not 0.
    Columns: term, step, begins (its first day), n, words, per_10000, low, high (the interval), articles (with the
    term), of_articles (published then), undated (articles of the group without a full date, which are not counted).
    Raises ValueError for an unknown step, for a term without a word and for a group there cannot be.
    """
    wanted = listed(terms)
    prepare(corpus)
    within, more = chosen(corpus, group)
    said = f"SELECT *, try_cast(left(published, 10) AS DATE) AS day FROM ({SAID}) WHERE {within}"
    span = corpus.sql(
        f"""SELECT min(day) AS first, max(day) AS last, count(DISTINCT article) FILTER (day IS NULL) AS undated
        FROM ({said})""",
        more,
    ).iloc[0]
    step = step or _step((span["last"] - span["first"]).days if not pd.isna(span["first"]) else 0)
    if step not in ("day", "week", "month", "year"):
        raise ValueError(f"step is day, week, month or year, not {step!r}")
    found_at, params = places(wanted, pos)
    found = corpus.sql(
        f"""
        WITH said AS NOT MATERIALIZED ({said}),
        parts AS (
            SELECT date_trunc('{step}', day)::DATE AS begins, article, sum(size) AS words FROM said
            WHERE day IS NOT NULL GROUP BY ALL),
        sizes AS (
            SELECT begins, sum(words)::BIGINT AS words, count(*) AS of_articles, sum(words * words) AS words_words
            FROM parts GROUP BY begins),
        tally AS (
            SELECT term, article, count(*) AS n FROM ({found_at}) f SEMI JOIN said s
            ON s.article = f.article AND s.unit = f.unit GROUP BY ALL),
        answer AS (
            SELECT term, begins, sum(n)::BIGINT AS n, count(*) AS articles, sum(n * n) AS n_n, sum(n * words) AS n_words
            FROM tally JOIN parts USING (article) GROUP BY ALL),
        steps AS (
            SELECT unnest(generate_series(min(begins)::TIMESTAMP, max(begins)::TIMESTAMP, INTERVAL 1 {step}))::DATE
                AS begins FROM sizes),
        wanted AS (SELECT unnest($wanted::VARCHAR[]) AS term)
        SELECT term, '{step}' AS step, begins, coalesce(n, 0)::BIGINT AS n, coalesce(words, 0)::BIGINT AS words,
            10000 * coalesce(n, 0) / nullif(words, 0) AS per_10000, coalesce(articles, 0)::BIGINT AS articles,
            coalesce(of_articles, 0)::BIGINT AS of_articles, $undated::BIGINT AS undated, coalesce(n_n, 0) AS n_n,
            coalesce(n_words, 0) AS n_words, coalesce(words_words, 0) AS words_words
        FROM wanted CROSS JOIN steps LEFT JOIN sizes USING (begins) LEFT JOIN answer USING (term, begins)
        ORDER BY list_position($wanted, term), begins
        """,
        params | more | {"wanted": wanted, "undated": int(span["undated"])},
    )
    return _with_interval(found)


def _step(days: int) -> Step:
    return "day" if days <= 31 else "week" if days <= 183 else "month" if days <= 5 * 366 else "year"
