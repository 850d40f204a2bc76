"""Outlets side by side: whose words they print, whom they let speak, which labels they use, how they head it.

There is something to compare only where articles of two outlets or more are annotated; with fewer, every table is
empty and `sentence` says so. Articles of an unnamed outlet are a row of their own, with `outlet` missing. An interval
is over articles, never over words: the words of one article are not independent of each other.
"""

from collections.abc import Hashable

import pandas as pd

from . import stats
from .corpus import Corpus
from .speakers import OWN_RANGE, WORDING, wording_of
from .tables import ARTICLE, UNKNOWN, UNNAMED, WORDINGS

_COMPARED = "(SELECT count(DISTINCT outlet) FROM articles WHERE duplicate_of IS NULL) > 1"
_ARTICLES = f"(SELECT * FROM articles WHERE duplicate_of IS NULL AND {_COMPARED})"


def outlets(corpus: Corpus) -> pd.DataFrame:
    """Return what there is of each outlet, most words first.

    Columns: outlet, articles, words, agencies and authors (names, joined by commas; missing where none is given),
    first and last (dates of publication), duplicates (exact copies, which are not counted).
    """
    return corpus.sql(
        f"""
        SELECT a.outlet, count(*) AS articles, sum(a.n_words)::BIGINT AS words,
            string_agg(DISTINCT agency, ', ' ORDER BY agency) AS agencies,
            string_agg(DISTINCT author, ', ' ORDER BY author) AS authors,
            min(published) AS first, max(published) AS last,
            (SELECT count(*) FROM articles d
                WHERE d.duplicate_of IS NOT NULL AND d.outlet IS NOT DISTINCT FROM a.outlet) AS duplicates
        FROM {_ARTICLES} a GROUP BY a.outlet ORDER BY words DESC, a.outlet
        """
    )


def sentence(corpus: Corpus) -> str:
    """Say in plain words what can be compared, or why nothing can."""
    compared = outlets(corpus)
    if not compared.empty:
        parts = [
            f"{'an outlet that is not named' if pd.isna(o) else o} ({n:,} {'article' if n == 1 else 'articles'})"
            for o, n in zip(compared["outlet"].head(8), compared["articles"].head(8), strict=True)
        ]
        parts += [f"{len(compared) - 8:,} more"] if len(compared) > 8 else []
        return f"Compared are {', '.join(parts[:-1])} and {parts[-1]}."
    known = corpus.articles.loc[corpus.articles["duplicate_of"].isna(), "outlet"]
    what = "The only article here" if len(known) == 1 else f"Each of the {len(known):,} articles here"
    if known.empty:
        return "There is no article here, so there is nothing to compare."
    if known.isna().all():
        return f"{what} comes without the name of its outlet, so there is nothing to compare."
    name = known.dropna().iloc[0]
    if known.isna().any():
        return f"{name} is the only outlet named here; the other articles name none, so there is nothing to compare."
    return f"{what} is from {name}: with one outlet there is nothing to compare."


def article_voices(corpus: Corpus) -> pd.DataFrame:
    """Return the share of each voice in every article: the points behind `voices`.

    Columns: outlet, article_id, title, wording, voice (see `tables.WORDINGS`), words, share (of the article's), own_low
    and own_high (where no source is found: that share, as far as the confidence of what was found goes).
    """
    return corpus.sql(
        f"""
        WITH said AS (
            SELECT article_id, {WORDING} AS wording, sum(n_words)::BIGINT AS words FROM segments GROUP BY ALL),
        sizes AS (
            SELECT article_id, sum(n_words) AS size, {OWN_RANGE} FROM segments GROUP BY article_id
            HAVING sum(n_words) > 0)
        SELECT a.outlet, article_id, a.title, w.wording, w.voice, coalesce(s.words, 0)::BIGINT AS words,
            coalesce(s.words, 0) / size AS share, CASE WHEN w.wording = 'own' THEN low / size END AS own_low,
            CASE WHEN w.wording = 'own' THEN high / size END AS own_high
        FROM {_ARTICLES} a JOIN sizes USING (article_id)
        CROSS JOIN (SELECT unnest($wordings::VARCHAR[]) AS wording, unnest($voices::VARCHAR[]) AS voice) w
        LEFT JOIN said s USING (article_id, wording)
        ORDER BY sum(s.words) OVER (PARTITION BY a.outlet) DESC, a.outlet, article_id,
            list_position($wordings, w.wording)
        """,
        {"wordings": list(WORDINGS), "voices": list(WORDINGS.values())},
    )


