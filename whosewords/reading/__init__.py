"""What a person reads: an article with its voices and labels marked, the sentences behind a number, a plain table."""

from .grid import table
from .lists import answers, matrix, paragraphs, sentences
from .markup import UNSHOWABLE, Html, anchor, letter, plain
from .view import ALTERED, SHORTENED, article, in_words, key_to_marks

__all__ = [
    "ALTERED", "SHORTENED", "UNSHOWABLE", "Html", "anchor", "answers", "article", "in_words", "key_to_marks", "letter",
    "matrix", "paragraphs", "plain", "sentences", "table",
]  # fmt: skip
