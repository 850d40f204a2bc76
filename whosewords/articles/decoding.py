"""Bytes → text."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"\x7fELF",
           b"MZ\x90", b"ID3", b"RIFF", b"SQLite format 3")  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class DecodingError(ValueError):
    """Bytes that are no text, or text in an encoding that cannot be told."""


def decode(data: bytes, declared: str | None = None) -> str:
    """Return bytes as text: by byte order mark, as UTF-8, as UTF-16, as Windows text, or as charset-normalizer says.

    `declared` is an encoding the file names itself; it is tried after UTF-8. The byte order mark stays.
    Raises DecodingError for what is no text and for what cannot be told.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return "\ufeff" * (encoding == "utf-8-sig") + data.decode(encoding)
            except UnicodeDecodeError:
                raise DecodingError("Its encoding is damaged; save it again as UTF-8 text.") from None
    if data.startswith(_BINARY):
        raise DecodingError("It is not a text but a binary file; save the article as text, HTML, Word or PDF.")
    text = _named(data, "utf-8", declared)
    if text is None or "\0" in text:
        text = _utf16(data) or text or _mixed(data) or _windows(data) or _detected(data)
    if len(_CONTROL.findall(text[:100_000])) > 0.01 * len(text[:100_000]) + 1:
        raise DecodingError("It is not a text but a binary file; save the article as text, HTML, Word or PDF.")
    return text


def _named(data: bytes, *encodings: str | None) -> str | None:
    for encoding in filter(None, encodings):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return None


def _utf16(data: bytes) -> str | None:
    """Read UTF-16 without a byte order mark: in English text, every second byte is zero."""
    sample = data[: 20_000 - 20_000 % 2]
    for zeros, encoding in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if zeros.count(0) > 0.4 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _mixed(data: bytes) -> str | None:
    """Read UTF-8 with a few bytes of Windows text in it."""
    good = len(_UTF8.findall(data))
    try:
        out = data.decode("utf-8", "surrogateescape")
        strays = re.findall("[\udc80-\udcff]", out)
        if not good or len(strays) > 0.1 * good + 1:
            return None
        return re.sub("[\udc80-\udcff]", lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252"), out)
    except UnicodeDecodeError:
        return None


def _windows(data: bytes) -> str | None:
    """Read Windows or old Macintosh text that is mostly plain ASCII, as English is."""
    high = sum(data.count(bytes([b])) for b in range(0x80, 0x100))
    if high > 0.1 * len(data) + 8:
        return None
    apostrophe = re.compile(rb"[a-z](?:(\x92)|(\xd5))[a-z]")
    marks = [m.lastindex for m in apostrophe.finditer(data)]
    encoding = "mac-roman" if marks.count(2) > marks.count(1) else "cp1252"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:500_000]).best()
    try:
        if best is not None:
            return data.decode(best.encoding)
    except (UnicodeError, LookupError):
        pass
    raise DecodingError("Its encoding cannot be told; save it again as UTF-8 text.")
