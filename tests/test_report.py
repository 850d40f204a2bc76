"""The report: notebooks run on a corpus and made into one page that asks nobody for anything."""

import base64
import hashlib
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from handmade import S, corpus, empty, war
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell
from runs import OPEN, notebook, stored
from seen import Seen

from whosewords import measured, paths, reading, report
from whosewords.analyses import robustness
from whosewords.analyses.speakers import voice_sentences
from whosewords.corpus import Corpus
from whosewords.corrections import Corrected
from whosewords.report import Options, fragment, notebooks
from whosewords.report.page import ROBUSTNESS, render
from whosewords.tables import TABLES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> report.Made:
    """A report of two hand-made articles, one of three notebooks failing."""
    place = tmp_path_factory.mktemp("report")
    folder = place / "notebooks"
    folder.mkdir()
    notebook(
        folder, "00-first", "# First <&> things\n\n## What is there?\n\n[next](01-second.ipynb)", OPEN,
        "ww.speakers.voice_bar(data)", "ww.reading.article(data, 'one.txt')", "print(top)",
        parameters='corpus = "seeds"\ntop = 3  # how many',
    )  # fmt: skip
    notebook(
        folder, "01-second", "# Second\n\n## What is there?\n\n## Who?", OPEN, "ww.reading.article(data, 'one.txt')",
        "from IPython.display import HTML\nHTML('<p id=\"x\" onclick=\"bad()\">hi</p><script>bad()</script>"
        "<img src=\"https://example.org/a.png\" alt=\"\"><a href=\"#x\">here</a><a href=\"#nowhere\">gone</a>')",
    )  # fmt: skip
    notebook(folder, "02-broken", "# Broken", "print('before')", "1 / 0", "print('after')")
    given_store = stored(war(), place / "war.store", left_out=[("c <b>.txt", "it is empty")])
    return report.make(given_store, place / "out", options=Options(parameters={"top": 7}, notebooks=folder), jobs=2)


@pytest.fixture(scope="module")
def page(made: report.Made) -> str:
    return made.page.read_text("utf-8")


@pytest.fixture(scope="module")
def seen(page: str) -> Seen:
    return Seen(page)


def test_the_page_is_one_file_beside_the_executed_notebooks(made: report.Made) -> None:
    assert made.page.name == "war.html"
    beside = sorted(p.name for p in (made.page.parent / "war").iterdir())
    assert beside == [
        "00-first.ipynb", "01-second.ipynb", "02-broken.ipynb", "figures", "findings.json", "log.txt",
        "quotations.csv", "tables",
    ]  # fmt: skip
    executed = nbformat.read(made.page.parent / "war" / "00-first.ipynb", 4)
    assert executed.metadata.papermill.parameters["top"] == 7
    assert (made.articles, made.left_out) == (2, 1)
    assert not [p for p in made.page.parent.iterdir() if p.name.startswith(".")]


def test_ids_are_unique_and_every_link_inside_leads_somewhere(seen: Seen) -> None:
    assert len(seen.ids) == len(set(seen.ids))
    links = [a["href"] for t, a in seen.tags if t == "a" and "href" in a]
    inside = [h[1:] for h in links if h and h.startswith("#")]
    assert len(inside) > 10
    assert set(inside) <= set(seen.ids)


