"""What remains a rule: names before colons, speech introduced by the sentence before it, quotations without a source.

Labels of the parse are spaCy's English ones (ClearNLP).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..cleaning import Quotation
from ..lexicon import Lexicon
from .parts import Draft, Part, Quoted, noun_phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CONFIDENCE: dict[str, float] = {
    "turn": 0.95,
    "colon": 0.63,
    "beside": 0.55,
    "deictic": 0.29,
    "unsourced": 0.02,
    "inside": 0.5,
}
"""How far a rule is to be trusted: the share of its attributions that people marked too, measured on PolNeAR's train
split with `tests/benchmarks/attribution.py --rules`. People seldom mark a quotation that has no source. Of three
transcripts there, two have all their 20 turns marked as they are found; in the third people marked only what its 40
turns hold, so no share of them is taken."""
LONGEST_NAME = 8
"""Tokens of a name before a colon."""
NOMINAL = ("PROPN", "PRON", "NOUN")

UNSOURCED = Draft(None, None, None, None, [], "unsourced", CONFIDENCE["unsourced"])


def before(doc: "Doc", q: Quotation, quoted: Quoted) -> "Token | None":
    """Return the token that a quotation follows, over a colon's line end as well, or None."""
    some = quoted.text[max(0, q.start - 20) : q.start]
    kept = some.rstrip()
    if not kept or ("\n" in some[len(kept) :] and kept[-1] != ":"):
        return None
    at = q.start - len(some) + len(kept)
    last = doc.char_span(at - 1, at, alignment_mode="expand")
    return last[0] if last is not None and not last.text.isspace() else None


def introduced(doc: "Doc", q: Quotation, quoted: Quoted, lexicon: Lexicon) -> Draft | None:
    """Return the draft of a quotation no cue claims, with who speaks before it in its paragraph, or None.

    That is the subject before a colon, or of a reporting sentence right before it ("X agreed. …").
    """
    token = before(doc, q, quoted)
    if token is None:
        return None
    if token.text == ":":
        subjects = [t for t in token.sent if t.dep_ == "nsubj" and t.i < token.i and t.pos_ in NOMINAL]
        main = [t for t in subjects if t.head.dep_ == "ROOT"]
        subject = next(iter((main or subjects)[-1:]), None)
        if subject is not None and subject.tag_ not in ("WP", "WDT"):
            return Draft(noun_phrase(subject), (token.i, token.i + 1), ":", None, [], "colon", CONFIDENCE["colon"])
    elif token.text in (".", "”", '"', ",") and "\n" not in quoted.text[token.idx : q.start]:
        verb = token.sent.root
        entry = lexicon.verb_cues.get(verb.lemma_.lower())
        if entry and entry.act == "speech" and ("clause" in entry.frames or "quote" in entry.frames):
            subject = _subject(verb)
            if subject is not None and subject.lower_ not in ("i", "there"):
                cue = (verb.i, verb.i + 1)
                return Draft(noun_phrase(subject), cue, entry.lemma, entry, [], "beside", CONFIDENCE["beside"])
    return None


def _subject(verb: "Token") -> "Token | None":
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)


def colons(doc: "Doc", quoted: Quoted, lexicon: Lexicon, n_headline: int) -> Iterator[Draft]:
    """Yield `Name: "…"` at the start of a line, `Name: clause` in the headline, and the turns of a transcript."""
    starts_line = True
    turns = {quoted.tokens[n][0]: n for n, q in enumerate(quoted.quotations) if q.is_turn}
    for token in doc:
        if token.is_space:
            starts_line = starts_line or "\n" in token.text
        elif starts_line:
            starts_line = False
            line = range(token.i + 1, _line_end(doc, token.i)) if turns else ()
            said = next((i for i in line if i in turns), None)
            if said is not None:
                yield _said(token.i, said - 1, quoted.tokens[turns[said]], "turn")
                continue
            colon = _colon(doc, token.i, lexicon, n_headline)
            if colon is None:
                continue
            number = quoted.child_at(colon + 2, -1) if colon + 2 < len(doc) and doc[colon + 1].is_quote else -1
            if number >= 0:
                yield _said(token.i, colon, quoted.tokens[number])
            elif doc[colon].idx < n_headline:
                yield _said(token.i, colon, (colon + 1, _line_end(doc, colon)))


def _said(first: int, colon: int, content: Part, rule: str = "colon") -> Draft:
    return Draft((first, colon), (colon, colon + 1), ":", None, [content], rule, CONFIDENCE[rule])


def _line_end(doc: "Doc", token: int) -> int:
    return next((i for i in range(token, len(doc)) if "\n" in doc[i].text), len(doc))


def _colon(doc: "Doc", first: int, lexicon: Lexicon, n_headline: int) -> int | None:
    """Return the colon behind the name that a line begins with."""
    colon = next((i for i in range(first + 1, min(first + LONGEST_NAME + 1, len(doc) - 1)) if doc[i].text == ":"), None)
    if colon is None:
        return None
    name = doc[first:colon]
    named = any(t.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") for t in name) or name[-1].lower_ in lexicon.role_by
    if doc[colon].idx >= n_headline:
        named = named or any(t.pos_ == "PROPN" for t in name)
    else:
        named = named or (name[0].is_title and doc[colon + 1].is_quote)
    if not named or any(t.pos_ in ("VERB", "AUX") or t.is_quote or t.is_space or t.text in ".?!;" for t in name):
        return None
    return colon
