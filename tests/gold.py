"""The hand-coded answers of data/gold: reading them, and measuring the project's tables against them.

Every score is a set of counts, so that `sum(scores, start)` over articles gives the score of all of them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import yaml
from scipy.optimize import linear_sum_assignment

from whosewords.tables import ARTICLE, UNKNOWN, Voice

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "data" / "gold" / "answers"
WORD = re.compile(r"\w+(?:[’'\-.]\w+)*")


class GoldError(ValueError):
    """An answer that cannot be found in its article, or contradicts another; names the file and the key."""


class Stretch(NamedTuple):
    """A stretch of the article's text."""

    start: int
    end: int


class Word(NamedTuple):
    """A word of the article and its right voice; `chain` lists the sources, outermost first, without `article`."""

    start: int
    end: int
    voice: Voice
    speaker: str
    worded_by: str
    chain: tuple[str, ...]


@dataclass(frozen=True)
class GoldActor:
    """Somebody in the article; `speaks`: the speaker of at least one attribution of speech or thought."""

    name: str
    kind: str
    speaks: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoldAttribution:
    """One hand-coded attribution; `quoted` are the pieces of `content` inside the speaker's own quotation marks."""

    key: str
    parent: str | None
    depth: int
    source: Stretch | None
    cue: Stretch | None
    content: tuple[Stretch, ...]
    quoted: frozenset[Stretch]
    speaker: str
    act: str
    refers_back: bool

    @property
    def mode(self) -> str:
        """Direct, indirect or mixed."""
        if not self.quoted:
            return "indirect"
        return "direct" if len(self.quoted) == len(self.content) else "mixed"


@dataclass(frozen=True)
class GoldVoice:
    """A stretch whose voice was coded by hand, independently of the attributions."""

    stretch: Stretch
    voice: str
    speaker: str
    worded_by: str


@dataclass(frozen=True)
class GoldMarker:
    """A distancing marker, its scope and who distances."""

    stretch: Stretch
    scope: Stretch
    distanced_by: str
    origin_known: bool


