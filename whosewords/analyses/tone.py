"""Word polarity by speaker, under the rules for small n; and where the scorers fail on this very corpus.

Word polarity is a property of words, not anybody's attitude: no sign is called for anyone, and nobody is ranked by it.
Sentences are the unit: a sentence's score is the mean of its stretches in that voice, weighted by their words. Fewer
than stats.MIN_POINTS sentences are read, not summed up; fewer than stats.MIN_MEAN are shown as points.
"""

from collections.abc import Sequence

import pandas as pd

from .. import sentiment, stats
from ..corpus import Corpus
from ..evidence import evidence
from ..tables import UNSAID

SCORERS = {"textblob": "TextBlob", "vader": "VADER"}
"""How scorers are written; others keep the name they are registered by."""
WRONG_SIGN = {"textblob": 0.85, "vader": 0.42}
"""The share of targets people find clearly negative (NewsMTSC, Hamborg and Donnay 2021) with a positive mean."""
BASES = {"quotations only": "('quote')", "with paraphrase": "('quote', 'paraphrase')"}
"""Whose words are scored: the column `basis`."""
DEATH = (
    "assassinate assassination behead bomb bombing casualty corpse dead death die execute execution fatal fatality "
    "genocide injure injury kill killing lynch massacre murder rape shelling slaughter torture victim wound"
)
"""Lemmas of death and injury; a sentence with one is hardly neutral, and hardly positive."""

_SAID = f"""
    SELECT g.*, f.scorer, f.score, f.matched FROM segments g JOIN sentiment f USING (article_id, segment_id)
    LEFT JOIN attributions t USING (article_id, attribution_id)
    WHERE g.n_words > 0 AND g.voice IN {{voices}} AND coalesce(t.act, 'speech') NOT IN {UNSAID}
"""

_BY_SPEAKER = {
    **dict.fromkeys(["speaker_id", "speaker", "basis", "scorer"], "str"),
    "n": "int64",
    "shown_as": "str",
    **dict.fromkeys(["mean", "low", "high"], "float64"),
    "zeros": "int64",
    "wrong_sign": "float64",
}
"""Columns and types of `by_speaker`."""


_WHY = {
    "death and injury": "“{word}” speaks of death or injury, and the score is {scores}",
    "label not seen": "“{word}” is a label that takes a side, and the score is {scores}",
    "part of a name": "“{word}” counts towards {scores} and is part of the name “{whole}”",
    "part of a label": "“{word}” counts towards {scores} and is part of the label “{whole}”",
    "function word": "“{word}” counts towards {scores} and is no more than grammar here",
}


def by_sentence(corpus: Corpus) -> pd.DataFrame:
    """Return the word polarity of each sentence of each source, in text order; attitudes are not words and left out.

    Columns: speaker_id, speaker, scorer, basis (`quotations only`, `with paraphrase`), article_id, sentence_id, text,
    score (−1 … 1), matched (the words that made it, joined by commas).
    """
    points = _points(
        """any_value(substr(a.text, s.start + 1, s."end" - s.start)) AS text,
        sum(p.score * p.n_words) / sum(p.n_words) AS score,
        array_to_string(flatten(list(p.matched ORDER BY p.start)), ', ') AS matched"""
    )
    return corpus.sql(f"{points} ORDER BY article_id, sentence_id, p.speaker_id, p.basis, p.scorer")


def _points(columns: str) -> str:
    """Return SQL for the columns of `by_sentence` that say which sentence of whom it is, and for more given as SQL."""
    parts = " UNION ALL ".join(f"SELECT '{b}' AS basis, * FROM ({_SAID.format(voices=v)})" for b, v in BASES.items())
    texts = "JOIN articles a USING (article_id)" if "a.text" in columns else ""
    return f"""
        SELECT p.speaker_id, coalesce(any_value(n.name), p.speaker_id) AS speaker, p.scorer, p.basis, article_id,
            sentence_id, {columns}
        FROM ({parts}) p JOIN sentences s USING (article_id, sentence_id) {texts}
        LEFT JOIN actors n ON n.actor_id = p.speaker_id
        GROUP BY p.speaker_id, p.scorer, p.basis, article_id, sentence_id
    """


