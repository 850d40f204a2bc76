"""Articles become rows once: what is kept is not done again, and one bad article does not take the others down."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from whosewords import annotate, language, lexicon, paths, tables
from whosewords.actors import Cast
from whosewords.annotate import Annotated, kept, many
from whosewords.articles import LeftOut
from whosewords.corpus import RESERVED, Corpus
from whosewords.tables import TABLES, Article

LEXICON = lexicon.load()
HARBOUR = "Ana Lopez said the so-called rebels had left the harbour. “We go home,” she told Bo Chan. Rain fell."
BRIDGE = "The bridge is closed. Bo Chan, the mayor, claimed that Lopez knew it. According to the police, nobody fell."
MARKET = "A soi-disant expert praised the market. “It's good,” he said, adding that prices weren't his concern."
TEXTS = {"harbour.txt": HARBOUR, "bridge.txt": BRIDGE, "market.txt": MARKET}


def article(article_id: str, text: str, **changed: Any) -> Article:
    plain = Article(article_id, None, None, None, None, None, None, "en", None, text, 0, article_id, "", None, [])
    return plain._replace(**changed)


def articles(names: Iterable[str] = TEXTS) -> list[Article]:
    return [article(name, TEXTS[name]) for name in names]


def run(given: Sequence[Article], file: Path | None = None, **options: Any) -> list[Annotated]:
    done = list(annotate.annotate(given, options.pop("lexicon", LEXICON), cache_file=file, **options))
    assert all(isinstance(d, Annotated) for d in done), done
    return [d for d in done if isinstance(d, Annotated)]


def frames(done: Sequence[Annotated]) -> dict[str, pd.DataFrame]:
    """Return the tables of a corpus put together from annotated articles."""
    cast = Cast()
    rows: dict[str, list[Any]] = {t: [] for t in TABLES}
    for each in done:
        for table, of_table in annotate.assemble(each, cast, lambda _, records: list(records)).rows.items():
            rows[table].extend(of_table)
    rows["actors"] = [*RESERVED, *cast.actors()]
    return {t: tables.frame(t, r) for t, r in rows.items()}


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert set(one) == set(other) == set(TABLES)
    for table in TABLES:
        pd.testing.assert_frame_equal(one[table], other[table], obj=table)


def test_rows_are_kept_for_each_confidence(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    everything, sure, nothing = (run(articles(), file, min_confidence=c) for c in (0.0, 0.9, 1.0))
    counts = [sum(len(d.rows["attributions"]) for d in done) for done in (everything, sure, nothing)]
    assert counts[0] > counts[1] > counts[2] == 0
    assert all(row.confidence >= 0.9 for d in sure for row in d.rows["attributions"])
    assert {row.voice for d in nothing for row in d.rows["segments"]} == {"own"}
    for done, least in ((everything, 0.0), (sure, 0.9)):
        assert_same(frames(run(articles(), file, min_confidence=least)), frames(done))
        assert_same(frames(run(articles(), jobs=2, min_confidence=least)), frames(done))


def test_whom_a_word_stands_for_does_not_depend_on_how_sure_everything_has_to_be() -> None:
    text = "A witness claimed the harbour was shut. She said it was dark. “Nobody came,” said Ana Lopez."
    (everything,) = run([article("told.txt", text)])
    rows = everything.rows["attributions"]
    speakers = {row.source_start: row.speaker_id for row in rows}
    assert len(speakers) >= 3
    for least in sorted({row.confidence for row in rows}):
        (sure,) = run([article("told.txt", text)], min_confidence=least)
        assert [one.name for one in sure.cast] == [one.name for one in everything.cast]
        assert all(speakers[row.source_start] == row.speaker_id for row in sure.rows["attributions"])
        heard = {row.speaker_id for row in sure.rows["attributions"] if row.act != "attitude"}
        assert {str(n) for n, one in enumerate(sure.cast) if one.speaks} == heard


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that are parsed from here on."""
    texts: list[str] = []
    parse = language.parse

    def recording(given: Iterable[str]) -> Iterator[Any]:
        given = list(given)
        texts.extend(given)
        return parse(given)

    monkeypatch.setattr(language, "parse", recording)
    return texts


