"""The gold answers hold together, their loader refuses what cannot be placed, and the scores are what a hand finds."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gold
import pandas as pd
import pytest
import yaml
from gold import Counts, GoldArticle, GoldError, Share

from whosewords import tables

ARTICLES = gold.ROOT / "data" / "gold" / "articles"
GOLD = gold.load()
each_article = pytest.mark.parametrize("answers", GOLD, ids=lambda a: Path(a.article_id).stem)

TEXT = "Rain\n\nAnn said that Bob thinks it rains hard. “Go away now,” he said. It rained."
TINY: dict[str, Any] = {
    "corpus": "made",
    "article": "tiny.txt",
    "fictional": True,
    "actors": [
        {"name": "Ann", "kind": "person", "speaks": True, "aliases": ["Ann Alder"]},
        {"name": "Bob", "kind": "person", "speaks": True},
    ],
    "attributions": [
        {"key": "ann", "source": "Ann", "cue": {"text": "said", "nth": 1}, "content": ["Bob thinks it rains hard"]}
        | {"speaker": "Ann"},
        {"key": "bob", "parent": "ann", "source": "Bob", "cue": "thinks", "content": ["it rains hard"]}
        | {"speaker": "Bob", "act": "thought"},
        {"key": "go", "within": "“Go away now,” he said.", "source": "he", "cue": "said"}
        | {"content": [{"quote": "Go away now,"}], "speaker": "Bob"},
    ],
    "voices": [
        {"text": "Bob thinks", "voice": "paraphrase", "speaker": "Ann", "worded_by": "article"},
        {"text": "Go away now", "voice": "quote", "speaker": "Bob", "worded_by": "Bob"},
    ],
    "labels": [],
    "markers": [],
    "chains": [["Ann"], ["Ann", "Bob"], ["Bob"]],
}


def place(text: str, nth: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = TEXT.index(text, start + 1)
    return start, start + len(text)


def attributions(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of `attributions` on TEXT, given by source (with its occurrence), content, speaker and parent."""
    return tables.frame(
        "attributions",
        [
            row_of_attribution(
                "tiny.txt",
                number,
                source=place(*row["source"]) if row["source"] else None,
                content=[place(piece) for piece in row["content"]],
                speaker=row["speaker"],
                parent=row.get("parent"),
            )
            for number, row in enumerate(rows)
        ],
    )


def rows_of(answers: GoldArticle) -> list[tables.Attribution]:
    """The coded attributions as rows of the table: what a faultless engine would find."""
    numbers = {a.key: n for n, a in enumerate(answers.attributions)}
    return [
        row_of_attribution(
            answers.article_id,
            numbers[a.key],
            source=a.source,
            content=a.content,
            speaker=a.speaker,
            parent=numbers[a.parent] if a.parent else None,
        )
        for a in answers.attributions
    ]


def row_of_attribution(
    article_id: str,
    number: int,
    *,
    source: tuple[int, int] | None,
    content: Sequence[tuple[int, int]],
    speaker: str,
    parent: int | None,
) -> tables.Attribution:
    """A row with what the scores look at, and something harmless in the other columns."""
    return tables.Attribution(
        article_id=article_id,
        attribution_id=number,
        parent_id=parent,
        depth=0,
        source_start=source[0] if source else None,
        source_end=source[1] if source else None,
        cue_start=None,
        cue_end=None,
        cue_lemma=None,
        cue_stance=None,
        act="speech",
        mode="indirect",
        content=[tables.Span(start=start, end=end) for start, end in content],
        translated=False,
        speaker_id=speaker,
        rule="made by hand",
        confidence=1.0,
    )


def actors(*rows: tuple[str, str, list[str]]) -> pd.DataFrame:
    return tables.frame("actors", [tables.Actor(i, name, "person", aliases, True) for i, name, aliases in rows])


def segments(*rows: tuple[str, tables.Voice, str, str]) -> pd.DataFrame:
    return tables.frame(
        "segments",
        [
            tables.Segment("tiny.txt", n, 0, *place(text), voice, None, speaker, worded_by, "article", 1, 1.0)
            for n, (text, voice, speaker, worded_by) in enumerate(rows)
        ],
    )


