"""The plain sentences at the head of a report: what stands out in the tables, each with the sentences behind it.

Every finding speaks of what the articles attribute, never of what they chose or believe. The rules know no article:
each computes its candidates from the tables, and they are ranked by how much of a corpus they concern.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from math import ceil, floor
from typing import Any, NamedTuple

import pandas as pd

from .. import lexicon, stats
from ..analyses import duplicates, framing
from ..analyses.peoples import is_heard, is_origin, named, peoples
from ..analyses.robustness import LEAST_LABELS, LEAST_WORDS
from ..corpus import Corpus
from ..evidence import evidence_of
from ..queries import ACTED
from ..tables import ARTICLE, CHAIN_ARROW, UNKNOWN, UNSAID

MOST = 3
"""Findings at the head of a report."""
LEAST_WEIGHT = 0.35
"""Below this, a finding is a curiosity and is not shown."""
LEAST_RELAYED = 0.05
"""Share of all words said or thought that must come through a source before it is called the way they come."""
LEAST_TELLING = 2
"""Sentences that must say so before somebody is called the one through whom words come, and"""
LEAST_TOLD = 0.25
"""the share of what its speakers are said to say that these must be."""
LEAST_NAMED = 3
"""Times somebody must be named before it is remarkable that they are never heard."""
MOST_EDITS = 2
"""Changes to a copied text that a finding tells word for word."""

_NOT_WORDED = r"[^\p{L}\p{N}]+"


class Number(NamedTuple):
    """A number that a finding states: what it counts, in which unit, and out of how many (none: out of nothing).

    `low` and `high` are how few and how many it may be, going by how sure the program is of what it found.
    """

    name: str
    value: float
    unit: str
    n: int | None = None
    low: float | None = None
    high: float | None = None


class Candidate(NamedTuple):
    """A plain sentence, the stretches it rests on (article_id, start, end), and its weight, 0 … 1.

    `subject` says whom or what it is about, the same whatever the numbers: an actor, a label, outlets; empty where the
    rule alone says so. `numbers` are those of the sentence.
    """

    rule: str
    text: str
    places: pd.DataFrame
    weight: float
    subject: str = ""
    numbers: tuple[Number, ...] = ()

    @property
    def id(self) -> str:
        """The name of the finding from report to report, and its anchor in the page."""
        return finding_id(self.rule, self.subject)


class Finding(NamedTuple):
    """A candidate that is shown, with the sentences behind it: see `sentences_of`."""

    rule: str
    text: str
    evidence: pd.DataFrame
    weight: float
    subject: str = ""
    numbers: tuple[Number, ...] = ()

    @property
    def id(self) -> str:
        """The name of the finding from report to report, and its anchor in the page."""
        return finding_id(self.rule, self.subject)


def finding_id(rule: str, subject: str) -> str:
    """Return what a finding is called wherever it is: by its rule and subject, whatever its place and its numbers."""
    about = f"-{sha256(subject.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}" if subject else ""
    return f"finding-{rule.replace(' ', '-')}{about}"


def candidates(corpus: Corpus) -> list[Candidate]:
    """Return all that is of some weight, the weightiest first; of several with one id, the weightiest."""
    made: list[Candidate] = corpus.once("candidates", lambda: [c for rule in RULES for c in rule(corpus)])
    best: dict[str, Candidate] = {}
    for c in sorted((c for c in made if c.weight >= LEAST_WEIGHT), key=lambda c: -c.weight):
        best.setdefault(c.id, c)
    return list(best.values())


def shown(corpus: Corpus, most: int = MOST) -> list[Candidate]:
    """Return the candidates that stand at the head of a report: at most `most`, the weightiest first, one of a rule."""
    best: dict[str, Candidate] = {}
    for c in candidates(corpus):
        best.setdefault(c.rule, c)
    return list(best.values())[:most]


def find(corpus: Corpus, most: int = MOST) -> list[Finding]:
    """Return what is `shown` with the sentences behind it."""
    return [
        Finding(c.rule, c.text, sentences_of(corpus, c), c.weight, c.subject, c.numbers) for c in shown(corpus, most)
    ]


def places_of(candidate: Candidate) -> pd.DataFrame:
    """Return the stretches that a candidate rests on, each once, in text order (article_id, start, end)."""
    places = candidate.places[["article_id", "start", "end"]].drop_duplicates()
    return places.sort_values(["article_id", "start", "end"], ignore_index=True)


def sentences_of(corpus: Corpus, *found: Candidate, most: int | None = None) -> pd.DataFrame:
    """Return the sentences behind candidates, the first `most` of each: see `evidence.evidence`.

    Two columns more: `at`, where the stretch begins in `articles.text`, and `id`, the candidate's.
    """
    places = [places_of(c).iloc[:most].assign(id=c.id) for c in found]
    listed = pd.concat(places) if places else pd.DataFrame(columns=["article_id", "start", "end", "id"])
    return evidence_of(corpus, listed.assign(at=listed["start"]))


def relays(corpus: Corpus) -> Iterator[Candidate]:
    """Yield each source through which, wherever it is said how, the words of others reach the reader.

    Two things say how: a chain (R reported that S said …), and an attribution that takes up the sentence before as a
    whole (“This was reported by R”). A speaker who is also relayed by somebody else is left out. Words are those of
    speech and thought, as in all findings.
    """
    ways = corpus.sql(
        f"""
        WITH cut AS (
            SELECT g.article_id, g.sentence_id, g.start, g."end", g.n_words, split(g.chain, '{CHAIN_ARROW}') AS parts
            FROM ({ACTED}) g WHERE g.n_words > 0 AND g.act = 'speech'),
        nested AS (
            SELECT article_id, sentence_id, start, "end", n_words, parts[i] AS relay, parts[-1] AS speaker
            FROM (SELECT *, unnest(range(2, len(parts))) AS i FROM cut)),
        taken_up AS (
            SELECT t.article_id, t.speaker_id AS relay, s.sentence_id - 1 AS sentence_id
            FROM attributions t JOIN sentences s ON s.article_id = t.article_id AND s.start <= t.content[1].start
                AND t.content[1].start < s."end"
            WHERE t.rule = 'deictic' AND t.act = 'speech'),
        before AS (
            SELECT g.article_id, g.sentence_id, g.start, g."end", g.n_words, u.relay, g.speaker_id AS speaker
            FROM taken_up u JOIN ({ACTED}) g USING (article_id, sentence_id) WHERE g.act = 'speech')
        SELECT DISTINCT article_id, sentence_id, start, "end", n_words, relay, speaker
        FROM (FROM nested UNION ALL FROM before)
        WHERE relay <> speaker AND relay <> '{UNKNOWN}' AND speaker NOT IN ('{UNKNOWN}', '{ARTICLE}')
        """
    )
    if ways.empty:
        return
    single = ways.groupby("speaker")["relay"].nunique()
    ways = ways[ways["speaker"].isin(single[single == 1].index)]
    words = _words_by_speaker(corpus)
    for relay, of in ways.groupby("relay", sort=False):
        speakers = sorted(of["speaker"].unique(), key=lambda s: (-words.get(s, 0), corpus.name_of(s)))
        passed, said = int(of["n_words"].sum()), sum(words.values())
        share = passed / max(1, said)
        telling = _count_sentences(of)
        every = max(telling, _count_sentences(_said(corpus, speakers, by_sentence=True)))
        if share < LEAST_RELAYED or telling < LEAST_TELLING or telling < LEAST_TOLD * every:
            continue
        many = "both " if len(speakers) == 2 else ""
        part = f"{'All' if every > 2 else 'The'} {every}" if telling == every else f"{telling} of the {every}"
        yield Candidate(
            "relays",
            f"{part} sentences that {_articles(corpus)} to {many}{_listed([corpus.name_of(s) for s in speakers])} are "
            f"said to come through {corpus.name_of(str(relay))}.",
            of,
            min(0.95, 0.4 + 1.2 * share),
            str(relay),
            (
                Number("words that come through it, of all words said or thought", passed, "words", said),
                Number("sources that come through it", len(speakers), "sources"),
                Number("sentences that say so, of all with their words", telling, "sentences", every),
            ),
        )


def unheard(corpus: Corpus) -> Iterator[Candidate]:
    """Yield each people, and each person or organisation, that is named often and never the source of anything."""
    yield from unheard_peoples(corpus)
    yield from _unheard_actors(corpus)


def unheard_peoples(corpus: Corpus) -> Iterator[Candidate]:
    """Yield each people that is named often and never the source of anything.

    A people is an adjective of place or origin with the place it comes from (Armenian, Armenians, Armenia). It is
    heard as soon as any source is described by one of these words, or stands in one phrase with them.
    """
    total = max(1, len(corpus.sentences))
    for family in peoples(corpus):
        hits = named(corpus, family.words)
        n = len(hits)
        stands = len(hits.drop_duplicates(["article_id", "sentence_id"]))
        if n < LEAST_NAMED or stands < 2 or is_heard(corpus, family.heard_as):
            continue
        listed = _listed(sorted(family.words, key=lambda w: (-int((hits["word"] == w).sum()), w)))
        yield Candidate(
            "unheard",
            f"No {family.adjective} source is heard: the word{'s' if len(family.words) > 1 else ''} {listed} "
            f"{'occur' if len(family.words) > 1 else 'occurs'} {n} times, and {_articles(corpus)} nothing to anyone "
            "described so.",
            hits,
            min(0.8, 0.4 + stands / total),
            family.adjective,
            (
                Number("times its words occur", n, "times"),
                Number("sentences that have one of them", stands, "sentences", len(corpus.sentences)),
            ),
        )


def headline_quotation(corpus: Corpus) -> Iterator[Candidate]:
    """Yield what headlines present as somebody's own words and their articles do not contain."""
    quoted = corpus.sql(
        f"""
        SELECT g.article_id, min(g.start) AS start, max(g."end") AS "end", any_value(g.speaker_id) AS speaker,
            regexp_replace(lower(string_agg(substr(a.text, g.start + 1, g."end" - g.start), ' ' ORDER BY g.start)),
                '{_NOT_WORDED}', ' ', 'g') AS words,
            regexp_replace(lower(substr(a.text, length(a.title) + 1)), '{_NOT_WORDED}', ' ', 'g') AS body
        FROM segments g JOIN sentences s USING (article_id, sentence_id) JOIN articles a USING (article_id)
        WHERE s.in_headline AND g.voice = 'quote' AND g.n_words > 0 AND starts_with(a.text, a.title)
        GROUP BY g.article_id, g.attribution_id, a.text, a.title
        """
    )
    if quoted.empty:
        return
    absent = [f" {r.words.strip()} " not in f" {r.body.strip()} " for r in _rows(quoted)]
    missing = quoted[absent]
    if missing.empty:
        return
    n = len(missing)
    if len(corpus.articles) == 1:
        who = _listed(_names(corpus, missing["speaker"]))
        text = (
            f"The headline’s quotation, which the article attributes to {who}, does not occur in the body in these "
            "words."
        )
    else:
        text = (
            f"Of {len(quoted)} quotations in headlines, which {_articles(corpus)} to somebody, {n} "
            f"{'does' if n == 1 else 'do'} not occur in the body in these words."
        )
    numbers = (Number("quotations in headlines that the body does not have", n, "quotations", len(quoted)),)
    yield Candidate("headline quotation", text, missing, 0.35 + 0.35 * n / len(quoted), numbers=numbers)


