"""The interactive panel: choose article, speaker, voice, label or word; lines, counts and article change together.

What is chosen and what it gives are plain functions over a corpus; the panel only shows them. Every control is one of
ipywidgets' own, has a label, and works by keyboard.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import pandas as pd

from . import corrections, reading, store
from .analyses import framing, speakers, terms
from .corpus import Corpus
from .sheets import inert
from .stats import count
from .tables import WORDINGS
from .widgets import show

if TYPE_CHECKING:
    import ipywidgets

MOST_LINES = 300
"""Lines that are offered for choice at once."""
MOST_SPEAKERS = 300
"""Speakers that are offered for choice; those with most words come first."""
AROUND = 60
"""Characters of a line to either side of what was found."""


class Choice(NamedTuple):
    """What is looked at; None, or no word, leaves a side open."""

    article: str | None = None
    speaker: str | None = None
    voice: str | None = None
    label: str | None = None
    word: str = ""


def lines(corpus: Corpus, choice: Choice) -> pd.DataFrame:
    """Return every place that fits a choice, in text order: a word, else a label, else a stretch in a voice.

    `speaker` is an actor_id, `voice` a key of tables.WORDINGS, `label` an entry of the word list; a word together with
    a label is the word in sentences with that label. Columns: article_id, sentence_id, left, found, right, speaker,
    voice, wording, text (the sentence), start and end (within it). No row where the word holds none.
    """
    if choice.word.strip():
        if not any(map(str.isalnum, choice.word)):
            return _LINES
        found = terms.occurrences(corpus, choice.word)
        if choice.label:
            labelled = framing.label_sentences(corpus, entry=choice.label)[_SENTENCE].drop_duplicates()
            found = found.merge(labelled, on=_SENTENCE)
    elif choice.label:
        found = framing.label_sentences(corpus, entry=choice.label)
    else:
        found = speakers.voice_sentences(corpus, speaker_id=choice.speaker, wording=choice.voice, attitudes=True)
    if choice.article:
        found = found[found["article_id"] == choice.article]
    if choice.voice:
        found = found[found["wording"] == choice.voice]
    if choice.speaker:
        found = found[found["speaker"] == corpus.speaker_of(choice.speaker)]
    sides = [_sides(*row) for row in found[["text", "start", "end"]].itertuples(index=False)]
    found = found.assign(**{name: [s[n] for s in sides] for n, name in enumerate(("left", "found", "right"))})
    found = found.sort_values(["article_id", "sentence_id", "start"], kind="stable")
    return found[list(_TYPES)].astype(_TYPES).reset_index(drop=True)


def counts(found: pd.DataFrame, by: str = "voice") -> pd.DataFrame:
    """Return how many lines there are by `voice` or `speaker`: columns lines, sentences, articles; most lines first."""
    told = found.assign(sentence=found["article_id"] + " " + found["sentence_id"].astype(str))
    grouped = told.groupby(by, sort=True)
    table = pd.DataFrame(
        {
            "lines": grouped.size(),
            "sentences": grouped["sentence"].nunique(),
            "articles": grouped["article_id"].nunique(),
        }
    )
    return table.sort_values("lines", ascending=False, kind="stable")


def told(found: pd.DataFrame) -> str:
    """Return in a sentence how much there is."""
    if found.empty:
        return "Nothing fits all of this. Open one of the choices again."
    sentences = len(found[_SENTENCE].drop_duplicates())
    parts = ((len(found), "line"), (sentences, "sentence"), (found["article_id"].nunique(), "article"))
    n = [count(k, what) for k, what in parts]
    return f"{n[0]} in {n[1]} of {n[2]}."


def view(corpus: Corpus, found: pd.DataFrame, article_id: str) -> reading.Html:
    """Return an article's reading view with the places of `found` in it marked."""
    own = found[found["article_id"] == article_id].merge(
        corpus.sentences[[*_SENTENCE, "start"]].rename(columns={"start": "at"}), on=_SENTENCE
    )
    marks = [(int(at + start), int(at + end)) for at, start, end in own[["at", "start", "end"]].itertuples(index=False)]
    return reading.article(corpus, article_id, level=4, marks=marks)


def explore(corpus: Corpus, *, folder: str | Path | None = None) -> "Panel":
    """Return the interactive panel over a corpus; in JupyterLab, end a cell with it to show it.

    `folder` is where corrections are saved, by default where the articles lie. Raises ImportError where ipywidgets is
    not installed.
    """
    return Panel(corpus, folder)


