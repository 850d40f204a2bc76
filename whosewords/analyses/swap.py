"""Label swap: an article read again with the other side's labels, or with neutral ones, in place of its own.

The event is the same and so is every statement about it; what moves is the name. A swapped word inside quotation marks
was never said. Grammar is mended as far as number, capitals and "a"/"an" go.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from ..corpus import Corpus, from_tables
from ..lexicon import Side, load, plural
from ..sentiment import score_segments
from ..tables import Segment, frame
from .tone import SCORERS

if TYPE_CHECKING:
    from ..lexicon import LabelEntry

_ARTICLE = re.compile(r"\b(a|an)\s+$", re.IGNORECASE)
_ABSTRACT = re.compile(r"(ion|ism|ment|[ae]n?ce|ity|ness|ing|ure)s?$")
"""How a noun ends that is hardly somebody: such a name is not put where a person's stood, nor the other way round."""
_COLUMNS = ["article_id", "sentence_id", "label_id", "start", "end", "label", "entry", "referent", "side"]


def swaps(
    corpus: Corpus,
    article_id: str,
    side: Side = "neutral",
    *,
    words: Mapping[str, str] | None = None,
    lexicons: Path | None = None,
) -> pd.DataFrame:
    """Return what each label of an article becomes under another side's names (see data/lexicons/README.md).

    Of the names that side has for the same referent (people for people, acts for acts), the first is taken that the
    label's own row lists among its alternatives, else the first of the word list. `words` (entry → what to write) goes
    before all of them.
    Columns: article_id, sentence_id, label_id, start, end (in the article), label (as written), entry, referent, side
    (of the label), replacement (as it will be written; missing where the label stays), why (it stays; else missing).
    Raises KeyError where the corpus has no such article, ValueError for a side there is not.
    """
    if side not in get_args(Side):
        raise ValueError(f"a side is one of {', '.join(get_args(Side))}, not {side!r}")
    if corpus.of_article("articles", article_id).empty:
        raise KeyError(f"no article {article_id!r} in {corpus.name}")
    known = load(lexicons).label_by
    found = corpus.sql(
        """
        SELECT l.article_id, l.sentence_id, label_id, l.start, l."end", l.text AS label, entry, referent,
            arg_max(t.text, token_id) AS last, arg_max(lemma, token_id) AS lemma, arg_max(pos, token_id) AS pos,
            arg_max(dep, token_id) AS dep, bool_or(t.pos IN ('VERB', 'AUX')) AS verbal
        FROM labels l LEFT JOIN tokens t ON t.article_id = l.article_id AND t.start < l."end" AND l.start < t."end"
        WHERE l.article_id = $id GROUP BY ALL ORDER BY l.start
        """,
        {"id": article_id},
    )
    new, why = [], []
    for row in found.itertuples():
        written, reason = _replacement(row, side, dict(words or {}), known)
        new.append(written)
        why.append(reason)
    found["side"] = [known[e].side if e in known else None for e in found["entry"]]
    texts = {"side": found["side"], "replacement": pd.Series(new, found.index), "why": pd.Series(why, found.index)}
    return found.assign(**{c: v.astype("str") for c, v in texts.items()})[[*_COLUMNS, "replacement", "why"]]


def _replacement(
    row: Any, side: Side, words: Mapping[str, str], known: "Mapping[str, LabelEntry]"
) -> tuple[str | None, str | None]:
    """Return how a label's replacement is written, or why there is none."""
    entry = known.get(row.entry)
    if row.entry in words:
        return _written(row, words[row.entry]), None
    if entry is None:
        return None, "not in the word list"
    if entry.side == side:
        return None, "already a name of this side"
    if row.verbal is True:
        return None, "a verb"
    abstract = bool(_ABSTRACT.search(str(row.last).lower()))
    others = [e.entry for e in known.values() if e.referent == entry.referent and e.side == side]
    others = [name for name in others if bool(_ABSTRACT.search(name)) == abstract]
    if not others:
        return None, "this side has no name for it in the word list that fits here"
    alternatives = [a.strip().lower() for a in entry.alternatives.split(";")]
    return _written(row, next((o for o in others if o.lower() in alternatives), others[0])), None