def by_speaker(corpus: Corpus, top: int | None = 30) -> pd.DataFrame:
    """Return what may be said of each source's word polarity: of the `top` with most sentences, or of all (None).

    Columns: speaker_id, speaker, basis, scorer, n (distinct sentences), shown_as (sentences, points, mean), mean, low,
    high (only where n allows a mean; a 95 % bootstrap interval), zeros (sentences that score exactly 0), wrong_sign
    (how often such means had the wrong sign where it was measured, see WRONG_SIGN). Ordered by n, never by score.
    """
    points = corpus.sql(
        f"""
        WITH points AS ({_points("sum(p.score * p.n_words) / sum(p.n_words) AS score")}),
        kept AS (
            SELECT speaker_id, row_number() OVER (ORDER BY max(n) DESC, any_value(speaker), speaker_id) AS place
            FROM (SELECT speaker_id, any_value(speaker) AS speaker, count(*) AS n FROM points
                GROUP BY speaker_id, basis, scorer)
            GROUP BY speaker_id QUALIFY $top IS NULL OR place <= $top)
        SELECT speaker_id, any_value(speaker) AS speaker, basis, scorer,
            list(score ORDER BY article_id, sentence_id) AS scores
        FROM points JOIN kept USING (speaker_id)
        GROUP BY speaker_id, basis, scorer, place ORDER BY place, basis, scorer
        """,
        {"top": top},
    )
    rows = []
    for *whose, scores in points.itertuples(index=False, name=None):
        n = len(scores)
        kind = stats.shown_as(n)
        mean = sum(scores.tolist()) / n if kind == "mean" else None
        low, high = stats.bootstrap_mean(scores.tolist()) if kind == "mean" else (None, None)
        zeros = int((scores == 0).sum())
        rows.append((*whose, n, kind, mean, low, high, zeros, WRONG_SIGN.get(str(whose[-1]))))
    return pd.DataFrame(rows, columns=list(_BY_SPEAKER)).astype(_BY_SPEAKER)


def side_by_side(corpus: Corpus, basis: str = "with paraphrase") -> pd.DataFrame:
    """Return `by_sentence` for one basis with the scorers beside each other: a row for each source and sentence.

    Columns: speaker, article_id, sentence_id, text, and for each scorer its score and the words that made it, named
    as people write the scorer ("VADER", "VADER words"). In text order.
    """
    points = by_sentence(corpus)
    points = points[points["basis"] == basis]
    keys = ["article_id", "sentence_id", "speaker_id"]
    found = points.drop_duplicates(keys)[[*keys, "speaker", "text"]]
    for scorer, own in points.groupby("scorer"):
        name = SCORERS.get(str(scorer), str(scorer))
        own = own.rename(columns={"score": name, "matched": f"{name} words"})
        found = found.merge(own[[*keys, name, f"{name} words"]], on=keys, how="left")
    return found.drop(columns="speaker_id").reset_index(drop=True)


def of_texts(texts: Sequence[str], scorers: Sequence[str] = sentiment.DEFAULT) -> pd.DataFrame:
    """Return texts of one's own with what each scorer makes of them: for trying a scorer out, and breaking it.

    Columns: text, and for each scorer its score (−1 … 1) and the words that made it, joined by commas, named as in
    `side_by_side`. In the order given.
    Raises TypeError where one text is given instead of several, ValueError for a scorer that is not registered.
    """
    if isinstance(texts, str):
        raise TypeError('give a list of texts, in square brackets: ["The bridge is safe."]')
    found = pd.DataFrame({"text": pd.Series(list(texts), dtype="str")})
    for scorer in scorers:
        name = SCORERS.get(scorer, scorer)
        scored = [sentiment.score_text(text, scorer) for text in found["text"]]
        found[name] = pd.Series([score for score, _ in scored], dtype="float64")
        found[f"{name} words"] = pd.Series([", ".join(words) for _, words in scored], dtype="str")
    return found


