"""Exercises: what is asked of an article, that no answer can be read in what learners get, that the right one opens."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from handmade import Found, S, corpus, empty
from hypothesis import given, settings
from hypothesis import strategies as st

import whosewords as ww
from whosewords import paths
from whosewords.corpus import Corpus, read_corpus
from whosewords.exercises.article import Read, alone, is_latin
from whosewords.exercises.asked import COLUMNS, flat, items
from whosewords.exercises.book import check, locked, md, notebook, rows, sure
from whosewords.exercises.candidates import LEAST, MOST_OPTIONS, _speakers, is_graded
from whosewords.exercises.lessons import Lesson, is_fiction, lesson
from whosewords.exercises.paper import SIDE, _cut, _item, _packed, key, worksheet
from whosewords.exercises.sealed import Sealed, same, seal, unseal
from whosewords.exercises.told import ASKED, KINDS, LABEL_ANSWERS, LEVELS, RULES
from whosewords.tables import WORDINGS, frame, validate

SEED = "000_93c32198919d02b5.txt"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys fast: that it is slow on purpose is nothing to test."""
    monkeypatch.setattr("whosewords.exercises.sealed.ROUNDS", 2)


@pytest.fixture(scope="module")
def gold_corpus(own_cache: None) -> Corpus:
    return read_corpus(paths.root() / "data" / "gold" / "articles", progress=False)


@pytest.fixture(scope="module")
def lessons(seed_corpus: Corpus, gold_corpus: Corpus) -> list[Lesson]:
    """The seed article and two others, at all levels."""
    chosen = [(seed_corpus, SEED), (gold_corpus, "sudrapress/osk-operation.txt")]
    chosen.append((gold_corpus, "daily-trumpet/port-amble-ferry.txt"))
    return [lesson(c, a, level=level) for c, a in chosen for level in LEVELS]


def cells(text: str) -> Iterator[dict[str, Any]]:
    yield from json.loads(text)["cells"]


def questions(text: str) -> dict[int, str]:
    """The sealed items of a notebook, as its code cells give them."""
    found: dict[int, str] = {}
    for cell in cells(text):
        if "ww.exercises.ask" in cell["source"]:
            exec(cell["source"].replace("ww.exercises.ask", "take"), {"take": found.__setitem__})  # noqa: S102
    return found


# --- what is asked -------------------------------------------------------------------------------------------------


def test_an_item_can_be_answered_and_a_graded_one_is_sure(lessons: list[Lesson]) -> None:
    for made in lessons:
        assert list(made.items) == COLUMNS
        assert made.items["item"].tolist() == list(range(1, len(made.items) + 1))
        for row in made.items.itertuples():
            assert row.kind in ASKED[made.level]
            assert row.graded == (row.confidence >= LEAST[row.kind])
            assert len(set(row.options)) == len(row.options) <= MOST_OPTIONS
            assert row.options == [] if row.kind == "rewrite" else row.answer in row.options
            assert 0 <= row.start <= row.end <= len(row.text)
            assert row.rule in RULES


def test_each_sentence_is_asked_once_and_many_items_are_graded(lessons: list[Lesson]) -> None:
    for made in lessons:
        assert made.items["sentence_id"].is_unique
        assert len(made.items) <= 10
        assert (made.items["kind"] == "rewrite").sum() <= 2
    assert sum(m.items["graded"].sum() for m in lessons) > 0.4 * sum(len(m.items) for m in lessons)


def test_the_same_number_makes_the_same_bytes_and_another_number_others(seed_corpus: Corpus) -> None:
    first, again, other = (lesson(seed_corpus, SEED, level="hard", seed=n) for n in (3, 3, 4))
    for made in (notebook, worksheet, key):
        assert made(first) == made(again)
        assert made(first) != made(other)


