"""A file → the text and metadata of one article, before cleaning."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import limits
from .decoding import DecodingError, decode
from .metadata import Metadata, front_matter

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT_FILES = (".txt", ".text")
MARKDOWN_FILES = (".md", ".markdown")
PAGE_FILES = (".html", ".htm", ".xhtml")
WORD_FILES = (".docx",)
PDF_FILES = (".pdf",)
ARTICLE_FILES = (*TEXT_FILES, *MARKDOWN_FILES, *PAGE_FILES, *WORD_FILES, *PDF_FILES)
"""Endings of the files that hold one article each."""

_SHORTEST_PAGE = 5  # words; less is a menu that was taken for an article
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w.:-]{2,40})""", re.I)


class Unreadable(ValueError):  # noqa: N818 - the file is
    """A file that no article can be read from; the message says why and what to do."""


class Raw(NamedTuple):
    """What a file holds before cleaning: its text, its title if that stands apart, what it says about itself.

    `front` is the front matter that stood before the text.
    """

    text: str
    metadata: Metadata
    title: str | None = None
    markdown: bool = False
    front: str = ""


def read_bytes(data: bytes, suffix: str, url: str | None = None) -> Raw:
    """Return what the bytes of a file with this ending hold; `url` is where a page was fetched. Raises Unreadable."""
    raw = _read(data, suffix, url)
    if len(raw.text) > limits.TEXT:
        raise Unreadable(too_long())
    return raw


def too_long() -> str:
    """Say that a text is more than one article may be."""
    return f"Its text is longer than {limits.TEXT:,} characters; split it into its articles."


def _read(data: bytes, suffix: str, url: str | None) -> Raw:
    try:
        if suffix in PDF_FILES:
            return Raw(_pdf(data), {})
        if suffix in WORD_FILES:
            return _word(data)
        if suffix in PAGE_FILES:
            declared = _CHARSET.search(data[:4096])
            return _page(decode(data, declared[1].decode("ascii") if declared else None), url)
        text = decode(data)
    except DecodingError as error:
        raise Unreadable(str(error)) from None
    metadata, start = front_matter(text)
    return Raw(text[start:], metadata, metadata.get("title"), suffix in MARKDOWN_FILES, text[:start])


def _page(page: str, url: str | None) -> Raw:
    """Return the article of an HTML page, one paragraph a line; <q> becomes the quotation marks it stands for."""
    import trafilatura
    from trafilatura.settings import DEFAULT_CONFIG

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    config = type(DEFAULT_CONFIG)()
    config.read_dict(DEFAULT_CONFIG)
    config[config.default_section].update({"MIN_EXTRACTED_SIZE": "20", "MIN_OUTPUT_SIZE": "1"})
    page = re.sub(r"<(/?)q(?:\s[^<>]{0,1000})?>", lambda m: "”" if m[1] else "“", page, flags=re.I)
    try:
        found: Any = trafilatura.bare_extraction(
            page, url=url, with_metadata=True, include_comments=False, include_tables=False, config=config
        )
    except MemoryError:
        raise
    except Exception as error:  # an extractor meets anything the web has
        raise Unreadable(f"No article could be read from this page ({type(error).__name__}); save its text.") from None
    text = "\n".join(_paragraphs(found.body)) if found is not None and found.body is not None else ""
    if len(text.split()) < _SHORTEST_PAGE:
        raise Unreadable("No article text was found on this page; copy the text into a .txt file.")
    names = {"title": "title", "author": "author", "outlet": "sitename", "published": "date", "url": "url"}
    metadata = {column: str(getattr(found, name)) for column, name in names.items() if getattr(found, name)}
    return Raw(text, metadata, metadata.get("title"))


_BLOCKS = frozenset(("p", "head", "item", "quote", "list", "code", "table", "row", "cell", "div", "body", "main"))


def _paragraphs(body: "_Element") -> Iterator[str]:
    """Yield the text of every paragraph of an extracted page."""
    words: list[str] = []
    for event, text in _events(body):
        if event == "block":
            if "".join(words).strip():
                yield " ".join("".join(words).split())
            words = []
        else:
            words.append(text)
    if "".join(words).strip():
        yield " ".join("".join(words).split())


def _events(body: "_Element") -> Iterator[tuple[str, str]]:
    from lxml import etree

    for action, element in etree.iterwalk(body, events=("start", "end")):
        block = element.tag == "lb" or (element.tag in _BLOCKS and not _inline_quote(element))
        if block:
            yield "block", ""
        if action == "start":
            yield "text", element.text or ""
        elif element is not body:
            yield "text", element.tail or ""


def _inline_quote(element: "_Element") -> bool:
    """Whether a <quote> stands inside a paragraph."""
    parent = element.getparent()
    return element.tag == "quote" and parent is not None and parent.tag in ("p", "item", "head")


def _word(data: bytes) -> Raw:
    """Return the paragraphs of a Word file; its title is what is styled so. The file's author is not the article's."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("It is locked with a password or in an old Word format; save it again as .docx.")
    import docx
    from docx.text.paragraph import Paragraph

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > limits.UNPACKED:
                unpacked = limits.size(limits.UNPACKED)
                raise Unreadable(f"It unpacks to more than {unpacked}; save the article as .txt.")
        document = docx.Document(io.BytesIO(data))
        paragraphs = [p for p in document.iter_inner_content() if isinstance(p, Paragraph)]
        titled = [p for p in paragraphs[:5] if p.style is not None and p.style.name in ("Title", "Heading 1")]
        title = titled[0].text.strip() if titled else ""
        texts = [p.text for p in paragraphs if not (titled and p._p is titled[0]._p)]
    except (Unreadable, MemoryError):
        raise
    except Exception:  # whatever a damaged archive makes the library raise
        raise Unreadable("It is no Word file that can be read; save it again as .docx, or its text as .txt.") from None
    return Raw("\n".join(texts), {"title": title} if title else {}, title or None)


def _pdf(data: bytes) -> str:
    """Return the text of a PDF, a form feed between pages."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It is locked with a password; save a copy without one.")
        text = "\f".join(page.extract_text() for page in reader.pages)
    except (Unreadable, MemoryError):
        raise
    except pypdf.errors.LimitReachedError:
        raise Unreadable("A part of it unpacks to more than is read; save its text as .txt.") from None
    except Exception:  # whatever a damaged file makes the library raise
        raise Unreadable(
            "It is no PDF that can be read; save or download it again, or save its text as .txt."
        ) from None
    if not text.strip():
        raise Unreadable("It holds pictures of pages, no text; run text recognition over it first.")
    return text
