"""Labels and distancing markers: where the lexicons match in a text, and whose words that is.

A label is a word of labels.csv; a marker ("so-called", scare quotes) holds the phrase it stands before, its scope, at
arm's length. Text is compared in lower case, with every kind of hyphen, apostrophe and space alike.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .cleaning import Quotation
from .lexicon import Form, LabelEntry, Lexicon, MarkerEntry, Pos, Scope, forms
from .tables import Label, Marker, Segment, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAX_GAP = 80
"""Characters that the gap of a marker may hold ("what … calls")."""
MAX_PHRASE = 15
"""Tokens a marker's phrase may have."""


class LabelMatch(NamedTuple):
    """A label found at `start`…`end` of a text."""

    start: int
    end: int
    text: str
    entry: LabelEntry


class MarkerMatch(NamedTuple):
    """A marker found at `start`…`end` of a text, with the phrase it holds at arm's length."""

    start: int
    end: int
    text: str
    kind: str
    scope_start: int
    scope_end: int


def find_labels(doc: "Doc", lexicon: Lexicon) -> list[LabelMatch]:
    """Return the labels of a text in text order: the longest first, none inside another or inside a word."""
    text = doc.text
    matcher = _matcher(tuple(entry.pattern for entry in lexicon.labels))
    taken = bytearray(len(text))
    found = []
    hits = [hit for hit in matcher.hits(text) if _fits(doc, text, matcher.forms[hit.form][1], [hit])]
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            entry = lexicon.labels[matcher.forms[hit.form][0]]
            found.append(LabelMatch(hit.start, hit.end, text[hit.start : hit.end], entry))
    return sorted(found, key=lambda match: match.start)


def find_markers(doc: "Doc", lexicon: Lexicon, scare_quotes: Sequence[Quotation] = ()) -> list[MarkerMatch]:
    """Return the markers of a parsed text in text order, each with its scope; scare quotes are given, not sought.

    The scope is the noun phrase that follows up to its head ("so-called | separatist entity | created by it"), for an
    adverb the clause it modifies, for "what X calls" the phrase named. Without such a phrase there is no marker.
    """
    text = doc.text
    matcher = _matcher(tuple(entry.pattern for entry in lexicon.markers))
    found: dict[tuple[int, int], MarkerMatch] = {}
    for quotation in scare_quotes:
        start, end, inner_start, inner_end = quotation[:4]
        found[start, end] = MarkerMatch(start, end, text[start:end], "scare quotes", inner_start, inner_end)
    for number, (start, end) in _marker_hits(doc, text, matcher):
        entry: MarkerEntry = lexicon.markers[number]
        scope = _scope(doc, start, end, entry.scope)
        if scope and (start, end) not in found:
            found[start, end] = MarkerMatch(start, end, text[start:end], entry.kind, *scope)
    return sorted(found.values())


def label_rows(
    article_id: str,
    matches: Sequence[LabelMatch],
    markers: Sequence[MarkerMatch],
    sentences: Sequence[Sentence],
    segments: Sequence[Segment],
) -> list[Label]:
    """Return the rows of `labels`: each match in its sentence and segment, and under its narrowest marker.

    `sentences` and `segments` are the article's, in text order; markers are numbered as `marker_rows` numbers them.
    """
    sentence_starts = [sentence.start for sentence in sentences]
    segment_starts = [segment.start for segment in segments]
    rows = []
    for number, (match, marker_id) in enumerate(_under_markers(matches, markers)):
        segment = segments[_holding(segment_starts, match.start)]
        rows.append(
            Label(
                article_id=article_id,
                label_id=number,
                start=match.start,
                end=match.end,
                text=match.text,
                entry=match.entry.entry,
                frame=match.entry.frame,
                referent=match.entry.referent,
                sentence_id=sentences[_holding(sentence_starts, match.start)].sentence_id,
                segment_id=segment.segment_id,
                voice=segment.voice,
                speaker_id=segment.speaker_id,
                worded_by=segment.worded_by,
                marker_id=marker_id,
            )
        )
    return rows


