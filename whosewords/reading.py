"""What a person reads: an article with its voices and labels marked, the sentences behind a number, a plain table."""

import hashlib
import heapq
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from . import interface, lexicon, stats
from .analyses.framing import printed
from .corpus import Corpus, voices_of
from .tables import ARTICLE, CHAIN_ARROW, NO_SOURCE, SHORT, WORDINGS, wording

_LINE_BREAK = re.compile(r"\n+")
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NUMBER = {True: "ww-number", False: "ww-words"}
_ID = re.compile(r' id="[^"]*"')
_KEY = re.compile(r' data-key="[^"]*"')

LINES = 20
"""Concordance lines behind one number of a matrix."""
GROUPS = 30
"""Outlets or speakers that get a matrix of their own."""
LABELS = 60
"""Labels in one matrix."""

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
SHOWN_GROUPS = 8
"""Groups of sentences shown as folds; what comes after them is folded away once more."""
HEADINGS = {
    "n_words": "words", "per_1000": "per 1,000 words", "per_10000": "per 10,000 words", "article_id": "article",
    "entry": "label", "printed": "as printed", "origin_known": "whose word is told", "low": "low end",
    "high": "high end",
    "first_id": "mostly as in", "first_share": "share of the other", "names_agency": "names the agency",
    "duplicates": "exact copies", "marks": "quotation marks kept", "outside": "share outside quotations",
    "near_match": "near match found",
    "none_found": "no near match found", "n_other": "n in the other", "articles_other": "articles of the other",
    "z": "z (log-odds)", "log_ratio": "log ratio (doublings)", "diff": "% difference", "g2": "G²",
    "q": "q (chance, corrected)", "log_dice": "logDice", "dp": "DP", "dp_norm": "DPnorm (0 even, 1 uneven)",
    "d": "Juilland’s D",
}  # fmt: skip
"""What columns are called where people read them, if not as in the tables."""


SHARES = ("share", "outside", "first_share", "own_low", "own_high")
"""Columns of shares, 0 … 1, that people read in per cent; beside a share its ends too."""
FEW = 10
"""Rows from which on a table says how many there are."""
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:$|[T ])")


