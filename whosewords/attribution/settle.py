"""Drafts of attributions to attributions: quotations whole, no two for the same words, speech carried on, nested."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..cleaning import Quotation
from ..tables import Mode
from .cues import act_of
from .parts import Draft, Found, Part, Quoted, length, merge, minus, shared
from .rules import CONFIDENCE, UNSOURCED, before, introduced

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ..lexicon import Lexicon

LONGEST_SCARE = 8
"""Words: a quotation up to this long, without a clause of its own and claimed by no cue, is scare quotes."""
SAME_WORDS = 0.6
"""Dice coefficient from which two drafts are taken to be about the same words."""

LONGEST_GAP = 200
"""Characters between a quotation and the next paragraph's that may still be the same speech."""

_POINTERS = frozenset({"this", "that", "it", "so", "as much", "these", "those", "the news", "the information"})


class _Row:
    """A draft with its content in characters, while it is settled."""

    def __init__(self, draft: Draft, content: list[Part]) -> None:
        self.draft = draft
        self.content = content

    @property
    def start(self) -> int:
        return self.content[0][0]


def settle(doc: "Doc", drafts: Iterable[Draft], quoted: Quoted, lexicon: "Lexicon") -> list[Found]:
    """Return drafts as attributions, parents before children, each level in text order."""
    rows = [_Row(d, content) for d in drafts if (content := _content(doc, d, quoted))]
    rows = _without_rivals(doc, sorted(rows, key=lambda r: r.start))
    rows = _with_loose_quotations(doc, rows, quoted, lexicon)
    parents = _parents(doc, rows)
    depths = [_depth(i, parents) for i in range(len(rows))]
    order = sorted(range(len(rows)), key=lambda i: (depths[i], rows[i].start))
    place = {i: n for n, i in enumerate(order)}
    return [_found(doc, rows[i], quoted, None if (p := parents[i]) is None else place[p], depths[i]) for i in order]


def _chars(doc: "Doc", part: Part) -> Part:
    last = doc[part[1] - 1]
    return doc[part[0]].idx, last.idx + len(last)


def _content(doc: "Doc", draft: Draft, quoted: Quoted) -> list[Part]:
    """Return the content in characters: over the whole of a quotation it touches, inside the cue's own quotation."""
    around = quoted.innermost[draft.cue[0]] if draft.cue else -1
    out: list[Part] = []
    own = [part for part in (draft.cue, draft.source) if part]
    for first, last in minus(draft.content, own):
        first, last = _trim(doc, first, last)
        if first >= last:
            continue
        start, end = _chars(doc, (first, last))
        numbers = {quoted.child_at(i, around) for i in range(first, last) if quoted.innermost[i] not in (-1, around)}
        for number in numbers - {-1}:
            q = quoted.quotations[number]
            if draft.cue and q.start <= doc[draft.cue[0]].idx < q.end:
                end = min(end, q.start) if start < q.start else end
                start = max(start, q.end) if start >= q.start else start
                continue
            start, end = min(start, q.inner_start), max(end, q.inner_end)
        if around >= 0:
            start, end = (
                max(start, quoted.quotations[around].inner_start),
                min(end, quoted.quotations[around].inner_end),
            )
        if start < end:
            out.append((start, end))
    holes = [_chars(doc, part) for part in own]
    return [
        p for p in _joined(quoted.text, minus(merge(out), holes)) if any(map(str.isalnum, quoted.text[p[0] : p[1]]))
    ]


def _joined(text: str, parts: list[Part]) -> list[Part]:
    """Return stretches with those made one that only a conjunction or a comma stands between."""
    out: list[Part] = []
    for start, end in parts:
        if out and text[out[-1][1] : start].strip(" ,;").lower() in ("", "and", "but", "or"):
            start = out.pop()[0]
        out.append((start, end))
    return out


def _trim(doc: "Doc", first: int, last: int) -> Part:
    """Return a stretch without white space and punctuation at its ends, and without the "that" that introduces it."""
    while first < last and (doc[first].is_space or doc[first].is_punct):
        first += 1
    if first < last and doc[first].dep_ == "mark" and doc[first].lower_ == "that":
        first += 1
    while first < last and (doc[last - 1].is_space or doc[last - 1].is_punct):
        last -= 1
    return first, last


