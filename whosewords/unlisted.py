"""Labels nobody listed: words of the articles that may be names taking a side, offered as rows for the word list.

Nothing here is counted anywhere. A person reads the sentences, fills in frame, referent, side and source, and puts the
row into labels.csv; from then on it is a label.
"""

from pathlib import Path
from typing import Any, Literal

import pandas as pd

from . import terms
from .corpus import Corpus
from .framing import OUTLET, entries
from .lexicon import LabelEntry, forms
from .speakers import evidence

LEAST = 2
"""Articles a candidate must stand in, unless it is a name put beside another name."""
SHARED = 2
"""Surroundings two nouns must share to be taken for names of one thing."""
APART = 0.25
"""The most that the uses of two such nouns may overlap among outlets: 0 = none uses both, 1 = all use both alike."""
COMMON = 200
"""A surrounding that more nouns than this have says nothing about them."""

_NOUNS = """
    listed AS (SELECT article_id, start, "end" FROM labels),
    nouns AS MATERIALIZED (
        SELECT t.article_id, t.sentence_id, t.segment_id, t.token_id, t.head, t.dep, t.start, t."end",
            lower(t.lemma) AS noun
        FROM tokens t ANTI JOIN listed l ON l.article_id = t.article_id AND l.start < t."end" AND t.start < l."end"
        WHERE t.pos = 'NOUN' AND length(t.lemma) > 2),
    named AS (
        SELECT m.article_id, m.start, m."end", a.name, m.actor_id FROM mentions m JOIN actors a USING (actor_id)
        WHERE m.form = 'name')
"""
"""Common nouns that are no label, and where somebody is named."""

_APPOSED = f"""
    WITH {_NOUNS},
    beside AS (
        SELECT n.*, n.start AS from_, p.name AS alternatives, 'beside the name ' || p.name AS why FROM nouns n
        JOIN tokens h ON h.article_id = n.article_id AND h.token_id = n.head
        JOIN named p ON p.article_id = h.article_id AND p.start <= h.start AND h."end" <= p."end"
        WHERE n.dep = 'appos'
        UNION ALL
        SELECT n.*, n.start, p.name, 'before the name ' || p.name FROM nouns n
        JOIN named p ON p.article_id = n.article_id AND p.start = n."end" + 1 WHERE n.dep IN ('compound', 'nmod')
        UNION ALL
        SELECT n.*, n.start, l.entry, 'beside the label ' || l.entry FROM nouns n
        JOIN tokens h ON h.article_id = n.article_id AND h.token_id = n.head
        JOIN labels l ON l.article_id = h.article_id AND l.start <= h.start AND h."end" <= l."end"
        WHERE n.dep = 'appos')
    SELECT b.article_id, b.start, b."end", noun AS entry, alternatives, why FROM beside b
"""

