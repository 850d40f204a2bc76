"""What the tests of report, batch and command line share: small notebooks, and a hand-made corpus as a store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from whosewords import store
from whosewords.corpus import Corpus
from whosewords.tables import TABLES

OPEN = "import whosewords as ww\ndata = ww.read_corpus(corpus)"


def notebook(folder: Path, name: str, *cells: str, parameters: str = 'corpus = "seeds"  # a corpus') -> Path:
    """Write a notebook: prose begins with “# ”; the parameters cell comes after the first cell."""
    made = [new_markdown_cell(c) if c.startswith("# ") else new_code_cell(c) for c in cells]
    made.insert(1, new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=made, metadata={"kernelspec": kernel}), path)
    return path


def stored(corpus: Corpus, folder: Path, left_out: Sequence[tuple[str, str]] = ()) -> Path:
    """Write a corpus made by hand as a store, so that no language model is needed to read it."""
    rows = {t: [tuple(r) for r in getattr(corpus, t).itertuples(index=False)] for t in TABLES}
    clean = {t: [tuple(None if _missing(v) else v for v in r) for r in of] for t, of in rows.items()}
    manifest = {
        "name": folder.stem,
        "pipeline": "by hand",
        "packages": {"spacy": "0"},
        "lexicons": {"labels.csv": "abc"},
        "left_out": [{"source_file": f, "reason": r} for f, r in left_out],
    }
    return store.write(folder, [clean], manifest)


def _missing(value: Any) -> bool:
    return not isinstance(value, list) and bool(pd.isna(value))