def _written(row: Any, name: str) -> str:
    """Return a name in the number and with the capitals of the label it stands for."""
    last = str(row.last).lower()
    many = row.dep not in ("amod", "compound") and (
        last != row.lemma.lower()
        if row.pos == "NOUN"
        else last.endswith(("s", "men")) and not last.endswith("ss")
        if row.pos == "PROPN"
        else False
    )
    if many and not name.endswith(("s", "people")):
        *before, noun = name.split(" ")
        name = " ".join([*before, plural(noun)])
    if len(row.label) > 3 and row.label.isupper():
        return name.upper()
    return name[:1].upper() + name[1:] if row.label[:1].isupper() else name


def swapped(
    corpus: Corpus,
    article_id: str,
    side: Side = "neutral",
    *,
    words: Mapping[str, str] | None = None,
    lexicons: Path | None = None,
) -> Corpus:
    """Return a corpus of one article, retold with the replacements of `swaps`, to be read and scored like any other.

    Its id is the article's with the side in brackets. Voices, speakers and sentences are those of the original, moved
    to where they now stand; its tables of tokens and mentions are empty. It counts as `altered`, and the reading view
    says so at every paragraph. Raises what `swaps` raises.
    """
    changes = swaps(corpus, article_id, side, words=words, lexicons=lexicons).dropna(subset="replacement")
    tables = {
        name: corpus.of_article(name, article_id) for name in ("articles", "sentences", "attributions", "segments")
    }
    tables |= {name: corpus.of_article(name, article_id) for name in ("labels", "markers")}
    text = tables["articles"]["text"].iloc[0]
    edits: list[tuple[int, int, str]] = list(zip(changes["start"], changes["end"], changes["replacement"], strict=True))
    edits += [a for start, _, new in edits if (a := _indefinite(text, start, new))]
    move = _Move(text, edits)
    for data in tables.values():
        for column in [c for c in data.columns if c in ("start", "end") or c.endswith(("_start", "_end"))]:
            data[column] = data[column].map(move, na_action="ignore").astype(data[column].dtype)
    tables["attributions"]["content"] = tables["attributions"]["content"].map(
        lambda spans: [{"start": move(s["start"]), "end": move(s["end"])} for s in spans]
    )
    tables["articles"]["text"] = move.text
    title = tables["articles"]["title"].iloc[0]
    if isinstance(title, str) and text.startswith(title):
        tables["articles"]["title"] = move.text[: move(len(title))]
    labels = tables["labels"]
    labels["text"] = [move.text[start:end] for start, end in zip(labels["start"], labels["end"], strict=True)]
    told = f"{article_id} ({side})"
    for data in tables.values():
        data["article_id"] = told
    scorers = sorted(corpus.sql("SELECT DISTINCT scorer FROM sentiment")["scorer"])
    segments = [Segment(*row) for row in tables["segments"].itertuples(index=False)]
    scores = score_segments(told, move.text, segments, scorers)
    name = f"{corpus.name}, with the labels swapped"
    made = frame("sentiment", scores)
    return from_tables(name=name, altered=True, **tables, actors=corpus.actors, sentiment=made)


def _indefinite(text: str, start: int, replacement: str) -> tuple[int, int, str] | None:
    """Return the edit that makes "a" before a label "an", or "an" "a", where the new word asks for it."""
    before = _ARTICLE.search(text, max(start - 4, 0), start)
    if before is None:
        return None
    fitting = "an" if replacement[:1].lower() in "aeiou" and not replacement.lower().startswith("uni") else "a"
    if fitting == before[1].lower():
        return None
    return before.start(1), before.end(1), fitting.capitalize() if before[1][0].isupper() else fitting


class _Move:
    """A text with stretches replaced, and where each offset of the old one is in the new one."""

    def __init__(self, text: str, edits: list[tuple[int, int, str]]) -> None:
        edits = sorted(edits)
        self._starts, self._ends = [e[0] for e in edits], [e[1] for e in edits]
        self._places, pieces, at, shift = [(0, 0)], [], 0, 0
        for start, end, new in edits:
            pieces += [text[at:start], new]
            begins = start + shift
            shift += len(new) - (end - start)
            self._places.append((begins, shift))
            at = end
        self.text = "".join([*pieces, text[at:]])

    def __call__(self, offset: int) -> int:
        """Return the new offset; inside what was replaced, the end of what stands there now."""
        begun, ended = bisect_right(self._starts, offset), bisect_right(self._ends, offset)
        if begun > ended:
            k = bisect_left(self._starts, offset)
            inside = k < len(self._starts) and self._starts[k] == offset
            return self._places[begun][0] if inside else self._ends[begun - 1] + self._places[begun][1]
        return int(offset) + self._places[ended][1]


