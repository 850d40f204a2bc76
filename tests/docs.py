"""Parsed texts made by hand, and a model made by hand to read them: no pipeline, no weights."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from whosewords.attribution import Quoted
from whosewords.attribution.features import tokenizer
from whosewords.attribution.model import Runner
from whosewords.cleaning import find_quotations

LEMMAS = {"said": "say", "claimed": "claim", "thought": "think", "fell": "fall"}
SURE = 0.91
"""The probability of a role that a made model gives unless told otherwise; the other three share the rest."""


@cache
def vocabulary() -> Vocab:
    """Return a vocabulary that knows what English quotation marks are."""
    return spacy.blank("en").vocab


def by_hand(rows: str) -> Doc:
    """Return a Doc from rows of `word pos dep head [lemma]`; a word that ends in + has no space after it.

    A word ⏎ is a blank line.
    """
    cells = [row.split() for row in rows.strip().splitlines()]
    return Doc(
        vocabulary(),
        words=[word.removesuffix("+").replace("⏎", "\n\n") for word, *_ in cells],
        spaces=[not word.endswith(("+", "⏎")) for word, *_ in cells],
        pos=[pos for _, pos, *_ in cells],
        deps=[dep for _, _, dep, *_ in cells],
        heads=[int(head) for _, _, _, head, *_ in cells],
        lemmas=[lemma[0] if lemma else word.removesuffix("+").lower() for word, _, _, _, *lemma in cells],
    )


def of_words(words: Sequence[str], pos: Sequence[str] | None = None) -> Doc:
    """Return a Doc of words without a real parse: each hangs on the one before it."""
    return Doc(
        vocabulary(),
        words=list(words),
        spaces=["\n" not in w for w in words],
        pos=list(pos) if pos else ["VERB"] * len(words),
        deps=["dep" if i else "ROOT" for i in range(len(words))],
        heads=[max(0, i - 1) for i in range(len(words))],
        lemmas=[LEMMAS.get(w, w.lower()) for w in words],
    )


def quoted(doc: Doc) -> Quoted:
    """Return a Doc's quotations."""
    return Quoted(doc, find_quotations(doc.text))


def piece(word: str) -> int:
    """Return the first word piece of a word."""
    return int(tokenizer().encode(word, add_special_tokens=False).ids[0])


def made(
    cues: Mapping[str, float],
    roles: Mapping[str, Mapping[str, int | tuple[int, float]]],
    seen: list[list[Any]] | None = None,
) -> Runner:
    """Return a model that knows words by their first piece: which are cues (probability), and what else they make of.

    `roles` gives for each cue the role of other words, and its probability unless it is SURE. `seen` collects what
    was encoded.
    """
    p_cue = {piece(word): p for word, p in cues.items()}
    p_role = {
        piece(cue): {piece(word): (given, SURE) if isinstance(given, int) else given for word, given in of_cue.items()}
        for cue, of_cue in roles.items()
    }

    def encode(arrays: list[Any]) -> Sequence[Any]:
        if seen is not None:
            seen.append(arrays)
        ids, _, _, mask, first, *_ = arrays
        assert ids.shape == mask.shape
        token = np.take_along_axis(ids, first, axis=1)
        probability = np.vectorize(lambda i: p_cue.get(int(i), 0.0001))(token)
        logits = np.log(probability / (1 - probability)).astype(np.float32)
        vectors = token[..., None].astype(np.float32)
        return logits, np.zeros((*token.shape, 4), dtype=np.float32), vectors, vectors

    def read(arrays: list[Any]) -> Any:
        tokens, anchors, _, _, _, mask = arrays
        out = np.full((*tokens.shape[:2], 4), np.log(0.001), dtype=np.float32)
        out[..., 0] = np.log(0.997)
        for k, anchor in enumerate(anchors[:, 0]):
            known = p_role.get(int(anchor), {})
            for i in np.flatnonzero(mask[k]):
                if (given := known.get(int(tokens[k, i, 0]))) is not None:
                    role, p = given
                    out[k, i] = np.log((1 - p) / 3)
                    out[k, i, role] = np.log(p)
        return out

    return Runner(encode, read)


def words(doc: Doc, parts: Iterable[tuple[int, int]]) -> list[str]:
    """Return the words of stretches of tokens."""
    return [doc[a:b].text for a, b in parts]


def scattered(seed: int) -> Runner:
    """Return a model that makes something of everything: its answers are a hash of the pieces it reads."""

    def noise(x: Any, n: int) -> Any:
        mixed = (x[..., None].astype(np.int64) * 2654435761 + np.arange(1, n + 1) * (seed + 40503)) % 1000003
        return (mixed / 1000003 * 8 - 4).astype(np.float32)

    def encode(arrays: list[Any]) -> Sequence[Any]:
        token = np.take_along_axis(arrays[0], arrays[4], axis=1)
        vectors = token[..., None].astype(np.float32)
        return noise(token, 1)[..., 0], noise(token + 7, 4), vectors, vectors

    def read(arrays: list[Any]) -> Any:
        return noise(arrays[0][..., 0] + 31 * arrays[1] + arrays[3], 4)

    return Runner(encode, read)
