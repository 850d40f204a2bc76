"""Who the source of each attribution is: a name, a role ("the head of state"), a document, a pronoun, or unknown."""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ..attribution.parts import Found, Quoted, name_in, noun_phrase
from ..tables import UNSAID, Form, Kind
from .names import HONOURS, TITLES, clean, key_of, name_start, without_article
from .people import UNKNOWN_ACTOR, People
from .pronouns import GENDER, HE, IT, SHE, THEY, WE, YOU, I, Pronouns

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from ..lexicon import Role

_NOMINAL = ("NOUN", "PROPN", "PRON")
_BODIES = {
    "agency", "airline", "broadcaster", "brewery", "builder", "business", "carrier", "channel", "charity", "club",
    "company", "contractor", "developer", "employer", "factory", "firm", "foundation", "group", "lender", "maker",
    "manufacturer", "newspaper", "operator", "organisation", "organization", "outlet", "paper", "producer", "publisher",
    "retailer", "start-up", "startup", "store", "supplier", "utility",
}  # fmt: skip
"""Nouns by which an organisation with a name of its own is called again ("the firm")."""
_DEFINITE = {"the", "this", "that", "his", "her", "its", "their", "my", "our", "your"}
_ANOTHER = {"one", "another", "some", "several", "many", "any", "every", "each"}
"""Words before a noun by which it is nobody named before."""
_PUBLIC = {
    "alliance", "association", "coalition", "federation", "front", "institute", "league", "movement",
    "army", "assembly", "authority", "cabinet", "church", "college", "commission", "committee", "congress", "council",
    "court", "department", "government", "hospital", "ministry", "office", "parliament", "party", "police", "school",
    "embassy", "senate", "state", "union", "university",
}  # fmt: skip
"""Nouns for organisations that nobody calls "the firm"."""
_RELATIVE = {"who", "whom", "which", "that"}
_AGED = re.compile(r"\b\d{1,3}-year-old\b")
_QUANTITIES = {"percent", "%", "number", "majority", "minority", "half", "third", "quarter", "many", "some", "most"}
_HONOURED = {"highness", "excellency", "majesty", "holiness", "honour", "honor", "lordship", "ladyship", "eminence"}
"""Nouns of address, which tell a gender with their possessive ("Her Excellency")."""
_ANYBODY = {"man": "m", "woman": "f", "boy": "m", "girl": "f", "person": None}
"""Nouns by which somebody described before is often called again."""
_PLAIN = {"dead", "elderly", "injured", "old", "older", "other", "same", "wounded", "young", "younger"}
"""Adjectives that do not make another one of them."""
_RELATIVES = {
    "aunt", "boyfriend", "bride", "brother", "cousin", "dad", "daughter", "ex-husband", "ex-wife", "father", "fiancé",
    "fiancée", "girlfriend", "grandfather", "grandmother", "granddaughter", "grandson", "groom", "husband", "mother",
    "mum", "nephew", "niece", "partner", "sister", "son", "spouse", "twin", "uncle", "widow", "widower", "wife",
}  # fmt: skip
"""Nouns for relatives: who is presented once as somebody's stays theirs."""
_AGENTS = {
    "advocate", "agent", "attorney", "barrister", "counsel", "defender", "lawyer", "manager", "publicist", "solicitor",
}  # fmt: skip
"""Nouns for those who speak for a client."""
_ACCUSED = {"accused", "defendant", "suspect"}
_TRIED = {"accuse", "acquit", "arrest", "charge", "convict", "indict", "jail", "sentence", "try"}
_AS_ACCUSED = {
    "nsubj": {"confess", "deny", "plead"},
    "nsubjpass": _TRIED,
    "dobj": _TRIED,
    "poss": {"attorney", "barrister", "counsel", "defender", "lawyer", "solicitor"},
}
"""By what a name is in its sentence, the words it hangs on where somebody is on trial."""
_AGENT = re.compile(r"(?:er|or|ist|ian|ant|ee|ess|man|woman|mate|son|daughter|master|mistress)$")
"""How nouns for people end; some of things do so too."""
_SPEECHES = {
    "farewell",
    "speech",
    "address",
    "remark",
    "word",
    "comment",
    "answer",
    "reply",
    "testimony",
    "model",
    "research",
    "forecast",
    "projection",
    "calculation",
}
_ISSUING = {"publish", "issue", "release", "write", "sign", "send", "commission", "conduct", "produce", "compile"}
_ISSUED = {
    "communiqué",
    "communique",
    "filing",
    "indictment",
    "leaflet",
    "post",
    "release",
    "ruling",
    "tweet",
    "verdict",
}
"""Documents of which it is seldom said by whom they are, since that is who spoke before."""
NEAR = 2
"""Sentences back that a document may have been mentioned which "it" stands for."""