@pytest.fixture
def tiny() -> GoldArticle:
    return gold.parse(TINY, TEXT, "tiny.yaml")


ANN = {"source": ("Ann",), "content": ["Bob thinks it rains hard"], "speaker": "ann"}
BOB = {"source": ("Bob",), "content": ["it rains hard"], "speaker": "bob", "parent": 0}
GO = {"source": ("he",), "content": ["Go away now,"], "speaker": "bob"}


# --- the answers -------------------------------------------------------------------------------------------------


def test_the_seed_and_seven_further_articles_are_coded() -> None:
    assert sum(a.fictional for a in GOLD) >= 7
    assert [a.corpus for a in GOLD if not a.fictional] == ["seeds"]


def test_every_fictional_article_is_coded_and_says_that_it_is_fiction() -> None:
    paths = sorted(p.relative_to(ARTICLES).as_posix() for p in ARTICLES.rglob("*.txt"))
    assert paths == sorted(a.article_id for a in GOLD if a.fictional)
    for path in paths:
        front = yaml.safe_load((ARTICLES / path).read_text("utf-8").split("---\n")[1])
        assert front["note"].startswith("Fiction"), path


@each_article
def test_the_read_me_counts_the_answers_right(answers: GoldArticle) -> None:
    nested = sum(a.depth > 0 for a in answers.attributions)
    counts = [len(answers.words), len(answers.attributions), nested, len(answers.voices)]
    name = "seeds/…" if answers.corpus == "seeds" else answers.article_id.removesuffix(".txt")
    rows = (gold.ROOT / "data" / "gold" / "README.md").read_text("utf-8").splitlines()
    (row,) = (r for r in rows if r.startswith(f"| `{name}` "))
    assert [int(cell) for cell in row.split("|")[3:-1]] == counts


@each_article
def test_the_voices_coded_by_hand_follow_from_the_attributions(answers: GoldArticle) -> None:
    assert len(answers.voices) >= 8
    for coded in answers.voices:
        stretch = answers.text[coded.stretch.start : coded.stretch.end]
        words = [w for w in answers.words if coded.stretch.start <= w.start and w.end <= coded.stretch.end]
        assert words, stretch
        for word in words:
            told = (word.voice, word.speaker, word.worded_by)
            assert told == (coded.voice, coded.speaker, coded.worded_by), stretch


@each_article
def test_every_label_lies_in_a_stretch_whose_voice_was_coded_by_hand(answers: GoldArticle) -> None:
    coded = [v.stretch for v in answers.voices]
    for label in answers.labels:
        held = any(c.start <= label.start and label.end <= c.end for c in coded)
        assert held, answers.text[label.start : label.end]


@each_article
def test_the_chains_are_those_of_the_attributions(answers: GoldArticle) -> None:
    assert {w.chain for w in answers.words if w.chain} == set(answers.chains)


@each_article
def test_who_speaks_follows_from_the_attributions(answers: GoldArticle) -> None:
    heard = {a.speaker for a in answers.attributions if a.act in ("speech", "thought")}
    assert {a.name for a in answers.actors if a.speaks} == heard - {"unknown"}


@each_article
def test_the_answers_measured_against_themselves_are_perfect(answers: GoldArticle) -> None:
    found = tables.frame("attributions", rows_of(answers))
    people = tables.frame("actors", [tables.Actor(a.name, a.name, "person", [], True) for a in answers.actors])
    cut = tables.frame(
        "segments",
        [
            tables.Segment(answers.article_id, n, 0, w.start, w.end, w.voice, None, w.speaker, w.worded_by, "", 1, 1.0)
            for n, w in enumerate(answers.words)
        ],
    )
    score = gold.score_attributions(answers, found)
    assert (score.every.precision, score.every.recall) == (1.0, 1.0)
    assert score.nested.right == score.nested.there == score.nested.found
    assert gold.score_speakers(answers, found, people).share == 1.0
    voices = gold.score_voices(answers, cut, people)
    assert (voices.every.share, voices.text.share, voices.own.precision, voices.own.recall) == (1.0, 1.0, 1.0, 1.0)


