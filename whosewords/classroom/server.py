"""A class without kernels: the coding pages served from the teacher's computer, and agreement as answers come in."""

import json
import re
import secrets
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from .. import charts, interface, reading
from ..coding import against_machine, agreement, disagreements, page, read, sentences, speakers, split_from_machine
from ..coding.answers import COLUMNS, CodingError, code_name, save
from ..coding.questions import NOBODY, QUESTIONS
from ..corpus import Corpus
from ..engine import process
from ..stats import MIN_PEOPLE, count
from . import lessons
from .pages import LESSONS, start

MOST_BYTES = 1_000_000
"""The longest message taken: the answers to a long article are a tenth of it."""
MOST_CODERS = 500
OWNERS = "names-taken.json"
"""Which browser has which code name, so that nobody writes over somebody else's answers."""
REFRESH = 10
"""Seconds after which the teacher's page is loaded again."""

_PLAINLY = {
    "same": "as the machine", "share": "in per cent", "low": "at least, per cent", "high": "at most, per cent",
    "split": "sentences without a majority", "people": "most of us", "votes": "how many", "coders": "of how many",
    "machine": "the machine",
}  # fmt: skip
"""What the columns of agreement are called for a class."""
_PAGE_LINK = re.compile(r'href="(?!#|\w+:)([^"#?]+\.html)')
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Reply(NamedTuple):
    """What is answered: an HTTP status, a text, and whether it is HTML."""

    status: HTTPStatus
    text: str
    html: bool = False


