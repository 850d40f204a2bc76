"""A file read in a process of its own, which may take so much time and memory and no more.

Pages, Word files, PDFs and Parquet files are read by large libraries, and nobody knows of a file beforehand what it
makes them do. What goes between the two processes is JSON, each message with its length in front.
"""

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from .. import limits
from .files import PAGE_FILES, PDF_FILES, WORD_FILES, Raw, Unreadable, read_bytes
from .rows import PARQUET_FILES, Row, read_rows

APART = frozenset((*PAGE_FILES, *WORD_FILES, *PDF_FILES, *PARQUET_FILES))
"""Endings of the files that are read in a process of their own."""

_LONGEST = 40_000_000  # bytes of a message: an article, or what is asked
_START = "from whosewords.articles.apart import serve; serve()"
_SPARING = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2",
            "ARROW_DEFAULT_MEMORY_POOL": "system"}  # fmt: skip

_log = logging.getLogger(__name__)


class _BrokenOffError(Exception):
    """The other process is no more."""


class Reader:
    """Reads files in another process: started when the first is to be read, and anew after a file that ended it."""

    def __init__(self, seconds: float = limits.SECONDS, memory: int = limits.MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._process is not None and (self._seconds, self._memory) == _USUAL:
            _keep(self._process)
        else:
            self._end()
        self._process = None

    def article(self, data: bytes, suffix: str, url: str | None = None) -> Raw:
        """Return what `read_bytes` returns. Raises Unreadable."""
        (answer,) = self._answers({"suffix": suffix, "url": url}, data)
        return Raw(*answer)

    def rows(self, path: Path, max_bytes: int) -> Iterator[Row]:
        """Yield what `read_rows` yields. Raises Unreadable."""
        for answer in self._answers({"path": os.fspath(path), "max_bytes": max_bytes}, b""):
            yield Row(*answer)

    def _answers(self, request: dict[str, Any], data: bytes) -> Iterator[Any]:
        done = False
        try:
            if self._process is None:
                self._process = _kept() if (self._seconds, self._memory) == _USUAL else None
            if self._process is None:
                self._process = _started(self._memory)
            assert self._process.stdin is not None
            with self._timed() as late:
                try:
                    _send(self._process.stdin, request)
                    _put(self._process.stdin, data)
                except OSError:
                    raise _BrokenOffError from None
            while True:
                with self._timed() as late:
                    kind, answer = _receive(self._process.stdout)
                if kind == "end":
                    done = True
                    return
                if kind == "refused":
                    done = True
                    raise Unreadable(answer)
                if kind == "memory":
                    raise Unreadable(_too_much(self._memory))
                yield answer
        except _BrokenOffError:
            raise Unreadable(_too_long(self._seconds) if late.is_set() else _too_much(self._memory)) from None
        finally:
            if not done:
                self._end()

    def _timed(self) -> "_Timed":
        assert self._process is not None
        return _Timed(self._process, self._seconds)

    def _end(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._process = None


class _Timed:
    """Ends a process that takes too long, so that whoever waits for it is told that it is no more."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._process = process
        self._late = threading.Event()
        self._timer = threading.Timer(seconds, self._stop)
        self._timer.daemon = True

    def _stop(self) -> None:
        self._late.set()
        self._process.kill()

    def __enter__(self) -> threading.Event:
        self._timer.start()
        return self._late

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _too_long(seconds: float) -> str:
    return f"Reading it takes longer than {seconds:g} seconds, which is the limit; save its text as .txt."


def _too_much(memory: int) -> str:
    return f"Reading it takes more than {limits.size(memory)} of memory, or ends the reader; save its text as .txt."


# processes -------------------------------------------------------------------------------------------------

_USUAL = (limits.SECONDS, limits.MEMORY)
_idle: dict[int, list["subprocess.Popen[bytes]"]] = {}  # by the process that started them
_keeping = threading.Lock()


@cache
def _say_once() -> None:
    if sys.platform != "linux":
        _log.warning(
            "memory cannot be limited on this system: a file made to fill it is stopped by the time limit alone"
        )


def _started(memory: int) -> "subprocess.Popen[bytes]":
    _say_once()
    found = os.pathsep.join(p for p in sys.path if p)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(memory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, **_SPARING, "PYTHONPATH": found},
    )  # fmt: skip


def _keep(process: "subprocess.Popen[bytes]") -> None:
    """Keep one process for the next corpus, until this one ends."""
    with _keeping:
        mine = _idle.setdefault(os.getpid(), [])
        if not mine:
            mine.append(process)
            return
    _end(process)


def _kept() -> "subprocess.Popen[bytes] | None":
    with _keeping:
        mine = _idle.get(os.getpid())
        process = mine.pop() if mine else None
    if process is not None and process.poll() is not None:
        _end(process)
        return None
    return process


@atexit.register
def _end_idle() -> None:
    while (process := _kept()) is not None:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


# the other process -----------------------------------------------------------------------------------------


def serve() -> None:
    """Answer until nobody asks any more; for the process started here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing a library prints gets between the answers
    _limit(int(sys.argv[1]))
    while True:
        try:
            request, data = json.loads(_get(asked)), _get(asked)
        except _BrokenOffError:
            return
        try:
            for answer in _read(request, data):
                _send(told, ["is", answer])
            _send(told, ["end", None])
        except Unreadable as error:
            _send(told, ["refused", str(error)])
        except MemoryError:
            _send(told, ["memory", None])


def _read(request: dict[str, Any], data: bytes) -> Iterator[tuple[Any, ...]]:
    if "path" in request:
        yield from read_rows(Path(request["path"]), request["max_bytes"])
    else:
        yield read_bytes(data, request["suffix"], request["url"])


def _limit(memory: int) -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):  # the parent has said so
        pass


# messages --------------------------------------------------------------------------------------------------


def _send(stream: IO[bytes], message: object) -> None:
    _put(stream, json.dumps(message).encode())


def _receive(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    return json.loads(_get(stream))


def _put(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def _get(stream: IO[bytes]) -> bytes:
    size = int.from_bytes(_exactly(stream, 8), "big")
    if size > _LONGEST:
        raise _BrokenOffError
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _BrokenOffError
    return data
