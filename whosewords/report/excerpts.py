"""Excerpts: of each article a page shows its headline and short passages that are evidence, never the whole text."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from ..corpus import Corpus
from ..findings import Finding
from ..reading import SHORTENED
from .markup import INLINE, MARKUP, replaced, rewritten, tokens, words

SHARE = 0.25
"""Of an article's words, the most that is shown, its headline aside; one sentence is always allowed."""
RUN = 3
"""Sentences in a row that are shown at most."""
GRAM = 8
"""Words in a row of a sentence that is not to be shown, from which on they are cut out wherever they stand."""
LEAST = 4
"""Words of a sentence that is cut out whole where it is shorter than that; below, it is no text of anybody's."""

Allowed = Mapping[str, Collection[int]]
"""The sentences of each article that may be shown."""
_ABREAST = INLINE | {"td", "th", "tr", "tbody", "text", "g", "path", "use", "defs", "clippath", "rect"}
"""What stands side by side, so that a sentence cut up over it can be read again: a table, words in a drawing."""
_ITEM = re.compile(r'<li>((?:(?!</li>).)*?)<span class="ww-where">(?:(?!</li>).)*</li>', re.DOTALL)
_NONE_LEFT = re.compile(r"<ol>\s*((?:<li>… and [\d,]+ more\.</li>)?)\s*</ol>")


def choose(corpus: Corpus, found: Sequence[Finding]) -> dict[str, set[int]]:
    """Return the sentences of each article that may be shown: its headline, then evidence, up to SHARE of its words.

    Evidence of findings comes first, then sentences with labels and markers, then those with attributions, never more
    than RUN in a row. A sentence that several articles print counts for each of them.
    """
    sentences = corpus.sql(
        """
        SELECT s.article_id, s.sentence_id, s.in_headline, substr(a.text, s.start + 1, s."end" - s.start) AS text
        FROM sentences s JOIN articles a USING (article_id) ORDER BY ALL
        """
    )
    said = {(r.article_id, r.sentence_id): tuple(words(r.text)) for r in _rows(sentences)}
    same: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    totals: dict[str, int] = defaultdict(int)
    allowed: dict[str, set[int]] = {a: set() for a in corpus.articles["article_id"]}
    heads: dict[str, set[int]] = defaultdict(set)
    for place, row in zip(said, _rows(sentences), strict=True):
        same[said[place]].append(place)
        if row.in_headline:
            heads[row.article_id].add(row.sentence_id)
        else:
            totals[row.article_id] += len(said[place])
    used: dict[str, int] = defaultdict(int)
    for place in _by_weight(corpus, found):
        if place not in said:
            continue
        places = [p for p in dict.fromkeys(same[said[place]]) if p[1] not in heads[p[0]]]
        if all(_fits(allowed[a], n, used[a], len(said[place]), totals[a]) for a, n in places):
            for article_id, n in places:
                if n not in allowed[article_id]:
                    allowed[article_id].add(n)
                    used[article_id] += len(said[place])
    return {a: of | heads[a] for a, of in allowed.items()}


def _by_weight(corpus: Corpus, found: Sequence[Finding]) -> Iterable[tuple[str, int]]:
    """Yield sentences, those that matter most first."""
    for finding in found:
        yield from ((str(r.article_id), int(r.sentence_id)) for r in _rows(finding.evidence))
    more = corpus.sql(
        """
        SELECT article_id, sentence_id FROM (
            SELECT article_id, sentence_id, 0 AS rank FROM labels UNION ALL
            SELECT article_id, sentence_id, 1 FROM markers JOIN segments USING (article_id, segment_id) UNION ALL
            SELECT article_id, sentence_id, 2 FROM segments WHERE voice <> 'own')
        GROUP BY ALL ORDER BY min(rank), article_id, sentence_id
        """
    )
    yield from ((str(r.article_id), int(r.sentence_id)) for r in _rows(more))


def _fits(allowed: Collection[int], sentence: int, used: int, words: int, total: int) -> bool:
    """Say whether one more sentence keeps an article within SHARE and RUN; the first one always does."""
    if sentence in allowed or not allowed:
        return True
    low = high = sentence
    while low - 1 in allowed:
        low -= 1
    while high + 1 in allowed:
        high += 1
    return high - low < RUN and used + words <= SHARE * total


def without_text(html: str, corpus: Corpus, allowed: Allowed) -> str:
    """Return a page with […] for all article text, in any place of it, that is not in an allowed sentence.

    Sentences listed as evidence of which nothing is left are taken out.
    """
    grams = _grams(corpus, allowed)
    if grams:
        known = {word for gram in grams for word in gram}
        shortest = min(len(gram) for gram in grams)
        html = rewritten(html, lambda texts: _shortened(texts, grams, known, shortest), _ABREAST)
    html = _ITEM.sub(lambda m: "" if _nothing_left(m[1]) else m[0], html)
    return _NONE_LEFT.sub(lambda m: f'<ol><li class="ww-where">{SHORTENED}</li>{m[1]}</ol>', html)


def shortener(corpus: Corpus, allowed: Allowed) -> Callable[[str], str]:
    """Return what puts […] into a plain text for what of an article is not in an allowed sentence."""
    grams = _grams(corpus, allowed)
    known = {word for gram in grams for word in gram}
    shortest = min(map(len, grams), default=GRAM)
    return lambda text: (_shortened([text], grams, known, shortest) or [text])[0]


def _grams(corpus: Corpus, allowed: Allowed) -> set[tuple[str, ...]]:
    """Return the runs of words that may not be shown."""
    hidden: set[tuple[str, ...]] = set()
    shown: set[tuple[str, ...]] = set()
    for article in _rows(corpus.articles):
        of = allowed.get(article.article_id, ())
        title = article.title if isinstance(article.title, str) else ""
        shown |= _runs(words(title))
        for s in _rows(corpus.of_article("sentences", article.article_id)):
            runs = _runs(words(article.text[s.start : s.end]))
            if s.sentence_id in of:
                shown |= runs
            else:
                hidden |= runs
    return hidden - shown


def _runs(said: Sequence[str]) -> set[tuple[str, ...]]:
    if len(said) < LEAST:
        return set()
    size = min(GRAM, len(said))
    return {tuple(said[n : n + size]) for n in range(len(said) - size + 1)}


def _shortened(
    texts: Sequence[str], grams: Collection[tuple[str, ...]], known: Collection[str], shortest: int
) -> list[str] | None:
    found = tokens(texts)
    said = [t.word.casefold() for t in found]
    hidden = [False] * len(said)
    begin = 0
    while begin < len(said):
        end = begin
        while end < len(said) and said[end] in known:
            end += 1
        for at in range(begin, end - shortest + 1):
            for size in range(shortest, min(GRAM, end - at) + 1):
                if tuple(said[at : at + size]) in grams:
                    hidden[at : at + size] = [True] * size
        begin = end + 1
    return replaced(texts, found, [SHORTENED if h else None for h in hidden]) if any(hidden) else None


def _nothing_left(item: str) -> bool:
    text = MARKUP.sub("", item)
    return SHORTENED in text and not words(text)


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))
