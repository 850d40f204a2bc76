"""What the teaching corpus was written with: wire copy printed twice, and master quotations that outlets cut.

Which articles print which quotation was read from the articles, for the list in data/gold/tanners-bridge/README.md.
"""

import pytest

from whosewords.analyses import comparison, duplicates, matches, quotations
from whosewords.corpus import Corpus, read_corpus

pytestmark = pytest.mark.slow

WIRE = {
    "morvane-standard/corps-officer-among-four-dead.txt": "lantern-wire/four-dead-bridge-cleared.txt",
    "merrow-valley-echo/they-knew.txt": "lantern-wire/leaked-report-pond.txt",
}
PRINTED = {
    "a bridge is a public road": """lantern-wire/midnight-deadline-bridge morvane-standard/blockade-costs-castrel
        daily-blare/we-just-want-to-work tradewind/six-questions-about-a-phone-call""",
    "If anyone fired at people": """daily-blare/bridge-of-blood merrow-valley-echo/they-came-from-both-ends
        morvane-standard/separatists-forty-rifles morvane-standard/correction-miners-hall
        daily-blare/i-should-have-known tradewind/six-questions-about-a-phone-call""",
    "We will answer with ballots": """daily-blare/bridge-of-blood merrow-valley-echo/they-came-from-both-ends
        morvane-standard/separatists-forty-rifles tradewind/a-bridge-a-mine-and-a-ballot daily-blare/rebel-rifles""",
    "We are not against the mine": """lantern-wire/midnight-deadline-bridge daily-blare/we-just-want-to-work
        tradewind/a-bridge-a-mine-and-a-ballot""",
    "Four of them had been hit": "daily-blare/bridge-of-blood tradewind/inside-st-odas",
    "There was an overflow": "lantern-wire/leaked-report-pond merrow-valley-echo/they-knew",
    "thirty-year rainfall event": """lantern-wire/leaked-report-pond merrow-valley-echo/they-knew
        daily-blare/column-merriden-eco-extremists tradewind/down-the-merrow""",
    "I grieve for every life": "daily-blare/bridge-of-blood tradewind/a-bridge-a-mine-and-a-ballot",
    "I gave the order to advance": """lantern-wire/inquiry-opens-commander daily-blare/i-should-have-known
        morvane-standard/strake-no-order-to-fire tradewind/six-questions-about-a-phone-call""",
    "If you move nine polling stations": """lantern-wire/polling-stations-moved daily-blare/marrin-stolen-election
        morvane-standard/safe-voting-merrow""",
}
"""Words of each master quotation that more than one article prints (one, of Mirela Tosk, is in one article only)."""


@pytest.fixture(scope="module")
def bridge(own_cache: None) -> Corpus:
    return read_corpus("data/corpora/tanners-bridge")


def test_wire_copy_is_found_and_nothing_else(bridge: Corpus) -> None:
    found = duplicates.near_duplicates(bridge)
    assert dict(zip(found["article_id"], found["first_id"], strict=True)) == WIRE
    assert found["kind"].unique().tolist() == ["wire copy"]
    changed = duplicates.changes(bridge)
    assert {("leak", "poisoning"), ("said", "admitted"), ("protesters", "blockaders")} <= set(
        zip(changed["before"], changed["after"], strict=True)
    )


def test_quotations_are_found_wherever_they_are_printed(bridge: Corpus) -> None:
    versions = quotations.versions(bridge)
    fullest = versions[versions["fullest"]].set_index("quotation")["printed"]
    right, expected = 0, 0
    for words, articles in PRINTED.items():
        number = [n for n, text in fullest.items() if words.lower() in text.lower()]
        wanted = {f"{name}.txt" for name in articles.split()}
        right += len(wanted & set(versions.loc[versions["quotation"].isin(number), "article_id"]))
        expected += len(wanted)
    assert expected == 35
    assert right >= 34  # 35 when this was written


def test_every_outlet_can_be_compared(bridge: Corpus) -> None:
    found = matches.matched(matches.nearest(bridge)).set_index("outlet")
    copied = found["near_match"] / found["sentences"]
    assert copied.idxmax() == "Lantern Wire"  # it is the wire
    assert comparison.order(duplicates.without_copies(bridge))["outlet"].nunique() == 5
