"""The text of a page changed wherever it stands, and nothing else of it."""

from collections.abc import Sequence
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosewords.report.markup import replaced, rewritten, tokens, words


def shout(texts: Sequence[str]) -> list[str] | None:
    """Replace each word “secret” by X."""
    found = tokens(texts)
    labels = ["X" if t.word.casefold() == "secret" else None for t in found]
    return replaced(texts, found, labels) if any(labels) else None


@pytest.mark.parametrize(
    ("html", "changed"),
    [
        ("<p>a secret &amp; more</p>", "<p>a X &amp; more</p>"),
        ("<p>no change &#8217; here &quot;</p>", "<p>no change &#8217; here &quot;</p>"),
        ('<a title="Secret &lt;b&gt;">x</a>', '<a title="X &lt;b&gt;">x</a>'),
        ('<p class="secret">x</p>', '<p class="secret">x</p>'),
        ("<script>secret</script><style>secret</style>", "<script>secret</script><style>secret</style>"),
        ("<p>a secret <b>secret</b> b</p>", "<p>a X <b></b> b</p>"),
        ("<p>a secret</p><p>secret</p>", "<p>a X</p><p>X</p>"),
        ('<span class="ww-hidden">a secret</span>secret', '<span class="ww-hidden">a X</span>X'),
    ],
)
def test_text_is_changed_in_its_place(html: str, changed: str) -> None:
    assert rewritten(html, shout) == changed


def test_an_id_and_the_links_to_it_stay_one() -> None:
    html = rewritten('<p id="the-secret">x</p><a href="#the-secret">y</a><label for="the-secret">z</label>', shout)
    found = {part.split('"')[1].removeprefix("#") for part in html.split("=")[1:]}
    assert len(found) == 1
    assert "secret" not in html


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_the_text_it_is_kept_but_for_what_is_changed(texts: list[str]) -> None:
    html = "".join(f"<p>{escape(text)}</p>" for text in texts)
    kept = rewritten(html, lambda _: None)
    assert kept == html
    out = rewritten(html, shout)
    for before, after in zip(texts, out.removeprefix("<p>").removesuffix("</p>").split("</p><p>"), strict=True):
        if "secret" not in words(before):
            assert unescape(after) == unescape(escape(before))
        assert "secret" not in words(unescape(after))
