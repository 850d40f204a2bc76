"""The spaCy component, as anybody finds it: by the name of its entry point, in a pipeline of their own."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from whosewords import language
from whosewords.attribution import Found

TEXT = "Ann Lopez said that the dam would hold. “It will,” she added."


def words(text: str, found: Found) -> tuple[str | None, str | None, list[str]]:
    """Return source, cue and content as they read."""
    source, cue = (part and text[slice(*part)] for part in (found.source, found.cue))
    return source, cue, [text[a:b] for a, b in found.content]


@pytest.fixture(scope="module")
def pipeline() -> Language:
    """Return an English pipeline as it comes, with the component at its end."""
    nlp = spacy.load(language.pipeline_name())
    nlp.add_pipe("whosewords_attribution")
    return nlp


def test_the_component_is_an_entry_point_of_spacy() -> None:
    (found,) = entry_points(group="spacy_factories", name="whosewords_attribution")
    assert found.value == "whosewords.component:make_component"


def test_attributions_are_an_attribute_of_the_document(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    assert [words(TEXT, f) for f in doc._.attributions] == [
        ("Ann Lopez", "said", ["the dam would hold"]),
        ("she", "added", ["It will,"]),
    ]
    assert [f.mode for f in doc._.attributions] == ["indirect", "direct"]


def test_many_documents_and_empty_ones(pipeline: Language) -> None:
    docs = list(pipeline.pipe([TEXT, "", "Rain fell.", TEXT]))
    assert [len(doc._.attributions) for doc in docs] == [2, 0, 0, 2]


def test_attributions_survive_being_sent_to_another_process(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    sent = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert sent._.attributions == doc._.attributions
    assert isinstance(sent._.attributions[0], Found)


def test_a_document_that_did_not_pass_through_it_has_none(pipeline: Language) -> None:
    assert spacy.blank("en")(TEXT)._.attributions is None


def test_what_it_sets_is_told_to_the_pipeline(pipeline: Language) -> None:
    assert pipeline.get_pipe_meta("whosewords_attribution").assigns == ["doc._.attributions"]


def test_two_pipelines_may_have_it(pipeline: Language) -> None:
    other = spacy.blank("en")
    other.add_pipe("whosewords_attribution", name="voices")
    assert other.pipe_names == ["voices"]
    assert len(pipeline(TEXT)._.attributions) == 2


def test_without_a_parse_it_says_what_is_missing() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("whosewords_attribution")
    with pytest.raises(ValueError, match="needs a dependency parse, tags and lemmas"):
        nlp(TEXT)
    assert nlp("")._.attributions == []


def test_attributions_are_kept_from_a_confidence_on() -> None:
    nlp = spacy.load(language.pipeline_name())
    nlp.add_pipe("whosewords_attribution", config={"min_confidence": 1.0})
    assert nlp(TEXT)._.attributions == []
    assert spacy.blank("en").add_pipe("whosewords_attribution", config={"min_confidence": 0})
    with pytest.raises(ValueError, match="min_confidence lies between 0 and 1; 80 does not"):
        spacy.blank("en").add_pipe("whosewords_attribution", config={"min_confidence": 80})


def test_the_example_in_the_readme_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
    example = re.search(r"^```python\n([^`]*add_pipe[^`]*)```\n\n```\n(.*?)```", readme, re.M | re.S)
    assert example
    exec(example[1], {})  # noqa: S102  our own, from README.md
    assert capsys.readouterr().out == example[2]
