"""Who speaks, how much, through whom and with which cues; what has no source; who is named and never heard.

Every function takes a corpus and returns a table; `n` and `words` count what the rows of `*_sentences` show. Counted
by speaker is what they are said to say or think; what they are said to want, feel or leave unsaid is no speech, and is
counted only where `attitudes` asks for it.
"""

from typing import Any, Literal

import pandas as pd

from ..corpus import Corpus
from ..evidence import evidence
from ..queries import ACTED, OWN_RANGE, PLAIN, WORDING, speaker_of
from ..tables import ARTICLE, CHAIN_ARROW, UNKNOWN, UNSAID, WORDINGS
from .peoples import is_heard, of_place


def share_of_voice(corpus: Corpus, *, attitudes: bool = False) -> pd.DataFrame:
    """Return the words of each speaker, by voice; the text without a source first, then by words.

    Columns: speaker_id, speaker, act (`speech`: said or thought; `attitude`: a feeling or stance the text reports, not
    words, only with `attitudes`; `none`: no source found), a count of words for each of WORDINGS, words, share (of all
    words of the corpus, 0 … 1), low and high (that share, as far as the confidence of what was found goes; only where
    no source is found), sentences, left_out (how many words of attitude in the corpus are in no row).
    """
    return corpus.sql(
        f"""
        WITH acted AS ({ACTED}),
        whole AS (
            SELECT greatest(sum(n_words), 1) AS words, {OWN_RANGE},
                coalesce(sum(n_words) FILTER (act = 'attitude' AND NOT $attitudes), 0)::BIGINT AS left_out
            FROM acted)
        SELECT speaker_id, {speaker_of("speaker_id", "any_value(a.name)")} AS speaker, act,
            {", ".join(f"coalesce(sum(n_words) FILTER (wording = '{w}'), 0)::BIGINT AS {w}" for w in WORDINGS)},
            sum(n_words)::BIGINT AS words, sum(n_words) / any_value(whole.words) AS share,
            CASE WHEN act = 'none' THEN any_value(low / whole.words) END AS low,
            CASE WHEN act = 'none' THEN any_value(high / whole.words) END AS high,
            count(DISTINCT (article_id, sentence_id)) AS sentences, any_value(left_out) AS left_out
        FROM acted LEFT JOIN actors a ON a.actor_id = speaker_id, whole WHERE $attitudes OR act <> 'attitude'
        GROUP BY speaker_id, act HAVING sum(n_words) > 0
        ORDER BY act <> 'none', words DESC, speaker, act, speaker_id
        """,
        {"attitudes": attitudes},
    )


def voice_bar(corpus: Corpus) -> pd.DataFrame:
    """Return the words of the whole corpus by voice, attitudes too: one row for each of WORDINGS, in that order.

    Columns: wording, voice (in plain words), words, share, low, high (as in `share_of_voice`), sentences.
    """
    return corpus.sql(
        f"""
        WITH said AS (SELECT *, {WORDING} AS wording FROM segments),
        whole AS (SELECT greatest(coalesce(sum(n_words), 0), 1) AS words, {OWN_RANGE} FROM segments)
        SELECT wording, {PLAIN} AS voice, coalesce(sum(n_words), 0)::BIGINT AS words,
            coalesce(sum(n_words), 0) / any_value(whole.words) AS share,
            CASE WHEN wording = 'own' THEN any_value(low / whole.words) END AS low,
            CASE WHEN wording = 'own' THEN any_value(high / whole.words) END AS high,
            count(DISTINCT (article_id, sentence_id)) FILTER (n_words > 0) AS sentences
        FROM (SELECT unnest({list(WORDINGS)}) AS wording) LEFT JOIN said USING (wording), whole
        GROUP BY wording ORDER BY list_position({list(WORDINGS)}, wording)
        """
    )


