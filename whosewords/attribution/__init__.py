"""Attributions in a parsed text: source, cue and content, direct and indirect, nested to any depth.

`rules` proposes what each cue introduces; `settle` makes quotations whole, lets no two claim the same words,
carries speech on and nests; `parts` holds what both speak in.
"""

from typing import TYPE_CHECKING

from .parts import Found, Quoted
from .rules import drafts
from .settle import settle

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..lexicon import Lexicon

__all__ = ["Found", "Quoted", "find_attributions"]


def find_attributions(doc: "Doc", lexicon: "Lexicon", quoted: Quoted, n_headline: int = 0) -> list[Found]:
    """Return the attributions of a text, parents before children, each level in text order.

    `n_headline` is the length of the headline in characters; there, a name before a colon is a source.
    """
    return settle(doc, drafts(doc, lexicon, quoted, n_headline), quoted, lexicon)
