"""Inside contents, the cues of the lexicon that the model passes over, read off the parse.

The corpus the model learned from leaves everything inside a content uncoded, so there it is too shy. Labels of the
parse are spaCy's English ones (ClearNLP).
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..lexicon import Cue, Lexicon
from .cues import FINITE, entry_of, may_speak
from .parts import Draft, Part, Quoted, minus, noun_phrase, span
from .rules import CONFIDENCE

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = ("nsubj", "nsubjpass")
_CLAUSES = ("ccomp", "xcomp", "advcl", "conj", "acl")
_BEING = ("be", "become", "feel", "get", "remain", "stay")
_MINDED = frozenset({
    "adamant", "afraid", "alarmed", "angry", "annoyed", "anxious", "ashamed", "certain", "confident", "convinced",
    "delighted", "determined", "disappointed", "dissatisfied", "doubtful", "eager", "fearful", "furious", "glad",
    "grateful", "happy", "hopeful", "keen", "nervous", "pleased", "proud", "reluctant", "satisfied", "sceptical",
    "skeptical", "sorry", "sure", "suspicious", "thankful", "unaware", "uncertain", "unhappy", "unsure", "unwilling",
    "upset", "wary", "worried",
})  # fmt: skip
"""Adjectives for what somebody feels or believes."""
LONGEST_CLIMB = 4
"""Verbs climbed to find the subject of one that has none of its own."""


def passed_over(
    doc: "Doc", lexicon: Lexicon, quoted: Quoted, contents: Iterable[Part], known: set[int]
) -> Iterator[Draft]:
    """Yield what is introduced in some contents by verbs and nouns of the lexicon and by adjectives of feeling.

    What is among the `known` cues is left out, and what hangs on one other than as its clause: that is what is said.
    """
    for start, end in contents:
        for token in doc[start:end]:
            if token.i in known or token.pos_ not in ("VERB", "NOUN", "ADJ"):
                continue
            if token.head.i in known and token.dep_ != "ccomp":
                continue
            draft = _adjective(token, quoted) if token.pos_ == "ADJ" else _listed(token, lexicon, quoted)
            if draft is not None and all(start <= a and b <= end for a, b in draft.content):
                yield draft


def _listed(token: "Token", lexicon: Lexicon, quoted: Quoted) -> Draft | None:
    """Return what a verb or noun of the lexicon introduces."""
    entry = entry_of(token, lexicon)
    if entry is None or entry.pos == "phrase" or (entry.pos == "noun") != (token.pos_ == "NOUN"):
        return None
    return _noun(token, entry) if entry.pos == "noun" else _verb(token, entry, quoted)


def _adjective(word: "Token", quoted: Quoted) -> Draft | None:
    """Return what an adjective of feeling or belief introduces: "was afraid of the river", "is sure he was armed"."""
    verb = word.head
    if word.dep_ != "acomp" or word.lower_ not in _MINDED or verb.lemma_.lower() not in _BEING:
        return None
    subject = subject_of(verb)
    if subject is None or not may_speak(verb.doc, noun_phrase(subject), quoted) or word.i < verb.i:
        return None
    preps = [c for c in word.children if c.dep_ == "prep" and c.i > word.i]
    things = [c for p in preps[:1] for c in p.children if c.dep_ in ("pobj", "pcomp")]
    clauses = [c for c in word.children if c.dep_ in ("ccomp", "xcomp") and c.i > word.i]
    content = [span(c) for c in (clauses or things)[:1]]
    source = noun_phrase(subject)
    if not content or any(c.dep_ == "neg" for c in verb.children):
        return None
    return Draft(
        source, (verb.i, word.i + 1), word.lower_, None, minus(content, [source]), "inside", CONFIDENCE["inside"]
    )


def _noun(noun: "Token", entry: Cue) -> Draft | None:
    """Return what a noun and the clause it governs introduce: "his boast that …", "suggestions that …"."""
    clause = next((c for c in noun.children if c.dep_ in ("acl", "ccomp") and c.i > noun.i and _is_finite(c)), None)
    if clause is None or not any(c.dep_ == "mark" for c in clause.children):
        return None
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    source = span(owner) if owner is not None else None
    return _draft(source, noun, entry, [span(clause)])


def _verb(verb: "Token", entry: Cue, quoted: Quoted) -> Draft | None:
    if any(c.dep_ == "neg" for c in verb.children) and entry.act != "speech":
        return None
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    content = _content(verb, entry, passive)
    if not content:
        return None
    if passive:
        agent = next((g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
        source = noun_phrase(agent) if agent is not None else None
    else:
        subject = subject_of(verb)
        if subject is None or not may_speak(verb.doc, noun_phrase(subject), quoted):
            return None
        source = noun_phrase(subject)
    return _draft(source, verb, entry, content)


def _draft(source: Part | None, cue: "Token", entry: Cue, content: list[Part]) -> Draft:
    holes = [(cue.i, cue.i + 1), *([source] if source else [])]
    return Draft(source, holes[0], entry.lemma, entry, minus(content, holes), "inside", CONFIDENCE["inside"])


def subject_of(verb: "Token") -> "Token | None":
    """Return who does what a verb says: its subject, or that of the verb it is coordinated with or subordinate to."""
    node = verb
    for _ in range(LONGEST_CLIMB):
        subject = next((c for c in node.children if c.dep_ in _SUBJECTS), None)
        if subject is not None:
            relative = subject.tag_ in ("WP", "WDT") and node.dep_ == "relcl"
            return node.head if relative else None if subject.dep_ == "expl" else subject
        if node.dep_ == "acl":
            return node.head
        held = next((c for c in node.head.children if c.dep_ == "dobj" and node.head.i < c.i < node.i), None)
        if node.i == verb.i and held is not None and node.dep_ in ("xcomp", "ccomp", "advcl") and node.tag_ == "VBG":
            return held
        if node.dep_ not in _CLAUSES or node.head.i == node.i:
            return None
        node = node.head
    return None


def _content(verb: "Token", entry: Cue, passive: bool) -> list[Part]:
    """Return what a verb introduces, by the constructions its row of the lexicon allows."""
    frames = entry.frames
    for child in verb.children:
        dep, after = child.dep_, child.i > verb.i
        infinitive = any(c.tag_ == "TO" for c in child.children)
        if dep == "ccomp" and "clause" in frames and not infinitive and (_is_finite(child) or not after):
            return [span(child)]
        if not after:
            continue
        if dep in ("acomp", "oprd", "ccomp", "xcomp") and "predicate" in frames and not infinitive and not passive:
            first = next((c for c in verb.children if c.dep_ == "dobj"), child)
            return [(min(span(first)[0], span(child)[0]), span(child)[1])]
        if dep in ("xcomp", "ccomp") and (
            ("infinitive" in frames and infinitive) or ("gerund" in frames and child.tag_ == "VBG")
        ):
            return [span(child)]
        if dep == "ccomp" and "object" in frames and "clause" not in frames:
            return [span(child)]
        if dep == "prep" and child.lower_ in frames:
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            named = next((c for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < child.i), None)
            if child.lower_ == "as" and named is not None:
                return [(span(named)[0], span(child)[1])]
            if inner is not None:
                return [span(inner)]
    thing = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
    if "object" in frames and not passive and thing is not None and thing.tag_ not in ("WP", "WDT"):
        if entry.act == "speech" and thing.pos_ == "PRON":
            return []
        if thing.tag_ == "PRP" and (any(c.i > thing.i and not c.is_punct for c in verb.children)):
            return []
        return [span(thing)]
    return []


def _is_finite(verb: "Token") -> bool:
    """Say whether a clause has a finite verb."""
    return verb.tag_ in FINITE or any(c.tag_ in FINITE for c in verb.children if c.dep_ in ("aux", "auxpass", "cop"))