def test_headings_go_down_one_level_at_a_time_from_a_single_first(seen: Seen) -> None:
    levels = [int(t[1]) for t, _ in seen.tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_nothing_is_asked_of_any_server(page: str, seen: Seen) -> None:
    for tag, attributes in seen.tags:
        for name in ("src", "srcset", "data", "action", "poster"):
            assert not attributes.get(name) or str(attributes[name]).startswith("data:"), (tag, attributes)
        assert tag not in ("iframe", "object", "embed", "base")
        assert not (tag == "link" and attributes.get("href") != "data:,")
        assert not [n for n in attributes if n.startswith("on")]
    styles = re.findall(r"<style[^>]*>(.*?)</style>", page, re.S)
    assert not [s for s in styles if re.search(r"@import|url\((?!#|data:)", s)]


def test_the_policy_lets_only_the_pages_own_script_run(page: str, seen: Seen) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    (policy,) = [a["content"] for t, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy


def test_the_first_screen_says_it_all_in_words(seen: Seen, page: str) -> None:
    assert seen.text("h1") == "Who is speaking in “war”?"
    assert "2 articles with 40 words, taken apart" in seen.text("p", "intro")
    shares = seen.text("ul", "shares")
    assert "43 % no source found (17 words)" in shares.replace("\xa0", " ")
    assert "30 % attributed, in the article’s words (12 words)" in shares
    assert "15 % attributed, in another source’s words (6 words)" in shares
    assert "13 % presented as their own words (5 words)" in shares
    own = war().segments.query("voice == 'own'")
    assert f"between {(own['n_words'] * own['confidence']).sum() / 40 * 100:.0f} % and " in seen.text(
        "div", "uncertain"
    )
    assert measured.own_words() in seen.text("div", "uncertain")
    assert "For this report" not in seen.text("div", "uncertain")
    assert "1 file was left out." in seen.text("p", "uncertain")
    assert page.count('<li id="finding-') <= 3


def test_articles_are_listed_and_folded_away_with_their_voices(seen: Seen) -> None:
    listed = [a for t, a in seen.tags if t == "div" and a.get("role") == "img" and "thin" in (a.get("class") or "")]
    assert len(listed) == 2
    assert "% no source found" in str(listed[0]["aria-label"])
    views = [a for t, a in seen.tags if t == "details" and a.get("class") == "view"]
    assert len(views) == 2
    assert reading.anchor("two.txt", 1) in seen.ids


def test_sections_have_their_code_folded_and_their_place_in_the_contents(seen: Seen, page: str) -> None:
    contents = [a.get("href") for t, a in seen.tags if t == "a"]
    for name in ("00-first", "01-second", "02-broken", "articles", "read", "methods", "provenance"):
        assert f"#{name}" in contents
        assert name in seen.ids
    assert "First <&> things" in seen.text("nav")
    assert "data = ww.read_corpus(corpus)" in seen.text("details", "code")
    assert '<a href="#01-second">next</a>' in page


def test_a_notebook_that_fails_shows_its_error_and_takes_no_other_down(made: report.Made, seen: Seen) -> None:
    assert [r.name for r in made.failures] == ["02-broken"]
    said = seen.text("div", "failure")
    assert "ZeroDivisionError: division by zero" in said
    assert "Traceback" in said
    assert "\x1b" not in said
    assert "before" in seen.text("section")
    assert "print('after')" not in seen.text("section")
    assert "ZeroDivisionError" in (made.page.parent / "war" / "log.txt").read_text("utf-8")


def test_what_a_notebook_puts_in_is_made_harmless(page: str) -> None:
    assert '<p id="01-second-x">hi</p>' in page
    assert '<a href="#01-second-x">here</a>' in page
    assert "<a>gone</a>" in page
    assert '<img alt="">' in page


def test_what_was_read_left_out_and_used_is_told(seen: Seen) -> None:
    everything = seen.text()
    assert "c <b>.txt" in everything
    assert "it is empty" in everything
    assert "by hand" in everything
    assert "top = 7" in everything
    assert re.search(r"00-first\.ipynb[0-9a-f]{64}", everything)
    assert re.search(r"Made\d{4}-\d\d-\d\d \d\d:\d\d UTC", everything)


def test_corrections_are_counted_and_shown_beside_the_machines_answers() -> None:
    two = war()
    assert "Corrected." not in render(two, [], options=Options(), hashes={}, made="today")
    text = two.articles["text"][0]
    at = text.index("Lopez met Bo Chan")
    words, kind = "Lopez met Bo Chan", "wrong speaker"
    said = Corrected(2, "one.txt", words, None, kind, "the <machine>", "Ana <b>", at, at + len(words), None)
    unfit = said._replace(row=3, text="<i>gone", start=None, end=None, machine=None, problem="it is <not> there")
    two.provenance["corrections"] = [said._asdict(), unfit._asdict()]
    two = corpus_with(two)
    page = render(two, [], options=Options(), hashes={}, made="today")
    seen = Seen(page)
    told = seen.text()
    assert "1 of the machine’s answers was put right by people. They chose which, so this does not tell" in told
    assert "1 correction does not fit and changed nothing." in told
    assert "Put right by people" in told
    assert "it is <not> there" in told
    assert seen.text(kind="ww-corrected") == "corrected by people" + words
    notes = [a["title"] for _, a in seen.tags if a.get("class") == "ww-corrected" and "title" in a]
    assert notes == ["corrected: Ana <b>; the machine’s answer: the <machine>"]
    evidence = str(reading.sentences(voice_sentences(two)))
    assert evidence.count("corrected; the machine’s answer: the &lt;machine&gt;") >= 1


def corpus_with(made: Corpus) -> Corpus:
    """Return a corpus as if just read: what it knows of corrections is asked anew."""
    return Corpus(made.name, {t: getattr(made, t) for t in TABLES}, provenance=made.provenance)


def test_one_article_is_shown_whole_on_the_first_screen(tmp_path: Path) -> None:
    notebook(tmp_path, "00-only", "# Only")
    made = report.make(stored(empty(), tmp_path / "one"), tmp_path / "out", options=Options(notebooks=tmp_path))
    seen = Seen(made.page.read_text("utf-8"))
    assert seen.text("h1") == "Who is speaking in this article?"
    assert "Rain fell." in seen.text("div", "piece")
    assert "100 % no source found (4 words)" in seen.text("ul", "shares")
    assert "Nothing by the rules of this page" in seen.text("p", "uncertain")


def test_any_title_and_reason_is_text(tmp_path: Path) -> None:
    base = corpus({"<i>.txt": [[S("<script>x</script> & more")]], "b": [[S("B.")]]})
    base.articles["title"] = ["<script>alert(1)</script>", None]
    notebook(tmp_path, "00-only", "# Only")
    made = report.make(stored(base, tmp_path / "one"), tmp_path / "out", options=Options(notebooks=tmp_path))
    page = made.page.read_text("utf-8")
    assert page.count("<script>") == 1
    assert "<script>alert(1)</script>" in Seen(page).text()


def test_a_parameter_no_notebook_knows_is_refused_before_anything_runs(tmp_path: Path) -> None:
    notebook(tmp_path, "00-a", "# A", parameters='corpus = "x"\ntop = 1')
    notebook(tmp_path, "01-b", "# B", parameters='corpus = "x"\nword = "y"')
    with pytest.raises(report.UnknownParameterError, match=r"parameter tops; the notebooks know top, word"):
        report.make("nowhere", tmp_path / "out", options=Options(parameters={"tops": 1}, notebooks=tmp_path))
    assert not (tmp_path / "out").exists()
    chosen = notebooks.check(notebooks.find(tmp_path), {"word": "z"})
    assert list(chosen.values()) == [{}, {"word": "z"}]


def test_the_corpus_is_no_parameter_to_give(tmp_path: Path) -> None:
    notebook(tmp_path, "00-a", "# A")
    with pytest.raises(report.UnknownParameterError, match="the notebooks know none"):
        notebooks.check(notebooks.find(tmp_path), {"corpus": "x"})


def test_no_notebooks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no notebooks"):
        notebooks.find(tmp_path)


def test_a_notebook_that_is_no_notebook_fails_alone(tmp_path: Path) -> None:
    fine = notebook(tmp_path, "00-a", "# A")
    broken = tmp_path / "01-b.ipynb"
    broken.write_text("{}")
    ran = notebooks.run({fine: {}, broken: {}}, "x", tmp_path / "out")
    assert ran[0].failure is None
    assert ran[1].failure


@pytest.mark.parametrize(
    ("name", "expected"),
    [("seeds", "seeds"), ("../../etc", "etc"), ("a b/c", "a-b-c"), (".hidden", "hidden"), ("", "corpus"), ("Ö", "Ö")],
)
def test_names_of_corpora_become_file_names(name: str, expected: str) -> None:
    assert report.name_of(name) == expected


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_name_stays_in_its_folder(name: str) -> None:
    made = report.name_of(name)
    assert made
    assert Path("/x", made).resolve().parent == Path("/x")


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.html"
    report.write(target, "old")

    def fail(self: Path, other: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        report.write(target, "new")
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]


def rewritten(html: str, taken: set[str] | None = None) -> str:
    return fragment.rewrite(html, "n", set() if taken is None else taken, links={"01-b.ipynb": "#01-b"}).html


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ('<b id="x">a</b><a href="#x">b</a>', '<b id="n-x">a</b><a href="#n-x">b</a>'),
        ('<i id="x"></i><i id="x"></i>', '<i id="n-x"></i><i id="n-x-2"></i>'),
        ('<svg viewBox="0 0 1 1"><use href="#p"/><g id="p" clip-path="url(#p)"/></svg>',
         '<svg viewbox="0 0 1 1"><use href="#n-p"/><g id="n-p" clip-path="url(#n-p)"/></svg>'),
        ('<a href="01-b.ipynb">b</a><a href="09-z.ipynb">z</a>', '<a href="#01-b">b</a><a>z</a>'),
        ('<a href="javascript:x()">j</a><a href="https://a.org">w</a>', '<a>j</a><a href="https://a.org">w</a>'),
        ("a<script>if (a<b) {}</script>b<iframe src=x>y</iframe>c", "abc"),
        ('<img src="http://a/b.png" onerror="x()"><img src="data:image/png;base64,AA">',
         '<img><img src="data:image/png;base64,AA">'),
        ('<p style="background:url(http://a)">x</p>', "<p>x</p>"),
        ('<style class="ww-style">a{}</style><style>b{}</style>', "<style>b{}</style>"),
        ("&lt;b&gt; &amp; &#8212; &unknown;", "&lt;b&gt; &amp; &#8212; &unknown;"),
        ('<label for="x">l</label><input id="x">', '<label for="n-x">l</label><input id="n-x">'),
    ],
)  # fmt: skip
def test_a_fragment_is_made_fit_for_the_page(given_html: str, expected: str) -> None:
    assert rewritten(given_html) == expected