def test_options_stand_in_an_order_that_no_answer_makes(lessons: list[Lesson]) -> None:
    for made in lessons:
        for row in made.items.itertuples():
            places = [row.text.casefold().find(o.casefold()) for o in row.options]
            if row.kind in ("voice", "label"):
                every = list((WORDINGS if row.kind == "voice" else LABEL_ANSWERS).values())
                assert row.options == [o for o in every if o in row.options]
            elif row.kind == "chain":
                assert row.options == sorted(row.options)
            elif -1 not in places:
                assert places == sorted(places), row.options


def test_a_level_says_what_it_asks(seed_corpus: Corpus) -> None:
    easy, hard = (items(seed_corpus, SEED, level=level, n=99) for level in ("easy", "hard"))
    assert "chain" not in set(easy["kind"])
    assert "chain" in set(hard["kind"])
    assert not easy.loc[easy["kind"] == "voice", "options"].map(lambda o: WORDINGS["paraphrase_other"] in o).any()


@pytest.mark.parametrize(("level", "n", "said"), [("harder", 5, "a level is one of easy"), ("easy", 0, "at least one")])
def test_what_cannot_be_meant_is_said(seed_corpus: Corpus, level: Any, n: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        items(seed_corpus, SEED, level=level, n=n)


def test_an_article_that_is_not_there_is_said(seed_corpus: Corpus) -> None:
    with pytest.raises(KeyError, match="no article 'x'"):
        lesson(seed_corpus, "x")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("He said it  was\nlate.", "it  was\nlate"),
        ("\n“Go,” she said.", "Go,"),
        ("a  b", "a"),
        ("a b ", "b"),
        ("ab", ""),
    ],
)
def test_a_sentence_on_one_line_keeps_its_mark(text: str, asked: str) -> None:
    at = text.index(asked)
    line, start, end = flat(text, 0, len(text), at, at + len(asked))
    assert line == " ".join(text.split())
    assert line[start:end] == " ".join(asked.split())


