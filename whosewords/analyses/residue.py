"""Own-voice residue: what stands in the text that no source is behind: labels, evaluative words, agentless passives.

"Were killed" names who suffers and not who acts; it may be all that is known. An evaluative word may be plain fact.
That no source was found is the program's answer, and sometimes wrong.
"""

import pandas as pd

from ..corpus import Corpus
from ..evidence import evidence
from ..queries import OUTLET
from ..sentiment import evaluative
from .terms import stop_list

KINDS = ("label", "evaluative adjective", "evaluative adverb", "agentless passive")
"""What is looked for, in this order."""
ITEMS = 8
"""The most frequent of a kind that are named in `residue`."""

_FOUND = """
    WITH own AS (SELECT article_id, segment_id FROM segments WHERE voice = 'own'),
    marked AS (
        SELECT 'label' AS kind, l.article_id, l.start, l."end", l.entry AS item, NULL::VARCHAR AS subject
        FROM labels l WHERE l.voice = 'own' AND l.marker_id IS NULL),
    known AS (SELECT unnest($words::VARCHAR[]) AS form, unnest($tags::VARCHAR[]) AS pos),
    evaluating AS (
        SELECT CASE pos WHEN 'ADJ' THEN 'evaluative adjective' ELSE 'evaluative adverb' END, t.article_id, t.start,
            t."end", lower(t.text), NULL
        FROM tokens t JOIN own USING (article_id, segment_id) JOIN known k USING (pos)
        ANTI JOIN marked m ON m.article_id = t.article_id AND m.start <= t.start AND t."end" <= m."end"
        WHERE lower(t.text) = k.form),
    parts AS (
        SELECT article_id, head AS token_id, min(start) FILTER (dep = 'auxpass') AS start,
            arg_min(text, token_id) FILTER (dep = 'nsubjpass') AS subject, bool_or(dep = 'agent') AS acted
        FROM tokens WHERE dep IN ('auxpass', 'nsubjpass', 'agent') GROUP BY article_id, head),
    passive AS (
        SELECT 'agentless passive', t.article_id, p.start, t."end", lower(t.lemma), p.subject
        FROM parts p JOIN tokens t USING (article_id, token_id) JOIN own USING (article_id, segment_id)
        WHERE p.start < t.start AND NOT p.acted)
    SELECT * FROM marked UNION ALL SELECT * FROM evaluating UNION ALL SELECT * FROM passive
"""


def _words() -> dict[str, list[str]]:
    pairs = [(word, pos) for pos, words in evaluative().items() for word in sorted(words - stop_list())]
    return {"words": [word for word, _ in pairs], "tags": [pos for _, pos in pairs]}


def residue_sentences(corpus: Corpus, *, kind: str | None = None, outlet: str | None = None) -> pd.DataFrame:
    """Return the sentences of the residue, what was found marked: see `evidence.evidence`.

    More columns: kind (one of KINDS), item (the entry of a label not held at a distance; an evaluative word, see
    `sentiment.evaluative`; the verb of a passive that has no agent in the parse, as in "were killed"), subject (of a
    passive, its noun), outlet (see `queries.OUTLET`). By kind, in text order.
    """
    found = evidence(
        corpus,
        f"""
        SELECT f.article_id, f.start, f."end", kind, item, subject, {OUTLET} AS outlet
        FROM ({_FOUND}) f JOIN articles USING (article_id)
        WHERE ($kind IS NULL OR kind = $kind) AND ($outlet IS NULL OR {OUTLET} = $outlet)
        """,
        {**_words(), "kind": kind, "outlet": outlet},
    )
    return found.sort_values("kind", key=lambda k: k.map(KINDS.index), kind="stable", ignore_index=True)


def residue(corpus: Corpus) -> pd.DataFrame:
    """Return how much of each kind there is in the text of every outlet that no source is found for.

    Columns: kind (one of KINDS), outlet (see `queries.OUTLET`), n, per_1000 (n for every 1,000 of `words`), items (the
    ITEMS most frequent, with their numbers), sentences, articles (with at least one), words (of the outlet without a
    source). By kind, outlets with most such words first.
    """
    return corpus.sql(
        f"""
        WITH sizes AS (
            SELECT {OUTLET} AS outlet, sum(g.n_words)::BIGINT AS words
            FROM segments g JOIN articles USING (article_id) WHERE voice = 'own' GROUP BY 1),
        found AS (
            SELECT f.*, s.sentence_id, {OUTLET} AS outlet FROM ({_FOUND}) f
            JOIN sentences s ON s.article_id = f.article_id AND s.start <= f.start AND f.start < s."end"
            JOIN articles a ON a.article_id = f.article_id),
        items AS (
            SELECT kind, outlet, item, count(*) AS n,
                row_number() OVER (PARTITION BY kind, outlet ORDER BY count(*) DESC, item) AS place
            FROM found GROUP BY kind, outlet, item)
        SELECT f.kind, f.outlet, count(*) AS n, 1000 * count(*) / any_value(words) AS per_1000,
            (SELECT string_agg(i.item || ' ' || i.n, ', ' ORDER BY place) FROM items i
                WHERE i.kind = f.kind AND i.outlet = f.outlet AND place <= {ITEMS}) AS items,
            count(DISTINCT (f.article_id, sentence_id)) AS sentences, count(DISTINCT f.article_id) AS articles,
            any_value(words) AS words
        FROM found f JOIN sizes USING (outlet)
        GROUP BY f.kind, f.outlet ORDER BY list_position($kinds, f.kind), words DESC, f.outlet
        """,
        {**_words(), "kinds": list(KINDS)},
    )
