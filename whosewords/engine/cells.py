"""Inside a notebook's own process: run its cells in IPython and send each output up a pipe."""

import base64
import builtins
import io
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any

from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

_send: Callable[[dict[str, Any]], None] = lambda message: None  # noqa: E731  set by run, in a process of its own


def run(pipe: Connection, sources: Sequence[str | None], folder: str, environment: dict[str, str]) -> None:
    """Run the code cells (None: not a code cell) in `folder` until one fails; send outputs, then "done" for each."""
    global _send
    _send = pipe.send
    os.setsid()  # as a kernel: what is typed at the terminal is not for it
    os.environ.clear()
    os.environ.update(environment)
    backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if "matplotlib" in sys.modules:  # forked after it has looked at the environment
        sys.modules["matplotlib"].rcParams["backend"] = backend
    os.chdir(folder)
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
    builtins.input = _no_input
    with tempfile.TemporaryDirectory(prefix="whosewords-ipython-") as profile, tempfile.TemporaryFile() as below:
        threading.Thread(target=_end_with_parent, args=(profile,), daemon=True).start()
        for descriptor in (1, 2):
            os.dup2(below.fileno(), descriptor)
        sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
        shell: Any = _Shell.instance(ipython_dir=profile, config=Config({"HistoryManager": {"enabled": False}}))
        seen = 0
        for source in sources:
            if source is None:
                continue
            count = shell.execution_count if source.strip() else None
            shell.shown_error = False
            failed = bool(source.strip()) and not shell.run_cell(source, store_history=True).success
            failed = failed or shell.shown_error  # of something that could not be displayed
            below.seek(seen)
            text = below.read()
            seen += len(text)
            if text:
                sys.stdout.write(text.decode("utf-8", "replace"))
            pipe.send({"type": "done", "count": count, "failed": failed})
            if failed:
                break
    pipe.close()


def _end_with_parent(profile: str) -> None:
    """Wait for the process that asked for this one, and end with it: nobody would read what the cells still say."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    shutil.rmtree(profile, ignore_errors=True)
    os._exit(1)


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("a notebook that runs by itself cannot ask for input")


def _bundle(data: dict[str, Any]) -> dict[str, Any]:
    return {k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in data.items()}


class _Stream(io.TextIOBase):
    """Standard output or error, sent as it is written."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if text:
            whole = text.encode("utf-8", "replace").decode("utf-8")
            _send({"type": "stream", "fields": {"name": self.name, "text": whole}})
        return len(text)


class _Publisher(DisplayPublisher):
    """What display() shows."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        fields = {"data": _bundle(data), "metadata": metadata or {}}
        name = (transient or {}).get("display_id")
        _send({"type": "display_data", "fields": fields, "display_id": name, "update": update})

    def clear_output(self, wait: bool = False) -> None:
        _send({"type": "clear", "wait": wait})


class _Hook(DisplayHook):
    """What the last line of a cell gives."""

    def write_output_prompt(self) -> None:
        return

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        fields = {"data": _bundle(format_dict), "metadata": md_dict or {}, "execution_count": self.prompt_count}
        _send({"type": "execute_result", "fields": fields})

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    """IPython without a terminal."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    compiler_class = Type(XCachingCompiler)
    shown_error = False

    def init_hooks(self) -> None:
        super().init_hooks()  # type: ignore[no-untyped-call]
        hook: Any = self.set_hook
        hook("show_in_pager", lambda *_: None, 0)  # a page of help beside the notebook is no output

    def enable_gui(self, gui: Any = None) -> None:
        return

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.shown_error = True
        fields = {"ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        _send({"type": "error", "fields": fields})