@dataclass(frozen=True)
class GoldArticle:
    """An article and its hand-coded answers; all stretches are character offsets into `text`."""

    article_id: str
    corpus: str
    text: str
    fictional: bool
    actors: tuple[GoldActor, ...]
    attributions: tuple[GoldAttribution, ...]
    voices: tuple[GoldVoice, ...]
    labels: tuple[Stretch, ...]
    markers: tuple[GoldMarker, ...]
    chains: tuple[tuple[str, ...], ...]
    by_key: Mapping[str, GoldAttribution] = field(repr=False)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word of the text with the voice that follows from the attributions."""
        return tuple(self._word(m.start(), m.end()) for m in WORD.finditer(self.text))

    def _word(self, start: int, end: int) -> Word:
        covering = [
            (a, piece)
            for a in self.attributions
            if not a.refers_back
            for piece in a.content
            if piece.start <= start and end <= piece.end
        ]
        covering.sort(key=lambda found: found[0].depth)
        if not covering:
            return Word(start, end, "own", ARTICLE, ARTICLE, ())
        innermost = covering[-1][0]
        marked = [a.speaker for a, piece in covering if piece in a.quoted]
        worded_by = marked[-1] if marked else ARTICLE
        # An unknown source inside another unknown one's marks cannot be told to be the same; its own marks can.
        own_marks = covering[-1][1] in innermost.quoted
        same = own_marks or (worded_by == innermost.speaker and worded_by != UNKNOWN)
        chain: list[str] = []
        for attribution, _ in covering:
            if not chain or chain[-1] != attribution.speaker:
                chain.append(attribution.speaker)
        return Word(start, end, "quote" if same else "paraphrase", innermost.speaker, worded_by, tuple(chain))


# --- reading -----------------------------------------------------------------------------------------------------


def load(folder: Path = ANSWERS, root: Path = ROOT) -> list[GoldArticle]:
    """Return the answers of every .yaml file in a folder, in order of file name.

    Raises GoldError naming the file and the key of an answer that cannot be placed in its article.
    """
    return [load_file(path, root) for path in sorted(folder.glob("*.yaml"))]


def load_file(path: Path, root: Path = ROOT) -> GoldArticle:
    """Return one file of answers; the article is looked for at `corpus`/`article` below the root."""
    answers = yaml.safe_load(path.read_text("utf-8"))
    article = root / answers["corpus"] / answers["article"]
    if not article.is_file():
        raise GoldError(f"{path.name}: no article at {answers['corpus']}/{answers['article']}")
    return parse(answers, cleaned(article.read_text("utf-8")), path.name)


def cleaned(raw: str) -> str:
    """Return title, blank line, body: without front matter, and without a second line that repeats the title."""
    raw = re.sub(r"\A---\n.*?\n---\n", "", raw, count=1, flags=re.DOTALL)
    title, _, rest = raw.strip().partition("\n")
    first, _, after = rest.lstrip().partition("\n")
    body = after if first.strip().endswith(title.strip()) else rest
    return f"{title.strip()}\n\n{body.strip()}"


def parse(answers: Mapping[str, Any], text: str, file: str) -> GoldArticle:
    """Return answers with every quoted text placed in the article's text."""
    actors = tuple(GoldActor(a["name"], a["kind"], a["speaks"], tuple(a.get("aliases", ()))) for a in answers["actors"])
    known = {a.name for a in actors} | {UNKNOWN, ARTICLE}

    def somebody(name: str, where: str) -> str:
        if name not in known:
            raise GoldError(f"{where}: {name!r} is not among the actors")
        return name

    by_key: dict[str, GoldAttribution] = {}
    for entry in answers["attributions"]:
        where = f"{file}, attribution {entry['key']!r}"
        if entry["key"] in by_key:
            raise GoldError(f"{where}: the key is used twice")
        parent = entry.get("parent")
        if parent is not None and parent not in by_key:
            raise GoldError(f"{where}: its parent {parent!r} is not above it")
        by_key[entry["key"]] = _attribution(entry, text, where, by_key.get(parent or ""))
        somebody(entry["speaker"], where)
    _check_nesting(by_key, file)

    voices = []
    for entry in answers["voices"]:
        where = f"{file}, voice of {entry['text']!r}"
        voices.append(
            GoldVoice(
                _find(text, entry, _scope(text, entry, where), where),
                entry["voice"],
                somebody(entry["speaker"], where),
                somebody(entry["worded_by"], where),
            )
        )
    everywhere = Stretch(0, len(text))
    markers = []
    for entry in answers["markers"]:
        where = f"{file}, marker {entry['text']!r}"
        stretch = _find(text, entry, everywhere, where)
        # A scope lies within scare quotes, or follows any other marker.
        scope = _find(text, {"text": entry["scope"], "nth": 1}, Stretch(stretch.start, len(text)), where)
        by = somebody(entry["distanced_by"], where)
        markers.append(GoldMarker(stretch, scope, by, entry["origin_known"]))
    return GoldArticle(
        article_id=answers["article"],
        corpus=answers["corpus"],
        text=text,
        fictional=answers["fictional"],
        actors=actors,
        attributions=tuple(by_key.values()),
        voices=tuple(voices),
        labels=tuple(_find(text, e, everywhere, f"{file}, label {e['text']!r}") for e in answers["labels"]),
        markers=tuple(markers),
        chains=tuple(tuple(somebody(n, f"{file}, chain {c}") for n in c) for c in answers["chains"]),
        by_key=by_key,
    )


def _attribution(entry: Mapping[str, Any], text: str, where: str, parent: GoldAttribution | None) -> GoldAttribution:
    scope = _scope(text, entry, where)
    source, cue = (
        None if entry[part] is None else _find(text, entry[part], scope, f"{where}, {part}")
        for part in ("source", "cue")
    )
    content, quoted = [], set()
    for piece in entry["content"]:
        content.append(_find(text, piece, scope, f"{where}, content"))
        if isinstance(piece, dict) and "quote" in piece:
            quoted.add(content[-1])
    if content != sorted(content):
        raise GoldError(f"{where}: its content is not in the order of the text")
    return GoldAttribution(
        key=entry["key"],
        parent=entry.get("parent"),
        depth=parent.depth + 1 if parent else 0,
        source=source,
        cue=cue,
        content=tuple(content),
        quoted=frozenset(quoted),
        speaker=entry["speaker"],
        act=entry.get("act", "speech"),
        refers_back=entry.get("refers_back", False),
    )


