"""The folder reports are written to: one run at a time, each file whole or not at all, what a dead run left cleared."""

import errno
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..paths import UNFINISHED

LOCK = ".whosewords.lock"
LEVELS = 3
"""Folders below the one for reports, itself among them, in which something unfinished may lie."""
WAIT = 0.2
"""Seconds between two looks at a lock that somebody else has."""

_held: dict[Path, "_Held"] = {}
_holding = threading.Lock()


@dataclass
class _Held:
    """A lock that this process has, and for how many."""

    lock: IO[str] | None
    times: int = 0


class FolderError(OSError):
    """A folder or file that cannot be written; the message says which, and why."""


@contextmanager
def held(folder: Path, on_wait: Callable[[str], None] | None = None) -> Iterator[Path]:
    """Make the folder, and keep every other run out of it until this one is done with it.

    Waits for a run that is at work there, after telling `on_wait` whose it is. The system lets go of the lock when
    its process ends, however it ends. Whatever is unfinished then is a dead run's, and is removed. A process that
    has the folder already may hold it again. Raises FolderError where the folder cannot be written.
    """
    place = folder.resolve()
    with _holding:
        if place not in _held:
            with saying(folder):
                folder.mkdir(parents=True, exist_ok=True)
                _held[place] = _Held(_locked(place / LOCK, on_wait))
            if not any((above / LOCK).exists() for above in place.parents):
                clear(place)
        _held[place].times += 1
    try:
        yield folder
    finally:
        with _holding:
            _held[place].times -= 1
            if not _held[place].times:
                _let_go(_held.pop(place).lock, place / LOCK)


def clear(folder: Path) -> None:
    """Remove what is unfinished, but in folders inside that somebody else may hold; for whoever holds this one."""
    for level in range(LEVELS):
        for left in folder.glob("*/" * level + f"{UNFINISHED}*"):
            if any((inside / LOCK).exists() for inside in left.parents[:level]):
                continue
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                with suppress(OSError):
                    left.unlink()


def write(path: Path, text: str) -> Path:
    """Write a file so that there is either all of it or what was there before.

    Raises FolderError naming the file.
    """
    name = ""
    try:
        with saying(path):
            handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(path)
    except BaseException:
        if name:
            Path(name).unlink(missing_ok=True)
        raise
    return path


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """Give an empty folder inside another, removed in the end with whatever is still in it."""
    with saying(folder):
        made = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn what the system says goes wrong inside into a FolderError that names the path."""
    try:
        yield
    except FolderError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise FolderError(f"{path} cannot be written: {reason[:1].lower()}{reason[1:]}") from error


def _locked(path: Path, on_wait: Callable[[str], None] | None) -> IO[str] | None:
    """Return the lock file, open and locked; None on a file system that knows no locks."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            if not _lock(file):
                if on_wait:
                    file.seek(0)
                    on_wait(f"waiting for the run that is writing to {path.parent} (process {file.read().strip()})")
                    on_wait = None
                file.close()
                time.sleep(WAIT)
                continue
            if os.name != "nt" and not _same(file, path):  # the run before removed it after we had opened it
                file.close()
                continue
        except OSError as error:
            file.close()
            if error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL):
                return None
            raise
        except BaseException:
            file.close()
            raise
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file


def _same(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lock(file: IO[str]) -> bool:
    """Say whether the lock was to be had."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(file.fileno(), 1_000_000, os.SEEK_SET)  # far behind what is written, which others may read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _let_go(file: IO[str] | None, path: Path) -> None:
    if file is None:
        return
    if os.name != "nt":
        path.unlink(missing_ok=True)  # while it is still locked: nobody else can have it
    with suppress(OSError):
        file.close()
    if os.name == "nt":
        with suppress(OSError):
            path.unlink()
