"""The nested answers hold together, and chains of speakers are compared as a hand would compare them."""

from pathlib import Path
from typing import Any

import gold
import nesting
import pandas as pd
import pytest
import yaml
from gold import Counts, GoldError, Share
from nesting import Chain, Read, Score
from test_gold import row_of_attribution, rows_of

from whosewords import tables
from whosewords.corpus import RESERVED

FILES = sorted([*nesting.NESTED.glob("*.yaml"), *nesting.NESTED.glob("*.txt")])
TEXT = "The ministry said the mayor’s office thinks that Ann claimed it rains. “I told Ann that it rains,” she said."
ENTRY: dict[str, Any] = {
    "id": "rain",
    "style": "wire, made up",
    "text": TEXT + "\n",
    "attributions": [
        {"key": "m", "parent": None, "source": "The ministry", "cue": {"text": "said", "nth": 1}}
        | {"content": ["the mayor’s office thinks that Ann claimed it rains"], "speaker": "the ministry of rain"},
        {"key": "o", "parent": "m", "source": "the mayor’s office", "cue": "thinks", "act": "thought"}
        | {"content": ["Ann claimed it rains"], "speaker": "the mayor’s office"},
        {"key": "a", "parent": "o", "source": {"text": "Ann", "nth": 1}, "cue": "claimed"}
        | {"content": [{"text": "it rains", "nth": 1}], "speaker": "Ann Alder"},
        {"key": "q", "parent": None, "source": "she", "cue": {"text": "said", "nth": 2}}
        | {"content": [{"quote": "I told Ann that it rains,"}], "speaker": "Bo Berg"},
        {"key": "i", "parent": "q", "source": "I", "cue": "told", "within": "I told Ann that it rains"}
        | {"content": ["it rains"], "speaker": "Bo Berg"},
    ],
}
PEOPLE = {"min": ("the ministry", []), "off": ("mayor’s office", []), "ann": ("Ann", []), "bo": ("Bo Berg", ["Bo"])}


@pytest.fixture
def answers() -> gold.GoldArticle:
    return nesting.parse(ENTRY, "made.yaml")


def read(answers: gold.GoldArticle, *rows: tuple[str, str, int | None]) -> Read:
    """Return a text where what has these keys was found, each with its speaker and parent."""
    attributions = [
        row_of_attribution(
            "rain",
            number,
            source=answers.by_key[key].source,
            content=answers.by_key[key].content,
            speaker=speaker,
            parent=parent,
        )
        for number, (key, speaker, parent) in enumerate(rows)
    ]
    people = [tables.Actor(i, name, "unnamed", aliases, True) for i, (name, aliases) in PEOPLE.items()]
    return Read(
        "wire",
        answers,
        tables.frame("attributions", attributions),
        tables.frame("segments", []),
        tables.frame("actors", [*RESERVED, *people]),
    )


def found(text: Read) -> dict[str, tuple[str, ...] | None]:
    return {c.attribution.key: c.found for c in nesting.chains(text)}


# the answers


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_answers_can_all_be_placed_and_measured_against_themselves_are_perfect(path: Path) -> None:
    for style, answers in nesting.load(path):
        actors = [tables.Actor(a.name, a.name, "unnamed", [], True) for a in answers.actors]
        text = Read(
            style,
            answers,
            tables.frame("attributions", rows_of(answers)),
            tables.frame("segments", []),
            tables.frame("actors", [*RESERVED, *actors]),
        )
        score = nesting.score(text)
        assert score.chains.right == score.chains.n, answers.article_id
        assert score.speakers.right == score.speakers.n == score.speakers_found.n
        assert score.nested.right == score.nested.there == score.chains.n


def test_no_text_is_in_two_files() -> None:
    texts = [c.answers.text for path in FILES for c in nesting.load(path)]
    assert len(set(texts)) == len(texts)


# reading


def test_speakers_are_actors_called_what_they_are_called_as_sources(answers: gold.GoldArticle) -> None:
    assert {a.name: a.aliases for a in answers.actors} == {
        "the ministry of rain": ("The ministry",),
        "the mayor’s office": (),
        "Ann Alder": ("Ann",),
        "Bo Berg": (),
    }


def test_who_is_called_by_somebody_else_may_be_called_by_any_name_of_theirs() -> None:
    mayor = {"key": "m", "parent": None, "source": "The mayor", "cue": None, "content": ["it rains"]}
    office = {"key": "o", "parent": "m", "source": "his office", "cue": None, "content": ["it rains"]}
    speakers = [mayor | {"speaker": "Ann Alder"}, office | {"speaker": "the mayor’s office"}]
    entry = {"id": "t", "text": "The mayor said his office said it rains.", "attributions": speakers}
    _, office_of_mayor = nesting.parse(entry, "made.yaml").actors
    assert office_of_mayor.aliases == ("Ann Alder’s office", "The mayor’s office", "his office")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        *(("she", False), ("The ministry", True), ("a leaked report", False), ("the report by Ann", False)),
        *(("her mother", True), ("the report writer", True), ("statements", False), ("one of the engineers", True)),
    ],
)
def test_neither_pronouns_nor_documents_name_a_speaker(source: str, names: bool) -> None:
    assert nesting._names_its_speaker(source) is names


