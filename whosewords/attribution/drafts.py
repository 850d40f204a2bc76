"""What the model reads becomes drafts; what is said in a content is searched again, to any depth."""

import json
import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lexicon import Cue, Lexicon
from .cues import entry_of, may_speak
from .features import WEIGHTS, Features, lift, split, window
from .inside import passed_over, subject_of
from .model import Floats, Reading, Runner, read, runner
from .parts import Draft, Part, Quoted, name_in, noun_phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LEAST_CUE = 0.1
"""What is less likely a cue is not read any further."""
LEAST_CUE_INSIDE = 0.3
"""The same inside a content, where words that would be cues outside are seldom coded in what the model learned from."""
DEEPEST = 8
"""Levels of speech within speech that are searched."""
GOVERNS = 0.05
"""Inside a content, a verb or noun of cues.csv that governs a clause is a cue from this probability on: the corpus the
model learned from leaves such cues uncoded."""
LEAST_INSIDE = 0.4
"""Inside a content, what is less likely than this is left out."""
LEAST_UNLISTED = 0.6
"""The same of a cue that the lexicon lacks."""
SHORTEST = 3
"""Tokens: in a content with fewer, nobody is searched for."""


@cache
def settings() -> dict[str, Any]:
    """Return what was chosen on the articles held back in training: the scale of confidence, and the least of it."""
    return dict(json.loads((WEIGHTS / "settings.json").read_text(encoding="utf-8")))


def outer(doc: "Doc", f: Features, lexicon: Lexicon, quoted: Quoted, run: Runner | None = None, chosen: dict[str, Any] | None = None) -> list[Draft]:  # fmt: skip  # noqa: E501
    """Return what the cues of a text introduce, in the order of the cues."""
    chosen = chosen or settings()
    readings = read(doc, f, run or runner(), LEAST_CUE)
    made = (_draft(doc, r, lexicon, quoted, chosen) for r in readings)
    return [d for d in made if d is not None and d.confidence >= chosen["least"]]


def inner(doc: "Doc", f: Features, lexicon: Lexicon, quoted: Quoted, contents: list[Part], seen: set[int], run: Runner | None = None, chosen: dict[str, Any] | None = None) -> list[Draft]:  # fmt: skip  # noqa: E501
    """Return what cues inside of contents introduce, and those inside of theirs, to any depth.

    `contents` are stretches of tokens; the cues at the tokens `seen` are known already.
    """
    chosen, run = chosen or settings(), run or runner()
    least = _thresholds(doc, lexicon, LEAST_CUE_INSIDE)
    out: list[Draft] = []
    known = set(seen)
    for _ in range(DEEPEST - 1):
        within, stretches = _inside(doc, f, contents, lexicon)
        parts = (part for stretch in stretches for part in split(within, stretch))
        readings = read(doc, within, run, least, (window(within, *part) for part in parts))
        readings = [r._replace(source=_subject_instead(doc, r)) for r in readings]
        made = [d for r in readings if r.cue not in known and (d := _draft(doc, r, lexicon, quoted, chosen))]
        made = [d for d in made if d.confidence >= _least_inside(d) and not _is_deed(doc, d)]
        made = [_without_next_clause(doc, _quotation_alone(doc, d, quoted)) for d in made]
        known.update(i for d in made if d.cue for i in range(*d.cue))
        made += passed_over(doc, lexicon, quoted, contents, known)
        known.update(r.cue for r in readings)
        known.update(d.cue[0] for d in made if d.cue)
        out += made
        contents = [part for d in made for part in d.content]
        if not contents:
            break
    return out


def _least_inside(draft: Draft) -> float:
    """Return from which confidence a draft inside a content is kept: more is asked of a cue the lexicon lacks."""
    return LEAST_INSIDE if draft.entry is not None else LEAST_UNLISTED


def _is_deed(doc: "Doc", draft: Draft) -> bool:
    """Say whether a cue is an infinitive that the lexicon lacks: what somebody is to do ("invited to discuss …")."""
    if draft.entry is not None or draft.cue is None:
        return False
    return any(t.tag_ == "TO" or any(c.tag_ == "TO" for c in t.children) for t in doc[slice(*draft.cue)])


def _without_next_clause(doc: "Doc", draft: Draft) -> Draft:
    """Return a draft without "and that …" where its own clause has no "that": the clause belongs to the cue around."""
    start, end = draft.content[0]
    if "that" in (doc[start].lower_, doc[start - 1].lower_ if start else ""):
        return draft
    nexts = (i for i in range(start + 1, end - 1) if doc[i].pos_ == "CCONJ" and doc[i + 1].lower_ == "that")
    cut = next((i for i in nexts if doc[i + 1].pos_ == "SCONJ"), None)
    if cut is None:
        return draft
    while cut > start + 1 and doc[cut - 1].is_punct:
        cut -= 1
    return draft._replace(content=[(start, cut)])