@given(st.text(alphabet="ab \n,", max_size=20), st.data())
def test_any_sentence_on_one_line_keeps_its_mark(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, low, high = flat(text, 0, len(text), start, end)
    assert line == " ".join(text.split())
    assert line[low:high] == " ".join(text[start:end].split())


# --- what learners get --------------------------------------------------------------------------------------------


def other_answers(made: Lesson) -> Lesson:
    """The same lesson with another option right everywhere, and other reasons."""
    table = made.items.copy()
    rows = list(table.itertuples())
    table["answer"] = [next((o for o in r.options if o != r.answer), "") for r in rows]
    table["reason"], table["evidence"], table["cue"] = "else", "elsewhere", "other"
    table["rule"] = "chain"
    return made._replace(items=table)


def without_seals(text: str) -> str:
    return re.sub(r"(?<=: \\\")[0-9a-f]{32,}(?=\\\")", lambda m: "#" * len(m[0]), text)


def test_learners_get_the_same_whatever_is_right(lessons: list[Lesson]) -> None:
    """Nothing in worksheet or notebook depends on the answers but the sealed digits, not even how many there are."""
    for made in lessons:
        other = other_answers(made)
        assert worksheet(made) == worksheet(other)
        one, two = notebook(made), notebook(other)
        assert one != two
        assert without_seals(one) == without_seals(two)
        assert without_seals(one) != one


def test_no_reason_or_rule_is_in_what_learners_get(lessons: list[Lesson]) -> None:
    for made in lessons:
        nb = notebook(made)
        read = [nb, html.unescape(worksheet(made)), *(html.unescape(c["source"]) for c in cells(nb))]
        read += [str(json.loads(q)) for q in questions(nb).values()]
        hidden = [*made.items["reason"], *RULES.values()]
        for text in read:
            assert [h for h in hidden if h in text] == []
            assert f"seed number: {made.seed}" not in text
        for cell in cells(nb):
            assert cell.get("outputs", []) == []
            assert set(cell["metadata"]) <= {"jupyter"}
            assert re.fullmatch(r"cell-\d+", cell["id"])


def test_the_right_answer_opens_the_evidence_and_every_other_gives_the_hint(lessons: list[Lesson]) -> None:
    for made in lessons:
        asked = questions(notebook(made))
        assert set(asked) == set(made.items.loc[made.items["graded"].astype(bool), "item"])
        for row in made.items[made.items["graded"].astype(bool)].itertuples():
            for option in row.options:
                reply = check(asked[row.item], option)
                assert reply.right == (option == row.answer)
                if reply.right:
                    assert reply.told["Why"] == row.reason
                    assert reply.told["Evidence"] == row.evidence
                    assert sure(row.confidence) in reply.told["The program"]
                else:
                    assert reply.told == {"Hint": row.hint}


def test_the_notebook_is_valid_and_nearly_without_code(lessons: list[Lesson]) -> None:
    for made in lessons:
        book = nbformat.reads(notebook(made), as_version=4)
        nbformat.validate(book)
        code = [c for c in book.cells if c.cell_type == "code"]
        assert max(len(c.source.splitlines()) for c in code) <= 3
        assert len(code) < len(book.cells) / 2


def test_a_question_is_answered_in_its_cell(lessons: list[Lesson]) -> None:
    made = lessons[2]
    row = next(r for r in made.items.itertuples() if r.graded)
    question = ww.exercises.ask(row.item, questions(notebook(made))[row.item])
    question.button.click()
    assert "Choose an answer first" in question.told.value
    question.options.value = next(o for o in row.options if o != row.answer)
    question.button.click()
    assert "Not yet" in question.told.value
    assert html.escape(row.hint) in question.told.value
    question.options.value = row.answer
    assert question.told.value == "", "what was said to the answer before stays"
    question.button.click()
    assert "Right" in question.told.value
    assert html.escape(row.evidence) in question.told.value


@pytest.mark.parametrize(
    "item", ["", "{}", '{"salt": 1}', '{"options": [], "hint": "", "salt": "x", "check": "", "evidence": ""}']
)
def test_a_damaged_question_is_said(item: str) -> None:
    with pytest.raises(ValueError, match="take a new copy of the notebook"):
        check(item, "x")


def test_a_damaged_cell_is_said() -> None:
    with pytest.raises(ValueError, match="question 3 is damaged"):
        ww.exercises.ask(3, "{")


# --- sealed answers -----------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(st.characters(exclude_characters="\0"), max_size=600)), max_size=4)
)
def test_only_the_answer_opens_what_is_sealed(entries: list[tuple[str, str]]) -> None:
    made = seal(entries, "a")
    assert len({len(s.evidence) for s in made}) <= 1, "the length tells something"
    for (answer, evidence), one in zip(entries, made, strict=True):
        assert unseal(one, answer) == evidence.encode("utf-8", "replace").decode()
        assert unseal(one, answer + "x") is None


def test_the_same_answer_is_sealed_otherwise_each_time() -> None:
    one, two = seal([("yes", "because"), ("yes", "because")], "a")
    assert all(a != b for a, b in zip(one, two, strict=True))
    assert seal([("yes", "because")], "b")[0].salt != one.salt
    assert seal([("yes", "because")], "a")[0].check == one.check


def test_case_and_space_do_not_matter() -> None:
    assert same(" The\u00a0Mayor ") == same("the mayor")
    (one,) = seal([("The Mayor", "x")], "a")
    assert unseal(one, "the  mayor") == "x"


def test_what_is_kept_is_not_what_encrypts() -> None:
    (one,) = seal([("yes", "0" * 32)], "a")
    opened = bytes.fromhex(one.evidence)[:32]
    assert opened != bytes(a ^ b for a, b in zip(bytes.fromhex(one.check), b"0" * 32, strict=True))


@pytest.mark.parametrize(
    ("confidence", "words"), [(1, "very sure"), (0.9, "quite sure"), (0.7, "not quite sure"), (0, "unsure")]
)
def test_confidence_is_told_in_words(confidence: float, words: str) -> None:
    assert sure(confidence) == words


# --- what is printed ----------------------------------------------------------------------------------------------


