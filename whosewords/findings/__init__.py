"""What is worth saying first of a corpus: found by rules, kept as a record for programs, compared from day to day."""

from . import changes, record, rules
from .rules import (
    MOST,
    RULES,
    Candidate,
    Finding,
    Number,
    candidates,
    find,
    finding_id,
    places_of,
    sentences_of,
    shown,
)

__all__ = [
    "MOST", "RULES", "Candidate", "Finding", "Number", "candidates", "changes", "find", "finding_id", "places_of",
    "record", "rules", "sentences_of", "shown",
]  # fmt: skip
