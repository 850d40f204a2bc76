"""speakers.csv and corrections.csv: what people put right, and what does not fit; a mistake is one clear error."""

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import annotate, corrections, lexicon, tables
from whosewords.actors import Cast, Record
from whosewords.analyses.speakers import voice_sentences
from whosewords.annotate import Annotated
from whosewords.corpus import RESERVED, Corpus, from_tables, read_corpus, write_store
from whosewords.corrections import Corrected, Overlay, read_speakers
from whosewords.sentiment import DEFAULT
from whosewords.sheets import SheetError
from whosewords.tables import Article

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
    from whosewords.annotate import many

    def refuse(*_: object) -> None:
        raise AssertionError("an article was annotated again")

    monkeypatch.setattr(many, "annotate_doc", refuse)
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


# corrections.csv: voices, speakers, labels, missed sources -----------------------------------------------------

PIECE = (
    "Harbour empty\n\nAna Lopez said the harbour was empty. The mayor claimed that the rebels had closed the bridge. "
    "“We go home,” Lopez told reporters. The council said that Peter Chan had warned that rioters were near. "
    "Rain fell on the “safe” harbour and the rebels. The bridge was closed, and the harbour was empty again."
)
HEADER = "article,text,occurrence,correction,is,worded_by\n"


@pytest.fixture(scope="module")
def piece() -> Annotated:
    """Return PIECE as the machine has it: Lopez twice, the mayor, and Chan through the council."""
    article = Article(
        "one.txt", None, None, None, "Harbour empty", None, None, "en", None, PIECE, 0, "one.txt", "0", None, []
    )
    (done,) = annotate.annotate([article], lexicon.load())
    assert isinstance(done, Annotated)
    return done


def lay(piece: Annotated, folder: Path, *rows: str, speakers: str = "") -> tuple[Corpus, list[Corrected]]:
    """Return the article as a corpus with rows of corrections.csv laid over it, and what became of each."""
    (folder / "corrections.csv").write_text(HEADER + "".join(f"one.txt,{row}\n" for row in rows), encoding="utf-8")
    if speakers:
        write(folder, speakers)
    overlay = Overlay(folder, DEFAULT)
    cast = Cast()
    made = annotate.assemble(overlay.lay(piece), cast, overlay.rename)
    known = [*RESERVED, *cast.actors()]
    frames = {t: tables.validate(t, tables.frame(t, r)) for t, r in (made.rows | {"actors": known}).items()}
    corpus_ = from_tables(**frames)
    consistent(corpus_)
    return corpus_, overlay.outcomes()


def consistent(made: Corpus) -> None:
    """Check that all tables tell the same story, whatever was corrected."""
    segments = list(made.segments.itertuples(index=False))
    assert [s.segment_id for s in segments] == list(range(len(segments)))
    assert all(a.end <= b.start for a, b in pairwise(segments))
    assert all(s.start < s.end and PIECE[s.start : s.end].strip() == PIECE[s.start : s.end] for s in segments)
    left = set(range(len(PIECE))) - {i for s in segments for i in range(s.start, s.end)}
    assert all(PIECE[i].isspace() for i in left)
    words = made.tokens.groupby("segment_id").size().to_dict()
    assert {s.segment_id: s.n_words for s in segments if s.n_words} == words
    for t in made.tokens.itertuples(index=False):
        s = segments[t.segment_id]
        assert s.start <= t.start < s.end
        assert s.sentence_id == t.sentence_id
    parents = {t.attribution_id: t for t in made.attributions.itertuples(index=False)}
    for t in parents.values():
        above = None if pd.isna(t.parent_id) else parents[t.parent_id]
        assert t.depth == (0 if above is None else above.depth + 1)
        assert t.content
    for s in segments:
        assert (s.voice == "own") == pd.isna(s.attribution_id) == (s.speaker_id == "article")
        assert s.chain.split(" > ")[-1] == s.speaker_id
        if s.voice == "own":
            assert (s.worded_by, s.chain) == ("article", "article")
        else:
            assert parents[s.attribution_id].speaker_id == s.speaker_id
            assert s.voice != "quote" or s.worded_by == s.speaker_id
            assert s.voice == "quote" or s.worded_by != s.speaker_id or s.speaker_id == "unknown"
    for label in made.labels.itertuples(index=False):
        s = segments[label.segment_id]
        assert s.start <= label.start < s.end
        assert (label.voice, label.speaker_id, label.worded_by) == (s.voice, s.speaker_id, s.worded_by)
    known = set(made.markers["marker_id"])
    assert set(made.labels["marker_id"].dropna()) <= known
    for m in made.markers.itertuples(index=False):
        assert (m.distanced_by, m.origin_known) == (
            segments[m.segment_id].worded_by,
            segments[m.segment_id].voice != "paraphrase",
        )
    scored = set(zip(made.sentiment["segment_id"], made.sentiment["scorer"], strict=True))
    assert scored == {(s.segment_id, scorer) for s in segments if s.n_words for scorer in DEFAULT}
    heard = set(made.attributions.loc[made.attributions["act"] != "attitude", "speaker_id"]) - {"unknown"}
    assert set(made.actors.loc[made.actors["speaks"], "actor_id"]) == heard


