"""Words counted by voice: how often, how evenly spread, in which surroundings.

A term is a word, or several; words joined by a hyphen (anti-terrorist) are one word. Terms that differ in capitals
only are counted together and shown as they are written most often. A count says what is on the page, not what anybody
meant by it, and every one leads back to its sentences (`occurrences`).
"""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from . import stats
from .corpus import Corpus
from .speakers import ACTED, evidence
from .tables import WORDINGS

if TYPE_CHECKING:
    from spacy.language import Language

CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "ADV")
"""The parts of speech that carry content: nouns, names, verbs, adjectives, adverbs (Universal POS tags)."""
PARTS = 10
"""With one article only, dispersion is over this many equal parts of it."""
WINDOW = 8
"""Words of a concordance line on either side of the term."""

By = Literal["voice", "speaker", "outlet"]
Sort = Literal["right", "left", "voice", "text"]

_KEYS = {None: "''", "voice": "wording", "speaker": "speaker_id", "outlet": "coalesce(outlet, '')"}
"""SQL for the group a word is counted in, for each value of `by`."""

_UNITS = """
    near AS (SELECT *, lag("end") OVER (PARTITION BY article_id ORDER BY token_id) AS previous FROM tokens),
    said AS (
        SELECT article_id, sentence_id, s.start AS begins, substr(a.text, s.start + 1, s."end" - s.start) AS sentence
        FROM sentences s JOIN articles a USING (article_id)),
    tied AS (
        SELECT n.*, coalesce(
            n.start = previous + 1 AND substr(sentence, n.start - begins, 1) IN ('-', '‐', '‑'), false) AS tie
        FROM near n JOIN said USING (article_id, sentence_id)),
    numbered AS (
        SELECT *, (sum((NOT tie)::INT) OVER (PARTITION BY article_id ORDER BY token_id))::BIGINT AS unit FROM tied),
    units AS MATERIALIZED (
        SELECT article_id, unit, min(sentence_id) AS sentence_id, min(segment_id) AS segment_id, min(start) AS start,
            max("end") AS "end", min(token_id) AS first, max(token_id) AS last, arg_max(pos, token_id) AS pos,
            replace(string_agg(text, '-' ORDER BY token_id), '’', '''') AS form,
            replace(concat_ws('-', string_agg(text, '-' ORDER BY token_id) FILTER (joined), arg_max(lemma, token_id)),
                '’', '''') AS lemma
        FROM (SELECT *, coalesce(lead(tie) OVER (PARTITION BY article_id ORDER BY token_id), false) AS joined
            FROM numbered)
        GROUP BY article_id, unit)
"""
"""The words of the corpus, those joined by hyphens as one; lemma and part of speech are those of the last of them."""