class Html(str):
    """Markup that a notebook shows as it is, with the style it needs, and the script where a table can be sorted."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        style = interface.style("reading.css")
        script = interface.script("tables.js") if "ww-sorted" in self else ""
        return f'<style class="ww-style">{style}</style>{self}' + (f"<script>{script}</script>" if script else "")


class _Element(NamedTuple):
    """A stretch of text to wrap; of two that begin and end together, the lower level is outside."""

    start: int
    end: int
    level: int
    tag: str
    attributes: str
    first: str = ""


def anchor(article_id: str, sentence_id: int) -> str:
    """Return the HTML id of a sentence in the reading view: stable, and safe whatever the article is called."""
    return f"a{hashlib.sha256(article_id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}-s{sentence_id}"


def letter(n: int) -> str:
    """Return the n-th letter, from 1: A to Z, AA, AB and so on."""
    out = ""
    while n:
        n, place = divmod(n - 1, 26)
        out = chr(ord("A") + place) + out
    return out


def plain(text: object) -> str:
    """Return any value as text safe in HTML, in an attribute too; what HTML cannot hold becomes the sign �."""
    return escape(UNSHOWABLE.sub("\ufffd", str(text))).replace("\r", "&#13;")


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
        _Element(s.start, s.end, 0, "span", f'class="ww-sentence" id="{anchor(article_id, s.sentence_id)}"')
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
    elements += [_Element(start, end, 5, "mark", 'class="ww-hit"') for start, end in marks]
    headline = next((s for s in of["sentences"] if s.in_headline), None)
    tag = level if headline is not None else None
    note = ALTERED if corpus.altered else ""
    if only is None:
        body = _paragraphs(row["text"], elements, of["sentences"], tag, note)
    else:
        body = _excerpts(row["text"], elements, of["sentences"], tag, only, note)
    about = " · ".join(plain(row[c]) for c in ("outlet", "agency", "author", "published") if not _missing(row[c]))
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


def sentences(table: pd.DataFrame, by: str | None = None, *, limit: int = 100, note: str = "") -> Html:
    """Return the sentences behind a number, folded away, each with a link to its place in the reading view.

    `table` has article_id, sentence_id, text, and may have start and end (a highlight within text), speaker, voice and
    corrected.
    `by` names a column to group by: one fold for each value. A sentence is listed once in a group, with all of its
    highlights; at most `limit` of a group are written out, and it is said how many more there are. `note` is a sentence
    to stand below them.
    """
    if table.empty:
        return Html('<p class="ww ww-where ww-nothing">No sentences.</p>')
    groups = [(None, table)] if by is None else list(table.groupby(by, sort=False, dropna=False))
    folds = [_group(name, rows, by, limit) for name, rows in groups]
    if len(folds) > SHOWN_GROUPS + 1:
        behind = "".join(folds[SHOWN_GROUPS:])
        more = f"{len(folds) - SHOWN_GROUPS:,} more, with their sentences"
        folds[SHOWN_GROUPS:] = [f'<details class="ww-evidence ww-more"><summary>{more}</summary>{behind}</details>']
    return Html(f'<div class="ww">{"".join(folds)}{_note(note)}</div>')


def matrix(lines: pd.DataFrame, caption: str, by: str | None = None, *, note: str = "") -> Html:
    """Return labels by voice as a table in which every number opens its concordance lines, without a script.

    `lines` are those of `framing.label_sentences`. A full square counts labels used plainly, a dashed one those held
    at a distance. `by` (`outlet` or `speaker`) names a column: a matrix for each, folded away, most labels first. At
    most LABELS rows, LINES lines behind a number and GROUPS groups are written out, and it is said how many more there
    are. `note` is a sentence to stand below.
    """
    if lines.empty:
        return Html(f'<p class="ww ww-where ww-nothing">{plain(caption)}: nothing to list.</p>')
    if by is None:
        return Html(f'<div class="ww">{_matrix(lines, caption)}{_note(note)}</div>')
    groups = sorted(lines.groupby(by, sort=False), key=lambda group: -len(group[1]))
    folds = [
        f'<details class="ww-evidence"><summary>{plain(name)}: {stats.count(len(own), "label")}'
        f"</summary>{_matrix(own, f'{caption}: {name}')}</details>"
        for name, own in groups[:GROUPS]
    ]
    if len(groups) > GROUPS:
        folds.append(f'<p class="ww-where">… and {len(groups) - GROUPS:,} more, with fewer labels.</p>')
    return Html(f'<div class="ww">{"".join(folds)}{_note(note)}</div>')


def _matrix(lines: pd.DataFrame, caption: str) -> str:
    lines = lines.assign(distanced=lines["distanced_by"].notna())
    of_referent = lines.groupby("referent")["entry"].transform("size")
    of_entry = lines.groupby(["referent", "entry"])["entry"].transform("size")
    lines = lines.assign(a=-of_referent, b=-of_entry).sort_values(["a", "referent", "b", "entry"], kind="stable")
    labels = list(lines.groupby(["referent", "entry"], sort=False))
    rows, named = [], None
    for (referent, entry), own in labels[:LABELS]:
        if referent != named:
            span = len(WORDINGS) + 1
            rows.append(f'<tr><th class="ww-referent" colspan="{span}" scope="rowgroup">{plain(referent)}</th></tr>')
            named = referent
        rows.append(_matrix_row(printed(str(entry), own["label"]), own))
    heads = "".join(f'<th scope="col"><span class="ww-voice ww-{w}">{plain(v)}</span></th>' for w, v in SHORT.items())
    more = f"; the first {LABELS} of {len(labels):,} labels" if len(labels) > LABELS else ""
    return (
        f'<table class="ww-table ww-matrix"><caption>{plain(caption + more)}</caption><thead><tr>'
        f'<th scope="col">label</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _matrix_row(label: str, own: pd.DataFrame) -> str:
    """Return a label's numbers and, in a row below, the lines that each of them opens."""
    cells, opened = [], []
    for place, (wording_, voice) in enumerate(WORDINGS.items()):
        inside = []
        for distanced in (False, True):
            found = own[(own["wording"] == wording_) & (own["distanced"] == distanced)]
            if found.empty:
                continue
            slot = 2 * place + distanced
            by = ", ".join(sorted({*found["distanced_by"]} - {NO_SOURCE})) if distanced else ""
            held = ", held at a distance"
            told = plain(f"“{label}”, {voice}{held if distanced else ''}{f' by {by}' if by else ''}")
            kind = f"ww-{wording_} ww-held" if distanced else f"ww-{wording_}"
            inside.append(
                f'<details class="ww-open ww-open-{slot}"><summary class="{kind}" title="{told}">{len(found):,}'
                f'<span class="ww-hidden"> × {told}</span></summary></details>'
            )
            opened.append(
                f'<div class="ww-lines-{slot} ww-evidence"><p class="ww-where">{told}:</p>'
                f"<ol>{_items(found, LINES)}</ol></div>"
            )
        cells.append(f"<td>{''.join(inside) or '·'}</td>")
    return (
        f'<tr><th scope="row">{plain(label)}</th>{"".join(cells)}</tr>'
        f'<tr class="ww-lines"><td colspan="{len(WORDINGS) + 1}">{"".join(opened)}</td></tr>'
    )


