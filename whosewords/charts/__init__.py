"""Charts: a table in, a Chart out. They draw and compute nothing."""

from .style import Chart

__all__ = ["Chart"]
