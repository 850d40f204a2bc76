"""The lexicons load, are two-sided, and a mistake in one is a single clear error."""

import csv
import hashlib
import io
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import paths
from whosewords.lexicon import MAX_FORMS, Lexicon, LexiconError, forms, load

FILES = ("labels.csv", "markers.csv", "cues.csv", "roles.csv", "given_names.csv", "places.csv")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(paths.lexicons() / name, tmp_path / name)
    return tmp_path


def spellings(pattern: str) -> set[str]:
    return {"…".join(form.parts) for form in forms(pattern)}


def append(folder: Path, name: str, line: str) -> int:
    """Add a line to a file; return its row number."""
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text + line + "\n", encoding="utf-8")
    return text.count("\n") + 1


# the project's own files ------------------------------------------------------------------------------------


def test_there_is_enough_of_everything(lexicon: Lexicon) -> None:
    assert len(lexicon.labels) >= 330
    assert len({label.topic for label in lexicon.labels}) >= 8
    assert len(lexicon.verb_cues) >= 220
    assert len(lexicon.noun_cues) >= 60
    assert len(lexicon.roles) >= 200
    assert {"so-called", "alleged", "allegedly", "self-styled", "purported", "what X calls"} <= {
        marker.marker for marker in lexicon.markers
    }


def test_labels_are_two_sided(lexicon: Lexicon) -> None:
    sides = defaultdict(set)
    for label in lexicon.labels:
        sides[label.referent].add(label.side)
    one_sided = {referent for referent, found in sides.items() if len(found) < 2}
    assert not one_sided
    assert not {referent for referent, found in sides.items() if "neutral" not in found}


def test_a_topic_has_labels_of_both_sides_and_a_referent_one_topic(lexicon: Lexicon) -> None:
    topics, sides = defaultdict(set), defaultdict(set)
    for label in lexicon.labels:
        topics[label.referent].add(label.topic)
        sides[label.topic].add(label.side)
    assert not {referent for referent, found in topics.items() if len(found) > 1}
    assert set(map(len, sides.values())) == {3}


def test_only_description_takes_no_side(lexicon: Lexicon) -> None:
    assert not [label.entry for label in lexicon.labels if label.frame == "description" and label.side != "neutral"]


def test_every_frame_says_where_its_name_is_from(lexicon: Lexicon) -> None:
    text = (paths.lexicons().parent / "README.md").read_text(encoding="utf-8")
    rows = text.partition("#### Frames")[2].partition("###")[0].splitlines()
    cells = [row.split("|")[2].partition(";")[0].partition(":")[0] for row in rows if row.startswith("| ")]
    assert {frame.strip() for cell in cells[1:] for frame in cell.split(",")} == {
        label.frame for label in lexicon.labels
    }


def test_partisan_labels_name_what_others_say(lexicon: Lexicon) -> None:
    assert not [label.entry for label in lexicon.labels if label.side != "neutral" and not label.alternatives]


def test_every_file_is_hashed_as_it_lies_on_disk(lexicon: Lexicon) -> None:
    assert lexicon.hashes == {
        name: hashlib.sha256((paths.lexicons() / name).read_bytes()).hexdigest() for name in FILES
    }


def test_frames_say_what_a_cue_may_introduce(lexicon: Lexicon) -> None:
    verbs = lexicon.verb_cues
    assert verbs["say"].frames == ("clause", "quote")
    assert "object" not in verbs["tell"].frames
    assert "addressee" in verbs["tell"].frames
    assert (verbs["claim"].stance, verbs["admit"].stance, verbs["say"].stance) == ("doubting", "factive", "neutral")
    assert (verbs["say"].act, verbs["believe"].act, verbs["support"].act) == ("speech", "thought", "attitude")
    assert verbs["criticise"][1:] == verbs["criticize"][1:]
    assert verbs["smile"].frames == ("quote",)


def test_phrases_say_where_the_source_stands(lexicon: Lexicon) -> None:
    phrases = {words for rows in lexicon.phrase_cues.values() for words, _ in rows}
    assert ("according", "to", "X") in phrases
    assert {("in", "X", "'s", "view"), ("in", "X", "’s", "view")} <= phrases
    assert all(words.count("X") == 1 for words in phrases)


def test_roles_know_their_equals_and_gender(lexicon: Lexicon) -> None:
    roles = lexicon.role_by
    assert "head of state" in roles["president"].same_as
    assert roles["spokeswoman"].gender == "f"
    assert roles["president"].gender is None
    assert (roles["officials"].kind, roles["official"].kind, roles["report"].kind) == ("group", "person", "document")


# patterns ---------------------------------------------------------------------------------------------------


def test_a_hyphen_may_be_a_hyphen_a_space_or_nothing() -> None:
    assert {"anti terrorist", "antiterrorist", "anti terrorists"} <= spellings("anti-terrorist")
    assert spellings("freedom fighter") == {"freedom fighter", "freedom fighters"}


def test_alternatives_and_brackets() -> None:
    assert spellings("special (military|) operation!") == {"special military operation", "special operation"}
    assert spellings("(a|b) (c!|d!)|e!") == {"a c", "a d", "b c", "b d", "e"}


def test_inflection_follows_the_part_of_speech() -> None:
    assert {"looted", "looting", "loots"} <= spellings("loot/VERB")
    assert "looted" not in spellings("loot/NOUN")
    assert {"parties", "men", "churches"} <= spellings("party|man|church")
    assert {"fled", "denied", "planned"} <= spellings("flee/VERB|deny/VERB|plan/VERB")
    assert spellings("alleged/ADJ") == {"alleged"}


