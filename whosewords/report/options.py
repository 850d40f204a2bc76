"""What may be chosen for a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from .. import paths


@dataclass(frozen=True)
class Options:
    """What may be chosen for a report; two reports of the same articles with the same options are the same.

    `parameters` go to the notebooks that know them, `min_confidence` is as in `read_corpus`, and `notebooks` is a
    folder with others than the project's own. `text` says whether the page holds whole articles or short excerpts,
    `pseudonyms` whether private persons are given other names, and `profile` whether the notebooks are in it. `pdf`:
    the page is printed to a PDF as well.
    """

    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    min_confidence: float = 0.0
    notebooks: Path | None = None
    text: Literal["full", "excerpts"] = "full"
    pseudonyms: bool = False
    profile: Literal["full", "brief"] = "full"
    pdf: bool = False

    @property
    def shared(self) -> bool:
        """Whether the page is made to be passed on; then nothing beside it has what it does not show."""
        return self.text == "excerpts" or self.pseudonyms

    @property
    def folder(self) -> Path:
        """The folder of the notebooks."""
        return self.notebooks or paths.notebooks()
