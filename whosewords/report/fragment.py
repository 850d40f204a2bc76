"""A notebook's HTML made fit to share a page with others: ids of its own, headings in their place, no scripts."""

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

ANCHOR = re.compile(r"a[0-9a-f]{10}-s\d+")
"""An id of the reading view: the same in every notebook, so the first in a page keeps it."""

_DROPPED = frozenset(["script", "iframe", "object", "embed", "applet", "base", "link", "meta", "form", "noscript"])
_VOID = frozenset(
    ["area", "br", "col", "hr", "img", "input", "source", "track", "wbr", "base", "link", "meta", "embed"]
)
_FOREIGN = frozenset(["svg", "math"])
"""In these an element may end where it begins; in HTML a slash there means nothing."""
_HEADING = re.compile(r"h[1-6]")
_REFERRING = frozenset(["for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"])
_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_LONG = re.compile(r"; (?:the first \d+ of )?[\d,]+ rows$")
"""How the caption of a table with many rows ends: see reading.table."""
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[\w+/=\s]*$")
_SPACE = re.compile(r"\s+")
_ID = re.compile(r'<[a-z][^<>]*? id="([^"<>]+)"')
_LINK = re.compile(r'(<a\b[^>]*?) href="#([^"]*)"')


class Fragment(NamedTuple):
    """HTML, and its headings: (level, id, text as HTML)."""

    html: str
    headings: list[tuple[int, str, str]]


def rewrite(
    html: str, prefix: str, taken: set[str], *, links: Mapping[str, str] | None = None, down: int = 1
) -> Fragment:
    """Return a notebook's HTML for the page.

    Every id gets the prefix, with the links to it, but those of the reading view, of which the first in the page
    (see `taken`, which is added to) stays and later ones go. Headings go `down` by so many levels, none is skipped.
    Links to other files, notebooks say, lead where `links` says (file → "#section", or a file beside the page), else
    nowhere. Scripts, event handlers, forms, and whatever would ask a server for something are left out; what is left
    open is closed.
    """
    scan = _Ids()
    scan.feed(html)
    scan.close()
    writer = _Writer(prefix, scan.ids, taken, links or {}, down)
    writer.feed(html)
    writer.close()
    writer.end()
    return Fragment("".join(writer.out), writer.headings)


def ids(html: str) -> set[str]:
    """Return the ids in HTML that was written here, where no attribute holds a bare “<” or “>”."""
    return set(_ID.findall(html))


def without_dead_links(html: str, targets: set[str]) -> str:
    """Return the HTML with links to places that the page does not have left as plain text."""

    def link(match: re.Match[str]) -> str:
        return match[0] if match[2] in targets or match[2] == "" else match[1]

    return _LINK.sub(link, html)


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.update(value for name, value in attrs if name == "id" and value)


