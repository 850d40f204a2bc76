"""What each reporting cue of a parsed text may introduce: rules over the dependency parse, each with a name.

Which words are cues and which constructions they take is read from `data/lexicons/cues.csv`; labels of the parse
are spaCy's English ones (ClearNLP).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..lexicon import Cue, Lexicon
from .parts import Draft, Part, Quoted, minus, noun_phrase, overlap, span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LIGHT_VERBS = frozenset(
    {
        "deliver", "express", "give", "have", "hold", "issue", "make", "offer", "publish", "raise", "reiterate",
        "release", "renew", "repeat", "share", "voice",
    }
)  # fmt: skip
"""Verbs that leave the meaning to their object: in "she made the claim that …" their subject is the claim's source."""
FARTHEST_QUOTATION = 25
"""Tokens that may stand between a cue and the quotation it introduces ("…," said X, a teacher of twenty years: "…")."""
LONGEST_NAME = 8
"""Tokens of a name before a colon, or inside a phrase such as "in X's view"."""

_NOBODY = frozenset({"nobody", "no-one", "none", "neither", "nothing"})
_POINTERS = frozenset({"this", "that", "it", "so"})
_CLAUSES = frozenset({"ccomp", "xcomp", "acl", "advcl", "relcl", "conj", "pcomp", "parataxis"})


def drafts(doc: "Doc", lexicon: Lexicon, quoted: Quoted, n_headline: int) -> Iterator[Draft]:
    """Yield what each cue of a text may introduce, in text order by cue, then the names before colons."""
    verbs, nouns = lexicon.verb_cues, lexicon.noun_cues
    phrases = _possible(lexicon.phrase_cues, doc)
    for token in doc:
        pos = token.pos_
        if pos in ("VERB", "AUX"):
            if entry := _entry(token, verbs):
                yield from _verb(token, entry, lexicon, quoted)
        elif pos == "NOUN" and (entry := nouns.get(token.lemma_.lower())):
            yield from _noun(token, entry, lexicon, quoted)
        for words, entry in phrases.get(token.lower_, ()):
            yield from _phrase(token, words, entry, quoted)
    yield from _colons(doc, quoted, n_headline)


# verbs -----------------------------------------------------------------------------------------------------


def _entry(verb: "Token", verbs: Mapping[str, Cue]) -> Cue | None:
    """Return a verb's row among the cues, that of the verb with its particle first ("point out")."""
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in ("prt", "advmod", "prep") and (entry := verbs.get(f"{lemma} {child.lower_}")):
            return entry
    return verbs.get(lemma)


def _verb(verb: "Token", entry: Cue, lexicon: Lexicon, quoted: Quoted) -> Iterator[Draft]:
    if "source" in entry.frames and verb.tag_ == "VBG" and verb.dep_ in ("advcl", "prep", "acl"):
        given = next((c for c in verb.children if c.dep_ == "dobj"), None)
        if given is not None and verb.head.pos_ in ("VERB", "AUX"):
            cue = (verb.i, verb.i + 1)
            yield Draft(
                noun_phrase(given), cue, entry.lemma, entry, minus([span(verb.head)], [span(verb)]), "according"
            )
        return
    passive = _is_passive(verb)
    content, rule = _content(verb, entry.frames, passive, lexicon.verb_cues, quoted)
    if not content:
        return
    cue = (verb.i, verb.i + 1)
    if passive:
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        giver = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
        source = noun_phrase(giver) if giver is not None else None
        if agent is not None:
            content = minus(content, [span(agent)])
        if source is None and rule == "object":
            return
        rule = "passive" if rule != "deictic" else rule
    else:
        source = source_of(verb, lexicon)
        if source is None and rule not in ("clause", "quotation"):
            return
        if source is not None and rule != "quotation" and not _may_speak(verb.doc, source, quoted):
            return
    holes = [cue] if source is None else [cue, source]
    yield Draft(source, cue, entry.lemma, entry, minus(content, holes), rule)


