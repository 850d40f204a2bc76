"""What is shown of ipywidgets in JupyterLab, by every panel alike."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ipywidgets

KEYS = """
setTimeout(() => element.closest(".jp-OutputArea")?.addEventListener(
  "focusin", event => event.target.setAttribute("data-lm-suppress-shortcuts", "true")), 100)
"""
"""JupyterLab takes arrow keys and letters in a list of choices for commands of its own; here it is told not to."""


def show(widget: "ipywidgets.Widget") -> None:
    """Show a widget below the cell that is running, so that every key works in it."""
    from IPython.display import Javascript, display

    display(widget, Javascript(KEYS))  # type: ignore[no-untyped-call]
