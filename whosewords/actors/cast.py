"""The actors of a corpus: those of its articles, the same only by full name, or by name and role."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ..tables import ARTICLE, UNKNOWN, Actor, Kind
from .names import key_of

Identity = tuple[str, ...]
"""What tells an actor from all others."""


class Record(NamedTuple):
    """An actor of one article as it is kept: `roles` are (words, limits), sorted; `given`: a person gave the name."""

    name: str
    kind: Kind
    aliases: list[str]
    roles: list[tuple[list[str], list[str]]]
    speaks: bool
    given: bool = False


class Cast:
    """The actors of a corpus, met article by article: the same only by full name, or by name and role."""

    def __init__(self) -> None:
        self._actors: dict[str, Actor] = {}
        self._by_key: dict[Identity, str] = {}
        """Actors by what identifies them; "" where two share it."""
        self._kinds: dict[str, Counter[Kind]] = {}
        """In how many articles each is what."""

    def admit(self, article_id: str, records: Sequence[Record]) -> list[str]:
        """Return the actor_id of each actor of an article, adding those the corpus has not met."""
        return [self._admit(article_id, r) for r in records]

    def _admit(self, article_id: str, r: Record) -> str:
        keys, hints = _identities(article_id, r)
        actor_id = next((a for k in keys if (a := self._by_key.get(k))), None)
        if actor_id is None and (actor_id := self._by_surname(hints)) is not None:
            met = self._actors[actor_id]
            self._actors[actor_id] = met._replace(name=r.name, aliases=[met.name, *met.aliases])
        if actor_id is None:
            actor_id = self._new_id(r.name)
            self._actors[actor_id] = Actor(actor_id, r.name, r.kind, [], False)
            self._kinds[actor_id] = Counter()
        self._kinds[actor_id][r.kind] += 1
        for key in keys:
            self._by_key.setdefault(key, actor_id)
        for key in hints:
            if self._by_key.setdefault(key, actor_id) != actor_id:
                self._by_key[key] = ""
        known = self._actors[actor_id]
        aliases = [a for a in [*known.aliases, r.name, *r.aliases] if a != known.name]
        self._actors[actor_id] = known._replace(aliases=list(dict.fromkeys(aliases)), speaks=known.speaks or r.speaks)
        return actor_id

    def _by_surname(self, hints: Sequence[Identity]) -> str | None:
        """Return who was met before by the same surname and role alone, whose full name this is."""
        known = (self._by_key.get(k) for k in hints)
        return next((a for a in known if a and " " not in key_of(self._actors[a].name)), None)

    def _new_id(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain.lower())).strip("-") or "actor"
        actor_id, n = slug, 1
        while actor_id in self._actors or actor_id in (ARTICLE, UNKNOWN):
            n += 1
            actor_id = f"{slug}-{n}"
        return actor_id

    def actors(self) -> list[Actor]:
        """Return all actors met so far, each of the kind that it is in most articles."""
        return [a._replace(kind=self._kinds[i].most_common(1)[0][0]) for i, a in self._actors.items()]


def _identities(article_id: str, r: Record) -> tuple[list[Identity], list[Identity]]:
    """Return by what an actor is found again in another article, and by what else it may be, unless two may.

    A person with a full name is found by it; a mere surname only by the role it goes with ("President X"), and only
    where no two people of that surname have the role. What has no name of its own stays in its article.
    What has a full name is the same of whatever kind it is taken for. Those given one name by a person are one, and
    whoever has that full name as well.
    """
    key = key_of(r.name)
    if r.given:
        keys, hints = _identities(article_id, r._replace(given=False))
        full: list[Identity] = [("name", key)] if " " in key else []
        return [("given", key or r.name), *full, *keys], hints
    if r.kind == "person":
        by_role: list[Identity] = (
            [("role", key.split()[-1], word) for words, _ in r.roles for word in words] if key else []
        )
        if " " in key:
            return [("name", key)], by_role
        return [*by_role, ("here", article_id, key)], []
    if r.kind in ("organisation", "group") and any(c.isupper() for c in r.name):
        return [("name", key)], []
    return [("here", article_id, r.kind, key)], []
