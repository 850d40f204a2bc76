"""The reports on the seed article and the teaching corpus, and their index: for everybody, and of a bearable size."""

import re
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import opened, violations
from whosewords import batch, paths

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("seeds", "tanners-bridge", "index")


@pytest.fixture(scope="module")
def reports(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both reports and the index."""
    out = tmp_path_factory.mktemp("reports")
    corpora = [paths.seeds(), paths.root() / "data" / "corpora" / "tanners-bridge"]
    outcomes = batch.run(corpora, out, jobs=2)
    assert all(o.complete for o in outcomes), outcomes
    return out


def page_of(browser: Any, reports: Path, name: str, **how: Any) -> Any:
    return opened(browser, (reports / f"{name}.html").as_uri(), **how)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong(browser: Any, reports: Path, name: str, scheme: str) -> None:
    page = page_of(browser, reports, name, color_scheme=scheme)
    page.set_default_timeout(240_000)
    if name == "seeds":
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(page, only="color-contrast" if scheme == "dark" else "") == []  # nothing else differs in the dark
    assert page.said == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_first_heading_landmarks_and_a_language(browser: Any, reports: Path, name: str) -> None:
    page = page_of(browser, reports, name)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1
    assert page.locator("table:not(:has(caption)):visible").count() == 0
    assert page.locator("table:not(:has(th)):visible").count() == 0


@pytest.mark.parametrize("name", PAGES[:2])
def test_each_chart_says_in_words_what_it_shows(browser: Any, reports: Path, name: str) -> None:
    page = page_of(browser, reports, name)
    told = [c.get_attribute("aria-label") or "" for c in page.locator("figure svg").all()]
    assert len(told) > 10
    shows_nothing = re.compile(r"\b(?:No|not|no)\b.*\.$")
    for alt in told:
        assert re.search(r"\d", alt) or shows_nothing.search(alt), alt
    pictures = page.locator("img").all()
    assert all(i.get_attribute("alt") for i in pictures)


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", PAGES)
def test_no_text_scrolls_sideways(browser: Any, reports: Path, name: str, width: int) -> None:
    page = page_of(browser, reports, name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_reader_meets_findings_before_all_else_and_is_not_lost_in_stops(browser: Any, reports: Path) -> None:
    page = page_of(browser, reports, "tanners-bridge")
    assert page.locator(".findings li").first.bounding_box()["y"] < 800
    can_stop = "[...document.querySelectorAll('a[href], button, summary, input, select, [tabindex]')]"
    count = f"{can_stop}.filter((e) => e.tabIndex >= 0 && e.checkVisibility()).length"
    assert page.evaluate(count) < 1000
    assert page.evaluate("document.documentElement.scrollHeight") < 85_000


def test_the_seed_s_page_is_small(reports: Path) -> None:
    assert (reports / "seeds.html").stat().st_size < 1_500_000
    assert (reports / "tanners-bridge.html").stat().st_size < 8_000_000
