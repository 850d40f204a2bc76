"""Charts: a table in, a Chart out. They draw and compute nothing."""

from . import coding
from .comparison import order_of_information, outlet_articles, outlet_tone, outlet_voices
from .framing import naming, voice_by_label
from .keyness import collocates, keyness, keyness_by, keyness_scatter
from .quotations import quotation_versions
from .speakers import cues, links, share_of_voice, voice_bar
from .style import Chart
from .terms import dispersion, over_time, term_frequencies, terms_by_group, terms_by_voice
from .tone import word_polarity

__all__ = [
    "Chart",
    "coding",
    "collocates",
    "cues",
    "dispersion",
    "keyness",
    "keyness_by",
    "keyness_scatter",
    "links",
    "naming",
    "order_of_information",
    "outlet_articles",
    "outlet_tone",
    "outlet_voices",
    "over_time",
    "quotation_versions",
    "share_of_voice",
    "term_frequencies",
    "terms_by_group",
    "terms_by_voice",
    "voice_bar",
    "voice_by_label",
    "word_polarity",
]
