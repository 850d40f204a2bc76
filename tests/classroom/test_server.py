"""The class's server: who may see what, what is taken, and many at once."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from handmade import S, corpus

from whosewords import coding
from whosewords.classroom import Classroom, server

ARTICLES = {"a/one.txt": [[S("Snow fell in Osk.")], [S("It may stay", "paraphrase", "ana"), S("Ana said .")]]}
ROW = {"sentence": 0, "text": "what a browser says", "voice": "own", "speaker": "nobody", "label": "none"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[Classroom, int]]:
    made = Classroom(corpus(ARTICLES, actors={"ana": "Ana"}), tmp_path / "answers", token="abc")  # noqa: S106
    running = server.make(made)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield made, running.server_port
    running.shutdown()
    running.server_close()


def ask(port: int, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    connection.request("GET" if body is None else "POST", path, data, {**kind, **headers})
    reply = connection.getresponse()
    return reply.status, reply.read().decode()


def sent(coder: str = "owl", browser: str = "b1", **changed: Any) -> dict[str, Any]:
    return {"coder": coder, "browser": browser, "article": "a/one.txt", "rows": [ROW], **changed}


SEND = "/article/answers?token=abc"


def test_pages_are_for_those_with_the_token(room: tuple[Classroom, int]) -> None:
    made, port = room
    status, start = ask(port, "/?token=abc")
    assert status == 200
    assert 'href="/article/0?token=abc"' in start
    status, page = ask(port, "/article/0?token=abc")
    assert (status, page) == (200, coding.page(made.corpus, "a/one.txt", send=True))
    for path in ("/", "/?token=abd", "/article/0", "/article/0?token="):
        assert ask(port, path)[0] == 403
    for path in (
        "/article/1?token=abc",
        "/../pyproject.toml?token=abc",
        "/article/-1?token=abc",
        "/article/%C2%B2?token=abc",
    ):
        assert ask(port, path)[0] in (400, 404)


def test_the_start_page_loads_itself_again_until_the_lessons_are_there(room: tuple[Classroom, int]) -> None:
    made, port = room
    again = '<meta http-equiv="refresh"'
    assert again not in ask(port, "/?token=abc")[1]
    made.preparing = True
    assert again in ask(port, "/?token=abc")[1]
    made.offer([], made.folder)
    assert again not in ask(port, "/?token=abc")[1]


def test_the_overview_is_for_the_teacher(room: tuple[Classroom, int]) -> None:
    made, port = room
    assert ask(port, "/teacher?token=abc")[0] == 403
    assert ask(port, f"/teacher?key={made.teacher}x")[0] == 403
    status, page = ask(port, f"/teacher?key={made.teacher}")
    assert status == 200
    assert "No answers yet" in page
    for coder, voice in (("owl", "own"), ("jay", "quote")):
        assert ask(port, SEND, sent(coder, coder, rows=[{**ROW, "voice": voice}]))[0] == 200
    page = ask(port, f"/teacher?key={made.teacher}&article=0")[1]
    assert "2 people have answered" in page
    assert "Snow fell in Osk." in page
    table = page[page.index("Do most of us answer as the machine does?") :]
    assert "in per cent" not in table, "of two people no share is told"
    for n in range(3):
        assert ask(port, SEND, sent(f"bird {n}", f"b{n}"))[0] == 200
    page = ask(port, f"/teacher?key={made.teacher}")[1]
    table = page[page.index("Do most of us answer as the machine does?") :]
    assert "at least, per cent" in table
    assert '<td class="ww-number">100</td>' in table


def test_answers_are_kept_with_the_text_of_the_corpus(room: tuple[Classroom, int]) -> None:
    made, port = room
    status, said = ask(port, SEND, sent())
    assert (status, said) == (200, "Sent: the class has 1 sentence by owl. You can go on and send again.")
    table = coding.read(made.folder).table
    assert table["text"].unique().tolist() == ["Snow fell in Osk."]
    assert table["answer"].tolist() == ["own", "nobody", "none"]
    assert ask(port, SEND, sent(rows=[{**ROW, "voice": "quote", "speaker": "Ana"}]))[0] == 200
    assert coding.read(made.folder).table["answer"].tolist() == ["quote", "Ana", "none"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (sent(coder="../up"), "cannot be a code name"), (sent(article="b"), "not one of this lesson"),
        (sent(rows=[{**ROW, "voice": "loud"}]), "no answer"), (sent(rows=[{**ROW, "speaker": "Eve"}]), "load it again"),
        (sent(rows=[{**ROW, "sentence": 9}]), "load it again"), (sent(rows=[3]), "no answers that this page"),
        (sent(rows=None), "no answers that this page"), (b"[" * 100_000, "no answers that this page"),
        (b"\xff", "no answers that this page"), ({}, "no answers that this page"),
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused_with_a_reason(room: tuple[Classroom, int], body: Any, why: str) -> None:
    made, port = room
    status, said = ask(port, SEND, body)
    assert status == 400
    assert why in said
    assert not list(made.folder.glob("*.csv"))


def test_nobody_writes_over_the_answers_of_somebody_else(room: tuple[Classroom, int]) -> None:
    made, port = room
    assert ask(port, SEND, sent())[0] == 200
    status, said = ask(port, SEND, sent("OWL", "b2"))
    assert status == 400
    assert "somebody else’s" in said
    assert ask(port, "/article/answers", sent("jay", "b3"))[0] == 403
    assert coding.read(made.folder).table["coder"].unique().tolist() == ["owl"]


def test_other_names_and_kinds_are_not_answered(room: tuple[Classroom, int]) -> None:
    _, port = room
    assert ask(port, "/?token=abc", Host="evil.example")[0] == 403
    assert ask(port, SEND, sent(), Host="evil.example:80")[0] == 403
    assert ask(port, SEND, sent(), **{"Content-Type": "text/plain"})[0] == 413
    assert ask(port, SEND, b"x" * 10, **{"Content-Length": str(server.MOST_BYTES + 1)})[0] == 413


def test_a_class_at_once(room: tuple[Classroom, int]) -> None:
    made, port = room

    def learner(n: int) -> list[int]:
        paths = ["/?token=abc", "/article/0?token=abc"]
        answered = [ask(port, path)[0] for path in paths]
        return [*answered, *(ask(port, SEND, sent(f"bird {n}", f"b{n}"))[0] for _ in range(3))]

    with ThreadPoolExecutor(25) as pool:
        assert {status for of in pool.map(learner, range(25)) for status in of} == {200}
    assert coding.read(made.folder).table["coder"].nunique() == 25


def test_addresses_say_who_may_come(tmp_path: Path) -> None:
    made = Classroom(corpus(ARTICLES), tmp_path)
    learners, teacher = server.addresses(made, 80, room=False)
    assert learners == "http://127.0.0.1:80/"
    assert teacher == f"http://127.0.0.1:80/teacher?key={made.teacher}"
    assert len({server.token() for _ in range(50)}) == 50
