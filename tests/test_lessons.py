"""The lessons run from start to end, have the parts a teacher counts on, and quote what the articles really say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from whosewords import paths

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "notebooks" / "lessons"
ARTICLES = ROOT / "data" / "corpora" / "tanners-bridge"
NAMES = [
    "1-who-is-speaking", "2-in-whose-words", "3-labels", "4-so-called", "5-through-whom", "6-counting-words",
    "7-tone", "8-two-front-pages",
]  # fmt: skip
OPENING = ["For whom", "Time", "Afterwards you can", "You need"]
HEADINGS = [
    "What is odd here?", "What do you find?", "What is the idea behind it?", "Can you do it yourself?",
    "What do you think?", "Where can you go from here?",
]  # fmt: skip
GUIDE = ["Plan", "Handout", "Key"]
KEYS = re.compile(r"\bShift\b|\bpress\b|\bclick\b", re.I)
"""How a notebook is worked: of no use to who reads a lesson as a page."""
VERDICT = re.compile(r"\b(bias score|biased than|the (paper|article|outlet)’s opinion|fake news)\b")


def cells(name: str, kind: str) -> list[Any]:
    notebook = nbformat.read(LESSONS / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def prose(name: str) -> str:
    return "\n\n".join(cell.source for cell in cells(name, "markdown"))


def code_lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; return the value of its last line if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - the project's own notebooks
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307


def shown(value: Any) -> str:
    """Return what a notebook would show of a value."""
    for way in ("_repr_html_", "_repr_svg_", "_repr_mimebundle_"):
        if hasattr(value, way):
            return str(getattr(value, way)())
    return "" if value is None else str(value)


def test_there_are_eight_lessons() -> None:
    assert sorted(path.stem for path in LESSONS.glob("[0-9]-*.ipynb")) == NAMES
    assert sorted(path.stem for path in (LESSONS / "handouts").glob("*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_runs_from_start_to_end_and_every_question_to_the_program_is_answered(
    name: str, own_cache: None
) -> None:
    names: dict[str, Any] = {}
    answers = []
    for cell in cells(name, "code"):
        value = run(cell.source, names)
        if value is not None:
            answers.append(shown(value))
    assert len(answers) >= 2
    for answer in answers:
        assert len(answer) > 300, answer
        assert "nothing to list" not in answer
        assert "No sentences." not in answer


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_its_parts_in_order(name: str) -> None:
    first = cells(name, "markdown")[0].source
    assert re.findall(r"^\*\*(.+?)\.?\*\*", first, re.M) == OPENING
    assert re.search(r"\*\*Time\.\*\* \d+ minutes", first)
    assert f"handouts/{name}.md" in first
    text = prose(name)
    assert re.findall(r"^## (.+)$", text, re.M) == HEADINGS
    assert re.match(rf"# {name[0]}\. .+\?$", first.splitlines()[0])
    assert "Key questions it serves" not in text, "what is for teachers stands in the guide"
    assert not VERDICT.search(text.replace("it does not mean “the paper’s opinion”", ""))


@pytest.mark.parametrize("name", NAMES)
def test_how_a_notebook_is_worked_stands_where_pages_leave_it_out(name: str) -> None:
    told = [c for c in cells(name, "markdown") if KEYS.search(c.source.replace("press conferences", ""))]
    assert told
    assert all("notebook-only" in c.metadata.get("tags", []) for c in told), [c.source[:80] for c in told]


def test_a_measure_is_said_in_words_beside_its_name() -> None:
    assert "how evenly it is spread" in next(
        c.source for c in cells("6-counting-words", "markdown") if "DPnorm" in c.source
    )


def test_what_the_bar_and_the_row_of_a_name_show_is_what_the_lesson_says(own_cache: None) -> None:
    two: dict[str, Any] = {}
    three: dict[str, Any] = {}
    for names, name in ((two, "2-in-whose-words"), (three, "3-labels")):
        for cell in cells(name, "code")[:2]:
            run(cell.source, names)
    bar = two["ww"].speakers.voice_bar(two["data"]).set_index("wording")["words"]
    assert bar["paraphrase_other"] == 1, "the lesson calls it one single word"
    row = three["ww"].comparison.own_labels(three["data"]).set_index("entry").loc["separatist"]
    stands = " ".join(str(row[c]) for c in ("in_own_voice", "attributed", "not_in"))
    papers = ["The Morvane Standard", "Daily Blare", "Tradewind", "Merrow Valley Echo", "Lantern Wire"]
    assert [p for p in papers if p not in stands] == ["Lantern Wire"]
    assert "Merrow Valley Echo (opinion)" in row["in_own_voice"]
    assert row["not_in"] == "Merrow Valley Echo"


@pytest.mark.parametrize("name", NAMES)
def test_the_learner_predicts_before_the_program_answers(name: str) -> None:
    notebook = nbformat.read(LESSONS / f"{name}.ipynb", as_version=4)
    discovery = next(i for i, c in enumerate(notebook.cells) if c.source.startswith("## What do you find?"))
    idea = next(i for i, c in enumerate(notebook.cells) if c.source.startswith("## What is the idea"))
    told = notebook.cells[discovery:idea]
    assert sum("Write down" in cell.source for cell in told if cell.cell_type == "markdown") >= 3
    assert re.search(r"\brun\b", notebook.cells[discovery].source, re.I)


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_has_more_than_three_lines_of_code(name: str) -> None:
    assert max(len(code_lines(cell.source)) for cell in cells(name, "code")) <= 3


def plain(text: str) -> str:
    """Return a text on one line, with straight quotation marks: papers and lessons set them in their own ways."""
    return re.sub(r"\s+", " ", text.translate(str.maketrans("“”‘’", "\"\"''")))


def quotations(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("> ") and line[2:].strip():
            yield re.sub(r"^\(\d+\) ", "", line[2:].strip())


def texts() -> list[tuple[str, str]]:
    handouts = [(name, (LESSONS / "handouts" / f"{name}.md").read_text(encoding="utf-8")) for name in NAMES]
    guide = (LESSONS / "README.md").read_text(encoding="utf-8")
    return [*handouts, *((f"{name} (lesson)", prose(name)) for name in NAMES), ("guide", guide)]


def test_what_is_set_as_a_quotation_stands_in_an_article_word_for_word() -> None:
    printed = plain("\n".join(path.read_text(encoding="utf-8") for path in sorted(ARTICLES.rglob("*.txt"))))
    made_up = [(name, quoted) for name, text in texts() for quoted in quotations(text) if plain(quoted) not in printed]
    assert made_up == []
    assert sum(1 for _, text in texts() for _ in quotations(text)) > 50


def sections(text: str, level: int) -> dict[str, str]:
    """Return what stands under each heading of a level, as far as the next one of that level or above."""
    parts = re.split(rf"^(#{{1,{level}}}) (.+)$", text, flags=re.M)
    found = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    return {title: body for marks, title, body in found if len(marks) == level}


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_has_a_plan_a_handout_and_a_key_for_each_lesson(name: str) -> None:
    guide = sections((LESSONS / "README.md").read_text(encoding="utf-8"), 2)
    title = cells(name, "markdown")[0].source.splitlines()[0].removeprefix("# ")
    assert title in guide, list(guide)
    parts = sections(guide[title], 3)
    assert list(parts) == GUIDE
    minutes = [int(m) for m in re.findall(r"^\| (\d+) \|", parts["Plan"], re.M)]
    told = re.search(r"\*\*Time\.\*\* (\d+)", cells(name, "markdown")[0].source)
    assert told
    assert sum(minutes) == int(told[1])
    assert re.search(r"^\*\*Key questions it serves\.\*\* .*NAMLE.*CML", parts["Plan"], re.M)
    assert f"handouts/{name}.md" in parts["Handout"]
    assert len(parts["Key"].split()) > 120
    assert "machine" in parts["Key"]


@pytest.mark.parametrize("name", NAMES)
def test_a_handout_fits_on_a_page_or_its_back_and_asks_something(name: str) -> None:
    text = (LESSONS / "handouts" / f"{name}.md").read_text(encoding="utf-8")
    assert 100 < len(text.split()) < 620, len(text.split())
    assert text.count("?") >= 2
    assert "___" in text


@pytest.mark.parametrize("name", [*NAMES, "README"])
def test_every_link_leads_to_a_file(name: str) -> None:
    text = (LESSONS / "README.md").read_text(encoding="utf-8") if name == "README" else prose(name)
    for target in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", text):
        assert target.startswith("http") or (LESSONS / target).exists(), target


@pytest.mark.parametrize("name", NAMES)
def test_the_articles_a_lesson_names_are_there(name: str) -> None:
    named = re.findall(
        r"[\w-]+/[\w-]+\.txt", "\n".join(c.source for c in [*cells(name, "code"), *cells(name, "markdown")])
    )
    assert [path for path in named if not (ARTICLES / path).exists()] == []
    assert paths.resolve("data/corpora/tanners-bridge").exists()
