"""A report as a PDF: by the browser that is there, with a clear word where there is none."""

import shutil
import stat
from pathlib import Path

import pypdf
import pytest

from whosewords.report import pdf

PAGE = "<html><head></head><body><h1>Whose words?</h1><script>document.body.remove()</script></body></html>"


def test_without_a_browser_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(pdf.BROWSER, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(pdf.PdfError, match="install one, or name it in the environment variable WHOSEWORDS_BROWSER"):
        pdf.browser()
    monkeypatch.setenv(pdf.BROWSER, "no-such-browser")
    with pytest.raises(pdf.PdfError, match="'no-such-browser', and there is no such program"):
        pdf.browser()


def test_a_browser_that_prints_nothing_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho it is broken >&2\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv(pdf.BROWSER, str(program))
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.html").write_text(PAGE, "utf-8")
    with pytest.raises(pdf.PdfError, match=r"printed nothing of a\.html: it is broken"):
        pdf.make(folder / "a.html")
    assert [p.name for p in folder.iterdir()] == ["a.html"]


@pytest.mark.browser
def test_a_page_is_printed_on_a4_without_running_scripts(tmp_path: Path) -> None:
    try:
        pdf.browser()
    except pdf.PdfError as error:
        pytest.skip(str(error))
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    made = pdf.make(tmp_path / "a.html")
    assert made == tmp_path / "a.pdf"
    sheet = pypdf.PdfReader(made).pages[0]
    assert [round(float(x)) for x in sheet.mediabox[2:]] == [pytest.approx(595, abs=1), pytest.approx(842, abs=1)]
    assert "Whose words?" in sheet.extract_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "a.pdf"]
