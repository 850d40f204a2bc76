"""Collocates: the words that keep company with a term, near it or tied to it in the sentence."""

from collections.abc import Collection, Sequence
from typing import Literal

import pandas as pd

from ... import stats
from ...corpus import Corpus
from . import measures
from .words import CONTENT, SAID, Form, Group, chosen, listed, places, prepare, vocabulary

SPAN = 5
"""Words on either side of the term that are near it."""

Near = Literal["window", "dependency"]

RELATIONS = {
    ("amod", "of"): "describes it",
    ("amod", "to"): "is described by it",
    ("compound", "of"): "stands before it as part of a name",
    ("compound", "to"): "stands after it as part of a name",
    ("poss", "of"): "is whose it is",
    ("poss", "to"): "belongs to it",
    ("appos", "of"): "is another name for it",
    ("appos", "to"): "is another name for it",
    ("conj", "of"): "is joined to it (and, or)",
    ("conj", "to"): "is joined to it (and, or)",
    ("nsubj", "of"): "is its subject",
    ("nsubj", "to"): "is what it does or is",
    ("nsubjpass", "of"): "is its subject (passive)",
    ("nsubjpass", "to"): "is what is done to it",
    ("dobj", "of"): "is its object",
    ("dobj", "to"): "is what somebody does to it",
    ("agent", "of"): "is by whom it is done",
    ("agent", "to"): "is what is done by it",
    ("advmod", "of"): "is its adverb",
    ("advmod", "to"): "has it for an adverb",
}
"""Grammatical relations (ClearNLP's, as spaCy has them) in plain words: of a word that hangs `of` the term, or that the
term hangs `to`."""

_TESTS = ["p", "q", "finding"]


def collocates(
    corpus: Corpus,
    terms: str | Sequence[str],
    by: Near = "window",
    *,
    span: int = SPAN,
    group: Group | None = None,
    pos: Collection[str] = CONTENT,
    form: Form = "lemma",
    stop_words: Collection[str] | None = None,
    least: int = 2,
) -> pd.DataFrame:
    """Return the words that occur near a term, or hang together with it in the sentence; the strongest first.

    Several `terms` are taken together, as if they were one.

    By `window`: within `span` words on either side, in the same sentence. Each word near a term is counted once, near
    however many terms it is; compared is how often it stands near with how often it would if all words were strewn at
    random. By `dependency`: by each grammatical relation, compared with how often either has that relation at all;
    prepositions are read through (*talks with
    rebels*: relation prep_with). Which words may be collocates is said as in
    `frequencies`; they occur there `least` times. Words joined by hyphens are one word here.
    Columns: term, collocate, pos, [by window: left and right (how many stand before and after), by dependency:
    relation (spaCy's), means (in plain words)], n (together), expected (by chance), articles (with both together),
    n_term, n_collocate (each at all, with that relation), log_dice, g2 (log-likelihood, four-term), t (t-score), p (of
    g2), q (corrected for the number of collocates), finding (together more than by chance, q below stats.ALPHA and in
    stats.MIN_ARTICLES articles). By log_dice. See `measures`.
    Raises ValueError for an unknown `by`, a term without a word, and a group there cannot be.
    """
    if by not in ("window", "dependency"):
        raise ValueError(f"by is window or dependency, not {by!r}")
    words, counting = vocabulary(form, pos, stop_words)
    prepare(corpus)
    within, more = chosen(corpus, group)
    found_at, params = places(listed(terms))
    query = f"""
        WITH vocabulary AS ({words}),
        said AS NOT MATERIALIZED (SELECT * FROM ({SAID}) WHERE {within}),
        nodes AS (SELECT f.* FROM ({found_at}) f SEMI JOIN said s ON s.article = f.article AND s.unit = f.unit),
        inside AS (SELECT DISTINCT s.article, s.unit FROM nodes f JOIN said s
            ON s.article = f.article AND s.unit BETWEEN f.unit AND f.until),
        {_WINDOW if by == "window" else _DEPENDENCY},
        names AS (
            SELECT folded, first(spelling ORDER BY n DESC, spelling DESC) AS collocate,
                string_agg(DISTINCT pos, ', ' ORDER BY pos) AS pos
            FROM (SELECT folded, spelling, pos, sum(n) AS n FROM (SELECT word, count(*) AS n FROM said GROUP BY word)
                JOIN vocabulary USING (word) WHERE counted GROUP BY ALL) GROUP BY folded)
        SELECT collocate, names.pos, together.* EXCLUDE (folded)
        FROM together JOIN names USING (folded) WHERE n >= $least ORDER BY folded
    """
    params |= {"least": least}
    found = corpus.sql(query, params | counting | more | ({"span": span} if by == "window" else {}))
    n, first, second, of = (found.pop(c) if c == "of" else found[c] for c in ("n", "first", "second", "of"))
    found["expected"] = first * second / of
    found["log_dice"] = measures.log_dice(n, found["n_term"], found["n_collocate"])
    found["g2"] = measures.g2_four_term(n, first, second, of)
    found["t"] = measures.t_score(n, found["expected"])
    found["p"] = measures.p_of_g2(found["g2"])
    found["q"] = stats.benjamini_hochberg(found["p"])
    enough = (n > found["expected"]) & (found["articles"] >= stats.MIN_ARTICLES)
    found["finding"] = enough & (found["q"] < stats.ALPHA)
    found["term"] = pd.Series(", ".join(listed(terms)), index=found.index, dtype="str")
    kind = ["left", "right"] if by == "window" else ["relation", "means"]
    if by == "dependency":
        means = [_in_words(*of) for of in zip(found["relation"], found["side"], strict=True)]
        found["means"] = pd.Series(means, index=found.index, dtype="str")
    columns = ["term", "collocate", "pos", *kind, "n", "expected", "articles", "n_term", "n_collocate"]
    found = found[[*columns, "log_dice", "g2", "t", *_TESTS]]
    return found.sort_values(["log_dice", "n"], ascending=False, kind="stable", ignore_index=True)


