"""Attributions kept by confidence: what is left out leaves no hole in the nesting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosewords import language
from whosewords.attribution import Found, Quoted, at_least, check_confidence, find_attributions
from whosewords.cleaning import find_quotations
from whosewords.lexicon import load


def found(start: int, confidence: float, parent: int | None = None, depth: int = 0) -> Found:
    """Return an attribution whose content begins somewhere."""
    return Found(
        None, None, None, None, "speech", "indirect", ((start, start + 5),), "by hand", confidence, parent, depth, True
    )


@st.composite
def forests(draw: st.DrawFn) -> list[Found]:
    """Return attributions nested in any way, in the order they are handed out in."""
    out: list[Found] = []
    for depth in range(draw(st.integers(1, 5))):
        above = [n for n, f in enumerate(out) if f.depth == depth - 1]
        for start in sorted(draw(st.sets(st.integers(0, 99), max_size=4))) if above or not depth else ():
            parent = draw(st.sampled_from(above)) if above else None
            out.append(found(start, draw(st.sampled_from([0.2, 0.5, 0.9])), parent, depth))
    return out


def around(place: int | None, given: list[Found]) -> list[tuple[int, float]]:
    """Return where an attribution begins and how sure it is, then the same of all around it."""
    out = []
    while place is not None:
        out.append((given[place].content[0][0], given[place].confidence))
        place = given[place].parent
    return out


def test_what_stood_in_one_that_is_left_out_stands_in_the_one_around_it() -> None:
    given = [found(0, 0.9), found(50, 0.3), found(5, 0.4, 0, 1), found(60, 0.8, 1, 1), found(7, 0.95, 2, 2)]
    assert list(at_least(given, 0.5).values()) == [found(0, 0.9), found(60, 0.8), found(7, 0.95, 0, 1)]


def test_a_level_stays_in_text_order() -> None:
    given = [found(0, 0.1), found(9, 0.9), found(2, 0.9, 0, 1)]
    assert list(at_least(given, 0.5).values()) == [found(2, 0.9), found(9, 0.9)]


def test_exactly_as_sure_is_sure_enough() -> None:
    assert list(at_least([found(0, 0.5)], 0.5).values()) == [found(0, 0.5)]
    assert list(at_least([], 0.5).values()) == []


@given(forests())
def test_from_nothing_on_all_is_kept_as_it_was(given: list[Found]) -> None:
    assert list(at_least(given, 0).values()) == given


@given(forests())
def test_what_is_kept_has_all_around_it_that_is_kept(given: list[Found]) -> None:
    kept = list(at_least(given, 0.5).values())
    wanted = [[a for a in around(n, given) if a[1] >= 0.5] for n, f in enumerate(given) if f.confidence >= 0.5]
    assert sorted(around(n, kept) for n in range(len(kept))) == sorted(wanted)
    for n, f in enumerate(kept):
        assert f.parent is None or f.parent < n
        assert f.depth == len(around(n, kept)) - 1
    assert [f.depth for f in kept] == sorted(f.depth for f in kept)


def test_attributions_are_found_from_a_confidence_on() -> None:
    text = "Ann Lopez said that the dam would hold. The mayor discussed the “new” order of things."
    doc, lexicon = next(language.parse([text])), load()
    quoted = Quoted(doc, find_quotations(text))
    sure = [f.confidence for f in find_attributions(doc, lexicon, quoted)]
    least = max(sure)
    assert [f.confidence for f in find_attributions(doc, lexicon, quoted, min_confidence=least)] == [least]
    assert find_attributions(doc, lexicon, quoted, min_confidence=1.0) == []


@pytest.mark.parametrize("wrong", [-0.1, 1.1, 80, float("nan")])
def test_a_confidence_lies_between_0_and_1(wrong: float) -> None:
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        check_confidence(wrong)
    assert [check_confidence(right) for right in (0, 0.8, 1)] == [0, 0.8, 1]
