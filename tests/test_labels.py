"""Labels and markers: what matches, what never does, and whose words a match is."""

from collections.abc import Sequence

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from whosewords.cleaning import Quotation
from whosewords.labels import LabelMatch, MarkerMatch, find_labels, find_markers, label_rows, marker_rows
from whosewords.lexicon import Lexicon, forms, load
from whosewords.tables import Segment, Sentence, Voice

LEXICON = load()
NLP = spacy.blank("en")
VOCAB = NLP.vocab


def plain(text: str, pos: dict[str, str] | None = None) -> Doc:
    """Return a Doc cut into tokens, without a parse; `pos` gives words their part of speech."""
    doc = NLP.make_doc(text)
    for token in doc:
        if pos and token.text in pos:
            token.pos_ = pos[token.text]
    return doc


def parsed(rows: str, ents: Sequence[str] | None = None) -> Doc:
    """Return a Doc from rows of `word pos dep head`; a word that ends in + has no space after it."""
    cells = [row.split() for row in rows.strip().splitlines()]
    return Doc(
        VOCAB,
        words=[word.removesuffix("+") for word, *_ in cells],
        spaces=[not word.endswith("+") for word, *_ in cells],
        pos=[pos for _, pos, *_ in cells],
        deps=[dep for _, _, dep, _ in cells],
        heads=[int(head) for *_, head in cells],
        ents=ents,
    )


def texts(text: str, pos: dict[str, str] | None = None) -> list[str]:
    return [match.text for match in find_labels(plain(text, pos), LEXICON)]


def entries(text: str) -> list[str]:
    return [match.entry.entry for match in find_labels(plain(text), LEXICON)]


def markers(doc: Doc, quotations: Sequence[Quotation] = ()) -> list[tuple[str, str]]:
    found = find_markers(doc, LEXICON, quotations)
    assert all(doc.text[m.start : m.end] == m.text for m in found)
    return [(m.text, doc.text[m.scope_start : m.scope_end]) for m in found]


# labels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "anti-terrorist", "antiterrorist", "anti terrorist", "anti–terrorist", "anti‑terrorist", "Anti-Terrorist",
        "ANTI-TERRORIST", "anti\u00a0terrorist", "anti-\u00adterrorist", "anti-terrorists", "anti\nterrorist",
        "anti  terrorist", "anti-terror",
    ],
)  # fmt: skip
def test_one_entry_in_all_its_spellings(written: str) -> None:
    (match,) = find_labels(plain(f"The İzmir {written} measures ended"), LEXICON)
    assert match.text == written
    assert match.entry.entry == "anti-terrorist"


def test_british_and_american_and_inflected() -> None:
    assert entries("They neutralised and neutralized insurgents and annexed it") == [
        "neutralise", "neutralise", "insurgent", "annexation",
    ]  # fmt: skip


def test_the_longest_match_wins_and_none_overlap() -> None:
    assert texts("an anti-terrorist raid") == ["anti-terrorist"]
    assert texts("the terrorist infrastructure of terrorists") == ["terrorist infrastructure", "terrorists"]


@pytest.mark.parametrize("text", ["bioterrorist", "terrorists2", "_riot_", "rebellion", "non-terrorist", "thug\u0301"])
def test_never_inside_another_word(text: str) -> None:
    assert texts(text) == []


@pytest.mark.parametrize(
    "text", ["terrorist-held", "“terrorist”", "terrorist's", "terrorist’s", "(terrorist)", "#terrorist"]
)
def test_punctuation_ends_a_word(text: str) -> None:
    assert texts(text) == ["terrorist"]


def test_a_part_of_speech_is_asked_where_the_row_asks_it() -> None:
    assert texts("They protest daily", {"protest": "VERB"}) == []
    assert texts("The protest grew", {"protest": "NOUN"}) == ["protest"]
    assert texts("He mugs people", {"mugs": "VERB"}) == ["mugs"]
    assert texts("He sold mugs", {"mugs": "NOUN"}) == []


