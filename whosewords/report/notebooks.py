"""The numbered notebooks: what parameters they know, and running them on a corpus."""

import ast
import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from ..imports import without
from .folder import unfinished, write

ENGINE = "whosewords"
CORPUS = "corpus"
"""The parameter every notebook has."""

_ADDED = {"injected-parameters", "papermill-error-cell-tag"}
"""Tags of the cells that papermill adds."""


class UnknownParameterError(ValueError):
    """A parameter that no notebook has."""


class Ran(NamedTuple):
    """A notebook after its run: the executed copy, the seconds it took, and why it stopped, if it did."""

    name: str
    executed: Path
    seconds: float
    failure: str | None
    trace: str


def find(folder: Path) -> list[Path]:
    """Return the notebooks of a report, in order: those whose names begin with two digits and a hyphen.

    Raises FileNotFoundError where there are none.
    """
    found = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
    if not found:
        raise FileNotFoundError(f"no notebooks (00-….ipynb) in {folder}")
    return found


def parameters_of(notebook: Path) -> dict[str, str]:
    """Return the names of a notebook's parameters with their default values as written, but the corpus itself."""
    known = _papermill().inspect_notebook(str(notebook))
    return {name: str(p["default"]) for name, p in known.items() if name != CORPUS}


def corpus_of(notebook: Path) -> str:
    """Return the corpus that a notebook is written on, as its parameter has it."""
    return str(ast.literal_eval(_papermill().inspect_notebook(str(notebook))[CORPUS]["default"]))


def check(notebooks: Sequence[Path], parameters: Mapping[str, Any]) -> dict[Path, dict[str, Any]]:
    """Return, for each notebook, those of the parameters it knows.

    Raises UnknownParameterError for one that no notebook knows, naming those that are known.
    """
    known = {n: parameters_of(n) for n in notebooks}
    unknown = [p for p in parameters if not any(p in names for names in known.values())]
    if unknown:
        names = sorted({p for of in known.values() for p in of})
        listed = f"the notebooks know {', '.join(names)}" if names else "the notebooks know none"
        raise UnknownParameterError(f"no notebook knows the parameter {', '.join(unknown)}; {listed}")
    return {n: {p: v for p, v in parameters.items() if p in known[n]} for n in notebooks}


def run(
    notebooks: Mapping[Path, Mapping[str, Any]],
    corpus: str,
    out: Path,
    *,
    jobs: int = 1,
    workers: Executor | None = None,
    timeout: float | None = None,
    on_done: Callable[[Ran], None] | None = None,
) -> list[Ran]:
    """Run notebooks (with the parameters of each) on a corpus; the executed copies go to `out`, when all have ended.

    `jobs` run at a time, or they queue for `workers` with those of other reports. One that fails is reported like the
    others and takes none of them down. `timeout` is seconds a cell.
    """
    papermill = _papermill()
    from ..engine import WarmEngine, process

    papermill.engines.papermill_engines.register(ENGINE, WarmEngine)
    out.mkdir(parents=True, exist_ok=True)
    with unfinished(out) as folder:

        def one(notebook: Path) -> Ran:
            process.go_on()
            ran = _run_one(notebook, folder / notebook.name, {CORPUS: corpus, **notebooks[notebook]}, timeout)
            if on_done:
                on_done(ran)
            return ran

        order = sorted(notebooks, key=lambda n: -n.stat().st_size)  # so that no long one is left alone at the end
        with nullcontext(workers) if workers else ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
            done = dict(zip(order, threads.map(one, order), strict=True))
        for old in out.glob("[0-9][0-9]-*.ipynb"):
            old.unlink()
        return [_put(done[notebook], out) for notebook in notebooks]


def _put(ran: Ran, out: Path) -> Ran:
    """Put an executed notebook in its place, without what papermill makes up by chance or notes of another place."""
    place = out / ran.executed.name
    if ran.executed.is_file():
        nb = json.loads(ran.executed.read_text("utf-8"))
        nb["metadata"]["papermill"]["output_path"] = str(place)
        for n, cell in enumerate(nb["cells"]):
            if _ADDED.intersection(cell["metadata"].get("tags", ())) and "id" in cell:
                cell["id"] = f"added-{n}"
        write(place, json.dumps(nb, indent=1, ensure_ascii=False) + "\n")
    return ran._replace(executed=place)


def _papermill() -> Any:
    """Return papermill, imported without the grammars of international web addresses, which take 2 seconds to compile.

    jsonschema, which checks notebooks, has them as an option; a notebook holds no such address to be checked.
    """
    with without("rfc3987_syntax"):
        import papermill.engines
    return papermill


def _run_one(notebook: Path, executed: Path, parameters: Mapping[str, Any], timeout: float | None) -> Ran:
    papermill = _papermill()
    begun = time.perf_counter()
    failure, trace = None, ""
    executed.unlink(missing_ok=True)
    try:
        papermill.execute_notebook(
            str(notebook),
            str(executed),
            dict(parameters),
            engine_name=ENGINE,
            progress_bar=False,
            log_output=False,
            execution_timeout=timeout,
            request_save_on_cell_execute=False,  # written once, when it is done
            autosave_cell_every=0,
        )
    except papermill.PapermillExecutionError as error:
        failure = f"{error.ename}: {error.evalue}" if error.evalue else str(error.ename)
        trace = "\n".join(error.traceback)
    except Exception as error:  # whatever it is, the other notebooks go on and the report says it
        failure = f"{type(error).__name__}: {error}"
    return Ran(notebook.stem, executed, time.perf_counter() - begun, failure, trace)
