"""The wheel stands alone: installed without the clone, it has everything it needs to make the seed report."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from whosewords.training.marked import LEARNED

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would, with nothing of this test run's environment that leads back to the clone."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "WHOSEWORDS_CACHE"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["WHOSEWORDS_CACHE"] = str(cwd / "cache")
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (made,) = folder.glob("whosewords-*-py3-none-any.whl")
    return made


def test_the_wheel_carries_what_report_and_lab_need(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (entry_points,) = [archive.read(n).decode() for n in names if n.endswith(".dist-info/entry_points.txt")]
    for folder in ("data/lexicons", "notebooks", "seeds"):
        wanted = {
            f"whosewords/_project/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix in {".csv", ".ipynb", ".txt"} and ".ipynb_checkpoints" not in path.parts
        }
        assert wanted
        assert wanted <= names
    learned = {f"whosewords/_project/data/gold/nested/{name}.txt" for name in LEARNED}
    assert {name for name in names if "/gold/" in name} == learned
    package = {path for path in (ROOT / "whosewords").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(ROOT).as_posix() for path in package} <= names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"whosewords"}
    assert not [name for name in names if "__pycache__" in name or ".ipynb_checkpoints" in name]
    assert "whosewords = whosewords.cli:main" in entry_points
    assert "whosewords = whosewords.engine:WarmEngine" in entry_points


@pytest.mark.slow
def test_alone_in_an_empty_environment_it_makes_the_seed_report(wheel: Path, tmp_path: Path) -> None:
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\n-e .\n", "\n")
    (tmp_path / "pins.txt").write_text(pins, encoding="utf-8")
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    run(scripts / "python", "-m", "pip", "install", *quiet, "-c", "pins.txt", wheel, cwd=tmp_path)
    place = run(scripts / "python", "-c", "import whosewords; print(whosewords.__file__)", cwd=tmp_path).stdout
    assert str(tmp_path) in place

    said = run(scripts / "whosewords", "report", "seeds", cwd=tmp_path).stdout
    page = tmp_path / "reports" / "seeds.html"
    assert page.name in said
    html = page.read_text(encoding="utf-8")
    executed = {path.name for path in page.with_suffix("").glob("*.ipynb")}
    assert executed == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} - {"05-comparison.ipynb"}
    assert "Ilham Aliyev" in html
    assert "Traceback" not in html
