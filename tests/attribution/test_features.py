"""What the attribution model reads: pieces, shapes, quotation levels, windows, and the neighbours of a cue."""

import numpy as np
import pytest
from docs import by_hand, of_words, quoted
from hypothesis import given
from hypothesis import strategies as st

from whosewords.attribution.features import (
    CLS,
    DEP,
    FARTHEST,
    LONGEST,
    MOST_PIECES,
    POS,
    SEP,
    SHAPES,
    around,
    features,
    tokenizer,
    window,
    windows,
)

RAIN = """
    The    DET   det   1
    clerk  NOUN  nsubj 2
    said   VERB  ROOT  2  say
    that   SCONJ mark  5
    rain   NOUN  nsubj 5
    fell+  VERB  ccomp 2  fall
    .      PUNCT punct 2
"""
SPEECH = """
    “+    PUNCT punct 2
    He    PRON  nsubj 2
    said  VERB  ROOT  2
    ‘+    PUNCT punct 4
    no+   INTJ  intj  2
    ’+    PUNCT punct 4
    ”     PUNCT punct 2
    again ADV   advmod 2
"""


def read(words: list[str]) -> list[str]:
    doc = of_words(words)
    return [SHAPES[n] for n in features(doc, quoted(doc)).shape]


def test_a_known_word_is_one_piece_and_a_long_one_is_cut_short() -> None:
    doc = of_words(["said", "“", "xqzvbn" * 20])
    f = features(doc, quoted(doc))
    assert f.pieces[0] == (tokenizer().token_to_id("said"),)
    assert len(f.pieces[2]) == MOST_PIECES
    assert all(f.pieces)


def test_a_word_without_pieces_is_a_separator() -> None:
    doc = of_words(["a", "\u200d", "b"])
    assert features(doc, quoted(doc)).pieces[1] == (SEP,)


def test_shapes() -> None:
    told = read(["fell", "Rain", "UN", "I", "2026", "…", "\n\n", "iPhone", "5G"])
    assert told == ["lower", "title", "upper", "title", "number", "other", "space", "other", "upper"]


def test_tags_and_relations_are_those_of_the_parse() -> None:
    doc = by_hand(RAIN)
    f = features(doc, quoted(doc))
    assert [POS[n] for n in f.pos] == [t.pos_ for t in doc]
    assert [DEP[n] for n in f.dep] == [t.dep_ for t in doc]


def test_quotation_levels_and_sentences() -> None:
    doc = by_hand(SPEECH)
    f = features(doc, quoted(doc))
    assert f.quote.tolist() == [0, 1, 1, 1, 2, 1, 0, 0]
    assert f.quotation.tolist() == [-1, 0, 0, 0, 1, 0, -1, -1]
    two = by_hand("It PRON nsubj 1\nrained VERB ROOT 1\nIt PRON nsubj 3\nstopped VERB ROOT 3")
    assert features(two, quoted(two)).sentence.tolist() == [0, 0, 1, 1]


def test_paragraphs_leave_out_what_is_between_them() -> None:
    doc = of_words(["\n", "One", "two", "\n\n", "three", "\n", "\n\n", "four"])
    assert features(doc, quoted(doc)).paragraphs == [(1, 3), (4, 5), (7, 8)]


def test_no_words_no_paragraphs() -> None:
    doc = of_words([])
    assert features(doc, quoted(doc)).paragraphs == []
    assert windows(features(doc, quoted(doc))) == []


def test_a_window_holds_its_tokens_between_two_marks() -> None:
    doc = of_words(["Rain", "fell", "\n\n", "It", "stopped"])
    f = features(doc, quoted(doc))
    w = window(f, 0, 5)
    ids = [tokenizer().token_to_id(word) for word in ("rain", "fell")]
    assert w.ids.tolist()[:4] == [CLS, *ids, SEP]
    assert w.ids[-1] == SEP
    assert w.first.tolist() == [1, 2, 3, 4, 5]
    assert len(w.ids) == len(w.shape) == len(w.quote) == 7


def test_first_is_the_first_of_several_pieces() -> None:
    doc = of_words(["xqzvbn", "fell"])
    f = features(doc, quoted(doc))
    w = window(f, 0, 2)
    assert w.first.tolist() == [1, 1 + len(f.pieces[0])]
    assert w.ids[w.first[1]] == tokenizer().token_to_id("fell")


TEXTS = st.lists(
    st.one_of(st.sampled_from(["rain", "unforeseeable", "xqzvbnxqzvbn", "“", "”"]), st.just("\n\n")), max_size=120
)


