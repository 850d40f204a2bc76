"""Many browsers at once on one class: seconds until all have the page and all answers are in, and the class's memory.

    python tests/benchmarks/classroom.py [--browsers 25] [--megabytes 4096]

The class is `whosewords class` on the teaching corpus in a process of its own, which may use no more memory than said;
its lessons are being made meanwhile, as in a class. Every browser is a context of its own in one Chromium: it opens the
start page, an article, gives a code name, answers every sentence and sends. Seconds are of the clock, of browsers and
server on one machine.
"""

import argparse
import asyncio
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from report import watched

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "data" / "corpora" / "tanners-bridge"


async def learner(browser: Any, address: str, number: int, opened: list[float], sent: list[float]) -> None:
    """Open the class, code an article and send it; note when the page was there and when the answers were."""
    context = await browser.new_context(viewport={"width": 390, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(120_000)
    await page.goto(address)
    await page.locator('a[href*="/article/0"]').click()
    await page.get_by_label("Your code name").fill(f"learner-{number}")
    opened.append(time.perf_counter())
    for group in await page.locator("fieldset").all():
        await group.locator("input").nth(number % 2).check()
    await page.get_by_role("button", name="Send my answers to the class").click()
    await page.get_by_text("Sent: the class has").wait_for()
    sent.append(time.perf_counter())
    await context.close()


async def room(address: str, browsers: int) -> tuple[float, float]:
    """Return the seconds until the last page was open, and until the last answers were in."""
    from playwright.async_api import async_playwright

    async with async_playwright() as started:
        browser = await started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        opened: list[float] = []
        sent: list[float] = []
        begun = time.perf_counter()
        await asyncio.gather(*(learner(browser, address, n, opened, sent) for n in range(browsers)))
        await browser.close()
    return max(opened) - begun, max(sent) - begun


def main() -> None:
    """Run the class and its learners, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browsers", type=int, default=25)
    parser.add_argument("--megabytes", type=int, default=4096, help="what a process of the class may use at most")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        program = str(Path(sys.executable).with_name("whosewords"))
        command = [program, "class", str(CORPUS), "--out", f"{scratch}/answers", "--port", "0"]
        most = args.megabytes << 20
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)),
        ) as served:
            assert served.stdout is not None
            with watched(served.pid, itself=True) as seen:
                address = next(m[1] for line in served.stdout if (m := re.match(r"Learners:\s+(\S+)", line)))
                opened, sent = asyncio.run(room(address, args.browsers))
                said = next((line for line in served.stdout if "lessons" in line.lower()), "")
            served.send_signal(signal.SIGINT)
        files = len(list(Path(scratch, "answers").glob("*.csv")))
    print(f"{args.browsers} browsers: all pages open after {opened:.1f} s, all answers in after {sent:.1f} s")
    print(f"{files} files of answers; the class at most {max(seen):,.0f} MB of {args.megabytes:,}; {said.strip()}")


if __name__ == "__main__":
    main()
