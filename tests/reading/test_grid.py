"""Tables as people read them."""

import pandas as pd
from seen import Seen

from whosewords import reading


def test_a_table_has_headings_a_caption_and_numbers_to_the_right() -> None:
    data = pd.DataFrame(
        {"who": ["<b>", None], "n": [1234, -5], "share": [0.256, float("nan")], "names": [["a", "b"], []]},
        index=pd.Index(["x", "y"], name="id"),
    )
    shown = Seen(reading.table(data, "What & why"))
    assert shown.text("caption") == "What & why"
    assert [a["scope"] for t, a in shown.tags if t == "th"] == ["col"] * 5 + ["row"] * 2
    assert shown.text("td", "ww-number") == "1,23426 %−5–"
    assert shown.text("td") == "<b>1,23426 %a, b–−5–"
    box = shown.tags[0][1]
    assert (box["role"], box["tabindex"], box["aria-label"]) == ("group", "0", "What & why")


def test_a_table_without_rows_is_a_sentence() -> None:
    assert Seen(reading.table(pd.DataFrame({"a": []}), "What <b>")).text() == "What <b>: nothing to list."


def test_a_note_stands_below_a_table_or_sentences_and_is_text() -> None:
    data = pd.DataFrame({"article_id": ["a"], "sentence_id": [0], "text": ["Rain."]})
    for made in (reading.table(data, "Rain", note="a < b"), reading.sentences(data, note="a < b")):
        assert '<p class="ww ww-where">a &lt; b</p>' in made
        assert Seen(made).text("p", "ww-where") == "a < b"
    assert "<p" not in reading.table(data, "Rain")


def test_a_long_table_says_that_it_is_cut() -> None:
    shown = Seen(reading.table(pd.DataFrame({("a", "b"): range(1200)}), "Many", limit=2))
    assert shown.text("caption") == "Many; the first 2 of 1,200 rows"
    assert shown.text("th") == "a · b"
    assert shown.text("td") == "01"
