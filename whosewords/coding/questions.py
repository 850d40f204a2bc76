"""What is asked of each sentence, and the answers there are, in plain words."""

VOICES = {
    "own": "No: no source can be seen for it",
    "paraphrase": "Yes, in the article’s words",
    "quote": "Yes, in the speaker’s own words, in quotation marks",
    "both": "Yes, partly in quotation marks and partly not",
}
"""Answers to: does the sentence pass on what somebody says or thinks?"""
LABELS = {
    "none": "No word here takes a side",
    "used": "A word takes a side, and the sentence just uses it",
    "distanced": "A word takes a side, and is held at a distance (“so-called”, quotation marks)",
}
"""Answers to: is there a word that takes a side?"""
NOBODY, ELSE, UNTOLD = "nobody", "somebody else, not on this list", "somebody, the article does not say who"
"""Speakers who are no names. Whoever is missing from the list is ELSE: one answer, whoever was meant."""
QUESTIONS = {
    "voice": "Does the sentence pass on what somebody says or thinks?",
    "speaker": "Who says or thinks it?",
    "label": "Is there a word that takes a side?",
}
"""The questions, by the column their answers stand in. A speaker is chosen from the names in the article."""
ANSWERS: dict[str, dict[str, str]] = {"voice": VOICES, "label": LABELS}
"""The answers in plain words, of the questions that have always the same."""


def in_words(question: str, answer: str) -> str:
    """Return an answer as people read it."""
    return ANSWERS.get(question, {}).get(answer, answer)
