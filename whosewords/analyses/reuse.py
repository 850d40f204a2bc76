"""Text reuse: texts that share runs of words, found without comparing every text with every other.

A text is a list of words, each a number that says which it is (see WORD). Two texts come into question as
soon as they share one run of `n` words (shingling: Broder 1997; for news, Nicholls 2019); what they share is then
counted exactly, so nothing is missed by chance, as it may be where texts are compared by samples of their runs.
"""

from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

WORD = "hash(lower(replace(text, '’', '''')))"
"""SQL for a number that says which word a row of tokens is, capitals and the shape of apostrophes aside.

Among a million different words, the chance that any two get the same number is below one in ten million."""
NEAR = 4
"""A text is paired with the first that has a run of its words, and with the last few that have it: so the number of
pairs grows with the number of texts, not with its square, where a thousand texts share a phrase."""

PAIRS_AT_ONCE = 20_000


class Texts:
    """Texts to be compared, earlier ones first: `words` one after the other, `text` the number of each word's text.

    `text` counts from 0 and never falls; a text may be empty.
    """

    def __init__(self, words: Any, text: Any) -> None:
        self.text = np.asarray(text, dtype=np.int64)
        self.ids = pd.factorize(np.asarray(words))[0]
        self._at: dict[int, Any] = {}
        """By length of run, the number of the run that begins at each word."""
        self._runs: dict[int, tuple[Any, Any]] = {}
        self._sorted: dict[int, tuple[Any, Any]] = {}

    @cached_property
    def _limits(self) -> list[int]:
        """Where each text begins, and where the last one ends."""
        limits: list[int] = np.searchsorted(self.text, np.arange(int(self.text.max(initial=-1)) + 2)).tolist()
        return limits

    @cached_property
    def _codes(self) -> Any:
        """A number drawn for each different word, so that those of a run can be added up to a number for the run."""
        draw = np.random.default_rng(0).integers(0, 2**64, int(self.ids.max(initial=-1)) + 1, dtype=np.uint64)
        return draw[self.ids]

    def runs(self, n: int) -> tuple[Any, Any]:
        """Return where each run of `n` words begins that stays inside one text, and a number that says which it is."""
        if n not in self._runs:
            many = max(0, len(self.ids) - n + 1)
            place = np.flatnonzero(self.text[:many] == self.text[len(self.text) - many :])
            code = np.zeros(len(place), dtype=np.uint64)
            for k in range(n):
                code = code * np.uint64(0x9E3779B97F4A7C15) + self._codes[place + k]
            self._runs[n] = place, code
        return self._runs[n]

    def _alike(self, n: int) -> tuple[Any, Any]:
        """Return where each run of `n` words begins, the same ones together and in text order, and where one ends."""
        if n not in self._sorted:
            place, code = self.runs(n)
            order = np.argsort(code, kind="stable")
            self._sorted[n] = place[order], np.append(np.flatnonzero(np.diff(code[order])) + 1, len(order))
        return self._sorted[n]

    def reach(self, n: int) -> Any:
        """Return for each text the share of its words in runs of `n` that any other has: with no one it shares more."""
        many = len(self._limits) - 1
        place, ends = self._alike(n)
        begins = np.concatenate([[0], ends[:-1]]) if len(place) else ends[:0]
        ends = ends[: len(begins)]
        apart = self.text[place[begins]] != self.text[place[ends - 1]]
        shared = place[np.repeat(apart, ends - begins)]
        covered = np.zeros(len(self.text), dtype=bool)
        for k in range(n):
            covered[shared + k] = True
        return np.bincount(self.text, covered, many) / np.maximum(np.bincount(self.text, minlength=many), 1)

    def pairs(self, n: int) -> list[tuple[int, int]]:
        """Return pairs of texts that share a run of `n` words, the earlier first; see NEAR for those that are left out.

        Of texts with the same words, each is paired with the first of them, and that one alone with others.
        """
        many = len(self._limits) - 1
        firsts: dict[bytes, int] = {}
        first = np.array(
            [
                firsts.setdefault(self.ids[a:b].tobytes(), k) if b - a >= n else k
                for k, (a, b) in enumerate(pairwise(self._limits))
            ],
            dtype=np.int64,
        )
        place, ends = self._alike(n)
        which = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        text = self.text[place]
        once = first[text] == text
        which, text = which[once], text[once]
        once = np.ones(len(text), dtype=bool)
        once[1:] = (which[1:] != which[:-1]) | (text[1:] != text[:-1])
        which, text = which[once], text[once]
        begins = np.flatnonzero(np.diff(which, prepend=-1))
        made = [
            np.repeat(text[begins], np.diff(begins, append=len(text))) * many + text,
            first * many + np.arange(many),
        ]
        for k in range(1, NEAR + 1):
            same = np.flatnonzero(which[k:] == which[: max(0, len(which) - k)])
            made.append(text[same] * many + text[same + k])
        found = (divmod(int(key), many) for key in np.unique(np.concatenate(made)))
        return [(a, b) for a, b in found if a != b]

    def words_of(self, number: int) -> slice:
        """Return where the words of a text stand."""
        last = len(self._limits) - 1
        return slice(self._limits[min(number, last)], self._limits[min(number + 1, last)])

    def shared(self, mine: slice, others: slice, n: int) -> Any:
        """Return which of the words `mine` stand in a run of `n` words that the words `others` have too."""
        ids, known = self.ids[mine], self.ids[others]
        covered = np.full(len(ids), len(ids) >= n and np.array_equal(ids, known))
        if min(len(ids), len(known)) >= n and not covered.all():
            if n not in self._at:
                self._at[n] = np.zeros(len(self.ids), dtype=np.uint64)
                place, code = self.runs(n)
                self._at[n][place] = code
            runs = self._at[n]
            mine_runs, there = runs[mine.start : mine.stop - n + 1], np.sort(runs[others.start : others.stop - n + 1])
            found = there[np.minimum(np.searchsorted(there, mine_runs), len(there) - 1)] == mine_runs
            for k in range(n):
                covered[k : k + len(found)] |= found
        return covered

    def shared_words(self, ones: Any, others: Any, n: int) -> Any:
        """Return for pairs of texts, given by their numbers, how many words of the one are `shared` with the other.

        Like `shared`, for many short texts at once; what is shorter than `n` words shares nothing.
        """
        place, code = self.runs(n)
        limits = np.array(self._limits)
        first = np.searchsorted(place, limits)
        known = np.sort(code + _apart(self.text[place]))
        found = []
        for low in range(0, len(ones), PAIRS_AT_ONCE):
            one, other = (np.asarray(texts)[low : low + PAIRS_AT_ONCE] for texts in (ones, others))
            words, runs = limits[one + 1] - limits[one], first[one + 1] - first[one]
            ends = np.cumsum(words)
            pair = np.repeat(np.arange(len(one)), runs)
            run = np.arange(len(pair)) + np.repeat(first[one] - (np.cumsum(runs) - runs), runs)
            wanted = code[run] + _apart(other[pair])
            there = known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)] == wanted if len(wanted) else []
            at = (place[run] - limits[one[pair]] + (ends - words)[pair])[there]
            covered = np.zeros(int(words.sum()), dtype=bool)
            for k in range(n):
                covered[at + k] = True
            found.append(np.bincount(np.repeat(np.arange(len(one)), words), covered, len(one)))
        return np.concatenate([np.zeros(0), *found])

    def aligned(self, mine: slice, others: slice) -> list[tuple[int, int, int]]:
        """Return what two stretches of words have in common, in the order of both: where in each, how many words."""
        if np.array_equal(self.ids[mine], self.ids[others]):
            return [(0, 0, mine.stop - mine.start)] if mine.stop > mine.start else []
        matcher = SequenceMatcher(None, self.ids[mine].tolist(), self.ids[others].tolist(), autojunk=False)
        return [(b.a, b.b, b.size) for b in matcher.get_matching_blocks() if b.size]


def _apart(text: Any) -> Any:
    """Return a number for each text that, added to those of its runs, keeps them apart from the same runs elsewhere."""
    return text.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03)
