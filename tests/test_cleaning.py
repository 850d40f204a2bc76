"""Cleaning never loses prose and says what it took; quotation marks of every style are paired."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosewords.cleaning import RESIDUE, Quotation, clean, find_quotations

SEED = Path(__file__).parents[1] / "seeds" / "000_93c32198919d02b5.txt"


def quoted(text: str) -> list[str]:
    """Return what stands in quotation marks, each level marked by dots before it."""
    return ["." * q.level + text[q.inner_start : q.inner_end] for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “go” and left.", ["go"]),
        ('He said "go" and "stay".', ["go", "stay"]),
        ("She said ‘no’.", ["no"]),
        ("She said 'no' to 'them'.", ["no", "them"]),
        ("Il dit « oui », puis «non».", [" oui ", "non"]),
        ("»Ja«, sagte er, »nein ›doch‹«.", ["Ja", "nein ›doch‹", ".doch"]),
        ("Er sagte „Wort“ und ‚klein‘.", ["Wort", "klein"]),
        ("Polish „słowo” and Swedish ”ord” here", ["słowo", "ord"]),
        ("``Quoted,'' he said, and ''both'' too.", ["Quoted,", "both"]),
        ("‘‘Double’’ and `old' style", ["Double", "old"]),
        ("“He said ‘go “now”’ to us.”", ["He said ‘go “now”’ to us.", ".go “now”", "..now"]),
        ('"He said "go" and left," she said.', ['He said "go" and left,', ".go"]),
        ("‘He said “no” to me,’ she said.", ["He said “no” to me,", ".no"]),
        ('A “mixed" pair and “wrong“ marks', ["mixed", "wrong"]),
        ('CSV ""leftover"" marks', ["leftover"]),
        ('"Yes,"she said."No,"he said.', ["Yes,", "No,"]),
        ('"Hello "he said. Fine.', ["Hello "]),
        ("(“in brackets”), “dashes”—he said—“again”", ["in brackets", "dashes", "again"]),
        ("Aliyev: “Azerbaijan Will End the Operation”", ["Azerbaijan Will End the Operation"]),
        ("“Aliyev”’s office", ["Aliyev"]),
        ("the so-called “republic” and ‘elections’", ["republic", "elections"]),
    ],
)
def test_every_style_is_read(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside
    assert all(q.closed and not q.continues for q in find_quotations(text))


@pytest.mark.parametrize(
    "text",
    [
        "don’t, O'Brien, the workers’ union, the players' and coaches' rooms",
        "in the ’90s, the '80s and the ‘70s; back in '98",
        "rock ’n’ roll, rock 'n' roll, ’tis, 'twas, get 'em, goin’ home",
        "He is 5' 10\" tall, 5'10\" to be exact, with a 12\" record and a 12'' pipe.",
        "40° 26' 46\" N",
        "Home » World » Politics and a closing mark” alone",
        "it 's what they do n't say, the workers ' union",
        "\"\", “”, «», '', ‘’",
        "",
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("‘The workers’ union is strong,’ he said of the ’90s.", ["The workers’ union is strong,"]),
        ("'The workers' union isn't theirs,' he said.", ["The workers' union isn't theirs,"]),
        ("‘Workers’ and ‘bosses’ met.", ["Workers", "bosses"]),
        ("‘He said “the workers’ union” won,’ she said.", ["He said “the workers’ union” won,", ".the workers’ union"]),
        ("“The ‘90s were good,” he said.", ["The ‘90s were good,"]),
        ("‘Tis the season,’ he said.", ["Tis the season,"]),
        ("‘’Tis the season,’ he said.", ["’Tis the season,"]),
        ('"A 12" by 14" screen," she said. "Good."', ['A 12" by 14" screen,', "Good."]),
        ('He was in "Studio 54" and "2012".', ["Studio 54", "2012"]),
    ],
)
def test_apostrophes_and_inches_inside_quotations(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside


def test_places_are_outside_and_inside_the_marks() -> None:
    text = "x “a ‘b’” y"
    assert find_quotations(text) == [Quotation(2, 9, 3, 8, True, 0, False), Quotation(5, 8, 6, 7, True, 1, False)]


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = "He said “stop the war. \nThe army “left”."
    first, second = find_quotations(text)
    assert (text[first.start : first.end], first.closed, first.continues) == ("“stop the war.", False, False)
    assert text[second.start : second.end] == "“left”"


@pytest.mark.parametrize("mark", ["“", '"', "«"])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n \n"])
def test_speech_over_paragraphs_continues(mark: str, gap: str) -> None:
    close = {"“": "”", "«": "»"}.get(mark, mark)
    text = f"{mark}One.{gap}{mark}Two.{gap}{mark}Three.{close} He left.{gap}{mark}Four.{close}"
    found = find_quotations(text)
    assert [(text[q.inner_start : q.inner_end], q.closed, q.continues) for q in found] == [
        ("One.", False, True), ("Two.", False, True), ("Three.", True, False), ("Four.", True, False),
    ]  # fmt: skip


def test_nested_speech_over_paragraphs_continues() -> None:
    text = "“He told us ‘go.\n“‘Now.’ And so we went.”"
    assert [(q.level, q.closed, q.continues) for q in find_quotations(text)] == [
        (0, False, True), (1, False, True), (0, True, False), (1, True, False),
    ]  # fmt: skip


def test_speech_reopened_where_paragraphs_were_lost_does_not_swallow_the_article() -> None:
    text = "“One. “Two,” he said. The army left the town."
    found = find_quotations(text)
    assert [(text[q.inner_start : q.inner_end], q.closed, q.continues) for q in found] == [
        ("One.", False, True), ("Two,", True, False),
    ]  # fmt: skip


MARKS = st.text(alphabet="“”\"‘’'«»„‚`‹› a.,s\n12—(", max_size=200)


@settings(max_examples=300)
@given(st.one_of(MARKS, st.text(max_size=300)))
def test_any_text_gives_nested_quotations_in_order(text: str) -> None:
    found = find_quotations(text)
    assert [q.start for q in found] == sorted(q.start for q in found)
    around: list[Quotation] = []
    for q in found:
        assert 0 <= q.start < q.inner_start < q.inner_end <= q.end <= len(text)
        assert text[q.inner_start : q.inner_end].strip()
        assert "\n" not in text[q.start : q.end]
        assert (q.end > q.inner_end) == q.closed
        while around and around[-1].end <= q.start:
            around.pop()
        assert q.level == len(around)
        if around:
            assert around[-1].inner_start <= q.start
            assert q.end <= around[-1].inner_end
        around.append(q)


@pytest.mark.parametrize(
    "text",
    ["“" * 100_000, ' "a' * 50_000, "“" * 50_000 + "”" * 50_000, "“a‘b" * 30_000, "‘a workers’ " * 40_000,
     "'a " * 60_000, ". “" * 50_000, "x" * 2_000_000 + '"y"', "“" + " " * 2_000_000 + "a”",
     "“ ‘" * 20_000 + "” ’" * 20_000, "“a\n" * 50_000, "12\" " * 50_000, "»" * 100_000, "» «" * 30_000],
)  # fmt: skip
def test_quotations_take_linear_time(text: str) -> None:
    started = time.process_time()
    find_quotations(text)
    assert time.process_time() - started < 10


def kinds(raw: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    return [(c["kind"], c["text"]) for c in clean(raw, markdown=markdown).changes]


def test_the_seed_loses_its_breadcrumb_and_nothing_else() -> None:
    raw = SEED.read_text(encoding="utf-8")
    title, body = raw.split("\n")[0], raw.split("\n")[3]
    cleaned = clean(raw)
    assert cleaned.text == f"{title}\n\n{body}"
    assert kinds(raw) == [("breadcrumb", raw.split("\n")[2] + "\n")]
    assert len(find_quotations(cleaned.text)) == 4


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffHello\r\nyou\rall\u2028now", "Hello\nyou\nall\nnow"),
        ("a\u00a0b\u202fc  d\te", "a b c d e"),
        ("zero\u200bwidth so\u00adft \u2060x", "zerowidth soft x"),
        ("Aliyevâ€™s â€œoperationâ€\x9d cost Â£5", "Aliyev’s “operation” cost £5"),
        ("It\x92s \x93so\x94", "It’s “so”"),
        ("Tom &amp; Ann&rsquo;s &quot;x&quot; &#8220;y&#8221; &amp;quot;z&amp;quot; AT&T &notanentity;",
         "Tom & Ann’s \"x\" “y” \"z\" AT&T &notanentity;"),
        ("<p>One <b>bold</b></p><p>Two<br/>three <q>four</q> 3 < 5 > 2</p>", "One bold\n\nTwo\nthree “four” 3 < 5 > 2"),
        ("e\u0301galite\u0301 of\ufb01ce", "égalité office"),
        ("a\x00b\x07c", "abc"),
        ("bad \ud800 half", "bad \ufffd half"),
    ],
)  # fmt: skip
def test_characters_are_mended(raw: str, text: str) -> None:
    assert clean(raw).text == text
    assert clean(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Family 👨‍👩‍👧 and ❤️‍🔥 stay.",
        "He wrote \u200fשלום\u200f and \u2067مرحبا\u2069.",
        "Persian می‌خواهم stays.",
        "“Curly” ‘single’ \"straight\" «guillemets» ``old'' — dashes … stay.",
        "Café É™ naïve “Ärger” stay.",
    ],
)
def test_what_belongs_to_the_text_stays(text: str) -> None:
    assert clean(text) == (text, [])


RESIDUE_LINES = [
    ("breadcrumb", "Home / World / Talks fail in the capital"),
    ("breadcrumb", "Home > News > Europe"),
    ("breadcrumb", "News » Politics » Talks fail in the…"),
    ("breadcrumb", "The Post | World | “Talks fail in the capital”"),
    ("repeated headline", "Talks fail in the capital"),
    ("repeated headline", "Talks fail in the capital | The Harbour Post"),
    ("share buttons", "Share Tweet Email Print"),
    ("share buttons", "Share this article on Facebook"),
    ("share buttons", "12 comments"),
    ("link to another page", "Read more: Army leaves the harbour"),
    ("link to another page", "Related articles"),
    ("link to another page", "Continue reading"),
    ("advertisement", "ADVERTISEMENT"),
    ("advertisement", "Story continues below advertisement"),
    ("advertisement", "Sign up for our daily newsletter"),
    ("cookie notice", "We use cookies to improve your experience. By continuing you accept this."),
    ("cookie notice", "Accept all cookies"),
    ("photo credit", "Photo: Jane Doe/Reuters"),
    ("photo credit", "(Image credit: AFP)"),
    ("photo credit", "Getty Images"),
    ("copyright line", "© 2023 Harbour Post. All rights reserved."),
    ("reading time", "3 min read"),
    ("byline", "By Jane Doe and John Smith, Reuters"),
    ("date line", "Published: 19 September 2023, 10:15 GMT"),
    ("page number", "Page 2 of 3"),
]


@pytest.mark.parametrize(("kind", "line"), RESIDUE_LINES)
def test_residue_is_removed_and_recorded(kind: str, line: str) -> None:
    title = "Talks fail in the capital"
    body = "The minister said that the talks had failed. He left.\nNobody knows why."
    raw = f"{title}\n\n{line}\n{body}"
    assert clean(raw).text == f"{title}\n\n{body}"
    assert kinds(raw) == [(kind, line + "\n")]
    assert kind in RESIDUE


def test_a_dateline_goes_and_its_sentence_stays() -> None:
    for dateline in ("BAKU, Sept 19 (Reuters) - ", "Yerevan (AP) — ", "NEW YORK, 3 May — ", "(AFP) – "):
        raw = f"Talks fail\n\n{dateline}The minister said no."
        assert clean(raw).text == "Talks fail\n\nThe minister said no."
        assert kinds(raw) == [("dateline", dateline)]


@pytest.mark.parametrize(
    "line",
    [
        "Read more about it, he said, and you will see.",
        "Share prices fell.",
        "“We use cookies to improve your visit,” the company said.",
        "By Monday the army had left.",
        "By Monday, Jane Doe had left the city.",
        "Related: the two men are cousins, police said.",
        "Photo: the picture shows the minister as he leaves the building with his wife and two of their children.",
        "Copyright law of 1976 was amended, the court said.",
        "The king said he had all rights reserved for himself.",
        "NATO — The alliance that he leads — is weak.",
        "Home / away matches were cancelled.",
        "He said that 9/11 changed it / them.",
        "Published on 19 September 2023, the report says no.",
        "Sign up, he told them.",
        "Subscribe to the idea that war is over, he said.",
        "BAKU, he said, is safe.",
        "Talks fail in the capital.",
        "Yes.",
        "Mr.",
        "“No,” he said.",
    ],
)
def test_prose_is_never_removed(line: str) -> None:
    raw = f"Talks fail in the capital\n\n{line}\nThe minister said that the talks had failed."
    assert clean(raw) == (raw, [])


def test_residue_inside_a_wrapped_paragraph_is_prose() -> None:
    raw = (
        "The editors of the paper told their readers on Monday that they should\n"
        "Read more: it was good for them and for the country, they said, and for\n"
        "everybody who had a mind to think with and some time in the evening to\n"
        "spare.\n"
    )
    assert clean(raw).text == raw.replace("\n", " ").strip()


def test_wrapped_lines_become_paragraphs() -> None:
    raw = (
        "The president said on Monday that the army would stop its anti-\n"
        "terrorist operation if the forces of the region laid down their\n"
        "arms at once and left the capital.\n"
        "\n"
        "He was not believed by anybody who had heard of him before, the\n"
        "opposition said in a statement that it had released earlier.\n"
    )
    first, second = clean(raw).text.split("\n\n")
    assert first == (
        "The president said on Monday that the army would stop its anti-terrorist operation if the forces of the region"
        " laid down their arms at once and left the capital."
    )
    assert second.startswith("He was not believed by anybody who had heard of him before, the opposition said")


def test_a_word_that_only_the_line_split_is_joined() -> None:
    raw = (
        "The government of the republic said on Monday that the whole govern-\n"
        "ment would leave the city if the soldiers did not go back to their\n"
        "barracks before the end of the week, and that all of the self-\n"
        "declared leaders would go with it.\n"
    )
    text = clean(raw).text
    assert "whole government would" in text
    assert "self-declared leaders" in text


@pytest.mark.parametrize(
    "text",
    [
        "One paragraph that ends here.\nAnother one, which is as long.\nA third one, of much the same.\nA fourth one.",
        "Agreement On The Harbour Adopted In Port Lume\nThe Port Lume Agreement Is One Huge Step For All\n"
        "Speaking With One Voice To Solve The Strike Now\nWork Starts Tomorrow, But For Today We Dance",
        "Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you",
        "A title\n\nA paragraph.\nAnother paragraph, longer than the first.\n\nAnd a last one.",
    ],
)
def test_lines_that_are_paragraphs_stay(text: str) -> None:
    assert clean(text).text == text


def test_running_lines_of_pages_go() -> None:
    pages = [f"The Harbour Post, page {n}\nThe minister said {n} things.\nNobody answered him." for n in range(1, 5)]
    text = clean("\f".join(pages)).text
    assert "Harbour" not in text
    assert text.count("The minister said") == 4


def test_markdown_signs_go_and_words_stay() -> None:
    raw = (
        "# Talks *fail*\nThe **minister** said [no](http://x.example) and\nleft.\n\n"
        "![alt](pic.png)\n> “Quoted”\n\n- one\n- two\n"
    )
    assert clean(raw, markdown=True).text == "Talks fail\n\nThe minister said no and left.\n\n“Quoted”\n\n- one\n- two"


RAW = st.text(
    alphabet=st.sampled_from(list("aB .\n\r\t-/>|“”&;<p>\f\ufeff\u00a0\u200b\u200d\u00adâ€™Ã©\x92👨ש\u200f#*[]()1"))
    | st.characters(),
    max_size=300,
)


@settings(max_examples=300)
@given(RAW, st.booleans())
def test_any_text_is_cleaned_and_every_change_has_its_place(raw: str, markdown: bool) -> None:
    text, changes = clean(raw, markdown=markdown)
    text.encode()
    assert not any(c in text for c in "\r\f\x00\xa0\ufeff\xad")
    assert text == text.strip(" \n")
    assert "\n\n\n" not in text
    readable = raw.encode("utf-8", "replace").decode() if not raw.isascii() else raw
    for change in changes:
        assert change["text"].replace("\ufffd", "?") == raw[change["start"] : change["end"]].encode(
            "utf-8", "replace"
        ).decode().replace("\ufffd", "?")
    assert all(a["end"] <= b["start"] for a, b in pairwise(changes))
    kept, at = [], 0
    for change in changes:
        kept.append(readable[at : change["start"]])
        at = change["end"]
    where = 0
    for part in [*kept, readable[at:]]:  # what was not changed stands in the text, in order
        where = text.replace("\ufffd", "?").find(part.replace("\ufffd", "?"), where)
        assert where >= 0
        where += len(part)


@pytest.mark.parametrize(
    "raw",
    ["<a " * 200_000, "&amp;" * 30_000, "\xa0 " * 300_000, "a\r\n" * 30_000, "Ã©" * 200_000, "x " * 800_000,
     "\n" * 800_000, "[a](" * 100_000, "*" * 300_000, "a-\n" * 30_000, " " * 1_000_000, "Share " * 90 + "z",
     "Home / " * 80, "By " + "A. " * 180 + "x", "Photo: " + "A" * 550 + ".", "e\u0301" * 30_000, "---\n" * 30_000],
)  # fmt: skip
def test_cleaning_takes_linear_time(raw: str) -> None:
    started = time.process_time()
    clean(raw)
    clean(raw, markdown=True)
    assert time.process_time() - started < 15