def _in_words(relation: str, side: str) -> str:
    """Say what a word is to the term that it hangs `of`, or that hangs `to` it."""
    kind, _, preposition = relation.partition("_")
    if preposition:
        return f"follows it with “{preposition}”" if side == "of" else f"is followed by it with “{preposition}”"
    return RELATIONS.get((kind, side)) or (
        f"hangs on it ({kind})" if side == "of" else f"has it hanging on it ({kind})"
    )


_WINDOW = """
        near AS (
            SELECT s.article, s.unit, any_value(word) AS word,
                min(2 * least(abs(s.unit - f.unit), abs(s.unit - f.until)) + (s.unit > f.unit)::INT) % 2 = 0 AS before
            FROM nodes f JOIN said s ON s.article = f.article AND s.sentence_id = f.sentence_id
            AND s.unit BETWEEN f.unit - $span AND f.until + $span
            ANTI JOIN inside i ON i.article = s.article AND i.unit = s.unit
            GROUP BY s.article, s.unit),
        whole AS (
            SELECT (SELECT count(*) FROM near) AS first, (SELECT count(*) FROM nodes) AS n_term,
                (SELECT count(*) FROM said) - (SELECT count(*) FROM inside) AS of),
        outside AS (
            SELECT folded, sum(n)::BIGINT AS second
            FROM (SELECT word, count(*) AS n FROM said ANTI JOIN inside USING (article, unit) GROUP BY word)
            JOIN vocabulary USING (word) WHERE counted GROUP BY folded),
        together AS (
            SELECT folded, count(*) AS n, count(*) FILTER (before) AS left, count(*) FILTER (NOT before) AS right,
                count(DISTINCT article) AS articles, any_value(first) AS first, any_value(second) AS second,
                any_value(of) AS of, any_value(n_term) AS n_term, any_value(second) AS n_collocate
            FROM near JOIN vocabulary USING (word) JOIN outside USING (folded), whole
            WHERE counted GROUP BY folded)"""
"""A 2 × 2 table of the words that are not the term: near it or not, the collocate or not. Halfway is `before`."""

_DEPENDENCY = """
        prepositions AS (SELECT word, 'prep_' || lower(form) AS told FROM vocabulary WHERE pos = 'ADP'),
        arcs AS (
            SELECT c.article, c.unit AS child, coalesce(g.unit, p.unit) AS parent, c.word AS child_word,
                coalesce(g.word, p.word) AS parent_word,
                CASE WHEN g.unit IS NULL THEN c.dep WHEN p.dep = 'agent' THEN p.dep ELSE told END AS relation
            FROM said c JOIN said p ON p.article = c.article AND p.last = c.head
            LEFT JOIN prepositions a ON a.word = p.word AND c.dep = 'pobj'
            LEFT JOIN said g ON a.word IS NOT NULL AND g.article = p.article AND g.last = p.head),
        sides AS (
            SELECT article, relation, 'of' AS side, parent AS unit, child AS far, child_word AS word FROM arcs
            UNION ALL
            SELECT article, relation, 'to', child, parent, parent_word FROM arcs),
        near AS (
            SELECT s.* FROM sides s SEMI JOIN inside i ON i.article = s.article AND i.unit = s.unit
            ANTI JOIN inside j ON j.article = s.article AND j.unit = s.far),
        firsts AS (SELECT relation, side, count(*) AS first FROM near GROUP BY ALL),
        wholes AS (SELECT relation, count(*) AS of FROM arcs SEMI JOIN firsts USING (relation) GROUP BY ALL),
        seconds AS (
            SELECT relation, side, folded, sum(n)::BIGINT AS second
            FROM (SELECT relation, side, word, count(*) AS n FROM sides SEMI JOIN firsts USING (relation, side)
                GROUP BY ALL) JOIN vocabulary USING (word) WHERE counted GROUP BY ALL),
        together AS (
            SELECT folded, relation, side, count(*) AS n, count(DISTINCT article) AS articles,
                any_value(first) AS first, any_value(second) AS second, any_value(of) AS of, any_value(first) AS n_term,
                any_value(second) AS n_collocate
            FROM near JOIN vocabulary USING (word) JOIN firsts USING (relation, side)
            JOIN seconds USING (relation, side, folded) JOIN wholes USING (relation)
            WHERE counted GROUP BY folded, relation, side)"""
"""For each relation, a 2 × 2 table of its arcs: the term at one end or not, the collocate at the other or not."""
