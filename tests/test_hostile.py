"""Files made to harm: each is read as text or refused with a reason, and what is made of them holds text alone."""

import base64
import csv
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import hostile
import lxml.html
import pytest
from handmade import Found, S, corpus
from hostile import Reported
from lxml import etree

from whosewords import coding, paths
from whosewords.articles import LeftOut, iter_articles
from whosewords.corpus import Corpus
from whosewords.tables import Article

Read = dict[str, list[Article | LeftOut]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[hostile.Case], Read]:
    """Return the cases that this system can have, and what became of each file, by its name."""
    folder = tmp_path_factory.mktemp("hostile") / "corpus"
    cases = hostile.make(folder, hostile.CASES)
    read: Read = defaultdict(list)
    for found in iter_articles(folder):
        read[found.source_file.split(", ")[0]].append(found)
    return cases, read


def shown(name: str | bytes) -> str:
    """Return a file's name as it is told."""
    from whosewords.articles.metadata import visible

    return visible(os.fsencode(name).decode("utf-8", "replace"))


def test_there_are_enough_and_none_is_missing_or_twice(made: tuple[list[hostile.Case], Read]) -> None:
    cases, read = made
    assert len(cases) == len(hostile.CASES) >= 60
    assert len({os.fsencode(case.name) for case in cases}) == len(cases)
    told = {shown(case.name) for case in cases if case.name != "deep"} | {"deep/" + "/".join("d" * 39)}
    assert set(read) == told


@pytest.mark.parametrize("case", hostile.CASES, ids=lambda case: repr(case.name)[:40])
def test_what_must_happen(made: tuple[list[hostile.Case], Read], case: hostile.Case) -> None:
    cases, read = made
    if case not in cases:
        pytest.skip("this system cannot have such a file")
    name = shown(case.name) if case.name != "deep" else "deep/" + "/".join("d" * 39)
    (found,) = read[name]
    if case.happens == "refused":
        assert isinstance(found, LeftOut)
        assert case.says in found.reason
        assert "\n" not in found.reason
        return
    assert isinstance(found, Article), found
    told = [v for v in found if isinstance(v, str)]
    assert any(case.says in v for v in told), told
    assert not any(case.lacks in v for v in told)
    assert not any(set(v) & {"\0", "\x1b", "\x07", "\x9b"} for v in told)


# the report ----------------------------------------------------------------------------------------------------

_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)


def check_page(page: str) -> None:
    """Check that a page runs its own scripts alone, asks nobody for anything, and leads to the web or into itself."""
    tree = lxml.html.document_fromstring(page)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    assert "unsafe" not in allowed.get("script-src", "")
    for script in tree.iter("script"):
        digest = base64.b64encode(hashlib.sha256((script.text or "").encode()).digest()).decode()
        assert dict(script.attrib) == {}
        assert f"'sha256-{digest}'" in allowed["script-src"].split()
    for element in tree.iter(etree.Element):
        assert element.tag not in ("iframe", "object", "embed", "base", "applet", "frame", "foreignObject")
        assert element.tag != "meta" or element.get("http-equiv") in (None, "Content-Security-Policy")
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (name, value)
            if name in ("href", "src", "srcset", "data", "action", "formaction", "poster", "background", "ping"):
                here = re.match(r"#|data:,|data:image/(?:png|jpeg|svg\+xml)[;,]", value) or not urlsplit(value).scheme
                assert here or (element.tag == "a" and re.match(r"https?://", value)), (element.tag, name, value)
                assert not value.startswith("//")
    for style in [*tree.iter("style"), *tree.xpath("//*[@style]")]:
        assert not re.search(
            r"url\((?!['\"]?(?:#|data:image))|@import|expression\(", style.get("style") or style.text or ""
        )
    assert not _STEERING.search(page)


@pytest.mark.slow
def test_every_page_is_text_and_nothing_else(hostile_report: Reported) -> None:
    pages = list(hostile_report.out.rglob("*.html"))
    assert len(pages) == 2, "the report and the index"
    for page in pages:
        check_page(page.read_text("utf-8"))
    (report,) = (p.read_text("utf-8") for p in pages if p.name != "index.html")
    assert html.escape(f"<script>{hostile.RUN}</script>") in report, "what was to run is there, as text"


@pytest.mark.slow
def test_nothing_is_missing_in_the_report(hostile_report: Reported) -> None:
    there = [c for c in hostile.CASES if (not c.large and (hostile_report.corpus / os.fsdecode(c.name)).is_symlink())
             or (not c.large and (hostile_report.corpus / os.fsdecode(c.name)).exists())]  # fmt: skip
    (folder,) = (p for p in hostile_report.out.iterdir() if p.is_dir())
    known = {a["source_file"] for a in json.loads((folder / "findings.json").read_text("utf-8"))["articles"]}
    assert {shown(c.name) for c in there if c.happens == "text"} == known
    log = (folder / "log.txt").read_text("utf-8")
    assert all(f"left out  {shown(c.name)}" in log for c in there if c.happens == "refused")
    assert not [line for line in log.splitlines() if "failed: " in line]


