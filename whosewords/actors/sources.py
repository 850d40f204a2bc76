"""Who the source of each attribution is: a name, a role ("the head of state"), a document, a pronoun, or unknown."""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..attribution.parts import Found, Quoted, name_in
from ..tables import Kind
from .names import TITLES, clean, key_of, name_start, without_article
from .people import ARTICLE_ACTOR, UNKNOWN_ACTOR, People

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

FARTHEST_NAME = 4
"""Sentences back that the speaker a pronoun stands for may have been heard."""

_HE, _SHE = {"he", "him", "his", "himself"}, {"she", "her", "hers", "herself"}
_THEY, _IT = {"they", "them", "their"}, {"it", "its"}
_I, _WE = {"i", "me", "my", "myself"}, {"we", "us", "our", "ourselves"}
_DEFINITE = {"the", "this", "that", "his", "her", "its", "their"}


class Sources:
    """The sources of one article's attributions, told in text order, each after the one it is nested in."""

    def __init__(self, doc: "Doc", found: Sequence[Found], quoted: Quoted, people: People) -> None:
        self.doc = doc
        self.found = found
        self.quoted = quoted
        self.people = people
        self.speakers = [UNKNOWN_ACTOR] * len(found)
        """For each attribution, who speaks."""
        self.heard: list[tuple[int, int]] = []
        """(token of the source, attribution) of those whose speaker is known so far, in text order."""
        self.sentence_of = _sentence_numbers(doc)
        self.subjects = sorted(
            (i, actor) for i, actor in people.at.items() if actor >= 0 and doc[i].dep_ in ("nsubj", "nsubjpass")
        )
        """(token, actor) of the names that are subjects."""
        told: set[int] = set()
        for k in sorted(range(len(found)), key=self.place_of):
            self.tell(k, told)

    def tell(self, k: int, told: set[int]) -> None:
        """Find the speaker of an attribution; first that of the one around it, which "I" and "he" depend on."""
        if k in told:
            return
        told.add(k)
        above = self.found[k].parent
        if above is not None:
            self.tell(above, told)
        actor = self.speakers[k] = self.speaker(k)
        if actor >= 0:
            insort(self.heard, (self.token_at(self.place_of(k)), k))
            if self.found[k].act != "attitude":
                self.people.cast[actor].speaks = True

    def place_of(self, k: int) -> int:
        """Return where an attribution's source stands, in characters; its cue or content where it has none."""
        f = self.found[k]
        return (f.source or f.cue or f.content[0])[0]

    def token_at(self, char: int) -> int:
        """Return the token at a character."""
        part = self.doc.char_span(char, char + 1, alignment_mode="expand")
        return part.start if part is not None else 0

    def speaker(self, k: int) -> int:
        """Return who the source of an attribution is."""
        f = self.found[k]
        if f.source is None:
            return UNKNOWN_ACTOR
        part = self.doc.char_span(*f.source, alignment_mode="expand")
        if part is None:
            return UNKNOWN_ACTOR
        part = name_in(self.doc, (part.start, part.end))
        head = part.root
        if head.pos_ == "PRON" or head.lower_ in _HE | _SHE | _I | _WE:
            actor, confidence = self.pronoun(k, head)
            self.people.mention(head.i, head.i + 1, "pronoun", actor, confidence)
            return actor
        if any(c.dep_ == "conj" for c in head.children) and len(part) > 2:
            together = clean(part.text)
            actor = self.people.actor(together, "group")
            self.people.mention(part.start, part.end, "role", actor, 0.6)
            return actor
        named = self.people.at.get(head.i)
        if named is None:
            named = self.people.known(clean(part.text))
        if named is None and self.people.role_at(head) is not None:
            beside = [t.i for t in part] + [c.i for c in head.children if c.dep_ == "appos"]
            persons = [
                self.people.at[i]
                for i in beside
                if i in self.people.at and self.doc[i].dep_ in ("appos", "compound", "flat")
            ]
            persons = [a for a in persons if a >= 0 and self.people.cast[a].kind == "person"]
            named = persons[-1] if persons else None
            if named is not None and (role := self.people.role_at(head)) is not None and role.kind == "person":
                self.people.give_role(named, role, self.people.limits(part.start, part.end))
        if named is not None and not self.is_institution_of(head):
            return named
        if head.pos_ == "PROPN" and not self.people.roles.get(head.lower_):
            name = clean(self.doc[name_start(head) : head.i + 1].text)
            kind: Kind = "person" if self.looks_personal(head) else "organisation"
            actor = self.people.person(name_start(head), name) if kind == "person" else self.people.actor(name, kind)
            if actor >= 0:
                self.people.mention(name_start(head), head.i + 1, "name", actor, 0.7)
            return actor
        actor, confidence = self.role(k, part, head)
        self.people.mention(part.start, part.end, "role", actor, confidence)
        return actor

    def is_institution_of(self, head: "Token") -> bool:
        """Say whether a named head is the owner's institution rather than the name ("Aliyev's press service")."""
        role = self.people.role_at(head)
        return head.pos_ == "NOUN" and role is not None and role.kind != "person"

    def looks_personal(self, head: "Token") -> bool:
        """Say whether a name the pipeline did not list reads like a person's: a title, or two words."""
        before = self.doc[name_start(head) - 1].lower_ if name_start(head) else ""
        return before in TITLES or head.ent_type_ == "PERSON" or head.i - name_start(head) == 1

    def role(self, k: int, part: "Span", head: "Token") -> tuple[int, float]:
        """Return the actor of a role description, and how sure that is.

        Definite descriptions go back to somebody with that role; documents to their issuer; what is new and
        indefinite ("a senior official") becomes an unnamed actor of its own.
        """
        role = self.people.role_at(head)
        text = clean(part.text)
        first = part[0]
        plural = head.tag_ in ("NNS", "NNPS")
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        definite = first.lower_ in _DEFINITE or owner is not None
        words = self.people.role_words(role) if role else frozenset({head.lemma_.lower()})
        limits = self.people.limits(part.start, part.end)
        if role is None and owner is not None and owner.pos_ != "PRON":
            whose = self.owner(owner)
            if whose is not None:
                return whose, 0.6
        if role is not None and role.kind == "document":
            issuer = self.issuer(k, head, owner)
            if issuer is not None:
                return issuer, 0.7
        if definite or (first.pos_ != "DET" and not plural):
            having = self.people.with_role(words, limits)
            fits = [i for i in having if self.people.cast[i].last_before(head.i) >= 0]
            if owner is not None and fits:
                fits = [i for i in fits if key_of(text) == key_of(self.people.cast[i].name)]
            later = having if owner is None else []
            if not fits and len(later) == 1 and (role is None or role.kind == "person"):
                self.people.cast[later[0]].aliases[text] = None
                return later[0], 0.65
            if fits:
                best = max(fits, key=lambda i: self.people.cast[i].last_before(head.i))
                self.people.cast[best].aliases[text] = None
                return best, 0.85 if len(fits) == 1 else 0.6
        kind: Kind = "unnamed"
        if plural or (role is not None and role.kind == "group"):
            kind = "group"
        elif role is not None and role.kind in ("organisation", "document"):
            kind = role.kind
        name = text
        if owner is not None and owner.pos_ == "PRON":
            whose, _ = self.pronoun(k, owner)
            if whose >= 0:
                name = f"{self.people.cast[whose].name}’s {self.doc[owner.i + 1 : part.end].text}"
        if (
            role is None
            and kind == "unnamed"
            and (head.pos_ not in ("NOUN", "PROPN") or head.ent_type_ in ("DATE", "CARDINAL"))
        ):
            return UNKNOWN_ACTOR, 0.3
        actor = self.people.actor(without_article(name) if kind in ("organisation", "group") else name, kind)
        one = self.people.cast[actor]
        if not one.roles:
            self.people.has(actor, words, limits)
            one.gender = role.gender if role else None
        if first.lower_ in ("a", "an", "one"):
            one.aliases.setdefault(f"the {head.text}")
        return actor, 0.8 if role else 0.6

    def owner(self, owner: "Token") -> int | None:
        """Return whose words "the prime minister's farewell" are: the owner's, where that is somebody known."""
        if owner.i in self.people.at:
            return self.people.at[owner.i]
        role = self.people.role_at(owner)
        if role is None or role.kind == "document":
            return None
        fits = self.people.with_role(self.people.role_words(role), frozenset())
        return fits[0] if len(fits) == 1 else None

    def issuer(self, k: int, head: "Token", owner: "Token | None") -> int | None:
        """Return who put a document out: its owner, its author, or the last who "reported" where it is "the report"."""
        givers = [c for p in head.children if p.lower_ in ("by", "from") for c in p.children if c.dep_ == "pobj"]
        named = [c for c in head.children if c.dep_ in ("compound", "nmod", "amod") and c.ent_type_ == "ORG"]
        for giver in ([owner] if owner is not None else []) + givers + named:
            if giver.pos_ == "PRON":
                return None
            word = key_of(giver.text)
            able = [i for i, a in enumerate(self.people.cast) if a.kind in ("person", "organisation", "group")]
            fits = [i for i in able if word in key_of(self.people.cast[i].name).split()]
            if len(fits) == 1:
                return fits[0]
        stem = head.lemma_.lower()[:6]
        here = self.place_of(k)
        for _, j in reversed(self.heard[: bisect_left(self.heard, (self.token_at(here), -1))]):
            f = self.found[j]
            cognate = (f.cue_lemma or "").startswith(stem)
            if cognate or self.said_in(f, head.lemma_.lower()):
                return self.speakers[j]
        return None

    def said_in(self, f: Found, document: str) -> bool:
        """Say whether the cue of an attribution names the document ("said in a statement")."""
        if f.cue is None:
            return False
        cue = self.doc.char_span(*f.cue, alignment_mode="expand")
        return cue is not None and any(
            c.dep_ == "prep" and any(g.lemma_.lower() == document for g in c.children) for c in cue.root.children
        )

    def pronoun(self, k: int, pronoun: "Token") -> tuple[int, float]:
        """Return who a pronoun stands for, and how sure that is: the quoted speaker, or the latest one who fits."""
        word = pronoun.lower_
        f = self.found[k]
        above = f.parent
        direct = above is not None and self.is_inside_marks(above, pronoun)
        outer = self.speakers[above] if above is not None else None
        if word in _I | _WE:
            if outer is None:
                return (
                    (ARTICLE_ACTOR, 0.6)
                    if word in _I and self.quoted.innermost[pronoun.i] < 0
                    else (UNKNOWN_ACTOR, 0.3)
                )
            return outer, 0.95 if word in _I else 0.6
        if word not in _HE | _SHE | _THEY | _IT:
            return UNKNOWN_ACTOR, 0.2
        gender = "m" if word in _HE else "f" if word in _SHE else None
        person = gender is not None

        def fits(actor: int) -> bool:
            one = self.people.cast[actor]
            if direct and actor == outer:
                return False
            if person:
                return one.kind in ("person", "unnamed") and one.gender in (None, gender)
            return one.kind in (("group",) if word in _THEY else ("organisation", "document"))

        if outer is not None and outer >= 0 and not direct and fits(outer):
            return self.settle(outer, gender), 0.8
        here = self.sentence_of[pronoun.i]
        for place, j in reversed(self.heard[: bisect_left(self.heard, (pronoun.i, -1))]):
            actor = self.speakers[j]
            if here - self.sentence_of[place] > FARTHEST_NAME:
                break
            if fits(actor):
                newer = self.newer_subject(place, pronoun, fits)
                if newer is not None and newer != actor:
                    return self.settle(newer, gender), 0.6
                return self.settle(actor, gender), 0.75
        newer = self.newer_subject(-1, pronoun, fits)
        if newer is not None:
            return self.settle(newer, gender), 0.6
        return UNKNOWN_ACTOR, 0.3

    def newer_subject(self, after: int, pronoun: "Token", fits: Callable[[int], bool]) -> int | None:
        """Return the person named latest as a subject, between a place and a pronoun, at most a sentence back."""
        here = self.sentence_of[pronoun.i]
        for token, actor in reversed(self.subjects[: bisect_left(self.subjects, (pronoun.i, -1))]):
            if token <= after or here - self.sentence_of[token] > 1:
                return None
            if fits(actor):
                return actor
        return None

    def settle(self, actor: int, gender: str | None) -> int:
        """Return an actor, their gender noted if a pronoun tells it."""
        self.people.cast[actor].gender = self.people.cast[actor].gender or gender
        return actor

    def is_inside_marks(self, above: int, pronoun: "Token") -> bool:
        """Say whether a word stands in the quoted part of an attribution's content."""
        number = self.quoted.innermost[pronoun.i]
        cue = self.found[above].cue
        return number >= 0 and not (
            cue and self.quoted.quotations[number].start <= cue[0] < self.quoted.quotations[number].end
        )


def _sentence_numbers(doc: "Doc") -> list[int]:
    numbers = []
    n = -1
    for token in doc:
        n += token.is_sent_start is True or token.i == 0
        numbers.append(n)
    return numbers
