"""The same quotation in several articles: what each prints of it and cuts, with which cue, and whose it says it is.

A quotation is what one attribution has inside quotation marks. Two are versions of the same one if they share a run of
at least RUN words and, in runs of three words or more, half the words of the shorter. Its words may also stand in
another article without quotation marks: then it takes a run of UNQUOTED words. The fullest version *here* is the
measure of what the others cut; it need not be all that was said.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..corpus import Corpus
from ..evidence import evidence_of
from ..queries import ACTED, IN_TIME
from ..tables import ARTICLE, UNKNOWN, UNNAMED, WORDINGS
from .reuse import WORD, Texts

RUN = 4
"""Words that must follow each other in both of two versions inside quotation marks."""
UNQUOTED = 6
"""Words that must follow each other, as they are quoted elsewhere, in a version without quotation marks."""
SHARED = 0.5
"""The share of the shorter version's words that both must have."""
INTERRUPTED = 10
"""A quotation goes on after at most so many words of the article in the same paragraph (“…,” she said, “…”)."""

SAME, OTHER, UNTOLD, LOST = "the same speaker", "another speaker", "an unknown source", "no source found"
"""Whom a version is attributed to: as most versions, otherwise, not said, nobody."""

_STOPS = re.compile(r"[.,;:!?…]*")
_CLOSED = re.compile(r"[\"”’'»][^\w\"”’'»]*[\"“‘'«]")
"""Between two words: the end of a quotation and the beginning of another."""

_VERSIONS = {
    "quotation": "int64",
    **dict.fromkeys(["article_id", "outlet", "published"], "str"),
    "in_headline": "bool",
    "printed": "str",
    "words": "int64",
    "share": "float64",
    **dict.fromkeys(["cut", "added"], "str"),
    "fullest": "bool",
    **dict.fromkeys(["speaker_id", "speaker", "attributed", "wording", "cue", "stance"], "str"),
    "kept": "object",
    **dict.fromkeys(["whole", "sentence_id", "start", "end"], "int64"),
}
"""Columns and types of `versions`."""


def versions(corpus: Corpus, *, articles: int = 2) -> pd.DataFrame:
    """Return every version of each quotation that stands in `articles` articles or more, as each article prints it.

    Columns: quotation (a number: those in most articles first), article_id, outlet, published, in_headline, printed
    (its words there), words, share (of the fullest version's words that it has), cut (what it lacks of them, gaps as
    …), added (words it has and the fullest has not), fullest (whether it is that one), speaker_id, speaker, attributed
    (SAME, OTHER, UNTOLD, LOST), wording (see `tables.WORDINGS`), cue and stance (of the reporting cue; missing where
    there is none, or it is not listed), kept (list of [from, to): the words of the fullest version it has), whole (how
    many words that has), sentence_id, start, end (in `articles.text`). By quotation, then as they were published.
    """
    found = _Quotations(corpus)
    rows = [row for number, places in enumerate(found.groups(articles), 1) for row in found.rows(number, places)]
    table = pd.DataFrame(rows, columns=list(_VERSIONS)).astype(_VERSIONS)
    return table.sort_values(["quotation", "published", "article_id", "start"], ignore_index=True)


def drift(table: pd.DataFrame) -> pd.DataFrame:
    """Return what becomes of each quotation of `versions`, a row for each.

    Columns: quotation, speaker (whom most attribute it to), text (the fullest version), words, articles, outlets (how
    many), entire (articles that print all of it), shortest (the least share that an article prints), cues (with the
    number of versions), otherwise (outlets where it is attributed to somebody else, or where the source cannot be told,
    or none is found).
    """
    rows = []
    in_order = table.sort_values("quotation", kind="stable").itertuples()
    for number, group in groupby(in_order, key=attrgetter("quotation")):
        of: list[Any] = list(group)
        whole = next(v for v in of if v.fullest)
        most: dict[str, float] = {}
        for v in of:
            most[v.article_id] = max(v.share, most.get(v.article_id, 0.0))
        same = (v.speaker for v in of if v.attributed == SAME)
        cues = Counter(v.cue for v in of if not pd.isna(v.cue))
        told = [
            f"{UNNAMED if pd.isna(v.outlet) else v.outlet} ({v.speaker if v.attributed == OTHER else v.attributed})"
            for v in of
            if v.attributed != SAME
        ]
        outlets = {"" if pd.isna(v.outlet) else v.outlet for v in of}
        rows.append(
            (number, next(same, whole.speaker), whole.printed, whole.whole, len(most), len(outlets),
             sum(share == 1 for share in most.values()), min(most.values()),
             ", ".join(f"{cue} ({n})" for cue, n in cues.most_common()), ", ".join(dict.fromkeys(told)))
        )  # fmt: skip
    names = ["quotation", "speaker", "text", "words", "articles", "outlets", "entire", "shortest", "cues", "otherwise"]
    return pd.DataFrame(rows, columns=names)


