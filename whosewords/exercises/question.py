"""A question in JupyterLab: the options, a button, and what is said to an answer."""

import json
from typing import TYPE_CHECKING, Any

from ..reading import plain
from ..widgets import show
from .book import check

if TYPE_CHECKING:
    import ipywidgets


def ask(number: int, item: str) -> "Question":
    """Return a question of a learner's notebook; in JupyterLab, end a cell with it to show it.

    Raises ImportError where ipywidgets is not installed, ValueError for an item that is none.
    """
    return Question(number, item)


class Question:
    """The question: `options` is what may be chosen, `told` what is said to the answer."""

    def __init__(self, number: int, item: str) -> None:
        import ipywidgets as w

        try:
            options = [str(o) for o in json.loads(item)["options"]]
        except (TypeError, ValueError, KeyError) as error:
            raise ValueError(f"question {number} is damaged; take a new copy of the notebook") from error
        self.number, self.item = number, item
        self.options = w.RadioButtons(
            options=options, value=None, layout=w.Layout(width="auto"), description=f"Answer {number}",
            style={"description_width": "5.5em"},
        )  # fmt: skip
        self.button = w.Button(description="Check", tooltip=f"Check the answer to question {number}")
        self.told = w.HTML(layout=w.Layout(max_width="46em"))
        self.button.on_click(self._check)
        self.options.observe(self._clear, names="value")
        self.widget: ipywidgets.Widget = w.VBox([self.options, self.button, self.told])

    def _ipython_display_(self) -> None:
        show(self.widget)

    def _clear(self, _: Any) -> None:
        self.told.value = ""

    def _check(self, _: Any) -> None:
        if self.options.value is None:
            self.told.value = '<p role="status">Choose an answer first.</p>'
            return
        reply = check(self.item, self.options.value)
        head = "✓ Right." if reply.right else "✗ Not yet. Look again:"
        rows = "".join(f"<p style='margin:.2em 0'><b>{plain(k)}:</b> {plain(v)}</p>" for k, v in reply.told.items())
        self.told.value = (
            f'<div role="status" style="line-height:1.5;white-space:normal;border-left:4px solid '
            f'{"#1a7f37" if reply.right else "#9a6700"};padding-left:.7em"><p style="margin:.2em 0"><b>{head}</b></p>'
            f"{rows}</div>"
        )
