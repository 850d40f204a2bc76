"""The papermill engine: what a kernel would give, from a fresh process."""

import multiprocessing
import os
import re
import subprocess
import sys
import time

import nbformat
import papermill
import pytest
from handmade import war
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from papermill.engines import papermill_engines
from runs import stored

from whosewords import paths
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


SPECIAL = {
    "a traceback": "def f(n):\n    return 1 / n\nf(0)",
    "a syntax error": "x = 1\ndef (",
    "an indentation error": "if True:\nx = 1",
    "an error without a word": "raise SystemError",
    "an error chained": "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e",
    "an error of one's own": "class Mine(Exception):\n    pass\nraise Mine('<b>\\u202e')",
    "leaving": "raise SystemExit(3)",
    "both streams": "import sys\nprint('a', end='')\nprint('b')\nprint('c', file=sys.stderr)",
    "output cleared, then more": "from IPython.display import clear_output\n"
    "print(1)\nclear_output(wait=True)\nprint(2)",
    "a warning": "import warnings\nwarnings.warn('mind')",
    "an answer and nothing after it": "6 * 7\n;",
    "several answers": "1\n2\n'three'",
    "a quiet answer": "6 * 7;",
    "a table": "import pandas as pd\npd.DataFrame({'a': [1.5, None], 'b': ['x', '<y>']})",
    "a figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "a figure at the end of a cell": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "display data": "from IPython.display import *\n"
    "display(HTML('<b>x</b>'), Markdown('*y*'), JSON({'a': 1}))\nMath('x')",
    "raw bundles": "from IPython.display import display\n"
    "display({'text/plain': 'a', 'application/x+json': {'b': 1}}, raw=True, metadata={'m': 1})",
    "a display that is updated": "from IPython.display import display\nh = display(1, display_id='one')\nh.update(2)",
    "output cleared": "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
    "output cleared later": "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)",
    "magic": "%%capture held\nprint(1)",
    "a shell command": "!echo below",
    "help": "len?",
    "await": "import asyncio\nawait asyncio.sleep(0)\n'done'",
    "names": "__name__, In[-1], _",
    "a logger": "import logging\nlogging.warning('loud')",
    "html of one's own": "class A:\n    def _repr_html_(self):\n        return '<i>a</i>'\nA()",
    "a broken repr": "class A:\n    def _repr_html_(self):\n        raise ValueError('no')\n    def __repr__(self):\n"
    "        return 'a'\nA()",
}

FAILING = ("leaving", "a broken repr")


def _told(nb):
    """Return what a notebook's cells came to, but for times, addresses and the places of temporary files."""

    def plain(value):
        if isinstance(value, str):
            value = re.sub(r"\x1b\[[0-9;]*m", "", value)
            value = re.sub(r"/tmp/ipykernel_\d+/\d+\.py|<ipython-input-[\w-]+>", "FILE", value)
            return re.sub(r"0x[0-9a-f]{6,}", "0x", value)
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        return [plain(v) for v in value] if isinstance(value, list) else value

    code = [c for c in nb.cells if c.cell_type == "code"]
    return [(plain(c.source), c.execution_count, [plain(dict(o)) for o in c.outputs]) for c in code]


def _both(given, tmp_path, **options):
    told = []
    for name in ("whosewords", "nbclient"):
        kept = tmp_path / f"{name}.ipynb"
        error = None
        try:
            papermill.execute_notebook(given, kept, engine_name=name, progress_bar=False, **options)
        except papermill.PapermillExecutionError as raised:
            error = (raised.ename, raised.evalue, raised.exec_count)
        told.append((error, _told(nbformat.read(kept, 4))))
    return told


