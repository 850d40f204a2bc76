"""Who has checked a report: a small file beside it that people write, and the line in the page that says so.

A status is of what was checked. When findings or articles are others, the report is a draft again, and says so.
"""

import hashlib
import html
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..findings import record
from . import write as write_file

FILE = "status.yaml"
DRAFT, CHECKED = "draft", "checked"
LONGEST = 64 * 1024
"""Bytes of a status file; what is larger is something else."""

_LINE = re.compile(r'(<p class="status" id="status">).*?(</p>)', re.DOTALL)
_ABOUT = """\
# Who has checked this report. Written by `whosewords check`, or by hand:
#   status: checked      (or draft)
#   by: a name
#   date: 2026-01-31
#   note: what else there is to say
# `findings` and `articles` say what was checked. Delete these two lines when you check it anew by hand.
"""


class StatusError(ValueError):
    """A mistake in a status file: file and field."""


class Status(NamedTuple):
    """What a status file says; `findings` and `articles` are the hashes of what was checked (`record.hashes`)."""

    status: str = DRAFT
    by: str | None = None
    date: str | None = None
    note: str | None = None
    findings: str | None = None
    articles: str | None = None


class Shown(NamedTuple):
    """What is shown of a status: whether the report as it is now is checked, in words, and a mistake in its file."""

    checked: bool
    text: str
    problem: str | None = None


def read(folder: Path) -> Status:
    """Return the status of the report in a folder; a draft where there is no file. Raises StatusError."""
    file = folder / FILE
    where = f"{folder.name}/{FILE}"
    try:
        with file.open("rb") as opened:
            raw = opened.read(LONGEST + 1)
        if len(raw) > LONGEST:
            raise StatusError(f"{where}: has more than {LONGEST // 1024} KB; it is no status file")
        # every value is text, dates and “no” too, and no tag makes anything of it
        given = yaml.load(raw.decode("utf-8-sig"), yaml.BaseLoader)  # noqa: S506
    except FileNotFoundError:
        return Status()
    except OSError as error:
        raise StatusError(f"{where}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise StatusError(f"{where}: is not UTF-8; save it as UTF-8") from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise StatusError(f"{where}{line}: cannot be read; write a line for each field, such as “by: a name”") from None
    if given is None:
        return Status()
    if not isinstance(given, dict):
        raise StatusError(f"{where}: write a line for each field, such as “by: a name”")
    return _checked(given, where)


def _checked(given: Mapping[Any, Any], where: str) -> Status:
    for field in given:
        if field not in Status._fields:
            raise StatusError(f"{where}, {field}: there is no such field; there is {', '.join(Status._fields)}")
    values: dict[str, str | None] = {}
    for field in Status._fields:
        value = given.get(field)
        if isinstance(value, list | dict):
            raise StatusError(f"{where}, {field}: is a list; write it in one line")
        values[field] = None if value is None or not str(value).strip() else " ".join(str(value).split())
    status = Status(**{**values, "status": (values["status"] or DRAFT).lower()})  # type: ignore[arg-type]
    if status.status not in (DRAFT, CHECKED):
        raise StatusError(f"{where}, status: {status.status!r} is neither {DRAFT} nor {CHECKED}")
    if status.status == CHECKED and not status.by:
        raise StatusError(f"{where}, by: is missing; write who has checked it")
    if status.status == CHECKED and not status.date:
        raise StatusError(f"{where}, date: is missing; write the day as 2026-01-31")
    try:
        date.fromisoformat(status.date or "2026-01-31")
    except ValueError:
        raise StatusError(f"{where}, date: {status.date!r} is no day; write it as 2026-01-31") from None
    return status


def write(folder: Path, status: Status) -> Path:
    """Write the status of the report in a folder."""
    given: dict[str, Any] = {k: v for k, v in status._asdict().items() if v is not None}
    if status.date:
        given["date"] = date.fromisoformat(status.date)
    lines = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=1000)
    return write_file(folder / FILE, _ABOUT + lines)


def check(folder: Path, by: str, note: str | None = None, day: date | None = None) -> Status:
    """Write that somebody has checked the report in a folder as it is now (today, unless told); return the status.

    Raises FileNotFoundError and RecordError where there is no report to be checked, StatusError for an empty name.
    """
    recorded = record.read(folder)
    on = day or datetime.now(UTC).astimezone().date()
    hashes = record.hashes(recorded)
    made = _checked(
        {
            "status": CHECKED,
            "by": by,
            "date": on.isoformat(),
            "note": note,
            "findings": hashes[0],
            "articles": hashes[1],
        },
        f"{folder.name}/{FILE}",
    )
    write(folder, made)
    return made


def shown(folder: Path, recorded: Mapping[str, Any] | None = None) -> Shown:
    """Return what is shown of a report's status; `recorded` is what its findings.json holds or is about to.

    A status written by hand is of the findings that lie there: before others take their place, that is written down.
    A mistake in the file makes a draft of the report and is told.
    """
    try:
        status = read(folder)
        if status.status == CHECKED and not (status.findings and status.articles):
            status = _adopted(folder, status)
        now = record.hashes(recorded or record.read(folder)) if status.status == CHECKED else ("", "")
    except (StatusError, FileNotFoundError, record.RecordError) as error:
        return Shown(False, f"Draft. Its status cannot be read: {error}", str(error))
    note = f" {status.note}" if status.note else ""
    if status.status == DRAFT:
        return Shown(False, f"Draft: nobody has checked this report yet.{note}")
    who = f"checked by {status.by} on {status.date}"
    if (status.findings, status.articles) == now:
        return Shown(True, f"{who[:1].upper()}{who[1:]}.{note}")
    other = "its articles" if status.findings == now[0] else "the findings"
    return Shown(False, f"Draft: {who}, before {other} changed.{note}")


def _adopted(folder: Path, status: Status) -> Status:
    """Return a status written by hand with what it is about: the findings in the folder."""
    try:
        findings, articles = record.hashes(record.read(folder))
    except (FileNotFoundError, record.RecordError):
        raise StatusError(f"{folder.name}/{FILE}, status: there was no report yet to be checked") from None
    made = status._replace(findings=findings, articles=articles)
    write(folder, made)
    return made


def put(page: str, status: Shown) -> str:
    """Return a report's page with its status in it."""
    return _LINE.sub(lambda m: f"{m[1]}{html.escape(status.text)}{m[2]}", page, count=1)


def page_hash(page: Path) -> str:
    """Return the SHA-256 of a report's page, whatever its status."""
    text = page.read_text("utf-8", errors="surrogateescape")
    return hashlib.sha256(put(text, Shown(False, "")).encode("utf-8", "surrogateescape")).hexdigest()


def folder_of(place: Path) -> Path:
    """Return the folder of a report, from it, its page or its findings.json. Raises FileNotFoundError."""
    folder = place.with_suffix("") if place.suffix == ".html" else place.parent if place.is_file() else place
    if not (folder / record.FILE).is_file():
        raise FileNotFoundError(f"{place}: no report; there is no {folder / record.FILE}")
    return folder.resolve()


def refresh(folder: Path) -> Shown:
    """Bring the page of the report in a folder up to date with its status; return what is shown.

    Raises FileNotFoundError, RecordError.
    """
    status = shown(folder)
    page = folder.with_name(f"{folder.name}.html")
    before = page.read_text("utf-8")
    if (after := put(before, status)) != before:
        write_file(page, after)
    return status