@cache
def stop_list() -> frozenset[str]:
    """Return spaCy's English stop words; no language pipeline is loaded."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS)


def frequencies(
    corpus: Corpus,
    by: By | None = None,
    *,
    pos: Collection[str] = CONTENT,
    form: Literal["lemma", "text"] = "lemma",
    stop_words: Collection[str] | None = None,
    least: int = 1,
    top: int | None = None,
) -> pd.DataFrame:
    """Return how often each term occurs, in all, by voice, by speaker or by outlet; the most frequent first.

    Counted are the words of the parts of speech `pos`, as dictionary forms (`lemma`) or as written (`text`), without
    stop words (None: `stop_list`; an empty list: all are counted). Kept are terms that occur `least` times and the
    `top` most frequent: of each speaker or outlet; by voice, of the whole corpus, so that voices make up one bar. A
    speaker's are the words they are said to say or think: attitudes are left out, as in `speakers.share_of_voice`.
    Columns: the group (wording and voice; speaker_id and speaker; outlet), term, pos (joined by commas), n, words (all
    of the group's), per_1000 (n for every 1,000 of these), sentences, articles.
    Raises ValueError for an unknown `by` or `form`.
    """
    if by not in _KEYS or form not in ("lemma", "text"):
        raise ValueError(f"by is voice, speaker, outlet or None, not {by!r}; form is lemma or text, not {form!r}")
    spelling = "form" if form == "text" else "CASE WHEN lower(form) = lower(lemma) THEN form ELSE lemma END"
    apart = by in ("speaker", "outlet")
    found = corpus.sql(
        f"""
        WITH {_UNITS},
        placed AS (
            SELECT u.*, {_KEYS[by]} AS key, {spelling} AS spelling, lower({spelling}) AS folded FROM (
                SELECT u.*, g.wording, g.speaker_id, a.outlet, u.last - u.first + 1 AS size
                FROM units u JOIN ({ACTED}) g USING (article_id, segment_id) JOIN articles a USING (article_id)
                WHERE $attitudes OR g.act <> 'attitude'
            ) u),
        sizes AS (SELECT key, sum(size)::BIGINT AS words FROM placed GROUP BY key),
        counted AS (
            SELECT * FROM placed WHERE list_contains($pos, pos) AND regexp_matches(folded, '\\pL')
            AND NOT list_contains($stop, folded) AND NOT list_contains($stop, lower(form))),
        names AS (
            SELECT folded, first(spelling ORDER BY n DESC, spelling DESC) AS term
            FROM (SELECT folded, spelling, count(*) AS n FROM counted GROUP BY folded, spelling) GROUP BY folded),
        answer AS (
            SELECT key, folded, string_agg(DISTINCT pos, ', ' ORDER BY pos) AS pos, count(*) AS n,
                count(DISTINCT (article_id, sentence_id)) AS sentences, count(DISTINCT article_id) AS articles
            FROM counted GROUP BY key, folded),
        together AS (
            SELECT *, sum(n) OVER (PARTITION BY folded {", key" if apart else ""}) AS whole FROM answer),
        ranked AS (
            SELECT *, dense_rank() OVER ({"PARTITION BY key" if apart else ""} ORDER BY whole DESC, folded) AS place
            FROM together WHERE whole >= $least)
        SELECT key, term, pos, n, words, 1000 * n / words AS per_1000, sentences, articles
        FROM ranked JOIN names USING (folded) JOIN sizes USING (key)
        WHERE $top IS NULL OR place <= $top
        ORDER BY {"words DESC, key, place" if apart else "place, list_position($wordings, key)"}
        """,
        {
            "pos": list(pos),
            "stop": list(stop_list() if stop_words is None else {w.lower() for w in stop_words}),
            "least": least,
            "top": top,
            "attitudes": by != "speaker",
        }
        | ({} if apart else {"wordings": list(WORDINGS)}),
    )
    keys = found.pop("key")
    if by == "voice":
        found.insert(0, "wording", keys)
        found.insert(1, "voice", keys.map(WORDINGS))
    elif by == "speaker":
        found.insert(0, "speaker_id", keys)
        found.insert(1, "speaker", pd.Series([corpus.name_of(k) for k in keys], dtype="str"))
    elif by == "outlet":
        found.insert(0, "outlet", keys.mask(keys == ""))
    return found


def occurrences(corpus: Corpus, terms: str | Sequence[str], *, pos: Collection[str] | None = None) -> pd.DataFrame:
    """Return every place where the terms occur, the term marked in its sentence: see `speakers.evidence`.

    A word of a term is found as written and, if it is a dictionary form, in all its forms, whatever the capitals; a
    word all in capitals (US, WHO) only as it is. `pos` keeps words of some parts of speech only.
    More columns: term, word (its place in the corpus, counted in words from 0, articles one after the other), words
    (of the corpus), begins and ends (its article's first word, and the one after its last), act (as in
    `speakers.share_of_voice`). By term, in text order.
    Raises ValueError for a term without a word.
    """
    return _occurrences(corpus, terms, pos, WINDOW).drop(columns=["left", "keyword", "right"])


def concordance(
    corpus: Corpus,
    terms: str | Sequence[str],
    *,
    window: int = WINDOW,
    sort: Sort = "right",
    wording: str | None = None,
    pos: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the terms wherever they occur, with `window` words to the left and right (a keyword-in-context list).

    By term, and sorted by what follows (`right`), by what goes before, read backwards (`left`), by `voice` and then
    by what follows, or in the order of the text; `wording` keeps one voice. Columns: left, keyword, right, speaker,
    voice, then those of `occurrences`. A paragraph's end is shown as ¶. Raises ValueError for a term without a word.
    """
    found = _occurrences(corpus, terms, pos, window)
    if wording is not None:
        found = found[found["wording"] == wording].reset_index(drop=True)
    first = ["left", "keyword", "right", "speaker", "voice"]
    found = found[[*first, *(c for c in found.columns if c not in first)]]
    after = [right.lower().split() for right in found["right"]]
    before = [left.lower().split()[::-1] for left in found["left"]]
    voice = [list(WORDINGS).index(w) for w in found["wording"]]
    keys: dict[str, list[Any]] = {
        "right": after,
        "left": before,
        "voice": list(zip(voice, after, strict=True)),
        "text": list(range(len(found))),
    }
    order = {term: n for n, term in enumerate(_listed(terms))}
    rank = [order[term] for term in found["term"]]
    return found.iloc[sorted(range(len(found)), key=lambda n: (rank[n], keys[sort][n]))].reset_index(drop=True)


def dispersion(
    corpus: Corpus, terms: str | Sequence[str], *, parts: int = PARTS, pos: Collection[str] | None = None
) -> pd.DataFrame:
    """Return how evenly each term is spread over the articles, or over equal `parts` where there is one article only.

    Columns: term, n, per_1000, over (`articles`, `parts of the article`), parts (how many there are), in_parts (how
    many of them have the term), dp (Gries's deviation of proportions, normalised: 0 = spread as the words are, 1 = in
    one place), d (Juilland's D: 1 = even, 0 = in one place). Measures are missing for terms that occur fewer than
    stats.MIN_POINTS times. Gries (2008), Lijffijt and Gries (2012), Juilland and others (1970).
    """
    wanted = _listed(terms)
    found = occurrences(corpus, wanted, pos=pos)
    sizes = corpus.sql("SELECT article_id, count(*) AS words FROM tokens GROUP BY article_id ORDER BY article_id")
    words = int(sizes["words"].sum())
    if len(sizes) > 1:
        over, names, counts = "articles", sizes["article_id"].tolist(), sizes["words"].tolist()
        place = found["article_id"]
    else:
        n_parts = min(parts, words)
        limits = [words * p // n_parts for p in range(n_parts + 1)] if n_parts else [0]
        over, names = "parts of the article", list(range(n_parts))
        counts = [high - low for low, high in pairwise(limits)]
        place = pd.cut(found["word"], limits, right=False, labels=names) if names else found["word"]
    rows = []
    for term in wanted:
        tally = place[found["term"] == term].value_counts()
        of = [int(tally.get(name, 0)) for name in names]
        n = sum(of)
        known = n >= stats.MIN_POINTS
        dp = stats.deviation_of_proportions(of, counts) if known else None
        d = stats.juilland_d(of, counts) if known else None
        rows.append((term, n, 1000 * n / words if words else 0.0, over, len(names), sum(c > 0 for c in of), dp, d))
    table = pd.DataFrame(rows, columns=["term", "n", "per_1000", "over", "parts", "in_parts", "dp", "d"])
    return table.astype({"term": "str", "over": "str", "dp": "float64", "d": "float64"})


def _listed(terms: str | Sequence[str]) -> list[str]:
    return list(dict.fromkeys([terms] if isinstance(terms, str) else terms))


def _occurrences(corpus: Corpus, terms: str | Sequence[str], pos: Collection[str] | None, window: int) -> pd.DataFrame:
    wanted = _listed(terms)
    queries = ["SELECT '' AS term, * EXCLUDE (unit, form, lemma, pos) FROM units WHERE false"]
    params: dict[str, Any] = {"window": window} | ({"pos": list(pos)} if pos is not None and wanted else {})
    for n, term in enumerate(wanted):
        words = _words(term)
        if not words:
            raise ValueError(f"the term {term!r} has no word in it")
        params[f"term{n}"] = term
        tables, tests = "units u0", []
        for k, word in enumerate(words):
            params[f"word{n}_{k}"] = word
            if k:
                tables += f" JOIN units u{k} ON (u{k}.article_id, u{k}.sentence_id, u{k}.unit) = "
                tables += f"(u0.article_id, u0.sentence_id, u0.unit + {k})"
            tests.append(f"u{k}.form = $word{n}_{k}" if _capitals(word) else
                         f"lower($word{n}_{k}) IN (lower(u{k}.form), lower(u{k}.lemma))")  # fmt: skip
            if pos is not None:
                tests.append(f"list_contains($pos, u{k}.pos)")
        last = f"u{len(words) - 1}"
        queries.append(
            f"""SELECT $term{n}, u0.article_id, u0.sentence_id, u0.segment_id, u0.start, {last}."end", u0.first,
            {last}.last FROM {tables} WHERE {" AND ".join(tests)}"""
        )
    found = evidence(
        corpus,
        f"""
        WITH {_UNITS},
        sizes AS (SELECT article_id, count(*) AS size FROM tokens GROUP BY article_id),
        bounds AS (SELECT *, (sum(size) OVER (ORDER BY article_id))::BIGINT AS ends FROM sizes),
        found AS ({" UNION ALL ".join(queries)})
        SELECT f.article_id, f.start, f."end", term, ends - size + f.first AS word,
            (SELECT count(*) FROM tokens) AS words, ends - size AS begins, ends, act,
            substr(a.text, l.start + 1, f.start - l.start) AS left,
            substr(a.text, f.start + 1, f."end" - f.start) AS keyword,
            substr(a.text, f."end" + 1, r."end" - f."end") AS right
        FROM found f JOIN ({ACTED}) USING (article_id, segment_id) JOIN bounds b USING (article_id)
        JOIN articles a USING (article_id)
        JOIN tokens l ON l.article_id = f.article_id AND l.token_id = greatest(f.first - $window, 0)
        JOIN tokens r ON r.article_id = f.article_id AND r.token_id = least(f.last + $window, size - 1)
        """,
        params,
    )
    for side in ("left", "keyword", "right"):
        found[side] = found[side].str.replace(r"\s*\n\s*", " ¶ ", regex=True).str.strip(" ")
    order = {term: n for n, term in enumerate(wanted)}
    return found.sort_values("term", key=lambda t: t.map(order), kind="stable", ignore_index=True)


@cache
def _tokenizer() -> "Language":
    from spacy.lang.en import English

    return English()


def _words(term: str) -> list[str]:
    """Return the words of a term, cut as the words of the articles are."""
    words: list[str] = []
    tie = False
    for token in _tokenizer()(term.replace("’", "'")):
        if any(letter.isalnum() for letter in token.text):
            if tie and words:
                words[-1] += f"-{token.text}"
            else:
                words.append(token.text)
            tie = False
        else:
            tie = token.text in "-‐‑" and not token.whitespace_
    return words


def _capitals(word: str) -> bool:
    return word.isupper() and sum(letter.isalpha() for letter in word) > 1
