"""What is read of files from strangers ends at a limit, with a word that says which; names are shown and not obeyed."""

import os
import re
from pathlib import Path

import hostile
import pytest

from whosewords import limits, report, sheets, terminal
from whosewords.articles import apart
from whosewords.articles.files import Unreadable

PAGE = f"<html><body><article><p>{hostile.SAID}</p><p>{hostile.SAID}</p></article></body></html>".encode()


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"abc")
    assert limits.read(file, 3) == b"abc"
    os.truncate(file, 50_000_000_000)
    with pytest.raises(limits.LimitError, match=r"larger than 20 MB; shorten it\.$"):
        limits.read(file)
    with pytest.raises(sheets.SheetError, match=r"a\.csv: It is larger than 20 MB"):
        sheets.read(file, ["name"])
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(limits.LimitError, match="ordinary"):
        limits.read(tmp_path / "pipe")


@pytest.mark.parametrize(("n", "said"), [(7, "7 bytes"), (2_000, "2 kB"), (20_000_000, "20 MB"), (4e9, "4 GB")])
def test_sizes_as_people_write_them(n: float, said: str) -> None:
    assert limits.size(n) == said


def test_what_takes_too_long_is_ended_and_the_next_file_is_read() -> None:
    with apart.Reader(seconds=0.01) as reader:  # no process is there so soon
        with pytest.raises(Unreadable, match=r"longer than 0\.01 seconds"):
            reader.article(PAGE, ".html")
        assert reader._process is None
        reader._seconds = 50
        assert "minister" in reader.article(PAGE, ".html").text
        process = reader._process
    assert process is not None
    assert process.poll() is not None, "one with other limits is not kept"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux can limit memory")
def test_what_takes_too_much_memory_is_refused() -> None:
    with apart.Reader(memory=300_000_000) as reader, pytest.raises(Unreadable, match="more than 300 MB of memory"):
        reader.article(b"<p>" + b"<b>a</b>" * 2_000_000, ".html")


def test_a_process_is_kept_for_the_next_corpus() -> None:
    kept = []
    for _ in range(2):
        with apart.Reader() as reader:
            reader.article(PAGE, ".html")
            kept.append(reader._process)
    assert kept[0] is kept[1]


def test_a_table_that_is_not_read_to_its_end_leaves_no_answer_for_the_next_file(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"text": [f"The man said {n}." for n in range(500)]}).to_parquet(tmp_path / "t.parquet")
    with apart.Reader() as reader:
        rows = reader.rows(tmp_path / "t.parquet", 1_000)
        assert next(rows).text == "The man said 0."
        rows.close()  # type: ignore[attr-defined]
        assert "minister" in reader.article(PAGE, ".html").text


def test_a_line_is_shown_and_not_obeyed() -> None:
    assert (
        terminal.visible("\x1b]0;owned\x07 a\nb\u202ec\u200bd\u0627\u200fe") == "\ufffd]0;owned\ufffd a\ufffdbcd\u0627e"
    )
    assert terminal.lines("a\tb\nc\x9bd") == "a\tb\nc\ufffdd"
    assert terminal.visible("👩‍👩‍👧 – café") == "👩‍👩‍👧 – café"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("CON", "CON-"), ("aux.news", "aux.news-"), ("nul", "nul-"), ("com1.x", "com1.x-"), ("console", "console"),
        ("a/../../b", "a-..-..-b"), ("...", "corpus"), ("a" * 99 + ".b", "a" * 99), ("<script>", "script"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"), ("新" * 100, "新" * 66),
    ],
)  # fmt: skip
def test_names_of_reports_are_names_everywhere(given: str, name: str) -> None:
    assert report.name_of(given) == name
    assert report.name_of(name) == name
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]|[. ]$', name)
