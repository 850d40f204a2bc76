"""Labels nobody listed: words of the articles that may be names taking a side, offered as rows for the word list.

Nothing here is counted anywhere. A person reads the sentences, fills in frame, topic, referent, side and source, and
puts the row into labels.csv; from then on it is a label.
"""

from pathlib import Path
from typing import Any, Literal

import pandas as pd

from ..corpus import Corpus
from ..evidence import evidence
from ..lexicon import LabelEntry, forms, load
from ..queries import OUTLET
from . import terms

LEAST = 2
"""Articles a candidate must stand in, unless it is a name put beside another name."""
SHARED = 2
"""Surroundings two nouns must share to be taken for names of one thing."""
APART = 0.25
"""The most that the uses of two such nouns may overlap among outlets: 0 = none uses both, 1 = all use both alike."""
COMMON = 200
"""A surrounding that more nouns than this have says nothing about them."""
NAMES = 8
"""The most alternatives, reasons or users named of one candidate."""

_FOUND = f"""
    WITH numbered AS MATERIALIZED (
        SELECT article_id, (row_number() OVER (ORDER BY article_id))::INT AS article, {OUTLET} AS outlet FROM articles),
    words AS NOT MATERIALIZED (
        SELECT article, segment_id::INT AS segment_id, token_id::INT AS token_id, head::INT AS head, dep, pos,
            start::INT AS start, "end"::INT AS "end", text, lemma
        FROM tokens JOIN numbered USING (article_id)),
    listed AS MATERIALIZED (
        SELECT article, entry, start, "end" FROM labels JOIN numbered USING (article_id)),
    nouns AS MATERIALIZED (
        SELECT article, segment_id, token_id, head, dep, t.start, t."end", lower(lemma) AS noun
        FROM words t ANTI JOIN listed l ON l.article = t.article AND l.start < t."end" AND t.start < l."end"
        WHERE pos = 'NOUN' AND length(lemma) > 2),
    hung AS MATERIALIZED (
        SELECT n.*, h.start AS head_start, h."end" AS head_end, lower(h.lemma) AS above, h.pos AS head_pos,
            h.head AS head_head
        FROM nouns n JOIN words h ON h.article = n.article AND h.token_id = n.head
        WHERE n.dep IN ('appos', 'pobj', 'nsubj', 'nsubjpass', 'dobj')),
    before AS MATERIALIZED (
        SELECT article, token_id, head, dep, pos, start, lower(text) AS text, lower(lemma) AS lemma FROM words
        WHERE dep IN ('amod', 'compound')),
    named AS (
        SELECT article, m.start, m."end", a.name
        FROM mentions m JOIN actors a USING (actor_id) JOIN numbered USING (article_id) WHERE m.form = 'name'),

    beside AS (
        SELECT n.article, n.segment_id, n.start, n."end", noun AS entry, p.name AS alternatives,
            'beside the name ' || p.name AS why
        FROM hung n JOIN named p ON p.article = n.article AND p.start <= head_start AND head_end <= p."end"
        WHERE n.dep = 'appos'
        UNION ALL
        SELECT n.article, n.segment_id, n.start, n."end", noun, p.name, 'before the name ' || p.name
        FROM nouns n JOIN named p ON p.article = n.article AND p.start = n."end" + 1
        WHERE n.dep IN ('compound', 'nmod')
        UNION ALL
        SELECT n.article, n.segment_id, n.start, n."end", noun, l.entry, 'beside the label ' || l.entry
        FROM hung n JOIN listed l ON l.article = n.article AND l.start <= head_start AND head_end <= l."end"
        WHERE n.dep = 'appos'),
    most_beside AS (
        SELECT entry FROM beside WHERE NOT list_contains($refused, entry) GROUP BY entry
        ORDER BY count(DISTINCT article) DESC, count(*) DESC, entry LIMIT $most),

    frequent AS MATERIALIZED (
        SELECT noun AS name, (row_number() OVER (ORDER BY noun))::INT AS noun FROM nouns GROUP BY noun
        HAVING count(DISTINCT article) >= {LEAST} AND count(*) > {LEAST}),
    around AS (
        SELECT noun AS name, dep AS relation, above AS word FROM hung
        WHERE dep IN ('nsubj', 'nsubjpass', 'dobj') AND head_pos = 'VERB'
        UNION ALL
        SELECT noun, above, lower(g.lemma) FROM hung n
        JOIN words g ON g.article = n.article AND g.token_id = head_head
        WHERE n.dep = 'pobj' AND g.pos IN ('NOUN', 'VERB')
        UNION ALL
        SELECT noun, 'modifier', m.lemma FROM nouns n JOIN before m ON m.article = n.article AND m.head = n.token_id),
    kept AS (
        SELECT f.noun, relation || ' ' || word AS place, ln(1 + count(*)) AS weight FROM around JOIN frequent f
        USING (name) GROUP BY f.noun, relation, word HAVING NOT list_contains($stop, any_value(word))),
    telling AS (
        SELECT noun, place, weight * ln((SELECT count(*) FROM frequent) / count(*) OVER (PARTITION BY place)) AS weight
        FROM kept QUALIFY count(*) OVER (PARTITION BY place) BETWEEN 2 AND {COMMON}),
    lengths AS (SELECT noun, sqrt(sum(weight * weight)) AS length FROM telling GROUP BY noun),
    sharing AS (
        SELECT a.noun, b.noun AS other, sum(a.weight * b.weight) AS product
        FROM telling a JOIN telling b ON a.place = b.place AND a.noun < b.noun
        GROUP BY a.noun, b.noun HAVING count(*) >= {SHARED}),
    alike AS (
        SELECT noun, other, round(product / (la.length * lb.length), 9) AS likeness
        FROM (SELECT * FROM sharing UNION ALL SELECT other, noun, product FROM sharing)
        JOIN lengths la USING (noun) JOIN lengths lb ON lb.noun = other),
    shares AS (
        SELECT f.noun, outlet, count(*) / sum(count(*)) OVER (PARTITION BY f.noun) AS share
        FROM nouns n JOIN frequent f ON f.name = n.noun JOIN numbered USING (article) GROUP BY f.noun, outlet),
    together AS (
        SELECT noun, other, round(sum(least(s.share, o.share)), 9) AS overlap FROM alike JOIN shares s USING (noun)
        JOIN shares o ON o.noun = other AND o.outlet = s.outlet GROUP BY noun, other),
    likest AS (
        SELECT noun, other FROM alike LEFT JOIN together USING (noun, other) WHERE coalesce(overlap, 0) <= {APART}
        QUALIFY row_number() OVER (PARTITION BY noun ORDER BY likeness DESC, other) = 1
        ORDER BY likeness DESC, noun LIMIT $most),
    apart AS (
        SELECT any_value(one.name) AS noun, any_value(two.name) AS other,
            string_agg(a.place, ', ' ORDER BY a.weight * b.weight DESC, a.place) AS places
        FROM likest l JOIN telling a ON a.noun = l.noun JOIN telling b ON b.noun = other AND b.place = a.place
        JOIN frequent one ON one.noun = l.noun JOIN frequent two ON two.noun = other
        GROUP BY l.noun, other),

    known AS (
        SELECT DISTINCT noun FROM nouns n JOIN words t ON t.article = n.article AND t.head = n.token_id
        WHERE t.dep = 'det' AND lower(t.text) IN ('the', 'these', 'those')),
    pairs AS MATERIALIZED (
        SELECT n.article, n.segment_id, c.start, n."end", c.text || ' ' || n.noun AS entry
        FROM nouns n JOIN before c ON c.article = n.article AND c.token_id = n.token_id - 1
        WHERE c.head = n.token_id AND c.pos IN ('NOUN', 'ADJ') AND NOT list_contains($stop, c.text)
        UNION ALL
        SELECT article, segment_id, start, "end", noun FROM nouns SEMI JOIN known USING (noun)),
    of_one AS (
        SELECT entry, any_value(outlet) AS outlet
        FROM pairs JOIN (SELECT article, a.outlet FROM articles a JOIN numbered USING (article_id)) USING (article)
        WHERE NOT list_contains($taken, entry) AND (SELECT count(DISTINCT outlet) FROM articles) > 1
        GROUP BY entry HAVING count(DISTINCT outlet) = 1 AND count(DISTINCT article) >= {LEAST}
        ORDER BY count(DISTINCT article) DESC, count(*) DESC, entry LIMIT $most),

    keys AS (SELECT unnest($keys::VARCHAR[]) AS entry, unnest($whys::VARCHAR[]) AS why),
    hits AS (
        SELECT 'name' AS rule, * FROM beside SEMI JOIN most_beside USING (entry)
        UNION ALL
        SELECT 'complementary', article, segment_id, start, "end", noun, other,
            'in the place of “' || other || '” elsewhere: ' || places
        FROM apart JOIN nouns USING (noun)
        UNION ALL
        SELECT 'one outlet', article, segment_id, start, "end", entry, NULL,
            'in several articles of ' || outlet || ' and in no others'
        FROM pairs JOIN of_one USING (entry)
        UNION ALL
        SELECT 'key adjective', article, segment_id, start, "end", entry, NULL, why
        FROM words JOIN keys ON lower(lemma) = entry WHERE pos = 'ADJ'),
    found AS (SELECT h.* EXCLUDE (article), article_id FROM hits h JOIN numbered USING (article))
"""
"""What may be a label: rule, article_id, segment_id, start, "end", entry, alternatives, why."""

