"""The spaCy component `whosewords_attribution`: attributions in anybody's pipeline, as `doc._.attributions`."""

from typing import TYPE_CHECKING

from . import lexicon
from .attribution import Quoted, find_attributions
from .cleaning import find_quotations

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language
    from spacy.tokens import Doc


def make_component(nlp: "Language", name: str) -> "Callable[[Doc], Doc]":
    """Return the component; it needs tags, lemmas and a dependency parse, so it stands after them.

    `doc._.attributions` is a list of `whosewords.attribution.Found`: offsets in characters, parents before children.
    """
    from spacy.tokens import Doc

    if not Doc.has_extension("attributions"):
        Doc.set_extension("attributions", default=None)
    lexicons = lexicon.load()

    def find(doc: Doc) -> Doc:
        if len(doc) and not doc.has_annotation("DEP"):
            raise ValueError("whosewords_attribution needs a dependency parse: add it after the parser.")
        doc._.attributions = find_attributions(doc, lexicons, Quoted(doc, find_quotations(doc.text)))
        return doc

    return find


def _register() -> None:
    """Make the component known to spaCy: its entry point names this module."""
    from spacy.language import Language

    if not Language.has_factory("whosewords_attribution"):
        Language.factory("whosewords_attribution", func=make_component, assigns=["doc._.attributions"])


_register()
