"""What the attribution model reads of a parsed text: word pieces and, for each token, small numbers from the parse.

The same functions feed training and use, so a change here means that the weights must be trained anew.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .parts import Part, Quoted

if TYPE_CHECKING:
    from spacy.tokens import Doc

Ints = npt.NDArray[np.int64]

WEIGHTS = Path(__file__).parent / "weights"
"""Where the trained model is kept; its README is the model card."""

POS = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SPACE", "SYM", "VERB", "X",
)  # fmt: skip
DEP = (
    "", "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass", "case", "cc",
    "ccomp", "compound", "conj", "csubj", "csubjpass", "dative", "dep", "det", "dobj", "expl", "intj", "mark", "meta",
    "neg", "nmod", "npadvmod", "nsubj", "nsubjpass", "nummod", "oprd", "parataxis", "pcomp", "pobj", "poss", "preconj",
    "predet", "prep", "prt", "punct", "quantmod", "relcl", "xcomp",
)  # fmt: skip
SHAPES = ("other", "lower", "title", "upper", "number", "space")
N_QUOTE = 3
"""Outside of quotation marks, inside, inside twice."""
UP = 4
"""How many steps towards the root of the sentence the relation between cue and token may go."""
N_RELATION = 1 + UP * (len(DEP) + 1)
N_DISTANCE = 33
N_PLACE = 12
"""Whether a token stands in the cue's sentence, before or after it, and in the cue's quotation, no or another one."""
LONGEST = 256
"""Word pieces read at once."""
MOST = 512
"""Word pieces that can be read at once."""
FARTHEST = 120
"""Tokens on each side of a cue, within its paragraph, among which its source and content are looked for."""
MOST_PIECES = 6
"""Word pieces of one token that are read."""
CLS, SEP = 101, 102

_POS = {name: n for n, name in enumerate(POS)}
_DEP = {name: n for n, name in enumerate(DEP)}


class Features(NamedTuple):
    """A parsed text as numbers, one row a token; `paragraphs` are stretches of tokens without the newlines between."""

    pieces: list[tuple[int, ...]]
    shape: Ints
    quote: Ints
    pos: Ints
    dep: Ints
    sentence: Ints
    quotation: Ints
    paragraphs: list[Part]


class Window(NamedTuple):
    """Tokens read at once, with their word pieces; `first` is the place of each token's first piece."""

    start: int
    end: int
    ids: Ints
    shape: Ints
    quote: Ints
    first: Ints


class Around(NamedTuple):
    """What stands in a cue's reach: tokens `start` to `end`, and how each relates to the cue."""

    start: int
    end: int
    relation: Ints
    distance: Ints
    place: Ints


@cache
def tokenizer() -> Any:
    """Return the word-piece tokenizer that belongs to the weights."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))


_known: dict[str, tuple[int, ...]] = {}
_MOST_KNOWN = 200_000


def _pieces(words: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the word pieces of each word; every word is asked for once."""
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    if new := [w for w in dict.fromkeys(words) if w not in _known]:
        told = tokenizer().encode_batch([w[:60] for w in new], add_special_tokens=False)
        _known.update((w, tuple(e.ids[:MOST_PIECES]) or (SEP,)) for w, e in zip(new, told, strict=True))
    return [_known[w] for w in words]


def _shape(word: str) -> int:
    if word.isspace():
        return 5
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if word[0].isupper():
        return 2
    return 4 if word[0].isdigit() else 0


def features(doc: "Doc", quoted: Quoted) -> Features:
    """Return a text as the model reads it."""
    words = [t.text for t in doc]
    starts: list[int] = []
    limits: list[int] = []
    n_sentence = -1
    sentence = np.zeros(len(doc), dtype=np.int64)
    for n, token in enumerate(doc):
        if token.is_sent_start or n == 0:
            n_sentence += 1
        sentence[n] = n_sentence
        if "\n" in words[n]:
            limits.append(n)
    edges = [-1, *limits, len(doc)]
    for a, b in pairwise(edges):
        if a + 1 < b:
            starts.append(a + 1)
            limits.append(b)
    ends = limits[len(edges) - 2 :]
    level = [0 if q < 0 else 1 + min(1, quoted.quotations[q].level) for q in quoted.innermost]
    return Features(
        _pieces(words),
        np.array([_shape(w) for w in words], dtype=np.int64),
        np.array(level, dtype=np.int64),
        np.array([_POS.get(t.pos_, 0) for t in doc], dtype=np.int64),
        np.array([_DEP.get(t.dep_, 0) for t in doc], dtype=np.int64),
        sentence,
        np.array(quoted.innermost, dtype=np.int64),
        list(zip(starts, ends, strict=True)),
    )


