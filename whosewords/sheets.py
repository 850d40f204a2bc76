"""Tables that people fill in with a spreadsheet: written so that no cell runs, read with errors that name the place."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from . import limits
from .paths import UNFINISHED

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class SheetError(ValueError):
    """A mistake in a table that a person filled in: file, row and column."""


class Row(NamedTuple):
    """A row that is not empty: its number as a spreadsheet counts it, and its cells by column, without outer space."""

    number: int
    cells: dict[str, str]


def read(file: Path, needed: Sequence[str], more: Sequence[str] = ()) -> list[Row]:
    """Return the rows of a CSV file; `needed` columns must be there, those of `more` are empty where they are not.

    Separated by commas, semicolons or tabs, in UTF-8; columns in any order and however they are cased, others too.
    Raises SheetError.
    """
    try:
        text = limits.read(file).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)))
    except OSError as error:
        raise SheetError(f"{file}: cannot be read ({error.strerror})") from None
    except limits.LimitError as error:
        raise SheetError(f"{file}: {error}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise SheetError(f"{file}: cannot be read ({error}); save it as CSV in UTF-8") from None
    header = [cell.strip().lower() for cell in table[0]] if table else []
    for column in needed:
        if column not in header:
            raise SheetError(f"{file}: no column {column!r}; the columns are {', '.join([*needed, *more])}")
    rows = []
    for number, cells in enumerate(table[1:], 2):
        row = dict.fromkeys(more, "") | dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if any(row.values()):
            rows.append(Row(number, dict.fromkeys(header, "") | row))
    return rows


def separator(text: str) -> str:
    """Return what separates the columns of a CSV file, going by its first line: a comma, a semicolon or a tab."""
    return max(",;\t", key=text.partition("\n")[0].count)


def mistake(file: Path, row: int, column: str, what: str) -> SheetError:
    """Return the error that says what is wrong in a cell."""
    return SheetError(f"{file}, row {row}, column {column}: {what}")


def write(file: Path, data: pd.DataFrame) -> None:
    """Write a table as a CSV file that Excel and LibreOffice open: UTF-8 with a mark, text that is no formula.

    There is all of it or what was there before.
    """
    part = file.with_name(f"{UNFINISHED}{file.name}")
    try:
        with part.open("w", encoding="utf-8-sig", errors="replace", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(data.columns)
            writer.writerows([inert(v) for v in row] for row in data.itertuples(index=False, name=None))
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def inert(value: object) -> object:
    """Return a value as a spreadsheet may show it: text it would take for a formula gets an apostrophe in front.

    What steers a terminal or turns text round becomes �.
    """
    if value is None or value is pd.NA or value != value:
        return ""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("\ufffd", value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
