"""The report in a real browser: nothing asked of anybody, nothing cut off on a telephone, all of it without scripts."""

from typing import Any

import pytest
from handmade import war
from runs import OPEN, notebook, stored

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
    made = report.make(stored(war(), place / "war"), place / "out", options=Options(notebooks=folder))
    assert not made.failures
    return made.page.as_uri()


def opened(browser: Any, url: str, *, width: int = 1280, script: bool = True) -> Any:
    """Return the page, having failed on any message in the console and any request but the file itself."""
    page = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script).new_page()
    page.said = []
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.on("request", lambda r: page.said.append(r.url) if r.url.split("#")[0] != url and r.url != "data:," else None)
    page.goto(url)
    page.wait_for_load_state("load")
    return page


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
    table = page.get_by_role("table", name="Thirty rows")
    assert table.locator("tbody tr").count() == 30
    assert table.locator("button").count() == 0
