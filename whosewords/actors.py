"""Mentions to actors: names merged, roles and pronouns resolved, and who of them speaks.

Within an article (`find_actors`) a cast is built in reading order; across articles (`Cast`) actors are the same
only by full name, or by name and role, never by surname alone. Where it is not clear who is meant, the answer is
`unknown`.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .attribution.parts import Found, Quoted
from .tables import ARTICLE, UNKNOWN, Actor, Form, Kind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from .lexicon import Lexicon, Role

ENTITY_KINDS: dict[str, Kind] = {"PERSON": "person", "ORG": "organisation", "GPE": "organisation", "NORP": "group"}
"""Which of the pipeline's names are actors; a state or city that speaks or acts is an organisation."""
LONGEST_ROLE = 6
"""Words looked back over for a role before a name ("the then US Secretary of State for War X")."""
FARTHEST_NAME = 4
"""Sentences back that a pronoun's or role's person may have been named in, unless somebody there was speaking."""

_HE, _SHE = {"he", "him", "his", "himself"}, {"she", "her", "hers", "herself"}
_THEY, _IT = {"they", "them", "their"}, {"it", "its"}
_I, _WE = {"i", "me", "my", "myself"}, {"we", "us", "our", "ourselves"}
_TITLES = {"mr": "m", "mr.": "m", "sir": "m", "lord": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "lady": "f",
           "dame": "f", "dr": None, "dr.": None, "prof.": None, "professor": None}  # fmt: skip
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii"}
_DEFINITE = {"the", "this", "that", "his", "her", "its", "their"}


class LocalMention(NamedTuple):
    """A mention in one article; `actor` is a position in its cast, −1 unknown, −2 the article itself."""

    start: int
    end: int
    form: Form
    actor: int
    confidence: float


class LocalActor:
    """Somebody named or heard in one article, while it is read."""

    def __init__(self, name: str, kind: Kind) -> None:
        self.name = name
        self.kind: Kind = kind
        self.aliases: dict[str, None] = {}
        self.roles: list[tuple[frozenset[str], frozenset[str]]] = []
        """The roles somebody has: words for the role, and what it is limited by (a state, an institution)."""
        self.gender: str | None = None
        self.speaks = False
        self.first = -1
        """Token at which the full name first stands, −1 where there is none in the body."""
        self.places: list[int] = []
        """Tokens at which mentions begin."""

    def last_before(self, token: int) -> int:
        """Return where the latest mention before a token begins, or −1."""
        return max((p for p in self.places if p < token), default=-1)

    def has_role(self, words: frozenset[str], limits: frozenset[str]) -> bool:
        """Say whether a role description fits: the same role, and no other state or institution."""
        return any(words & r and (not limits or not own or limits & own) for r, own in self.roles)


UNKNOWN_ACTOR, ARTICLE_ACTOR = -1, -2


def find_actors(
    doc: "Doc", found: Sequence[Found], quoted: Quoted, lexicon: "Lexicon", n_headline: int = 0
) -> tuple[list[LocalActor], list[LocalMention], list[int]]:
    """Return the cast of an article, its mentions in text order, and for each attribution the position of its speaker.

    Mentions are every name, and the roles and pronouns that are sources. A speaker is −1 where the source cannot be
    told and −2 where it is whoever wrote the article ("I" in an opinion piece).
    """
    return _Reading(doc, found, quoted, lexicon, n_headline).read()


