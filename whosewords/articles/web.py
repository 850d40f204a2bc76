"""A URL that the user gave → the bytes behind it. The only module that asks a server for anything."""

import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from http.client import HTTPException
from typing import IO, NamedTuple

from .files import Unreadable

TIMEOUT = 20.0
"""Seconds to wait for a server to answer, or to go on."""
DEADLINE = 60.0
"""Seconds a page may take in all."""

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


class Page(NamedTuple):
    """What a server sent: the bytes, the file ending their type stands for, the address they came from in the end."""

    data: bytes
    suffix: str
    url: str


class _WebOnly(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        if urllib.parse.urlsplit(newurl).scheme not in ("http", "https"):
            raise Unreadable("The server points to something that is no web page; save the page and give the file.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def fetch(url: str, max_bytes: int, *, timeout: float = TIMEOUT, deadline: float = DEADLINE) -> Page:
    """Return the page at an http or https address. Raises Unreadable for an error, a time-out, a page too large."""
    advice = "save the page in a browser and give the file."
    until = time.monotonic() + deadline
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "Mozilla/5.0 (compatible; whosewords)"})  # noqa: S310
        if request.type not in ("http", "https"):
            raise Unreadable("Only http and https addresses are read.")
        with urllib.request.build_opener(_WebOnly).open(request, timeout=timeout) as answer:
            kind = answer.headers.get_content_type()
            if kind not in _SUFFIXES:
                raise Unreadable(f"The server sent {kind[:60]}, which is no article; {advice}")
            data = b""
            while block := answer.read1(65_536):
                data += block
                if len(data) > max_bytes:
                    raise Unreadable(f"The page is larger than {max_bytes:,} bytes; {advice}")
                if time.monotonic() > until:
                    raise TimeoutError
            return Page(data, _SUFFIXES[kind], answer.geturl())
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreadable(f"The server answered {error.code}; check the address, or {advice}") from None
    except TimeoutError:
        raise Unreadable(f"The server took too long; try again, or {advice}") from None
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise Unreadable(f"The server took too long; try again, or {advice}") from None
        raise Unreadable(f"The page could not be fetched ({reason}); check the address, or {advice}") from None
