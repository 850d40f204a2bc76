"""Text of strangers as a line that a terminal shows and does not obey."""

import re

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u061c\ufeff]")


def visible(text: str) -> str:
    """Return one line without what nobody can see or what turns text round, and � for what steers a terminal."""
    return _STEERING.sub("\ufffd", _UNSEEN.sub("", text))


def lines(text: str) -> str:
    """Return several lines, each as `visible` gives it, with tabs."""
    return "".join(part if part in "\n\t" else visible(part) for part in re.split(r"([\n\t])", text))