def labels(corpus: Corpus) -> Iterator[Candidate]:
    """Yield each frequent label that takes a side, and in whose words it stands: attributed, or without a source."""
    counts = corpus.sql(
        f"""
        SELECT entry, count(*) AS n, count(*) FILTER (voice = 'own') AS own, count(*) FILTER (voice = 'quote') AS quoted
        FROM labels GROUP BY entry HAVING count(*) >= {LEAST_LABELS}
        """
    )
    everything = max(1, len(corpus.labels))
    ranges = framing.voice_by_label(corpus).groupby("entry")[["own_low", "own_high"]].first()
    written = framing.printed_by_entry(corpus)
    neutral = {row.entry for row in lexicon.load().labels if row.side == "neutral"}
    for row in _rows(counts):
        if row.entry in neutral:
            continue
        label = "The label " + ", ".join(f"“{form}”" for form in written[row.entry].split(", "))
        rows = corpus.labels[corpus.labels["entry"] == row.entry]
        who = _listed(_names(corpus, rows.loc[rows["voice"] != "own", "speaker_id"]))
        if row.own:
            low, high = ranges.loc[row.entry]
            rest = f"; the other times {_articles(corpus)} it to {who}" if row.own < row.n else ""
            text = (
                f"{label} stands {row.own} of {row.n} times in text for which no source is found "
                f"({floor(low)} to {ceil(round(high, 6))} times, going by how sure the program is of what it found)"
                f"{rest}."
            )
            weight = 0.35 + 0.4 * row.own / everything
            number = Number("times it stands where no source is found", row.own, "times", row.n, low, high)
        else:
            text = (
                f"{label} is used {row.n} times, and each time {_articles(corpus)} it to {who}, "
                f"{row.quoted or 'none'} of them presented as their own words."
            )
            weight = 0.2 + 0.3 * row.n / everything
            number = Number("times it is presented as its source’s own words", row.quoted, "times", row.n)
        yield Candidate("labels", text, rows, weight, str(row.entry), (number,))


