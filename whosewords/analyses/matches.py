"""Sentences of one outlet and the nearest in the others; and what has no near match, which may still be told elsewhere.

Nearness is the cosine of the two sentences' words, weighted by how rare they are (tf-idf; for aligning sentences of
texts on one event: Nelken and Shieber 2006). It sees shared words, not shared meaning: what another outlet tells in
other words has no near match. Words that stand in more than COMMON different sentences do not count.
"""

import numpy as np
import pandas as pd

from ..corpus import Corpus

LEAST = 0.5
"""The nearness from which on two sentences are called near matches: a judgement, not a measurement."""
COMMON = 200
"""A word in more different sentences than this does not say which is meant; so the work grows with the sentences."""
LEAST_WORDS = 3
"""Different words of content that a sentence must have to be compared."""
_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM")
_ROWS = 1000


def nearest(corpus: Corpus) -> pd.DataFrame:
    """Return each sentence of each outlet with the nearest one in the other outlets, in text order.

    Left out are sentences with fewer than LEAST_WORDS different nouns, names, verbs, adjectives, adverbs and numbers.
    Columns: outlet, article_id, sentence_id, text, nearness (0 … 1; 0 where no sentence of another outlet shares a
    word that counts), near_outlet, near_id, near_sentence, near_text (the nearest; missing where nearness is 0).
    """
    found = corpus.sql(
        f"""
        WITH content AS (
            SELECT article_id, sentence_id, list_sort(list(hash(lower(lemma)))) AS words FROM tokens
            WHERE pos IN {_CONTENT} AND (SELECT count(DISTINCT outlet) FROM articles WHERE duplicate_of IS NULL) > 1
            GROUP BY article_id, sentence_id)
        SELECT coalesce(outlet, '') AS outlet, article_id, sentence_id, words
        FROM content JOIN articles USING (article_id)
        WHERE list_unique(words) >= {LEAST_WORDS} ORDER BY article_id, sentence_id
        """
    )
    found["key"] = [words.tobytes() for words in found["words"]]
    group = found.groupby(["outlet", "key"], sort=False).ngroup()
    different = found[~group.duplicated()]
    near, nearness = _nearest(different["words"].tolist(), pd.factorize(different["outlet"])[0])
    found["nearness"] = nearness[group]
    places = different.iloc[near[group].clip(min=0)][["outlet", "article_id", "sentence_id"]].reset_index(drop=True)
    places = places.where(found["nearness"] > 0)
    found[["near_outlet", "near_id", "near_sentence"]] = places
    text = corpus.sql(
        """
        SELECT article_id, sentence_id, substr(a.text, s.start + 1, s."end" - s.start) AS text
        FROM sentences s JOIN articles a USING (article_id)
        """
    ).set_index(["article_id", "sentence_id"])["text"]
    for column, keys in (("text", ["article_id", "sentence_id"]), ("near_text", ["near_id", "near_sentence"])):
        found[column] = text.reindex(pd.MultiIndex.from_frame(found[keys])).to_numpy()
    found[["outlet", "near_outlet"]] = found[["outlet", "near_outlet"]].replace("", None)
    columns = ["outlet", "article_id", "sentence_id", "text", "nearness"]
    found = found[[*columns, "near_outlet", "near_id", "near_sentence", "near_text"]]
    return found.astype({"near_sentence": "Int64", "nearness": "float64"})


def unmatched(table: pd.DataFrame, *, least: float = LEAST) -> pd.DataFrame:
    """Return the sentences of `nearest` that have no near match in the other outlets: less near than `least`."""
    return table[table["nearness"] < least].reset_index(drop=True)


def matched(table: pd.DataFrame, *, least: float = LEAST) -> pd.DataFrame:
    """Return how many sentences of each outlet have a near match in another, from `nearest`.

    Columns: outlet, articles, sentences (compared), near_match, none_found. By outlet.
    """
    near = table.assign(near=table["nearness"] >= least).groupby("outlet", dropna=False)
    found = near.agg(articles=("article_id", "nunique"), sentences=("near", "size"), near_match=("near", "sum"))
    return found.assign(none_found=found["sentences"] - found["near_match"]).reset_index()


def _nearest(sentences: list[np.ndarray], outlet: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each sentence the number of the nearest one in another outlet (−1: none), and how near that is.

    A sentence is the numbers of its words.
    """
    from scipy import sparse

    row = np.repeat(np.arange(len(sentences)), [len(words) for words in sentences])
    codes, terms = pd.factorize(np.concatenate([np.zeros(0, dtype=np.uint64), *sentences]))
    counts = sparse.csr_matrix((np.ones(len(row)), (row, codes)), shape=(len(sentences), len(terms)))
    counts.sum_duplicates()
    in_sentences = np.bincount(counts.indices, minlength=len(terms))
    weight = np.where(in_sentences <= COMMON, np.log((1 + len(sentences)) / (1 + in_sentences)) + 1, 0)
    weighted = (counts @ sparse.diags(weight)).tocsr() if len(terms) else counts
    weighted.eliminate_zeros()
    length = np.sqrt(weighted.multiply(weighted).sum(axis=1)).A1 if len(terms) else np.zeros(len(sentences))
    unit = sparse.diags(np.divide(1, length, out=np.zeros_like(length), where=length > 0)) @ weighted
    near, nearness = np.full(len(sentences), -1), np.zeros(len(sentences))
    other = unit.T.tocsr()
    for low in range(0, len(sentences), _ROWS):
        shared = (unit[low : low + _ROWS] @ other).tocsr()
        many = np.diff(shared.indptr)
        rows = np.flatnonzero(many)
        begins = shared.indptr[rows]
        if not len(rows):
            continue
        apart = np.repeat(outlet[rows + low], many[rows]) != outlet[shared.indices]
        values = np.where(apart, shared.data, 0)
        most = np.maximum.reduceat(values, begins)
        first = np.where(values == np.repeat(most, many[rows]), shared.indices, len(sentences))
        found = most > 0
        near[rows[found] + low] = np.minimum.reduceat(first, begins)[found]
        nearness[rows[found] + low] = np.minimum(most[found], 1)
    return near, nearness
