"""The process that notebooks' processes are forked from: it has the heavy imports behind it, and runs nothing."""

import ctypes
import logging
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess

PRELOAD = [
    "duckdb",
    "matplotlib.backends.backend_svg",
    "pyarrow.parquet",
    "scipy.stats",
    "spacy.lang.en",
    "whosewords.annotate",
    "whosewords.charts",
    "whosewords.analyses.comparison",
    "whosewords.engine.cells",
    "whosewords.findings",
    "whosewords.reading",
    "whosewords.analyses.terms",
    "whosewords.analyses.tone",
    "whosewords.engine.ready",
]
"""Imported once, in the process that the notebooks' processes are forked from."""

_ARENAS = -8
"""M_ARENA_MAX of glibc's malloc.h."""
_log = logging.getLogger(__name__)
_stopped = threading.Event()
_living: set[ForkServerProcess] = set()


def warm_up() -> None:
    """Start the process that notebooks' processes are forked from, so that its imports run while others work."""
    _keep_memory_whole()
    if context() is not None:
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def _keep_memory_whole() -> None:
    """Have threads share their memory: glibc gives each its own, and a run over many corpora would fill the gaps."""
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_ARENAS, 2)


@cache
def context() -> ForkServerContext | None:
    """Return what starts a forked process; None, said once, where processes cannot be forked."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        _log.warning("processes cannot be forked here: notebooks run in ordinary kernels, which takes longer")
        return None
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(PRELOAD)
    return made


def go_on() -> None:
    """Raise KeyboardInterrupt where all work has been told to stop: for threads, which no signal reaches."""
    if _stopped.is_set():
        raise KeyboardInterrupt


def begin() -> None:
    """Let work go on again that was told to stop."""
    _stopped.clear()


def stop() -> None:
    """Tell all work to stop, and end the notebooks' processes."""
    _stopped.set()
    for child in list(_living):
        child.kill()


@contextmanager
def living(child: ForkServerProcess) -> Iterator[None]:
    """Start a process, and see to it that it has ended afterwards."""
    child.start()
    _living.add(child)
    try:
        yield
    finally:
        child.join(1)
        if child.is_alive():
            child.kill()
            child.join()
        _living.discard(child)
