"""Who a pronoun stands for: of those mentioned before it, whom distance, grammar, gender and voice speak for most."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..attribution.parts import Found, Quoted, innermost
from .people import ARTICLE_ACTOR, UNKNOWN_ACTOR, People

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HE, SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
THEY, IT = frozenset({"they", "them", "their", "theirs"}), frozenset({"it", "its", "itself"})
YOU = frozenset({"you", "your", "yourself"})
I, WE = frozenset({"i", "me", "my", "myself"}), frozenset({"we", "us", "our", "ourselves"})  # noqa: E741
GENDER = dict.fromkeys(HE, "m") | dict.fromkeys(SHE, "f")

FARTHEST = 6
"""Sentences back that somebody may have been mentioned whom a pronoun stands for."""
MOST_BACK = 50
"""Pronouns in a row that are followed back to whom the first stands for."""
NEAREST = 2
"""The same of somebody described who has not spoken."""

# What speaks for a candidate, in sentences of distance (each sentence back counts 1); chosen by hand on the part of
# data/gold that development looks at.
SUBJECT, MAIN, SPEAKER, GENDER_TOLD = 0.9, 0.4, 0.5, 1.0
AROUND = 2.5
"""For whoever's words the pronoun stands in, outside quotation marks ("Holt said she …")."""
OTHERS_WORDS = 1.6
"""Against a mention inside what somebody else says."""
STORY = 1.0
"""For whom somebody has quoted before, in what they go on to say ("The boss swore it held. “He said …”, she says")."""
PARAGRAPH = 0.25
OFTEN = 0.12
"""For each mention before, up to five."""
THING = -2.0
"""What counts against "he" being a noun that nothing tells to be somebody ("a draft")."""
UNNAMED = -0.6
"""For somebody described of whom not even the gender is told."""
MISTAKEN = -1.5
"""For "it": the pipeline took a company's name for a person's."""
LEAST = -4.5
"""With less than this, nobody is meant who could be told."""

_PARTS = ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "appos", "attr")
"""What a noun is in a sentence that a pronoun may go back to."""
_FIRST = -10
"""Below all numbers of actors: nouns that are none yet count down from here."""


class Place(NamedTuple):
    """A mention: the token at which it begins, whose it is, and whether it is the source of an attribution."""

    token: int
    actor: int
    source: bool


