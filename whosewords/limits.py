"""How much is read of what strangers wrote, and a file read up to there."""

import stat
from pathlib import Path

ARTICLE = 20_000_000
"""Bytes of a file that is one article, of a page from the web, and of a row of a table."""
TEXT = 1_000_000
"""Characters of the text of one article."""
UNPACKED = 100_000_000
"""Bytes that a Word file may unpack to."""
TABLE = 4_000_000_000
"""Bytes of a table with one article a row, as it is and with all its texts unpacked."""
ROWS = 1_000_000
"""Rows of such a table."""
SHEET = 20_000_000
"""Bytes of a file about a corpus: articles.csv, speakers.csv, corrections.csv, private.csv, lexicons, settings."""
DEPTH = 40
"""Folders inside one another."""
SECONDS = 60.0
"""Seconds that the reading of one file may take where its format can hold a trap: web pages, Word, PDF and Parquet."""
MEMORY = 2_000_000_000
"""Bytes of memory that it may take."""


class LimitError(ValueError):
    """A file that is more than is read; the message says what is too much, and what to do."""


def read(file: Path, most: int = SHEET, advice: str = "shorten it") -> bytes:
    """Return the bytes of an ordinary file of at most so many bytes, by its size before any of it is read.

    Raises LimitError, and OSError where it cannot be opened.
    """
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise LimitError("It is no ordinary file; copy what it holds into one.")
    data = b""
    if status.st_size <= most:
        with file.open("rb") as opened:
            data = opened.read(most + 1)  # it may have grown since
    if max(status.st_size, len(data)) > most:
        raise LimitError(f"It is larger than {size(most)}; {advice}.")
    return data


def size(n_bytes: float) -> str:
    """Return a number of bytes as people write it."""
    unit, name = next(u for u in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "bytes")) if n_bytes >= u[0] or u[0] == 1)
    return f"{n_bytes / unit:g} {name}"
