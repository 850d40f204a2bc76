"""What can be asked about an article, with the answer, the reason for it, and how sure that is."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from ..analyses import swap
from ..lexicon import load
from ..tables import ARTICLE, UNKNOWN, WORDINGS, wording
from .article import MARKS, Read, overlaps, pieces, table_rows
from .told import ASKED, LABEL_ANSWERS, Kind, Level

LEAST: dict[Kind, float] = {
    "speaker": 0.93,
    "voice": 0.93,
    "label": 0.93,
    "chain": 0.93,
    "distance": 0.93,
    "rewrite": 2,
}
"""How sure the program must be for an item to be graded, 0 … 1; rewriting never is."""
UNMARKED = 0.95
"""How sure it is that a sentence in which nothing points to a source has none: nearly what was measured on the
hand-coded articles (tests/benchmarks/exercises.py)."""
DOUBTED = 0.8
"""How sure it is at most of what looks like one of its usual mistakes; under every threshold."""
OPEN = 0.5
"""How sure it is that a phrase between quotation marks is held off, not only quoted."""
LISTED = 0.98
"""How sure it is that a word of distance on the list is one."""
LEAST_WORDS, MOST_WORDS = 4, 70
"""Words of a sentence, and least of a voice, that can be asked about."""
MOST_OPTIONS = 5


class Candidate(NamedTuple):
    """Something that can be asked: a stretch of the text, what may be answered, what is right, and why.

    `start` equals `end` where no words are marked; `sure` is how likely the answer is right, 0 … 1; `group` is what
    items are spread over, so that no answer rules.
    """

    kind: Kind
    sentence: Any
    start: int
    end: int
    options: tuple[str, ...]
    answer: str
    sure: float
    group: str
    rule: str
    reason: str
    cue: str = ""
    evidence: str = ""


def is_graded(candidate: Candidate) -> bool:
    """Say whether the program is sure enough of an answer to hold anybody to it."""
    return candidate.sure >= LEAST[candidate.kind]


def candidates(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield everything in an article that can be asked at a level, in sentences of the body that are not too long."""
    making = {"speaker": _speakers, "voice": _voices, "label": _labels, "distance": _distances, "chain": _chains,
              "rewrite": _rewrites}  # fmt: skip
    seen: set[str] = set()
    fit = set()
    if not read.is_latin:
        return
    for s in read.sentences:
        words = read.within(s.start, s.end)
        said = _written(read, s.start, s.end)
        whole = any(t.pos in ("VERB", "AUX") for t in words) and (said[:1].isalnum() or MARKS.match(said))
        if whole and not s.in_headline and LEAST_WORDS <= len(words) <= MOST_WORDS and said not in seen:
            fit.add(s.sentence_id)
        seen.add(said)
    for kind in ASKED[level]:
        for candidate in making[kind](read, level):
            if candidate.sentence.sentence_id in fit:
                yield candidate