class Pronouns:
    """The mentions of an article as far as they are known, and who a pronoun after them stands for."""

    def __init__(self, doc: "Doc", found: Sequence[Found], quoted: Quoted, people: People) -> None:
        self.doc = doc
        self.found = found
        self.quoted = quoted
        self.people = people
        self.sentence_of = _numbers(doc)
        self.paragraph_of = _paragraphs(doc)
        self.holder = innermost(doc, found)
        """For each token, the innermost attribution in whose content it stands, or −1."""
        self.described = [
            t for t in doc if t.tag_ == "NN" and t.dep_ in _PARTS and t.i not in people.at and self.is_one(t)
        ]
        """Nouns for one person, who is no actor until a pronoun goes back to them."""
        self.subjects = [t for t in doc if t.lower_ in ("he", "she") and t.dep_ in ("nsubj", "nsubjpass")]
        self.stood: dict[int, int] = {}
        """By token, whom a pronoun that is no source stands for; −1 for nobody who could be told."""
        self.steps_back = 0
        """Pronouns before pronouns that are being looked at."""
        self.places: list[Place] = []
        at = people.at
        for token, actor in at.items():
            if actor >= 0 and at.get(token - 1) != actor:
                insort(self.places, Place(_head(doc, token, at), actor, False))

    def is_one(self, noun: "Token") -> bool:
        """Say whether a noun is the role of one person."""
        role = self.people.role_at(noun)
        return role is not None and role.kind == "person" and noun.lower_ not in ("anyone", "person")

    def heard(self, token: int, actor: int) -> None:
        """Note that an actor is a source, named or described at a token."""
        if actor >= 0:
            insort(self.places, Place(token, actor, True))

    def whose(
        self, k: int, pronoun: "Token", speakers: Sequence[int], actor_of: "Callable[[Token], int]"
    ) -> tuple[int, float]:
        """Return whom a pronoun in the source of attribution `k` stands for, and how sure that is, 0 … 1.

        `speakers` are those of the attributions told so far; that around `k` is. `actor_of` makes an actor of somebody
        described.
        """
        word = pronoun.lower_
        above = self.found[k].parent
        if word in I or word in WE:
            if above is None:
                unquoted = self.quoted.innermost[pronoun.i] < 0
                return (ARTICLE_ACTOR, 0.6) if word in I and unquoted else (UNKNOWN_ACTOR, 0.3)
            return speakers[self.utterer(above, pronoun)], 0.95 if word in I else 0.6
        if word not in GENDER and word not in THEY and word not in IT:
            return UNKNOWN_ACTOR, 0.2
        ranked = sorted(self.candidates(k, pronoun, speakers), reverse=True)
        if not ranked or ranked[0][0] < LEAST:
            return UNKNOWN_ACTOR, 0.3
        best, actor = ranked[0]
        second = next((score for score, other in ranked[1:] if other != actor), best - 2)
        if actor <= _FIRST:
            actor = actor_of(self.doc[_FIRST - actor])
            if actor < 0:
                return UNKNOWN_ACTOR, 0.3
        one = self.people.cast[actor]
        if one.gender is None and best - second > 1:
            one.gender = GENDER.get(word)
        return actor, round(min(0.9, 0.5 + 0.2 * (best - second)), 2)

    def candidates(self, k: int, pronoun: "Token", speakers: Sequence[int]) -> Iterator[tuple[float, int]]:
        """Yield those mentioned before a pronoun who may be meant, with what speaks for them."""
        word = pronoun.lower_
        above = self.found[k].parent
        marked = above is not None and self.is_inside_marks(above, pronoun)
        outer = speakers[above] if above is not None else UNKNOWN_ACTOR
        uttering = self.uttering(above, pronoun)
        themselves = speakers[uttering] if uttering is not None else UNKNOWN_ACTOR
        if outer >= 0 and not marked and (self.fits(outer, word) or (word in IT and self.is_mistaken(outer))):
            yield AROUND + self.told(outer, word), outer
        around = self.chain(above)
        heard = {speakers[n] for n in around if n >= 0} - {UNKNOWN_ACTOR}
        here = self.sentence_of[pronoun.i]
        clause = self.clause(pronoun)
        yield from self.those_described(pronoun, around, clause)
        step = self.said_before(k, pronoun, speakers, around, clause)
        if step is not None and step[1] != themselves:
            yield step
        until = bisect_left(self.places, Place(pronoun.i, -1, False))
        for place in (self.places[n] for n in range(until - 1, -1, -1)):
            back = here - self.sentence_of[place.token]
            if back > FARTHEST:
                break
            actor = place.actor
            if actor == themselves or not self.fits(actor, word):
                continue
            token = self.doc[place.token]
            if self.clause(token) == clause and token.dep_ != "poss" and pronoun.dep_ != "poss":
                continue
            score = (
                -float(back)
                + self.told(actor, word)
                + OFTEN * min(5, bisect_left(self.people.cast[actor].places, pronoun.i))
            )
            if token.dep_ in ("nsubj", "nsubjpass"):
                score += SUBJECT + MAIN * (token.head.dep_ == "ROOT")
            score += SPEAKER * place.source
            score -= PARAGRAPH * min(2, self.paragraph_of[pronoun.i] - self.paragraph_of[place.token])
            holder = self.holder[place.token]
            if holder not in around and not (holder >= 0 and speakers[holder] in heard):
                score -= OTHERS_WORDS
            elif marked and place.source and holder >= 0 and speakers[holder] == themselves:
                score += STORY
            yield score, actor

    def those_described(self, pronoun: "Token", around: frozenset[int], clause: int) -> Iterator[tuple[float, int]]:
        """Yield nouns for one person before "he" or "she" that are no source yet, as numbers from `_FIRST` down."""
        gender = GENDER.get(pronoun.lower_)
        until = bisect_left(self.described, pronoun.i, key=lambda t: t.i) if gender else 0
        for noun in reversed(self.described[:until]):
            back = self.sentence_of[pronoun.i] - self.sentence_of[noun.i]
            if back > NEAREST:
                break
            role = self.people.role_at(noun)
            its = role.gender if role is not None else None
            same = self.clause(noun) == clause and pronoun.dep_ != "poss"
            elsewhere = self.quoted.innermost[noun.i] not in (-1, self.quoted.innermost[pronoun.i])
            if self.is_placed(noun.i) or its not in (None, gender) or same or elsewhere:
                continue
            score = -float(back) + (GENDER_TOLD if its else UNNAMED)
            if noun.dep_ in ("nsubj", "nsubjpass"):
                score += SUBJECT + MAIN * (noun.head.dep_ == "ROOT")
            score -= PARAGRAPH * min(2, self.paragraph_of[pronoun.i] - self.paragraph_of[noun.i])
            yield score - OTHERS_WORDS * (self.holder[noun.i] not in around), _FIRST - noun.i

    def said_before(
        self, k: int, pronoun: "Token", speakers: Sequence[int], around: frozenset[int], clause: int
    ) -> tuple[float, int] | None:
        """Return whom the same pronoun stood for in the sentence before: "She spoke in Ulmethi. “…,” she said."."""
        gender = GENDER.get(pronoun.lower_)
        until = bisect_left(self.subjects, pronoun.i, key=lambda t: t.i) if gender else 0
        for other in reversed(self.subjects[:until]):
            back = self.sentence_of[pronoun.i] - self.sentence_of[other.i]
            if back > 1:
                break
            if GENDER[other.lower_] != gender or self.is_placed(other.i) or self.holder[other.i] not in around:
                continue
            if other.i not in self.stood:
                if self.steps_back == MOST_BACK:
                    return None
                self.stood[other.i] = -1
                self.steps_back += 1
                score, actor = max(self.candidates(k, other, speakers), default=(LEAST - 1, -1))
                self.steps_back -= 1
                self.stood[other.i] = actor if score >= LEAST else -1
            actor = self.stood[other.i]
            if actor < 0 or self.clause(other) == clause:
                continue
            score = self.told(actor, pronoun.lower_) + SUBJECT + MAIN * (other.head.dep_ == "ROOT") - back
            return score - PARAGRAPH * min(2, self.paragraph_of[pronoun.i] - self.paragraph_of[other.i]), actor
        return None

    def is_placed(self, token: int) -> bool:
        """Say whether a mention begins at a token."""
        at = bisect_left(self.places, (token,))
        return at < len(self.places) and self.places[at].token == token

    def fits(self, actor: int, word: str) -> bool:
        """Say whether an actor may go by a pronoun: of its gender, or a thing, or several."""
        one = self.people.cast[actor]
        if word in GENDER:
            return one.kind in ("person", "unnamed") and one.gender in (None, GENDER[word])
        if word in THEY:
            return one.kind == "group"
        return one.kind in ("organisation", "document") or (" " in one.name and self.is_mistaken(actor))

    def is_mistaken(self, actor: int) -> bool:
        """Say whether an organisation may have been taken for a person: nothing else speaks for one."""
        one = self.people.cast[actor]
        return one.kind == "person" and not one.gender and not one.roles

    def told(self, actor: int, word: str) -> float:
        """Return what it counts that an actor's gender is known to be the pronoun's, or that "it" were a person."""
        one = self.people.cast[actor]
        if word in IT and one.kind == "person":
            return MISTAKEN
        if word not in GENDER or one.gender:
            return GENDER_TOLD if word in GENDER else 0.0
        return 0.0 if one.kind != "unnamed" else THING if one.is_thing else UNNAMED

    def chain(self, k: int | None) -> frozenset[int]:
        """Return an attribution with all those around it, and −1 for the article."""
        out = {-1}
        while k is not None:
            out.add(k)
            k = self.found[k].parent
        return frozenset(out)

    def clause(self, token: "Token") -> int:
        """Return the verb a token belongs to: two parts of one clause are not the same person."""
        node = token
        while node.head.i != node.i and node.dep_ not in ("nsubj", "nsubjpass", "dobj", "dative"):
            if node.pos_ in ("VERB", "AUX"):
                return -1
            node = node.head
        return int(node.head.i) if node.head.i != node.i else -1

    def utterer(self, above: int, pronoun: "Token") -> int:
        """Return in whose quotation marks a word stands; where in none, the attribution around it.

        In “My son says I believe anyone,” she said, "I" is she.
        """
        uttering = self.uttering(above, pronoun)
        return above if uttering is None else uttering

    def uttering(self, above: int | None, pronoun: "Token") -> int | None:
        """Return in whose quotation marks a word stands, from the attribution around it outwards, or None."""
        k = above
        while k is not None and not self.is_inside_marks(k, pronoun):
            k = self.found[k].parent
        return k

    def is_inside_marks(self, above: int, pronoun: "Token") -> bool:
        """Say whether a word stands in the quoted part of an attribution's content."""
        number = self.quoted.innermost[pronoun.i]
        cue = self.found[above].cue
        return number >= 0 and not (
            cue and self.quoted.quotations[number].start <= cue[0] < self.quoted.quotations[number].end
        )


def _head(doc: "Doc", first: int, at: dict[int, int]) -> int:
    """Return the token of a name that stands for it in the sentence: the one whose head is outside."""
    last = first
    while at.get(last + 1) == at[first]:
        last += 1
    return int(doc[first : last + 1].root.i)


def _numbers(doc: "Doc") -> list[int]:
    numbers, n = [], -1
    for token in doc:
        n += token.is_sent_start is True or token.i == 0
        numbers.append(n)
    return numbers


def _paragraphs(doc: "Doc") -> list[int]:
    numbers, n = [], 0
    for token in doc:
        n += token.is_space and "\n" in token.text
        numbers.append(n)
    return numbers