# --- the loader --------------------------------------------------------------------------------------------------


def test_cleaned_drops_front_matter_and_a_second_line_that_repeats_the_title() -> None:
    assert gold.cleaned("---\noutlet: X\n---\nTitle\n\nHome / Title\nBody.\n\nMore.\n") == "Title\n\nBody.\n\nMore."
    assert gold.cleaned("Title\n\nBody of it.\n") == "Title\n\nBody of it."


def test_texts_are_placed_in_the_article(tiny: GoldArticle) -> None:
    ann, bob, go = tiny.attributions
    assert TEXT[slice(*ann.content[0])] == "Bob thinks it rains hard"
    assert (ann.source, ann.cue) == (place("Ann"), place("said", 1))
    assert (go.source, go.cue) == (place("he"), place("said", 2))
    assert (ann.depth, bob.depth, go.depth) == (0, 1, 0)
    assert (ann.mode, go.mode) == ("indirect", "direct")


def test_voices_follow_from_attributions(tiny: GoldArticle) -> None:
    voices = {TEXT[w.start : w.end]: (w.voice, w.speaker, w.worded_by, w.chain) for w in tiny.words}
    assert voices["Rain"] == ("own", "article", "article", ())
    assert voices["thinks"] == ("paraphrase", "Ann", "article", ("Ann",))
    assert voices["rains"] == ("paraphrase", "Bob", "article", ("Ann", "Bob"))
    assert voices["away"] == ("quote", "Bob", "Bob", ("Bob",))
    assert voices["he"] == ("own", "article", "article", ())


def test_speech_inside_somebody_elses_marks_is_worded_by_them() -> None:
    answers = copy.deepcopy(TINY)
    answers["attributions"][0]["content"] = [{"quote": "Bob thinks it rains hard"}]
    voices = {w.start: (w.voice, w.speaker, w.worded_by) for w in gold.parse(answers, TEXT, "tiny.yaml").words}
    assert voices[place("thinks")[0]] == ("quote", "Ann", "Ann")
    assert voices[place("rains")[0]] == ("paraphrase", "Bob", "Ann")


def test_content_that_only_refers_back_cuts_no_voice() -> None:
    answers = copy.deepcopy(TINY)
    answers["attributions"][2]["refers_back"] = True
    assert {w.voice for w in gold.parse(answers, TEXT, "tiny.yaml").words} == {"own", "paraphrase"}


def change(path: Sequence[Any], value: Any) -> dict[str, Any]:
    answers = copy.deepcopy(TINY)
    here: Any = answers
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return answers


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("attributions", 0, "content"), ["Bob thinks it snows"], "'ann'.*'Bob thinks it snows' is not in"),
        (("attributions", 0, "cue"), "said", "'ann', cue: 'said' occurs 2 times"),
        (("attributions", 0, "cue"), {"text": "said", "nth": 3}, "'ann', cue: 'said' has no occurrence 3, only 2"),
        (("attributions", 0, "source"), "An", "'ann', source: 'An' is not in"),
        (("attributions", 0, "content"), [{}], "'ann', content: no text given"),
        (("attributions", 0, "speaker"), "Eve", "'ann': 'Eve' is not among the actors"),
        (("attributions", 0, "parent"), "bob", "'ann': its parent 'bob' is not above it"),
        (("attributions", 1, "key"), "ann", "'ann': the key is used twice"),
        (("attributions", 1, "content"), ["Go away now"], "'bob': its content is not within"),
        (("attributions", 1, "parent"), None, "'ann': its content overlaps that of 'bob'"),
        (("attributions", 0, "content"), ["it rains hard", "Bob thinks"], "'ann': its content is not in the order"),
        (("voices", 0, "text"), "Bob thought", "voice of 'Bob thought'"),
        (("labels",), [{"text": "storm"}], "label 'storm'"),
        (("chains",), [["Eve"]], "'Eve' is not among the actors"),
    ],
)
def test_an_answer_that_cannot_be_placed_is_refused(path: Sequence[Any], value: Any, message: str) -> None:
    with pytest.raises(GoldError, match=rf"tiny\.yaml.*{message}"):
        gold.parse(change(path, value), TEXT, "tiny.yaml")


