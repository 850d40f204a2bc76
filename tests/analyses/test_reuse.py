"""Which texts come into question as sharing words, and what they share: against comparing all with all."""

from itertools import combinations, pairwise

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosewords.analyses import reuse
from whosewords.analyses.reuse import NEAR, WORD, Texts

WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


def texts(*given: list[str]) -> Texts:
    numbers: dict[str, int] = {}
    words = [numbers.setdefault(w, len(numbers)) for text in given for w in text]
    return Texts(words, [k for k, text in enumerate(given) for _ in text])


def runs(text: list[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(text[i : i + n]) for i in range(len(text) - n + 1)}


@given(st.lists(WORDS, max_size=NEAR + 1), st.integers(1, 4))
def test_few_texts_are_paired_exactly_where_they_share_a_run(given: list[list[str]], n: int) -> None:
    firsts = [k for k, text in enumerate(given) if text not in given[:k] or len(text) < n]
    sharing = {(a, b) for a, b in combinations(firsts, 2) if runs(given[a], n) & runs(given[b], n)}
    same = {(given.index(text), k) for k, text in enumerate(given) if k not in firsts}
    assert set(texts(*given).pairs(n)) == sharing | same


@given(WORDS, WORDS, st.integers(1, 4))
def test_shared_words_are_those_of_a_run_both_have(one: list[str], other: list[str], n: int) -> None:
    made = texts(one, other)
    expected = [
        any(i <= k < i + n and tuple(one[i : i + n]) in runs(other, n) for i in range(len(one) - n + 1))
        for k in range(len(one))
    ]
    assert made.shared(made.words_of(0), made.words_of(1), n).tolist() == expected


@given(st.lists(WORDS, min_size=2, max_size=5), st.integers(1, 4), st.integers(1, 4))
def test_words_shared_by_many_pairs_are_those_shared_by_each(given: list[list[str]], n: int, at_once: int) -> None:
    made = texts(*given)
    pairs = [(a, b) for a in range(len(given)) for b in range(len(given)) if len(given[a]) >= n]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reuse, "PAIRS_AT_ONCE", at_once)
        found = made.shared_words([a for a, _ in pairs], [b for _, b in pairs], n)
    expected = [made.shared(made.words_of(a), made.words_of(b), n).sum() for a, b in pairs]
    assert found.tolist() == expected


@given(WORDS, WORDS)
def test_what_is_aligned_is_the_same_in_both_and_in_order(one: list[str], other: list[str]) -> None:
    made = texts(one, other)
    blocks = made.aligned(made.words_of(0), made.words_of(1))
    assert all(one[a : a + n] == other[b : b + n] for a, b, n in blocks)
    assert all(a + n <= c and b + n <= d for (a, b, n), (c, d, _) in pairwise(blocks))


def test_pairs_grow_with_the_texts_and_not_with_their_square() -> None:
    alike = [["x", "y", "z", str(k)] for k in range(300)]
    assert len(texts(*alike).pairs(3)) <= 300 * (NEAR + 1)


def test_capitals_and_apostrophes_make_no_difference_to_which_word_it_is() -> None:
    words = ["Don’t", "don't", "DON'T", "dont"]
    numbers = [n for (n,) in duckdb.sql(f"SELECT {WORD} FROM (SELECT unnest($1) AS text)", params=[words]).fetchall()]
    assert numbers[0] == numbers[1] == numbers[2] != numbers[3]
