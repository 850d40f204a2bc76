"""The reading view: an article with its voices, labels and markers marked, and a list of its passages."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from .. import lexicon
from ..corpus import Corpus
from ..tables import ARTICLE, CHAIN_ARROW, WORDINGS, wording
from .markup import Element, Html, anchor, letter, missing, note_below, plain, weave

_LINE_BREAK = re.compile(r"\n+")
ALTERED = "altered text"
"""What stands before every paragraph that was not printed so."""
TRANSLATED = "in a translator’s words"
"""What is said of words in quotation marks that were spoken in another language."""
RULES = {
    "model": "found by the trained model", "inside": "found inside what somebody says",
    "beside": "the model’s, with the subject beside its cue", "turn": "a turn of an interview or transcript",
    "deictic": "takes up the sentence before (“this was reported by”)",
    "unsourced": "quotation marks without a source", "corrected": "put right by people",
}  # fmt: skip
"""How an attribution was found, as people are told."""
SHORTENED = "[…]"
"""Stands for text that is not shown."""
BEGINS = 6
"""Words of a passage that name it in a list."""


def in_words(
    corpus: Corpus, voice: str, speaker_id: str, worded_by: str, chain: str = "", *, translated: bool = False
) -> str:
    """Say in a few words whose voice a segment is: “X, through Y, in the article’s words”.

    `translated`: the words inside the quotation marks are a translator's.
    """
    if voice == "own":
        return WORDINGS["own"]
    speaker = corpus.name_of(speaker_id)
    between = [corpus.name_of(a) for a in chain.split(CHAIN_ARROW)[1:-1]]
    via = f", through {' and '.join(between)}" if between else ""
    if voice == "quote":
        if translated:
            return f"presented as said by {speaker}{via}, {TRANSLATED}"
        return f"presented as the words of {speaker}{via}"
    words = "in the article’s words" if worded_by == ARTICLE else f"in the words of {corpus.name_of(worded_by)}"
    words += f", {TRANSLATED}" if translated else ""
    return f"{speaker}{'' if worded_by in chain.split(CHAIN_ARROW)[1:-1] else via}, {words}"


def article(
    corpus: Corpus,
    article_id: str,
    *,
    level: int = 3,
    legend: bool = True,
    marks: Iterable[tuple[int, int]] = (),
    only: Collection[int] | None = None,
) -> Html:
    """Return an article with its voices, labels and markers marked, and with an id on every sentence.

    Each voice has a colour and a line of its own kind; small letters after a stretch say who speaks, and a key above
    says who the letters are; a list below says of each attributed passage who speaks, in whose words, through whom,
    with which cue, and how it was found. `level` is the headline's heading level; `marks` are stretches to point out;
    `only` names the sentences to show, with […] for the others. Needs no script. In a corpus whose texts were altered,
    every paragraph says so.
    Raises KeyError where the corpus has no such article.
    """
    rows = corpus.of_article("articles", article_id)
    if rows.empty:
        raise KeyError(f"no article {article_id!r} in {corpus.name}")
    row = rows.iloc[0]
    of = {
        name: _in_order(corpus.of_article(name, article_id)) for name in ("sentences", "segments", "labels", "markers")
    }
    letters = _letters(of["segments"])
    elements = [
        Element(s.start, s.end, 0, "span", f'class="ww-sentence" id="{anchor(article_id, s.sentence_id)}"')
        for s in of["sentences"]
    ]
    attributions = corpus.of_article("attributions", article_id)
    by_translator = _by_translator(attributions, of["segments"])
    numbers = _numbered(of["segments"], only)
    elements += _segments(corpus, of["segments"], letters, by_translator, numbers)
    elements += _markers(corpus, of["markers"], {s.segment_id for s in of["segments"] if s.voice == "own"})
    elements += _labels(corpus, of["labels"])
    corrected = _corrected(corpus, article_id)
    elements += corrected
    elements += [Element(start, end, 5, "mark", 'class="ww-hit"') for start, end in marks]
    headline = next((s for s in of["sentences"] if s.in_headline), None)
    tag = level if headline is not None else None
    note = ALTERED if corpus.altered else ""
    if only is None:
        body = _paragraphs(row["text"], elements, of["sentences"], tag, note)
    else:
        body = _excerpts(row["text"], elements, of["sentences"], tag, only, note)
    about = " · ".join(plain(row[c]) for c in ("outlet", "agency", "author", "published") if not missing(row[c]))
    parts = ['<div class="ww ww-article">']
    if about:
        parts.append(f'<p class="ww-about">{about}</p>')
    if legend:
        entries = {row.entry for row in of["labels"]}
        parts.append(key_to_marks(entries, bool(of["markers"]), bool(corrected), bool(by_translator)))
    parts.append(_key(corpus, letters))
    parts.append(f'<article class="ww-text" lang="{plain(row["language"] or "en")}">{body}</article>')
    parts.append(_passages(corpus, row, attributions, numbers))
    parts.append("</div>")
    return Html("".join(parts))


def _in_order(rows: pd.DataFrame) -> list[Any]:
    return list(rows.sort_values("start").itertuples(index=False))


def _letters(segments: Iterable[Any]) -> dict[str, str]:
    """Give each actor of a chain a letter, in the order they first speak: A to Z, AA, AB and so on."""
    letters: dict[str, str] = {}
    for segment in segments:
        for actor in segment.chain.split(CHAIN_ARROW)[1:]:
            if actor not in letters:
                letters[actor] = letter(len(letters) + 1)
    return letters


def _by_translator(rows: pd.DataFrame, segments: list[Any]) -> set[int]:
    """Return the segments inside the quotation marks of attributions (`rows`) that are translated."""
    translated = set(rows.loc[rows["translated"], "attribution_id"])
    parents = dict(zip(rows["attribution_id"], rows["parent_id"], strict=True))
    out = set()
    for segment in segments if translated else ():
        node = segment.attribution_id if segment.worded_by != ARTICLE else None
        while not missing(node):
            if node in translated:
                out.add(segment.segment_id)
            node = parents.get(node)
    return out


def _segments(
    corpus: Corpus,
    segments: list[Any],
    letters: dict[str, str],
    by_translator: set[int],
    numbers: dict[tuple[Any, ...], "_Passage"],
) -> Iterator[Element]:
    """Yield an element for each segment; the last of a run with one voice in one sentence carries the letters.

    Each attributed one carries the number of its passage in the list below the article.
    """
    for (*_, translated), run in groupby(
        segments, key=lambda s: (s.sentence_id, s.voice, s.worded_by, s.chain, s.segment_id in by_translator)
    ):
        stretch = list(run)
        for segment in stretch:
            voice = segment.voice, segment.speaker_id, segment.worded_by, segment.chain
            whose = plain(in_words(corpus, *voice, translated=translated))
            key = "›".join(letters[a] for a in segment.chain.split(CHAIN_ARROW)[1:]) + " tr" * translated
            attributes = f'class="ww-voice ww-{wording(segment.voice, segment.worded_by)}" title="{whose}"'
            if passage := numbers.get(_passage_key(segment)):
                attributes += f' data-p="{passage.number}"'
            if key and segment is stretch[-1] and any(s.n_words for s in stretch):
                attributes += f' data-key="{key}"'
            said = f'<span class="ww-hidden">[{whose}:] </span>' if segment is stretch[0] else ""
            yield Element(segment.start, segment.end, 1, "span", attributes, said)


class _Passage(NamedTuple):
    """What one attribution gives to one voice: its number in the article, its first segment, all of its segments."""

    number: int
    first: Any
    segments: list[Any]


def _passage_key(segment: Any) -> tuple[Any, ...]:
    attribution = None if missing(segment.attribution_id) else int(segment.attribution_id)
    return attribution, segment.voice, segment.worded_by, segment.chain


def _numbered(segments: Iterable[Any], only: Collection[int] | None) -> dict[tuple[Any, ...], _Passage]:
    """Return the attributed passages of an article in text order, numbered from 1."""
    out: dict[tuple[Any, ...], _Passage] = {}
    for segment in segments:
        if segment.voice == "own" or (only is not None and segment.sentence_id not in only):
            continue
        out.setdefault(_passage_key(segment), _Passage(len(out) + 1, segment, [])).segments.append(segment)
    return out


def _passages(corpus: Corpus, row: Any, attributions: pd.DataFrame, numbers: dict[tuple[Any, ...], _Passage]) -> str:
    """Return the list of attributed passages, folded away: a row each, with a link to where it stands."""
    if not numbers:
        return ""
    rows: list[Any] = list(attributions.itertuples(index=False))
    known = {a.attribution_id: a for a in rows}
    heads = ("passage", "begins", "speaker", "worded by", "chain", "cue", "rule", "confidence")
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = []
    for (attribution_id, *_), passage in numbers.items():
        first, found = passage.first, known.get(attribution_id)
        words = row["text"][first.start : first.end].split()
        begins = " ".join(words[:BEGINS]) + (" …" if len(words) > BEGINS else "")
        cue = "–"
        if found is not None and not missing(found.cue_start):
            cue = f"“{' '.join(row['text'][int(found.cue_start) : int(found.cue_end)].split())}”"
            cue += "" if missing(found.cue_stance) else f" ({found.cue_stance})"
        chain = " → ".join(corpus.name_of(a) for a in first.chain.split(CHAIN_ARROW))
        rule = "–" if found is None else RULES.get(found.rule, found.rule)
        confidence = "–" if found is None else f"{found.confidence:.2f}"
        cells = (
            begins,
            corpus.name_of(first.speaker_id),
            corpus.name_of(first.worded_by),
            chain,
            cue,
            rule,
            confidence,
        )
        link = f'<a href="#{anchor(row["article_id"], first.sentence_id)}">{passage.number}</a>'
        body.append(f'<tr><th scope="row">{link}</th>{"".join(f"<td>{plain(c)}</td>" for c in cells)}</tr>')
    caption = "Attributed passages: whose they are, and how that was found"
    return (
        f'<details class="ww-evidence ww-passages"><summary>{caption}</summary><div class="ww-scroll" role="group" '
        f'tabindex="0" aria-label="{caption}"><table class="ww-table"><caption>{caption}</caption><thead>'
        f"<tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        f"{note_below('Confidence is how likely people would mark it too.')}</details>"
    )


def _markers(corpus: Corpus, markers: Iterable[Any], own: Collection[int]) -> Iterator[Element]:
    for m in markers:
        whose = "" if m.origin_known else "; whether it was the speaker’s own is not known"
        by = "where no source is found" if m.segment_id in own else f"in the words of {corpus.name_of(m.distanced_by)}"
        note = plain(f"held at arm’s length {by}{whose}")
        start, end = min(m.start, m.scope_start), max(m.end, m.scope_end)
        said = f'<span class="ww-hidden">[{note}:] </span>'
        yield Element(start, end, 2, "span", f'class="ww-marker" title="{note}"', said)


def _labels(corpus: Corpus, labels: Iterable[Any]) -> Iterator[Element]:
    neutral = _neutral()
    for row in labels:
        whose = in_words(corpus, row.voice, row.speaker_id, row.worded_by)
        kind, what = ("ww-label ww-neutral", "neutral word") if row.entry in neutral else ("ww-label", "label")
        note = plain(f"{what} “{row.entry}” ({row.frame}, of {row.referent}); {whose}")
        said = f'<span class="ww-hidden">[{what}:] </span>'
        yield Element(row.start, row.end, 3, "mark", f'class="{kind}" title="{note}"', said)


def _neutral() -> set[str]:
    """Return the entries of the word list that take no side."""
    return {entry for entry, row in lexicon.load().label_by.items() if row.side == "neutral"}


def _corrected(corpus: Corpus, article_id: str) -> list[Element]:
    """Return an element for each stretch that people put something right in, with the machine's answer."""
    applied = corpus.corrections[corpus.corrections["problem"].isna()]
    out = []
    for c in _in_order(applied[applied["article_id"] == article_id]):
        note = plain(f"corrected: {c.corrected}; the machine’s answer: {c.machine}")
        said = f'<span class="ww-hidden">[{note}:] </span>'
        out.append(Element(c.start, c.end, 4, "span", f'class="ww-corrected" title="{note}"', said))
    return out


