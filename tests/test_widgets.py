"""What is shown of widgets, and that every panel shows itself so."""

from typing import Any

import pytest
from handmade import war

from whosewords import coding, exercises, panel, widgets


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda *what: shown.extend(what))
    return shown


def test_the_keys_come_with_the_widget(displayed: list[Any]) -> None:
    widgets.show("a widget")  # type: ignore[arg-type]
    assert displayed[0] == "a widget"
    assert "data-lm-suppress-shortcuts" in displayed[1].data


@pytest.mark.parametrize(
    "make",
    [
        lambda: panel.explore(war()),
        lambda: coding.code(war(), "one.txt"),
        lambda: exercises.ask(1, '{"options": ["a", "b"]}'),
    ],
    ids=["explore", "code", "ask"],
)
def test_in_every_panel_all_keys_work(make: Any, displayed: list[Any]) -> None:
    made = make()
    made._ipython_display_()
    assert displayed[0] is made.widget
    assert displayed[1].data == widgets.KEYS