@pytest.fixture
def annotated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids of the articles whose rows are made from here on."""
    ids: list[str] = []
    make = annotate.annotate_doc

    def recording(given: Article, *rest: Any) -> Annotated:
        ids.append(given.article_id)
        return make(given, *rest)

    monkeypatch.setattr(many, "annotate_doc", recording)
    return ids


def no_parse(texts: Iterable[str]) -> Iterator[Any]:
    raise AssertionError("something was parsed again")


# what the rows say -----------------------------------------------------------------------------------------


def test_the_tables_of_invented_articles_are_as_declared_and_none_is_empty() -> None:
    made = frames(run(articles()))
    for table in TABLES:
        assert len(tables.validate(table, made[table])), table


def test_keys_are_unique_and_places_lie_in_the_text() -> None:
    made = frames(run(articles()))
    for table, names in {
        "sentences": ["sentence_id"], "tokens": ["token_id"], "segments": ["segment_id"], "labels": ["label_id"],
        "markers": ["marker_id"], "attributions": ["attribution_id"], "sentiment": ["segment_id", "scorer"],
    }.items():  # fmt: skip
        assert not made[table].duplicated(["article_id", *names]).any(), table
    words = made["tokens"][["article_id", "start", "end", "text"]].to_dict("list")
    for article_id, start, end, word in zip(*words.values(), strict=True):
        assert TEXTS[article_id][start:end] == word


def test_every_word_lies_in_its_segment_and_sentence() -> None:
    made = frames(run(articles()))
    words = made["tokens"].merge(made["segments"], on=["article_id", "segment_id"], suffixes=("", "_of_segment"))
    assert len(words) == len(made["tokens"]) > 30
    assert (words["start"] >= words["start_of_segment"]).all()
    assert (words["end"] <= words["end_of_segment"]).all()
    assert (words["sentence_id"] == words["sentence_id_of_segment"]).all()
    counts = words.groupby(["article_id", "segment_id"]).size()
    with_words = made["segments"].query("n_words > 0").set_index(["article_id", "segment_id"])["n_words"]
    assert counts.to_dict() == with_words.to_dict()
    assert made["articles"].set_index("article_id")["n_words"].to_dict() == words.groupby("article_id").size().to_dict()


def test_heads_are_words_of_the_same_sentence() -> None:
    words = frames(run(articles()))["tokens"]
    heads = words.dropna(subset=["head"]).merge(
        words, left_on=["article_id", "head"], right_on=["article_id", "token_id"], suffixes=("", "_of_head")
    )
    assert len(heads) == words["head"].notna().sum() > 0
    assert (heads["sentence_id"] == heads["sentence_id_of_head"]).all()


def test_every_actor_named_in_a_row_is_in_the_cast() -> None:
    made = frames(run(articles()))
    known = set(made["actors"]["actor_id"])
    chains = {a for chain in made["segments"]["chain"] for a in chain.split(tables.CHAIN_ARROW)}
    for table, column in (("mentions", "actor_id"), ("attributions", "speaker_id"), ("segments", "worded_by"),
                          ("labels", "worded_by"), ("markers", "distanced_by")):  # fmt: skip
        assert set(made[table][column]) <= known
    assert chains <= known
    assert "article" in chains
    assert "ana-lopez" in chains


def test_a_chain_names_a_speaker_once_where_two_become_one() -> None:
    (done,) = run([article("a.txt", "Ana Lopez said that Bo Chan had claimed the bridge was closed.")])
    cast = Cast()
    made = annotate.assemble(done, cast, lambda _, records: [r._replace(name="Ana Lopez") for r in records])
    assert {s.chain for s in made.rows["segments"]} == {"article", "article > ana-lopez"}


def test_a_headline_is_one_only_where_the_text_begins_with_the_title() -> None:
    with_title, without = run([
        article("a.txt", f"Harbour empty\n\n{HARBOUR}", title="Harbour empty"),
        article("b.txt", HARBOUR, title="Harbour empty"),
    ])  # fmt: skip
    assert [s.in_headline for s in with_title.rows["sentences"]].count(True) == 1
    assert with_title.rows["sentences"][0].in_headline
    assert not any(s.in_headline for s in without.rows["sentences"])


# what is not done twice ------------------------------------------------------------------------------------


def test_a_second_run_parses_nothing_and_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, annotated: list[str]
) -> None:
    file = tmp_path / "kept" / "annotations.sqlite"
    first = run(articles(), file)
    assert annotated == list(TEXTS)
    monkeypatch.setattr(language, "parse", no_parse)
    again = run(articles(), file)
    assert annotated == list(TEXTS)
    assert_same(frames(again), frames(first))


def test_what_is_kept_is_the_same_as_what_is_made_without_a_cache(tmp_path: Path, seed_corpus: Corpus) -> None:
    given = [*articles(), article("seed.txt", seed_corpus.articles["text"][0], title=seed_corpus.articles["title"][0])]
    file = tmp_path / "annotations.sqlite"
    run(given, file)
    assert_same(frames(run(given, file)), frames(run(given)))


def test_rows_from_a_kept_parse_are_those_of_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, annotated: list[str], seed_corpus: Corpus
) -> None:
    given = [*articles(), article("seed.txt", seed_corpus.articles["text"][0])]
    fresh = run(given)
    file = tmp_path / "annotations.sqlite"
    run(given, file, scorers=("vader",))
    monkeypatch.setattr(language, "parse", no_parse)
    annotated.clear()
    again = run(given, file)
    assert annotated == [a.article_id for a in given]
    assert_same(frames(again), frames(fresh))


def test_another_lexicon_makes_new_rows_of_the_kept_parse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, annotated: list[str]
) -> None:
    file = tmp_path / "annotations.sqlite"
    before = frames(run(articles(), file))
    folder = shutil.copytree(paths.lexicons(), tmp_path / "lexicons")
    with (folder / "markers.csv").open("a", encoding="utf-8") as lines:
        lines.write("praised the,praised the!,distancing,noun phrase,a test\n")
    monkeypatch.setattr(language, "parse", no_parse)
    annotated.clear()
    after = frames(run(articles(), file, lexicon=lexicon.load(folder)))
    assert annotated == list(TEXTS)
    new = set(zip(after["markers"]["article_id"], after["markers"]["text"], strict=True))
    assert new - set(zip(before["markers"]["article_id"], before["markers"]["text"], strict=True)) == {
        ("market.txt", "praised the")
    }
    annotated.clear()
    assert_same(frames(run(articles(), file)), before)
    assert annotated == []


def test_one_more_article_is_the_only_one_annotated(tmp_path: Path, parsed: list[str], annotated: list[str]) -> None:
    file = tmp_path / "annotations.sqlite"
    run(articles(["harbour.txt", "market.txt"]), file)
    parsed.clear()
    annotated.clear()
    done = run(articles(), file)
    assert parsed == [BRIDGE]
    assert annotated == ["bridge.txt"]
    assert [d.article.article_id for d in done] == list(TEXTS)


def test_what_is_kept_goes_by_text_and_not_by_name(tmp_path: Path, parsed: list[str]) -> None:
    file = tmp_path / "annotations.sqlite"
    run([article("old name.txt", HARBOUR)], file)
    parsed.clear()
    (done,) = run([article("new name.txt", HARBOUR, outlet="The Daily")], file)
    assert parsed == []
    assert done.article.outlet == "The Daily"
    assert {row.article_id for rows in done.rows.values() for row in rows} == {"new name.txt"}


def test_another_title_makes_new_rows(tmp_path: Path, parsed: list[str]) -> None:
    file = tmp_path / "annotations.sqlite"
    text = f"Harbour empty\n\n{HARBOUR}"
    run([article("a.txt", text)], file)
    parsed.clear()
    (done,) = run([article("a.txt", text, title="Harbour empty")], file)
    assert done.rows["sentences"][0].in_headline
    assert parsed == []


def test_a_change_of_code_or_pipeline_makes_everything_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str], annotated: list[str]
) -> None:
    file = tmp_path / "annotations.sqlite"
    given = articles(["harbour.txt"])
    run(given, file)
    parsed.clear()
    annotated.clear()
    monkeypatch.setattr(kept, "ANNOTATING", ("annotate",))
    run(given, file)
    assert (parsed, annotated) == ([], ["harbour.txt"])
    monkeypatch.setattr(language, "pipeline_version", lambda: "another pipeline")
    run(given, file)
    assert (parsed, annotated) == ([HARBOUR], ["harbour.txt"] * 2)


def test_a_change_of_how_texts_are_parsed_parses_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    package = shutil.copytree(Path(annotate.__file__).parents[1], tmp_path / "package")
    monkeypatch.setattr(kept, "__file__", str(package / "annotate" / "kept.py"))
    kept._code.cache_clear()
    try:
        file = tmp_path / "annotations.sqlite"
        run(articles(["harbour.txt"]), file)
        run(articles(["harbour.txt"]), file)
        assert parsed == [HARBOUR]
        with (package / "language.py").open("a", encoding="utf-8") as code:
            code.write("# another rule of where sentences end\n")
        kept._code.cache_clear()
        run(articles(["harbour.txt"]), file)
        assert parsed == [HARBOUR] * 2
    finally:
        kept._code.cache_clear()


@pytest.mark.parametrize("harm", ["no database", "cut short", "empty", "values damaged"])
def test_a_damaged_cache_is_an_empty_one(tmp_path: Path, harm: str, parsed: list[str]) -> None:
    file = tmp_path / "annotations.sqlite"
    first = run(articles(["harbour.txt"]), file)
    if harm == "values damaged":
        import sqlite3

        with sqlite3.connect(file) as db:
            assert db.execute("UPDATE kept SET value = x'00' || value").rowcount == 2
        db.close()
    else:
        whole = file.read_bytes()
        file.write_bytes({"no database": b"never a database " * 400, "cut short": whole[:5000], "empty": b""}[harm])
    parsed.clear()
    again = run(articles(["harbour.txt"]), file)
    assert parsed == [HARBOUR]
    assert_same(frames(again), frames(first))


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a file where the folder should be")
    assert len(run(articles(["harbour.txt"]), in_the_way / "annotations.sqlite")) == 1


# more than one ---------------------------------------------------------------------------------------------


def test_two_processes_make_the_same_tables_as_one(tmp_path: Path) -> None:
    file = tmp_path / "annotations.sqlite"
    two = frames(run(articles(), file, jobs=2))
    assert_same(two, frames(run(articles())))
    assert_same(two, frames(run(articles(), file)))


def test_articles_come_back_in_order_over_several_batches(tmp_path: Path) -> None:
    given = [article(f"{n}.txt", f"Ana Lopez said {n} ships had left.") for n in range(many.CHUNK * 2 + 1)]
    file = tmp_path / "annotations.sqlite"
    run(given[1::3], file)
    seen: list[str] = []
    done = run(given, file, on_done=lambda a: seen.append(a.article_id))
    assert [d.article for d in done] == [a._replace(n_words=7) for a in given]
    assert seen == [a.article_id for a in given]


def test_nothing_is_read_ahead_of_its_batch() -> None:
    read: list[int] = []

    def given() -> Iterator[Article]:
        for n in range(many.CHUNK * 3):
            read.append(n)
            yield article(f"{n}.txt", "Rain fell.")

    done = annotate.annotate(given(), LEXICON)
    next(done)
    assert len(read) == many.CHUNK
    done.close()  # type: ignore[attr-defined]


def test_no_articles_make_nothing(tmp_path: Path) -> None:
    assert run([], tmp_path / "annotations.sqlite") == []


def test_an_empty_text_makes_no_rows_and_no_trouble() -> None:
    empty, other = run([article("empty.txt", ""), article("harbour.txt", HARBOUR)])
    assert not any(empty.rows.values())
    assert empty.article.n_words == 0 < other.article.n_words


def test_an_article_that_cannot_be_annotated_is_left_out_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = annotate.annotate_doc

    def failing(given: Article, *rest: Any) -> Annotated:
        if given.article_id == "bridge.txt":
            raise RuntimeError("no such bridge")
        return make(given, *rest)

    file = tmp_path / "annotations.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(many, "annotate_doc", failing)
        harbour, bridge, market = annotate.annotate(articles(), LEXICON, cache_file=file)
    assert isinstance(harbour, Annotated)
    assert isinstance(market, Annotated)
    assert isinstance(bridge, LeftOut)
    assert bridge.source_file == "bridge.txt"
    assert "RuntimeError: no such bridge" in bridge.reason
    assert_same(frames(run(articles(), file)), frames(run(articles())))  # a failure is not kept


def test_an_article_that_cannot_be_parsed_is_left_out_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = language.parse

    def failing(given: Iterable[str]) -> Iterator[Any]:
        given = list(given)
        if BRIDGE in given:
            raise MemoryError("too long a bridge")
        return parse(given)

    monkeypatch.setattr(language, "parse", failing)
    harbour, bridge, market = annotate.annotate(articles(), LEXICON)
    assert isinstance(harbour, Annotated)
    assert isinstance(market, Annotated)
    assert isinstance(bridge, LeftOut)
    assert "too long a bridge" in bridge.reason


def test_duplicates_are_articles_and_nothing_else(parsed: list[str]) -> None:
    done = run([article("a.txt", HARBOUR), article("b.txt", HARBOUR, duplicate_of="a.txt", n_words=19)])
    made = frames(done)
    assert made["articles"]["article_id"].tolist() == ["a.txt", "b.txt"]
    assert parsed == [HARBOUR]
    for table in TABLES:
        if table not in ("articles", "actors"):
            assert set(made[table]["article_id"]) <= {"a.txt"}, table


# what made it ----------------------------------------------------------------------------------------------


def test_the_manifest_names_versions_lexicons_and_scorers() -> None:
    made = annotate.manifest(replace(LEXICON, hashes={"cues.csv": "abc"}), ("vader",))
    assert made["lexicons"] == {"cues.csv": "abc"}
    assert made["scorers"] == ["vader"]
    assert made["pipeline"] == language.pipeline_version()
    assert pd.__version__ == made["packages"]["pandas"]


def test_the_cache_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOSEWORDS_CACHE", str(tmp_path / "elsewhere"))
    assert annotate.default_cache() == (tmp_path / "elsewhere" / "annotations.sqlite").resolve()
    assert annotate.default_jobs() >= 1
