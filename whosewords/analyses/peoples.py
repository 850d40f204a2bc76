"""Peoples: adjectives of place or origin with the places they come from, and whether anybody of them is heard."""

import re
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from .. import lexicon
from ..corpus import Corpus
from ..tables import UNSAID


class People(NamedTuple):
    """An adjective of place or origin; the words of its family that are named; all that stands for it as a source."""

    adjective: str
    words: frozenset[str]
    heard_as: frozenset[str]


def peoples(corpus: Corpus) -> list[People]:
    """Return the adjectives of place or origin in a corpus, each with the words of its family."""
    forms = corpus.sql(
        """
        SELECT text, count(*) FILTER (pos = 'ADJ' OR dep IN ('amod', 'nmod', 'compound')) AS modifying
        FROM tokens WHERE regexp_matches(text, '^\\p{Lu}\\p{Ll}{2,}') AND pos IN ('ADJ', 'PROPN', 'NOUN')
        GROUP BY text ORDER BY text
        """
    )
    there = set(forms["text"])
    persons = corpus.sql("SELECT name FROM actors WHERE kind = 'person'")["name"]
    in_names = {word for name in persons for word in name.split()}
    known = {word: place for place in lexicon.load().places for word in place.people}
    found: dict[frozenset[str], People] = {}
    for word, modifying in forms.itertuples(index=False):
        place = known.get(word)
        if not modifying or (place is None and (word in in_names or not _ORIGIN.search(word))):
            continue
        family = {w for w in there if w in (word, f"{word}s") or is_origin(w, word)}
        if place:
            plurals = {f"{w}s" for w in place.people}
            family |= there & (place.names | place.people | plurals)
        heard_as = frozenset(family | (place.names | place.people | place.seats if place else set()))
        found.setdefault(frozenset(family), People(word, frozenset(family), heard_as))
    return list(found.values())


_ORIGIN = re.compile(r"(?:an|i|ese|ish|ic|ite)$")


def is_origin(place: str, adjective: str) -> bool:
    """Say whether an adjective is made from the name of a place: Armenia, Armenian; Azerbaijan, Azerbaijani."""
    stems = {place, re.sub(r"(?:ia|ey|en|[aeiouy])$", "", place)}
    return place != adjective and any(
        len(stem) >= 3 and adjective in {stem + e for e in ("n", "an", "ian", "ean", "i", "ese", "ish", "ic", "ite")}
        for stem in stems
    )


def named(corpus: Corpus, words: frozenset[str]) -> pd.DataFrame:
    """Return where one of the words stands: article_id, sentence_id, start, end, word."""
    return corpus.sql(
        """
        SELECT article_id, sentence_id, start, "end", text AS word FROM tokens
        WHERE list_contains($words::VARCHAR[], text)
        """,
        {"words": sorted(words)},
    )


_IN_A_PHRASE = frozenset(["amod", "appos", "compound", "det", "flat", "nmod", "nummod", "pobj", "poss", "prep"])


def is_heard(corpus: Corpus, words: frozenset[str]) -> bool:
    """Say whether any source of something said or thought is described by one of the words, in its name or a phrase."""
    names = corpus.sql(
        f"""
        SELECT a.name, a.aliases FROM actors a
        WHERE actor_id IN (SELECT speaker_id FROM attributions WHERE act NOT IN {UNSAID})
        """
    )
    described = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words)))})s?(?!\w)")
    for name, aliases in names.itertuples(index=False):
        if any(described.search(text) for text in [name, *aliases]):
            return True
    tokens = corpus.sql(
        f"""
        WITH named AS (
            SELECT DISTINCT article_id, sentence_id FROM tokens WHERE list_contains($words::VARCHAR[], text)),
        sources AS (
            SELECT article_id, source_start AS start, source_end AS "end" FROM attributions
            WHERE act NOT IN {UNSAID} AND source_start IS NOT NULL
            UNION ALL
            SELECT article_id, start, "end" FROM mentions
            WHERE actor_id IN (SELECT speaker_id FROM attributions WHERE act NOT IN {UNSAID})),
        here AS (
            SELECT article_id, sentence_id, list({{'s': r.start, 'e': r."end"}}) AS speaking
            FROM named JOIN sentences s USING (article_id, sentence_id) JOIN sources r USING (article_id)
            WHERE s.start <= r.start AND r.start < s."end" GROUP BY ALL)
        SELECT article_id, sentence_id, token_id, head, dep, pos, list_contains($words::VARCHAR[], text) AS named,
            len(list_filter(speaking, lambda x: x.s <= start AND start < x.e)) > 0 AS speaking
        FROM tokens JOIN here USING (article_id, sentence_id) ORDER BY article_id, sentence_id
        """,
        {"words": sorted(words)},
    )
    rows: list[Any] = list(tokens.itertuples(index=False))
    for _, sentence in groupby(rows, key=lambda row: (row.article_id, row.sentence_id)):
        heads = {row.token_id: row for row in sentence}
        speaking = {_phrase(r.token_id, heads) for r in heads.values() if r.speaking}
        if any(_phrase(r.token_id, heads) in speaking for r in heads.values() if r.named):
            return True
    return False


def _phrase(token_id: int, heads: dict[int, Any]) -> int:
    """Return the head word of the noun phrase a word stands in."""
    while True:
        row = heads[token_id]
        above = heads.get(-1 if pd.isna(row.head) else int(row.head))
        if row.dep not in _IN_A_PHRASE or above is None or above.pos in ("VERB", "AUX"):
            return token_id
        token_id = int(above.token_id)


def of_place(name: str) -> frozenset[str] | None:
    """Return all that stands for a place that is known by name: its names, its people, the seats of its power."""
    for place in lexicon.load().places:
        if name.removeprefix("the ") in place.names | place.seats:
            return place.names | place.people | place.seats
    return None
