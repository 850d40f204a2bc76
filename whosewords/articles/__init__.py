"""Files, folders, tables, a URL or pasted text → the rows of the articles table."""

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .. import limits
from ..cleaning import clean
from ..tables import Article, Change
from ..terminal import visible
from .apart import APART, Reader
from .files import ARTICLE_FILES, Raw, Unreadable, read_bytes
from .metadata import COLUMNS, Metadata, Sidecars, iso_date
from .rows import TABLE_FILES, Row, read_rows

__all__ = ["ARTICLE_FILES", "COLUMNS", "TABLE_FILES", "LeftOut", "iter_articles"]

NEVER_ARTICLES = ("speakers.csv", "corrections.csv", "articles.csv", "private.csv")
"""Files about a corpus, not of it; README* and hidden files are no articles either."""


class LeftOut(NamedTuple):
    """Something that is no article: the file (and row), and one sentence that says why and what to do."""

    source_file: str
    reason: str


def iter_articles(path: str | Path, *, max_bytes: int = limits.ARTICLE) -> Iterator[Article | LeftOut]:
    """Yield every article at `path`, and a LeftOut for everything that is none, a folder’s files before its folders.

    `path` is a file, a folder (its first level of folders names outlets), a table with one article a row, an http(s)
    address, or "-" for text pasted on standard input. `article_id` is the path relative to the folder, the row's key
    or number in a table, the address without its scheme, or "pasted". An article whose text is the same as an earlier
    one's names it in `duplicate_of`. Files are read one at a time and tables a few rows at a time, up to what `limits`
    says. Raises FileNotFoundError where there is nothing at `path`; everything else becomes a LeftOut.
    """
    first: dict[bytes, str] = {}  # text → the article that had it first
    ids: dict[str, int] = {}
    with Reader() as apart:
        for found in _read(path, max_bytes, apart):
            if isinstance(found, Article):
                key = hashlib.sha256(found.text.encode()).digest()
                article_id = _unused(found.article_id, ids)
                found = found._replace(article_id=article_id, duplicate_of=first.get(key))
                first.setdefault(key, article_id)
            yield found


def _unused(article_id: str, ids: dict[str, int]) -> str:
    """Return an id that is not among `ids`, which have how often each was asked for; it is among them then."""
    out = article_id
    while out in ids:
        ids[article_id] += 1
        out = f"{article_id} ({ids[article_id]})"
    ids[out] = 1
    return out


def _read(path: str | Path, max_bytes: int, apart: Reader) -> Iterator[Article | LeftOut]:
    if str(path) == "-":
        yield from _pasted(max_bytes)
        return
    if re.match(r"https?://", str(path), re.I):
        yield from _address(str(path), max_bytes, apart)
        return
    path = Path(path).absolute()
    if path.is_dir():
        yield from _folder(path, max_bytes, apart)
    elif path.exists():
        sidecars = Sidecars(path.parent)
        yield from _file(path, path.parent, sidecars, max_bytes, apart, prefix="")
        yield from _problems(sidecars)
    else:
        raise FileNotFoundError(f"There is no file or folder {path}.")


def _pasted(max_bytes: int) -> Iterator[Article | LeftOut]:
    data = sys.stdin.buffer.read(max_bytes + 1)
    try:
        if len(data) > max_bytes:
            raise Unreadable(_too_large(max_bytes))
        yield _article("pasted", "-", data, read_bytes(data, ".txt"), {})
    except Unreadable as error:
        yield LeftOut("-", str(error))


def _address(url: str, max_bytes: int, apart: Reader) -> Iterator[Article | LeftOut]:
    from .web import fetch

    try:
        page = fetch(url, max_bytes)
        parts = urlsplit(page.url)
        known = {"outlet": parts.hostname or "", "url": page.url}
        raw = _raw(page.data, page.suffix, apart, page.url)
        article = _article((parts.netloc + parts.path).strip("/"), url, page.data, raw, {})
        yield article._replace(outlet=article.outlet or known["outlet"], url=article.url or known["url"])
    except Unreadable as error:
        yield LeftOut(url, str(error))


_MADE_HERE = ({"run.json", "index.html"}, {"made.json", "log.txt"}, {"manifest.json", "articles.parquet"})
"""Files by which a folder of reports, what is beside a report, or a store is known: what we made is no article."""


