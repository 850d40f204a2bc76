"""Coding by hand: people say of each sentence of an article whose words it is, and see how far they agree."""

from .answers import Answers, CodingError, machine, read, sentences, speakers, write
from .compared import against_machine, agreement, categories, disagreements, split_from_machine
from .page import page
from .panel import code
from .questions import LABELS, QUESTIONS, VOICES

__all__ = [
    "LABELS",
    "QUESTIONS",
    "VOICES",
    "Answers",
    "CodingError",
    "against_machine",
    "agreement",
    "categories",
    "code",
    "disagreements",
    "machine",
    "page",
    "read",
    "sentences",
    "speakers",
    "split_from_machine",
    "write",
]
