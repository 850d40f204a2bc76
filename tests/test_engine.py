"""The papermill engine: what a kernel would give, from a fresh process."""

import multiprocessing
import os
import subprocess
import sys

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from papermill.engines import papermill_engines

from whosewords.engine import WarmEngine, process

pytestmark = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="processes cannot be forked here"
)


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setitem(papermill_engines._engines, "whosewords", WarmEngine)


@pytest.fixture
def execute(tmp_path):
    """Run cells; return the executed notebook as it was kept, whether or not a cell failed."""

    def run(*sources, parameters=None, **options):
        cells = [new_markdown_cell("# Title"), *(new_code_cell(s) for s in sources)]
        if parameters:
            cells[1].metadata["tags"] = ["parameters"]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        given = tmp_path / "given.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), given)
        kept = tmp_path / "kept.ipynb"
        error = None
        try:
            papermill.execute_notebook(
                given, kept, parameters or {}, engine_name="whosewords", progress_bar=False, **options
            )
        except papermill.PapermillExecutionError as raised:
            error = raised
        nb = nbformat.read(kept, 4)
        nbformat.validate(nb)
        code = [c for c in nb.cells if c.cell_type == "code"]
        return code, error, nb

    return run


def test_streams_results_and_displays_come_in_order(execute):
    (cell,), error, nb = execute(
        "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\n"
        "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))\n6 * 7"
    )
    assert error is None
    assert [o.output_type for o in cell.outputs] == ["stream", "stream", "display_data", "execute_result"]
    assert cell.outputs[0] == new_output("stream", name="stdout", text="a\nb\n")
    assert cell.outputs[1].text == "c\n"
    assert cell.outputs[2].data["text/html"] == "<b>x</b>"
    assert cell.outputs[3].data["text/plain"] == "42"
    assert cell.outputs[3].execution_count == cell.execution_count == 1
    assert nb.metadata.papermill.exception is None
    assert cell.metadata.papermill.status == "completed"


def test_outputs_are_those_of_an_ordinary_kernel(tmp_path):
    source = (
        "import pandas as pd\nfrom IPython.display import SVG, Markdown, display\n"
        "display(Markdown('*m*'), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))\n"
        "print('x')\npd.DataFrame({'a': [1, 2]})"
    )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    given = tmp_path / "given.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source)], metadata={"kernelspec": kernel}), given)
    kept = {}
    for name in ("whosewords", "nbclient"):
        kept[name] = papermill.execute_notebook(
            given, tmp_path / f"{name}.ipynb", engine_name=name, progress_bar=False
        ).cells[0]
    assert kept["whosewords"].outputs == kept["nbclient"].outputs
    assert kept["whosewords"].execution_count == kept["nbclient"].execution_count


def test_pyplot_figures_become_pictures(execute):
    (cell,), error, _ = execute("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert error is None
    assert cell.outputs[-1].data["image/png"].startswith("iVBOR")


def test_an_error_is_kept_and_stops_the_notebook(execute):
    cells, error, nb = execute("x = 1", "raise ValueError('no <b> articles')", "print('never')")
    assert error.ename == "ValueError"
    assert error.evalue == "no <b> articles"
    code = [c for c in cells if "papermill-error-cell-tag" not in c.metadata.get("tags", [])]
    failed = code[1].outputs[-1]
    assert failed.output_type == "error"
    assert any("ValueError" in line for line in failed.traceback)
    assert code[2].outputs == []
    assert nb.metadata.papermill.exception is True


def test_a_syntax_error_is_an_error(execute):
    _, error, _ = execute("def (")
    assert error.ename == "SyntaxError"


def test_a_cell_that_runs_too_long_is_stopped(execute):
    cells, error, _ = execute("import time\nprint('begun')\ntime.sleep(60)", "print('never')", execution_timeout=1.5)
    assert error.ename == "CellTimeoutError"
    assert "1.5 seconds" in error.evalue
    assert cells[0].outputs[0].text == "begun\n"


def test_a_cell_that_keeps_printing_is_stopped_too(execute):
    chatty = "import time\nfor n in range(200):\n    print(n, flush=True)\n    time.sleep(0.1)"
    _, error, _ = execute(chatty, execution_timeout=1.5)
    assert error.ename == "CellTimeoutError"


def test_a_process_that_dies_is_an_error_of_its_cell(execute):
    cells, error, _ = execute("import os\nos._exit(3)", "print('never')")
    assert error.ename == "DeadKernelError"
    assert cells[-1].outputs == []


def test_parameters_go_in_as_papermill_writes_them(execute):
    cells, error, nb = execute("n = 1  # how many", "n + 1", parameters={"n": 41})
    assert error is None
    assert cells[-1].outputs[0].data["text/plain"] == "42"
    assert nb.metadata.papermill.parameters == {"n": 41}


def test_nothing_is_left_for_the_next_notebook(execute):
    execute(
        "import sys, os, builtins\nleft = builtins.left_2 = 2\nsys.modules['left_3'] = sys\nos.environ['LEFT'] = '4'"
    )
    (cell,), error, _ = execute(
        "import sys, os, builtins\n"
        "['left' in globals(), hasattr(builtins, 'left_2'), 'left_3' in sys.modules, 'LEFT' in os.environ]"
    )
    assert error is None
    assert cell.outputs[0].data["text/plain"] == "[False, False, False, False]"
    assert "LEFT" not in os.environ


def test_folder_environment_and_main_are_the_callers(execute, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHOSEWORDS_TEST", "seen")
    (cell,), _, _ = execute("import os\nprint(os.getcwd(), os.environ['WHOSEWORDS_TEST'], __name__)")
    assert cell.outputs[0].text == f"{tmp_path} seen __main__\n"


def test_output_written_below_python_is_kept(execute):
    (cell,), _, _ = execute("import subprocess\nsubprocess.run(['echo', 'below'], check=True);")
    assert cell.outputs[-1].text == "below\n"


def test_displays_can_be_updated_and_cleared(execute):
    cells, _, _ = execute(
        "from IPython.display import display, clear_output\nh = display('one', display_id=True)",
        "h.update('two')",
        "print('gone')\nclear_output()\nprint('stays')",
        "await __import__('asyncio').sleep(0)\ninput('?')",
    )
    assert cells[0].outputs[0].data["text/plain"] == "'two'"
    assert cells[1].outputs == []
    assert [o.text for o in cells[2].outputs] == ["stays\n"]
    assert cells[3].outputs[-1].ename == "RuntimeError"


def test_where_forking_is_not_possible_an_ordinary_kernel_runs_and_it_is_said_once(execute, monkeypatch, caplog):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    process.context.cache_clear()
    try:
        for _ in range(2):
            (cell,), error, _ = execute("1 + 1")
            assert error is None
            assert cell.outputs[0].data["text/plain"] == "2"
        assert sum("ordinary kernels" in r.message for r in caplog.records) == 1
    finally:
        process.context.cache_clear()


@pytest.mark.parametrize("first", ["papermill", "whosewords.engine", "whosewords.report"])
def test_papermill_knows_the_engine_whatever_is_imported_first(first):
    code = f"import {first}\nfrom whosewords.engine import WarmEngine\nimport papermill.engines as e\n"
    code += "e.papermill_engines.register('x', WarmEngine)\nassert e.papermill_engines.get_engine('x') is WarmEngine"
    subprocess.run([sys.executable, "-c", code], check=True)