@pytest.mark.parametrize("topic", sorted({entry.topic for entry in LEXICON.labels}))
def test_every_spelling_of_a_pattern_finds_its_own_entry(topic: str) -> None:
    for entry in LEXICON.labels:
        for form in forms(entry.pattern) if entry.topic == topic else ():
            (words,) = form.parts
            assert [(match.text, match.entry.entry) for match in find_labels(plain(words), LEXICON)] == [
                (words, entry.entry)
            ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Union barons are holding the country to ransom, the paper wrote", ["union boss", "holding to ransom"]),
        ("The bus brought scab labour; the firm spoke of replacement workers", ["scab", "replacement worker"]),
        ("Austerity, budget cuts, efficiency savings", ["austerity", "spending cuts", "efficiency savings"]),
        ("A climate denier and a climate sceptic met", ["climate denier", "climate sceptic"]),
        ("Eco-extremists, said the polluter; clean coal, said the firm", ["eco-extremist", "polluter", "clean coal"]),
        ("Pro-life groups are called anti-abortion or anti-choice", ["pro-life", "anti-abortion", "anti-choice"]),
        ("Pro-choice or abortion-rights groups", ["pro-choice", "abortion-rights"]),
        ("An anti-vaxxer refused the Covid jab", ["anti-vaxxer", "jab"]),
        ("They treat drug addicts, that is, people with an addiction", ["drug addict", "person with an addiction"]),
        ("A stolen election, she said; the will of the people, he said", ["stolen election", "will of the people"]),
        ("Voter suppression to some is election integrity to others", ["voter suppression", "election integrity"]),
        ("Racial profiling or stop-and-search", ["racial profiling", "stop and search"]),
        ("Scroungers or benefit claimants; a social safety net", ["scrounger", "benefit recipient", "safety net"]),
        ("Marriage equality, the redefinition of marriage", ["marriage equality", "redefinition of marriage"]),
        ("Book bans in the name of parental rights", ["book ban", "parental rights"]),
        ("The homeless man is one of the homeless", ["homeless people", "vagrant"]),
        ("A free-trade deal is not free trade", ["trade agreement", "free trade"]),
        ("Big Tech speaks of content moderation", ["Big Tech", "content moderation"]),
    ],
)  # fmt: skip
def test_rival_names_are_found_and_told_apart(text: str, found: list[str]) -> None:
    assert entries(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The batter took strike three and the bowler had a strike in the last frame",
        "A lightning strike set the barn on fire, and the clock was to strike ten",
        "The European Union officials met African Union leaders",
        "The scab on her knee fell off and the scabbing over stopped",
        "A lockout of the phone after ten wrong codes",
        "The river overflow reached the car park, and the sink has an overflow",
        "The accidental discharge of his gun hurt nobody",
        "He was in denial about the score and denied the ball",
        "The alarm clock is green and the energy of the crowd was clean",
        "The boxer landed a jab and a second jab, then a killer shot from midfield",
        "The experimental film was a shot in the dark",
        "She is addicted to crosswords, a news junkie and a sugar addict",
        "Her chief virtue was patience, and the patient is stable",
        "He stole the show, rigged the sails and stole third base",
        "The committee will elect its president in a vote by show of hands",
        "He chose his right to remain silent and the right to choose a lawyer",
        "You can show a photo ID at the airport",
        "The lefty pitched nine innings",
        "They woke early and stayed woke until noon",
        "The cult film has a following, and so has the personality cult",
        "He hid in the swamp while the establishment of a fund was discussed",
        "The state organ was tuned while guests sat in the hotel lobby",
        "The acrobat fell into the safety net",
        "A handout was given to each student before the class",
        "The vehicle was on the disabled list and its player could not start",
        "The union of the two halves of the puzzle was perfect",
        "Pirates boarded the ship and the pirate flag was raised",
        "The back door was open and the going was dark",
        "He had a hacking cough",
        "The programme for the concert lists a fair share of songs",
        "She cut the cloth into austere dresses",
        "No child was left behind at the museum",
        "Six miners sang in the choir; the coal was black",
        "Plain talk and a straight answer",
        "The poor child cried",
        "The summer fishing expedition caught nothing",
        "Harsh sanctions were imposed on the bank",
        "The voucher system for lunch works well",
        "The gun fired at noon, and a background check of the colours was made",
    ],
)
def test_innocent_words_are_no_labels(text: str) -> None:
    assert entries(text) == []


def test_no_label_runs_over_a_paragraph_or_a_sentence() -> None:
    assert texts("freedom\n\nfighter") == []
    doc = Doc(VOCAB, words=["Freedom", "\n", "fighter"], sent_starts=[True, False, True])
    assert find_labels(doc, LEXICON) == []


# markers ----------------------------------------------------------------------------------------------------

SO_CALLED = """
the DET det 5
so ADV advmod 3
- PUNCT punct 3
called VERB amod 5
separatist ADJ amod 5
entity NOUN pobj 5
created VERB acl 5
and CCONJ cc 6
supported VERB conj 6
by ADP agent 8
it PRON pobj 9
"""