class _Reading:
    """One article being read for its actors, in text order."""

    def __init__(self, doc: "Doc", found: Sequence[Found], quoted: Quoted, lexicon: "Lexicon", n_headline: int) -> None:
        self.doc = doc
        self.found = found
        self.quoted = quoted
        self.roles = lexicon.role_by
        self.long_roles = {r.split()[0] for r in self.roles if " " in r}
        self.peoples: set[str] = set()
        self.n_headline = n_headline
        self.cast: list[LocalActor] = []
        self.mentions: list[LocalMention] = []
        self.speakers = [UNKNOWN_ACTOR] * len(found)
        self.by_name: dict[str, int] = {}
        self.by_surname: dict[str, list[int]] = {}
        self.sentence_of = _sentence_numbers(doc)
        self.heard: list[tuple[int, int]] = []
        """(token of the cue or source, actor) of the speakers so far, in text order."""

    def read(self) -> tuple[list[LocalActor], list[LocalMention], list[int]]:
        """Return cast, mentions and speakers.

        Names are read first, full ones before short ones (a headline's may be shorter than the body's); then sources.
        """
        in_roles = self.inside_roles()
        ents = [
            e
            for e in self.doc.ents
            if e.label_ in ENTITY_KINDS
            and any(map(str.isalpha, e.text))
            and not in_roles.issuperset(range(e.start, e.end))
        ]
        self.peoples = {e.text.casefold() for e in ents if e.label_ == "NORP"}
        names = [_clean_name(e) for e in ents]
        for (start, end, name), ent in zip(names, ents, strict=True):
            if ent.label_ == "PERSON" and " " in name and not self.in_headline(start):
                one = self.cast[self.person(start, end, name)]
                one.first = start if one.first < 0 else one.first
        at: dict[int, int] = {}
        for (start, end, name), ent in zip(names, ents, strict=True):
            actor = self.named(ent, start, end, name)
            if actor is not None:
                for i in range(start, end):
                    at[i] = actor
                self.mention(start, end, "name", actor, 0.9)
        for start, end in self.unlisted_names(at):
            actor = self.person(start, end, _clean_text(self.doc[start:end].text))
            at.update(dict.fromkeys(range(start, end), actor))
            self.mention(start, end, "name", actor, 0.7)
        self.titles(at)
        order = sorted(range(len(self.found)), key=lambda k: self._source_place(k))
        for k in order:
            self.speakers[k] = self.speaker(k, at)
            if self.speakers[k] >= 0:
                place = self._source_place(k)
                self.heard.append((self.token_at(place), self.speakers[k]))
                if self.found[k].act != "attitude":
                    self.cast[self.speakers[k]].speaks = True
        unique = {(m.start, m.end): m for m in self.mentions}
        return self.cast, sorted(unique.values()), self.speakers

    # names -------------------------------------------------------------------------------------------------

    def inside_roles(self) -> set[int]:
        """Return the tokens of roles of several words, whose parts are no names ("Secretary of State")."""
        out: set[int] = set()
        for i, token in enumerate(self.doc):
            if token.lower_ in self.long_roles:
                for n in range(LONGEST_ROLE, 1, -1):
                    if self.doc[i : i + n].text.lower() in self.roles:
                        out.update(range(i, i + n))
                        break
        return out

    def unlisted_names(self, at: dict[int, int]) -> list[tuple[int, int]]:
        """Return the capitalised names behind a title or a role that the pipeline did not take for names."""
        out = []
        for token in self.doc:
            i = token.i
            if token.pos_ != "PROPN" or i in at or not i or not token.text[0].isupper():
                continue
            before = self.doc[i - 1]
            if self.roles.get(token.lower_) or before.i in at:
                continue
            if before.lower_ in _TITLES or (before.text[0].isupper() and self.role_before(i) is not None):
                end = i + 1
                while (
                    end < len(self.doc)
                    and self.doc[end].pos_ == "PROPN"
                    and end not in at
                    and self.doc[end].text[0].isupper()
                ):
                    end += 1
                out.append((i, end))
        return out

    def is_state(self, name: str) -> bool:
        """Say whether a single name is a state that the article's own word for its people goes back to."""
        key = name.casefold()
        return len(key) > 3 and any(
            p != key and p.startswith(key[:-1]) and len(p) <= len(key) + 3 for p in self.peoples
        )

    def in_headline(self, token: int) -> bool:
        return self.doc[token].idx < self.n_headline

    def named(self, ent: "Span", start: int, end: int, name: str) -> int | None:
        """Return the actor a name stands for, adding one where it is new; None where it is no name of an actor."""
        key = _key(name)
        if not key:
            return None
        if ent.label_ == "NORP":
            head = ent.root.head
            if ent.root.dep_ in ("amod", "compound", "nmod") and head.pos_ in ("NOUN", "PROPN"):
                return self.group_of(ent, head)
            return self.actor(name, "group")
        if key in self.by_name:
            return self.by_name[key]
        if self.in_headline(start) and not self.is_repeated(name, end):
            return None
        if self.is_state(name):
            return self.actor(name, "organisation")
        titled = start and (self.doc[start - 1].lower_ in _TITLES or self.role_before(start) is not None)
        if ent.label_ == "PERSON" or titled or (len(key.split()) == 1 and key in self.by_surname):
            return self.person(start, end, name)
        return self.actor(name, ENTITY_KINDS[ent.label_])

    def is_repeated(self, name: str, after: int) -> bool:
        """Say whether a headline's name comes again in the body, where it can be told from a capitalised word."""
        last = self.doc[after - 1]
        return name.casefold() in self.quoted.text[max(self.n_headline, last.idx + len(last)) :].casefold()

    def group_of(self, ent: "Span", head: "Token") -> int | None:
        """Return the group that a people's name and a noun make ("the Armenian military"), if the noun is a role."""
        role = self.role_at(head)
        if role is None or role.kind == "document":
            return None
        if role.kind == "person" and head.tag_ not in ("NNS", "NNPS"):
            return None
        name = self.doc[ent.start : head.i + 1].text
        return self.actor(name, "organisation" if role.kind == "organisation" else "group")

    def actor(self, name: str, kind: Kind) -> int:
        """Return the actor of this very name, added if it is new."""
        key = _key(name)
        if key not in self.by_name:
            self.by_name[key] = len(self.cast)
            self.cast.append(LocalActor(name, kind))
            last = key.split()[-1] if key else ""
            if kind in ("organisation", "group") and " " in key and last in self.roles:
                self.cast[-1].roles.append((self.role_words(self.roles[last]), frozenset()))
        return self.by_name[key]

    def person(self, start: int, end: int, name: str) -> int:
        """Return the person of a name: the same full name, or the only one in the article with that surname."""
        key = _key(name)
        if key in self.by_name:
            return self.by_name[key]
        words = [w for w in key.split() if w not in _SUFFIXES] or key.split()
        title = self.doc[start - 1].lower_ if start else ""
        if len(words) == 1:
            same = self.by_surname.get(words[0], [])
            if len(same) > 1:
                same = [a for a in same if self.cast[a].first <= start]
            if len(same) > 1 and _TITLES.get(title):
                same = [a for a in same if self.cast[a].gender in (None, _TITLES[title])]
            if len(same) == 1:
                self.cast[same[0]].aliases[name] = None
                return same[0]
            if len(same) > 1:
                return UNKNOWN_ACTOR
            given = [a for k, a in self.by_name.items() if " " in k and k.split()[0] == words[0]]
            if len(given) == 1 and self.cast[given[0]].kind == "person":
                self.cast[given[0]].aliases[name] = None
                return given[0]
        else:
            shorter = [a for a in self.by_surname.get(words[-1], []) if _same_person(self.cast[a].name, name)]
            if len(shorter) == 1:
                one = self.cast[shorter[0]]
                one.aliases[min(one.name, name, key=len)] = None
                one.name = max(one.name, name, key=len)
                self.by_name[key] = shorter[0]
                return shorter[0]
        number = self.actor(name, "person")
        self.by_surname.setdefault(words[-1], []).append(number)
        return number

    def titles(self, at: dict[int, int]) -> None:
        """Give persons the roles that stand before or beside their names, and the gender of their title."""
        for i, actor in at.items():
            if actor < 0 or (i and at.get(i - 1) == actor):
                continue
            one = self.cast[actor]
            if one.kind != "person":
                continue
            title = self.doc[i - 1].lower_ if i else ""
            one.gender = one.gender or _TITLES.get(title)
            found = self.role_before(i)
            if found:
                self.give_role(actor, *found)
            end = i
            while at.get(end) == actor:
                end += 1
            if end + 1 < len(self.doc) and self.doc[end].text == ",":
                beside = self.role_after(end + 1)
                if beside:
                    self.give_role(actor, *beside)

    def give_role(self, actor: int, role: "Role", limits: frozenset[str]) -> None:
        self.cast[actor].roles.append((self.role_words(role), limits))
        self.cast[actor].gender = self.cast[actor].gender or role.gender

    def role_words(self, role: "Role") -> frozenset[str]:
        """Return a role and the roles it is also called by."""
        words = {role.role.lower(), *(s.lower() for s in role.same_as)}
        for other in list(words):
            words |= {s.lower() for s in self.roles[other].same_as} if other in self.roles else set()
        return frozenset(words)

    def role_before(self, start: int) -> "tuple[Role, frozenset[str]] | None":
        """Return the role that ends right before a token, with the states and institutions that limit it."""
        for n in range(LONGEST_ROLE, 0, -1):
            first = start - n
            if first < 0:
                continue
            role = self.roles.get(self.doc[first:start].text.lower())
            if role is not None and role.kind == "person":
                return role, self.limits(max(first - 3, 0), first)
        return None

    def role_after(self, first: int) -> "tuple[Role, frozenset[str]] | None":
        """Return the role of an apposition that begins at a token ("…, the president of Sarovia, …")."""
        doc = self.doc
        last = min(first + 10, len(doc))
        for i in range(first, last):
            token = doc[i]
            if token.text in ",.;:" or token.pos_ == "VERB":
                return None
            if token.pos_ in ("NOUN", "PROPN"):
                role, length = self.role_of_words(i)
                if role is not None and role.kind == "person":
                    return role, self.limits(first, min(i + length + 4, last))
        return None

    def role_of_words(self, first: int) -> "tuple[Role | None, int]":
        """Return the longest role that begins at a token, and its number of tokens."""
        for n in range(LONGEST_ROLE, 0, -1):
            role = self.roles.get(self.doc[first : first + n].text.lower())
            if role is not None:
                return role, n
        return self.roles.get(self.doc[first].lemma_.lower()), 1

    def role_at(self, head: "Token") -> "Role | None":
        """Return the role of a noun phrase's head: the longest entry that ends at it, or goes on from it."""
        for n in range(LONGEST_ROLE, 0, -1):
            if head.i - n + 1 >= 0:
                role = self.roles.get(self.doc[head.i - n + 1 : head.i + 1].text.lower())
                if role is not None and n > 1:
                    return role
        return self.role_of_words(head.i)[0]

    def limits(self, first: int, last: int) -> frozenset[str]:
        """Return the stems of the states and institutions named in a stretch."""
        out = set()
        for token in self.doc[first:last]:
            if token.ent_type_ in ("GPE", "NORP", "ORG") and token.pos_ in ("PROPN", "ADJ"):
                out.add(_stem(token.lower_))
        return frozenset(out)

    # sources -----------------------------------------------------------------------------------------------

    def _source_place(self, k: int) -> int:
        f = self.found[k]
        return (f.source or f.cue or f.content[0])[0]

    def token_at(self, char: int) -> int:
        part = self.doc.char_span(char, char + 1, alignment_mode="expand")
        return part.start if part is not None else 0

    def mention(self, start: int, end: int, form: Form, actor: int, confidence: float) -> None:
        if actor >= 0:
            self.cast[actor].places.append(start)
        last = self.doc[end - 1]
        self.mentions.append(LocalMention(self.doc[start].idx, last.idx + len(last), form, actor, confidence))

    def speaker(self, k: int, at: dict[int, int]) -> int:
        """Return who the source of an attribution is."""
        f = self.found[k]
        if f.source is None:
            return UNKNOWN_ACTOR
        part = self.doc.char_span(*f.source, alignment_mode="expand")
        if part is None:
            return UNKNOWN_ACTOR
        head = part.root
        if head.pos_ == "PRON" or head.lower_ in _HE | _SHE | _I | _WE:
            actor, confidence = self.pronoun(k, head)
            self.mention(head.i, head.i + 1, "pronoun", actor, confidence)
            return actor
        if any(c.dep_ == "conj" for c in head.children) and len(part) > 2:
            together = _clean_text(part.text)
            actor = self.actor(together, "group")
            self.mention(part.start, part.end, "role", actor, 0.6)
            return actor
        named = at.get(head.i)
        if named is None:
            named = self.known(_clean_text(part.text))
        if named is None and self.role_at(head) is not None:
            beside = [t.i for t in part] + [c.i for c in head.children if c.dep_ == "appos"]
            persons = [at[i] for i in beside if i in at and self.doc[i].dep_ in ("appos", "compound", "flat")]
            persons = [a for a in persons if a >= 0 and self.cast[a].kind == "person"]
            named = persons[-1] if persons else None
            if named is not None and (role := self.role_at(head)) is not None and role.kind == "person":
                self.give_role(named, role, self.limits(part.start, part.end))
        if named is not None and not self.is_institution_of(head):
            return named
        if head.pos_ == "PROPN" and not self.roles.get(head.lower_):
            name = _clean_text(self.doc[_name_start(head) : head.i + 1].text)
            kind: Kind = "person" if self.looks_personal(head) else "organisation"
            actor = self.person(_name_start(head), head.i + 1, name) if kind == "person" else self.actor(name, kind)
            if actor >= 0:
                self.mention(_name_start(head), head.i + 1, "name", actor, 0.7)
            return actor
        actor, confidence = self.role(k, part, head, at)
        self.mention(part.start, part.end, "role", actor, confidence)
        return actor

    def known(self, text: str) -> int | None:
        """Return the actor whose name or only surname a whole source is, whatever the parse took it for."""
        key = _key(text)
        same = self.by_surname.get(key, [])
        return self.by_name.get(key, same[0] if len(same) == 1 else None)

    def is_institution_of(self, head: "Token") -> bool:
        """Say whether a named head is the owner's institution rather than the name ("Aliyev's press service")."""
        role = self.role_at(head)
        return head.pos_ == "NOUN" and role is not None and role.kind != "person"

    def looks_personal(self, head: "Token") -> bool:
        before = self.doc[_name_start(head) - 1].lower_ if _name_start(head) else ""
        return before in _TITLES or head.ent_type_ == "PERSON" or head.i - _name_start(head) == 1

    def role(self, k: int, part: "Span", head: "Token", at: dict[int, int]) -> tuple[int, float]:
        """Return the actor of a role description, and how sure that is.

        Definite descriptions go back to somebody with that role; documents to their issuer; what is new and
        indefinite ("a senior official") becomes an unnamed actor of its own.
        """
        role = self.role_at(head)
        text = _clean_text(part.text)
        first = part[0]
        plural = head.tag_ in ("NNS", "NNPS")
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        definite = first.lower_ in _DEFINITE or owner is not None
        words = self.role_words(role) if role else frozenset({head.lemma_.lower()})
        limits = self.limits(part.start, part.end)
        if role is None and owner is not None and owner.pos_ != "PRON":
            whose = self.owner(owner, at)
            if whose is not None:
                return whose, 0.6
        if role is not None and role.kind == "document":
            issuer = self.issuer(k, head, owner)
            if issuer is not None:
                return issuer, 0.7
        if definite or (first.pos_ != "DET" and not plural):
            fits = [i for i, a in enumerate(self.cast) if a.has_role(words, limits) and a.last_before(head.i) >= 0]
            if owner is not None and fits:
                fits = [i for i in fits if _key(text) == _key(self.cast[i].name)]
            later = [i for i, a in enumerate(self.cast) if a.has_role(words, limits)] if owner is None else []
            if not fits and len(later) == 1 and (role is None or role.kind == "person"):
                self.cast[later[0]].aliases[text] = None
                return later[0], 0.65
            if fits:
                best = max(fits, key=lambda i: self.cast[i].last_before(head.i))
                self.cast[best].aliases[text] = None
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
                name = f"{self.cast[whose].name}’s {self.doc[owner.i + 1 : part.end].text}"
        if (
            role is None
            and kind == "unnamed"
            and (head.pos_ not in ("NOUN", "PROPN") or head.ent_type_ in ("DATE", "CARDINAL"))
        ):
            return UNKNOWN_ACTOR, 0.3
        actor = self.actor(_without_article(name) if kind in ("organisation", "group") else name, kind)
        one = self.cast[actor]
        if not one.roles:
            one.roles.append((words, limits))
            one.gender = role.gender if role else None
        if first.lower_ in ("a", "an", "one"):
            one.aliases.setdefault(f"the {head.text}")
        return actor, 0.8 if role else 0.6

    def owner(self, owner: "Token", at: dict[int, int]) -> int | None:
        """Return whose words "the prime minister's farewell" are: the owner's, where that is somebody known."""
        if owner.i in at:
            return at[owner.i]
        role = self.role_at(owner)
        if role is None or role.kind == "document":
            return None
        fits = [i for i, a in enumerate(self.cast) if a.has_role(self.role_words(role), frozenset())]
        return fits[0] if len(fits) == 1 else None

    def issuer(self, k: int, head: "Token", owner: "Token | None") -> int | None:
        """Return who put a document out: its owner, its author, or the last who "reported" where it is "the report"."""
        givers = [c for p in head.children if p.lower_ in ("by", "from") for c in p.children if c.dep_ == "pobj"]
        named = [c for c in head.children if c.dep_ in ("compound", "nmod", "amod") and c.ent_type_ == "ORG"]
        for giver in ([owner] if owner is not None else []) + givers + named:
            if giver.pos_ == "PRON":
                return None
            for i, actor in enumerate(self.cast):
                if actor.kind in ("person", "organisation", "group") and _key(giver.text) in _key(actor.name).split():
                    return i
        stem = head.lemma_.lower()[:6]
        here = self._source_place(k)
        for j in sorted(range(len(self.found)), key=self._source_place, reverse=True):
            f = self.found[j]
            if self._source_place(j) >= here or self.speakers[j] < 0:
                continue
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
            one = self.cast[actor]
            if direct and actor == outer:
                return False
            if person:
                return one.kind in ("person", "unnamed") and one.gender in (None, gender)
            return one.kind in (("group",) if word in _THEY else ("organisation", "document"))

        if outer is not None and outer >= 0 and not direct and fits(outer):
            return self.settle(outer, gender), 0.8
        here = self.sentence_of[pronoun.i]
        for place, actor in reversed(self.heard):
            if place < pronoun.i and here - self.sentence_of[place] <= FARTHEST_NAME and fits(actor):
                newer = self.newer_subject(place, pronoun, fits)
                if newer is not None and newer != actor:
                    return self.settle(newer, gender), 0.6
                return self.settle(actor, gender), 0.75
        newer = self.newer_subject(-1, pronoun, fits)
        if newer is not None:
            return self.settle(newer, gender), 0.6
        return UNKNOWN_ACTOR, 0.3

    def newer_subject(self, after: int, pronoun: "Token", fits: Callable[[int], bool]) -> int | None:
        """Return the person named latest as a subject, between a place and a pronoun."""
        here = self.sentence_of[pronoun.i]
        best: tuple[int, int] | None = None
        for m in self.mentions:
            if m.form != "name" or m.actor < 0 or m.start >= pronoun.idx:
                continue
            token = self.doc[self.token_at(m.end - 1)]
            if token.i <= after or here - self.sentence_of[token.i] > 1 or token.dep_ not in ("nsubj", "nsubjpass"):
                continue
            if fits(m.actor) and (best is None or token.i > best[0]):
                best = (token.i, m.actor)
        return best[1] if best else None

    def settle(self, actor: int, gender: str | None) -> int:
        self.cast[actor].gender = self.cast[actor].gender or gender
        return actor

    def is_inside_marks(self, above: int, pronoun: "Token") -> bool:
        """Say whether a word stands in the quoted part of an attribution's content."""
        number = self.quoted.innermost[pronoun.i]
        cue = self.found[above].cue
        return number >= 0 and not (
            cue and self.quoted.quotations[number].start <= cue[0] < self.quoted.quotations[number].end
        )


