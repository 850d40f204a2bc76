"""Words counted by voice: how often, how evenly, for whom more than for others, in which company, when.

A term is a word, or several; words joined by a hyphen (anti-terrorist) are one word. Terms that differ in capitals
only are counted together and shown as they are written most often. A count says what is on the page, not what anybody
meant by it, and every one leads back to its sentences (`occurrences`). A `group` of words is told by a mapping such as
`{"outlet": "Daily Blare", "voice": "own"}`: see `words.Group`.
"""

from .collocation import collocates
from .frequency import By, frequencies, ngrams, over_time
from .keywords import keyness, keyness_by
from .kwic import concordance, occurrences
from .spread import dispersion
from .words import CONTENT, Group, stop_list

__all__ = [
    "CONTENT",
    "By",
    "Group",
    "collocates",
    "concordance",
    "dispersion",
    "frequencies",
    "keyness",
    "keyness_by",
    "ngrams",
    "occurrences",
    "over_time",
    "stop_list",
]