class Panel:
    """The panel of a corpus: `choice` is what is chosen, `selection` the lines that fit it, as a DataFrame."""

    def __init__(self, corpus: Corpus, folder: str | Path | None = None) -> None:
        import ipywidgets as w

        self.corpus = corpus
        self.folder = _folder(corpus) if folder is None else Path(folder)
        self.selection = _LINES
        wide = {"layout": w.Layout(width="auto"), "style": {"description_width": "7em"}}
        self.article = w.Dropdown(description="Article", options=_articles(corpus), **wide)
        self.speaker = w.Dropdown(description="Speaker", options=_speakers(corpus), **wide)
        self.voice = w.Dropdown(
            description="Voice", options=[("any voice", None), *((n, k) for k, n in WORDINGS.items())], **wide
        )
        self.label = w.Dropdown(description="Label", options=_labels(corpus), **wide)
        self.word = w.Text(
            description="Word", placeholder="a word or phrase, then Enter", continuous_update=False, **wide
        )
        self.clear = w.Button(description="Open all choices", tooltip="Show everything again")
        self.status = w.HTML()
        box = {"height": "34em", "overflow": "auto", "padding": "0 1em 0 0"}
        self.numbers = w.HTML(layout=w.Layout(**box))
        self.line = w.Select(description="Lines", rows=14, **wide)
        self.text = w.HTML(layout=w.Layout(**box))
        self.copied = w.Textarea(description="As CSV", rows=6, **wide)
        self.kind = w.Dropdown(description="What is wrong", options=get_args(corrections.Kind), **wide)
        self.stretch = w.Text(description="In these words", continuous_update=False, **wide)
        self.right = w.Text(
            description="What is right",
            placeholder="a name, or: own, paraphrase, quote",
            continuous_update=False,
            **wide,
        )
        self.worder = w.Text(
            description="Worded by", placeholder="only for a paraphrase", continuous_update=False, **wide
        )
        self.save = w.Button(description="Save the correction", disabled=self.folder is None)
        self.saved = w.HTML("" if self.folder else f"<p>{_NOWHERE}</p>")
        for control in (self.article, self.speaker, self.voice, self.label, self.word):
            control.observe(self._choose, names="value")
        self.line.observe(self._look, names="value")
        self.clear.on_click(self._open)
        self.save.on_click(self._correct)
        chosen = w.VBox([self.article, self.speaker, self.voice, self.label, self.word, self.clear])
        found = w.VBox([self.status, self.line])
        copy = w.VBox([
            w.HTML("<p>Select all of it and copy. In Python: the panel’s <code>selection</code>, a DataFrame.</p>"),
            self.copied,
        ])  # fmt: skip
        correct = w.VBox([self.kind, self.stretch, self.right, self.worder, self.save, self.saved])
        more = w.Accordion([copy, correct], titles=("Copy these lines", "Put something right"))
        self.widget: ipywidgets.Widget = w.VBox([
            w.GridBox(
                [chosen, found, self.numbers, self.text],
                layout=w.Layout(grid_template_columns="minmax(16em, 2fr) 3fr", grid_gap="0.5em 1.5em"),
            ),
            more,
        ])  # fmt: skip
        self._quiet = False
        self._choose()

    @property
    def choice(self) -> Choice:
        """Return what is chosen."""
        return Choice(self.article.value, self.speaker.value, self.voice.value, self.label.value, self.word.value)

    def _ipython_display_(self) -> None:
        show(self.widget)

    def _choose(self, _: Any = None) -> None:
        if self._quiet:
            return
        self.selection = lines(self.corpus, self.choice)
        more = f" The first {MOST_LINES} are listed." if len(self.selection) > MOST_LINES else ""
        self.status.value = f'<p role="status"><b>{reading.plain(told(self.selection) + more)}</b></p>'
        tables = [
            reading.table(counts(self.selection, by).head(12), f"Lines by {by}") for by in ("voice", "speaker")
        ] if len(self.selection) else []  # fmt: skip
        self.numbers.value = "".join(t._repr_html_() for t in tables)
        shown = self.selection.head(MOST_LINES)
        self.line.options = [
            (f"{left} [{hit}] {right} · {who}", n)
            for n, (left, hit, right, who) in enumerate(
                shown[["left", "found", "right", "speaker"]].itertuples(index=False, name=None)
            )
        ]
        self.copied.value = _csv(self.selection)
        self.line.value = 0 if len(shown) else None
        self._look()

    def _look(self, _: Any = None) -> None:
        if self.line.value is None or self.selection.empty:
            self.text.value, self.stretch.value = "", ""
            return
        row = self.selection.iloc[self.line.value]
        at = self.selection[self.selection.index == self.line.value]
        self.text.value = view(self.corpus, at, row["article_id"])._repr_html_()
        self.stretch.value = row["found"]

    def _open(self, _: Any) -> None:
        self._quiet = True
        self.article.value = self.speaker.value = self.voice.value = self.label.value = None
        self.word.value = ""
        self._quiet = False
        self._choose()

    def _correct(self, _: Any) -> None:
        if self.folder is None or self.line.value is None or self.selection.empty:
            self.saved.value = "<p>Choose a line first.</p>"
            return
        row = self.selection.iloc[self.line.value]
        asked = {"text": self.stretch.value, "is": self.right.value, "worded_by": self.worder.value}
        try:
            nth = _nth(self.corpus, row, asked["text"])
            file = corrections.add(
                self.folder, article=row["article_id"], correction=self.kind.value, occurrence=nth, **asked
            )
        except (ValueError, OSError) as error:
            self.saved.value = f'<p role="alert">Not saved: {reading.plain(error)}</p>'
            return
        self.saved.value = (
            f'<p role="status">Saved in {reading.plain(file)}. It applies when the articles are read again.</p>'
        )