def marker_rows(article_id: str, markers: Sequence[MarkerMatch], segments: Sequence[Segment]) -> list[Marker]:
    """Return the rows of `markers`: distanced by whoever worded the segment that the marker itself stands in.

    `origin_known` is False in a paraphrase: there it may have been the speaker's idea or the worder's.
    """
    starts = [segment.start for segment in segments]
    rows = []
    for number, match in enumerate(markers):
        segment = segments[_holding(starts, match.start)]
        rows.append(
            Marker(
                article_id=article_id,
                marker_id=number,
                **match._asdict(),
                **distance(segment),
            )
        )
    return rows


def distance(segment: Segment) -> dict[str, Any]:
    """Return what of a marker hangs on the segment it stands in: who distances, and whether that can be told."""
    return {
        "segment_id": segment.segment_id,
        "distanced_by": segment.worded_by,
        "origin_known": segment.voice != "paraphrase",
    }


def _holding(starts: Sequence[int], offset: int) -> int:
    return max(bisect_right(starts, offset) - 1, 0)


def _under_markers(
    matches: Sequence[LabelMatch], markers: Sequence[MarkerMatch]
) -> Iterator[tuple[LabelMatch, int | None]]:
    """Yield each match in text order with the number of the narrowest marker whose scope holds it."""
    waiting = sorted(enumerate(markers), key=lambda item: item[1].scope_start, reverse=True)
    near: list[tuple[int, MarkerMatch]] = []
    for match in sorted(matches, key=lambda match: match.start):
        while waiting and waiting[-1][1].scope_start <= match.start:
            near.append(waiting.pop())
        near = [item for item in near if item[1].scope_end > match.start]
        holding = [(m.scope_end - m.scope_start, number) for number, m in near if m.scope_end >= match.end]
        yield match, min(holding)[1] if holding else None


# matching --------------------------------------------------------------------------------------------------


class _Hit(NamedTuple):
    start: int
    end: int
    form: int
    part: int


class _Matcher:
    """Every spelling of some patterns, sought at once."""

    def __init__(self, patterns: Sequence[str]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.forms: list[tuple[int, Form]] = [
            (n, form) for n, pattern in enumerate(patterns) for form in forms(pattern)
        ]
        self._owners: dict[str, list[tuple[int, int]]] = {}
        for number, (_, form) in enumerate(self.forms):
            for part, words in enumerate(form.parts):
                self._owners.setdefault(words, []).append((number, part))
        self._words = list(self._owners)
        self._automaton = AhoCorasick(self._words)

    def hits(self, text: str) -> Iterator[_Hit]:
        """Yield each spelling that stands in the text as words of its own."""
        flat, origin = _flatten(text)
        for index, flat_start, flat_end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            if _inside_word(flat, flat_start, flat_end):
                continue
            start, end = flat_start, flat_end
            if origin:
                start, end = origin[flat_start], origin[flat_end - 1] + 1
            if not _NON.search(text, max(start - 4, 0), start):
                for form, part in self._owners[self._words[index]]:
                    yield _Hit(start, end, form, part)


@lru_cache(maxsize=8)
def _matcher(patterns: tuple[str, ...]) -> _Matcher:
    return _Matcher(patterns)


_HYPHEN = re.compile(r"(?<=\w)[-‐‑‒–](?=\w)")
_NON = re.compile(r"(?<!\w)[Nn]on[-‐‑‒–]$")
_LINE = re.compile(r"(?<!\n)\n(?!\s*\n)")
_ODD = re.compile(r" {2,}|[\u00ad\u200b-\u200f\u2060\ufeff]+")
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", **dict.fromkeys("\t\r\v\f\u00a0\u2007\u2009\u200a\u202f\u3000", " ")}
)


