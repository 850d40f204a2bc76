"""The words of a corpus, those joined by hyphens as one; groups of them; and where a term stands among them."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ...corpus import Corpus
from ...queries import ACTED
from ...tables import WORDINGS

if TYPE_CHECKING:
    from spacy.language import Language

CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "ADV")
"""The parts of speech that carry content: nouns, names, verbs, adjectives, adverbs (Universal POS tags)."""

Form = Literal["lemma", "text"]
Group = Mapping[str, str | Collection[str]]
"""Words by what is true of them: a value, or several of which one must hold, for each of the keys

voice (own, paraphrase, paraphrase_article, paraphrase_other, quote), speaker (an id or a name as shown; words of
attitude are nobody's), outlet, agency, author, genre, article (an id; "" where none is given), period (2031, 2031-05,
2031-05-13, or from/to, both included: 2031-05-01/2031-05-07).
"""

_OF_ARTICLES = {"outlet": "outlet", "agency": "agency", "author": "author", "genre": "genre", "article": "article_id"}
KEYS = ("voice", "speaker", *_OF_ARTICLES, "period")
_VOICES = {
    "paraphrase": "attributed, not in their own words",
    "attributed": "attributed",
    **WORDINGS,
}
_PERIOD = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")

_BEGIN = (
    "DROP TABLE IF EXISTS term_words",
    "DROP TABLE IF EXISTS term_tokens",
    "DROP TYPE IF EXISTS term_relation",
    "CREATE OR REPLACE TEMP TABLE term_articles AS "
    "SELECT (row_number() OVER (ORDER BY article_id))::INT AS article, article_id FROM articles",
    "CREATE OR REPLACE TEMP TABLE term_sources AS SELECT (row_number() OVER ())::INT AS source, * FROM "
    f"(SELECT DISTINCT wording, voice, act, speaker_id FROM ({ACTED}))",
    """
    CREATE OR REPLACE TEMP TABLE term_spellings AS
    SELECT (dense_rank() OVER (ORDER BY form, lemma, pos) - 1)::INT AS word, * FROM (
        SELECT text, lemma AS entry, pos, replace(text, '’', '''') AS form, replace(lemma, '’', '''') AS lemma
        FROM (SELECT DISTINCT text, lemma, pos FROM tokens))
    """,
    "CREATE OR REPLACE TEMP TABLE term_vocabulary AS SELECT DISTINCT word, form, lemma, pos FROM term_spellings",
    "CREATE TYPE term_relation AS ENUM (SELECT DISTINCT dep FROM tokens)",
    f"""
    CREATE TEMP TABLE term_tokens AS WITH
    spoken AS (
        SELECT article_id, segment_id, source
        FROM ({ACTED}) JOIN term_sources USING (wording, voice, act, speaker_id))
    SELECT article, sentence_id::INT AS sentence_id, source, start::INT AS start, "end"::INT AS "end",
        token_id::INT AS token, head::INT AS head, dep::term_relation AS dep, word
    FROM tokens t JOIN term_articles USING (article_id) JOIN spoken USING (article_id, segment_id)
    JOIN term_spellings w ON (w.text, w.entry, w.pos) = (t.text, t.lemma, t.pos)
    ORDER BY article, token
    """,
)
_PARTS = """
    SELECT min(article) AS first, max(article) AS last FROM (
        SELECT article, (sum(n_words) OVER (ORDER BY article))::BIGINT // $words AS part
        FROM articles JOIN term_articles USING (article_id))
    GROUP BY part ORDER BY part
"""
_TOKENS = "SELECT * FROM term_tokens WHERE article BETWEEN $first AND $last ORDER BY article, token"
_TEXTS = """
    SELECT article, text FROM articles JOIN term_articles USING (article_id)
    WHERE article BETWEEN $first AND $last ORDER BY article
"""
_END = ("DROP TABLE term_tokens", "DROP TABLE term_spellings")
_HYPHENS = [ord(c) for c in "-‐‑"]
_PASSED_OVER = [ord(c) for c in " \t\n\f\r\"“”‘’'"]
"""What may stand between two words that follow each other."""
AT_ONCE = 500_000
"""Words read at once, so that millions of them need little more memory than their table."""


def said(rows: str) -> str:
    """Return SQL for rows of words (with article, source, first and last) with their voice, speaker and article."""
    return f"""
        SELECT w.*, w.last - w.first + 1 AS size, s.* EXCLUDE (source), a.* EXCLUDE (text, cleaning)
        FROM {rows} w JOIN term_sources s USING (source) JOIN term_articles USING (article)
        JOIN articles a USING (article_id)
    """


SAID = said("term_words")
"""The words with their voice, speaker and article; `size` counts words that hyphens join."""


def prepare(corpus: Corpus) -> None:
    """Make the tables that the queries here ask, in the corpus's connection; once, for a corpus never changes.

    `term_words` has a row for each word, words joined by hyphens being one, whose part of speech, lemma, head and
    relation are those of the last of them. A word `follows` the one before if there is nothing but white space and
    quotation marks between them. What words are, articles and sources (who speaks, in which voice) are numbers, told
    by `term_vocabulary`, `term_articles` and `term_sources`.
    """
    corpus.once("term_words", lambda: _prepare(corpus))


def _prepare(corpus: Corpus) -> None:
    for query in _BEGIN:
        corpus.sql(query)
    first_new = int(corpus.sql("SELECT count(*) AS n FROM term_vocabulary")["n"][0])
    joined: dict[tuple[int, ...], int] = {}
    parts = corpus.sql(_PARTS, {"words": AT_ONCE})
    for first, last in [*zip(parts["first"], parts["last"], strict=True)] or [(0, 0)]:
        part = {"first": first, "last": last}
        corpus.add("term_words", _words(corpus.sql(_TOKENS, part), corpus.sql(_TEXTS, part), joined, first_new))
    numbers = sorted({n for of in joined for n in of})
    known = corpus.sql("SELECT * FROM term_vocabulary WHERE word IN (SELECT unnest($n::INT[]))", {"n": numbers})
    corpus.add("term_vocabulary", _spelled(joined, known))
    for query in _END:
        corpus.sql(query)


def _spelled(joined: Mapping[tuple[int, ...], int], known: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `term_vocabulary` for words that hyphens join, given by the numbers of their parts."""
    spelling = {word: rest for word, *rest in known.itertuples(index=False)}
    rows = []
    for numbers, word in joined.items():
        *before, (form, lemma, pos) = (spelling[n] for n in numbers)
        forms = [part[0] for part in before]
        rows.append((word, "-".join([*forms, form]), "-".join([*forms, lemma]), pos))
    return pd.DataFrame(rows, columns=known.columns).astype(known.dtypes)


def _words(
    tokens: pd.DataFrame, texts: pd.DataFrame, joined: dict[tuple[int, ...], int], first_new: int
) -> pd.DataFrame:
    """Return the rows of `term_words` for tokens in text order, given the texts they stand in.

    Words that hyphens join are numbered from `first_new` on, and remembered in `joined` by the numbers of their parts.
    """
    article, sentence, start, end, word = (
        tokens[name].to_numpy() for name in ("article", "sentence_id", "start", "end", "word")
    )
    written = np.frombuffer("".join(texts["text"]).encode("utf-32-le"), dtype=np.uint32)
    lengths = texts["text"].str.len().to_numpy()
    at = (np.cumsum(lengths) - lengths)[np.searchsorted(texts["article"].to_numpy(), article)]
    new = np.ones(len(tokens), dtype=bool)
    new[1:] = (np.diff(article) != 0) | (np.diff(sentence) != 0)
    since, until = at + np.roll(end, 1), at + start  # what stands between a word and the one before
    since[new] = until[new]
    tie = until - since == 1
    tie[tie] = np.isin(written[since[tie]], _HYPHENS)
    barred = np.concatenate([[0], np.cumsum(~np.isin(written, _PASSED_OVER))])
    low = np.flatnonzero(~tie)
    high = np.append(low[1:], len(tokens))[: len(low)] - 1
    number = word[high]
    for k in np.flatnonzero(low < high).tolist():
        number[k] = joined.setdefault(tuple(word[low[k] : high[k] + 1].tolist()), first_new + len(joined))
    rows = tokens.iloc[high].rename(columns={"token": "last"}).assign(word=number)
    for name in ("source", "start"):
        rows[name] = tokens[name].to_numpy()[low]
    rows["first"] = tokens["token"].to_numpy()[low]
    rows["follows"] = ~new[low] & (barred[until[low]] == barred[since[low]])
    rows["unit"] = (np.arange(len(low)) - np.searchsorted(article[low], article[low]) + 1).astype(np.int32)
    return rows


REPORTING = frozenset({"tell", "told", "ask", "add"})
"""Reporting verbs that say in news as little of what it is about as “say”, which spaCy's stop words have."""


@cache
def stop_list() -> frozenset[str]:
    """Return spaCy's English stop words, and REPORTING; no language pipeline is loaded."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS) | REPORTING


def vocabulary(
    form: Form, pos: Collection[str] | None = None, stop_words: Collection[str] | None = None
) -> tuple[str, dict[str, Any]]:
    """Return a query for the words as they are to be counted, and its parameters.

    Columns: word, form (as written), pos, spelling (the dictionary form, or as written), folded (that in small
    letters), kind (place of its part of speech in `pos`), stopped (it is a stop word; None: one of `stop_list`),
    counted (it has a letter, is no stop word and of the parts of speech `pos`; None: of any).
    Raises ValueError for an unknown `form`.
    """
    if form not in ("lemma", "text"):
        raise ValueError(f"form is lemma or text, not {form!r}")
    spelling = "form" if form == "text" else "CASE WHEN lower(form) = lower(lemma) THEN form ELSE lemma END"
    query = f"""
        SELECT word, form, pos, {spelling} AS spelling, lower(spelling) AS folded,
            coalesce(nullif(list_position($pos, pos), 0), 1) AS kind,
            list_contains($stop, folded) OR list_contains($stop, lower(form)) AS stopped,
            NOT stopped AND regexp_matches(spelling, '\\pL') AND ($any OR list_contains($pos, pos)) AS counted
        FROM term_vocabulary"""
    stop = sorted(stop_list() if stop_words is None else {w.lower() for w in stop_words})
    return query, {"pos": list(pos or ()), "stop": stop, "any": pos is None}


def chosen(corpus: Corpus, group: Group | None, name: str = "group") -> tuple[str, dict[str, Any]]:
    """Return SQL that is true for a group's rows of SAID, and its parameters, their names beginning with `name`.

    Raises ValueError for a key, a voice or a period that is none, and for a speaker, outlet and so on that the corpus
    does not have.
    """
    tests = ["true"]
    params: dict[str, Any] = {}
    for key, value in (group or {}).items():
        if key not in KEYS:
            raise ValueError(f"a group of words is told by {', '.join(KEYS)}, not by {key!r}")
        wanted = [value] if isinstance(value, str) else list(value)
        if key == "period":
            tests.append(
                f"({' OR '.join(_between(p, f'{name}_{n}', params) for n, p in enumerate(wanted)) or 'false'})"
            )
            continue
        param = params[f"{name}_{key}"] = _known(corpus, key, wanted)
        assert param is not None
        test = {
            "voice": f"(list_contains(${name}_voice, wording) OR list_contains(${name}_voice, voice))",
            "speaker": f"(list_contains(${name}_speaker, speaker_id) AND act <> 'attitude')",
        }
        tests.append(test.get(key) or f"list_contains(${name}_{key}, coalesce({_OF_ARTICLES[key]}, ''))")
    return f"({' AND '.join(tests)})", params


def _known(corpus: Corpus, key: str, wanted: list[str]) -> list[str]:
    """Return the values as the tables have them; names of speakers become their ids."""
    if key == "voice":
        ids = {v: [v] for v in ("paraphrase", *WORDINGS)}
    elif key == "speaker":
        ids = {}
        for actor_id, actor in zip(corpus.actors["actor_id"], corpus.actors["name"], strict=True):
            ids.setdefault(actor_id, []).append(actor_id)
            for name in {actor, corpus.speaker_of(actor_id)}:
                ids.setdefault(name, []).append(actor_id)
    else:
        found = corpus.sql(f"SELECT DISTINCT coalesce({_OF_ARTICLES[key]}, '') AS value FROM articles ORDER BY value")
        ids = {v: [v] for v in found["value"]}
    for value in wanted:
        if value not in ids:
            there = ", ".join(repr(v) for v in list(ids)[:8]) + (" and others" if len(ids) > 8 else "")
            raise ValueError(f"no {key} {value!r} in this corpus; there are {there}")
    return [i for value in wanted for i in ids[value]]


def _between(period: str, name: str, params: dict[str, Any]) -> str:
    first, _, last = period.partition("/")
    last = last or first
    if not (_PERIOD.fullmatch(first) and _PERIOD.fullmatch(last)):
        raise ValueError(f"a period is a year, a month or a day (2031-05-13), or two of them (from/to), not {period!r}")
    params |= {f"{name}_from": first, f"{name}_to": last}
    return f"(left(published, {len(first)}) >= ${name}_from AND left(published, {len(last)}) <= ${name}_to)"


def in_words(corpus: Corpus, group: Group | None) -> str:
    """Say what a group is: “no source found, Daily Blare”."""
    parts = []
    for key, value in (group or {}).items():
        wanted = [value] if isinstance(value, str) else list(value)
        if key == "voice":
            wanted = ["attributed"] if {*wanted} == {"paraphrase", "quote"} else wanted
            wanted = [_VOICES.get(v, v) for v in wanted]
        elif key == "speaker":
            wanted = [corpus.name_of(v) for v in wanted]
        parts.append(" or ".join(v.replace("/", " to ") if key == "period" else v or f"no {key} given" for v in wanted))
    return ", ".join(parts) or "all words"


def listed(terms: str | Sequence[str]) -> list[str]:
    """Return terms as a list, each once."""
    return list(dict.fromkeys([terms] if isinstance(terms, str) else terms))


def places(terms: Sequence[str], pos: Collection[str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return a query for the places where terms stand, and its parameters.

    A word of a term is found as written and, if it is a dictionary form, in all its forms, whatever the capitals; a
    word all in capitals (US, WHO) only as it is. The words of a term stand in one sentence, nothing but quotation marks
    between them. Columns: term, article, sentence_id, source, start, "end", first and last (tokens), unit and until
    (first and last word).
    Raises ValueError for a term without a word.
    """
    queries = ["""SELECT '' AS term, article, sentence_id, source, start, "end", first, last, unit, unit AS until
        FROM term_words WHERE false"""]  # fmt: skip
    params: dict[str, Any] = {"term_pos": list(pos)} if pos is not None and terms else {}
    for n, term in enumerate(terms):
        words = _words_of(term)
        if not words:
            raise ValueError(f"the term {term!r} has no word in it")
        params[f"term{n}"] = term
        tables, tests = "term_words u0", []
        for k, word in enumerate(words):
            params[f"word{n}_{k}"] = word if _capitals(word) else word.lower()
            if k:
                tables += f" JOIN term_words u{k} ON (u{k}.article, u{k}.sentence_id, u{k}.unit) = "
                tables += f"(u0.article, u0.sentence_id, u0.unit + {k}) AND u{k}.follows"
            test = "form = {}" if _capitals(word) else "{} IN (lower(form), lower(lemma))"
            test = test.format(f"$word{n}_{k}") + (" AND list_contains($term_pos, pos)" if pos is not None else "")
            tests.append(f"u{k}.word IN (SELECT word FROM term_vocabulary WHERE {test})")
        last = f"u{len(words) - 1}"
        queries.append(
            f"""SELECT $term{n}, u0.article, u0.sentence_id, u0.source, u0.start, {last}."end", u0.first, {last}.last,
            u0.unit, {last}.unit FROM {tables} WHERE {" AND ".join(tests)}"""
        )
    return " UNION ALL ".join(queries), params


@cache
def tokenizer() -> "Language":
    """Return what cuts a term into words as the articles are cut."""
    from spacy.lang.en import English

    return English()


def _words_of(term: str) -> list[str]:
    """Return the words of a term, cut as the words of the articles are."""
    words: list[str] = []
    tie = False
    for token in tokenizer()(term.replace("’", "'")):
        if any(letter.isalnum() for letter in token.text):
            if tie and words:
                words[-1] += f"-{token.text}"
            else:
                words.append(token.text)
            tie = False
        else:
            tie = token.text in "-‐‑" and not token.whitespace_
    return words


def _capitals(word: str) -> bool:
    return word.isupper() and sum(letter.isalpha() for letter in word) > 1