def lift(quote: Ints, quotation: Ints, start: int, end: int) -> None:
    """Make the quotation that a stretch begins in count as none, in place: the stretch is read as a text of its own."""
    own = quotation[start]
    if own < 0:
        return
    quote[start:end] = (quote[start:end] - 1).clip(0)
    part = quotation[start:end]
    part[part == own] = -1


def windows(f: Features, longest: int = LONGEST, first: int | None = None) -> list[Window]:
    """Return a text in windows of whole paragraphs; each but the first begins with the paragraph before, as context.

    `first` makes the first window shorter, so that training sees paragraphs in other company each time.
    """
    parts = [piece for part in f.paragraphs for piece in split(f, part, longest)]
    sizes = [sum(len(p) for p in f.pieces[a:b]) + 1 for a, b in parts]
    out = []
    n = 0
    limit = first or longest
    while n < len(parts):
        at = n - 1 if n and sizes[n - 1] < longest // 4 else n
        size = sum(sizes[at:n])
        end = n
        while end < len(parts) and (end == n or size + sizes[end] <= limit):
            size += sizes[end]
            end += 1
        out.append(window(f, parts[at][0], parts[end - 1][1]))
        n, limit = end, longest
    return out


def split(f: Features, part: Part, longest: int = MOST) -> Iterable[Part]:
    """Yield a paragraph, or its stretches where it is too long to be read at once."""
    start, size = part[0], 0
    for n in range(part[0], part[1]):
        if size + len(f.pieces[n]) > longest - 2:
            yield start, n
            start, size = n, 0
        size += len(f.pieces[n])
    yield start, part[1]


def window(f: Features, start: int, end: int) -> Window:
    """Return tokens as a window; a newline becomes one separator."""
    ids, shape, quote = [CLS], [0], [0]
    first = np.zeros(end - start, dtype=np.int64)
    for n in range(start, end):
        first[n - start] = len(ids)
        pieces = (SEP,) if f.shape[n] == 5 else f.pieces[n]
        ids.extend(pieces)
        shape.extend([int(f.shape[n])] * len(pieces))
        quote.extend([int(f.quote[n])] * len(pieces))
    whole, shapes, quotes = (np.array([*x, y], dtype=np.int64) for x, y in ((ids, SEP), (shape, 0), (quote, 0)))
    return Window(start, end, whole, shapes, quotes, first)


def around(doc: "Doc", f: Features, cue: int, limits: Part) -> Around:
    """Return the tokens in reach of a cue inside `limits` (its paragraph), and how each relates to it."""
    start, end = max(limits[0], cue - FARTHEST), min(limits[1], cue + FARTHEST + 1)
    relation = np.zeros(end - start, dtype=np.int64)
    node = doc[cue]
    below = -1
    for step in range(UP):
        base = 1 + step * (len(DEP) + 1)
        for child in node.children:
            if child.i != below:
                a, b = max(start, child.left_edge.i) - start, min(end, child.right_edge.i + 1) - start
                if a < b:
                    stretch = relation[a:b]
                    stretch[stretch == 0] = base + int(f.dep[child.i])
        if start <= node.i < end:
            relation[node.i - start] = base + len(DEP)
        if node.head.i == node.i:
            break
        below, node = node.i, node.head
    offsets = np.arange(start, end) - cue
    size = np.minimum(16, np.round(3 * np.log2(1 + np.abs(offsets))).astype(np.int64))
    distance = 16 + np.sign(offsets) * size
    sentence = np.sign(f.sentence[start:end] - f.sentence[cue]) + 1
    inside = f.quotation[start:end]
    quotation = np.where(inside < 0, 0, np.where(inside == f.quotation[cue], 1, 2))
    at_cue = 2 if f.quotation[cue] >= 0 else 0
    place = sentence * 4 + np.minimum(3, quotation + (at_cue > 0) * (quotation == 0))
    return Around(start, end, relation, distance, place.astype(np.int64))
