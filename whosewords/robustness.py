"""Robustness: the main results computed again under every other reasonable choice, and which of them change.

A result rests on choices that could have been made otherwise: which scorer, which labels count, whether paraphrase is
speech, whether copies count, how sure an attribution has to be. One set of choices, the primary specification, is
declared; a result that another set turns round is no result yet. All sets are tried and all are shown (multiverse
analysis, Steegen et al. 2016; specification curve, Simonsohn et al. 2020).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from . import stats
from .corpus import Corpus, from_tables
from .duplicates import without_copies
from .framing import OUTLET, entries
from .speakers import ACTED
from .tables import ARTICLE, CHAIN_ARROW, UNKNOWN, WORDINGS
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

_VOICES = {"with paraphrase": "('quote', 'paraphrase')", QUOTED: "('quote')"}


class Answer(NamedTuple):
    """What a specification answers, and from how many words, labels or sentences; no text: it cannot be told."""

    text: str | None
    n: int


class Result(NamedTuple):
    """A question about a corpus, the axes that its answer may depend on, and how it is answered."""

    question: str
    axes: tuple[str, ...]
    answer: "Callable[[Corpus, Specification], Answer]"


def grid(corpus: Corpus, primary: Specification = PRIMARY) -> pd.DataFrame:
    """Return every main result under every combination of the choices that concern it.

    Raises ValueError for a primary choice that there is not.

    Columns: question, the axes (missing where an axis does not concern the question), changed (how many axes differ
    from `primary`), answer (missing where nothing can be told), n (what it rests on), told (a key of TOLD). The first
    row of a question is that of the primary specification. Questions that the primary specification cannot answer are
    left out.
    """
    apart = without_copies(corpus)
    values = _values(corpus, apart, primary)
    made: dict[tuple[str, float], Corpus] = {}
    rows = []
    for result in results(corpus):
        first: Answer | None = None
        for spec in _specifications(result.axes, values, primary):
            key = spec.copies, spec.confidence
            if key not in made:
                base = apart if spec.copies == WITHOUT_COPIES else corpus
                made[key] = sure(base, spec.confidence) if spec.confidence else base
            found = result.answer(made[key], spec)
            if first is None:
                if found.text is None:
                    break
                first = found
            told = "untold" if found.text is None else "same" if found.text == first.text else "other"
            chosen = {axis: getattr(spec, axis) if axis in result.axes else None for axis in AXES}
            changed = sum(getattr(spec, axis) != getattr(primary, axis) for axis in result.axes)
            rows.append({"question": result.question, **chosen, "changed": changed, **found._asdict(), "told": told})
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


def sentences(found: pd.DataFrame) -> list[str]:
    """Return a plain sentence for all results together and one for each that does not hold under all choices."""
    told = summary(found)
    if told.empty:
        return ["There is too little text here for any of the main results, so there is nothing to compute again."]
    holds = int((told["verdict"] == "holds").sum())
    out = [
        f"{holds} of {len(told)} main results {'is' if holds == 1 else 'are'} the same under all of the choices that "
        "could change them."
    ]
    for row in told[told["verdict"] != "holds"].to_dict("records"):
        rest = [
            f"another answer in {row['other']}" if row["other"] else "",
            f"none in {row['untold']}" if row["untold"] else "",
        ]
        out.append(
            f"{row['question']} {row['answer']}: so in {row['same']} of {row['specifications']} combinations of "
            "choices, "
            f"{' and '.join(filter(None, rest))}. {row['because']}"
        )
    return out


def results(corpus: Corpus) -> Iterator[Result]:
    """Yield the questions whose answers are a corpus' main results."""
    said = ("speech", "copies", "confidence")
    yield Result("Whose words are most of the text?", ("copies", "confidence"), _most_text)
    yield Result("Who is said to say most?", said, _most_said)
    yield Result("Does one source have more than half of what is said?", said, _half)
    yield Result("Do more than a tenth of the words said come from sources without a name?", said, _unnamed)
    yield Result("Through whom do most words of others come?", said, _relay)
    counted = ("labels", "copies", "confidence")
    yield Result("Which label is used most?", ("labels", "copies"), _label)
    yield Result("Which label stands most often where no source is found?", counted, _own_label)
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