def _folder(root: Path, max_bytes: int, apart: Reader) -> Iterator[Article | LeftOut]:
    sidecars = Sidecars(root)
    real_root = Path(os.path.realpath(root))
    closed: list[OSError] = []
    for folder, names, files in os.walk(root, onerror=closed.append):
        if any(made <= {*files} for made in _MADE_HERE):
            names.clear()
            reason = "It is a folder of reports, or an annotated store; to read a store, name it by itself."
            yield LeftOut(_relative(Path(folder), root), reason)
            continue
        if len(Path(folder).relative_to(root).parts) >= limits.DEPTH and names:
            names.clear()
            reason = f"Folders more than {limits.DEPTH} deep are not looked into; move them up."
            yield LeftOut(_relative(Path(folder), root), reason)
        names.sort()
        for name in list(names):
            place = Path(folder, name)
            if _never(name):
                names.remove(name)
            elif place.is_symlink():
                names.remove(name)
                yield LeftOut(_relative(place, root), "A link to a folder is not followed; copy the folder itself.")
        for name in sorted(files):
            place = Path(folder, name)
            if _never(name):
                continue
            if real_root not in Path(os.path.realpath(place)).parents:
                reason = "A link that leads out of the folder is not followed; copy the file itself."
                yield LeftOut(_relative(place, root), reason)
                continue
            yield from _file(place, root, sidecars, max_bytes, apart, prefix=_relative(place, root) + "/")
    for error in closed:
        yield LeftOut(_relative(Path(error.filename), root), _not_opened(error))
    yield from _problems(sidecars)


def _problems(sidecars: Sidecars) -> Iterator[LeftOut]:
    for place, reason in sidecars.problems:
        yield LeftOut(_relative(place, sidecars.root), reason)


def _never(name: str) -> bool:
    hidden = name.startswith((".", "~$", "__MACOSX")) or name.lower() in ("thumbs.db", "desktop.ini")
    return hidden or name.lower().startswith("readme") or name.lower() in NEVER_ARTICLES


def _relative(place: Path, root: Path) -> str:
    return visible(os.fsencode(place.relative_to(root).as_posix()).decode("utf-8", "replace"))


def _raw(data: bytes, suffix: str, apart: Reader, url: str | None = None) -> Raw:
    return apart.article(data, suffix, url) if suffix in APART else read_bytes(data, suffix, url)


def _file(
    place: Path, root: Path, sidecars: Sidecars, max_bytes: int, apart: Reader, prefix: str
) -> Iterator[Article | LeftOut]:
    """Yield the article of a file, or the articles of a table, whose ids begin with `prefix`."""
    name, suffix = _relative(place, root), place.suffix.lower()
    try:
        status = place.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("It is no ordinary file; copy the article into one.")
        if suffix in TABLE_FILES:
            if status.st_size > limits.TABLE:
                raise Unreadable(f"It is larger than {limits.size(limits.TABLE)}; split it.")
            read = apart.rows if suffix in APART else read_rows
            yield from _table(read(place, max_bytes), name, prefix)
            return
        if suffix not in ARTICLE_FILES:
            kinds = " ".join((*ARTICLE_FILES, *TABLE_FILES))
            raise Unreadable(f"Files of this kind are not read; save the article as one of {kinds}")
        data = limits.read(place, max_bytes, _SPLIT)
        raw = _raw(data, suffix, apart)
        folder = name.split("/")[0] if "/" in name else None
        page_outlet = {"outlet": folder} if folder and suffix not in (".txt", ".text", ".md", ".markdown") else {}
        metadata = {**({"outlet": folder} if folder else {}), **raw.metadata, **page_outlet, **sidecars.about(place)}
        yield _article(name, name, data, raw, metadata)
    except (Unreadable, limits.LimitError) as error:
        yield LeftOut(name, str(error))
    except OSError as error:
        yield LeftOut(name, _not_opened(error))


def _table(rows: Iterator[Row], name: str, prefix: str) -> Iterator[Article | LeftOut]:
    folder = name.split("/")[0] if "/" in name else None
    row_number = 0
    try:
        for row in rows:
            row_number = row.number
            where = f"{name}, row {row.number}"
            if row.problem:
                yield LeftOut(where, row.problem)
                continue
            key = prefix + (row.metadata.get("article_id") or str(row.number))
            metadata = {**({"outlet": folder} if folder else {}), **row.metadata}
            raw = Raw(row.text, {}, metadata.get("title"))
            try:
                yield _article(key, name, b"", raw, metadata)._replace(source_hash=row.source_hash)
            except Unreadable as error:
                yield LeftOut(where, str(error))
    except Unreadable as error:
        yield LeftOut(f"{name}, after row {row_number}" if row_number else name, str(error))


_SPLIT = "split it, or make it a table (.csv .jsonl .parquet)"


def _too_large(max_bytes: int) -> str:
    return f"It is larger than {limits.size(max_bytes)}; {_SPLIT}."


def _not_opened(error: OSError) -> str:
    return f"It could not be opened ({error.strerror or type(error).__name__}); check its permissions."


