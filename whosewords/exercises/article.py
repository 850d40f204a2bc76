"""An article as items are made of it: its tables in text order, and what stands where."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any

import pandas as pd

from ..corpus import Corpus
from ..lexicon import load
from ..tables import TABLES

MARKS = re.compile(r"[“”„‟\"«»]|(?<!\w)['‘‚‹]|['’›](?!\w)")
"""Quotation marks; an apostrophe inside a word is none."""
_BACKSHIFTED = re.compile(r"\b(?:had|would|could|might|may|should|must|will|was to|were to)\b|[’'](?:d|ll)\b", re.I)
"""Verbs in which a source is often heard on, without a cue: “Buses had been turned back.”"""
_POINTING = re.compile(
    r"(?:he|she|it|they|that|this|his|her|their|there|some|those|these|we|i|one|none|both|such)\b", re.I
)
"""How a sentence begins that leans on the one before."""
_NOUNS = frozenset({"NOUN", "PROPN"})
_IN_PHRASE = _NOUNS | {"ADJ", "DET", "NUM"}


class Read:
    """One article of a corpus; `text` is its text, the tables are lists of rows."""

    def __init__(self, corpus: Corpus, article_id: str) -> None:
        self.corpus = alone(corpus, article_id)
        self.article_id = article_id
        self.about = self.corpus.articles.iloc[0]
        self.text: str = self.about["text"]
        self.sentences, self.segments, self.labels, self.markers, self.mentions, self.tokens = (
            table_rows(getattr(self.corpus, t).sort_values("start"))
            for t in ("sentences", "segments", "labels", "markers", "mentions", "tokens")
        )
        self.attributions = {int(a.attribution_id): a for a in table_rows(self.corpus.attributions)}
        self.kinds = dict(zip(self.corpus.actors["actor_id"], self.corpus.actors["kind"], strict=True))
        self._starts = [s.start for s in self.sentences]

    @property
    def is_latin(self) -> bool:
        """Say whether nearly all letters are those English is written with: the program reads nothing else."""
        return is_latin(self.text)

    def sentence_at(self, offset: int) -> Any:
        """Return the sentence that holds a character, or the one before it where that is white space."""
        return self.sentences[max(bisect_right(self._starts, offset) - 1, 0)]

    def before(self, sentence: Any) -> str:
        """Return the sentence before another in the body, empty where there is none."""
        rows = [s for s in self.sentences if s.start < sentence.start and not s.in_headline]
        return " ".join(self.text[rows[-1].start : rows[-1].end].split()) if rows else ""

    def line(self, attribution_id: int) -> list[Any]:
        """Return an attribution and those it stands in, outermost first."""
        out: list[Any] = []
        node: Any = attribution_id
        while not pd.isna(node):
            out.insert(0, self.attributions[int(node)])
            node = out[0].parent_id
        return out

    def of(self, row: Any) -> Any:
        """Return the attribution of a segment or label; None where there is none."""
        segment = row if hasattr(row, "attribution_id") else self.segment(int(row.segment_id))
        return None if pd.isna(segment.attribution_id) else self.attributions[int(segment.attribution_id)]

    def segment(self, segment_id: int) -> Any:
        """Return a segment by its number."""
        return self._segments[segment_id]

    @cached_property
    def _segments(self) -> dict[int, Any]:
        return {int(s.segment_id): s for s in self.segments}

    def called(self, attribution: Any) -> tuple[str, float]:
        """Return how a source is called where it stands (name, role, pronoun or other), and how sure it is who it is.

        A name counts only where it is the source's own: that of “a spokesman for the minister” is not the minister's.
        """
        source = attribution.source_start, attribution.source_end
        inside = [
            m for m in self.mentions
            if source[0] <= m.start and m.end <= source[1] and m.actor_id == attribution.speaker_id
        ]  # fmt: skip
        order = ("name", "role", "pronoun")
        best = min(inside, key=lambda m: (order.index(m.form), -m.confidence), default=None)
        if best is None:
            return "other", 0.0
        outside = self.text[source[0] : best.start]
        whole = not re.search(r"\b(?:of|for|from|to|and|or|by|in)\b|’s|'s", outside)
        joined = re.search(r"\s(?:and|or)\s", self.text[source[0] : source[1]])
        return (best.form, float(best.confidence)) if whole and not joined else ("other", 0.0)

    def plain_report(self, attribution: Any) -> bool:
        """Say whether an attribution is somebody's saying something, and does so: not denied, not heard by the source.

        “She did not say”, “residents were told” and the lines of a transcript are left aside.
        """
        if pd.isna(attribution.source_start) or pd.isna(attribution.cue_start) or attribution.act != "speech":
            return False
        if attribution.rule == "turn" or pd.isna(attribution.cue_stance):
            return False
        cue = self.within(attribution.cue_start, attribution.cue_end)
        heads = {t.token_id for t in cue}
        around = self.within(*self._span(self.sentence_at(attribution.cue_start)))
        if any(t.dep == "neg" and t.head in heads for t in around):
            return False
        source = self.within(attribution.source_start, attribution.source_end)
        passive = any(t.dep == "nsubjpass" for t in source) or any(
            t.dep == "auxpass" for t in around if t.head in heads
        )
        return not passive

    def tells(self, start: int, end: int) -> bool:
        """Say whether a phrase does what a word for saying tells, whether or not that is found to be an attribution."""
        heads = {t.head for t in self.within(start, end) if t.dep == "nsubj"}
        return any(
            t.token_id in heads and t.pos == "VERB" and t.lemma.lower() in _reporting()
            for t in self.within(*self._span(self.sentence_at(start)))
        )

    @staticmethod
    def _span(row: Any) -> tuple[int, int]:
        return row.start, row.end

    def within(self, start: int, end: int) -> list[Any]:
        """Return the tokens in a stretch."""
        low = bisect_right(self._token_starts, start - 1)
        return self.tokens[low : bisect_right(self._token_starts, end - 1)]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    def sourceless(self, sentence: Any) -> bool:
        """Say whether nothing in a sentence, nor right before it, looks as if a source were heard in it.

        No attribution, no quotation mark, no word that reports, no verb put back in time, no beginning that leans on
        the sentence before, and no source in the two before it in its paragraph.
        """
        said = self.text[sentence.start : sentence.end]
        if sentence.in_headline or MARKS.search(said) or _BACKSHIFTED.search(said) or _POINTING.match(said):
            return False
        if any(s["start"] < sentence.end and sentence.start < s["end"] for a in self.attributions.values()
               for s in a.content):  # fmt: skip
            return False
        if any(t.lemma.lower() in _reporting() for t in self.within(*self._span(sentence))):
            return False
        earlier = [s for s in self.sentences if s.start < sentence.start and not s.in_headline][-2:]
        earlier = [s for s in earlier if "\n" not in self.text[s.start : sentence.start].strip()] or earlier[-1:]
        nearest = [(s.start, s.end) for s in earlier]
        if any(_BACKSHIFTED.search(self.text[low:high]) for low, high in nearest[-1:]):
            return False
        return all(g.voice == "own" for g in self.segments if overlaps((g.start, g.end), nearest))

    def phrases(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the noun phrases of a stretch, as far as parts of speech tell: mentions, and runs up to a noun."""
        found = [(m.start, m.end) for m in self.mentions if start <= m.start and m.end <= end and m.form != "pronoun"]
        run: list[Any] = []
        for token in [*self.within(start, end), None]:
            if token is not None and token.pos in _IN_PHRASE and self._goes_on(run, token):
                run.append(token)
                continue
            while run and run[-1].pos not in _NOUNS:
                run.pop()
            if run:
                found.append((run[0].start, run[-1].end))
            run = [token] if token is not None and token.pos in _IN_PHRASE else []
        widest = sorted(found, key=lambda p: (p[0] - p[1], p))
        kept: list[tuple[int, int]] = []
        for phrase in widest:
            if not any(phrase[0] < k[1] and k[0] < phrase[1] for k in kept):
                kept.append(phrase)
        return sorted(kept)

    def _goes_on(self, run: Sequence[Any], token: Any) -> bool:
        if not run:
            return True
        between = self.text[run[-1].end : token.start]
        return between in (" ", "-", "’s ", "'s ") and token.pos != "DET"


