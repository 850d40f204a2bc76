"""How evenly a term is spread over the articles, or over the parts of one."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from ... import stats
from ...corpus import Corpus
from .words import listed, places, prepare

PARTS = 10
"""With one article only, dispersion is over this many equal parts of it."""


def dispersion(
    corpus: Corpus, terms: str | Sequence[str], *, parts: int = PARTS, pos: Collection[str] | None = None
) -> pd.DataFrame:
    """Return how evenly each term is spread over the articles, or over equal `parts` where there is one article only.

    Columns: term, n, per_10000, over (`articles`, `parts of the article`), parts (how many there are), in_parts (how
    many of them have the term), dp (Gries's deviation of proportions: 0 = spread as the words are), dp_norm (the same,
    normalised: 1 = all in one place, however many parts there are), d (Juilland's D: 1 = even, 0 = in one place).
    Measures are missing for terms that occur fewer than stats.MIN_POINTS times, and where there is one part only.
    Gries (2008), Lijffijt and Gries (2012), Juilland and others (1970).
    """
    wanted = listed(terms)
    prepare(corpus)
    sizes = corpus.sql(
        "SELECT article, count(t.article_id) AS words FROM term_articles LEFT JOIN tokens t USING (article_id) "
        "GROUP BY article HAVING words > 0 ORDER BY article"
    )
    words = int(sizes["words"].sum())
    found_at, params = places(wanted, pos)
    if len(sizes) > 1:
        over, counts, place = "articles", sizes["words"].tolist(), "article"
    else:
        n_parts = min(parts, words)
        limits = [words * p // n_parts for p in range(n_parts + 1)] if n_parts else [0]
        over, counts, place = "parts of the article", np.diff(limits).tolist(), "first"
    found = corpus.sql(f"SELECT term, {place} AS place, count(*) AS n FROM ({found_at}) GROUP BY ALL", params)
    starts = sizes["article"].to_numpy() if over == "articles" else limits[:-1]
    found["part"] = np.searchsorted(starts, found["place"], side="right") - 1
    rows = []
    for term in wanted:
        own = found[found["term"] == term]
        of = np.bincount(own["part"], weights=own["n"], minlength=len(counts)).tolist()
        n = int(sum(of))
        known = n >= stats.MIN_POINTS
        dp = stats.deviation_of_proportions(of, counts) if known else None
        dp_norm = stats.deviation_of_proportions(of, counts, normalised=True) if known else None
        d = stats.juilland_d(of, counts) if known else None
        rate = 10_000 * n / words if words else 0.0
        rows.append((term, n, rate, over, len(counts), sum(c > 0 for c in of), dp, dp_norm, d))
    columns = ["term", "n", "per_10000", "over", "parts", "in_parts", "dp", "dp_norm", "d"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"term": "str", "over": "str", "dp": "float64", "dp_norm": "float64", "d": "float64"}
    )