def table(data: pd.DataFrame, caption: str, *, limit: int = 200, note: str = "") -> Html:
    """Return a table with a caption: numbers aligned right, wide ones scrolling in a box of their own.

    Where scripts run it is sorted by a click on a heading and, if long, filtered by words.

    A named index is shown as the row headings. Missing values are shown as “–”; a table without rows as
    a sentence. `note` is a sentence to stand below the rows.
    """
    if data.empty:
        return Html(f'<p class="ww ww-where ww-nothing">{plain(caption)}: nothing to list.</p>')
    keyed = data.index.nlevels > 1 or data.index.name is not None
    shown = data.head(limit)
    heads = [_flat(n) for n in data.index.names] if keyed else []
    numeric = [pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t) for t in data.dtypes]
    names = {*SHARES, *(("low", "high") if "share" in data else ())}
    shares = [n and c in names for c, n in zip(data.columns, numeric, strict=True)]
    head = "".join(f'<th scope="col">{plain(_heading(h))}</th>' for h in heads) + "".join(
        f'<th scope="col" class="{_NUMBER[n]}">{plain(_heading(_flat(c)))}</th>'
        for c, n in zip(data.columns, numeric, strict=True)
    )
    body = []
    for key, values in zip(shown.index, shown.itertuples(index=False, name=None), strict=True):
        keys = (key if isinstance(key, tuple) else (key,)) if keyed else ()
        cells = "".join(f'<th scope="row">{plain(_value(k))}</th>' for k in keys) + "".join(
            _cell(_share(v) if s else _value(v), n) for v, n, s in zip(values, numeric, shares, strict=True)
        )
        body.append(f"<tr>{cells}</tr>")
    more = f"the first {limit} of {len(data):,} rows" if len(data) > limit else f"{len(data):,} rows"
    title = plain(f"{caption}; {more}" if len(data) > FEW else caption)
    return Html(
        f'<div class="ww ww-scroll" role="group" tabindex="0" aria-label="{title}"><table class="ww-table ww-sorted">'
        f"<caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{_note(note)}"
    )


def paragraphs(texts: Iterable[str]) -> Html:
    """Return texts as paragraphs."""
    return Html("".join(f'<p class="ww">{plain(text)}</p>' for text in texts))


def answers(texts: Sequence[str], caption: str) -> Html:
    """Return texts as a numbered list and, folded away, whose voice the program hears in them (`corpus.voices_of`)."""
    listed = "".join(f"<li>{plain(text)}</li>" for text in texts)
    told = table(voices_of(texts).set_index("number"), caption)
    return Html(
        f'<ol class="ww">{listed}</ol><details class="ww"><summary>What the program answers</summary>{told}</details>'
    )


def _note(note: str) -> str:
    return f'<p class="ww ww-where">{plain(note)}</p>' if note else ""


def _in_order(rows: pd.DataFrame) -> list[Any]:
    return list(rows.sort_values("start").itertuples(index=False))


