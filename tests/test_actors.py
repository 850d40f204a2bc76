"""Actors: who is the same within an article and across articles, and who cannot be told."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from whosewords import language
from whosewords.actors import ARTICLE_ACTOR, UNKNOWN_ACTOR, Cast, LocalActor, LocalMention, Record, find_actors
from whosewords.actors.names import clean, key_of, name_in, name_start, same_person, stem, without_article
from whosewords.actors.people import People
from whosewords.attribution import Quoted, find_attributions
from whosewords.cleaning import find_quotations
from whosewords.lexicon import load

LEXICON = load()
VOCAB = spacy.blank("en").vocab


def read(text: str) -> tuple[list[LocalActor], list[LocalMention], list[int]]:
    doc = next(language.parse([text]))
    quoted = Quoted(doc, find_quotations(text))
    return find_actors(doc, find_attributions(doc, LEXICON, quoted), quoted, LEXICON)


def speakers(text: str) -> list[str]:
    """Return the name of the speaker of each attribution, parents first."""
    cast, _, ids = read(text)
    others = {UNKNOWN_ACTOR: "unknown", ARTICLE_ACTOR: "article"}
    return [cast[i].name if i >= 0 else others[i] for i in ids]


def kinds(text: str) -> dict[str, str]:
    return {a.name: a.kind for a in read(text)[0]}


def by_hand(words: str, pos: str, ents: str) -> Doc:
    """Return a Doc of words with their parts of speech and entity marks, each word hanging on the last one."""
    cut = words.split()
    return Doc(
        VOCAB,
        words=cut,
        pos=pos.split(),
        ents=ents.split(),
        heads=[len(cut) - 1] * len(cut),
        deps=["compound"] * (len(cut) - 1) + ["ROOT"],
    )


# names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Water Board", "water board"),
        ("Jane Holt’s", "jane holt"),
        ("J. Holt", "j holt"),
        ("O`Brien", "o'brien"),
        ("HOLT", "holt"),
        ("the Joneses’", "joneses"),
    ],
)
def test_names_are_compared_without_article_possessive_and_case(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Jane Holt", "Holt", True),
        ("J. Holt", "Jane Holt", True),
        ("Jane Ann Holt", "Jane Holt", True),
        ("Peter Holt", "Jane Holt", False),
        ("P. Holt", "Jane Holt", False),
        ("Holt", "Holton", False),
    ],
)
def test_a_shorter_name_may_be_the_same_person(a: str, b: str, same: bool) -> None:
    assert same_person(a, b) is same_person(b, a) is same


def test_names_are_shown_without_marks_and_articles() -> None:
    assert clean(" “the  head\nof state,” ") == "the head of state"
    assert without_article("The Water Board") == "Water Board"
    assert without_article("Theodora Lang") == "Theodora Lang"


def test_a_name_stands_without_its_title_and_possessive() -> None:
    doc = by_hand("Mrs Jane Holt ’s mill", "PROPN PROPN PROPN PART NOUN", "B-PERSON I-PERSON I-PERSON I-PERSON O")
    assert name_in(doc.ents[0]) == (1, 3, "Jane Holt")
    assert name_in(Span(doc, 0, 1)) == (0, 1, "Mrs")


def test_a_name_starts_where_its_proper_nouns_do() -> None:
    doc = by_hand("then Water Board", "ADV PROPN PROPN", "O O O")
    assert name_start(doc[2]) == 1


def test_a_state_and_its_people_share_a_stem() -> None:
    assert stem("sarovia") == stem("sarovian") != stem("sardis")


# people ----------------------------------------------------------------------------------------------------


def cast_of(words: str, pos: str, ents: str) -> list[tuple[str, str]]:
    doc = by_hand(words, pos, ents)
    return [(a.name, a.kind) for a in People(doc, doc.text, LEXICON, 0).cast]


def test_a_surname_that_the_pipeline_takes_for_a_people_is_the_persons() -> None:
    one = cast_of("Jane Holt said . Holt left", "PROPN PROPN VERB PUNCT PROPN VERB", "B-PERSON I-PERSON O O B-NORP O")
    assert one == [("Jane Holt", "person")]


@pytest.mark.parametrize("ents", ["O O B-ORG O", "O B-PERSON B-PERSON O", "O B-PERSON O O"])
def test_a_given_name_belongs_to_the_surname_beside_it(ents: str) -> None:
    assert cast_of("then Vera Holt left", "ADV PROPN PROPN VERB", ents) == [("Vera Holt", "person")]


def test_words_without_a_capital_are_no_names() -> None:
    assert cast_of("a hairdresser left", "DET NOUN VERB", "O B-NORP O") == []


def test_what_stands_before_a_title_is_no_part_of_a_name() -> None:
    doc = by_hand("Quad Professor Emil Sarre", "PROPN PROPN PROPN PROPN", "B-PERSON I-PERSON I-PERSON I-PERSON")
    assert name_in(doc.ents[0]) == (2, 4, "Emil Sarre")


def test_one_of_several_is_somebody_new() -> None:
    text = "Two rangers said the path was closed. One ranger said he was tired."
    assert len(set(speakers(text))) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two staffers mocked the plan. One said she would quit.", "one of the staffers"),
        ("Two people in the room took notes. One of them said the leader was tired.", "one of the people in the room"),
        ("The mayor spoke to her aides. Another said that it was late.", "another of her aides"),
        ("It rained. One said she would quit.", "unknown"),
    ],
)
def test_one_is_one_of_the_several_mentioned_before(text: str, name: str) -> None:
    assert speakers(text)[-1] == name


@pytest.mark.parametrize("called", ["The company", "The lender", "The firm"])
def test_the_company_is_the_one_that_spoke_rather_than_the_one_named_last(called: str) -> None:
    text = f"Coppermill Bank said on Friday that chips were shipped to Vell Motors. {called} said it knew of no offer."
    assert set(speakers(text)) == {"Coppermill Bank"}


def test_no_public_body_is_the_company() -> None:
    text = "The Ministry of Trade said that prices would fall. The company said it knew of no plan."
    assert speakers(text)[1] != speakers(text)[0]


def test_the_survey_is_the_poll_and_the_document_whatever_it_was_called() -> None:
    poll = "A Ridgeway College poll said that the roads were empty. The survey said that the trains were full."
    assert len(set(speakers(poll))) == 1
    paper = "A leaked memo warned that the dam was thin. The document said that nobody had checked."
    assert len(set(speakers(paper))) == 1
    other = "A leaked memo warned that the dam was thin. The survey said that nobody had checked."
    assert len(set(speakers(other))) == 2


def test_an_indictment_is_by_the_prosecutors_who_spoke_before_it() -> None:
    text = "Prosecutors in Aldmoor said that the owner had confessed. The indictment said that two youths had helped."
    assert len(set(speakers(text))) == 1
    new = "Jane Holt said that the owner had confessed. The indictment said that two youths had helped."
    assert len(set(speakers(new))) == 2


def test_an_office_before_a_name_is_nobody_of_its_own() -> None:
    one = cast_of(
        "Railway Administrator Hollis Venn left",
        "PROPN PROPN PROPN PROPN VERB",
        "B-ORG I-ORG B-PERSON I-PERSON O",
    )
    assert one == [("Hollis Venn", "person")]


def test_an_institutions_chief_is_the_one_who_is_named() -> None:
    text = "Mayor Nella Rost said the bay would glow. The town’s mayor said that nobody was hurt."
    assert speakers(text) == ["Nella Rost", "Nella Rost"]


def test_a_cast_is_read_from_names_and_the_roles_before_them() -> None:
    words = "President Jane Holt met Peter Lang . Holt left"
    doc = by_hand(
        words,
        "PROPN PROPN PROPN VERB PROPN PROPN PUNCT PROPN VERB",
        "O B-PERSON I-PERSON O B-PERSON I-PERSON O B-PERSON O",
    )
    people = People(doc, doc.text, LEXICON, 0)
    assert [a.name for a in people.cast] == ["Jane Holt", "Peter Lang"]
    assert people.with_role(frozenset({"president"}), frozenset()) == [0]
    assert [(words[m.start : m.end], m.actor) for m in people.mentions] == [
        ("Jane Holt", 0),
        ("Peter Lang", 1),
        ("Holt", 0),
    ]
    assert people.cast[0].last_before(8) == 7
    assert people.cast[0].last_before(7) == 1
    assert people.cast[1].last_before(4) == -1


def test_a_role_fits_unless_it_is_another_states() -> None:
    one = LocalActor("Jane Holt", "person")
    one.roles.append((frozenset({"president"}), frozenset({"sarov"})))
    assert one.has_role(frozenset({"president"}), frozenset())
    assert one.has_role(frozenset({"president"}), frozenset({"sarov"}))
    assert not one.has_role(frozenset({"president"}), frozenset({"halve"}))
    assert not one.has_role(frozenset({"minister"}), frozenset())


# speakers --------------------------------------------------------------------------------------------------

SPEAKERS = {
    "surname after the full name": (
        "Jane Holt said the dam was old. Holt said it would burst. Mrs Holt said she was worried.",
        ["Jane Holt"] * 3,
    ),
    "surname two people have": (
        "Jane Holt said the dam was old. Peter Holt said it was new. Holt said nothing would happen.",
        ["Jane Holt", "Peter Holt", "unknown"],
    ),
    "surname two people have, named as a person": (
        "Jane Holt met Peter Holt on Monday. The wall, Holt said, would fall.",
        ["unknown"],
    ),
    "role before the name": (
        "Foreign Minister Jane Holt said the dam was old. The minister said it would burst.",
        ["Jane Holt"] * 2,
    ),
    "role beside the name": (
        "Peter Lang, the finance minister, said the dam was old. The minister said it would burst.",
        ["Peter Lang"] * 2,
    ),
    "another role": (
        "Foreign Minister Jane Holt said the dam was old. The head of government said nothing would happen.",
        ["Jane Holt", "The head of government"],
    ),
    "press service": (
        "Peter Lang said the dam would hold. Lang’s press service said that the visit was over.",
        ["Peter Lang", "Peter Lang’s press service"],
    ),
    "dateline": (
        "LAKE SUND, Orrin (CNP) - Governor Jane Holt said the dam was old. She said it would burst.",
        ["Jane Holt"] * 2,
    ),
    "letters behind a name": (
        "Jane Holt KC said the dam was old. Holt said it would burst.",
        ["Jane Holt"] * 2,
    ),
    "mother of two": (
        "“The bus is late,” mother of two Jane Holt said. “I told them that it would be,” Holt said.",
        ["Jane Holt"] * 3,
    ),
    "rank of police": (
        "PC Peter Lang said the door was open. The constable said nobody was at home.",
        ["Peter Lang"] * 2,
    ),
    "whose lawyer somebody is": (
        "Peter Lang’s lawyer said the house was empty. The defendant told the court he was asleep.",
        ["Peter Lang’s lawyer", "Peter Lang"],
    ),
    "we of an employee": (
        "“We believe the price will fall,” said Jane Holt, an analyst at Sorrel Bank.",
        ["Jane Holt", "Sorrel Bank"],
    ),
    "press service again": (
        "Peter Lang’s press service said that the visit was over. The press service said he had left.",
        ["Peter Lang’s press service"] * 2,
    ),
    "report of who reported": (
        "The Water Board reported that the dam was old. The report said it would burst.",
        ["Water Board"] * 2,
    ),
    "unnamed official": (
        "A senior official said the dam was old. The official said it would burst.",
        ["A senior official"] * 2,
    ),
    "she": ("Jane Holt said the dam was old. She said it would burst.", ["Jane Holt"] * 2),
    "she without anybody": ("“Why did nobody ask us?” she asked.", ["unknown"]),
    "I in a quotation": ("“I believe that the dam will burst,” Jane Holt said.", ["Jane Holt"] * 2),
    "my brother": (
        "“My brother says the dam will burst,” Jane Holt said.",
        ["Jane Holt", "Jane Holt’s brother"],
    ),
    "he in a quotation": ("“He promised that the dam would hold,” Peter Lang said.", ["Peter Lang", "unknown"]),
    "she in a quotation": (
        "Jane Holt closed the mill. “She knows that the dam is safe,” Peter Lang said.",
        ["Peter Lang", "Jane Holt"],
    ),
    "she in a paraphrase": ("Jane Holt said she believed that the dam would burst.", ["Jane Holt"] * 2),
    "pointer": ("This was reported by Reuters.", ["Reuters"]),
    "the author": ("I think that the dam will burst.", []),
}


@pytest.mark.parametrize(("text", "expected"), SPEAKERS.values(), ids=SPEAKERS.keys())
def test_who_speaks(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_a_surname_that_two_people_have_is_nobody_new() -> None:
    text = "Jane Holt said the dam was old. Peter Holt said it was new. Holt said nothing would happen."
    assert kinds(text) == {"Jane Holt": "person", "Peter Holt": "person"}


def test_kinds_of_actors() -> None:
    text = (
        "A senior official said the dam was old. Peter Lang’s press service said that the visit was over. "
        "Soldiers and farmers said the wall had moved."
    )
    assert kinds(text) == {
        "Peter Lang": "person",
        "A senior official": "unnamed",
        "Peter Lang’s press service": "organisation",
        "Soldiers and farmers": "group",
    }


def test_a_document_without_an_issuer_speaks_for_itself() -> None:
    assert kinds("The statement said the dam was old.") == {"The statement": "document"}


def test_whoever_is_named_only_does_not_speak() -> None:
    cast, _, _ = read("Peter Lang’s press service said that the visit was over.")
    assert {a.name: a.speaks for a in cast} == {"Peter Lang": False, "Peter Lang’s press service": True}


def test_mentions_stand_in_text_order_with_their_form() -> None:
    text = "Foreign Minister Jane Holt said the dam was old. The minister said she believed that it would burst."
    cast, mentions, _ = read(text)
    assert [(text[m.start : m.end], m.form, cast[m.actor].name) for m in mentions] == [
        ("Jane Holt", "name", "Jane Holt"),
        ("The minister", "role", "Jane Holt"),
        ("she", "pronoun", "Jane Holt"),
    ]
    assert all(0 < m.confidence < 1 for m in mentions)


# cast ------------------------------------------------------------------------------------------------------


def person(name: str, *roles: str, aliases: tuple[str, ...] = (), speaks: bool = False) -> Record:
    return Record(name, "person", list(aliases), [([r], []) for r in roles], speaks)


def test_a_full_name_is_the_same_person_in_every_article() -> None:
    cast = Cast()
    assert cast.admit("a", [person("Jane Holt", aliases=("Holt",))]) == ["jane-holt"]
    assert cast.admit("b", [person("JANE HOLT", speaks=True)]) == ["jane-holt"]
    (actor,) = cast.actors()
    assert (actor.name, actor.aliases, actor.speaks) == ("Jane Holt", ["Holt", "JANE HOLT"], True)


def test_a_full_name_is_one_whatever_it_is_taken_for_and_of_the_kind_it_mostly_is() -> None:
    cast = Cast()
    kinds = ("organisation", "person", "person")
    records = [Record("Jane Holt", kind, [], [], False) for kind in kinds]
    assert [cast.admit(a, [r])[0] for a, r in zip("abc", records, strict=True)] == ["jane-holt"] * 3
    assert [a.kind for a in cast.actors()] == ["person"]
    assert cast.admit("d", [Record("Holt", "organisation", [], [], False)]) == ["holt"]


def test_a_surname_alone_never_merges_across_articles() -> None:
    cast = Cast()
    ids = [cast.admit(a, [person(n)])[0] for a, n in (("a", "Jane Holt"), ("b", "Holt"), ("c", "Holt"))]
    assert ids == ["jane-holt", "holt", "holt-2"]


def test_a_surname_merges_with_the_role_it_goes_with() -> None:
    cast = Cast()
    assert cast.admit("a", [person("Jane Holt", "president")]) == ["jane-holt"]
    assert cast.admit("b", [person("Holt", "president")]) == ["jane-holt"]
    assert cast.admit("c", [person("Holt", "judge")]) == ["holt"]


def test_whoever_was_met_by_surname_and_role_gets_the_full_name_when_it_comes() -> None:
    cast = Cast()
    assert cast.admit("a", [person("Holt", "president")]) == ["holt"]
    assert cast.admit("b", [person("Jane Holt", "president")]) == ["holt"]
    assert cast.admit("c", [person("Peter Holt", "president")]) == ["peter-holt"]
    assert cast.admit("d", [person("Jane Holt")]) == ["holt"]
    assert [(a.name, a.aliases) for a in cast.actors()] == [("Jane Holt", ["Holt"]), ("Peter Holt", [])]


def test_a_role_alone_never_merges_two_names() -> None:
    cast = Cast()
    assert cast.admit("a", [person("Jane Holt", "president")]) == ["jane-holt"]
    assert cast.admit("b", [person("Lang", "president")]) == ["lang"]


def test_two_people_of_one_surname_and_role_stay_two() -> None:
    cast = Cast()
    assert cast.admit("a", [person("Jane Holt", "minister")]) == ["jane-holt"]
    assert cast.admit("b", [person("Peter Holt", "minister")]) == ["peter-holt"]
    assert cast.admit("c", [person("Holt", "minister")]) == ["holt"]


def test_institutions_merge_by_name_and_what_has_no_name_stays_in_its_article() -> None:
    cast = Cast()
    board = [Record(name, "organisation", [], [], True) for name in ("Water Board", "The Water Board")]
    assert [cast.admit(a, [b])[0] for a, b in zip("ab", board, strict=True)] == ["water-board"] * 2
    official = Record("a senior official", "unnamed", [], [], True)
    assert [cast.admit(a, [official])[0] for a in "ab"] == ["a-senior-official", "a-senior-official-2"]


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [("Article", "article-2"), ("Unknown", "unknown-2"), ("O’Brien Çelik", "obrien-celik"), ("王", "actor")],
)
def test_an_id_is_a_slug_and_no_reserved_word(name: str, actor_id: str) -> None:
    assert Cast().admit("a", [Record(name, "organisation", [], [], True)]) == [actor_id]


# who is meant ----------------------------------------------------------------------------------------------


def test_i_is_whoever_the_quotation_marks_are_of_not_whoever_is_reported_in_them() -> None:
    text = "Ruth Amdal told the paper about it. “My son says I believe anyone in a white coat,” Amdal said."
    cast, mentions, _ = read(text)
    (own,) = [m for m in mentions if text[m.start : m.end] == "I"]
    assert cast[own.actor].name == "Ruth Amdal"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Tern Institute met on Monday. The Institute said one in three went hungry.", "Tern Institute"),
        ("Pat Orr left the Quill Fund on Monday. The fund said it wished her well.", "Quill Fund"),
        ("Police searched Borealis Gas on Monday. The company said it knew nothing of a leak.", "Borealis Gas"),
    ],
)
def test_an_organisation_is_called_again_by_the_noun_in_its_name_or_by_what_it_is(text: str, name: str) -> None:
    assert name in speakers(text)


def test_the_firm_is_nobody_where_no_organisation_was_named() -> None:
    assert speakers("Ann Lopez left early. The firm said it was sorry.") == ["firm"]


def test_he_may_be_somebody_described_who_has_said_nothing_yet() -> None:
    text = "The council shut the road. A driver waited for hours. He said nobody had told him."
    assert "A driver" in speakers(text)


def test_whoever_speaks_after_a_quotation_is_nobody_described_in_it() -> None:
    text = "A teacher rang us on Monday. “I begged for help. A surgeon came in March,” she said."
    assert "A surgeon" not in speakers(text)


def test_a_source_in_pieces_for_the_parse_is_still_somebody() -> None:
    assert speakers("A retired blaster testified managers ordered the shot.")[-1:] != ["unknown"]


def test_a_relation_of_several_tokens_is_named_whole() -> None:
    text = "Ann Lopez wept. Her daughter-in-law says the neighbours are kind."
    assert speakers(text)[0] == "Ann Lopez’s daughter-in-law"


def test_a_possessive_source_is_named_without_its_ending() -> None:
    assert not any(name.endswith(("’s", "'s")) for name in speakers("Gold Ltd rejected the group’s finding that children worked there."))  # fmt: skip  # noqa: E501


def test_it_may_be_a_company_that_the_parse_took_for_a_person_and_whose_words_it_stands_in() -> None:
    text = "Nobody told the inquiry about it. Kestair said it accepted the findings."
    assert set(speakers(text)[-2:]) == {"Kestair"}


def test_she_is_nobody_who_is_only_a_thing() -> None:
    text = (
        "Anna Holt read the plan on Monday. The hall was full. A draft of the answer called the move a mistake. "
        "“We will go to court,” she said."
    )
    assert speakers(text)[-1] == "Anna Holt"


def test_she_goes_on_from_the_same_pronoun_in_the_sentence_before() -> None:
    deeds = "She stood in the rain. She wore no coat. She lit a candle. She closed her eyes. She sat down. She got up. "
    assert speakers(f"Anna Holt came at noon. {deeds}“We will answer with ballots,” she said.") == ["Anna Holt"]


def test_a_story_says_what_somebody_is_first_and_then_who() -> None:
    text = "A former tenant told jurors that the stairs were rotten. Lucinda Farr, 52, said that she had fallen twice."
    assert speakers(text) == ["Lucinda Farr"] * 2
    other = "A former tenant told jurors that the stairs were rotten. Lucinda Farr said that she had fallen twice."
    assert speakers(other) == ["A former tenant", "Lucinda Farr"]


@pytest.mark.parametrize(
    ("called", "title"), [("the defense secretary", "Secretary"), ("the council’s tourism chief", "Chief")]
)
def test_an_office_may_be_named_shorter_later(called: str, title: str) -> None:
    text = f"Officials said that {called} opposed the sale. {title} Ned Calloway refused to discuss the letter."
    assert "Ned Calloway" in speakers(text)
    assert called not in {name.lower() for name in speakers(text)}


def test_a_memo_from_an_institution_speaks_for_it() -> None:
    text = "A leaked memo from the Abbey of St. Wulf said that the monks would stop selling honey."
    assert speakers(text) == ["Abbey of St. Wulf"]


def test_a_speakers_name_goes_past_no_cue_and_no_quotation_mark() -> None:
    for name in speakers(
        "‘I fired at nobody’, colonel assures inquiry\n\nThe colonel said that he had fired at nobody."
    ):
        assert "assures" not in name


# described here, named there ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Mara Bell said her boss called the audit a joke. The boss, Piet Oll, denied the claim.",
            ["Mara Bell", "Piet Oll", "Piet Oll"],
        ),
        (
            "“My sister thinks the dam is safe,” Mara Bell said. Her sister, Joan Bell, said the wall had moved.",
            ["Mara Bell", "Joan Bell", "Joan Bell"],
        ),
        (
            "Officers said a watchman named two thieves. The watchman, Piet Oll, denied the claim.",
            ["Officers", "Piet Oll", "Piet Oll"],
        ),
        (
            "Hugo Pless denied the charge. His lawyer, Ana Roe, said her client feared the police.",
            ["Hugo Pless", "Ana Roe", "Hugo Pless"],
        ),
        (
            "The firm said the company’s app was safe. The firm, Arcline, said the company had tested it.",
            ["Arcline", "Arcline"],
        ),
        (
            "Mara Bell, a clerk, said the company had lied. The firm, Arcline, denied the claim.",
            ["Mara Bell", "Arcline", "Arcline"],
        ),
    ],
)
def test_who_is_described_is_who_is_presented_by_name_later(text: str, names: list[str]) -> None:
    assert set(names) <= set(speakers(text))
    assert not {"unknown", "firm", "company", "a watchman"} & set(speakers(text))


def test_a_relative_of_somebody_else_is_not_the_one_presented() -> None:
    text = "Hugo Pless said his sister fears dogs. Mara Bell arrived. Her sister, Joan Bell, said the wall had moved."
    assert speakers(text).count("Joan Bell") == 1


def test_whoever_is_quoted_is_not_she_in_their_own_quotation() -> None:
    text = "Rector Sunna Bell spoke first. “My members believe she lied,” the spokeswoman Ada Fell said."
    cast, mentions, _ = read(text)
    she = text.index("she")
    assert all(m.actor < 0 or cast[m.actor].name != "Ada Fell" for m in mentions if m.start == she)


def test_the_woman_is_nobody_whose_words_it_stands_in() -> None:
    text = "A nurse came in. A neighbour told us the dead woman had promised to call."
    assert speakers(text)[1] != speakers(text)[0]


def test_the_22_year_old_may_have_no_name() -> None:
    assert speakers("The lights went, a deckhand recalled. The 22-year-old said the mate was drunk.")[:2] == [
        "a deckhand",
        "a deckhand",
    ]


def test_a_described_actor_is_named_without_what_is_set_off() -> None:
    assert "A barista at the café" in speakers("A barista at the café, who has kept her job, said Eads had lied.")


def test_who_is_described_twice_is_known_by_both() -> None:
    text = "Her neighbour, a plumber, says the water is brown. “It was tested,” the plumber recalled."
    assert len(set(speakers(text))) == 1


def test_a_name_of_one_word_is_known_with_its_title() -> None:
    cast, _, _ = read("President Marsh told reporters the vote was fair.")
    assert "President Marsh" in next(a.aliases for a in cast if a.name == "Marsh")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "A memo warns that governors fear the tariff. The memo was written by Gwen Tadlock.",
            "Gwen Tadlock",
        ),
        ("A memo says staff must return. Its author, Barrett Lowe, refused to comment.", "Barrett Lowe"),
        ("The union has struck. Mara Bell said a union text message had urged members to stay away.", "union"),
        ("Arcline Gold denied the claim. In a letter to members it wrote the mine was safe.", "Arcline Gold"),
    ],
)
def test_a_document_speaks_for_whoever_the_text_says_wrote_it(text: str, name: str) -> None:
    assert name in speakers(text)


def test_a_developer_with_a_name_of_one_word_is_a_firm() -> None:
    text = "The developer, Galepower, announced a plan. A spokesman said the firm regarded islanders as partners."
    assert kinds(text)["Galepower"] == "organisation"
    assert "Galepower" in speakers(text)
