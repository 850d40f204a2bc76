"""Items of an exercise from an annotated article: what is asked, what may be answered, what is right, and why.

An item is graded only where the program is as sure as its kind asks for (`LEAST`); else it is one to discuss. What is
graded of a label is whose word it is, never which label is right. Everything is chosen by a hash of the seed number and
the text, so the same number makes the same items again.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import pandas as pd

from .. import swap
from ..corpus import Corpus
from ..framing import entries
from ..tables import ARTICLE, UNKNOWN, WORDINGS, wording
from .article import MARKS, Read, overlaps, pieces, table_rows

Kind = Literal["speaker", "voice", "label", "distance", "chain", "rewrite"]
Level = Literal["easy", "medium", "hard"]

KINDS: dict[Kind, str] = {
    "speaker": "Who speaks?",
    "voice": "Whose voice is it?",
    "label": "Whose word is it?",
    "distance": "What is held at arm’s length?",
    "chain": "By which way did it come?",
    "rewrite": "Say it in neutral words",
}
"""The kinds of item in the order they are asked, and how people are told."""
LEVELS: dict[Level, str] = {
    "easy": "Sources are called by their names, and a voice is one of three.",
    "medium": "Sources may be called “she” or “the ministry”; for labels it is asked whose word they are.",
    "hard": "Somebody may pass on what another said: a voice is one of four, and the way it came is asked for.",
}
"""What a level means."""
ASKED: dict[Level, tuple[Kind, ...]] = {
    "easy": ("distance", "speaker", "voice", "rewrite"),
    "medium": ("distance", "label", "speaker", "voice", "rewrite"),
    "hard": ("chain", "distance", "label", "speaker", "voice", "rewrite"),
}
"""The kinds of a level, the rarest first: so they are chosen."""
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
LISTED = 0.98
"""How sure it is that a word of distance on the list is one."""
LEAST_WORDS, MOST_WORDS = 4, 70
"""Words of a sentence, and least of a voice, that can be asked about."""
MOST_OPTIONS = 5

QUESTIONS: dict[Kind, str] = {
    "speaker": "Which words tell who is said to say what is marked?",
    "voice": "In whose voice are the marked words?",
    "label": "Whose word is the marked one here?",
    "distance": "Which words hold what they stand beside at arm’s length?",
    "chain": "By which way do the marked words reach you?",
    "rewrite": "Write this again, with a neutral word for the marked one. There is more than one good answer.",
}
PASSED_ON = "Where one person passes on what another said, choose the one who said it."
"""What is added at the hard level to the question who speaks."""
HINTS: dict[Kind, str] = {
    "speaker": "Look for a word for saying near the marked words. Who does what it tells? Somebody who is only spoken "
    "of, or spoken to, is no source.",
    "voice": "Ask first: does the text say that somebody said it, here or in the sentence before? Then: do the marked "
    "words stand between quotation marks? And whose marks are they?",
    "label": "Two things decide: does the text say that somebody said this, and does the word stand between quotation "
    "marks? Outside of them nobody can see whether the speaker used the word.",
    "distance": "Read the sentence without the word. Which one keeps the writer from saying that what follows is so?",
    "chain": "Begin with whoever told the article, and go on to whoever told them. Who says that somebody said it?",
    "rewrite": "Which word would both sides let stand?",
}
LABEL_ANSWERS = {
    "own": "no source is found for it",
    "paraphrase_article": "it cannot be told: a source is said to say this, but in the article’s words",
    "paraphrase_other": "the word of somebody who tells what another said, inside the teller’s quotation marks",
    "quote": "the source’s own word, inside that source’s quotation marks",
}
"""What can be answered to whose word a label is, by wording."""
RULES = {
    "own": "A stretch without a cue, without quotation marks and without a source that goes on from the sentence "
    "before is shown as “no source found”. That is not the article’s opinion: a source may have been missed.",
    "paraphrase_article": "What a cue gives to a source outside quotation marks is told in the article’s words. "
    "Whether the source used these words cannot be seen.",
    "paraphrase_other": "What another is said to have said, inside one source’s quotation marks, is in the first "
    "one’s words.",
    "quote": "Words between quotation marks that a cue gives to a source are presented as that source’s own.",
    "speaker": "A source is whoever does what the cue tells: says, claims, warns.",
    "distance": "Such words hold the phrase beside them at a distance; they do not say that it is false.",
    "chain": "Each cue adds a link: who tells the article, then who told them.",
    "rewrite": "Both sides’ names for a thing are on the word list, and neutral ones where there are any.",
}
COLUMNS = [
    "item", "kind", "graded", "article_id", "sentence_id", "before", "text", "start", "end", "question", "options",
    "answer", "hint", "cue", "rule", "evidence", "confidence", "reason", "altered",
]  # fmt: skip


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
    altered: str = ""


def items(corpus: Corpus, article_id: str, *, level: Level = "medium", seed: int = 0, n: int = 10) -> pd.DataFrame:
    """Return at most `n` items from an article, by kind and in text order; with the answers, so not for learners.

    Columns: item (from 1), kind (a key of KINDS), graded, article_id, sentence_id, before (the sentence before), text
    (the sentence), start and end (of the marked stretch within it, equal where none is marked), question, options (a
    list; empty: written freely), answer (one of them; empty for what is written freely), hint, cue (the word that
    tells, as written; may be empty), rule, evidence (the sentence that shows it), confidence (0 … 1), reason (why this
    is the answer, or what to talk about), altered (the sentence with its labels swapped for neutral ones; may be
    empty).
    Raises KeyError where there is no such article, ValueError for a level there is not or n below 1.
    """
    if level not in LEVELS:
        raise ValueError(f"a level is one of {', '.join(LEVELS)}, not {level!r}")
    if n < 1:
        raise ValueError(f"an exercise has at least one item, not {n}")
    read = Read(corpus, article_id)
    chosen = _choose(list(candidates(read, level)), level, f"{seed}\n{read.text}", n)
    order = list(KINDS)
    chosen.sort(key=lambda c: (order.index(c.kind), c.sentence.start, c.start))
    return pd.DataFrame([_row(read, k, c, level) for k, c in enumerate(chosen, 1)], columns=COLUMNS)


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


def _choose(found: list[Candidate], level: Level, salt: str, n: int) -> list[Candidate]:
    """Return n of the candidates: kinds in turn, within a kind its groups in turn, each sentence once.

    A fifth are to be discussed and at most a fifth to be rewritten, where there are such.
    """

    def lot(c: Candidate) -> str:
        return hashlib.sha256(f"{salt}\n{c.kind} {c.start} {c.end} {c.group}".encode("utf-8", "replace")).hexdigest()

    open_: list[Candidate] = []
    queues: dict[Kind, list[Candidate]] = {kind: [] for kind in ASKED[level]}
    for c in sorted(found, key=lot):
        if is_graded(c) or c.kind == "rewrite":
            queues[c.kind].append(c)
        else:
            open_.append(c)
    queues = {kind: list(_in_turn(queue)) for kind, queue in queues.items()}
    few = max(1, n // 5)
    talk = min(few if n > 1 else 0, len({c.sentence.sentence_id for c in open_}))
    taken: set[int] = set()
    chosen: list[Candidate] = []

    def take(queue: list[Candidate]) -> bool:
        while queue:
            c = queue.pop(0)
            if c.sentence.sentence_id not in taken:
                taken.add(c.sentence.sentence_id)
                chosen.append(c)
                return True
        return False

    while len(chosen) < n - talk:
        before = len(chosen)
        for kind, queue in queues.items():
            if len(chosen) == n - talk:
                break
            if kind != "rewrite" or sum(c.kind == "rewrite" for c in chosen) < few:
                take(queue)
        if len(chosen) == before:
            break
    for _ in range(min(talk, n - len(chosen))):
        take(open_)
    return chosen


def _in_turn(queue: list[Candidate]) -> Iterator[Candidate]:
    """Yield candidates so that their groups take turns."""
    groups: dict[str, list[Candidate]] = {}
    for c in queue:
        groups.setdefault(c.group, []).append(c)
    while any(groups.values()):
        for group in groups.values():
            if group:
                yield group.pop(0)


def _row(read: Read, number: int, c: Candidate, level: Level) -> tuple[Any, ...]:
    question = f"{QUESTIONS[c.kind]} {PASSED_ON}" if (c.kind, level) == ("speaker", "hard") else QUESTIONS[c.kind]
    text, start, end = flat(read.text, c.sentence.start, c.sentence.end, c.start, c.end)
    return (
        number, c.kind, is_graded(c), read.article_id, int(c.sentence.sentence_id), read.before(c.sentence), text,
        start, end, question, list(c.options), c.answer, HINTS[c.kind], c.cue, c.rule, c.evidence or text, c.sure,
        c.reason, c.altered,
    )  # fmt: skip


def flat(text: str, low: int, high: int, start: int, end: int) -> tuple[str, int, int]:
    """Return text[low:high] on one line, and where start and end then stand in it."""
    begin = " ".join(text[low:start].split())
    begin += " " if begin and (text[start - 1 : start].isspace() or text[start : start + 1].isspace()) else ""
    marked = " ".join(text[start:end].split())
    rest = " ".join(text[end:high].split())
    gap = " " if rest and (marked or not begin.endswith(" ")) and text[end : end + 1].isspace() else ""
    return begin + marked + gap + rest, len(begin), len(begin) + len(marked)


# what can be asked -------------------------------------------------------------------------------------------------


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
        who = f" It is taken to be {name}." if form in ("role", "pronoun") and a.speaker_id != UNKNOWN else ""
        reason = f"“{_written(read, *cue)}” is what “{right}” does.{who}"
        sure = min(o.confidence for o in line) if ";" not in read.text[low:high] else DOUBTED
        yield Candidate("speaker", sentence, low, high, options, right, sure, f"{form} {len(line)}", "speaker", reason, _written(read, *cue))


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
    kept = [w for w in WORDINGS if level == "hard" or w != "paraphrase_other"]
    options = tuple(WORDINGS[w] for w in kept)
    for s in read.sentences:
        own = [g for g in read.segments if g.sentence_id == s.sentence_id]
        if all(g.voice == "own" for g in own) and not MARKS.search(read.text[s.start : s.end]):
            sure, reason = _unmarked(read, s)
            yield Candidate("voice", s, s.start, s.end, options, WORDINGS["own"], sure, "own", "own", reason) for g in read.segments: how = wording(g.voice, g.worded_by) a = read.of(g) if a is None or how not in kept or g.n_words < LEAST_WORDS or a.rule == "turn": continue if level != "hard" and len(read.line(int(a.attribution_id))) > 1: continue low, high = _trimmed(read, g) sure = _sure(read, a) if how == "quote" or ";" not in read.text[low:high] else 0.8 yield Candidate("voice", read.sentence_at(g.start), low, high, options, WORDINGS[how], sure, how, how, _because(read, a, how), _cue(read, a), _evidence(read, a))


def _labels(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield labels, with whose word they are."""
    kept = [w for w in WORDINGS if level == "hard" or w != "paraphrase_other"]
    options = tuple(LABEL_ANSWERS[w] for w in kept)
    for row in read.labels:
        how = wording(row.voice, row.worded_by)
        sentence = read.sentence_at(row.start)
        a = read.of(row)
        if how not in kept or (a is not None and (a.rule == "turn" or (level != "hard" and not pd.isna(a.parent_id)))):
            continue
        if a is None:
            sure, reason = _unmarked(read, sentence)
            yield Candidate( "label", sentence, row.start, row.end, options, LABEL_ANSWERS["own"], sure, "own", "own", reason ) else: yield Candidate("label", sentence, row.start, row.end, options, LABEL_ANSWERS[how], _sure(read, a), how, how, _because(read, a, how), _cue(read, a), _evidence(read, a))


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
        yield Candidate("distance", sentence, sentence.start, sentence.start, options, _written(read, *place), 0.5 if scare else LISTED, m.kind, "distance", reason)


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
        yield Candidate("chain", sentence, low, high, options, _way((first, second)), min(o.confidence for o in line), "two", "chain", reason, _cue(read, line[0]))