class Sources:
    """The sources of one article's attributions, told in text order, each after the one it is nested in."""

    def __init__(self, doc: "Doc", found: Sequence[Found], quoted: Quoted, people: People) -> None:
        self.doc = doc
        self.found = found
        self.quoted = quoted
        self.people = people
        self.pronouns = Pronouns(doc, found, quoted, people)
        self.speakers = [UNKNOWN_ACTOR] * len(found)
        """For each attribution, who speaks."""
        self.heard: list[tuple[int, int]] = []
        """(token of the source, attribution) of those whose speaker is known so far, in text order."""
        self.documents = [t for t in doc if t.pos_ == "NOUN" and self.is_document(t)]
        self.clients: dict[int, int] = {}
        """For each lawyer or agent, whose they are."""
        self.several = [
            t
            for t in doc
            if t.tag_ == "NNS"
            and (role := people.role_at(t)) is not None
            and role.kind in ("person", "group")
            and t.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")
        ]
        """Nouns for several people."""
        self.nouns: dict[str, list[Token]] = {}
        """The nouns in the singular by lemma, in order."""
        for token in doc:
            if token.tag_ == "NN":
                self.nouns.setdefault(token.lemma_.lower(), []).append(token)
        self.presented = dict(self.presentations())
        """By noun, where somebody named is presented as already brought up, or as whose relative, and who it is."""
        told: set[int] = set()
        for k in sorted(range(len(found)), key=self.place_of):
            self.tell(k, told)

    def presentations(self) -> "Iterator[tuple[str, tuple[Token, int]]]":
        """Yield the nouns beside persons' names that say who this is: "the boss, Ann Lee", "her sister, Joan"."""
        at = self.people.at
        for start, actor in at.items():
            if actor < 0 or at.get(start - 1) == actor or self.people.cast[actor].kind != "person":
                continue
            end = next(i for i in range(start, len(self.doc) + 1) if at.get(i) != actor)
            for noun in self.people.appositions(start, end):
                first = noun.left_edge
                bare = all(c.dep_ in ("det", "amod", "nummod", "punct", "poss", "appos") for c in noun.children)
                known = first.lower_ == "the" or (noun.lemma_.lower() in _RELATIVES and first.dep_ == "poss")
                if noun.tag_ == "NN" and bare and known and noun.i < start:
                    yield noun.lemma_.lower(), (noun, actor)

    def presented_as(self, part: "Span", head: "Token", owner: "Token | None") -> int | None:
        """Return who "his boss" or "a watchman" is, if somebody is presented later as "the boss, Ann Lee".

        A relative presented as somebody's ("her sister, Joan") is the one of that word before and after.
        """
        if head.lemma_.lower() not in self.presented or head.tag_ != "NN":
            return None
        noun, actor = self.presented[head.lemma_.lower()]
        whose = next((c for c in noun.children if c.dep_ == "poss"), None)
        if whose is not None:
            if owner is None or owner.pos_ != "PRON" or whose.pos_ != "PRON":
                return None
            told = {w.lower_ for w in (owner, whose) if w.lower_ in GENDER}
            return actor if len({GENDER[w] for w in told}) <= 1 else None
        if head.i >= noun.i or not (owner is not None or part[0].lower_ in ("a", "an", "one")):
            return None
        before = [t for t in self.nouns.get(head.lemma_.lower(), ()) if t.i < noun.i]
        phrases = {t: self.doc[slice(*noun_phrase(t))] for t in before}
        new = [
            t for t in before if phrases[t][0].dep_ == "poss" or phrases[t][0].lower_ in ("a", "an", "one", "another")
        ]
        return actor if new and (new[-1].i == head.i or phrases[new[-1]].text == part.text) else None

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
            if self.found[k].act not in UNSAID:
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
        source = self.doc.char_span(*f.source, alignment_mode="expand") if f.source else None
        if source is None:
            return UNKNOWN_ACTOR
        actor, form, confidence, part = self.who(k, self.named(k, source))
        self.engage(k, part, actor)
        if form != "name":
            self.people.mention(part.start, part.end, form, actor, confidence)
        if actor >= 0 and (form == "role" or self.is_described(source, actor, form)):
            one, whole = self.people.cast[actor], clean(source.text)
            if whole != one.name:
                one.aliases.setdefault(whole)
        self.pronouns.heard(part.root.i, actor)
        return actor

    def is_described(self, source: "Span", actor: int, form: "Form") -> bool:
        """Say whether a source says more of who a name of one word is ("Lee’s brother, Niall") than a name does."""
        return form == "name" and " " not in self.people.cast[actor].name and not any(t.tag_[0] == "W" for t in source)

    def engage(self, k: int, part: "Span", actor: int) -> None:
        """Note whose lawyer or agent somebody is: "his lawyer, Ann Lee", "Ann Lee, a lawyer for the company"."""
        agents = (t for t in part if t.lemma_.lower() in _AGENTS)
        for noun in agents if actor >= 0 and actor not in self.clients else ():
            preps = (c for c in noun.children if c.dep_ == "prep" and c.lower_ == "for")
            owners = [c for c in noun.children if c.dep_ == "poss"]
            for owner in [*owners, *(g for p in preps for g in p.children if g.dep_ == "pobj")]:
                whose = self.pronoun(k, owner)[0] if owner.pos_ == "PRON" else self.owner(owner)
                if whose is not None and whose >= 0 and whose != actor:
                    self.clients[actor] = whose

    def named(self, k: int, part: "Span") -> "Span":
        """Return the noun phrase a source is about, which goes past the source to no quotation mark and no cue."""
        place = self.people.dateline
        if place and part.start < place.stop < part.end:
            part = self.doc[place.stop : part.end]
        name, cue = name_in(self.doc, (part.start, part.end)), self.found[k].cue
        limit = next((t.i for t in name if t.i >= part.end and (t.is_quote or (cue and t.idx == cue[0]))), name.end)
        first = max(name.start, place.stop)
        return self.doc[first : max(limit, first + 1)]

    def who(self, k: int, part: "Span") -> "tuple[int, Form, float, Span]":
        """Return whom a noun phrase or pronoun names, its form, how sure that is, and the words that do it."""
        head = self.head_of(part)
        if head.lower_ in _RELATIVE and (antecedent := self.antecedent(head)) is not None:
            actor, _, confidence, _ = self.who(k, antecedent)
            return actor, "pronoun", confidence, self.doc[head.i : head.i + 1]
        if head.lower_ in ("one", "another") and (group := self.group_of(part, head)) is not None:
            return self.people.actor(f"{head.lower_} of {group}", "unnamed"), "role", 0.6, part
        if head.pos_ == "PRON" or head.lower_ in HE | SHE | I:
            actor, confidence = self.pronoun(k, head)
            return actor, "pronoun", confidence, self.doc[head.i : head.i + 1]
        if any(c.dep_ == "conj" for c in head.children) and len(part) > 2:
            return self.people.actor(clean(part.text), "group"), "role", 0.6, part
        if (
            head.lower_ in _HONOURED
            and (owner := next((c for c in head.children if c.dep_ == "poss"), None)) is not None
        ):
            gender = GENDER.get(owner.lower_)
            cast = self.people.cast
            fits = self.last(head, lambda a: cast[a].kind == "person" and cast[a].gender in (None, gender))
            return (fits or [UNKNOWN_ACTOR])[0], "role", 0.6, part
        named = self.people.at.get(head.i)
        if named is None:
            named = self.people.known(clean(part.text))
        described = head.pos_ != "PROPN" or self.people.role_at(head) is not None
        beside = self.beside(part, head) if named is None and described else None
        if beside is None and named is None and head.pos_ == "NOUN":
            beside = self.named_last(part, head)
        if beside is not None:
            if (role := self.people.role_at(head)) is not None and role.kind == "person" and beside >= 0:
                self.people.give_role(beside, role, self.people.limits(part.start, part.end))
            return beside, "name", 0.9, part
        if named is not None and not self.is_institution_of(head):
            return named, "name", 0.9, part
        if head.pos_ == "PROPN" and not self.people.roles.get(head.lower_):
            return self.unlisted(head), "name", 0.7, self.doc[name_start(head) : head.i + 1]
        actor, confidence = self.role(k, part, head)
        return actor, "role", confidence, part

    def head_of(self, part: "Span") -> "Token":
        """Return the noun that a source is about, also where the parse has torn the phrase apart ("An | official")."""
        head = part.root
        if head.text in HONOURS and head.i > part.start and self.doc[head.i - 1].pos_ == "PROPN":
            return self.doc[head.i - 1]
        if head.pos_ in _NOMINAL or len(part) == 1:
            return head
        nouns = [t for t in part if t.pos_ in ("NOUN", "PROPN")]
        return nouns[-1] if nouns else next((t for t in reversed(part) if self.people.role_at(t) is not None), head)

    def antecedent(self, relative: "Token") -> "Span | None":
        """Return the noun phrase that a relative pronoun goes back to ("Holt, who said …")."""
        verb = relative.head
        while verb.dep_ in ("conj", "xcomp", "ccomp", "advcl") and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ not in ("relcl", "acl") or verb.head.i >= relative.i:
            return None
        return self.doc[slice(*noun_phrase(verb.head))]

    def beside(self, part: "Span", head: "Token") -> int | None:
        """Return who is named beside a description: "its manager, Pia Osterby"."""
        tokens = [*part, *(c for c in head.children if c.dep_ == "appos")]
        named = [t for t in tokens if t.dep_ in ("appos", "flat") and t.pos_ == "PROPN" and t.i != head.i]
        if not named:
            return None
        actor = self.people.at.get(named[-1].i)
        return self.unlisted(named[-1], self.people.role_at(head)) if actor is None else actor

    def named_last(self, part: "Span", head: "Token") -> int | None:
        """Return who is named right behind what they are: "mother of two Ann Lee", "shop owner Ann Lee"."""
        at, last = self.people.at, part.end - 1
        actor = at.get(last, UNKNOWN_ACTOR)
        if actor < 0 or self.people.cast[actor].kind != "person" or last == head.i:
            return None
        first = last
        while first > head.i and at.get(first - 1) == actor:
            first -= 1
        before = self.doc[first - 1]
        return actor if first < last and (before.i == head.i or before.pos_ == "NUM") else None

    def unlisted(self, head: "Token", role: "Role | None" = None) -> int:
        """Return the actor of a name that the pipeline did not list; `role` is that of its apposition."""
        start = name_start(head)
        name = clean(self.doc[start : head.i + 1].text)
        kind = role.kind if role is not None else self.people.kind_beside(start, head.i + 1)
        if kind == "person" or (kind is None and self.looks_personal(head)):
            actor = self.people.person(start, name)
        else:
            actor = self.people.actor(name, "organisation")
        if actor >= 0:
            self.people.mention(start, head.i + 1, "name", actor, 0.7)
        return actor

    def pronoun(self, k: int, pronoun: "Token") -> tuple[int, float]:
        """Return whom a pronoun stands for; "it" may be a document just mentioned, "they" several people."""
        if pronoun.lower_ in YOU:
            return self.addressed(k)
        actor, confidence = self.pronouns.whose(k, pronoun, self.speakers, self.described)
        above = self.found[k].parent
        speaks = self.speakers[above] if above is not None else UNKNOWN_ACTOR
        if pronoun.lower_ in WE and actor >= 0 and (body := self.employer(actor)) is not None:
            return body, 0.7
        unquoted = above is not None and not self.pronouns.is_inside_marks(above, pronoun)
        if pronoun.lower_ in IT and unquoted and speaks >= 0 and (body := self.employer(speaks)) is not None:
            return body, 0.7
        if pronoun.lower_ in IT:
            nouns, far = self.documents, NEAR
        elif pronoun.lower_ in THEY:
            nouns, far = self.several, 1
        else:
            return actor, confidence
        at = bisect_left(nouns, pronoun.i, key=lambda t: t.i) - 1
        if at < 0 or self.sentences_back(nouns[at], pronoun) > far or self.is_medium(nouns[at], pronoun):
            return actor, confidence
        if actor >= 0 and self.people.cast[actor].last_before(pronoun.i) >= nouns[at].i:
            return actor, confidence
        return self.role(k, self.doc[slice(*noun_phrase(nouns[at]))], nouns[at])

    def employer(self, actor: int) -> int | None:
        """Return the organisation somebody speaks for ("Ann Lee, an analyst at Tarn", "Tarn’s spokeswoman")."""
        people = self.people
        if people.cast[actor].kind not in ("person", "unnamed"):
            return None
        for i in people.cast[actor].places:
            noun = self.doc[i]
            while people.at.get(noun.i, -1) == actor == people.at.get(noun.head.i, -2) and noun.head.i != noun.i:
                noun = noun.head
            nouns = [noun, *(c for c in noun.children if c.dep_ in ("appos", "compound", "nmod"))]
            nouns += [noun.head] if noun.dep_ in ("appos", "compound") and noun.head.pos_ in _NOMINAL else []
            for n in nouns:
                role = people.role_at(n)
                if role is None or role.kind != "person":
                    continue
                preps = [c for c in n.children if c.dep_ == "prep" and c.lower_ in ("at", "of", "for", "from", "with")]
                owners = [c for c in n.children if c.dep_ in ("poss", "compound", "nmod")]
                for owner in [*owners, *(g for p in preps for g in p.children if g.dep_ == "pobj")]:
                    body = people.at.get(owner.i, -1)
                    if body >= 0 and body != actor and people.is_body(body):
                        return body
                    of = people.role_at(owner) if body < 0 and owner.pos_ in ("NOUN", "PROPN") else None
                    if of is not None and of.kind == "organisation" and owner.tag_ == "NN":
                        return self.described(owner)
        return None

    def is_medium(self, document: "Token", pronoun: "Token") -> bool:
        """Say whether a document is where "it" says something: "In a letter to members it wrote …"."""
        prep = document.head
        return prep.dep_ == "prep" and prep.lower_ in ("in", "on") and prep.head.i == pronoun.head.i

    def addressed(self, k: int) -> tuple[int, float]:
        """Return who "you" is: in a turn of a transcript of two, the other one; else nobody can tell."""
        turn = k
        while (above := self.found[turn].parent) is not None:
            turn = above
        if self.found[turn].rule != "turn":
            return UNKNOWN_ACTOR, 0.2
        others = [n for name, n in self.first_turns.items() if name != self.name_before(turn)]
        if len(others) != 1:
            return UNKNOWN_ACTOR, 0.2
        told = self.speakers[others[0]]
        return told if told != UNKNOWN_ACTOR else self.speaker(others[0]), 0.8

    @cached_property
    def first_turns(self) -> dict[str, int]:
        """The first turn of each name in a transcript."""
        turns = [n for n, f in enumerate(self.found) if f.rule == "turn"]
        return {self.name_before(n): n for n in reversed(turns)}

    def name_before(self, turn: int) -> str:
        """Return the name that a turn of a transcript begins with."""
        source = self.found[turn].source
        return key_of(self.people.text[slice(*source)]) if source else ""

    def described(self, noun: "Token") -> int:
        """Return the actor of a noun phrase that a pronoun goes back to."""
        around = self.pronouns.holder[noun.i]
        beside = next((k for k, f in enumerate(self.found) if (f.parent if f.parent is not None else -1) == around), 0)
        return self.who(beside, self.doc[slice(*noun_phrase(noun))])[0]

    def sentences_back(self, token: "Token", later: "Token") -> int:
        """Return how many sentences lie between two tokens."""
        return self.pronouns.sentence_of[later.i] - self.pronouns.sentence_of[token.i]

    def is_document(self, head: "Token") -> bool:
        """Say whether a noun is one for a document."""
        role = self.people.role_at(head)
        return role is not None and role.kind == "document"

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
        role = self.people.role_at(head) if head.pos_ != "AUX" else None  # a person called Will is no will
        if len(part) > 1 and part[-1].tag_ == "PRP" and part[-1].lower_.endswith(("self", "selves")):
            part = part[:-1]
        part = self.before_comma(part, head)
        text = clean(part.text)
        first = part[0]
        plural = head.tag_ in ("NNS", "NNPS") or head.lower_ in _QUANTITIES
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        definite = first.lower_ in _DEFINITE or owner is not None
        words = self.people.role_words(role) if role else frozenset({head.lemma_.lower()})
        limits = self.people.limits(part.start, part.end)
        if role is None and owner is not None and self.is_said(head):
            whose = self.pronoun(k, owner)[0] if owner.pos_ == "PRON" else self.owner(owner)
            if whose is not None and whose >= 0:
                return whose, 0.6
        if role is not None and role.kind == "document":
            issuer = self.issuer(k, head, owner)
            if issuer is not None:
                return issuer, 0.7
            alone = first.lower_ == "the" and owner is None and len(part) == 2
            if alone and (earlier := self.same_document(head, role)) is not None:
                return self.role(k, self.doc[slice(*noun_phrase(earlier))], earlier)[0], 0.6
        if not plural and (named := self.presented_as(part, head, owner)) is not None:
            self.people.cast[named].aliases[text] = None
            return named, 0.75
        if definite or (first.pos_ != "DET" and first.lower_ not in _ANOTHER and not plural):
            having = self.people.with_role(words, limits)
            if not having and role is not None and role.kind == "person":  # "the defence secretary", of a Secretary X
                having = self.people.with_role(frozenset({head.lemma_.lower()}), limits)
                having = having if len(having) == 1 and not plural else []
            fits = [i for i in having if self.people.cast[i].last_before(head.i) >= 0]
            if owner is not None and fits:
                same = [i for i in fits if key_of(text) == key_of(self.people.cast[i].name)]
                fits = same or (fits if len(fits) == 1 and self.is_office(role, owner, fits[0]) else [])
            named = self.people.at.get(owner.i, -1) if owner is not None else -1
            theirs = named >= 0 and self.people.cast[named].kind == "person" and head.lemma_.lower() in _AGENTS
            later = having if owner is None or (owner.pos_ != "PRON" and not theirs) else []
            if not fits and len(later) == 1 and (role is None or role.kind == "person"):
                self.people.cast[later[0]].aliases[text] = None
                return later[0], 0.65
            if not fits and owner is None and first.lower_ == "the" and not plural:
                fits = self.body(self.found[k].parent, part, head) or self.again(k, part, head, role)
            if fits:
                best = max(fits, key=lambda i: self.people.cast[i].last_before(head.i))
                self.people.cast[best].aliases[text] = None
                return best, 0.85 if len(fits) == 1 else 0.6
        if head.lemma_.lower() in _ACCUSED and owner is None and first.lower_ == "the" and not plural and self.accused:
            tried = self.last(head, lambda a: a in self.accused) or self.accused
            self.people.cast[tried[0]].aliases[text] = None
            return tried[0], 0.6
        outermost = self.found[k].parent is None
        if outermost and first.lower_ in ("a", "an") and not plural and (soon := self.named_next(head)) is not None:
            self.people.cast[soon].aliases[text] = None
            self.people.has(soon, words, limits)
            return soon, 0.7
        kind: Kind = "unnamed"
        if role is not None and role.kind == "document":
            kind = role.kind
        elif plural or (role is not None and role.kind == "group"):
            kind = "group"
        elif role is not None and role.kind == "organisation":
            kind = role.kind
        name = text
        if first.lower_ == "the" and owner is None and (before := self.introduced(head)) is not None:
            name = clean(before.text)
        if owner is not None and owner.pos_ == "PRON":
            whose, _ = self.pronoun(k, owner)
            if head.lower_ == "client" and whose in self.clients:
                return self.clients[whose], 0.7
            if head.lower_ == "client" and len(self.accused) == 1 and whose != self.accused[0]:
                return self.accused[0], 0.6
            if whose >= 0:
                name = f"{self.people.cast[whose].name}’s {self.doc[owner.i + 1 : part.end].text}"
        elif owner is not None and (known := self.people.at.get(owner.i, -1)) >= 0:
            behind = owner.i + 1 + (self.doc[owner.i + 1].dep_ == "case")
            name = f"{self.people.cast[known].name}’s {self.doc[behind : part.end].text}"
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
            one.gender = role.gender if role else _ANYBODY.get(head.lower_)
            known = role is not None or head.lower_ in _ANYBODY or _AGENT.search(head.lemma_.lower()) is not None
            one.is_thing = kind == "unnamed" and not known
        also = []
        for noun in (c for c in head.children if c.dep_ == "appos" and c.left_edge.lower_ in ("a", "an")):
            also += [clean(self.doc[slice(*noun_phrase(noun))].text), f"the {noun.text}"]
            other = self.people.role_at(noun)
            has = self.people.role_words(other) if other else frozenset({noun.lemma_.lower()})
            self.people.has(actor, has, frozenset())
        clause = next((t.i for t in part if t.i > head.i and t.tag_ in ("WP", "WDT", "WP$", "WRB")), part.end)
        also.append(clean(self.doc[part.start : clause].text))
        for called in (text, clean(self.doc[part.start : head.i + 1].text), *also):
            if called != one.name:
                one.aliases.setdefault(called)
        if first.lower_ in ("a", "an", "one"):
            one.aliases.setdefault(f"the {head.text}")
        return actor, 0.8 if role else 0.6

    @cached_property
    def accused(self) -> list[int]:
        """Those who are tried or defended, by the verbs and lawyers beside their names, in text order."""
        found: dict[int, None] = {}
        for token in self.doc:
            actor = self.people.at.get(token.i, UNKNOWN_ACTOR)
            if actor < 0 or self.people.cast[actor].kind != "person":
                continue
            if token.head.lemma_.lower() in _AS_ACCUSED.get(token.dep_, ()):
                found.setdefault(actor)
        return list(found)

    def before_comma(self, part: "Span", head: "Token") -> "Span":
        """Return a description without what is set off behind it: "A barista at the café, who has kept her job"."""
        comma = next((t.i for t in part if t.i > head.i and t.text == ","), part.end)
        return self.doc[part.start : comma]

    def named_next(self, head: "Token") -> int | None:
        """Return who "a former tenant" is where the next sentence begins with a new name and its age ("Ann Lee, 52,").

        So news stories name somebody: what they are first, then who.
        """
        here = self.pronouns.sentence_of[head.i]
        places = self.pronouns.places
        n = bisect_left(places, (head.i,))
        while n < len(places) and self.pronouns.sentence_of[places[n].token] == here:
            n += 1
        if n == len(places) or self.pronouns.sentence_of[places[n].token] != here + 1:
            return None
        actor, token = places[n].actor, self.doc[places[n].token]
        after = [t.text for t in self.doc[token.i + 1 : token.i + 4]]
        aged = len(after) == 3 and after[0] == after[2] == "," and after[1].isdigit()
        one = self.people.cast[actor]
        new = aged and one.kind == "person" and " " in one.name and one.last_before(head.i) < 0
        return actor if new and token.dep_ in ("nsubj", "nsubjpass") else None

    def is_said(self, head: "Token") -> bool:
        """Say whether a noun is of what is said ("her claim", "his farewell"), not of who says it ("her brother")."""
        return head.lemma_.lower() in self.people.said or (head.ent_type_ == "" and head.lemma_.lower() in _SPEECHES)

    def again(self, k: int, part: "Span", head: "Token", role: "Role | None") -> list[int]:
        """Return who is described anew: "the 34-year-old", "the man", or a role nobody is known by."""
        cast = self.people.cast
        around = {self.speakers[n] for n in self.pronouns.chain(self.found[k].parent) if n >= 0}
        if _AGED.search(part.text):
            named = self.last(head, lambda a: cast[a].kind == "person")
            return named or self.last(head, lambda a: cast[a].kind == "unnamed" and not cast[a].is_thing)
        plain = all(c.dep_ == "det" or c.lower_ in _PLAIN for c in head.children if c.i < head.i)
        if head.lower_ in _ANYBODY and plain:
            return self.somebody(head, _ANYBODY[head.lower_], around)
        if role is not None and role.kind == "person" and self.introduced(head) is None:
            found = self.last(head, lambda a: cast[a].kind == "person")
            near = found and self.sentences_back(self.doc[cast[found[0]].last_before(head.i)], head) <= 1
            found = [a for a in found if near and a not in around and not cast[a].roles]
            return [a for a in found if cast[a].gender in (None, role.gender or cast[a].gender)]
        return []

    def body(self, k: int | None, part: "Span", head: "Token") -> list[int]:
        """Return the organisation that "the league" is by its own name, or "the firm" since it was the last named."""
        people, word = self.people, head.lower_
        if "-" in part.text:
            word = key_of(part.text)  # "the co-op" is several tokens
        elif part.end > head.i + 1 or head.i - part.start > 1:
            return []
        before = [a for a in range(len(people.cast)) if people.is_body(a) and people.cast[a].last_before(head.i) >= 0]
        named = [a for a in before if word in key_of(people.cast[a].name).split()]
        if named or word not in _BODIES or self.introduced(head) is not None:
            return named
        firms = [a for a in before if people.cast[a].name[:1].isupper()]
        firms = [a for a in firms if not _PUBLIC.intersection(key_of(people.cast[a].name).split())]
        around = [self.employer(a) for n in self.pronouns.chain(k) if n >= 0 and (a := self.speakers[n]) >= 0]
        if theirs := [a for a in around if a in firms]:
            return theirs[:1]
        heard = {self.speakers[j] for _, j in self.heard if self.place_of(j) < head.idx}
        known = self.last(head, lambda a: a in firms and a in heard) or self.last(head, lambda a: a in firms)
        return known or self.firms_presented[:1]

    @cached_property
    def firms_presented(self) -> list[int]:
        """The organisations that are named beside a noun for one ("the firm, Arcline"), in text order."""
        at = self.people.at
        starts = [i for i, actor in at.items() if actor >= 0 and at.get(i - 1) != actor and self.people.is_body(actor)]
        ends = {i: next(j for j in range(i, len(self.doc) + 1) if at.get(j) != at[i]) for i in starts}
        nouns = {i: self.people.appositions(i, ends[i]) for i in starts}
        return [at[i] for i in starts if any(n.lower_ in _BODIES and n.left_edge.lower_ == "the" for n in nouns[i])]

    def group_of(self, part: "Span", head: "Token") -> str | None:
        """Return the several people "one" or "one of them" is of, as "the officials"; None if nobody was mentioned."""
        words = [t.lower_ for t in part]
        if words not in ([head.lower_], [head.lower_, "of", "them"]):
            return None
        at = bisect_left(self.several, head.i, key=lambda t: t.i) - 1
        if at < 0 or self.sentences_back(self.several[at], head) > NEAR:
            return None
        start, end = noun_phrase(self.several[at])
        while start < end - 1 and self.doc[start].pos_ in ("DET", "NUM"):
            start += 1
        first = self.doc[start]
        return clean(self.doc[start:end].text) if first.dep_ == "poss" else f"the {clean(self.doc[start:end].text)}"

    def same_document(self, head: "Token", role: "Role") -> "Token | None":
        """Return the noun by which a document was called before, if "the survey" is the poll mentioned last."""
        at = bisect_left(self.documents, head.i, key=lambda t: t.i) - 1
        before = self.documents[at] if at >= 0 else None
        if before is None or self.sentences_back(before, head) > NEAR or before.lemma_ == head.lemma_:
            return None
        its = self.people.role_at(before)
        same = its is not None and self.people.role_words(its) & self.people.role_words(role)
        return before if same or role.role == "document" else None

    def is_office(self, role: "Role | None", owner: "Token", actor: int) -> bool:
        """Say whether "the council's chief" may be the one chief that is named: an office, and no person's."""
        if role is None or role.kind != "person" or self.people.cast[actor].kind != "person":
            return False
        if owner.pos_ == "PRON":
            return owner.lower_ == "its"
        whose = self.people.at.get(owner.i)
        return whose is None or whose < 0 or self.people.cast[whose].kind != "person"

    def introduced(self, head: "Token") -> "Span | None":
        """Return the phrase by which somebody was first described with the same noun ("a senior official")."""
        for token in self.nouns.get(head.lemma_.lower(), ()):
            if token.i >= head.i:
                break
            part = self.doc[slice(*noun_phrase(token))]
            if part[0].lower_ in ("a", "an", "one", "another") and token.i not in self.people.at:
                return part
            more = any(c.dep_ in ("compound", "amod", "nmod") and c.pos_ == "PROPN" for c in token.children)
            if part[0].lower_ == "the" and more and token.i not in self.people.at:
                return part
        return None

    def somebody(self, head: "Token", gender: str | None, around: set[int]) -> list[int]:
        """Return the person described last before "the man" or "the woman", if their gender may be the noun's.

        Nobody calls themselves so: those whose words it stands in are left out.
        """
        cast = self.people.cast
        others = {a for a, one in enumerate(cast) if one.kind == "unnamed" and a not in around}
        return self.last(head, lambda a: a in others and (not gender or cast[a].gender in (None, gender)))

    def last(self, head: "Token", fits: Callable[[int], bool]) -> list[int]:
        """Return the actor mentioned last before a token among those that fit, or none."""
        places = self.pronouns.places
        before = range(bisect_left(places, (head.i,)) - 1, -1, -1)
        return next(([places[n].actor] for n in before if fits(places[n].actor)), [])

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
        if owner is not None and owner.pos_ == "PRON":
            whose, _ = self.pronouns.whose(k, owner, self.speakers, self.described)
            return whose if whose >= 0 else None
        if owner is None and head.i and (before := self.introduced(head)) is not None and not list(head.rights):
            head = before.root
        if (author := self.author(head)) is not None:
            return author
        verbs = [c for c in head.children if c.dep_ == "acl" and c.lemma_.lower() in _ISSUING]
        preps = [p for v in (head, *verbs) for p in v.children if p.lower_ in ("by", "from")]
        givers = [c for p in preps for c in p.children if c.dep_ == "pobj"]
        beside = [c for c in head.children if c.dep_ in ("compound", "nmod", "amod")]
        named = [c for c in beside if c.ent_type_ == "ORG" or self.is_body_noun(c)]
        for giver in ([owner] if owner is not None else []) + givers + named:
            if giver.pos_ == "PRON":
                return None
            known = self.people.at.get(giver.i, self.owner(giver))
            if known is not None and known >= 0:
                return known
            role = self.people.role_at(giver)
            if giver.pos_ == "NOUN" and (giver is owner or (role is not None and role.kind == "organisation")):
                start, end = noun_phrase(giver)
                return self.role(k, self.doc[start : end - (self.doc[end - 1].dep_ == "case")], giver)[0]
            if giver in givers and giver.pos_ == "PROPN" and giver.ent_type_ not in ("PERSON", "DATE"):
                start, end = noun_phrase(giver)
                return self.people.actor(without_article(clean(self.doc[start:end].text)), "organisation")
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
        return self.last_body(head, here) if head.lemma_.lower() in _ISSUED else None

    def is_body_noun(self, noun: "Token") -> bool:
        """Say whether a noun is one for an organisation ("a union text message"); what is filed at court is not its."""
        role = self.people.role_at(noun) if noun.pos_ == "NOUN" and noun.lower_ not in ("court", "tribunal") else None
        return role is not None and role.kind == "organisation"

    def author(self, head: "Token") -> int | None:
        """Return who wrote a document, where the sentences after it say so.

        That is by name: "The document was written by Ann Lee", "Its author, Ann Lee".
        """
        here = self.pronouns.sentence_of[head.i]
        for token, actor in self.people.at.items():
            back = self.pronouns.sentence_of[token] - here
            if actor < 0 or token < head.i or not 0 <= back <= NEAR or self.people.at.get(token + 1) == actor:
                continue
            name = self.doc[token]
            verb = name.head.head
            written = name.head.dep_ == "agent" and verb.lemma_.lower() in _ISSUING
            things = [c for c in verb.children if c.dep_ == "nsubjpass"] if written else []
            if any(c.i == head.i or self.is_document(c) for c in things):
                return actor
            for noun in [name.head] if name.dep_ == "appos" else []:
                its = any(c.dep_ == "poss" and c.lower_ == "its" for c in noun.children)
                if noun.lemma_.lower() == "author" and its:
                    return actor
        return None

    def last_body(self, head: "Token", here: int) -> int | None:
        """Return who put out a document that is brought up anew ("the indictment"): the body that spoke before."""
        if not head.i or self.doc[head.i - 1].lower_ != "the" or self.introduced(head) is not None:
            return None
        for token, j in reversed(self.heard[: bisect_left(self.heard, (self.token_at(here), -1))]):
            if self.sentences_back(self.doc[token], head) > NEAR:
                break
            if self.people.cast[self.speakers[j]].kind in ("organisation", "group"):
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
