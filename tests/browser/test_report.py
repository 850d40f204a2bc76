"""The report in a real browser: nothing asked of anybody, nothing cut off on a telephone, all of it without scripts."""

import io
from typing import Any

import pypdf
import pytest
from handmade import S, both, corpus, war
from runs import OPEN, notebook, stored

from browser.conftest import opened, violations
from whosewords import report
from whosewords.report import Options

pytestmark = pytest.mark.browser

OVERFLOWING = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  for (let a = e; a; a = a.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(a).overflowX)) return false;
  return !e.closest("svg svg, svg *");
}).map((e) => `${e.tagName}.${e.className}`)"""


@pytest.fixture(scope="module")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report with charts, tables, evidence, a reading view and long words."""
    place = tmp_path_factory.mktemp("browser")
    folder = place / "notebooks"
    folder.mkdir()
    notebook(
        folder, "00-first", "# First\n\n## How much?", OPEN, "table = ww.speakers.share_of_voice(data)",
        "ww.charts.share_of_voice(table)", "ww.reading.table(table, 'Everything')", "table",
        "ww.reading.sentences(ww.speakers.voice_sentences(data), by='speaker')", "print('x' * 500)",
    )  # fmt: skip
    rows = "pd.DataFrame({'who': [f'name {n}' for n in range(30)], 'words': [n * 7 % 30 * 100 for n in range(30)]})"
    notebook(folder, "02-third", "# Third", OPEN, f"import pandas as pd\nww.reading.table({rows}, 'Thirty rows')")
    notebook(
        folder, "01-second", "# Second\n\n## A word\n\n" + "long" * 60, OPEN, "ww.reading.article(data, 'one.txt')"
    )
    relayed = [[S("The press service said Lopez said"), S("it rains", "paraphrase", "press-service > ana-lopez")]]
    articles = both(war(), corpus({"three.txt": relayed}))  # so there is something to find
    made = report.make(stored(articles, place / "war"), place / "out", options=Options(notebooks=folder))
    assert not made.failures
    return made.page.as_uri()