def test_headings_move_down_and_none_is_skipped() -> None:
    made = fragment.rewrite("<h1 id='t'>T <i>x</i></h1><h4>Deep</h4><h2>Two</h2>", "n", set())
    assert re.findall(r"<(h\d) ", made.html) == ["h2", "h3", "h3"]
    assert re.findall(r"</(h\d)>", made.html) == ["h2", "h3", "h3"]
    assert made.headings == [(2, "n-t", "T x"), (3, "n-h2", "Deep"), (3, "n-h3", "Two")]


def test_an_anchor_of_the_reading_view_is_the_first_ones_alone() -> None:
    place = reading.anchor("a.txt", 3)
    taken: set[str] = set()
    html = f'<p id="{place}">x</p><a href="#{place}">y</a>'
    assert rewritten(html, taken) == html
    assert rewritten(html, taken) == f'<p>x</p><a href="#{place}">y</a>'


@given(st.text(alphabet=st.sampled_from("<>/\"'=&#; abiph1scrt\n"), max_size=80))
@settings(max_examples=200)
def test_any_html_is_rewritten_without_scripts_and_with_unique_ids(html: str) -> None:
    made = rewritten(html)
    found = re.findall(r'<\w+[^>]* id="([^"]*)"', made)
    assert len(found) == len(set(found))
    assert "<script" not in made.lower()