@lru_cache(maxsize=1)
def _flatten(text: str) -> tuple[str, list[int]]:
    """Return a text as patterns are written, and where each of its characters stood (empty: where it stands).

    Kept for the second lexicon that is sought in the same text, and for each of its hits.
    """
    flat = text.lower()
    if len(flat) != len(text):
        flat = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    flat = _LINE.sub(" ", flat.translate(_ALIKE))
    origin: list[int] = []
    if _ODD.search(flat):
        pieces, place = [], 0
        for odd in _ODD.finditer(flat):
            kept = " " if odd.group()[0] == " " else ""
            pieces += [flat[place : odd.start()], kept]
            origin += range(place, odd.start() + len(kept))
            place = odd.end()
        pieces.append(flat[place:])
        origin += range(place, len(flat))
        flat = "".join(pieces)
    return _HYPHEN.sub(" ", flat), origin


def _inside_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return _is_word(before) or _is_word(after)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or bool(character and unicodedata.combining(character))


def _fits(doc: "Doc", text: str, form: Form, hits: Sequence[_Hit]) -> bool:
    """Say whether the words have the parts of speech asked of them and no sentence begins among them."""
    for part, offset, asked in form.tags:
        start = hits[part].start
        if not _is(_token_at(doc, start + _written(text[start : hits[part].end], offset)), asked):
            return False
    start, end = hits[0].start, hits[-1].end
    if len(hits) == 1 and "\n" not in text[start:end]:
        return True
    first = _token_at(doc, start)
    return not any(token.is_sent_start is True for token in doc[first.i + 1 : _token_at(doc, end - 1).i + 1])


def _written(text: str, offset: int) -> int:
    """Return where a character of the flat text stands in the text as written."""
    _, origin = _flatten(text)
    return origin[offset] if offset < len(origin) else offset


def _is(token: "Token", asked: Pos) -> bool:
    pos = token.pos_
    if not pos or pos == "X":
        return True
    if asked == "NOUN":
        return pos in ("NOUN", "PROPN")
    if asked == "VERB":
        return pos in ("VERB", "AUX") or token.tag_.startswith("VB")
    if asked == "ADJ":
        return pos == "ADJ" or token.dep_ == "amod"
    return pos == "ADV" or token.dep_ == "advmod"


def _token_at(doc: "Doc", offset: int) -> "Token":
    """Return the token that holds a character, or the one before it where that is white space."""
    low, high = 0, len(doc)
    while low < high:
        middle = (low + high) // 2
        if doc[middle].idx <= offset:
            low = middle + 1
        else:
            high = middle
    return doc[max(low - 1, 0)]


# scopes ----------------------------------------------------------------------------------------------------


def _marker_hits(doc: "Doc", text: str, matcher: _Matcher) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the row and the place of each marker; of those that begin together only the longest."""
    longest: dict[int, tuple[int, int]] = {}
    openings: dict[int, list[_Hit]] = {}
    for hit in sorted(matcher.hits(text)):
        number, form = matcher.forms[hit.form]
        hits = [hit]
        if len(form.parts) == 2:
            if hit.part == 0:
                openings.setdefault(hit.form, []).append(hit)
                continue
            before = [opening for opening in openings.get(hit.form, [])[-1:] if 0 < hit.start - opening.end <= MAX_GAP]
            if not before or not _governs(doc, hit, before[0]):
                continue
            hits = [*before, hit]
        start, end = hits[0].start, hits[-1].end
        if _fits(doc, text, form, hits) and end > longest.get(start, (0, 0))[1]:
            longest[start] = number, end
    for start, (number, end) in longest.items():
        yield number, (start, end)


def _governs(doc: "Doc", hit: _Hit, opening: _Hit) -> bool:
    """Say whether the verb of a marker with a gap governs the word that the marker opens with: "what X calls"."""
    verb, what = _token_at(doc, hit.start), _token_at(doc, opening.start)
    return verb.is_ancestor(what) or what.head == what


def _scope(doc: "Doc", start: int, end: int, rule: Scope) -> tuple[int, int] | None:
    """Return the characters of the phrase a marker holds at arm's length."""
    first, last = _token_at(doc, start), _token_at(doc, end - 1)
    limit = _sentence_end(last)
    tokens = None
    if rule == "noun phrase":
        tokens = _up_to_head(last, limit) or _noun_run(doc, last.i + 1, limit)
    elif rule == "complement":
        tokens = _noun_run(doc, last.i + 1, limit)
    elif rule == "clause":
        tokens = _clause(first, limit)
    if tokens is None:
        return None
    return doc[tokens[0]].idx, doc[tokens[1]].idx + len(doc[tokens[1]])