def _scope(text: str, entry: Mapping[str, Any], where: str) -> Stretch:
    """Return the stretch named by `within`: a text that occurs once, or [its first words, its last words]."""
    within = entry.get("within")
    everywhere = Stretch(0, len(text))
    if within is None:
        return everywhere
    if isinstance(within, str):
        return _find(text, within, everywhere, f"{where}, within")
    first, last = within
    begin = _find(text, first, everywhere, f"{where}, within")
    finish = _find(text, {"text": last, "nth": 1}, Stretch(begin.start, len(text)), f"{where}, within")
    return Stretch(begin.start, finish.end)


def _find(text: str, entry: str | Mapping[str, Any], scope: Stretch, where: str) -> Stretch:
    """Return where a text stands in the scope: the only occurrence, or the `nth`, never inside a word."""
    given: Mapping[str, Any] = {"text": entry} if isinstance(entry, str) else entry
    wanted = given.get("quote", given.get("text"))
    if not wanted:
        raise GoldError(f"{where}: no text given")
    before = r"(?<!\w)" if wanted[0].isalnum() else ""
    after = r"(?!\w)" if wanted[-1].isalnum() else ""
    pattern = re.compile(before + re.escape(wanted) + after)
    found = [Stretch(m.start(), m.end()) for m in pattern.finditer(text, scope.start, scope.end)]
    if not found:
        raise GoldError(f"{where}: {wanted!r} is not in {text[scope.start : scope.end]!r}")
    nth = given.get("nth")
    if nth is None and len(found) > 1:
        raise GoldError(f"{where}: {wanted!r} occurs {len(found)} times; give nth, or a narrower within")
    if nth is not None and not 1 <= nth <= len(found):
        raise GoldError(f"{where}: {wanted!r} has no occurrence {nth}, only {len(found)}")
    return found[(nth or 1) - 1]


def _check_nesting(by_key: Mapping[str, GoldAttribution], file: str) -> None:
    """Raise if a child's content leaves its parent's, or two contents overlap that are not one inside the other."""
    ancestors: dict[str, set[str]] = {}
    for key, a in by_key.items():
        ancestors[key] = {a.parent} | ancestors[a.parent] if a.parent else set()
        if a.parent and not all(_inside(piece, by_key[a.parent].content) for piece in a.content):
            raise GoldError(f"{file}, attribution {key!r}: its content is not within that of its parent {a.parent!r}")
    for key, a in by_key.items():
        for other, b in by_key.items():
            related = key == other or other in ancestors[key] or key in ancestors[other]
            if not related and _overlap(a.content, b.content):
                raise GoldError(f"{file}, attribution {key!r}: its content overlaps that of {other!r}")


def _inside(piece: Stretch, pieces: Iterable[Stretch]) -> bool:
    return any(p.start <= piece.start and piece.end <= p.end for p in pieces)


def _overlap(some: Iterable[Stretch], others: Sequence[Stretch]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in some for b in others)


# --- measuring ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How many were found right, how many the tables hold, how many there are."""

    right: int = 0
    found: int = 0
    there: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.found + other.found, self.there + other.there)

    @property
    def precision(self) -> float:
        """Right of those found; 0 if nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Right of those that are there; 0 if there are none."""
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.found + self.there
        return 2 * self.right / both if both else 0.0


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    right: int = 0
    n: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.n + other.n)

    @property
    def share(self) -> float:
        """The share that is right; 0 of none."""
        return self.right / self.n if self.n else 0.0


