"""speakers.csv and corrections.csv, the sheets that people fill in: read and checked, and added to."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from .. import sheets
from ..actors import Record

SPEAKERS = "speakers.csv"
CORRECTIONS = "corrections.csv"
Kind = Literal["wrong speaker", "wrong voice", "not a label", "missing attribution"]

Rename = Callable[[str, Sequence[Record]], list[Record]]


class Asked(NamedTuple):
    """A row of corrections.csv as it was filled in."""

    row: int
    article_id: str
    text: str
    occurrence: int | None
    correction: Kind
    right: str
    worded_by: str


def read_speakers(folder: Path) -> tuple[Rename, int]:
    """Return a function that lays a folder's speakers.csv over an article's actors, and the number of its rows.

    Columns: `speaker`, a name or alias as the report shows it; `is`, the name to use instead; `article`, empty, or
    the one article_id for which the row holds. Two speakers that are given one name become one; one speaker that is
    given two names in two articles becomes two. Without a file nothing is changed.
    Raises SheetError naming file, row and column.
    """
    file = folder / SPEAKERS
    rows: dict[tuple[str, str], str] = {}
    for row in sheets.read(file, ("speaker", "is"), ("article",)) if file.is_file() else ():
        _filled(file, row, "speaker", "is")
        key = row.cells["speaker"].casefold(), row.cells["article"]
        if (before := rows.setdefault(key, row.cells["is"])) != row.cells["is"]:
            what = f"{row.cells['speaker']!r} was {before!r} in an earlier row"
            raise sheets.mistake(file, row.number, "is", what)

    def rename(article_id: str, records: Sequence[Record]) -> list[Record]:
        return [_renamed(article_id, r, rows) for r in records]

    return rename, len(rows)


def _filled(file: Path, row: sheets.Row, *columns: str) -> None:
    for column in columns:
        if not row.cells[column]:
            raise sheets.mistake(file, row.number, column, "is empty; fill it in")


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


_HEADER = ("article", "text", "occurrence", "correction", "is", "worded_by")


def add(folder: Path, **cells: object) -> Path:
    """Write a row into a folder's corrections.csv, behind those that are there; return the file.

    `cells` are the row's columns: article, text, correction, is, and if need be occurrence and worded_by. The file's
    own columns and separator are kept. Raises SheetError, with the file as it was, where the row or one before it is
    not as it should be; OSError where the file cannot be written.
    """
    file = folder / CORRECTIONS
    new = not file.is_file()
    text = "" if new else file.read_bytes().decode("utf-8-sig")
    first = text.partition("\n")[0]
    separator = sheets.separator(text)
    header = list(_HEADER) if new else next(csv.reader([first], delimiter=separator))
    out = io.StringIO(newline="")
    out.write(text if not text or text.endswith(("\n", "\r")) else f"{text}\r\n")
    writer = csv.writer(out, delimiter=separator)
    if new:
        writer.writerow(header)
    names = [name.strip().lower() for name in header]
    if missing := [name for name, value in cells.items() if value not in (None, "") and name not in names]:
        raise sheets.SheetError(f"{file}: no column {missing[0]!r}; the columns are {', '.join(_HEADER)}")
    if formula := next((value for value in cells.values() if sheets.inert(value) != (value or "")), None):
        raise sheets.SheetError(f"{file}: a spreadsheet would take {formula!r} for a formula; begin with the next word")
    writer.writerow(["" if cells.get(name) is None else cells[name] for name in names])
    with tempfile.TemporaryDirectory(dir=folder) as made:
        changed = Path(made) / CORRECTIONS
        changed.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        try:
            list(read(changed))
        except sheets.SheetError as error:
            raise sheets.SheetError(str(error).replace(str(changed), str(file))) from None
        changed.replace(file)
    return file


def read(file: Path) -> Iterator[Asked]:
    """Yield the rows of corrections.csv, checked as far as they can be without the articles."""
    needed = ("article", "text", "correction")
    for row in sheets.read(file, needed, ("occurrence", "is", "worded_by")) if file.is_file() else ():
        _filled(file, row, *needed)
        cell = row.cells
        kind: Any = cell["correction"].lower()
        if kind not in get_args(Kind):
            what = f"{cell['correction']!r} is none of {', '.join(get_args(Kind))}"
            raise sheets.mistake(file, row.number, "correction", what)
        if kind == "not a label":
            if cell["is"]:
                raise sheets.mistake(file, row.number, "is", "stays empty where something is not a label")
        else:
            _filled(file, row, "is")
        if kind == "wrong voice" and cell["is"].lower() not in _VOICES:
            raise sheets.mistake(file, row.number, "is", f"{cell['is']!r} is none of {', '.join(_VOICES)}")
        if cell["worded_by"] and (kind, cell["is"].lower()) != ("wrong voice", "paraphrase"):
            raise sheets.mistake(file, row.number, "worded_by", "is for the voice paraphrase only")
        nth = cell["occurrence"]
        if nth and not (nth.isascii() and nth.isdigit() and int(nth)):
            raise sheets.mistake(file, row.number, "occurrence", f"{nth!r} is no number from 1 on")
        yield Asked(
            row.number, cell["article"], cell["text"], int(nth) if nth else None, kind, cell["is"], cell["worded_by"]
        )


_VOICES = ("own", "paraphrase", "quote")