def _paragraphs(text: str, elements: list[Element], sentence_rows: list[Any], level: int | None, note: str = "") -> str:
    """Return the text woven with its elements, cut into paragraphs at line breaks that no sentence runs over.

    `note` is a word to stand before each paragraph, the headline's too.
    """
    first = _before(note)
    inside = [(s.start, s.end) for s in sentence_rows]
    out, at, place = [], 0, 0
    breaks = [m.span() for m in _LINE_BREAK.finditer(text)] + [(len(text), len(text))]
    heading = level is not None
    todo = sorted(elements)
    taken = 0
    for start, end in breaks:
        while place < len(inside) and inside[place][1] <= start:
            place += 1
        if place < len(inside) and inside[place][0] < start and end < inside[place][1]:
            continue
        until = taken
        while until < len(todo) and todo[until].start < start:
            until += 1
        if start > at:
            tag, kind = (f"h{level}", "headline") if heading else ("p", "paragraph")
            out.append(f'<{tag} class="ww-{kind}">{first}{weave(text, todo[taken:until], at, start)}</{tag}>')
            heading = False
        out.append(plain(text[start:end]))
        taken, at = until, end
    return "".join(out)


def _before(note: str) -> str:
    """Return the word that stands before a paragraph."""
    return f'<span class="ww-altered">[{plain(note)}]</span> ' if note else ""


