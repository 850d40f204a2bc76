"""The words of the interface stand in one catalogue, and nowhere else."""

import json
import re
from pathlib import Path

import pytest

from whosewords import interface, paths

OURS = ("page.html.j2", "index.html.j2", "failure.html.j2", "reports.html.j2", "learn.html.j2")
NAME = "Whose Words"
TEMPLATES = [paths.template() / name for name in OURS]
CATALOGUE = json.loads((paths.template() / f"words.{interface.LANGUAGE}.json").read_text("utf-8"))


def shown(template: str) -> list[str]:
    """Return what a template shows of its own: text between tags, and attributes that people hear."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    heard = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', bare)
    text = re.sub(r"<[^>]*>", "\n", bare)
    return [
        s
        for s in (t.strip() for t in [*heard, *text.split("\n")])
        if re.search(r"[^\W\d_]", s) and s.strip(":") != NAME
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_word_of_a_template_stands_outside_the_catalogue(path: Path) -> None:
    assert shown(path.read_text("utf-8")) == []


def test_a_word_outside_would_be_seen() -> None:
    assert shown('<p>{{ w.a }} and <a title="More">{% if x %}</a></p>') == ["More", "and"]


@pytest.mark.parametrize("name", interface.SCRIPTS)
def test_no_word_of_a_script_stands_outside_the_catalogue(name: str) -> None:
    script = re.sub(r"^\s*//.*$", "", (paths.template() / name).read_text("utf-8"), flags=re.MULTILINE)
    texts = [a or b or c for a, b, c in re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', script)]
    bare = [re.sub(r"\$\{[^}]*\}", "", t) for t in texts]
    prose = [t for t in bare if re.search(r"[A-Z][a-z]+ [a-z]|^[a-z]+ [a-z]+ [a-z]+", t)]
    assert prose == []
    assert set(re.findall(r"\bWORDS\.(\w+)", script)) <= set(CATALOGUE["script"])


def test_every_word_asked_for_is_there_and_none_is_left_over() -> None:
    used: dict[str, set[str]] = {"page": {"excerpts", "pseudonyms"}, "lesson": set(), "index": set(), "script": set()}
    parts = {"reports.html.j2": "index", "learn.html.j2": "lesson"}
    for path in TEMPLATES:
        used[parts.get(path.name, "page")] |= set(re.findall(r"\bw\.(\w+)", path.read_text("utf-8")))
    for name in interface.SCRIPTS:
        used["script"] |= set(re.findall(r"\bWORDS\.(\w+)", (paths.template() / name).read_text("utf-8")))
    assert {part: set(words) for part, words in CATALOGUE.items()} == used


def test_scripts_carry_their_words() -> None:
    script = interface.script()
    assert "/* words */ {}" not in script
    assert script.count('"show_code": "Show all code"') == len(interface.SCRIPTS)
    assert "</" not in json.dumps(CATALOGUE["script"])


def test_nothing_moves_by_itself() -> None:
    assert not re.search(r"transition|animation|scroll-behavior", interface.style())
