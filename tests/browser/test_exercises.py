"""The worksheet on paper, and the learner's notebook in JupyterLab, answered by keyboard."""

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from pypdf import PdfReader

from whosewords import exercises
from whosewords.corpus import Corpus
from whosewords.exercises.lessons import Lesson

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(seed_corpus: Corpus) -> Lesson:
    return exercises.lesson(seed_corpus, seed_corpus.articles["article_id"].iloc[0], level="hard")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_side_of_the_worksheet_is_a_side_of_paper(browser: Any, made: Lesson, tmp_path: Path, paper: str) -> None:
    (tmp_path / "sheet.html").write_text(exercises.worksheet(made), "utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto((tmp_path / "sheet.html").as_uri())
    pages = PdfReader(io.BytesIO(page.pdf(format=paper))).pages
    assert len(pages) == page.locator(".side").count()
    for number, text in enumerate((p.extract_text() for p in pages), 1):
        assert f"Side {number} of {len(pages)}" in " ".join(text.split())
    assert len(asked) == 1, "the worksheet asks for something else than itself"
    page.close()


@pytest.mark.parametrize("made_by", [exercises.worksheet, exercises.key])
def test_a_telephone_shows_it_without_scrolling_sideways(
    browser: Any, made: Lesson, tmp_path: Path, made_by: Any
) -> None:
    (tmp_path / "page.html").write_text(made_by(made), "utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


@pytest.fixture
def lab(made: Lesson, tmp_path: Path) -> Iterator[str]:
    """Return the address of the learner's notebook in a JupyterLab of its own."""
    (tmp_path / "lesson.ipynb").write_text(exercises.notebook(made), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port", str(port),
        "--IdentityProvider.token=x", f"--ServerApp.root_dir={tmp_path}",
    ]  # fmt: skip
    folders = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("CONFIG", "RUNTIME", "DATA")}
    with subprocess.Popen(command, env=os.environ | folders, stderr=subprocess.DEVNULL) as server:
        for _ in range(120):
            try:
                urlopen(f"http://127.0.0.1:{port}/api?token=x").close()
                break
            except OSError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/lab/tree/lesson.ipynb?token=x"
        server.terminate()


def test_a_wrong_answer_gives_a_hint_and_the_right_one_the_evidence(browser: Any, lab: str, made: Lesson) -> None:
    first = next(r for r in made.items.itertuples() if r.graded)
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(90_000)
    page.goto(lab)
    page.locator(".jp-MarkdownCell").first.wait_for()
    box = page.locator(".widget-radio").first
    for _ in range(30):
        page.locator(".lm-MenuBar-item", has_text="Run").click()
        page.locator(".lm-Menu-item", has_text="Run All Cells").first.click()
        page.wait_for_timeout(2000)
        if box.count():
            break
    box.scroll_into_view_if_needed()
    said = page.locator("[role=status]", has_text="Not yet").or_(page.locator("[role=status]", has_text="Right"))
    wrong = next(o for o in first.options if o != first.answer)
    for answer, expected in ((wrong, first.hint), (first.answer, first.reason)):
        box.locator("input").nth(first.options.index(answer)).focus()
        page.keyboard.press("Space")
        for _ in range(len(first.options)):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") == "BUTTON":
                break
        page.keyboard.press("Space")
        said.filter(has_text=expected).wait_for()
    code = page.locator(".jp-CodeCell .cm-content:visible").all_inner_texts()
    assert not [c for c in code if json.dumps("salt") in c], "the sealed answers are in sight"
    page.close()
