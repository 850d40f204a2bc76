"""Which quotations are a translator's words: those the article says, or shows, were spoken in another language.

A note of translation ("said in Russian", "through an interpreter") counts where it belongs to a reporting verb, not
where it is part of what was said. What one of a speaker's quotations shows goes for the speaker's others as well, but
not for those said in English or, as the article has it, on another occasion.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .parts import Found, Part, Quoted
from .settle import touched

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from ..cleaning import Quotation

LANGUAGES = frozenset({
    "afrikaans", "albanian", "amharic", "arabic", "aramaic", "armenian", "azerbaijani", "azeri", "basque",
    "belarusian", "bengali", "bosnian", "bulgarian", "burmese", "cantonese", "catalan", "chechen", "chinese",
    "creole", "croatian", "czech", "danish", "dari", "dinka", "dutch", "english", "estonian", "farsi", "finnish",
    "flemish", "french", "gaelic", "galician", "georgian", "german", "greek", "gujarati", "hausa", "hebrew", "hindi",
    "hungarian", "icelandic", "igbo", "indonesian", "irish", "italian", "japanese", "kannada", "kashmiri", "kazakh",
    "khmer", "kinyarwanda", "korean", "kurdish", "kyrgyz", "lao", "latin", "latvian", "lingala", "lithuanian",
    "luxembourgish", "macedonian", "malay", "malayalam", "maltese", "mandarin", "maori", "marathi", "moldovan",
    "mongolian", "nahuatl", "navajo", "nepali", "norwegian", "oromo", "pashto", "persian", "polish", "portuguese",
    "punjabi", "quechua", "romani", "romanian", "russian", "sanskrit", "serbian", "sindhi", "sinhala", "slovak",
    "slovene", "slovenian", "somali", "spanish", "sundanese", "swahili", "swedish", "tagalog", "tajik", "tamil",
    "tatar", "telugu", "thai", "tibetan", "tigrinya", "turkish", "turkmen", "twi", "ukrainian", "urdu", "uyghur",
    "uzbek", "vietnamese", "welsh", "wolof", "xhosa", "yiddish", "yoruba", "zulu",
})  # fmt: skip
"""Languages by their English names, in lower case."""
SPEAKING = frozenset({
    "address", "answer", "comment", "deliver", "explain", "post", "recount", "reply", "respond", "say", "speak",
    "state", "talk", "tell", "testify", "tweet", "write",
})  # fmt: skip
"""Verbs that tell in which language somebody spoke without introducing what was said."""
COMMUNICATION = frozenset({
    "address", "article", "briefing", "broadcast", "column", "comment", "communique", "communiqué", "conference",
    "conversation", "declaration", "email", "essay", "evidence", "interview", "lecture", "letter", "manifesto",
    "message", "monologue", "note", "post", "posting", "quotation", "quote", "recording", "remark", "sermon",
    "speech", "statement", "testimony", "text", "transcript", "translation", "tweet", "video", "word",
})  # fmt: skip
"""Nouns for occasions of speaking and what is made of them."""
INTERPRETERS = frozenset({"interpreter", "interpreters", "translator", "translators"})
HELP = frozenset({"aid", "assistance", "help"})
ADDRESSEES = frozenset({"dobj", "dative", "pobj", "obj", "iobj"})
LONGEST_NOTE = 40
"""Words of a paragraph at the head or foot of an article that says it was translated."""
LONGEST_GAP = 60
"""Characters from a reporting clause to a note in brackets after it."""
NEAR = 4
"""Attributions to each side among which whoever "spoke in French" is looked for."""
FEWEST_WORDS = 3
"""Words of a speaker's in another language from which on their other quotations are taken to be in it as well."""