@pytest.mark.slow
def test_no_cell_is_a_formula_and_no_line_steers_a_terminal(hostile_report: Reported) -> None:
    sheets = list(hostile_report.out.rglob("*.csv"))
    assert len(sheets) > 10
    for sheet in sheets:
        assert not _STEERING.search(sheet.read_bytes().decode("utf-8-sig")), sheet
        with sheet.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.reader(lines):
                for cell in row:
                    plain = not re.fullmatch(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", cell)
                    assert not (plain and cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))), cell
    assert "out/" in hostile_report.said
    assert not _STEERING.search(hostile_report.said)
    for file in (*hostile_report.out.rglob("*.txt"), *hostile_report.out.rglob("*.json")):
        assert not _STEERING.search(file.read_text("utf-8")), file


@pytest.mark.slow
def test_nothing_is_written_but_where_it_belongs_under_names_that_every_system_takes(hostile_report: Reported) -> None:
    assert {p.name for p in hostile_report.around.iterdir()} == {hostile_report.corpus.name, "out"}
    inside = [c.name for c in hostile.CASES if not c.large]
    assert len(list(hostile_report.corpus.iterdir())) <= len(inside)
    made = [p.relative_to(hostile_report.out) for p in hostile_report.out.rglob("*")]
    assert not [p for p in made if any(_NOT_ON_WINDOWS.search(part) for part in p.parts)]
    assert len({str(p).casefold() for p in made}) == len(made)
    assert not [p for p in made if len(p.name.encode()) > 200]


# pages of every other kind -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_corpus() -> Corpus:
    """Return a corpus made by hand with hostile text everywhere that text can be."""
    said = f'<script>{hostile.RUN}</script> $x$ {{{{ 7*7 }}}} " onclick={hostile.RUN} \u202e'
    made = corpus(
        {f"a{n} {said}.txt": [[S(f"Talks fail {said}")], [S("Ana said"), S(f"that {said} was so.", "quote", "ana")]]
         for n in range(3)},
        actors={"ana": f"Ana {said}"}, labels=[Found("Talks", f"talks {said}", "topic", f"side {said}")],
    )  # fmt: skip
    for column in ("title", "outlet", "author", "published", "genre"):
        made.articles[column] = made.articles[column].astype("str")
        made.articles[column] = f"{column} {said}"
    made.articles["url"] = f"javascript:{hostile.RUN}"
    return made


def test_what_a_class_sees_is_text(hostile_corpus: Corpus) -> None:
    first = str(hostile_corpus.articles["article_id"].iloc[0])
    pages = [coding.page(hostile_corpus, first)]
    for page in pages:
        check_page(page)
        assert f"<script>{hostile.RUN}" not in page


@pytest.mark.slow
def test_what_a_lesson_prints_is_text(tmp_path: Path) -> None:
    said = f"<script>{hostile.RUN}</script>"
    article = tmp_path / "a.txt"
    plain = "Minister Ana Vell said that the so-called rebels would leave the bridge. “We will not go,” Ben Ossa said. "
    article.write_text(f"Talks fail {said}\n\n" + "\n".join([plain + said, plain, plain * 2]), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "whosewords.cli", "lesson", str(article), "--out", str(tmp_path / "lesson")],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    pages = list((tmp_path / "lesson").rglob("*.html"))
    assert len(pages) >= 2
    for page in pages:
        check_page(page.read_text("utf-8"))
    assert not _STEERING.search(ran.stdout + ran.stderr)
    for book in (tmp_path / "lesson").rglob("*.ipynb"):
        for cell in json.loads(book.read_text("utf-8"))["cells"]:
            told = "".join(cell["source"])
            assert cell["cell_type"] == "code" or f"<script>{hostile.RUN}" not in told


@pytest.mark.parametrize("name", [p.name for p in sorted(paths.template().glob("*.html.j2"))])
def test_every_page_has_a_policy(name: str) -> None:
    """Whatever template is added: a whole page allows nothing from outside, its scripts by hash alone."""
    template = (paths.template() / name).read_text("utf-8")
    if "<html" not in template:
        assert "<script" not in template, "a part of a page has no script of its own"
        return
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="(.+)">', template)
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert "<script" not in template or "script-src" in allowed
    assert "unsafe" not in allowed.get("script-src", "")
    assert not re.search(r"https?:|\*", policy)
    assert template.index("Content-Security-Policy") < template.index("<style")