@dataclass(frozen=True)
class AttributionScore:
    """Attributions of every depth, and the nested ones alone: found, and under the right parent."""

    every: Counts = Counts()
    nested: Counts = Counts()

    def __add__(self, other: "AttributionScore") -> "AttributionScore":
        return AttributionScore(self.every + other.every, self.nested + other.nested)


@dataclass(frozen=True)
class VoiceScore:
    """Words with the right voice, speaker, worder, and all three at once; and the words called own.

    `checked` counts the stretches coded by hand, which are the hard cases; `text` counts every word.
    `own`: words called own and rightly so, words called own, words that are own.
    """

    voice: Share = Share()
    speaker: Share = Share()
    worded_by: Share = Share()
    every: Share = Share()
    text: Share = Share()
    own: Counts = Counts()

    def __add__(self, other: "VoiceScore") -> "VoiceScore":
        return VoiceScore(
            self.voice + other.voice,
            self.speaker + other.speaker,
            self.worded_by + other.worded_by,
            self.every + other.every,
            self.text + other.text,
            self.own + other.own,
        )


def check_text(gold: GoldArticle, articles: pd.DataFrame) -> None:
    """Raise GoldError if the article's cleaned text is not the one that was coded: no offset would mean anything."""
    rows = articles.loc[articles["article_id"] == gold.article_id, "text"].tolist()
    if rows != [gold.text]:
        raise GoldError(f"{gold.article_id}: the cleaned text differs from the text that was coded, or is not there")


def match(gold: GoldArticle, attributions: pd.DataFrame) -> dict[str, int]:
    """Return gold key → attribution_id: the one-to-one matching with the most pairs, then the closest contents.

    A pair matches if the Dice coefficient of the words of the contents, told apart by their place, is at least .5,
    and the sources share a word or are both absent.
    """
    rows: list[Any] = list(attributions[attributions["article_id"] == gold.article_id].itertuples())
    golden = list(gold.attributions)
    if not rows or not golden:
        return {}
    found_words = [words_of(gold.text, [Stretch(s["start"], s["end"]) for s in r.content]) for r in rows]
    found_sources: list[frozenset[int]] = [
        frozenset() if pd.isna(r.source_start) else words_of(gold.text, [Stretch(r.source_start, r.source_end)])
        for r in rows
    ]
    weights = np.zeros((len(golden), len(rows)))
    for i, a in enumerate(golden):
        content = words_of(gold.text, a.content)
        source = words_of(gold.text, [a.source]) if a.source else frozenset()
        for j in range(len(rows)):
            closeness = dice(content, found_words[j])
            same_source = bool(source & found_sources[j]) or not (source or found_sources[j])
            # One pair more is worth more than any closeness of all the others.
            weights[i, j] = len(golden) + closeness if closeness >= 0.5 and same_source else 0.0
    pairs = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
    return {golden[i].key: int(rows[j].attribution_id) for i, j in pairs if weights[i, j] > 0}


def words_of(text: str, stretches: Iterable[Stretch]) -> frozenset[int]:
    """Return the words in some stretches, each as the offset at which it starts."""
    return frozenset(m.start() for s in stretches for m in WORD.finditer(text, s.start, s.end))


def dice(some: frozenset[int], others: frozenset[int]) -> float:
    """Return the Dice coefficient of two sets: 0 if they share nothing, 1 if they are the same."""
    total = len(some) + len(others)
    return 2 * len(some & others) / total if total else 0.0


def score_attributions(gold: GoldArticle, attributions: pd.DataFrame) -> AttributionScore:
    """Return how well one article's attributions were found, and how well the nested ones were hung up."""
    rows = attributions[attributions["article_id"] == gold.article_id]
    matched = match(gold, rows)
    parent_of = {
        int(i): None if pd.isna(p) else int(p) for i, p in zip(rows["attribution_id"], rows["parent_id"], strict=True)
    }
    nested = [a for a in gold.attributions if a.parent]
    right = 0
    for a in nested:
        if a.key in matched and a.parent in matched:
            right += parent_of[matched[a.key]] == matched[a.parent]
    found_nested = sum(parent is not None for parent in parent_of.values())
    return AttributionScore(
        Counts(len(matched), len(rows), len(gold.attributions)), Counts(right, found_nested, len(nested))
    )


