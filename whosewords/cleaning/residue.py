"""Lines that are the page's, not the article's; and lines → paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .draft import Draft, Edit


class _Rule(NamedTuple):
    """Lines that fully match `pattern` are residue; with `top`, only among the first lines of the text."""

    kind: str
    pattern: re.Pattern[str]
    top: bool = False


AGENCIES = (
    "Reuters|AP|The Associated Press|Associated Press|AFP|Agence France-Presse|dpa|DPA|UPI|PA|PA Media"
    "|Press Association|TASS|Interfax|RIA Novosti|RIA|Sputnik|Xinhua|Kyodo|Kyodo News|ANSA|EFE|Anadolu|Anadolu Agency"
    "|AA|PTI|ANI|IANS"
    "|Bloomberg|Yonhap|AZERTAC|Trend|APA|Turan|Armenpress|BelTA|Ukrinform|Interfax-Ukraine|MTI|PAP|CTK|TANJUG|SANA|WAFA"
    "|IRNA|Fars|Tasnim|MENA|SPA|WAM|Bernama|Antara|AAP|CP|The Canadian Press|Canadian Press|ANP|Belga|NTB|TT|Ritzau|STT"
)
"""News agencies as they sign a dateline or a byline, for use in a regular expression."""

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\\.?"
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d\S{{0,14}})?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?) \d{{4}})"
)
_DAY = "(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
_TIME = r"(?:,? (?:at )?\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: ?\(?[A-Z]{2,4}\)?)?)?"
_NAME = r"(?:(?!And\b|Or\b|The\b|Any\b|All\b|Of\b)[A-Z][\w’'.-]*|de|da|van|von|der|den|bin|al|el|la|du|di)"
_WRITERS = rf"{_NAME}(?: {_NAME}){{0,4}}(?:(?:,| and| &|, and) {_NAME}(?: {_NAME}){{1,4}}){{0,3}}"
_CREDITED = r"[A-Z©/][\w’'./-]*(?:[ ,]+[A-Z©/&][\w’'./-]*){0,5}"
_SITE = "Facebook|Twitter|X|WhatsApp|LinkedIn|Telegram|Pinterest|Reddit|Messenger|Instagram|YouTube|Viber|Flipboard"
_SHARE_WORD = rf"(?:share|tweet|e-?mail|print|save|copy|link|comments?|{_SITE})"

_RULES = (
    _Rule(
        "share buttons",
        re.compile(
            rf"(?:{_SHARE_WORD}(?:[\s|•·,/+:]+|$)(?:\d+[\s|•·,/+]*)?)+"
            rf"|share(?: (?:this|on|via|with|article|story|page|post|your friends|by|{_SITE}|e-?mail|to)){{1,6}}:?"
            rf"|(?:print|save|e-?mail|listen to) this (?:article|story|page)"
            rf"|(?:\d+|leave a|post a|add a|view all|show) comments?|follow us(?: on)?(?: (?:{_SITE}|and|,|on))*:?",
            re.I,
        ),
    ),
    _Rule(
        "link to another page",
        re.compile(
            r"(?:(?:read|see|watch|learn|find out) more|(?:read|see|watch) also|also read"
            r"|related(?: (?:articles?|stor(?:y|ies)|posts?|news|topics?|content|links?))?"
            r"|more (?:on|about|from) th(?:is|e) (?:story|topic|author|section)"
            r"|more (?:stories|news|to read)|most (?:read|popular|viewed)"
            r"|recommended(?: for you)?|editor['’]?s['’]? picks?"
            r"|trending(?: now)?|latest news|you may also like|don['’]t miss|tags|topics|filed under)"
            r"(?:\s*[»›>→…]+|:|\s*(?:\.\.\.))?"
            r"|(?:read more|read also|also read|see also|related(?: articles?| stor(?:y|ies))?|more on this"
            r"|more on this story|tags|topics|filed under)(?::| [|»›>→-]) \S.{0,200}(?<![.])"
            r"|(?:continue|keep) reading(?: below| the main story)?(?:\s*[»›>→…]+)?|skip to (?:main )?content"
            r"|back to top",
            re.I,
        ),
    ),
    _Rule(
        "advertisement",
        re.compile(
            r"[-–—\s]*(?:advertisements?|advertising|sponsored(?: content)?|promoted(?: content)?|ad)[-–—\s]*"
            r"|(?:story|article) continues below(?: (?:this )?advertisement)?|scroll to continue"
            r"|(?:sign up|subscribe)(?: now| here| today)?(?: (?:for|to) (?:our|the)(?: [\w’'-]+){0,6}"
            r" (?:newsletters?|channel|updates|alerts|podcast))?(?: (?:here|now|today|and [^.!?“”\"]{1,80}))?[.!]?"
            r"|(?:log|sign) in|register|menu|search|close|loading\.{0,3}",
            re.I,
        ),
    ),
    _Rule(
        "cookie notice",
        re.compile(
            r"(?:we (?:and our partners )?use|this (?:web ?)?site uses|our (?:web ?)?site uses) cookies\b[^“”\"]{0,400}"
            r"|by (?:continuing|using|browsing|clicking)\b[^“”\"]{0,150}\byou (?:agree|accept|consent)\b[^“”\"]{0,250}"
            r"|(?:accept|reject|manage|allow)(?: all)? cookies|cookie (?:settings|policy|preferences)|privacy policy",
            re.I,
        ),
    ),
    _Rule(
        "photo credit",
        re.compile(
            r"[\[(]?(?i:(?:file )?(?:photo(?:graph)?s?|pictures?|images?|pics?)"
            r"(?: (?:credit|courtesy|source|by|via)(?: of)?)?)\s?[:/©]\s?\S+(?: \S+){0,5}(?<![.:!?])[\])]?"
            rf"|[\[(]?(?i:(?:photo|picture|image)(?:graph)?s? (?:by|courtesy of|credit)) {_CREDITED}[\])]?"
            rf"|[\[(]?(?:©|\([cC]\)) ?{_CREDITED}[\])]?"
            r"|[\[(]?(?:(?:[A-Z][\w’'.-]* ){1,3}/ ?)?(?:Getty Images|Shutterstock|AFP/Getty"
            r"|(?:AP|AFP|EPA|Reuters) Photo)(?:[ /][A-Z][\w’'.-]*){0,4}[\])]?"
        ),
    ),
    _Rule(
        "copyright line",
        re.compile(
            r"(?i:(?:copyright )?(?:©|\(c\))|copyright) ?\d{4}(?:[-–]\d{2,4})?\b[^“”\"]{0,120}"
            r"|(?:©|\([cC]\)) ?[^.“”\"]{1,60} \d{4}\.?|(?:.{0,80}[.,|] ?)?All rights reserved\.?"
        ),
    ),
    _Rule("page number", re.compile(r"page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?", re.I)),
    _Rule("reading time", re.compile(r"\d{1,3}[ -]min(?:ute)?s?(?: read)?|reading time:? \d{1,3} min(?:ute)?s?", re.I)),
    _Rule(
        "byline",
        re.compile(
            rf"(?:By|BY|Written by|Reported by) {_WRITERS}"
            rf"(?:(?:,| in [A-Z][\w’-]+,?| [|–—-]) (?:{AGENCIES}|[A-Z][\w’]+ [Cc]orrespondent"
            rf"|[Ss]taff [Ww]riter)){{0,2}}"
        ),
        top=True,
    ),
    _Rule(
        "date line",
        re.compile(
            rf"(?:(?:last )?(?:published|updated|posted|modified|date)(?: on| at)?:? )?{_DAY}{_DATE}{_TIME}"
            rf"(?: ?[|•·–-]? ?(?:last )?(?:updated|modified)(?: on| at)?:? {_DAY}{_DATE}{_TIME})?",
            re.I,
        ),
        top=True,
    ),
)
_DATELINE = re.compile(
    r"(?:(?:[A-Z][A-Z.’' -]{1,30}[A-Z.]|[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)(?:/[A-Z][A-Z ]+)?"
    rf"(?:, [A-Z][A-Za-z.’' ]{{1,25}})?(?:, (?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}))?\s*)?"
    rf"\((?:{AGENCIES})\)\s?[-–—]{{1,2}} ?(?=\S)"
    rf"|[A-Z][A-Z.’' -]{{1,30}}[A-Z.](?:, [A-Z][A-Za-z.’' ]{{1,25}})?, (?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})"
    rf"(?:,? \d{{4}})?(?:[.,/ ]+(?:{AGENCIES}))?\s?[-–—]{{1,2}} ?(?=\S)"
)
RESIDUE = frozenset({"running line", "breadcrumb", "repeated headline", "dateline", *(rule.kind for rule in _RULES)})
"""The kinds of change that removed words: page residue. All other kinds are about characters and line ends."""

_SEPARATOR = re.compile(r"\s*(?:[/>»›|→·•]|::)\s+|\s+(?:[/>»›|→·•]|::)\s*")
_ROOTS = frozenset(
    ("home", "homepage", "home page", "news", "front page", "main", "start", "latest", "all news", "you are here")
)
_TOP = 6  # paragraphs in which breadcrumbs, bylines and dates stand
_SHORTEST_HEADLINE = 8  # characters
_LONGEST = 600  # characters of a line that may be residue
_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*$")
_SITE_NAME = re.compile(r" [|»–—-] \S+(?: \S+){0,3}")
_ITEM = re.compile(r"[-*•–—·▪◦]\s|\(?\d{1,3}[.)]\s")
_FIXED_PREFIXES = re.compile(
    "anti|all|co|cross|ex|half|high|low|long|mid|multi|non|off|on|one|over|pan|post|pre|pro|quasi|re|self|semi|short|so"
    "|sub|then|two|three|un|under|vice|war|well|ill|north|south|east|west"
)


def tidy_lines(draft: Draft, *, markdown: bool = False) -> None:
    """Remove residue lines, join wrapped lines into paragraphs, and leave one newline or one blank line between."""
    text = draft.text
    lines = [(m.start() + len(m[0]) - len(m[0].lstrip()), m.start() + len(m[0].rstrip())) for m in _LINE.finditer(text)]
    paragraphs = _paragraphs(text, lines, markdown=markdown)
    draft.apply(_edits(text, paragraphs, _residue(text, paragraphs)))


def strip_running_lines(draft: Draft) -> None:
    """Remove page numbers, and first and last lines that most pages share; a form feed stands between pages."""
    pages = [m.span() for m in re.finditer(r"[^\f]+", draft.text)]
    if len(pages) < 2:
        return
    edges: dict[str, set[tuple[int, int]]] = {}
    for start, end in pages:
        lines = [m.span() for m in _LINE.finditer(draft.text, start, end)]
        for line in (*lines[:1], *lines[-1:]):
            edges.setdefault(re.sub(r"\d+", "#", draft.text[slice(*line)]).strip(), set()).add(line)
    draft.apply(
        sorted(
            Edit(*line, "", "page number" if _PAGE_NUMBER.fullmatch(text) else "running line")
            for text, lines in edges.items()
            for line in lines
            if _PAGE_NUMBER.fullmatch(text) or (len(lines) > 2 and len(lines) > len(pages) / 2)
        )
    )


_PAGE_NUMBER = re.compile(r"[-–—]? ?(?:page )?#(?: ?(?:of|/) ?#)? ?[-–—]?", re.IGNORECASE)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_Paragraph = list[tuple[int, int]]


def _paragraphs(text: str, lines: _Paragraph, *, markdown: bool) -> list[_Paragraph]:
    """Return the lines of each paragraph: one line each, unless the text is clearly wrapped at some width."""
    width = _wrap_width(text, lines)
    out: list[_Paragraph] = []
    for i, line in enumerate(lines):
        joined = i > 0 and text.count("\n", lines[i - 1][1], line[0]) == 1 and not _ITEM.match(text, line[0])
        if joined and not markdown:
            joined = width > 0 and _runs_on(text, lines[i - 1], line, width)
        if joined:
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _wrap_width(text: str, lines: _Paragraph) -> int:
    """Return the width at which the text is hard-wrapped, 0 if it is not clearly so.

    It is if most lines that have a line right below are so full that the next line's first word would not fit,
    and at least half of these end inside a sentence and two in five go on with a small letter.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if text.count("\n", a[1], b[0]) == 1]
    if len(pairs) < 3:
        return 0
    lengths = sorted(a[1] - a[0] for a, _ in pairs)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    if not 25 <= width <= 140 or lengths[-1] > 1.5 * width:
        return 0
    full = [(a, b) for a, b in pairs if _room_after(text, a, b) > 0.88 * width]
    open_ended = sum(not _ends_sentence(text, a) for a, _ in full)
    small = sum(text[b[0]].islower() for _, b in full)
    clear = len(full) >= max(3, 0.7 * len(pairs)) and min(open_ended / 0.5, small / 0.4) >= len(full)
    return width if clear else 0


