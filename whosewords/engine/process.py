"""The process that notebooks' processes are forked from: it has the heavy imports behind it, and runs nothing."""

import logging
import multiprocessing
from functools import cache
from multiprocessing.context import ForkServerContext

PRELOAD = [
    "duckdb",
    "matplotlib.backends.backend_svg",
    "pyarrow.parquet",
    "scipy.stats",
    "spacy",
    "whosewords.annotate",
    "whosewords.charts",
    "whosewords.comparison",
    "whosewords.engine.cells",
    "whosewords.framing",
    "whosewords.reading",
    "whosewords.terms",
    "whosewords.tone",
]
"""Imported once, in the process that the notebooks' processes are forked from."""

_log = logging.getLogger(__name__)


def warm_up() -> None:
    """Start the process that notebooks' processes are forked from, so that its imports run while others work."""
    if context() is not None:
        from multiprocessing.forkserver import ensure_running

        ensure_running()


@cache
def context() -> ForkServerContext | None:
    """Return what starts a forked process; None, said once, where processes cannot be forked."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        _log.warning("processes cannot be forked here: notebooks run in ordinary kernels, which takes longer")
        return None
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(PRELOAD)
    return made
