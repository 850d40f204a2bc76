"""How far the people of a class agree with each other, and with the machine.

Agreement is Krippendorff's α (2004): 1 = they agree, 0 = no more than by chance. A high α says that people understand
the question alike, not that they are right.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from .. import stats
from ..corpus import Corpus
from .answers import Answers, machine, read
from .questions import ANSWERS, QUESTIONS, in_words

_SENTENCE = ["article_id", "sentence_id"]


def agreement(answers: Answers | str | Path) -> pd.DataFrame:
    """Return how far people agree on each question; `answers` may be the folder with their files.

    Columns: question (in words), coders, sentences (with the answers of two or more), same (the share of pairs of
    answers that are the same), alpha with low and high (95 %, bootstrap over sentences; missing where there are no
    pairs, or all answers are one).
    """
    rows = []
    for question, codings in _questions(answers):
        pairs = [a == b for unit in codings.values() for a, b in combinations(unit.values(), 2)]
        coders = {coder for unit in codings.values() for coder in unit}
        paired = sum(len(unit) > 1 for unit in codings.values())
        same = sum(pairs) / len(pairs) if pairs else float("nan")
        estimate = stats.krippendorff_alpha([list(unit.values()) for unit in codings.values()])
        rows.append((QUESTIONS[question], len(coders), paired, same, *estimate))
    return pd.DataFrame(rows, columns=["question", "coders", "sentences", "same", "alpha", "low", "high"])


def categories(answers: Answers | str | Path) -> pd.DataFrame:
    """Return how far people agree on each answer, taken against all others.

    Columns: question, answer (in words), n (times given), alpha with low and high, as in `agreement`. By question, the
    answers given most first; speakers given once are left out.
    """
    rows = []
    for question, codings in _questions(answers):
        given = Counter(answer for unit in codings.values() for answer in unit.values())
        for answer, n in given.most_common():
            if question in ANSWERS or n > 1:
                binary = [[a == answer for a in unit.values()] for unit in codings.values()]
                rows.append((QUESTIONS[question], in_words(question, answer), n, *stats.krippendorff_alpha(binary)))
    return pd.DataFrame(rows, columns=["question", "answer", "n", "alpha", "low", "high"])


def disagreements(answers: Answers | str | Path, question: str = "voice", top: int | None = None) -> pd.DataFrame:
    """Return the sentences by how much people disagree about one of QUESTIONS, most first.

    Columns: article_id, sentence_id, text, coders, apart (the share of pairs of answers that differ), then a column for
    each answer that was given, in words, with how many gave it. Raises KeyError for a question that is none.
    """
    given = _read(answers).table
    own = given[given["question"] == _known(question)]
    counts = own.groupby([*_SENTENCE, "answer"], sort=False).size().unstack(fill_value=0)
    text = own.groupby(_SENTENCE, sort=False)["text"].first()
    n = counts.sum(axis=1)
    paired = counts[n > 1]
    n = n[n > 1]
    same = (paired * (paired - 1)).sum(axis=1) / (n * (n - 1))
    order = [a for a in ANSWERS.get(question, {}) if a in paired]
    order += [a for a in paired.sum().sort_values(ascending=False, kind="stable").index if a not in order]
    found = paired[order]
    found.insert(0, "apart", 1 - same)
    found.insert(0, "coders", n)
    found.insert(0, "text", text)
    found = found.reset_index().rename_axis(columns=None).rename(columns={a: in_words(question, a) for a in order})
    found = found.sort_values(["apart", *_SENTENCE], ascending=[False, True, True], ignore_index=True)
    return found if top is None else found.head(top)


def against_machine(answers: Answers | str | Path, corpus: Corpus) -> pd.DataFrame:
    """Return how often the machine answers as most people do.

    Columns: question (in words), sentences (on which one answer has more votes than any other), same (of these), share
    with low and high (Wilson, 95 %), split (sentences without such an answer: not compared). Where they differ, either
    may be wrong.
    """
    found = _voted(answers, corpus)
    rows = []
    for question, words in QUESTIONS.items():
        own = found[found["question"] == question]
        told = own[own["most"].notna()]
        n, same = len(told), int((told["most"] == told["machine"]).sum())
        low, high = stats.proportion(same, n) if n else (float("nan"), float("nan"))
        rows.append((words, n, same, same / n if n else float("nan"), low, high, len(own) - n))
    return pd.DataFrame(rows, columns=["question", "sentences", "same", "share", "low", "high", "split"])


def split_from_machine(answers: Answers | str | Path, corpus: Corpus, question: str = "voice") -> pd.DataFrame:
    """Return the sentences where most people answer otherwise than the machine, in text order.

    Columns: article_id, sentence_id, text, people (their answer, in words), votes, coders, machine (its answer).
    Raises KeyError for a question that is none.
    """
    found = _voted(answers, corpus)
    own = found[(found["question"] == _known(question)) & found["most"].notna() & (found["most"] != found["machine"])]
    columns = [*_SENTENCE, "text", "most", "votes", "coders", "machine"]
    found = own[columns].rename(columns={"most": "people"}).reset_index(drop=True)
    for column in ("people", "machine"):
        found[column] = [in_words(question, answer) for answer in found[column]]
    return found


def _voted(answers: Answers | str | Path, corpus: Corpus) -> pd.DataFrame:
    """Return the answer with most votes (missing on a tie) and the machine's, of each sentence and question."""
    given = _read(answers).table
    known = set(corpus.articles["article_id"])
    found: list[tuple[Any, ...]] = []
    for article_id, of_article in given[given["article_id"].isin(known)].groupby("article_id", sort=True):
        rows: list[Any] = list(machine(corpus, str(article_id)).itertuples(index=False))
        theirs: dict[Any, Any] = {(row.sentence_id, row.question): row for row in rows}
        for asked, own in of_article.groupby(["sentence_id", "question"], sort=True):
            if (row := theirs.get(asked)) is None:
                continue
            (most, votes), *rest = Counter(own["answer"]).most_common()
            answer = None if rest and rest[0][1] == votes else most
            found.append((article_id, row.sentence_id, row.text, row.question, answer, votes, len(own), row.answer))
    columns = [*_SENTENCE, "text", "question", "most", "votes", "coders", "machine"]
    return pd.DataFrame(found, columns=columns)


def _questions(answers: Answers | str | Path) -> Iterator[tuple[str, dict[tuple[str, int], dict[str, str]]]]:
    """Yield each question with the answers to it: by sentence, then coder."""
    given = _read(answers).table
    for question in QUESTIONS:
        codings: dict[tuple[str, int], dict[str, str]] = {}
        own = given[given["question"] == question]
        columns = (own[c].tolist() for c in (*_SENTENCE, "coder", "answer"))
        for article_id, sentence_id, coder, answer in zip(*columns, strict=True):
            codings.setdefault((article_id, sentence_id), {})[coder] = answer
        yield question, codings


def _known(question: str) -> str:
    if question not in QUESTIONS:
        raise KeyError(f"{question!r} is no question; they are {', '.join(QUESTIONS)}")
    return question


def _read(answers: Answers | str | Path) -> Answers:
    return answers if isinstance(answers, Answers) else read(answers)
