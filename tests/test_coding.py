"""Coding by hand: answers are files that hold, and agreement is what an independent implementation says it is."""

import random
import re
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from handmade import Found, S, corpus, parsed
from hypothesis import given
from hypothesis import strategies as st

from whosewords import charts, coding
from whosewords.coding.answers import COLUMNS, code_name
from whosewords.coding.questions import ELSE, NOBODY, UNTOLD
from whosewords.corpus import Corpus, from_tables
from whosewords.tables import TABLES

TEXT = {
    "a": [
        [S("Rebels flee")],
        [S("The bridge will stay open", "paraphrase", "ana"), S("Ana said .")],
        [S("We never shelled the bridge", "quote", "bo", "bo"), S("said Bo .")],
        [S("The road is shut and"), S("nobody may pass it", "quote", "unknown", "unknown")],
        [S("It is safe to cross now", "paraphrase", "bo"), S("and we are not afraid", "quote", "bo", "bo")],
    ],
}


@pytest.fixture
def made() -> Corpus:
    labels = [Found("Rebels", "rebel", "rebellion", "fighters")]
    return corpus(TEXT, actors={"ana": "Ana", "bo": "Bo"}, labels=labels)


def answers(folder: Path, made: Corpus, people: dict[str, dict[int, str]]) -> Path:
    for coder, of in people.items():
        coding.write(folder, coder, made, "a", {n: {"voice": voice} for n, voice in of.items()})
    return folder


def test_the_machine_answers_the_same_questions(made: Corpus) -> None:
    found = coding.machine(made, "a").pivot(index="sentence_id", columns="question", values="answer")
    assert found["voice"].tolist() == ["own", "paraphrase", "quote", "quote", "both"]
    assert found["speaker"].tolist() == [NOBODY, "Ana", "Bo", UNTOLD, "Bo"]
    assert found["label"].tolist() == ["used", "none", "none", "none", "none"]


def test_a_page_asks_and_tells_nothing_of_the_machine(made: Corpus) -> None:
    page = coding.page(made, "a")
    silent = coding.page(corpus({"a": [[S(" ".join(s.text for s in line))] for line in TEXT["a"]]}), "a")
    names = "".join(f"<option>{n}</option>" for n in ("Ana", "Bo"))
    assert page.replace(names, "") == silent
    assert "connect-src &#39;none&#39;" in page or "connect-src 'none'" in page
    assert coding.speakers(made, "a") == ["Ana", "Bo", ELSE, UNTOLD]
    with pytest.raises(KeyError, match="no article 'b'"):
        coding.page(made, "b")


def test_a_page_has_the_whole_article_first_and_sending_before_saving(made: Corpus) -> None:
    page = coding.page(made, "a", send=True)
    assert page.index("<details") < page.index("nobody may pass it") < page.index("</details>") < page.index("<form")
    buttons = re.findall(r'<button type="button" id="(\w+)"( class="first")?>', page)
    assert buttons == [("send", ' class="first"'), ("save", "")]
    assert re.findall(r'<button type="button" id="(\w+)"', coding.page(made, "a")) == ["save"]
    assert re.findall(r'<h2 class="number">(\w+)', page)[:2] == ["Headline", "Sentence"]


def test_places_are_no_speakers_to_choose_from() -> None:
    people = {w: w.lower() for w in ("Osk", "Karn", "Guild", "Ana")}
    lines = [
        "In Osk snow fell",
        "The Guild met in Karn",
        "Karn refused",
        "Members of the Guild left Osk",
        "Ana sat in Osk",
    ]
    made = parsed(
        corpus({"a": [[S(line)] for line in lines]}, mentions=[(w, i, "name") for w, i in people.items()]),
        {"Osk": ("PROPN", "pobj", "In"), "Karn": ("PROPN", "nsubj", "refused"), "Guild": ("PROPN", "pobj", "of"),
         "Ana": ("PROPN", "nsubj", "sat")},
    )  # fmt: skip
    frames = {t: getattr(made, t) for t in TABLES}
    place = frames["actors"]["actor_id"].isin(["osk", "karn", "guild"])
    frames["actors"] = frames["actors"].assign(kind=frames["actors"]["kind"].mask(place, "organisation"))
    assert coding.speakers(from_tables(**frames), "a") == ["Ana", "Guild", "Karn", ELSE, UNTOLD]


def test_somebody_else_is_kept_as_an_answer_and_is_never_the_machines(made: Corpus, tmp_path: Path) -> None:
    for coder, speaker in (("owl", ELSE), ("jay", ELSE), ("tit", "Ana")):
        coding.write(tmp_path, coder, made, "a", {1: {"voice": "paraphrase", "speaker": speaker}})
    apart = coding.disagreements(tmp_path, "speaker")
    assert apart[[ELSE, "Ana"]].to_numpy().tolist() == [[2, 1]]
    split = coding.split_from_machine(tmp_path, made, "speaker")
    assert split[["people", "machine"]].to_numpy().tolist() == [[ELSE, "Ana"]]