class _Writer(HTMLParser):
    def __init__(self, prefix: str, own: set[str], taken: set[str], links: Mapping[str, str], down: int) -> None:
        super().__init__(convert_charrefs=False)
        self.prefix, self.own, self.taken, self.links = prefix, own, taken, links
        self.out: list[str] = []
        self.headings: list[tuple[int, str, str]] = []
        self.down, self.level = down, 1 + down
        self._dropping: list[str] = []
        self._open: list[tuple[str, str, bool]] = []
        """Elements that have begun: as they were called, as they are, and whether a fold ends with them."""
        self._heading: tuple[int, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]], end: str = "") -> None:
        drop = tag in _DROPPED or (tag == "style" and ("class", "ww-style") in attrs)
        if self._dropping or drop:
            if tag not in _VOID and not end:
                self._dropping.append(tag)
            return
        kept = [pair for key, value in attrs if (pair := self._attribute(tag, key, value)) is not None]
        name = tag
        if _HEADING.fullmatch(tag):
            level = min(int(tag[1]) + self.down, self.level + 1, 6)
            self.level = level
            name = f"h{level}"
            place = next((v for n, v in kept if n == "id" and v), "")
            if not place:
                place = self._free(f"{self.prefix}-h{len(self.headings) + 1}")
                kept.append(("id", place))
            self._heading = (level, place, [])
        written = "".join(f" {n}" if v is None else f' {n}="{escape(v)}"' for n, v in kept)
        if tag in _VOID or (end and self._inside(*_FOREIGN)):
            self.out.append(f"<{name}{written}{end}>")
            return
        folded = self._is_long(tag, dict(attrs))
        if folded:
            self.out.append(f'<details class="fold"><summary>{escape(dict(attrs)["aria-label"] or "")}</summary>')
        self.out.append(f"<{name}{written}>")
        self._open.append((tag, name, folded))
        if end:
            self._close()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, "/")

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag in self._dropping:
                while self._dropping.pop() != tag:
                    pass
        elif self._inside(tag):
            while self._close() != tag:
                pass

    def end(self) -> None:
        """Close what is still open."""
        while self._open:
            self._close()

    def _close(self) -> str:
        """End the element begun last; return what it was called."""
        tag, name, folded = self._open.pop()
        if _HEADING.fullmatch(tag) and self._heading is not None:
            level, place, text = self._heading
            self.headings.append((level, place, _SPACE.sub(" ", "".join(text)).strip()))
            self._heading = None
        if tag == "th" and self.out and re.fullmatch("<th[^>]*>", self.out[-1]):  # a heading of nothing is a cell
            name, self.out[-1] = "td", "<td>"
        self.out.append(f"</{name}>" + "</details>" * folded)
        return tag

    def _is_long(self, tag: str, attrs: Mapping[str, str | None]) -> bool:
        """Say whether an element is a long table that stands in no fold, with its caption."""
        long = tag == "div" and "ww-scroll" in (attrs.get("class") or "").split()
        return long and bool(_LONG.search(attrs.get("aria-label") or "")) and not self._inside("details")

    def _inside(self, *tags: str) -> bool:
        return any(begun in tags for begun, *_ in self._open)

    def handle_data(self, data: str) -> None:
        self._text(data if self.cdata_elem else data.replace("<", "&lt;"))  # a tag that was begun and not ended

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if not self._dropping:
            self.out.append(text)
            if self._heading is not None:
                self._heading[2].append(text)

    def _attribute(self, tag: str, name: str, value: str | None) -> tuple[str, str | None] | None:
        if name.startswith("on") or name in ("srcset", "ping", "formaction", "background", "autofocus"):
            return None
        if name == "id":
            return ("id", kept) if (kept := self._id(value or "")) else None
        if value is None:
            return name, None
        if name in _REFERRING:
            return name, " ".join(self._reference(v) for v in value.split())
        if name in ("href", "xlink:href") and tag == "image":
            return (name, value) if _PICTURE.match(value) else None
        if name in ("href", "xlink:href"):
            link = self._link(tag, value)
            return None if link is None else (name, link)
        if name in ("src", "poster", "data", "action", "cite"):
            return (name, value) if value.lstrip().lower().startswith("data:image/") else None
        value = _URL.sub(lambda m: f"url(#{self._reference(m[1])})", value)
        if name == "style" and re.search(r"url\((?!#)|@import|expression\(", value, re.IGNORECASE):
            return None
        return name, value

    def _id(self, value: str) -> str:
        if not value or _SPACE.search(value):
            return ""
        if ANCHOR.fullmatch(value):
            if value in self.taken:
                return ""
            self.taken.add(value)
            return value
        return self._free(f"{self.prefix}-{value}")

    def _free(self, wanted: str) -> str:
        name, n = wanted, 1
        while name in self.taken:
            n += 1
            name = f"{wanted}-{n}"
        self.taken.add(name)
        return name

    def _reference(self, value: str) -> str:
        return f"{self.prefix}-{value}" if value in self.own and not ANCHOR.fullmatch(value) else value

    def _link(self, tag: str, value: str) -> str | None:
        value = value.strip()
        if value.startswith("#"):
            return "#" + self._reference(value[1:])
        if tag != "a":
            return None
        file, _, place = value.removeprefix("./").partition("#")
        if file in self.links:
            section = self.links[file].startswith("#")
            return self.links[file] + (f"{'-' if section else '#'}{place}" if place else "")
        return value if re.match(r"(https?|mailto|doi):", value, re.IGNORECASE) else None