def _heading(name: str) -> str:
    """Return a column's name as people read it."""
    return HEADINGS.get(name, name.replace("_", " "))


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


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
        while not _missing(node):
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
) -> Iterator[_Element]:
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
            yield _Element(segment.start, segment.end, 1, "span", attributes, said)


class _Passage(NamedTuple):
    """What one attribution gives to one voice: its number in the article, its first segment, all of its segments."""

    number: int
    first: Any
    segments: list[Any]


def _passage_key(segment: Any) -> tuple[Any, ...]:
    attribution = None if _missing(segment.attribution_id) else int(segment.attribution_id)
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
        if found is not None and not _missing(found.cue_start):
            cue = f"“{' '.join(row['text'][int(found.cue_start) : int(found.cue_end)].split())}”"
            cue += "" if _missing(found.cue_stance) else f" ({found.cue_stance})"
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
        f"{_note('Confidence is how likely people would mark it too.')}</details>"
    )


def _markers(corpus: Corpus, markers: Iterable[Any], own: Collection[int]) -> Iterator[_Element]:
    for m in markers:
        whose = "" if m.origin_known else "; whether it was the speaker’s own is not known"
        by = "where no source is found" if m.segment_id in own else f"in the words of {corpus.name_of(m.distanced_by)}"
        note = plain(f"held at arm’s length {by}{whose}")
        start, end = min(m.start, m.scope_start), max(m.end, m.scope_end)
        said = f'<span class="ww-hidden">[{note}:] </span>'
        yield _Element(start, end, 2, "span", f'class="ww-marker" title="{note}"', said)


def _labels(corpus: Corpus, labels: Iterable[Any]) -> Iterator[_Element]:
    neutral = _neutral()
    for row in labels:
        whose = in_words(corpus, row.voice, row.speaker_id, row.worded_by)
        kind, what = ("ww-label ww-neutral", "neutral word") if row.entry in neutral else ("ww-label", "label")
        note = plain(f"{what} “{row.entry}” ({row.frame}, of {row.referent}); {whose}")
        said = f'<span class="ww-hidden">[{what}:] </span>'
        yield _Element(row.start, row.end, 3, "mark", f'class="{kind}" title="{note}"', said)


def _neutral() -> set[str]:
    """Return the entries of the word list that take no side."""
    return {entry for entry, row in lexicon.load().label_by.items() if row.side == "neutral"}


def _corrected(corpus: Corpus, article_id: str) -> list[_Element]:
    """Return an element for each stretch that people put something right in, with the machine's answer."""
    applied = corpus.corrections[corpus.corrections["problem"].isna()]
    out = []
    for c in _in_order(applied[applied["article_id"] == article_id]):
        note = plain(f"corrected: {c.corrected}; the machine’s answer: {c.machine}")
        said = f'<span class="ww-hidden">[{note}:] </span>'
        out.append(_Element(c.start, c.end, 4, "span", f'class="ww-corrected" title="{note}"', said))
    return out


def _paragraphs(
    text: str, elements: list[_Element], sentence_rows: list[Any], level: int | None, note: str = ""
) -> str:
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
            out.append(f'<{tag} class="ww-{kind}">{first}{_weave(text, todo[taken:until], at, start)}</{tag}>')
            heading = False
        out.append(plain(text[start:end]))
        taken, at = until, end
    return "".join(out)


def _before(note: str) -> str:
    """Return the word that stands before a paragraph."""
    return f'<span class="ww-altered">[{plain(note)}]</span> ' if note else ""


