"""The project keeps its own rules: import order, docstrings, notebooks, the column dictionary, pins, no local paths."""

import ast
import re
import statistics
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from whosewords import limits, tables

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "whosewords"
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
LISTED = "analyses"
"""The sub-package whose modules are listed one by one."""
PIN = re.compile(r"([A-Za-z0-9._-]+)==[^\s;]+( ; .+)?")


def import_order() -> list[str]:
    """Return the modules as README's section on architecture lists them: each may import only those above it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tree = re.search(r"^whosewords/\n(.*?)^```", readme, re.M | re.S)
    assert tree, "README.md has no list of the modules"
    return re.findall(r"^ +(\w+)(?:\.py|/) ", tree[1], re.M)


def module_of(path: Path) -> str:
    """Return the name a file of the package is listed under; a sub-package counts as one module, but for LISTED."""
    return listed_as(path.relative_to(PACKAGE).with_suffix("").parts)


def listed_as(parts: Sequence[str]) -> str:
    """Return the name that a module is listed under, from the parts of its own."""
    return parts[1] if parts[0] == LISTED and len(parts) > 1 and parts[1] != "__init__" else parts[0]


def imported_modules(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield the modules of this package that a file imports, at its top, in its functions or for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            full = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: package.count(".") + 2 - node.level]) if node.level else ""
            prefix = ".".join(filter(None, [base, node.module]))
            full = [f"{prefix}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in full:
            head, *rest = name.split(".")
            if head == "whosewords":
                yield listed_as(rest) if rest else ""


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_imports_are_read_in_every_form() -> None:
    code = (
        "import whosewords.a\nfrom whosewords import b\nfrom whosewords.c import x\nfrom . import d\nfrom .e import y"
    )
    assert list(imported_modules(ast.parse(code), "whosewords")) == ["a", "b", "c", "d", "e"]
    inside = "from . import style\nfrom .style import colour\nfrom ..tables import frame\nfrom .. import stats"
    assert list(imported_modules(ast.parse(inside), "whosewords.charts")) == ["charts", "charts", "tables", "stats"]
    inside = (
        "from ..corpus import Corpus\nfrom .framing import naming\nfrom . import tone\nfrom ..analyses import reply"
    )
    assert list(imported_modules(ast.parse(inside), "whosewords.analyses")) == ["corpus", "framing", "tone", "reply"]


def test_readme_lists_every_module_once() -> None:
    assert sorted(import_order()) == sorted({module_of(path) for path in sources()} - {"__init__"})
    named = re.findall(r"^  (\w+(?:\.py|/)) ", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert [name for name in named if not (PACKAGE / name).exists()] == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_modules_above_it(path: Path) -> None:
    order = import_order()
    name = module_of(path)
    allowed = {"__version__", name, *(order if name == "__init__" else order[: order.index(name)])}
    package = ".".join(["whosewords", *path.relative_to(PACKAGE).parts[:-1]])
    wrong = set(imported_modules(ast.parse(path.read_text(encoding="utf-8")), package)) - allowed
    assert not wrong, f"{name} imports {', '.join(sorted(wrong))}"


def undocumented(tree: ast.AST, where: str) -> Iterator[str]:
    """Yield every public function, class and method without a docstring."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            place = f"{where}.{node.name}"
            overload = any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)
            if not overload and not ast.get_docstring(node):
                yield place
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, place)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_everything_public_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path.name} does not say what it is"
    assert list(undocumented(tree, path.stem)) == []


def test_the_notebooks_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS if path.parent == ROOT / "notebooks"] == [
        "00-start-here", "01-voices", "02-framing", "03-sentiment", "04-terms", "05-comparison",
        "06-robustness",
    ]  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin_and_stripped(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert "parameters" in code[0].metadata.get("tags", []), "the first code cell holds the parameters"
    for cell in code:
        assert cell.outputs == []
        assert cell.execution_count is None
        tree = ast.parse(cell.source)
        made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, made) for node in ast.walk(tree)), cell.source
    lines = [len(cell.source.splitlines()) for cell in code]
    assert max(lines) <= 12
    assert statistics.median(lines) <= 3
    words = sum(len(cell.source.split()) for cell in notebook.cells if cell.cell_type == "markdown")
    assert words >= 5 * sum(lines)


def column_dictionary() -> dict[str, list[tables.Column]]:
    """Return the tables as data/README.md describes them, in its order."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    found: dict[str, list[tables.Column]] = {}
    for section in re.split(r"^### ", text, flags=re.M)[1:]:
        name = section.split("\n", 1)[0].strip("` ")
        for line in section.splitlines():
            if not line.startswith("| `"):
                continue
            column, kind, empty, meaning = (part.strip() for part in line.strip("|").split(" | "))
            assert empty in ("yes", "no"), line
            assert len(meaning.split()) > 2, f"{name}.{column} has no meaning"
            values = re.match(r"One of ((?:`\w+`(?:, | or )?)+)", meaning)
            allowed = tuple(re.findall(r"`(\w+)`", values[1])) if values else ()
            found.setdefault(name, []).append(tables.Column(column.strip("`"), kind, empty == "yes", allowed))
    return found


def test_the_column_dictionary_agrees_with_the_code() -> None:
    described = column_dictionary()
    assert list(described) == list(tables.TABLES)
    for table, columns in described.items():
        assert columns == list(tables.columns(table)), table


def pins(file: str) -> list[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def normal(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


@pytest.fixture(scope="module")
def metadata() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_requirements_pin_everything_exactly(metadata: dict[str, Any]) -> None:
    *users, last = pins("requirements.txt")
    testers = pins("tests/requirements.txt")
    assert last == "-e ."
    assert [line for line in users + testers if not PIN.fullmatch(line)] == []
    assert {normal(name) for name in metadata["dependencies"]} <= {normal(line) for line in users}
    dev = {normal(name) for name in metadata["optional-dependencies"]["dev"]}
    assert dev <= {normal(line) for line in users + testers}


def test_versions_agree(metadata: dict[str, Any]) -> None:
    import whosewords

    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert metadata["version"] == whosewords.__version__
    assert f"\nversion: {whosewords.__version__}\n" in citation


def project_files() -> list[Path]:
    """Return the files the project is made of: those git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False, text=True,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


