"""Corpora as they come: each folder in a folder gets its report as soon as it stops changing."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from . import batch, language, report
from .engine import process

QUIET = 2.0
"""Seconds without a change after which a folder is taken to be whole."""
OFTEN = 200
"""Milliseconds between two looks at what has changed."""


class Pending:
    """What has changed and is not reported on yet, each with when it last changed."""

    def __init__(self, quiet: float) -> None:
        self.quiet = quiet
        self.changed: dict[str, float] = {}

    def note(self, name: str, now: float) -> bool:
        """Note a change; say whether it is the first since the last report."""
        first = name not in self.changed
        self.changed[name] = now
        return first

    def take(self, now: float) -> list[str]:
        """Return, and forget, what has not changed for long enough."""
        ready = [name for name, last in self.changed.items() if now - last >= self.quiet]
        for name in ready:
            del self.changed[name]
        return sorted(ready)


def watch(
    folder: Path,
    out: Path,
    *,
    options: report.Options = report.DEFAULTS,
    jobs: int = 1,
    quiet: float = QUIET,
    stop: Event | None = None,
    say: Callable[[str], None] = lambda _: None,
    on_done: Callable[[batch.Outcome], None] | None = None,
) -> None:
    """Report on every corpus in a folder, and on each again whenever it changes, until `stop` is set.

    A corpus is a folder in `folder`; it is waited for until nothing in it has changed for `quiet` seconds. One that
    cannot be read is told to `on_done` like the others, and ends nothing. The language pipeline stays in memory.
    `say` is told what goes on. Raises NotADirectoryError, ValueError where `out` is the folder itself, and
    FileNotFoundError when the folder is gone.
    """
    from watchfiles import watch as looking

    root, target = folder.resolve(), out.resolve()
    if not root.is_dir():
        raise NotADirectoryError(f"{folder}: no such folder")
    if root == target:
        raise ValueError(f"{folder} is watched for corpora; name another folder for the reports with --out")
    process.warm_up()
    language.load()

    def corpus_of(path: Path) -> str:
        """Return the corpus that a file is part of; nothing for hidden files, and for the reports themselves."""
        parts = path.relative_to(root).parts if path.is_relative_to(root) else ()
        ours = path == target or path.is_relative_to(target)
        return "" if ours or not parts or any(p.startswith(".") for p in parts) else parts[0]

    pending, begun = Pending(quiet), False
    for changes in looking(
        root, watch_filter=lambda _, path: bool(corpus_of(Path(path))), stop_event=stop, debounce=OFTEN, step=50,
        rust_timeout=OFTEN, yield_on_timeout=True,
    ):  # fmt: skip
        if not root.is_dir():
            raise FileNotFoundError(f"{folder}: is gone, so there is nothing to watch")
        now = time.monotonic()
        for name in sorted({corpus_of(Path(path)) for _, path in changes}):
            if pending.note(name, now) and begun:
                say(f"{name}: changed; waiting until it is whole")
        if not begun:  # only now is nothing missed that comes after what is there
            begun = True
            there = [p.name for p in root.iterdir() if corpus_of(p)]
            for name in there:
                pending.note(name, now)
            say(f"watching {folder}, where there is {_things(len(there))}; Ctrl-C ends it")
        ready = [name for name in pending.take(now) if _is_corpus(root / name, say)]
        if ready:
            try:
                batch.run([folder / name for name in ready], out, options=options, jobs=jobs, on_done=on_done)
            except Exception as error:  # a disk that is full today is not full tomorrow
                say(f"no report of {', '.join(ready)}: {str(error) or type(error).__name__}")


def _things(n: int) -> str:
    return "nothing yet" if not n else "1 corpus" if n == 1 else f"{n:,} corpora"


def _is_corpus(path: Path, say: Callable[[str], None]) -> bool:
    """Say whether there is a folder with files in it, and tell what is the matter if not."""
    if not path.exists():
        say(f"{path.name}: is gone; its report stays")
    elif not path.is_dir():
        say(f"{path.name}: is a file; a corpus is a folder, so put it in one")
    elif not any(p.is_file() and not p.name.startswith(".") for p in path.rglob("*")):
        say(f"{path.name}: is empty; waiting for articles")
    else:
        return True
    return False
