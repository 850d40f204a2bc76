"""The engine: it starts a notebook's process and puts what that sends into the notebook.

Nothing leaks from one notebook to the next, and none waits for a kernel to start. Registered for papermill as
`whosewords`. Cells run in IPython inside the process, without sockets; outputs are those a kernel would give. Where
processes cannot be forked, papermill's ordinary engine does the work, and says so once.
"""

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from papermill.engines import Engine, NBClientEngine

from . import process


class WarmEngine(Engine):  # type: ignore[misc]
    """Runs a notebook's cells in a forked process; takes papermill's `execution_timeout` (seconds a cell)."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, execution_timeout: float | None = None, **kwargs: Any
    ) -> None:
        """Run the cells of `nb_man.nb` in order until one fails; outputs, errors and times go into the notebook.

        A cell that runs too long, and a process that dies, are errors of their cell like any other.
        """
        context = process.context()
        if context is None or kernel_name != "python3":
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, execution_timeout=execution_timeout, **kwargs)
            return
        from .cells import run

        here, there = context.Pipe()
        sources = [c.source if c.cell_type == "code" else None for c in nb_man.nb.cells]
        child = context.Process(target=run, args=(there, sources, str(Path.cwd()), dict(os.environ)))
        with process.living(child):
            there.close()
            try:
                _collect(nb_man, here, execution_timeout)
            finally:
                here.close()
        process.go_on()


def _collect(nb_man: Any, pipe: Connection, timeout: float | None) -> None:
    """Put what the process sends into the notebook, cell by cell, until one fails."""
    displays: dict[str, list[Any]] = {}
    for index, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, index)
        failed = clearing = False
        until = None if timeout is None else time.monotonic() + timeout
        try:
            while cell.cell_type == "code":
                if not pipe.poll(None if until is None else max(0.0, until - time.monotonic())):
                    failed = _fail(cell, "CellTimeoutError", f"the cell ran longer than {timeout:g} seconds")
                    break
                message = pipe.recv()
                if message["type"] == "done":
                    cell.execution_count, failed = message["count"], message["failed"]
                    break
                if message["type"] == "clear" and message["wait"]:
                    clearing = True  # when there is another output
                    continue
                if clearing:
                    cell.outputs.clear()
                    clearing = False
                _add(cell.outputs, message, displays)
        except EOFError:
            failed = _fail(cell, "DeadKernelError", "the notebook's process ended before the cell did")
        if failed:
            nb_man.cell_exception(cell, cell_index=index)
        nb_man.cell_complete(cell, cell_index=index)
        if failed:
            return


def _fail(cell: Any, name: str, value: str) -> bool:
    from nbformat.v4 import new_output

    cell.outputs.append(new_output("error", ename=name, evalue=value, traceback=[f"{name}: {value}"]))
    return True


def _add(outputs: list[Any], message: dict[str, Any], displays: dict[str, list[Any]]) -> None:
    """Add an output to a cell's: text joined to the text before it, an update put in place of what it updates."""
    from nbformat.v4 import new_output

    if message["type"] == "clear":
        outputs.clear()
        return
    fields = message["fields"]
    if message["type"] == "stream":
        last = outputs[-1] if outputs else {}
        if last.get("output_type") == "stream" and last["name"] == fields["name"]:
            last["text"] += fields["text"]
            return
    name = message.get("display_id")
    if message.get("update"):
        for shown in displays.get(name or "", []):
            shown.update(new_output("display_data", **fields))
        return
    output = new_output(message["type"], **fields)
    if name:
        displays.setdefault(name, []).append(output)
    outputs.append(output)
