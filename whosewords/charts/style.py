"""What every chart has in common: the Chart itself, colours, sizes, and how text is made to fit.

Charts are shown at any width, down to a telephone's: they are drawn narrow, with text large for their size, and scale.
"""

import html
import io
import re
import textwrap
import warnings
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from .. import reading, stats
from ..stats import count as count
from ..tables import WORDINGS

WIDTH = 5.2
"""Inches. On a screen 390 px wide, 10 pt then come out as 9.6 px; on a desk they are 16 px."""
SIZE, SMALL = 10.0, 9.5
"""Points: text, and the smallest text there is."""
INK, QUIET, GRID, PAPER = "#222222", "#595959", "#dddddd", "#ffffff"
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7a5195", "#4d4d4d")
"""Colours for series that are not voices: Okabe and Ito's, told apart by colour-blind people."""
DOTS = 150
"""Dots an inch in a chart as PNG: 780 across, enough for a page of text."""
LONGEST_ALT = 1200
"""Letters of alternative text; a listener finds the rest in the table of data."""
DENSE = 300
"""Marks of one kind from which on they are drawn as one picture inside the SVG, which else grows with each."""
MOST_ROWS = 200
"""Rows of data shown behind a chart."""


class VoiceStyle(NamedTuple):
    """How one of the four ways of speaking is shown, everywhere: its plain name, its colour, ink that shows on it."""

    name: str
    colour: str
    ink: str


_COLOURS = {
    "own": ("#8a8a8a", "#000000"),
    "paraphrase_article": ("#5aa1c9", "#000000"),
    "paraphrase_other": ("#2f5f8a", "#ffffff"),
    "quote": ("#e08a1e", "#000000"),
}
VOICES = {wording: VoiceStyle(name, *_COLOURS[wording]) for wording, name in WORDINGS.items()}
"""The voices, paraphrase split by who worded it; keys as in the column `wording`."""

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""
_RC: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
    "font.size": SIZE,
    "svg.fonttype": "none",
    "svg.hashsalt": "whosewords",
    "text.parse_math": False,
}


class Chart(Figure):
    """A matplotlib figure that also carries its alternative text (`alt`) and the data behind it (`table`).

    In a notebook or report it shows as an HTML figure: inline SVG, a caption (`note`), the data folded away below; what
    shows no HTML has it as PNG. `blank`: nothing is drawn, it says why.
    `height` and `width` are inches. `title` stands in the picture. Dollar signs are never read as mathematics.
    """

    def __init__(
        self, title: str, alt: str, table: pd.DataFrame, *, height: float, width: float = WIDTH, note: str = ""
    ) -> None:
        super().__init__(figsize=(width, height), layout="constrained", facecolor=PAPER)
        self.title, self.alt, self.table, self.note, self.blank = title, alt, table, note, False
        self.suptitle(wrap(title, width, SIZE + 1), x=0.01, ha="left", size=SIZE + 1, weight="bold", color=INK)

    def draw(self, renderer: RendererBase) -> None:
        """Draw with the project's text settings; text from articles is shown as it is."""
        with mpl.rc_context(_RC), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing from font")  # the reader's machine has other fonts
            warnings.filterwarnings("ignore", "constrained_layout not applied")  # no room: drawn all the same
            for text in self.findobj(Text):
                text.set_parse_math(False)
                text.set_text(_UNSHOWABLE.sub("\ufffd", text.get_text()))
            super().draw(renderer)

    def svg(self) -> str:
        """Return the chart as an SVG element for an HTML page; its ids cannot clash with another chart's."""
        out = io.BytesIO()
        for marks in self.findobj(Line2D):
            if isinstance(marks, Line2D) and marks.get_marker() != "None" and np.size(marks.get_xdata()) > DENSE:
                marks.set_rasterized(True)
        with mpl.rc_context(_RC):
            self.savefig(out, format="svg", dpi=200, metadata={"Date": None, "Creator": None})
        raw = _UNSHOWABLE.sub("\ufffd", out.getvalue().decode())
        root = ElementTree.fromstring(raw)  # noqa: S314  written by matplotlib a line above
        prefix = f"c{sha256((raw + self.alt).encode()).hexdigest()[:8]}-"
        for element in list(root.iter()):
            element.tag = element.tag.rpartition("}")[2]
            element.attrib = {k.rpartition("}")[2]: _with_prefix(k, v, prefix) for k, v in element.attrib.items()}
        for parent in list(root.iter()):
            for child in [c for c in parent if c.tag in ("metadata", "style")]:  # a style would act on the whole page
                parent.remove(child)
        del root.attrib["width"], root.attrib["height"]
        root.set("role", "img")
        root.set("aria-label", self._heard())
        size = f"width:100%;max-width:{round(self.get_figwidth() * 120)}px;height:auto"
        root.set("style", f"{size};stroke-linejoin:round;stroke-linecap:butt")
        return _UNSHOWABLE.sub("\ufffd", ElementTree.tostring(root, encoding="unicode"))

    def _heard(self) -> str:
        """Return the alternative text, cut after a whole item where it is very long."""
        if len(self.alt) <= LONGEST_ALT:
            return self.alt
        kept = re.match(rf".{{1,{LONGEST_ALT}}}(?=[;,.] )", self.alt, re.DOTALL)
        return f"{kept[0] if kept else self.alt[:LONGEST_ALT]}; and more, in the data behind this chart."

    def png(self) -> bytes:
        """Return the chart as a PNG file, its alternative text in it as a description."""
        out = io.BytesIO()
        known = {"Software": None, "Description": _UNSHOWABLE.sub("\ufffd", self.alt)}
        with mpl.rc_context(_RC):
            self.savefig(out, format="png", dpi=DOTS, metadata=known)
        return out.getvalue()

    def _repr_png_(self) -> bytes | None:
        return None if self.blank else self.png()

    def _repr_html_(self) -> str:
        if self.blank:
            return f'<p class="ww ww-where ww-nothing">{_UNSHOWABLE.sub(chr(0xFFFD), html.escape(self.alt))}</p>'
        caption = f"<figcaption>{html.escape(self.note)}</figcaption>" if self.note else ""
        frame = (
            f'<div class="ww-frame" role="group" tabindex="0" aria-label="{html.escape(self.title)}">{self.svg()}</div>'
        )
        shown = f'<figure class="ww-chart" style="margin:0">{frame}{caption}{self._data()}</figure>'
        return _UNSHOWABLE.sub("\ufffd", shown)

    def _data(self) -> str:
        if self.table.empty:
            return ""
        rows = reading.table(self.table, self.title, limit=MOST_ROWS)
        return f"<details><summary>The data behind this chart</summary>{rows}</details>"


