"""The report of hostile files in a browser: nothing runs, nothing is asked for, nothing is said."""

from typing import Any

import pytest
from hostile import Reported

from .conftest import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_nothing_runs_and_nobody_is_asked(hostile_report: Reported, browser: Any) -> None:
    for page in sorted(hostile_report.out.rglob("*.html")):
        shown = opened(browser, page.as_uri())
        for fold in shown.query_selector_all("details:not([open]) > summary")[:200]:
            fold.evaluate("summary => { summary.parentElement.open = true }")
        shown.evaluate(
            """() => { for (const element of document.querySelectorAll("body *")) {
                for (const kind of ["mouseover", "focus", "load", "error", "toggle"])
                    element.dispatchEvent(new Event(kind));
            } }"""
        )
        shown.keyboard.press("Tab")
        shown.wait_for_timeout(300)
        assert shown.evaluate("window.pwned") is None
        assert shown.said == []
        links = shown.eval_on_selector_all("a[href]", "links => links.map(link => link.protocol)")
        assert set(links) <= {"file:", "http:", "https:"}
        assert shown.eval_on_selector_all("script, style", "e => e.length") > 0
        shown.context.close()


def test_the_browser_would_have_said_so(tmp_path: Any, browser: Any) -> None:
    """So that the test above cannot pass by looking in the wrong place."""
    page = tmp_path / "bad.html"
    page.write_text("<script>window.pwned=1</script><img src=x.png><script>console.log('said')</script>", "utf-8")
    shown = opened(browser, page.as_uri())
    assert shown.evaluate("window.pwned") == 1
    assert len(shown.said) >= 2
    shown.context.close()