def voices(made: Corpus, text: str) -> list[tuple[str, str, str, str]]:
    """Return voice, speaker, worder and text of the segments that a stretch of PIECE has words in."""
    start = PIECE.index(text)
    return [
        (s.voice, made.name_of(s.speaker_id), made.name_of(s.worded_by), PIECE[s.start : s.end])
        for s in made.segments.itertuples(index=False)
        if s.n_words and s.start < start + len(text) and start < s.end
    ]


def test_a_speaker_is_put_right_for_the_whole_attribution(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(piece, tmp_path, "closed the bridge,,wrong speaker,Ana Lopez,")
    assert voices(made, "the rebels had closed") == [
        ("paraphrase", "Ana Lopez", "the article", "the rebels had closed the bridge.")
    ]
    assert (done.machine, done.corrected, done.problem) == ("The mayor", "Ana Lopez", None)
    assert PIECE[done.start : done.end] == "closed the bridge"
    (label,) = made.labels[made.labels["start"] == PIECE.index("rebels")].itertuples(index=False)
    assert made.name_of(label.speaker_id) == "Ana Lopez"
    assert not made.actors.set_index("name").loc["The mayor", "speaks"]


def test_a_quotation_goes_to_its_speaker_with_its_words(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(piece, tmp_path, "we go home,,wrong speaker,Rosa Diaz,")
    assert done.problem == "the article does not have this text"
    made, (done,) = lay(piece, tmp_path, "We go home,,wrong speaker,Rosa Diaz,")
    assert voices(made, "We go home") == [("quote", "Rosa Diaz", "Rosa Diaz", "We go home,")]
    assert made.actors.set_index("name").loc["Rosa Diaz", "kind"] == "person"
    made, _ = lay(piece, tmp_path, "We go home,,wrong speaker,Unknown,")
    assert voices(made, "We go home") == [("quote", "an unknown source", "an unknown source", "We go home,")]


def test_who_stands_between_is_put_right_for_those_inside(piece: Annotated, tmp_path: Path) -> None:
    made, (outer,) = lay(piece, tmp_path, "Peter Chan had warned that rioters,,wrong speaker,the mayor,")
    assert (outer.machine, outer.corrected) == ("council", "The mayor")
    chains = made.segments.loc[made.segments["start"] == PIECE.index("rioters"), "chain"].tolist()
    assert chains == ["article > the-mayor > peter-chan"]


def test_a_voice_is_put_right_for_the_text_alone(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(piece, tmp_path, "the rebels,1,wrong voice,quote,")
    assert voices(made, "the rebels had closed the bridge") == [
        ("quote", "The mayor", "The mayor", "the rebels"),
        ("paraphrase", "The mayor", "the article", "had closed the bridge."),
    ]
    assert (done.machine, done.corrected) == ("attributed, in the article’s words", "presented as their own words")
    assert made.attributions.loc[1, "mode"] == "mixed"
    made, _ = lay(piece, tmp_path, "the rebels had closed the bridge,,wrong voice,quote,")
    assert voices(made, "the rebels")[0][3] == "the rebels had closed the bridge."
    assert made.attributions.loc[1, "mode"] == "direct"
    made, _ = lay(piece, tmp_path, "rioters were near,,wrong voice,paraphrase,the council")
    assert voices(made, "rioters") == [("paraphrase", "Peter Chan", "council", "rioters were near.")]


def test_what_has_no_source_is_no_attribution_any_more(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(piece, tmp_path, "the rebels had closed the bridge,,wrong voice,own,")
    assert [v for v, *_ in voices(made, "the rebels had closed the bridge.")] == ["own"]
    assert (done.machine, done.corrected) == ("attributed, in the article’s words", "no source found")
    assert made.attributions["attribution_id"].tolist() == [0, 2, 3, 4]
    made, _ = lay(piece, tmp_path, "rioters were near,,wrong voice,own,")
    assert made.attributions["attribution_id"].tolist() == [0, 1, 2, 3]
    assert voices(made, "Peter Chan had warned that")[0][:2] == ("paraphrase", "council")
    made, _ = lay(piece, tmp_path, "had warned,,wrong voice,own,")
    assert [(t.attribution_id, len(t.content)) for t in made.attributions.itertuples()][3:] == [(3, 2), (4, 1)]


def test_an_attribution_around_another_may_be_withdrawn(piece: Annotated, tmp_path: Path) -> None:
    made, _ = lay(piece, tmp_path, "Peter Chan had warned that,,wrong voice,own,")
    assert [v for v, *_ in voices(made, "Peter Chan had warned that")] == ["own"]
    assert voices(made, "rioters")[0][:2] == ("paraphrase", "Peter Chan")


def test_a_missed_source_is_added(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(piece, tmp_path, "the harbour was empty again,,missing attribution,a fisherman,")
    assert voices(made, "the harbour was empty again") == [
        ("paraphrase", "a fisherman", "the article", "the harbour was empty again.")
    ]
    assert voices(made, "The bridge was closed")[0][0] == "own"
    added = made.attributions.iloc[-1]
    assert (added["rule"], added["mode"], added["depth"], added["confidence"]) == ("corrected", "indirect", 0, 1)
    assert done.machine == "no source found"
    assert done.corrected == "a fisherman, attributed, in the article’s words"
    assert made.actors.set_index("name").loc["a fisherman", "kind"] == "unnamed"


def test_what_stands_in_quotation_marks_there_are_the_speakers_words(piece: Annotated, tmp_path: Path) -> None:
    made, _ = lay(piece, tmp_path, "Rain fell on the “safe” harbour,,missing attribution,Ana Lopez,")
    assert [(v, w, text) for v, _, w, text in voices(made, "Rain fell on the “safe” harbour")] == [
        ("paraphrase", "the article", "Rain fell on the “"),
        ("quote", "Ana Lopez", "safe"),
        ("paraphrase", "the article", "” harbour"),
    ]
    assert made.attributions.iloc[-1]["mode"] == "mixed"
    assert made.markers.empty, "what somebody says in marks is no scare quote"


def test_a_missed_source_goes_around_what_it_reports(piece: Annotated, tmp_path: Path) -> None:
    whole = "The council said that Peter Chan had warned that rioters were near"
    made, _ = lay(piece, tmp_path, f"{whole},,missing attribution,Ana Lopez,")
    chains = made.segments.set_index("start")["chain"]
    assert chains[PIECE.index("rioters")] == "article > ana-lopez > council > peter-chan"
    made, _ = lay(piece, tmp_path, "had closed the bridge,,missing attribution,a witness,")
    chains = made.segments.set_index("start")["chain"]
    assert chains[PIECE.index("had closed")] == "article > the-mayor > a-witness"
    assert chains[PIECE.index("the rebels")] == "article > the-mayor"


def test_a_label_that_is_none_is_gone_there_and_only_there(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(piece, tmp_path, "rebels,2,not a label,,")
    assert made.labels["text"].tolist() == ["rebels", "rioters"]
    assert (done.machine, done.corrected) == ("label “rebel”", "not a label")


def test_rows_are_applied_one_after_the_other_beside_what_the_machine_said(piece: Annotated, tmp_path: Path) -> None:
    made, (first, second) = lay(
        piece, tmp_path, "The bridge was closed,,missing attribution,Peter Chan,",
        "The bridge was closed,,wrong voice,quote,", speakers="speaker,is\nPeter Chan,Piet\n",
    )  # fmt: skip
    assert voices(made, "The bridge was closed")[0][:3] == ("quote", "Piet", "Piet")
    assert first.machine == second.machine == "no source found"


def test_speakers_csv_comes_first(piece: Annotated, tmp_path: Path) -> None:
    made, (done,) = lay(
        piece, tmp_path, "closed the bridge,,wrong speaker,Evita,", speakers="speaker,is\nAna Lopez,Evita\n"
    )
    assert done.corrected == "Evita"
    assert made.actors["name"].tolist().count("Evita") == 1
    assert voices(made, "closed the bridge")[0][1] == "Evita"


def test_white_space_and_kinds_of_quotation_marks_do_not_matter(piece: Annotated, tmp_path: Path) -> None:
    _, (done,) = lay(piece, tmp_path, '"Rain  fell on the ""safe"" harbour",,missing attribution,Ana Lopez,')
    assert done.problem is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("the tunnel was closed,,wrong voice,own,", "the article does not have this text"),
        ("harb,,wrong voice,own,", "the article does not have this text"),
        ("“,,wrong voice,own,", "the text has no word in it"),
        ("the harbour was empty,,wrong speaker,Peter Chan,", "has this text 2 times; give the occurrence"),
        ("the harbour was empty,3,wrong speaker,Peter Chan,", "the article has this text only 2 times"),
        ("the harbour was empty,2,wrong speaker,Peter Chan,", "no one source was found for all of it"),
        ("Lopez said the harbour,,wrong speaker,Peter Chan,", "no one source was found for all of it"),
        ("closed the bridge,,wrong speaker,the mayor,", "the speaker is The mayor already; the row can go"),
        ("closed the bridge,,wrong speaker,the article,", "corrected as a wrong voice, which is own"),
        ("the harbour was empty,2,wrong voice,quote,", "correct that as a missing attribution"),
        ("the harbour was empty,2,wrong voice,own,", "the voice is so already; the row can go"),
        ("the harbour was empty,1,wrong voice,paraphrase,", "the voice is so already; the row can go"),
        ("the rebels had closed the bridge,,missing attribution,Ana Lopez,", "all that The mayor says is in it"),
        ("had closed the bridge,,missing attribution,The mayor,", "attributed to The mayor already; the row can go"),
        ("had closed the bridge,,missing attribution,article,", "the article is no source"),
        ("harbour,1,not a label,,", "there is no label here; the row can go"),
    ],
)
def test_what_does_not_fit_is_reported_and_changes_nothing(
    piece: Annotated, tmp_path: Path, row: str, problem: str
) -> None:
    as_it_was, _ = lay(piece, tmp_path)
    made, (done,) = lay(piece, tmp_path, row)
    assert done.problem is not None
    assert problem in done.problem
    assert (done.row, done.start, done.machine) == (2, None, None)
    for table in ("attributions", "segments", "labels", "markers"):
        assert getattr(made, table).equals(getattr(as_it_was, table)), table


def test_an_article_that_is_not_there_or_is_a_copy_is_reported(piece: Annotated, tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_text(
        HEADER + "two.txt,a,,not a label,,\nthree.txt,b,,not a label,,\n", encoding="utf-8"
    )
    overlay = Overlay(tmp_path, DEFAULT)
    copy = Annotated(piece.article._replace(article_id="three.txt", duplicate_of="one.txt"), [], {})
    assert overlay.lay(copy) == copy
    assert overlay.lay(piece) is piece
    assert [(c.row, c.problem) for c in overlay.outcomes()] == [
        (2, "there is no such article"), (3, "the article is an exact copy of one.txt: correct that one"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        (
            "article,text\n",
            "no column 'correction'; the columns are article, text, correction, occurrence, is, worded_by",
        ),
        ("article,text,correction,is\n,a,wrong voice,own\n", "row 2, column article: is empty"),
        ("article,text,correction,is\na,,wrong voice,own\n", "row 2, column text: is empty"),
        ("article,text,correction,is\na,b,wrong,own\n", "row 2, column correction: 'wrong' is none of wrong speaker, "),
        ("article,text,correction,is\na,b,wrong voice,mine\n", "column is: 'mine' is none of own, paraphrase, quote"),
        ("article,text,correction,is\na,b,wrong speaker,\n", "row 2, column is: is empty; fill it in"),
        ("article,text,correction,is\n\na,b,not a label,x\n", "row 3, column is: stays empty"),
        (HEADER + "a,b,0,wrong voice,own,\n", "row 2, column occurrence: '0' is no number from 1 on"),
        (HEADER + "a,b,²,wrong voice,own,\n", "row 2, column occurrence: '²' is no number from 1 on"),
        (HEADER + "a,b,,wrong voice,own,X\n", "row 2, column worded_by: is for the voice paraphrase only"),
    ],
)
def test_a_mistake_in_corrections_names_file_row_and_column(tmp_path: Path, csv: str, message: str) -> None:
    (tmp_path / "corrections.csv").write_text(csv, encoding="utf-8")
    with pytest.raises(SheetError) as error:
        Overlay(tmp_path, DEFAULT)
    assert str(error.value).startswith(str(tmp_path / "corrections.csv"))
    assert message in str(error.value)


WORDS = [m.span() for m in re.finditer(r"[\w“”]+", PIECE)]


@settings(max_examples=60)
@given(data=st.data())
def test_any_corrections_leave_one_story(
    piece: Annotated, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    rows = []
    for _ in range(data.draw(st.integers(1, 5))):
        first = data.draw(st.integers(0, len(WORDS) - 1))
        last = data.draw(st.integers(first, min(len(WORDS) - 1, first + 12)))
        start, end = WORDS[first][0], WORDS[last][1]
        text = PIECE[start:end]
        nth = len(re.findall(re.escape(text), PIECE[:end]))
        name = st.sampled_from(["Ana Lopez", "the council", "a child", "unknown", "Zoë Ng", "the article"])
        kind = data.draw(st.sampled_from(["wrong speaker", "wrong voice", "not a label", "missing attribution"]))
        right, worded_by = "" if kind == "not a label" else data.draw(name), ""
        if kind == "wrong voice":
            right = data.draw(st.sampled_from(["own", "paraphrase", "quote"]))
            worded_by = data.draw(name) if right == "paraphrase" and data.draw(st.booleans()) else ""
        rows.append(f'"{text}",{nth},{kind},{right},{worded_by}')
    _, done = lay(piece, tmp_path_factory.getbasetemp(), *rows)
    assert [c.row for c in done] == list(range(2, len(rows) + 2))


# in a corpus and on disk ---------------------------------------------------------------------------------------


def test_corrections_are_kept_with_the_corpus_shown_and_left_aside_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "corrections.csv").write_text(
        "article;text;correction;is\n"
        "one.txt;the bridge was closed;wrong speaker;Ana Lopez\none.txt;gone;wrong voice;own\n", encoding="utf-8"
    )  # fmt: skip
    made = corpus(folder)
    assert made.corrections["machine"].tolist()[0] == "Peter Chan"
    assert made.corrections["problem"].isna().tolist() == [True, False]
    shown = voice_sentences(made)
    assert shown.loc[shown["text"].str.contains("bridge"), "corrected"].dropna().unique().tolist() == ["Peter Chan"]
    assert shown.loc[~shown["text"].str.contains("bridge"), "corrected"].isna().all()
    stored = write_store(folder, tmp_path / "store", progress=False)
    pd.testing.assert_frame_equal(stored.corrections, made.corrections)
    machine = read_corpus(folder, corrections=False, progress=False)
    assert machine.corrections.empty
    assert ("one.txt", "Peter Chan") in speakers(machine)
    with pytest.raises(ValueError, match="a store with corrections in it; give the articles it was made from"):
        read_corpus(tmp_path / "store", corrections=False)


def test_a_row_is_added_behind_those_that_are_there_in_their_own_columns(tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    file.write_text("Note;article;text;correction;is\nmine;a;the town;wrong speaker;Ana Roy", encoding="utf-8")
    assert corrections.add(tmp_path, article="b", text="a; b", correction="wrong voice", **{"is": "own"}) == file
    assert file.read_text(encoding="utf-8-sig").splitlines() == [
        "Note;article;text;correction;is", "mine;a;the town;wrong speaker;Ana Roy", ';b;"a; b";wrong voice;own',
    ]  # fmt: skip


def test_a_row_that_cannot_be_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    good = {"article": "a", "text": "town", "correction": "not a label"}
    file = corrections.add(tmp_path, **good)
    before = file.read_bytes()
    for bad, told in (
        ({**good, "is": "x"}, "stays empty"), ({**good, "correction": "no"}, "is none of"),
        ({**good, "text": "=1+1"}, "formula"),
    ):  # fmt: skip
        with pytest.raises(SheetError, match=told):
            corrections.add(tmp_path, **bad)
    file.write_text("article,text,correction\n", encoding="utf-8")
    with pytest.raises(SheetError, match="no column 'is'"):
        corrections.add(tmp_path, **{**good, "is": "x"})
    assert before.decode("utf-8-sig").splitlines()[0] == "article,text,occurrence,correction,is,worded_by"
    assert [p.name for p in tmp_path.iterdir()] == ["corrections.csv"]
