"""The sentences behind a number: from stretches of text to what a reader is shown of them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .corpus import Corpus
from .queries import PLAIN, WORDING, speaker_of


def evidence(corpus: Corpus, hits: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the sentences behind stretches of text: the way back from every number.

    `hits` is a query giving article_id, start, "end" and any columns more. Columns: article_id, sentence_id, text
    (the sentence), start and end (of the stretch, within `text`), speaker, voice (in plain words), wording, worded_by
    (names, of the segment the stretch begins in), corrected (what the machine's answer was, where people put something
    in the stretch right; missing elsewhere), then the columns more. In text order.
    """
    return corpus.sql(
        f"""
        WITH hits AS MATERIALIZED ({hits}),
        said AS (SELECT *, {WORDING} AS wording FROM segments),
        told AS MATERIALIZED (  -- texts are large: cut into sentences before anything is joined to them
            SELECT s.*, substr(a.text, s.start + 1, s."end" - s.start) AS text
            FROM sentences s JOIN articles a USING (article_id) WHERE (s.article_id, s.sentence_id) IN (
                SELECT g.article_id, g.sentence_id FROM hits h
                JOIN segments g ON g.article_id = h.article_id AND g.start <= h.start AND h.start < g."end"))
        SELECT s.article_id, s.sentence_id, s.text,
            h.start - s.start AS start, least(h."end", s."end") - s.start AS "end",
            {speaker_of("g.speaker_id", "who.name")} AS speaker, {PLAIN} AS voice, g.wording,
            coalesce(worder.name, g.worded_by) AS worded_by, (
                SELECT string_agg(DISTINCT c.machine, '; ') FROM corrected c
                WHERE c.article_id = h.article_id AND c.start < h."end" AND h.start < c."end") AS corrected,
            h.* EXCLUDE (article_id, start, "end")
        FROM hits h
        JOIN said g ON g.article_id = h.article_id AND g.start <= h.start AND h.start < g."end"
        JOIN told s ON s.article_id = g.article_id AND s.sentence_id = g.sentence_id
        LEFT JOIN actors who ON who.actor_id = g.speaker_id
        LEFT JOIN actors worder ON worder.actor_id = g.worded_by
        ORDER BY ALL
        """,
        params,
    )


def evidence_of(corpus: Corpus, hits: pd.DataFrame) -> pd.DataFrame:
    """Return `evidence` for stretches in a table: article_id, start, end and any plain columns more."""
    types = {"i": "BIGINT", "f": "DOUBLE", "b": "BOOLEAN"}
    kinds = {name: types.get(hits[name].dtype.kind, "VARCHAR") for name in hits} | dict.fromkeys(
        ("start", "end"), "BIGINT"
    )
    columns = {f"c{n}": name for n, name in enumerate(hits.columns)}
    listed = [f'unnest(${c}::{kinds[name]}[]) AS "{name}"' for c, name in columns.items()]
    values = {c: hits[name].astype(object).where(hits[name].notna(), None).tolist() for c, name in columns.items()}
    return evidence(corpus, f"SELECT {', '.join(listed)}", values)
