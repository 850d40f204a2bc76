"""Near duplicates and wire copy: which articles are mostly another's words, what they share, what they change.

Two articles share the words that stand, in both, in one run of at least RUN words. What somebody said is everybody's to
quote, so that an article counts as a copy only if it shares enough of its words outside quotation marks too. Of two
articles that are alike the earlier is kept: the first *here*, which need not be where the words come from.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from .corpus import Corpus
from .reuse import IN_TIME, Texts
from .speakers import evidence_of

RUN = 5
"""Words that must follow each other in both articles to count as shared."""
LEAST = 0.5
"""The share of an article's words from which on it is taken for a copy."""
HALF = 0.5
"""The share of a sentence's words below which a copy is said to lack it."""
LEAST_WORDS = 4
"""Words of the shortest sentence that is said to be lacking: fewer are datelines and the like."""
MOST_CHANGED = 8
"""Words of the longest change that is told as one."""

_COLUMNS = {
    **dict.fromkeys(["article_id", "outlet", "published", "kind", "agency"], "str"),
    "names_agency": "object",
    **dict.fromkeys(["first_id", "first_outlet", "first_published"], "str"),
    "words": "int64",
    **dict.fromkeys(["share", "outside", "first_share"], "float64"),
}


_PLACE = {"article_id": "str", "start": "int64", "end": "int64"}
"""A stretch of an article, by column."""


def near_duplicates(corpus: Corpus, *, least: float = LEAST) -> pd.DataFrame:
    """Return the articles of whose words at least the share `least` stand in one earlier article; exact copies too.

    Columns: article_id, outlet, published, kind (`exact copy`; `wire copy`: an agency is named by one of the two;
    `near duplicate`), agency, names_agency (whether the copy names it; missing where there is none), first_id,
    first_outlet, first_published (of the article that is kept), words (shared), share (of the copy's words), outside
    (of those outside quotation marks; missing where there are none), first_share (of the first article's words).
    By outlet and article. Broder (1997) calls the share containment.
    Raises ValueError unless 0 < least ≤ 1.
    """
    if not 0 < least <= 1:
        raise ValueError(f"least is a share above 0 and at most 1, not {least:g}")
    found: pd.DataFrame = corpus.once(("near duplicates", least), lambda: _near(corpus, least))
    return found.copy()


def _near(corpus: Corpus, least: float) -> pd.DataFrame:
    known = corpus.articles.set_index("article_id")
    texts, names, words = _texts(corpus)
    unquoted = ~words["quoted"].to_numpy()
    first: dict[int, int] = {}
    rows: dict[str, tuple[str, int, float, float | None, float]] = {}
    able = texts.reach(RUN) >= least
    for one, other in sorted((pair for pair in texts.pairs(RUN) if able[pair[1]]), key=lambda pair: pair[::-1]):
        kept = first.get(one, one)
        mine, its = texts.words_of(other), texts.words_of(kept)
        covered, free = texts.shared(mine, its, RUN), unquoted[mine]
        share, outside = covered.mean(), covered[free].mean() if free.any() else None
        better = other not in first or share > rows[names[other]][2]
        if min(share, share if outside is None else outside) >= least and better:
            first[other] = kept
            back = texts.shared(its, mine, RUN).mean()
            rows[names[other]] = (names[kept], int(covered.sum()), share, outside, back)
    exact = known[known["duplicate_of"].notna()]
    for article_id, first_id, n in zip(exact.index, exact["duplicate_of"], exact["n_words"], strict=True):
        rows[article_id] = (first_id, n, 1.0, 1.0, 1.0)
    found = []
    for article_id, (first_id, *shared) in rows.items():
        copy, first_one = known.loc[article_id], known.loc[first_id]
        named = [a for a in (copy["agency"], first_one["agency"]) if pd.notna(a)]
        kind = "exact copy" if pd.notna(copy["duplicate_of"]) else "wire copy" if named else "near duplicate"
        agency = (named[0], pd.notna(copy["agency"])) if named else (None, None)
        where = (first_id, first_one["outlet"], first_one["published"])
        found.append((article_id, copy["outlet"], copy["published"], kind, *agency, *where, *shared))
    table = pd.DataFrame(found, columns=list(_COLUMNS)).astype(_COLUMNS)
    return table.sort_values(["outlet", "article_id"], ignore_index=True)


def without_copies(corpus: Corpus, *, least: float = LEAST) -> Corpus:
    """Return the corpus without the copies of `near_duplicates`: they are in `articles` alone, marked as duplicates.

    Every analysis takes it in place of the corpus, so a result can be had with and without copies.
    """
    found = near_duplicates(corpus, least=least)
    return corpus.without(dict(zip(found["article_id"], found["first_id"], strict=True)))


def changes(corpus: Corpus, *, least: float = LEAST) -> pd.DataFrame:
    """Return what copies changed in the text they share with the article that is kept: see `speakers.evidence`.

    Marked is the copy's wording; more columns are those of `changed`. In text order.
    """
    return evidence_of(corpus, changed(corpus, least=least))


