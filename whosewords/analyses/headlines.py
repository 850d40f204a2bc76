"""Headline against body: whose labels and words a headline takes over, and whether their quotation marks survive."""

import pandas as pd

from ..corpus import Corpus
from ..queries import OUTLET, WORDING, speaker_of
from ..tables import NO_SOURCE, WORDINGS
from .terms import stop_list

SHARED = 3
"""Words in a row that a headline must share with a quotation of the body; two are enough where both carry content."""


def taken_over(corpus: Corpus) -> pd.DataFrame:
    """Return what headlines take over from their articles: labels, and words that the body quotes.

    Columns: article_id, sentence_id (of the headline), text (the headline), start and end (of what is taken over,
    within `text`), taken (as it stands there), kind (`label`: the body has the same label; `words`: a quotation of the
    body has the same words in a row, see SHARED), voice (of those words in the headline, in plain words), speaker (who
    is said to say them there), body (whose they are in the body: names with the voice, those with most first; `the
    article` where no source is found), marks: `kept`, `lost` (in quotation marks wherever the body has them, in none
    in the headline), `added`, or `none` (in the body they stand without marks too), outlet. In text order.
    """
    found = corpus.sql(
        f"""
        WITH heads AS (
            SELECT s.article_id, s.sentence_id, s.start AS from_, s."end" AS to_ FROM sentences s WHERE in_headline),
        labelled AS (
            SELECT l.*, g.speaker_id, {WORDING} AS wording,
                g.voice = 'quote' OR g.worded_by <> 'article' OR EXISTS (SELECT 1 FROM markers m
                    WHERE m.article_id = l.article_id AND m.kind = 'scare quotes' AND m.start <= l.start
                    AND l."end" <= m."end") AS in_marks,
                EXISTS (SELECT 1 FROM heads h WHERE h.article_id = l.article_id AND h.sentence_id = l.sentence_id)
                    AS heading
            FROM (SELECT * EXCLUDE (voice, speaker_id, worded_by) FROM labels) l
            JOIN segments g USING (article_id, segment_id, sentence_id)),
        of_labels AS (
            SELECT h.article_id, h.start, h."end", 'label' AS kind, h.in_marks, b.speaker_id AS body_id,
                b.wording AS body_wording, b.in_marks AS body_marks
            FROM (SELECT * FROM labelled WHERE heading) h JOIN (SELECT * FROM labelled WHERE NOT heading) b
            USING (article_id, entry)),
        quoted AS (
            SELECT DISTINCT t.article_id, t.token_id FROM tokens t JOIN markers m USING (article_id)
            WHERE m.kind = 'scare quotes' AND m.start <= t.start AND t."end" <= m."end"),
        words AS (
            SELECT t.article_id, t.token_id, t.start, t."end", replace(lower(t.text), '’', '\'\'') AS form,
                list_contains($stop, lower(t.text)) AS plain, h.sentence_id IS NOT NULL AS heading, g.speaker_id,
                g.voice = 'quote' OR g.worded_by <> 'article' OR q.token_id IS NOT NULL AS in_marks,
                {WORDING} AS wording
            FROM tokens t JOIN segments g USING (article_id, segment_id) LEFT JOIN quoted q USING (article_id, token_id)
            LEFT JOIN heads h ON h.article_id = t.article_id AND h.sentence_id = t.sentence_id
            WHERE heading OR in_marks),
        grams AS (
            SELECT *, lead(form) OVER w AS second, lead(plain) OVER w AS second_plain, lead(form, 2) OVER w AS third
            FROM words WINDOW w AS (PARTITION BY article_id, heading ORDER BY token_id)),
        matched AS (
            SELECT h.article_id, h.token_id, h.token_id - b.token_id AS shift, b.speaker_id AS body_id,
                b.wording AS body_wording, h.third IS NOT DISTINCT FROM b.third AS three
            FROM (SELECT * FROM grams WHERE heading) h JOIN (SELECT * FROM grams WHERE NOT heading) b
            ON h.article_id = b.article_id AND h.form = b.form AND h.second = b.second
            WHERE (NOT h.plain AND NOT h.second_plain) OR h.third = b.third),
        runs AS (
            SELECT *, token_id - row_number() OVER (
                PARTITION BY article_id, shift ORDER BY token_id) AS run FROM matched),
        stretches AS (
            SELECT article_id, shift, any_value(body_id) AS body_id, any_value(body_wording) AS body_wording,
                min(token_id) AS first, max(token_id + CASE WHEN three THEN 2 ELSE 1 END) AS last
            FROM runs GROUP BY article_id, shift, run),
        of_words AS (
            SELECT s.article_id, f.start, l."end", 'words' AS kind, f.in_marks, body_id, body_wording,
                true AS body_marks
            FROM stretches s JOIN words f ON f.article_id = s.article_id AND f.token_id = s.first
            JOIN words l ON l.article_id = s.article_id AND l.token_id = s.last AND l.heading),
        taken AS (SELECT * FROM of_labels UNION ALL SELECT * FROM of_words),
        sources AS (
            SELECT article_id, start, "end", kind, body_id, body_wording, count(*) AS n,
                bool_and(body_marks) AS body_marks, any_value(in_marks) AS in_marks
            FROM taken GROUP BY article_id, start, "end", kind, body_id, body_wording)
        SELECT t.article_id, h.sentence_id, substr(a.text, h.from_ + 1, h.to_ - h.from_) AS text,
            t.start - h.from_ AS start, t."end" - h.from_ AS "end",
            substr(a.text, t.start + 1, t."end" - t.start) AS taken, t.kind,
            any_value({WORDING}) AS wording, {speaker_of("any_value(g.speaker_id)", "any_value(who.name)")} AS speaker,
            string_agg(DISTINCT CASE body_wording WHEN 'own' THEN '{NO_SOURCE}' ELSE coalesce(b.name, body_id) || ', '
                || list_extract($voices, list_position($wordings, body_wording)) END, '; ') AS body,
            CASE WHEN any_value(in_marks) THEN CASE WHEN bool_or(body_marks) THEN 'kept' ELSE 'added' END
                WHEN bool_and(body_marks) THEN 'lost' ELSE 'none' END AS marks,
            any_value({OUTLET}) AS outlet
        FROM sources t JOIN heads h ON h.article_id = t.article_id AND h.from_ <= t.start AND t.start < h.to_
        JOIN articles a ON a.article_id = t.article_id
        JOIN segments g ON g.article_id = t.article_id AND g.start <= t.start AND t.start < g."end"
        LEFT JOIN actors who ON who.actor_id = g.speaker_id LEFT JOIN actors b ON b.actor_id = body_id
        GROUP BY t.article_id, h.sentence_id, a.text, h.from_, h.to_, t.start, t."end", t.kind
        ORDER BY t.article_id, t.start, t."end", t.kind
        """,
        {"stop": list(stop_list()), "wordings": list(WORDINGS), "voices": list(WORDINGS.values())},
    )
    found.insert(7, "voice", found.pop("wording").map(WORDINGS).astype("str"))
    return found
