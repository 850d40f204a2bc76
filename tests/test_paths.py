"""Tests of whosewords.paths."""

from pathlib import Path

import pytest

from whosewords import paths


def test_folders_of_a_clone() -> None:
    root = paths.root()
    assert (root / "pyproject.toml").is_file()
    assert paths.seeds() == root / "seeds"
    assert paths.notebooks() == root / "notebooks"
    assert paths.lexicons() == root / "data" / "lexicons"
    assert paths.template().parent.name == "whosewords"


def test_folders_of_a_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "_CARRIED", tmp_path)
    assert paths.root() == tmp_path
    assert paths.lexicons() == tmp_path / "data" / "lexicons"


def test_reports_go_to_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.reports() == tmp_path.resolve() / "reports"


def test_the_environment_chooses_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WHOSEWORDS_CACHE", str(tmp_path / "kept"))
    assert paths.cache() == tmp_path.resolve() / "kept"
    monkeypatch.delenv("WHOSEWORDS_CACHE")
    assert paths.cache().is_absolute()
    assert "whosewords" in paths.cache().parts


def test_the_working_directory_comes_before_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.resolve("seeds") == paths.seeds()
    (tmp_path / "seeds").mkdir()
    assert paths.resolve("seeds") == tmp_path.resolve() / "seeds"
    assert paths.resolve("nowhere") == tmp_path.resolve() / "nowhere"
    assert paths.resolve(paths.seeds()) == paths.seeds()