def sure(corpus: Corpus, least: float) -> Corpus:
    """Return a corpus without the attributions of a confidence below `least`, as far as its results need one.

    What stood in one that is left out is the words of the nearest kept one around it, or text without a source. Tokens,
    mentions and markers are left out.
    """
    attributions = corpus.attributions
    keep = attributions["confidence"] >= least
    rows = attributions[["article_id", "attribution_id", "parent_id", "speaker_id"]].astype(object)
    above = {(a, n): (p, whose, kept) for (a, n, p, whose), kept in zip(rows.to_numpy().tolist(), keep, strict=True)}
    segments = corpus.segments.copy()
    voices: dict[int, tuple[Any, ...]] = {}
    stood = segments.loc[segments["attribution_id"].notna(), ["article_id", "attribution_id", "worded_by"]]
    for n, article, number, worder in stood.astype(object).itertuples(name=None):
        line: list[tuple[Any, str, bool]] = []
        while not pd.isna(number):
            parent, whose, kept = above[article, number]
            line.append((number, whose, kept))
            number = parent
        if all(kept for _, _, kept in line):
            continue
        line = [one for one in line if one[2]]
        if not line:
            voices[n] = "own", pd.NA, ARTICLE, ARTICLE, ARTICLE
            continue
        chain = [ARTICLE]
        for _, whose, _ in reversed(line):
            chain += [whose] if whose != chain[-1] else []
        worder = worder if worder in chain else ARTICLE
        number, speaker, _ = line[0]
        voice = "quote" if worder == speaker and worder not in (ARTICLE, UNKNOWN) else "paraphrase"
        voices[n] = voice, number, speaker, worder, CHAIN_ARROW.join(chain)
    columns = ["voice", "attribution_id", "speaker_id", "worded_by", "chain"]
    if voices:
        places = list(voices)
        for column, new in zip(columns, zip(*voices.values(), strict=True), strict=True):
            segments.loc[places, column] = pd.Series(list(new), index=places, dtype=segments[column].dtype)
    whose = ["article_id", "segment_id", "voice", "speaker_id", "worded_by"]
    labels = corpus.labels.drop(columns=whose[2:]).merge(segments[whose], on=whose[:2])
    return from_tables(
        name=corpus.name, articles=corpus.articles, sentences=corpus.sentences, actors=corpus.actors,
        attributions=attributions[keep], segments=segments, labels=labels, sentiment=corpus.sentiment,
    )  # fmt: skip


def _values(corpus: Corpus, apart: Corpus, primary: Specification) -> dict[str, list[Any]]:
    """Return the values of each axis that this corpus can be computed with, the primary one first."""
    topic = {entry: row.topic for entry, row in entries().items()}
    used = corpus.sql("SELECT entry, count(*) AS n FROM labels GROUP BY entry")
    topics = used.groupby(used["entry"].map(topic))["n"].sum().sort_values(ascending=False, kind="stable").index
    copies = apart.articles["duplicate_of"].notna().sum() > corpus.articles["duplicate_of"].notna().sum()
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


def _most_text(corpus: Corpus, spec: Specification) -> Answer:
    rows = corpus.sql(
        f"SELECT wording, sum(n_words)::BIGINT AS n FROM ({ACTED}) GROUP BY wording ORDER BY n DESC, wording"
    )
    return _most(rows.assign(name=rows["wording"].map(WORDINGS)), LEAST_WORDS)


def _said(corpus: Corpus, spec: Specification, outlet: str | None = None) -> pd.DataFrame:
    voices = _VOICES[spec.speech]
    return corpus.sql(
        f"""
        SELECT speaker_id, coalesce(any_value(c.name), speaker_id) AS name, any_value(c.kind) AS kind,
            sum(g.n_words)::BIGINT AS n
        FROM ({ACTED}) g JOIN articles a USING (article_id) LEFT JOIN actors c ON c.actor_id = speaker_id
        WHERE act = 'speech' AND voice IN {voices} AND ($outlet IS NULL OR outlet = $outlet)
        GROUP BY speaker_id HAVING n > 0 ORDER BY n DESC, name
        """,
        {"outlet": outlet},
    )


def _most_said(corpus: Corpus, spec: Specification, outlet: str | None = None) -> Answer:
    rows = _said(corpus, spec, outlet)
    return _most(rows[rows["speaker_id"] != UNKNOWN], LEAST_WORDS)


def _half(corpus: Corpus, spec: Specification) -> Answer:
    rows = _said(corpus, spec)
    n = int(rows["n"].sum())
    if n < LEAST_WORDS or len(rows) < 2:
        return Answer(None, n)
    more = rows["n"].iloc[0] * 2 > n and rows["speaker_id"].iloc[0] != UNKNOWN
    return Answer(f"Yes, {rows['name'].iloc[0]}" if more else "No", n)


