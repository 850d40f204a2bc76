"""Outlets side by side: whose words they print, whom they let speak, what they call it, what they bring first.

There is something to compare only where articles of two outlets or more are annotated; with fewer, every table is
empty and `sentence` says so. Articles of an unnamed outlet are a row of their own, with `outlet` missing. An interval
is over articles, never over words: the words of one article are not independent of each other.
"""

from collections.abc import Hashable
from typing import Literal

import pandas as pd

from .. import stats
from ..corpus import Corpus
from ..evidence import evidence_of
from ..queries import ACTED, IN_TIME, OWN_RANGE, WORDING, outlet_of, speaker_of, wording_of
from ..tables import ARTICLE, UNKNOWN, UNNAMED, WORDINGS
from . import matches, quotations
from .framing import printed_by_entry

MOST_NAMED = 8
"""Outlets named in one cell of a table; of more, the number is told."""
Kind = Literal["speaker", "quotation", "sentence"]

_COMPARED = "(SELECT count(DISTINCT outlet) FROM articles WHERE duplicate_of IS NULL) > 1"
_ARTICLES = f"""(
    SELECT * REPLACE ({outlet_of()} AS outlet) FROM articles WHERE duplicate_of IS NULL AND {_COMPARED})
"""
"""SQL for the articles that are compared; a guest's opinion piece is not its outlet's, see `framing`."""


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
    known = corpus.whole["outlet"]
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


def _named(listed: str) -> str:
    """Return SQL for a list of outlets as text that stays short."""
    first = MOST_NAMED - 1
    return f"""CASE WHEN len({listed}) > {MOST_NAMED}
        THEN array_to_string(({listed})[:{first}], ', ') || ' and ' || (len({listed}) - {first}) || ' more'
        ELSE array_to_string({listed}, ', ') END"""


def speakers(corpus: Corpus) -> pd.DataFrame:
    """Return who is heard in which outlets, that is, is the source of something said or thought there.

    A source that cannot be told is left out: it is not the same one everywhere. Columns: speaker_id, speaker, kind,
    outlets (how many hear them), heard_in (the outlets and the words attributed there), named_in (the outlets that name
    or mention them and do not hear them), not_in (those that do neither), words, sentences, articles. Lists name at
    most MOST_NAMED outlets. Those heard in most outlets first, then by words.
    """
    return corpus.sql(
        f"""
        WITH known AS (SELECT article_id, coalesce(outlet, $unnamed) AS outlet FROM {_ARTICLES}),
        heard AS (
            SELECT k.outlet, g.speaker_id, sum(g.n_words)::BIGINT AS words,
                count(DISTINCT (article_id, g.sentence_id)) AS sentences, count(DISTINCT article_id) AS articles
            FROM ({ACTED}) g JOIN known k USING (article_id)
            WHERE g.act = 'speech' AND g.n_words > 0 AND g.speaker_id NOT IN ($article, $unknown)
            GROUP BY k.outlet, g.speaker_id),
        mentioned AS (
            SELECT actor_id AS speaker_id, list(DISTINCT k.outlet ORDER BY k.outlet) AS mentioning
            FROM mentions JOIN known k USING (article_id) GROUP BY actor_id),
        everywhere AS (SELECT list(DISTINCT outlet ORDER BY outlet) AS names FROM known),
        found AS (
            SELECT speaker_id, list(outlet) AS hearing,
                list(outlet || ' (' || words || ')' ORDER BY words DESC, outlet) AS heard, sum(words)::BIGINT AS words,
                sum(sentences)::BIGINT AS sentences, sum(articles)::BIGINT AS articles
            FROM heard GROUP BY speaker_id),
        sorted AS (
            SELECT *, list_filter(names, lambda o: NOT list_contains(hearing, o)) AS silent,
                coalesce(mentioning, []) AS mentioned_in
            FROM found CROSS JOIN everywhere LEFT JOIN mentioned USING (speaker_id)),
        told AS (
            SELECT *, list_filter(silent, lambda o: list_contains(mentioned_in, o)) AS naming,
                list_filter(silent, lambda o: NOT list_contains(mentioned_in, o)) AS absent FROM sorted)
        SELECT speaker_id, coalesce(n.name, speaker_id) AS speaker, n.kind, len(hearing) AS outlets,
            {_named("heard")} AS heard_in, {_named("naming")} AS named_in, {_named("absent")} AS not_in,
            words, sentences, articles
        FROM told LEFT JOIN actors n ON n.actor_id = speaker_id ORDER BY outlets DESC, words DESC, speaker, speaker_id
        """,
        {"unnamed": UNNAMED, "article": ARTICLE, "unknown": UNKNOWN},
    )