def _may_speak(doc: "Doc", source: Part, quoted: Quoted) -> bool:
    """Say whether a source is one: not "nobody", and not the "I" of whoever writes, whose voice is the article's."""
    last = doc[source[1] - 1].lower_
    if last in ("i", "me", "my"):
        return quoted.innermost[source[0]] >= 0
    return last not in _NOBODY and doc[source[0] : source[1]].text.lower() != "no one"


def _is_passive(verb: "Token") -> bool:
    if verb.tag_ != "VBN":
        return False
    if any(c.dep_ in ("auxpass", "agent") for c in verb.children):
        return True
    if verb.dep_ == "conj" and not any(c.dep_ in ("nsubj", "aux") for c in verb.children):
        return _is_passive(verb.head)
    return verb.dep_ in ("acl", "amod")


def source_of(verb: "Token", lexicon: Lexicon) -> Part | None:
    """Return who does what a verb says: its subject, or that of the verb it is coordinated with or subordinate to."""
    behind = _inverted(verb)
    if behind is not None and _follows_quotation(verb):
        return behind
    node = verb
    for _ in range(8):
        subject = _subject(node)
        slipped = subject is not None and node.i != verb.i and node.dep_ == "ccomp" and _is_thing(subject, lexicon)
        if subject is not None and not slipped:
            if subject.tag_ in ("WP", "WDT") and node.dep_ == "relcl":
                return noun_phrase(node.head)
            return None if subject.lower_ == "there" else noun_phrase(subject)
        if node.dep_ == "acl" and node.head.lemma_.lower() not in lexicon.noun_cues:
            return noun_phrase(node.head)
        if node.dep_ not in _CLAUSES:
            break
        if node.dep_ == "xcomp" and node.i == verb.i:
            held = next((c for c in node.head.children if c.dep_ == "dobj" and c.i < node.i), None)
            if held is not None:
                return noun_phrase(held)
        coordinated = node.dep_ in ("conj", "acl")
        node = node.head
        while node.pos_ not in ("VERB", "AUX") and node.dep_ != "ROOT" and (coordinated or node.dep_ in _CLAUSES):
            node = node.head
    return behind


