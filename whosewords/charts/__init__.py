"""Charts: a table in, a Chart out. They draw and compute nothing."""

from .framing import voice_by_label
from .speakers import cues, links, share_of_voice, voice_bar
from .style import Chart
from .tone import word_polarity

__all__ = ["Chart", "cues", "links", "share_of_voice", "voice_bar", "voice_by_label", "word_polarity"]
