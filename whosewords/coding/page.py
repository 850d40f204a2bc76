"""A page to code an article on: one HTML file that works from disk, on a tablet too, and sends nothing anywhere."""

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader

from .. import paths
from ..corpus import Corpus
from .answers import COLUMNS, LONGEST_NAME, sentences, speakers
from .questions import ANSWERS, NOBODY, QUESTIONS


def page(corpus: Corpus, article_id: str, *, send: bool = False) -> str:
    """Return the page, as HTML; it holds nothing of the machine's answers.

    Answers are kept in the browser until they are saved as a file (columns as `answers.COLUMNS`). With `send`, they can
    also be sent to the server that the page came from. Raises KeyError for an article that the corpus does not have.
    """
    rows = sentences(corpus, article_id)
    about = corpus.of_article("articles", article_id).iloc[0]
    title = about["title"] if isinstance(about["title"], str) and about["title"] else article_id
    environment = Environment(loader=FileSystemLoader(paths.template()), autoescape=True)
    style, script = ((paths.template() / f"coding.{kind}").read_text("utf-8") for kind in ("css", "js"))
    facts = {
        "article": article_id, "columns": COLUMNS, "questions": list(QUESTIONS), "nobody": NOBODY,
        "longest": LONGEST_NAME,
    }  # fmt: skip
    return environment.get_template("coding.html.j2").render(
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
        style=style,
        script=script,
        style_hash=inline_hash(style),
        script_hash=inline_hash(script),
    )


def write_pages(corpus: Corpus, articles: Sequence[str], folder: Path) -> list[Path]:
    """Write the page of each article to `folder`: 01.html, 02.html …, and index.html, which lists them."""
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
    (folder / "index.html").write_text(rendered("class.html.j2", articles=listed), "utf-8", errors="replace")
    return files


def rendered(template: str, **values: Any) -> str:
    """Return one of the class's other pages."""
    environment = Environment(loader=FileSystemLoader(paths.template()), autoescape=True)
    sheets = ["coding.css"] if template == "class.html.j2" else ["coding.css", "reading.css", "teacher.css"]
    style = "".join((paths.template() / name).read_text("utf-8") for name in sheets)
    return environment.get_template(template).render(**values, style=style, style_hash=inline_hash(style))


def inline_hash(text: str) -> str:
    """Return what allows a style or script that stands in a page, in its Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