def _article(article_id: str, source_file: str, data: bytes, raw: Raw, metadata: Metadata) -> Article:
    """Return the row of an article. Raises Unreadable for one without words, or not in English."""
    known: dict[str, str | None] = {**raw.metadata, **metadata}
    title, text, changes = _text_of(raw, known.get("title"))
    n_words = len(_WORD.findall(text))
    if not any(map(str.isalpha, text)):
        raise Unreadable("It is empty." if not raw.text.strip() else "It holds no words.")
    language = _language(text)
    if language != "en":
        raise Unreadable(f"It does not seem to be in English (language: {language}); only English is read.")
    known = {**_signs(changes), **known}
    columns: dict[str, Any] = {column: known.get(column) or None for column in _KNOWN}
    return Article(
        article_id=article_id,
        **columns,
        title=title,
        language=language,
        text=text,
        n_words=n_words,
        source_file=source_file,
        source_hash=hashlib.sha256(data).hexdigest(),
        duplicate_of=None,
        cleaning=changes,
    )


_KNOWN = ("outlet", "agency", "author", "published", "url", "genre")
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


def _text_of(raw: Raw, title: str | None) -> tuple[str | None, str, list[Change]]:
    """Return title, whole text (title, blank line, body) and what cleaning changed, in places of the decoded file."""
    lead = f"{title}\n\n" if title and not _begins_with(raw.text, title) else ""
    cleaned = clean(lead + raw.text, markdown=raw.markdown)
    first = cleaned.text.partition("\n")[0]
    known = _letters(first) == _letters(clean(title).text) if title else raw.markdown and "# " in raw.text[:5]
    head, body = _split(cleaned.text, known=known)
    return head, f"{head}\n\n{body}" if head else body, list(_changes(raw, cleaned.changes, len(lead)))


def _changes(raw: Raw, changes: list[Change], lead: int) -> Iterator[Change]:
    """Yield changes with their places in the decoded file: without a title put before it, with its front matter."""
    shift = len(raw.front)
    if raw.front:
        yield Change(kind="front matter", start=0, end=shift, text=raw.front)
    for change in changes:
        start, end = max(change["start"] - lead, 0), change["end"] - lead
        if end > start:
            yield Change(kind=change["kind"], start=start + shift, end=end + shift, text=raw.text[start:end])


def _begins_with(text: str, title: str) -> bool:
    """Whether the first line of the text is the title already, but for spaces, quotation marks and case."""
    first = text[:2000].lstrip("\ufeff# \t\r\n").split("\n")[0]
    return _letters(first) == _letters(title)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _split(text: str, *, known: bool) -> tuple[str | None, str]:
    """Return title and body of a text: the first line is the title if that is known, or if it looks like one."""
    first, _, rest = text.partition("\n")
    body = rest.lstrip("\n")
    if body and (known or _looks_like_title(first, body.split("\n")[0], blank=rest.startswith("\n"))):
        return first, body
    return None, text


_ABBREVIATION_END = re.compile(r"(?:\b[A-Z]\.){2,}$|\.\.\.$|…$")
_CLOSING = "”’\"'»)"


def _looks_like_title(line: str, following: str, *, blank: bool) -> bool:
    """Whether a first line is short and no sentence of prose: it does not end with a full stop.

    Where no blank line follows, it must also be shorter than the line after it.
    """
    words = len(line.split())
    end = line.rstrip(_CLOSING)
    if end.endswith((".", ",", ";", ":")) and not _ABBREVIATION_END.search(end):
        return False
    return words <= (40 if blank else 25) and (blank or len(line) < len(following))


def _signs(changes: list[Change]) -> Metadata:
    """Return author, date and agency as the byline, the date line and the dateline gave them before they went."""
    from ..cleaning.residue import AGENCIES

    found: Metadata = {}
    for change in changes:
        line = change["text"].strip()
        if change["kind"] == "byline":
            signed = re.search(rf"(?:,| [|–—-]) ({AGENCIES})$", line)
            writer = re.sub(r"^(?:written |reported )?by ", "", line[: signed.start()] if signed else line, flags=re.I)
            found.setdefault("agency" if re.fullmatch(AGENCIES, writer) else "author", writer.split(",")[0])
            if signed:
                found.setdefault("agency", signed[1])
        elif change["kind"] == "dateline":
            agency = re.search(rf"\(({AGENCIES})\)", line)
            found.update({"agency": agency[1]} if agency else {})
        elif change["kind"] == "date line":
            found.setdefault("published", iso_date(_PUBLISHED.sub("", line)))
    return found


_PUBLISHED = re.compile(r"^(?:last )?(?:published|updated|posted|modified|date)(?: on| at)?:? ", re.I)
_FREQUENT = re.compile(
    r"\b(?:the|of|and|to|in|that|is|was|for|on|with|by|said|he|it|as|at|from|has|had|were|be)\b", re.I
)


def _language(text: str) -> str:
    """Return the language of a text by its code; "en" where there is too little text to tell, or little doubt."""
    sample = text[:20_000]
    if sum(map(str.isalpha, sample)) < 100:
        return "en"
    words = len(_WORD.findall(sample))
    if len(_FREQUENT.findall(sample)) > 0.2 * words:
        return "en"
    code, confidence = _identifier().classify(sample)
    return "en" if code != "en" and confidence < 0.9 else str(code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
