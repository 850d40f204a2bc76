"""Shared by all tests: no network, a cache of the session's own, the seed corpus."""

import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

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