def _room_after(text: str, line: tuple[int, int], following: tuple[int, int]) -> int:
    """Return how long the line would be with the first word of the next one."""
    first_word = re.compile(r"\S{0,40}").match(text, *following)
    return line[1] - line[0] + 1 + len(first_word[0] if first_word else "")


def _ends_sentence(text: str, line: tuple[int, int]) -> bool:
    return _SENTENCE_END.search(text, max(line[0], line[1] - 8), line[1]) is not None


def _runs_on(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether a line of wrapped text goes on in the next: it is full, or nearly so and inside a sentence."""
    if text[following[0] - 1] == " " and text[line[0] - 1 : line[0]] != " ":  # indented: a new paragraph
        return False
    if text[line[1] - 1] == "-" and text[following[0]].islower():
        return True
    return _room_after(text, line, following) > (0.88 if _ends_sentence(text, line) else 0.7) * width


def _joined(text: str, paragraph: _Paragraph) -> str:
    return " ".join(text[a:b] for a, b in paragraph)


def _residue(text: str, paragraphs: Sequence[_Paragraph]) -> dict[int, str]:
    """Return the kind of residue for every paragraph that is residue, by its number."""
    short = {i: _joined(text, p) for i, p in enumerate(paragraphs) if p[-1][1] - p[0][0] <= _LONGEST}
    found = _breadcrumbs({i: line for i, line in short.items() if i < _TOP + 2})
    top = _TOP
    for i, line in short.items():
        kind = found.get(i) or next((rule.kind for rule in _RULES if _fits(rule, i, top, line)), None)
        if kind:
            found[i] = kind
            top += i < top
    return found if len(found) < len(paragraphs) else {}


def _fits(rule: _Rule, number: int, top: int, line: str) -> bool:
    """Whether a line is residue by this rule; the first line may be a headline, so few rules speak of it."""
    if (rule.top and number >= top) or (number == 0 and rule.kind not in _BEFORE_HEADLINE):
        return False
    return rule.pattern.fullmatch(line) is not None


_BEFORE_HEADLINE = ("share buttons", "advertisement", "cookie notice", "reading time", "date line")


def _breadcrumbs(lines: dict[int, str]) -> dict[int, str]:
    """Find the path to the page (Home / World / …) and the headline said twice, among the first lines."""
    found: dict[int, str] = {}
    plain = {i: _plain(line) for i, line in lines.items()}
    for i, line in lines.items():
        parts = [p for p in _SEPARATOR.split(line.strip(" /|>»›→")) if p]
        places = parts[:-1] if len(parts) > 1 else []
        if places and all(len(p) <= 40 and len(p.split()) <= 5 and not p.endswith((".", "!", "?")) for p in places):
            trail = any(j != i and j not in found and _is_trail(plain[j], plain[i], places) for j in lines)
            rooted = _plain(places[0]) in _ROOTS and not _SENTENCE_END.search(line) and len(parts[-1].split()) <= 5
            if trail or rooted:
                found[i] = "breadcrumb"
    headline: int | None = None
    for i, line in plain.items():
        if i in found or not line:
            continue
        if headline is None:
            headline = i if len(line) >= _SHORTEST_HEADLINE else None
        elif not lines[i].endswith(".") and (
            line == plain[headline]
            or (lines[i].startswith(lines[headline]) and _SITE_NAME.fullmatch(lines[i], len(lines[headline])))
        ):
            found[i] = "repeated headline"
    return found


def _is_trail(headline: str, line: str, places: Sequence[str]) -> bool:
    """Whether a line is places and then the headline, which may be cut off with dots."""
    if len(headline) < _SHORTEST_HEADLINE:
        return False
    tail = line
    for place in places:
        tail = tail.removeprefix(_plain(place)).strip()
        if tail == headline or (line.endswith("…") and len(tail) > 12 and headline.startswith(tail.rstrip("… "))):
            return True
    return False


def _plain(line: str) -> str:
    """Return a line as compared: no case, no quotation marks, no separators, dots as one character."""
    line = re.sub(r"[“”„‟\"'‘’«»`]|(?<=\s)[/>»›|→·•](?=\s)|::", "", line.casefold().replace("...", "…"))
    return " ".join(line.split())


def _edits(text: str, paragraphs: Sequence[_Paragraph], residue: dict[int, str]) -> Iterator[Edit]:
    """Yield the edits that leave the paragraphs that are no residue, one line each."""
    kept_end, kept_before, blank = 0, False, False
    at = 0
    pending: list[tuple[int, str]] = []  # residue since the last paragraph that stays: its start and kind
    mend = _Joints(text, paragraphs)
    for i, paragraph in enumerate(paragraphs):
        start, end = paragraph[0][0], paragraph[-1][1]
        blank = blank or text.count("\n", at, start) > 1
        at = end
        if i in residue:
            pending.append((start, residue[i]))
            continue
        yield from _between(kept_end, start, pending, ("\n\n" if blank else "\n") if kept_before else "")
        dateline = _DATELINE.match(text, *paragraph[0]) if i < _TOP else None
        if dateline:
            yield Edit(start, dateline.end(), "", "dateline")
        for left, right in pairwise(paragraph):
            yield mend.edit(left, right)
        kept_end, kept_before, blank, pending = end, True, False, []
    yield from _between(kept_end, len(text), pending, "")


def _between(start: int, end: int, pending: Sequence[tuple[int, str]], separator: str) -> Iterator[Edit]:
    """Yield the edits for what stands between two paragraphs that stay: residue goes with the space behind it."""
    starts = [*(at for at, _ in pending), end]
    yield Edit(start, starts[0], separator, "blank space")
    for (at, kind), following in zip(pending, starts[1:], strict=True):
        yield Edit(at, following, "", kind)


class _Joints:
    """How the lines of a wrapped paragraph are joined: with a space, or at a hyphen that may be the typesetter's."""

    def __init__(self, text: str, paragraphs: Sequence[_Paragraph]) -> None:
        joints = [(a, b) for p in paragraphs for a, b in pairwise(p)]
        split = [a for a, _ in joints if text[a[1] - 1] == "-"]
        self.text = text
        self.words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())) if split else Counter()
        self.splits_syllables = len(split) >= 3 and len(split) >= 0.04 * len(joints)

    def edit(self, left: tuple[int, int], right: tuple[int, int]) -> Edit:
        """Return the edit that joins two lines."""
        first = re.compile(r"[^\W\d_]+(?=-$)").search(self.text[max(left[0], left[1] - 40) : left[1]])
        second = re.compile(r"[^\W\d_]+").match(self.text, *right)
        if first is None or second is None:
            return Edit(left[1], right[0], " ", "wrapped line")
        if self._is_typesetters(first[0].lower(), second[0]):
            return Edit(left[1] - 1, right[0], "", "wrapped line")
        return Edit(left[1], right[0], "", "wrapped line")

    def _is_typesetters(self, first: str, second: str) -> bool:
        """Whether the word is written without its hyphen elsewhere, or else looks as if only the line split it."""
        if self.words[first + second.lower()]:
            return True
        written = self.words[f"{first}-{second.lower()}"] > 0
        return self.splits_syllables and not written and second.islower() and not _FIXED_PREFIXES.fullmatch(first)
