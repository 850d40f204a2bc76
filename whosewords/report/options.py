"""What may be chosen for a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .. import paths


@dataclass(frozen=True)
class Options:
    """What may be chosen for a report; two reports of the same articles with the same options are the same.

    `parameters` go to the notebooks that know them, `min_confidence` is as in `read_corpus`, and `notebooks` is a
    folder with others than the project's own.
    """

    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    min_confidence: float = 0.0
    notebooks: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder of the notebooks."""
        return self.notebooks or paths.notebooks()
