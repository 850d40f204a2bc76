"""The pages of a class: where a learner begins, and all of them as files for a room without a network."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from .. import interface
from ..coding import page
from ..corpus import Corpus
from .lessons import Page, make

LESSONS = "lessons"
"""The folder, beside the pages, of the lessons' pages."""


def write(corpus: Corpus, articles: Sequence[str], folder: Path, lessons: Sequence[Page] = ()) -> list[Path]:
    """Write the page of each article to `folder`: 01.html, 02.html …, and index.html, which lists them.

    `lessons` are those whose pages lie in `folder`/LESSONS already; they are listed first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for n, article_id in enumerate(articles, 1):
        file = folder / f"{n:02}.html"
        file.write_text(page(corpus, article_id), "utf-8", errors="replace")
        files.append(file)
    known = corpus.articles.set_index("article_id").loc[list(articles)]
    listed = [
        {"href": file.name, "title": title, "outlet": outlet}
        for file, title, outlet in zip(
            files, known["title"].fillna(pd.Series(known.index, known.index)), known["outlet"].fillna(""), strict=True
        )
    ]
    (folder / "index.html").write_text(start(listed, lessons), "utf-8", errors="replace")
    return files


def prepare(
    corpus: Corpus,
    articles: Sequence[str],
    target: Path,
    *,
    lessons: bool = True,
    on_done: Callable[[str], None] | None = None,
) -> None:
    """Write all that a class needs to work without a network: the pages of `write`, and those of the lessons.

    They go to a folder, or where its name ends in .zip into one file, which unpacks to a folder of that name. `on_done`
    is called with the name of each lesson that is ready.
    """
    packed = target.suffix.lower() == ".zip"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / target.stem if packed else target
        made = make(folder / LESSONS, on_done=on_done) if lessons else []
        write(corpus, articles, folder, made)
        if packed:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.make_archive(str(target.with_suffix("")), "zip", scratch, folder.name)


def start(
    articles: Sequence[Mapping[str, str]],
    lessons: Sequence[Page] = (),
    *,
    query: str = "",
    preparing: bool = False,
) -> str:
    """Return the page a learner begins with: the lessons (or that they are being made), and the articles to code."""
    listed = [(f"{LESSONS}/{m.lesson}{query}", m.title, f"{LESSONS}/{m.handout}{query}") for m in lessons]
    return interface.rendered(
        "class.html.j2", style=interface.style("coding.css"), articles=articles, lessons=listed, preparing=preparing
    )
