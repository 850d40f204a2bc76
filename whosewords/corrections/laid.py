"""One article with corrections laid over it: who says it, in whose words, and all that hangs on that."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..actors import Record
from ..annotate import Annotated
from ..attribution.parts import merge, minus
from ..cleaning import find_quotations
from ..labels import distance
from ..sentiment import score_segments
from ..tables import ARTICLE, NO_SOURCE, UNKNOWN, UNSAID, WORDINGS, Attribution, Label, Mode, Segment, wording
from ..voices import chain_of, voice_of
from .rows import Asked, Kind

_NAMED = {
    "unknown": UNKNOWN,
    "an unknown source": UNKNOWN,
    "article": ARTICLE,
    "the article": ARTICLE,
    NO_SOURCE: ARTICLE,
}
_ALIKE = str.maketrans("“”„‟«»‘’‚‛‹›", '""""""' + "''''''")


class Corrected(NamedTuple):
    """A row of corrections.csv and what became of it.

    `row` counts as a spreadsheet does; `machine` is the machine's answer and `corrected` the one that holds now, both
    in words; `start` and `end` are offsets into the article's text. Where the row could not be applied, `problem`
    says why, and nothing was changed.
    """

    row: int
    article_id: str
    text: str
    occurrence: int | None
    correction: Kind
    machine: str | None
    corrected: str
    start: int | None
    end: int | None
    problem: str | None


class UnfitError(Exception):
    """A correction that does not fit its text, and why."""


def unfit(a: Asked, problem: str) -> Corrected:
    """Return what became of a correction that changed nothing, with the reason."""
    return Corrected(
        a.row, a.article_id, a.text, a.occurrence, a.correction, None, a.right or a.correction, None, None, problem
    )


class Laid:
    """One article while corrections are laid over it; actors are positions in its cast, as in `Annotated`."""

    def __init__(self, annotated: Annotated, shown: Sequence[Record]) -> None:
        rows = annotated.rows
        self.annotated = annotated
        self.text = annotated.article.text
        self.cast = list(annotated.cast)
        self.names = [[r.name, *r.aliases] for r in shown]
        self.attributions: dict[int, Attribution] = {t.attribution_id: t for t in rows["attributions"]}
        self.segments: list[Segment] = list(rows["segments"])
        self.labels: list[Label] = list(rows["labels"])
        self.no_markers: set[int] = set()
        self.machine = dict(self.attributions), list(self.segments)

    def correct(self, asked: Asked) -> Corrected:
        """Apply a correction and return what became of it; one that does not fit changes nothing."""
        apply = {
            "wrong speaker": self._speaker,
            "wrong voice": self._voice,
            "not a label": self._no_label,
            "missing attribution": self._attribution,
        }
        try:
            start, end = _place(self.text, asked)
            machine, now = apply[asked.correction](start, end, asked)
        except UnfitError as why:
            return unfit(asked, str(why))
        return Corrected(*asked[:5], machine, now, start, end, None)

    def finish(self, scorers: Sequence[str]) -> Annotated:
        """Return the article's rows as corrected, with segments numbered anew and all that hangs on them."""
        rows, key = self.annotated.rows, self.annotated.article.article_id
        at = [(s.start, n) for n, s in enumerate(self.segments)]
        tokens, where = [], 0
        words = [0] * len(at)
        for t in rows["tokens"]:
            while where + 1 < len(at) and at[where + 1][0] <= t.start:
                where += 1
            words[where] += 1
            tokens.append(t._replace(segment_id=where))
        segments = [s._replace(segment_id=n, n_words=words[n]) for n, s in enumerate(self.segments)]

        def holding(start: int) -> Segment:
            return next(s for s in reversed(segments) if s.start <= start)

        kept = {(s.start, s.end): s.segment_id for s in self.machine[1]}
        scores: dict[int, list[Any]] = {}
        for score in rows["sentiment"]:
            scores.setdefault(score.segment_id, []).append(score)
        sentiment = []
        for s in (s for s in segments if s.n_words):
            old = kept.get((s.start, s.end))
            if old is None:
                sentiment += score_segments(key, self.text, [s], scorers)
            else:
                sentiment += [score._replace(segment_id=s.segment_id) for score in scores.get(old, ())]
        markers = [
            m._replace(**distance(s))
            for m in rows["markers"]
            if m.marker_id not in self.no_markers
            for s in (holding(m.start),)
        ]
        labels = [
            label._replace(
                segment_id=s.segment_id, voice=s.voice, speaker_id=s.speaker_id, worded_by=s.worded_by,
                marker_id=None if label.marker_id in self.no_markers else label.marker_id,
            )
            for label in self.labels
            for s in (holding(label.start),)
        ]  # fmt: skip
        attributions = list(self.attributions.values())
        heard = {t.speaker_id for t in attributions if t.act not in UNSAID}
        cast = [r._replace(speaks=str(n) in heard) for n, r in enumerate(self.cast)]
        return self.annotated._replace(
            cast=cast,
            rows={
                **rows, "attributions": attributions, "segments": segments, "tokens": tokens, "labels": labels,
                "markers": markers, "sentiment": sentiment,
            },
        )  # fmt: skip

    # the four kinds: each returns the machine's answer and the one that holds now, in words

    def _speaker(self, start: int, end: int, asked: Asked) -> tuple[str, str]:
        owner = self._common(self._inside(start, end, self.segments))
        if owner is None:
            raise UnfitError("no one source was found for all of it; quote only what one source says, or correct it "
                              "as a missing attribution")  # fmt: skip
        actor = self._actor(asked.right)
        if actor == ARTICLE:
            raise UnfitError("what the article itself says is corrected as a wrong voice, which is own")
        before = self.attributions[owner]
        if actor == before.speaker_id:
            raise UnfitError(f"the speaker is {self._name(actor)} already; the row can go")
        worders = {n: self._worder(s) for n, s in enumerate(self.segments)}
        self.attributions[owner] = before._replace(speaker_id=actor, confidence=1.0)
        for n, s in enumerate(self.segments):
            if owner in self._line(s.attribution_id):
                worded_by = actor if worders[n] == owner else s.worded_by
                self.segments[n] = self._voiced(s, s.attribution_id, worded_by, worders[n])
        machine = self.machine[0].get(owner)
        return self._name(machine.speaker_id) if machine else WORDINGS["own"], self._name(actor)

    def _voice(self, start: int, end: int, asked: Asked) -> tuple[str, str]:
        voice: Any = asked.right.lower()
        inside = self._inside(start, end, self.segments)
        if voice != "own" and any(s.voice == "own" for s in inside):
            raise UnfitError("no source was found for part of it; correct that as a missing attribution")
        worded_by = self._actor(asked.worded_by) if asked.worded_by else ARTICLE
        if voice == "paraphrase" and any(s.speaker_id == worded_by for s in inside):
            raise UnfitError("what stands in the speaker’s own words is a quote")
        right = {(voice, s.speaker_id if voice == "quote" else worded_by) for s in inside}
        if {(s.voice, s.worded_by) for s in inside} == right:
            raise UnfitError("the voice is so already; the row can go")
        machine = self._wordings(start, end, self.machine[1])
        end = self._cut(start, end)
        owners = {s.attribution_id for s in self.segments if start <= s.start and s.end <= end}
        if voice == "own":
            self._withdraw(start, end, {n for owner in owners for n in self._line(owner)})
        for n, s in enumerate(self.segments):
            if start <= s.start and s.end <= end and s.voice != "own":
                by = s.speaker_id if voice == "quote" else worded_by
                self.segments[n] = s._replace(voice=voice, worded_by=by, confidence=1.0)
        self._settle(start, end, owners)
        return machine, self._wordings(start, end, self.segments)

    def _no_label(self, start: int, end: int, asked: Asked) -> tuple[str, str]:
        wrong = [label for label in self.labels if start <= label.start and label.end <= end]
        if not wrong:
            raise UnfitError("there is no label here; the row can go")
        self.labels = [label for label in self.labels if label not in wrong]
        return ", ".join(f"label “{label.entry}”" for label in wrong), asked.correction

    def _attribution(self, start: int, end: int, asked: Asked) -> tuple[str, str]:
        actor = self._actor(asked.right)
        if actor == ARTICLE:
            raise UnfitError("the article is no source; give the name of one, or unknown")
        inside = self._inside(start, end, self.segments)
        parent = self._common(inside)
        if parent is not None and self.attributions[parent].speaker_id == actor:
            raise UnfitError(f"it is attributed to {self._name(actor)} already; the row can go")
        if parent is not None and not self._reaches(parent, start, end):
            whole = self._name(self.attributions[parent].speaker_id)
            raise UnfitError(f"all that {whole} says is in it; correct the speaker of that")
        machine = self._wordings(start, end, self.machine[1])
        quoted = [q for q in find_quotations(self.text) if q.start < end and start < q.end]
        after = self._cut(start, end)
        for q in quoted:
            for at in (q.inner_start, q.inner_end):
                if start < at < end:
                    self._cut(at, at)
        own = max(self.attributions, default=-1) + 1
        for number, t in self.attributions.items():
            within = all(start <= part["start"] and part["end"] <= after for part in t.content)
            if t.parent_id == parent and within and t.content:
                self.attributions[number] = t._replace(parent_id=own)
        self.attributions[own] = Attribution(
            self.annotated.article.article_id, own, parent, 0, None, None, None, None, None, None, "speech",
            "indirect", [{"start": start, "end": end}], False, actor, "corrected", 1.0,
        )  # fmt: skip
        for n, s in enumerate(self.segments):
            if start <= s.start and s.end <= after:
                owner, worded_by, worder = s.attribution_id, s.worded_by, self._worder(s)
                if owner == parent:
                    owner = own
                    if worded_by == ARTICLE and any(q.inner_start <= s.start and s.end <= q.inner_end for q in quoted):
                        worded_by, worder = actor, own
                self.segments[n] = self._voiced(s, owner, worded_by, worder)
        self._settle(start, after, {own})
        return machine, f"{self._name(actor)}, {self._wordings(start, end, self.segments)}"

    # what they share

    def _inside(self, start: int, end: int, segments: Iterable[Segment]) -> list[Segment]:
        """Return the segments that have a word in a stretch."""
        return [
            s
            for s in segments
            if s.start < end and start < s.end and _worded(self.text[max(s.start, start) : min(s.end, end)])
        ]

    def _line(self, number: int | None) -> list[int]:
        """Return an attribution and those it is inside, from the innermost out."""
        line: list[int] = []
        while number is not None and number not in line:
            line.append(number)
            number = self.attributions[number].parent_id
        return line

    def _common(self, segments: Sequence[Segment]) -> int | None:
        """Return the innermost attribution that all of the segments are inside."""
        lines = [self._line(s.attribution_id) for s in segments]
        return next((n for n in lines[0] if all(n in line for line in lines)), None) if lines else None

    def _worder(self, s: Segment) -> int | None:
        """Return the attribution whose speaker worded a segment: of several the outermost, whose marks hold it."""
        line = self._line(s.attribution_id)
        return next((n for n in reversed(line) if self.attributions[n].speaker_id == s.worded_by), None)

    def _voiced(self, s: Segment, owner: int | None, worded_by: str, worder: int | None) -> Segment:
        """Return a segment as the content of an attribution: by whom, in whose words and marks, through whom."""
        if owner is None:
            own: Any = "own"
            return s._replace(voice=own, attribution_id=None, speaker_id=ARTICLE, worded_by=ARTICLE, chain=ARTICLE,
                              confidence=1.0)  # fmt: skip
        line = [self.attributions[n] for n in self._line(owner)]
        speaker = line[0].speaker_id
        return s._replace(
            voice=voice_of(speaker, worded_by, worder == owner), attribution_id=owner, speaker_id=speaker,
            worded_by=worded_by, chain=chain_of(t.speaker_id for t in reversed(line)),
            confidence=min(t.confidence for t in line),
        )  # fmt: skip

    def _cut(self, start: int, end: int) -> int:
        """Cut the segments so that whole ones make up a stretch; return its end, with the points that follow it."""
        while start < end < len(self.text) and self.text[end] in ".,;:!?…":
            end += 1
        for at in (start, end):
            self.segments = [piece for s in self.segments for piece in _halves(s, at, self.text)]
        return end

    def _withdraw(self, start: int, end: int, numbers: set[int]) -> None:
        """Take a stretch out of attributions; those that have no word left are gone, and what hung on them moves up."""
        for n in numbers:
            t = self.attributions[n]
            left = minus(merge((p["start"], p["end"]) for p in t.content), [(start, end)])
            content: Any = [{"start": a, "end": b} for a, b in left if _worded(self.text[a:b])]
            self.attributions[n] = t._replace(content=content)
        gone = {n for n in numbers if not self.attributions[n].content}

        def above(n: int | None) -> int | None:
            return next((a for a in self._line(n) if a not in gone), None)

        for n, s in enumerate(self.segments):
            if start <= s.start and s.end <= end:
                self.segments[n] = self._voiced(s, None, ARTICLE, None)
            elif gone & set(self._line(s.attribution_id)):
                up = above(s.attribution_id)
                worder = self._worder(s)
                worded_by = ARTICLE if worder in gone else s.worded_by
                self.segments[n] = self._voiced(s, up, worded_by, worder)
        parents = {n: above(t.parent_id) for n, t in self.attributions.items()}
        self.attributions = {n: t._replace(parent_id=parents[n]) for n, t in self.attributions.items() if n not in gone}

    def _settle(self, start: int, end: int, owners: Iterable[int | None]) -> None:
        """Put right what follows from voices: depth, mode, and scare quotes that are a speaker's own words now."""
        for n, t in self.attributions.items():
            mode = t.mode
            if n in owners:
                own = [s for s in self.segments if s.attribution_id == n and _worded(self.text[s.start : s.end])]
                quoted = {s.voice == "quote" for s in own}
                modes: dict[int, Mode] = {0: mode, 1: "direct" if True in quoted else "indirect", 2: "mixed"}
                mode = modes[len(quoted)]
            self.attributions[n] = t._replace(depth=len(self._line(n)) - 1, mode=mode)
        spoken = [s for s in self.segments if s.voice == "quote" and start <= s.start and s.end <= end]
        self.no_markers |= {
            m.marker_id
            for m in self.annotated.rows["markers"]
            if m.kind == "scare quotes" and any(s.start < m.scope_end and m.scope_start < s.end for s in spoken)
        }

    def _reaches(self, number: int, start: int, end: int) -> bool:
        """Say whether an attribution has words outside a stretch."""
        own = [s for s in self.segments if number in self._line(s.attribution_id)]
        return any(
            _worded(self.text[s.start : min(s.end, start)]) or _worded(self.text[max(s.start, end) : s.end])
            for s in own
        )

    def _actor(self, name: str) -> str:
        """Return the actor somebody is, by name or alias as shown; somebody new is added to the cast."""
        wanted = name.casefold()
        if wanted in _NAMED:
            return _NAMED[wanted]
        for names in ([n[:1] for n in self.names], self.names):
            found = [n for n, known in enumerate(names) if wanted in (k.casefold() for k in known)]
            if len(found) > 1:
                raise UnfitError(f"{len(found)} sources are called {name!r} here; give a fuller name")
            if found:
                return str(found[0])
        kind: Any = "person" if any(c.isupper() for c in name) else "unnamed"
        self.cast.append(Record(name, kind, [], [], True, given=True))
        self.names.append([name])
        return str(len(self.cast) - 1)

    def _name(self, actor: str) -> str:
        reserved = {ARTICLE: "the article", UNKNOWN: "an unknown source"}
        return reserved.get(actor) or self.names[int(actor)][0]

    def _wordings(self, start: int, end: int, segments: Iterable[Segment]) -> str:
        """Say in which voices a stretch is."""
        found = (WORDINGS[wording(s.voice, s.worded_by)] for s in self._inside(start, end, segments))
        return "; ".join(dict.fromkeys(found))


