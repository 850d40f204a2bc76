"""Whose Words: who is speaking in the news, in whose words, and in what tone.

import whosewords as ww
corpus = ww.read_corpus("seeds")
ww.charts.voice_by_label(ww.framing.voice_by_label(corpus))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .coding import agreement, code
    from .corpus import Corpus, from_tables, read_corpus
    from .panel import explore

__version__ = "0.1.0"
__all__ = ["Corpus", "__version__", "agreement", "code", "explore", "from_tables", "read_corpus"]

_HOMES = {"agreement": "coding", "code": "coding", "explore": "panel"}
"""The modules of the names in `__all__`; those of all others are in `corpus`."""

_MODULES = frozenset(
    {
        "annotate", "articles", "charts", "coding", "corpus", "corrections", "exercises", "export",
        "findings", "lexicon", "measured", "panel", "paths", "reading", "report", "sentiment", "stats",
        "tables", "validation",
    }
)  # fmt: skip
_ANALYSES = frozenset(
    {
        "comparison", "duplicates", "framing", "headlines", "matches", "quotations", "reply", "residue", "robustness",
        "speakers", "swap", "terms", "tone", "unlisted",
    }
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a module, or a name of `__all__`, when it is first used: importing whosewords loads nothing heavy."""
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _ANALYSES:  # ww.speakers, for short
        return import_module(f".analyses.{name}", __name__)
    if name in __all__:
        return getattr(import_module(f".{_HOMES.get(name, 'corpus')}", __name__), name)
    raise AttributeError(f"module 'whosewords' has no attribute {name!r}")
