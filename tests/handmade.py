"""A corpus made by hand for the tests of analysis and charts: no language model, every voice as written down."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from whosewords import tables
from whosewords.corpus import RESERVED, Corpus, from_tables
from whosewords.tables import CHAIN_ARROW


class S(NamedTuple):
    """A stretch of a sentence in one voice; its innermost source is the last of `chain`."""

    text: str
    voice: str = "own"
    chain: str = ""
    worded_by: str = "article"
    confidence: float = 1.0
    cue: str | None = None
    stance: str | None = None
    act: str = "speech"
    translated: bool = False
    scores: Mapping[str, tuple[float, list[str]]] = {}


class Found(NamedTuple):
    """What to look for in the text, as label, marker or mention."""

    text: str
    entry: str = ""
    frame: str = ""
    referent: str = ""


def corpus(
    articles: Mapping[str, Sequence[Sequence[S]]],
    *,
    actors: Mapping[str, str] | None = None,
    labels: Sequence[Found] = (),
    markers: Sequence[tuple[str, str, bool]] = (),
    mentions: Sequence[tuple[str, str, str]] = (),
    outlets: Mapping[str, str] | None = None,
) -> Corpus:
    """Return a corpus of articles given as sentences of stretches, joined by spaces.

    `actors`: names by id (those of chains are added); `markers`: text, scope, origin known; `mentions`: text, actor
    id, form.
    """
    rows: dict[str, list[tuple[object, ...]]] = {t: [] for t in tables.TABLES}
    names = dict(actors or {})
    for article_id, sentences in articles.items():
        text, attributions = "", {}
        segments: list[tables.Segment] = []
        for sentence_id, stretches in enumerate(sentences):
            begin = len(text) + bool(text)
            for s in stretches:
                start = len(text) + bool(text)
                text = f"{text} {s.text}".lstrip()
                chain = ("article", *filter(None, s.chain.split(" > ")))
                parent = None
                for depth, actor in enumerate(chain[1:]):
                    names.setdefault(actor, actor.replace("-", " ").title())
                    key = (sentence_id, chain[: depth + 2], s.act if depth == len(chain) - 2 else "speech")
                    parent = attributions.setdefault(key, (len(attributions), parent, depth, actor, s))[0]
                words = len(re.findall(r"\w[\w'’-]*", s.text))
                segment_id = len(segments)
                whose = (s.voice, parent, chain[-1], s.worded_by, CHAIN_ARROW.join(chain))
                place = (article_id, segment_id, sentence_id, start, len(text))
                segments.append(tables.Segment(*place, *whose, words, s.confidence))  # type: ignore[arg-type]
                for scorer, (score, matched) in s.scores.items():
                    rows["sentiment"].append((article_id, segment_id, scorer, score, matched))
            rows["sentences"].append((article_id, sentence_id, begin, len(text), sentence_id == 0))
        for (_, _, act), (number, parent, depth, actor, s) in attributions.items():
            cue = re.search(rf"\b{re.escape(s.cue)}\b", text) if s.cue and s.chain.endswith(actor) else None
            at = cue.span() if cue else (None, None)
            rows["attributions"].append(
                (article_id, number, parent, depth, None, None, *at, s.cue if cue else None, s.stance if cue else None,
                 act, "indirect", [], s.translated, actor, "by hand", s.confidence)
            )  # fmt: skip

        def segment_at(offset: int, known: list[tables.Segment] = segments) -> tables.Segment:
            return next(g for g in known if g.start <= offset < g.end)

        for marker, scope, known in markers:
            for m in re.finditer(rf"{re.escape(marker)} {re.escape(scope)}", text):
                g = segment_at(m.start())
                rows["markers"].append(
                    (article_id, _count(rows["markers"], article_id), m.start(), m.start() + len(marker), marker,
                     "word", m.start() + len(marker) + 1, m.end(), g.segment_id, g.worded_by, known)
                )  # fmt: skip
        for label in labels:
            for m in re.finditer(re.escape(label.text), text):
                g = segment_at(m.start())
                over = [r[1] for r in rows["markers"] if r[0] == article_id and r[6] <= m.start() < r[7]]  # type: ignore[operator]
                rows["labels"].append(
                    (article_id, _count(rows["labels"], article_id), *m.span(), m[0], label.entry or label.text,
                     label.frame, label.referent, g.sentence_id, g.segment_id, g.voice, g.speaker_id, g.worded_by,
                     over[0] if over else None)
                )  # fmt: skip
        for words_, actor, form in mentions:
            for m in re.finditer(re.escape(words_), text):
                names.setdefault(actor, actor.replace("-", " ").title())
                rows["mentions"].append((article_id, _count(rows["mentions"], article_id), *m.span(), form, actor, 1.0))
        for m in re.finditer(r"\w[\w'’-]*", text):
            g = segment_at(m.start())
            rows["tokens"].append(
                (article_id, _count(rows["tokens"], article_id), g.sentence_id, g.segment_id, *m.span(), m[0],
                 m[0].lower(), "X", None, "dep")
            )  # fmt: skip
        rows["segments"] += segments
        n_words = sum(g.n_words for g in segments)
        outlet = (outlets or {}).get(article_id)
        rows["articles"].append(
            (article_id, outlet, None, None, None, None, None, "en", None, text, n_words, article_id, "0", None, [])
        )
    heard = {r[14] for r in rows["attributions"] if r[10] != "attitude"}
    rows["actors"] = [*RESERVED, *((i, n, "person", [], i in heard) for i, n in names.items() if i != "unknown")]
    return from_tables(**{t: tables.validate(t, tables.frame(t, r)) for t, r in rows.items()})


def _count(rows: list[tuple[object, ...]], article_id: str) -> int:
    return sum(r[0] == article_id for r in rows)


def empty() -> Corpus:
    """Return a corpus of one article without any source, label or marker."""
    return corpus({"a.txt": [[S("Rain fell.")], [S("Nobody spoke.")]]})


def war() -> Corpus:
    """Return two articles with nested voices, labels, a marker and scores, small enough to count by eye."""
    press, head = "press-service", "press-service > ana-lopez"
    return corpus(
        {
            "one.txt": [
                [S("Talks begin")],
                [S("Lopez said"), S("the anti-terrorist raid goes on", "paraphrase", "ana-lopez", cue="said",
                                    stance="neutral", confidence=0.8)],
                [S("The press service claimed"), S("Lopez met Bo Chan", "paraphrase", press, cue="claimed",
                                                   stance="doubting", confidence=0.9)],
                [S("It added"), S("“", "quote", press, press), S("Lopez stressed", "quote", press, press),
                 S("the so-called rebel army must go", "paraphrase", head, press, cue="stressed",
                   stance="argumentative", confidence=0.7)],
            ],
            "two.txt": [
                [S("Rebel army retreats", confidence=0.5)],
                [S("“We go home,”", "quote", "ana-lopez", "ana-lopez", confidence=0.6),
                 S("Lopez said", confidence=0.9)],
                [S("She feared"), S("a long war", "paraphrase", "ana-lopez", act="attitude", cue="feared",
                                    stance="emotive")],
            ],
        },
        labels=[
            Found("anti-terrorist", frame="security", referent="military operation"),
            Found("rebel army", frame="order", referent="armed group"),
            Found("Rebel army", "rebel army", "order", "armed group"),
        ],
        markers=[("so-called", "rebel army", False)],
        mentions=[("Lopez", "ana-lopez", "name"), ("She", "ana-lopez", "pronoun"), ("Bo Chan", "bo-chan", "name"),
                  ("press service", "press-service", "role")],
        outlets={"one.txt": "The Daily", "two.txt": "Wire"},
    )  # fmt: skip


def parsed(made: Corpus, words: Mapping[str, tuple[str, str, str | None]]) -> Corpus:
    """Return a corpus with a parse: for words as written, their part of speech, relation, and head in their sentence.

    The head is the nearest such word of the sentence.
    """
    tokens = made.tokens.copy()
    for at, row in enumerate(made.tokens.itertuples()):
        if row.text in words:
            pos, dep, head = words[row.text]
            same = made.tokens[
                (made.tokens["article_id"] == row.article_id)
                & (made.tokens["sentence_id"] == row.sentence_id)
                & (made.tokens["text"] == head)
            ]["token_id"]
            tokens.loc[at, ["pos", "dep"]] = [pos, dep]
            if len(same):
                tokens.loc[at, "head"] = min(same, key=lambda n, here=row.token_id: abs(n - here))
    frames = {t: getattr(made, t) for t in tables.TABLES} | {"tokens": tables.validate("tokens", tokens)}
    return from_tables(**frames)


def with_articles(corpus: Corpus, **columns: object) -> Corpus:
    """Return the corpus with other values in columns of `articles`."""
    frames = {t: getattr(corpus, t) for t in tables.TABLES}
    return from_tables(**{**frames, "articles": frames["articles"].assign(**columns)})


def both(one: Corpus, other: Corpus) -> Corpus:
    """Return the articles of two corpora as one, with the actors of the first where both have them."""
    frames = {t: pd.concat([getattr(one, t), getattr(other, t)], ignore_index=True) for t in tables.TABLES}
    return from_tables(**{**frames, "actors": frames["actors"].drop_duplicates("actor_id", ignore_index=True)})