def alone(corpus: Corpus, article_id: str) -> Corpus:
    """Return the corpus of one article: every analysis of a corpus, of it alone.

    Raises KeyError where there is no such article.
    """
    tables = {t: corpus.of_article(t, article_id) for t in TABLES if t != "actors"}
    if tables["articles"].empty:
        raise KeyError(f"no article {article_id!r} in {corpus.name}")
    named = {*tables["mentions"]["actor_id"], *tables["attributions"]["speaker_id"], "article", "unknown"}
    actors = corpus.actors[corpus.actors["actor_id"].isin(named)].reset_index(drop=True)
    return Corpus(corpus.name, {**tables, "actors": actors}, path=corpus.path)


@cache
def _reporting() -> frozenset[str]:
    known = load()
    return frozenset([*known.verb_cues, *known.noun_cues])


def table_rows(table: pd.DataFrame) -> list[Any]:
    """Return a table's rows as named tuples."""
    return list(table.itertuples(index=False))


def is_latin(text: str) -> bool:
    """Say whether nearly all letters of a text are Latin."""
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) >= 0.9 * len(letters)


def overlaps(one: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """Say whether a stretch shares a character with any of others."""
    return any(one[0] < end and start < one[1] for start, end in others)


def pieces(row: Any) -> Iterator[tuple[int, int]]:
    """Yield the stretches of an attribution's content."""
    for span in row.content:
        yield int(span["start"]), int(span["end"])
