"""The plain sentences at the head of a report, on corpora made by hand and on the seed article."""

import re
from typing import Any

import pandas as pd
import pytest
from handmade import Found, S, corpus, empty, war

from whosewords import findings, lexicon
from whosewords.analyses import peoples
from whosewords.corpus import Corpus, from_tables
from whosewords.findings import rules
from whosewords.tables import TABLES


def changed(base: Corpus, **tables: pd.DataFrame) -> Corpus:
    return from_tables(**{t: tables.get(t, getattr(base, t)) for t in TABLES})


def with_tokens(base: Corpus, **pos: tuple[str, str, str | None]) -> Corpus:
    """Return the corpus with part of speech, dependency and head (a word of the sentence) of some words."""
    tokens = base.tokens.copy()
    for word, (tag, dep, head) in pos.items():
        for i in tokens.index[tokens["text"] == word]:
            row = tokens.loc[i]
            tokens.loc[i, ["pos", "dep"]] = [tag, dep]
            same = tokens[(tokens["article_id"] == row["article_id"]) & (tokens["sentence_id"] == row["sentence_id"])]
            heads = same.loc[same["text"] == head, "token_id"]
            tokens.loc[i, "head"] = int(heads.iloc[0]) if len(heads) else None
    return changed(base, tokens=tokens)


def with_titles(base: Corpus) -> Corpus:
    """Return the corpus with the first sentence of each article as its title."""
    articles = base.articles.copy()
    first = base.sentences[base.sentences["in_headline"]].set_index("article_id")
    articles["title"] = [
        t[first.loc[a, "start"] : first.loc[a, "end"]]
        for a, t in zip(articles["article_id"], articles["text"], strict=True)
    ]
    return changed(base, articles=articles)


def texts(found: Any) -> list[str]:
    return [f.text for f in found]


def evidence(made: Corpus, found: Any) -> list[str]:
    (one,) = found
    shown = findings.sentences_of(made, one)
    return [t[a:b] for t, a, b in zip(shown["text"], shown["start"], shown["end"], strict=True)]


def test_the_seed_shows_who_passes_words_on_who_is_not_heard_and_what_only_the_headline_has(
    seed_corpus: Corpus,
) -> None:
    found = {f.rule: f for f in findings.find(seed_corpus)}
    assert set(found) == {"relays", "unheard", "headline quotation"}
    assert "both Ilham Aliyev and Antony Blinken" in found["relays"].text
    assert "through Ilham Aliyev’s press service" in found["relays"].text
    assert found["unheard"].text.startswith("No Armenian source is heard")
    assert found["headline quotation"].text.startswith("The headline’s quotation")
    for f in found.values():
        assert "the article attributes" in f.text
        assert len(f.evidence) > 0


def test_nothing_stands_out_where_nothing_is_there() -> None:
    assert findings.find(empty()) == []
    assert findings.find(from_tables()) == []


def test_every_finding_says_attributes_and_leads_to_sentences() -> None:
    found = [f for made in (war(), dunland()) for rule in findings.RULES for f in rule(made)]
    assert found
    for f in found:
        assert re.search("the articles? attributes?", f.text)
        assert not f.places.empty
        assert 0 < f.weight <= 1


def test_a_relay_is_named_with_those_who_are_heard_through_it() -> None:
    through = S("peace is near", "paraphrase", "bureau > ana")
    also = S("war is far", "paraphrase", "bureau > bo")
    given = corpus({"a": [[S("The bureau said Ana said"), through], [S("It said Bo said"), also]]})
    assert texts(rules.relays(given)) == [
        "The 2 sentences that the article attributes to both Ana and Bo are said to come through Bureau."
    ]
    assert evidence(given, rules.relays(given)) == ["peace is near", "war is far"]


def test_somebody_heard_through_several_is_no_finding() -> None:
    given = corpus(
        {"a": [[S("x"), S("one", "paraphrase", "bureau > ana")], [S("y"), S("two", "paraphrase", "paper > ana")]]}
    )
    assert list(rules.relays(given)) == []


