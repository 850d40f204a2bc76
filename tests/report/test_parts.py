"""What a page shows of a notebook: parts that need what is not there, or have nothing in them, are told in a line."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from handmade import war
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from whosewords import charts, paths, reading
from whosewords.analyses import speakers
from whosewords.report import parts

EMPTY = reading.table(pd.DataFrame({"a": []}), "Rows")
FULL = reading.table(pd.DataFrame({"a": [1]}), "Rows")
NO_LINES = reading.sentences(pd.DataFrame())
BLANK = charts.links(speakers.links(war()).iloc[:0])


def ran(*shown: object) -> Any:
    """Return a code cell that showed these."""
    html = [s._repr_html_() for s in shown]  # type: ignore[attr-defined]
    return new_code_cell("x", outputs=[new_output("display_data", {"text/html": h}) for h in html])


def told(*cells: Any, articles: int = 5, outlets: int = 2) -> list[str]:
    """Return what is shown: the sources of markdown cells, and the code cells as *."""
    kept = parts.shown(list(cells), {"articles": articles, "outlets": outlets})
    return [c.source if c.cell_type == "markdown" else "*" for c in kept]


@pytest.mark.parametrize("nothing", [EMPTY, NO_LINES, BLANK], ids=["table", "sentences", "chart"])
def test_a_part_with_nothing_in_it_is_named_at_the_end(nothing: object) -> None:
    empty = [new_markdown_cell("## Who?\n\nAsk."), ran(nothing), new_markdown_cell("**How to read it.** So.")]
    full = [new_markdown_cell("## What?"), ran(FULL)]
    assert told(*empty, *full) == ["## What?", "*", "Nothing was found for: \n- Who?"]


def test_of_several_empty_outputs_in_a_part_one_line_is_kept() -> None:
    cells = [new_markdown_cell("## Who?"), ran(EMPTY), ran(NO_LINES), ran(FULL)]
    assert told(*cells) == ["## Who?", "*", "*"]


def test_a_part_without_output_and_one_that_failed_stay() -> None:
    failed = new_code_cell("x", outputs=[new_output("error", ename="E", evalue="", traceback=[])])
    assert told(new_markdown_cell("## Why?"), new_code_cell("x = 1")) == ["## Why?", "*"]
    assert told(new_markdown_cell("## Why?"), failed) == ["## Why?", "*"]


def test_a_part_that_needs_more_articles_says_so() -> None:
    head = new_markdown_cell("## Apart?", metadata={"whosewords": {"needs": {"articles": 3}}})
    assert told(head, ran(FULL), articles=3) == ["## Apart?", "*"]
    assert told(head, ran(FULL), articles=1) == [
        "Left out: \n- Apart? (it takes 3 articles or more, and here there is 1)"
    ]


def test_a_part_is_folded_behind_words_of_its_own() -> None:
    head = new_markdown_cell("## Where?", metadata={"whosewords": {"fold": "More"}})
    kept = parts.shown([head, ran(FULL), new_markdown_cell("## Next"), ran(FULL)], {})
    assert [(c.metadata.get("fold_begins"), c.metadata.get("fold_ends")) for c in kept] == [
        (None, None), ("More", None), (None, None), (None, True), (None, None), (None, None),
    ]  # fmt: skip


def test_an_output_is_folded_or_left_out_alone_and_an_empty_one_is_not_folded() -> None:
    full, none, single = ran(FULL), ran(EMPTY), ran(FULL)
    full.metadata["whosewords"] = none.metadata["whosewords"] = {"fold": "As a table"}
    single.metadata["whosewords"] = {"needs": {"articles": 2}}
    kept = parts.shown([new_markdown_cell("## Where?"), full, none, single], {"articles": 1})
    assert [c.metadata.get("whosewords", {}).get("fold") for c in kept] == [None, "As a table", None]


def test_advice_for_who_opens_the_notebook_is_not_for_readers() -> None:
    head = new_markdown_cell("# Voices\n\nWho speaks.\n\n**What this is for:** x\n**How long:** y\n\nMore.")
    assert told(head) == ["# Voices\n\nWho speaks.\n\nMore."]


def test_a_notebook_says_what_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "05-x.ipynb"
    nb = new_notebook(
        cells=[new_markdown_cell("# Do they differ?")], metadata={"whosewords": {"needs": {"outlets": 2}}}
    )
    nbformat.write(nb, file)
    assert parts.absent(file, {"outlets": 2}) is None
    why = "it takes 2 outlets or more, and here there are none"
    assert parts.absent(file, {"outlets": 0}) == parts.Absent("05-x", "Do they differ?", why)


def test_what_notebooks_say_is_understood() -> None:
    known = {"needs", "why", "fold"}
    for file in paths.notebooks().glob("0*.ipynb"):
        nb = json.loads(file.read_text("utf-8"))
        for told_of in [nb["metadata"], *(c["metadata"] for c in nb["cells"])]:
            own = told_of.get("whosewords", {})
            assert set(own) <= known
            assert set(own.get("needs", {})) <= set(parts.has(war()))


def test_a_corpus_has_its_articles_and_outlets_without_copies() -> None:
    assert parts.has(war()) == {"articles": 2, "outlets": 2}
