"""What people put right about a corpus, laid over what the machine found, article by article.

The machine's answer stays beside each correction. How often the machine is right cannot be told from corrections,
which people choose themselves: see `validation`.
"""

from collections.abc import Sequence
from pathlib import Path

from ..annotate import Annotated
from .laid import Corrected, Laid, places, unfit
from .rows import CORRECTIONS, SPEAKERS, Asked, Kind, Rename, add, read, read_speakers

__all__ = ["CORRECTIONS", "SPEAKERS", "Corrected", "Kind", "Overlay", "add", "places", "read_speakers"]


class Overlay:
    """The corrections beside a corpus, laid over its articles one by one; it remembers what became of each."""

    def __init__(self, folder: Path | None, scorers: Sequence[str]) -> None:
        """Read speakers.csv and corrections.csv of a folder (None: there are none). Raises SheetError."""
        self.rename: Rename = lambda _, records: list(records)
        self.renamed = 0
        self._asked: dict[str, list[Asked]] = {}
        self._done: list[Corrected] = []
        self._scorers = scorers
        if folder:
            self.rename, self.renamed = read_speakers(folder)
            for asked in read(folder / CORRECTIONS):
                self._asked.setdefault(asked.article_id, []).append(asked)

    def lay(self, annotated: Annotated) -> Annotated:
        """Return an article's rows with its corrections applied, in the order of the file."""
        asked = self._asked.pop(annotated.article.article_id, None)
        if not asked:
            return annotated
        if copied := annotated.article.duplicate_of:
            self._done += [unfit(a, f"the article is an exact copy of {copied}: correct that one") for a in asked]
            return annotated
        laid = Laid(annotated, self.rename(annotated.article.article_id, annotated.cast))
        self._done += [laid.correct(a) for a in asked]
        return laid.finish(self._scorers)

    def outcomes(self) -> list[Corrected]:
        """Return what became of each row, in the order of the file; to be asked when all articles are done."""
        left = [unfit(a, "there is no such article") for of in self._asked.values() for a in of]
        return sorted([*self._done, *left])