def test_who_is_mostly_heard_without_a_relay_or_through_it_once_is_no_finding() -> None:
    once, twice = (
        [S("x"), S("one two", "paraphrase", "bureau > ana")],
        [S("y"), S("three", "paraphrase", "bureau > ana")],
    )
    own = [[S("z"), S("four", "quote", "ana", "ana")] for _ in range(7)]
    assert list(rules.relays(corpus({"a": [once]}))) == []
    assert list(rules.relays(corpus({"a": [once, twice, *own]}))) == []
    assert texts(rules.relays(corpus({"a": [once, twice, *own[:2]]}))) == [
        "2 of the 4 sentences that the article attributes to Ana are said to come through Bureau."
    ]


def test_a_report_that_takes_up_the_sentence_before_is_a_relay() -> None:
    base = corpus(
        {
            "a": [
                line
                for said in ("rain will fall", "snow will not")
                for line in ([S("Ana said"), S(said, "paraphrase", "ana")], [S("This was reported by the bureau.")])
            ]
        }
    )
    text = base.articles["text"].iloc[0]
    row = pd.concat(
        [
            base.attributions.iloc[[0]].assign(
                attribution_id=9 + n, speaker_id="bureau", rule="deictic", content=[[{"start": at, "end": at + 4}]]
            )
            for n, at in enumerate((text.index("This"), text.rindex("This")))
        ]
    )
    actor = base.actors.iloc[[-1]].assign(actor_id="bureau", name="Bureau", aliases=[[]])
    given = changed(base, attributions=pd.concat([base.attributions, row]), actors=pd.concat([base.actors, actor]))
    assert texts(rules.relays(given)) == [
        "The 2 sentences that the article attributes to Ana are said to come through Bureau."
    ]


def dunland(*more: list[S]) -> Corpus:
    """Return an article that names an invented people three times, in two sentences."""
    sentences = [
        [S("Talks")],
        [S("Ana said"), S("Dunian troops left Dunia", "paraphrase", "ana", cue="said")],
        [S("Dunian flags hung there.")],
        *more,
    ]
    given = corpus({"a": sentences}, mentions=[("Ana", "ana", "name"), ("Bo Ray", "bo-ray", "name")])
    return with_tokens(
        given, Dunian=("ADJ", "amod", "troops"), Dunia=("PROPN", "dobj", None), Ray=("PROPN", "nsubj", None),
        envoy=("NOUN", "appos", "Ray"),
    )  # fmt: skip


def test_a_people_that_is_named_and_never_speaks_is_found_with_its_place() -> None:
    assert texts(rules.unheard(dunland())) == [
        "No Dunian source is heard: the words Dunian and Dunia occur 3 times, and the article attributes nothing to "
        "anyone described so."
    ]
    assert evidence(dunland(), rules.unheard(dunland())) == ["Dunian", "Dunia", "Dunian"]


def test_a_people_is_heard_as_soon_as_a_source_is_described_so() -> None:
    said = S("all is well", "paraphrase", "bo-ray", cue="said")
    given = dunland([S("Bo Ray, a Dunian envoy, said"), said])
    tokens = given.tokens.copy()
    dunian = tokens.index[(tokens["text"] == "Dunian") & (tokens["sentence_id"] == 3)]
    envoy = tokens.loc[tokens["text"] == "envoy", "token_id"].iloc[0]
    tokens.loc[dunian, "head"] = envoy
    assert list(rules.unheard(changed(given, tokens=tokens))) == []
    tokens.loc[dunian, "head"] = tokens.loc[(tokens["text"] == "said") & (tokens["sentence_id"] == 3), "token_id"].iloc[
        0
    ]
    assert len(list(rules.unheard(changed(given, tokens=tokens)))) == 1


def test_a_people_is_heard_where_it_is_in_a_sources_name() -> None:
    given = dunland([S("The Dunian army said"), S("all is well", "paraphrase", "dunian-army", cue="said")])
    assert list(rules.unheard(given)) == []