def zeros(corpus: Corpus) -> pd.DataFrame:
    """Return how many sentences each scorer has nothing to say about: every stretch scores exactly 0.

    Columns: scorer, n (sentences), zeros, share, low, high (Wilson's 95 % interval of the share).
    """
    found = corpus.sql(
        """
        SELECT scorer, count(*) AS n, count(*) FILTER (nothing) AS zeros
        FROM (SELECT scorer, bool_and(score = 0) AS nothing
            FROM sentiment JOIN segments USING (article_id, segment_id)
            WHERE n_words > 0 GROUP BY scorer, article_id, sentence_id)
        GROUP BY scorer ORDER BY scorer
        """
    )
    found["share"] = found["zeros"] / found["n"]
    ends = [stats.proportion(int(k), int(n)) for k, n in zip(found["zeros"], found["n"], strict=True)]
    return found.assign(low=[e.low for e in ends], high=[e.high for e in ends])


def matched_words(corpus: Corpus) -> pd.DataFrame:
    """Return the words that made the scores, by number: columns word, scorer, n, sentences, speakers (how many)."""
    return corpus.sql(
        """
        SELECT lower(word) AS word, scorer, count(*) AS n, count(DISTINCT (article_id, sentence_id)) AS sentences,
            count(DISTINCT speaker_id) AS speakers
        FROM (SELECT *, unnest(matched) AS word FROM sentiment JOIN segments USING (article_id, segment_id))
        GROUP BY ALL ORDER BY n DESC, word, scorer
        """
    )


def disagreements(corpus: Corpus, limit: int | None = None) -> pd.DataFrame:
    """Return the stretches that one scorer finds positive and another negative, or the first of them.

    See `evidence.evidence`. More columns: scores ("TextBlob +0.40, VADER −0.34") and matched (the words, by scorer). In
    text order.
    """
    return _named(
        evidence(
            corpus,
            """
            WITH opposite AS (
                SELECT article_id, segment_id FROM sentiment GROUP BY article_id, segment_id
                HAVING min(score) < 0 AND max(score) > 0
                ORDER BY article_id, segment_id LIMIT $limit)
            SELECT article_id, any_value(g.start) AS start, any_value(g."end") AS "end",
                string_agg(scorer || format(' {:+.2f}', score), ', ' ORDER BY scorer) AS scores,
                string_agg(scorer || ': ' || array_to_string(matched, ', '), '; ' ORDER BY scorer) AS matched
            FROM opposite JOIN sentiment USING (article_id, segment_id) JOIN segments g USING (article_id, segment_id)
            GROUP BY article_id, segment_id
            """,
            {"limit": limit},
        )
    )