def _without_rivals(doc: "Doc", rows: list[_Row]) -> list[_Row]:
    """Return rows in text order, of those about the same words the most trusted and then the nearest one."""
    kept: list[_Row] = []
    for row in rows:
        rivals = [r for r in kept[-8:] if _dice(r.content, row.content) >= SAME_WORDS and not _nested(doc, r, row)]
        if not rivals:
            kept.append(row)
        elif all(_trust(doc, row) > _trust(doc, r) for r in rivals):
            kept = [r for r in kept if r not in rivals] + [row]
    return kept


def _dice(a: list[Part], b: list[Part]) -> float:
    return 2 * shared(a, b) / (length(a) + length(b))


def _nested(doc: "Doc", a: _Row, b: _Row) -> bool:
    """Say whether the cue of one stands in the content of the other."""
    return any(
        x.draft.cue is not None and any(s <= doc[x.draft.cue[0]].idx < e for s, e in y.content)
        for x, y in ((a, b), (b, a))
    )


def _trust(doc: "Doc", row: _Row) -> tuple[float, bool, int]:
    draft = row.draft
    cue = doc[draft.cue[0]].idx if draft.cue else 0
    distance = min(min(abs(cue - s), abs(cue - e)) for s, e in row.content)
    return draft.confidence, draft.source is not None, -distance


def _with_loose_quotations(doc: "Doc", rows: list[_Row], quoted: Quoted, lexicon: "Lexicon") -> list[_Row]:
    """Return rows with the quotations that no cue claims: carried on, without a source, or left as scare quotes.

    A quotation goes on with the speech before it where it reopens it in a new paragraph, follows it in the same
    paragraph with at most the reporting clause between, or fills the next paragraph; then it is one attribution with
    more content.
    """
    owners: list[int] = [-1] * len(quoted.quotations)
    for number, row in enumerate(rows):
        for start, end in row.content:
            for k in touched(quoted, start, end):
                if not _holds(doc, quoted.quotations[k], row):
                    owners[k] = number
    previous = -1
    for k, q in enumerate(quoted.quotations):
        if q.level:
            continue
        if owners[k] < 0 and _words(doc, k, quoted) and not is_scare(doc, k, quoted):
            content = [(q.inner_start, q.inner_end)]
            mark = before(doc, q, quoted)
            colon = mark if mark is not None and mark.text == ":" else None
            announced = _announced(rows, colon) if colon is not None else None
            if colon is None and previous >= 0 and owners[previous] >= 0:
                announced = owners[previous] if _goes_on(doc, rows[owners[previous]], previous, k, quoted) else None
            if announced is not None:
                owners[k] = announced
                rows[owners[k]].content += content
            else:
                owners[k] = len(rows)
                rows.append(_Row(introduced(doc, q, quoted, lexicon) or UNSOURCED, content))
        previous = k
    for row in rows:
        row.content = merge(row.content)
    return sorted(rows, key=lambda r: r.start)


def _announced(rows: list[_Row], colon: "Token") -> int | None:
    """Return the row whose cue stands in the sentence that ends in a colon before a quotation."""
    first = colon.sent.start
    cues = [
        (row.draft.cue[0], number)
        for number, row in enumerate(rows)
        if row.draft.cue is not None and first <= row.draft.cue[0] < colon.i
    ]
    return max(cues)[1] if cues else None


def _goes_on(doc: "Doc", row: _Row, previous: int, number: int, quoted: Quoted) -> bool:
    """Say whether a quotation goes on with the one before it, which a row holds."""
    before, q = quoted.quotations[previous], quoted.quotations[number]
    if before.continues:
        return True
    gap = quoted.text[before.end : q.start]
    if "\n" in gap:
        return len(gap) < LONGEST_GAP and _whole_paragraph(quoted.text, q)
    if row.draft.cue is None or len(gap.split()) <= 2:
        return row.draft.cue is not None
    return before.end <= doc[row.draft.cue[0]].idx < q.start


def _holds(doc: "Doc", q: Quotation, row: _Row) -> bool:
    """Say whether the cue of a row stands inside a quotation, so that the quotation is not the row's own."""
    return row.draft.cue is not None and q.start <= doc[row.draft.cue[0]].idx < q.end