def version_sentences(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of rows of `versions`, each version marked: see `evidence.evidence`.

    More columns: quotation, outlet, share, cue. By quotation, then in text order.
    """
    columns = ["article_id", "start", "end", "quotation", "outlet", "share", "cue"]
    known = corpus.sql('SELECT article_id, start AS low, "end" AS high FROM sentences')
    cut = table[columns].merge(known, on="article_id")
    cut = cut[(cut["start"] < cut["high"]) & (cut["low"] < cut["end"])]
    cut["start"], cut["end"] = cut[["start", "low"]].max(axis=1), cut[["end", "high"]].min(axis=1)
    found = evidence_of(corpus, cut[columns])
    return found.sort_values("quotation", kind="stable", ignore_index=True)


_PEOPLE = """
    CREATE OR REPLACE TEMP TABLE quotation_people AS
    SELECT (row_number() OVER (ORDER BY actor_id) - 1)::INT AS person, actor_id
    FROM (SELECT worded_by AS actor_id FROM segments UNION SELECT speaker_id FROM segments)
"""
_SEGMENTS = f"""
    CREATE OR REPLACE TEMP TABLE quotation_segments AS
    SELECT (row_number() OVER (ORDER BY a.place, segment_id) - 1)::INT AS segment, a.place::INT AS article, segment_id,
        g.sentence_id, s.in_headline, w.person AS worded_by, p.person AS speaker_id,
        list_position({list(WORDINGS)}, g.wording) - 1 AS wording, coalesce(attribution_id, -1) AS attribution_id,
        g.worded_by <> '{ARTICLE}' OR g.voice = 'quote' AS quoted
    FROM ({ACTED}) g JOIN {IN_TIME} a USING (article_id)
    JOIN sentences s ON s.article_id = g.article_id AND s.sentence_id = g.sentence_id
    JOIN quotation_people w ON w.actor_id = g.worded_by JOIN quotation_people p ON p.actor_id = g.speaker_id
"""
_PLAIN = ("sentence_id", "in_headline", "attribution_id")
_WORDS = f"""
    SELECT segment, token_id::INT AS token_id, t.start::INT AS start, t."end"::INT AS "end", {WORD} AS word
    FROM (SELECT t.*, place FROM tokens t JOIN {IN_TIME} a USING (article_id)) t
    JOIN quotation_segments g ON g.article = t.place AND g.segment_id = t.segment_id ORDER BY segment, token_id
"""
"""The words of a corpus, and its segments in the order of time, articles and people told by numbers."""


class _Place(NamedTuple):
    """A stretch of words of `_Quotations`: the number of its text, its first word, and the one after its last."""

    text: int
    low: int
    high: int


class _Quotations:
    """The words of a corpus as texts to be compared: its quotations, then the stretches between them."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        articles = corpus.sql(f"SELECT article_id, outlet, published, text FROM {IN_TIME} ORDER BY place")
        self.written = articles["text"].tolist()
        corpus.sql(_PEOPLE)
        corpus.sql(_SEGMENTS)
        people = corpus.sql("SELECT actor_id FROM quotation_people ORDER BY person")["actor_id"].tolist()
        segments = corpus.sql("SELECT * EXCLUDE (segment_id) FROM quotation_segments ORDER BY segment")
        self.article = segments["article"].to_numpy()
        """Of each segment."""
        told = articles[["article_id", "outlet", "published"]].astype(object)
        told = told.where(told.notna(), None)
        of_article = self.article.tolist()
        self.columns: dict[str, tuple[Sequence[int], list[Any]]] = {
            **{str(name): (of_article, told[name].tolist()) for name in told},
            **{name: (segments[name].tolist(), people) for name in ("worded_by", "speaker_id")},
            "wording": (segments["wording"].tolist(), list(WORDINGS)),
            **{name: (range(len(segments)), segments[name].tolist()) for name in _PLAIN},
        }
        words = corpus.sql(_WORDS)
        order, number = _numbered(words, segments, self.written)
        word = words.pop("word").to_numpy()[order]
        self.segment, self.token, self.start, self.end = (words[name].to_numpy()[order] for name in words)
        del words
        quoted = segments["quoted"].to_numpy()[self.segment]
        self.all, self.quoted = Texts(word, number), Texts(word[quoted], number[quoted])
        self.many = int(number[quoted].max(initial=-1)) + 1

    def groups(self, articles: int) -> list[list[_Place]]:
        """Return the versions of each quotation that stands in so many articles; those in most articles first."""
        group = list(range(self.many))

        def top(k: int) -> int:
            while group[k] != k:
                group[k] = k = group[group[k]]
            return k

        for one, other in self._alike():
            group[top(other)] = top(one)
        found: dict[int, list[_Place]] = {}
        for k in range(self.many):
            of = self.all.words_of(k)
            found.setdefault(top(k), []).append(_Place(k, of.start, of.stop))
        for place, like in self._unquoted():
            found[top(like)].append(place)
        counted = [(len({self._of(p, "article_id") for p in places}), places) for places in found.values()]
        counted = [(n, places) for n, places in counted if n >= articles]
        return [places for _, places in sorted(counted, key=lambda c: (-c[0], c[1][0].low))]

    def _alike(self) -> list[tuple[int, int]]:
        """Return the pairs of quotations that are versions of one, the earlier first."""
        pairs = np.array(self.quoted.pairs(RUN), dtype=np.int64).reshape(-1, 2)
        size = np.bincount(self.quoted.text, minlength=self.many)
        order = np.argsort(size[pairs], axis=1, kind="stable")
        shorter, longer = np.take_along_axis(pairs, order, axis=1).T
        shared = self.quoted.shared_words(shorter, longer, 3)
        found: list[tuple[int, int]] = [tuple(p) for p in pairs[shared >= SHARED * size[shorter]].tolist()]
        return found

    def _unquoted(self) -> Iterator[tuple[_Place, int]]:
        """Yield what stands without quotation marks as it is quoted elsewhere, with the number of that quotation."""
        begins, code = self.all.runs(UNQUOTED)
        text = self.all.text[begins]
        quoted = int(np.searchsorted(text, self.many))  # quotations come first
        first = ~pd.Series(code[:quoted]).duplicated().to_numpy()
        number = text[:quoted][first]
        which = pd.Index(code[:quoted][first]).get_indexer(code[quoted:])
        low, high, like = -1, -1, -1
        for at in np.flatnonzero(which >= 0).tolist():
            begin = int(begins[quoted + at])
            if begin > high or text[quoted + at] != self.all.text[low]:
                if high > 0:
                    yield _Place(int(self.all.text[low]), low, high), like
                low, like = begin, int(number[which[at]])
            high = begin + UNQUOTED
        if high > 0:
            yield _Place(int(self.all.text[low]), low, high), like

    def rows(self, number: int, places: list[_Place]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of `versions` for one quotation."""
        quoted = [p for p in places if p.text < self.many]
        fullest = max(quoted, key=lambda p: p.high - p.low)
        whole = fullest.high - fullest.low
        told = Counter(self._name(who) for p in quoted if (who := self._voice(p)[0]) not in (ARTICLE, UNKNOWN))
        usual = told.most_common(1)[0][0] if told else ""
        compared: dict[bytes, tuple[Any, ...]] = {}
        for p in places:
            words = self.all.ids[p.low : p.high].tobytes()
            if words not in compared:
                compared[words] = self._compared(p, fullest)
            share, kept, cut, more = compared[words]
            who, wording = self._voice(p)
            cue, stance = self._cue(p, who)
            attributed = {ARTICLE: LOST, UNKNOWN: UNTOLD}.get(who, SAME if self._name(who) == usual else OTHER)
            yield (
                number, *(self._of(p, name) for name in ("article_id", "outlet", "published", "in_headline")),
                self._as_written(p), p.high - p.low, share, cut, self._rest(p, more), p == fullest, who,
                self.corpus.name_of(who), attributed, wording, cue, stance, kept, whole, self._of(p, "sentence_id"),
                self.start[p.low], self.end[p.high - 1],
            )  # fmt: skip

    def _compared(
        self, place: _Place, fullest: _Place
    ) -> tuple[float, list[tuple[int, int]], str, list[tuple[int, int]]]:
        """Return what a version has of the fullest: share, words, what it lacks, and which of its words these are."""
        blocks = self.all.aligned(slice(place.low, place.high), slice(fullest.low, fullest.high))
        blocks = [b for b in blocks if b[2] > 1] or blocks
        kept = [(there, there + size) for _, there, size in blocks]
        share = sum(b - a for a, b in kept) / (fullest.high - fullest.low)
        return share, kept, self._rest(fullest, kept), [(at, at + size) for at, _, size in blocks]

    def _value(self, segment: int, name: str) -> Any:
        codes, known = self.columns[name]
        return known[codes[segment]]

    def _of(self, place: _Place, name: str) -> Any:
        """Return a column of the segment in which a stretch begins."""
        return self._value(self.segment[place.low], name)

    def _voice(self, place: _Place) -> tuple[str, str]:
        """Return whom most words of a stretch are attributed to, and how they are worded."""
        by = "worded_by" if place.text < self.many else "speaker_id"
        whose: Counter[tuple[str, str]] = Counter()
        for segment, n in self._segments(place).items():
            whose[self._value(segment, by), self._value(segment, "wording")] += n
        return whose.most_common(1)[0][0]

    def _segments(self, place: _Place) -> dict[int, int]:
        """Return the segments of a stretch, in order, with the number of words in each."""
        first, last = self.segment[place.low], self.segment[place.high - 1]
        if first == last:  # as nearly all are, and words are in the order of segments
            return {int(first): place.high - place.low}
        return Counter(self.segment[place.low : place.high].tolist())

    def _name(self, actor_id: str) -> str:
        """Return the name by which versions have the same speaker, whatever else the articles call it."""
        return self.corpus.name_of(actor_id).lower()

    @cached_property
    def _attributions(self) -> dict[tuple[str, int], tuple[Any, ...]]:
        """Of each attribution the number of the one it stands in, depth, speaker, cue and its stance."""
        rows = self.corpus.sql(
            """
            SELECT article_id, attribution_id, coalesce(parent_id, -1) AS parent_id, depth, speaker_id, cue_lemma,
                cue_stance
            FROM attributions
            """
        )
        article_id, number, *values = (rows[name].tolist() for name in rows)
        return dict(zip(zip(article_id, number, strict=True), zip(*values, strict=True), strict=True))

    def _cue(self, place: _Place, who: str) -> tuple[str | None, str | None]:
        """Return the cue that introduces a version, and its stance: of the outermost attribution to its speaker."""
        article_id = self._of(place, "article_id")
        above = {}
        for segment in self._segments(place):
            number = self._value(segment, "attribution_id")
            while number >= 0:
                parent, depth, speaker_id, cue, stance = self._attributions[article_id, number]
                if speaker_id == who:
                    above[depth, number] = cue, stance
                number = parent
        return above[min(above)] if above else (None, None)

    def _as_written(self, place: _Place) -> str:
        """Return the words of a stretch as the article writes them, without what interrupts it."""
        text = self.written[self.article[self.segment[place.low]]]
        token = self.token[place.low : place.high]
        gaps = np.flatnonzero(np.diff(token) != 1) if token[-1] - token[0] >= len(token) else ()
        cuts = [place.low, *(int(gap) + place.low + 1 for gap in gaps), place.high]
        parts = [
            text[self.start[a] : self.end[b - 1]] + _STOPS.findall(text[self.end[b - 1] : self.end[b - 1] + 3])[0]
            for a, b in pairwise(cuts)
        ]
        return " ".join(" ".join(parts).split()).rstrip(",;:")

    def _rest(self, place: _Place, known: list[tuple[int, int]]) -> str:
        """Return the words of a stretch that are not in its parts `known`; with … for gaps."""
        ends = [0, *(k for part in known for k in part), place.high - place.low]
        rest = [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True) if a < b]
        return " … ".join(self._as_written(_Place(place.text, place.low + a, place.low + b)) for a, b in rest)


def _numbered(words: pd.DataFrame, segments: pd.DataFrame, written: list[str]) -> tuple[Any, Any]:
    """Return the words in the order of the texts, and the number of the text each is in.

    Texts are the quotations and, after all of them, the stretches between.
    """
    of = words["segment"].to_numpy()
    article, worder, sentence, quoted, head = (
        segments[name].to_numpy()[of] for name in ("article", "worded_by", "sentence_id", "quoted", "in_headline")
    )
    start, end = words["start"].to_numpy(), words["end"].to_numpy()
    paragraph = np.zeros(len(words), dtype=np.int64)
    for low, high in pairwise([*np.flatnonzero(_new(article)), len(words)]):
        lines = [m.start() for m in re.finditer("\n", written[article[low]])]
        paragraph[low:high] = np.searchsorted(lines, start[low:high])
    inside, outside = np.flatnonzero(quoted), np.flatnonzero(~quoted)
    begins = _new(article[inside]) | _new(worder[inside]) | _new(head[inside])
    skipped = np.diff(inside, prepend=-1) - 1
    begins |= (skipped > INTERRUPTED) | ((skipped > 0) & _new(paragraph[inside]))
    apart = np.flatnonzero(~begins & (skipped == 0) & (start[inside] - end[inside - 1] > 2))
    begins[apart] = [
        _CLOSED.search(written[article[k]], end[k - 1], start[k]) is not None for k in inside[apart].tolist()
    ]
    between = _new(article[outside]) | _new(sentence[outside]) | (np.diff(outside, prepend=-1) > 1)
    return np.concatenate([inside, outside]), np.cumsum(np.concatenate([begins, between])) - 1


def _new(values: Any) -> Any:
    """Return where a value differs from the one before; the first does."""
    return np.concatenate([np.ones(min(1, len(values)), dtype=bool), values[1:] != values[:-1]])
