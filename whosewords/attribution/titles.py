"""Nicknames and titles of works: what stands in quotation marks and is neither speech nor held at a distance.

Both are told by form alone: capitalised words between a given name and a surname, or in apposition to a noun for a
work or a ship, or where people speak on a programme. Capitals alone tell nothing: institutions are put in scare quotes
as well.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..cleaning import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WORKS = frozenset({
    "album", "anthem", "anthology", "article", "autobiography", "ballad", "ballet", "bestseller", "biography", "boat",
    "book", "broadcast", "cartoon", "column", "comedy", "documentary", "drama", "drawing", "editorial", "essay",
    "exhibition", "ferry", "film", "game", "hymn", "magazine", "memoir", "miniseries", "movie", "mural", "musical",
    "novel", "novella", "op-ed", "opera", "painting", "pamphlet", "photograph", "play", "podcast", "poem", "portrait",
    "program", "programme", "report", "sculpture", "sequel", "series", "ship", "show", "single", "sitcom", "soap",
    "song", "statue", "story", "study", "submarine", "symphony", "tale", "tanker", "thesis", "thriller", "track",
    "tragedy", "trawler", "trilogy", "tune", "vessel", "yacht",
})  # fmt: skip
"""Nouns for works that have titles, and for ships, which have names."""
MAKERS = frozenset({
    "anchor", "author", "co-anchor", "co-author", "co-host", "composer", "creator", "director", "editor", "host",
    "presenter", "producer", "publisher", "singer", "star", "writer",
})  # fmt: skip
"""Whoever is "the author of" something made a work."""
ENTITLED, NAMED = frozenset({"entitled", "titled"}), frozenset({"called", "named"})
ON_AIR = frozenset({
    "add", "admit", "air", "announce", "appear", "appearance", "argue", "ask", "claim", "declare", "episode",
    "interview", "report", "say", "segment", "speak", "state", "suggest", "talk", "tell",
})  # fmt: skip
"""What is done "on" a programme."""
LONGEST_TITLE = 12
"""Words."""
LONGEST_NICKNAME = 4
"""Words."""
MODIFIERS = 4
"""Words from the article to the noun of an apposition ("a much praised new film")."""
NEAR = 30
"""Tokens to each side among which a sentence is looked at for capitals."""
_SMALL = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "it", "nor", "of", "on", "or", "so", "the",
    "to", "up", "with", "’s", "'s", "n’t", "n't",
})  # fmt: skip
"""Words that titles leave in lower case."""


def without_names(doc: "Doc", quotations: Sequence[Quotation]) -> list[Quotation]:
    """Return quotations without nicknames and titles; what stands inside one of these moves up a level."""
    starts, ends = [t.idx for t in doc], [t.idx + len(t) for t in doc]
    out: list[Quotation] = []
    around: list[Quotation] = []
    behind = -1
    for q in quotations:
        around = [n for n in around if q.end <= n.end]
        first, last = bisect_right(ends, q.inner_start), bisect_right(starts, q.inner_end - 1)
        before, after = bisect_right(ends, q.start) - 1, bisect_left(starts, q.end)
        between = doc[behind : before + 1].text.strip(", ") if 0 <= behind <= before + 1 <= behind + 3 else None
        if q.closed and _is_name(doc, before, first, last, after, listed=between in ("", "and", "or")):
            around.append(q)
            behind = after
        else:
            out.append(q._replace(level=q.level - len(around)))
    return out


def _is_name(doc: "Doc", before: int, first: int, last: int, after: int, *, listed: bool) -> bool:
    """Say whether the tokens first…last are a name, `before` and `after` being those outside of the marks.

    `listed`: another one stands right before it ("“Jaws,” | “Night Train” and | “Psycho”").
    """
    words = [t for t in doc[first : min(last, first + 4 * LONGEST_TITLE)] if any(map(str.isalnum, t.text))]
    if (
        not 0 < len(words) <= LONGEST_TITLE
        or last - first > 2 * LONGEST_TITLE
        or any(t.text in ".!?;" for t in doc[first : last - 1])
    ):
        return False
    main = [t for t in words if t.lower_ not in _SMALL] or words[:1]
    if not all(t.text[0].isupper() or t.text[0].isdigit() for t in (words[0], *main)):
        return False
    if len(words) <= LONGEST_NICKNAME and _is_given(doc, before) and _is_surname(doc, after):
        return True
    beside = (
        listed
        or _after_noun(doc, before, len(main))
        or _before_noun(doc, after, doc[last - 1].text == ",")
        or (len(main) > 1 and (_on_air(doc, before, after) or _is_makers(doc, after)))
    )
    return beside and not _title_case(doc, first, last)


def _is_given(doc: "Doc", i: int) -> bool:
    return i >= 0 and doc[i].text[0].isupper() and (doc[i].pos_ == "PROPN" or doc[i].ent_type_ == "PERSON")


def _is_surname(doc: "Doc", i: int) -> bool:
    return i < len(doc) and doc[i].text[0].isupper() and doc[i].pos_ == "PROPN" and not doc[i].is_sent_start


def _after_noun(doc: "Doc", i: int, n_main: int) -> bool:
    """Say whether a title stands behind its noun: "her novel, | …", "a song called | …", "author of | …".

    Behind a comma one word may be speech ("Asked about the film, “No”").
    """
    if i >= 0 and doc[i].text == ",":
        if n_main < 2:
            return False
        i -= 1
    if i >= 0 and doc[i].lower_ in ENTITLED:
        return True
    if i >= 0 and doc[i].lower_ in NAMED:
        i -= 1
    of = _before_owner(doc, i)
    if of > 0 and doc[of].lower_ == "of":
        return doc[of - 1].lemma_.lower() in MAKERS
    return i >= 0 and doc[i].lemma_.lower() in WORKS and doc[i].pos_ != "VERB"


def _before_noun(doc: "Doc", i: int, comma: bool) -> bool:
    """Say whether an apposition with a noun for works follows a title: "…, | a film by", "…, | her first novel"."""
    if i < len(doc) and doc[i].text == ",":
        i, comma = i + 1, True
    if not comma or i >= len(doc) or doc[i].pos_ not in ("DET", "PRON"):
        return False
    for token in doc[i + 1 : i + 1 + MODIFIERS]:
        if token.lemma_.lower() in WORKS:
            return _closes(token)
        if token.pos_ not in ("ADJ", "ADV", "NOUN", "NUM", "PROPN", "VERB"):
            return False
    return False


def _closes(noun: "Token") -> bool:
    """Say whether a noun phrase ends at its noun, so that this is no modifier of another ("a film director")."""
    nxt = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    return nxt is None or nxt.pos_ not in ("NOUN", "PROPN")


def _on_air(doc: "Doc", i: int, after: int) -> bool:
    """Say whether somebody speaks "on | …" or "on NBC's | …", and nothing follows that this would only describe."""
    place = _before_owner(doc, i)
    if place < 0 or (place == i and doc[place].lower_ != "on"):
        return False
    told = doc[place].head if doc[place].lower_ == "on" else doc[place]
    spoke = told.lemma_.lower() in ON_AIR or (told.i != place < i)
    described = after < len(doc) and doc[after].pos_ in ("NOUN", "ADJ") and doc[after].is_lower
    return spoke and not described


def _before_owner(doc: "Doc", i: int) -> int:
    """Return the token before an owner that ends at a token ("on | NBC's"), or the token itself where there is none."""
    if i > 0 and doc[i].lower_ in ("'s", "’s") and doc[i - 1].pos_ == "PROPN":
        i -= 1
        while i >= 0 and doc[i].pos_ == "PROPN":
            i -= 1
    return i


def _is_makers(doc: "Doc", i: int) -> bool:
    """Say whether a title stands before its maker: "“…” | host"."""
    return i < len(doc) and doc[i].lemma_.lower() in MAKERS


def _title_case(doc: "Doc", first: int, last: int) -> bool:
    """Say whether capitals tell nothing, since nearly all words around the marks have them too, as in a headline."""
    start, end = first, last
    while start > max(0, first - NEAR) and not doc[start].is_sent_start:
        start -= 1
    while end < min(len(doc), last + NEAR) and not doc[end].is_sent_start:
        end += 1
    around = [t for t in (*doc[start:first], *doc[last:end]) if t.is_alpha and t.lower_ not in _SMALL]
    return len(around) > 2 and sum(t.text[0].isupper() for t in around) >= 0.8 * len(around)
