"""Exercises from an article: a notebook that checks itself, a worksheet to print, and the key for the teacher."""

from .asked import items
from .book import Reply, check, notebook
from .lessons import Lesson, lesson
from .paper import key, worksheet
from .question import ask
from .told import KINDS, LEVELS

__all__ = ["KINDS", "LEVELS", "Lesson", "Reply", "ask", "check", "items", "key", "lesson", "notebook", "worksheet"]