def test_it_opens_without_an_error_or_a_request(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    page.wait_for_timeout(300)
    assert page.said == []
    assert page.locator("h1").inner_text() == "Who is speaking in “war”?"
    assert page.locator("svg[role=img]").first.bounding_box()["width"] > 200


def test_the_contents_lead_to_their_sections(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    for link in page.locator(".contents a").all():
        target = str(link.get_attribute("href"))
        link.click()
        page.wait_for_timeout(700)
        assert page.evaluate("location.hash") == target
        box = page.locator(f'[id="{target[1:]}"]').bounding_box()
        assert box is not None
        at_end = page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2")
        assert -5 <= box["y"] < 120 or at_end


def test_code_is_folded_and_one_click_away(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    fold = page.locator("#\\30 0-first details.code").first
    assert not fold.locator("pre").is_visible()
    fold.locator("summary").click()
    assert fold.locator("pre").is_visible()
    page.locator("#all-code").click()
    assert all(page.locator("details.code").evaluate_all("folds => folds.map((f) => f.open)"))
    page.locator("#all-code").click()
    assert not any(page.locator("details.code").evaluate_all("folds => folds.map((f) => f.open)"))


def test_evidence_leads_into_a_folded_article(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    page.locator("details.ww-evidence summary").first.click()
    link = page.locator("details.ww-evidence[open] a").first
    target = str(link.get_attribute("href"))
    assert not page.locator(target).is_visible()
    link.click()
    page.wait_for_timeout(700)
    assert page.locator(target).is_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_cut_off(browser: Any, page_url: str, width: int) -> None:
    page = opened(browser, page_url, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERFLOWING) == []


def test_it_can_be_read_without_scripts(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url, script=False)
    assert page.said == []
    assert page.locator(".findings li p").first.is_visible()
    page.locator(".findings summary").first.click()
    assert page.locator(".findings li").first.locator("ol li").first.is_visible()
    assert not page.locator("#all-code").is_visible()
    page.locator("details.code summary").first.click()
    assert page.locator("details.code pre").first.is_visible()
    page.locator("details.ww-evidence[open] a").first.click()
    page.wait_for_timeout(500)
    assert "-s" in page.url


def test_the_keyboard_goes_straight_to_the_sections(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.below') !== null")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_table_sorts_and_filters_by_keyboard(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    page.locator("summary", has_text="Thirty rows").click()
    table = page.get_by_role("table", name="Thirty rows")
    words = table.get_by_role("button", name="words")
    words.focus()
    page.keyboard.press("Enter")
    numbers = table.locator("tbody td.ww-number")
    assert [numbers.nth(n).inner_text() for n in (0, 1, 29)] == ["2,900", "2,800", "0"]
    assert table.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.keyboard.press("Enter")
    assert numbers.first.inner_text() == "0"
    table.get_by_role("button", name="who").click()
    assert table.locator("tbody td").first.inner_text() == "name 0"
    assert table.locator("tbody tr").nth(2).locator("td").first.inner_text() == "name 2", "not by the first digit"
    field = page.get_by_label("Show rows containing", exact=False).last
    field.fill("2,900 name")
    assert table.locator("tbody tr:visible").count() == 1
    assert "1 of 30 rows" in page.locator(".ww-filter").last.inner_text()
    page.emulate_media(media="print")
    assert table.locator("tbody tr:visible").count() == 30
    assert not page.said


def test_without_scripts_a_table_is_whole_and_plain(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url, script=False)
    page.locator("summary", has_text="Thirty rows").click()
    table = page.get_by_role("table", name="Thirty rows")
    assert table.locator("tbody tr").count() == 30
    assert table.locator("button").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_all_of_it_open(browser: Any, page_url: str, scheme: str, width: int) -> None:
    page = opened(browser, page_url, width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(page) == []


def test_axe_would_find_what_is_wrong(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert [v.split(",")[0] for v in violations(page)] == ["image-alt"]


def test_the_page_is_dark_where_that_is_wished_and_light_on_paper(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(22, 22, 20)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def view_of(page: Any) -> Any:
    """Open the first article and return its view."""
    page.locator("details.view > summary").first.click()
    page.wait_for_timeout(100)
    return page.locator("details.view").first


def test_an_article_is_one_stop_and_arrows_go_from_passage_to_passage(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    view = view_of(page)
    passages = view.locator(".ww-text .ww-voice")
    stops = [n for n in range(passages.count()) if passages.nth(n).get_attribute("tabindex") == "0"]
    assert stops == [0]
    view.locator(".ww-switches input").last.focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.dataset.told"
    first = page.evaluate(focused)
    assert first
    card = page.locator(".card")
    assert first in card.inner_text()
    seen = [first]
    for _ in range(passages.count() - 1):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate(focused))
    assert seen == [passages.nth(n).get_attribute("data-told") for n in range(passages.count())]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    assert page.evaluate(focused) == first
    page.keyboard.press("Escape")
    assert not card.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.ww-text') === null"), "tab leaves the article"


def test_hover_and_tap_tell_whose_a_passage_is_and_how_it_was_found(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    passage = view_of(page).locator(".ww-text .ww-voice[data-p]").first
    told = passage.get_attribute("data-told")
    box = passage.evaluate(
        "e => { const b = [...e.getClientRects()].at(-1); return [b.x + b.width / 2, b.y + b.height / 2]; }"
    )
    page.mouse.move(*box)
    card = page.locator(".card")
    text = card.inner_text()
    assert told in text
    for name in ("speaker", "worded by", "chain", "cue", "rule", "confidence"):
        assert name in text
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    assert not card.is_visible()
    page.mouse.click(*box)
    assert card.is_visible()
    assert page.said == []


def test_one_voice_the_outlet_s_own_text_and_labels_can_be_switched(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    view = view_of(page)
    choice = view.locator("select")
    faint = "es => es.filter((e) => getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)').length"
    quotes = view.locator(".ww-text .ww-quote")
    assert quotes.count()
    assert view.locator(".ww-off").count() == 0
    choice.select_option(".ww-quote")
    assert view.locator(".ww-off").count() == view.locator(".ww-text .ww-voice").count() - quotes.count()
    assert quotes.evaluate_all(faint) == 0
    speaker = choice.locator("optgroup option").first.get_attribute("value")
    choice.select_option(speaker)
    kept = view.locator(".ww-text .ww-voice:not(.ww-off)")
    assert 0 < kept.count() < view.locator(".ww-text .ww-voice").count()
    assert kept.evaluate_all("es => es.every((e) => e.dataset.p)")
    choice.select_option("")
    assert view.locator(".ww-off").count() == 0
    colour = "e => getComputedStyle(e).color"
    own = view.locator(".ww-text .ww-own").first
    before = own.evaluate(colour)
    view.get_by_label("Fade what has no source").check()
    assert own.evaluate(colour) != before
    label = view.locator(".ww-label").first
    assert label.evaluate("e => getComputedStyle(e).borderTopWidth") != "0px"
    view.get_by_label("Show labels").uncheck()
    assert label.evaluate("e => getComputedStyle(e).borderTopWidth") == "0px"


def test_a_number_leads_to_its_passage_and_back(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url)
    page.locator("details.ww-evidence summary").first.click()
    link = page.locator("details.ww-evidence[open] a").first
    link.click()
    page.wait_for_timeout(300)
    back = page.get_by_role("button", name="Back to where you were")
    assert back.is_visible()
    back.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('href')") == link.get_attribute("href")
    assert not back.is_visible()


def test_without_scripts_each_passage_is_told_in_a_list(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url, script=False)
    view = page.locator("details.view").first
    view.locator("> summary").click()
    assert view.locator(".ww-text").is_visible()
    assert view.locator(".ww-text .ww-voice").first.get_attribute("title")
    view.locator(".ww-passages summary").click()
    assert view.locator(".ww-passages tbody tr").first.is_visible()


def test_charts_can_be_read_on_a_telephone(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url, width=390)
    smallest = page.locator(".ww-frame svg text").evaluate_all(
        "texts => Math.min(...texts.map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))"
    )
    assert smallest >= 12
    frame = page.locator(".ww-frame").first
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth && e.tabIndex === 0")
    assert page.locator(".ww-sideways").first.is_visible()
    wide = opened(browser, page_url)
    assert wide.locator(".ww-frame").first.evaluate("e => e.scrollWidth <= e.clientWidth && e.tabIndex === -1")


def test_on_paper_code_is_hidden_links_are_told_and_no_chart_is_cut(browser: Any, page_url: str) -> None:
    page = opened(browser, page_url, script=False, width=680)
    page.emulate_media(media="print")
    assert not page.locator("details.code").first.is_visible()
    assert page.locator(".findings li ol li").first.is_visible(), "the evidence of findings is printed"
    assert page.locator("details.view .ww-text").first.is_visible(), "so are the articles"
    frames = page.locator(".ww-frame")
    assert frames.count()
    assert frames.evaluate_all("es => es.every((e) => getComputedStyle(e).breakInside === 'avoid')")
    sheet = (297 - 32) / 25.4 * 96
    assert max(frames.evaluate_all("es => es.map((e) => e.getBoundingClientRect().height)")) < sheet
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = "".join(sheet.extract_text() for sheet in printed.pages)
    assert "In whose words?" in text
    assert "ww.speakers" not in text
    assert "Contents" not in text
