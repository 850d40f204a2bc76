"""What is known of the reports in a folder: a record beside each, run.json and index.html for all of them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from .. import __version__, interface, report
from ..report import status
from ..tables import WORDINGS

RUN, INDEX = "run.json", "index.html"


class Outcome(NamedTuple):
    """What came of a corpus: its page (a file name; none where there is an error), how it got there, what is in it.

    `state` is made, kept (unchanged since), failed (no page, for the reason in `error`, with more in the file `log`) or
    absent (there is nothing at that path: it is told, and not put on record); `failed` names notebooks that stopped
    with an error. `remarks` say what was left out and which corrections did not fit, a line for each. `settings` says
    what was chosen that is not so by itself. `made` says when, for people; `labels` are those used most, each with how
    often; `voices` as in `report.Facts`.
    """

    path: str
    name: str
    state: str
    page: str | None = None
    made: str | None = None
    settings: str = ""
    articles: int | None = None
    left_out: int | None = None
    speakers: int | None = None
    labels: Sequence[tuple[str, int]] = ()
    voices: Sequence[tuple[str, str, float, str]] = ()
    failed: Sequence[str] = ()
    remarks: Sequence[str] = ()
    error: str | None = None
    log: str | None = None
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether there is a page with every notebook in it."""
        return self.page is not None and not self.failed


def note(out: Path, outcome: Outcome, fingerprint: str | None) -> None:
    """Write beside a report what came of it and what it was made from: with this, it is done."""
    page = status.page_hash(out / f"{outcome.name}.html")
    _write_json(out / outcome.name / report.RECORD, {"fingerprint": fingerprint, "sha256": page, **outcome._asdict()})


def noted(out: Path) -> Iterator[tuple[str, str | None, Outcome]]:
    """Yield fingerprint, SHA-256 of the page, and outcome of every report that was finished and still has its page."""
    for file in sorted(out.glob(f"*/{report.RECORD}")):
        try:
            row = json.loads(file.read_text("utf-8"))
            fingerprint, page = row.pop("fingerprint"), row.pop("sha256")
            outcome = Outcome(**row)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        if outcome.name == file.parent.name and outcome.page and (out / outcome.page).is_file():
            yield page, fingerprint, outcome


def write(out: Path, outcomes: Iterable[Outcome]) -> None:
    """Write run.json and index.html: a row for each report, by name.

    Raises FolderError.
    """
    rows = sorted(outcomes, key=lambda o: (o.name.casefold(), o.name))
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    _write_json(out / RUN, {"whosewords": __version__, "made": made, "reports": [o._asdict() for o in rows]})
    _write_index(out, rows, made)


def write_index(out: Path) -> None:
    """Write index.html from run.json and what stands beside each report; nothing where there is no run.json."""
    try:
        known = json.loads((out / RUN).read_text("utf-8"))
        rows, made = [Outcome(**row) for row in known["reports"]], str(known["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    _write_index(out, rows, made)


def _write_index(out: Path, rows: Sequence[Outcome], made: str) -> None:
    from ..report import files

    page = interface.rendered(
        "reports.html.j2",
        rows=[_row(o) for o in rows],
        settings=any(o.settings for o in rows),
        key=WORDINGS,
        made=made,
        version=__version__,
        style=interface.style() + interface.style("reports.css"),
        language=interface.LANGUAGE,
        w=interface.words("index"),
        news=lambda name: files.news(out / name),
        script=interface.script("tables.js"),
    )
    report.write(out / INDEX, page)


def _row(outcome: Outcome) -> dict[str, Any]:
    """Return a row of the index: the outcome, its voices as a picture, and what to look out for."""
    bar: list[dict[str, Any]] = []
    at = 0.0
    for voice, wording, share, percent in outcome.voices:
        if share:
            box = {"x": round(at * 100, 2), "width": round(share * 100, 2)}
            bar.append({"wording": wording, "says": f"{voice} {percent}", **box})
            at += share
    return {**outcome._asdict(), "bar": bar, "alt": ", ".join(b["says"] for b in bar)}


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    report.write(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
