"""A page of excerpts: short passages that are evidence, and no way to read an article in it."""

import re
from html import unescape
from itertools import groupby
from pathlib import Path

import pytest
from handmade import Found, S, corpus
from runs import OPEN, notebook, stored

from whosewords import findings, reading, report
from whosewords.corpus import Corpus, open_store
from whosewords.report import Options, excerpts
from whosewords.report.markup import words

NOUNS = [
    "gate",
    "river",
    "meadow",
    "quarry",
    "ferry",
    "orchard",
    "chapel",
    "lantern",
    "harbour",
    "tunnel",
    "market",
    "granary",
]


def long(n: int, chain: str = "") -> list[S]:
    """Return one sentence of fifteen words that no other sentence shares eight words in a row with."""
    noun, other = NOUNS[n % 12], NOUNS[(n * 5 + n // 12 + 1) % 12]
    text = f"Near the {noun} number {n} some {n + 3} people of the {other} had waited {n * 7} hours."
    return [S(text, "paraphrase" if chain else "own", chain)]


@pytest.fixture(scope="module")
def news() -> Corpus:
    """Two articles of thirty sentences and one of two; the second article prints three sentences of the first."""
    first = [long(n, "ana" if n % 2 else "") for n in range(30)]
    second = [long(100 + n, "ben" if n % 3 else "") for n in range(27)] + first[4:7]
    return corpus(
        {"a.txt": first, "b.txt": second, "c.txt": [[S("Short head")], [S("It was said so.", "paraphrase", "cy")]]},
        labels=[Found("quarry", "quarry", "topic", "a place")],
    )


def readable(page: str) -> str:
    """Return all words of a page, of attributes too, in the order in which they can be read beside each other."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page)
    told = [unescape(v) for v in re.findall(r'="([^"]*)"', body)]
    seen = re.sub(r'<span class="ww-hidden">.*?</span>', "", body)
    return " ".join(words(" | ".join([unescape(re.sub(r"<[^>]*>", " ", seen)), *told])))


def legible(corpus: Corpus, page: str) -> dict[str, list[int]]:
    """Return the sentences of each article, headlines aside, that can be read whole in a page."""
    text = f" {readable(page)} "
    out: dict[str, list[int]] = {}
    for article in corpus.articles.itertuples():
        rows = corpus.of_article("sentences", str(article.article_id)).itertuples()
        out[str(article.article_id)] = [
            s.sentence_id
            for s in rows
            if not s.in_headline and f" {' '.join(words(article.text[s.start : s.end]))} " in text
        ]
    return out


@pytest.fixture(scope="module")
def shared(news: Corpus, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page for sharing, of notebooks that print all there is in every way the project has."""
    place = tmp_path_factory.mktemp("excerpts")
    folder = place / "notebooks"
    folder.mkdir()
    notebook(
        folder, "00-all", "# All", OPEN, "ww.reading.article(data, 'a.txt')", "print(data.articles['text'].iloc[0])",
        "ww.reading.sentences(ww.speakers.voice_sentences(data))", "ww.reading.table(data.articles, 'Whole')",
        "ww.reading.sentences(ww.speakers.voice_sentences(data, attitudes=True), by='voice')",
        "from IPython.display import HTML\ntext = data.articles['text'].iloc[1]\nHTML(f'<p title=\"{text}\">x</p>')",
        "import pandas as pd\nparts = data.articles['text'].iloc[0].split()\n"
        "ww.reading.table(pd.DataFrame([parts[n:n + 5] for n in range(0, 200, 5)], columns=list('abcde')), 'Cut up')",
    )  # fmt: skip
    made = report.make(stored(news, place / "news"), place / "out", options=Options(notebooks=folder, text="excerpts"))
    assert not made.failures
    return made.page.read_text("utf-8")


def test_no_article_can_be_rebuilt(news: Corpus, shared: str) -> None:
    for article_id, shown in legible(news, shared).items():
        if article_id == "c.txt":
            continue
        runs = [list(run) for _, run in groupby(shown, key=lambda s: s - shown.index(s))]
        assert max(map(len, runs)) <= excerpts.RUN, (article_id, runs)
        rows = news.of_article("sentences", article_id)
        text = news.articles.set_index("article_id")["text"][article_id]
        counts = {s.sentence_id: len(words(text[s.start : s.end])) for s in rows.itertuples() if not s.in_headline}
        assert 0 < sum(counts[s] for s in shown) <= excerpts.SHARE * sum(counts.values())


def test_the_whole_page_holds_whole_articles(news: Corpus, tmp_path: Path) -> None:
    """So that the test above cannot pass by looking in the wrong place."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook(folder, "00-none", "# None", OPEN)
    made = report.make(stored(news, tmp_path / "news"), tmp_path / "out", options=Options(notebooks=folder))
    assert {a: len(s) for a, s in legible(news, made.page.read_text("utf-8")).items()} == {
        "a.txt": 29, "b.txt": 29, "c.txt": 1,
    }  # fmt: skip


def test_only_sentences_chosen_can_be_read(news: Corpus, shared: str) -> None:
    chosen = excerpts.choose(news, findings.find(news))
    for article_id, shown in legible(news, shared).items():
        assert set(shown) <= set(chosen[article_id])


def test_the_headline_and_one_sentence_are_always_shown(news: Corpus) -> None:
    assert excerpts.choose(news, [])["c.txt"] == {0, 1}


def test_a_sentence_two_articles_print_counts_for_both(news: Corpus) -> None:
    chosen = excerpts.choose(news, [])
    for at_a, at_b in zip((4, 5, 6), (27, 28, 29), strict=True):
        assert (at_a in chosen["a.txt"]) == (at_b in chosen["b.txt"])


def test_the_page_says_so_and_asks_not_to_be_indexed(shared: str) -> None:
    assert "never the whole text" in shared
    assert '<meta name="robots" content="noindex">' in shared


def test_evidence_that_may_not_be_shown_is_no_empty_item(shared: str) -> None:
    items = re.findall(r"<li>(.*?)</li>", shared, re.DOTALL)
    assert not [i for i in items if re.sub(r"<[^>]*>", "", i).lstrip().startswith(f"{reading.SHORTENED} ana")]


def test_the_reading_view_shows_the_allowed_sentences(news: Corpus, tmp_path: Path) -> None:
    data = open_store(stored(news, tmp_path / "news"))
    view = reading.article(data, "a.txt", only={0, 3, 4, 9})
    found = [f'id="{reading.anchor("a.txt", n)}"' in view for n in range(30)]
    assert [n for n, there in enumerate(found) if there] == [0, 3, 4, 9]
    assert view.count(reading.SHORTENED) == 3
    assert view.count('<th scope="row">') == len({3, 9}), "passages of sentences not shown are not listed"