_FUNCTION_WORDS = frozenset({
    "au", "aux", "avec", "bien", "ce", "cette", "c'est", "dans", "des", "du", "elle", "est", "et", "ils", "je", "la",
    "le", "les", "mais", "ne", "nous", "pas", "pour", "que", "qui", "sont", "sur", "une", "vous", "al", "como", "con",
    "de", "del", "el", "en", "es", "esta", "está", "los", "las", "más", "muy", "nada", "nosotros", "para", "pero",
    "por", "se", "sin", "su", "todo", "todos", "un", "y", "yo", "com", "dos", "é", "em", "isso", "não", "nós", "os",
    "são", "uma", "ci", "che", "di", "è", "gli", "il", "io", "lo", "ma", "non", "noi", "per", "più", "sono", "auf",
    "das", "der", "dem", "den", "ein", "eine", "für", "haben", "ich", "ist", "kein", "mit", "nicht", "sich", "sie",
    "sind", "und", "von", "wir", "zu", "een", "het", "ik", "niet", "van", "wij", "bir", "biz", "bu", "değil", "için",
    "ve", "jak", "jest", "na", "nie", "się", "że",
})  # fmt: skip
"""Small words of languages in Latin script that are none of English."""
_ENGLISH = frozenset({
    "all", "and", "are", "be", "but", "by", "for", "from", "had", "has", "have", "he", "her", "his", "i", "is", "it",
    "not", "of", "our", "she", "that", "the", "they", "this", "to", "we", "what", "with", "would", "you",
})  # fmt: skip
_GLOSS = re.compile(
    r"[\s,;:.–—(\[-]*(?:or|meaning|which means|that is|i\.e\.|in English|literally|roughly)?[\s,;:(\[]*", re.IGNORECASE
)
_NOTE = re.compile(
    r"\W*(?:Translat(?:ed|ion)\b(?=\W*(?:and \w+ )?(?:by|from|into|provided)\b|:)"
    r"|This (?:\w+ ){0,2}?(?:article|column|conversation|essay|interview|letter|piece|post|report|speech|statement|"
    r"story|text|transcript)\b[^.]*?\btranslated\b"
    r"|(?:All |The )?(?:interviews?|quotations|quotes)\b[^.]*?\btranslated\b)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"[^\n]+")


class _Note(NamedTuple):
    """A place where the text says in which language somebody spoke: its first token, and the one it hangs on."""

    start: int
    anchor: int
    english: bool


def translated(doc: "Doc", found: Sequence[Found], speakers: Sequence[int], quoted: Quoted) -> list[bool]:
    """Return for each attribution whether the words in its quotation marks are a translator's.

    `speakers` gives who speaks in each, below 0 where that is nobody who can be told. An attribution without
    quotation marks has no wording of the speaker's, so it is none of a translator's either.
    """
    if _whole_article(doc.text):
        told: list[bool | None] = [True] * len(found)
    else:
        told = _told(doc, found, speakers, quoted)
        _spread(doc, found, speakers, quoted, told)
    for k, f in enumerate(found):
        if f.parent is not None and told[f.parent] and told[k] is None:
            told[k] = True
    return [bool(t) and f.mode != "indirect" and not _original(f, quoted) for t, f in zip(told, found, strict=True)]


def _whole_article(text: str) -> bool:
    """Say whether a paragraph at the head or the foot says that all of this was translated into English."""
    paragraphs = _PARAGRAPH.findall(text)
    return any(
        _NOTE.match(p) and len(p.split()) <= LONGEST_NOTE and _into_english(p.split())
        for p in (*paragraphs[:3], *paragraphs[3:][-3:])
    )


def _into_english(words: Sequence[str]) -> bool:
    """Say whether what is translated is not from English, nor into another language."""
    plain = [w.strip(".,;:()[]").lower() for w in words if w.lower() != "the"]
    return not any(
        (a == "from" and b == "english") or (a in ("into", "to") and b in LANGUAGES - {"english"})
        for a, b in pairwise(plain)
    )


# what the article says -------------------------------------------------------------------------------------


def _told(doc: "Doc", found: Sequence[Found], speakers: Sequence[int], quoted: Quoted) -> list[bool | None]:
    """Return what the article says of each attribution: True another language, False English, None nothing."""
    told: list[bool | None] = [None] * len(found)
    notes = list(_notes(doc))
    if notes:
        places = _Places(doc, found, quoted)
        for note in notes:
            k = places.whose(note)
            if k is not None and told[k] is None:
                told[k] = not note.english
    for k, f in enumerate(found):
        if f.mode != "indirect" and told[k] is None and _gloss(f, quoted):
            told[k] = True
    return told


def _notes(doc: "Doc") -> Iterator[_Note]:
    for token in doc:
        word = token.lower_
        if word in LANGUAGES and token.text[0].isupper():
            yield from _language(doc, token.i)
        elif word == "language" and token.i and doc[token.i - 1].lower_ == "sign":
            yield from _after_in(doc, token.i - 1, english=False)
        elif word in INTERPRETERS:
            yield from _interpreter(token)
        elif word == "translated":
            yield from _participle(token)
        elif word in ("translation", "translations"):
            before = [t.lower_ for t in token.lefts]
            if (not LANGUAGES.intersection(before) or "english" in before) and _into_english(_following(token)):
                yield _Note(token.left_edge.i, token.i, False)


def _language(doc: "Doc", i: int) -> Iterator[_Note]:
    """Yield "in Russian", also of several languages, unless a noun follows, and "Russian-language interview"."""
    english = doc[i].lower_ == "english"
    if doc[i + 1 : i + 3].text.lower() == "-language" and i + 3 < len(doc):
        if doc[i + 3].lemma_.lower() in COMMUNICATION:
            yield _Note(i, i + 3, english)
        return
    end, languages = i + 1, {doc[i].lower_}
    while end + 1 < len(doc) and doc[end].lower_ in (",", "and", "or", "&") and doc[end + 1].lower_ in LANGUAGES:
        languages.add(doc[end + 1].lower_)
        end += 2
    if end < len(doc):
        after = doc[end]
        date = after.ent_type_ in ("DATE", "TIME")
        if after.text in "-–" or (after.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") and not date):
            return
    if len(languages) == 1 or "english" not in languages:
        yield from _after_in(doc, i, english=english)


def _after_in(doc: "Doc", i: int, *, english: bool) -> Iterator[_Note]:
    """Yield the note that "in" makes of a language, with what describes it between ("in her native Spanish")."""
    start = i - 1
    while start > 0 and i - start <= 3 and doc[start].pos_ in ("ADJ", "PRON", "ADV", "PROPN", "DET"):
        start -= 1
    if start >= 0 and doc[start].lower_ == "in":
        yield _Note(start, start, english)


def _interpreter(token: "Token") -> Iterator[_Note]:
    """Yield "through an interpreter", "with the help of a translator", "using an interpreter"."""
    head = token.head
    if head.lower_ == "of" and head.head.lemma_.lower() in HELP:
        head = head.head.head
    if head.lower_ in ("through", "via", "with") or head.lemma_.lower() == "use":
        yield _Note(head.i, head.i, False)


def _participle(token: "Token") -> Iterator[_Note]:
    """Yield "remarks translated by", "translated remarks", "(translated from Arabic)", "as translated by"."""
    of_words = token.dep_ in ("acl", "amod", "relcl") and token.head.lemma_.lower() in COMMUNICATION
    before = token.doc[token.i - 1].lower_ if token.i else ""
    if (of_words or before in ("(", "[", "as")) and _into_english(_following(token)):
        yield _Note(token.i, token.i, False)


def _following(token: "Token") -> list[str]:
    return [t.text for t in token.doc[token.i : token.i + 8]]


class _Places:
    """Where sources, cues and contents stand, to tell whose speaking a note is about."""

    def __init__(self, doc: "Doc", found: Sequence[Found], quoted: Quoted) -> None:
        self.doc = doc
        self.found = found
        self.quoted = quoted
        self.cue: dict[int, int] = {}
        self.source: dict[int, int] = {}
        self.named = {k: _words(quoted.text, f.source) for k, f in enumerate(found) if f.source}
        self.order = sorted((found[k].content[0][0], k) for k in self.named)
        """Where the contents of those with a source begin."""
        self.by_word: dict[str, list[Part]] = {}
        for first, k in self.order:
            for word in set(self.named[k]):
                self.by_word.setdefault(word, []).append((first, k))
        self.ends = sorted((max(p[1] for p in (*f.content, f.cue or f.content[0])), k) for k, f in enumerate(found))
        for k, f in enumerate(found):
            if f.cue:
                self.cue.update({t.i: k for t in _cue_words(doc[slice(*_tokens(doc, f.cue))])})
            if f.source:
                self.source.update(dict.fromkeys(range(*_tokens(doc, f.source)), k))

    def whose(self, note: _Note) -> int | None:
        """Return the attribution that a note is about: it hangs on its cue, or stands right behind cue or source."""
        k = self.climb(note)
        if k is None and note.start:
            before = note.start - 1
            k = self.cue.get(before, self.source.get(before))
            if k is not None and "," in self.named.get(k, ()):
                return None
            if k is None and self.doc[before].lower_ in ("(", "[", "as"):
                k = self.last_before(note.start)
        return k if k is not None and self.may_be(note, k) else None

    def may_be(self, note: _Note, k: int) -> bool:
        """Say whether a note stands outside of what is said, in the same quotation as the cue."""
        f, place = self.found[k], self.doc[note.start].idx
        inside = f.source is None or any(start <= place < end for start, end in f.content)
        cue = _tokens(self.doc, f.cue)[0] if f.cue else note.start
        return not inside and self.quoted.innermost[cue] == self.quoted.innermost[note.start]

    def climb(self, note: _Note) -> int | None:
        """Return the attribution whose cue a note depends on, over verbs and nouns of speaking only."""
        token = self.doc[note.anchor]
        spoke: Token | None = None
        for _ in range(12):
            if token.i in self.cue:
                return self.cue[token.i]
            if token.pos_ in ("VERB", "AUX"):
                of_words = token.dep_ == "acl" and token.head.lemma_.lower() in COMMUNICATION
                helps = token.lemma_.lower() in ("use", "translate") and token.i == note.anchor
                if not of_words and not helps and token.lemma_.lower() not in SPEAKING:
                    return None
                if any(c.dep_ == "neg" for c in token.children):
                    return None
                spoke = token
            elif token.i in self.source:
                return self.source[token.i] if spoke is not None or token.lemma_.lower() in COMMUNICATION else None
            elif spoke is None and token.pos_ in ("NOUN", "PROPN", "PRON") and not _passes_on(token):
                return None
            if token.head.i == token.i:
                break
            token = token.head
        return self.of_subject(spoke) if spoke is not None and token.i == spoke.i else None

    def of_subject(self, verb: "Token") -> int | None:
        """Return the nearest attribution of who "spoke through an interpreter" in a sentence without its words."""
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is None:
            return None
        at = bisect_left(self.order, (subject.idx,))
        before = [k for _, k in self.order[max(0, at - NEAR) : at] if self.same_paragraph(k, subject)][::-1]
        after = [k for _, k in self.order[at : at + NEAR] if self.same_paragraph(k, subject)]
        near = [*before, *after]
        if subject.pos_ != "PRON":
            same = self.by_word.get(subject.lower_, [])
            n = max(0, bisect_left(same, (subject.idx,)) - 1)
            near = [k for _, k in same[n : n + 1]] or [k for k in near if self.named[k] in (["he"], ["she"], ["they"])]
        return near[0] if near else None

    def same_paragraph(self, k: int, token: "Token") -> bool:
        """Say whether no line ends between an attribution and a token."""
        a, b = sorted((self.found[k].content[0][0], token.idx))
        return self.quoted.text.find("\n", a, b) < 0

    def last_before(self, token: int) -> int | None:
        """Return the attribution that ends last before a token of its sentence, or of the one right behind."""
        at = self.doc[token].idx
        n = bisect_right(self.ends, (at, len(self.found))) - 1
        if n < 0:
            return None
        end, k = self.ends[n]
        return k if "\n" not in (gap := self.quoted.text[end:at][:LONGEST_GAP]) and len(gap) < LONGEST_GAP else None


def _cue_words(cue: "Span") -> "list[Token]":
    """Return the words of a cue without what only goes with them ("said | in a speech held in Hebrew")."""
    return [t for t in cue if t == cue.root or t.dep_ in ("conj", "xcomp", "pcomp")]


def _passes_on(noun: "Token") -> bool:
    """Say whether a note on a noun may be one on its verb: an occasion of speaking, or who was spoken to."""
    return noun.lemma_.lower() in COMMUNICATION or noun.dep_ in ADDRESSEES


def _tokens(doc: "Doc", part: Part) -> Part:
    stretch = doc.char_span(*part, alignment_mode="expand")
    return (stretch.start, stretch.end) if stretch is not None else (0, 0)


def _words(text: str, part: Part) -> list[str]:
    return re.findall(r"\w+|,", text[slice(*part)].lower())


# what the article shows ------------------------------------------------------------------------------------


def _quotations(f: Found, quoted: Quoted) -> "list[Quotation]":
    return [quoted.quotations[k] for start, end in f.content for k in touched(quoted, start, end)]


def _original(f: Found, quoted: Quoted) -> bool:
    """Say whether the words in an attribution's quotation marks are all of another language."""
    own = _quotations(f, quoted)
    return bool(own) and all(is_foreign(quoted.text[q.inner_start : q.inner_end]) for q in own)


def _gloss(f: Found, quoted: Quoted) -> int:
    """Return how many words an attribution has in another language beside the same in English, each in its marks."""
    for a, b in pairwise(_quotations(f, quoted)):
        if a.level == b.level and _GLOSS.fullmatch(quoted.text, a.end, b.start):
            foreign = [is_foreign(quoted.text[q.inner_start : q.inner_end]) for q in (a, b)]
            if foreign[0] != foreign[1]:
                original = a if foreign[0] else b
                return len(quoted.text[original.inner_start : original.inner_end].split())
    return 0


def is_foreign(text: str) -> bool:
    """Say whether words are plainly not English: in another script, or with more of other languages' small words."""
    letters = [c for c in text if c.isalpha()]
    if sum(c > "\u024f" for c in letters) * 2 > len(letters):
        return True
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))
    foreign = sum(w in _FUNCTION_WORDS for w in words) + ("¿" in text) + ("¡" in text)
    return foreign > sum(w in _ENGLISH for w in words) and foreign * 4 >= len(words)


def _spread(
    doc: "Doc", found: Sequence[Found], speakers: Sequence[int], quoted: Quoted, told: list[bool | None]
) -> None:
    """Note the other quotations of those whom one of theirs shows to speak another language."""
    shown: dict[int, set[str]] = {}
    for k, f in enumerate(found):
        if told[k] and speakers[k] >= 0 and (not (n := _gloss(f, quoted)) or n >= FEWEST_WORDS):
            shown.setdefault(speakers[k], set()).update(_occasions(doc, f))
    for k, f in enumerate(found):
        if told[k] is None and speakers[k] in shown:
            occasions = _occasions(doc, f)
            if not occasions or occasions & shown[speakers[k]]:
                told[k] = True


def _occasions(doc: "Doc", f: Found) -> set[str]:
    """Return the occasions that the reporting clause names ("in a statement"), by their nouns."""
    if f.cue is None:
        return set()
    at = doc[_tokens(doc, f.cue)[0]]
    inside = [_tokens(doc, part) for part in f.content]
    return {
        t.lemma_.lower()
        for t in at.sent
        if t.pos_ == "NOUN" and t.lemma_.lower() in COMMUNICATION and not any(s <= t.i < e for s, e in inside)
    }
