"""What the lexicon says of a cue that was found, and who cannot be a source."""

from typing import TYPE_CHECKING

from ..lexicon import Cue, Lexicon
from ..tables import Act
from .parts import Draft, Part, Quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOBODY = frozenset({"nobody", "no-one", "none", "neither", "nothing"})
_THOUGHT_ADJECTIVES = frozenset({"aware", "certain", "confident", "convinced", "doubtful", "sceptical", "skeptical", "sure", "unaware", "uncertain", "unsure"})  # fmt: skip  # noqa: E501


def entry_of(cue: "Token", lexicon: Lexicon) -> Cue | None:
    """Return a cue's row of cues.csv, that of the verb with its particle first ("point out"), or None."""
    lemma = cue.lemma_.lower()
    if cue.pos_ in ("VERB", "AUX"):
        for child in cue.children:
            if child.dep_ in ("prt", "advmod", "prep") and (entry := lexicon.verb_cues.get(f"{lemma} {child.lower_}")):
                return entry
        if entry := lexicon.verb_cues.get(lemma):
            return entry
    phrase = _phrase(cue, lexicon)
    return phrase or lexicon.noun_cues.get(lemma) or lexicon.verb_cues.get(lemma)


def _phrase(cue: "Token", lexicon: Lexicon) -> Cue | None:
    for words, entry in lexicon.phrase_cues.get(cue.lower_, ()):
        slot = words.index("X")
        if tuple(t.lower_ for t in cue.doc[cue.i : cue.i + slot]) == words[:slot]:
            return entry
    return None


def act_of(doc: "Doc", draft: Draft) -> Act:
    """Return whether a cue is of speech, thought or attitude: from the lexicon, else from what it governs.

    A cue that the lexicon lacks is an attitude with an infinitive, an object or no verb in what it introduces ("vows
    revenge"), a thought where it is an adjective or noun of belief, and speech with a clause or a quotation.
    """
    if draft.entry is not None:
        return draft.entry.act
    if draft.cue is None or draft.lemma == ":":
        return "speech"
    cue = next((t for t in doc[draft.cue[0] : draft.cue[1]] if t.pos_ in ("VERB", "ADJ", "NOUN")), doc[draft.cue[0]])
    if cue.lemma_.lower() in _THOUGHT_ADJECTIVES:
        return "thought"
    inside = [t for start, end in draft.content for t in doc[start:end]]
    if any(t.is_quote for t in inside) or any(t.dep_ in ("ccomp", "parataxis") for t in inside[:60]):
        return "speech"
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in inside)
    return "speech" if finite else "attitude"


def may_speak(doc: "Doc", source: Part, quoted: Quoted) -> bool:
    """Say whether a source is one: not "nobody", and not the "I" of whoever writes, whose voice is the article's."""
    last = doc[source[1] - 1].lower_
    if last in ("i", "me", "my"):
        return quoted.innermost[source[0]] >= 0
    return last not in _NOBODY and doc[source[0] : source[1]].text.lower() != "no one"
