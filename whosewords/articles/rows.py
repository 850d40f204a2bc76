"""A table → one article a row, read a few rows at a time."""

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from .. import limits
from .decoding import DecodingError, decode
from .files import Unreadable, too_long
from .metadata import COLUMNS, Metadata, match_columns, values

SEPARATED_FILES = (".csv", ".tsv")
LINE_FILES = (".jsonl", ".ndjson")
PARQUET_FILES = (".parquet", ".pq")
TABLE_FILES = (*SEPARATED_FILES, *LINE_FILES, *PARQUET_FILES)
"""Endings of the files that hold a table, one article a row."""

_BATCH = 64  # rows of a Parquet file in memory


class Row(NamedTuple):
    """An article's row: its number from 1, or the reason why it is no article."""

    number: int
    text: str
    metadata: Metadata
    problem: str | None = None

    @property
    def source_hash(self) -> str:
        """SHA-256 of the row's text, in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


def read_rows(path: Path, max_bytes: int) -> Iterator[Row]:
    """Yield the rows of a table. Raises Unreadable where the table, or what is left of it, cannot be read."""
    suffix = path.suffix.lower()
    read = _separated if suffix in SEPARATED_FILES else _json_lines if suffix in LINE_FILES else _parquet
    columns: dict[str, str] = {}
    keys: tuple[str, ...] | None = None
    unpacked = 0
    for number, record in read(path, max_bytes):
        if number > limits.ROWS:
            raise Unreadable(f"A table of more than {limits.ROWS:,} rows is not read further; split it.")
        if isinstance(record, str):
            yield Row(number, "", {}, record)
            continue
        if keys != tuple(record):
            keys = tuple(record)
            columns = match_columns([str(key) for key in keys])
        row = _row(number, record, columns, max_bytes)
        unpacked += len(row.text)
        if unpacked > limits.TABLE:
            raise Unreadable(f"A table of more than {limits.size(limits.TABLE)} is not read further; split it.")
        yield row


def _row(number: int, record: Mapping[str, Any], columns: Mapping[str, str], max_bytes: int) -> Row:
    if "text" not in columns:
        return Row(number, "", {}, no_text_column(list(record)))
    cell = record[columns["text"]]
    text = "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else str(cell)
    if not text.strip():
        return Row(number, "", {}, "The text is empty; fill it in or delete the row.")
    if len(text) > max_bytes:
        return Row(number, "", {}, f"The text is longer than {max_bytes:,} characters; split it.")
    if len(text) > limits.TEXT:
        return Row(number, "", {}, too_long())
    return Row(number, re.sub("[\ud800-\udfff]", "\ufffd", text), values(record, columns))


def no_text_column(names: list[str]) -> str:
    """Say that a table with these columns has none for the text, and what to call it."""
    given = ", ".join(str(name)[:40] for name in names[:12]) or "none"
    return f"No column holds the text (columns: {given}); name it one of {', '.join(COLUMNS['text'][:4])}."


def _separated(path: Path, max_bytes: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with path.open("rb") as file:
        encoding = _encoding(file.read(100_000))
    limit = csv.field_size_limit(max_bytes)
    try:
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            head = file.readline(1_000_000)
            if not head.strip():
                raise Unreadable("The table is empty; its first line must name the columns.")
            delimiter = max(",;\t|", key=lambda sign: (_has_text_column(head, sign), head.count(sign)))
            file.seek(0)
            lines = _Lines(file, max_bytes)
            reader = csv.reader(lines, delimiter=delimiter)
            names = [name.strip() for name in next(reader)]
            if "text" not in match_columns(names):
                raise Unreadable(no_text_column(names))
            number = 0
            for cells in reader:
                lines.taken = 0
                if cells:
                    number += 1
                    yield number, dict(zip(names, map(_cell, cells), strict=False)) | dict.fromkeys(names[len(cells) :])
    except csv.Error as error:
        raise Unreadable(f"The table cannot be read on from there ({error}); check its quotation marks.") from None
    except UnicodeError:
        raise Unreadable("Its encoding is damaged; save the table again as UTF-8.") from None
    finally:
        csv.field_size_limit(limit)


class _Lines:
    """The lines of a table, up to a number of characters since `taken` was set to none: one row cannot take more."""

    def __init__(self, file: TextIO, most: int) -> None:
        self.file, self.most, self.taken = file, most, 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.file.readline(self.most + 1)
        self.taken += len(line)
        if self.taken > self.most:
            raise csv.Error(f"a row longer than {limits.size(self.most)}")
        if not line:
            raise StopIteration
        return line


def _has_text_column(head: str, delimiter: str) -> bool:
    try:
        return "text" in match_columns(next(csv.reader(io.StringIO(head), delimiter=delimiter), []))
    except csv.Error:
        return False


def _encoding(sample: bytes) -> str:
    """Return the encoding to open a table with; bytes that do not fit it are mended cell by cell."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        decode(sample[: sample.rfind(b"\n") + 1 or len(sample)])
    except DecodingError as error:
        raise Unreadable(str(error)) from None
    return "utf-8-sig"


def _cell(cell: str) -> str:
    """Return a cell; where its bytes are no UTF-8, as they decode by themselves."""
    if not re.search("[\udc80-\udcff]", cell):
        return cell
    data = cell.encode("utf-8", "surrogateescape")
    try:
        return decode(data)
    except DecodingError:
        return data.decode("utf-8", "replace")


def _json_lines(path: Path, max_bytes: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(max_bytes + 1):
            whole = len(line) <= max_bytes
            ended = line.endswith(b"\n")
            while not ended and (rest := file.readline(max_bytes)):
                ended = rest.endswith(b"\n")
            if line.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
                number += 1
                yield number, _object(line) if whole else f"The line is longer than {max_bytes:,} bytes; split it."
    if not number:
        raise Unreadable("The table is empty.")


def _object(line: bytes) -> dict[str, Any] | str:
    try:
        found = json.loads(decode(line))
    except (ValueError, RecursionError):
        return "The line is not valid JSON; write one object a line."
    return found if isinstance(found, dict) else "The line holds no JSON object; write one object a line."


def _parquet(path: Path, max_bytes: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            columns = match_columns(names)
            if "text" not in columns:
                raise Unreadable(no_text_column(names))
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH, columns=list(dict.fromkeys(columns.values()))):
                for record in batch.to_pylist():
                    number += 1
                    yield number, record
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        name = type(error).__name__
        raise Unreadable(f"It is not a Parquet file that can be read ({name}); save it again.") from None
