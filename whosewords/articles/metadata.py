"""What is known about an article beside its text: from articles.csv, front matter, table columns or the page."""

import csv
import datetime
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import limits
from ..sheets import separator
from ..terminal import visible

COLUMNS = {
    "article_id": ("article_id", "id", "key", "doc_id", "uid"),
    "text": ("text", "body", "content", "article", "full_text", "article_text", "maintext", "story", "article_body"),
    "title": ("title", "headline", "heading", "head_line"),
    "outlet": ("outlet", "source", "publisher", "publication", "newspaper", "site", "sitename", "site_name", "medium"),
    "agency": ("agency", "news_agency", "wire"),
    "author": ("author", "authors", "byline", "by", "writer", "journalist"),
    "published": ("published", "date", "published_at", "publication_date", "pub_date", "date_published", "datetime",
                  "publish_date", "time", "timestamp"),
    "url": ("url", "link", "web_url", "address", "permalink"),
    "genre": ("genre", "type", "category", "section", "kind"),
}  # fmt: skip
"""Column of `articles` → names it may have in a table, in articles.csv or in front matter, the best known first.

Names are compared without case; spaces, dots and hyphens count as underscores. `text` and `article_id` are for tables.
"""

FILE_COLUMNS = ("file", "filename", "file_name", "source_file", "path", "article_id", "id", "article")
"""Names of the column of articles.csv that says which file a row is about."""

Metadata = dict[str, str]
"""Column of `articles` → value; what is missing has no entry."""

_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(.{0,64000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE | re.DOTALL
)


def match_columns(names: list[str]) -> dict[str, str]:
    """Return which of the given column names holds which column of `articles` ({"text": "Body", …})."""
    plain = {_plain(name): name for name in reversed(names)}
    found = {column: [plain[s] for s in synonyms if s in plain] for column, synonyms in COLUMNS.items()}
    return {column: matches[0] for column, matches in found.items() if matches}


def _plain(name: str) -> str:
    return re.sub(r"[\s.-]+", "_", name.strip().lstrip("\ufeff").casefold())


def values(record: Mapping[str, Any], columns: Mapping[str, str]) -> Metadata:
    """Return the metadata of one record (a row, front matter), given which of its keys holds which column."""
    found = {column: as_text(record.get(name)) for column, name in columns.items() if column != "text"}
    if found.get("published"):
        found["published"] = iso_date(found["published"])
    return {column: value for column, value in found.items() if value}


def as_text(value: Any) -> str:
    """Return a value of a table or of YAML as one line of text; "" for what is missing."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, datetime.datetime):
        value = value.date() if value.time() == datetime.time() else value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(as_text(v) for v in value[:20] if not isinstance(v, list | tuple | dict))
    if isinstance(value, dict):
        return ""
    text = " ".join(str(value)[:2000].split())
    return "" if text.casefold() in ("nan", "none", "null", "n/a", "~") else visible(text)


_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


def iso_date(text: str) -> str:
    """Return a date written with the month's name as YYYY-MM-DD; any other text (ISO dates too) as it is."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[,.]", " ", re.sub(r"\bSept\b", "Sep", text))
    words = " ".join(plain.split())
    for form in _FORMATS:
        try:
            return datetime.datetime.strptime(words, form).replace(tzinfo=datetime.UTC).date().isoformat()
        except ValueError:
            continue
    return text.strip()


def front_matter(text: str) -> tuple[Metadata, int]:
    """Return the metadata a text begins with (YAML between two lines of ---), and where the text goes on.

    Values with a colon, which YAML refuses (`title: Aliyev: no`), are read line by line. A text without front
    matter goes on at 0.
    """
    match = _FRONT_MATTER.match(text)
    record = _yaml(match[1]) if match else {}
    found = values(record, {c: n for c, n in match_columns(list(record)).items() if c not in ("text", "article_id")})
    return (found, match.end()) if match and record else ({}, 0)


def _yaml(block: str) -> dict[str, Any]:
    import yaml

    try:
        # every value is text, as in a table: no tag makes anything of it, and nothing is merged into anything else
        record = yaml.load(block, yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        lines = [line for line in block.splitlines() if line.strip()]
        pairs = [re.match(r"([A-Za-z][\w .-]{0,40}):\s*(.*)", line) for line in lines]
        record = {p[1]: p[2].strip().strip("\"'") for p in pairs if p} if all(pairs) else None
    return {str(k): v for k, v in record.items()} if isinstance(record, dict) else {}


class Sidecars:
    """The metadata files (articles.csv) beside the articles of a corpus; `problems` says which could not be read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[tuple[Path, str]] = []
        self._files: dict[Path, dict[str, Metadata]] = {}

    def about(self, file: Path) -> Metadata:
        """Return what articles.csv in the file's folder and in those above, up to the corpus, say about a file.

        A row is about the file whose path, relative to articles.csv, or whose name it gives. The nearest wins.
        """
        found: Metadata = {}
        folder = file.parent
        while True:
            rows = self._rows(folder)
            if rows:
                relative = file.relative_to(folder).as_posix()
                keys = (relative, relative.rpartition(".")[0], file.name, file.stem)
                found = {**next((rows[k] for k in keys if k in rows), {}), **found}
            if folder == self.root or self.root not in folder.parents:
                return found
            folder = folder.parent

    def _rows(self, folder: Path) -> dict[str, Metadata]:
        if folder not in self._files:
            self._files[folder] = {}
            path = folder / "articles.csv"
            if path.is_file():
                try:
                    self._files[folder] = _read_sidecar(path)
                except (OSError, ValueError, csv.Error) as error:
                    self.problems.append((path, f"This metadata file was not used: {error}"))
        return self._files[folder]


def _read_sidecar(path: Path) -> dict[str, Metadata]:
    from .decoding import decode

    text = decode(limits.read(path))
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator(text))
    names = [name for name in reader.fieldnames or () if name]
    file_column = next((n for s in FILE_COLUMNS for n in names if _plain(n) == s), None)
    if file_column is None:
        raise ValueError("it has no column `file` that says which file a row is about; add one.")
    columns = {c: n for c, n in match_columns(names).items() if c not in ("text", "article_id") and n != file_column}
    return {row[file_column].strip().replace("\\", "/"): values(row, columns) for row in reader if row[file_column]}