@given(st.text(min_size=1, max_size=60))
def test_no_article_can_write_into_the_page(text: str) -> None:
    hostile = f"{text} <script>alert(1)</script> \"'"
    page = coding.page(corpus({hostile: [[S(f"{hostile} word")]]}, outlets={hostile: hostile}), hostile)
    assert page.count("<script") == 1
    assert "alert(1)</script>" not in page


def test_what_is_written_is_read(made: Corpus, tmp_path: Path) -> None:
    file = coding.write(
        tmp_path, " blue  heron ", made, "a", {0: {"voice": "own", "speaker": NOBODY}, 2: {"label": ""}}
    )
    assert file == tmp_path / "blue_heron.csv"
    found = coding.read(tmp_path)
    assert found.left_out.empty
    assert found.table.to_dict("records") == [
        {"coder": "blue heron", "article_id": "a", "sentence_id": 0, "text": "Rebels flee", "question": q, "answer": x}
        for q, x in (("voice", "own"), ("speaker", NOBODY))
    ]
    coding.write(tmp_path, "blue heron", made, "a", {1: {"voice": "quote"}})
    assert coding.read(tmp_path).table[["sentence_id", "answer"]].to_numpy().tolist() == [[1, "quote"]]


def test_answers_to_other_articles_stay(tmp_path: Path) -> None:
    two = corpus({k: [[S("Snow fell.")]] for k in ("a", "b")})
    for article in ("a", "b", "a"):
        coding.write(tmp_path, "owl", two, article, {0: {"voice": "own"}})
    assert coding.read(tmp_path).table["article_id"].tolist() == ["b", "a"]


@pytest.mark.parametrize("name", ["", "../up", "a/b", "x" * 31, "<b>", "=1+1", ".hidden"])
def test_a_code_name_is_a_plain_word(name: str, made: Corpus, tmp_path: Path) -> None:
    with pytest.raises(coding.CodingError, match="cannot be a code name"):
        coding.write(tmp_path, name, made, "a", {0: {"voice": "own"}})
    assert not list(tmp_path.iterdir())


@given(st.text())
def test_no_code_name_leaves_the_folder(name: str) -> None:
    try:
        kept = code_name(name)
    except coding.CodingError:
        return
    assert Path(f"{kept}.csv").name == f"{kept}.csv"


def test_a_bad_file_is_left_out_with_the_reason_and_the_others_go_on(made: Corpus, tmp_path: Path) -> None:
    answers(tmp_path, made, {"owl": {0: "own"}})
    head = ",".join(COLUMNS)
    for name, row in {
        "answer": "jay,a,0,x,loud,,", "number": "jay,a,first,x,own,,", "nobody": ",a,0,x,own,,",
        "twice": "jay,a,0,x,own,,\njay,a,0,x,own,,", "zz": "owl,a,0,x,own,,",
    }.items():  # fmt: skip
        (tmp_path / f"{name}.csv").write_text(f"{head}\n{row}\n", "utf-8")
    (tmp_path / "columns.csv").write_text("who,what\n1,2\n", "utf-8")
    (tmp_path / "pale.csv").write_bytes(b"\xff\xfe\x00")
    found = coding.read(tmp_path)
    reasons = dict(zip(found.left_out["file"], found.left_out["reason"], strict=True))
    for file, reason in {
        "answer": "row 2, column voice: 'loud' is no answer", "number": "'first' is no number of a sentence",
        "nobody": "row 2, column coder: is empty", "twice": "sentence 0 of a is there twice",
        "zz": "the code name owl is in owl.csv too", "columns": "no column 'coder'", "pale": "save it as CSV in UTF-8",
    }.items():  # fmt: skip
        assert reason in reasons.pop(f"{file}.csv")
    assert not reasons
    assert found.table["coder"].unique().tolist() == ["owl"]
    with pytest.raises(coding.CodingError, match="no answers here"):
        coding.read(tmp_path / "empty")


@given(st.lists(st.lists(st.sampled_from(["own", "quote", "both", None]), min_size=3, max_size=3), min_size=2))
def test_alpha_is_that_of_an_independent_implementation(units: list[list[str | None]]) -> None:
    rows = [
        (f"c{k}", "a", n, "x", "voice", answer)
        for n, unit in enumerate(units)
        for k, answer in enumerate(unit)
        if answer is not None
    ]
    columns = ["coder", "article_id", "sentence_id", "text", "question", "answer"]
    found = coding.agreement(coding.Answers(pd.DataFrame(rows, columns=columns), pd.DataFrame()))
    codes = {"own": 0, "quote": 1, "both": 2}
    data = [[np.nan if u[k] is None else codes[u[k]] for u in units] for k in range(3)]  # type: ignore[index]
    paired = [[a for a in u if a] for u in units if sum(a is not None for a in u) > 1]
    if len({a for u in paired for a in u}) < 2:
        assert np.isnan(found["alpha"].iloc[0])
        return
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal", value_domain=[0, 1, 2])
    assert found["alpha"].iloc[0] == pytest.approx(expected)
    assert found["sentences"].iloc[0] == len(paired)


