"""The spaCy component `whosewords_attribution`: attributions in anybody's pipeline, as `doc._.attributions`."""

from typing import TYPE_CHECKING

from . import lexicon
from .attribution import Quoted, check_confidence, find_attributions
from .cleaning import find_quotations

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language
    from spacy.tokens import Doc


def make_component(nlp: "Language", name: str, min_confidence: float = 0.0) -> "Callable[[Doc], Doc]":
    """Return the component; it needs tags, lemmas and a dependency parse, so it stands after them.

    `doc._.attributions` is a list of `whosewords.attribution.Found`: offsets in characters, parents before children.
    `min_confidence` is as in `attribution.find_attributions`. Raises ValueError unless it lies between 0 and 1.
    """
    from spacy.tokens import Doc

    check_confidence(min_confidence)
    if not Doc.has_extension("attributions"):
        Doc.set_extension("attributions", default=None)
    lexicons = lexicon.load()

    def find(doc: Doc) -> Doc:
        if len(doc) and not doc.has_annotation("DEP"):
            raise ValueError("whosewords_attribution needs a dependency parse: add it after the parser.")
        quoted = Quoted(doc, find_quotations(doc.text))
        doc._.attributions = find_attributions(doc, lexicons, quoted, min_confidence=min_confidence)
        return doc

    return find


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
