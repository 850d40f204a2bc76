"""What changed between two reports: each kind of change with both values, nothing where nothing did."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from handmade import Found, S, corpus, war

from whosewords.corpus import Corpus
from whosewords.findings import changes, record

from .test_record import named


def recorded(made: Corpus, /, **more: Any) -> dict[str, Any]:
    return {**json.loads(record.text(record.record(made, made=""))), **more}


def told(old: Any, new: Any) -> list[str]:
    return changes.sentences(changes.compare(old, new))


def written(folder: Path, data: dict[str, Any]) -> Path:
    folder.mkdir(parents=True)
    (folder / record.FILE).write_text(record.text(data), encoding="utf-8")
    return folder


def test_nothing_changed_where_only_the_time_did() -> None:
    table = changes.compare(recorded(war()), recorded(war(), made="tuesday"))
    assert table.empty
    assert list(table.columns) == list(changes.Change._fields)
    assert changes.sentences(table) == []
    assert changes.brief(table) == ""


def test_numbers_are_told_with_both_values() -> None:
    table = changes.compare(json.loads(named(4)), json.loads(named(5)))
    assert set(table["what"]) == {"number"}
    first, *rest = changes.sentences(table)
    assert first == "Changed: Bo Chan is named 5 times and never heard: the article attributes nothing to them."
    assert rest == [
        "  times they are named: 4 times, now 5 times",
        "  sentences that name them: 4 of 5 sentences, now 5 of 6 sentences",
    ]
    assert changes.brief(table) == "1 finding changed"


def test_a_range_is_told_with_its_number() -> None:
    number = {"name": "times", "value": 1200, "unit": "times", "n": 3000, "low": 1100.5, "high": 1300.0}
    assert changes._number(number) == "1,200 of 3,000 times (1,100 to 1,300)"


def test_reports_without_a_common_article_are_compared_with_a_warning() -> None:
    one, other = (recorded(corpus({name: [[S(f"{name} fell.")]]})) for name in ("rain", "snow"))
    one["articles"][0]["source_hash"] = "another"
    warned = told(one, other)
    assert warned[0].startswith("Not one article is in both reports:")
    assert "Article added: snow" in warned[1]
    assert not any("Not one article" in line for line in told(one, {**one, "made": "later"}))


def test_findings_come_and_go() -> None:
    quiet = corpus({"a": [[S("Rain fell.")], [S("Snow fell.")]]})
    there = json.loads(named(4))
    (new,) = told(recorded(quiet), there)
    assert new.startswith("New: Bo Chan is named 4 times")
    assert told(there, recorded(quiet)) == [new.replace("New: ", "Gone: ")]


def test_other_words_without_other_numbers_are_told() -> None:
    old = json.loads(named(4))
    new = copy.deepcopy(old)
    new["findings"][0]["text"] = "Bo is unheard."
    assert told(old, new) == [
        "Changed: Bo is unheard.",
        f"  {old['findings'][0]['text']}, now Bo is unheard.",
    ]


def test_what_stands_no_more_is_told() -> None:
    given = corpus(
        {"a": [[S(f"The mob came {n} times.")] for n in range(4)]}, labels=[Found("mob", "mob", "disorder", "crowd")]
    )
    old = recorded(given)
    new = copy.deepcopy(old)
    assert old["findings"][0]["robustness"]["verdict"] == "holds"
    new["findings"][0]["robustness"]["verdict"] = "changes"
    assert "  under other choices: holds, the same in" in told(old, new)[1]
    new["findings"][0]["robustness"] = None
    assert told(old, new)[1].endswith("now not known")


def test_articles_added_removed_and_changed_are_named() -> None:
    old, new = json.loads(named(4)), json.loads(named(4))
    row = old["articles"][0]
    old["articles"] = [row, {**row, "article_id": "b", "title": "The strike"}, {**row, "article_id": "c"}]
    new["articles"] = [{**row, "source_hash": "other"}, {**row, "article_id": "c"}, {**row, "article_id": "d"}]
    assert told(old, new) == ["Article added: d", "Article removed: b (The strike)", "Article changed: a"]
    brief = changes.brief(changes.compare(old, new))
    assert brief == "1 article added, 1 article removed, 1 article changed"


def test_what_reports_were_made_with_is_told() -> None:
    old, new = json.loads(named(4)), {**json.loads(named(4)), "min_confidence": 0.5}
    old["lexicons"], new["lexicons"] = {"labels.csv": "a" * 64}, {"labels.csv": "b" * 64, "cues.csv": "c" * 64}
    assert told(old, new) == [
        f"Made with another lexicon cues.csv: none, now {'c' * 12}. Other changes may come from that.",
        f"Made with another lexicon labels.csv: {'a' * 12}, now {'b' * 12}. Other changes may come from that.",
        "Made with another min confidence: 0.0, now 0.5. Other changes may come from that.",
    ]
    assert changes.brief(changes.compare(old, new)) == "made with other settings or versions"


def test_a_report_is_a_page_a_folder_a_file_or_what_was_read(tmp_path: Path) -> None:
    old, new = (
        written(tmp_path / "mon" / "seeds", json.loads(named(4))),
        written(tmp_path / "tue" / "x", recorded(war())),
    )
    page = tmp_path / "tue" / "x.html"
    page.touch()
    expected = told(record.read(old), record.read(new))
    assert expected
    for given in (page, new, new / record.FILE, str(new), record.read(new)):
        assert told(old, given) == expected
    assert set(changes.compare(old, new)["report"]) == {"x"}


def test_folders_of_reports_are_compared_by_name(tmp_path: Path) -> None:
    for folder, here in {"mon": {"a": 4, "b": 4, "same": 4}, "tue": {"a": 5, "c": 4, "same": 4}}.items():
        for name, n in here.items():
            written(tmp_path / folder / name, json.loads(named(n)))
    table = changes.compare(tmp_path / "mon", tmp_path / "tue")
    assert table[["report", "what"]].drop_duplicates().to_numpy().tolist() == [
        ["a", "number"], ["b", "report removed"], ["c", "report added"],
    ]  # fmt: skip
    lines = changes.sentences(table)
    assert lines[0] == "a:"
    assert lines[-4:] == ["b:", "There is no such report any more.", "c:", "New report."]


def test_what_cannot_be_compared_says_so(tmp_path: Path) -> None:
    one = written(tmp_path / "out" / "a", json.loads(named(4)))
    with pytest.raises(changes.ChangesError, match="two of a kind"):
        changes.compare(one, tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(changes.ChangesError, match="give a report"):
        changes.compare(one, tmp_path / "empty")
    with pytest.raises(FileNotFoundError, match="make the report again"):
        changes.compare(one, tmp_path / "nowhere")


def test_sentences_hold_nothing_that_a_terminal_acts_on() -> None:
    old, new = json.loads(named(4)), json.loads(named(4))
    new["articles"].append({**new["articles"][0], "article_id": "\x1b[31mred\u202e\x07{old}"})
    assert told(old, new) == ["Article added: \ufffd[31mred\ufffd\ufffd{old}"]


def test_changes_are_read_as_they_were_written(tmp_path: Path) -> None:
    table = changes.compare(json.loads(named(4)), json.loads(named(5)))
    file = tmp_path / changes.FILE
    assert changes.read(file)[1].empty
    file.write_text(changes.text(table, "monday", "tuesday"), encoding="utf-8")
    made, again = changes.read(file)
    assert made == "tuesday"
    assert changes.sentences(again) == changes.sentences(table)
    for broken in ("{", "[]", '{"new": "x", "changes": [{"what": 1}]}'):
        file.write_text(broken)
        assert changes.read(file)[1].empty
