"""The status of a report: of what was checked, written by command or by hand, and never more than it says."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from findings.test_record import named, names
from hypothesis import given
from hypothesis import strategies as st
from runs import OPEN, notebook, stored

from whosewords import report
from whosewords.findings import record
from whosewords.report import Options, status

DAY = date(2026, 1, 31)


def put(folder: Path, n: int = 4) -> dict[str, Any]:
    """Write the findings of a small corpus into a folder, and return them."""
    folder.mkdir(exist_ok=True)
    data: dict[str, Any] = json.loads(named(n))
    (folder / record.FILE).write_text(record.text(data), encoding="utf-8")
    return data


def by_hand(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / status.FILE).write_text(text, encoding="utf-8")


def test_a_report_is_a_draft_until_somebody_checks_it(tmp_path: Path) -> None:
    put(tmp_path)
    assert status.shown(tmp_path) == status.Shown(False, "Draft: nobody has checked this report yet.")
    status.check(tmp_path, "Ann  Example\n", note="Numbers only.", day=DAY)
    assert status.shown(tmp_path) == status.Shown(True, "Checked by Ann Example on 2026-01-31. Numbers only.")


def test_a_status_falls_back_when_findings_or_articles_change(tmp_path: Path) -> None:
    put(tmp_path)
    status.check(tmp_path, "Ann", day=DAY)
    now = put(tmp_path, 5)
    assert status.shown(tmp_path).text == "Draft: checked by Ann on 2026-01-31, before the findings changed."
    assert not status.shown(tmp_path).checked
    status.check(tmp_path, "Bo", day=DAY)
    now["articles"][0]["source_hash"] = "other"
    assert status.shown(tmp_path, now).text == "Draft: checked by Bo on 2026-01-31, before its articles changed."
    now["articles"][0]["source_hash"] = record.read(tmp_path)["articles"][0]["source_hash"]
    assert status.shown(tmp_path, {**now, "made": "tuesday"}).checked


def test_a_status_written_by_hand_is_of_the_findings_that_lie_there(tmp_path: Path) -> None:
    put(tmp_path)
    by_hand(tmp_path, "status: checked\nby: Ann\ndate: 2026-01-31\n")
    new = json.loads(named(5))
    assert status.shown(tmp_path, new).text == "Draft: checked by Ann on 2026-01-31, before the findings changed."
    assert status.shown(tmp_path).checked
    by_hand(tmp_path, "status: draft\nnote: wait for the wire\n")
    assert status.shown(tmp_path).text == "Draft: nobody has checked this report yet. wait for the wire"
    by_hand(tmp_path, "# nothing\n")
    assert status.read(tmp_path) == status.Status()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status: done", "status: 'done' is neither draft nor checked"),
        ("status: checked\ndate: 2026-01-31", "by: is missing"),
        ("status: checked\nby: Ann", "date: is missing"),
        ("status: checked\nby: Ann\ndate: 31.1.2026", "date: '31.1.2026' is no day; write it as 2026-01-31"),
        ("status: checked\nby: Ann\ndate: 2026-02-31", "date: '2026-02-31' is no day"),
        ("who: Ann", "who: there is no such field; there is status, by, date"),
        ("by: [Ann, Bo]", "by: is a list"),
        ("status: draft\nby: 'Ann", "line 2: cannot be read"),
        ("- checked", "write a line for each field"),
        ("!!python/object/apply:os.system [true]", "write a line for each field"),
        ("status: checked\nby: !!python/name:os.system\ndate: 2026-01-31", "by: is missing"),
        ("by: \x00", "cannot be read"),
        ("#" * (status.LONGEST + 1), "no status file"),
        ("[" * 5000, "cannot be read"),
    ],
)
def test_a_mistake_is_told_with_file_and_field_and_the_report_is_a_draft(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "seeds"
    put(folder)
    by_hand(folder, text)
    found = status.shown(folder)
    assert not found.checked
    assert found.text.startswith("Draft. Its status cannot be read: seeds/status.yaml")
    assert found.problem
    assert said in found.problem


def test_what_is_no_text_and_what_was_no_report_is_told(tmp_path: Path) -> None:
    (tmp_path / status.FILE).write_bytes(b"by: \xff")
    assert "save it as UTF-8" in str(status.shown(tmp_path).problem)
    by_hand(tmp_path, "status: checked\nby: Ann\ndate: 2026-01-31\n")
    assert "there was no report yet" in str(status.shown(tmp_path).problem)
    with pytest.raises(FileNotFoundError, match="make the report again"):
        status.check(tmp_path, "Ann")
    put(tmp_path)
    with pytest.raises(status.StatusError, match="by: is missing"):
        status.check(tmp_path, " ")


@given(by=st.text(min_size=1), note=st.text())
def test_whatever_a_name_is_it_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, by: str, note: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    wanted = status.Status(
        "checked", " ".join(by.split()) or "x", "2026-01-31", " ".join(note.split()) or None, "f", "a"
    )
    try:
        status.write(folder, wanted)
    except UnicodeEncodeError:
        return
    text = (folder / status.FILE).read_text("utf-8")
    assert yaml.safe_load(text)["date"] == DAY
    assert status.read(folder) == wanted
    page = status.put('<p class="status" id="status"></p>', status.Shown(True, wanted.by or ""))
    assert page.count("<") == 2


def test_the_page_says_it_and_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook(folder, "00-a", "# A", OPEN, "len(data.articles)")
    out, options = tmp_path / "out", Options(notebooks=folder)

    def make(n: int) -> report.Made:
        if (tmp_path / "bo").exists():
            (tmp_path / "bo").rename(tmp_path / f"bo-{n}")
        return report.make(stored(names(n), tmp_path / "bo"), out, options=options)

    by_hand(out / "bo", "status: dome")
    made = make(4)
    page, (remark,) = made.page, made.remarks
    assert remark == "bo/status.yaml, status: 'dome' is neither draft nor checked"
    assert "Its status cannot be read: bo/status.yaml, status: " in page.read_text("utf-8")
    status.check(out / "bo", "<b>Ann</b>", day=DAY)
    assert status.refresh(out / "bo").checked
    assert "Checked by &lt;b&gt;Ann&lt;/b&gt; on 2026-01-31." in page.read_text("utf-8")
    before = page.stat().st_mtime_ns
    status.refresh(out / "bo")
    assert page.stat().st_mtime_ns == before
    make(5)
    assert "before the findings changed" in page.read_text("utf-8")