def _is_thing(noun: "Token", lexicon: Lexicon) -> bool:
    """Say whether a noun is nobody who could speak: no name, no pronoun, no role."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() not in lexicon.role_by and noun.lower_ not in lexicon.role_by


def _subject(verb: "Token") -> "Token | None":
    """Return a verb's subject, also where the parse hangs it on the auxiliary."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass"):
            return child
        if child.dep_ in ("aux", "auxpass"):
            inner = next((c for c in child.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            if inner is not None:
                return inner
    return None


def _follows_quotation(verb: "Token") -> bool:
    """Say whether a verb comes right after a closing quotation mark, with at most a comma between."""
    before = verb.i - (2 if verb.i > 1 and verb.doc[verb.i - 1].text == "," else 1)
    return before >= 0 and verb.doc[before].is_quote


def _inverted(verb: "Token") -> Part | None:
    """Return the noun phrase right after a verb that follows what it reports ("…," fumed fishmonger X)."""
    doc, first = verb.doc, verb.i + 1
    before = doc[verb.i - 1] if verb.i else None
    if before is None or not (before.is_quote or before.text in (",", "?", "!", "—")) or first >= len(doc):
        return None
    subject = _subject(verb)
    if subject is not None and (subject.i > verb.i or subject.i == verb.i - 1):
        return noun_phrase(subject) if subject.i > verb.i else None
    best = None
    for token in doc[first : first + LONGEST_NAME]:
        if token.is_punct or token.is_space or token.pos_ in ("VERB", "AUX", "ADP", "CCONJ", "SCONJ"):
            break
        if token.ent_type_ in ("DATE", "TIME"):
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.left_edge.i >= first:
            best = token
    if best is None or (best.pos_ == "PRON" and best.tag_ != "PRP") or best.lower_ in ("me", "him", "them", "us"):
        return None
    ends = best.i + 1 >= len(doc) or doc[best.i + 1].is_punct or doc[best.i + 1].is_space or doc[best.i + 1].pos_ in (
        "ADP", "SCONJ", "ADV"
    )  # fmt: skip
    return (first, best.i + 1) if ends else None


def _content(
    verb: "Token", frames: tuple[str, ...], passive: bool, verbs: Mapping[str, Cue], quoted: Quoted
) -> tuple[list[Part], str]:
    """Return what the verb introduces and the rule that says so."""
    clause = _clause(verb) if "clause" in frames else []
    if "clause" in frames or "quote" in frames:
        beside = _quotations_beside(verb, verbs, quoted)
        if "clause" not in frames:
            beside = [part for part in beside if _is_spoken(part, verb.doc)]
        if beside:
            return [p for p in clause if any(overlap(p, q) for q in beside)] + beside, "quotation"
    if clause:
        return clause, "clause"
    for child in verb.children:
        dep, after = child.dep_, child.i > verb.i
        if not after and not (passive and dep == "nsubjpass"):
            continue
        if dep in ("xcomp", "ccomp", "advcl") and "infinitive" in frames and _is_infinitive(child):
            return [span(child)], "infinitive"
        if dep in ("oprd", "ccomp", "xcomp") and "predicate" in frames and not passive:
            first = next((c for c in verb.children if c.dep_ == "dobj"), child)
            return [(min(span(first)[0], span(child)[0]), span(child)[1])], "object"
        if dep in ("xcomp", "ccomp") and "gerund" in frames and child.tag_ == "VBG":
            return [span(child)], "object"
        if dep == "prep" and child.lower_ in frames and (inner := _governed(child)) is not None:
            named = next((c for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < child.i), None)
            if child.lower_ == "as" and named is not None:
                return [(span(named)[0], span(child)[1])], "preposition"
            return [span(inner)], "preposition"
        if dep == "ccomp" and "object" in frames and "clause" not in frames and child.tag_ in ("VBN", "VBG", "JJ"):
            return [span(child)], "object"
        if dep == "xcomp" and passive and "clause" in frames and _is_infinitive(child):
            subject = _subject(verb)
            return ([span(subject)] if subject is not None else []) + [span(child)], "infinitive"
        if dep == "nsubjpass" and child.lower_ in _POINTERS and "clause" in frames:
            if child.lower_ != "it":
                return [(child.i, child.i + 1)], "deictic"
        elif (
            dep == ("nsubjpass" if passive else "dobj")
            and _takes_object(verb, frames)
            and child.tag_ not in ("WP", "WDT", "PRP")
        ):
            start, end = _object(child)
            return [(start, end if "object" in frames else span(verb)[1])], "object"
    return [], ""


def _object(noun: "Token") -> Part:
    """Return an object with what follows it, up to a verb that the parse coordinates with the noun."""
    start, end = span(noun)
    for child in noun.children:
        if child.pos_ == "VERB" and (child.dep_ == "conj" or (child.dep_ == "acl" and child.tag_ == "VBD")):
            end = min(end, child.left_edge.i)
    return start, end


def _takes_object(verb: "Token", frames: tuple[str, ...]) -> bool:
    if "object" in frames:
        return True
    return "object:among" in frames and any(c.dep_ == "prep" and c.lower_ == "among" for c in verb.children)


def _governed(preposition: "Token") -> "Token | None":
    return next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None)


def _is_infinitive(token: "Token") -> bool:
    return token.tag_ == "VB" and any(c.tag_ == "TO" for c in token.children)


def _clause(verb: "Token") -> list[Part]:
    """Return the clause a verb of saying governs, or the one it interrupts or follows as a parenthesis."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and not (c.i > verb.i and _is_infinitive(c))]
    if clauses:
        clause = span(next((c for c in clauses if c.i > verb.i), clauses[0]))
        return minus([clause, *_backshifted(verb, clause)], [(verb.i, verb.i + 1)])
    head = verb.head
    parenthetic = verb.dep_ in ("parataxis", "ccomp") and head.pos_ in ("VERB", "AUX") and head.i != verb.i
    if parenthetic and not any(c.dep_ in ("mark", "cc") for c in verb.children) and _is_set_off(span(verb), verb.doc):
        return minus([span(head)], [span(verb)])
    return []


def _backshifted(verb: "Token", clause: Part) -> list[Part]:
    """Return the clauses coordinated to a past cue that go on with what was said: "…, but they had refused".

    The past perfect, or a past modal, with a subject of its own after a clause of reported speech is backshift
    (Quirk et al. 1985 §14.31), not the reporter's own tense.
    """
    if verb.tag_ not in ("VBD", "VBN") or clause[0] < verb.i:
        return []
    out = []
    for child in verb.children:
        if child.dep_ == "conj" and child.i >= clause[1]:
            shifted = {c.lower_ for c in child.children if c.dep_ == "aux"} & {
                "had",
                "would",
                "could",
                "should",
                "might",
            }
            if shifted and any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children):
                out.append(span(child))
    return out


def _is_set_off(part: Part, doc: "Doc") -> bool:
    """Say whether a stretch stands between punctuation marks or sentence limits."""
    start, end = part
    left = start == 0 or bool(doc[start].is_sent_start) or doc[start].is_punct or doc[start - 1].is_punct
    return left and (end >= len(doc) or doc[end].is_punct or doc[end - 1].is_punct)


def _quotations_beside(verb: "Token", verbs: Mapping[str, Cue], quoted: Quoted) -> list[Part]:
    """Return the quotations of the verb's sentence that begin or end beside its own clause."""
    here = quoted.innermost[verb.i]
    sentence = verb.sent
    out: list[Part] = []
    last = -1
    reach = FARTHEST_QUOTATION + 1
    for i in range(max(sentence.start, verb.i - reach), min(sentence.end, verb.i + reach + 1)):
        if quoted.innermost[i] in (-1, here):
            continue
        number = quoted.child_at(i, here)
        if number < 0 or number == last:
            continue
        last = number
        part = quoted.tokens[number]
        if not part[0] <= verb.i < part[1] and _reaches(verb, part, verbs):
            out.append(part)
    return out


def _is_spoken(part: Part, doc: "Doc") -> bool:
    """Say whether a quotation is punctuated as speech: it ends in a mark inside, or a comma or colon introduces it."""
    before = doc[part[0] - 2].text if part[0] > 1 else ""
    return doc[part[1] - 1].text in (",", ".", "!", "?", "…", "—", "–") or before in (",", ":")


def _reaches(verb: "Token", part: Part, verbs: Mapping[str, Cue]) -> bool:
    """Say whether no other cue and no sentence limit stands between a verb and a quotation."""
    between = (part[1], verb.i) if part[1] <= verb.i else (verb.i + 1, part[0])
    if between[1] - between[0] > FARTHEST_QUOTATION:
        return False
    for token in verb.doc[between[0] : between[1]]:
        if token.pos_ == "VERB" and (cue := verbs.get(token.lemma_.lower())) and "clause" in cue.frames:
            return False
        if token.is_sent_start and not token.is_punct:
            return False
    return True


# nouns -----------------------------------------------------------------------------------------------------


def _noun(noun: "Token", entry: Cue, lexicon: Lexicon, quoted: Quoted) -> Iterator[Draft]:
    """Yield the attribution of a noun with a clause: "her warning that …", "the minister's call for …"."""
    owned = next((c for c in noun.children if c.dep_ == "poss"), None)
    content = _noun_content(noun, entry.frames, owned is not None)
    if content is None:
        return
    source = noun_phrase(owned) if owned is not None else None
    for child in noun.children:
        if source is None and child.dep_ == "prep" and child.lower_ in ("by", "from", "of"):
            giver = _governed(child)
            if giver is not None and not overlap(span(giver), content):
                source = noun_phrase(giver)
    if source is None and noun.dep_ == "dobj" and noun.head.lemma_.lower() in LIGHT_VERBS:
        source = source_of(noun.head, lexicon)
    if source is None or _may_speak(noun.doc, source, quoted):
        cue = (noun.i, noun.i + 1)
        yield Draft(source, cue, entry.lemma, entry, minus([content], [cue]), "noun")


def _noun_content(noun: "Token", frames: tuple[str, ...], owned: bool) -> Part | None:
    for child in noun.children:
        that = any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children)
        if that and child.dep_ in ("acl", "ccomp", "relcl") and "clause" in frames:
            return span(child)
        if owned and child.dep_ == "acl" and "infinitive" in frames and _is_infinitive(child):
            return span(child)
        if owned and child.dep_ == "prep" and child.lower_ in frames and (inner := _governed(child)) is not None:
            return span(inner)
    return None