def name_actors(gold: GoldArticle, actors: pd.DataFrame, actor_ids: Iterable[str]) -> dict[str, str]:
    """Return actor_id → the name of the gold actor it is, of the actor ids given.

    One to one, by equal names first, then a name that is the other's alias, then a shared alias: an actor cut in two
    is right once only, and two actors made into one are right once only.
    """
    ids = sorted(set(actor_ids) - {ARTICLE, UNKNOWN})
    rows: dict[str, Any] = {str(r.actor_id): r for r in actors.itertuples()}
    ranked = []
    for actor_id in ids:
        row = rows.get(actor_id)
        if row is None:
            continue
        name, aliases = plain(row.name), {plain(a) for a in row.aliases}
        for actor in gold.actors:
            its_name, its_aliases = plain(actor.name), {plain(a) for a in actor.aliases}
            if name == its_name:
                rank = 0
            elif name in its_aliases or its_name in aliases:
                rank = 1
            elif aliases & its_aliases:
                rank = 2
            else:
                continue
            ranked.append((rank, -len(aliases & (its_aliases | {its_name})), actor_id, actor.name))
    named = {ARTICLE: ARTICLE, UNKNOWN: UNKNOWN}
    for _, _, actor_id, actor_name in sorted(ranked):
        if actor_id not in named and actor_name not in named.values():
            named[actor_id] = actor_name
    return named


def plain(name: str) -> str:
    """Return a name in small letters, apostrophes alike, without an article in front."""
    return re.sub(r"^(?:the|an|a|one) ", "", name.casefold().replace("’", "'").strip())


def score_speakers(gold: GoldArticle, attributions: pd.DataFrame, actors: pd.DataFrame) -> Share:
    """Return how many of the attributions that were found have the right speaker."""
    rows = attributions[attributions["article_id"] == gold.article_id]
    speaker_of = dict(zip(rows["attribution_id"].astype(int), rows["speaker_id"], strict=True))
    named = name_actors(gold, actors, speaker_of.values())
    matched = match(gold, rows)
    right = sum(named.get(speaker_of[i]) == gold.by_key[key].speaker for key, i in matched.items())
    return Share(right, len(matched))


def score_voices(gold: GoldArticle, segments: pd.DataFrame, actors: pd.DataFrame) -> VoiceScore:
    """Return, by word, how well the segments tell voice, speaker and worder; a word in no segment is wrong."""
    rows: list[Any] = list(segments[segments["article_id"] == gold.article_id].sort_values("start").itertuples())
    named = name_actors(gold, actors, [i for r in rows for i in (r.speaker_id, r.worded_by)])
    starts = [r.start for r in rows]

    def told(word: Word) -> tuple[str | None, str | None, str | None]:
        at = bisect_right(starts, word.start) - 1
        if at < 0 or rows[at].end < word.end:
            return None, None, None
        return rows[at].voice, named.get(rows[at].speaker_id), named.get(rows[at].worded_by)

    answers = [(word, told(word)) for word in gold.words]
    checked = [
        (v, answer)
        for v in gold.voices
        for word, answer in answers
        if v.stretch.start <= word.start and word.end <= v.stretch.end
    ]
    n = len(checked)
    called_own = [word for word, (voice, _, _) in answers if voice == "own"]
    return VoiceScore(
        voice=Share(sum(v.voice == a[0] for v, a in checked), n),
        speaker=Share(sum(v.speaker == a[1] for v, a in checked), n),
        worded_by=Share(sum(v.worded_by == a[2] for v, a in checked), n),
        every=Share(sum((v.voice, v.speaker, v.worded_by) == a for v, a in checked), n),
        text=Share(sum((w.voice, w.speaker, w.worded_by) == a for w, a in answers), len(answers)),
        own=Counts(
            sum(w.voice == "own" for w in called_own), len(called_own), sum(w.voice == "own" for w in gold.words)
        ),
    )
