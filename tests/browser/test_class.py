"""A class in the browser: a lesson read, an article coded and sent, the teacher's page; and all of it from disk."""

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from handmade import S, corpus
from pypdf import PdfReader

from browser.conftest import violations
from whosewords import classroom, coding, paths
from whosewords.classroom import lessons, server

pytestmark = pytest.mark.browser

ARTICLES = {"a/one.txt": [[S("Snow fell in Osk.")], [S("It may stay", "paraphrase", "ana"), S("Ana said .")]]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[lessons.Page]]]:
    """Return a folder with the pages of two lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lessons, "find", lambda: sorted((paths.notebooks() / "lessons").glob("[17]-*.ipynb")))
        yield folder, lessons.make(folder, jobs=2)


@pytest.fixture
def room(made: tuple[Path, list[lessons.Page]], tmp_path: Path) -> Iterator[tuple[str, str, Path]]:
    """Return the addresses for learners and teacher of a running class, and the folder of its answers."""
    made_up = server.Classroom(
        corpus(ARTICLES, actors={"ana": "Ana"}), tmp_path / "answers", token="abc"  # noqa: S106
    )  # fmt: skip
    made_up.offer(made[1], made[0])
    running = server.make(made_up)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield *server.addresses(made_up, running.server_port, room=False), tmp_path / "answers"
    running.shutdown()
    running.server_close()


def test_every_lesson_runs_and_shows_nothing_before_it_is_asked(made: tuple[Path, list[lessons.Page]]) -> None:
    for page in made[1]:
        assert page.failure is None
        html = (made[0] / page.lesson).read_text("utf-8")
        assert html.count('<details class="ran">') >= 4
        assert '<details class="ran" open' not in html
        assert (made[0] / page.handout).is_file()


def test_a_learner_reads_a_lesson_and_codes_an_article(browser: Any, room: tuple[str, str, Path]) -> None:
    learners, teacher, answers = room
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(learners)
    page.get_by_role("link", name="1. Who is speaking?").click()
    chart = page.locator("svg[role=img]").first
    assert not chart.is_visible()
    page.locator(".ran > summary").nth(1).click()
    assert chart.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="handout", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Lesson 1")
    page.get_by_role("link", name="All lessons and articles").click()
    page.locator('a[href*="/article/0"]').click()
    page.get_by_label("Your code name").fill("blue-heron")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Send my answers to the class").click()
    page.get_by_text("Sent: the class has").wait_for()
    assert [f.name for f in answers.glob("*.csv")] == ["blue-heron.csv"]
    page.goto(teacher)
    assert "1 person has answered" in page.get_by_role("status").inner_text()
    assert said == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_handout_prints_on_one_page(browser: Any, made: tuple[Path, list[lessons.Page]], paper: str) -> None:
    page = browser.new_page()
    for lesson in made[1]:
        page.goto((made[0] / lesson.handout).as_uri())
        assert len(PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=True))).pages) == 1
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_a_class_s_pages(
    browser: Any, made: tuple[Path, list[lessons.Page]], room: tuple[str, str, Path], scheme: str
) -> None:
    page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
    lesson = made[1][0]
    at, query = room[0].split("?")
    for path in ("", f"lessons/{lesson.lesson}", f"lessons/{lesson.handout}", "article/0"):
        page.goto(f"{at}{path}?{query}")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(page) == []


def test_all_of_it_works_from_an_unpacked_file(
    browser: Any, made: tuple[Path, list[lessons.Page]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpacked(out: Path, **_: Any) -> list[lessons.Page]:
        for file in made[0].rglob("*.html"):
            place = out / file.relative_to(made[0])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
        return made[1]

    monkeypatch.setattr(classroom.pages, "make", unpacked)
    classroom.prepare(corpus(ARTICLES, actors={"ana": "Ana"}), ["a/one.txt"], tmp_path / "class.zip")
    with zipfile.ZipFile(tmp_path / "class.zip") as packed:
        packed.extractall(tmp_path)
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto((tmp_path / "class" / "index.html").as_uri())
    page.get_by_role("link", name="7. Tone").click()
    page.get_by_role("link", name="All lessons and articles").click()
    page.get_by_role("link", name="one.txt").click()
    page.get_by_label("Your code name").fill("jay")
    page.get_by_role("radio").first.check()
    with page.expect_download() as got:
        page.get_by_role("button", name="Save my answers as a file").click()
    got.value.save_as(tmp_path / "answers" / "jay.csv")
    assert coding.read(tmp_path / "answers").table["coder"].unique().tolist() == ["jay"]
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
