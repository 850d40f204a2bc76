"""Training: what is learned from, that it stays in step with the text, and that a run can be repeated."""

import random
from pathlib import Path
from typing import Any

import nesting
import numpy as np
import pytest
from docs import piece

from whosewords import language
from whosewords.attribution.features import LONGEST
from whosewords.training import choose, marked
from whosewords.training.examples import CONTENT, CUE, NONE, SOURCE, Example, examples, held_back, within

TEXT = (
    "Dam holds\n\n"
    "The mayor of Ossa said that the dam would hold. “We checked it twice,” Ann Lopez told the council. "
    "Nobody said more.\n\n"
    "Rain fell all night. The old engineer believes the wall is thin, according to a neighbour."
)
CODED = [
    ("The mayor of Ossa", "said", ["the dam would hold"]),
    ("Ann Lopez", "told", ["We checked it twice,"]),
    ("The old engineer", "believes", ["the wall is thin"]),
    ("a neighbour", "according to", ["The old engineer believes the wall is thin"]),
]


def place(text: str) -> list[int]:
    start = TEXT.index(text)
    return [start, start + len(text)]


ROW = {
    "doc_id": "made-up",
    "title": "Dam holds",
    "text": TEXT,
    "attributions": [
        {"source": [place(source)], "cue": [place(cue)], "content": [place(c) for c in content]}
        for source, cue, content in CODED
    ],
}


@pytest.fixture(scope="module")
def doc() -> Any:
    return next(language.parse([TEXT]))


@pytest.fixture(scope="module")
def made(doc: Any) -> Example:
    (example,) = examples([ROW], [doc])
    return example


def with_role(doc: Any, start: int, roles: Any, role: int) -> str:
    """Return the words of a role, where `roles` begins at token `start`."""
    return " ".join(doc[start + int(i)].text for i in np.flatnonzero(roles == role))


# what is learned from


def test_every_tenth_article_is_held_back_whatever_the_order() -> None:
    ids = [f"article-{n:03}" for n in range(57)]
    back = held_back(ids)
    assert back == {f"article-{n:03}" for n in range(0, 57, 10)}
    mixed = ids[:]
    random.Random(7).shuffle(mixed)
    assert held_back(mixed) == back
    assert held_back(ids, share=57) == {"article-000"}


def test_each_cue_has_the_roles_that_people_coded_for_it(doc: Any, made: Example) -> None:
    told = {
        doc[c.token].text: tuple(with_role(doc, c.around.start, c.roles, role) for role in (SOURCE, CUE, CONTENT))
        for c in made.cues
    }
    assert told == {
        "said": ("The mayor of Ossa", "said", "the dam would hold"),
        "told": ("Ann Lopez", "told", "We checked it twice ,"),
        "believes": ("The old engineer", "believes", "the wall is thin"),
        "according": ("a neighbour", "according to", "The old engineer believes the wall is thin"),
    }
    assert all(len(c.roles) == c.around.end - c.around.start for c in made.cues)


def test_whatever_the_cue_a_token_has_one_role(doc: Any, made: Example) -> None:
    assert len(made.roles) == len(doc)
    roles = {t.text: int(made.roles[t.i]) for t in doc}
    assert roles["Ossa"] == SOURCE
    assert roles["told"] == CUE
    assert roles["checked"] == CONTENT
    assert roles["Rain"] == NONE


def test_cues_of_one_verb_with_a_source_may_be_put_in_the_first_person(doc: Any, made: Example) -> None:
    assert {doc[i].text: lemma for i, lemma in made.lemmas.items()} == {
        "said": "say",
        "told": "tell",
        "believes": "believe",
    }


# choosing


def test_attributions_match_as_in_the_benchmark() -> None:
    a, b = (frozenset({1, 2, 3, 4}), frozenset({0})), (frozenset({9}), frozenset())
    assert choose.matched([a, b], [(frozenset({1, 2}), frozenset({0, 7})), b]) == {0, 1}
    assert choose.matched([a], [(frozenset({1}), frozenset({0})), (frozenset({1, 2, 3, 4}), frozenset({5}))]) == set()
    assert choose.matched([b], [(frozenset({9}), frozenset({0}))]) == set()
    assert choose.matched([a], [(frozenset({1, 2}), frozenset({0})), a]) == {1}


def test_words_are_known_by_where_they_begin() -> None:
    assert choose.words("a bc de", [(0, 4), (5, 7)]) == {0, 2, 5}
    assert len(choose.coded(ROW)) == len(CODED)