def test_a_persons_name_is_no_people() -> None:
    given = dunland()
    person = given.actors.iloc[[-1]].assign(actor_id="dunian-bayle", name="Dunian Bayle", kind="person", speaks=False)
    named = changed(given, actors=pd.concat([given.actors, person], ignore_index=True))
    assert not any("Dunian" in text for text in texts(rules.unheard(named)))


def test_a_known_people_is_heard_through_its_seat_and_its_other_names() -> None:
    british = [[S("Talks")], [S("British troops left Britain.")], [S("British flags hung there.")]]
    silent = with_tokens(corpus({"a": british}), British=("ADJ", "amod", "troops"), Britain=("PROPN", "dobj", None))
    assert texts(rules.unheard(silent)) == [
        "No British source is heard: the words British and Britain occur 3 times, and the article attributes nothing "
        "to anyone described so."
    ]
    said = [S("Downing Street said"), S("all is well", "paraphrase", "no-10", cue="said")]
    heard = corpus({"a": [*british, said]}, actors={"no-10": "Downing Street"})
    assert (
        list(rules.unheard(with_tokens(heard, British=("ADJ", "amod", "troops"), Britain=("PROPN", "dobj", None))))
        == []
    )


def test_places_are_one_row_each() -> None:
    rows = lexicon.load().places
    assert len(rows) > 100
    for column in ("names", "people", "seats"):
        words = [w for row in rows for w in getattr(row, column)]
        assert len(words) == len(set(words))
    assert all(row.names and row.people for row in rows)


def test_an_attitude_is_not_being_heard() -> None:
    given = dunland([S("The Dunian army wants"), S("peace", "paraphrase", "dunian-army", cue="wants", act="attitude")])
    given = changed(given, actors=given.actors.assign(kind="organisation"))
    assert len(list(rules.unheard(given))) == 1


def test_a_person_named_often_and_never_a_source_is_found() -> None:
    given = corpus(
        {"a": [[S("Cy wins")], [S("Ana met Cy"), S("and Cy left", "paraphrase", "ana")], [S("Dee waved.")]]},
        mentions=[("Cy", "cy", "name"), ("Dee", "dee", "name"), ("Ana", "ana", "name")],
    )
    assert texts(rules.unheard(given)) == [
        "Cy is named 3 times and never heard: the article attributes nothing to them."
    ]


@pytest.mark.parametrize(
    ("place", "adjective"),
    [("Armenia", "Armenian"), ("Azerbaijan", "Azerbaijani"), ("Ukraine", "Ukrainian"), ("Israel", "Israeli"),
     ("China", "Chinese"), ("Turkey", "Turkish"), ("Iran", "Iranian"), ("Korea", "Korean"),
     ("Sweden", "Swedish"), ("Gaza", "Gazan"), ("Brazil", "Brazilian")],
)  # fmt: skip
def test_adjectives_of_places(place: str, adjective: str) -> None:
    assert peoples.is_origin(place, adjective)


@pytest.mark.parametrize(("place", "adjective"), [("Iran", "Iraqi"), ("Austria", "Australian"), ("Mali", "Mali")])
def test_what_is_no_adjective_of_a_place(place: str, adjective: str) -> None:
    assert not peoples.is_origin(place, adjective)


def test_a_headline_quotation_is_looked_for_word_by_word() -> None:
    quoted = S("we will never yield", "quote", "ana", "ana")
    there = corpus({"a": [[S("Ana:"), quoted], [S("“We will, never yield!”", "quote", "ana", "ana"), S("she said.")]]})
    assert list(rules.headline_quotation(with_titles(there))) == []
    absent = corpus({"a": [[S("Ana:"), quoted], [S("“We will never.”", "quote", "ana", "ana"), S("Rain, yield.")]]})
    found = list(rules.headline_quotation(with_titles(absent)))
    assert texts(found) == [
        "The headline’s quotation, which the article attributes to Ana, does not occur in the body in these words."
    ]
    assert evidence(with_titles(absent), found) == ["we will never yield"]


