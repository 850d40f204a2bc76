"""What every notebook would otherwise load for itself, loaded once by being imported, before processes are forked."""

import gc
from collections.abc import Callable
from contextlib import suppress

import pandas as pd

from .. import lexicon, sentiment
from ..analyses.terms import words
from ..charts.style import Chart


def _drawn() -> None:
    chart = Chart("Fonts", "", pd.DataFrame(), height=1)
    chart.add_subplot().set_xlabel("Fonts")
    chart._repr_html_()
    chart.png()


_LOADED: tuple[Callable[[], object], ...] = (
    lexicon.load,
    *(lambda scorer=scorer: sentiment.SCORERS[scorer]("good") for scorer in sentiment.DEFAULT),
    _drawn,
    words.tokenizer,
)

for load in _LOADED:
    with suppress(Exception):  # what cannot be loaded is told where it is used
        load()
gc.collect()
gc.freeze()  # nothing of this is looked through, and so copied, in the processes
