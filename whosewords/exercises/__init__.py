"""Exercises from an article: a notebook that checks itself, a worksheet to print, and the key for the teacher."""

from .ask import ask
from .asked import KINDS, LEVELS, items
from .lesson import Lesson, lesson
from .notebook import Reply, check, notebook, sealed
from .worksheet import key, worksheet

__all__ = ["KINDS", "LEVELS", "Lesson", "Reply", "ask", "check", "items", "key", "lesson", "notebook", "sealed",
           "worksheet"]  # fmt: skip
