"""The nested gold of data/gold/nested: reading it, the tables of each text, and measuring chains of speakers.

A file is a list of short texts, each with all its attributions, in the format of data/gold/answers without what those
say of actors: the name of a speaker is the name of its actor, and what it is called as a source are its aliases. Who is
called by somebody else ("the mayor’s office") may be called by any name of theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, reduce
from pathlib import Path
from typing import Any, NamedTuple

import gold
import pandas as pd
import yaml
from gold import Counts, GoldArticle, GoldAttribution, GoldError, Share

from whosewords import annotate, lexicon, tables
from whosewords.actors import Cast
from whosewords.articles import LeftOut
from whosewords.corpus import RESERVED, Corpus
from whosewords.tables import ARTICLE, UNKNOWN
from whosewords.training import marked

NESTED = gold.ROOT / "data" / "gold" / "nested"
PRONOUNS = frozenset(
    [
        *("he", "her", "hers", "him", "his", "i", "it", "its", "me", "mine", "my", "one", "our", "ours", "she"),
        *("some", "that", "their", "theirs", "them", "these", "they", "this", "those", "us", "we", "which", "who"),
        *("whom", "whose", "you", "your", "yours"),
    ]
)


class Coded(NamedTuple):
    """A text with its hand-coded attributions; `style` says what kind of text it is."""

    style: str
    answers: GoldArticle


class Read(NamedTuple):
    """A coded text with the tables that the project makes of it."""

    style: str
    answers: GoldArticle
    attributions: pd.DataFrame
    segments: pd.DataFrame
    actors: pd.DataFrame


class Chain(NamedTuple):
    """A nested attribution: the speakers from the outermost source down to it, as coded and as found.

    `found` is None where the attribution was not found. Found speakers who are no actor of the answers keep their own
    names, so they equal nobody.
    """

    attribution: GoldAttribution
    coded: tuple[str, ...]
    found: tuple[str, ...] | None

    @property
    def right(self) -> bool:
        """Whether it was found, under the right speakers."""
        return self.found == self.coded


class Score(NamedTuple):
    """What is counted in a text, or in several."""

    every: Counts = Counts()
    nested: Counts = Counts()
    """Nested attributions under the right parent."""
    chains: Share = Share()
    """Of the nested attributions that there are, those found with the right chain of speakers."""
    speakers: Share = Share()
    """Of all attributions that there are, those found with the right speaker."""
    speakers_found: Share = Share()
    """The same, of those found."""
    own: Counts = Counts()
    """Words without a source."""

    def plus(self, other: "Score") -> "Score":
        """Return both together."""
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


# --- reading -----------------------------------------------------------------------------------------------------


def load(path: Path) -> list[Coded]:
    """Return the texts of a file. Raises GoldError naming file, id and key of an answer that cannot be placed."""
    is_marked = path.suffix == ".txt"
    texts = marked.texts(path) if is_marked else yaml.safe_load(path.read_text("utf-8"))
    ids = [entry["id"] for entry in texts]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise GoldError(f"{path.name}: the id {twice[0]!r} is used twice")
    return [Coded(entry["style"], (_marked if is_marked else parse)(entry, path.name)) for entry in texts]


def parse(entry: Mapping[str, Any], file: str) -> GoldArticle:
    """Return one text with every quoted text placed in it."""
    attributions = entry["attributions"]
    answers = {
        "corpus": file,
        "article": str(entry["id"]),
        "fictional": True,
        "actors": list(_actors(attributions)),
        "attributions": attributions,
        **dict.fromkeys(("voices", "labels", "markers", "chains"), ()),
    }
    return gold.parse(answers, entry["text"].strip(), f"{file}, {entry['id']}")


def _marked(row: Mapping[str, Any], file: str) -> GoldArticle:
    """Return a text whose attributions are marked in it; what stands right between quotation marks is quoted."""
    text: str = row["text"]
    opening, closing = "“‘„«‹\"'", "”’“»›\"'"
    by_key: dict[str, GoldAttribution] = {}

    def add(a: Mapping[str, Any]) -> GoldAttribution:
        if a["id"] not in by_key:
            parent = add(next(o for o in row["attributions"] if o["id"] == a["parent"])) if a["parent"] else None
            source, cue = (gold.Stretch(*a[k][0]) if a[k] else None for k in ("source", "cue"))
            content = tuple(gold.Stretch(*part) for part in a["content"])
            quoted = frozenset(
                piece
                for piece in content
                if text[max(0, piece.start - 1)] in opening
                and text[piece.end : piece.end + 2].lstrip(",.")[:1] in closing
            )
            by_key[a["id"]] = GoldAttribution(
                a["id"], a["parent"], parent.depth + 1 if parent else 0, source, cue, content, quoted, a["speaker"],
                a["act"], False,
            )  # fmt: skip
        return by_key[a["id"]]

    for a in row["attributions"]:
        add(a)
    named = [
        {"speaker": a["speaker"], "source": text[slice(*a["source"][0])] if a["source"] else None}
        for a in row["attributions"]
    ]
    actors = tuple(gold.GoldActor(a["name"], a["kind"], a["speaks"], tuple(a["aliases"])) for a in _actors(named))
    return GoldArticle(
        article_id=row["id"], corpus=file, text=text, fictional=True, actors=actors,
        attributions=tuple(by_key.values()), voices=(), labels=tuple(gold.Stretch(s, e) for s, e, _ in row["labels"]),
        markers=(), chains=(), by_key=by_key,
    )  # fmt: skip


def _actors(attributions: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    called: dict[str, set[str]] = {}
    for a in attributions:
        if a["speaker"] not in (ARTICLE, UNKNOWN):
            names = called.setdefault(a["speaker"], {a["speaker"]})
            source = a["source"]["text"] if isinstance(a["source"], Mapping) else a["source"]
            if source and _names_its_speaker(source):
                names.add(source)
    for name, names in called.items():
        aliases = names | {owned for n in names for owned in _by_owner(n, called.values())}
        yield {"name": name, "kind": "", "speaks": True, "aliases": sorted(aliases - {name})}


def _by_owner(name: str, called: Iterable[set[str]]) -> Iterable[str]:
    """Yield a name like "the mayor’s office" with each name that the mayor has."""
    owner, apostrophe, owned = name.rpartition("’s ")
    if apostrophe:
        for names in called:
            if gold.plain(owner) in map(gold.plain, names):
                yield from (f"{n}’s {owned}" for n in names)


def _names_its_speaker(source: str) -> bool:
    """Say whether a source calls its speaker something: a pronoun does not, and a document is not its issuer's name."""
    head = source.split(" of ")[0].split(" from ")[0].split(" by ")[0].split()[-1]
    return source.casefold() not in PRONOUNS and head.casefold().rstrip("s") not in _documents()


