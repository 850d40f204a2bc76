"""Watching a folder: what is there, what comes and what changes is reported on; nothing that goes wrong ends it."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from handmade import S, corpus, empty, war
from runs import OPEN, notebook, stored

from whosewords import batch, language, watch
from whosewords.report import Options

LONG = 120.0
"""Seconds until a test gives up; nothing here takes nearly as long."""


class Watched:
    """A watch under way in a thread: what it said and made, in order."""

    def __init__(self, folder: Path, out: Path, options: Options) -> None:
        self.stop, self.told = threading.Event(), queue.Queue[Any]()
        self.error: Exception | None = None

        def run() -> None:
            try:
                watch.watch(
                    folder, out, options=options, quiet=0.3, stop=self.stop, say=self.told.put, on_done=self.told.put
                )
            except Exception as error:
                self.error = error
            self.told.put(None)

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def outcome(self) -> batch.Outcome:
        """Wait for the next report."""
        while not isinstance(told := self.told.get(timeout=LONG), batch.Outcome):
            assert told is not None, self.error
        return told

    def line(self, said: str) -> str:
        """Wait for the next line that says so."""
        while not isinstance(told := self.told.get(timeout=LONG), str) or said not in told:
            assert told is not None, self.error
        return told

    def end(self) -> None:
        """Stop the watch, and wait until it has ended."""
        self.stop.set()
        self.thread.join(LONG)
        assert not self.thread.is_alive()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(language, "load", lambda: None)  # the corpora here are annotated already
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook(folder, "00-a", "# A", OPEN, "len(data.articles)")
    (tmp_path / "desk").mkdir()
    stored(war(), tmp_path / "desk" / "war")
    found = Watched(tmp_path / "desk", tmp_path / "desk" / "reports", Options(notebooks=folder))
    yield found
    found.end()


def test_what_is_there_comes_or_changes_is_reported_on(watched: Watched, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    assert watched.line("watching").endswith("where there is 1 corpus; Ctrl-C ends it")
    first = watched.outcome()
    assert (first.name, first.state, first.articles) == ("war", "made", 2)

    (desk / "broken").mkdir()
    (desk / "broken" / "a.txt").write_bytes(b"\x00\x01" * 50)
    watched.line("broken: changed; waiting until it is whole")
    assert (watched.outcome().name, watched.told.qsize()) == ("broken", 0)

    shutil.move(stored(empty(), tmp_path / "quiet"), desk / "quiet")
    assert (watched.outcome().state, (desk / "reports" / "quiet.html").is_file()) == ("made", True)

    stored(corpus({"a.txt": [[S("Snow fell.")]]}), desk / "quiet")
    again = watched.outcome()
    assert (again.name, again.state) == ("quiet", "made")
    os.utime(desk / "quiet" / "manifest.json")
    assert watched.outcome().state == "kept"

    (desk / "note.txt").write_text("to whom it may concern")
    watched.line("note.txt: is a file; a corpus is a folder")
    (desk / "later").mkdir()
    watched.line("later: is empty; waiting for articles")
    shutil.rmtree(desk / "war")
    watched.line("war: is gone; its report stays")
    assert (desk / "reports" / "war.html").is_file()
    assert "quiet" in (desk / "reports" / "index.html").read_text("utf-8")


def test_a_folder_that_is_gone_ends_it_with_a_clear_error(watched: Watched, tmp_path: Path) -> None:
    watched.outcome()
    (tmp_path / "desk").rename(tmp_path / "elsewhere")
    watched.thread.join(LONG)
    assert isinstance(watched.error, FileNotFoundError)
    assert "is gone" in str(watched.error)


def test_an_error_of_the_run_itself_does_not_end_it(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.outcome()
    made = batch.run

    def full(*_: Any, **__: Any) -> None:
        monkeypatch.setattr(batch, "run", made)
        raise OSError("No space left on device")

    monkeypatch.setattr(batch, "run", full)
    os.utime(tmp_path / "desk" / "war" / "manifest.json")
    assert watched.line("no report of war") == "no report of war: No space left on device"
    os.utime(tmp_path / "desk" / "war" / "manifest.json")
    assert watched.outcome().name == "war"


def test_a_folder_is_whole_when_nothing_in_it_has_changed_for_a_while() -> None:
    pending = watch.Pending(2.0)
    assert pending.note("a", 10.0)
    assert not pending.note("a", 11.5)
    assert pending.note("b", 11.0)
    assert pending.take(13.0) == ["b"]
    assert pending.take(13.4) == []
    assert pending.take(13.5) == ["a"]
    assert pending.take(20.0) == []
    assert pending.note("a", 21.0)


def test_what_cannot_be_watched_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="no such folder"):
        watch.watch(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(ValueError, match="--out"):
        watch.watch(tmp_path, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to be caught")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "desk").mkdir()
    command = [sys.executable, "-m", "whosewords.cli", "watch", str(tmp_path / "desk"), "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        try:
            assert "where there is nothing yet; Ctrl-C ends it" in running.stderr.readline()
            running.send_signal(how)
            _, said = running.communicate(timeout=LONG)
        finally:
            running.kill()
    assert said.endswith("stopped\n")
    assert "Traceback" not in said
    assert running.returncode == 0
