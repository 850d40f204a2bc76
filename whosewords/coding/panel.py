"""The panel to code an article in JupyterLab: a sentence, its questions, the next sentence."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import reading
from ..corpus import Corpus
from ..widgets import show
from .answers import CodingError, sentences, speakers, write
from .questions import ANSWERS, NOBODY, QUESTIONS

if TYPE_CHECKING:
    import ipywidgets


def code(corpus: Corpus, article_id: str, *, folder: str | Path = "answers") -> "Coding":
    """Return the panel for an article; in JupyterLab, end a cell with it to show it.

    Each answer is saved at once in `folder`, in a file named after the code name; nothing of the machine's is shown.
    Raises KeyError for an article that the corpus does not have, ImportError where ipywidgets is not installed.
    """
    return Coding(corpus, article_id, Path(folder))


class Coding:
    """The panel: `given` are the answers so far, by sentence and question."""

    def __init__(self, corpus: Corpus, article_id: str, folder: Path) -> None:
        import ipywidgets as w

        self.corpus, self.article_id, self.folder = corpus, article_id, folder
        self.rows = sentences(corpus, article_id)
        self.given: dict[int, dict[str, str]] = {}
        self.at = 0
        wide: dict[str, Any] = {"layout": w.Layout(width="auto"), "style": {"description_width": "8em"}}
        self.coder = w.Text(
            description="Your code name", placeholder="for example blue-heron; not your own name",
            continuous_update=False, **wide,
        )  # fmt: skip
        self.text = w.HTML()
        names = [("choose", ""), *((name, name) for name in speakers(corpus, article_id))]
        self.asked: dict[str, Any] = {
            "voice": self._radio(w, "voice"),
            "speaker": w.Dropdown(options=names, description=QUESTIONS["speaker"], **wide),
            "label": self._radio(w, "label"),
        }
        self.back = w.Button(description="Sentence before")
        self.on = w.Button(description="Next sentence")
        self.state = w.HTML()
        for question, control in self.asked.items():
            control.observe(lambda change, q=question: self._answer(q, change["new"]), names="value")
        self.coder.observe(self._save, names="value")
        self.back.on_click(lambda _: self._go(self.at - 1))
        self.on.on_click(lambda _: self._go(self.at + 1))
        headed = [
            box for q, c in self.asked.items()
            for box in ([w.HTML(f"<b>{reading.plain(QUESTIONS[q])}</b>"), c] if q in ANSWERS else [c])
        ]  # fmt: skip
        self.widget: ipywidgets.Widget = w.VBox(
            [self.coder, self.text, *headed, w.HBox([self.back, self.on]), self.state]
        )
        self._showing = False
        self._go(0)

    def _ipython_display_(self) -> None:
        show(self.widget)

    @staticmethod
    def _radio(w: Any, question: str) -> Any:
        options = [(words, key) for key, words in ANSWERS[question].items()]
        return w.RadioButtons(options=options, value=None, layout=w.Layout(width="auto"))

    def _go(self, at: int) -> None:
        if self.rows.empty:
            self.text.value = "<p>This article has no sentences to code.</p>"
            return
        self.at = min(max(at, 0), len(self.rows) - 1)
        row = self.rows.iloc[self.at]
        head = "Headline" if row["in_headline"] else f"Sentence {self.at + 1} of {len(self.rows)}"
        self.text.value = f'<p>{head}</p><p style="font-size:1.2em">{reading.plain(row["text"])}</p>'
        given = self.given.get(self._sentence(), {})
        self._showing = True
        for question, control in self.asked.items():
            answer = given.get(question)
            control.value = answer if answer != NOBODY and answer else None if question in ANSWERS else ""
        self._showing = False
        self.asked["speaker"].disabled = given.get("voice") == "own"
        self.back.disabled, self.on.disabled = self.at == 0, self.at == len(self.rows) - 1

    def _sentence(self) -> int:
        return int(self.rows["sentence_id"].iloc[self.at])

    def _answer(self, question: str, answer: str | None) -> None:
        if self._showing:
            return
        given = self.given.setdefault(self._sentence(), {})
        given[question] = answer or ""
        if question == "voice":
            given["speaker"] = NOBODY if answer == "own" else "" if given.get("speaker") == NOBODY else given.get(
                "speaker", "")  # fmt: skip
            self.asked["speaker"].disabled = answer == "own"
        self._save()

    def _save(self, _: Any = None) -> None:
        done = sum(all(given.get(q) for q in QUESTIONS) for given in self.given.values())
        told = f"{done} of {len(self.rows)} sentences answered. "
        try:
            if self.coder.value.strip():
                told += f"Saved in {write(self.folder, self.coder.value, self.corpus, self.article_id, self.given)}."
            else:
                told += "Not saved yet: first type in a code name."
        except (CodingError, OSError, ValueError) as error:
            told += f"Not saved: {error}"
        self.state.value = f'<p role="status">{reading.plain(told)}</p>'