def _quotation_alone(doc: "Doc", draft: Draft, quoted: Quoted) -> Draft:
    """Return a draft whose content begins with a whole quotation that ends in a stop or comma without what follows."""
    around = quoted.innermost[draft.cue[0]] if draft.cue else -1
    start = next((i for i in range(*draft.content[0]) if not doc[i].is_quote), draft.content[0][0])
    number = quoted.child_at(start, around)
    if number < 0 or not quoted.quotations[number].closed:
        return draft
    first, last = quoted.tokens[number]
    whole = first == start and draft.cue is not None and not first <= draft.cue[0] < last
    stops = doc[last - 1].text[-1] in ",.!?…"
    return draft._replace(content=[(first, last)]) if whole and stops and draft.content[0][1] > last + 1 else draft


def _thresholds(doc: "Doc", lexicon: Lexicon, usual: float) -> Floats:
    """Return from which probability on each token is a cue inside a content."""
    cues = {"VERB": lexicon.verb_cues, "NOUN": lexicon.noun_cues}
    out = np.full(len(doc), usual, dtype=np.float32)
    for token in doc:
        if token.dep_ in ("ccomp", "acl") and token.i != token.head.i:
            head = token.head
            if head.lemma_.lower() in cues.get(head.pos_, ()):
                out[head.i] = min(usual, GOVERNS)
    return out


def _may_be_cue(token: "Token", lexicon: Lexicon) -> bool:
    """Say whether a word may be a cue: any verb, an adjective that is said of somebody, or a word of the lexicon."""
    if token.pos_ == "VERB" or (token.pos_ == "ADJ" and token.dep_ != "amod"):
        return True
    lemma = token.lemma_.lower()
    return lemma in lexicon.verb_cues or lemma in lexicon.noun_cues