def test_british_and_american_spelling() -> None:
    assert "neutralized" in spellings("neutralise/VERB")
    assert "neutralised" in spellings("neutralize/VERB")
    assert {"labor camp", "labour camp"} <= spellings("labour camp")
    assert {"self defense force"} <= spellings("self-defence force")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "empty alternative"),
        ("riot|", "empty alternative"),
        ("(riot", "never closed"),
        ("riot)", "never opened"),
        ("-riot", "begins with"),
        ("riot -", "ends with"),
        ("riot/THING", "after the slash"),
        ("r*ot", "is not a word"),
        ("(a|b|c|d|e|f) " * 6, f"more than {MAX_FORMS}"),
        ("((((a))))", "three deep"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_why(pattern: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        forms(pattern)


@settings(max_examples=100)
@given(st.text(alphabet="ab()|-… /NOUVERB!'’*é\n", max_size=25))
def test_any_pattern_is_read_or_refused(pattern: str) -> None:
    try:
        found = forms(pattern)
    except ValueError:
        return
    assert found
    assert all(part == part.lower() for form in found for part in form.parts)


# files from a spreadsheet -----------------------------------------------------------------------------------


def test_a_file_saved_by_a_spreadsheet_loads(folder: Path, lexicon: Lexicon) -> None:
    rows = list(csv.reader(io.StringIO((folder / "roles.csv").read_text(encoding="utf-8"), newline="")))
    with (folder / "roles.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows([*([*row, ""] for row in rows), [""] * 6])
    assert load(folder).roles == lexicon.roles


@pytest.mark.parametrize(
    ("name", "line", "column", "says"),
    [
        ("labels.csv", "rioters,rioter-ish(,x,protest,protester,opponents,,,me", "pattern", "never closed"),
        ("labels.csv", "hood,hood,x,protest,protester,bad guys,,,me", "side", "none of supporters, opponents, neutral"),
        ("labels.csv", "hood,hood,x,protest,protester,opponents,,,", "source", "empty"),
        ("labels.csv", "hood,hood,x,,protester,opponents,,,me", "topic", "empty"),
        ("labels.csv", "what he calls,what … call/VERB,x,protest,protester,opponents,,,me", "pattern", "one gap"),
        ("labels.csv", "thugs,thug,x,protest,protester,opponents,,,me", "pattern", "'thug' is already in row"),
        ("labels.csv", "thug,a thuggish one,x,protest,protester,opponents,,,me", "entry", "'thug' is already in row"),
        ("labels.csv", "hood,hood,x,protest,protester,opponents,,,me,and more", "source", "beyond the last column"),
        ("markers.csv", "mock,mock/ADJ,scornful,noun phrase,me", "kind", "none of distancing"),
        ("markers.csv", "mock,mock/ADJ,distancing,sentence,me", "scope", "none of noun phrase"),
        ("cues.csv", "tattle,verb,gossip,neutral,clause,me", "act", "none of speech"),
        ("cues.csv", "tattle,verb,speech,neutral,clause whatever,me", "frames", "'whatever' is none of"),
        ("cues.csv", "tattle,verb,speech,neutral,,me", "frames", "none of"),
        ("cues.csv", "in X's book,phrase,speech,neutral,clause,me", "frames", "parenthetical"),
        ("cues.csv", "say,verb,speech,neutral,clause,me", "lemma", "already in row"),
        ("roles.csv", "czarina,czar,f,person,me", "same_as", "'czar' has no row of its own"),
        ("roles.csv", "czarina,,x,person,me", "gender", "none of f, m"),
    ],
)
def test_a_bad_row_is_one_error_that_says_where(folder: Path, name: str, line: str, column: str, says: str) -> None:
    row = append(folder, name, line)
    with pytest.raises(LexiconError) as caught:
        load(folder)
    message = str(caught.value)
    assert message.startswith(f"{name}, row {row}, column {column}: ")
    assert says in message
    assert "\n" not in message


def test_a_blank_row_does_not_shift_the_row_numbers(folder: Path) -> None:
    append(folder, "roles.csv", ",,,,")
    row = append(folder, "roles.csv", "czarina,,f,creature,me")
    with pytest.raises(LexiconError, match=f"row {row}, column kind"):
        load(folder)


def test_a_file_that_is_missing_renamed_or_not_text_is_named(folder: Path) -> None:
    (folder / "cues.csv").write_text("lemma,pos,act,stance,frame,source\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"cues\.csv, row 1, column frames"):
        load(folder)
    (folder / "cues.csv").write_bytes("lemma,pos\ncaf\xe9,".encode("cp1252"))
    with pytest.raises(LexiconError, match=r"cues\.csv is not UTF-8"):
        load(folder)
    (folder / "cues.csv").unlink()
    with pytest.raises(LexiconError, match=r"cues\.csv cannot be read"):
        load(folder)


@settings(max_examples=60)
@given(st.binary(max_size=80))
def test_any_bytes_load_or_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("lexicons")
    for name in FILES:
        shutil.copy(paths.lexicons() / name, folder / name)
    original = (folder / "markers.csv").read_bytes()
    (folder / "markers.csv").write_bytes(original + data)
    try:
        result = str(load(folder).markers)
    except LexiconError as error:
        result = str(error)
    assert "markers.csv" in result or "so-called" in result
