"""Measured figures: read from the one file that holds them, told in sentences, and of the weights that are used."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from whosewords import measured
from whosewords.attribution.model import weights_hash
from whosewords.measured import Figure, Measured, Own

MADE_UP = Measured(
    "Made up", "test", "invented articles", 12, 3456, "none", *[Figure(0.5, 0.4, 0.6)] * 3,
    Own(1000, Figure(0.7, 0.6, 0.8), Figure(0.1, 0, 1), Figure(0.3, 0, 1), Figure(0.6, 0, 1)),
    Own(20, Figure(0.55, 0.33333333, 0.75), Figure(0, 0, 0), Figure(1 / 3, 0, 1), Figure(2 / 3, 0, 1)),
)  # fmt: skip


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have the package read figures that are made up."""
    file = tmp_path / "measured.json"
    measured.write(MADE_UP, file)
    monkeypatch.setattr(measured, "FILE", file)
    measured.figures.cache_clear()
    yield file
    measured.figures.cache_clear()


def test_the_figures_are_of_the_weights_that_are_used() -> None:
    known = measured.figures()
    assert known.weights == weights_hash(), "measure again: tests/benchmarks/attribution.py DATA --record"
    assert known.articles > 0
    assert known.own_words.n < known.words


def test_figures_are_shares_with_intervals_around_them() -> None:
    known = measured.figures()
    shares = [known.precision, known.recall, known.f1]
    for own in (known.own_words, known.own_labels):
        assert own.direct.value + own.mixed.value + own.indirect.value == pytest.approx(1, abs=0.001)
        shares += [own.right, own.direct, own.mixed, own.indirect]
    for share in shares:
        assert 0 <= share.low <= share.value <= share.high <= 1


def test_what_is_written_is_read_again(made_up: Path) -> None:
    found = measured.figures()
    assert found.own_labels.right == Figure(0.55, 0.3333, 0.75)
    assert found.own_labels.mixed.value == 0.3333
    assert found._replace(own_labels=MADE_UP.own_labels) == MADE_UP


def test_sentences_are_made_of_the_figures(made_up: Path) -> None:
    assert measured.own_words() == (
        "In 12 invented articles marked by people, 30~% of the words shown as “no source found” did have a source."
    ).replace("~", "\N{NO-BREAK SPACE}")
    assert measured.own_labels() == (
        "In 12 invented articles marked by people, 45~% of the stretches with a label shown as “no source found” did "
        "have a source (n = 20; 95~% interval 25~% to 67~%)."
    ).replace("~", "\N{NO-BREAK SPACE}")


def test_what_was_missed_is_counted_by_how_people_say_it_is_told(made_up: Path) -> None:
    found = measured.own_voice_errors()
    assert found[["counted", "people_say", "n", "of"]].to_numpy().tolist() == [
        ["words", "direct speech", 30, 300], ["words", "mixed speech", 90, 300], ["words", "indirect speech", 180, 300],
        ["stretches with a label", "direct speech", 0, 9], ["stretches with a label", "mixed speech", 3, 9],
        ["stretches with a label", "indirect speech", 6, 9],
    ]  # fmt: skip


def test_the_confidence_of_text_without_a_source_is_the_measured_one(made_up: Path) -> None:
    from test_voices import voiced

    _, (segment,), _ = voiced("The river rose two metres.")
    assert segment.confidence == 0.7