def test_a_missing_article_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "lost.yaml").write_text(yaml.safe_dump(TINY), "utf-8")
    with pytest.raises(GoldError, match=r"lost\.yaml: no article at made/tiny\.txt"):
        gold.load(tmp_path, tmp_path)


def test_another_text_than_the_coded_one_is_an_error(tiny: GoldArticle) -> None:
    gold.check_text(tiny, pd.DataFrame({"article_id": ["tiny.txt"], "text": [TEXT]}))
    with pytest.raises(GoldError, match="differs"):
        gold.check_text(tiny, pd.DataFrame({"article_id": ["tiny.txt"], "text": [TEXT + " "]}))


# --- the scores --------------------------------------------------------------------------------------------------


def test_dice() -> None:
    assert gold.dice(frozenset({1, 2, 3, 4}), frozenset({3, 4})) == pytest.approx(4 / 6)
    assert gold.dice(frozenset(), frozenset()) == 0.0


def test_all_found(tiny: GoldArticle) -> None:
    score = gold.score_attributions(tiny, attributions(ANN, BOB, GO))
    assert score == gold.AttributionScore(Counts(3, 3, 3), Counts(1, 1, 1))


def test_contents_match_from_a_dice_of_one_half(tiny: GoldArticle) -> None:
    # 5 words there; 2 of them found: 4/7; 1 of them found: 2/6.
    assert gold.match(tiny, attributions(ANN | {"content": ["Bob thinks"]})) == {"ann": 0}
    assert gold.match(tiny, attributions(ANN | {"content": ["hard"]})) == {}
    # Exactly one half: 3 there, 1 found: 2/4.
    assert gold.match(tiny, attributions(GO | {"content": ["away"]})) == {"go": 0}


def test_sources_must_share_a_word_in_the_same_place(tiny: GoldArticle) -> None:
    assert gold.match(tiny, attributions(ANN | {"source": ("Rain",)})) == {}
    assert gold.match(tiny, attributions(ANN | {"source": None})) == {}
    assert gold.match(tiny, attributions(GO | {"source": ("he said",)})) == {"go": 0}


def test_absent_sources_match_each_other() -> None:
    without = gold.parse(change(("attributions", 2, "source"), None), TEXT, "tiny.yaml")
    assert gold.match(without, attributions(GO | {"source": None})) == {"go": 0}
    assert gold.match(without, attributions(GO)) == {}


def test_an_attribution_is_matched_once(tiny: GoldArticle) -> None:
    score = gold.score_attributions(tiny, attributions(GO, GO | {"content": ["away now"]}))
    assert score.every == Counts(1, 2, 3)
    assert gold.match(tiny, attributions(GO | {"content": ["away now"]}, GO)) == {"go": 1}
    assert score.every.precision == 0.5
    assert score.every.recall == pytest.approx(1 / 3)
    assert score.every.f1 == pytest.approx(0.4)


def test_a_nested_attribution_counts_only_under_its_parent(tiny: GoldArticle) -> None:
    flat = gold.score_attributions(tiny, attributions(ANN, BOB | {"parent": None}, GO))
    assert flat == gold.AttributionScore(Counts(3, 3, 3), Counts(0, 0, 1))
    elsewhere = gold.score_attributions(tiny, attributions(ANN, BOB | {"parent": 2}, GO))
    assert elsewhere.nested == Counts(0, 1, 1)
    orphan = gold.score_attributions(tiny, attributions(BOB | {"parent": None}))
    assert orphan == gold.AttributionScore(Counts(1, 1, 3), Counts(0, 0, 1))


