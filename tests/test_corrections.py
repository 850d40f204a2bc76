"""speakers.csv merges, splits and renames speakers; a mistake in it is one clear error."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords.actors import Record
from whosewords.corpus import Corpus, read_corpus
from whosewords.corrections import read_speakers
from whosewords.sheets import SheetError

TEXTS = {
    "one.txt": "Ana Lopez said the harbour was empty. Peter Chan said the bridge was closed.",
    "two.txt": "Ana Lopez said the market was full. A spokesman for the port said nobody fell.",
}


def write(folder: Path, csv: str, encoding: str = "utf-8") -> Path:
    (folder / "speakers.csv").write_bytes(csv.encode(encoding))
    return folder


def corpus(folder: Path, csv: str | None = None, texts: Mapping[str, str] = TEXTS) -> Corpus:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    if csv is not None:
        write(folder, csv)
    return read_corpus(folder, progress=False)


def speakers(made: Corpus) -> set[tuple[str, str]]:
    """Return who speaks in which article, by name, and check that every table agrees."""
    said = made.attributions
    spoken = {
        (article_id, made.name_of(actor_id))
        for article_id, actor_id in zip(said["article_id"], said["speaker_id"], strict=True)
    }
    segments = made.segments[made.segments["attribution_id"].notna()]
    assert spoken == {(a, made.name_of(s)) for a, s in zip(segments["article_id"], segments["speaker_id"], strict=True)}
    assert not made.actors["actor_id"].duplicated().any()
    return spoken


def record(name: str, *aliases: str, kind: str = "person") -> Record:
    return Record(name, kind, list(aliases), [(["mayor"], [])], True)  # type: ignore[arg-type]


# what it changes -------------------------------------------------------------------------------------------


def test_without_a_file_nothing_is_changed(tmp_path: Path) -> None:
    rename, n = read_speakers(tmp_path)
    records = [record("Ana Lopez", "Lopez"), record("Peter Chan")]
    assert (rename("one.txt", records), n) == (records, 0)
    made = corpus(tmp_path)
    assert {("one.txt", "Ana Lopez"), ("one.txt", "Peter Chan"), ("two.txt", "Ana Lopez")} < speakers(made)
    assert made.provenance["renamed_speakers"] == 0


@pytest.mark.parametrize("new", ["Ana María López", "Evita", "the mayor of the port"])
def test_a_speaker_is_renamed_in_every_article(tmp_path: Path, new: str) -> None:
    made = corpus(tmp_path, f"speaker,is\nAna Lopez,{new}\n")
    assert {("one.txt", new), ("one.txt", "Peter Chan"), ("two.txt", new)} < speakers(made)
    actors = made.actors.set_index("name")
    assert list(actors.index).count(new) == 1
    assert "Ana Lopez" not in actors.index
    assert actors["aliases"][new][0] == "Ana Lopez"
    assert made.provenance["renamed_speakers"] == 1


@pytest.mark.parametrize("new", ["Ana Lopez", "Evita", "Peter Chan", "the two of them"])
def test_two_speakers_given_one_name_become_one(tmp_path: Path, new: str) -> None:
    made = corpus(tmp_path, f"speaker,is\nAna Lopez,{new}\nPeter Chan,{new}\n")
    assert {("one.txt", new), ("two.txt", new)} < speakers(made)
    assert made.actors["name"].tolist().count(new) == 1
    assert not {"Ana Lopez", "Peter Chan"} - {new} & set(made.actors["name"])


def test_those_who_have_a_single_name_that_is_given_to_others_are_the_same(tmp_path: Path) -> None:
    texts = {
        "one.txt": "Evita said the harbour was empty. Ana Lopez said the bridge was closed.",
        "two.txt": "Evita said the market was full.",
        "three.txt": "Ana Lopez said rain fell.",
    }
    everywhere = corpus(tmp_path, "speaker,is\nAna Lopez,Evita\n", texts)
    assert speakers(everywhere) == {(article_id, "Evita") for article_id in texts}
    assert everywhere.actors["name"].tolist().count("Evita") == 1
    here = corpus(tmp_path, "speaker,is,article\nAna Lopez,Evita,one.txt\n", texts)
    assert here.segments.query("article_id == 'one.txt' and voice != 'own'")["speaker_id"].nunique() == 1
    assert ("three.txt", "Ana Lopez") in speakers(here)


@pytest.mark.parametrize(
    "texts",
    [
        {"one.txt": "Ana Lopez said the harbour was empty. The Port Authority said the bridge was closed."},
        {"one.txt": "Ana Lopez said the harbour was empty.", "two.txt": "The Port Authority said rain fell."},
        {"one.txt": "The Port Authority said rain fell.", "two.txt": "Ana Lopez said the harbour was empty."},
        {"one.txt": "A spokesman said rain fell.", "two.txt": "Ana Lopez said the harbour was empty."},
    ],
)
def test_a_speaker_of_another_kind_is_merged_into_one_there_is(tmp_path: Path, texts: dict[str, str]) -> None:
    before = corpus(tmp_path, texts=texts)
    (other,) = {name for _, name in speakers(before)} - {"Ana Lopez"}
    made = corpus(tmp_path, f"speaker,is\n{other},Ana Lopez\n", texts)
    assert speakers(made) == {(article_id, "Ana Lopez") for article_id in texts}
    assert made.actors["actor_id"].tolist().count("ana-lopez") == 1
    assert made.actors["name"].tolist().count("Ana Lopez") == 1


def test_one_speaker_is_split_by_article(tmp_path: Path) -> None:
    rows = "Ana Lopez,Ana Lopez (the mayor),one.txt\nAna Lopez,Ana Lopez (the singer),two.txt\n"
    made = corpus(tmp_path, f"speaker,is,article\n{rows}")
    assert {("one.txt", "Ana Lopez (the mayor)"), ("two.txt", "Ana Lopez (the singer)")} < speakers(made)
    assert "Ana Lopez" not in made.actors["name"].tolist()


def test_a_row_for_one_article_goes_before_one_for_all_and_leaves_the_others_alone(tmp_path: Path) -> None:
    folder = write(
        tmp_path, "speaker,is,article\nLopez,Ana Lopez,\nLopez,Rosa Lopez,two.txt\nChan,Peter Chan,two.txt\n"
    )
    rename, n = read_speakers(folder)
    given_ = [record("Lopez"), record("Chan")]
    assert n == 3
    assert [r.name for r in rename("one.txt", given_)] == ["Ana Lopez", "Chan"]
    assert [r.name for r in rename("two.txt", given_)] == ["Rosa Lopez", "Peter Chan"]


def test_a_speaker_is_found_by_an_alias_and_however_it_is_cased(tmp_path: Path) -> None:
    rename, _ = read_speakers(write(tmp_path, "speaker,is\nlópez,Ana López García\n"))
    (changed,) = rename("one.txt", [record("Ana López", "LÓPEZ", "she")])
    assert changed.name == "Ana López García"
    assert changed.aliases == ["Ana López", "LÓPEZ", "she"]


def test_a_speaker_may_be_renamed_to_its_own_alias(tmp_path: Path) -> None:
    rename, _ = read_speakers(write(tmp_path, "speaker,is\nAna Lopez,Lopez\n"))
    (changed,) = rename("one.txt", [record("Ana Lopez", "Lopez")])
    assert (changed.name, changed.aliases) == ("Lopez", ["Ana Lopez"])


def test_somebody_unnamed_who_is_given_a_name_is_a_person(tmp_path: Path) -> None:
    rename, _ = read_speakers(write(tmp_path, "speaker,is\na spokesman,Peter Chan\na neighbour,the other neighbour\n"))
    named, unnamed, group = rename(
        "one.txt",
        [record("a spokesman", kind="unnamed"), record("a neighbour", kind="unnamed"), record("police", kind="group")],
    )
    assert (named.kind, unnamed.kind, group.kind) == ("person", "unnamed", "group")


def test_a_correction_needs_no_new_annotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(tmp_path)
    from whosewords import annotate

    def refuse(*_: object) -> None:
        raise AssertionError("an article was annotated again")

    monkeypatch.setattr(annotate, "annotate_doc", refuse)
    made = corpus(tmp_path, "speaker,is\nPeter Chan,Robert Chan\n")
    assert ("one.txt", "Robert Chan") in speakers(made)


def test_a_file_beside_a_single_article_holds_for_it(tmp_path: Path) -> None:
    corpus(tmp_path, "speaker,is,article\nPeter Chan,Robert Chan,one.txt\n")
    made = read_corpus(tmp_path / "one.txt", progress=False)
    assert speakers(made) == {("one.txt", "Ana Lopez"), ("one.txt", "Robert Chan")}


# how it is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("csv", "encoding"),
    [
        ("speaker,is\nLopez,Ana López\n", "utf-8-sig"),
        ("speaker,is\r\nLopez,Ana López\r\n", "utf-8"),
        (' Speaker ,IS,note\n Lopez , "Ana López" ,see page 3\n', "utf-8"),
        ("note,is,article,speaker\n,Ana López,,Lopez\n\n , , , \n", "utf-8"),
        ("speaker,is\nLopez,Ana López,,,,\n", "utf-8"),
        ("speaker;is\nLopez;Ana López\n", "utf-8"),
        ("speaker,is,article\nLopez,Ana López\n", "utf-8"),
        ("speaker,is\nLopez,Ana López\nLOPEZ,Ana López\n", "utf-8"),
    ],
)
def test_as_spreadsheets_write_it(tmp_path: Path, csv: str, encoding: str) -> None:
    rename, n = read_speakers(write(tmp_path, csv, encoding))
    assert n == 1
    assert rename("one.txt", [record("Lopez")])[0].name.strip(' "') == "Ana López"


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("", "no column 'speaker'"),
        ("name,is\nLopez,Ana\n", "no column 'speaker'; the columns are speaker, is, article"),
        ("speaker,new\nLopez,Ana\n", "no column 'is'; the columns are speaker, is, article"),
        ("speaker,is\nLopez,Ana\nChan,\n", "row 3, column is: is empty; fill it in"),
        ("speaker,is\n,Ana\n", "row 2, column speaker: is empty; fill it in"),
        ("speaker,is\nLopez\n", "row 2, column is: is empty"),
        ("speaker,is\n\nLopez,Ana\n\n\nChan,\n", "row 6, column is: is empty"),
        ("speaker,is\nLopez,Ana\nlopez,Rosa\n", "row 3, column is: 'lopez' was 'Ana' in an earlier row"),
        ("speaker,is,article\nLopez,Ana,one.txt\nLopez,Rosa,one.txt\n", "row 3, column is: 'Lopez' was 'Ana'"),
    ],
)
def test_a_mistake_names_file_row_and_column(tmp_path: Path, csv: str, message: str) -> None:
    with pytest.raises(SheetError) as error:
        read_speakers(write(tmp_path, csv))
    assert str(error.value).startswith(str(tmp_path / "speakers.csv"))
    assert message in str(error.value)


@pytest.mark.parametrize("data", ["speaker,is\nLopez,Ana López\n".encode("cp1252"), b"\x00\xff\xfe\x01\x80"])
def test_what_is_no_utf8_says_how_to_save_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "speakers.csv").write_bytes(data)
    with pytest.raises(SheetError, match=r"speakers\.csv: cannot be read .*save it as CSV in UTF-8"):
        read_speakers(tmp_path)


def test_a_mistake_stops_the_reading_of_the_corpus(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="row 2, column is"):
        corpus(tmp_path, "speaker,is\nLopez,\n")


@settings(max_examples=60)
@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda t: f"speaker,is,article\n{t}".encode(
    "utf-8", "surrogatepass"))))  # fmt: skip
def test_any_bytes_are_corrections_or_one_clear_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "any bytes"
    folder.mkdir(exist_ok=True)
    (folder / "speakers.csv").write_bytes(data)
    with suppress(SheetError):
        rename, n = read_speakers(folder)
        assert n >= 0
        assert len(rename("one.txt", [record("Lopez")])) == 1