def _excerpts(
    text: str,
    elements: list[Element],
    sentence_rows: list[Any],
    level: int | None,
    only: Collection[int],
    note: str = "",
) -> str:
    """Return the sentences of `only`, a paragraph for each run of them, with […] where others stand between."""
    runs: list[list[Any]] = []
    gap = True
    for s in sentence_rows:
        if s.sentence_id not in only:
            gap = True
        elif gap or runs[-1][-1].in_headline:
            runs.append([s])
            gap = False
        else:
            runs[-1].append(s)
    out = []
    at = -1
    for run in runs:
        if run[0].sentence_id > at + 1:
            out.append(f'<p class="ww-paragraph">{SHORTENED}</p>')
        low, high = run[0].start, run[-1].end
        inside = sorted(e for e in elements if e.start < high and e.end > low)
        cut = [e._replace(start=max(e.start, low), end=min(e.end, high)) for e in inside]
        heading = level is not None and run[0].in_headline
        tag, kind = (f"h{level}", "headline") if heading else ("p", "paragraph")
        out.append(f'<{tag} class="ww-{kind}">{_before(note)}{weave(text, cut, low, high)}</{tag}>')
        at = run[-1].sentence_id
    if sentence_rows and at < sentence_rows[-1].sentence_id:
        out.append(f'<p class="ww-paragraph">{SHORTENED}</p>')
    return "".join(out)