def _speakers(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield attributions whose source, cue and content stand in one sentence, with other phrases of it to choose from.

    What stands between source and cue may describe the source, and so may what shares a word with it: neither is
    offered. A nested attribution is asked only at the hard level.
    """
    for number, a in read.attributions.items():
        line = read.line(number)
        if not read.plain_report(a) or (len(line) > 1 and level != "hard") or any(o.rule == "turn" for o in line):
            continue
        form, _ = read.called(a)
        if level == "easy" and form != "name":
            continue
        sentence = read.sentence_at(a.cue_start)
        source, cue = (int(a.source_start), int(a.source_end)), (int(a.cue_start), int(a.cue_end))
        said = [p for p in pieces(a) if sentence.start <= p[0] and p[1] <= sentence.end]
        if not said or not sentence.start <= source[0] < sentence.end:
            continue
        low, high = _whole(read, *max(said, key=lambda p: p[1] - p[0]))
        if len(read.within(low, high)) < LEAST_WORDS - 1 or overlaps((low, high), [source, cue]):
            continue
        between = (min(source[1], cue[1]), max(source[0], cue[0]))
        near = (source[0] - 2, source[1] + 2)
        own = _words(read.text[slice(*source)])
        others = [
            p for p in read.phrases(sentence.start, sentence.end)
            if not overlaps(p, [source, cue, between, near]) and not own & _words(read.text[slice(*p)])
            and not _may_be(read, p, a)
        ]  # fmt: skip
        right = _written(read, *source)
        offered = _offered(read, [p for p in others if _written(read, *p) != right])
        if len(offered) < 2:
            continue
        options = tuple(dict.fromkeys(_written(read, *p) for p in sorted([source, *offered])))
        name = read.corpus.name_of(a.speaker_id)
        meant = form in ("role", "pronoun") and a.speaker_id != UNKNOWN and name != right
        who = f" It is taken to be {name}." if meant else ""
        reason = f"“{_written(read, *cue)}” is what “{right}” does.{who}"
        nested = len(line) > 1 or any(
            pd.notna(o.parent_id) and o.parent_id == number for o in read.attributions.values()
        )
        told_too = any(read.tells(*p) for p in others)
        doubted = nested or told_too or ";" in read.text[low:high]  # of speech within speech, either may be meant
        sure = DOUBTED if doubted else float(min(o.confidence for o in line))
        told = _written(read, *cue)
        group = f"{form} {len(line)}"
        yield Candidate("speaker", sentence, low, high, options, right, sure, group, "speaker", reason, told)


def _may_be(read: Read, phrase: tuple[int, int], a: Any) -> bool:
    """Say whether a phrase may name the source too."""
    return any(m.actor_id == a.speaker_id and overlaps(phrase, [(m.start, m.end)]) for m in read.mentions)


def _offered(read: Read, phrases: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the phrases to choose from beside the right one: those that name somebody first, none twice."""
    named = [(m.start, m.end) for m in read.mentions]
    ranked = sorted(phrases, key=lambda p: (not overlaps(p, named), p))
    unlike = {_written(read, *p): p for p in reversed(ranked)}
    return [p for p in ranked if unlike[_written(read, *p)] == p][: MOST_OPTIONS - 1]


def _voices(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield stretches in one voice: whole sentences without a source, and what is attributed in a plain report.

    None where no source is found at all, for then all answers would be the same.
    """
    if not read.attributions:
        return
    kept = _wordings(level)
    options = tuple(WORDINGS[w] for w in kept)
    for s in read.sentences:
        own = [g for g in read.segments if g.sentence_id == s.sentence_id]
        if all(g.voice == "own" for g in own) and not MARKS.search(read.text[s.start : s.end]):
            sure, reason = _unmarked(read, s)
            yield Candidate("voice", s, s.start, s.end, options, WORDINGS["own"], sure, "own", "own", reason)
    for g in read.segments:
        how, a = wording(g.voice, g.worded_by), read.of(g)
        if a is None or how not in kept or g.n_words < LEAST_WORDS or _left_aside(a, level):
            continue
        low, high = _trimmed(read, g)
        sure = _sure(read, a) if how == "quote" or ";" not in read.text[low:high] else DOUBTED
        sentence = read.sentence_at(g.start)
        yield Candidate("voice", sentence, low, high, options, WORDINGS[how], sure, how, how, *_because(read, a, how))


def _labels(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield labels, with whose word they are."""
    kept = _wordings(level)
    options = tuple(LABEL_ANSWERS[w] for w in kept)
    for row in read.labels:
        how, a = wording(row.voice, row.worded_by), read.of(row)
        sentence, place = read.sentence_at(row.start), (row.start, row.end)
        if a is None:
            sure, reason = _unmarked(read, sentence)
            yield Candidate("label", sentence, *place, options, LABEL_ANSWERS["own"], sure, "own", "own", reason)
        elif how in kept and not _left_aside(a, level):
            right, why = LABEL_ANSWERS[how], _because(read, a, how)
            yield Candidate("label", sentence, *place, options, right, _sure(read, a), how, how, *why)


def _wordings(level: Level) -> list[str]:
    """Return the wordings that are told apart at a level."""
    return [w for w in WORDINGS if level == "hard" or w != "paraphrase_other"]


def _left_aside(a: Any, level: Level) -> bool:
    """Say whether an attribution is not asked about: a line of a transcript, or nested and the level not hard."""
    return a.rule == "turn" or (level != "hard" and not pd.isna(a.parent_id))


def _distances(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield sentences with one marker, once or again, with other words of the sentence to choose from.

    Phrases in scare quotes are to be discussed: whether marks hold off or only quote is often open.
    """
    for m in read.markers:
        sentence = read.sentence_at(m.start)
        inside = [o for o in read.markers if sentence.start <= o.start < sentence.end]
        scare = m.kind == "scare quotes"
        if len({o.text.lower() for o in inside}) > 1 or inside[0] != m or (scare and level == "easy"):
            continue
        place = (m.scope_start, m.scope_end) if scare else (m.start, m.end)
        words = [
            (t.start, t.end) for t in read.within(sentence.start, sentence.end)
            if t.pos in ("ADJ", "ADV", "VERB", "NOUN") and len(t.text) > 3 and t.text.lower() not in _DOUBTING
            and not overlaps((t.start, t.end), [(o.start, o.scope_end) for o in inside])
        ]  # fmt: skip
        offered = _spread(words, MOST_OPTIONS - 1)
        options = tuple(dict.fromkeys(_written(read, *p) for p in sorted([place, *offered])))
        if len(options) < 3:
            continue
        by = "the article" if m.distanced_by == ARTICLE else read.corpus.name_of(m.distanced_by)
        scope = _written(read, m.scope_start, m.scope_end)
        reason = (
            f"“{scope}” stands in quotation marks without being anybody’s speech, so far as the program sees."
            if scare
            else f"“{_written(read, *place)}” holds “{scope}” at arm’s length, in the words of {by}."
        )
        at, sure = sentence.start, OPEN if scare else LISTED
        yield Candidate("distance", sentence, at, at, options, _written(read, *place), sure, m.kind, "distance", reason)


_DOUBTING = frozenset(
    ["alleged", "allegedly", "apparent", "claimed", "purported", "reported", "reportedly", "supposed"]
)
"""Words that hold off as well, whether or not they do here: never offered as wrong."""


def _spread(places: list[tuple[int, int]], n: int) -> list[tuple[int, int]]:
    """Return n of some places, evenly from first to last."""
    return places if len(places) <= n else [places[k * (len(places) - 1) // (n - 1)] for k in range(n)]


def _chains(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield what reaches the article through two sources named in its sentence."""
    for number, a in read.attributions.items():
        line = read.line(number)
        if len(line) != 2 or not all(map(read.plain_report, line)) or line[0].speaker_id == line[1].speaker_id:
            continue
        sentence = read.sentence_at(a.cue_start)
        if any(read.sentence_at(o.source_start) != sentence for o in line):
            continue
        said = [p for p in pieces(a) if sentence.start <= p[0] and p[1] <= sentence.end]
        first, second = (_written(read, int(o.source_start), int(o.source_end)) for o in line)
        kinds = [read.kinds.get(o.speaker_id) for o in line]
        if not said or first == second or read.called(line[1])[0] == "pronoun" or not set(kinds) <= _SPEAKING:
            continue
        low, high = _whole(read, *max(said, key=lambda p: p[1] - p[0]))
        ways = [(first,), (second,), (first, second), (second, first)]
        options = tuple(sorted(_way(w) for w in ways))
        reason = (
            f"“{second}” is said to have said it (cue: “{_cue(read, a)}”), and that is what “{first}” tells the "
            f"article (cue: “{_cue(read, line[0])}”)."
        )
        right, sure = _way((first, second)), float(min(o.confidence for o in line))
        yield Candidate("chain", sentence, low, high, options, right, sure, "two", "chain", reason, _cue(read, line[0]))


_SPEAKING = frozenset({"person", "organisation", "group", "document"})
"""Kinds of actors that can be links of a chain: what has no name (“a count of ammunition”) may be nobody."""


def _way(sources: Iterable[str]) -> str:
    return " → ".join(["the article", *sources])


def _rewrites(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield labels of one side, with the neutral name that the list has, if any: one way to say it, to talk about."""
    known = load().label_by
    changes = swap.swaps(read.corpus, read.article_id, "neutral")
    for row in table_rows(changes):
        entry = known.get(row.entry)
        if entry is None or entry.side == "neutral":
            continue
        sentence, last = read.sentence_at(row.start), read.within(row.start, row.end)[-1:]
        is_noun = bool(last) and last[0].pos in ("NOUN", "PROPN") and last[0].dep not in ("amod", "compound")
        named = isinstance(row.replacement, str) and is_noun
        if named:
            reason = (
                f"The word list has “{row.replacement}” as a neutral name for {row.referent}. Whether it fits here, "
                "and is still true, is to be talked about; the rest of the sentence may take a side too."
            )
        else:
            reason = (
                f"The word list has no neutral name that fits here; others for it are: {entry.alternatives or 'none'}."
            )
        place, group = (int(row.start), int(row.end)), "named" if named else "unnamed"
        yield Candidate("rewrite", sentence, *place, (), "", 0.0, group, "rewrite", reason)


def _unmarked(read: Read, sentence: Any) -> tuple[float, str]:
    """Return how sure it is that a sentence without an attribution has no source, and why."""
    if read.sourceless(sentence):
        return UNMARKED, "No cue, no quotation marks, and nobody who goes on speaking from the sentence before."
    return DOUBTED, "The program finds no source for it; but a word in it, or the sentence before, might point to one."


def _sure(read: Read, a: Any) -> float:
    """Return how sure an attribution is, with those around it; what is no plain report is not."""
    line = read.line(int(a.attribution_id))
    least = float(min(o.confidence for o in line))
    return least if all(map(read.plain_report, line)) else min(DOUBTED, least)


def _because(read: Read, a: Any, how: str) -> tuple[str, str, str]:
    """Return the reason for a voice, the cue, and the sentence that the cue stands in."""
    source = "" if pd.isna(a.source_start) else _written(read, int(a.source_start), int(a.source_end))
    cue, evidence = _cue(read, a), ""
    given = f"The cue “{cue}” gives it to “{source}”" if source and cue else "It is given to a source"
    marks = {
        "quote": "it stands between that source’s quotation marks",
        "paraphrase_article": "it stands outside quotation marks",
        "paraphrase_other": "it stands inside the quotation marks of somebody else, who tells it",
    }[how]
    if cue:
        s = read.sentence_at(int(a.cue_start))
        evidence = _written(read, s.start, s.end)
    return f"{given}, and {marks}.", cue, evidence


def _cue(read: Read, a: Any) -> str:
    return "" if pd.isna(a.cue_start) else _written(read, int(a.cue_start), int(a.cue_end))


def _trimmed(read: Read, segment: Any) -> tuple[int, int]:
    """Return a segment from its first word to its last."""
    words = read.within(segment.start, segment.end)
    return (words[0].start, words[-1].end) if words else (segment.start, segment.end)


def _whole(read: Read, start: int, end: int) -> tuple[int, int]:
    """Return a stretch with the closing mark of a quotation that opens in it."""
    return (
        (start, end + 1)
        if len(MARKS.findall(read.text[start:end])) % 2 and MARKS.match(read.text, end)
        else (start, end)
    )


def _written(read: Read, start: int, end: int) -> str:
    return " ".join(read.text[start:end].split())


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.lower()) if len(w) > 3}