_SPEAKING = frozenset({"person", "organisation", "group", "document"})
"""Kinds of actors that can be links of a chain: what has no name (“a count of ammunition”) may be nobody."""


def _way(sources: Iterable[str]) -> str:
    return " → ".join(["the article", *sources])


def _rewrites(read: Read, level: Level) -> Iterator[Candidate]:
    """Yield labels of one side, with the sentence as it reads in neutral words where the list has any."""
    known = entries()
    changes = swap.swaps(read.corpus, read.article_id, "neutral")
    altered = swap.sentences(read.corpus, read.article_id, "neutral") if changes["replacement"].notna().any() else None
    texts = {} if altered is None else dict(zip(altered["sentence_id"], altered["swapped"], strict=True))
    for row in table_rows(changes):
        entry = known.get(row.entry)
        if entry is None or entry.side == "neutral":
            continue
        sentence, last = read.sentence_at(row.start), read.within(row.start, row.end)[-1:]
        is_noun = bool(last) and last[0].pos in ("NOUN", "PROPN") and last[0].dep not in ("amod", "compound")
        new = ""
        if isinstance(row.replacement, str) and is_noun:
            new = " ".join(str(texts.get(row.sentence_id, "")).split())
            reason = f"The word list has “{row.replacement}” as a neutral name for it ({row.referent})."
        else:
            reason = (
                f"The word list has no neutral name that fits here; others for it are: {entry.alternatives or 'none'}."
            )
        yield Candidate("rewrite", sentence, int(row.start), int(row.end), (), "", 0.0, "named" if new else "unnamed", "rewrite", reason, altered=new)


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


def _because(read: Read, a: Any, how: str) -> str:
    source = "" if pd.isna(a.source_start) else _written(read, int(a.source_start), int(a.source_end))
    given = (
        f"The cue “{_cue(read, a)}” gives it to “{source}”" if source and _cue(read, a) else "It is given to a source"
    )
    marks = {
        "quote": "it stands between that source’s quotation marks",
        "paraphrase_article": "it stands outside quotation marks",
        "paraphrase_other": "it stands inside the quotation marks of somebody else, who tells it",
    }[how]
    return f"{given}, and {marks}."


def _cue(read: Read, a: Any) -> str:
    return "" if pd.isna(a.cue_start) else _written(read, int(a.cue_start), int(a.cue_end))


def _evidence(read: Read, a: Any) -> str:
    """Return the sentence that the cue stands in."""
    if pd.isna(a.cue_start):
        return ""
    s = read.sentence_at(int(a.cue_start))
    return _written(read, s.start, s.end)


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