def _with_prefix(key: str, value: str, prefix: str) -> str:
    if key == "id":
        return prefix + value
    if value.startswith("#") and key.endswith("href"):
        return "#" + prefix + value[1:]
    return value.replace("url(#", f"url(#{prefix}")


def empty(title: str, why: str, table: pd.DataFrame | None = None) -> Chart:
    """Return a chart that says, in a full sentence, why there is nothing to draw."""
    chart = Chart(title, f"{title} {why}", pd.DataFrame() if table is None else table, height=1.1)
    axes = bare(chart.add_subplot())
    chart.blank = True
    axes.text(0.01, 0.5, wrap(why, WIDTH, SIZE), va="center", size=SIZE, color=QUIET, transform=axes.transAxes)
    return chart


def rows(table: pd.DataFrame) -> list[Any]:
    """Return a table's rows as named tuples, to draw one after the other."""
    return list(table.itertuples(index=False))


def bare(axes: Axes) -> Axes:
    """Return the axes without frame, ticks or labels."""
    axes.set_axis_off()
    return axes


def plain(axes: Axes, grid: Literal["x", "y", "both"] | None = None) -> Axes:
    """Return the axes with quiet text, no frame and no ticks; `grid` names the scale with grid lines."""
    axes.set_frame_on(False)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(size=SMALL, color=QUIET)
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=0.8)
    return axes


def legend(chart: Chart, entries: Sequence[tuple[str, str]], columns: int = 1) -> None:
    """Put a legend below the chart: (name, colour) pairs."""
    chart.legend(
        handles=[Patch(color=colour, label=name) for name, colour in entries],
        loc="outside lower left",
        ncols=columns,
        frameon=False,
        fontsize=SMALL,
        handlelength=1.2,
        borderpad=0.1,
        labelspacing=0.35,
    )


def voice_legend(chart: Chart, wordings: Sequence[str] = tuple(VOICES)) -> None:
    """Put the legend of the voices below the chart."""
    legend(chart, [(VOICES[w].name, VOICES[w].colour) for w in VOICES if w in wordings])


def letters(width: float, size: float) -> int:
    """Return how many letters of average width fit into `width` inches at `size` points."""
    return max(8, int(width * 72 / (size * 0.57)))


def wrap(text: str, width: float, size: float, lines: int = 3) -> str:
    """Return the text in at most `lines` lines that fit into `width` inches; what is too long ends in an ellipsis."""
    return "\n".join(textwrap.wrap(text, letters(width, size), max_lines=lines, placeholder=" …"))


def shorten(text: str, most: int) -> str:
    """Return the text cut to at most `most` letters, with an ellipsis in place of what was cut."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def percent(share: float) -> str:
    """Return a share (0 … 1) in whole per cent; what is there but less than half a per cent as "<1 %"."""
    return "<1 %" if 0 < share < 0.005 else f"{stats.percent(share)} %"
