"""The people, institutions and groups an article names: one cast, with who goes by which name and role."""

import re
from bisect import bisect_left, insort
from typing import TYPE_CHECKING, NamedTuple

from ..attribution.parts import noun_phrase
from ..tables import Form, Kind
from .cast import Record
from .names import DATELINE, HONOURS, SUFFIXES, TITLES, clean, key_of, name_in, same_person, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from ..lexicon import Lexicon, Role

PROPER = ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "WORK_OF_ART", "PRODUCT", "EVENT")
"""Labels of the pipeline under which names of people and institutions are found; of the last five only where something
beside the name says that it is one."""
INSTITUTIONS = frozenset(
    {
        "agency", "airlines", "airways", "alliance", "association", "authority", "bank", "board", "bureau", "chamber",
        "church", "club", "coalition", "college", "commission", "committee", "company", "corp", "corporation",
        "council", "court", "department", "electronics", "energy", "federation", "foods", "force", "foundation",
        "front", "fund", "group", "holdings", "homes", "hospital", "inc", "industries", "institute", "insurance",
        "laboratories", "labs", "league", "logistics", "ltd", "media", "metals", "minerals", "mining", "ministry",
        "motors", "movement", "network", "news", "office", "organisation", "organization", "partners", "party",
        "pharmaceuticals", "police", "press", "rail", "resources", "school", "senate", "service", "services", "society",
        "software", "steel", "stores", "studios", "systems", "team", "technologies", "telecom", "times", "trust",
        "union", "university",
    }
)  # fmt: skip
"""Last words of names that are institutions', whatever the pipeline takes them for."""
TRADES = frozenset({
    "bookmaker", "broadcaster", "builder", "contractor", "developer", "employer", "insurer", "landlord", "lender",
    "maker", "manufacturer", "operator", "owner", "producer", "promoter", "publisher", "retailer", "supplier",
})  # fmt: skip
"""Nouns for a person or a firm: with a name of one word, it is a firm ("the developer, Arcline")."""
_OTHER = ("DATE", "TIME", "MONEY", "LANGUAGE", "LAW", "CARDINAL", "ORDINAL")
ENTITY_KINDS: dict[str, Kind] = {"PERSON": "person", "ORG": "organisation", "GPE": "organisation", "NORP": "group"}
"""Which of the pipeline's names are actors; a state or city that speaks or acts is an organisation."""
LONGEST_ROLE = 6
"""Words looked back over for a role before a name ("the then US Secretary of State for War X")."""
UNKNOWN_ACTOR, ARTICLE_ACTOR = -1, -2
"""In place of a position in the cast: somebody who cannot be told, and whoever wrote the article."""


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
        self.is_thing = False
        """Whether nothing says that it is somebody: a noun that is no role ("a draft", "a chair")."""
        self.speaks = False
        self.first = -1
        """Token at which the full name first stands, −1 where there is none in the body."""
        self.places: list[int] = []
        """Tokens at which mentions begin, in order."""

    def last_before(self, token: int) -> int:
        """Return where the latest mention before a token begins, or −1."""
        at = bisect_left(self.places, token)
        return self.places[at - 1] if at else -1

    def record(self) -> Record:
        """Return the actor as plain values."""
        roles = [(sorted(words), sorted(limits)) for words, limits in self.roles]
        return Record(self.name, self.kind, [a for a in self.aliases if a != self.name], roles, self.speaks)

    def has_role(self, words: frozenset[str], limits: frozenset[str]) -> bool:
        """Say whether a role description fits: the same role, and no other state or institution."""
        return any(words & r and (not limits or not own or limits & own) for r, own in self.roles)


