"""A page to code an article on: one HTML file that works from disk, on a tablet too, and sends nothing anywhere."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .. import interface
from ..corpus import Corpus
from .answers import COLUMNS, LONGEST_NAME, sentences, speakers
from .questions import ANSWERS, NOBODY, QUESTIONS

if TYPE_CHECKING:
    from ..report.lessons import Page as Lesson

LESSONS = "lessons"
"""The folder, beside the pages, of the lessons' pages."""


def page(corpus: Corpus, article_id: str, *, send: bool = False) -> str:
    """Return the page, as HTML; it holds nothing of the machine's answers.

    Answers are kept in the browser until they are saved as a file (columns as `answers.COLUMNS`). With `send`, they can
    also be sent to the server that the page came from. Raises KeyError for an article that the corpus does not have.
    """
    rows = sentences(corpus, article_id)
    about = corpus.of_article("articles", article_id).iloc[0]
    title = about["title"] if isinstance(about["title"], str) and about["title"] else article_id
    facts = {
        "article": article_id, "columns": COLUMNS, "questions": list(QUESTIONS), "nobody": NOBODY,
        "longest": LONGEST_NAME,
    }  # fmt: skip
    return interface.rendered(
        "coding.html.j2",
        title=title,
        outlet=about["outlet"] if isinstance(about["outlet"], str) else "",
        sentences=list(rows.itertuples(index=False)),
        questions=QUESTIONS,
        answers=ANSWERS,
        speakers=speakers(corpus, article_id),
        nobody=NOBODY,
        longest=LONGEST_NAME,
        send=send,
        facts=json.dumps(facts),
        style=interface.style("coding.css"),
        script=interface.script("coding.js"),
    )


def write_pages(corpus: Corpus, articles: Sequence[str], folder: Path, lessons: "Sequence[Lesson]" = ()) -> list[Path]:
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
    """Write all that a class needs to work without a network: the pages of `write_pages`, and those of the lessons.

    They go to a folder, or where its name ends in .zip into one file, which unpacks to a folder of that name. `on_done`
    is called with the name of each lesson that is ready.
    """
    from ..report import lessons as lesson_pages

    packed = target.suffix.lower() == ".zip"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / target.stem if packed else target
        made = lesson_pages.make(folder / LESSONS, on_done=on_done) if lessons else []
        write_pages(corpus, articles, folder, made)
        if packed:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.make_archive(str(target.with_suffix("")), "zip", scratch, folder.name)


def start(
    articles: "Sequence[Mapping[str, str]]",
    lessons: "Sequence[Lesson]" = (),
    *,
    query: str = "",
    preparing: bool = False,
) -> str:
    """Return the page a learner begins with: the lessons (or that they are being made), and the articles to code."""
    listed = [(f"{LESSONS}/{m.lesson}{query}", m.title, f"{LESSONS}/{m.handout}{query}") for m in lessons]
    return interface.rendered(
        "class.html.j2", style=interface.style("coding.css"), articles=articles, lessons=listed, preparing=preparing
    )
