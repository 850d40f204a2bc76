"""Right of reply: for each party that is named, whether it is heard, how much, through whom, how early, how high.

A party is a person, an organisation or a group that speaks, or is the subject or object of a verb, somewhere in the
corpus: a town that people only go to is none. Being named is being mentioned by name or description; being heard is
being the source of something said or thought, alone or as one of several named together ("Holt and Reed said"). Whether
somebody was asked and did not answer is not looked for.
"""

import pandas as pd

from .. import stats
from ..corpus import Corpus
from ..queries import ACTED, OUTLET
from ..tables import ARTICLE, CHAIN_ARROW, UNKNOWN

KINDS = ("person", "organisation", "group")
"""Kinds of actors that can be parties: a document cannot, nor somebody without a name."""


def by_article(corpus: Corpus) -> pd.DataFrame:
    """Return, for each article and each party named in it, what it gets to say there.

    Columns: article_id, outlet, actor_id, name, kind, mentions (by name or description), words (said or thought),
    quoted (of these, inside its own quotation marks), direct (of these, with nobody in between), through (who passes
    the others on: names, joined by commas; empty where nobody does), first_named and first_heard (the words before it
    as a share of the article's: 0 is its beginning; first_heard is missing for who is not heard), in_headline (named
    there), heard_in_headline. By article, those named first come first.
    """
    found: pd.DataFrame = corpus.once("reply", lambda: _by_article(corpus))
    return found.copy()


def _by_article(corpus: Corpus) -> pd.DataFrame:
    return corpus.sql(
        f"""
        WITH words AS (
            SELECT article_id, segment_id, attribution_id, n_words, start, speaker_id, act, voice, chain,
                (sum(n_words) OVER (PARTITION BY article_id ORDER BY segment_id) - n_words) / size AS before
            FROM ({ACTED}) JOIN (SELECT article_id, greatest(sum(n_words), 1) AS size FROM segments GROUP BY article_id)
            USING (article_id)),
        heads AS (SELECT article_id, max("end") AS head_end FROM sentences WHERE in_headline GROUP BY article_id),
        placed AS MATERIALIZED (
            SELECT m.article_id, m.actor_id, m.start, t.segment_id
            FROM mentions m JOIN tokens t ON t.article_id = m.article_id AND t.start = m.start
            WHERE m.form <> 'pronoun'),
        named AS (
            SELECT article_id, actor_id, count(*) AS mentions, min(w.before) AS first_named,
                coalesce(bool_or(m.start < head_end), false) AS in_headline
            FROM placed m JOIN words w USING (article_id, segment_id) LEFT JOIN heads USING (article_id)
            GROUP BY article_id, actor_id),
        parties AS (
            SELECT DISTINCT m.actor_id FROM mentions m JOIN tokens t
            ON t.article_id = m.article_id AND t."end" = m."end"
            WHERE t.dep IN ('nsubj', 'nsubjpass', 'dobj', 'dative')
            UNION SELECT actor_id FROM actors WHERE speaks),
        together AS (
            SELECT DISTINCT t.article_id, t.attribution_id, m.actor_id FROM attributions t
            JOIN actors g ON g.actor_id = t.speaker_id AND g.kind = 'group'
            JOIN mentions m ON m.article_id = t.article_id AND t.source_start <= m.start AND m."end" <= t.source_end
            WHERE regexp_matches(g.name, '\\b(and|or)\\b') AND m.actor_id <> t.speaker_id),
        spoken AS (
            SELECT w.*, actor_id, split(chain, '{CHAIN_ARROW}')[2:-2] AS between
            FROM (SELECT article_id, segment_id, speaker_id AS actor_id FROM words
                UNION ALL SELECT article_id, segment_id, actor_id FROM words JOIN together
                USING (article_id, attribution_id))
            JOIN words w USING (article_id, segment_id) WHERE act = 'speech' AND n_words > 0),
        heard AS (
            SELECT article_id, actor_id, sum(n_words)::BIGINT AS words,
                coalesce(sum(n_words) FILTER (voice = 'quote'), 0)::BIGINT AS quoted,
                coalesce(sum(n_words) FILTER (len(between) = 0), 0)::BIGINT AS direct, min(before) AS first_heard,
                list_distinct(flatten(list(between))) AS between, coalesce(bool_or(start < head_end), false) AS heading
            FROM spoken LEFT JOIN heads USING (article_id) GROUP BY article_id, actor_id)
        SELECT article_id, {OUTLET} AS outlet, actor_id, p.name, p.kind, n.mentions, coalesce(h.words, 0) AS words,
            coalesce(h.quoted, 0) AS quoted, coalesce(h.direct, 0) AS direct,
            coalesce((SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM actors o
                WHERE list_contains(h.between, o.actor_id)), '') AS through,
            n.first_named, h.first_heard, n.in_headline, coalesce(h.heading, false) AS heard_in_headline
        FROM named n JOIN articles USING (article_id) JOIN actors p USING (actor_id)
        SEMI JOIN parties USING (actor_id)
        LEFT JOIN heard h USING (article_id, actor_id)
        WHERE p.kind IN {KINDS} AND actor_id NOT IN ('{ARTICLE}', '{UNKNOWN}')
        ORDER BY article_id, n.first_named, p.name
        """
    )


def right_of_reply(corpus: Corpus, top: int | None = None) -> pd.DataFrame:
    """Return, for each party, in how many of the articles that name it it is heard; those named in most first.

    Columns: actor_id, name, kind, named_in (articles), heard_in (of these), share, low, high (heard_in of named_in with
    Wilson's 95 % interval; missing under `stats.MIN_MEAN` articles), directly_in (articles in which it is heard with
    nobody in between), words, through (names of who passes its words on), in_headlines and heard_in_headlines
    (articles), named_at and heard_at (medians of `first_named` and `first_heard` of `by_article`, where it is).
    """
    found = by_article(corpus).assign(named_in=1)
    found["heard_in"] = (found["words"] > 0).astype("int64")
    found["directly_in"] = (found["direct"] > 0).astype("int64")
    found["between"] = [[name for name in names.split(", ") if name] for names in found["through"]]
    summed = ["named_in", "heard_in", "directly_in", "words", "in_headline", "heard_in_headline"]
    parties = found.groupby(["actor_id", "name", "kind"], sort=False, as_index=False).agg(
        {**dict.fromkeys(summed, "sum"), "first_named": "median", "first_heard": "median", "between": "sum"}
    )
    parties = parties.sort_values(["named_in", "words", "name"], ascending=[False, False, True]).head(
        len(parties) if top is None else top
    )
    ends = [
        stats.proportion(int(k), int(n)) if n >= stats.MIN_MEAN else (None, None)
        for k, n in zip(parties["heard_in"], parties["named_in"], strict=True)
    ]
    parties["share"] = parties["heard_in"] / parties["named_in"]
    parties["low"], parties["high"] = (pd.Series([e[k] for e in ends], parties.index, "float64") for k in (0, 1))
    parties["through"] = [", ".join(sorted(set(names))) for names in parties["between"]]
    renamed = {"in_headline": "in_headlines", "heard_in_headline": "heard_in_headlines", "first_named": "named_at",
               "first_heard": "heard_at"}  # fmt: skip
    return parties.rename(columns=renamed)[
        ["actor_id", "name", "kind", "named_in", "heard_in", "share", "low", "high", "directly_in", "words", "through",
         "in_headlines", "heard_in_headlines", "named_at", "heard_at"]
    ].reset_index(drop=True)  # fmt: skip