def touched(quoted: Quoted, start: int, end: int) -> Iterable[int]:
    """Return the numbers of the quotations that share something with a stretch of characters."""
    starts = quoted.starts
    first = max(0, bisect_right(starts, start) - 1)
    while first > 0 and quoted.quotations[first].level:
        first -= 1
    return (k for k in range(first, bisect_left(starts, end)) if quoted.quotations[k].inner_end > start)


def _whole_paragraph(text: str, q: Quotation) -> bool:
    """Say whether a quotation fills its paragraph."""
    start = text.rfind("\n", 0, q.start) + 1
    end = text.find("\n", q.end)
    rest = text[start : q.start] + text[q.end : end if end >= 0 else len(text)]
    return not any(map(str.isalnum, rest))


def is_scare(doc: "Doc", number: int, quoted: Quoted) -> bool:
    """Say whether a quotation that no cue claims is a phrase held at a distance, not speech."""
    words = _words(doc, number, quoted)
    if not 0 < len(words) <= LONGEST_SCARE:
        return False
    clause = any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in words) and any(
        t.pos_ in ("VERB", "AUX") for t in words
    )
    q, text = quoted.quotations[number], quoted.text
    before = text[max(0, q.start - 20) : q.start].rstrip(" ")[-1:]
    alone = before in ("", "\n", ".", "!", "?", ":", "”", '"') and len(words) > 2
    return not clause and not alone and text[q.inner_end - 1] not in "!?"


def _words(doc: "Doc", number: int, quoted: Quoted) -> "list[Token]":
    """Return the first words of a quotation, one more than a scare quote has, from among as many tokens as matter."""
    first, last = quoted.tokens[number]
    tokens = doc[first : min(last, first + 4 * LONGEST_SCARE)]
    return [t for t in tokens if any(map(str.isalnum, t.text))][: LONGEST_SCARE + 1]


def _parents(doc: "Doc", rows: list[_Row]) -> list[int | None]:
    """Return for each row the one whose content is the smallest that its cue stands in."""
    holder = [-1] * len(doc)
    for number in sorted(range(len(rows)), key=lambda i: -length(rows[i].content)):
        for start, end in rows[number].content:
            part = doc.char_span(start, end, alignment_mode="expand")
            if part is not None:
                holder[part.start : part.end] = [number] * (part.end - part.start)
    parents: list[int | None] = []
    for number, row in enumerate(rows):
        parent = holder[row.draft.cue[0]] if row.draft.cue else -1
        parents.append(parent if parent not in (-1, number) else None)
    for number in range(len(rows)):
        seen = {number}
        node = number
        while (above := parents[node]) is not None:
            if above in seen:
                parents[node] = None
                break
            seen.add(above)
            node = above
    return parents


def _depth(number: int, parents: list[int | None]) -> int:
    depth = 0
    node = parents[number]
    while node is not None:
        depth, node = depth + 1, parents[node]
    return depth


def _found(doc: "Doc", row: _Row, quoted: Quoted, parent: int | None, depth: int) -> Found:
    draft, entry = row.draft, row.draft.entry
    cuts = not (len(row.content) == 1 and quoted.text[slice(*row.content[0])].lower() in _POINTERS)
    rule = draft.rule if cuts else "deictic"
    return Found(
        _chars(doc, draft.source) if draft.source else None,
        _chars(doc, draft.cue) if draft.cue else None,
        draft.lemma,
        entry.stance if entry is not None and draft.cue else None,
        act_of(doc, draft),
        _mode(doc, row, quoted),
        tuple(row.content),
        rule,
        draft.confidence if cuts else min(draft.confidence, CONFIDENCE["deictic"]),
        parent,
        depth,
        cuts,
    )


def _mode(doc: "Doc", row: _Row, quoted: Quoted) -> Mode:
    """Return direct, indirect or mixed: how much of the content stands in marks that do not hold the cue as well."""
    cue = doc[row.draft.cue[0]].idx if row.draft.cue else -1
    marks = [
        (q.inner_start, q.inner_end)
        for start, end in row.content
        for q in (quoted.quotations[k] for k in touched(quoted, start, end))
        if not q.start <= cue < q.end
    ]
    share = shared(row.content, merge(marks)) / length(row.content)
    return "direct" if share >= 0.9 else "mixed" if share else "indirect"