def test_the_scope_is_the_modifiers_and_the_head_noun() -> None:
    doc = parsed(SO_CALLED.replace("so ", "so+ ").replace("- ", "-+ "))
    assert doc.text.startswith("the so-called separatist entity created")
    assert markers(doc) == [("so-called", "separatist entity")]


def test_the_scope_ends_before_a_preposition_even_where_the_parse_is_wrong() -> None:
    doc = parsed("""
        So+ ADV advmod 6
        -+ PUNCT punct 2
        called VERB ROOT 6
        presidential ADJ amod 4
        elections NOUN nsubj 6
        in ADP prep 4
        Karabakh PROPN pobj 5
    """)
    assert markers(doc) == [("So-called", "presidential elections")]


def test_a_name_is_held_whole() -> None:
    rows = """
        so+ ADV advmod 2
        -+ PUNCT punct 2
        called VERB amod 4
        Islamic PROPN compound 4
        State PROPN ROOT 4
        of ADP prep 4
        Iraq PROPN pobj 5
        fell VERB acl 4
    """
    assert markers(parsed(rows, ["O", "O", "O", "B-ORG", "I-ORG", "I-ORG", "I-ORG", "O"])) == [
        ("so-called", "Islamic State of Iraq")
    ]
    assert markers(parsed(rows)) == [("so-called", "Islamic State")]


def test_alleged_is_a_marker_before_a_noun_and_not_where_it_is_the_verb() -> None:
    assert markers(parsed("The DET det 2\nalleged VERB amod 2\nattack NOUN ROOT 2")) == [("alleged", "attack")]
    assert markers(parsed("He PRON nsubj 1\nalleged VERB ROOT 1\nfraud NOUN dobj 1")) == []
    assert (
        markers(parsed("They PRON nsubj 2\nwere AUX aux 2\nsupposed VERB ROOT 2\nto PART aux 4\nhelp VERB xcomp 2"))
        == []
    )


def test_an_adverb_holds_its_clause_or_the_noun_phrase_it_stands_in() -> None:
    before = (
        "He PRON nsubj 2\nallegedly ADV advmod 2\nstole VERB ROOT 2\na DET det 4\ncar+ NOUN dobj 2\n. PUNCT punct 2"
    )
    after = (
        "He PRON nsubj 1\nstole VERB ROOT 1\nit+ PRON dobj 1\n, PUNCT punct 1\nallegedly+ ADV advmod 1\n. PUNCT punct 1"
    )
    inside = "The DET det 3\nallegedly ADV advmod 2\nstolen VERB amod 3\ncar NOUN nsubj 4\nburned VERB ROOT 4"
    assert markers(parsed(before)) == [("allegedly", "stole a car")]
    assert markers(parsed(after)) == [("allegedly", "He stole it")]
    assert markers(parsed(inside)) == [("allegedly", "stolen car")]


def test_what_somebody_calls_something() -> None:
    doc = parsed("""
        It PRON nsubj 1
        denies VERB ROOT 1
        what PRON dobj 4
        Baku PROPN nsubj 4
        calls VERB ccomp 1
        an DET det 7
        illegal ADJ amod 7
        blockade NOUN oprd 4
        of ADP prep 7
        roads NOUN pobj 8
    """)
    assert markers(doc) == [("what Baku calls", "illegal blockade")]


def test_what_is_not_the_object_of_calling_names_nothing() -> None:
    doc = parsed("""
        Ask VERB ROOT 0
        what PRON nsubj 2
        happens VERB ccomp 0
        when SCONJ advmod 5
        you PRON nsubj 5
        call VERB advcl 2
        the DET det 7
        police NOUN dobj 5
    """)
    assert markers(doc) == []


def test_a_marker_without_a_phrase_is_none() -> None:
    assert markers(plain("he is so-called")) == []


def test_scare_quotes_are_markers_over_the_words_inside() -> None:
    doc = plain("a “liberated” town")
    quotation = Quotation(2, 13, 3, 12, True, 0, False)
    (marker,) = find_markers(doc, LEXICON, [quotation])
    assert marker == (2, 13, "“liberated”", "scare quotes", 3, 12)


# rows -------------------------------------------------------------------------------------------------------


def segment(number: int, start: int, end: int, voice: Voice, speaker: str, worded_by: str) -> Segment:
    return Segment("a", number, 0, start, end, voice, None, speaker, worded_by, "article", 1, 1.0)


