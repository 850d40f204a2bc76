"""Labels and markers: which names that take a side occur, in whose voice, and who holds them at arm's length.

A label in somebody's paraphrase may or may not have been their word; a quoted label is not thereby endorsed.
"""

import pandas as pd

from .corpus import Corpus
from .measured import figures
from .speakers import evidence, wording_of
from .tables import WORDINGS

_LABELS = f"""
    SELECT l.article_id, l.label_id, l.start, l."end", l.text AS label, l.entry, l.frame, l.referent, l.sentence_id,
        l.speaker_id, l.worded_by, l.voice,
        {wording_of("l")} AS wording, g.confidence,
        m.marker_id IS NOT NULL AS distanced, m.distanced_by AS distanced_by_id, d.name AS distanced_by,
        m.origin_known
    FROM labels l JOIN segments g USING (article_id, segment_id)
    LEFT JOIN markers m ON m.article_id = l.article_id AND m.marker_id = l.marker_id
    LEFT JOIN actors d ON d.actor_id = m.distanced_by
"""
"""Labels with `wording`, and with who distances where a marker stands before or around them."""


def voice_by_label(corpus: Corpus) -> pd.DataFrame:
    """Return how often each label occurs in each voice, plain and held at a distance; grouped by what it names.

    Columns: referent (what is named; entries with one referent are names for the same thing), entry, frame, wording
    (see `tables.WORDINGS`), distanced, distanced_by (a name; missing where plain), origin_known (whether the
    distance is surely that actor's own idea), n, sentences, speakers (names, joined by commas), own_low and own_high
    (how many times the entry stands without a source, as far as the confidence of what was found and the measured
    error go). One row for each combination found; referents by number of labels, then entries by number.
    """
    return corpus.sql(
        f"""
        SELECT referent, entry, any_value(frame) AS frame, wording, distanced, distanced_by,
            bool_and(origin_known) AS origin_known, count(*) AS n,
            count(DISTINCT (article_id, sentence_id)) AS sentences,
            string_agg(DISTINCT coalesce(a.name, speaker_id), ', ' ORDER BY coalesce(a.name, speaker_id)) AS speakers,
            sum(coalesce(sum($right) FILTER (voice = 'own'), 0)) OVER (PARTITION BY referent, entry) AS own_low,
            sum(sum(CASE voice WHEN 'own' THEN 1 ELSE 1 - confidence END)) OVER (PARTITION BY referent, entry)
                AS own_high
        FROM ({_LABELS}) LEFT JOIN actors a ON a.actor_id = speaker_id
        GROUP BY referent, entry, wording, distanced, distanced_by
        ORDER BY sum(count(*)) OVER (PARTITION BY referent) DESC, referent,
            sum(count(*)) OVER (PARTITION BY referent, entry) DESC, entry,
            list_position({list(WORDINGS)}, wording), distanced, distanced_by
        """,
        {"right": figures().own_labels.right.value},
    )


def label_speakers(corpus: Corpus) -> pd.DataFrame:
    """Return which labels stand in whose voice: "the article attributes to …".

    Columns: speaker_id, speaker, wording, worded_by (names), entry, referent, n, distanced (how many of them), texts
    (as written, joined by commas). By speaker, those with most labels first.
    """
    return corpus.sql(
        f"""
        SELECT speaker_id, coalesce(any_value(s.name), speaker_id) AS speaker, wording,
            coalesce(any_value(w.name), worded_by) AS worded_by, entry, any_value(referent) AS referent,
            count(*) AS n, count(*) FILTER (distanced) AS distanced,
            string_agg(DISTINCT label, ', ' ORDER BY label) AS texts
        FROM ({_LABELS}) l LEFT JOIN actors s ON s.actor_id = speaker_id LEFT JOIN actors w ON w.actor_id = l.worded_by
        GROUP BY speaker_id, wording, l.worded_by, entry
        ORDER BY sum(count(*)) OVER (PARTITION BY speaker_id) DESC, speaker,
            list_position({list(WORDINGS)}, wording), n DESC, entry
        """
    )


def label_sentences(
    corpus: Corpus, *, entry: str | None = None, voice: str | None = None, speaker_id: str | None = None
) -> pd.DataFrame:
    """Return the sentences of labels, the label marked: see `speakers.evidence`.

    `voice` is one of own, paraphrase, quote, or a key of `tables.WORDINGS`. More columns: label (as written),
    entry, referent, distanced_by (a name; missing where nobody distances).
    """
    return evidence(
        corpus,
        f"""
        SELECT article_id, start, "end", label, entry, referent, distanced_by FROM ({_LABELS})
        WHERE ($entry IS NULL OR entry = $entry) AND ($speaker IS NULL OR speaker_id = $speaker)
        AND ($voice IS NULL OR $voice IN (voice, wording))
        """,
        {"entry": entry, "voice": voice, "speaker": speaker_id},
    )


def markers(corpus: Corpus) -> pd.DataFrame:
    """Return the phrases held at a distance, marker and scope together, in text order: see `speakers.evidence`.

    More columns: phrase ("so-called presidential elections"), marker, kind, distanced_by (a name: who worded the
    marker), origin_known (false where it may have been the speaker's idea or the worder's), entry (of a label inside
    the phrase; missing where there is none). The phrase is reported, never the marker as if that were rejected.
    """
    return evidence(
        corpus,
        """
        SELECT m.article_id, least(m.start, scope_start) AS start, greatest(m."end", scope_end) AS "end",
            substr(a.text, least(m.start, scope_start) + 1,
                greatest(m."end", scope_end) - least(m.start, scope_start)) AS phrase,
            m.text AS marker, m.kind, coalesce(d.name, m.distanced_by) AS distanced_by, m.origin_known,
            (SELECT string_agg(DISTINCT l.entry, ', ' ORDER BY l.entry) FROM labels l
                WHERE l.article_id = m.article_id AND l.marker_id = m.marker_id) AS entry
        FROM markers m JOIN articles a USING (article_id) LEFT JOIN actors d ON d.actor_id = m.distanced_by
        """,
    )


def fullest_article(corpus: Corpus) -> str:
    """Return the id of the article with most labels and markers, of several the first: the one to read whole.

    Raises IndexError for a corpus without articles.
    """
    return str(
        corpus.sql(
            """
            SELECT article_id,
                (SELECT count(*) FROM labels l WHERE l.article_id = a.article_id)
                + (SELECT count(*) FROM markers m WHERE m.article_id = a.article_id) AS marked
            FROM articles a ORDER BY duplicate_of IS NOT NULL, marked DESC, article_id LIMIT 1
            """
        )["article_id"].iloc[0]
    )