# phrases ---------------------------------------------------------------------------------------------------


def _phrase(token: "Token", words: tuple[str, ...], entry: Cue, quoted: Quoted) -> Iterator[Draft]:
    """Yield the attribution of a phrase ("according to X", "in X's view"): its clause without the phrase itself."""
    doc = token.doc
    slot = words.index("X")
    if tuple(t.lower_ for t in doc[token.i : token.i + slot]) != words[:slot]:
        return
    first = token.i + slot
    if first >= len(doc) or (words[0] == "per" and doc[first].ent_type_ not in ("PERSON", "ORG")):
        return
    if slot + 1 == len(words):
        inner = _governed(doc[first - 1])
        if inner is None or inner.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "DET"):
            return
        source, end = noun_phrase(inner), span(inner)[1]
    else:
        rest = words[slot + 1 :]
        ends = range(first + 1, min(first + LONGEST_NAME, len(doc) - len(rest)) + 1)
        if doc[first].tag_ == "PRP$" and rest[0] == "'s":
            rest, ends = rest[1:], range(first + 1, first + 2)
        at = next((i for i in ends if _words(doc, i, len(rest)) == rest), None)
        if at is None:
            return
        source, end = (first, at), at + len(rest)
    if not _may_speak(doc, source, quoted):
        return
    phrase = (token.i, end)
    if words[0] == "as":
        for i in range(end, min(end + 4, len(doc))):
            if (number := quoted.child_at(i, quoted.innermost[token.i])) >= 0:
                yield Draft(source, (token.i, first), entry.lemma, entry, [quoted.tokens[number]], "according")
                return
    head = token.head
    while (token.i <= head.i < end or head.pos_ not in ("VERB", "AUX")) and head.dep_ != "ROOT":
        head = head.head
    yield Draft(source, (token.i, first), entry.lemma, entry, minus([span(head)], [phrase]), "according")