RULES = ("name", "complementary", "one outlet", "key adjective")
"""How candidates are found, in the order they are offered."""


def candidates(corpus: Corpus, *, most: int = 40, lexicons: Path | None = None) -> pd.DataFrame:
    """Return the candidates as rows of labels.csv, with what speaks for each; at most `most` by each of the RULES.

    `name`: a noun in apposition to a name or a label, or right before a name ("hero corporal Welk"), that is no office
    of roles.csv. `complementary`: a noun that stands where outlets which do not use it have another noun: with the
    same verbs, prepositions, modifiers; the likest pairs. `one outlet`: a noun that is spoken of as known ("the
    blockaders"), or a noun with the adjective or noun before it, which one outlet has in several articles and no other
    has. `key adjective`: an adjective that is key for one outlet, or for one voice, so that no one
    article makes it so (`terms.keyness_by`).
    Columns: those of `lexicon.LabelEntry`, with frame, topic, referent, side and source empty for a person to fill in
    (a word list with empty cells is refused), alternatives as found, and in note why it is offered; then rule, n,
    articles, used_by (outlets, and speakers where it stands in what they say, at most NAMES). By rule, in most articles
    first.
    """
    found = corpus.sql(
        f"""
        {_FOUND},
        told AS (
            SELECT f.*, {OUTLET} || CASE WHEN g.voice = 'own' THEN '' ELSE ': ' || coalesce(s.name, g.speaker_id) END
                AS who
            FROM found f JOIN segments g USING (article_id, segment_id) JOIN articles USING (article_id)
            LEFT JOIN actors s ON s.actor_id = g.speaker_id)
        SELECT entry, entry AS pattern, '' AS frame, '' AS topic, '' AS referent, '' AS side,
            {_listed("alternatives")} AS alternatives, {_listed("why")} AS note, '' AS source, rule,
            count(DISTINCT (article_id, start)) AS n, count(DISTINCT article_id) AS articles,
            {_listed("who")} AS used_by
        FROM told GROUP BY rule, entry ORDER BY list_position($rules, rule), articles DESC, n DESC, entry
        """,
        {**_parameters(corpus, most, lexicons), "rules": list(RULES)},
    )
    return _fresh(found, lexicons)