def key_to_marks(entries: Iterable[str], markers: bool, corrected: bool, translated: bool) -> str:
    """Return a list of how voices are marked in articles, and what else is where it occurs: labels by their entries."""
    known = _neutral()
    neutral = {entry in known for entry in entries}
    items = [f'<li><span class="ww-voice ww-{v}">{plain(name)}</span></li>' for v, name in WORDINGS.items()]
    if False in neutral:
        items.append('<li><mark class="ww-label">label</mark> (takes a side)</li>')
    if True in neutral:
        items.append('<li><mark class="ww-label ww-neutral">neutral word</mark> (of the list of labels)</li>')
    if markers:
        items.append('<li><span class="ww-marker">held at arm’s length</span></li>')
    if corrected:
        items.append('<li><span class="ww-corrected">corrected by people</span></li>')
    if translated:
        items.append(f"<li><b>tr</b> {TRANSLATED}: by what the article says or shows, not spoken in English</li>")
    return f'<ul class="ww-legend" aria-label="How voices are marked">{"".join(items)}</ul>'


def _key(corpus: Corpus, letters: dict[str, str]) -> str:
    if not letters:
        return '<p class="ww-keys">No source is found in this article.</p>'
    who = " · ".join(f"<b>{letter}</b> {plain(corpus.name_of(actor))}" for actor, letter in letters.items())
    return f'<p class="ww-keys">{who}. <b>X›Y</b> means: X is reporting what Y is said to have said.</p>'
