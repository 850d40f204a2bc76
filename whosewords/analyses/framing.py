"""Labels and markers: which names that take a side occur, in whose voice, and who holds them at arm's length.

A label in somebody's paraphrase may or may not have been their word; a quoted label is not thereby endorsed. A guest's
opinion piece is not its outlet's: it is counted as "Outlet (opinion)".
"""

from pathlib import Path
from typing import Literal

import pandas as pd

from .. import lexicon
from ..corpus import Corpus
from ..evidence import evidence
from ..measured import figures
from ..queries import OUTLET, speaker_of, wording_of
from ..tables import ARTICLE, NO_SOURCE, UNKNOWN, WORDINGS

By = Literal["outlet", "speaker"]
FORMS = 3
"""Ways in which the articles write a label that are named, where they write it in several."""

_LABELS = f"""
    SELECT l.article_id, l.label_id, l.start, l."end", l.text AS label, l.entry, l.frame, l.referent, l.sentence_id,
        l.speaker_id, l.worded_by, l.voice, {OUTLET} AS outlet,
        {speaker_of("l.speaker_id", "s.name")} AS speaker,
        {wording_of("l")} AS wording, g.confidence,
        m.marker_id IS NOT NULL AS distanced, m.distanced_by AS distanced_by_id,
        CASE WHEN g.voice = 'own' AND d.name IS NOT NULL THEN '{NO_SOURCE}' ELSE d.name END AS distanced_by,
        m.origin_known
    FROM labels l JOIN segments g USING (article_id, segment_id) JOIN articles a USING (article_id)
    LEFT JOIN markers m ON m.article_id = l.article_id AND m.marker_id = l.marker_id
    LEFT JOIN actors d ON d.actor_id = m.distanced_by LEFT JOIN actors s ON s.actor_id = l.speaker_id
"""
"""Labels with `wording`, `outlet` and `speaker`, and with who distances where a marker stands before or around them."""


def as_printed(entry: str, form: str) -> str:
    """Return what a form in small letters is called: by the entry's own name, or as it is where it is another word."""
    return entry if form.startswith(entry.lower()) else form


def printed(entry: str, texts: "pd.Series[str]") -> str:
    """Return how a label is written, most frequent first; forms that differ in their ending only count as the same.

    An entry of the word list stands for several words, and nobody is to be said to have used one that they did not.
    """
    kept: list[str] = []
    counts = texts.str.lower().value_counts().sort_index()
    for form in counts.sort_values(ascending=False, kind="stable").index:
        name = as_printed(entry, str(form))
        if not any(name.startswith(stem) for k in kept for stem in (k, k[:-1])):
            kept.append(name)
    return ", ".join(kept[:FORMS]) + (" …" if len(kept) > FORMS else "")


def printed_by_entry(corpus: Corpus) -> "dict[str, str]":
    """Return for each entry how the articles write it."""
    made: dict[str, str] = corpus.once(
        "printed labels", lambda: {str(e): printed(str(e), of["text"]) for e, of in corpus.labels.groupby("entry")}
    )
    return made


def voice_by_label(corpus: Corpus, by: By | None = None) -> pd.DataFrame:
    """Return how often each label occurs in each voice, plain and held at a distance; grouped by what it names.

    With `by`, apart for each outlet or speaker, whose name is the first column; those with most labels first.

    Columns: referent (what is named; entries with one referent are names for the same thing), entry, printed (how the
    articles write it most often, in small letters), frame, wording (see `tables.WORDINGS`), distanced, distanced_by (a
    name; missing where plain), origin_known (whether the distance is surely that actor's own idea), n, sentences,
    speakers (names, joined by commas), own_low and own_high (how many times the entry stands without a source, as far
    as the confidence of what was found and the measured error go). One row for each combination found; referents by
    number of labels, then entries by number.
    """
    key = f"{by}, " if by else ""
    ranked = f"sum(count(*)) OVER (PARTITION BY {by}) DESC, {by}, " if by else ""
    return corpus.sql(
        f"""
        WITH written AS (SELECT entry, mode(lower(text) ORDER BY lower(text)) AS printed FROM labels GROUP BY entry)
        SELECT {key}referent, entry, any_value(printed) AS printed, any_value(frame) AS frame, wording, distanced,
            distanced_by, bool_and(origin_known) AS origin_known, count(*) AS n,
            count(DISTINCT (article_id, sentence_id)) AS sentences,
            string_agg(DISTINCT l.speaker, ', ' ORDER BY l.speaker) AS speakers,
            sum(coalesce(sum($right) FILTER (voice = 'own'), 0)) OVER (PARTITION BY {key}referent, entry) AS own_low,
            sum(sum(CASE voice WHEN 'own' THEN 1 ELSE 1 - confidence END)) OVER (PARTITION BY {key}referent, entry)
                AS own_high
        FROM ({_LABELS}) l JOIN written USING (entry)
        GROUP BY {key}referent, entry, wording, distanced, distanced_by
        ORDER BY {ranked}sum(count(*)) OVER (PARTITION BY {key}referent) DESC, referent,
            sum(count(*)) OVER (PARTITION BY {key}referent, entry) DESC, entry,
            list_position({list(WORDINGS)}, wording), distanced, distanced_by
        """,
        {"right": figures().own_labels.right.value},
    )


