"""Attributions in a parsed text: source, cue and content, direct and indirect, nested to any depth.

`model` reads a text as `features` and says what each cue introduces (`weights` holds the trained networks and their
card); `drafts` searches contents again; `rules` are the few that remain; `cues` asks the lexicon about a cue; `settle`
makes quotations whole, lets no two claim the same words, carries speech on and nests; `parts` holds what all speak in.
"""

from typing import TYPE_CHECKING

from .drafts import drafts
from .parts import Found, Quoted
from .rules import colons
from .settle import settle

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..lexicon import Lexicon

__all__ = ["Found", "Quoted", "find_attributions"]


def find_attributions(doc: "Doc", lexicon: "Lexicon", quoted: Quoted, n_headline: int = 0) -> list[Found]:
    """Return the attributions of a text, parents before children, each level in text order.

    `n_headline` is the length of the headline in characters; there, a name before a colon is a source.
    """
    return settle(doc, [*drafts(doc, lexicon, quoted), *colons(doc, quoted, n_headline)], quoted, lexicon)
