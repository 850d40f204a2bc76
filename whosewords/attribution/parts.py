"""Stretches of a text, its quotations by token, and the records of an attribution while it is found."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..cleaning import Quotation
from ..tables import Act, Mode, Stance
from .titles import without_names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from ..lexicon import Cue

LONGEST_TITLE = 4
"""Tokens from a title to the name it stands before ("Captain Jane Holt")."""

Part = tuple[int, int]
"""Start and end of a stretch: in tokens while searching, in characters in what is handed out."""


class Draft(NamedTuple):
    """What a cue may introduce, in tokens, before quotations, rivals and nesting are settled."""

    source: Part | None
    cue: Part | None
    lemma: str | None
    entry: "Cue | None"
    content: list[Part]
    rule: str
    confidence: float


class Found(NamedTuple):
    """An attribution of one text, in characters; `parent` is its position in the list it is handed out in."""

    source: Part | None
    cue: Part | None
    cue_lemma: str | None
    stance: Stance | None
    act: Act
    mode: Mode
    content: tuple[Part, ...]
    rule: str
    confidence: float
    parent: int | None
    depth: int
    cuts: bool
    """False where the content only points back ("This was reported by X"): it names a source and cuts no voice."""


class Quoted:
    """The quotations of a text, without nicknames and titles of works, and for each token the innermost around it."""

    def __init__(self, doc: "Doc", quotations: list[Quotation]) -> None:
        self.text = doc.text
        """The text once: a Doc puts it together anew each time it is asked."""
        self.quotations = quotations = without_names(doc, quotations)
        self.starts = [q.start for q in quotations]
        starts = [t.idx for t in doc]
        ends = [t.idx + len(t) for t in doc]
        self.tokens: list[Part] = []
        """For each quotation, the tokens inside its marks."""
        self.innermost = [-1] * len(doc)
        """For each token, the number of the innermost quotation whose marks it stands between, or −1."""
        for number, q in enumerate(quotations):
            first, last = bisect_right(ends, q.inner_start), bisect_right(starts, q.inner_end - 1)
            self.tokens.append((first, max(first, last)))
            self.innermost[first:last] = [number] * (last - first)

    def child_at(self, token: int, around: int) -> int:
        """Return the quotation a token stands in, one level inside `around` (−1: the text itself), or −1."""
        number = self.innermost[token]
        if number in (-1, around):
            return -1
        level = self.quotations[around].level + 1 if around >= 0 else 0
        while number > 0 and self.quotations[number].level > level:
            number -= 1
        return number if self.quotations[number].level == level else -1


def span(token: "Token") -> Part:
    """Return the stretch of tokens from the left edge of a token's subtree to its right edge."""
    return token.left_edge.i, token.right_edge.i + 1


def noun_phrase(noun: "Token") -> Part:
    """Return a noun with what belongs to its name: without relative clauses, participles and what is set off."""
    start, end = span(noun)
    for child in noun.children:
        if child.i > noun.i and child.dep_ in ("relcl", "acl", "cc", "conj", "punct", "parataxis", "dep"):
            if child.dep_ == "punct" and child.text in "-–/'’":
                continue
            if child.dep_ in ("cc", "conj") and noun.dep_ != "pobj":
                continue
            end = min(end, child.left_edge.i)
    return start, max(end, noun.i + 1)


def name_in(doc: "Doc", source: Part) -> "Span":
    """Return the noun phrase that a source is about: without "…, who resigned", whole where its head stands outside."""
    head = doc[slice(*source)].root
    if head.dep_ in ("relcl", "acl") and head.pos_ in ("VERB", "AUX") and head.head.pos_ in ("NOUN", "PROPN", "PRON"):
        head = head.head
    while head.dep_ == "compound" and 0 < head.head.i - head.i < LONGEST_TITLE:
        head = head.head
    if head.pos_ not in ("NOUN", "PROPN", "PRON"):
        return doc[slice(*source)]
    start, end = noun_phrase(head)
    bare = doc[start].lower_ == "that" and 0 < start < head.i
    bare = bare and (head.tag_ in ("NNS", "NNP", "NNPS") or doc[start - 1].pos_ == "VERB")
    while end < len(doc) and "-" in (doc[end].text, doc[end - 1].text) and not doc[end - 1].whitespace_:
        end += 1  # "daughter-in-law" is several tokens
    end -= end - 1 > head.i and doc[end - 1].dep_ == "case"
    return doc[start + bare : end]


def tokens(doc: "Doc", parts: Iterable[Part]) -> list[Part]:
    """Return stretches of characters as stretches of tokens."""
    spans = (doc.char_span(start, end, alignment_mode="expand") for start, end in parts)
    return [(s.start, s.end) for s in spans if s is not None]


def innermost(doc: "Doc", found: Sequence[Found]) -> list[int]:
    """Return for each token the number of the innermost attribution in whose content it stands, or −1."""
    out = [-1] * len(doc)
    for number, f in sorted(enumerate(found), key=lambda nf: nf[1].depth):
        for start, end in tokens(doc, f.content) if f.cuts else ():
            out[start:end] = [number] * (end - start)
    return out


def outermost(drafts: Sequence[Draft], n_tokens: int) -> list[Draft]:
    """Return the drafts whose cue stands in no other's content; of two that hold each other's cue, both."""
    holder: list[Draft | None] = [None] * n_tokens
    for draft in sorted(drafts, key=lambda d: -length(d.content)):
        for start, end in draft.content:
            holder[start:end] = [draft] * (end - start)

    def is_inner(draft: Draft) -> bool:
        around = holder[draft.cue[0]] if draft.cue else None
        if around is None or around is draft:
            return False
        return around.cue is None or not any(start <= around.cue[0] < end for start, end in draft.content)

    return [d for d in drafts if not is_inner(d)]


def merge(parts: Iterable[Part]) -> list[Part]:
    """Return stretches in order, those that overlap or touch as one."""
    out: list[Part] = []
    for start, end in sorted(parts):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def minus(parts: Iterable[Part], holes: Iterable[Part]) -> list[Part]:
    """Return stretches without the holes."""
    out = list(parts)
    for a, b in holes:
        out = [p for s, e in out for p in ((s, min(e, a)), (max(s, b), e)) if p[0] < p[1]]
    return out


def length(parts: Iterable[Part]) -> int:
    """Return how much the stretches hold together."""
    return sum(b - a for a, b in parts)


def shared(a: Sequence[Part], b: Sequence[Part]) -> int:
    """Return how much two lists of stretches have in common; each is in order and free of overlaps."""
    total = i = j = 0
    while i < len(a) and j < len(b):
        total += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return total
