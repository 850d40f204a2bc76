"""The lessons as pages that are run already: what a cell shows is folded away until asked for, handouts beside them."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from .. import __version__, interface, paths
from ..report import notebooks
from ..report.exporter import exporter
from ..report.folder import write
from ..report.fragment import ids, rewrite, without_dead_links

HANDOUTS = "handouts"
_LEFT_OUT = frozenset({"parameters", "injected-parameters", "notebook-only"})
"""Tags of cells that a page has no use for."""
_TYPED = re.compile(r'^\w+ \+?= \[?"', re.MULTILINE)
"""Code that holds texts to read, or to type over."""
_BLANK = re.compile(r"_{3,}")
_BLANK_AT_END = re.compile(r"\s*_{3,}(?=\s*</(?:li|p)>)")
_TITLE = re.compile(r"\A\s*# (.+)$", re.MULTILINE)


class Page(NamedTuple):
    """A lesson's page and that of its handout, as paths inside the folder, and why it is not complete, if it is not."""

    title: str
    lesson: str
    handout: str
    failure: str | None = None


def find() -> list[Path]:
    """Return the notebooks of the lessons, in order."""
    return sorted((paths.notebooks() / "lessons").glob("[0-9]-*.ipynb"))


def pages() -> list[Page]:
    """Return what `make` writes, before it has: every lesson with its handout."""
    return [
        Page(_title(nbformat.read(n, as_version=4).cells[0].source), f"{n.stem}.html", f"{HANDOUTS}/{n.stem}.html")
        for n in find()
    ]


def make(out: Path, *, jobs: int = 1, on_done: Callable[[str], None] | None = None) -> list[Page]:
    """Run every lesson on the articles it is written on, and write it and its handout to `out` as pages.

    A lesson that stops with an error has a page all the same, which says so. `on_done` is called with each lesson's
    name. Raises FolderError where something cannot be written.
    """
    found = find()
    listed = pages()
    links = {f"{n.stem}.ipynb": f"{n.stem}.html" for n in found}
    links |= {f"{HANDOUTS}/{n.stem}.md": f"{HANDOUTS}/{n.stem}.html" for n in found}
    (out / HANDOUTS).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        asked = {n: {notebooks.CORPUS: notebooks.corpus_of(n)} for n in found}
        ran = notebooks.run(
            asked, "", Path(scratch), jobs=jobs, timeout=600, on_done=lambda r: on_done(r.name) if on_done else None
        )
        made = [page._replace(failure=r.failure) for page, r in zip(listed, ran, strict=True)]
        for n, (page, r) in enumerate(zip(made, ran, strict=True)):
            beside = [made[k] if 0 <= k < len(made) else None for k in (n - 1, n + 1)]
            body, _ = rewrite(_body(r.executed), "c", set(), links=links, down=0)
            write(out / page.lesson, _page(page, body, before=beside[0], after=beside[1]))
            text = (paths.notebooks() / "lessons" / HANDOUTS / f"{r.name}.md").read_text("utf-8")
            write(out / page.handout, _page(page._replace(title=_title(text)), _sheet(text), sheet=True))
    return made


def _body(executed: Path) -> str:
    """Return a lesson's HTML: without its title, which the page has, and without cells that only make things ready.

    Of the code only texts to read or to type over stay in sight, and what shows nothing.
    """
    nb = nbformat.read(executed, as_version=4)
    nb.cells = [c for c in nb.cells if _LEFT_OUT.isdisjoint(c.metadata.get("tags", ()))]
    nb.cells[0].source = _TITLE.sub("", nb.cells[0].source, count=1)
    nb.cells = [c for c in nb.cells if not c.source.startswith("import whosewords")]
    for cell in nb.cells:
        if cell.get("outputs") and not _TYPED.search(cell.source):
            cell.source = ""
    html: str = exporter().from_notebook_node(nb, {"cells": True})[0]
    return html


def _sheet(markdown: str) -> str:
    """Return a handout's HTML, with lines to write on where the text has ___."""
    html, _ = rewrite(markdown2html_mistune(_TITLE.sub("", markdown, count=1)), "h", set(), down=0)
    html = _BLANK_AT_END.sub('<span class="blank whole"></span>', html)
    return _BLANK.sub('<span class="blank"></span>', html)


def _title(markdown: str) -> str:
    found = _TITLE.search(markdown)
    return found[1].strip() if found else ""


def _page(page: Page, body: str, **values: Any) -> str:
    html = interface.rendered(
        "learn.html.j2",
        style=interface.style("report.css", "reading.css", "dark.css", "learn.css"),
        script=interface.script(),
        page=page,
        body=body,
        w=interface.words("lesson"),
        language=interface.LANGUAGE,
        version=__version__,
        **values,
    )
    return without_dead_links(html, ids(html))