class People:
    """The cast of one article, its names read in text order."""

    def __init__(self, doc: "Doc", text: str, lexicon: "Lexicon", n_headline: int) -> None:
        self.doc = doc
        self.text = text
        self.roles = lexicon.role_by
        self.said = lexicon.noun_cues.keys()
        """Nouns for what is said."""
        self.gender_by = lexicon.gender_by
        self.starts = [token.idx for token in doc]
        self.ends = [token.idx + len(token) for token in doc]
        self.role_by_head: dict[int, Role | None] = {}
        self.long_roles = {r.split()[0] for r in self.roles if " " in r}
        self.n_headline = n_headline
        dateline = DATELINE.match(text)
        self.dateline = range(
            bisect_left(self.starts, text.rfind("\n", 0, dateline.end()) + 1), bisect_left(self.starts, dateline.end())
        ) if dateline else range(0)  # fmt: skip
        """The tokens that say where a story is from: nobody is named there."""
        self.cast: list[LocalActor] = []
        self.mentions: list[LocalMention] = []
        self.at: dict[int, int] = {}
        """For each token of a name, its actor."""
        self.in_places: set[int] = set()
        """Actors that are states or cities."""
        self.by_name: dict[str, int] = {}
        self.by_surname: dict[str, list[int]] = {}
        self.by_given: dict[str, list[int]] = {}
        self.by_role: dict[str, dict[int, None]] = {}
        self.peoples: set[str] = set()
        self.read_names()

    def read_names(self) -> None:
        """Read the names: full ones of the body first, since a headline's or a first mention may be shorter."""
        in_roles = self.inside_roles()
        ents = [
            e
            for e in self.doc.ents
            if e.label_ in PROPER
            and e.start not in self.dateline
            and any(map(str.isupper, e.text))
            and not in_roles.issuperset(range(e.start, e.end))
            and not self.is_title(e)
            and (e.label_ in ENTITY_KINDS or self.kind_beside(e.start, e.end) is not None)
        ]
        self.peoples = {e.text.casefold() for e in ents if e.label_ == "NORP"}
        names = [self.without_roles(*self.with_given_name(*name_in(e))) for e in ents]
        kept = [n for n in range(len(names)) if n + 1 == len(names) or names[n + 1][0] >= names[n][1]]
        ents, names = [ents[n] for n in kept], [names[n] for n in kept]
        for (start, end, name), ent in zip(names, ents, strict=True):
            if " " in name and not self.in_headline(start) and self.kind_of(ent, start, end) == "person":
                actor = self.person(start, name)
                if actor >= 0 and self.cast[actor].first < 0:
                    self.cast[actor].first = start
        no_places: set[int] = set()
        for (start, end, name), ent in zip(names, ents, strict=True):
            whose = self.named(ent, start, end, name)
            if whose is not None:
                if ent.label_ == "GPE":
                    self.in_places.add(whose)
                if self.kind_beside(start, end) is not None:
                    no_places.add(whose)
                if whose >= 0 and (short := self.abbreviation(end)):
                    self.by_name.setdefault(key_of(short), whose)
                    self.cast[whose].aliases[short] = None
                self.at.update(dict.fromkeys(range(start, end), whose))
                self.mention(start, end, "name", whose, 0.9)
        self.in_places -= no_places
        for start, end in self.unlisted_names():
            actor = self.person(start, clean(self.doc[start:end].text))
            self.at.update(dict.fromkeys(range(start, end), actor))
            self.mention(start, end, "name", actor, 0.7)
        self.titles()

    def is_title(self, ent: "Span") -> bool:
        """Say whether what was taken for a name is the office before one ("Railway Administrator Hollis Venn")."""
        role = self.roles.get(self.doc[ent.end - 1].lower_)
        after = self.doc[ent.end] if ent.end < len(self.doc) else None
        return role is not None and role.kind == "person" and after is not None and after.ent_type_ == "PERSON"

    def mention(self, start: int, end: int, form: Form, actor: int, confidence: float) -> None:
        """Note a mention, from token to token."""
        if actor >= 0:
            insort(self.cast[actor].places, start)
        last = self.doc[end - 1]
        self.mentions.append(LocalMention(self.doc[start].idx, last.idx + len(last), form, actor, confidence))

    def with_given_name(self, start: int, end: int, name: str) -> tuple[int, int, str]:
        """Return a name of one word with the surname behind it, or the given name before it.

        The pipeline may have left those out, or taken them for names of their own.
        """
        if end - start > 1 or self.doc[start].pos_ != "PROPN":
            return start, end, name
        before, after = self.doc[start - 1] if start else None, self.doc[end] if end < len(self.doc) else None
        if before is not None and self.is_left_over(before) and self.is_given(before, self.doc[start]):
            start -= 1
        elif after is not None and self.doc[start].lower_ in self.gender_by and self.is_left_over(after):
            end += 1
        return start, end, clean(self.doc[start:end].text)

    def is_given(self, before: "Token", name: "Token") -> bool:
        """Say whether a word before a surname is a given name: a known one, or what the parse joins to it alone."""
        if before.lower_ in self.gender_by:
            return True
        joined = before.dep_ == "compound" and before.head.i == name.i and name.ent_type_ == "PERSON"
        alone = before.i == 0 or self.doc[before.i - 1].pos_ not in ("PROPN", "NOUN", "ADJ")
        return joined and alone and before.lower_ not in TITLES and not self.is_role_word(before.i)

    def is_left_over(self, token: "Token") -> bool:
        """Say whether a word beside a name may be a part of it."""
        return token.pos_ == "PROPN" and token.is_title and token.ent_type_ in ("", "PERSON")

    def without_roles(self, start: int, end: int, name: str) -> tuple[int, int, str]:
        """Return a name without a role that was taken for its first word ("Councillor Bet Arkwright")."""
        while (end - start > 2 and self.is_role_word(start)) or (end - start == 2 and self.is_office(start)):
            start += 1
            name = clean(self.doc[start:end].text)
        return start, end, name

    def is_office(self, token: int) -> bool:
        """Say whether a word before a single name is a listed role that is no given name ("Bishop Ansgar")."""
        word = self.doc[token].lower_
        role = self.roles.get(word)
        return role is not None and role.kind == "person" and word not in self.gender_by

    def is_role_word(self, token: int) -> bool:
        """Say whether a word before a name is a role: listed, or made like one at the start of a sentence."""
        word = self.doc[token].lower_
        role = self.roles.get(word)
        if role is not None:
            return role.kind == "person"
        made = self.doc[token].is_sent_start and len(word) > 4 and word.endswith(("er", "or", "ist", "ian"))
        return bool(made) and word not in self.gender_by

    # names -------------------------------------------------------------------------------------------------

    def inside_roles(self) -> set[int]:
        """Return the tokens of roles of several words, whose parts are no names ("Secretary of State")."""
        out: set[int] = set()
        for i, token in enumerate(self.doc):
            if token.lower_ in self.long_roles:
                for n in range(LONGEST_ROLE, 1, -1):
                    if self.phrase(i, i + n) in self.roles:
                        out.update(range(i, i + n))
                        break
        return out

    def unlisted_names(self) -> list[tuple[int, int]]:
        """Return names that the pipeline did not take for names: behind a title or role, or with a known part."""
        out = []
        for token in self.doc:
            i = token.i
            if (
                token.pos_ != "PROPN"
                or i in self.at
                or not i
                or not token.text[0].isupper()
                or token.ent_type_ in _OTHER
            ):
                continue
            before = self.doc[i - 1]
            if self.roles.get(token.lower_) or before.i in self.at:
                continue
            known = token.lower_ in self.by_surname or (
                token.lower_ in self.gender_by and i + 1 < len(self.doc) and self.doc[i + 1].pos_ == "PROPN"
            )
            titled = before.text[0].isupper() or (before.dep_ == "compound" and not token.ent_type_)
            if known or before.lower_ in TITLES or (titled and self.role_before(i) is not None):
                end = i + 1
                while (
                    end < len(self.doc)
                    and self.doc[end].pos_ == "PROPN"
                    and end not in self.at
                    and self.doc[end].text[0].isupper()
                ):
                    end += 1
                out.append((i, end))
        return out

    def abbreviation(self, end: int) -> str | None:
        """Return the abbreviation in brackets behind a name ("the Transport Workers’ Union (TWU)")."""
        doc = self.doc
        if end + 2 >= len(doc) or doc[end].text != "(" or doc[end + 2].text != ")":
            return None
        word = str(doc[end + 1].text)
        return word if word.isupper() and 1 < len(word) <= 8 else None

    def is_state(self, name: str) -> bool:
        """Say whether a single name is a state that the article's own word for its people goes back to."""
        key = name.casefold()
        return len(key) > 3 and any(
            p != key and p.startswith(key[:-1]) and len(p) <= len(key) + 3 for p in self.peoples
        )

    def in_headline(self, token: int) -> bool:
        """Say whether a token stands in the headline."""
        return self.doc[token].idx < self.n_headline

    def named(self, ent: "Span", start: int, end: int, name: str) -> int | None:
        """Return the actor a name stands for, adding one where it is new; None where it is no name of an actor."""
        key = key_of(name)
        if not key:
            return None
        if ent.label_ == "NORP" and key not in self.by_surname:
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
        kind = self.kind_of(ent, start, end)
        if kind == "person" or (" " not in key and (key in self.by_surname or key in self.by_given)):
            return self.person(start, name)
        return self.actor(name, kind)

    def kind_of(self, ent: "Span", start: int, end: int) -> Kind:
        """Return whether a name is a person's: as what stands beside it says, else as the pipeline takes it."""
        return self.kind_beside(start, end) or ENTITY_KINDS.get(ent.label_, "organisation")

    def kind_beside(self, start: int, end: int) -> Kind | None:
        """Return what a title, role, apposition, relative clause or known given name says of a name's kind."""
        if start and (self.doc[start - 1].lower_ in TITLES or self.role_before(start) is not None):
            return "person"
        if self.doc[end - 1].lower_.rstrip(".") in INSTITUTIONS:
            return "organisation"
        if end < len(self.doc) and self.doc[end].text in HONOURS:
            return "person"
        nouns = self.appositions(start, end)
        kinds = [role.kind for noun in nouns if (role := self.role_at(noun)) is not None]
        kinds += ["organisation" for noun in nouns if noun.lemma_.lower() in INSTITUTIONS]
        if end - start == 1 and any(noun.lemma_.lower() in TRADES for noun in nouns) and self.is_no_surname(start):
            return "organisation"
        if "person" in kinds:
            return "person"
        if "organisation" in kinds:
            return "organisation"
        after = self.doc[end : end + 3].text
        aged = re.match(r", \d{1,2}\b", after) is not None
        known = (
            end - start > 1 and self.doc[start].lower_ in self.gender_by and self.doc[end - 1].lower_ not in self.roles
        )
        return "person" if aged or known or after.startswith((", who ", ", whose ")) else None

    def is_no_surname(self, token: int) -> bool:
        """Say whether a name of one word is neither a given name nor the surname of anybody in the article."""
        word = self.doc[token].lower_
        return word not in self.gender_by and word not in self.by_surname

    def appositions(self, start: int, end: int) -> "list[Token]":
        """Return the nouns that say beside a name what it is: "…, a fund", "its manager, …", "the relief agency …"."""
        head = self.doc[start:end].root
        out = [c for c in head.children if c.pos_ == "NOUN" and c.dep_ in ("appos", "compound", "nmod")]
        if head.dep_ == "appos" and head.head.pos_ == "NOUN":
            noun = head.head
            outer = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ in ("for", "of", "to") else noun
            office = self.role_at(outer) if outer.i != noun.i and outer.pos_ == "NOUN" else None
            out.append(outer if office is not None and office.kind == "person" else noun)
        if start and self.doc[start - 1].pos_ == "NOUN" and self.doc[start - 1].lower_ in self.roles:
            out.append(self.doc[start - 1])
        return out

    def is_repeated(self, name: str, after: int) -> bool:
        """Say whether a headline's name comes again in the body, where it can be told from a capitalised word."""
        last = self.doc[after - 1]
        return name.casefold() in self.text[max(self.n_headline, last.idx + len(last)) :].casefold()

    def group_of(self, ent: "Span", head: "Token") -> int | None:
        """Return the group that a people's name and a noun make ("the Armenian military"), if the noun is a role."""
        role = self.role_at(head)
        if role is None or role.kind == "document":
            return None
        if role.kind == "person" and head.tag_ not in ("NNS", "NNPS"):
            return None
        name = self.doc[ent.start : head.i + 1].text
        actor = self.actor(name, "organisation" if role.kind == "organisation" else "group")
        self.cast[actor].aliases[clean(self.doc[ent.start : noun_phrase(head)[1]].text)] = None
        return actor

    def actor(self, name: str, kind: Kind) -> int:
        """Return the actor of this very name, added if it is new."""
        key = key_of(name)
        if key not in self.by_name and kind == "organisation":
            ends = key in INSTITUTIONS
            longer = list({
                a for known, a in self.by_name.items()
                if self.is_body(a) and (known.startswith(f"{key} ") or (ends and known.endswith(f" {key}")))
            })  # fmt: skip
            if len(longer) == 1 and name[:1].isupper():
                self.cast[longer[0]].aliases[name] = None
                self.by_name[key] = longer[0]
        if key not in self.by_name:
            self.by_name[key] = len(self.cast)
            self.cast.append(LocalActor(name, kind))
            last = key.split()[-1] if key else ""
            if kind in ("organisation", "group") and " " in key and last in self.roles:
                self.has(len(self.cast) - 1, self.role_words(self.roles[last]), frozenset())
        return self.by_name[key]

    def is_body(self, actor: int) -> bool:
        """Say whether an actor is an organisation that is no state or city."""
        return self.cast[actor].kind == "organisation" and actor not in self.in_places

    def person(self, start: int, name: str) -> int:
        """Return the person of a name: the same full name, or the only one in the article with that surname."""
        key = key_of(name)
        if key in self.by_name:
            return self.by_name[key]
        words = [w for w in key.split() if w not in SUFFIXES] or key.split()
        title = self.doc[start - 1].lower_ if start else ""
        if len(words) == 1:
            same = self.by_surname.get(words[0], [])
            if len(same) > 1:
                same = [a for a in same if self.cast[a].first <= start]
            if len(same) > 1 and TITLES.get(title):
                same = [a for a in same if self.cast[a].gender in (None, TITLES[title])]
            if len(same) == 1 and self.may_be(same[0], title):
                self.cast[same[0]].aliases[name] = None
                return same[0]
            if len(same) > 1:
                return UNKNOWN_ACTOR
            given = self.by_given.get(words[0], [])
            if len(given) == 1:
                self.cast[given[0]].aliases[name] = None
                return given[0]
        else:
            shorter = [a for a in self.by_surname.get(words[-1], []) if same_person(self.cast[a].name, name)]
            if not shorter and (mistaken := self.by_name.get(words[-1], -1)) >= 0 and self.is_body(mistaken):
                self.cast[mistaken].kind = "person"
                self.by_surname.setdefault(words[-1], []).append(mistaken)
                self.by_given.setdefault(words[0], []).append(mistaken)
                self.cast[mistaken].gender = self.gender_by.get(words[0])
                shorter = [mistaken]
            if len(shorter) == 1:
                one = self.cast[shorter[0]]
                one.aliases[min(one.name, name, key=len)] = None
                one.name = max(one.name, name, key=len)
                self.by_name[key] = shorter[0]
                return shorter[0]
        number = self.actor(name, "person")
        one = self.cast[number]
        one.gender = one.gender or self.gender_by.get(words[0])
        self.by_surname.setdefault(words[-1], []).append(number)
        if len(words) > 1:
            self.by_given.setdefault(words[0], []).append(number)
        return number

    def known(self, text: str) -> int | None:
        """Return the actor whose name, surname or given name a whole source is, whatever the parse took it for.

        One that two persons have is unknown.
        """
        key = key_of(text)
        same = self.by_surname.get(key) or self.by_given.get(key, [])
        if len(key) == 1 and not same:
            same = [a for name, given in self.by_given.items() if name[0] == key for a in given]
        return self.by_name.get(key, same[0] if len(same) == 1 else UNKNOWN_ACTOR if same else None)

    def may_be(self, actor: int, title: str) -> bool:
        """Say whether a title goes with what is known of a person's gender, and note the gender it tells."""
        told, one = TITLES.get(title), self.cast[actor]
        if told and one.gender and told != one.gender:
            return False
        one.gender = one.gender or told
        return True

    # roles -------------------------------------------------------------------------------------------------

    def titles(self) -> None:
        """Give persons the roles that stand before or beside their names, and the gender of their title."""
        for i, actor in self.at.items():
            if actor < 0 or (i and self.at.get(i - 1) == actor):
                continue
            one = self.cast[actor]
            end = i
            while self.at.get(end) == actor:
                end += 1
            for noun in self.appositions(i, end):
                role = self.role_at(noun)
                limits = self.limits(noun.left_edge.i, min(noun.right_edge.i + 1, noun.i + 6))
                self.has(actor, self.role_words(role) if role else frozenset({noun.lemma_.lower()}), limits)
                one.gender = one.gender or (role.gender if role and one.kind == "person" else None)
            if one.kind != "person":
                continue
            title = self.doc[i - 1].lower_ if i else ""
            one.gender = one.gender or TITLES.get(title)
            if end < len(self.doc) and self.doc[end].text in ("KC", "QC") and "lawyer" in self.roles:
                self.give_role(actor, self.roles["lawyer"], frozenset())
            found = self.role_before(i)
            if found:
                self.give_role(actor, *found)
                if " " not in one.name:
                    one.aliases.setdefault(clean(self.doc[i - len(found[0].role.split()) : end].text))
            if end + 1 < len(self.doc) and self.doc[end].text == ",":
                beside = self.role_after(end + 1)
                if beside:
                    self.give_role(actor, *beside)

    def has(self, actor: int, words: frozenset[str], limits: frozenset[str]) -> None:
        """Note that an actor goes by a role."""
        self.cast[actor].roles.append((words, limits))
        for word in words:
            self.by_role.setdefault(word, {})[actor] = None

    def with_role(self, words: frozenset[str], limits: frozenset[str]) -> list[int]:
        """Return the actors a role description fits, in the order they were met."""
        actors = {a for word in words for a in self.by_role.get(word, ())}
        return sorted(a for a in actors if self.cast[a].has_role(words, limits))

    def give_role(self, actor: int, role: "Role", limits: frozenset[str]) -> None:
        """Note a person's role, and the gender it tells."""
        self.has(actor, self.role_words(role), limits)
        self.cast[actor].gender = self.cast[actor].gender or role.gender

    def role_words(self, role: "Role") -> frozenset[str]:
        """Return a role and the roles it is also called by."""
        words = {role.role.lower(), *(s.lower() for s in role.same_as)}
        for other in list(words):
            words |= {s.lower() for s in self.roles[other].same_as} if other in self.roles else set()
        return frozenset(words)

    def role_before(self, start: int) -> "tuple[Role, frozenset[str]] | None":
        """Return the role that ends right before a token, with the states and institutions that limit it."""
        behind = start
        if start > 2 and self.doc[start - 2].lower_ == "of" and self.doc[start - 1].ent_type_ in ("GPE", "ORG"):
            behind = start - 2  # "President of Sarovia Ann Lee"
        for n in range(LONGEST_ROLE, 0, -1):
            for last in {start, behind}:
                first = last - n
                if first < 0:
                    continue
                role = self.roles.get(self.phrase(first, last))
                if role is not None and role.kind == "person":
                    return role, self.limits(max(first - 3, 0), start if last < start else first)
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
            role = self.roles.get(self.phrase(first, first + n))
            if role is not None:
                return role, n
        return self.roles.get(self.doc[first].lemma_.lower()), 1

    def role_at(self, head: "Token") -> "Role | None":
        """Return the role of a noun phrase's head: the longest entry that ends at it, or goes on from it."""
        if head.i not in self.role_by_head:
            ending = (
                self.roles.get(self.phrase(head.i - n, head.i + 1)) for n in range(min(LONGEST_ROLE - 1, head.i), 0, -1)
            )
            longest = next((role for role in ending if role is not None), None)
            self.role_by_head[head.i] = longest or self.role_of_words(head.i)[0]
        return self.role_by_head[head.i]

    def phrase(self, first: int, last: int) -> str:
        """Return the text of some tokens in small letters."""
        return self.text[self.starts[first] : self.ends[min(last, len(self.ends)) - 1]].lower()

    def limits(self, first: int, last: int) -> frozenset[str]:
        """Return the stems of the states and institutions named in a stretch."""
        out = set()
        for token in self.doc[first:last]:
            if token.ent_type_ in ("GPE", "NORP", "ORG") and token.pos_ in ("PROPN", "ADJ"):
                out.add(stem(token.lower_))
        return frozenset(out)