SEGMENTS = [
    segment(0, 0, 20, "own", "article", "article"),
    segment(3, 20, 60, "paraphrase", "aliyev", "press-service"),
    segment(7, 61, 90, "quote", "aliyev", "aliyev"),
]
SENTENCES = [Sentence("a", 0, 0, 60, False), Sentence("a", 4, 61, 90, False)]
ENTRY = LEXICON.labels[0]


def label(start: int, end: int) -> LabelMatch:
    return LabelMatch(start, end, "x" * (end - start), ENTRY)


def test_a_label_has_the_voice_of_the_segment_it_stands_in() -> None:
    rows = label_rows(
        "a", [label(0, 5), label(20, 25), label(59, 60), label(61, 66), label(85, 90)], [], SENTENCES, SEGMENTS
    )
    assert [(r.label_id, r.segment_id, r.sentence_id, r.voice, r.speaker_id, r.worded_by) for r in rows] == [
        (0, 0, 0, "own", "article", "article"),
        (1, 3, 0, "paraphrase", "aliyev", "press-service"),
        (2, 3, 0, "paraphrase", "aliyev", "press-service"),
        (3, 7, 4, "quote", "aliyev", "aliyev"),
        (4, 7, 4, "quote", "aliyev", "aliyev"),
    ]
    assert (rows[0].entry, rows[0].frame, rows[0].referent) == (ENTRY.entry, ENTRY.frame, ENTRY.referent)


def test_a_label_knows_the_narrowest_marker_it_lies_under() -> None:
    wide = MarkerMatch(20, 29, "allegedly", "unproven", 30, 60)
    narrow = MarkerMatch(30, 39, "so-called", "distancing", 40, 50)
    rows = label_rows(
        "a",
        [label(22, 28), label(31, 36), label(40, 50), label(45, 55), label(58, 62)],
        [wide, narrow],
        SENTENCES,
        SEGMENTS,
    )
    assert [row.marker_id for row in rows] == [None, 0, 1, 0, None]


def test_whoever_worded_the_marker_s_own_segment_distances() -> None:
    rows = marker_rows(
        "a",
        [
            MarkerMatch(0, 9, "so-called", "distancing", 10, 15),
            MarkerMatch(50, 59, "so-called", "distancing", 62, 70),
            MarkerMatch(70, 79, "so-called", "distancing", 80, 85),
        ],
        SEGMENTS,
    )
    assert [(r.marker_id, r.segment_id, r.distanced_by, r.origin_known) for r in rows] == [
        (0, 0, "article", True),
        (1, 3, "press-service", False),
        (2, 7, "aliyev", True),
    ]


# any text ---------------------------------------------------------------------------------------------------

BITS = st.sampled_from(
    ["so-called ", "anti-", "terrorist", "what ", " calls ", "\n", "\n\n", "  ", "\u200b", "İ", "ß", "“", "’s",
     "alleged ", "allegedly", "🙂", "\u202e", "e\u0301", "-", " as ", "riot"]
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(BITS | st.text(max_size=5), max_size=25).map("".join), st.booleans())
def test_any_text_matches_within_itself(text: str, tagged: bool) -> None:
    words = [piece for piece in text.split(" ") if piece] or ["x"]
    rest = {"pos": ["NOUN"] * len(words), "deps": ["dep"] * len(words), "heads": [0] * len(words)} if tagged else {}
    doc = Doc(VOCAB, words=words, **rest)
    found = find_labels(doc, LEXICON)
    place = 0
    for match in found:
        assert place <= match.start < match.end <= len(doc.text)
        assert doc.text[match.start : match.end] == match.text
        place = match.end
    for marker in find_markers(doc, LEXICON):
        assert doc.text[marker.start : marker.end] == marker.text
        assert 0 <= marker.scope_start < marker.scope_end <= len(doc.text)


def test_a_text_that_is_all_labels_takes_no_longer_than_its_length() -> None:
    text = "riot " * 20_000
    doc = Doc(VOCAB, words=["riot"] * 20_000)
    assert len(find_labels(doc, LEXICON)) == text.count("riot")


def test_an_empty_text_has_none() -> None:
    doc = Doc(VOCAB)
    assert (find_labels(doc, LEXICON), find_markers(doc, LEXICON)) == ([], [])


def test_an_edited_lexicon_is_the_one_that_is_sought() -> None:
    only = ENTRY._replace(entry="fnord", pattern="fnord")
    lexicon = Lexicon((only,), (), (), (), (), (), {})
    assert [match.text for match in find_labels(plain("the fnord riot"), lexicon)] == ["fnord"]