def _place(text: str, asked: Asked) -> tuple[int, int]:
    """Return where a correction's text stands."""
    found = places(text, asked.text)
    if not found:
        raise UnfitError("the article does not have this text")
    if not _worded(asked.text):
        raise UnfitError("the text has no word in it")
    if asked.occurrence is None and len(found) > 1:
        raise UnfitError(f"the article has this text {len(found)} times; give the occurrence, counted from 1")
    nth = asked.occurrence or 1
    if nth > len(found):
        times = "once" if len(found) == 1 else f"{len(found)} times"
        raise UnfitError(f"the article has this text only {times}")
    return found[nth - 1]


def places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return where words stand in a text: whole words, whatever the kind of quotation mark and white space."""
    words = r"\s+".join(re.escape(word) for word in wanted.translate(_ALIKE).split())
    if not words:
        return []
    before, after = (r"(?<!\w)" if wanted[0].isalnum() else "", r"(?!\w)" if wanted[-1].isalnum() else "")
    return [m.span() for m in re.finditer(f"{before}{words}{after}", text.translate(_ALIKE))]


def _worded(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _halves(s: Segment, at: int, text: str) -> list[Segment]:
    """Return a segment cut at an offset, without white space at the cut; whole where there is nothing to cut."""
    if not s.start < at < s.end:
        return [s]
    left = s._replace(end=s.start + len(text[s.start : at].rstrip()))
    right = s._replace(start=s.end - len(text[at : s.end].lstrip()))
    return [piece for piece in (left, right) if piece.start < piece.end]
