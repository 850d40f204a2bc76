"""Quotation marks of every style → what they enclose."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .turns import find_turns


class Quotation(NamedTuple):
    """A stretch in quotation marks, or a turn of a transcript, which has none.

    `start`…`end` are its ends with the marks, `inner_start`…`inner_end` without.

    `level` is 0 for an outermost quotation and counts the quotations around it. `closed` is False where no closing
    mark was found: the quotation then ends with its paragraph (or with the quotation around it). `continues` says
    that the same speech is reopened, by the next paragraph or later in a text that has lost its paragraphs.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    level: int
    continues: bool

    @property
    def is_turn(self) -> bool:
        """Whether it is a turn of a transcript, which has no marks: those words are somebody's as a quotation's are."""
        return self.start == self.inner_start


class _Mark(NamedTuple):
    """A quotation mark with its surroundings: the characters beside the run of marks it stands in."""

    sign: str
    start: int
    end: int
    left: str
    right: str

    @property
    def opens(self) -> bool:
        """Whether only an opening mark would stand here: nothing before it, something after."""
        return _before_opening(self.left) and not _after_closing(self.right)

    @property
    def closes(self) -> bool:
        """Whether only a closing mark would stand here: something before it, nothing after."""
        return _after_closing(self.right) and not _before_opening(self.left)


class _Open(NamedTuple):
    """An opening mark that waits for its closing mark; `reopened` lists where the same mark opens a sentence."""

    mark: _Mark
    reopened: list[int]


