"""What the lexicon says of a cue that was found, and who cannot be a source."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..lexicon import Cue, Lexicon
from ..tables import Act
from .parts import Draft, Part, Quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FINITE = ("VBD", "VBZ", "VBP", "MD")
"""Tags of finite verbs."""
_NOBODY = frozenset({"nobody", "no-one", "none", "neither", "nothing"})
_THOUGHT = frozenset({
    "aware", "certain", "confident", "convinced", "doubtful", "sceptical", "skeptical", "sure", "unaware", "uncertain",
    "unconvinced", "unsure",
})  # fmt: skip
"""Adjectives of belief."""
_SPEECH = frozenset({
    "adamant", "blunt", "brief", "candid", "categorical", "clear", "critical", "dismissive", "emphatic", "explicit",
    "frank", "insistent", "outspoken", "scathing", "unequivocal", "vague", "vocal",
})  # fmt: skip
"""Adjectives for how somebody speaks; all others of somebody with something to say are of attitude ("eager")."""
_FEELING = frozenset({
    "alarm", "amaze", "anger", "appal", "appall", "astonish", "bewilder", "delight", "disappoint", "discourage",
    "disgust", "dismay", "disturb", "embarrass", "enrage", "exasperate", "frighten", "frustrate", "gratify", "horrify",
    "humiliate", "infuriate", "irritate", "offend", "outrage", "perturb", "please", "puzzle", "relieve", "sadden",
    "satisfy", "shock", "startle", "surprise", "terrify", "thrill", "trouble", "unsettle", "upset",
})  # fmt: skip
"""Verbs of feeling, of which people are the object or, in the passive, the subject: Levin 1993 §31.1."""
_TALK = frozenset({
    "announce", "answer", "clarify", "comment", "confirm", "describe", "detail", "disclose", "discuss", "elaborate",
    "explain", "give", "identify", "indicate", "mention", "name", "provide", "reply", "respond", "return", "reveal",
    "say", "speak", "specify", "state", "talk", "tell",
})  # fmt: skip
"""Verbs of telling: whoever does not, or will not, is silent. (Not to deny or not to rule out says something.)"""
_UNWILLING = frozenset({"decline", "fail", "refuse"})
_LIGHT = frozenset({
    "be", "become", "deliver", "file", "get", "give", "harbor", "harbour", "have", "issue", "level", "lodge", "make",
    "put", "raise", "release", "remain", "stay", "take",
})  # fmt: skip
"""Verbs that leave it to their complement to say what is done ("issued a denial", "is eager")."""
_COMPLEMENTS = ("acomp", "attr", "dobj", "oprd")


def entry_of(cue: "Token", lexicon: Lexicon) -> Cue | None:
    """Return a cue's row of cues.csv, or None.

    The row of a verb with its particle or adjective ("point out", "be aware") comes first, then its own, then that of
    the noun that a light verb brings ("issued a denial", "her view is that").
    """
    lemma = cue.lemma_.lower()
    if cue.pos_ in ("VERB", "AUX"):
        verbs = lexicon.verb_cues
        for child in cue.children:
            beside = child.dep_ in ("prt", "advmod", "prep") or child.pos_ == "ADJ"
            if beside and (entry := verbs.get(f"{lemma} {child.lower_}")):
                return entry
        if entry := verbs.get(lemma) or verbs.get(_with_e(cue)):
            return entry
        nouns = (lexicon.noun_cues.get(t.lemma_.lower()) for t in _nouns_of(cue))
        if entry := next(filter(None, nouns), None):
            return entry
    phrase = _phrase(cue, lexicon)
    return phrase or lexicon.noun_cues.get(lemma) or lexicon.verb_cues.get(lemma)


def _nouns_of(verb: "Token") -> "Iterator[Token]":
    """Yield the nouns that say what is done where a verb does not."""
    if verb.lemma_.lower() in _LIGHT:
        yield from (c for c in verb.children if c.dep_ == "dobj")
        if any(c.dep_ == "ccomp" for c in verb.children) and not any(c.pos_ == "ADJ" for c in verb.children):
            yield from (c for c in verb.children if c.dep_ == "nsubj" and c.pos_ == "NOUN")


def _with_e(verb: "Token") -> str:
    """Return the base form in -e of a regular verb, which the pipeline may take for one without ("hates" for "hat")."""
    word = verb.lower_
    return word[:-1] if word.endswith(("ed", "es")) else f"{word[:-3]}e" if word.endswith("ing") else word


def _phrase(cue: "Token", lexicon: Lexicon) -> Cue | None:
    for words, entry in lexicon.phrase_cues.get(cue.lower_, ()):
        slot = words.index("X")
        if tuple(t.lower_ for t in cue.doc[cue.i : cue.i + slot]) == words[:slot]:
            return entry
    return None


def act_of(doc: "Doc", draft: Draft) -> Act:
    """Return whether a cue is of speech, thought or attitude: from the lexicon, else from the word and what it governs.

    Telling that is denied or refused is silence, whatever the lexicon says of the cue ("did not say whether …").
    An adjective that the lexicon lacks is of belief, of speaking or else of attitude, a verb of feeling of attitude.
    Any other cue is of speech with a clause or a quotation, and of attitude with less ("craves | revenge", "resisted |
    calls to go").
    """
    if draft.cue is not None and _is_withheld(doc, draft.cue, draft.content):
        return "silence"
    if draft.entry is not None:
        return draft.entry.act
    if draft.cue is None or draft.lemma == ":":
        return "speech"
    word = _bearer(doc, draft.cue)
    if not _THOUGHT.isdisjoint((word.lower_, word.lemma_.lower())):
        return "thought"
    if word.pos_ == "ADJ":
        return "speech" if word.lower_ in _SPEECH else "attitude"
    if word.lemma_.lower() in _FEELING:
        return "attitude"
    return "speech" if any(_is_said(doc, part) for part in draft.content) else "attitude"


def _is_withheld(doc: "Doc", cue: Part, content: Sequence[Part]) -> bool:
    """Say whether a cue tells that something was not said: not told, or refused to be told; a quotation is said."""
    if any(doc[start].is_quote or (start and doc[start - 1].is_quote) for start, _ in content):
        return False
    word = _bearer(doc, cue)
    if word.lemma_.lower() in _UNWILLING:
        return any(t.lemma_.lower() in _TALK and t.tag_ == "VB" for start, end in content for t in doc[start:end][:3])
    if word.lemma_.lower() not in _TALK:
        return False
    unwilling = word.dep_ == "xcomp" and word.head.lemma_.lower() in _UNWILLING
    return unwilling or any(c.dep_ == "neg" or c.lower_ == "never" for c in word.children)


def _bearer(doc: "Doc", cue: Part) -> "Token":
    """Return the word of a cue that says what is done: the complement where the verb is a light one."""
    words = [t for t in doc[slice(*cue)] if t.pos_ in ("VERB", "AUX", "ADJ", "NOUN") and t.dep_ != "amod"]
    if full := next((t for t in words if t.pos_ != "AUX" and t.lemma_.lower() not in _LIGHT), None):
        return full
    beside = (c for t in words for c in t.children if c.dep_ in _COMPLEMENTS and c.pos_ in ("ADJ", "NOUN"))
    return next(beside, words[0] if words else doc[cue[0]])


def _is_said(doc: "Doc", part: Part) -> bool:
    """Say whether a piece of content is a quotation from its beginning, or a clause with a finite verb."""
    start, end = part
    if doc[start].is_quote or (start and doc[start - 1].is_quote):
        return True
    root = doc[start:end].root
    return any(t.tag_ in FINITE for t in (root, *(c for c in root.children if c.dep_ in ("aux", "auxpass"))))


def may_speak(doc: "Doc", source: Part, quoted: Quoted) -> bool:
    """Say whether a source is one: not "nobody", nor the "I" or "we" of whoever writes the article."""
    last = doc[source[1] - 1].lower_
    if last in ("i", "me", "my", "we", "our"):
        return quoted.innermost[source[0]] >= 0
    return last not in _NOBODY and doc[source[0] : source[1]].text.lower() != "no one"
