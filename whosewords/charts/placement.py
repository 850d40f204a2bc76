"""Where labels go beside their points so that none lies over another."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from matplotlib.font_manager import FontProperties

FONT = "DejaVu Sans"
"""The widest of the fonts a chart may be shown in: what fits in it fits in the others."""
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Right, left, above, below, then the corners: to the right of its point a label is found most easily."""
_DISTANCES = (4.0, 9.0, 15.0, 22.0)
"""Between a point and its label, the nearest first; in points of 1/72 inch, as everything here."""
_MARK = 2.5
"""Half the width of a mark."""


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
    dots: Sequence[tuple[float, float]] = (),
) -> list[Box | None]:
    """Return a box for each label (width, height) near its point, or None where there is no room left.

    The first labels choose first; each takes the nearest free place on one of eight sides, within `bounds`, over no
    other label and none of `points`; over other `dots` only where it finds no room else.
    """
    blocked = [_around(p) for p in points]
    soft = [_around(p) for p in dots]
    placed: list[Box | None] = []
    for point, size in zip(points, sizes, strict=True):
        near = [b for b in _boxes(point, size) if b.inside(bounds) and not any(b.overlaps(o) for o in blocked)]
        free = next((b for b in near if not any(b.overlaps(o) for o in soft)), near[0] if near else None)
        if free:
            blocked.append(free)
        placed.append(free)
    return placed


def _around(point: tuple[float, float]) -> Box:
    x, y = point
    return Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK)


def _boxes(point: tuple[float, float], size: tuple[float, float]) -> list[Box]:
    """Return where a label may be, the nearest places first."""
    (x, y), (width, height) = point, size
    found = []
    for away in _DISTANCES:
        for right, up in _SIDES:
            left = x + right * away - (0 if right > 0 else width if right < 0 else width / 2)
            bottom = y + up * away - (0 if up > 0 else height if up < 0 else height / 2)
            found.append(Box(left, bottom, left + width, bottom + height))
    return found


def extent(text: str, size: float) -> tuple[float, float]:
    """Return the width and height of a line of text at `size` points, in points; it is never read as mathematics."""
    width, height, _ = _renderer().get_text_width_height_descent(text, FontProperties(family=FONT, size=size), False)
    return float(width) + 1, max(float(height), size) + 1


@cache
def _renderer() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, 72)  # type: ignore[no-untyped-call]
