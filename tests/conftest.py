"""Shared by all tests: no network, a cache of the session's own, the seed corpus, the report of hostile files."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import hostile
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from whosewords.corpus import Corpus

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

_LOCAL = ("localhost", "127.0.0.1", "::1")
_connect = socket.socket.connect


def _connect_only_here(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and address[0] not in _LOCAL:
        raise AssertionError(f"a test tried to reach {address[0]}")
    _connect(self, address)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _connect_only_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep annotations in a folder of this session, so that tests neither read nor fill the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "WHOSEWORDS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def seed_corpus(own_cache: None) -> "Corpus":
    """Return the seed article, annotated once for the session."""
    from whosewords.corpus import read_corpus

    return read_corpus("seeds")


@pytest.fixture(scope="session")
def hostile_report(own_cache: None, tmp_path_factory: pytest.TempPathFactory) -> hostile.Reported:
    """Return the report on the files of `hostile`, made as people make one; its corpus has a hostile name too."""
    around = tmp_path_factory.mktemp("around")
    corpus, out = around / "<img src=x onerror=window.pwned=1> $(touch pwned) [red] =1+1", around / "out"
    hostile.make(corpus, [c for c in hostile.CASES if not c.large])
    made = subprocess.run(
        [sys.executable, "-m", "whosewords.cli", "report", str(corpus), "--out", str(out)],
        cwd=around, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    return hostile.Reported(around, corpus, out, made.stdout + made.stderr)
