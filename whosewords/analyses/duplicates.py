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

from ..corpus import Corpus
from ..evidence import evidence_of
from ..queries import IN_TIME
from .reuse import WORD, Texts

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
        share, outside = _share(covered), _share(covered[free]) if free.any() else None
        better = other not in first or share > rows[names[other]][2]
        if min(share, share if outside is None else outside) >= least and better:
            first[other] = kept
            back = _share(texts.shared(its, mine, RUN))
            rows[names[other]] = (names[kept], int(np.count_nonzero(covered)), share, outside, back)
    exact = known[known["duplicate_of"].notna()]
    for article_id, first_id, n in zip(exact.index, exact["duplicate_of"], exact["n_words"], strict=True):
        rows[article_id] = (first_id, n, 1.0, 1.0, 1.0)
    told = known[["outlet", "published", "agency", "duplicate_of"]].to_dict("index")
    found = []
    for article_id, (first_id, *shared) in rows.items():
        copy, first_one = told[article_id], told[first_id]
        named = [a for a in (copy["agency"], first_one["agency"]) if pd.notna(a)]
        kind = "exact copy" if pd.notna(copy["duplicate_of"]) else "wire copy" if named else "near duplicate"
        agency = (named[0], pd.notna(copy["agency"])) if named else (None, None)
        where = (first_id, first_one["outlet"], first_one["published"])
        found.append((article_id, copy["outlet"], copy["published"], kind, *agency, *where, *shared))
    table = pd.DataFrame(found, columns=list(_COLUMNS)).astype(_COLUMNS)
    return table.sort_values(["outlet", "article_id"], ignore_index=True)


def _share(covered: np.ndarray) -> float:
    return np.count_nonzero(covered) / len(covered)


def without_copies(corpus: Corpus, *, least: float = LEAST) -> Corpus:
    """Return the corpus without the copies of `near_duplicates`: they are in `articles` alone, marked as duplicates.

    Every analysis takes it in place of the corpus, so a result can be had with and without copies.
    """
    found = near_duplicates(corpus, least=least)
    return corpus.without(dict(zip(found["article_id"], found["first_id"], strict=True)))


def changes(corpus: Corpus, *, least: float = LEAST) -> pd.DataFrame:
    """Return what copies changed in the text they share with the article that is kept: see `evidence.evidence`.

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
        blocks = [
            (a, b, size)
            for a, b, size in copy.blocks
            if size > 1 or (copy.mine.begins_sentence(a) and copy.its.begins_sentence(b))
        ]
        for (a, b, size), (next_a, next_b, _) in pairwise(blocks):
            if copy.mine.is_short(a + size, next_a) and copy.its.is_short(b + size, next_b):
                before, after = copy.its.written(b + size, next_b), copy.mine.written(a + size, next_a)
                found.append((*copy.place(a + size, next_a), copy.first_id, before, after))
    types = {**_PLACE, "first_id": "str", "before": "str", "after": "str"}
    return pd.DataFrame(found, columns=list(types)).astype(types)


def dropped(corpus: Corpus, *, least: float = LEAST) -> pd.DataFrame:
    """Return the sentences of an article that is kept which its copies lack: see `evidence.evidence`.

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
        kept = np.zeros(len(copy.its.sentence), dtype=bool)
        for _, at, size in copy.blocks:
            kept[at : at + size] |= size > 1
        for sentence in places.get(copy.first_id, ()):
            words = kept[copy.its.sentence == sentence.sentence_id]
            if len(words) >= LEAST_WORDS and words.mean() < HALF:
                found.append((copy.first_id, sentence.start, sentence.end, copy.article_id, outlets[copy.article_id]))
    types = {**_PLACE, "copy_id": "str", "copy_outlet": "str"}
    return evidence_of(corpus, pd.DataFrame(found, columns=list(types)).astype(types))


class _Words(NamedTuple):
    """The words of an article: its text, and of each word the sentence and where it stands."""

    text: str
    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def written(self, low: int, high: int) -> str:
        """Return the words low … high - 1 as they are written."""
        return " ".join(self.text[self.start[low] : self.end[high - 1]].split()) if high > low else ""

    def begins_sentence(self, at: int) -> bool:
        """Say whether a word begins a sentence."""
        return at == 0 or bool(self.sentence[at] != self.sentence[at - 1])

    def is_short(self, low: int, high: int) -> bool:
        """Say whether the words low … high - 1 are few, and of one sentence: words are in the order of the text."""
        return high - low <= MOST_CHANGED and (high <= low or bool(self.sentence[low] == self.sentence[high - 1]))


class _Copy(NamedTuple):
    """A copy and the article that is kept: their words, and the words they have in common, in order."""

    article_id: str
    first_id: str
    mine: _Words
    its: _Words
    blocks: list[tuple[int, int, int]]

    def place(self, low: int, high: int) -> tuple[str, int, int]:
        """Return where the words low … high - 1 of the copy stand; no words: where the next one begins."""
        start = int(self.mine.start[low])
        return self.article_id, start, int(self.mine.end[high - 1]) if high > low else start


def _copies(corpus: Corpus, least: float) -> Iterator[_Copy]:
    found = near_duplicates(corpus, least=least)
    found = found[found["kind"] != "exact copy"]
    if found.empty:
        return
    ids = sorted({*found["article_id"], *found["first_id"]})
    texts, names, words = _texts(corpus, ids)
    number = {article_id: k for k, article_id in enumerate(names)}
    written = corpus.sql(
        "SELECT article_id, text FROM articles WHERE list_contains($ids::VARCHAR[], article_id)", {"ids": ids}
    ).set_index("article_id")["text"]
    columns = [words[name].to_numpy() for name in ("sentence_id", "start", "end")]
    for copy in zip(found["article_id"], found["first_id"], strict=True):
        places = [texts.words_of(number[article_id]) for article_id in copy]
        mine, its = (
            _Words(written[article_id], *(values[at] for values in columns))
            for article_id, at in zip(copy, places, strict=True)
        )
        yield _Copy(*copy, mine, its, texts.aligned(*places))


def _texts(corpus: Corpus, ids: list[str] | None = None) -> tuple[Texts, list[str], pd.DataFrame]:
    """Return the articles (those with `ids` alone) as texts to be compared, in the order of time, their ids and words.

    Of each word there are place (of its article), sentence_id, start, end and quoted.
    """
    placed = f"""
        SELECT article_id, row_number() OVER (ORDER BY place) - 1 AS place FROM {IN_TIME}
        WHERE $ids::VARCHAR[] IS NULL OR list_contains($ids::VARCHAR[], article_id)
    """
    words = corpus.sql(
        f"""
        SELECT place, t.sentence_id::INTEGER AS sentence_id, t.start::INTEGER AS start, t."end"::INTEGER AS "end",
            {WORD} AS word, g.voice = 'quote' AS quoted
        FROM tokens t JOIN segments g USING (article_id, segment_id)
        JOIN ({placed}) USING (article_id)
        ORDER BY place, token_id
        """,
        {"ids": ids},
    )
    names = corpus.sql(f"SELECT article_id FROM ({placed}) ORDER BY place", {"ids": ids})["article_id"].tolist()
    return Texts(words.pop("word"), words["place"]), names, words
