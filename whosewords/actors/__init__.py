"""Mentions to actors: names merged, roles and pronouns resolved, and who of them speaks.

`people` builds an article's cast from its names and roles; `sources` tells who the source of each attribution is;
`cast` puts the actors of all articles together; `names` compares names. Where it is not clear who is meant, the
answer is `unknown`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cast import Cast, Record
from .people import ARTICLE_ACTOR, UNKNOWN_ACTOR, LocalActor, LocalMention, People
from .sources import Sources

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..attribution.parts import Found, Quoted
    from ..lexicon import Lexicon

__all__ = ["ARTICLE_ACTOR", "UNKNOWN_ACTOR", "Cast", "LocalActor", "LocalMention", "Record", "find_actors"]


def find_actors(
    doc: "Doc", found: "Sequence[Found]", quoted: "Quoted", lexicon: "Lexicon", n_headline: int = 0
) -> tuple[list[LocalActor], list[LocalMention], list[int]]:
    """Return the cast of an article, its mentions in text order, and for each attribution the position of its speaker.

    Mentions are every name, and the roles and pronouns that are sources. A speaker is −1 where the source cannot be
    told and −2 where it is whoever wrote the article ("I" in an opinion piece).
    """
    people = People(doc, quoted.text, lexicon, n_headline)
    speakers = Sources(doc, found, quoted, people).speakers
    mentions = {(m.start, m.end): m for m in people.mentions}
    return people.cast, sorted(mentions.values()), speakers
