"""The answers: what can be coded in an article, one small CSV file for each person, and the machine's own answers."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .. import paths, sheets
from ..corpus import Corpus
from ..queries import ACTED
from ..tables import ARTICLE, UNKNOWN
from .questions import ANSWERS, ELSE, NOBODY, QUESTIONS, UNTOLD

COLUMNS = ["coder", "article", "sentence", "text", *QUESTIONS]
"""Columns of a file of answers: a row for each sentence; an empty cell is a question not answered."""
LEAST_WORDS = 3
"""Words of a sentence from which on the machine's answer counts them: fewer are left-overs, such as a cue."""
DATELINE = 8
"""Words that a dateline has at most."""
LONGEST_NAME = 30
_CODE_NAME = re.compile(rf"\w[\w -]{{0,{LONGEST_NAME - 1}}}")


class CodingError(ValueError):
    """Answers that cannot be taken, with what to do."""


class Answers(NamedTuple):
    """The answers of several people, and the files that could not be used.

    `table`: coder, article_id, sentence_id, text (the sentence), question, answer; a row for each answer given.
    `left_out`: file, reason.
    """

    table: pd.DataFrame
    left_out: pd.DataFrame


def code_name(text: str) -> str:
    """Return a code name as it is kept: letters, digits, spaces, - and _, at most LONGEST_NAME.

    Raises CodingError for anything else.
    """
    name = " ".join(text.split())
    if not _CODE_NAME.fullmatch(name):
        raise CodingError(
            f"{text[:40]!r} cannot be a code name; take letters, digits, - and _, at most {LONGEST_NAME}, and not your "
            "own name"
        )
    return name


def sentences(corpus: Corpus, article_id: str) -> pd.DataFrame:
    """Return the sentences of an article that can be coded, in order: sentence_id, text, in_headline.

    A dateline that stands alone (“KOLVEY (LWA) –”) says nothing, and is none of them.

    Raises KeyError for an article that the corpus does not have.
    """
    known = corpus.of_article("articles", article_id)
    if known.empty:
        raise KeyError(f"there is no article {article_id!r} in {corpus.name}")
    text = known["text"].iloc[0]
    rows = corpus.of_article("sentences", article_id)
    columns = (rows[c].tolist() for c in ("sentence_id", "start", "end", "in_headline"))
    found = [(n, " ".join(text[start:end].split()), head) for n, start, end, head in zip(*columns, strict=True)]
    found = [row for row in found if re.search(r"\w", row[1]) and not _is_dateline(row[1])]
    return pd.DataFrame(found, columns=["sentence_id", "text", "in_headline"])


def _is_dateline(text: str) -> bool:
    return len(text.split()) <= DATELINE and text.endswith(("-", "–", "—"))


def speakers(corpus: Corpus, article_id: str) -> list[str]:
    """Return what can be answered to who speaks: everybody the article names or lets speak, by name; ELSE; UNTOLD.

    Those the machine takes for speakers are not told apart from the others. Places are left out: organisations that
    speak nowhere in the corpus, stand there where places do (“in Kolvey”), and are never said to do anything.
    """
    names = corpus.sql(
        f"""
        WITH there AS (
            SELECT m.actor_id, lower(h.text) AS beside, t.dep
            FROM mentions m
            JOIN actors a ON a.actor_id = m.actor_id AND a.kind = 'organisation' AND NOT a.speaks
            JOIN tokens t ON t.article_id = m.article_id AND t.start >= m.start AND t."end" <= m."end"
            JOIN tokens h ON h.article_id = m.article_id AND h.token_id = t.head
            WHERE NOT (h.start >= m.start AND h."end" <= m."end")
        ), places AS (
            SELECT actor_id FROM there GROUP BY actor_id
            HAVING bool_or(list_contains($where, beside)) AND NOT bool_or(dep = 'nsubj' OR beside = 'by')
        )
        SELECT DISTINCT name FROM actors WHERE actor_id NOT IN ('{ARTICLE}', '{UNKNOWN}')
            AND actor_id NOT IN (SELECT actor_id FROM places)
            AND actor_id IN (
                SELECT actor_id FROM mentions WHERE article_id = $id
                UNION ALL SELECT speaker_id FROM attributions WHERE article_id = $id)
        """,
        {"id": article_id, "where": list(_WHERE)},
    )["name"]
    return [*sorted(names, key=str.casefold), ELSE, UNTOLD]


_WHERE = ("in", "at", "across", "through", "inside", "outside", "near", "within", "over", "along", "into", "around")
"""Words after which places stand."""


