"""A term where it stands: its sentences, and the list of it with what is to its left and right (keyword in context)."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import pandas as pd

from ...corpus import Corpus
from ...evidence import evidence
from ...tables import WORDINGS
from .words import Group, chosen, listed, places, prepare, said

WINDOW = 8
"""Words of a concordance line on either side of the term."""

Sort = Literal["right", "left", "voice", "text"]


def occurrences(
    corpus: Corpus, terms: str | Sequence[str], *, pos: Collection[str] | None = None, group: Group | None = None
) -> pd.DataFrame:
    """Return every place where the terms occur, the term marked in its sentence: see `evidence.evidence`.

    A word of a term is found as written and, if it is a dictionary form, in all its forms, whatever the capitals; a
    word all in capitals (US, WHO) only as it is. `pos` keeps words of some parts of speech only, `group` those of a
    voice, a speaker, an outlet and so on. More columns: term, word (its place in the corpus, counted in words from 0,
    articles one after the other), words (of the corpus), begins and ends (its article's first word, and the one after
    its last), act (as in `speakers.share_of_voice`). By term, in text order.
    Raises ValueError for a term without a word.
    """
    return _occurrences(corpus, terms, pos, group, WINDOW).drop(columns=["left", "keyword", "right"])


def concordance(
    corpus: Corpus,
    terms: str | Sequence[str],
    *,
    window: int = WINDOW,
    sort: Sort = "right",
    wording: str | None = None,
    pos: Collection[str] | None = None,
    group: Group | None = None,
) -> pd.DataFrame:
    """Return the terms wherever they occur, with `window` words to the left and right (a keyword-in-context list).

    By term, and sorted by what follows (`right`), by what goes before, read backwards (`left`), by `voice` and then
    by what follows, or in the order of the text; `wording` keeps one voice. Columns: left, keyword, right, speaker,
    voice, then those of `occurrences`. A paragraph's end is shown as ¶. Raises ValueError for a term without a word.
    """
    found = _occurrences(corpus, terms, pos, group, window)
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
    order = {term: n for n, term in enumerate(listed(terms))}
    rank = [order[term] for term in found["term"]]
    return found.iloc[sorted(range(len(found)), key=lambda n: (rank[n], keys[sort][n]))].reset_index(drop=True)


def _occurrences(
    corpus: Corpus, terms: str | Sequence[str], pos: Collection[str] | None, group: Group | None, window: int
) -> pd.DataFrame:
    wanted = listed(terms)
    prepare(corpus)
    found_at, params = places(wanted, pos)
    within, more = chosen(corpus, group)
    # step by step: joined all at once, every two words of an article would be paired, and texts carried along
    found = evidence(
        corpus,
        f"""
        WITH sizes AS (SELECT article_id, count(*) AS size FROM tokens GROUP BY article_id),
        bounds AS (SELECT *, (sum(size) OVER (ORDER BY article_id))::BIGINT AS ends FROM sizes),
        found AS MATERIALIZED (
            SELECT f.*, b.size AS n_tokens, ends FROM ({said(f"({found_at})")}) f JOIN bounds b USING (article_id)
            WHERE {within}),
        ends AS (
            SELECT article_id, greatest(first - $window, 0) AS token_id FROM found
            UNION SELECT article_id, least(last + $window, n_tokens - 1) FROM found),
        limits AS MATERIALIZED (
            SELECT article_id, token_id, start, "end" FROM tokens JOIN ends USING (article_id, token_id)),
        lines AS MATERIALIZED (
            SELECT f.article_id, f.start, f."end", term, ends - n_tokens + f.first AS word,
                (SELECT count(*) FROM tokens) AS words, ends - n_tokens AS begins, ends, act, l.start AS line_start,
                r."end" AS line_end
            FROM found f
            JOIN limits l ON l.article_id = f.article_id AND l.token_id = greatest(f.first - $window, 0)
            JOIN limits r ON r.article_id = f.article_id AND r.token_id = least(f.last + $window, n_tokens - 1))
        SELECT f.* EXCLUDE (line_start, line_end), substr(text, line_start + 1, f.start - line_start) AS left,
            substr(text, f.start + 1, f."end" - f.start) AS keyword,
            substr(text, f."end" + 1, line_end - f."end") AS right
        FROM lines f JOIN articles a USING (article_id)
        """,
        {"window": window} | params | more,
    )
    for side in ("left", "keyword", "right"):
        found[side] = found[side].str.replace(r"\s*\n\s*", " ¶ ", regex=True).str.strip(" ")
    order = {term: n for n, term in enumerate(wanted)}
    return found.sort_values("term", key=lambda t: t.map(order), kind="stable", ignore_index=True)