def one_source(corpus: Corpus) -> Iterator[Candidate]:
    """Yield the source of more than half of the words that are said or thought, where there are several."""
    words = _words_by_speaker(corpus)
    total = sum(words.values())
    if total < LEAST_WORDS or len(words) < 2:
        return
    speaker, most = max(words.items(), key=lambda kv: kv[1])
    if most * 2 <= total or speaker == UNKNOWN:
        return
    hits = _said(corpus, [speaker])
    name = corpus.name_of(speaker)
    text = (
        f"More than half of what {_articles(corpus)} to anyone as said or thought ({stats.percent(most / total)} % of "
        f"the words) is {name}’s."
    )
    numbers = (Number("words of this source, of all words said or thought", most, "words", total),)
    yield Candidate("one source", text, hits, 0.6 * most / total, speaker, numbers)


def unnamed_sources(corpus: Corpus) -> Iterator[Candidate]:
    """Yield how much of what is said or thought comes from sources without a name."""
    nameless = corpus.actors.loc[corpus.actors["kind"] == "unnamed", "actor_id"]
    words = _words_by_speaker(corpus)
    total = sum(words.values())
    theirs = sum(words.get(a, 0) for a in nameless)
    share = theirs / max(1, total)
    if total < LEAST_WORDS or share < 0.1:
        return
    hits = _said(corpus, nameless.tolist())
    yield Candidate(
        "unnamed sources",
        f"{stats.percent(share)} % of the words that {_articles(corpus)} to anyone as said or thought come from "
        "sources that are given no name there; some of them may be named elsewhere in their article.",
        hits,
        min(0.9, 0.3 + share),
        numbers=(Number("words of sources without a name, of all words said or thought", theirs, "words", total),),
    )


