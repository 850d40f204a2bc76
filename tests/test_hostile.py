"""Files made to harm: each is read as text or refused with a reason, and what is made of them holds text alone."""

import os
from collections import defaultdict
from pathlib import Path

import hostile
import pytest

from whosewords.articles import LeftOut, iter_articles
from whosewords.tables import Article

Read = dict[str, list[Article | LeftOut]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[hostile.Case], Read]:
    """Return the cases that this system can have, and what became of each file, by its name."""
    folder = tmp_path_factory.mktemp("hostile") / "corpus"
    cases = hostile.make(folder, hostile.CASES)
    read: Read = defaultdict(list)
    for found in iter_articles(folder):
        read[found.source_file.split(", ")[0]].append(found)
    return cases, read


def shown(name: str | bytes) -> str:
    """Return a file's name as it is told."""
    from whosewords.articles.metadata import visible

    return visible(os.fsencode(name).decode("utf-8", "replace"))


def test_there_are_enough_and_none_is_missing_or_twice(made: tuple[list[hostile.Case], Read]) -> None:
    cases, read = made
    assert len(cases) == len(hostile.CASES) >= 60
    assert len({os.fsencode(case.name) for case in cases}) == len(cases)
    told = {shown(case.name) for case in cases if case.name != "deep"} | {"deep/" + "/".join("d" * 39)}
    assert set(read) == told


@pytest.mark.parametrize("case", hostile.CASES, ids=lambda case: repr(case.name)[:40])
def test_what_must_happen(made: tuple[list[hostile.Case], Read], case: hostile.Case) -> None:
    cases, read = made
    if case not in cases:
        pytest.skip("this system cannot have such a file")
    name = shown(case.name) if case.name != "deep" else "deep/" + "/".join("d" * 39)
    (found,) = read[name]
    if case.happens == "refused":
        assert isinstance(found, LeftOut)
        assert case.says in found.reason
        assert "\n" not in found.reason
        return
    assert isinstance(found, Article), found
    told = [v for v in found if isinstance(v, str)]
    assert any(case.says in v for v in told), told
    assert not any(case.lacks in v for v in told)
    assert not any(set(v) & {"\0", "\x1b", "\x07", "\x9b"} for v in told)