def test_headlines_of_many_articles_are_counted() -> None:
    quoted = S("we go", "quote", "ana", "ana")
    many = corpus({"a": [[S("Ana:"), quoted], [S("Rain.")]], "b": [[S("Ana:"), quoted], [S("So we go.")]]})
    assert texts(rules.headline_quotation(with_titles(many))) == [
        "Of 2 quotations in headlines, which the articles attribute to somebody, 1 does not occur in the body in these "
        "words."
    ]


def test_labels_are_told_by_the_voice_they_stand_in() -> None:
    said = S("the rebels and the rebels ran", "paraphrase", "ana")
    attributed = corpus(
        {"a": [[S("Ana said"), said], [S("She said “"), S("rebels", "quote", "ana", "ana")]]}, labels=[Found("rebels")]
    )
    assert texts(rules.labels(attributed)) == [
        "The label “rebels” is used 3 times, and each time the article attributes it to Ana, 1 of them presented as "
        "their own words."
    ]
    mixed = corpus({"a": [[S("The rebels won.")], [S("Ana said"), said]]}, labels=[Found("rebels")])
    assert texts(rules.labels(mixed)) == [
        "The label “rebels” stands 1 of 3 times in text for which no source is found (0 to 1 times, going by how sure "
        "the program is of what it found); the other times the article attributes it to Ana."
    ]
    assert texts(rules.labels(corpus({"a": [[S("Two rebels.")]]}, labels=[Found("rebels")]))) == []


def test_what_somebody_wants_or_feels_is_not_counted_as_said() -> None:
    said, wanted = S("word " * 50, "paraphrase", "ana"), S("wish " * 20, "paraphrase", "ana", act="attitude")
    other = S("word " * 20, "paraphrase", "bo")
    (found,) = rules.one_source(corpus({"a": [[S("x"), said], [S("y"), wanted], [S("z"), other]]}))
    assert "(71 % of the words) is Ana’s" in found.text
    assert len(found.places) == 1
    relayed = S("peace", "paraphrase", "bureau > cy", act="attitude")
    assert list(rules.relays(corpus({"a": [[S("x"), relayed], [S("z"), other]]}))) == []


def test_one_source_and_sources_without_a_name_need_enough_words() -> None:
    long, short = "word " * 50, "word " * 20
    two = corpus(
        {"a": [[S("x"), S(long.strip(), "paraphrase", "ana")], [S("y"), S(short.strip(), "paraphrase", "an-aide")]]}
    )
    assert texts(rules.one_source(two)) == [
        "More than half of what the article attributes to anyone as said or thought (71 % of the words) is Ana’s."
    ]
    actors = two.actors.assign(
        kind=[
            "unnamed" if a == "an-aide" else k for a, k in zip(two.actors["actor_id"], two.actors["kind"], strict=True)
        ]
    )
    assert texts(rules.unnamed_sources(changed(two, actors=actors))) == [
        "29 % of the words that the article attributes to anyone as said or thought come from sources that are given "
        "no name there; some of them may be named elsewhere in their article."
    ]
    few = corpus(
        {"a": [[S("x"), S("word " * 9 + "word", "paraphrase", "ana")], [S("y"), S("word", "paraphrase", "bo")]]}
    )
    assert list(rules.one_source(few)) == []


def test_a_copy_with_another_label_is_told_word_for_word() -> None:
    wire = "Three protesters and an officer were killed on Tuesday night when the force cleared a bridge in the east"
    texts_of = {"a": [[S("Dead")], [S(wire)]], "b": [[S("Mob")], [S(wire.replace("protesters", "rioters"))]]}
    made = corpus(texts_of, outlets={"a": "Wire", "b": "Blare"}, labels=[Found("rioters", "rioter")])
    dates = made.articles.assign(published=pd.Series(["2031-05-05", "2031-05-06"], dtype="str"))
    assert texts(rules.edited_copy(changed(made, articles=dates))) == [
        "Blare prints an article that Wire has too, with other words in 1 place: “protesters” became “rioters”."
    ]
    plain = corpus(texts_of, outlets={"a": "Wire", "b": "Blare"})
    assert list(rules.edited_copy(changed(plain, articles=dates))) == []
    assert list(rules.edited_copy(war())) == []