def edited_copy(corpus: Corpus) -> Iterator[Candidate]:
    """Yield, for each outlet that prints another's text, what it changed: first where it puts in a label.

    Which of two texts was there first, only the dates given tell.
    """
    edits = duplicates.changed(corpus)
    if edits.empty:
        return
    outlets = dict(zip(corpus.articles["article_id"], corpus.articles["outlet"].fillna(""), strict=True))
    copied = corpus.labels[corpus.labels["article_id"].isin(edits["article_id"])]
    labels: dict[str, list[tuple[int, int]]] = {}
    for article_id, start, end in _rows(copied[["article_id", "start", "end"]]):
        labels.setdefault(article_id, []).append((start, end))
    edits["label"] = [
        any(start < e.end and e.start < end for start, end in labels.get(e.article_id, ())) for e in _rows(edits)
    ]
    edits["by"], edits["of"] = edits["article_id"].map(outlets), edits["first_id"].map(outlets)
    told = edits[(edits["before"] != "") & (edits["after"] != "") & (edits["by"] != edits["of"]) & (edits["by"] != "")]
    for (by, of), rows in told.groupby(["by", "of"], sort=False):
        if not rows["label"].any():
            continue
        shown = rows.sort_values("label", ascending=False, kind="stable").head(MOST_EDITS)
        listed = _listed([f"“{row.before}” became “{row.after}”" for row in _rows(shown)])
        yield Candidate(
            "edited copy",
            f"{by} prints an article that {of or 'another outlet'} has too, with other words in {len(rows):,} "
            f"place{'' if len(rows) == 1 else 's'}: {listed}.",
            rows,
            min(0.9, 0.5 + 0.1 * int(rows["label"].sum())),
            f"{by}, {of}",
            (
                Number("places with other words", len(rows), "places"),
                Number("of these, with a label", int(rows["label"].sum()), "places", len(rows)),
            ),
        )


