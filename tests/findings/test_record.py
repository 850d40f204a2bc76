"""findings.json: the same ids whatever the numbers, every number and passage as declared by the schema."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from handmade import Found, S, corpus, empty, war

from whosewords import findings
from whosewords.analyses import robustness
from whosewords.corpus import Corpus, from_tables, read_corpus
from whosewords.findings import record


def recorded(made: Corpus, **more: Any) -> dict[str, Any]:
    """Return what is recorded of a corpus, read back from its text and checked against the schema."""
    out: dict[str, Any] = json.loads(record.text(record.record(made, made="2026-01-31", **more)))
    jsonschema.Draft202012Validator(record.schema()).validate(out)
    texts = dict(zip(made.articles["article_id"], made.articles["text"], strict=True))
    for found in out["findings"]:
        assert len(found["evidence"]) == min(found["evidence_n"], record.MOST_EVIDENCE) > 0
        for passage in found["evidence"]:
            assert texts[passage["article_id"]][passage["start"] : passage["end"]] == passage["text"]
            assert passage["text"] in passage["sentence"]
    return out


@cache
def named(times: int) -> str:
    """Return the findings.json of `names`, as text."""
    return record.text(record.record(names(times), made="monday"))


def names(times: int, *, more: str = "Snow fell.") -> Corpus:
    """Return a corpus that names somebody so often and never hears them."""
    return corpus(
        {"a": [*([S(f"Bo Chan left {n} times.")] for n in range(times)), [S(more)]]},
        mentions=[("Bo Chan", "bo-chan", "name")],
    )


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(record.schema())


@pytest.mark.parametrize("made", [war(), empty(), from_tables(), names(4)], ids=["war", "quiet", "nothing", "named"])
def test_corpora_made_by_hand_are_recorded_as_declared(made: Corpus) -> None:
    out = recorded(made)
    assert [f["text"] for f in out["findings"] if f["shown"]] == [f.text for f in findings.find(made)]
    assert [a["article_id"] for a in out["articles"]] == made.articles["article_id"].tolist()


def test_the_seed_is_recorded_with_what_made_it_and_what_stands(seed_corpus: Corpus) -> None:
    out = recorded(seed_corpus, parameters={"top": 3, "path": Path("x")})
    assert out["versions"]["whosewords"]
    assert out["versions"]["spacy"]
    assert len(out["lexicons"]["labels.csv"]) == 64
    assert out["parameters"] == {"top": 3, "path": "x"}
    (relay,) = [f for f in out["findings"] if f["kind"] == "relays"]
    assert relay["subject"] in seed_corpus.actors["actor_id"].tolist()
    assert relay["robustness"]["answer"] == seed_corpus.name_of(relay["subject"])
    assert relay["robustness"]["same"] <= relay["robustness"]["specifications"]
    (absent,) = [f for f in out["findings"] if f["kind"] == "headline quotation"]
    assert absent["robustness"] is None


@pytest.mark.slow
def test_the_teaching_corpus_is_recorded_as_declared() -> None:
    out = recorded(read_corpus("data/corpora/tanners-bridge"))
    assert sum(f["shown"] for f in out["findings"]) == findings.MOST
    assert len({f["id"] for f in out["findings"]}) == len(out["findings"]) > findings.MOST
    assert all(0 <= n["value"] <= n["n"] for f in out["findings"] for n in f["numbers"] if n["n"] is not None)
    ranges = [n for f in out["findings"] for n in f["numbers"] if n["low"] is not None]
    assert ranges
    assert all(n["low"] <= n["value"] <= n["high"] for n in ranges)


def test_an_id_is_of_kind_and_subject_not_of_place_or_numbers() -> None:
    few, many = recorded(names(3))["findings"], recorded(names(9))["findings"]
    assert [f["id"] for f in few] == [f["id"] for f in many] == [findings.finding_id("unheard", "bo-chan")]
    assert few[0]["text"] != many[0]["text"]
    assert [(n["value"], n["n"]) for n in few[0]["numbers"]] == [(3, None), (3, 4)]
    assert findings.finding_id("unheard", "bo-chan") != findings.finding_id("labels", "bo-chan")
    assert findings.finding_id("one source", "") == "finding-one-source"
    assert findings.finding_id("labels", "\udcff<script>").startswith("finding-labels-")


def test_a_label_has_its_range_and_the_result_that_says_the_same() -> None:
    given = corpus(
        {"a": [*([S(f"The mob came {n} times.", confidence=0.75)] for n in range(4)), [S("Rain fell.")]]},
        labels=[Found("mob", "mob", "disorder", "crowd")],
    )
    (found,) = recorded(given)["findings"]
    (number,) = found["numbers"]
    assert (number["value"], number["n"], number["high"]) == (4, 4, 4)
    assert 3 < number["low"] < 4
    assert found["robustness"]["question"] == "Which label stands most often where no source is found?"


def test_every_question_that_findings_look_up_is_a_main_result() -> None:
    known = {r.question for r in robustness.results(war())}
    assert {q for asked in record._ASKED.values() for q in asked} <= known


def test_hashes_tell_findings_and_articles_apart() -> None:
    one, again = recorded(names(4)), recorded(names(4))
    again["made"] = "another day"
    assert record.hashes(one) == record.hashes(again)
    other = recorded(names(5))
    assert record.hashes(one)[0] != record.hashes(other)[0]
    again["articles"][0]["source_hash"] = "f"
    assert record.hashes(one)[0] == record.hashes(again)[0]
    assert record.hashes(one)[1] != record.hashes(again)[1]


def test_more_evidence_than_is_given_is_counted() -> None:
    many = record.MOST_EVIDENCE + 50
    (found,) = recorded(names(many))["findings"]
    assert found["evidence_n"] == many


def _damaged(name: str, value: Any) -> str:
    return record.text({**record.record(empty(), made=""), name: value})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ("[]", "format None"),
        ('{"format": 99}', "format 99"),
        ('{"format": 1}', "has no"),
        (_damaged("findings", 3), "findings is no array"),
        (_damaged("findings", [{}]), r"findings\[0\] has no id"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / record.FILE).write_text(text)
    with pytest.raises(record.RecordError, match=f"{said}.*make the report again"):
        record.read(tmp_path)


def test_what_is_written_is_read_from_the_file_or_its_folder(tmp_path: Path) -> None:
    out = recorded(names(4))
    (tmp_path / record.FILE).write_text(record.text(out), encoding="utf-8")
    assert record.read(tmp_path) == record.read(tmp_path / record.FILE) == out
    with pytest.raises(FileNotFoundError, match="make the report again"):
        record.read(tmp_path / "nowhere.json")
