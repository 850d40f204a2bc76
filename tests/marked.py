"""The gold texts in which every attribution is marked where it stands, and how they are read.

    @ lurne-bridge | wire
    {1s:General Reyle} {1q:said} {1c:{2s:a captive} had {2q:admitted} that {2c:his unit fired first}}.
    = 1 Otmar Reyle; 2 a captive

`s` is a source, `q` a cue, `c` a piece of content; the last line says who speaks.
"""

import re
from pathlib import Path
from typing import Any

_MARK = re.compile(r"\{(\d+)([sqc]):|\}")
_NAMES = {"s": "source", "q": "cue", "c": "content"}


def texts(path: Path) -> list[dict[str, Any]]:
    """Return the texts of a file: `id`, `style`, `text`, `attributions` with the `parent` of each.

    Raises ValueError naming file and text if marks are not closed, or an attribution has no content or speaker.
    """
    rows = []
    for block in re.split(r"^@ ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        try:
            rows.append(_row(block))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None
    return rows


def _row(block: str) -> dict[str, Any]:
    head, _, rest = block.partition("\n")
    doc_id, style = (part.strip() for part in head.split("|"))
    body, _, speakers = rest.rstrip().rpartition("\n=")
    text, parts = _read(body.strip(), doc_id)
    names = dict(s.strip().split(" ", 1) for s in speakers.split(";") if s.strip())
    attributions = []
    for number, part in parts.items():
        if not part["content"] or number not in names:
            raise ValueError(f"{doc_id}, attribution {number}: it has no content, or nobody speaks it")
        attributions.append({"id": number, "speaker": names[number], **{k: sorted(v) for k, v in part.items()}})
    for a in attributions:
        around = [o for o in attributions if o is not a and _inside(a, o)]
        a["parent"] = min(around, key=_size)["id"] if around else None
    return {"id": doc_id, "style": style, "text": text, "attributions": attributions}


def _read(body: str, doc_id: str) -> tuple[str, dict[str, dict[str, list[tuple[int, int]]]]]:
    """Return a text without its marks, and the stretches they stand around."""
    text, at = "", 0
    still_open: list[tuple[str, str, int]] = []
    parts: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        at = mark.end()
        if mark[1]:
            still_open.append((mark[1], _NAMES[mark[2]], len(text)))
        elif still_open:
            number, name, start = still_open.pop()
            parts.setdefault(number, {"source": [], "cue": [], "content": []})[name].append((start, len(text)))
        else:
            raise ValueError(f"{doc_id}: a brace is closed that none opens, after {text[-30:]!r}")
    if still_open:
        raise ValueError(f"{doc_id}: a mark of attribution {still_open[-1][0]} is not closed")
    return text + body[at:], parts


def _size(attribution: dict[str, Any]) -> int:
    return sum(e - s for s, e in attribution["content"])


def _inside(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Say whether the content of `a` stands within that of `b`; of two with the same, the later one is inside."""
    within = all(any(s <= x and y <= e for s, e in b["content"]) for x, y in a["content"])
    return within and (_size(a), -int(a["id"])) < (_size(b), -int(b["id"]))
