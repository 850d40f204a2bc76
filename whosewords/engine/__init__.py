"""A papermill engine: every notebook in a fresh process, forked from one that has the heavy imports behind it."""

import papermill.engines  # noqa: F401  first: papermill itself imports .warm, as the engine registered as "whosewords"

from .warm import WarmEngine

__all__ = ["WarmEngine"]