_NOWHERE = (
    "These articles were not read from a folder, so there is no place for corrections; give one with "
    "<code>explore(corpus, folder=…)</code>."
)
_SENTENCE = ["article_id", "sentence_id"]
_TYPES = {
    "article_id": "str", "sentence_id": "int64", "left": "str", "found": "str", "right": "str", "speaker": "str",
    "voice": "str", "wording": "str", "text": "str", "start": "int64", "end": "int64",
}  # fmt: skip
_LINES = pd.DataFrame({c: [] for c in _TYPES}).astype(_TYPES)


def _sides(text: str, start: int, end: int) -> tuple[str, str, str]:
    left, right = text[:start].lstrip(), text[end:].rstrip()
    left = left if len(left) <= AROUND else "…" + left[-AROUND:].partition(" ")[2]
    right = right if len(right) <= AROUND else right[:AROUND].rpartition(" ")[0] + "…"
    hit = text[start:end]
    return tuple(" ".join(part.split()) for part in (left, hit, right))  # type: ignore[return-value]


def _csv(found: pd.DataFrame) -> str:
    out = io.StringIO()
    found.map(inert).to_csv(out, index=False)
    return out.getvalue()


def _nth(corpus: Corpus, row: Any, text: str) -> int | None:
    """Return which occurrence of a text in its article is the one in a line; None where there is only one."""
    whole = corpus.articles.loc[corpus.articles["article_id"] == row["article_id"], "text"].iloc[0]
    sentence = corpus.sentences[
        (corpus.sentences["article_id"] == row["article_id"]) & (corpus.sentences["sentence_id"] == row["sentence_id"])
    ].iloc[0]
    low, high = int(sentence["start"]), int(sentence["end"])
    places = corrections.places(whole, text.strip())
    here = [n for n, (start, _) in enumerate(places) if low <= start < high]
    if not here:
        raise ValueError(f"the words {text!r} are not in the sentence of this line")
    marked = (n for n in here if places[n][0] >= low + int(row["start"]))
    return next(marked, here[0]) + 1 if len(places) > 1 else None


def _folder(corpus: Corpus) -> Path | None:
    """Return the folder that a corpus' corrections.csv belongs in, if there is one."""
    place = Path(corpus.path) if corpus.path else None
    if place is None or not place.exists() or store.is_store(place):
        return None
    return place if place.is_dir() else place.parent


def _articles(corpus: Corpus) -> Sequence[tuple[str, str | None]]:
    rows = corpus.sql(
        "SELECT article_id, coalesce(outlet || ': ', '') || coalesce(title, article_id) AS name FROM articles "
        "WHERE duplicate_of IS NULL ORDER BY name, article_id"
    )
    return [("all articles", None), *_unlike(rows["name"].tolist(), rows["article_id"].tolist())]


def _speakers(corpus: Corpus) -> Sequence[tuple[str, str | None]]:
    rows = speakers.share_of_voice(corpus, attitudes=True).drop_duplicates("speaker_id").head(MOST_SPEAKERS)
    return [("anybody", None), *_unlike(rows["speaker"].tolist(), rows["speaker_id"].tolist())]


def _labels(corpus: Corpus) -> Sequence[tuple[str, str | None]]:
    rows = corpus.sql("SELECT entry, count(*) AS n FROM labels GROUP BY entry ORDER BY n DESC, entry")
    return [("any text", None), *((f"{entry} ({n})", entry) for entry, n in rows.itertuples(index=False))]


def _unlike(names: Sequence[str], ids: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return names with ids; where two are called the same, the id stands behind."""
    twice = {n for n in names if names.count(n) > 1}
    return [(f"{name} ({i})" if name in twice else name, i) for name, i in zip(names, ids, strict=True)]