def _unnamed(corpus: Corpus, spec: Specification) -> Answer:
    rows = _said(corpus, spec)
    n = int(rows["n"].sum())
    if n < LEAST_WORDS:
        return Answer(None, n)
    return Answer("Yes" if rows.loc[rows["kind"] == "unnamed", "n"].sum() * 10 > n else "No", n)


def _relay(corpus: Corpus, spec: Specification) -> Answer:
    voices = _VOICES[spec.speech]
    rows = corpus.sql(
        f"""
        SELECT coalesce(any_value(c.name), relay) AS name, sum(n_words)::BIGINT AS n
        FROM (SELECT n_words, unnest(parts[2:-2]) AS relay FROM (
            SELECT n_words, split(chain, '{CHAIN_ARROW}') AS parts FROM ({ACTED})
            WHERE act = 'speech' AND voice IN {voices}))
        LEFT JOIN actors c ON c.actor_id = relay WHERE relay <> '{UNKNOWN}'
        GROUP BY relay ORDER BY n DESC, name
        """
    )
    return _most(rows, LEAST_WORDS)


def _counted(corpus: Corpus, spec: Specification, where: str = "true", name: str = "entry") -> pd.DataFrame:
    """Return how often each label stands in the text, of the topics that count."""
    left_out = spec.labels.removeprefix("without ") if spec.labels != "all" else None
    kept = [entry for entry, row in entries().items() if row.topic != left_out]
    return corpus.sql(
        f"""
        SELECT {name} AS name, count(*) AS n FROM labels JOIN articles a USING (article_id)
        WHERE {where} AND ($left_out IS NULL OR list_contains($kept, entry)) GROUP BY ALL ORDER BY n DESC, name
        """,
        {"left_out": left_out, "kept": kept},
    )


def _label(corpus: Corpus, spec: Specification) -> Answer:
    return _most(_counted(corpus, spec), LEAST_LABELS)


def _own_label(corpus: Corpus, spec: Specification) -> Answer:
    return _most(_counted(corpus, spec, "voice = 'own'"), LEAST_LABELS)


def _tone(corpus: Corpus, spec: Specification) -> Answer:
    voices = _VOICES[spec.speech]
    rows = corpus.sql(
        f"""
        SELECT voice <> 'own' AS said, sum(score * n_words) / sum(n_words) AS score
        FROM ({ACTED}) g JOIN sentiment USING (article_id, segment_id)
        WHERE n_words > 0 AND act <> 'attitude' AND scorer = $scorer AND (voice = 'own' OR voice IN {voices})
        GROUP BY article_id, sentence_id, said ORDER BY article_id, sentence_id, said
        """,
        {"scorer": spec.scorer},
    )
    said, own = rows.loc[rows["said"], "score"], rows.loc[~rows["said"], "score"]
    if min(len(said), len(own)) < stats.MIN_MEAN:
        return Answer(None, len(said))
    low, high = stats.mean_difference(said.tolist(), own.tolist())
    return Answer("Lower" if high < 0 else "Higher" if low > 0 else "No difference that is more than chance", len(said))


def _rates(corpus: Corpus, parts: pd.DataFrame) -> pd.DataFrame:
    """Return outlets by how many of something (name, n) they have for each word; `n` stays what it was."""
    words = corpus.sql(
        f"""
        SELECT {OUTLET} AS name, sum(n_words)::BIGINT AS words FROM articles
        WHERE duplicate_of IS NULL AND outlet IS NOT NULL GROUP BY 1 HAVING count(*) >= {stats.MIN_ARTICLES}
        """
    )
    found = words.merge(parts, on="name", how="inner")
    return found.assign(rate=found["n"] / found["words"]).sort_values(["rate", "name"], ascending=[False, True])


def _own_outlet(corpus: Corpus, spec: Specification) -> Answer:
    rows = corpus.sql(
        f"SELECT {OUTLET} AS name, sum(g.n_words)::BIGINT AS n FROM segments g JOIN articles a USING (article_id) "
        "WHERE voice = 'own' GROUP BY 1"
    )
    return _most_for_its_length(_rates(corpus, rows), LEAST_WORDS)


def _label_outlet(corpus: Corpus, spec: Specification) -> Answer:
    return _most_for_its_length(_rates(corpus, _counted(corpus, spec, "voice = 'own'", OUTLET)), LEAST_LABELS)


def _most_for_its_length(table: pd.DataFrame, least: int) -> Answer:
    n = int(table["n"].sum()) if len(table) else 0
    tie = len(table) < 2 or table["rate"].iloc[0] == table["rate"].iloc[1]
    return Answer(None if n < least or tie else str(table["name"].iloc[0]), n)


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