@given(TEXTS, st.integers(16, 64), st.one_of(st.none(), st.integers(8, 16)))
def test_windows_cover_every_token_once_but_for_the_paragraph_before(
    text: list[str], longest: int, first: int | None
) -> None:
    f = features(doc := of_words(text), quoted(doc))
    read_as_new: list[int] = []
    for w in windows(f, longest, first):
        new = [n for n in range(w.start, w.end) if f.shape[n] != SHAPES.index("space") and n not in set(read_as_new)]
        context = [n for n in range(w.start, w.end) if n in set(read_as_new)]
        assert sum(len(f.pieces[n]) for n in context) < longest // 4
        read_as_new += new
        breaks = sum(int(f.shape[n] == SHAPES.index("space")) for n in range(w.start, w.end))
        assert len(w.ids) <= longest + longest // 4 + 1 + breaks
        assert w.first.max() < len(w.ids)
        assert [int(w.ids[i]) for i in w.first] == [
            SEP if f.shape[n] == SHAPES.index("space") else f.pieces[n][0] for n in range(w.start, w.end)
        ]
    assert read_as_new == [n for n, word in enumerate(text) if word.strip()]


def test_a_paragraph_too_long_to_be_read_at_once_is_cut() -> None:
    doc = of_words(["rain"] * (2 * LONGEST))
    cut = windows(features(doc, quoted(doc)))
    assert [w.start for w in cut] == [0, LONGEST - 2, 2 * (LONGEST - 2)]
    assert max(len(w.ids) for w in cut) == LONGEST


def relation(step: int, dep: str | None) -> int:
    """Return the number of: `step` times up from the cue, then down by `dep`; or the one up there itself."""
    return 1 + step * (len(DEP) + 1) + (len(DEP) if dep is None else DEP.index(dep))


def test_relations_go_down_from_the_cue_then_up_and_down() -> None:
    doc = by_hand(RAIN)
    f = features(doc, quoted(doc))
    below = [relation(0, d) for d in ("nsubj", "nsubj")]
    content = [relation(0, "ccomp")] * 3
    assert around(doc, f, 2, (0, 7)).relation.tolist() == [*below, relation(0, None), *content, relation(0, "punct")]
    assert around(doc, f, 5, (0, 7)).relation.tolist() == [
        relation(1, "nsubj"), relation(1, "nsubj"), relation(1, None),
        relation(0, "mark"), relation(0, "nsubj"), relation(0, None), relation(1, "punct"),
    ]  # fmt: skip


def test_what_is_farther_up_than_the_steps_that_count_has_no_relation() -> None:
    doc = of_words([f"w{n}" for n in range(8)])
    f = features(doc, quoted(doc))
    told = around(doc, f, 7, (0, 8)).relation.tolist()
    assert told == [0, 0, 0, 0, *(relation(step, None) for step in (3, 2, 1, 0))]


def test_distances_grow_with_the_logarithm_to_both_sides() -> None:
    doc = of_words(["w"] * 300)
    f = features(doc, quoted(doc))
    r = around(doc, f, 150, (0, 300))
    assert (r.start, r.end) == (150 - FARTHEST, 150 + FARTHEST + 1)
    # ±1: 3·log2(2) = 3; ±2: 3·log2(3) = 4.75; ±3: 3·log2(4) = 6; far away it stops at 16.
    assert r.distance[FARTHEST - 3 : FARTHEST + 4].tolist() == [10, 11, 13, 16, 19, 21, 22]
    assert (r.distance[0], r.distance[-1]) == (0, 32)


def test_a_cue_reaches_no_further_than_its_limits() -> None:
    doc = by_hand(RAIN)
    f = features(doc, quoted(doc))
    r = around(doc, f, 5, (3, 6))
    assert (r.start, r.end) == (3, 6)
    assert r.relation.tolist() == [relation(0, "mark"), relation(0, "nsubj"), relation(0, None)]


def test_places_tell_sentences_and_quotations() -> None:
    doc = by_hand("""
        It     PRON nsubj 1
        rained VERB ROOT  1
        Ann    PROPN nsubj 3
        said   VERB ROOT  3
        “+     PUNCT punct 5
        no+    INTJ intj  3
        ”      PUNCT punct 5
        It     PRON nsubj 8
        ended  VERB ROOT  8
    """)
    f = features(doc, quoted(doc))
    before, same, after = 0, 4, 8
    told = around(doc, f, 3, (0, 9)).place
    assert told.tolist() == [before, before, same, same, same, same + 2, same, after, after]
    assert around(doc, f, 5, (0, 9)).place[5] == same + 1


@pytest.mark.parametrize("limits", [(0, 7), (2, 7)])
def test_everything_told_of_a_cue_has_a_number_of_its_own_range(limits: tuple[int, int]) -> None:
    from whosewords.attribution.features import N_DISTANCE, N_PLACE, N_RELATION

    doc = by_hand(RAIN)
    f = features(doc, quoted(doc))
    for cue in range(*limits):
        r = around(doc, f, cue, limits)
        for told, n in ((r.relation, N_RELATION), (r.distance, N_DISTANCE), (r.place, N_PLACE)):
            assert told.dtype == np.int64
            assert told.min() >= 0
            assert told.max() < n