def naming(corpus: Corpus, by: By = "outlet", *, lexicons: Path | None = None) -> pd.DataFrame:
    """Return who calls what by which name: for each referent, the labels of every outlet, or of every speaker.

    Columns: referent, side (of those who use the name: supporters, opponents or neutral, from the word list; missing
    for an entry it lacks), entry, printed (how it stands there most often, in small letters), who (the outlet or
    speaker), own (plain uses in its own words: where no source is
    found, for a speaker in its own quotation marks), others (plain uses in others' words: what the outlet attributes,
    what is retold of the speaker), distanced (uses that a marker holds at arm's length), n (all three), articles,
    sides (how many sides the names found for the referent are of). Referents by sides, then by labels; then those with
    most labels. Of speakers, the article itself and sources that cannot be told are left out.
    """
    known = lexicon.load(lexicons).label_by
    return corpus.sql(
        f"""
        WITH sided AS (SELECT unnest($entries::VARCHAR[]) AS entry, unnest($sides::VARCHAR[]) AS side),
        named AS (
            SELECT l.*, side, {by} AS who, wording = '{"own" if by == "outlet" else "quote"}' AS owned
            FROM ({_LABELS}) l LEFT JOIN sided USING (entry)
            WHERE {"true" if by == "outlet" else f"speaker_id NOT IN ('{ARTICLE}', '{UNKNOWN}')"}),
        spread AS (SELECT referent, count(DISTINCT side) AS sides, count(*) AS size FROM named GROUP BY referent)
        SELECT referent, any_value(side) AS side, entry, mode(lower(label) ORDER BY lower(label)) AS printed, who,
            count(*) FILTER (owned AND NOT distanced) AS own,
            count(*) FILTER (NOT owned AND NOT distanced) AS others, count(*) FILTER (distanced) AS distanced,
            count(*) AS n, count(DISTINCT article_id) AS articles, any_value(sides) AS sides
        FROM named JOIN spread USING (referent)
        GROUP BY referent, entry, who
        ORDER BY sides DESC, any_value(size) DESC, referent,
            sum(count(*)) OVER (PARTITION BY referent, who) DESC, who, n DESC, entry
        """,
        {"entries": list(known), "sides": [row.side for row in known.values()]},
    )


def label_sentences(
    corpus: Corpus, *, entry: str | None = None, voice: str | None = None, speaker_id: str | None = None
) -> pd.DataFrame:
    """Return the sentences of labels, the label marked: see `evidence.evidence`.

    `voice` is one of own, paraphrase, quote, or a key of `tables.WORDINGS`. More columns: label (as written),
    entry, referent, distanced_by (a name; missing where nobody distances), outlet.
    """
    return evidence(
        corpus,
        f"""
        SELECT article_id, start, "end", label, entry, referent, distanced_by, outlet FROM ({_LABELS})
        WHERE ($entry IS NULL OR entry = $entry) AND ($speaker IS NULL OR speaker_id = $speaker)
        AND ($voice IS NULL OR $voice IN (voice, wording))
        """,
        {"entry": entry, "voice": voice, "speaker": speaker_id},
    )


def markers(corpus: Corpus) -> pd.DataFrame:
    """Return the phrases held at a distance, marker and scope together, in text order: see `evidence.evidence`.

    More columns: phrase ("so-called presidential elections"), marker, kind, distanced_by (a name: who worded the
    marker; in text without a source, that there is none), origin_known (false where it may have been the speaker's idea
    or the worder's), entry (of a label inside the phrase; missing where there is none). The phrase is reported, never
    the marker as if that were rejected.
    """
    return evidence(
        corpus,
        f"""
        SELECT m.article_id, least(m.start, scope_start) AS start, greatest(m."end", scope_end) AS "end",
            substr(a.text, least(m.start, scope_start) + 1,
                greatest(m."end", scope_end) - least(m.start, scope_start)) AS phrase,
            m.text AS marker, m.kind, m.origin_known,
            CASE WHEN g.voice = 'own' THEN '{NO_SOURCE}' ELSE coalesce(d.name, m.distanced_by) END AS distanced_by,
            (SELECT string_agg(DISTINCT l.entry, ', ' ORDER BY l.entry) FROM labels l
                WHERE l.article_id = m.article_id AND l.marker_id = m.marker_id) AS entry
        FROM markers m JOIN articles a USING (article_id) JOIN segments g USING (article_id, segment_id)
        LEFT JOIN actors d ON d.actor_id = m.distanced_by
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