def _excerpts(
    text: str,
    elements: list[_Element],
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
        out.append(f'<{tag} class="ww-{kind}">{_before(note)}{_weave(text, cut, low, high)}</{tag}>')
        at = run[-1].sentence_id
    if sentence_rows and at < sentence_rows[-1].sentence_id:
        out.append(f'<p class="ww-paragraph">{SHORTENED}</p>')
    return "".join(out)


def _weave(text: str, elements: list[_Element], low: int, high: int) -> str:
    """Return text[low:high] with each element wrapped around its stretch; one that crosses another is cut in two."""
    waiting = [((e.start, e.level, -e.end), n, e) for n, e in enumerate(elements) if e.end > e.start]
    heapq.heapify(waiting)
    out: list[str] = []
    open_: list[_Element] = []
    at, n = low, len(elements)
    while waiting or open_:
        start = waiting[0][2].start if waiting else high
        if open_ and open_[-1].end <= start:
            closing = open_.pop()
            out.append(plain(text[at : closing.end]) + f"</{closing.tag}>")
            at = closing.end
            continue
        element = heapq.heappop(waiting)[2]
        limit = open_[-1].end if open_ else high
        if element.end > limit:
            rest = element._replace(start=limit, first="", attributes=_ID.sub("", element.attributes))
            element = element._replace(end=limit, attributes=_KEY.sub("", element.attributes))
            if limit < high:
                n += 1
                heapq.heappush(waiting, ((rest.start, rest.level, -rest.end), n, rest))
        start = max(at, element.start)
        out.append(plain(text[at:start]) + f"<{element.tag} {element.attributes}>{element.first}")
        open_.append(element)
        at = start
    out.append(plain(text[at:high]))
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


def _group(name: object, rows: pd.DataFrame, by: str | None, limit: int) -> str:
    listed = rows.groupby(["article_id", "sentence_id"], sort=False).ngroups
    n = stats.count(listed, "sentence")
    title = n if by is None else f"{plain(_value(name).rstrip('.'))}: {n}"
    return f'<details class="ww-evidence"><summary>{title}</summary><ol>{_items(rows, limit, by)}</ol></details>'


def _items(rows: pd.DataFrame, limit: int, by: str | None = None) -> str:
    """Return sentences as list items, each once with all of its highlights; `by` is what need not be said of each."""
    items = []
    listed = list(rows.groupby(["article_id", "sentence_id"], sort=False))
    for _, same in listed[:limit]:
        first = same.iloc[0]
        place: tuple[str, int] = (first["article_id"], int(first["sentence_id"]))
        marks = []
        if {"start", "end"} <= set(same.columns):
            known = same.dropna(subset=["start", "end"])
            spans = zip(known["start"].astype(int), known["end"].astype(int), strict=True)
            marks = [_Element(max(s, 0), min(e, len(first["text"])), 0, "mark", 'class="ww-hit"') for s, e in spans]
        about = [
            str(first[c]) for c in ("speaker", "voice") if c in same.columns and c != by and not _missing(first[c])
        ]
        machine = dict.fromkeys(m for m in same.get("corrected", ()) if not _missing(m))
        about += [f"corrected; the machine’s answer: {'; '.join(machine)}"] if machine else []
        where = f"{' · '.join(about)} · " if about else ""
        items.append(
            f"<li>{_weave(first['text'], sorted(set(marks)), 0, len(first['text']))} "
            f'<span class="ww-where">{plain(where)}<a href="#{anchor(*place)}">'
            f"{plain(place[0])}, sentence {place[1] + 1}</a></span></li>"
        )
    if len(listed) > limit:
        items.append(f"<li>… and {len(listed) - limit:,} more.</li>")
    return "".join(items)


def _cell(text: str, number: bool) -> str:
    kind = "ww-number" if number else "ww-long" if len(text) > 60 else "ww-phrase" if len(text) > 25 else ""
    kind = kind or ("ww-whole" if _DATE.match(text) else "")
    return f'<td class="{kind}">{plain(text)}</td>' if kind else f"<td>{plain(text)}</td>"


def _flat(name: object) -> str:
    return " · ".join(str(n) for n in name) if isinstance(name, tuple) else str(name if name is not None else "")


def _share(value: Any) -> str:
    """Return a share (0 … 1) as it is told everywhere: in whole per cent."""
    if _missing(value):
        return "–"
    return "<1 %" if 0 < value < 0.005 else f"{stats.percent(value)} %"


def _value(value: object) -> str:
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(v) for v in value)
    if _missing(value) or value is pd.NaT or value in (float("inf"), float("-inf")):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
        return f"{value:,.{digits}f}".replace("-", "−")
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    return str(value)