def voices(corpus: Corpus) -> pd.DataFrame:
    """Return the share of each voice in the words of every outlet.

    Columns: outlet, wording, voice, words, share (of the outlet's words), articles, outlet_words, shown_as (`points`:
    read `article_voices`, there are too few articles; `mean`), mean, low, high (the mean share over its articles with
    a 95 % bootstrap interval; from stats.MIN_MEAN articles on), own_low, own_high (of `share`, as in `article_voices`).
    """
    rows = []
    of_articles = article_voices(corpus)
    for outlet, own in of_articles.groupby("outlet", sort=False, dropna=False):
        sizes = own.groupby("article_id")["words"].sum()
        size, n = int(sizes.sum()), len(sizes)
        enough = n >= stats.MIN_MEAN
        for wording, part in own.groupby("wording", sort=False):
            words, shares = int(part["words"].sum()), part["share"].tolist()
            mean = sum(shares) / n if enough else None
            low, high = stats.bootstrap_mean(shares) if enough else (None, None)
            shown = "mean" if enough else "points"
            voice = WORDINGS[str(wording)]
            ends = part.set_index("article_id")[["own_low", "own_high"]].mul(sizes, axis=0).sum(min_count=1) / size
            rows.append((outlet, wording, voice, words, words / size, n, size, shown, mean, low, high, *ends))
    columns: dict[Hashable, str] = {
        **dict.fromkeys(("outlet", "wording", "voice", "shown_as"), "str"),
        **dict.fromkeys(("words", "articles", "outlet_words"), "int64"),
        **dict.fromkeys(("share", "mean", "low", "high", "own_low", "own_high"), "float64"),
    }
    order = ["outlet", "wording", "voice", "words", "share", "articles", "outlet_words", "shown_as"]
    return pd.DataFrame(rows, columns=[*order, "mean", "low", "high", "own_low", "own_high"]).astype(columns)


def speakers(corpus: Corpus) -> pd.DataFrame:
    """Return who is heard in which outlets, that is, is the source of something said or thought there.

    A source that cannot be told is left out: it is not the same one everywhere. Columns: speaker_id, speaker, kind,
    outlets (how many hear them), heard_in (the outlets and the words attributed there), not_in (the other outlets),
    words, sentences, articles. Those heard in most outlets first, then by words.
    """
    return corpus.sql(
        f"""
        WITH known AS (SELECT article_id, coalesce(outlet, $unnamed) AS outlet FROM {_ARTICLES}),
        heard AS (
            SELECT k.outlet, g.speaker_id, sum(g.n_words)::BIGINT AS words,
                count(DISTINCT (article_id, g.sentence_id)) AS sentences, count(DISTINCT article_id) AS articles
            FROM segments g JOIN known k USING (article_id) LEFT JOIN attributions t USING (article_id, attribution_id)
            WHERE g.voice <> 'own' AND g.n_words > 0 AND coalesce(t.act, 'speech') <> 'attitude'
            AND g.speaker_id NOT IN ($article, $unknown)
            GROUP BY k.outlet, g.speaker_id),
        everywhere AS (SELECT list(DISTINCT outlet ORDER BY outlet) AS names FROM known)
        SELECT h.speaker_id, coalesce(any_value(n.name), h.speaker_id) AS speaker, any_value(n.kind) AS kind,
            count(*) AS outlets,
            string_agg(h.outlet || ' (' || h.words || ')', ', ' ORDER BY h.words DESC, h.outlet) AS heard_in,
            array_to_string(list_filter(any_value(names), lambda o: NOT list_contains(list(h.outlet), o)), ', ')
                AS not_in,
            sum(h.words)::BIGINT AS words, sum(h.sentences)::BIGINT AS sentences, sum(h.articles)::BIGINT AS articles
        FROM heard h CROSS JOIN everywhere LEFT JOIN actors n ON n.actor_id = h.speaker_id
        GROUP BY h.speaker_id ORDER BY outlets DESC, words DESC, speaker
        """,
        {"unnamed": UNNAMED, "article": ARTICLE, "unknown": UNKNOWN},
    )