_COMPLEMENTARY = f"""
    WITH {_NOUNS},
    placed AS (SELECT n.*, {OUTLET} AS outlet FROM nouns n JOIN articles USING (article_id)),
    frequent AS (
        SELECT noun, count(*) AS n FROM placed GROUP BY noun HAVING count(DISTINCT article_id) >= {LEAST}
        AND count(*) > {LEAST}),
    around AS (
        SELECT n.noun, n.dep || ' ' || lower(h.lemma) AS place FROM placed n
        JOIN tokens h ON h.article_id = n.article_id AND h.token_id = n.head
        WHERE n.dep IN ('nsubj', 'nsubjpass', 'dobj') AND h.pos = 'VERB'
        UNION ALL
        SELECT n.noun, lower(h.lemma) || ' ' || lower(g.lemma) FROM placed n
        JOIN tokens h ON h.article_id = n.article_id AND h.token_id = n.head
        JOIN tokens g ON g.article_id = h.article_id AND g.token_id = h.head
        WHERE n.dep = 'pobj' AND g.pos IN ('NOUN', 'VERB')
        UNION ALL
        SELECT n.noun, 'modifier ' || lower(m.lemma) FROM placed n
        JOIN tokens m ON m.article_id = n.article_id AND m.head = n.token_id WHERE m.dep IN ('amod', 'compound')),
    kept AS (
        SELECT noun, place, ln(1 + count(*)) AS weight FROM around SEMI JOIN frequent USING (noun)
        WHERE NOT list_contains($stop, split_part(place, ' ', 2)) GROUP BY noun, place),
    telling AS (
        SELECT noun, place, weight * ln((SELECT count(*) FROM frequent) / count(*) OVER (PARTITION BY place)) AS weight
        FROM kept QUALIFY count(*) OVER (PARTITION BY place) BETWEEN 2 AND {COMMON}),
    lengths AS (SELECT noun, sqrt(sum(weight * weight)) AS length FROM telling GROUP BY noun),
    alike AS (
        SELECT a.noun, b.noun AS other, sum(a.weight * b.weight) / any_value(la.length * lb.length) AS likeness,
            string_agg(a.place, ', ' ORDER BY a.weight * b.weight DESC) AS places
        FROM telling a JOIN telling b ON a.place = b.place AND a.noun <> b.noun
        JOIN lengths la ON la.noun = a.noun JOIN lengths lb ON lb.noun = b.noun
        GROUP BY a.noun, b.noun HAVING count(*) >= {SHARED}),
    shares AS (
        SELECT noun, outlet, count(*) / sum(count(*)) OVER (PARTITION BY noun) AS share FROM placed
        SEMI JOIN frequent USING (noun) GROUP BY noun, outlet),
    apart AS (
        SELECT a.noun, a.other, likeness, places, coalesce(
            (SELECT sum(least(s.share, o.share)) FROM shares s JOIN shares o USING (outlet)
                WHERE s.noun = a.noun AND o.noun = a.other), 0) AS overlap
        FROM alike a),
    best AS (
        SELECT * FROM apart WHERE overlap <= {APART}
        QUALIFY row_number() OVER (PARTITION BY noun ORDER BY likeness DESC, other) = 1
        ORDER BY likeness DESC, noun LIMIT $most)
    SELECT n.article_id, n.start, n."end", noun AS entry, other AS alternatives,
        'in the place of “' || other || '” elsewhere: ' || places AS why
    FROM best JOIN nouns n USING (noun)
"""

_OF_ONE = f"""
    WITH {_NOUNS},
    pairs AS (
        SELECT n.article_id, c.start, n."end", lower(c.text) || ' ' || n.noun AS entry
        FROM nouns n JOIN tokens c ON c.article_id = n.article_id AND c.head = n.token_id
        AND c.token_id = n.token_id - 1
        WHERE c.pos IN ('NOUN', 'ADJ') AND c.dep IN ('compound', 'amod') AND NOT list_contains($stop, lower(c.text))
        UNION ALL
        SELECT n.article_id, n.start, n."end", n.noun FROM nouns n
        WHERE n.noun IN (SELECT d.noun FROM nouns d JOIN tokens t ON t.article_id = d.article_id
            AND t.head = d.token_id WHERE t.dep = 'det' AND lower(t.text) IN ('the', 'these', 'those'))),
    own AS (
        SELECT entry, any_value(outlet) AS outlet FROM pairs JOIN articles USING (article_id)
        GROUP BY entry HAVING count(DISTINCT outlet) = 1 AND count(DISTINCT article_id) >= {LEAST}
        ORDER BY count(DISTINCT article_id) DESC, count(*) DESC, entry LIMIT $most)
    SELECT p.article_id, p.start, p."end", entry, '' AS alternatives,
        'in several articles of ' || o.outlet || ' and in no others' AS why
    FROM pairs p JOIN own o USING (entry) WHERE (SELECT count(DISTINCT outlet) FROM articles) > 1
"""

_KEY = """
    SELECT t.article_id, t.start, t."end", entry, '' AS alternatives, why
    FROM tokens t JOIN (SELECT unnest($entries::VARCHAR[]) AS entry, unnest($whys::VARCHAR[]) AS why)
    ON lower(t.text) = entry OR lower(t.lemma) = entry
    WHERE t.pos = 'ADJ'
"""

_RULES = {"name": _APPOSED, "complementary": _COMPLEMENTARY, "one outlet": _OF_ONE, "key adjective": _KEY}


