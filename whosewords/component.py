"""The spaCy component `whosewords_attribution`: attributions in anybody's pipeline, as `doc._.attributions`."""

from typing import TYPE_CHECKING, Any

from . import lexicon
from .attribution import Found, Quoted, check_confidence, find_attributions
from .cleaning import find_quotations

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


KEY = "whosewords_attributions"
"""Under which attributions are kept in a Doc's user data, as plain values: so they survive being sent and stored."""


class Attributions:
    """The component; it needs tags, lemmas and a dependency parse, so it stands after them."""

    def __init__(self, min_confidence: float) -> None:
        self.min_confidence = check_confidence(min_confidence)
        self.lexicon = lexicon.load()

    def __call__(self, doc: "Doc") -> "Doc":
        """Find the attributions of a text. Raises ValueError where parse, tags or lemmas are missing."""
        missing = [a for a in ("DEP", "TAG", "LEMMA") if len(doc) and not doc.has_annotation(a)]
        if missing:
            needs = "a dependency parse, tags and lemmas"
            raise ValueError(f"whosewords_attribution needs {needs} ({', '.join(missing)} missing): add it after them.")
        quoted = Quoted(doc, find_quotations(doc.text))
        doc.user_data[KEY] = find_attributions(doc, self.lexicon, quoted, min_confidence=self.min_confidence)
        return doc


def make_component(nlp: "Language", name: str, min_confidence: float = 0.0) -> Attributions:
    """Return the component.

    `doc._.attributions` is a list of `whosewords.attribution.Found`: offsets in characters, parents before children.
    `min_confidence` is as in `attribution.find_attributions`. Raises ValueError unless it lies between 0 and 1.
    """
    from spacy.tokens import Doc

    if not Doc.has_extension("attributions"):
        Doc.set_extension("attributions", getter=_attributions)
    return Attributions(min_confidence)


def _attributions(doc: "Doc") -> list[Found] | None:
    """Return what was found, also from a Doc that was sent to another process or read from disk."""
    kept = doc.user_data.get(KEY)
    return None if kept is None else [Found(*(_tuples(value) for value in row)) for row in kept]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def _register() -> None:
    """Make the component known to spaCy: its entry point names this module."""
    from spacy.language import Language

    if not Language.has_factory("whosewords_attribution"):
        Language.factory(
            "whosewords_attribution",
            func=make_component,
            assigns=["doc._.attributions"],
            default_config={"min_confidence": 0.0},
        )


_register()