def labels(corpus: Corpus) -> pd.DataFrame:
    """Return which names for the same thing occur in which outlet, and in whose voice.

    Columns: referent (what is named), entry, outlet, wording, voice, n, sentences, articles, per_1000 (n for every
    1,000 words of the outlet). By referent and entry, most frequent first, then by outlet.
    """
    found = corpus.sql(
        f"""
        WITH sizes AS (SELECT outlet, sum(n_words) AS size FROM {_ARTICLES} GROUP BY outlet),
        found AS (
            SELECT l.referent, l.entry, a.outlet,
                {wording_of("l")} AS wording, count(*) AS n,
                count(DISTINCT (article_id, l.sentence_id)) AS sentences, count(DISTINCT article_id) AS articles
            FROM labels l JOIN {_ARTICLES} a USING (article_id) GROUP BY ALL)
        SELECT f.referent, f.entry, f.outlet, f.wording, f.n, f.sentences, f.articles, 1000 * f.n / size AS per_1000
        FROM found f JOIN sizes s ON s.outlet IS NOT DISTINCT FROM f.outlet
        ORDER BY sum(f.n) OVER (PARTITION BY f.referent) DESC, f.referent,
            sum(f.n) OVER (PARTITION BY f.referent, f.entry) DESC, f.entry, f.outlet,
            list_position($wordings, f.wording)
        """,
        {"wordings": list(WORDINGS)},
    )
    found.insert(4, "voice", found["wording"].map(WORDINGS).astype("str"))
    return found


def headlines(corpus: Corpus) -> pd.DataFrame:
    """Return every headline, with the voice most of its words are in.

    Columns: outlet, published, text (the headline), voice, wording, speaker, article_id, sentence_id (its first).
    """
    found = corpus.sql(
        f"""
        WITH said AS (
            SELECT g.article_id, {WORDING} AS wording, g.speaker_id, sum(g.n_words) AS words,
                min(g.sentence_id) AS sentence_id
            FROM segments g JOIN sentences s USING (article_id, sentence_id) WHERE s.in_headline GROUP BY ALL),
        heads AS (
            SELECT article_id, min(sentence_id) AS sentence_id, arg_max(wording, (words, wording)) AS wording,
                arg_max(speaker_id, (words, wording)) AS speaker_id FROM said GROUP BY article_id)
        SELECT a.outlet, a.published, a.title AS text, h.wording, coalesce(n.name, h.speaker_id) AS speaker,
            article_id, h.sentence_id
        FROM {_ARTICLES} a JOIN heads h USING (article_id) LEFT JOIN actors n ON n.actor_id = h.speaker_id
        WHERE a.title IS NOT NULL ORDER BY a.outlet, a.published, article_id
        """
    )
    found.insert(3, "voice", found["wording"].map(WORDINGS).astype("str"))
    return found


def with_outlet(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that has `article_id` with the article's `outlet` as its first column: the way back by outlet.

    As all tables here it is empty where there are not two outlets.
    """
    known = corpus.articles.set_index("article_id")["outlet"]
    found = table.assign(outlet=table["article_id"].map(known))[
        ["outlet", *table.columns.drop("outlet", errors="ignore")]
    ]
    return found.iloc[:0] if outlets(corpus).empty else found