# the command


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from whosewords.training.__main__ import main

    monkeypatch.setattr("sys.argv", ["training", "nowhere.jsonl"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert 'pip install "whosewords[training]"' in said or "There is no file nowhere.jsonl" in said


# the rest needs PyTorch

NEEDS = 'training needs PyTorch: python -m pip install "whosewords[training]"'


@pytest.fixture(scope="module")
def fit() -> Any:
    pytest.importorskip("torch", reason=NEEDS)
    pytest.importorskip("transformers", reason=NEEDS)
    from whosewords.training import fit

    return fit


def network(seed: int) -> Any:
    """Return an untrained network around an encoder far smaller than the real one."""
    import torch
    from transformers import BertConfig, BertModel

    from whosewords.training.network import Network

    torch.manual_seed(seed)
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    return Network(BertModel(BertConfig(**size), add_pooling_layer=False))


def shown(fit: Any, made: Example) -> list[tuple[Example, Any]]:
    """Return what fifty passes over the article show."""
    rnd = random.Random(3)
    return [item for _ in range(50) for item in fit.varied(made, rnd)]


def test_whatever_is_shown_roles_and_pieces_stay_in_step_with_the_text(fit: Any, doc: Any, made: Example) -> None:
    persons = {piece(p) for p in fit.FIRST_PERSONS}
    marks = {piece(m) for row in fit.QUOTES for m in row}
    n_persons = 0
    for e, w in shown(fit, made):
        assert len(w.ids) == len(w.shape) == len(w.quote) <= LONGEST + LONGEST // 4 + 1
        assert len(w.first) == w.end - w.start
        for n in range(w.start, w.end):
            told = int(w.ids[w.first[n - w.start]])
            own = e.features.pieces[n][0]
            if told in (own, fit.MASK) or doc[n].is_space:
                continue
            if told in marks:
                assert doc[n].is_quote
                continue
            # Whoever is put in the first person stands in one piece, to which all their words point.
            assert told in persons
            assert any(c.roles[n - c.around.start] == SOURCE for c in made.cues if c.around.start <= n < c.around.end)
        for c in e.cues:
            if not (w.start <= c.around.start and c.around.end <= w.end):
                continue
            assert len(c.roles) == len(c.around.relation) == c.around.end - c.around.start
            (whole,) = (o for o in made.cues if o.token == c.token)
            at = c.around.start - whole.around.start
            assert (whole.roles[at : at + len(c.roles)] == c.roles).all()
            assert (whole.around.relation[at : at + len(c.roles)] == c.around.relation).all()
            if e.features.pieces[c.token] != made.features.pieces[c.token]:
                n_persons += 1
                source = np.flatnonzero(c.roles == SOURCE) + c.around.start
                assert e.features.pieces[c.token] == (piece(made.lemmas[c.token]),)
                assert {int(w.ids[w.first[n - w.start]]) for n in source} <= persons
    assert n_persons > 5


def test_alone_is_the_sentence_of_a_cue_within_its_reach(fit: Any, doc: Any, made: Example) -> None:
    said = next(c for c in made.cues if doc[c.token].text == "said")
    e, sentence = fit.alone(made, said)
    assert doc[sentence.start : sentence.end].text == "The mayor of Ossa said that the dam would hold."
    assert [c.token for c in e.cues] == [said.token]


def test_in_the_first_person_a_source_of_many_words_is_one_piece(fit: Any, doc: Any, made: Example) -> None:
    said = next(c for c in made.cues if doc[c.token].text == "said")
    source = np.flatnonzero(said.roles == SOURCE) + said.around.start
    e, w = fit.alone(made, said, source, piece("I"), piece("say"))
    assert w.ids.tolist()[1:5] == [piece(word) for word in ("I", "say", "that", "the")]
    assert w.first.tolist()[:6] == [1, 1, 1, 1, 2, 3]
    assert made.features.pieces[source[-1]] != e.features.pieces[source[-1]]


def test_batches_hold_everything_once_and_are_not_too_large(fit: Any, made: Example) -> None:
    items = shown(fit, made)
    out = fit.batches(items, random.Random(1))
    assert sorted(id(w) for group in out for _, w in group) == sorted(id(w) for _, w in items)
    assert all(len(group) * max(len(w.ids) for _, w in group) <= 1.1 * fit.BATCH for group in out)


def test_a_batch_is_in_step_with_what_it_is_made_of(fit: Any, made: Example) -> None:
    items = shown(fit, made)[:20]
    b = fit.batch(items)
    assert b.n_tokens.tolist() == [w.end - w.start for _, w in items]
    for n, (e, w) in enumerate(items):
        size = w.end - w.start
        assert b.encoder[0][n][: len(w.ids)].tolist() == w.ids.tolist()
        assert b.encoder[3][n].sum() == len(w.ids)
        assert b.roles[n][:size].tolist() == e.roles[w.start : w.end].tolist()
        assert (b.roles[n][size:] == -100).all()
        cues = {c.token - w.start for c in e.cues if w.start <= c.token < w.end}
        assert set(np.flatnonzero(b.is_cue[n].numpy()).tolist()) == cues
    for k, owner in enumerate(b.owner.tolist()):
        e, w = items[owner]
        token = w.start + int(b.anchor[k])
        c = next(c for c in e.cues if c.token == token)
        size = len(c.roles)
        assert (b.tokens[k][:size] + w.start).tolist() == list(range(c.around.start, c.around.end))
        assert b.cue_roles[k][:size].tolist() == c.roles.tolist()
        assert b.reader[3][k].tolist() == [1] * size + [0] * (b.tokens.shape[1] - size)


def test_a_batch_without_cues_can_be_learned_from(fit: Any, made: Example) -> None:
    nothing = [(made._replace(cues=[]), w) for _, w in shown(fit, made)[:2]]
    error = fit.loss(network(1), fit.batch(nothing))
    error.backward()
    assert float(error.detach()) > 0


@pytest.mark.slow
def test_a_run_is_the_same_again_with_its_seed_and_another_with_another(fit: Any, made: Example) -> None:
    def run(seed: int) -> tuple[dict[str, Any], list[int]]:
        net, passes = network(seed), []
        before = {k: v.clone() for k, v in net.state_dict().items()}
        fit.fit(net, [made], passes=2, seed=seed, on_pass=lambda n, _: passes.append(n), say=lambda _: None)
        after = net.state_dict()
        assert any((after[k] != before[k]).any() for k in after)
        assert all(bool(v.isfinite().all()) for v in after.values())
        return after, passes

    one, passes = run(1)
    assert passes == [0, 1]
    again, _ = run(1)
    assert all((one[k] == again[k]).all() for k in one)
    other, _ = run(2)
    assert any((one[k] != other[k]).any() for k in one)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_files_that_are_used_answer_as_the_network_does(fit: Any, made: Example, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason=NEEDS)
    import torch

    from whosewords.attribution.model import load
    from whosewords.training.export import export

    net = network(1)
    export(net, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["encoder.onnx", "reader.onnx"]
    run = load(tmp_path)
    b = fit.batch([item for item in shown(fit, made)[:6] if item[0].cues])
    with torch.no_grad():
        encoded = net.encoder(*b.encoder)
        cue, role, token, anchor = encoded
        inputs = (token[b.owner[:, None], b.tokens], anchor[b.owner, b.anchor], *b.reader[:3], b.reader[3].float())
        read = net.reader(*inputs)
    for told, ours in zip(run.encode([x.numpy() for x in b.encoder]), (cue, role, token, anchor), strict=True):
        assert np.abs(told - ours.numpy()).max() < 0.1
    told = run.read([x.numpy() for x in inputs])
    there = b.reader[3].numpy() > 0
    assert np.abs(told - read.numpy())[there].max() < 0.1


# speech within speech

NESTED = """@ bridge | wire
{1s:Reyle} {1q:said} “{1c:{2s:The captive} {2q:claimed} that {2c:{3s:his colonel} {3q:thought} {3c:the bridge was empty}}. Nobody was there.}”
= 1 Reyle; 2 a captive; 3 a colonel
"""  # noqa: E501


@pytest.fixture(scope="module")
def contents(tmp_path_factory: Any) -> tuple[Any, list[Example]]:
    path = tmp_path_factory.mktemp("nested") / "made.txt"
    path.write_text(NESTED, encoding="utf-8")
    rows = marked.texts(path)
    docs = list(language.parse(r["text"] for r in rows))
    return docs[0], within(rows, docs)


def test_each_content_is_read_alone_and_shows_only_who_speaks_directly_in_it(contents: Any) -> None:
    doc, made = contents
    stretches = [doc[slice(*e.features.paragraphs[0])].text for e in made]
    assert [s.split(" ")[0] for s in stretches] == ["The", "his", "the"]
    assert [[doc[c.token].text for c in e.cues] for e in made] == [["claimed"], ["thought"], []]
    first = made[0].cues[0]
    assert with_role(doc, first.around.start, first.roles, SOURCE) == "The captive"
    assert with_role(doc, first.around.start, first.roles, CONTENT) == "his colonel thought the bridge was empty"
    start, end = made[0].features.paragraphs[0]
    assert (first.around.start, first.around.end) == (start, end)
    assert not made[0].roles[:start].any()


def test_the_quotation_around_a_content_counts_as_none(contents: Any) -> None:
    _, made = contents
    start, end = made[0].features.paragraphs[0]
    assert not made[0].features.quote[start:end].any()
    assert (made[0].features.quotation[start:end] == -1).all()


def test_the_texts_learned_from_are_there_and_those_to_measure_with_are_not_among_them(tmp_path: Path) -> None:
    ids = {row["id"] for row in marked.learned_from()}
    assert len(ids) == 160
    for name in ("world", "courts"):
        assert not ids & {row["id"] for row in marked.texts(nesting.NESTED / f"{name}.txt")}
    assert not ids & {coded.answers.article_id for coded in nesting.load(nesting.NESTED / "set-aside.yaml")}
    with pytest.raises(FileNotFoundError, match=r"development\.txt"):
        marked.learned_from(tmp_path)
