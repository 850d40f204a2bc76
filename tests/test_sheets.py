"""Sheets that people fill in: what is written runs nowhere, what is read is read however a spreadsheet saves it."""

import csv
import re
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosewords import sheets


@pytest.mark.parametrize("data", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "  =1+1", '=HYPERLINK("x")'])
def test_text_that_a_spreadsheet_would_run_is_made_text(data: str) -> None:
    assert sheets.inert(data) == f"'{data}"


@pytest.mark.parametrize("data", ["a=1", "“-1”", "", "1", 5, -0.5, True])
def test_everything_else_stays_as_it_is(data: object) -> None:
    assert sheets.inert(data) == data


def test_missing_values_are_empty() -> None:
    assert [sheets.inert(v) for v in (None, pd.NA, float("nan"))] == ["", "", ""]


@given(text=st.text(max_size=40))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "written.csv"
    sheets.write(file, pd.DataFrame({"id": ["x", "y"], "text": [text, "end"]}))
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        _, (_, cell), last = list(csv.reader(lines))
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]", "�", text)
    assert cell.removeprefix("'") == shown.removeprefix("'")
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert last == ["y", "end"]
    rows = sheets.read(file, ("id", "text"))
    assert [r.cells["id"] for r in rows] == ["x", "y"]
    assert rows[0].cells["text"] == cell.strip()


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_found_however_they_are_separated_ordered_and_cased(tmp_path: Path, sign: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"note{sign} B {sign}A\n{sign}2{sign}1\n{sign}{sign}\n\n{sign}4\n", encoding="utf-8-sig")
    assert sheets.read(file, ("a", "b"), ("c",)) == [
        (2, {"c": "", "note": "", "b": "2", "a": "1"}), (5, {"c": "", "note": "", "b": "4", "a": ""}),
    ]  # fmt: skip


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('a,b\n"two\nlines",1\nx,2\n', encoding="utf-8")
    assert [r.number for r in sheets.read(file, ("a", "b"))] == [2, 3]


def test_what_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(sheets.SheetError, match=r"none\.csv: cannot be read \(No such file"):
        sheets.read(tmp_path / "none.csv", ("a",))


@given(data=st.binary(max_size=80))
def test_any_bytes_are_rows_or_one_clear_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.csv"
    file.write_bytes(b"a,b\n" + data)
    with suppress(sheets.SheetError):
        for row in sheets.read(file, ("a", "b")):
            assert set(row.cells) >= {"a", "b"}