def test_seed_corpus_report_has_no_id_twice(seed_corpus: Corpus, tmp_path: Path) -> None:
    html = reading.article(seed_corpus, seed_corpus.articles["article_id"].iloc[0])
    assert len(Seen(html).ids) == len(set(Seen(html).ids)) > 10


def test_findings_point_to_what_other_choices_make_of_them_where_that_was_run(page: str, tmp_path: Path) -> None:
    assert (paths.notebooks() / f"{ROBUSTNESS}.ipynb").is_file()
    assert "Would other choices change this?" not in page
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook(folder, ROBUSTNESS, "# Robustness", OPEN)
    made = report.make(stored(war(), tmp_path / "war.store"), tmp_path / "out", options=Options(notebooks=folder))
    seen = Seen(made.page.read_text("utf-8"))
    assert {"href": f"#{ROBUSTNESS}"} in [a for t, a in seen.tags if t == "a"]
    told = robustness.summary(robustness.grid(war()))
    assert robustness.holding(told) in seen.text("p", "uncertain"), "how many answers stand is told at once"
    assert ROBUSTNESS in seen.ids


def relayed(*more: list[S]) -> Corpus:
    """Return two articles with something to find in them: who passes on what somebody says."""
    passed = [[S("The bureau said Ana said"), S("peace is near", "paraphrase", "bureau > ana")] for _ in range(2)]
    return corpus({"one.txt": [*passed, *more], "two.txt": [[S("Rain fell.")]]})


