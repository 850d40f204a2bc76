"""A papermill engine: every notebook in a fresh process, forked from one that has the heavy imports behind it."""

from typing import Any

__all__ = ["WarmEngine"]


def __getattr__(name: str) -> Any:
    """Give WarmEngine when it is asked for: papermill, which registers it, asks while it is itself being imported."""
    if name != "WarmEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .warm import WarmEngine

    return WarmEngine


import papermill.engines  # noqa: E402, F401
