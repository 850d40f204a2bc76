"""Names as they are compared: without titles, articles and possessives, and told whether two may be one person."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

TITLES = {
    "mr": "m", "mr.": "m", "sir": "m", "lord": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "lady": "f",
    "dame": "f", "madame": "f", "monsieur": "m", "señor": "m", "señora": "f", "herr": "m", "frau": "f", "begum": "f",
    "sardar": "m", "sheikh": "m", "haji": "m", "alhaji": "m", "dr": None, "dr.": None, "prof.": None, "professor": None,
}  # fmt: skip
"""Titles before a name, with the gender they tell."""
SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
"""What may follow a surname."""
AFTER = {"sahib": None, "babu": "m"}
"""The same behind a name."""
HONOURS = frozenset({
    "AC", "CBE", "CC", "DPhil", "Esq", "JP", "KBE", "KC", "MBE", "MD", "MEP", "MLA", "MNA", "MP", "MPA", "MPP", "MS",
    "MSP", "OBE", "PhD", "QC", "RN", "SC", "TD",
})  # fmt: skip
"""What somebody is or has, in letters before or behind a name; it tells nobody from another."""
DATELINE = re.compile(
    r"(?:[^\n]*\n\s*\n)?[A-Z][A-Z.’' -]*[A-Z](?:, [^\n:;—–()]{1,40})?(?: ?\([^\n()]{2,30}\))?(?: ?[—–]| -|:) "
)
"""Where a story is from, before its first sentence or behind its headline ("LAKE SUND, Orrin (CNP) - ")."""


def same_person(a: str, b: str) -> bool:
    """Say whether two names may be one person: the words of the shorter all stand in the longer, or as initials."""
    short, long = sorted((key_of(a).split(), key_of(b).split()), key=lambda words: (len(words), len("".join(words))))
    rest = list(long)
    for word in short:
        match = next((w for w in rest if w == word or (len(word.strip(".")) == 1 and w[0] == word[0])), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def key_of(name: str) -> str:
    """Return a name for comparison: lower case, one kind of apostrophe, no article, no possessive."""
    words = re.sub(r"['’`]", "'", name).replace(".", "").casefold().split()
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    return re.sub(r"'s?$", "", " ".join(words))


def clean(text: str) -> str:
    """Return a source's words as a name is shown: one space between words, no marks around them."""
    return re.sub(r"\s+", " ", text).strip(" ,;:-–—\"“”'‘’")


def without_article(text: str) -> str:
    """Return a name without the article before it."""
    return re.sub(r"^(the|a|an)\s+", "", text, flags=re.IGNORECASE)


def name_in(ent: "Span") -> tuple[int, int, str]:
    """Return a name without the article, title or role before it and the possessive after it."""
    doc, start, end = ent.doc, ent.start, ent.end
    if ent.label_ == "PERSON":
        start = max((i + 1 for i in range(start, end - 1) if doc[i].lower_ in TITLES), default=start)
    while start < end - 1 and (doc[start].lower_ in TITLES or doc[start].pos_ in ("DET", "PUNCT")):
        start += 1
    while end - 1 > start and (
        doc[end - 1].lower_ in ("'s", "’s", "'", "’") or doc[end - 1].is_punct or doc[end - 1].is_space
    ):
        end -= 1
    while end + 1 < len(doc) and doc[end].text == "-" and not (doc[end - 1].whitespace_ or doc[end].whitespace_):
        end += 2  # "Han Do-yeol" is several tokens
    if ent.label_ == "PERSON" or end - start > 2:
        last = doc[end - 1]
        end -= end - start > 1 and (last.text.replace(".", "") in HONOURS or last.lower_ in AFTER)
        start += end - start > 1 and doc[start].text in HONOURS
    return start, end, clean(doc[start:end].text)


def _is_part(token: "Token") -> bool:
    return token.pos_ == "PROPN" or (token.text[:1].isupper() and token.dep_ == "compound" and not token.is_sent_start)


def name_start(head: "Token") -> int:
    """Return the first token of the run of proper nouns that ends at a head."""
    i = head.i
    while i > 0 and _is_part(head.doc[i - 1]) and head.doc[i - 1].head.i in range(i, head.i + 1):
        i -= 1
    return i


_PEOPLE = re.compile(r"(?:ians?|ans?|ns?|ias?|ese|ish|is?|ain|a)$")


def stem(word: str) -> str:
    """Return what a state and its people share (Sarovia, Sarovian; Britain, British), in small letters."""
    return _PEOPLE.sub("", word) if len(word) > 4 else word
