"""Where labels go beside their points so that none lies over another."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from matplotlib.font_manager import FontProperties

FONT = "DejaVu Sans"
"""The widest of the fonts a chart may be shown in: what fits in it fits in the others."""
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Right, left, above, below, then the corners: to the right of its point a label is found most easily."""
_DISTANCES = (4.0, 10.0, 18.0)
"""Points between a point and its label, the nearest first."""


class Box(NamedTuple):
    """A rectangle: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Box") -> bool:
        """Say whether two rectangles share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def inside(self, other: "Box") -> bool:
        """Say whether a rectangle lies within another."""
        return (
            other.left <= self.left and self.right <= other.right and other.bottom <= self.bottom
            and self.top <= other.top
        )  # fmt: skip


def place(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    taken: Sequence[Box] = (),
) -> list[Box | None]:
    """Return a box for each label (width, height) near its point, or None where there is no room left.

    The first labels choose first; each takes the nearest free place on one of eight sides, within `bounds`, over no
    other label, none of `points` and nothing `taken`.
    """
    blocked = [*taken, *(Box(x - 2, y - 2, x + 2, y + 2) for x, y in points)]
    placed: list[Box | None] = []
    for (x, y), (width, height) in zip(points, sizes, strict=True):
        free = None
        for away in _DISTANCES:
            for right, up in _SIDES:
                left = x + right * away - (0 if right > 0 else width if right < 0 else width / 2)
                bottom = y + up * away - (0 if up > 0 else height if up < 0 else height / 2)
                box = Box(left, bottom, left + width, bottom + height)
                if box.inside(bounds) and not any(box.overlaps(b) for b in blocked):
                    free = box
                    break
            if free:
                blocked.append(free)
                break
        placed.append(free)
    return placed


def extent(text: str, size: float) -> tuple[float, float]:
    """Return the width and height of a line of text at `size` points, in points; it is never read as mathematics."""
    width, height, _ = _renderer().get_text_width_height_descent(text, FontProperties(family=FONT, size=size), False)
    return float(width) + 1, max(float(height), size) + 1


@cache
def _renderer() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, 72)
