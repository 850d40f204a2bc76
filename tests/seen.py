"""What a person sees of HTML: its text, by element and class."""

from html.parser import HTMLParser
from typing import Any

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Seen(HTMLParser):
    """What a person sees of a piece of HTML: text by class, ids, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[tuple[str, list[tuple[str, dict[str, str | None]]]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: D102
        assert len({n for n, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: Any) -> None:  # noqa: D102
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.pieces.append((data, list(self.stack)))

    def text(self, tag: str | None = None, kind: str | None = None) -> str:
        """Return the text inside a tag or class, without what is only for those who listen."""
        return "".join(
            data
            for data, inside in self.pieces
            if not any("ww-hidden" in (a.get("class") or "") for _, a in inside)
            and (tag is None or any(t == tag for t, _ in inside))
            and (kind is None or any(kind in (a.get("class") or "").split() for _, a in inside))
        )

    @property
    def ids(self) -> list[str | None]:
        """All ids, in order."""
        return [a["id"] for _, a in self.tags if "id" in a]
