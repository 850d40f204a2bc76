"""Texts of our own in which every attribution is marked where it stands, and how they are read.

    @ lurne-bridge | wire
    {1s:General Reyle} {1q:said} {1c:{2s:a captive} had {2q:admitted} that {2c:his unit fired first}}.
    = 1 Otmar Reyle; 2 a captive

`s` is a source, `q` a cue, `c` a piece of content; `{L:…}` is a label, `{M:…}` a word of distance. Below the text `=`
says who speaks, `~` which attributions are no speech (`~ 2 attitude`), `#` what a label names (`# rebels > the men`).
"""

import re
from pathlib import Path
from typing import Any

from .. import paths

LEARNED = ("development", "life", "america")
"""Files of data/gold/nested that are learned from: the others are there to measure with."""
_MARK = re.compile(r"\{(?:(\d+)([sqc])|([LM])):|\}")
_BELOW = re.compile(r"\n([=~#]) ([^\n]*)$")
_NAMES = {"s": "source", "q": "cue", "c": "content"}


def texts(path: Path) -> list[dict[str, Any]]:
    """Return the texts of a file: `id`, `style`, `text`, `attributions`, `labels` and `markers`.

    An attribution has `id`, `speaker`, `act`, stretches of `source`, `cue` and `content`, and the id of its `parent`;
    labels are (start, end, what it names), markers (start, end).

    Raises ValueError naming file and text if marks are not closed, or an attribution has no content or speaker.
    """
    rows = []
    for block in re.split(r"^@ ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        try:
            rows.append(_row(block))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None
    return rows


def learned_from(folder: Path | None = None) -> list[dict[str, Any]]:
    """Return the texts of data/gold/nested, or of another folder, that are learned from.

    Raises FileNotFoundError naming the file that is missing.
    """
    folder = folder or paths.root() / "data" / "gold" / "nested"
    return [row for name in LEARNED for row in texts(folder / f"{name}.txt")]


def _row(block: str) -> dict[str, Any]:
    head, _, rest = block.partition("\n")
    doc_id, style = (part.strip() for part in head.split("|"))
    told: dict[str, str] = {}
    rest = rest.rstrip()
    while (line := _BELOW.search(rest)) is not None:
        told[line[1]], rest = line[2], rest[: line.start()].rstrip()
    text, parts, words = _read(rest.strip(), doc_id)
    names, acts = (_pairs(told.get(mark, ""), " ") for mark in "=~")
    called = _pairs(told.get("#", ""), " > ")
    if unnamed := sorted({text[s:e] for s, e in words["L"]} - called.keys()):
        raise ValueError(f"{doc_id}: nothing says what the label {unnamed[0]!r} names")
    attributions: list[dict[str, Any]] = []
    for number, part in parts.items():
        if not part["content"] or number not in names:
            raise ValueError(f"{doc_id}, attribution {number}: it has no content, or nobody speaks it")
        told_of = {"id": number, "speaker": names[number], "act": acts.get(number, "speech")}
        attributions.append({**told_of, **{k: sorted(v) for k, v in part.items()}})
    for a in attributions:
        around = [o for o in attributions if o is not a and _inside(a, o)]
        a["parent"] = min(around, key=_size)["id"] if around else None
    labels = sorted((s, e, called[text[s:e]]) for s, e in words["L"])
    return {
        "id": doc_id, "style": style, "text": text, "attributions": attributions, "labels": labels,
        "markers": sorted(words["M"]),
    }  # fmt: skip


def _pairs(line: str, between: str) -> dict[str, str]:
    """Return the entries of a line below a text, which semicolons part."""
    entries = (entry.strip().split(between, 1) for entry in line.split(";") if entry.strip())
    return {entry[0]: entry[-1] for entry in entries}


Stretches = list[tuple[int, int]]


def _read(body: str, doc_id: str) -> tuple[str, dict[str, dict[str, Stretches]], dict[str, Stretches]]:
    """Return a text without its marks, and the stretches they stand around: by attribution, labels and markers."""
    text, at = "", 0
    still_open: list[tuple[str, str, int]] = []
    parts: dict[str, dict[str, Stretches]] = {}
    words: dict[str, Stretches] = {"L": [], "M": []}
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        at = mark.end()
        if mark[1]:
            still_open.append((mark[1], _NAMES[mark[2]], len(text)))
        elif mark[3]:
            still_open.append(("", mark[3], len(text)))
        elif still_open:
            number, name, start = still_open.pop()
            of = parts.setdefault(number, {"source": [], "cue": [], "content": []}) if number else words
            of[name].append((start, len(text)))
        else:
            raise ValueError(f"{doc_id}: a brace is closed that none opens, after {text[-30:]!r}")
    if still_open:
        raise ValueError(f"{doc_id}: a mark of attribution {still_open[-1][0]} is not closed")
    return text + body[at:], parts, words


def _size(attribution: dict[str, Any]) -> int:
    return sum(e - s for s, e in attribution["content"])


def _inside(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Say whether the content of `a` stands within that of `b`; of two with the same, the later one is inside."""
    within = all(any(s <= x and y <= e for s, e in b["content"]) for x, y in a["content"])
    return within and (_size(a), -int(a["id"])) < (_size(b), -int(b["id"]))