def candidate_sentences(
    corpus: Corpus, *, entry: str | None = None, most: int = 40, lines: int | None = 50, lexicons: Path | None = None
) -> pd.DataFrame:
    """Return the sentences of `candidates`, the candidate marked: see `evidence.evidence`; of each at most `lines`.

    More columns: rule, entry, why, outlet. By rule, in text order.
    """
    found = evidence(
        corpus,
        f"""
        {_FOUND},
        once AS (SELECT rule, entry, article_id, start, "end", any_value(why) AS why FROM found GROUP BY ALL)
        SELECT o.*, {OUTLET} AS outlet FROM once o JOIN articles USING (article_id)
        WHERE $entry IS NULL OR entry = $entry
        QUALIFY $lines IS NULL OR row_number() OVER (PARTITION BY rule, entry ORDER BY article_id, start) <= $lines
        """,
        {**_parameters(corpus, most, lexicons), "entry": entry, "lines": lines},
    )
    found = found.sort_values("rule", key=lambda rule: rule.map(RULES.index), kind="stable", ignore_index=True)
    return _fresh(found, lexicons)


def _listed(column: str) -> str:
    """Return SQL for the different values of a column, at most NAMES, joined by semicolons."""
    return f"coalesce(array_to_string(list_sort(list(DISTINCT {column}))[1:{NAMES}], '; '), '')"


def _parameters(corpus: Corpus, most: int, lexicons: Path | None) -> dict[str, Any]:
    keys = corpus.once("key adjectives", lambda: _key_adjectives(corpus))
    taken = _taken(lexicons)
    return {
        "most": most,
        "stop": sorted(terms.stop_list()),
        "taken": sorted(taken),
        "refused": sorted(taken | {role.role.lower() for role in load(lexicons).roles}),
        "keys": list(keys),
        "whys": list(keys.values()),
    }


def _taken(lexicons: Path | None) -> set[str]:
    """Return every spelling of the word list."""
    return {part for row in load(lexicons).label_by.values() for form in forms(row.pattern) for part in form.parts}


def _fresh(found: pd.DataFrame, lexicons: Path | None) -> pd.DataFrame:
    """Return the rows whose entry can be a pattern and is in no spelling of the word list."""
    taken = _taken(lexicons)
    return found[pd.Series([_offered(name, taken) for name in found["entry"]], found.index, "bool")].reset_index(
        drop=True
    )


def _offered(name: str, taken: set[str]) -> bool:
    try:
        return not any(part in taken for form in forms(name) for part in form.parts)
    except ValueError:
        return False


def _key_adjectives(corpus: Corpus) -> dict[str, str]:
    """Return adjectives that are key for an outlet, or for a voice, with the reason."""
    out: dict[str, str] = {}
    ways: tuple[Literal["outlet", "voice"], ...] = ("outlet", "voice")
    for by in ways:
        found = terms.keyness_by(corpus, by, top=50, pos=("ADJ",))
        for row in found[found["finding"]].itertuples():
            out.setdefault(str(row.term).lower(), f"key: {row.group} ({row.n:,} in {row.articles:,} articles)")
    return out


def as_csv(table: pd.DataFrame) -> str:
    """Return candidates as lines of CSV to paste below the last row of labels.csv."""
    return table[list(LabelEntry._fields)].to_csv(index=False, header=False)
