"""What people put right about a corpus: `speakers.csv` merges, splits and renames its speakers."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from .actors import Record

FILE = "speakers.csv"
COLUMNS = ("speaker", "is", "article")


class CorrectionsError(ValueError):
    """A corrections file with a mistake: file, row and column."""


def read_speakers(folder: Path) -> tuple[Callable[[str, Sequence[Record]], list[Record]], int]:
    """Return a function that lays a folder's speakers.csv over an article's actors, and the number of its rows.

    Columns: `speaker`, a name or alias as the report shows it; `is`, the name to use instead; `article`, empty, or
    the one article_id for which the row holds. Two speakers that are given one name become one; one speaker that is
    given two names in two articles becomes two. Without a file nothing is changed.
    Raises CorrectionsError naming file, row and column.
    """
    file = folder / FILE
    rows = _read(file) if file.is_file() else {}

    def rename(article_id: str, records: Sequence[Record]) -> list[Record]:
        return [_renamed(article_id, r, rows) for r in records]

    return rename, len(rows)


def _renamed(article_id: str, r: Record, rows: dict[tuple[str, str], str]) -> Record:
    """Return a record under its new name; one that has the name given to others is marked as the same as they."""
    for name in (r.name, *r.aliases):
        for place in (article_id, ""):
            new = rows.get((name.casefold(), place))
            if new:
                aliases = [a for a in dict.fromkeys([r.name, *r.aliases]) if a != new]
                kind = "person" if r.kind == "unnamed" and any(c.isupper() for c in new) else r.kind
                return r._replace(name=new, kind=kind, aliases=aliases, roles=[], given=True)
    taken = any(new.casefold() == r.name.casefold() and place in (article_id, "") for (_, place), new in rows.items())
    return r._replace(given=True) if taken else r


def _read(file: Path) -> dict[tuple[str, str], str]:
    out: dict[tuple[str, str], str] = {}
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            header = [h.strip().lower() for h in reader.fieldnames or ()]
            for column in COLUMNS[:2]:
                if column not in header:
                    raise CorrectionsError(f"{file}: no column {column!r}; the columns are {', '.join(COLUMNS)}")
            for row in reader:
                number = reader.line_num
                cells = {(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if isinstance(v, str)}
                if not any(cells.values()):
                    continue
                for column in COLUMNS[:2]:
                    if not cells.get(column):
                        raise CorrectionsError(f"{file}, row {number}, column {column}: is empty; give a name")
                key = cells["speaker"].casefold(), cells.get("article", "")
                if out.setdefault(key, cells["is"]) != cells["is"]:
                    raise CorrectionsError(
                        f"{file}, row {number}, column is: {cells['speaker']!r} was {out[key]!r} in an earlier row"
                    )
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorrectionsError(f"{file}: cannot be read ({error}); save it as CSV in UTF-8") from None
    return out
