"""Nicknames and titles of works are neither speech nor held at a distance; what only looks like one may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords import language
from whosewords.attribution.titles import without_names
from whosewords.cleaning import find_quotations


def left(text: str) -> list[str]:
    """Return the quotations that are no names."""
    doc = next(language.parse([text]))
    return [text[q.inner_start : q.inner_end] for q in without_names(doc, find_quotations(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Dwayne “The Rock” Johnson opened the bridge on Monday.",
        "Peter “Bugsy” Lang said the bridge was safe.",
        "Anna 'Nan' Holt opened the bridge.",
        "The film “Night Train” opened on Monday.",
        "She danced in the musical “We Need to Talk About the Weather”.",
        "Her novel, “The Last Ferry”, won a prize.",
        "Her novel, “The Last Ferry,” won a prize.",
        "His song “Let It Rain” was played at the bridge.",
        "The ship “Aurora” left the harbour.",
        "The report, “Bridges of the North”, was published on Monday.",
        "He sang a song called “Let It Rain” at the bridge.",
        "“Night Train”, a film by Peter Lang, opened on Monday.",
        "“The Last Ferry,” her second novel, won a prize.",
        "Peter Lang, author of “The Last Ferry”, opened the bridge.",
        "Peter Lang, who directed the films “The Last Ferry” and “Night Train”, opened the bridge.",
        "Peter Lang wrote an editorial, entitled “The Bridge Is Falling”, on Monday.",
        "Anna Holt said on “Harrow This Morning” that the bridge would fall.",
        "Anna Holt told HTV’s “Good Morning Harrow” that the bridge would fall.",
        "Anna Holt attacked the plan on HTV’s “Good Morning Harrow” on Monday.",
        "Peter Lang, host of HTV’s “Good Morning Harrow”, opened the bridge.",
        "“Harrow Tonight” host Peter Lang opened the bridge.",
    ],
)
def test_a_nickname_or_title_is_no_quotation(text: str) -> None:
    assert left(text) == []


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("The army fired on the “terrorists” at the bridge.", "terrorists"),
        ("The film about the “terrorists” opened on Monday.", "terrorists"),
        ("The film “terrorists” loved opened on Monday.", "terrorists"),
        ("The so-called “Peace Force” entered the town.", "Peace Force"),
        ("The “Night Watch” of volunteers patrolled the streets.", "Night Watch"),
        ("Asked about the film, “No,” said Anna Holt.", "No,"),
        ("The report, “deeply flawed” to many, was published on Monday.", "deeply flawed"),
        ("She said of the play: “Rubbish.”", "Rubbish."),
        ("“We Shall Go”, a film director said.", "We Shall Go"),
        ("Anna Holt focused on “Law and Order” in her speech.", "Law and Order"),
        ("Anna Holt spoke on “Working Class” voters in her speech.", "Working Class"),
        ("The minister’s “Peace Force” entered the town.", "Peace Force"),
        ("Yesterday “The Rock” Johnson left.", "The Rock"),
        ("Anna Holt said “Never” on Monday.", "Never"),
        ("Bridge Report “Deeply Flawed,” Says New Minister", "Deeply Flawed,"),
    ],
)
def test_what_is_no_name_stays_a_quotation(text: str, quoted: str) -> None:
    assert left(text) == [quoted]


def test_what_is_quoted_inside_a_title_moves_up() -> None:
    text = "“The film ‘Night Train’ is good,” said Anna Holt."
    assert left(text) == ["The film ‘Night Train’ is good,"]
    text = "Her novel “Saving the ‘Old’ Bridge” won a prize."
    doc = next(language.parse([text]))
    assert [(text[q.start : q.end], q.level) for q in without_names(doc, find_quotations(text))] == [("‘Old’", 0)]


PIECES = st.sampled_from(
    ["the film ", "Peter ", "“Night Train”", "‘Bugsy’", " Lang", ", ", "a novel ", "author of ", "called ", "“", "”",
     "\n", "said ", "“no”", ". "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join))
@settings(max_examples=60)
def test_quotations_of_any_text_stay_in_order_with_levels_that_fit(text: str) -> None:
    doc = next(language.parse([text]))
    kept = without_names(doc, find_quotations(text))
    assert [q.start for q in kept] == sorted(q.start for q in kept)
    for q in kept:
        assert q.level == sum(o.start < q.start and q.end <= o.end for o in kept)