def changed(corpus: Corpus, *, least: float = LEAST) -> pd.DataFrame:
    """Return where copies changed words of the article that is kept.

    Columns: article_id, start, end (of the copy's wording), first_id, before (the words in the first article; empty
    where the copy adds some), after (the copy's; empty where it leaves some out). Told are changes of at most
    MOST_CHANGED words of one sentence, between words that are the same; more is new text.
    """
    found = []
    for copy in _copies(corpus, least):
        blocks = [(a, b, size) for a, b, size in copy.blocks if size > 1 or copy.begins_sentences(a, b)]
        for (a, b, size), (next_a, next_b, _) in pairwise(blocks):
            gaps = copy.words["sentence_id"][a + size : next_a], copy.first_words["sentence_id"][b + size : next_b]
            if all(len(gap) <= MOST_CHANGED and gap.nunique() < 2 for gap in gaps):
                before, after = copy.in_first(b + size, next_b), copy.in_copy(a + size, next_a)
                found.append((*copy.place(a + size, next_a), copy.first_id, before, after))
    types = {**_PLACE, "first_id": "str", "before": "str", "after": "str"}
    return pd.DataFrame(found, columns=list(types)).astype(types)


def dropped(corpus: Corpus, *, least: float = LEAST) -> pd.DataFrame:
    """Return the sentences of an article that is kept which its copies lack: see `speakers.evidence`.

    A copy lacks a sentence of LEAST_WORDS of which less than HALF stands there, in order, two words or more at a time.
    Headlines are left out. More columns: copy_id and copy_outlet. In text order.
    """
    outlets = dict(zip(corpus.articles["article_id"], corpus.articles["outlet"], strict=True))
    bodies = corpus.sql(
        """
        SELECT article_id, sentence_id, start, "end" FROM sentences
        WHERE NOT in_headline AND article_id IN (SELECT unnest($ids::VARCHAR[]))
        """,
        {"ids": near_duplicates(corpus, least=least)["first_id"].tolist()},
    )
    places = {key: list(of.itertuples(index=False)) for key, of in bodies.groupby("article_id")}
    found = []
    for copy in _copies(corpus, least):
        there = copy.first_words["sentence_id"].to_numpy()
        kept = np.zeros(len(there), dtype=bool)
        for _, at, size in copy.blocks:
            kept[at : at + size] |= size > 1
        for sentence in places.get(copy.first_id, ()):
            words = kept[there == sentence.sentence_id]
            if len(words) >= LEAST_WORDS and words.mean() < HALF:
                found.append((copy.first_id, sentence.start, sentence.end, copy.article_id, outlets[copy.article_id]))
    types = {**_PLACE, "copy_id": "str", "copy_outlet": "str"}
    return evidence_of(corpus, pd.DataFrame(found, columns=list(types)).astype(types))


class _Copy(NamedTuple):
    """A copy and the article that is kept: both texts, their words, and the words they have in common, in order."""

    article_id: str
    first_id: str
    text: str
    first_text: str
    words: pd.DataFrame
    first_words: pd.DataFrame
    blocks: list[tuple[int, int, int]]

    def place(self, low: int, high: int) -> tuple[str, int, int]:
        """Return where the words low … high - 1 of the copy stand; no words: where the next one begins."""
        start = int(self.words["start"].iloc[low])
        return self.article_id, start, int(self.words["end"].iloc[high - 1]) if high > low else start

    def in_copy(self, low: int, high: int) -> str:
        """Return these words of the copy as they are written."""
        return _written(self.text, self.words, low, high)

    def in_first(self, low: int, high: int) -> str:
        """Return these words of the first article as they are written."""
        return _written(self.first_text, self.first_words, low, high)

    def begins_sentences(self, at: int, there: int) -> bool:
        """Say whether a word of the copy and one of the first article both begin a sentence."""
        sides = ((self.words, at), (self.first_words, there))
        return all(k == 0 or w["sentence_id"].iloc[k] != w["sentence_id"].iloc[k - 1] for w, k in sides)


def _written(text: str, words: pd.DataFrame, low: int, high: int) -> str:
    stretch = text[words["start"].iloc[low] : words["end"].iloc[high - 1]] if high > low else ""
    return " ".join(stretch.split())


def _copies(corpus: Corpus, least: float) -> Iterator[_Copy]:
    found = near_duplicates(corpus, least=least)
    found = found[found["kind"] != "exact copy"]
    if found.empty:
        return
    texts, names, words = _texts(corpus)
    number = {article_id: k for k, article_id in enumerate(names)}
    written = corpus.sql("SELECT article_id, text FROM articles").set_index("article_id")["text"]
    for article_id, first_id in zip(found["article_id"], found["first_id"], strict=True):
        mine, its = (texts.words_of(number[a]) for a in (article_id, first_id))
        yield _Copy(
            article_id, first_id, written[article_id], written[first_id], words.iloc[mine], words.iloc[its],
            texts.aligned(mine, its),
        )  # fmt: skip


def _texts(corpus: Corpus) -> tuple[Texts, list[str], pd.DataFrame]:
    """Return the articles as texts to be compared, in the order of time, their ids, and their words."""
    words = corpus.sql(
        f"""
        SELECT place, t.sentence_id::INTEGER AS sentence_id, t.start::INTEGER AS start, t."end"::INTEGER AS "end",
            t.text, g.voice = 'quote' AS quoted
        FROM tokens t JOIN segments g USING (article_id, segment_id)
        JOIN {IN_TIME} USING (article_id)
        ORDER BY place, token_id
        """
    )
    names = corpus.sql(f"SELECT article_id FROM {IN_TIME} ORDER BY place")["article_id"].tolist()
    return Texts(words.pop("text"), words["place"]), names, words