class Classroom:
    """What a class needs served: the pages of its articles, the answers, and the teacher's view of them.

    `token` opens the pages to learners (empty: no token is asked for), `teacher` the teacher's page.
    """

    def __init__(self, corpus: Corpus, folder: Path, *, token: str = "", articles: list[str] | None = None) -> None:
        self.corpus, self.folder = corpus, folder
        self.token, self.teacher = token, secrets.token_urlsafe(9)
        whole = corpus.whole
        self.articles = articles or whole["article_id"].tolist()
        self.titles = dict(zip(whole["article_id"], whole["title"].fillna(whole["article_id"]), strict=True))
        self.outlets = dict(zip(whole["article_id"], whole["outlet"].fillna(""), strict=True))
        self._lock = Lock()  # DuckDB's connection and the files are for one at a time
        self._pages: dict[str, str] = {}

        self.lessons: dict[str, Path] = {}
        self.listed: list[lessons.Page] = []
        self.preparing = False

    def offer(self, made: list[lessons.Page], folder: Path) -> None:
        """Serve the lessons' pages that lie in `folder`."""
        self.lessons = {name: folder / name for page in made for name in (page.lesson, page.handout)}
        self.listed, self.preparing = made, False

    def prepare(self, folder: Path, on_done: Callable[[str], None]) -> None:
        """Make the lessons' pages in `folder` while the class goes on; `on_done` is told how it went."""

        def make() -> None:
            try:
                self.offer(lessons.make(folder), folder)
                on_done("The lessons are ready.")
            except Exception as error:  # the class goes on without them
                self.preparing = False
                on_done(f"The lessons could not be made: {error}")

        process.warm_up()
        self.preparing = True
        Thread(target=make, daemon=True).start()

    def get(self, path: str, query: Mapping[str, str]) -> Reply:
        """Answer a request for a page."""
        if path == "/teacher":
            if not secrets.compare_digest(query.get("key", "").encode(), self.teacher.encode()):
                return Reply(HTTPStatus.FORBIDDEN, "This page is the teacher’s; its address stands in the terminal.")
            return Reply(HTTPStatus.OK, self._overview(query.get("article")), html=True)
        if not self._allowed(query):
            return Reply(HTTPStatus.FORBIDDEN, "Ask your teacher for the address: the end of it is missing.")
        if path in ("/", "/index.html"):
            return Reply(HTTPStatus.OK, self._start(), html=True)
        if (lesson := self.lessons.get(path.removeprefix(f"/{LESSONS}/"))) and path.startswith(f"/{LESSONS}/"):
            return Reply(HTTPStatus.OK, _PAGE_LINK.sub(rf'href="\1{self.query}', lesson.read_text("utf-8")), html=True)
        number = path.removeprefix("/article/")
        if path.startswith("/article/") and number.isascii() and number.isdigit() and int(number) < len(self.articles):
            return Reply(HTTPStatus.OK, self._page(self.articles[int(number)]), html=True)
        return Reply(HTTPStatus.NOT_FOUND, "There is no such page.")

    def post(self, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        """Take a learner's answers to an article."""
        if not self._allowed(query):
            return Reply(HTTPStatus.FORBIDDEN, "Not saved: ask your teacher for the address; the end of it is missing.")
        if path != "/article/answers":
            return Reply(HTTPStatus.NOT_FOUND, "There is no such page.")
        try:
            given = json.loads(body)
            name, article = code_name(str(given["coder"])), str(given["article"])
            browser, rows = str(given["browser"])[:64], list(given["rows"])
            if article not in self.articles or not browser:
                raise CodingError("this article is not one of this lesson")
            with self._lock:
                self._own(name, browser)
                save(self.folder, name, article, self._table(name, article, rows))
        except CodingError as error:
            return Reply(HTTPStatus.BAD_REQUEST, f"Not saved: {error}.")
        except (ValueError, KeyError, TypeError, RecursionError):
            return Reply(HTTPStatus.BAD_REQUEST, "Not saved: these are no answers that this page could have sent.")
        except OSError as error:
            return Reply(
                HTTPStatus.INTERNAL_SERVER_ERROR, f"Not saved: the teacher’s computer cannot write ({error.strerror})."
            )
        told = f"{count(len(rows), 'sentence')} by {name}"
        return Reply(HTTPStatus.OK, f"Sent: the class has {told}. You can go on and send again.")

    def _allowed(self, query: Mapping[str, str]) -> bool:
        return not self.token or secrets.compare_digest(query.get("token", "").encode(), self.token.encode())

    def _own(self, name: str, browser: str) -> None:
        """Raise CodingError where the code name is another browser's; else it is this one's from now on."""
        file = self.folder / OWNERS
        owners = json.loads(file.read_text("utf-8")) if file.exists() else {}
        if owners.get(name.casefold(), browser) != browser:
            raise CodingError(f"the code name {name} is somebody else’s; choose another one at the top")
        if name.casefold() not in owners:
            if len(owners) >= MOST_CODERS:
                raise CodingError("there are too many code names already; ask your teacher")
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({**owners, name.casefold(): browser}), "utf-8")

    def _table(self, name: str, article: str, rows: list[Any]) -> pd.DataFrame:
        """Return rows as they are kept: the text is the corpus's own, and a speaker is one that was offered."""
        texts = dict(sentences(self.corpus, article)[["sentence_id", "text"]].itertuples(index=False, name=None))
        names = {"", NOBODY, *speakers(self.corpus, article)}
        kept = {}
        for row in rows:
            sentence = int(row["sentence"])
            answers = [str(row.get(q, "")) for q in QUESTIONS]
            if sentence not in texts or row.get("speaker", "") not in names:
                raise CodingError("the article has changed since the page was opened; load it again")
            kept[sentence] = (name, article, sentence, texts[sentence], *answers)
        return pd.DataFrame(list(kept.values()), columns=COLUMNS)

    def _page(self, article: str) -> str:
        with self._lock:
            if article not in self._pages:
                self._pages[article] = page(self.corpus, article, send=True)
            return self._pages[article]

    def _start(self) -> str:
        listed = [
            {"href": f"/article/{n}{self.query}", "title": self.titles[a], "outlet": self.outlets[a]}
            for n, a in enumerate(self.articles)
        ]
        return start(listed, self.listed, query=self.query, preparing=self.preparing)

    @property
    def query(self) -> str:
        """What a link of these pages ends with, for whoever may follow it."""
        return f"?token={self.token}" if self.token else ""

    def _overview(self, article: str | None) -> str:
        with self._lock:
            parts, coders = self._shown(article)
        chosen = [
            {"href": f"/teacher?key={self.teacher}&article={n}", "title": self.titles[a], "now": article == str(n)}
            for n, a in enumerate(self.articles)
        ]
        everything = {"href": f"/teacher?key={self.teacher}", "title": "All articles", "now": article is None}
        return interface.rendered(
            "teacher.html.j2",
            style=interface.style("coding.css", "reading.css", "teacher.css"),
            script=interface.script("tables.js"),  # what the tables bring with them, and nothing else, may run
            parts=parts, coders=coders, articles=[everything, *chosen], refresh=REFRESH,
        )  # fmt: skip

    def _shown(self, article: str | None) -> tuple[list[str], int]:
        try:
            answers = read(self.folder)
        except CodingError:
            return ["<p>No answers yet. They appear here as they come in.</p>"], 0
        if article is not None and article.isascii() and article.isdigit() and int(article) < len(self.articles):
            own = answers.table[answers.table["article_id"] == self.articles[int(article)]]
            answers = answers._replace(table=own)
        apart, coders = split_from_machine(answers, self.corpus), answers.table["coder"].nunique()
        unsure = " For so few of them the share may lie anywhere between its two ends." if coders >= MIN_PEOPLE else ""
        shown: list[Any] = [
            charts.coding.agreement(agreement(answers)),
            charts.coding.disagreements(disagreements(answers)),
            reading.table(
                _shares(against_machine(answers, self.corpus), coders).rename(columns=_PLAINLY),
                "Do most of us answer as the machine does?",
                note=f"Compared are the sentences on which one answer has more votes than any other.{unsure} The "
                "machine may be wrong, and so may the class.",
            ),
            reading.table(
                apart.drop(columns=["article_id", "sentence_id"]).rename(columns=_PLAINLY),
                "Where most of us answer otherwise: who is right?",
            ),
        ]
        if len(answers.left_out):
            shown.append(reading.table(answers.left_out, "Files that could not be used"))
        return [part._repr_html_() for part in shown], coders