def candidate_sentences(
    corpus: Corpus, *, entry: str | None = None, most: int = 40, lexicons: Path | None = None
) -> pd.DataFrame:
    """Return the sentences of the candidates, the candidate marked: see `speakers.evidence`.

    Rules: `name`, a noun in apposition to a name or a label, or right before a name ("hero corporal Welk"), that is no
    office of roles.csv; `complementary`, a noun that stands where outlets which do not use it have another noun (same
    verbs, prepositions, modifiers; the `most` likest pairs); `one outlet`, a noun that is spoken of as known ("the
    blockaders"), or a noun with the adjective or noun before it, which one outlet has in several articles and no other
    has (the `most` in most articles); `key adjective`, an adjective that is key for one outlet or for
    the text without a source (`terms.keyness_by`). More columns: entry, rule, alternatives, why, outlet.
    """
    from .lexicon import load

    known = entries(lexicons)
    taken = {part for row in known.values() for form in forms(row.pattern) for part in form.parts}
    offices = {role.role.lower() for role in load(lexicons).roles}
    keys = _key_adjectives(corpus)
    params: dict[str, dict[str, Any]] = {
        "name": {},
        "complementary": {"stop": list(terms.stop_list()), "most": most},
        "one outlet": {"stop": list(terms.stop_list()), "most": most},
        "key adjective": {"entries": list(keys), "whys": list(keys.values())},
    }
    found = []
    for rule, query in _RULES.items():
        hits = f"SELECT h.*, {OUTLET} AS outlet FROM ({query}) h JOIN articles USING (article_id)"
        found.append(evidence(corpus, hits, params[rule]).assign(rule=rule))
    table = pd.concat(found, ignore_index=True).astype({"rule": "str"})
    if entry is not None:
        table = table[table["entry"] == entry]
    fresh = [_offered(name, taken) and not (rule == "name" and name in offices)
             for name, rule in zip(table["entry"], table["rule"], strict=True)]  # fmt: skip
    return table[pd.Series(fresh, table.index, "bool")].reset_index(drop=True)


def _offered(name: str, taken: set[str]) -> bool:
    """Say whether a name can be a pattern and is none of the word list yet."""
    try:
        return not any(part in taken for form in forms(name) for part in form.parts)
    except ValueError:
        return False


def _key_adjectives(corpus: Corpus) -> dict[str, str]:
    """Return adjectives that are key for an outlet, or for the text without a source, with the reason."""
    out: dict[str, str] = {}
    ways: tuple[Literal["outlet", "voice"], ...] = ("outlet", "voice")
    for by in ways:
        found = terms.keyness_by(corpus, by, top=50, pos=("ADJ",))
        for row in found[found["finding"]].itertuples():
            out.setdefault(str(row.term).lower(), f"key: {row.group} ({row.n:,} in {row.articles:,} articles)")
    return out


def candidates(corpus: Corpus, *, most: int = 40, lexicons: Path | None = None) -> pd.DataFrame:
    """Return the candidates as rows of labels.csv, with what speaks for each.

    Columns: those of `lexicon.LabelEntry`, with frame, referent, side and source empty for a person to fill in (a word
    list with empty cells is refused), alternatives as found, and in note why it is offered; then rule, n, articles,
    used_by (outlets, and speakers where it stands in what they say, joined by commas). By rule, in most articles first.
    """
    found = candidate_sentences(corpus, most=most, lexicons=lexicons)
    said = ("" if w == "own" else f": {who}" for w, who in zip(found["wording"], found["speaker"], strict=True))
    found = found.assign(who=[outlet + rest for outlet, rest in zip(found["outlet"], said, strict=True)])
    rows = []
    for (rule, entry), own in found.groupby(["rule", "entry"], sort=False):
        own = own.drop_duplicates(["article_id", "sentence_id", "start"])
        reasons = "; ".join(dict.fromkeys(own["why"]))
        others = "; ".join(dict.fromkeys(filter(None, own["alternatives"])))
        label = LabelEntry(str(entry), str(entry), "", "", "", others, reasons, "")  # type: ignore[arg-type]
        rows.append((*label, rule, len(own), own["article_id"].nunique(), ", ".join(sorted(set(own["who"])))))
    columns = [*LabelEntry._fields, "rule", "n", "articles", "used_by"]
    table = pd.DataFrame(rows, columns=columns).astype({"n": "int64", "articles": "int64"})
    table["order"] = table["rule"].map({rule: k for k, rule in enumerate(_RULES)})
    return table.sort_values(
        ["order", "articles", "n", "entry"], ascending=[True, False, False, True], ignore_index=True
    ).drop(columns="order")


def as_csv(table: pd.DataFrame) -> str:
    """Return candidates as lines of CSV to paste below the last row of labels.csv."""
    return table[list(LabelEntry._fields)].to_csv(index=False, header=False)
