"""Characters that are not the article's: mojibake, entities, tags, unusual spaces, invisible and control characters."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator

from .draft import Draft, Edit

_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")
_ENTITY = re.compile(r"&(?:amp;){0,3}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(
    r"<!--(?:(?!-->)[^<]){0,2000}-->"
    r"|</?(?P<block>p|br|div|h[1-6]|ul|ol|li|hr|blockquote|table|tr|section|article|figure|figcaption|header|footer)"
    r"(?:\s[^<>]{0,2000})?/?>"
    r"|<(?P<slash>/?)(?P<quote>q)(?:\s[^<>]{0,2000})?>"
    r"|</?(?:a|abbr|b|cite|em|font|i|img|mark|s|small|span|strong|sub|sup|td|th|time|u)(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_SPACES = " \t\v\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LATIN = "\x00-\u024f\u2000-\u206f"  # with punctuation: where a joiner joins nothing
_CHARACTERS = re.compile(
    r"(?P<line_end>\r\n?|[\f\u2028\u2029])"
    rf"|(?P<space>[{_SPACES}]*[^\S \n\r\f\x1c-\x1f\x85\u2028\u2029][{_SPACES}]*|  +)"
    r"|(?P<invisible>[\u200b\u2060-\u2064\u180e\ufeff\u00ad\ufffc]+"
    rf"|(?<![^{_LATIN}])[\u200c\u200d]+(?![^{_LATIN}]))"
    r"|(?P<direction>[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]+)"
    r"|(?P<control>[\x00-\x08\x0e-\x1f\x7f-\x9f])"
    r"|(?P<ligature>[\ufb00-\ufb06])"
)
_ACCENT = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_COMBINING = re.compile(r"[\u0300-\u036f]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))


def mend_characters(draft: Draft) -> None:
    """Undo mojibake and entities, make every space a space and every line end a newline, drop what cannot be seen.

    Joiners in emoji and between letters that need them stay, and so do the direction marks of a text with
    right-to-left letters. Quotation marks stay as they are.
    """
    if _COMBINING.search(draft.text):
        draft.apply(
            Edit(m.start(), m.end(), unicodedata.normalize("NFC", m[0]), "separate accent")
            for m in _ACCENT.finditer(draft.text)
        )
    draft.apply(_mojibake(draft.text))
    draft.apply(_entities(draft.text))
    draft.apply(_characters(draft.text))


def strip_tags(draft: Draft) -> None:
    """Remove HTML tags left in the text: one that ends a paragraph leaves a newline, one that quotes its mark."""
    if "<" not in draft.text:
        return
    edits = []
    for tag in _TAG.finditer(draft.text):
        mark = ("”" if tag["slash"] else "“") if tag["quote"] else ""
        edits.append(Edit(tag.start(), tag.end(), "\n" if tag["block"] else mark, "HTML tag"))
    draft.apply(edits)


def _mojibake(text: str) -> Iterator[Edit]:
    if text.isascii():
        return
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    for match in _FOREIGN.finditer(text):
        if is_bad(match[0]):
            yield Edit(match.start(), match.end(), fix_encoding(match[0]), "mojibake")


def _entities(text: str) -> Iterator[Edit]:
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        before, new = match[0], html.unescape(match[0])
        while new != before and new.startswith("&"):
            before, new = new, html.unescape(new)
        if not new.endswith(";"):  # no such entity, but one that begins alike
            yield Edit(match.start(), match.end(), new, "HTML entity")


def _characters(text: str) -> Iterator[Edit]:
    keep_direction = _RIGHT_TO_LEFT.search(text) is not None
    for match in _CHARACTERS.finditer(text):
        kind = match.lastgroup or ""
        if kind == "direction" and keep_direction:
            continue
        new = _MENDED[kind](match[0]) if kind in _MENDED else ""
        yield Edit(match.start(), match.end(), new, _KINDS[kind])


def _control(char: str) -> str:
    """Return what Windows means by a control character of Latin-1 (“ ” ’ – …), nothing for any other."""
    return bytes([ord(char)]).decode("cp1252", "ignore") if char >= "\x80" else ""


_MENDED: dict[str, Callable[[str], str]] = {
    "line_end": lambda _: "\n",
    "space": lambda _: " ",
    "control": _control,
    "ligature": lambda char: _LIGATURES[char],
}
_KINDS = {
    "line_end": "line end",
    "space": "space",
    "invisible": "invisible character",
    "direction": "invisible character",
    "control": "control character",
    "ligature": "ligature",
}

_HEADING = re.compile(
    r"^[ ]{0,3}\#{1,6}(?:[ ]+|$)|(?<=\n)[ ]{0,3}(?:=+|-{2,}|(?:\*[ ]?){3,}|(?:-[ ]){3,}|(?:_[ ]?){3,})[ ]*$", re.M
)
_MARKDOWN = re.compile(
    r"(?P<fence>^[ ]{0,3}(?:```|~~~).*$)"
    r"|(?P<quote>^[ ]{0,3}>[ ]?)"
    r"|(?P<image>!\[[^\[\]\n]{0,500}\]\([^()\s]{0,2000}(?:[ ]\"[^\"\n]{0,500}\")?\))"
    r"|(?P<footnote>\[\^[^\[\]\s]{1,50}\]:?)"
    r"|(?P<link>\[(?=[^\[\]\n]{1,500}\]\([^()\s]{0,2000}(?:[ ]\"[^\"\n]{0,500}\")?\)))"
    r"|(?P<target>\]\([^()\s]{0,2000}(?:[ ]\"[^\"\n]{0,500}\")?\))"
    r"|(?P<escape>\\(?=[!-/:-@\[-`{-~]))"
    r"|(?P<strong>(?<!\\)(?:\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)))",
    re.M | re.X,
)


def strip_markdown(draft: Draft) -> None:
    """Remove Markdown's signs: headings, emphasis, links (their words stay), images, quotes, rules."""
    edits = []
    for match in _HEADING.finditer(draft.text):
        line_end = draft.text.find("\n", match.end())
        edits.append(Edit(match.start(), match.end(), "", "Markdown sign"))
        if line_end >= 0 and match[0].lstrip().startswith("#"):
            edits.append(Edit(line_end, line_end + 1, "\n\n", "Markdown sign"))
    draft.apply(edits)
    draft.apply(Edit(m.start(), m.end(), "", "Markdown sign") for m in _MARKDOWN.finditer(draft.text))