@pytest.mark.slow
def test_what_cells_come_to_is_what_an_ordinary_kernel_makes_of_them(tmp_path):
    """One notebook for all that cannot fail, one for each that does, as a notebook ends with its first error."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    failing = [name for name, source in SPECIAL.items() if "raise" in source or "def (" in source or name in FAILING]
    groups = [[SPECIAL[n] for n in SPECIAL if n not in failing], *([SPECIAL[n]] for n in failing)]
    for sources in groups:
        given = tmp_path / "given.ipynb"
        cells = [new_code_cell(s) for s in (*sources, "'after'")]
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), given)
        ours, theirs = _both(given, tmp_path)
        assert ours == theirs, sources


@pytest.mark.slow
@pytest.mark.parametrize("notebook", sorted(p.name for p in paths.notebooks().glob("[0-9][0-9]-*.ipynb")))
def test_the_projects_notebooks_come_out_as_in_an_ordinary_kernel(tmp_path, notebook):
    store = stored(war(), tmp_path / "war")
    ours, theirs = _both(paths.notebooks() / notebook, tmp_path, parameters={"corpus": str(store)})
    assert ours[0] is None
    assert ours == theirs


LEFT = {
    "a variable": ("left = 1", "'left' in globals()"),
    "a builtin": ("import builtins\nbuiltins.left = 1", "import builtins\nhasattr(builtins, 'left')"),
    "a module": ("import sys\nsys.modules['left'] = sys", "import sys\n'left' in sys.modules"),
    "a change of a module": ("import json\njson.dumps = None", "import json\njson.dumps is None"),
    "an option of pandas": (
        "import pandas as pd\npd.set_option('display.max_rows', 7)", "import pandas as pd\n"
        "pd.get_option('display.max_rows') == 7",
    ),
    "an option of matplotlib": (
        "import matplotlib as mpl\nmpl.rcParams['font.size'] = 99", "import matplotlib as mpl\n"
        "mpl.rcParams['font.size'] == 99",
    ),
    "the environment": ("import os\nos.environ['LEFT'] = '1'", "import os\n'LEFT' in os.environ"),
    "the working directory": ("import os\nos.chdir('/')", "import os\nos.getcwd() == '/'"),
    "a filter of warnings": (
        "import warnings\nwarnings.filterwarnings('error', 'left')", "import warnings\n"
        "any('left' in str(f) for f in warnings.filters)",
    ),
    "a random state": (
        "import random\nimport numpy as np\nrandom.seed(1)\nnp.random.seed(1)", "import random\n"
        "import numpy as np\n(random.random(), np.random.random()) == (0.13436424411240122, 0.417022004702574)",
    ),
    "a path to import from": ("import sys\nsys.path.append('/left')", "import sys\n'/left' in sys.path"),
    "a level of logging": (
        "import logging\nlogging.disable(50)", "import logging\nlogging.root.manager.disable == 50",
    ),
    "a locale's decimals": ("import decimal\ndecimal.getcontext().prec = 3", "import decimal\n"
                            "decimal.getcontext().prec == 3"),
    "a scorer": ("from whosewords import sentiment\nsentiment.SCORERS['left'] = len", "from whosewords import "
                 "sentiment\n'left' in sentiment.SCORERS"),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT)
def test_nothing_is_left_for_the_next_notebook(execute, what):
    leave, look = LEFT[what]
    _, error, nb = execute(leave, look)
    assert error is None
    assert _answer(nb) == "True"  # else this would be no test
    _, error, nb = execute(look)
    assert error is None
    assert _answer(nb) == "False"
    assert "LEFT" not in os.environ


def _answer(nb):
    return [c for c in nb.cells if c.cell_type == "code"][-1].outputs[-1].data["text/plain"]


def test_random_numbers_differ_from_notebook_to_notebook(execute):
    said = [execute("import random\nimport numpy as np\nrandom.random(), np.random.random()")[2] for _ in range(2)]
    assert _answer(said[0]) != _answer(said[1])


def test_the_engine_is_there_for_anybody_by_its_entry_point(tmp_path):
    given, kept = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=[new_code_cell("6 * 7")], metadata={"kernelspec": kernel}), given)
    command = [sys.executable, "-m", "papermill", "--engine", "whosewords", str(given), str(kept)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert _answer(nbformat.read(kept, 4)) == "42"


def test_a_notebooks_process_ends_with_whoever_asked_for_it(tmp_path):
    mark = tmp_path / "process"
    given = tmp_path / "in.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell = f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    nbformat.write(new_notebook(cells=[new_code_cell(cell)], metadata={"kernelspec": kernel}), given)
    command = [sys.executable, "-m", "papermill", "--engine", "whosewords", str(given), str(tmp_path / "out.ipynb")]
    asking = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (mark.is_file() and mark.read_text()):
        assert asking.poll() is None
        time.sleep(0.05)
    process_id = int(mark.read_text())
    asking.kill()
    asking.wait()
    until = time.monotonic() + 30
    while _lives(process_id):
        assert time.monotonic() < until
        time.sleep(0.05)


def _lives(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
