"""Imports that are left out."""

import subprocess
import sys

import pytest

from whosewords.imports import without


def test_what_is_left_out_cannot_be_imported_inside_and_can_afterwards() -> None:
    sys.modules.pop("colorsys", None)
    with without("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    with without("colorsys"):
        import colorsys as still
    assert still is colorsys


@pytest.mark.parametrize(
    ("code", "left_out"),
    [
        ("from whosewords import sentiment; sentiment.score_text('good', 'textblob')", "scipy"),
        ("from whosewords.report import notebooks; notebooks._papermill()", "rfc3987_syntax"),
    ],
)
def test_what_nothing_needs_is_not_imported(code: str, left_out: str) -> None:
    whole = f"import sys\n{code}\nprint({left_out!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", whole], check=True, stdout=subprocess.PIPE, text=True)
    assert done.stdout == "False\n"
