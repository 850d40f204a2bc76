"""The interactive panel in JupyterLab, driven by keyboard."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat
import pytest

from whosewords import paths

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Return the address of a notebook with a panel, in a JupyterLab of its own."""
    code = f"import whosewords as ww\nww.explore(ww.read_corpus({str(paths.seeds())!r}, progress=False))"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, tmp_path / "panel.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port", str(port),
        "--IdentityProvider.token=x", f"--ServerApp.root_dir={tmp_path}",
    ]  # fmt: skip
    folders = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("CONFIG", "RUNTIME", "DATA")}
    with subprocess.Popen(command, env=os.environ | folders, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        for _ in range(120):
            try:
                urlopen(f"{address}/api?token=x").close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.5)
        yield f"{address}/lab/tree/panel.ipynb?token=x"
        server.terminate()


def run(page: Any) -> None:
    """Run the first cell; until JupyterLab listens, the keys are pressed again."""
    ran = page.locator(".jp-InputArea-prompt", has_text=re.compile(r"\[[*\d]"))
    for _ in range(30):
        page.locator(".jp-Cell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(1000)
        if ran.count():
            return


def test_lines_are_chosen_by_keyboard_and_the_article_follows(browser: Any, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(90_000)
    page.goto(lab)
    run(page)
    line = page.locator(".widget-select select")
    line.wait_for()
    page.wait_for_timeout(500)
    page.focus(".widget-text input")
    page.keyboard.type("operation")
    page.keyboard.press("Enter")
    page.locator("mark.ww-hit", has_text="operation").first.wait_for()
    first = page.locator(".ww-article").inner_html()
    line.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("first => document.querySelector('.ww-article').innerHTML !== first", arg=first)
    assert line.evaluate("e => e.selectedIndex") == 1
    page.keyboard.press("b")
    assert page.locator(".jp-Cell").count() == 2, "a key pressed in a list of choices made a cell"
    page.close()
