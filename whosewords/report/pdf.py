"""A report printed to a PDF by a browser that is installed, without scripts or network."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..paths import UNFINISHED

BROWSER = "WHOSEWORDS_BROWSER"
"""The environment variable that names the browser to print with."""
LONGEST = 300.0
"""Seconds a page may take to print."""
_NAMES = (
    "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)  # fmt: skip
_FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-sync", "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


class PdfError(RuntimeError):
    """A PDF that could not be made."""


def browser() -> str:
    """Return the browser that prints: $WHOSEWORDS_BROWSER, else the first Chromium found. Raises PdfError."""
    chosen = os.environ.get(BROWSER)
    for name in (chosen,) if chosen else _NAMES:
        if found := shutil.which(name):
            return found
    if chosen:
        raise PdfError(f"{BROWSER} is {chosen!r}, and there is no such program")
    raise PdfError(
        "a PDF is printed by Chromium, Chrome or Edge, and none was found; install one, or name it in the environment "
        f"variable {BROWSER} (or open the report in any browser and print it)"
    )


def make(page: Path) -> Path:
    """Print a report beside itself as <name>.pdf, on A4, whole or not at all. Raises PdfError."""
    program = browser()
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=page.parent) as folder:
        sheet, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        whole = _SCRIPT.sub("", page.read_text("utf-8"))
        sheet.write_text(whole.replace("</head>", "<style>@page { size: A4; }</style></head>", 1), "utf-8")
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium's own rule for root
        command = [program, *_FLAGS, *root, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}"]
        try:
            ran = subprocess.run(
                [*command, sheet.resolve().as_uri()], capture_output=True, timeout=LONGEST, check=False, text=True
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PdfError(f"{program} could not print {page.name}: {error}") from None
        if not printed.is_file() or not printed.stat().st_size:
            said = ran.stderr.strip().splitlines()[-1:] or [f"exit code {ran.returncode}"]
            raise PdfError(f"{program} printed nothing of {page.name}: {said[0]}")
        printed.replace(target)
    return target