def test_every_side_has_a_line_for_a_code_name_and_every_item_is_there_once(lessons: list[Lesson]) -> None:
    for made in lessons:
        page = worksheet(made)
        assert page.count('class="side"') == page.count("Code name (not your own)") >= 2
        assert [int(n) for n in re.findall(r'<b class="n">(\d+)</b>', page)] == made.items["item"].tolist()
        assert "<script" not in page
        assert "default-src 'none'" in page


def test_no_side_holds_more_than_fits_and_none_is_empty(lessons: list[Lesson]) -> None:

    for made in lessons:
        sides = list(_packed(map(_item, rows(made)), 0))
        assert all(sum(b.height for b in side) <= SIDE for side in sides)
        assert all(sides)


def test_a_long_paragraph_is_cut_between_words() -> None:
    text = "word " * 2000
    parts = list(_cut(text))
    assert len(parts) > 1
    assert " ".join(parts).split() == text.split()
    assert list(_cut("")) == [""]


def test_the_key_has_every_answer_with_its_reason(lessons: list[Lesson]) -> None:
    for made in lessons:
        page = html.unescape(key(made))
        for row in made.items.itertuples():
            assert row.answer in page
            assert row.reason in page
            assert RULES[row.rule] in page
            if row.graded:
                assert f"The program is {sure(row.confidence)} of this." in page
        assert page.count("open, never graded") == (made.items["kind"] == "rewrite").sum()


def test_speech_within_speech_is_never_graded_as_to_who_speaks(tmp_path: Path, own_cache: None) -> None:
    text = "Ana Vell said on Tuesday that Bo Chan had told her the port could close before the long winter."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    made = lesson(read_corpus(tmp_path / "a.txt", progress=False), "a.txt", level="hard", n=20).items
    asked = made[made["kind"] == "speaker"]
    assert not asked["graded"].any()


def test_who_speaks_is_not_graded_where_another_in_the_sentence_says_something_too(
    tmp_path: Path, own_cache: None
) -> None:
    text = "Ana Vell said on Tuesday that Bo Chan had told her the quay would flood before the long winter."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    read = Read(read_corpus(tmp_path / "a.txt", progress=False), "a.txt")
    assert [read.tells(text.index(w), text.index(w) + len(w)) for w in ("Ana Vell", "Bo Chan", "the quay")] == [
        True, True, False,
    ]  # fmt: skip
    read.attributions = {n: a for n, a in read.attributions.items() if pd.isna(a.parent_id)}  # the inner one is missed
    found = _speakers(read, "medium")
    assert [(c.answer, is_graded(c)) for c in found] == [("Ana Vell", False)]


# --- what a teacher is told ---------------------------------------------------------------------------------------


def test_an_article_has_a_content_note_and_an_invented_one_only_where_it_tells_of_death(
    lessons: list[Lesson], seed_corpus: Corpus
) -> None:
    assert [heading for heading, _ in lessons[0].notes] == ["Content note", "One side?"]
    assert "armed conflict" in lessons[0].notes[0][1]
    assert "No Armenian source is heard" in lessons[0].notes[1][1]
    for made in lessons[3:]:
        note = dict(made.notes).get("Content note", "This article is invented. It tells of death or injury.")
        assert note.startswith("This article is invented. It tells of death or injury.")
    assert any("Content note" in dict(made.notes) for made in lessons[3:])
    assert not is_fiction(seed_corpus)
    for text in (notebook(lessons[0]), worksheet(lessons[0]), key(lessons[0])):
        assert "Content note" in text


def test_an_article_without_sources_gives_no_item_and_says_so() -> None:
    made = lesson(empty(), "a.txt")
    assert made.items.empty
    told = " ".join(made.remarks)
    assert "No source is found in it" in told
    assert "pens" in told
    assert list(made.items) == COLUMNS
    assert "nothing to answer" in key(made)
    nbformat.validate(nbformat.reads(notebook(made), as_version=4))


def test_another_script_is_not_asked_about() -> None:
    made = lesson(corpus({"he.txt": [[S("שלום")], [S("הוא אמר לנו היום בבוקר")]]}), "he.txt")
    assert made.items.empty
    assert "not written in Latin letters" in made.remarks[0]