def test_no_attribution_at_all(tiny: GoldArticle) -> None:
    none = attributions()
    assert gold.score_attributions(tiny, none) == gold.AttributionScore(Counts(0, 0, 3), Counts(0, 0, 1))
    assert gold.score_speakers(tiny, none, actors()) == Share(0, 0)
    assert (Counts().precision, Counts().recall, Counts().f1, Share().share) == (0.0, 0.0, 0.0, 0.0)


def test_other_articles_do_not_count(tiny: GoldArticle) -> None:
    other = attributions(ANN, BOB, GO).assign(article_id="other.txt")
    both = pd.concat([other, attributions(GO)], ignore_index=True)
    assert gold.score_attributions(tiny, both).every == Counts(1, 1, 3)


def test_scores_add_up(tiny: GoldArticle) -> None:
    one = gold.score_attributions(tiny, attributions(ANN, BOB, GO))
    two = gold.score_attributions(tiny, attributions(GO))
    assert sum([one, two], gold.AttributionScore()) == gold.AttributionScore(Counts(4, 4, 6), Counts(1, 1, 2))
    assert Share(1, 2) + Share(2, 3) == Share(3, 5)


def test_speakers_are_right_by_name_or_alias(tiny: GoldArticle) -> None:
    found = attributions(ANN, BOB, GO)
    assert gold.score_speakers(tiny, found, actors(("ann", "Ann Alder", []), ("bob", "bob", []))) == Share(3, 3)
    assert gold.score_speakers(tiny, found, actors(("ann", "A. Alder", ["Ann"]), ("bob", "Rob", []))) == Share(1, 3)


def test_a_speaker_cut_in_two_is_right_once(tiny: GoldArticle) -> None:
    found = attributions(ANN, BOB, GO | {"speaker": "bob-2"})
    people = actors(("ann", "Ann", []), ("bob", "Bob", []), ("bob-2", "Robert", ["Bob"]))
    assert gold.score_speakers(tiny, found, people) == Share(2, 3)


def test_two_speakers_made_into_one_are_right_once(tiny: GoldArticle) -> None:
    found = attributions(ANN | {"speaker": "bob"}, BOB, GO)
    assert gold.score_speakers(tiny, found, actors(("bob", "Bob", ["Ann"]))) == Share(2, 3)


def test_only_matched_attributions_have_their_speaker_judged(tiny: GoldArticle) -> None:
    found = attributions(GO, ANN | {"content": ["hard"], "speaker": "bob"})
    assert gold.score_speakers(tiny, found, actors(("bob", "Bob", []))) == Share(1, 1)


def test_voices_are_judged_by_word(tiny: GoldArticle) -> None:
    cut = segments(
        ("Rain", "own", "article", "article"),
        ("Ann said that Bob", "own", "article", "article"),
        ("thinks", "paraphrase", "ann", "article"),
        ("it rains hard", "paraphrase", "bob", "article"),
        ("“", "own", "article", "article"),
        ("Go away now,", "quote", "unknown", "bob"),
        ("” he said. It rained.", "own", "article", "article"),
    )
    score = gold.score_voices(tiny, cut, actors(("ann", "Ann", []), ("bob", "Bob", [])))
    # Checked by hand: "Bob" is wrong in voice and speaker, "thinks" is right, "Go away now" has the wrong speaker.
    assert (score.voice, score.speaker, score.worded_by) == (Share(4, 5), Share(1, 5), Share(5, 5))
    assert score.every == Share(1, 5)
    # 16 words in all; "Bob" and the three of the quotation are wrong.
    assert score.text == Share(12, 16)
    # Nine words are called own, "Bob" wrongly; eight are own.
    assert score.own == Counts(8, 9, 8)


def test_a_word_in_no_segment_is_wrong_and_not_own(tiny: GoldArticle) -> None:
    score = gold.score_voices(tiny, segments(("Rain", "own", "article", "article")), actors())
    assert (score.voice, score.text, score.own) == (Share(0, 5), Share(1, 16), Counts(1, 1, 8))