def wrong_examples(corpus: Corpus, limit: int = 3) -> pd.DataFrame:
    """Return what the scorers get wrong, or cannot know, in this corpus: at most `limit` for each rule and scorer.

    Rules: `opposite signs` (two scorers, so one of them is wrong), `death and injury` (a stretch with a word of DEATH
    scores 0 or above), `label not seen` (a label that takes a side scores 0), `part of a name`, `part of a label` and
    `function word` (the word that made the score is one, as in “lay down” or “as well as”).
    See `evidence.evidence`; more columns: rule, scorer, scores, word (that the rule is about), why (a clause).
    """
    opposite = (
        disagreements(corpus, limit).assign(rule="opposite signs", scorer="both", word="").drop(columns="matched")
    )
    opposite["why"] = "The scorers call opposite signs for the same words: " + opposite["scores"]
    rest = _named(
        evidence(
            corpus,
            """
            WITH scored AS (SELECT article_id, segment_id, g.start, g."end", f.scorer, f.score, f.matched
                FROM sentiment f JOIN segments g USING (article_id, segment_id)),
            grave AS (
                SELECT 'death and injury' AS rule, s.*, t.text AS word, '' AS whole
                FROM scored s JOIN tokens t USING (article_id, segment_id)
                WHERE score >= 0 AND list_contains($death, lower(t.lemma))),
            unseen AS (
                SELECT 'label not seen', s.*, l.text, '' FROM scored s JOIN labels l USING (article_id, segment_id)
                WHERE score = 0 AND l.frame <> 'description'),
            words AS (
                SELECT DISTINCT s.* EXCLUDE (part), t.text AS word, t.start AS word_start, t."end" AS word_end,
                    t.pos IN ('ADP', 'AUX', 'CCONJ', 'DET', 'PART', 'PRON', 'SCONJ') OR t.dep IN ('prt', 'cc')
                    OR coalesce((SELECT h.dep IN ('prep', 'cc') AND h.pos IN ('ADP', 'CCONJ') AND t.dep = 'advmod'
                        FROM tokens h WHERE h.article_id = t.article_id AND h.token_id = t.head), false) AS function
                FROM (SELECT *, unnest(string_split(lower(array_to_string(matched, ' ')), ' ')) AS part FROM scored
                    WHERE score <> 0) s
                JOIN tokens t USING (article_id, segment_id)
                WHERE lower(t.text) = part),
            parts AS (
                SELECT 'part of a label' AS rule, w.*, l.text AS whole FROM words w
                JOIN labels l ON l.article_id = w.article_id AND l.start <= word_start AND word_end <= l."end"
                UNION ALL
                SELECT 'part of a name', w.*, substr(a.text, m.start + 1, m."end" - m.start) FROM words w
                JOIN mentions m ON m.article_id = w.article_id AND m.start <= word_start AND word_end <= m."end"
                JOIN articles a ON a.article_id = w.article_id
                WHERE m.form = 'name'
                UNION ALL
                SELECT 'function word', *, '' FROM words WHERE function),
            found AS (
                SELECT * FROM grave UNION ALL SELECT * FROM unseen
                UNION ALL SELECT * EXCLUDE (word_start, word_end, function) FROM parts)
            SELECT article_id, start, "end", rule, scorer, scorer || format(' {:+.2f}', score) AS scores,
                word, whole
            FROM (SELECT rule, scorer, article_id, any_value(start) AS start, any_value("end") AS "end",
                    any_value(score) AS score, min(word) AS word, arg_min(whole, word) AS whole
                FROM found GROUP BY rule, scorer, article_id, segment_id)
            QUALIFY row_number() OVER (PARTITION BY rule, scorer ORDER BY article_id, start) <= $limit
            """,
            {"death": DEATH.split(), "limit": limit},
        )
    )
    rest["why"] = [
        _WHY[rule].format(word=word, whole=whole, scores=scores)
        for rule, word, whole, scores in zip(rest["rule"], rest["word"], rest["whole"], rest["scores"], strict=True)
    ]
    found = pd.concat([t for t in (opposite, rest.drop(columns="whole")) if len(t)] or [opposite])
    found = found.sort_values(["rule", "article_id", "sentence_id", "start", "scorer"])
    return found.groupby(["rule", "scorer"], sort=False).head(limit).reset_index(drop=True)


def _named(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table with scorers written as in SCORERS, and with a proper minus sign."""
    for column in found.columns.intersection(["scores", "matched"]):
        text = found[column].astype("str")
        for key, name in SCORERS.items():
            text = text.str.replace(rf"(^|[,;] ){key}(?=:? )", rf"\1{name}", regex=True)
        found[column] = text.str.replace("+0.00", "0").str.replace(r" -(?=\d\.\d\d)", " −", regex=True)
    return found
