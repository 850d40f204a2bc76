"""What a library imports only to have it, left out where nothing here needs it: time and memory that nobody gets."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without(name: str) -> Iterator[None]:
    """Import what is imported inside as if a module were not installed, unless that is imported already."""
    modules: dict[str, Any] = sys.modules
    hidden = name not in modules
    if hidden:
        modules[name] = None  # importing it raises ImportError, for which who has it as an option is prepared
    try:
        yield
    finally:
        if hidden:
            del modules[name]
