"""A text while it is cleaned: every edit is kept with its place in the raw text."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..tables import Change

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no file can hold it, a JSON escape can


class Edit(NamedTuple):
    """Put `new` in the place of `start`…`end`; `kind` says in a few words what stood there."""

    start: int
    end: int
    new: str
    kind: str


class Draft:
    """A text under way from `raw` to clean: `text` is what it is now."""

    def __init__(self, raw: str) -> None:
        self.raw = self.text = _SURROGATE.sub("\ufffd", raw)
        self._edits = [Edit(m.start(), m.end(), "\ufffd", "invalid character") for m in _SURROGATE.finditer(raw)]

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make edits given in offsets of the present text, in text order, none overlapping."""
        new = [e for e in edits if self.text[e.start : e.end] != e.new]
        if new:
            self._edits = list(_merge(self.text, self._edits, new))
            self.text = _apply(self.raw, self._edits)

    def changes(self) -> list[Change]:
        """Return what was removed or replaced, in raw offsets."""
        return [Change(kind=e.kind, start=e.start, end=e.end, text=self.raw[e.start : e.end]) for e in self._edits]


def _apply(raw: str, edits: list[Edit]) -> str:
    out, at = [], 0
    for edit in edits:
        out += [raw[at : edit.start], edit.new]
        at = edit.end
    return "".join([*out, raw[at:]])


def _merge(text: str, old: list[Edit], new: list[Edit]) -> Iterator[Edit]:
    """Yield old edits (raw offsets) and new ones (offsets of `text`) as one list in raw offsets.

    A new edit that overlaps old ones becomes one edit with them, under the new kind.
    """
    shift = i = j = 0  # shift: offset in text − offset in raw, after the old edits passed so far
    while j < len(new):
        low, high = new[j].start, new[j].end
        while i < len(old) and old[i].start + shift < low and old[i].start + shift + len(old[i].new) <= low:
            yield old[i]
            shift += len(old[i].new) - (old[i].end - old[i].start)
            i += 1
        raw_low, first = low - shift, j
        while True:
            if i < len(old) and old[i].start + shift < high:
                if old[i].start + shift < low:
                    low, raw_low = old[i].start + shift, old[i].start
                high = max(high, old[i].start + shift + len(old[i].new))
                shift += len(old[i].new) - (old[i].end - old[i].start)
                i += 1
            elif j < len(new) and (new[j].start < high or j == first):
                high = max(high, new[j].end)
                j += 1
            else:
                break
        parts, at = [], low
        for edit in new[first:j]:
            parts += [text[at : edit.start], edit.new]
            at = edit.end
        yield Edit(raw_low, high - shift, "".join(parts) + text[at:high], new[first].kind)
    yield from old[i:]
