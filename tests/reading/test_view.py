"""The reading view: whose each word is, what is marked, what those who listen are told."""

import re
from itertools import pairwise
from typing import Any

import pytest
from handmade import Found, S, corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from seen import Seen

from whosewords import lexicon, paths, reading, tables
from whosewords.charts import style
from whosewords.corpus import RESERVED, Corpus, from_tables
from whosewords.tables import Actor, Article, Attribution, Label, Marker, Segment, Sentence, Span, frame


def one(text: str, **tables: Any) -> Corpus:
    """Return a corpus of one article with rows of the other tables."""
    row = Article("a.txt", None, None, None, None, None, None, "en", None, text, 1, "a.txt", "0", None, [])
    actors = [*RESERVED, Actor("x", "<X> & “Y”", "person", [], True), Actor("press", "Press", "organisation", [], True)]
    return from_tables(
        articles=frame("articles", [row]),
        actors=frame("actors", actors),
        **{t: frame(t, rows) for t, rows in tables.items()},
    )


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, Corpus]:
    text = draw(
        st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>&\"'\n\r \u202e“a")), max_size=60)
    )
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)) | {0, len(text)})
    parts = list(pairwise(cuts))
    voices = st.sampled_from(
        [("own", "article", "article", "article"), ("quote", "x", "x", "article > x"),
         ("paraphrase", "x", "press", "article > press > x"), ("paraphrase", "unknown", "article", "article > unknown")]
    )  # fmt: skip
    segments = [
        Segment("a.txt", n, n // 2, a, b, v[0], None, v[1], v[2], v[3], 1, 1.0)  # type: ignore[arg-type]
        for n, (a, b) in enumerate(parts)
        for v in [draw(voices)]
    ]
    sentences = [
        Sentence("a.txt", n, pair[0][0], pair[-1][1], n == 0 and draw(st.booleans()))
        for n, pair in enumerate(parts[i : i + 2] for i in range(0, len(parts), 2))
    ]
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    labels = [
        Label("a.txt", n, a, b, text[a:b], "<l>", "f", "r", 0, 0, "own", "article", "article", None)
        for n, (a, b) in enumerate(draw(st.lists(spans, max_size=3)))
    ]
    markers = [
        Marker("a.txt", n, a, b, text[a:b], "word", b, min(b + 3, len(text)), 0, "x", False)
        for n, (a, b) in enumerate(draw(st.lists(spans, max_size=3)))
    ]
    return text, one(text, segments=segments, sentences=sentences, labels=labels, markers=markers)


@given(marked_texts())
@settings(max_examples=150)
def test_any_text_is_shown_as_it_is_however_it_is_marked(drawn: tuple[str, Corpus]) -> None:
    text, corpus = drawn
    shown = Seen(reading.article(corpus, "a.txt"))
    unshowable = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
    assert shown.text("article") == unshowable.sub("\ufffd", text)
    assert len(set(shown.ids)) == len(shown.ids)


def test_every_word_is_in_its_voice(two: Corpus) -> None:
    for article_id in ("one.txt", "two.txt"):
        shown = Seen(reading.article(two, article_id))
        text = two.articles.set_index("article_id").loc[article_id, "text"]
        for row in two.segments[two.segments["article_id"] == article_id].itertuples():
            kind = f"ww-{tables.wording(row.voice, row.worded_by)}"
            assert text[row.start : row.end] in shown.text("article", kind)


def test_every_sentence_has_its_anchor_once(two: Corpus) -> None:
    shown = Seen(reading.article(two, "one.txt"))
    expected = [reading.anchor("one.txt", n) for n in range(4)]
    assert [i for i in shown.ids if i in expected] == expected
    assert reading.anchor("one.txt", 1) != reading.anchor("two.txt", 1)
    assert re.fullmatch(r"a[0-9a-f]{10}-s7", reading.anchor("a b/<c>.txt", 7))


def test_who_speaks_is_told_in_letters_in_titles_and_to_those_who_listen(two: Corpus) -> None:
    html = reading.article(two, "one.txt")
    shown = Seen(html)
    nested = [a for t, a in shown.tags if t == "span" and (a.get("class") or "").endswith("paraphrase_other")][-1]
    assert nested["data-key"] == "B›A"
    assert nested["title"] == "Ana Lopez, in the words of Press Service"
    assert "<b>A</b> Ana Lopez · <b>B</b> Press Service" in html
    heard = [d for d, inside in shown.pieces if any("ww-hidden" in (a.get("class") or "") for _, a in inside)]
    assert "[Ana Lopez, in the words of Press Service:] " in heard


def quoting(**changed: Any) -> Corpus:
    """Return a corpus of a quotation in which somebody tells what somebody else said, and one by somebody else."""
    text = "Y says no, X said. So? Z said."
    row = Attribution("a.txt", 0, None, 0, 11, 12, 13, 17, "say", "neutral", "speech", "direct",
                      [Span(start=0, end=9)], False, "x", "model", 1.0)  # fmt: skip
    inner = row._replace(attribution_id=1, parent_id=0, depth=1, mode="indirect", speaker_id="press", source_start=0)
    whose = [
        ("quote", 0, "x", "x", "article > x"),
        ("paraphrase", 1, "press", "x", "article > x > press"),
        ("own", None, "article", "article", "article"),
        ("quote", 2, "press", "press", "article > press"),
    ]
    places = [(0, 6), (7, 9), (9, 18), (19, 22)]
    segments = [
        Segment("a.txt", n, int(n > 2), *at, v, a, speaker, by, chain, 1, 1.0)  # type: ignore[arg-type]
        for n, (at, (v, a, speaker, by, chain)) in enumerate(zip(places, whose, strict=True))
    ]
    rows_ = [row._replace(**changed), inner, row._replace(attribution_id=2, speaker_id="press")]
    sentences_ = [Sentence("a.txt", 0, 0, 18, False), Sentence("a.txt", 1, 19, len(text), False)]
    return one(text, attributions=rows_, segments=segments, sentences=sentences_)


def test_words_of_a_translator_are_told_by_title_letters_and_legend() -> None:
    html = reading.article(quoting(translated=True), "a.txt")
    told = [a for t, a in Seen(html).tags if t == "span" and "ww-voice" in (a.get("class") or "")][-4:]
    assert [(a["title"] or "").count("in a translator’s words") for a in told] == [1, 1, 0, 0]
    assert [a.get("data-key") for a in told] == ["A tr", "A›B tr", None, "B"]
    assert "[presented as said by &lt;X&gt; &amp; “Y”, in a translator’s words:] " in html
    assert "tr in a translator’s words: by what the article says or shows" in Seen(html).text("li")


def test_where_nothing_is_translated_no_translator_is_spoken_of() -> None:
    assert "translator" not in reading.article(quoting(), "a.txt")


def test_labels_are_marks_and_a_marker_holds_the_phrase_it_stands_before(two: Corpus) -> None:
    shown = Seen(reading.article(two, "one.txt"))
    article = [(d, i) for d, i in shown.pieces if any(t == "article" for t, _ in i)]
    marks = "".join(d for d, i in article if i[-1][0] == "mark")
    assert marks == "anti-terroristrebel army"
    assert Seen(reading.article(two, "one.txt")).text("article", "ww-marker") == "so-called rebel army"


def test_the_headline_is_a_heading_of_the_level_asked_for(two: Corpus) -> None:
    html = reading.article(one("A\n\nB.", sentences=[Sentence("a.txt", 0, 0, 1, True)]), "a.txt", level=2)
    assert '<h2 class="ww-headline"><span class="ww-sentence"' in html
    assert Seen(html).text("h2") == "A"
    assert Seen(html).text("p", "ww-paragraph") == "B."


def test_an_article_that_is_not_there_is_an_error(two: Corpus) -> None:
    with pytest.raises(KeyError, match=r"no article 'three\.txt'"):
        reading.article(two, "three.txt")


def test_colours_and_names_are_those_of_the_charts() -> None:
    css = (paths.template() / "reading.css").read_text("utf-8")
    assert list(style.VOICES) == list(tables.WORDINGS)
    for wording, name in tables.WORDINGS.items():
        assert style.VOICES[wording].name.replace("'", "’") == name
        assert style.VOICES[wording].colour in css
        assert re.search(rf"\.ww-{wording} {{ text-decoration: underline", css)
    lines = re.findall(r"\.ww-(?:own|paraphrase_article|paraphrase_other|quote) {[^}]*underline (\w+ \dpx)", css)
    assert len(set(lines)) == 4


def test_a_notebook_gets_the_style_with_the_view(two: Corpus) -> None:
    view = reading.article(two, "one.txt")
    assert view._repr_html_().startswith('<style class="ww-style">')
    assert view._repr_html_().endswith(view)


def test_actors_beyond_the_alphabet_have_letters_too() -> None:
    segments = [
        Segment("a.txt", n, 0, n, n + 1, "paraphrase", n, f"s{n}", "article", f"article > s{n}", 1, 1.0)
        for n in range(28)
    ]
    html = reading.article(one("x" * 28, segments=segments), "a.txt")
    assert re.findall(r'data-key="(\w+)"', html)[24:] == ["Y", "Z", "AA", "AB"]


def test_words_of_the_list_that_take_no_side_are_marked_less_and_the_key_says_so() -> None:
    known = lexicon.load().label_by
    neutral, taking = (next(e for e, row in known.items() if row.side == side) for side in ("neutral", "opponents"))
    made = corpus({"a": [[S("one two")]]}, labels=[Found("one", neutral), Found("two", taking)])
    shown = str(reading.article(made, "a"))
    assert f'class="ww-label ww-neutral" title="neutral word “{neutral}”' in shown
    assert f'class="ww-label" title="label “{reading.plain(taking)}”' in shown
    assert ">neutral word</mark>" in shown
    without = str(reading.article(corpus({"a": [[S("two")]]}, labels=[Found("two", taking)]), "a"))
    assert "neutral word" not in without
