"""Debian's Chromium, started once for all browser tests; pages opened so that nothing said or asked is missed."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless browser that asks nobody for anything."""
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM} here: install the package chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield made
        made.close()


def opened(browser: Any, url: str, *, width: int = 1280, script: bool = True, **how: Any) -> Any:
    """Return a page that notes, in `said`, any message in the console and any request but for the file itself."""
    page = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script, **how).new_page()
    page.said = []
    page.on("console", lambda m: page.said.append(m.text))
    page.on("pageerror", lambda e: page.said.append(str(e)))
    page.on("request", lambda r: page.said.append(r.url) if r.url.split("#")[0] != url and r.url != "data:," else None)
    page.goto(url)
    page.wait_for_load_state("load")
    return page


def violations(page: Any, *, only: str = "") -> list[str]:
    """Return what axe-core finds wrong, of any level, WCAG 2.2's size of targets too: rule, how often, an example.

    `only` names a single rule to go by. Contrast is judged without the shadows at the edges of what scrolls, behind
    which axe-core sees no colour.
    """
    pytest.importorskip("axe_playwright_python", reason="the package axe-playwright-python is not installed")
    page.add_style_tag(content=".ww-scroll { background-image: none !important; }")
    page.wait_for_timeout(300)
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    chosen = f"runOnly: ['{only}']" if only else "rules: {'target-size': {enabled: true}}"
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {chosen}}})")["violations"]
    return [f"{v['id']}, {len(v['nodes'])} times: {v['nodes'][0]['html'][:200]}" for v in found]