@pytest.mark.parametrize(
    ("text", "latin"), [("", True), ("Żółć and Straße", True), ("мир", False), ("Peace, мир", False)]
)
def test_letters_are_told_apart(text: str, latin: bool) -> None:
    assert is_latin(text) is latin


def test_missing_kinds_are_named(lessons: list[Lesson]) -> None:
    for made in lessons:
        told = " ".join(made.remarks)
        for kind in ASKED[made.level]:
            if not (made.items["kind"] == kind).any():
                assert KINDS[kind].rstrip("?") in told


# --- hostile text -------------------------------------------------------------------------------------------------

HOSTILE = "</blockquote><script>alert(1)</script> ![x](http://e.vil/x.png) $\\frac{1}{2}$ "
HOSTILE += "{{7*7}} 'x' \"y\" `z` \ud800 \x07 &amp;"


def hostile() -> Lesson:
    """An article that tries everything, as title, paragraph, sentence, option and reason."""
    safe = HOSTILE.replace("\ud800", "")
    made = corpus({"x.txt": [[S(safe)], [S("the rebels lie", "quote", "ana", "ana"), S("she said.")]]},
                  actors={"ana": safe}, labels=[Found("rebels", safe)])  # fmt: skip
    base = lesson(made, "x.txt")
    row = dict.fromkeys(COLUMNS, safe) | {
        "item": 1, "kind": "speaker", "graded": True, "start": 2, "end": 9, "options": [safe, "b"], "sentence_id": 1,
        "rule": "speaker", "confidence": 0.99,
    }  # fmt: skip
    open_ = row | {"item": 2, "kind": "voice", "graded": False, "rule": "own"}
    return base._replace(title=HOSTILE, about=HOSTILE, items=pd.DataFrame([row, open_]), paragraphs=(HOSTILE,),
                         notes=((HOSTILE, HOSTILE),), remarks=(HOSTILE,))  # fmt: skip


def test_hostile_text_is_shown_as_it_is() -> None:
    made = hostile()
    for page in (worksheet(made), key(made)):
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "\ud800" not in page
    book = notebook(made)
    book.encode()
    for cell in cells(book):
        if cell["cell_type"] == "markdown":
            for bad in ("<script", "![", "](", "$", "\\", "{{", "`", "http:"):
                assert bad not in cell["source"], cell["source"]
    (asked,) = questions(book).values()
    (right, _) = made.items["options"].iloc[0]
    assert check(asked, right).right
    question = ww.exercises.ask(1, asked)
    question.options.value = right
    question.button.click()
    assert "<script" not in question.told.value


@given(st.text())
def test_any_text_in_a_notebook_is_plain(text: str) -> None:
    shown = md(text)
    assert not set(re.sub(r"&#\d+;", "", shown)) & set("<>*_[]!`$\\|~#&:@/\n\r")
    assert len(html.unescape(shown)) >= len(text.strip()) - text.count("\r")


def test_text_that_is_no_article_is_left_in_peace() -> None:
    """Tables without a parse, as a store made elsewhere may have."""
    made = corpus({"a.txt": [[S("Title")], [S("the so-called rebels went home today", "quote", "ana", "ana")]]},
                  labels=[Found("rebels")], markers=[("so-called", "rebels", True)])  # fmt: skip
    for level in LEVELS:
        table = items(made, "a.txt", level=level)
        assert list(table) == COLUMNS
        assert not table["graded"].astype(bool).any() or set(table["kind"]) <= set(KINDS)


def test_sealed_fields_are_what_a_notebook_holds(lessons: list[Lesson]) -> None:
    for entry in locked(lessons[0]).values():
        assert set(entry) == {"options", "hint", *Sealed._fields}


def test_the_tables_of_one_article_are_whole(seed_corpus: Corpus) -> None:
    one = alone(seed_corpus, SEED)
    assert len(one.segments) == len(seed_corpus.segments)
    assert validate("actors", frame("actors", one.actors.itertuples(index=False))) is not None