def test_agreement_by_hand(made: Corpus, tmp_path: Path) -> None:
    people = {"owl": {0: "own", 1: "quote"}, "jay": {0: "own", 1: "both"}, "tit": {0: "quote"}}
    folder = answers(tmp_path, made, people)
    first = coding.agreement(folder).iloc[0]
    assert (first["coders"], first["sentences"]) == (3, 2)
    assert first["same"] == pytest.approx(1 / 4)
    apart = coding.disagreements(folder)
    assert apart["sentence_id"].tolist() == [1, 0]
    assert apart["apart"].tolist() == pytest.approx([1, 2 / 3])
    assert apart[[coding.VOICES[a] for a in ("own", "quote", "both")]].to_numpy().tolist() == [[0, 1, 1], [2, 1, 0]]
    with pytest.raises(KeyError, match="no question"):
        coding.disagreements(folder, "mood")


def test_categories_set_each_answer_against_all_others(made: Corpus, tmp_path: Path) -> None:
    people = {"owl": {0: "own", 1: "quote", 2: "quote"}, "jay": {0: "own", 1: "both", 2: "both"}}
    found = coding.categories(answers(tmp_path, made, people)).set_index("answer")
    assert found.loc[coding.VOICES["own"], "alpha"] == 1
    assert found.loc[coding.VOICES["quote"], "alpha"] < 0
    assert found["n"].tolist() == [2, 2, 2]


def test_the_machine_is_compared_where_most_people_say_one_thing(made: Corpus, tmp_path: Path) -> None:
    people = {"owl": {0: "own", 1: "quote", 2: "own"}, "jay": {0: "own", 1: "quote", 2: "both"}}
    folder = answers(tmp_path, made, people)
    row = coding.against_machine(folder, made).iloc[0]
    assert (row["sentences"], row["same"], row["split"]) == (2, 1, 1)
    assert row["low"] < row["share"] == 0.5 < row["high"]
    split = coding.split_from_machine(folder, made)
    assert split[["sentence_id", "people", "votes", "machine"]].to_numpy().tolist() == [
        [1, coding.VOICES["quote"], 2, coding.VOICES["paraphrase"]]
    ]


def test_charts_say_in_words_what_they_draw(made: Corpus, tmp_path: Path) -> None:
    draw = random.Random(0)
    people = {
        f"bird {k}": {n: draw.choice(list(coding.VOICES)) for n in range(5)} for k in range(5)
    }  # fmt: skip
    folder = answers(tmp_path, made, people)
    agreed = charts.coding.agreement(coding.agreement(folder))
    assert "5 sentences by 5 people" in agreed.alt
    assert agreed.axes[0].get_xlim()[0] < coding.agreement(folder)["low"].min()
    apart = coding.disagreements(folder)
    chart = charts.coding.disagreements(apart)
    assert apart["text"].iloc[0] in chart.alt
    cells = [t.get_text() for t in chart.axes[0].texts if " · " in t.get_text()]
    assert len(cells) == int((apart[list(coding.VOICES.values())] > 0).sum().sum())
    two = answers(tmp_path / "two", made, {"owl": {0: "own"}, "jay": {0: "quote"}})
    counted = [t.get_text() for t in charts.coding.disagreements(coding.disagreements(two)).axes[0].texts]
    assert counted.count("1") == 2
    assert not any("%" in t for t in counted), "of two people no share is told"
    same = answers(tmp_path / "same", made, {"owl": {0: "own"}, "jay": {0: "own"}})
    assert "Nowhere" in charts.coding.disagreements(coding.disagreements(same)).alt
    assert "nothing to tell" in charts.coding.agreement(coding.agreement(same)).alt


def test_a_headline_is_not_numbered(made: Corpus) -> None:
    panel = coding.code(made, "a")
    assert "<p>Headline</p>" in panel.text.value
    panel.on.click()
    assert "<p>Sentence 2 of 5</p>" in panel.text.value


def test_a_dateline_is_not_coded_and_a_sentence_behind_one_is() -> None:
    lines = ["Talks fail", "OSK, Haldria (LWA) -", "OSK (LWA) - Talks failed.", "They go on."]
    assert coding.sentences(corpus({"a": [[S(line)] for line in lines]}), "a")["text"].tolist() == [
        lines[0], *lines[2:]
    ]  # fmt: skip


def test_the_panel_saves_each_answer_under_the_code_name(made: Corpus, tmp_path: Path) -> None:
    panel = coding.code(made, "a", folder=tmp_path)
    panel.asked["voice"].value = "quote"
    assert not list(tmp_path.iterdir())
    assert "type in a code name" in panel.state.value
    panel.coder.value = "owl"
    panel.on.click()
    panel.asked["voice"].value = "own"
    assert panel.asked["speaker"].disabled
    panel.back.click()
    assert panel.asked["voice"].value == "quote"
    assert not panel.asked["speaker"].disabled
    found = coding.read(tmp_path).table
    assert found[["sentence_id", "question", "answer"]].to_numpy().tolist() == [
        [0, "voice", "quote"], [1, "voice", "own"], [1, "speaker", NOBODY],
    ]  # fmt: skip
    panel.coder.value = "../up"
    assert "cannot be a code name" in panel.state.value