def scores(
    corpus: Corpus, article_id: str, *, words: Mapping[str, str] | None = None, lexicons: Path | None = None
) -> pd.DataFrame:
    """Return how far each scorer's number moves when nothing but the labels changes: the scorer's sensitivity.

    Columns: labels (whose names: `as written`, or a side), scorer, swapped (labels replaced), sentences (with one),
    moved (of these, how many have another score), score (of the whole article: the mean of its stretches, weighted by
    their words), change (from `as written`). The event is unchanged: no number here says anything about it.
    Raises what `swaps` raises.
    """
    rows = []
    before = _scored(corpus, article_id)
    for scorer, own in before.groupby("scorer"):
        rows.append(("as written", scorer, 0, 0, 0, _mean(own), 0.0))
    for side in get_args(Side):
        done = swaps(corpus, article_id, side, words=words, lexicons=lexicons).dropna(subset="replacement")
        told = swapped(corpus, article_id, side, words=words, lexicons=lexicons)
        after = _scored(told, f"{article_id} ({side})")
        for scorer, own in after.groupby("scorer"):
            old = before[before["scorer"] == scorer]
            both = old.merge(own, on="segment_id", suffixes=("", "_after"))
            moved = both.loc[both["score"] != both["score_after"], "sentence_id"].nunique()
            sentences = done["sentence_id"].nunique()
            rows.append((side, scorer, len(done), sentences, moved, _mean(own), _mean(own) - _mean(old)))
    columns = ["labels", "scorer", "swapped", "sentences", "moved", "score", "change"]
    return pd.DataFrame(rows, columns=columns)


def sentences(
    corpus: Corpus,
    article_id: str,
    side: Side = "neutral",
    *,
    words: Mapping[str, str] | None = None,
    lexicons: Path | None = None,
) -> pd.DataFrame:
    """Return the sentences with a swapped label before and after, and what each scorer makes of both.

    Columns: article_id, sentence_id, text, swapped (the sentence with the new names), then for each scorer, written as
    in `tone.SCORERS`, its score (the mean of the sentence's stretches, weighted by their words) and, as "… after", that
    of the swapped sentence.
    Raises what `swaps` raises.
    """
    done = swaps(corpus, article_id, side, words=words, lexicons=lexicons).dropna(subset="replacement")
    told = swapped(corpus, article_id, side, words=words, lexicons=lexicons)
    found = None
    for data, name in ((corpus, article_id), (told, f"{article_id} ({side})")):
        text = data.of_article("articles", name)["text"].iloc[0]
        rows = data.of_article("sentences", name)
        rows = rows[rows["sentence_id"].isin(done["sentence_id"])][["sentence_id", "start", "end"]]
        rows["text"] = [text[s:e] for s, e in zip(rows.pop("start"), rows.pop("end"), strict=True)]
        scored = _scored(data, name)
        for scorer, own in scored.groupby("scorer"):
            rows[str(scorer)] = rows["sentence_id"].map({n: _mean(s) for n, s in own.groupby("sentence_id")})
        found = rows if found is None else found.merge(rows, on="sentence_id", suffixes=("", " after"))
    assert found is not None
    found = found.rename(columns={"text after": "swapped"})
    scorers = sorted(c for c in found.columns if c not in ("sentence_id", "text", "swapped"))
    found.insert(0, "article_id", article_id)
    return found[["article_id", "sentence_id", "text", "swapped", *scorers]].reset_index(drop=True)


def _scored(corpus: Corpus, article_id: str) -> pd.DataFrame:
    segments = corpus.of_article("segments", article_id)[["segment_id", "sentence_id", "n_words"]]
    scored = segments[segments["n_words"] > 0].merge(corpus.of_article("sentiment", article_id), on="segment_id")
    return scored.assign(scorer=[SCORERS.get(name, name) for name in scored["scorer"]]).astype({"scorer": "str"})


def _mean(scored: pd.DataFrame) -> float:
    return float((scored["score"] * scored["n_words"]).sum() / scored["n_words"].sum())
