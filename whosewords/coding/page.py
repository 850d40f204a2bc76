"""A page to code an article on: one HTML file that works from disk, on a tablet too, and sends nothing anywhere."""

import json

from .. import interface
from ..corpus import Corpus
from ..reading import UNSHOWABLE
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
    facts = {
        "article": article_id, "columns": COLUMNS, "questions": list(QUESTIONS), "nobody": NOBODY,
        "longest": LONGEST_NAME,
    }  # fmt: skip
    whole = interface.rendered(
        "coding.html.j2",
        title=title,
        outlet=about["outlet"] if isinstance(about["outlet"], str) else "",
        paragraphs=[" ".join(p.split()) for p in about["text"].split("\n") if p.strip()],
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
    return UNSHOWABLE.sub("\ufffd", whole)