LOCAL = re.compile(
    r"(?<![\w./~}])/(?:home|root|Users|work|opt|mnt|srv|private)/[\w.]"  # an absolute path of somebody's machine
    r"|[A-Z]:\\\\?Users\\"
    r"|pythonhosted\.|pypi\.org/simple|--(?:extra-)?index-url|--find-links|\bfile://(?!/etc/passwd)"
)


@pytest.mark.parametrize(
    "text", ["see /" + "home/ada/x", "at '/" + "work/main'", "C:" + r"\Users\ada", "--find" + "-links x"]
)
def test_local_addresses_are_recognised(text: str) -> None:
    assert LOCAL.search(text)


@pytest.mark.parametrize("text", ["https://example.org/home/x", "network/work/x", "data/opt/x", "~/work/x"])
def test_other_addresses_are_left_alone(text: str) -> None:
    assert not LOCAL.search(text)


def test_no_file_names_a_machine_or_a_registry() -> None:
    wrong = []
    for path in project_files():
        if path == Path(__file__).resolve() or path.suffix in {".png", ".docx", ".pdf", ".parquet"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        wrong += [f"{path.relative_to(ROOT)}: {found[0]}" for found in LOCAL.finditer(text)]
    assert wrong == []


def test_the_makefile_explains_itself() -> None:
    listed = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    named = set(re.findall(r"^  make ([\w-]+)", listed, re.M))
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert phony
    assert named == set(phony[1].split())


def called(node: ast.AST) -> str:
    """Return the name that a call is of, as written: “yaml.load”."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def dangers(tree: ast.AST) -> Iterator[str]:
    """Yield what in a file could run what a file of strangers says."""
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if re.match(r"(?:pickle|cPickle|_pickle|dill|cloudpickle|joblib|shelve|marshal)\b", name):
                yield f"imports {name}"
            if name in ("tempfile.mktemp", "yaml.load", "yaml.unsafe_load", "yaml.full_load"):
                yield f"imports {name}"
        name, given = called(node), {}
        if isinstance(node, ast.Call):
            given = {k.arg: ast.unparse(k.value) for k in node.keywords}
            if name in ("eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec"):
                yield name
            if re.search(r"\b(?:read_pickle|to_pickle|mktemp|unsafe_load|full_load|from_disk_pickle)$", name):
                yield name
            if name.endswith(("os.system", "os.popen")):
                yield name
            if name.endswith(("yaml.load", "yaml.load_all")):
                loader = given.get("Loader") or (ast.unparse(node.args[1]) if len(node.args) > 1 else "")
                if loader not in SAFE_LOADERS:
                    yield f"{name} with {loader or 'its own loader'}"
        if given.get("allow_pickle", "False") != "False" or given.get("shell", "False") != "False":
            yield f"{name} with a pickle or a shell"


SAFE_LOADERS = ("yaml.BaseLoader", "yaml.SafeLoader", "Loader")
"""BaseLoader knows text alone, SafeLoader plain values; the class `Loader` in batch/settings.py is a SafeLoader."""


def test_dangers_are_seen() -> None:
    for code in (
        "import pickle", "from pickle import loads", "import joblib", "pd.read_pickle(f)",
        "np.load(f, allow_pickle=True)",
        "eval(x)", "exec(x)", "compile(x, '', 'exec')", "yaml.load(x)", "yaml.load(x, yaml.Loader)",
        "yaml.unsafe_load(x)", "from yaml import unsafe_load", "subprocess.run(x, shell=True)", "os.system(x)",
        "tempfile.mktemp()", "from tempfile import mktemp", "__import__(x)",
    ):  # fmt: skip
        assert list(dangers(ast.parse(code))), code
    for code in (
        "yaml.safe_load(x)",
        "yaml.load(x, yaml.BaseLoader)",
        "re.compile(x)",
        "subprocess.run(x, shell=False)",
    ):
        assert not list(dangers(ast.parse(code))), code


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_that_a_file_says_is_run(path: Path) -> None:
    """The cells of notebooks are run by IPython's own shell, in a process of their own: that is what they are for."""
    assert not list(dangers(ast.parse(path.read_text("utf-8"))))


def test_the_loader_of_settings_is_a_safe_one() -> None:
    tree = ast.parse((PACKAGE / "batch" / "settings.py").read_text("utf-8"))
    bases = [
        ast.unparse(b) for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == "Loader" for b in n.bases
    ]
    assert bases == ["yaml.SafeLoader"]


def test_readme_states_the_limits() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    said = re.search(r"^\| limit \|(.*?)^$", readme, re.M | re.S)
    assert said
    for limit in (limits.ARTICLE, limits.UNPACKED, limits.TABLE, limits.SHEET, limits.MEMORY):
        assert f" {limits.size(limit)}" in said[1]
    for number in (limits.TEXT, limits.ROWS, limits.DEPTH, limits.SECONDS):
        assert f" {number:,.0f} " in said[1]