def voice_sentences(
    corpus: Corpus,
    *,
    speaker_id: str | None = None,
    wording: str | None = None,
    chain: str | None = None,
    top: int | None = None,
    by: Literal["speaker_id", "chain"] = "speaker_id",
    attitudes: bool = False,
) -> pd.DataFrame:
    """Return the sentences of a speaker, a voice or a chain, the stretch in that voice marked: see `evidence`.

    With `top`, only those of the speakers (or chains: `by`) with most words, the one with most first; else in text
    order. All that is behind a voice of `voice_bar` is there with `attitudes`. More columns: speaker_id, act (as in
    `share_of_voice`), chain, names (as in `chains`).
    """
    found = evidence(
        corpus,
        f"""
        WITH said AS (
            SELECT *, sum(n_words) OVER (PARTITION BY {by}) AS weight FROM ({ACTED})
            WHERE n_words > 0 AND ($attitudes OR act <> 'attitude') AND ($speaker IS NULL OR speaker_id = $speaker)
            AND ($wording IS NULL OR wording = $wording) AND ($chain IS NULL OR chain = $chain))
        SELECT article_id, start, "end", speaker_id, act, chain, place
        FROM (SELECT *, dense_rank() OVER (ORDER BY weight DESC, {by}) AS place FROM said)
        WHERE $top IS NULL OR place <= $top
        """,
        {"speaker": speaker_id, "wording": wording, "chain": chain, "top": top, "attitudes": attitudes},
    )
    if top is not None:
        found = found.sort_values("place", kind="stable", ignore_index=True)
    return found.drop(columns="place").assign(names=_names(corpus, found["chain"]))