@cache
def _documents() -> frozenset[str]:
    return frozenset(row.role.casefold().rstrip("s") for row in lexicon.load().roles if row.kind == "document")


def read(coded: Sequence[Coded]) -> list[Read]:
    """Return texts with their tables, annotated afresh; actors are those of one text.

    A first line with a blank line after it is the headline, unless it ends like a sentence.
    """
    articles = [_article(c.answers) for c in coded]
    out = []
    for c, done in zip(coded, annotate.annotate(articles, lexicon.load()), strict=True):
        if isinstance(done, LeftOut):
            raise GoldError(f"{c.answers.corpus}, {c.answers.article_id}: {done.reason}")
        cast = Cast()
        rows = annotate.assemble(done, cast, lambda _, records: list(records)).rows
        attributions, segments = (tables.frame(t, rows[t]) for t in ("attributions", "segments"))
        out.append(Read(*c, attributions, segments, tables.frame("actors", [*RESERVED, *cast.actors()])))
    return out


def of_corpus(coded: Sequence[Coded], corpus: Corpus) -> list[Read]:
    """Return coded texts that are articles of a corpus with their tables in it; their ids are paths without ending.

    Raises GoldError if the text of an article is not the one that was coded.
    """
    out = []
    for c in coded:
        answers = replace(c.answers, article_id=f"{c.answers.article_id}.txt")
        gold.check_text(answers, corpus.articles)
        rows = (t[t["article_id"] == answers.article_id] for t in (corpus.attributions, corpus.segments))
        out.append(Read(c.style, answers, *rows, corpus.actors))
    return out


def _article(answers: GoldArticle) -> tables.Article:
    first, blank, _ = answers.text.partition("\n\n")
    title = first if blank and not first.rstrip("”’\"'»").endswith(".") else None
    return tables.Article(
        answers.article_id, None, None, None, title, None, None, "en", None, answers.text, 0, answers.corpus, "",
        None, [],
    )  # fmt: skip


# --- measuring ---------------------------------------------------------------------------------------------------


def coded_chain(answers: GoldArticle, attribution: GoldAttribution) -> tuple[str, ...]:
    """Return the speakers from the outermost source down to an attribution, neighbours that are the same as one."""
    line = [attribution.speaker]
    while attribution.parent is not None:
        attribution = answers.by_key[attribution.parent]
        line.append(attribution.speaker)
    return merged(reversed(line))


def merged(line: Iterable[str]) -> tuple[str, ...]:
    """Return names with neighbours that are the same as one."""
    out: list[str] = []
    for name in line:
        if out[-1:] != [name]:
            out.append(name)
    return tuple(out)


class Found:
    """What was found in a text: the matching with the answers, and the chain of each attribution."""

    def __init__(self, text: Read) -> None:
        rows: list[Any] = list(text.attributions.itertuples())
        self.rows = {int(r.attribution_id): r for r in rows}
        self.matched = gold.match(text.answers, text.attributions)
        speakers = {r.speaker_id for r in rows}
        shown = dict(zip(text.actors["actor_id"], text.actors["name"], strict=True))
        named = gold.name_actors(text.answers, text.actors, speakers)
        self.names = {i: named.get(i, f"[{shown[i]}]") for i in speakers}

    def chain(self, number: int) -> tuple[str, ...]:
        """Return the speakers from the outermost source down to an attribution."""
        line = []
        at: Any = number
        while not pd.isna(at):
            row = self.rows[int(at)]
            line.append(self.names[row.speaker_id])
            at = row.parent_id
        return merged(reversed(line))


def chains(text: Read, found: Found | None = None) -> list[Chain]:
    """Return the nested attributions of the answers, each with its chain as coded and as found."""
    found = found or Found(text)
    return [
        Chain(
            a, coded_chain(text.answers, a), found.chain(found.matched[a.key]) if a.key in found.matched else None
        )
        for a in text.answers.attributions
        if a.parent is not None
    ]  # fmt: skip


def score(text: Read) -> Score:
    """Return the counts of one text."""
    found = gold.score_attributions(text.answers, text.attributions)
    speakers = gold.score_speakers(text.answers, text.attributions, text.actors)
    nested = chains(text)
    return Score(
        found.every,
        found.nested,
        Share(sum(c.right for c in nested), len(nested)),
        Share(speakers.right, len(text.answers.attributions)),
        speakers,
        gold.score_voices(text.answers, text.segments, text.actors).own,
    )


def score_all(texts: Iterable[Read]) -> Score:
    """Return the counts of all texts together."""
    return reduce(Score.plus, map(score, texts), Score())