RULES: tuple[Callable[[Corpus], Iterator[Candidate]], ...] = (
    relays, unheard, headline_quotation, labels, edited_copy, one_source, unnamed_sources,
)  # fmt: skip
"""The rules: each takes a corpus and yields candidates."""


def _unheard_actors(corpus: Corpus) -> Iterator[Candidate]:
    """Yield persons and organisations that are named often, in two sentences or more, and never a source."""
    counts = corpus.sql(
        f"""
        SELECT m.actor_id, any_value(a.name) AS name, count(*) AS n,
            count(DISTINCT (s.article_id, s.sentence_id)) AS in_sentences
        FROM mentions m JOIN actors a USING (actor_id)
        JOIN sentences s ON s.article_id = m.article_id AND s.start <= m.start AND m.start < s."end"
        WHERE a.kind IN ('person', 'organisation') AND m.form = 'name' AND m.actor_id NOT IN (
            SELECT speaker_id FROM attributions WHERE act NOT IN {UNSAID})
        GROUP BY m.actor_id HAVING n >= {LEAST_NAMED} AND in_sentences >= 2 ORDER BY n DESC, name LIMIT 5
        """
    )
    words = corpus.sql("SELECT DISTINCT text FROM tokens WHERE regexp_matches(text, '^\\p{Lu}')")["text"]
    for row in _rows(counts):
        if is_heard(corpus, frozenset([row.name, *(w for w in words if is_origin(row.name, w))])):
            continue
        rows = corpus.mentions[(corpus.mentions["actor_id"] == row.actor_id) & (corpus.mentions["form"] == "name")]
        yield Candidate(
            "unheard",
            f"{row.name} is named {row.n} times and never heard: {_articles(corpus)} nothing to them.",
            rows,
            min(0.7, 0.3 + row.in_sentences / max(1, len(corpus.sentences))),
            str(row.actor_id),
            (
                Number("times they are named", row.n, "times"),
                Number("sentences that name them", row.in_sentences, "sentences", len(corpus.sentences)),
            ),
        )


def _count_sentences(hits: pd.DataFrame) -> int:
    return len(hits.drop_duplicates(["article_id", "sentence_id"]))


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))


def _said(corpus: Corpus, speakers: Sequence[str], *, by_sentence: bool = False) -> pd.DataFrame:
    """Return where it stands what speakers are said to say or think: the stretches, or the sentences they are in."""
    return corpus.sql(
        f"""
        SELECT article_id, {"sentence_id" if by_sentence else 'start, "end"'} FROM ({ACTED})
        WHERE act = 'speech' AND n_words > 0 AND list_contains($speakers::VARCHAR[], speaker_id)
        """,
        {"speakers": list(speakers)},
    )


def _words_by_speaker(corpus: Corpus) -> dict[str, int]:
    """Return the words that each speaker is said to say or think."""
    rows = corpus.sql(
        f"SELECT speaker_id, sum(n_words)::BIGINT AS n FROM ({ACTED}) WHERE act = 'speech' GROUP BY speaker_id"
    )
    return {s: int(n) for s, n in _rows(rows) if n}


def _articles(corpus: Corpus) -> str:
    return "the article attributes" if len(corpus.whole) == 1 else "the articles attribute"


def _names(corpus: Corpus, ids: "pd.Series[str]") -> list[str]:
    return [corpus.name_of(str(i)) for i in ids.value_counts().index]


def _listed(names: Sequence[str], most: int = 4) -> str:
    shown = list(names) if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} others"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""
