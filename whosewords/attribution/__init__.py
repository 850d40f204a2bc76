"""Attributions in a parsed text: source, cue and content, direct and indirect, nested to any depth.

`model` reads a text as `features` and says what each cue introduces (`weights` holds the trained networks and their
card); `drafts` searches contents again, with `inside` for what the model passes over there; `rules` are the few that
remain; `cues` asks the lexicon about a cue; `settle` makes quotations whole, lets no two claim the same words, carries
speech on and nests; `titles` leaves names in quotation marks out; `translated` says whose words are a translator's;
`parts` holds what all speak in.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .drafts import inner, outer
from .features import features as features_of
from .parts import Found, Quoted, outermost, tokens
from .rules import colons
from .settle import settle

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ..lexicon import Lexicon

__all__ = ["Found", "Quoted", "at_least", "check_confidence", "find_attributions"]


def find_attributions(
    doc: "Doc", lexicon: "Lexicon", quoted: Quoted, n_headline: int = 0, min_confidence: float = 0.0
) -> list[Found]:
    """Return the attributions of a text, parents before children, each level in text order.

    `n_headline` is the length of the headline in characters; there, a name before a colon is a source. Those with less
    than `min_confidence` are left out: of the rest more are right, and more are missed (the weights' README says how
    many).
    """
    f = features_of(doc, quoted)
    every = [*outer(doc, f, lexicon, quoted), *colons(doc, quoted, lexicon, n_headline)]
    drafts = outermost(every, len(doc))
    found = settle(doc, drafts, quoted, lexicon)
    seen = {i for d in drafts if d.cue for i in range(*d.cue)}
    more = inner(doc, f, lexicon, quoted, [part for row in found for part in tokens(doc, row.content)], seen)
    seen |= {i for d in more if d.cue for i in range(*d.cue)}
    kept = set(map(id, drafts))
    more += [d for d in every if id(d) not in kept and d.cue and d.cue[0] not in seen]
    if more:
        found = settle(doc, [*drafts, *more], quoted, lexicon)
    return list(at_least(found, min_confidence).values())


def at_least(found: Sequence[Found], confidence: float) -> dict[int, Found]:
    """Return the attributions of at least some confidence by their place in `found`, ordered as it is.

    What stood in one that is left out stands in the nearest kept one around it, with its depth counted anew.
    """
    parents: dict[int, int | None] = {}
    depths: dict[int, int] = {}
    for number, f in enumerate(found):
        if f.confidence < confidence:
            continue
        parent = f.parent
        while parent is not None and parent not in depths:
            parent = found[parent].parent
        parents[number], depths[number] = parent, 0 if parent is None else depths[parent] + 1
    order = sorted(depths, key=lambda n: (depths[n], found[n].content[0][0]))
    place = {number: n for n, number in enumerate(order)} | {None: None}
    return {n: found[n]._replace(parent=place[parents[n]], depth=depths[n]) for n in order}


def check_confidence(confidence: float) -> float:
    """Return the confidence. Raises ValueError unless it lies between 0 and 1."""
    if not 0 <= confidence <= 1:
        raise ValueError(f"min_confidence lies between 0 and 1; {confidence:g} does not")
    return confidence