def _shares(compared: pd.DataFrame, coders: int) -> pd.DataFrame:
    """Return `against_machine` with its shares in per cent; without them where there are fewer than MIN_PEOPLE."""
    shares = ["share", "low", "high"]
    if coders < MIN_PEOPLE:
        return compared.drop(columns=shares)
    others = [c for c in compared if c not in shares]
    return compared[others].join((compared[shares] * 100).round().astype("Int64"))


def serve(
    classroom: Classroom, *, room: bool = False, port: int = 0, ready: Callable[[str, str], None] | None = None
) -> None:
    """Serve a class until Ctrl-C; on this computer alone, or with `room` to everybody on the same network.

    `ready` is called with the address for learners and the one for the teacher. Raises OSError where the port is taken.
    """
    server = make(classroom, room=room, port=port)
    learners, teacher = addresses(classroom, server.server_port, room=room)
    if ready:
        ready(learners, teacher)
    try:
        server.serve_forever()
    finally:
        server.server_close()


def make(classroom: Classroom, *, room: bool = False, port: int = 0) -> ThreadingHTTPServer:
    """Return the server, not yet running. Port 0: any that is free."""
    known = {*_LOCAL, _own_address()} if room else {*_LOCAL}

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version, timeout = "whosewords", "", 20

        def do_GET(self) -> None:
            self._answer(lambda path, query: classroom.get(path, query))

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if not size.isdigit() or int(size) > MOST_BYTES or self.headers.get_content_type() != "application/json":
                self.close_connection = True
                self._send(Reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Not saved: too much, or no answers."))
                return
            body = self.rfile.read(int(size))
            self._answer(lambda path, query: classroom.post(path, query, body))

        def _answer(self, make: Callable[[str, Mapping[str, str]], Reply]) -> None:
            # a page elsewhere cannot be made to speak to this server under another name
            if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in known:
                self._send(Reply(HTTPStatus.FORBIDDEN, "This address is not one of this class."))
                return
            at = urlsplit(self.path)
            self._send(make(at.path, {k: v[0] for k, v in parse_qs(at.query).items()}))

        def _send(self, reply: Reply) -> None:
            data = reply.text.encode("utf-8", "replace")
            self.send_response(reply.status)
            self.send_header("Content-Type", f"text/{'html' if reply.html else 'plain'}; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("X-Frame-Options", "DENY")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name it has there
            return

    class Server(ThreadingHTTPServer):
        daemon_threads, request_queue_size = True, 64

    return Server(("0.0.0.0" if room else "127.0.0.1", port), Handler)  # noqa: S104  asked for, and said on the terminal


def addresses(classroom: Classroom, port: int, *, room: bool) -> tuple[str, str]:
    """Return the address for learners and the one for the teacher."""
    host = _own_address() if room else "127.0.0.1"
    return f"http://{host}:{port}/{classroom.query}", f"http://127.0.0.1:{port}/teacher?key={classroom.teacher}"


def token() -> str:
    """Return a token that can be typed: six letters and digits that do not look alike."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(6))


def _own_address() -> str:
    """Return this computer's address on its network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