def labels(corpus: Corpus) -> pd.DataFrame:
    """Return which names for the same thing occur in which outlet, and in whose voice.

    Columns: referent (what is named), entry, printed (how it is written), outlet, wording, voice, n, sentences,
    articles, per_1000 (n for every 1,000 words of the outlet). By referent and entry, most frequent
    first, then by outlet.
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
    found.insert(2, "printed", found["entry"].map(printed_by_entry(corpus)).astype("str"))
    found.insert(5, "voice", found["wording"].map(WORDINGS).astype("str"))
    return found


def own_labels(corpus: Corpus) -> pd.DataFrame:
    """Return which outlets use a name in text that no source is found for, which only attribute it: a row for each.

    Columns: referent (what is named), entry, printed (how it is written), in_own_voice and attributed (outlets, with
    how often), not_in (outlets without the name that name the same thing otherwise), outlets (how many use it in their
    own voice), n. Lists name at most MOST_NAMED outlets. By referent, most labels first, then by outlets.
    """
    found = corpus.sql(
        f"""
        WITH known AS (SELECT article_id, coalesce(outlet, $unnamed) AS outlet FROM {_ARTICLES}),
        counted AS (
            SELECT l.referent, l.entry, outlet, count(*) FILTER (l.voice = 'own') AS own, count(*) AS n
            FROM labels l JOIN known USING (article_id) GROUP BY ALL),
        naming AS (SELECT referent, list(DISTINCT outlet ORDER BY outlet) AS names FROM counted GROUP BY referent),
        found AS (
            SELECT referent, entry, sum(n)::BIGINT AS n, count(*) FILTER (own > 0) AS outlets, list(outlet) AS using_,
                coalesce(list(outlet || ' (' || own || ')' ORDER BY own DESC, outlet) FILTER (own > 0), []) AS own,
                coalesce(list(outlet || ' (' || n - own || ')' ORDER BY n - own DESC, outlet) FILTER (n > own), [])
                    AS given
            FROM counted GROUP BY referent, entry),
        told AS (
            SELECT *, list_filter(names, lambda o: NOT list_contains(using_, o)) AS absent
            FROM found JOIN naming USING (referent))
        SELECT referent, entry, {_named("own")} AS in_own_voice, {_named("given")} AS attributed,
            {_named("absent")} AS not_in, outlets, n
        FROM told ORDER BY sum(n) OVER (PARTITION BY referent) DESC, referent, outlets DESC, n DESC, entry
        """,
        {"unnamed": UNNAMED},
    )
    found.insert(2, "printed", found["entry"].map(printed_by_entry(corpus)).astype("str"))
    return found


def article_tone(corpus: Corpus) -> pd.DataFrame:
    """Return the word polarity of each voice in every article: the points behind `tone`.

    A sentence's score is the mean of its stretches in that voice, weighted by their words; attitudes are left out.
    Columns: outlet, article_id, title, wording, voice, scorer, sentences, score (the mean over these; missing for fewer
    than stats.MIN_MEAN), zeros (sentences that score exactly 0).
    """
    found = corpus.sql(
        f"""
        WITH scored AS (
            SELECT article_id, wording, scorer, sentence_id, sum(score * n_words) / sum(n_words) AS score
            FROM ({ACTED}) JOIN sentiment USING (article_id, segment_id) WHERE n_words > 0 AND act <> 'attitude'
            GROUP BY ALL)
        SELECT * FROM (
            SELECT a.outlet, article_id, a.title, wording, scorer, count(*) AS sentences,
                CASE WHEN count(*) >= {stats.MIN_MEAN} THEN avg(score) END AS score,
                count(*) FILTER (score = 0) AS zeros
            FROM scored JOIN {_ARTICLES} a USING (article_id) GROUP BY ALL)
        ORDER BY outlet, list_position($wordings, wording), scorer, article_id
        """,
        {"wordings": list(WORDINGS)},
    )
    found.insert(4, "voice", found["wording"].map(WORDINGS).astype("str"))
    return found


def tone(corpus: Corpus) -> pd.DataFrame:
    """Return what may be said of the word polarity of each outlet, by voice: under the rules for small n.

    Columns: outlet, wording, voice, scorer, sentences, zeros (as in `article_tone`), articles (with a score),
    shown_as (`sentences`: no article has enough; `points`; `mean`: from stats.MIN_MEAN articles on), mean, low, high
    (of the articles' scores, with a 95 % bootstrap interval over articles). Never ordered by score.
    """
    rows = []
    for keys, of in article_tone(corpus).groupby(["outlet", "wording", "voice", "scorer"], sort=False, dropna=False):
        scores = of["score"].dropna().tolist()
        n = len(scores)
        enough = n >= stats.MIN_MEAN
        low, high = stats.bootstrap_mean(scores) if enough else (None, None)
        shown = "mean" if enough else "points" if n else "sentences"
        rows.append(
            (*keys, of["sentences"].sum(), of["zeros"].sum(), n, shown, sum(scores) / n if enough else None, low, high)
        )
    types: dict[Hashable, str] = {
        **dict.fromkeys(("outlet", "wording", "voice", "scorer"), "str"),
        **dict.fromkeys(("sentences", "zeros", "articles"), "int64"),
        "shown_as": "str",
        **dict.fromkeys(("mean", "low", "high"), "float64"),
    }
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def order(corpus: Corpus, kind: Kind = "speaker") -> pd.DataFrame:
    """Return in which order outlets bring what at least two of them have: the first place of each in every outlet.

    `kind`: speakers who are heard, the same quotations (`quotations.versions`), or sentences that are near matches
    (`matches.nearest`). Columns: item (its name or text), outlets (how many have it), outlet, published, rank (the
    how-manieth of these items it is there, by date, then by place in the article), position (how much of the article
    stands before it, 0 … 1), then those of `evidence.evidence`. Items in most outlets first, then by mean rank.
    """
    compared = not outlets(corpus).empty
    hits = {"speaker": _heard, "quotation": _quoted, "sentence": _matched}[kind](corpus) if compared else _NO_HITS
    articles = corpus.sql(f"SELECT article_id, place, coalesce(outlet, '') AS outlet, published FROM {IN_TIME}")
    hits = hits.merge(articles, on="article_id").sort_values(["place", "start"], kind="stable")
    hits = hits.drop_duplicates(["number", "outlet"])
    found = evidence_of(corpus, hits[hits.groupby("number")["outlet"].transform("size") > 1])
    begins = corpus.sql(
        """
        SELECT article_id, sentence_id, min(token_id) / any_value(n_words) AS position
        FROM tokens JOIN articles USING (article_id)
        WHERE article_id IN (SELECT unnest($ids::VARCHAR[])) GROUP BY article_id, sentence_id
        """,
        {"ids": found["article_id"].unique().tolist()},
    )
    found = found.merge(begins, on=["article_id", "sentence_id"])
    found = found.sort_values(["place", "sentence_id", "start"], kind="stable")
    found["outlets"] = found.groupby("number")["outlet"].transform("size")
    found["rank"] = found.groupby("outlet").cumcount() + 1
    found["mean"] = found.groupby("number")["rank"].transform("mean")
    found["outlet"] = found["outlet"].replace("", None).astype("str")
    found = found.sort_values(["outlets", "mean", "number", "rank"], ascending=[False, True, True, True])
    first = ["item", "outlets", "outlet", "published", "rank", "position"]
    rest = [c for c in found if c not in {*first, "number", "place", "mean"}]
    return found[[*first, *rest]].reset_index(drop=True)


_NO_HITS = pd.DataFrame({"article_id": [], "start": [], "end": [], "number": [], "item": []}).astype(
    {"article_id": "str", "start": "int64", "end": "int64", "number": "int64", "item": "str"}
)


def _heard(corpus: Corpus) -> pd.DataFrame:
    found = corpus.sql(
        f"""
        SELECT article_id, start, "end", speaker_id, coalesce(n.name, speaker_id) AS item
        FROM ({ACTED}) LEFT JOIN actors n ON n.actor_id = speaker_id
        WHERE act = 'speech' AND n_words > 0 AND speaker_id NOT IN ('{ARTICLE}', '{UNKNOWN}')
        """
    )
    found["number"] = pd.factorize(found.pop("speaker_id"))[0]
    return found


def _quoted(corpus: Corpus) -> pd.DataFrame:
    found = quotations.versions(corpus)
    items = found[found["fullest"]].set_index("quotation")["printed"]
    return found.assign(item=found["quotation"].map(items)).rename(columns={"quotation": "number"})[list(_NO_HITS)]


def _matched(corpus: Corpus) -> pd.DataFrame:
    from scipy.sparse import coo_matrix, csgraph

    found = matches.nearest(corpus)
    near = found[found["nearness"] >= matches.LEAST]
    ends = pd.concat(
        [
            near[["article_id", "sentence_id"]],
            near[["near_id", "near_sentence"]].set_axis(["article_id", "sentence_id"], axis=1),
        ]
    )
    codes = ends.groupby(["article_id", "sentence_id"], sort=True).ngroup().to_numpy()
    many = int(codes.max(initial=-1)) + 1
    links = coo_matrix(([1] * len(near), (codes[: len(near)], codes[len(near) :])), shape=(many, many))
    places = corpus.sql(
        f"""
        SELECT article_id, s.sentence_id, s.start, s."end", substr(a.text, s.start + 1, s."end" - s.start) AS item
        FROM sentences s JOIN {IN_TIME} a USING (article_id) ORDER BY a.place, s.sentence_id
        """
    )
    one = ends.assign(number=csgraph.connected_components(links, directed=False)[1][codes] if many else [])
    one = places.merge(one.drop_duplicates(["article_id", "sentence_id"]), on=["article_id", "sentence_id"])
    return one.assign(item=one.groupby("number")["item"].transform("first"))[list(_NO_HITS)]


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
        SELECT a.outlet, a.published, a.title AS text, h.wording, {speaker_of("h.speaker_id", "n.name")} AS speaker,
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
