"""The text of a page changed wherever it stands: in elements, attributes, links and ids."""

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from html import escape, unescape
from typing import NamedTuple

Change = Callable[[Sequence[str]], list[str] | None]
"""Gets the pieces of a block of text; gives as many, changed, or None where nothing is to be changed."""
INLINE = frozenset(["span", "a", "b", "em", "i", "mark", "strong", "sub", "sup", "small", "code", "q", "cite", "tspan"])
"""Elements within a block."""
MARKUP = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<[^>]*>)", re.DOTALL)
WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_DRAWN = frozenset(
    ["class", "style", "d", "points", "transform", "viewbox", "x", "y", "width", "height", "rel", "type"]
)
_NAMING = frozenset(["id", "for", "headers", "name", "aria-labelledby", "aria-describedby", "aria-controls"])


class Token(NamedTuple):
    """A word of a block: the piece it is in, where, and the word itself."""

    piece: int
    start: int
    end: int
    word: str


def rewritten(html: str, change: Change, inline: Collection[str] = INLINE) -> str:
    """Return a page with its text changed: `change` gets the pieces of a block, and gives them anew or None.

    Pieces of one block stand in elements of `inline` beside each other; what only screen readers hear is a block of
    its own, and so is each attribute.
    """
    parts = MARKUP.split(html)
    block: list[int] = []

    def end(places: list[int]) -> None:
        changed = change([unescape(parts[n]) for n in places]) if places else None
        for n, text in zip(places, changed or (), strict=False):
            parts[n] = escape(text, quote=False)

    aside = False
    for n, part in enumerate(parts):
        if n % 2 == 0:
            if aside:
                end([n])
            elif part:
                block.append(n)
            continue
        tag = _TAG.match(part)
        if part.startswith(("<script", "<style")) or not tag:
            continue
        if tag[1].lower() not in inline:
            end(block)
            block = []
        aside = 'class="ww-hidden"' in part
        if "=" in part:
            parts[n] = _ATTRIBUTE.sub(lambda m: _attribute(m, change), part)
    end(block)
    return "".join(parts)


def _attribute(match: re.Match[str], change: Change) -> str:
    name, value = match[1].lower(), match[2]
    if name in _DRAWN or value.startswith("data:"):
        return match[0]
    text = unescape(value)
    changed = change([text])
    if changed is None:
        return match[0]
    place = "#" if name in ("href", "xlink:href") and text.startswith("#") else ""
    if name in _NAMING or place:
        told = place + "h" + hashlib.sha256(changed[0].removeprefix("#").encode()).hexdigest()[:12]
        told += hashlib.sha256(text.removeprefix("#").encode()).hexdigest()[:4]
    else:
        told = changed[0]
    return f' {match[1]}="{escape(told)}"'


def tokens(texts: Sequence[str]) -> list[Token]:
    """Return the words of a block."""
    return [Token(n, m.start(), m.end(), m[0]) for n, text in enumerate(texts) for m in WORD.finditer(text)]


def words(text: str) -> list[str]:
    """Return the words of a text, however they are cased."""
    return [word.casefold() for word in WORD.findall(text)]


def replaced(texts: Sequence[str], tokens: Sequence[Token], labels: Sequence[str | None]) -> list[str]:
    """Return the pieces with each run of tokens of one label replaced by it, what stands between them too."""
    out: list[list[str]] = [[] for _ in texts]
    at = [0] * len(texts)
    before: str | None = None
    for token, label in zip(tokens, labels, strict=True):
        if label is not None:
            if label != before:
                out[token.piece] += [texts[token.piece][at[token.piece] : token.start], label]
            at[token.piece] = token.end
        before = label
    return ["".join(out[n]) + text[at[n] :] for n, text in enumerate(texts)]