class Record(NamedTuple):
    """An actor of one article as it is kept: `roles` are (words, limits), sorted."""

    name: str
    kind: Kind
    aliases: list[str]
    roles: list[tuple[list[str], list[str]]]
    speaks: bool


def record(actor: LocalActor) -> Record:
    """Return an actor of one article as plain values."""
    roles = [(sorted(words), sorted(limits)) for words, limits in actor.roles]
    aliases = [a for a in actor.aliases if a != actor.name]
    return Record(actor.name, actor.kind, aliases, roles, actor.speaks)


class Cast:
    """The actors of a corpus, met article by article: the same only by full name, or by name and role."""

    def __init__(self) -> None:
        self._actors: dict[str, Actor] = {}
        self._by_key: dict[Identity, str] = {}
        """Actors by what identifies them; "" where two share it."""

    def admit(self, article_id: str, records: Sequence[Record]) -> list[str]:
        """Return the actor_id of each actor of an article, adding those the corpus has not met."""
        return [self._admit(article_id, r) for r in records]

    def _admit(self, article_id: str, r: Record) -> str:
        keys, hints = _identities(article_id, r)
        actor_id = next((a for k in keys if (a := self._by_key.get(k))), None)
        if actor_id is None:
            actor_id = self._new_id(r.name)
            self._actors[actor_id] = Actor(actor_id, r.name, r.kind, [], False)
        for key in keys:
            self._by_key.setdefault(key, actor_id)
        for key in hints:
            if self._by_key.setdefault(key, actor_id) != actor_id:
                self._by_key[key] = ""
        known = self._actors[actor_id]
        aliases = [a for a in [*known.aliases, r.name, *r.aliases] if a != known.name]
        self._actors[actor_id] = known._replace(aliases=list(dict.fromkeys(aliases)), speaks=known.speaks or r.speaks)
        return actor_id

    def _new_id(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain.lower())).strip("-") or "actor"
        actor_id, n = slug, 1
        while actor_id in self._actors or actor_id in (ARTICLE, UNKNOWN):
            n += 1
            actor_id = f"{slug}-{n}"
        return actor_id

    def actors(self) -> list[Actor]:
        """Return all actors met so far."""
        return list(self._actors.values())


