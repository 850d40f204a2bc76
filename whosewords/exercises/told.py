"""What learners are told: the kinds of item, the levels, questions, hints, answers and rules."""

from typing import Literal

Kind = Literal["speaker", "voice", "label", "distance", "chain", "rewrite"]
Level = Literal["easy", "medium", "hard"]

KINDS: dict[Kind, str] = {
    "speaker": "Who speaks?",
    "voice": "Whose voice is it?",
    "label": "Whose word is it?",
    "distance": "What is held at arm’s length?",
    "chain": "By which way did it come?",
    "rewrite": "Say it in neutral words",
}
"""The kinds of item in the order they are asked, and how people are told."""
LEVELS: dict[Level, str] = {
    "easy": "Sources are called by their names, and a voice is one of three.",
    "medium": "Sources may be called “she” or “the ministry”; for labels it is asked whose word they are.",
    "hard": "Somebody may pass on what another said: a voice is one of four, and the way it came is asked for.",
}
"""What a level means."""
ASKED: dict[Level, tuple[Kind, ...]] = {
    "easy": ("distance", "speaker", "voice", "rewrite"),
    "medium": ("distance", "label", "speaker", "voice", "rewrite"),
    "hard": ("chain", "distance", "label", "speaker", "voice", "rewrite"),
}
"""The kinds of a level, the rarest first: so they are chosen."""
QUESTIONS: dict[Kind, str] = {
    "speaker": "Which words tell who is said to say what is marked?",
    "voice": "In whose voice are the marked words?",
    "label": "Whose word is the marked one here?",
    "distance": "Which words hold what they stand beside at arm’s length?",
    "chain": "By which way do the marked words reach you?",
    "rewrite": "Write this again, with a neutral word for the marked one. There is more than one good answer.",
}
PASSED_ON = "Where one person passes on what another said, choose the one who said it."
"""What is added at the hard level to the question who speaks."""
HINTS: dict[Kind, str] = {
    "speaker": "Look for a word for saying near the marked words. Who does what it tells? Somebody who is only spoken "
    "of, or spoken to, is no source.",
    "voice": "Ask first: does the text say that somebody said it, here or in the sentence before? Then: do the marked "
    "words stand between quotation marks? And whose marks are they?",
    "label": "Two things decide: does the text say that somebody said this, and does the word stand between quotation "
    "marks? Outside of them nobody can see whether the speaker used the word.",
    "distance": "Read the sentence without the word. Which one keeps the writer from saying that what follows is so?",
    "chain": "Begin with whoever told the article, and go on to whoever told them. Who says that somebody said it?",
    "rewrite": "Which word would both sides let stand?",
}
LABEL_ANSWERS = {
    "own": "no source is found for it",
    "paraphrase_article": "it cannot be told: a source is said to say this, but in the article’s words",
    "paraphrase_other": "the word of somebody who tells what another said, inside the teller’s quotation marks",
    "quote": "the source’s own word, inside that source’s quotation marks",
}
"""What can be answered to whose word a label is, by wording."""
RULES = {
    "own": "A stretch without a cue, without quotation marks and without a source that goes on from the sentence "
    "before is shown as “no source found”. That is not the article’s opinion: a source may have been missed.",
    "paraphrase_article": "What a cue gives to a source outside quotation marks is told in the article’s words. "
    "Whether the source used these words cannot be seen.",
    "paraphrase_other": "What another is said to have said, inside one source’s quotation marks, is in the first "
    "one’s words.",
    "quote": "Words between quotation marks that a cue gives to a source are presented as that source’s own.",
    "speaker": "A source is whoever does what the cue tells: says, claims, warns.",
    "distance": "Such words hold the phrase beside them at a distance; they do not say that it is false.",
    "chain": "Each cue adds a link: who tells the article, then who told them.",
    "rewrite": "Both sides’ names for a thing are on the word list, and neutral ones where there are any.",
}
