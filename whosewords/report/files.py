"""What stands beside a report's page: findings and their changes for programs, tables, quotations, charts as files."""

import base64
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .. import export, sheets, store
from ..corpus import Corpus
from ..findings import changes, record
from . import status
from . import write as write_file
from .notebooks import Ran
from .options import Options

TABLES, FIGURES, CORPUS, QUOTATIONS = "tables", "figures", "corpus", "quotations.csv"
LONGEST_NAME = 80
TOLD = 8
"""Changes told in the row of a report; all are in changes.json."""

_HEADING = re.compile(r"^#{1,4} +(.+?) *#*$", re.MULTILINE)
_CHART = re.compile(r'<figure class="ww-chart"[^>]*>(?:<div\b[^>]*>)?<svg\b(.*?</svg>)', re.DOTALL)
_PICTURES = {"image/svg+xml": "svg", "image/png": "png"}


class Figure(NamedTuple):
    """A picture of an executed notebook: its file name without ending, and what is in the file by ending."""

    name: str
    files: dict[str, bytes]


class News(NamedTuple):
    """What the row of a report tells first: what changed last (in short, in sentences, when), and its status."""

    changed: str
    sentences: list[str]
    when: str
    status: status.Shown


def news(folder: Path) -> News:
    """Return what is new about the report in a folder, from the files there."""
    made, found = changes.read(folder / changes.FILE)
    told = changes.sentences(found)
    if len(told) > TOLD:
        told = [*told[:TOLD], f"and {len(told) - TOLD:,} lines more, in {folder.name}/{changes.FILE}"]
    return News(changes.brief(found), told, made or "", status.shown(folder))


def write(corpus: Corpus, ran: Sequence[Ran], recorded: Mapping[str, Any], folder: Path, options: Options) -> list[str]:
    """Write all of it into a report's folder; return why tables, figures or quotations could not be.

    Of a report that is made to be passed on there are the findings alone. With pseudonyms there are no changes for the
    index to tell: who is “Person A” may be another from day to day.
    Each is written whole or stays as it was, and a report is none the worse for one of these three that is not there.
    """
    problems: list[str] = []
    if options.shared:
        _withdraw(folder)
        write_findings(recorded, folder)
        if options.pseudonyms:
            (folder / changes.FILE).unlink(missing_ok=True)
        return problems
    for what, write_one in (
        (TABLES, lambda: export.beside(corpus, folder / TABLES)),
        (FIGURES, lambda: _write_figures(ran, folder / FIGURES)),
        (QUOTATIONS, lambda: sheets.write(folder / QUOTATIONS, export.quotations(corpus))),
    ):
        try:
            write_one()
        except (store.StoreError, OSError) as error:
            problems.append(f"{what} not written: {error}")
    write_findings(recorded, folder)
    return problems


def _withdraw(folder: Path) -> None:
    """Remove what lies there of a report that was not made to be passed on: articles, notebooks, tables, figures."""
    known = {**dict.fromkeys((TABLES,), export.is_beside), FIGURES: _are_figures, CORPUS: store.is_store}
    for name, ours in known.items():
        if ours(folder / name):
            shutil.rmtree(folder / name)
    for file in (folder / QUOTATIONS, folder / changes.FILE, *folder.glob("[0-9][0-9]-*.ipynb")):
        file.unlink(missing_ok=True)


def write_findings(recorded: Mapping[str, Any], folder: Path) -> None:
    """Write findings.json, and before it, in changes.json, what is otherwise than in the one that is there.

    Where nothing is, changes.json stays: it has what changed last. So nothing is lost if this is cut short and done
    again.
    """
    try:
        old = record.read(folder)
    except (FileNotFoundError, record.RecordError):
        old = None
    if old is not None and len(
        found := changes.compare({**old, "corpus": folder.name}, {**recorded, "corpus": folder.name})
    ):
        write_file(folder / changes.FILE, changes.text(found, old["made"], recorded["made"]))
    write_file(folder / record.FILE, record.text(recorded))


def figures(ran: Sequence[Ran]) -> Iterator[Figure]:
    """Yield the pictures of executed notebooks, in order; a chart that says why nothing is drawn is none.

    Named after the notebook and the question they stand under; with a number from the second of a question on.
    """
    import nbformat

    taken: dict[str, int] = {}
    for r in ran:
        if not r.executed.is_file():
            continue
        question = ""
        for cell in nbformat.read(r.executed, as_version=4).cells:
            if cell.cell_type == "markdown":
                question = next(iter(_HEADING.findall(cell.source)[-1:]), question)
                continue
            for output in cell.get("outputs", ()):
                if files := _pictured(output.get("data", {})):
                    name = "--".join(filter(None, (r.name, file_name(question))))
                    taken[name] = taken.get(name, 0) + 1
                    yield Figure(name if taken[name] == 1 else f"{name}-{taken[name]}", files)


def _pictured(data: Any) -> dict[str, bytes]:
    """Return the picture in an output as files, by ending; a chart's SVG is in its HTML."""
    found = {}
    for kind, ending in _PICTURES.items():
        if content := data.get(kind):
            text = content if isinstance(content, str) else "".join(content)
            found[ending] = base64.b64decode(text) if ending == "png" else text.encode()
    if found and (chart := _CHART.search("".join(data.get("text/html", "")))):
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"'
        found["svg"] = f"{head}{chart[1]}\n".encode()
    return found


def file_name(question: str) -> str:
    """Return a question as part of a file name: small letters without accents, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_NAME].strip("-")


def _are_figures(folder: Path) -> bool:
    return folder.is_dir() and all(p.suffix in (".svg", ".png") for p in folder.iterdir())


def _write_figures(ran: Sequence[Ran], folder: Path) -> None:
    with store.replacing(folder, "a report’s figures", _are_figures) as made:
        for figure in figures(ran):
            for ending, content in figure.files.items():
                (made / f"{figure.name}.{ending}").write_bytes(content)