class _Pair(NamedTuple):
    """A quotation before its level is known."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    continues: bool
    sign: str


_PARAGRAPH = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARK = re.compile(
    r"(?P<skip>(?<!\w)['’‘`][nN]['’‘](?!\w))"  # rock ’n’ roll
    r"|(?P<double>``|''|‘‘|’’|‚‚|\"+|[“”„‟＂«»‹›])"
    r"|(?P<single>['‘’‚‛`´])"
)
_DASHES = "-‐‑‒–—―/*_"
_BEFORE_OPENING = frozenset("([{¿¡" + _DASHES)
_AFTER_CLOSING = frozenset(".,;:!?)]}…" + _DASHES)
_GUILLEMETS = ("«", "»", "‹", "›")
_ALWAYS_OPEN = ("„", "‟", "``", "‚‚")
_TWO_WAY = ('"', "''", "＂")
_APOSTROPHES = ("'", "’", "`", "´")
_PARTNERS = {  # closing mark → opening marks, the usual partner first
    "”": ("“", "‟", "”", "„", '"', "``", "‘‘", "＂"),
    "“": ("„", "“", "‟", '"', "”"),
    '"': ('"', "“", "„", "``", "‘‘", "”", "‟", "''"),
    "''": ("``", "''", "‘‘", "“", '"', "„"),
    "’’": ("‘‘", "‚‚", "``", "“", "„", '"', "’’"),
    "‘‘": ("‚‚",),
    "＂": ("＂", "“", '"'),
    "»": ("«",),
    "«": ("»",),
    "›": ("‹",),
    "‹": ("›",),
    "’": ("‘", "‛", "‚", "’", "'", "`", "´"),
    "‘": ("‚", "‘"),
    "‛": ("‘",),
    "'": ("'", "`", "‘", "‛", "‚", "´"),
    "´": ("´", "'", "`", "‘"),
    "`": ("`",),
}
_ELISION = re.compile(r"(?:tis|twas|twere|twill|til|till|em|im|er|ere|bout|cos|coz|cuz|nuff|neath|tween)(?!\w)", re.I)
_TAIL = re.compile(r"(?:s|t|re|ve|ll|d|m)(?!\w)")  # "it 's", in text that was cut into words
_YEAR = re.compile(r"\d\d(?!\w|[.,:]\d|%)")
_DECADE = re.compile(r"\d0s(?!\w)")
_DROPPED_G = re.compile(r"(?:\w\win|\bo|\ban|\bth|\bol|\bwi)$", re.I)  # goin’, o’, an’
_SENTENCE_END = re.compile(r"[.!?…][”’\"'»)\]]*\s*$")
_SPACE = re.compile(r"\s*")


def find_quotations(text: str) -> list[Quotation]:
    """Return every stretch of `text` in quotation marks and every turn of a transcript, by start, outer before inner.

    All styles are read: “…” ‘…’ "…" '…' «…» »…« ‹…› „…“ ‚…‘ ``…'' ''…'', nested to any depth; apostrophes and the
    marks of feet, inches and minutes are told apart by what stands beside them. Marks are paired within a paragraph,
    that is, within a line. An opening mark without a closing one is kept (`closed` False), a closing mark without
    an opening one is not a quotation, and neither are marks around nothing. Never fails; time is linear in the text.
    """
    out: list[Quotation] = []
    unclosed: list[_Pair] = []  # of the paragraph before, outermost first
    positions: list[int] = []  # and their places in `out`
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = _SPACE.match(text, paragraph.start()).end(), paragraph.end()  # type: ignore[union-attr]
        if start >= end:
            continue
        doubles, singles = _marks(text, start, end)
        if not doubles and not singles:
            unclosed, positions = [], []
            continue
        while text[end - 1].isspace():
            end -= 1
        pairs = _pair_doubles(text, doubles, end)
        pairs += _pair_singles(text, singles, pairs, start, end)
        pairs.sort(key=lambda p: (p.start, -p.end))
        at = start
        for before, position in zip(unclosed, positions, strict=True):
            again = next((p for p in pairs[:8] if p.start == at), None)
            if again is None or _family(again.sign) != _family(before.sign):
                break
            out[position] = out[position]._replace(continues=True)
            at = again.inner_start
        unclosed, positions = [], []
        around: list[int] = []
        for pair in pairs:
            while around and around[-1] <= pair.start:
                around.pop()
            if not pair.closed and pair.end == end:
                unclosed.append(pair)
                positions.append(len(out))
            out.append(Quotation(*pair[:5], level=len(around), continues=pair.continues))
            around.append(pair.end)
    return _with_turns(text, out)


def _with_turns(text: str, quotations: list[Quotation]) -> list[Quotation]:
    """Return quotations with the turns of a transcript around them."""
    turns = find_turns(text)
    if not turns:
        return quotations
    starts = [t.start for t in turns]
    around = [turns[max(0, bisect_right(starts, q.start) - 1)] for q in quotations]
    deeper = [
        q._replace(level=q.level + 1) if t.start <= q.start and q.end <= t.end else q
        for q, t in zip(quotations, around, strict=True)
    ]
    whole = [Quotation(t.start, t.end, t.start, t.end, closed=True, level=0, continues=False) for t in turns]
    return sorted([*deeper, *whole], key=lambda q: (q.start, -q.end, q.level))


def _marks(text: str, start: int, end: int) -> tuple[list[_Mark], list[_Mark]]:
    """Return the double and the single marks of a paragraph, each with the characters beside its run of marks."""
    doubles: list[_Mark] = []
    singles: list[_Mark] = []
    found = [m for m in _MARK.finditer(text, start, end) if m.lastgroup != "skip"]
    first = 0
    while first < len(found):
        last = first
        while last + 1 < len(found) and found[last + 1].start() == found[last].end():
            last += 1
        run_start, run_end = found[first].start(), found[last].end()
        left = text[run_start - 1] if run_start > start else ""
        right = text[run_end] if run_end < end else ""
        for match in found[first : last + 1]:
            sign = match.group()
            mark = _Mark('"' if sign[0] == '"' else sign, match.start(), match.end(), left, right)
            (doubles if match.lastgroup == "double" else singles).append(mark)
        first = last + 1
    return doubles, singles


def _pair_doubles(text: str, marks: list[_Mark], limit: int) -> list[_Pair]:
    """Pair the double marks and guillemets of a paragraph that ends at `limit`."""
    stack = _Stack(text, limit)
    closer_follows, inches = _look_ahead(marks)
    for i, mark in enumerate(marks):
        sign, partners = mark.sign, _PARTNERS.get(mark.sign, ())
        if sign in _GUILLEMETS:
            reversed_style = mark.opens and any(m.sign in partners for m in marks[i + 1 : i + 9])
            if not stack.close(mark, partners) and (sign in "«‹" or reversed_style):
                stack.open(mark)
        elif sign in _ALWAYS_OPEN or (sign in ("“", "‘‘") and not _closes_here(mark, stack)):
            stack.open(mark)
        elif mark.left.isdigit() and sign not in ("“", "‘‘") and (stack.empty or inches[i]):
            continue
        elif sign in _TWO_WAY and mark.opens and (closer_follows[i] or not stack.waits(sign)):
            stack.open(mark)
        elif sign == '"' and mark.end - mark.start > 1 and not mark.closes:
            pass  # "" around nothing
        elif not stack.close(mark, partners) and closer_follows[i] and _may_open(mark):
            stack.open(mark)
    return stack.finish()


def _may_open(mark: _Mark) -> bool:
    return mark.opens or (mark.sign in _TWO_WAY and not mark.closes)


def _closes_here(mark: _Mark, stack: "_Stack") -> bool:
    """Whether a “ closes: it does after „, and where only a closing mark can stand."""
    return mark.closes or (not mark.opens and stack.innermost in _PARTNERS[mark.sign][:1])


def _look_ahead(marks: list[_Mark]) -> tuple[list[bool], list[bool]]:
    """Say for each double mark whether a later one may close, and whether the next one that follows no digit must.

    Where it must, a mark after a digit stands for inches: “a 12" by 14" screen”.
    """
    closer_follows, next_closes = [False] * len(marks), [False] * len(marks)
    may, must = False, False
    for i in range(len(marks) - 1, -1, -1):
        closer_follows[i], next_closes[i] = may, must
        may = may or not marks[i].opens
        if not (marks[i].left.isdigit() and marks[i].closes):
            must = marks[i].closes
    return closer_follows, next_closes


def _pair_singles(text: str, marks: list[_Mark], doubles: list[_Pair], start: int, limit: int) -> list[_Pair]:
    """Pair single marks, those inside a double quotation among themselves, and leave apostrophes alone."""
    groups: dict[int, list[_Mark]] = {}
    limits = {-1: limit}
    spans = sorted(enumerate(doubles), key=lambda item: (item[1].start, -item[1].end))
    around: list[int] = []
    at = 0
    for mark in marks:
        while at < len(spans) and spans[at][1].start < mark.start:
            around.append(spans[at][0])
            at += 1
        while around and doubles[around[-1]].end <= mark.start:
            around.pop()
        group = around[-1] if around else -1
        if group >= 0:
            limits[group] = doubles[group].inner_end
        groups.setdefault(group, []).append(mark)
    out: list[_Pair] = []
    for group, members in groups.items():
        members = [m for m in members if not _is_apostrophe(m, text)]
        out += _pair_group(text, members, start, limits[group])
    return out


def _pair_group(text: str, marks: list[_Mark], start: int, limit: int) -> list[_Pair]:
    stack = _Stack(text, limit)
    firm = _firm_ahead(text, marks)
    for i, mark in enumerate(marks):
        sign, surely_closed = mark.sign, firm[i]
        if mark.opens and (_ELISION.match(text, mark.end) or _YEAR.match(text, mark.end)):
            if surely_closed and sign != "’" and not text[mark.end].islower():
                stack.open(mark)
        elif mark.opens:
            if sign != "’" or (stack.empty and surely_closed):
                stack.open(mark)
        elif sign in "‘‛" and not mark.closes:
            if not (mark.right.isspace() and stack.close(mark, _PARTNERS[sign])):
                stack.open(mark)
        elif sign not in "‚‛" and (_is_firm(text, mark) or not surely_closed):
            stack.close(mark, _PARTNERS[sign])
    return stack.finish(doubtful=lambda mark: mark.sign in _APOSTROPHES and mark.start != start)


def _is_apostrophe(mark: _Mark, text: str) -> bool:
    """Whether a single mark is surely an apostrophe: inside a word, before a decade, or before a cut-off ending."""
    if mark.left.isalnum() and mark.right.isalnum():
        return True
    return mark.opens and (_DECADE.match(text, mark.end) or _TAIL.match(text, mark.end)) is not None


def _is_firm(text: str, mark: _Mark) -> bool:
    """Whether a closing mark is no apostrophe after a plural, a number or a dropped letter (workers’, 5', goin’)."""
    if mark.right and not mark.right.isspace():
        return True
    doubtful = mark.left.lower() in ("s", "x", "z") or mark.left.isdigit()
    return not doubtful and not _DROPPED_G.search(text, max(0, mark.start - 5), mark.start)


def _firm_ahead(text: str, marks: list[_Mark]) -> list[bool]:
    """Say for each single mark whether a firm closing mark comes before the next opening one."""
    out = [False] * len(marks)
    ahead = False
    for i in range(len(marks) - 1, -1, -1):
        out[i] = ahead
        if marks[i].opens:
            ahead = False
        elif marks[i].closes and _is_firm(text, marks[i]):
            ahead = True
    return out


class _Stack:
    """The opening marks of a paragraph that are not closed yet, and the quotations found so far."""

    def __init__(self, text: str, limit: int) -> None:
        self.text, self.limit = text, limit
        self.waiting: list[_Open] = []
        self.counts: Counter[str] = Counter()
        self.pairs: list[_Pair] = []

    @property
    def empty(self) -> bool:
        return not self.waiting

    def waits(self, sign: str) -> bool:
        """Whether such a mark is open."""
        return self.counts[sign] > 0

    @property
    def innermost(self) -> str:
        return self.waiting[-1].mark.sign if self.waiting else ""

    def open(self, mark: _Mark) -> None:
        """Open a quotation; where the mark around it is the same and a sentence begins, note the place there."""
        if mark.sign == self.innermost and not self.waiting[-1].reopened:
            since = max(self.waiting[-1].mark.end, mark.start - 6)
            self.waiting[-1].reopened.extend([mark.start] if _SENTENCE_END.search(self.text, since, mark.start) else [])
        self.waiting.append(_Open(mark, []))
        self.counts[mark.sign] += 1

    def close(self, mark: _Mark, partners: Sequence[str]) -> bool:
        """Close the innermost quotation with the mark's usual partner, else with any partner; False if there is none.

        What was opened inside it and never closed ends here too. Of straight marks in a run, each closes one.
        """
        wanted = partners[:1] if partners and self.counts[partners[0]] else partners
        if not any(self.counts[sign] for sign in wanted):
            return False
        while self.innermost not in wanted:
            self._give_up(mark.start)
        end = mark.start
        while end < mark.end and self.innermost in wanted:
            opened = self._pop().mark
            inner_end, end = end, min(mark.end, end + opened.end - opened.start) if mark.sign == '"' else mark.end
            self._add(opened, inner_end, end, closed=True, continues=False)
        return True

    def finish(self, doubtful: Callable[[_Mark], bool] = lambda mark: False) -> list[_Pair]:
        """Return the quotations; what is still open ends at the limit, or is none where the mark is doubtful."""
        while self.waiting:
            if doubtful(self.waiting[-1].mark):
                self._pop()
            else:
                self._give_up(self.limit)
        return self.pairs

    def _pop(self) -> _Open:
        opened = self.waiting.pop()
        self.counts[opened.mark.sign] -= 1
        return opened

    def _give_up(self, limit: int) -> None:
        opened = self._pop()
        end = opened.reopened[0] if opened.reopened else limit
        while end > opened.mark.end and self.text[end - 1].isspace():
            end -= 1
        if limit == self.limit or opened.mark.sign not in _APOSTROPHES:
            self._add(opened.mark, end, end, closed=False, continues=bool(opened.reopened))

    def _add(self, opened: _Mark, inner_end: int, end: int, *, closed: bool, continues: bool) -> None:
        if _SPACE.match(self.text, opened.end).end() < inner_end:  # type: ignore[union-attr]
            self.pairs.append(_Pair(opened.start, end, opened.end, inner_end, closed, continues, opened.sign))


def _family(sign: str) -> str:
    return "guillemet" if sign in _GUILLEMETS else "double" if len(sign) > 1 or sign in '“”„‟＂"' else "single"


def _before_opening(char: str) -> bool:
    return not char or char.isspace() or char in _BEFORE_OPENING


def _after_closing(char: str) -> bool:
    return not char or char.isspace() or char in _AFTER_CLOSING
