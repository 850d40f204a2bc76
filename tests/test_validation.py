"""Blind validation: the sheet gives nothing away, the sample is one, and the estimates are those of the literature."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from handmade import S, corpus, war

from whosewords import sheets, stats, validation
from whosewords.corpus import Corpus
from whosewords.corrections import Corrected
from whosewords.validation import Coding


def many() -> Corpus:
    """Return a corpus of two outlets with enough words in each voice to draw from."""
    source = ("ana", "ana")
    articles = {}
    for n in range(6):
        own = [S(f"Rain number {n} fell on the harbour and on the bridge in the morning")]
        said = [S("Ana said"), S("the harbour was closed for days", "paraphrase", source[0])]
        quoted = [S("“We go home with everything we have,”", "quote", *source), S("she said")]
        articles[f"a{n}.txt"] = [own, said, quoted, [S("It was over by noon and nobody came back")]]
    return corpus(articles, outlets={a: "The Daily" if a < "a2" else "Wire" for a in articles})


def coded(drawn: validation.Sample, folder: Path, name: str, answers: dict[int, str]) -> Path:
    sheet = drawn.sheet.assign(voice=[answers.get(i, "") for i in drawn.sheet["item"]])
    sheets.write(folder / f"{name}.csv", sheet)
    return folder / f"{name}.csv"


def machine(drawn: validation.Sample) -> dict[int, str]:
    return {i["item"]: i["voice"] for i in drawn.key["items"]}


# the sample ----------------------------------------------------------------------------------------------------


def test_a_sample_has_the_same_number_from_each_voice_of_each_outlet() -> None:
    drawn = validation.sample(many(), 60)
    counts = Counter((i["outlet"], i["voice"]) for i in drawn.key["items"])
    assert counts == dict.fromkeys(counts, 10)
    assert len(counts) == 6
    assert len({(i["article_id"], i["start"]) for i in drawn.key["items"]}) == 60


def test_who_has_too_few_words_leaves_the_place_to_others() -> None:
    assert validation._allocate([3, 100, 1], 30) == [3, 26, 1]
    assert validation._allocate([3, 4], 30) == [3, 4]
    with pytest.raises(ValueError, match="a sample of 2 is too small: there are 3 groups of voice and outlet"):
        validation._allocate([9, 9, 9], 2)


def test_the_same_seed_gives_the_same_sample_and_another_another() -> None:
    one, same, other = (validation.sample(many(), 30, seed) for seed in (1, 1, 2))
    assert one.key == same.key
    pd.testing.assert_frame_equal(one.sheet, same.sheet)
    assert {i["start"] for i in one.key["items"]} != {i["start"] for i in other.key["items"]}


def test_a_coder_sees_the_word_in_its_place_and_nothing_of_the_machine() -> None:
    made = many()
    drawn = validation.sample(made, 60)
    assert list(drawn.sheet) == ["item", "article_id", "before", "sentence", "after", "voice", "note"]
    assert set(drawn.sheet["voice"]) == {""}
    texts = made.articles.set_index("article_id")["text"]
    for row, i in zip(drawn.sheet.to_dict("records"), drawn.key["items"], strict=True):
        text = texts[i["article_id"]]
        assert text[i["start"] : i["end"]] == i["word"]
        assert f"⟦{i['word']}⟧" in row["sentence"]
        plain = row["sentence"].replace("⟦", "").replace("⟧", "")
        around = text[: text.index(plain)].strip() if text.count(plain) == 1 else None
        assert plain in text
        assert around is None or around.endswith(row["before"])
    by_voice = [i["voice"] for i in drawn.key["items"]]
    assert by_voice != sorted(by_voice), "the order gives nothing away"


def test_words_are_drawn_with_the_same_chance_within_a_stratum() -> None:
    made = corpus({"a.txt": [[S("one two three four five"), S("six seven", "quote", "ana", "ana")]]})
    drawn = Counter(
        i["word"] for seed in range(100) for i in validation.sample(made, 4, seed).key["items"] if i["voice"] == "own"
    )
    assert set(drawn) == {"one", "two", "three", "four", "five"}
    assert all(abs(n - 40) < 25 for n in drawn.values())  # each in 2 of 5 samples: five standard deviations


def test_a_corrected_corpus_is_not_sampled() -> None:
    made = war()
    fits = Corrected(2, "one.txt", "x", None, "not a label", "label “x”", "not a label", 0, 1, None)
    made.provenance["corrections"] = [fits._replace(problem="gone")._asdict()]
    validation.sample(made, 10)
    made = war()
    made.provenance["corrections"] = [fits._asdict()]
    with pytest.raises(ValueError, match="read it with corrections=False"):
        validation.sample(made, 10)


def test_a_sheet_that_may_be_coded_is_never_written_over(tmp_path: Path) -> None:
    drawn = validation.sample(war(), 10)
    validation.write(drawn, tmp_path / "coding")
    assert {f.name for f in (tmp_path / "coding").iterdir()} == {"sheet.csv", "key.json", "instructions.txt"}
    shown = (tmp_path / "coding" / "sheet.csv").read_text("utf-8-sig") + validation._TOLD
    assert "paraphrase" not in shown.replace(validation._TOLD, "")
    with pytest.raises(FileExistsError, match=r"sheet\.csv is there already, perhaps coded by somebody"):
        validation.write(drawn, tmp_path / "coding")


# what coders answered ------------------------------------------------------------------------------------------


def test_answers_are_read_in_any_order_and_blanks_and_doubts_counted(tmp_path: Path) -> None:
    drawn = validation.sample(many(), 12)
    validation.write(drawn, tmp_path)
    answers = machine(drawn) | {1: "?", 2: "", 3: "QUOTE"}
    shuffled = validation.Sample(drawn.sheet.iloc[::-1], drawn.key)
    coding = validation.read(tmp_path / "key.json", [coded(shuffled, tmp_path, "ann", answers)])
    items = coding.items.set_index("item")
    assert items["voice"].isna().sum() == 2
    assert items["unsure"].sum() == 1
    assert items.loc[3, "voice"] == "quote"
    assert "ann: 10 of 12 words coded, 1 could not be told." in validation.told(coding)


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("item,word\n1,x\n", "no column 'voice'"),
        ("item,voice\n1,own\n1,own\n", "row 3, column item: 1 is there twice"),
        ("item,voice\n99,own\n", "row 2, column item: '99' is no item of this sample"),
        ("item,voice\nx,own\n", "row 2, column item: 'x' is no item of this sample"),
        ("item,voice\n1,mine\n", r"row 2, column voice: 'mine' is none of own, paraphrase, quote, \?"),
    ],
)
def test_a_mistake_in_a_sheet_names_file_row_and_column(tmp_path: Path, csv: str, message: str) -> None:
    validation.write(validation.sample(many(), 12), tmp_path)
    (tmp_path / "bo.csv").write_text(csv, encoding="utf-8")
    with pytest.raises(sheets.SheetError, match=message):
        validation.read(tmp_path / "key.json", [tmp_path / "bo.csv"])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"items": 5, "words": []}', '{"items": [{}], "words": []}'])
def test_what_is_no_key_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"key\.json: not the key of a sample"):
        validation.read(tmp_path / "key.json", [])


# what it tells -------------------------------------------------------------------------------------------------


def coding_of(words: dict[tuple[str, str], int], answers: dict[tuple[str, str], dict[str, int]]) -> Coding:
    """Return a coding from counts: words by (outlet, machine), and coded answers within each."""
    rows = [
        (outlet, voice, answer) for (outlet, voice), of in answers.items() for answer, n in of.items() for _ in range(n)
    ]
    items = pd.DataFrame(rows, columns=["outlet", "machine", "voice"])
    items = items.assign(item=range(len(items)), coder="ann", article_id="a", word="w", unsure=False)
    sizes = pd.DataFrame([(*key, n) for key, n in words.items()], columns=["outlet", "voice", "words"])
    return Coding(items, sizes)


ONE = coding_of(
    {("Wire", "own"): 6000, ("Wire", "paraphrase"): 3000, ("Wire", "quote"): 1000},
    {
        ("Wire", "own"): {"own": 45, "paraphrase": 5},
        ("Wire", "paraphrase"): {"paraphrase": 40, "own": 8, "quote": 2},
        ("Wire", "quote"): {"quote": 50},
    },
)


def test_precision_and_recall_by_hand() -> None:
    found = validation.accuracy(ONE).set_index("voice")
    assert set(found["outlet"]) == {"all"}
    own = found.loc["own"]
    assert (own["precision"], own["precision_low"], own["precision_high"]) == pytest.approx(
        (0.9, *stats.proportion(45, 50))
    )
    # own words found: 6000 · .9 = 5400; missed among paraphrase: 3000 · .16 = 480
    assert own["recall"] == pytest.approx(5400 / 5880)
    assert own["recall_low"] < own["recall"] < own["recall_high"]
    assert (own["n_machine"], own["n_coder"]) == (50, 53)
    assert found.loc["quote", "recall"] == pytest.approx(1000 / (1000 + 3000 * 0.04))


def test_corrected_shares_are_those_of_inverting_the_matrix_of_errors() -> None:
    found = validation.shares(ONE).set_index("voice")
    assert found["machine"].tolist() == pytest.approx([0.6, 0.3, 0.1])
    assert found.loc["own", "corrected"] == pytest.approx((5400 + 480) / 10000)
    # Rogan and Gladen for several classes: solve P(machine) = M · P(truth), M estimated with the sample's weights
    joint = np.array([[0.54, 0.06, 0], [0.048, 0.24, 0.012], [0, 0, 0.1]])  # machine × truth
    matrix = joint / joint.sum(axis=0)
    assert found["corrected"].tolist() == pytest.approx(np.linalg.solve(matrix, [0.6, 0.3, 0.1]).tolist())
    assert found["corrected"].sum() == pytest.approx(1)
    assert (found["low"] < found["corrected"]).all()
    assert (found["corrected"] < found["high"]).all()


def test_outlets_are_weighed_by_their_words() -> None:
    two = coding_of(
        {("A", "own"): 900, ("A", "quote"): 100, ("B", "own"): 50, ("B", "quote"): 50},
        {
            ("A", "own"): {"own": 10}, ("A", "quote"): {"quote": 5, "own": 5},
            ("B", "own"): {"own": 1, "quote": 9}, ("B", "quote"): {"quote": 10},
        },
    )  # fmt: skip
    found = validation.accuracy(two).set_index(["outlet", "voice"])
    assert found.loc[("A", "own"), "precision"] == 1
    assert found.loc[("B", "own"), "precision"] == pytest.approx(0.1)
    assert found.loc[("all", "own"), "precision"] == pytest.approx((900 * 1 + 50 * 0.1) / 950)
    assert found.loc[("all", "own"), "recall"] == pytest.approx(905 / (905 + 50))
    shares = validation.shares(two).set_index(["outlet", "voice"])
    assert shares.loc[("B", "quote"), "corrected"] == pytest.approx((45 + 50) / 100)
    assert found.loc[("all", "paraphrase"), ["precision", "recall"]].isna().all()


def test_where_a_stratum_has_no_answer_nothing_is_claimed_of_it() -> None:
    gap = coding_of(
        {("A", "own"): 900, ("A", "quote"): 100, ("B", "own"): 50},
        {("A", "own"): {"own": 9, "quote": 1}, ("B", "own"): {"own": 10}},
    )
    found = validation.accuracy(gap).set_index(["outlet", "voice"])
    assert np.isnan(found.loc[("A", "quote"), "precision"])
    assert np.isnan(found.loc[("A", "own"), "recall"])
    assert found.loc[("A", "own"), "precision"] == pytest.approx(0.9)
    assert found.loc[("B", "own"), "recall"] == 1
    assert validation.shares(gap).set_index("outlet").loc["all", "corrected"].isna().all()
    assert "–" in validation.told(gap)


def test_two_coders_are_scored_apart_and_compared(tmp_path: Path) -> None:
    drawn = validation.sample(many(), 60)
    validation.write(drawn, tmp_path)
    right = machine(drawn)
    other = right | dict.fromkeys(list(right)[:9], "own")
    files = [coded(drawn, tmp_path, "ann", right), coded(drawn, tmp_path, "bo", other)]
    coding = validation.read(tmp_path / "key.json", files)
    found = validation.accuracy(coding).set_index(["coder", "outlet", "voice"]).sort_index()
    assert found.loc["ann", "precision"].eq(1).all()
    assert found.loc[("bo", "all", "quote"), "precision"] < 1
    changed = sum(right[i] != "own" for i in list(right)[:9])
    (pair,) = validation.agreement(coding).itertuples(index=False)
    assert (pair.coders, pair.n) == ("ann, bo", 60)
    assert pair.same == pytest.approx(1 - changed / 60)
    assert pair.alpha == pytest.approx(stats.krippendorff_alpha([(right[i], other[i]) for i in right]).value)
    apart = validation.disagreements(coding)
    assert list(apart) == ["item", "article_id", "word", "ann", "bo"]
    assert len(apart) == changed
    assert "Krippendorff" in validation.told(coding)
    json.dumps(drawn.key)


def test_the_estimates_are_right_on_average_for_a_machine_whose_errors_are_known(tmp_path: Path) -> None:
    made = many()
    rng = np.random.default_rng(5)
    tokens = made.sql(
        "SELECT t.article_id, t.start, g.voice FROM tokens t JOIN segments g USING (article_id, segment_id)"
    )
    wrong = {"own": ("paraphrase", 0.2), "paraphrase": ("own", 0.3), "quote": ("paraphrase", 0.1)}
    truth = {
        (t.article_id, t.start): wrong[t.voice][0] if rng.random() < wrong[t.voice][1] else t.voice
        for t in tokens.itertuples(index=False)
    }
    real = Counter(truth.values())
    estimates = []
    for seed in range(40):
        drawn = validation.sample(made, 90, seed)
        items = pd.DataFrame(drawn.key["items"]).rename(columns={"voice": "machine"})
        places = zip(items["article_id"], items["start"], strict=True)
        items = items.assign(voice=[truth[p] for p in places], coder="ann", unsure=False)
        found = validation.shares(Coding(items, pd.DataFrame(drawn.key["words"])))
        estimates.append(found[found["outlet"] == "all"].set_index("voice")["corrected"])
    mean = pd.concat(estimates, axis=1).mean(axis=1)
    for voice in validation.VOICES:
        assert mean[voice] == pytest.approx(real[voice] / len(truth), abs=0.02)
