"""Batch runs killed at random moments and started again: whether every report comes out as in an undisturbed run.

    python tests/benchmarks/kill.py [--kills 30] [--corpora 3] [--seed 0]

Each time the run gets SIGKILL, alone, somewhere between its start and the end of an undisturbed run, and is started
again. In the end every file must be byte for byte that of the undisturbed run but for times, what was done before the
kill must not have been made again, and nothing may be left: no unfinished file, no process.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

TIMES = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( UTC|Z|[+-]\d\d:\d\d)?")
VOLATILE = {"seconds", "state", "sha256", "duration", "start_time", "end_time", "made"}
"""Keys whose values tell times, or which of two runs made a report."""


def plain(file: Path) -> bytes:
    """Return what is in a file, but for times."""
    if file.suffix in (".json", ".ipynb"):
        return json.dumps(_without(json.loads(file.read_text("utf-8"))), sort_keys=False).encode()
    data = file.read_bytes()
    if file.suffix == ".parquet":
        return data
    if file.name == "log.txt":
        data = re.sub(rb"(?m)^ *\d+\.\d\d s", b"", data)
    if file.suffix == ".html":
        data = re.sub(rb'(<td>[\w-]+</td><td class="ww-number">)\d+(\.\d+)?(?=</td>)', rb"\1", data)
    return TIMES.sub(b"", data)


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if k not in VOLATILE}
    return [_without(v) for v in value] if isinstance(value, list) else value


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its place in it, but for times."""
    return {str(f.relative_to(folder)): plain(f) for f in sorted(folder.rglob("*")) if f.is_file()}


def differences(folder: Path, reference: dict[str, bytes]) -> list[str]:
    """Return what is not as in an undisturbed run: files too many, missing or other."""
    now = contents(folder)
    return [
        *(f"too many: {name}" for name in sorted(now.keys() - reference.keys())),
        *(f"missing: {name}" for name in sorted(reference.keys() - now.keys())),
        *(f"other: {name}" for name in sorted(now.keys() & reference.keys()) if now[name] != reference[name]),
    ]


def done(folder: Path) -> dict[Path, int]:
    """Return when the page of every finished report was written."""
    return {p: p.stat().st_mtime_ns for r in folder.glob("*/made.json") if (p := Path(f"{r.parent}.html")).is_file()}


def descendants(marked: str) -> list[int]:
    """Return the processes, but this one, that have a text in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if marked.encode() in (process / "environ").read_bytes() and int(process.name) != os.getpid():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def killed(command: Sequence[str], out: Path, after: float, mark: str) -> tuple[bool, list[str]]:
    """Run a command, kill it after some seconds, run it again; return whether it was alive then, and what is wrong."""
    environment = {**os.environ, "WHOSEWORDS_KILLED": mark}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    alive = first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = done(out)
    problems = []
    again = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if again.returncode:
        problems.append(f"the second run ended with {again.returncode}: {again.stdout[-2000:]}")
    now = done(out)
    problems += [f"made again: {page.name}" for page, written in before.items() if now.get(page) != written]
    until = time.monotonic() + 10
    while (left := descendants(mark)) and time.monotonic() < until:
        time.sleep(0.2)
    problems += [f"process {process} is left" for process in left]
    return alive, problems


def trial(command: Sequence[str], out: Path, kills: int, chance: random.Random, told: Callable[[str], None]) -> int:
    """Compare killed runs with an undisturbed one; return how many were not alike."""
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    whole = time.monotonic() - begun
    reference = contents(out)
    told(f"undisturbed: {whole:.1f} s, {len(reference)} files")
    wrong = n = 0
    while n < kills:
        shutil.rmtree(out)
        after = chance.uniform(0, whole)
        alive, problems = killed(command, out, after, f"{os.getpid()}-{n}")
        problems += differences(out, reference)
        wrong += bool(problems)
        n += alive or bool(problems)
        if not alive:  # runs are quicker now than the first was; this one is no kill
            whole = after
        told(f"{n}: killed after {after:.1f} s{'' if alive else ' (it had ended: not counted)'}: {problems or 'alike'}")
    return wrong


def main() -> None:
    """Print what came of each kill, and how many runs were not alike."""
    import report as reports

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--corpora", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        os.environ["WHOSEWORDS_CACHE"] = str(place / "cache")
        corpora = reports.small_corpora(place / "corpora", asked.corpora)
        reports.annotated(corpora, place / "stores")
        out = place / "out"
        command = [sys.executable, "-m", "whosewords.cli", "report", *map(str, corpora), "-o", str(out), "-j", "2"]
        wrong = trial(command, out, asked.kills, random.Random(asked.seed), lambda text: print(text, flush=True))
    print(f"{asked.kills} runs killed and started again: {asked.kills - wrong} alike, {wrong} not")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
