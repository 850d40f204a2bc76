"""Word polarity of segments, by scorers registered by name.

A score is the polarity of the words in a dictionary, from −1 to 1. It is not an attitude: it does not say what anybody
thinks of anything, and most sentences of news hold few or no words of the dictionary.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from .imports import without
from .tables import Segment, Sentiment

Scorer = Callable[[str], tuple[float, list[str]]]
"""Text in; its score from −1 to 1 and the words that made it, in text order, out."""
SCORERS: dict[str, Scorer] = {}
"""The scorers by name."""
DEFAULT = ("textblob", "vader")
MAX_CHARACTERS = 2000
"""A longer text (no sentence is) is scored piece by piece, as VADER's time grows with the square of the length."""

_APOSTROPHES = str.maketrans("’ʼ", "''")


def register(name: str) -> Callable[[Scorer], Scorer]:
    """Add a scorer under a name. Raises ValueError where the name is taken."""

    def add(scorer: Scorer) -> Scorer:
        if SCORERS.setdefault(name, scorer) is not scorer:
            raise ValueError(f"There is already a scorer called {name!r}; choose another name.")
        return scorer

    return add


def score_segments(
    article_id: str, text: str, segments: Iterable[Segment], scorers: Sequence[str] = DEFAULT
) -> list[Sentiment]:
    """Return the rows of `sentiment`: every segment of an article's text under every scorer named.

    Raises ValueError for a scorer that is not registered, or one that gives a score outside −1 … 1.
    """
    for name in scorers:
        _known(name)
    return [
        Sentiment(article_id, segment.segment_id, name, *score_text(text[segment.start : segment.end], name))
        for segment in segments
        for name in scorers
    ]


def score_text(text: str, name: str) -> tuple[float, list[str]]:
    """Return one scorer's score of a text, whatever it is a piece of, and the words that made it.

    A text without a letter or digit scores 0. Raises what `score_segments` raises.
    """
    _known(name)
    text = text.translate(_APOSTROPHES)
    if not any(character.isalnum() for character in text):
        return 0.0, []
    pieces = [text[i : i + MAX_CHARACTERS] for i in range(0, len(text), MAX_CHARACTERS)]
    results = [SCORERS[name](piece) for piece in pieces]
    score = float(sum(score for score, _ in results) / len(results))
    if not -1 <= score <= 1:
        raise ValueError(f"The scorer {name!r} gave {score}; a score lies between −1 and 1.")
    return score, [word for _, words in results for word in words]


def _known(name: str) -> None:
    if name not in SCORERS:
        raise ValueError(f"There is no scorer called {name!r}; there are {', '.join(sorted(SCORERS))}.")


def evaluative(least: float = 0.6) -> dict[str, set[str]]:
    """Return the adjectives (ADJ) and adverbs (ADV) that TextBlob's lexicon finds subjective and not neutral.

    In that lexicon (De Smedt & Daelemans 2012) people judged adjectives from 0, objective, to 1, subjective; an adverb
    has what its adjective has. `least` is how subjective a word must be; its polarity must not be 0.
    """
    lexicon = _textblob()
    lexicon.load()
    return {
        pos: {w for w in dict.keys(lexicon) if (a := dict.__getitem__(lexicon, w).get(tag)) and a[0] and a[1] >= least}
        for pos, tag in (("ADJ", "JJ"), ("ADV", "RB"))
    }


@register("textblob")
def textblob(text: str) -> tuple[float, list[str]]:
    """Score with TextBlob's pattern lexicon (De Smedt & Daelemans 2012): the mean polarity of the words it knows.

    Words of polarity 0 are among the words given, for they count in the mean; so are negations and modifiers.
    """
    result = _textblob()(text)
    return max(-1.0, min(1.0, float(result[0]))), [" ".join(words) for words, *_ in result.assessments]


@register("vader")
def vader(text: str) -> tuple[float, list[str]]:
    """Score with VADER (Hutto & Gilbert 2014): the compound of the valences of the words it knows."""
    analyzer, split, boosters = _vader()
    known = [word for word in split(text).words_and_emoticons if word.lower() in analyzer.lexicon]
    emoji = [character for character in text if character in analyzer.emojis]
    score = float(analyzer.polarity_scores(text)["compound"])
    return score, [word for word in known if word.lower() not in boosters] + emoji


@cache
def _textblob() -> Any:
    """Return TextBlob's scorer; NLTK, which comes with it, has all of SciPy as an option for what is not asked here."""
    with without("scipy"):
        from textblob.en import sentiment

    return sentiment


@cache
def _vader() -> tuple[Any, Any, dict[str, float]]:
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer, SentiText

    return SentimentIntensityAnalyzer(), SentiText, BOOSTER_DICT
