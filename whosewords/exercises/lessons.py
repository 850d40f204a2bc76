"""A lesson: an article with its items, and what a teacher must know before handing it out."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .. import paths
from ..analyses import reply
from ..analyses.tone import DEATH
from ..corpus import Corpus
from ..findings import rules
from ..lexicon import load
from ..stats import count
from ..tables import ARTICLE, UNKNOWN
from .article import MARKS, alone, is_latin
from .asked import items
from .told import ASKED, KINDS, Level

SHORT = 5
"""Sentences of the body under which an article is called short."""
MOST_SHARE = 0.75
"""Share of what is said or thought from which on one source is most of what is heard."""
MOST_NAMED = 6
BY_HAND = "What still works, with any article: marking its voices with pens, or coding it by hand (whosewords class)."
FICTIONAL = ("data/corpora/tanners-bridge", "data/gold")
"""Folders of the project whose articles are invented, as each of them says."""


class Lesson(NamedTuple):
    """What notebook, worksheet and key are made of.

    `items` are those of `asked.items`, answers and all; `paragraphs` is the article's text; `notes` are for
    everybody (heading, sentence), `remarks` for the teacher: what kinds of item the article gives, and why others not.
    """

    title: str
    about: str
    level: Level
    seed: int
    items: pd.DataFrame
    paragraphs: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def lesson(corpus: Corpus, article_id: str, *, level: Level = "medium", seed: int = 0, n: int = 10) -> Lesson:
    """Return the lesson of an article; the arguments are those of `asked.items`, and so is what it raises."""
    made = items(corpus, article_id, level=level, seed=seed, n=n)
    one = alone(corpus, article_id)
    row = one.articles.iloc[0]
    title = row["title"] if isinstance(row["title"], str) and row["title"].strip() else article_id
    about = " · ".join(str(row[c]) for c in ("outlet", "author", "published") if isinstance(row[c], str))
    body = row["text"].removeprefix(title) if isinstance(row["title"], str) else row["text"]
    paragraphs = tuple(" ".join(p.split()) for p in body.split("\n") if p.strip())
    notes = [*content_note(one), *one_sided(one)]
    return Lesson(" ".join(title.split()), about, level, seed, made, paragraphs, tuple(notes),
                  tuple(remarks(one, made, level, n)))  # fmt: skip


def content_note(corpus: Corpus) -> list[tuple[str, str]]:
    """Return what is to be said before an article is read: of death and injury, and of a real article's people.

    Whether an article is real only its teacher knows; the project's own are invented. One of them that tells of no
    death needs no note.
    """
    lemmas = {row.lower() for row in corpus.tokens.loc[corpus.tokens["pos"] != "PROPN", "lemma"]}
    deadly = "It tells of death or injury. " if lemmas & set(DEATH.split()) else ""
    if is_fiction(corpus):
        return [("Content note", f"This article is invented. {deadly}Nobody has to read it aloud.")] if deadly else []
    topics = corpus.labels["entry"].map({e.entry: e.topic for e in load().labels}).dropna()
    named = [topic for topic, _ in topics.value_counts(sort=True).items()][:3]
    about = f"Words on the program’s list belong to: {', '.join(map(str, named))}. " if named else ""
    return [(
        "Content note",
        f"If this article is a real one, it is about real people. {deadly}{about}Nobody has to read it aloud or take "
        "a side: the questions ask how it is written, not who is right.",
    )]  # fmt: skip


def is_fiction(corpus: Corpus) -> bool:
    """Say whether a corpus was read from the project's own invented articles."""
    if not corpus.path or corpus.path == "-" or "://" in corpus.path:
        return False
    place = paths.resolve(corpus.path)
    return any(place.is_relative_to((paths.root() / Path(f)).resolve()) for f in FICTIONAL)


def one_sided(corpus: Corpus) -> list[tuple[str, str]]:
    """Return a warning where one source says most of what is said, or a people that is named often is never heard."""
    words = corpus.sql(
        """
        SELECT speaker_id, sum(n_words)::BIGINT AS n FROM segments
        WHERE voice <> 'own' GROUP BY speaker_id HAVING n > 0 ORDER BY n DESC, speaker_id
        """
    )
    told = []
    total = int(words["n"].sum())
    known = words[~words["speaker_id"].isin([ARTICLE, UNKNOWN])]
    if total and len(known) and known["n"].iloc[0] > MOST_SHARE * total:
        told.append(f"Nearly all that anybody says here is said by {corpus.name_of(known['speaker_id'].iloc[0])}.")
    told += [c.text for c in rules.unheard_peoples(corpus)]
    if not told:
        return []
    parties = reply.by_article(corpus)
    silent = parties[(parties["words"] == 0) & (parties["mentions"] > 1) & (parties["kind"] == "person")]
    if len(silent):
        told.append(f"Named, and not heard: {', '.join(silent['name'].head(MOST_NAMED))}.")
    return [("One side?", " ".join(told) + " Ask what the others might say, and where that could be read. "
             "(The program may have missed a source.)")]  # fmt: skip


def remarks(corpus: Corpus, made: pd.DataFrame, level: Level, n: int) -> list[str]:
    """Return what a teacher must know of the items: how many there are, and which kinds the article does not give."""
    text = corpus.articles["text"].iloc[0]
    body = corpus.sentences[~corpus.sentences["in_headline"]]
    told = []
    if not is_latin(text):
        return [f"It is not written in Latin letters, and only English is read. {BY_HAND}"]
    if len(body) < SHORT:
        told.append(f"The article is short ({count(len(body), 'sentence')} after the headline).")
    if not (corpus.segments["voice"] != "own").any():
        told.append("No source is found in it, so neither who speaks nor whose voice it is can be asked.")
    elif not MARKS.search(text):
        told.append("There are no quotation marks in it, so nothing is presented as anybody’s own words.")
    missing = [KINDS[k].rstrip("?") for k in KINDS if k in ASKED[level] and not (made["kind"] == k).any()]
    if 0 < len(made) < n:
        told.append(
            f"Fewer than the {n} items asked for: the program asks only where it is sure of the answer, and of each "
            "sentence once."
        )
    if missing and len(made):
        told.append(f"Of these kinds it gives none: {'; '.join(missing)}.")
    if not len(made):
        told.append(f"No item can be made of it. {BY_HAND}")
    return told