def _possible(
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Cue]]], doc: "Doc"
) -> dict[str, list[tuple[tuple[str, ...], Cue]]]:
    """Return the phrases whose words all occur in a text: nearly none, so that nearly no "in" is looked at twice."""
    present = {t.lower_ for t in doc} | {"X", "'s"}
    return {
        first: possible
        for first, rows in phrases.items()
        if first in present and (possible := [row for row in rows if present.issuperset(row[0])])
    }


def _words(doc: "Doc", first: int, n: int) -> tuple[str, ...]:
    return tuple(t.lower_.replace("’", "'") for t in doc[first : first + n])


# colons ----------------------------------------------------------------------------------------------------


def _colons(doc: "Doc", quoted: Quoted, n_headline: int) -> Iterator[Draft]:
    """Yield `Name: "…"` at the start of a line, and `Name: clause` in the headline."""
    starts_line = True
    for token in doc:
        if token.is_space:
            starts_line = starts_line or "\n" in token.text
        elif starts_line:
            starts_line = False
            yield from _colon(doc, token.i, quoted, n_headline)


def _colon(doc: "Doc", first: int, quoted: Quoted, n_headline: int) -> Iterator[Draft]:
    colon = next((i for i in range(first + 1, min(first + LONGEST_NAME + 1, len(doc) - 1)) if doc[i].text == ":"), None)
    if colon is None:
        return
    name = doc[first:colon]
    named = any(t.pos_ == "PROPN" or t.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") for t in name)
    named = named or (doc[colon].idx < n_headline and name[0].is_title and doc[colon + 1].is_quote)
    if not named or any(t.pos_ in ("VERB", "AUX") or t.is_quote or t.is_space or t.text in ".?!;" for t in name):
        return
    number = quoted.child_at(colon + 2, -1) if colon + 2 < len(doc) and doc[colon + 1].is_quote else -1
    if number >= 0:
        content = quoted.tokens[number]
    elif doc[colon].idx < n_headline:
        content = (colon + 1, next((i for i in range(colon, len(doc)) if "\n" in doc[i].text), len(doc)))
    else:
        return
    yield Draft((first, colon), (colon, colon + 1), ":", None, [content], "colon")