def test_a_finding_s_anchor_is_made_of_what_it_is_about() -> None:
    ids = re.findall(r'<li id="(finding-[^"]*)"', render(relayed(), [], options=Options(), hashes={}, made="today"))
    assert ids
    assert all(re.fullmatch(r"finding-[a-z-]+?(?:-[0-9a-f]{8})?", i) for i in ids)
    later = render(relayed([S("Snow fell.")]), [], options=Options(), hashes={}, made="tomorrow")
    assert set(re.findall(r'<li id="(finding-[^"]*)"', later)) == set(ids), "whatever else is in the page, and whenever"
    hidden = render(relayed(), [], options=Options(pseudonyms=True), hashes={}, made="today")
    assert not re.search(r'<li id="finding-[^"]*-[0-9a-f]{8}"', hidden), "no hash of a name where names are replaced"


def test_a_brief_report_has_findings_and_articles_and_no_notebooks(tmp_path: Path) -> None:
    made = report.make(stored(relayed(), tmp_path / "war"), tmp_path / "out", options=Options(profile="brief"))
    assert made.ran == []
    seen = Seen(made.page.read_text("utf-8"))
    sections = [a["id"] for t, a in seen.tags if t == "section"]
    assert sections == ["articles", "read", "methods", "provenance"]
    assert any((i or "").startswith("finding-") for i in seen.ids)


def test_long_tables_and_remarks_are_folded_away_under_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    rows = "import pandas as pd\nww.reading.table(pd.DataFrame({'n': range(%d)}), '%s')"
    remark = new_markdown_cell("**How to read it.** From the top.\n\n**What it cannot show.** Why.")
    path = notebook(folder, "00-one", "# One", OPEN, rows % (11, "Eleven"), rows % (10, "Ten"))
    book = nbformat.read(path, 4)
    book.cells.append(remark)
    nbformat.write(book, path)
    made = report.make(stored(war(), tmp_path / "war"), tmp_path / "out", options=Options(notebooks=folder))
    page = made.page.read_text("utf-8")
    assert '<details class="fold"><summary>Eleven; 11 rows</summary><div class="ww ww-scroll"' in page
    assert page.count('<details class="fold">') == 1
    assert "<summary>How to read it. What it cannot show.</summary><p><strong>How to read it.</strong> From" in page


@pytest.mark.parametrize(
    ("html", "folded"),
    [
        ('<div class="ww-scroll" aria-label="A; 12 rows"><div>x</div></div>y', "<div>x</div></div></details>y"),
        ('<details><div class="ww-scroll" aria-label="A; 12 rows">x</div></details>', "x</div></details>"),
        ('<div class="ww-scroll" aria-label="A; the first 200 of 3,000 rows">x</div>', "x</div></details>"),
        ('<div class="ww-scroll" aria-label="A">x</div>y', "x</div>y"),
        ('<div class="other" aria-label="A; 12 rows">x</div>y', "x</div>y"),
    ],
)
def test_a_fold_ends_where_its_table_does(html: str, folded: str) -> None:
    assert fragment.rewrite(html, "p", set()).html.endswith(folded)


def test_a_heading_of_nothing_is_a_cell() -> None:
    given_html = "<table><tr><th></th><th>a</th></tr></table>"
    assert fragment.rewrite(given_html, "p", set()).html == "<table><tr><td></td><th>a</th></tr></table>"
