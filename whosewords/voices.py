"""Attributions to segments: every stretch of a text with its one innermost voice, who worded it, and its chain."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from .attribution.parts import Found, Quoted, innermost
from .attribution.settle import is_scare, touched
from .measured import figures
from .tables import ARTICLE, CHAIN_ARROW, UNKNOWN, Segment, Sentence, Voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from .cleaning import Quotation


class _Voiced(NamedTuple):
    """What all tokens of a segment share."""

    sentence: int
    voice: Voice
    attribution: int | None
    speaker: str
    worded_by: str
    chain: str
    confidence: float


def sentences(article_id: str, doc: "Doc", n_headline: int = 0) -> list[Sentence]:
    """Return the sentences of a text in order, without the white space around them.

    `n_headline` is the length of the headline in characters.
    """
    out: list[Sentence] = []
    for sent in doc.sents:
        text = sent.text
        start = sent.start_char + len(text) - len(text.lstrip())
        end = sent.start_char + len(text.rstrip())
        if start < end:
            out.append(Sentence(article_id, len(out), start, end, start < n_headline))
    return out


def segments(
    article_id: str,
    doc: "Doc",
    found: Sequence[Found],
    speakers: Sequence[str],
    quoted: Quoted,
    sents: Sequence[Sentence],
) -> list[Segment]:
    """Return the segments of a text in order; together they hold all of it but the white space.

    `speakers` gives the actor of each attribution. Source, cue and quotation marks belong to the voice around them;
    other punctuation goes with the words it follows.
    """
    owner = innermost(doc, found)
    voiced: dict[tuple[int, int], _Voiced] = {}
    out: list[Segment] = []
    current: _Voiced | None = None
    start = end = n_words = 0
    number = -1
    for token in doc:
        if token.is_space:
            continue
        while number + 1 < len(sents) and token.idx >= sents[number + 1].start:
            number += 1
        same_sentence = current is not None and current.sentence == number
        if same_sentence and token.is_punct and not token.is_quote and not _is_mark(token, quoted):
            end = token.idx + len(token)
            continue
        key = owner[token.i], quoted.innermost[token.i]
        if key not in voiced:
            voiced[key] = _voice(*key, found, speakers, quoted)
        now = voiced[key]._replace(sentence=number)
        if now != current:
            if current is not None:
                out.append(_segment(article_id, len(out), start, end, n_words, current))
            current, start, n_words = now, token.idx, 0
        end = token.idx + len(token)
        n_words += is_word(token)
    if current is not None:
        out.append(_segment(article_id, len(out), start, end, n_words, current))
    return out


def is_word(token: "Token") -> bool:
    """Say whether a token is a word: it has a letter or a digit."""
    return token.is_alpha or any(map(str.isalnum, token.text))


def scare_quotes(doc: "Doc", found: Sequence[Found], quoted: Quoted) -> "list[Quotation]":
    """Return the quotations that are phrases held at a distance: short, no clause, and no attribution's own words."""
    claimed = set()
    for f in found:
        for start, end in f.content if f.cuts else ():
            for number in touched(quoted, start, end):
                q = quoted.quotations[number]
                if (
                    q.inner_start < end
                    and (f.cue is None or not q.start <= f.cue[0] < q.end)
                    and _outside(f, q, quoted)
                ):
                    claimed.add(number)
    return [q for n, q in enumerate(quoted.quotations) if n not in claimed and is_scare(doc, n, quoted)]


def _outside(f: Found, q: "Quotation", quoted: Quoted) -> bool:
    """Say whether a quotation is the attribution's own: no quotation around it holds the speech already."""
    if f.cue is None or q.level == 0:
        return q.level == 0
    around = [o for o in quoted.quotations if o.start < q.start and q.end <= o.end]
    return all(o.start <= f.cue[0] < o.end for o in around)


def _is_mark(token: "Token", quoted: Quoted) -> bool:
    """Say whether a punctuation token is one of the marks of a quotation."""
    i = token.i
    before = quoted.innermost[i - 1] if i else -1
    after = quoted.innermost[i + 1] if i + 1 < len(quoted.innermost) else -1
    return quoted.innermost[i] != before or (after != quoted.innermost[i] and token.text in "'`´‘’‚‹›")


def _voice(owner: int, quotation: int, found: Sequence[Found], speakers: Sequence[str], quoted: Quoted) -> _Voiced:
    if owner < 0:
        return _Voiced(-1, "own", None, ARTICLE, ARTICLE, ARTICLE, figures().own_words.right.value)
    line: list[int] = []
    node: int | None = owner
    while node is not None:
        if found[node].cuts:
            line.append(node)
        node = found[node].parent
    worder = None
    if quotation >= 0:
        q = quoted.quotations[quotation]
        worder = next((n for n in line if not _holds_cue(q, found[n])), None)
    worded_by = ARTICLE if worder is None else speakers[worder]
    voice = voice_of(speakers[owner], worded_by, worder == owner)
    confidence = min(found[n].confidence for n in line)
    return _Voiced(
        -1, voice, owner, speakers[owner], worded_by, chain_of(speakers[n] for n in reversed(line)), confidence
    )


def voice_of(speaker: str, worded_by: str, same: bool) -> Voice:
    """Return the voice of what a speaker is said to say: a quote where it is in the speaker's own words.

    `same` says that the speaker's own attribution holds the words. It decides where nobody can be told: one unknown
    source inside another's words may be somebody else.
    """
    return "quote" if worded_by == speaker and (same or speaker != UNKNOWN) else "paraphrase"


def chain_of(speakers: Iterable[str]) -> str:
    """Return the chain from the article through speakers, the outermost first; nobody stands there twice in a row."""
    return CHAIN_ARROW.join(who for who, _ in groupby([ARTICLE, *speakers]))


def _holds_cue(q: "Quotation", f: Found) -> bool:
    return f.cue is not None and q.start <= f.cue[0] < q.end


def _segment(article_id: str, number: int, start: int, end: int, n_words: int, v: _Voiced) -> Segment:
    return Segment(
        article_id, number, v.sentence, start, end, v.voice, v.attribution, v.speaker, v.worded_by, v.chain, n_words,
        v.confidence,
    )  # fmt: skip
