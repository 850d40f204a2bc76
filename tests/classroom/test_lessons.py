"""Lessons as pages: cells run and folded, links that lead to pages beside them, handouts, and one that fails."""

import re
from pathlib import Path

import nbformat
import pytest

from whosewords import paths
from whosewords.classroom import lessons

FIRST = [
    ("markdown", "# 1. First\n\nIt goes on in [two](2-second.ipynb), [at its end](2-second.ipynb#end), on a [sheet]"
     "(handouts/1-first.md), in [voices](../01-voices.ipynb) and [outside](https://example.org/).\n\n## Odd?"),
    ("code", 'corpus = "seeds"'),
    ("markdown", "Press Shift and Enter."),
    ("code", "import whosewords as ww\n\ndata = 3"),
    ("code", 'texts = ["<b>bold</b>"]'),
    ("code", "texts[0] * data"),
]  # fmt: skip
SECOND = [("markdown", "# 2. Second"), ("code", 'corpus = "seeds"'), ("code", 'raise ValueError("<i>no</i>")')]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[lessons.Page]]:
    source = tmp_path / "notebooks" / "lessons"
    (source / "handouts").mkdir(parents=True)
    for name, cells in (("1-first", FIRST), ("2-second", SECOND)):
        nb = nbformat.v4.new_notebook()
        nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
        nb.cells = [make[kind](text) for kind, text in cells]
        nb.cells[1].metadata["tags"] = ["parameters"]
        for cell in nb.cells:
            if "Shift" in cell.source:
                cell.metadata["tags"] = ["notebook-only"]
        nbformat.write(nb, source / f"{name}.ipynb")
        (source / "handouts" / f"{name}.md").write_text(
            f"# Sheet {name}\n\n| a | b |\n|--:|---|\n| 1 | ___ |\n", "utf-8"
        )
    monkeypatch.setattr(paths, "notebooks", lambda: source.parent)
    out = tmp_path / "out"
    return out, lessons.make(out)


def test_what_is_promised_is_made(made: tuple[Path, list[lessons.Page]]) -> None:
    assert [page._replace(failure=None) for page in made[1]] == lessons.pages()
    assert {file.relative_to(made[0]).as_posix() for file in made[0].rglob("*.html")} == {
        "1-first.html", "2-second.html", "handouts/1-first.html", "handouts/2-second.html",
    }  # fmt: skip


def test_code_is_in_sight_and_what_it_shows_is_folded(made: tuple[Path, list[lessons.Page]]) -> None:
    html = (made[0] / "1-first.html").read_text("utf-8")
    assert html.count('<details class="ran">') == 1
    assert html.count('class="cell"') == 1, "code is in sight where it holds texts, and nowhere else"
    assert "&lt;b&gt;bold&lt;/b&gt;" in html.partition('<details class="ran">')[0]
    assert "Shift" not in html
    assert "corpus" not in re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    assert "import" not in re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    shown = html[html.index('<details class="ran">') :]
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert "<b>bold" not in html


def test_headings_go_down_from_the_one_title(made: tuple[Path, list[lessons.Page]]) -> None:
    html = (made[0] / "1-first.html").read_text("utf-8")
    assert re.findall(r"<(h\d)[^>]*>([^<]+)", html) == [("h1", "1. First"), ("h2", "Odd?")]


def test_links_lead_to_the_pages_beside_or_nowhere(made: tuple[Path, list[lessons.Page]]) -> None:
    links = re.findall(r'<a[^>]*? href="([^"]+)"', (made[0] / "1-first.html").read_text("utf-8"))
    assert links == [
        "../index.html", "handouts/1-first.html", "2-second.html", "2-second.html#end", "handouts/1-first.html",
        "https://example.org/", "2-second.html",
    ]  # fmt: skip


def test_a_lesson_that_stops_says_so_and_the_others_are_whole(made: tuple[Path, list[lessons.Page]]) -> None:
    assert [bool(page.failure) for page in made[1]] == [False, True]
    html = (made[0] / "2-second.html").read_text("utf-8")
    assert "ValueError: &lt;i&gt;no&lt;/i&gt;" in html
    assert "<i>no" not in html


def test_a_handout_is_a_page_with_its_table(made: tuple[Path, list[lessons.Page]]) -> None:
    html = (made[0] / "handouts" / "1-first.html").read_text("utf-8")
    assert "<h1>Sheet 1-first</h1>" in html
    assert '<span class="blank"></span></td>' in html
    assert "___" not in html.partition("<main>")[2]
    assert 'href="../../index.html"' in html