def _names(corpus: Corpus, ids: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return chains of actor ids as chains of names."""
    names = {c: " → ".join(corpus.name_of(a) for a in c.split(CHAIN_ARROW)) for c in ids.unique()}
    return ids.map(names).astype("str")


def chains(corpus: Corpus, *, attitudes: bool = False) -> pd.DataFrame:
    """Return the chains of sources through which what is said or thought reaches the reader, by words.

    Columns: chain (actor ids, outermost first), names (the same, to read), sources (how many after the article),
    words, share (of all these words), sentences, article_id and sentence_id of the first.
    """
    found = corpus.sql(
        f"""
        SELECT chain, len(split(chain, '{CHAIN_ARROW}')) - 1 AS sources, sum(n_words)::BIGINT AS words,
            sum(n_words) / sum(sum(n_words)) OVER () AS share,
            count(DISTINCT (article_id, sentence_id)) AS sentences,
            arg_min(article_id, (article_id, segment_id)) AS article_id,
            arg_min(sentence_id, (article_id, segment_id)) AS sentence_id
        FROM ({ACTED}) WHERE act = 'speech' OR ($attitudes AND act = 'attitude')
        GROUP BY chain HAVING sum(n_words) > 0 ORDER BY words DESC, chain
        """,
        {"attitudes": attitudes},
    )
    found.insert(1, "names", _names(corpus, found["chain"]))
    return found


def links(corpus: Corpus, top: int = 8, *, attitudes: bool = False) -> pd.DataFrame:
    """Return who passes words on to whom, step by step from the article inwards: `chains` as a network to draw.

    At each step at most `top` actors are kept apart: those with most words that come through somebody, then with
    most words. The rest become one, `others`.
    Columns: step (1 = heard directly), source_id, source, target_id, target, words (said by the target or passed on
    by it), ending (of these, said by the target itself), sentences.
    """
    found = corpus.sql(
        f"""
        WITH cut AS (
            SELECT article_id, sentence_id, n_words, split(chain, '{CHAIN_ARROW}') AS parts
            FROM ({ACTED}) WHERE n_words > 0 AND (act = 'speech' OR ($attitudes AND act = 'attitude'))),
        steps AS (SELECT *, unnest(range(1, len(parts))) AS step FROM cut),
        ranked AS (
            SELECT step, parts[step + 1] AS actor,
                row_number() OVER (PARTITION BY step ORDER BY
                    coalesce(sum(n_words) FILTER (len(parts) > 2), 0) DESC, sum(n_words) DESC, actor) AS place,
                count(*) OVER (PARTITION BY step) AS many
            FROM steps GROUP BY step, actor),
        shown AS (
            SELECT step, actor, CASE WHEN many <= $top OR place < $top THEN actor ELSE '' END AS shown,
                many - $top + 1 AS rest FROM ranked),
        placed AS (
            SELECT s.*, coalesce(f.shown, '{ARTICLE}') AS source_id, f.rest AS source_rest,
                t.shown AS target_id, t.rest AS target_rest, len(parts) = s.step + 1 AS last
            FROM steps s JOIN shown t ON t.step = s.step AND t.actor = parts[s.step + 1]
            LEFT JOIN shown f ON f.step = s.step - 1 AND f.actor = parts[s.step])
        SELECT step, source_id,
            CASE source_id WHEN '' THEN any_value(source_rest) || ' others'
                ELSE coalesce(any_value(f.name), source_id) END AS source,
            target_id,
            CASE target_id WHEN '' THEN any_value(target_rest) || ' others'
                ELSE coalesce(any_value(t.name), target_id) END AS target,
            sum(n_words)::BIGINT AS words, coalesce(sum(n_words) FILTER (last), 0)::BIGINT AS ending,
            count(DISTINCT (article_id, sentence_id)) AS sentences
        FROM placed LEFT JOIN actors f ON f.actor_id = source_id LEFT JOIN actors t ON t.actor_id = target_id
        GROUP BY step, source_id, target_id ORDER BY step, words DESC, source_id, target_id
        """,
        {"top": top, "attitudes": attitudes},
    )
    return found.replace({"source_id": {"": "others"}, "target_id": {"": "others"}})


_CUES = """
    SELECT t.article_id, t.cue_start AS start, t.cue_end AS "end", lower(t.cue_lemma) AS cue,
        coalesce(t.cue_stance, 'not listed') AS stance, t.act, t.speaker_id AS source_id,
        coalesce(source.name, t.speaker_id) AS source, g.worded_by AS worded_by_id
    FROM attributions t
    JOIN segments g ON g.article_id = t.article_id AND g.start <= t.cue_start AND t.cue_start < g."end"
    LEFT JOIN actors source ON source.actor_id = t.speaker_id
    WHERE t.cue_lemma IS NOT NULL AND regexp_matches(t.cue_lemma, '\\w')
"""


def cues(corpus: Corpus) -> pd.DataFrame:
    """Return the words that introduce what is attributed, with what they imply, by number.

    A cue belongs to whoever worded the stretch it stands in: "claimed" may be a source's word about another.
    Columns: cue, stance (neutral, factive, doubting, argumentative, emotive, `not listed`), act, worded_by_id,
    worded_by, n, sentences, sources (names of those it introduces, joined by commas).
    """
    return corpus.sql(
        f"""
        SELECT cue, stance, act, worded_by_id, coalesce(any_value(a.name), worded_by_id) AS worded_by, count(*) AS n,
            count(DISTINCT (article_id, sentence_id)) AS sentences, string_agg(DISTINCT source, ', ' ORDER BY source)
            AS sources
        FROM ({_CUES}) c
        JOIN (SELECT article_id, start AS from_, "end" AS to_, sentence_id FROM sentences) s USING (article_id)
        LEFT JOIN actors a ON a.actor_id = worded_by_id
        WHERE s.from_ <= c.start AND c.start < s.to_
        GROUP BY cue, stance, act, worded_by_id ORDER BY n DESC, cue, stance, act, worded_by
        """
    )


def cue_sentences(corpus: Corpus, *, cue: str | None = None, stance: str | None = None) -> pd.DataFrame:
    """Return the sentences of reporting cues, the cue marked: see `evidence`. More columns: cue, stance, act, source.

    `worded_by` is who worded the cue; `source` whom it introduces.
    """
    return evidence(
        corpus,
        f"""
        SELECT * EXCLUDE (source_id, worded_by_id) FROM ({_CUES})
        WHERE ($cue IS NULL OR cue = $cue) AND ($stance IS NULL OR stance = $stance)
        """,
        {"cue": cue, "stance": stance},
    )


def own_voice(corpus: Corpus) -> pd.DataFrame:
    """Return the sentences with text that no source is found for, in text order.

    Columns: article_id, sentence_id, text, in_headline, own_words, words, whole (no part of it is attributed),
    names_source (it holds the cue or the source of an attribution), labels (label matches in those words),
    confidence (that no source is there; the lowest of its stretches).
    """
    return corpus.sql(
        """
        WITH parts AS (
            SELECT article_id, sentence_id, sum(n_words) FILTER (voice = 'own')::BIGINT AS own_words,
                sum(n_words)::BIGINT AS words, min(confidence) FILTER (voice = 'own') AS confidence
            FROM segments GROUP BY article_id, sentence_id),
        marked AS (
            SELECT article_id, sentence_id, count(*) AS labels FROM labels WHERE voice = 'own'
            GROUP BY article_id, sentence_id),
        named AS (
            SELECT DISTINCT s.article_id, s.sentence_id FROM sentences s JOIN attributions t
            ON t.article_id = s.article_id AND coalesce(t.cue_start, t.source_start) >= s.start
            AND coalesce(t.cue_start, t.source_start) < s."end"),
        told AS MATERIALIZED (  -- texts are large: cut into sentences before anything is joined to them
            SELECT s.*, substr(a.text, s.start + 1, s."end" - s.start) AS text
            FROM sentences s JOIN articles a USING (article_id))
        SELECT article_id, sentence_id, text, s.in_headline, own_words, words, own_words = words AS whole,
            n.sentence_id IS NOT NULL AS names_source, coalesce(labels, 0) AS labels, confidence
        FROM parts JOIN told s USING (article_id, sentence_id)
        LEFT JOIN marked USING (article_id, sentence_id) LEFT JOIN named n USING (article_id, sentence_id)
        WHERE own_words > 0 ORDER BY article_id, sentence_id
        """
    )


def unheard(corpus: Corpus) -> pd.DataFrame:
    """Return the actors who are named but not heard, or heard only through somebody else, by mentions.

    Being heard is being the source of something said or thought, alone or as one of several named together ("Holt and
    Reed said"); an attitude alone is not. Columns: actor_id, name, kind, heard (`never`, `through others`, or `its
    people`: of a place that is known by name, others who are described by it are heard), through (their names),
    mentions, articles, article_id and sentence_id of the first mention.
    """
    found: pd.DataFrame = corpus.once("unheard", lambda: _unheard(corpus))
    return found.copy()


def _unheard(corpus: Corpus) -> pd.DataFrame:
    found = corpus.sql(
        f"""
        WITH RECURSIVE said AS (
            SELECT article_id, attribution_id, speaker_id, parent_id FROM attributions WHERE act NOT IN {UNSAID}
            UNION
            SELECT t.article_id, t.attribution_id, m.actor_id, t.parent_id
            FROM attributions t JOIN actors g ON g.actor_id = t.speaker_id AND g.kind = 'group'
            JOIN mentions m ON m.article_id = t.article_id AND t.source_start <= m.start AND m."end" <= t.source_end
            WHERE t.act NOT IN {UNSAID} AND regexp_matches(g.name, '\\b(and|or)\\b')),
        up AS (
            SELECT article_id, attribution_id, speaker_id, parent_id, NULL::VARCHAR AS above FROM said
            UNION ALL
            SELECT u.article_id, u.attribution_id, u.speaker_id, p.parent_id, p.speaker_id
            FROM up u JOIN attributions p ON p.article_id = u.article_id AND p.attribution_id = u.parent_id),
        ways AS (
            SELECT speaker_id, list(DISTINCT above) FILTER (above IS NOT NULL AND above <> speaker_id) AS above
            FROM up GROUP BY article_id, attribution_id, speaker_id),
        heard AS (
            SELECT speaker_id AS actor_id, bool_or(above IS NULL) AS directly,
                list_distinct(flatten(list(above))) AS above
            FROM ways GROUP BY speaker_id)
        SELECT actor_id, a.name, a.kind, CASE WHEN h.actor_id IS NULL THEN 'never' ELSE 'through others' END AS heard,
            coalesce((SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM actors o
                WHERE list_contains(h.above, o.actor_id)), '') AS through,
            count(*) AS mentions, count(DISTINCT article_id) AS articles,
            arg_min(article_id, (article_id, m.start)) AS article_id,
            arg_min(s.sentence_id, (article_id, m.start)) AS sentence_id
        FROM actors a JOIN mentions m USING (actor_id)
        JOIN sentences s USING (article_id)
        LEFT JOIN heard h USING (actor_id)
        WHERE actor_id NOT IN ('{ARTICLE}', '{UNKNOWN}') AND NOT coalesce(h.directly, false)
        AND s.start <= m.start AND m.start < s."end"
        GROUP BY actor_id, a.name, a.kind, h.actor_id, h.above ORDER BY mentions DESC, a.name, actor_id
        """
    )
    places = {name: words for name in found.loc[found["heard"] == "never", "name"] if (words := of_place(name))}
    spoken_for = [name for name, words in places.items() if is_heard(corpus, words)]
    found.loc[found["name"].isin(spoken_for) & (found["heard"] == "never"), "heard"] = "its people"
    return found


def unheard_sentences(corpus: Corpus, *, actor_id: str | None = None, top: int | None = None) -> pd.DataFrame:
    """Return the sentences that mention the actors of `unheard` (the `top` first), the mention marked: see `evidence`.

    More columns: actor_id, name, heard.
    """
    shown = unheard(corpus).iloc[:top]
    if actor_id is not None:
        shown = shown[shown["actor_id"] == actor_id]
    return evidence(
        corpus,
        """
        SELECT m.article_id, m.start, m."end", m.actor_id, u.name, u.heard FROM mentions m
        JOIN (SELECT unnest($ids::VARCHAR[]) AS actor_id, unnest($names::VARCHAR[]) AS name,
            unnest($heard::VARCHAR[]) AS heard) u USING (actor_id)
        """,
        {"ids": shown["actor_id"].tolist(), "names": shown["name"].tolist(), "heard": shown["heard"].tolist()},
    )