Identity = tuple[str, ...]


def _identities(article_id: str, r: Record) -> tuple[list[Identity], list[Identity]]:
    """Return by what an actor is found again in another article, and by what else it may be, unless two may.

    A person with a full name is found by it; a mere surname only by the role it goes with ("President X"), and only
    where no two people of that surname have the role. What has no name of its own stays in its article.
    """
    key = _key(r.name)
    if r.kind == "person":
        by_role: list[Identity] = (
            [("role", key.split()[-1], word) for words, _ in r.roles for word in words] if key else []
        )
        if " " in key:
            return [("person", key)], by_role
        return [*by_role, ("here", article_id, key)], []
    if r.kind in ("organisation", "group") and any(c.isupper() for c in r.name):
        return [("name", key)], []
    return [("here", article_id, r.kind, key)], []


def _same_person(a: str, b: str) -> bool:
    """Say whether two names may be one person: the words of the shorter all stand in the longer, or as initials."""
    short, long = sorted((_key(a).split(), _key(b).split()), key=len)
    rest = list(long)
    for word in short:
        match = next((w for w in rest if w == word or (len(word.strip(".")) == 1 and w[0] == word[0])), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _key(name: str) -> str:
    """Return a name for comparison: lower case, one kind of apostrophe, no article, no possessive."""
    words = re.sub(r"['’`]", "'", name).replace(".", "").casefold().split()
    if words and words[0] in ("the", "a", "an"):
        words = words[1:]
    return re.sub(r"'s?$", "", " ".join(words))


def _clean_text(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,;:-–—\"“”'‘’")


def _without_article(text: str) -> str:
    return re.sub(r"^(the|a|an)\s+", "", text, flags=re.IGNORECASE)


def _clean_name(ent: "Span") -> tuple[int, int, str]:
    """Return a name without the article, title or role before it and the possessive after it."""
    doc, start, end = ent.doc, ent.start, ent.end
    while start < end - 1 and (doc[start].lower_ in _TITLES or doc[start].pos_ in ("DET", "PUNCT")):
        start += 1
    while end - 1 > start and (
        doc[end - 1].lower_ in ("'s", "’s", "'", "’") or doc[end - 1].is_punct or doc[end - 1].is_space
    ):
        end -= 1
    return start, end, _clean_text(doc[start:end].text)


def _name_start(head: "Token") -> int:
    """Return the first token of the run of proper nouns that ends at a head."""
    i = head.i
    while i > 0 and head.doc[i - 1].pos_ == "PROPN" and head.doc[i - 1].head.i in range(i, head.i + 1):
        i -= 1
    return i


def _stem(word: str) -> str:
    """Return the beginning a state and its people share (Sarovia, Sarovian), enough to tell two states apart."""
    return word[:5]


def _sentence_numbers(doc: "Doc") -> list[int]:
    numbers = []
    n = -1
    for token in doc:
        n += token.is_sent_start is True or token.i == 0
        numbers.append(n)
    return numbers
