"""The words of a corpus, those joined by hyphens as one; groups of them; and where a term stands among them."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ..corpus import Corpus
from ..speakers import ACTED
from ..tables import WORDINGS

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

_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS term_articles AS "
    "SELECT (row_number() OVER (ORDER BY article_id))::INT AS article, article_id FROM articles",
    "CREATE TEMP TABLE IF NOT EXISTS term_sources AS SELECT (row_number() OVER ())::INT AS source, * FROM "
    f"(SELECT DISTINCT wording, voice, act, speaker_id FROM ({ACTED}))",
    f"""
    CREATE TEMP TABLE IF NOT EXISTS term_words AS WITH
    said AS (
        SELECT article_id, article, sentence_id, s.start AS begins, substr(a.text, s.start + 1, s."end" - s.start)
            AS sentence
        FROM sentences s JOIN articles a USING (article_id) JOIN term_articles USING (article_id)),
    spoken AS (
        SELECT article_id, segment_id, source
        FROM ({ACTED}) JOIN term_sources USING (wording, voice, act, speaker_id)),
    near AS (
        SELECT t.*, article, source, substr(sentence, previous - begins + 1, t.start - previous) AS gap
        FROM (SELECT *, lag("end") OVER (PARTITION BY article_id, sentence_id ORDER BY token_id) AS previous
            FROM tokens) t
        JOIN said USING (article_id, sentence_id) JOIN spoken USING (article_id, segment_id)),
    tied AS (SELECT *, coalesce(gap IN ('-', '‐', '‑'), false) AS tie FROM near),
    numbered AS MATERIALIZED (
        SELECT article, (sum((NOT tie)::INT) OVER whole)::INT AS unit, sentence_id, source, start, "end",
            token_id, coalesce(regexp_full_match(gap, '[\\s"“”‘’'']*'), false) AS follows, pos, head, dep,
            text, lemma, tie, coalesce(lead(tie) OVER whole, false) AS joined
        FROM tied WINDOW whole AS (PARTITION BY article ORDER BY token_id))
    SELECT article, unit, sentence_id, source, start, "end", token_id AS first, token_id AS last, follows, pos, head,
        dep, replace(text, '’', '''') AS form, replace(lemma, '’', '''') AS lemma
    FROM numbered WHERE NOT tie AND NOT joined
    UNION ALL
    SELECT article, unit, min(sentence_id), arg_min(source, token_id), min(start), max("end"), min(token_id),
        max(token_id), arg_min(follows, token_id), arg_max(pos, token_id), arg_max(head, token_id),
        arg_max(dep, token_id), replace(string_agg(text, '-' ORDER BY token_id), '’', ''''),
        replace(concat_ws('-', string_agg(text, '-' ORDER BY token_id) FILTER (joined), arg_max(lemma, token_id)),
            '’', '''')
    FROM numbered WHERE tie OR joined GROUP BY article, unit
    """,
)
"""The words as tables of the corpus's connection; articles and sources are numbers, for there may be millions of words.

Part of speech, lemma, head and relation of words joined by hyphens are those of the last of them. A word `follows` the
one before if there is nothing but white space and quotation marks between them.
"""

SAID = """
    SELECT w.*, w.last - w.first + 1 AS size, s.* EXCLUDE (source), a.* EXCLUDE (text, cleaning)
    FROM term_words w JOIN term_sources s USING (source) JOIN term_articles USING (article)
    JOIN articles a USING (article_id)
"""
"""The words with their voice, speaker and article; `size` counts words that hyphens join."""


def prepare(corpus: Corpus) -> None:
    """Make the tables of words that the queries here ask; done once for a corpus, for its tables never change."""
    for query in _TABLES:
        corpus.sql(query)


@cache
def stop_list() -> frozenset[str]:
    """Return spaCy's English stop words; no language pipeline is loaded."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS)


def stopped(stop_words: Collection[str] | None) -> list[str]:
    """Return the words not to be counted, in small letters; those of `stop_list` where none are given."""
    return sorted(stop_list() if stop_words is None else {w.lower() for w in stop_words})


def spelling(form: str) -> str:
    """Return SQL for what a word is counted as: its dictionary form, or as it is written.

    Raises ValueError for an unknown `form`.
    """
    if form not in ("lemma", "text"):
        raise ValueError(f"form is lemma or text, not {form!r}")
    return "form" if form == "text" else "CASE WHEN lower(form) = lower(lemma) THEN form ELSE lemma END"


def chosen(corpus: Corpus, group: Group | None, name: str = "group") -> tuple[str, dict[str, Any]]:
    """Return SQL that is true for a group's rows of SAID, and its parameters, their names beginning with `name`.

    Raises ValueError for a key, a voice or a period that is none, and for a speaker, outlet and so on that the corpus
    does not have.
    """
    tests, params = ["true"], {}
    for key, value in (group or {}).items():
        if key not in KEYS:
            raise ValueError(f"a group of words is told by {', '.join(KEYS)}, not by {key!r}")
        wanted = [value] if isinstance(value, str) else list(value)
        if key == "period":
            tests.append(f"({' OR '.join(_between(p, f'{name}_{n}', params) for n, p in enumerate(wanted)) or 'false'})")
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
            ids.setdefault(actor, []).append(actor_id)
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
        words = _words(term)
        if not words:
            raise ValueError(f"the term {term!r} has no word in it")
        params[f"term{n}"] = term
        tables, tests = "term_words u0", []
        for k, word in enumerate(words):
            params[f"word{n}_{k}"] = word if _capitals(word) else word.lower()
            if k:
                tables += f" JOIN term_words u{k} ON (u{k}.article, u{k}.sentence_id, u{k}.unit) = "
                tables += f"(u0.article, u0.sentence_id, u0.unit + {k}) AND u{k}.follows"
            tests.append(f"u{k}.form = $word{n}_{k}" if _capitals(word) else
                         f"$word{n}_{k} IN (lower(u{k}.form), lower(u{k}.lemma))")  # fmt: skip
            if pos is not None:
                tests.append(f"list_contains($term_pos, u{k}.pos)")
        last = f"u{len(words) - 1}"
        queries.append(
            f"""SELECT $term{n}, u0.article, u0.sentence_id, u0.source, u0.start, {last}."end", u0.first, {last}.last,
            u0.unit, {last}.unit FROM {tables} WHERE {" AND ".join(tests)}"""
        )
    return " UNION ALL ".join(queries), params


@cache
def _tokenizer() -> "Language":
    from spacy.lang.en import English

    return English()


def _words(term: str) -> list[str]:
    """Return the words of a term, cut as the words of the articles are."""
    words: list[str] = []
    tie = False
    for token in _tokenizer()(term.replace("’", "'")):
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