def _sentence_end(token: "Token") -> int:
    """Return the index after the last token of a token's sentence, or of the longest phrase where that is nearer."""
    doc, i = token.doc, token.i + 1
    while i < len(doc) and doc[i].is_sent_start is not True and "\n" not in doc[i].text:
        i += 1
    return i


_INNER = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV", "SYM"})
_OUTER = frozenset({"ADP", "SCONJ", "PRON", "AUX", "DET"})
_BREAKS = frozenset(";:—")
_OPENERS = frozenset({"det", "poss", "predet"})


def _up_to_head(marker: "Token", limit: int) -> tuple[int, int] | None:
    """Return what stands between an adjective and the end of the noun it modifies."""
    head = marker.head
    if not marker.i < head.i < min(limit, marker.i + MAX_PHRASE) or head.pos_ not in ("NOUN", "PROPN"):
        return None
    between = marker.doc[marker.i + 1 : head.i]
    if any(token.pos_ in _OUTER or token.text in (";", ":", "(", ")") for token in between):
        return None
    return _trim(marker.doc, marker.i + 1, _name_end(head, limit))


def _noun_run(doc: "Doc", i: int, limit: int) -> tuple[int, int] | None:
    """Return the first noun phrase at a place, judged by parts of speech: its modifiers and its head noun."""
    while i < limit and (doc[i].is_quote or doc[i].dep_ in _OPENERS or doc[i].pos_ == "DET" or doc[i].is_space):
        i += 1
    last = None
    for token in doc[i : min(limit, i + MAX_PHRASE)]:
        joined = token.text in "-–" or token.tag_ == "POS" or token.dep_ == "amod"
        if token.pos_ in ("NOUN", "PROPN"):
            last = token
        elif not joined and token.pos_ not in _INNER:
            break
    return None if last is None else _trim(doc, i, _name_end(last, limit))


def _name_end(head: "Token", limit: int) -> int:
    """Return the index of a phrase's last token: its head noun, or the end of the name that this stands in."""
    i = head.i
    while head.ent_iob and i + 1 < limit and head.doc[i + 1].ent_iob_ == "I" and head.ent_type_:
        i += 1
    return i


def _clause(adverb: "Token", limit: int) -> tuple[int, int] | None:
    """Return the clause an adverb modifies: what follows the adverb, or what precedes it where nothing follows."""
    doc, head = adverb.doc, adverb.head
    if head.i == adverb.i:
        return None
    if head.dep_ == "amod" and head.head.i > head.i:
        return _up_to_head(head, limit) and _trim(doc, adverb.i + 1, head.head.i)
    if head.pos_ not in ("VERB", "AUX"):
        return _noun_run(doc, adverb.i + 1, limit)
    first = adverb.i
    while first > head.left_edge.i and doc[first - 1].text not in _BREAKS:
        first -= 1
    return _trim(doc, adverb.i + 1, min(head.right_edge.i, limit - 1)) or _trim(doc, first, adverb.i - 1)


def _trim(doc: "Doc", first: int, last: int) -> tuple[int, int] | None:
    """Return a stretch of tokens without punctuation and white space at its ends; None where nothing is left."""
    while first <= last and (doc[first].is_punct or doc[first].is_space or doc[first].is_quote):
        first += 1
    while last >= first and (doc[last].is_punct or doc[last].is_space or doc[last].is_quote):
        last -= 1
    return (first, last) if first <= last else None