def _inside(doc: "Doc", f: Features, contents: list[Part], lexicon: Lexicon) -> tuple[Features, list[Part]]:
    """Return contents as texts of their own: the quotation a content is in counts as none."""
    taken = [False] * len(doc)
    stretches: list[Part] = []
    quote, quotation = f.quote.copy(), f.quotation.copy()
    for start, end in contents:
        while start < end and (doc[start].is_quote or doc[start].is_space):
            start += 1
        start = next((i for i in range(start, end) if not taken[i]), end)
        end = next((i for i in range(start, end) if taken[i]), end)
        if end - start < SHORTEST or not any(_may_be_cue(t, lexicon) for t in doc[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        lift(quote, quotation, start, end)
        stretches += [(max(start, a), min(end, b)) for a, b in f.paragraphs if a < end and b > start]
    return f._replace(quote=quote, quotation=quotation, paragraphs=sorted(stretches)), stretches


def _draft(doc: "Doc", r: Reading, lexicon: Lexicon, quoted: Quoted, chosen: dict[str, Any]) -> Draft | None:
    entry = entry_of(doc[r.cue], lexicon)
    heard = _not_court(doc, r, _not_hearer(doc, r, entry), lexicon)
    source, cue = _without(doc, heard, _ENDS), _without(doc, r.cue_part, _MARKS)
    if doc[r.cue].text == ":" and source is not None and doc[slice(*source)].text.isupper():
        return None  # a dateline ("NEW DELHI: …")
    if source is not None and not may_speak(doc, source, quoted):
        return None
    whole = [_whole(doc, part) for part in _without_fragments(doc, r, quoted)]
    cue, content = _with_determiner(doc, cue or r.cue_part, whole)
    lemma = entry.lemma if entry else doc[r.cue].lemma_.lower()
    return Draft(_not_broken_off(doc, source), cue, lemma, entry, content, "model", confidence(r, chosen))


def _without_fragments(doc: "Doc", r: Reading, quoted: Quoted) -> list[Part]:
    """Return the contents of a reading without those in other sentences that begin amid one and are not quoted."""
    sentence = doc[r.cue].sent
    kept = []
    for start, end in r.content:
        first = next((i for i in range(start, end) if not doc[i].is_quote), start)
        whole = sentence.start <= start < sentence.end or doc[first].is_sent_start or quoted.innermost[first] >= 0
        if whole or (first > 0 and doc[first - 1].is_quote):
            kept.append((start, end))
    return kept or list(r.content)


def _whole(doc: "Doc", part: Part) -> Part:
    """Return a content that breaks off after a preposition or determiner with the phrase that belongs to it."""
    start, end = part
    last = doc[end - 1]
    if last.pos_ == "ADP":
        end = max([end, *(c.right_edge.i + 1 for c in last.children if c.dep_ == "pobj")])
    elif last.pos_ == "DET" and last.head.i >= end:
        end = last.head.right_edge.i + 1
    return start, end


def _with_determiner(doc: "Doc", cue: Part, content: list[Part]) -> tuple[Part, list[Part]]:
    """Return a cue without a determiner at its end and the content after it with it: "repeated | the claim that …"."""
    end = cue[1]
    if end - cue[0] < 2 or doc[end - 1].pos_ != "DET":
        return cue, content
    return (cue[0], end - 1), [(end - 1, b) if a == end else (a, b) for a, b in content]


def _not_broken_off(doc: "Doc", source: Part | None) -> Part | None:
    """Return a source, or the name in it alone if it ends before a noun ("Ann Lee, who spoke through an …")."""
    if source is None or doc[source[1] - 1].pos_ not in ("DET", "ADP"):
        return source
    name = name_in(doc, source)
    return name.start, name.end


def _not_hearer(doc: "Doc", r: Reading, entry: Cue | None) -> Part | None:
    """Return the source as read, unless it is who was told ("residents were told"): then the agent, or none."""
    cue = doc[r.cue]
    if r.source is None or entry is None or "addressee" not in entry.frames:
        return r.source
    hearer = next((c for c in cue.children if c.dep_ == "nsubjpass"), None)
    if hearer is None or not r.source[0] <= hearer.i < r.source[1]:
        return r.source
    agent = next((g for c in cue.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
    return noun_phrase(agent) if agent is not None else None


_SITTINGS = frozenset({
    "audience", "conference", "congregation", "hearing", "inquest", "jurors", "magistrates", "meeting", "rally",
    "trial",
})  # fmt: skip
"""Where something is said before people, or those people; courts and committees are in roles.csv."""


def _not_court(doc: "Doc", r: Reading, source: Part | None, lexicon: Lexicon) -> Part | None:
    """Return a source, unless it is a court or the like that "heard" something: then whoever it was heard from."""
    cue = doc[r.cue]
    if source is None or cue.lemma_.lower() != "hear":
        return source
    hearer = next((c for c in cue.children if c.dep_ == "nsubj" and source[0] <= c.i < source[1]), None)
    if hearer is None or hearer.pos_ == "PRON":
        return source
    role = lexicon.role_by.get(hearer.lower_)
    if hearer.lower_ not in _SITTINGS and (role is None or role.kind == "person"):
        return source
    givers = (g for c in cue.children if c.dep_ == "prep" and c.lower_ == "from" for g in c.children)
    giver = next((g for g in givers if g.dep_ == "pobj"), None)
    return noun_phrase(giver) if giver is not None else None


def _subject_instead(doc: "Doc", r: Reading) -> Part | None:
    """Return the source as read; the cue's subject instead of none, of a relative pronoun, of whom it was said to."""
    cue = doc[r.cue]
    if cue.pos_ != "VERB" or any(c.dep_ in ("auxpass", "nsubjpass") for c in cue.children):
        return r.source
    objects = [c for c in cue.children if c.dep_ in ("dobj", "dative")]
    objects += [g for c in cue.children if c.dep_ == "prep" and c.lower_ == "to" for g in c.children]
    hearer = r.source is not None and any(r.source[0] <= c.i < r.source[1] for c in objects)
    relative = r.source is not None and doc[slice(*r.source)].text.lower() in ("who", "which", "that")
    if r.source is not None and not hearer and not relative:
        return r.source
    subject = subject_of(cue)
    if subject is None or subject.lower_ in ("it", "there"):
        return r.source
    part = noun_phrase(subject)
    return r.source if any(part[0] < b and a < part[1] for a, b in r.content) else part


_MARKS = frozenset(",:;-–—“”\"'‘’„«»()[]")
_ENDS = _MARKS | {"'s", "’s", "that", "which", "who", "by"}


def _without(doc: "Doc", part: Part | None, ends: frozenset[str]) -> Part | None:
    """Return a stretch without the marks at its ends, a source without the possessive; whole if nothing were left."""
    if part is None:
        return None
    start, end = part
    while start < end and doc[start].text in ends:
        start += 1
    while start < end and doc[end - 1].text in ends:
        end -= 1
    return (start, end) if start < end else part


def evidence(r: Reading) -> list[float]:
    """Return what a confidence is made from: log odds of cue, content and source; whether there is a source."""
    likely = (min(0.999, max(0.001, p)) for p in (r.p_cue, r.p_content, r.p_source))
    logits = [math.log(p / (1 - p)) for p in likely]
    return [*logits, float(r.source is not None)]


def confidence(r: Reading, chosen: dict[str, Any]) -> float:
    """Return how likely people would mark the same attribution: a logistic scale fitted on articles held back."""
    x = chosen["intercept"] + sum(w * e for w, e in zip(chosen["weights"], evidence(r), strict=True))
    return round(1 / (1 + math.exp(-x)), 3)
