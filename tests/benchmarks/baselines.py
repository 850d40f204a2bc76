"""The systems that are compared on the same parses: this project, textacy, and quotation marks alone."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from polnear import Answer, Article, Row, Stretch

from whosewords import language, lexicon
from whosewords.attribution import Found, Quoted, find_attributions
from whosewords.cleaning import find_quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from whosewords.lexicon import Lexicon

System = Callable[["Doc", Article], Answer]

QUOTATION = re.compile(r"“[^“”\n]+”?|\"[^\"\n]+\"?")
PRONOUNS = frozenset({"he", "she", "they", "i", "we"})
PARAGRAPH = re.compile(r"[^\n]+")


class Read(NamedTuple):
    """An article with its parse and each system's answer."""

    article: Article
    doc: "Doc"
    answers: dict[str, Answer]


def n_headline(article: Article) -> int:
    """Return how many characters at the beginning of the text are the headline."""
    return len(article.title) if article.text.startswith(article.title) else 0


def ours(lex: "Lexicon") -> System:
    """Return this project's engine; what no attribution cuts out of the text has no source."""

    def system(doc: "Doc", article: Article) -> Answer:
        quoted = Quoted(doc, find_quotations(article.text))
        found = find_attributions(doc, lex, quoted, n_headline(article))
        cut = tuple(part for f in found if f.cuts for part in f.content)
        return Answer(tuple(_row(f) for f in found if f.depth == 0), cut)

    return system


def _row(f: Found) -> Row:
    return Row((f.source,) if f.source else (), (f.cue,) if f.cue else (), f.content, f.rule, f.confidence)


def quotation_marks(doc: "Doc", article: Article) -> Answer:
    """What is in double quotation marks is content; its source is the nearest person, organisation or pronoun."""
    names = [(e.start_char, e.end_char) for e in doc.ents if e.label_ in ("PERSON", "ORG")]
    pronouns = [_part(t) for t in doc if t.lower_ in PRONOUNS]
    rows = []
    for paragraph in PARAGRAPH.finditer(article.text):
        quotations = [m.span() for m in QUOTATION.finditer(article.text, *paragraph.span())]
        speakers = [
            (start, end)
            for start, end in names + pronouns
            if paragraph.start() <= start < paragraph.end() and not any(a <= start < b for a, b in quotations)
        ]
        for a, b in quotations:
            nearest = min(speakers, key=lambda s: max(a - s[1], s[0] - b), default=None)
            rows.append(Row((nearest,) if nearest else (), (), ((a, b),)))
    return _answer(rows)


class Textacy:
    """textacy's rules for direct quotations, paragraph by paragraph; `gave_up` counts those it refuses.

    It refuses a text with an odd number of quotation marks, apostrophes among them: given a whole article, one such
    paragraph would cost it all the others.
    """

    def __init__(self) -> None:
        """Raise ImportError where textacy is not installed."""
        from textacy.extract.triples import direct_quotations

        self._find = direct_quotations
        self.gave_up = 0

    def __call__(self, doc: "Doc", article: Article) -> Answer:
        """Return what textacy finds in an article."""
        rows: list[Row] = []
        for paragraph in PARAGRAPH.finditer(article.text):
            span = doc.char_span(*paragraph.span(), alignment_mode="expand")
            if span is None:
                continue
            try:
                found = list(self._find(span.as_doc()))
            except ValueError:
                self.gave_up += 1
                continue
            at = doc[span.start].idx
            for speaker, cue, content in found:
                parts = [tuple(_part(t, at) for t in tokens) for tokens in (speaker, cue)]
                rows.append(Row(*parts, ((at + content.start_char, at + content.end_char),)))
        return _answer(rows)


def _part(token: "Token", at: int = 0) -> Stretch:
    return at + token.idx, at + token.idx + len(token)


def _answer(rows: Sequence[Row]) -> Answer:
    return Answer(tuple(rows), tuple(part for row in rows for part in row.content))


def _textacy() -> System | str:
    try:
        return Textacy()
    except ImportError:
        return "not installed"


SYSTEMS: dict[str, Callable[[], System | str]] = {
    "ours": lambda: ours(lexicon.load()),
    "textacy": _textacy,
    "quotation marks": lambda: quotation_marks,
}
"""How to make each system; one that cannot run gives the reason instead."""
NAMES = tuple(SYSTEMS)


def run(articles: Sequence[Article], systems: dict[str, System], seconds: dict[str, float]) -> Iterator[Read]:
    """Yield each article parsed once and answered by each system; add processor seconds by system, and of the parse.

    What a system loads on its first text is not counted.
    """
    warm = next(language.parse([articles[0].text])) if articles else None
    for system in systems.values():
        if warm is not None:
            system(warm, articles[0])
    docs = language.parse(a.text for a in articles)
    for article in articles:
        start = time.process_time()
        doc = next(docs)
        seconds["parse"] = seconds.get("parse", 0.0) + time.process_time() - start
        answers = {}
        for name, system in systems.items():
            start = time.process_time()
            answers[name] = system(doc, article)
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - start
        yield Read(article, doc, answers)
