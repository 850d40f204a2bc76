"""What the chart of a quotation says and draws, against the versions it is made of."""

import handmade
import pytest
from handmade import S

from whosewords.analyses import quotations
from whosewords.charts import quotation_versions
from whosewords.charts.quotations import MOST_VERSIONS

FULL = "No one wants force but we will open it tomorrow"


def versions(**more: list[S]) -> object:
    texts = {
        "a": [[S("Deadline")], [S(FULL, "quote", "kessane", "kessane", cue="said"), S("she said")]],
        "b": [[S("Threat")], [S("we will open it", "quote", "kessane", "kessane", cue="vowed"), S("she vowed")]],
        **{k: [[S("More")], v] for k, v in more.items()},
    }
    return quotations.versions(handmade.corpus(texts, outlets={"a": "Wire"}))


def test_a_bar_stands_where_a_version_has_the_words() -> None:
    chart = quotation_versions(versions())  # type: ignore[arg-type]
    bars = [(bar.get_x(), bar.get_width()) for bar in chart.axes[0].patches]
    assert bars == [(0, 10), (0, 10), (0, 10), (5, 4)]
    assert chart.alt == (
        f"“{FULL}” Wire, “said”: 100 % of its words, “{FULL}”; "
        "No outlet given, “vowed”: 40 % of its words, “we will open it”."
    )


def test_who_else_it_is_attributed_to_is_said() -> None:
    chart = quotation_versions(versions(c=[S("we will open it", "quote", "relle", "relle")]))  # type: ignore[arg-type]
    assert "No outlet given, attributed to Relle: 40 %" in chart.alt


def test_versions_beyond_the_most_are_said_to_be_missing() -> None:
    more = {f"x{n:02}": [S("we will open it", "quote", "kessane", "kessane")] for n in range(MOST_VERSIONS)}
    assert quotation_versions(versions(**more)).note.endswith("2 more versions: see the data.")  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [0, 2])
def test_without_such_a_quotation_the_chart_says_so(number: int) -> None:
    assert "No quotation stands in two" in quotation_versions(versions(), number).alt  # type: ignore[arg-type]


def test_text_of_an_article_is_drawn_as_text() -> None:
    evil = "<script>alert(1)</script> $\\frac{ is not a name for us"
    texts = {k: [[S(evil, "quote", "bo", "bo")]] for k in "ab"}
    page = quotation_versions(quotations.versions(handmade.corpus(texts)))._repr_html_()
    assert "<script" not in page
    assert "&lt;/script&gt;" in page