def test_an_answer_that_cannot_be_placed_is_named_by_file_id_and_key(tmp_path: Path) -> None:
    wrong = [*ENTRY["attributions"][:4], ENTRY["attributions"][4] | {"cue": "sang"}]
    (tmp_path / "wrong.yaml").write_text(yaml.safe_dump([ENTRY | {"attributions": wrong}]), "utf-8")
    with pytest.raises(GoldError, match=r"wrong\.yaml, rain, attribution 'i', cue: 'sang' is not in"):
        nesting.load(tmp_path / "wrong.yaml")


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "twice.yaml").write_text(yaml.safe_dump([ENTRY, ENTRY]), "utf-8")
    with pytest.raises(GoldError, match=r"twice\.yaml: the id 'rain' is used twice"):
        nesting.load(tmp_path / "twice.yaml")


# measuring


def test_a_coded_chain_goes_from_the_outermost_source_down(answers: gold.GoldArticle) -> None:
    chains = {k: nesting.coded_chain(answers, a) for k, a in answers.by_key.items()}
    assert chains["m"] == ("the ministry of rain",)
    assert chains["a"] == ("the ministry of rain", "the mayor’s office", "Ann Alder")
    assert chains["i"] == ("Bo Berg",)


def test_chains_found_are_told_by_the_names_of_the_answers(answers: gold.GoldArticle) -> None:
    text = read(answers, ("m", "min", None), ("o", "off", 0), ("a", "ann", 1), ("q", "bo", None), ("i", "bo", 3))
    assert [c.right for c in nesting.chains(text)] == [True, True, True]
    assert found(text)["a"] == ("the ministry of rain", "the mayor’s office", "Ann Alder")
    assert found(text)["i"] == ("Bo Berg",)


def test_a_chain_with_a_link_missing_or_another_speaker_is_wrong(answers: gold.GoldArticle) -> None:
    text = read(answers, ("m", "min", None), ("o", "unknown", 0), ("a", "ann", 0), ("i", "article", None))
    assert found(text) == {
        "o": ("the ministry of rain", "unknown"),
        "a": ("the ministry of rain", "Ann Alder"),
        "i": ("article",),
    }
    assert not any(c.right for c in nesting.chains(text))


def test_who_is_nobody_of_the_answers_keeps_a_name_that_equals_nobody(answers: gold.GoldArticle) -> None:
    text = read(answers, ("i", "bo", None), ("o", "other", None))
    actors = pd.concat([text.actors, tables.frame("actors", [tables.Actor("other", "Eve", "person", [], True)])])
    assert found(text._replace(actors=actors))["o"] == ("[Eve]",)


def test_a_link_found_twice_is_one(answers: gold.GoldArticle) -> None:
    text = read(answers, ("m", "min", None), ("o", "off", 0), ("a", "ann", 1), ("i", "bo", 4), ("q", "bo", None))
    assert found(text)["i"] == ("Bo Berg",)


def test_what_was_not_found_has_no_chain(answers: gold.GoldArticle) -> None:
    assert found(read(answers)) == {"o": None, "a": None, "i": None}
    assert not Chain(answers.by_key["i"], ("Bo Berg",), None).right


def test_scores_count_and_add_up(answers: gold.GoldArticle) -> None:
    # "o" hangs under no parent and "a" has the wrong speaker; "i" is not found.
    text = read(answers, ("m", "min", None), ("o", "off", None), ("a", "bo", 1), ("q", "bo", None))
    score = nesting.score(text)
    assert score.every == Counts(4, 4, 5)
    assert score.nested == Counts(1, 1, 3)
    assert score.chains == Share(0, 3)
    assert score.speakers == Share(3, 5)
    assert score.speakers_found == Share(3, 4)
    assert score.plus(score).speakers == Share(6, 10)
    assert nesting.score_all([]) == Score()


def test_a_headline_is_a_first_line_that_does_not_end_like_a_sentence() -> None:
    def title(text: str) -> str | None:
        entry = {"id": "t", "text": text, "attributions": []}
        return nesting._article(nesting.parse(entry, "made.yaml")).title

    assert title("Rain falls\n\nIt rained.") == "Rain falls"
    assert title("Rain falls.\n\nIt rained.") is None
    assert title("Rain falls\n") is None
