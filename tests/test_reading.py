"""The reading view, evidence and tables: everything there, everything escaped, everything to be told without colour."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from handmade import Found, S, corpus, war
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import lexicon, paths, reading, tables
from whosewords.analyses import framing
from whosewords.charts import style
from whosewords.corpus import RESERVED, Corpus, from_tables
from whosewords.tables import Actor, Article, Attribution, Label, Marker, Segment, Sentence, Span, frame

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Seen(HTMLParser):
    """What a person sees of a piece of HTML: text by class, ids, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[tuple[str, list[tuple[str, dict[str, str | None]]]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: D102
        assert len({n for n, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: Any) -> None:  # noqa: D102
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.pieces.append((data, list(self.stack)))

    def text(self, tag: str | None = None, kind: str | None = None) -> str:
        """Return the text inside a tag or class, without what is only for those who listen."""
        return "".join(
            data
            for data, inside in self.pieces
            if not any("ww-hidden" in (a.get("class") or "") for _, a in inside)
            and (tag is None or any(t == tag for t, _ in inside))
            and (kind is None or any(kind in (a.get("class") or "").split() for _, a in inside))
        )

    @property
    def ids(self) -> list[str | None]:
        """All ids, in order."""
        return [a["id"] for _, a in self.tags if "id" in a]


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


@pytest.fixture(scope="module")
def two() -> Corpus:
    return war()


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


def rows(*given: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["article_id", "sentence_id", "text", "start", "end", "speaker"])


def test_evidence_is_one_item_a_sentence_with_all_its_highlights_and_a_link() -> None:
    html = reading.sentences(
        rows(("a", 0, "red <b> blue", 0, 3, "X"), ("a", 0, "red <b> blue", 8, 12, "X"), ("b", 4, "no", None, None, "Y"))
    )
    shown = Seen(html)
    assert shown.text("summary") == "2 sentences"
    assert shown.text("mark") == "redblue"
    assert "red <b> blue" in shown.text("li")
    assert [a["href"] for t, a in shown.tags if t == "a"] == [
        f"#{reading.anchor('a', 0)}",
        f"#{reading.anchor('b', 4)}",
    ]
    assert "X · a, sentence 1" in shown.text("li")


def test_evidence_in_groups_counts_sentences_and_says_what_is_not_shown() -> None:
    given_rows = [("a", n, f"s{n}", 0, 1, "X <i>" if n < 5 else "Y") for n in range(6)]
    shown = Seen(reading.sentences(rows(*given_rows), by="speaker", limit=3))
    assert shown.text("summary") == "X <i>: 5 sentencesY: 1 sentence"
    assert "… and 2 more." in shown.text("li")
    assert "s3" not in shown.text("li")
    assert "No sentences." in reading.sentences(rows())


@given(st.text(max_size=30), st.integers(-5, 40), st.integers(-5, 40))
@settings(max_examples=60)
def test_evidence_shows_any_text_whatever_is_highlighted(text: str, start: int, end: int) -> None:
    shown = Seen(reading.sentences(rows(("a", 0, text, start, end, None))))
    assert reading.UNSHOWABLE.sub("\ufffd", text) in shown.text("li")


def test_a_table_has_headings_a_caption_and_numbers_to_the_right() -> None:
    data = pd.DataFrame(
        {"who": ["<b>", None], "n": [1234, -5], "share": [0.256, float("nan")], "names": [["a", "b"], []]},
        index=pd.Index(["x", "y"], name="id"),
    )
    shown = Seen(reading.table(data, "What & why"))
    assert shown.text("caption") == "What & why"
    assert [a["scope"] for t, a in shown.tags if t == "th"] == ["col"] * 5 + ["row"] * 2
    assert shown.text("td", "ww-number") == "1,23426 %−5–"
    assert shown.text("td") == "<b>1,23426 %a, b–−5–"
    box = shown.tags[0][1]
    assert (box["role"], box["tabindex"], box["aria-label"]) == ("group", "0", "What & why")


def test_a_table_without_rows_is_a_sentence() -> None:
    assert Seen(reading.table(pd.DataFrame({"a": []}), "What <b>")).text() == "What <b>: nothing to list."


def test_a_note_stands_below_a_table_or_sentences_and_is_text() -> None:
    data = pd.DataFrame({"article_id": ["a"], "sentence_id": [0], "text": ["Rain."]})
    for made in (reading.table(data, "Rain", note="a < b"), reading.sentences(data, note="a < b")):
        assert '<p class="ww ww-where">a &lt; b</p>' in made
        assert Seen(made).text("p", "ww-where") == "a < b"
    assert "<p" not in reading.table(data, "Rain")


def test_a_long_table_says_that_it_is_cut() -> None:
    shown = Seen(reading.table(pd.DataFrame({("a", "b"): range(1200)}), "Many", limit=2))
    assert shown.text("caption") == "Many; the first 2 of 1,200 rows"
    assert shown.text("th") == "a · b"
    assert shown.text("td") == "01"


def test_actors_beyond_the_alphabet_have_letters_too() -> None:
    segments = [
        Segment("a.txt", n, 0, n, n + 1, "paraphrase", n, f"s{n}", "article", f"article > s{n}", 1, 1.0)
        for n in range(28)
    ]
    html = reading.article(one("x" * 28, segments=segments), "a.txt")
    assert re.findall(r'data-key="(\w+)"', html)[24:] == ["Y", "Z", "AA", "AB"]


def test_every_number_of_a_matrix_opens_the_lines_it_counts(two: Corpus) -> None:
    lines = framing.label_sentences(two)
    seen = Seen(reading.matrix(lines, "Labels"))
    rows = re.findall(r"<tr>(.*?)</tr><tr class=\"ww-lines\">(.*?)</tr>", reading.matrix(lines, "Labels"))
    assert [re.sub("<.*", "", row.split('<th scope="row">')[1]) for row, _ in rows] == ["rebel army", "anti-terrorist"]
    for row, below in rows:
        slots = dict(re.findall(r"ww-open-(\d)\"><summary[^>]*>(\d+)<", row))
        assert {k: str(b.count("<li>")) for k, b in re.findall(r"ww-lines-(\d) (.*?)</ol>", below)} == slots
    assert {k for row, _ in rows for k in re.findall(r"ww-open-(\d)", row)} == {"0", "2", "5"}
    assert sorted(re.findall("rebel army|Rebel army|anti-terrorist", seen.text("mark"))) == [
        "Rebel army", "anti-terrorist", "rebel army",
    ]  # fmt: skip
    held = next(a for t, a in seen.tags if t == "summary" and "ww-held" in (a["class"] or ""))
    assert held["title"] == "“rebel army”, attributed, in another source’s words, held at a distance by Press Service"


def test_what_the_style_opens_is_what_the_matrix_writes() -> None:
    style = (paths.template() / "reading.css").read_text("utf-8")
    for slot in range(2 * len(tables.WORDINGS)):
        assert f"tr:has(.ww-open-{slot}[open]) + .ww-lines .ww-lines-{slot}" in style


def test_a_matrix_for_each_outlet_is_folded_away_those_with_most_labels_first(two: Corpus) -> None:
    shown = Seen(reading.matrix(framing.label_sentences(two), "Labels", "outlet", note="Mind <the> gap"))
    assert re.findall(r"(The Daily|Wire): (\d) labels?", shown.text("summary")) == [("The Daily", "2"), ("Wire", "1")]
    assert "Mind <the> gap" in shown.text()


def test_a_matrix_cuts_what_is_too_much_and_says_so(monkeypatch: pytest.MonkeyPatch, two: Corpus) -> None:
    lines = framing.label_sentences(two)
    for limit in ("LINES", "GROUPS", "LABELS"):
        monkeypatch.setattr(reading, limit, 1)
    many = pd.concat([lines, lines.assign(sentence_id=lines["sentence_id"] + 9)], ignore_index=True)
    assert "the first 1 of 2 labels" in Seen(reading.matrix(many, "Labels")).text("caption")
    assert "… and 1 more." in Seen(reading.matrix(many, "Labels")).text("li")
    assert "… and 1 more, with fewer labels." in Seen(reading.matrix(many, "Labels", "outlet")).text()
    assert "nothing to list" in reading.matrix(lines.iloc[:0], "Labels")


@settings(max_examples=30)
@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_labels_and_names_are_a_matrix_is_well_formed(entry: str, name: str) -> None:
    names = dict.fromkeys(["article_id", "speaker", "referent", "distanced_by", "outlet", "voice"], name)
    line = {
        **names,
        "sentence_id": 0,
        "text": entry + name,
        "start": 0,
        "end": len(entry),
        "wording": "own",
        "entry": entry,
        "label": entry,
    }
    for by in (None, "outlet"):
        seen = Seen(reading.matrix(pd.DataFrame([line]), name, by))
        assert "script" not in {t for t, _ in seen.tags}
        assert {a.get("class") for t, a in seen.tags if t == "summary"} >= {"ww-own ww-held"}


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