def machine(corpus: Corpus, article_id: str) -> pd.DataFrame:
    """Return what the machine would answer, as rows of `Answers.table` without a coder.

    A sentence passes on what somebody says or thinks if at least LEAST_WORDS of its words do, or all it has; its
    speaker is the one with most of these. A label takes a side unless its frame is `description`.
    """
    counted = corpus.sql(
        f"""
        SELECT sentence_id, voice, g.speaker_id, coalesce(any_value(a.name), g.speaker_id) AS name,
            sum(n_words)::BIGINT AS n
        FROM ({ACTED}) g LEFT JOIN actors a ON a.actor_id = g.speaker_id
        WHERE article_id = $id AND n_words > 0 AND act <> 'attitude'
        GROUP BY sentence_id, voice, g.speaker_id ORDER BY sentence_id, n DESC, name
        """,
        {"id": article_id},
    )
    labelled = corpus.sql(
        """
        SELECT sentence_id, bool_or(marker_id IS NULL) AS used FROM labels
        WHERE article_id = $id AND frame <> 'description' GROUP BY sentence_id
        """,
        {"id": article_id},
    ).set_index("sentence_id")["used"]
    rows = []
    for sentence_id, text in sentences(corpus, article_id)[["sentence_id", "text"]].itertuples(index=False):
        own = counted[counted["sentence_id"] == sentence_id]
        said = own[own["voice"] != "own"]
        by_voice = said.groupby("voice")["n"].sum()
        enough = by_voice[by_voice >= min(LEAST_WORDS, own["n"].sum())].index
        voice = "own" if not len(enough) else "both" if len(enough) > 1 else str(enough[0])
        speaker = NOBODY
        if voice != "own":
            first = said.groupby(["speaker_id", "name"], sort=False)["n"].sum().idxmax()
            speaker = UNTOLD if first[0] == UNKNOWN else str(first[1])
        label = "none" if sentence_id not in labelled.index else "used" if labelled[sentence_id] else "distanced"
        for question, answer in (("voice", voice), ("speaker", speaker), ("label", label)):
            rows.append((article_id, sentence_id, text, question, answer))
    return pd.DataFrame(rows, columns=["article_id", "sentence_id", "text", "question", "answer"])


def write(folder: Path, coder: str, corpus: Corpus, article_id: str, given: Mapping[int, Mapping[str, str]]) -> Path:
    """Write somebody's answers to an article (by sentence, then question) into their own file in `folder`.

    What the file has on other articles stays. Raises CodingError for a code name or an answer that there is not.
    """
    name = code_name(coder)
    rows = [
        (name, article_id, sentence_id, text, *(given.get(sentence_id, {}).get(q, "") for q in QUESTIONS))
        for sentence_id, text in sentences(corpus, article_id)[["sentence_id", "text"]].itertuples(index=False)
        if any(given.get(sentence_id, {}).values())
    ]
    return save(folder, name, article_id, pd.DataFrame(rows, columns=COLUMNS))


def save(folder: Path, coder: str, article_id: str, rows: pd.DataFrame) -> Path:
    """Put somebody's rows on one article in the place of those their file had on it.

    Raises CodingError where an answer is none.
    """
    for question, known in ANSWERS.items():
        for answer in rows[question]:
            if answer and answer not in known:
                raise CodingError(f"{answer!r} is no answer to “{QUESTIONS[question]}”")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{code_name(coder).replace(' ', '_')}.csv"
    if file.exists():
        before = pd.DataFrame([r.cells for r in sheets.read(file, COLUMNS)], columns=COLUMNS)
        rows = pd.concat([before[before["article"] != article_id], rows], ignore_index=True)
    sheets.write(file, rows)
    return file


def read(folder: str | Path) -> Answers:
    """Return the answers in a folder of files, one for each person, as `write` makes them.

    A relative path is looked for where one is, then in the project. A file that cannot be used is left out with the
    reason, and the others go on. Raises CodingError where there is no file at all.
    """
    place = Path(folder)
    if not place.exists() and (paths.root() / place).is_dir():
        place = paths.root() / place
    files = sorted(place.glob("*.csv"))
    if not files:
        raise CodingError(f"{place}: there are no answers here; each person's file ends in .csv")
    rows: list[tuple[str, str, int, str, str, str]] = []
    left_out: list[tuple[str, str]] = []
    known: dict[str, str] = {}
    for file in files:
        try:
            own = _rows(file)
            for coder in {r[0] for r in own}:
                if coder in known:
                    raise CodingError(
                        f"{file}: the code name {coder} is in {known[coder]} too; give one of them another name"
                    )
        except ValueError as error:
            left_out.append((file.name, str(error).removeprefix(f"{file}: ").removeprefix(f"{file}, ")))
            continue
        known |= {r[0]: file.name for r in own}
        rows += own
    columns = ["coder", "article_id", "sentence_id", "text", "question", "answer"]
    return Answers(
        pd.DataFrame(rows, columns=columns).astype({"sentence_id": "int64"}),
        pd.DataFrame(left_out, columns=["file", "reason"]).astype("str"),
    )


def _rows(file: Path) -> list[tuple[str, str, int, str, str, str]]:
    found = []
    seen: set[tuple[str, str, int]] = set()
    for number, cells in sheets.read(file, [c for c in COLUMNS if c != "text"], ["text"]):
        if not cells["sentence"].isdigit():
            raise sheets.mistake(file, number, "sentence", f"{cells['sentence']!r} is no number of a sentence")
        key = cells["coder"], cells["article"], int(cells["sentence"])
        if not key[0] or not key[1]:
            raise sheets.mistake(file, number, "article" if key[0] else "coder", "is empty")
        if key in seen:
            raise sheets.mistake(file, number, "sentence", f"sentence {key[2]} of {key[1]} is there twice")
        seen.add(key)
        for question in QUESTIONS:
            answer = cells[question]
            if answer and question in ANSWERS and answer not in ANSWERS[question]:
                known = ", ".join(ANSWERS[question])
                raise sheets.mistake(file, number, question, f"{answer!r} is no answer; there are {known}")
            if answer:
                found.append((*key, cells["text"], question, answer))
    return found
