"""A papermill engine: every notebook in a fresh process, forked from one that has the heavy imports behind it."""

from typing import Any

__all__ = ["WarmEngine"]


def __getattr__(name: str) -> Any:
    """Give WarmEngine when it is asked for.

    papermill comes first: it asks for the engine, to register it, while it is itself being imported.
    """
    if name != "WarmEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import papermill.engines  # noqa: F401

    from .warm import WarmEngine

    return WarmEngine
