"""Any text at all is annotated without an exception, its segments partition it, and time grows with its length."""

import time
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whosewords import language, lexicon, tables
from whosewords.annotate import Annotated, annotate_doc
from whosewords.tables import Article

LEXICON = lexicon.load()
SENTENCE = "Minister Ana Vell said that the “so-called rebels” would go, according to the army’s report. "


def article(text: str, title: str | None = None) -> Article:
    return Article("a.txt", None, None, None, title, None, None, "en", None, text, 0, "a.txt", "0", None, [])


def annotated(text: str, title: str | None = None) -> Annotated:
    """Annotate a text and check what holds for every text."""
    doc = next(language.parse([text]))
    assert doc.text == text
    result = annotate_doc(article(text, title), doc, LEXICON)
    check(text, result)
    return result


def check(text: str, result: Annotated) -> None:
    """Check the invariants of an annotated text."""
    rows = result.rows
    segments, sentences, tokens = rows["segments"], rows["sentences"], rows["tokens"]
    for before, after in pairwise(segments):
        assert before.end <= after.start
    covered = bytearray(len(text))
    for s in segments:
        assert s.start < s.end
        assert not text[s.start].isspace()
        assert not text[s.end - 1].isspace()
        assert sentences[s.sentence_id].start <= s.start
        assert s.end <= sentences[s.sentence_id].end
        covered[s.start : s.end] = b"\1" * (s.end - s.start)
    assert not any(not here and not c.isspace() for here, c in zip(covered, text, strict=True))
    for sentence in sentences:
        assert "\n" not in text[sentence.start : sentence.end]
    for t in tokens:
        assert text[t.start : t.end] == t.text
        assert segments[t.segment_id].start <= t.start
        assert t.end <= segments[t.segment_id].end
        assert segments[t.segment_id].sentence_id == t.sentence_id
    assert [s.n_words for s in segments] == _count(segments, tokens)
    assert result.article.n_words == len(tokens)
    for f in rows["attributions"]:
        assert f.content
        assert all(0 <= p["start"] < p["end"] <= len(text) for p in f.content)
        assert (f.parent_id is None) == (f.depth == 0)
        assert f.parent_id is None or rows["attributions"][f.parent_id].depth == f.depth - 1
    known = {"article", "unknown", *map(str, range(len(result.cast)))}
    assert {i for s in segments for i in (s.speaker_id, s.worded_by)} <= known
    for table, of_table in rows.items():
        tables.validate(table, tables.frame(table, of_table))


def _count(segments: list[tables.Segment], tokens: list[tables.Token]) -> list[int]:
    n = [0] * len(segments)
    for t in tokens:
        n[t.segment_id] += 1
    return n


ANYTHING = st.characters(exclude_categories=["Cs"])
MARKS = "“”\"‘’'`„«»‹›‚‟′″()[]-–—:;,.!?…"
SPACES = " \t\n\r\x0b\x0c\x1c\x85\u00a0\u2028\u2029\u200b\u3000\ufeff"
PIECES = st.sampled_from(
    ["Vell", "Ana Vell", "she", "said", "that", "according to", "claimed", "the minister", "was told by", "I", "of",
     "so-called", "anti-terrorist", "report", "the report", "will go", "rebels", "Ossa", "and", "not", "'s", "”", "“",
     '"', "'", ":", ",", ".", "?", "—", "\n", "\n\n", "\r\n", "عاجل", "🙂", "\u200f", "\x00", "Nov. 3", "5%"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.text(ANYTHING, max_size=200))
@example("")
@example("\x00\x01\x02\u202e\u200f\ufeff\ufffe")
@example("👩‍👩‍👧 said “👍”")
@example("قال الوزير: «انتهت العملية».")
@example("a\r\nb\rc\x85d\u2028e\u2029f\x0bg\x0ch")
def test_any_text(text: str) -> None:
    annotated(text)


@settings(max_examples=60)
@given(st.text(st.sampled_from(MARKS + SPACES + "ab"), max_size=120))
@example("“‘“‘“‘ a ’”")
@example("”””a“““")
@example("''''``a''``")
def test_any_row_of_marks(text: str) -> None:
    annotated(text)


@settings(max_examples=100)
@given(st.lists(PIECES, max_size=50), st.sampled_from([" ", ""]))
def test_any_words_that_look_like_news(pieces: list[str], between: str) -> None:
    annotated(between.join(pieces))


@settings(max_examples=20)
@given(st.lists(PIECES, min_size=1, max_size=8), st.lists(PIECES, max_size=20))
def test_any_headline(title: list[str], body: list[str]) -> None:
    headline = " ".join(title)
    annotated(f"{headline}\n\n{' '.join(body)}", headline)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t \u00a0\u2028", "...", "!?!", "“”", "“", "—", "\ufeff", "\x00"])
def test_nothing_to_read(text: str) -> None:
    result = annotated(text)
    assert result.article.n_words == 0
    assert not result.rows["attributions"]
    assert not result.rows["markers"]
    assert all(s.voice == "own" for s in result.rows["segments"])


def test_a_lone_surrogate_is_a_failure_of_its_article_alone() -> None:
    from whosewords.annotate import annotate
    from whosewords.articles import LeftOut

    broken, fine = annotate([article("Vell said \ud800 no."), article("Vell said no.")], LEXICON)
    assert isinstance(broken, LeftOut)
    assert isinstance(fine, Annotated)


class Sized(NamedTuple):
    """A text that is long or odd, and the seconds it may take at the very most on a slow machine."""

    text: str
    seconds: float


SIZED = {
    "one line of 100 kB": Sized((SENTENCE * 1500)[:100_000], 60),
    "5,000 quotation marks in a row": Sized("“" * 5_000, 30),
    "5,000 straight marks in a row": Sized('"' * 5_000, 30),
    "5,000 marks, each a word apart": Sized("“a " * 5_000, 40),
    "3,000 quotations in one another": Sized("“a " * 3_000 + "”" * 3_000, 40),
    "3,000 short lines": Sized("Vell said no.\n" * 3_000, 60),
    "speech reopened in 1,500 paragraphs": Sized("“We go on and on.\n" * 1_500, 40),
    "a cue at every other word": Sized("said “a” " * 700, 40),
    "100,000 letters without a space": Sized("a" * 100_000, 30),
    "20,000 full stops": Sized("." * 20_000, 30),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SIZED)
def test_time_grows_with_length_only(name: str) -> None:
    text, seconds = SIZED[name]
    language.load()
    start = time.process_time()
    doc = next(language.parse([text]))
    result = annotate_doc(article(text), doc, LEXICON)
    assert time.process_time() - start < seconds
    check(text, result)


@pytest.mark.slow
def test_one_line_of_a_quarter_of_a_megabyte() -> None:
    text = (SENTENCE * 4_000)[:250_000]
    result = annotated(text)
    assert len(result.rows["attributions"]) > 1_800
