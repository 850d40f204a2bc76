"""Robustness: the main results computed again under every other reasonable choice, and which of them change.

A result rests on choices that could have been made otherwise: which scorer, which labels count, whether paraphrase is
speech, whether copies count, how sure an attribution has to be. One set of choices, the primary specification, is
declared; a result that another set turns round is no result yet. All sets are tried and all are shown (multiverse
analysis, Steegen et al. 2016; specification curve, Simonsohn et al. 2020).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from .. import stats
from ..corpus import Corpus
from ..lexicon import load
from ..queries import ACTED, OUTLET, wording_of
from ..tables import ARTICLE, CHAIN_ARROW, UNKNOWN, UNSAID, WORDINGS
from .duplicates import near_duplicates
from .tone import SCORERS

QUOTED, WITHOUT_COPIES = "quotations only", "without copies"
LEAST_WORDS = 60
"""Words said or thought, below which nobody is told to say most."""
LEAST_LABELS = 3
"""Uses of the most frequent label, below which none is told to be the most frequent."""
MOST_OUTLETS = 8
"""Outlets that results are computed for one by one; those with most articles come first."""
MOST_TOPICS = 6
"""Topics of labels that are left out in turn; those with most labels come first."""
TOLD = {"same": "same answer", "other": "another answer", "untold": "cannot be told"}
"""How a result under other choices compares with the primary one."""


class Specification(NamedTuple):
    """One set of choices: each is a value of the axis of its name in AXES."""

    scorer: str = "textblob"
    labels: str = "all"
    speech: str = "with paraphrase"
    copies: str = "with copies"
    confidence: float = 0.0


PRIMARY = Specification()
"""The choices that the rest of the report makes."""
AXES = {
    "scorer": "the scorer of word polarity",
    "labels": "the topics whose labels count",
    "speech": "what counts as somebody’s words",
    "copies": "whether copies of other articles count",
    "confidence": "how sure an attribution has to be",
}

_VOICES = {"with paraphrase": ["quote", "paraphrase"], QUOTED: ["quote"]}


class Answer(NamedTuple):
    """What a specification answers, and from how many words, labels or sentences; no text: it cannot be told."""

    text: str | None
    n: int


class Counts(NamedTuple):
    """What a corpus holds under one choice of copies and confidence: the answers are read from these tables.

    `words`: outlet, whose (an outlet's opinion pieces apart, see `queries.OUTLET`), wording, voice, act, speaker_id,
    name, kind, n. `relays`: voice, name (of who passes on the words of others), n. `labels`: whose, voice, entry, n.
    `outlets`: name (as whose), words, of those with stats.MIN_ARTICLES articles. `scores`: scorer, speech, said (or
    else without a source), scores (an array with one of each sentence).
    """

    words: pd.DataFrame
    relays: pd.DataFrame
    labels: pd.DataFrame
    outlets: pd.DataFrame
    scores: pd.DataFrame


class Result(NamedTuple):
    """A question about a corpus, the axes that its answer may depend on, and how it is answered."""

    question: str
    axes: tuple[str, ...]
    answer: "Callable[[Counts, Specification], Answer]"


def grid(corpus: Corpus, primary: Specification = PRIMARY) -> pd.DataFrame:
    """Return every main result under every combination of the choices that concern it.

    Raises ValueError for a primary choice that there is not.

    Columns: question, the axes (missing where an axis does not concern the question), changed (how many axes differ
    from `primary`), answer (missing where nothing can be told), n (what it rests on), told (a key of TOLD). The first
    row of a question is that of the primary specification. Questions that the primary specification cannot answer are
    left out.
    """
    found = near_duplicates(corpus)
    copies = found["article_id"].tolist()
    values = _values(corpus, bool((found["kind"] != "exact copy").any()), primary)
    made: dict[float, dict[str, Counts]] = {}
    rows = []
    for result in results(corpus):
        first: Answer | None = None
        for spec in _specifications(result.axes, values, primary):
            if spec.confidence not in made:
                left_out = [copies if c == WITHOUT_COPIES else [] for c in values["copies"]]
                counted = counts(corpus, spec.confidence, left_out)
                made[spec.confidence] = dict(zip(values["copies"], counted, strict=True))
            answer = result.answer(made[spec.confidence][spec.copies], spec)
            if first is None:
                if answer.text is None:
                    break
                first = answer
            told = "untold" if answer.text is None else "same" if answer.text == first.text else "other"
            chosen = {axis: getattr(spec, axis) if axis in result.axes else None for axis in AXES}
            changed = sum(getattr(spec, axis) != getattr(primary, axis) for axis in result.axes)
            rows.append({"question": result.question, **chosen, "changed": changed, **answer._asdict(), "told": told})
    columns = ["question", *AXES, "changed", "text", "n", "told"]
    table = pd.DataFrame(rows, columns=columns).rename(columns={"text": "answer"})
    types = dict.fromkeys(("question", "scorer", "labels", "speech", "copies", "answer", "told"), "str")
    return table.astype({**types, "confidence": "float64", "changed": "int64", "n": "int64"})


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each question of a grid: whether the answer holds, and what turns it round.

    Columns: question, answer, n (of the primary specification), same, other, untold (in how many specifications),
    specifications, verdict (`holds`, `mostly holds`: no other answer, but not everywhere one; `changes`), because (in
    words, the single choices that give another answer or none; where only several together do, it says so).
    """
    rows = []
    for question, own in found.groupby("question", sort=False):
        first = own.iloc[0]
        counts = {told: int((own["told"] == told).sum()) for told in TOLD}
        verdict = "changes" if counts["other"] else "mostly holds" if counts["untold"] else "holds"
        rows.append((question, first["answer"], int(first["n"]), *counts.values(), len(own), verdict, _because(own)))
    columns = ["question", "answer", "n", *TOLD, "specifications", "verdict", "because"]
    return pd.DataFrame(rows, columns=columns)


def single_changes(found: pd.DataFrame) -> pd.DataFrame:
    """Return a grid's questions as rows and, as columns, each choice that differs from the primary in one axis alone.

    Cells are “✓” (the same answer), “≠” with the other answer, “?” (cannot be told), and missing where the choice does
    not concern the question.
    """
    alone = found[found["changed"] == 1]
    signs = {"same": "✓", "other": "≠ ", "untold": "?"}
    cells: dict[str, dict[str, str]] = {str(q): {} for q in found["question"].unique()}
    columns: list[str] = []
    for row in alone.to_dict("records"):
        name = _choice(row, found)
        columns += [name] if name not in columns else []
        cells[row["question"]][name] = signs[row["told"]] + (row["answer"] if row["told"] == "other" else "")
    return pd.DataFrame(cells).T.reindex(columns=columns).rename_axis("result").astype("str")


def primary_summary(corpus: Corpus) -> pd.DataFrame:
    """Return the summary of the grid of the choices that the rest of a report makes; it is worked out once."""
    told: pd.DataFrame = corpus.once("robustness", lambda: summary(grid(corpus)))
    return told


def holding(told: pd.DataFrame) -> str:
    """Return how many of the answers of a summary stand whatever is chosen, and what becomes of the others."""
    if told.empty:
        return "too little text for any answer"
    n = told["verdict"].value_counts()
    holds, change, untold = (int(n.get(verdict, 0)) for verdict in ("holds", "changes", "mostly holds"))
    others = [f"{change} change{'s' if change == 1 else ''}"] * bool(change)
    others += [f"{untold} cannot always be told"] * bool(untold)
    stand = "stands" if 1 in (holds, len(told)) else "stand"
    said = f"{holds} of {stats.count(len(told), 'answer')} {stand} whatever is chosen"
    return f"{said}; {', '.join(others)}" if others else said


def sentences(found: pd.DataFrame) -> list[str]:
    """Return a plain sentence for all results together and one for each that does not hold under all choices.

    An answer that most combinations of choices do not give is said to be no result.
    """
    told = summary(found)
    if told.empty:
        return ["There is too little text here for any of the questions, so there is nothing to work out again."]
    out = [f"{holding(told)}."]
    for row in told[told["verdict"] != "holds"].to_dict("records"):
        few = row["same"] * 2 < row["specifications"]
        kind = "No result" if few else "Hangs on a choice" if row["other"] else "Cannot always be told"
        rest = [
            f"another answer in {row['other']}" if row["other"] else "",
            f"none in {row['untold']}" if row["untold"] else "",
        ]
        out.append(
            f"{kind}. {row['question']} {row['answer']}: so in {row['same']} of {row['specifications']} combinations "
            f"of choices, "
            f"{' and '.join(filter(None, rest))}. {row['because']}"
        )
    return out


ASKED_RELAYS = "Through whom do most words of others come?"
ASKED_OWN_LABEL = "Which label stands most often where no source is found?"
ASKED_LABEL = "Which label is used most?"
ASKED_HALF = "Does one source have more than half of what is said?"
ASKED_UNNAMED = "Do more than a tenth of the words said come from sources without a name?"


def results(corpus: Corpus) -> Iterator[Result]:
    """Yield the questions whose answers are a corpus' main results."""
    said = ("speech", "copies", "confidence")
    yield Result("Whose words are most of the text?", ("copies", "confidence"), _most_text)
    yield Result("Who is said to say most?", said, _most_said)
    yield Result(ASKED_HALF, said, _half)
    yield Result(ASKED_UNNAMED, said, _unnamed)
    yield Result(ASKED_RELAYS, said, _relay)
    counted = ("labels", "copies", "confidence")
    yield Result(ASKED_LABEL, ("labels", "copies"), _label)
    yield Result(ASKED_OWN_LABEL, counted, _own_label)
    tone = ("scorer", *said)
    yield Result("Do sources’ words score lower or higher than text without a source?", tone, _tone)
    outlets = _outlets(corpus)
    if len(outlets) < 2:
        return
    compared = ("copies", "confidence")
    yield Result("Which outlet has most text without a source, for its length?", compared, _own_outlet)
    yield Result("Which outlet has most labels without a source, for its length?", counted, _label_outlet)
    for outlet in outlets:
        yield Result(f"Who is said to say most in {outlet}?", said, lambda c, s, o=outlet: _most_said(c, s, o))  # type: ignore[misc]


_SURE = f"""
    WITH RECURSIVE up AS (
        SELECT article_id, attribution_id AS inside, attribution_id, parent_id, speaker_id, act, confidence, 0 AS step
        FROM attributions
        UNION ALL
        SELECT u.article_id, inside, t.attribution_id, t.parent_id, t.speaker_id, t.act, t.confidence, step + 1
        FROM up u JOIN attributions t ON t.article_id = u.article_id AND t.attribution_id = u.parent_id),
    lines AS (
        SELECT article_id, inside, bool_and(confidence >= $least) AS whole,
            arg_min(attribution_id, step) FILTER (confidence >= $least) AS nearest,
            arg_min(speaker_id, step) FILTER (confidence >= $least) AS whose,
            coalesce(arg_min(act, step) FILTER (confidence >= $least), 'speech') AS act,
            ['{ARTICLE}'] || coalesce(list(speaker_id ORDER BY step DESC) FILTER (confidence >= $least), []) AS line
        FROM up GROUP BY article_id, inside),
    passed AS (SELECT *, list_filter(line, lambda who, n: n = 1 OR who <> line[n - 1]) AS via FROM lines),
    worded AS (
        SELECT s.*, nearest, whose, via, coalesce(p.act, 'speech') AS attributed, coalesce(whole, true) AS whole,
            CASE WHEN list_contains(via, s.worded_by) THEN s.worded_by ELSE '{ARTICLE}' END AS worder
        FROM segments s LEFT JOIN passed p ON p.article_id = s.article_id AND p.inside = s.attribution_id),
    moved AS (
        SELECT * EXCLUDE (nearest, whose, via, whole, worder) REPLACE (
            CASE WHEN whole OR (nearest = attribution_id AND worder = worded_by) THEN voice
                WHEN nearest IS NULL THEN 'own'
                WHEN worder = whose AND whose NOT IN ('{ARTICLE}', '{UNKNOWN}') THEN 'quote'
                ELSE 'paraphrase' END AS voice,
            CASE WHEN whole THEN attribution_id ELSE nearest END AS attribution_id,
            CASE WHEN whole THEN speaker_id ELSE coalesce(whose, '{ARTICLE}') END AS speaker_id,
            CASE WHEN whole THEN worded_by ELSE worder END AS worded_by,
            CASE WHEN whole THEN chain ELSE array_to_string(via, '{CHAIN_ARROW}') END AS chain)
        FROM worded)
    SELECT * EXCLUDE (attributed), {wording_of()} AS wording,
        CASE WHEN voice = 'own' THEN 'none' WHEN attributed IN {UNSAID} THEN 'attitude' ELSE 'speech' END AS act
    FROM moved
"""


_KEPT = "article_id NOT IN (SELECT unnest($copies::VARCHAR[]))"


def sure(corpus: Corpus, least: float) -> pd.DataFrame:
    """Return the segments without the attributions of a confidence below `least`, with their wording and act.

    What stood in one that is left out is the words of the nearest kept one around it, or text without a source.
    """
    return corpus.sql(f"{_SURE} ORDER BY article_id, segment_id", {"least": least})


def counts(corpus: Corpus, least: float, left_out: Sequence[Sequence[str]]) -> list[Counts]:
    """Return what is counted without attributions of a confidence below `least`, once without each list of articles."""
    corpus.sql(
        f"""
        CREATE OR REPLACE TEMP TABLE sure AS
        SELECT article_id, segment_id, sentence_id, s.n_words, voice, wording, act, speaker_id, chain, outlet,
            {OUTLET} AS whose
        FROM ({_SURE if least else ACTED}) s JOIN articles USING (article_id)
        """,
        {"least": least} if least else {},
    )
    corpus.sql(
        """
        CREATE OR REPLACE TEMP TABLE sure_scores AS
        WITH speeches AS (SELECT unnest($names) AS speech, unnest($voices) AS voices)
        SELECT article_id, scorer, speech, voice <> 'own' AS said, sum(score * n_words) / sum(n_words) AS score
        FROM sure JOIN sentiment USING (article_id, segment_id) JOIN speeches
        ON voice = 'own' OR list_contains(voices, voice)
        WHERE n_words > 0 AND act <> 'attitude' GROUP BY scorer, speech, said, article_id, sentence_id
        """,
        {"names": list(_VOICES), "voices": list(_VOICES.values())},
    )
    found = [_tables(corpus, list(copies)) for copies in left_out]
    corpus.sql("DROP TABLE sure")
    corpus.sql("DROP TABLE sure_scores")
    return found


def _tables(corpus: Corpus, copies: list[str]) -> Counts:
    without = {"copies": copies}
    words = corpus.sql(
        f"""
        SELECT outlet, whose, wording, voice, act, speaker_id, coalesce(any_value(a.name), speaker_id) AS name,
            any_value(a.kind) AS kind, sum(n_words)::BIGINT AS n
        FROM sure LEFT JOIN actors a ON actor_id = speaker_id WHERE {_KEPT}
        GROUP BY outlet, whose, wording, voice, act, speaker_id HAVING sum(n_words) > 0
        """,
        without,
    )
    relays = corpus.sql(
        f"""
        SELECT voice, coalesce(any_value(a.name), relay) AS name, sum(n_words)::BIGINT AS n
        FROM (SELECT voice, n_words, unnest(split(chain, '{CHAIN_ARROW}')[2:-2]) AS relay FROM sure
            WHERE act = 'speech' AND {_KEPT})
        LEFT JOIN actors a ON actor_id = relay WHERE relay <> '{UNKNOWN}' GROUP BY voice, relay
        """,
        without,
    )
    labels = corpus.sql(
        f"""
        SELECT whose, s.voice, entry, count(*) AS n FROM labels JOIN sure s USING (article_id, segment_id)
        WHERE {_KEPT} GROUP BY ALL
        """,
        without,
    )
    outlets = corpus.sql(
        f"""
        SELECT {OUTLET} AS name, sum(n_words)::BIGINT AS words FROM articles
        WHERE duplicate_of IS NULL AND outlet IS NOT NULL AND {_KEPT}
        GROUP BY 1 HAVING count(*) >= {stats.MIN_ARTICLES}
        """,
        without,
    )
    scores = corpus.sql(
        f"SELECT scorer, speech, said, list(score) AS scores FROM sure_scores WHERE {_KEPT} GROUP BY ALL", without
    )
    return Counts(words, relays, labels, outlets, scores)


def _values(corpus: Corpus, copies: bool, primary: Specification) -> dict[str, list[Any]]:
    """Return the values of each axis that this corpus can be computed with, the primary one first."""
    topic = {entry: row.topic for entry, row in load().label_by.items()}
    used = corpus.sql("SELECT entry, count(*) AS n FROM labels GROUP BY entry")
    topics = used.groupby(used["entry"].map(topic))["n"].sum().sort_values(ascending=False, kind="stable").index
    known: dict[str, list[Any]] = {
        "scorer": corpus.sql("SELECT DISTINCT scorer FROM sentiment ORDER BY scorer")["scorer"].tolist(),
        "labels": ["all", *(f"without {t}" for t in sorted(set(topic.values())))],
        "speech": ["with paraphrase", QUOTED],
        "copies": ["with copies", WITHOUT_COPIES],
        "confidence": [0.0, 0.5, 0.8],
    }
    for axis, own in known.items():
        given = getattr(primary, axis)
        if axis != "confidence" and own and given not in own:
            raise ValueError(f"there is no {axis} {given!r}; there is {', '.join(map(repr, own))}")
    known["labels"] = ["all", *(f"without {t}" for t in topics[:MOST_TOPICS])] if len(topics) > 1 else ["all"]
    known["copies"] = known["copies"] if copies else []
    first = primary._asdict()
    return {axis: [first[axis], *(v for v in own if v != first[axis])] for axis, own in known.items()}


def _specifications(
    axes: tuple[str, ...], values: Mapping[str, list[Any]], primary: Specification
) -> Iterator[Specification]:
    for chosen in product(*(values[axis] for axis in axes)):
        yield primary._replace(**dict(zip(axes, chosen, strict=True)))


def _outlets(corpus: Corpus) -> list[str]:
    found = corpus.sql(
        f"SELECT outlet FROM articles WHERE duplicate_of IS NULL AND outlet IS NOT NULL GROUP BY outlet "
        f"HAVING count(*) >= {stats.MIN_ARTICLES} ORDER BY count(*) DESC, outlet LIMIT {MOST_OUTLETS}"
    )
    return found["outlet"].tolist()


def _most(table: pd.DataFrame, least: int) -> Answer:
    """Return what has the most of a table's rows name, n (largest first); nothing if too little, or if two share it."""
    n = int(table["n"].sum()) if len(table) else 0
    tie = len(table) > 1 and table["n"].iloc[0] == table["n"].iloc[1]
    return Answer(None if n < least or tie else str(table["name"].iloc[0]), n)


def _most_text(counted: Counts, spec: Specification) -> Answer:
    rows = _summed(counted.words, "wording")
    return _most(rows.assign(name=rows["wording"].map(WORDINGS)), LEAST_WORDS)


def _summed(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the sums of `n` by some columns, the largest first, then by the first of these."""
    found = table.groupby(list(columns), dropna=False)["n"].sum().reset_index()
    return found.sort_values(["n", columns[0]], ascending=[False, True], ignore_index=True)


def _said(counted: Counts, spec: Specification, outlet: str | None = None) -> pd.DataFrame:
    words = counted.words
    said = (words["act"] == "speech") & words["voice"].isin(_VOICES[spec.speech])
    if outlet is not None:
        said &= words["outlet"] == outlet
    return _summed(words[said], "name", "speaker_id", "kind")


def _most_said(counted: Counts, spec: Specification, outlet: str | None = None) -> Answer:
    rows = _said(counted, spec, outlet)
    return _most(rows[rows["speaker_id"] != UNKNOWN], LEAST_WORDS)


def _half(counted: Counts, spec: Specification) -> Answer:
    rows = _said(counted, spec)
    n = int(rows["n"].sum())
    if n < LEAST_WORDS or len(rows) < 2:
        return Answer(None, n)
    more = rows["n"].iloc[0] * 2 > n and rows["speaker_id"].iloc[0] != UNKNOWN
    return Answer(f"Yes, {rows['name'].iloc[0]}" if more else "No", n)


def _unnamed(counted: Counts, spec: Specification) -> Answer:
    rows = _said(counted, spec)
    n = int(rows["n"].sum())
    if n < LEAST_WORDS:
        return Answer(None, n)
    return Answer("Yes" if rows.loc[rows["kind"] == "unnamed", "n"].sum() * 10 > n else "No", n)


def _relay(counted: Counts, spec: Specification) -> Answer:
    rows = counted.relays
    return _most(_summed(rows[rows["voice"].isin(_VOICES[spec.speech])], "name"), LEAST_WORDS)


def _counted(counted: Counts, spec: Specification, by: str, *, own: bool) -> pd.DataFrame:
    """Return how often each label stands in the text, or how many each outlet has, of the topics that count."""
    rows = counted.labels
    if spec.labels != "all":
        left_out = spec.labels.removeprefix("without ")
        rows = rows[rows["entry"].isin([e for e, row in load().label_by.items() if row.topic != left_out])]
    return _summed(rows[rows["voice"] == "own"] if own else rows, by).rename(columns={by: "name"})


def _label(counted: Counts, spec: Specification) -> Answer:
    return _most(_counted(counted, spec, "entry", own=False), LEAST_LABELS)


def _own_label(counted: Counts, spec: Specification) -> Answer:
    return _most(_counted(counted, spec, "entry", own=True), LEAST_LABELS)


def _tone(counted: Counts, spec: Specification) -> Answer:
    rows = counted.scores
    rows = rows[(rows["scorer"] == spec.scorer) & (rows["speech"] == spec.speech)]
    sides = dict(zip(rows["said"], rows["scores"], strict=True))
    said, own = (sides.get(side, ()) for side in (True, False))
    if min(len(said), len(own)) < stats.MIN_MEAN:
        return Answer(None, len(said))
    low, high = stats.mean_difference(said, own)
    return Answer("Lower" if high < 0 else "Higher" if low > 0 else "No difference that is more than chance", len(said))


def _own_outlet(counted: Counts, spec: Specification) -> Answer:
    own = counted.words[counted.words["voice"] == "own"]
    return _most_for_its_length(counted, _summed(own, "whose").rename(columns={"whose": "name"}), LEAST_WORDS)


def _label_outlet(counted: Counts, spec: Specification) -> Answer:
    return _most_for_its_length(counted, _counted(counted, spec, "whose", own=True), LEAST_LABELS)


def _most_for_its_length(counted: Counts, parts: pd.DataFrame, least: int) -> Answer:
    """Return the outlet that has most of something (name, n) for each of its words."""
    found = counted.outlets.merge(parts, on="name", how="inner")
    found = found.assign(rate=found["n"] / found["words"]).sort_values(["rate", "name"], ascending=[False, True])
    n = int(found["n"].sum()) if len(found) else 0
    tie = len(found) < 2 or found["rate"].iloc[0] == found["rate"].iloc[1]
    return Answer(None if n < least or tie else str(found["name"].iloc[0]), n)


def _choice(row: Mapping[Any, Any], found: pd.DataFrame) -> str:
    """Return the one choice of a row that differs from the primary one, in words."""
    first = found[found["question"] == row["question"]].iloc[0]
    axis = next(a for a in AXES if not pd.isna(row[a]) and row[a] != first[a])
    return _in_words(axis, row[axis])


def _in_words(axis: str, value: Any) -> str:
    if axis == "confidence":
        return f"with a confidence of at least {value:.1f}" if value else "whatever the confidence"
    if axis == "scorer":
        return f"scored by {SCORERS.get(value, value)}"
    if axis == "labels":
        return "labels of all topics" if value == "all" else f"{value.replace('without ', 'without labels of ', 1)}"
    return f"with {QUOTED}" if value == QUOTED else str(value)


def _because(own: pd.DataFrame) -> str:
    """Return in words which single choices give another answer, or none."""
    alone = own[own["changed"] == 1]
    other = [f"{_choice(r, own)} ({r['answer']})" for r in alone[alone["told"] == "other"].to_dict("records")]
    untold = [_choice(r, own) for r in alone[alone["told"] == "untold"].to_dict("records")]
    parts = [
        f"Another answer {'; '.join(other)}." if other else "",
        f"No answer {', '.join(untold)}." if untold else "",
    ]
    text = " ".join(filter(None, parts))
    if not text and (own["told"] != "same").any():
        return "No single choice changes it, several together do."
    return text
