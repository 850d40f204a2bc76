"""Articles are read from everything people have them in; what is no article is named, and the rest goes on."""

import csv
import gzip
import hashlib
import io
import json
import os
import re
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pyarrow as pa
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from whosewords import tables
from whosewords.articles import COLUMNS, LeftOut, iter_articles, web
from whosewords.tables import Article

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures" / "articles"
TITLE = "Harbour talks fail"
BODY = "The minister said that the talks with the union had failed.\nNobody at the harbour was surprised by this."
TEXT = f"{TITLE}\n\n{BODY}"


def read(path: str | Path, **options: int) -> tuple[list[Article], list[LeftOut]]:
    found = list(iter_articles(path, **options))
    return [a for a in found if isinstance(a, Article)], [a for a in found if isinstance(a, LeftOut)]


def only(path: str | Path) -> Article:
    articles, left_out = read(path)
    assert left_out == []
    (article,) = articles
    return article


def why(path: str | Path, **options: int) -> str:
    articles, left_out = read(path, **options)
    assert articles == []
    (one,) = left_out
    assert one.source_file
    assert one.reason.endswith((".", ".parquet .pq"))
    return one.reason


def pdf_bytes(*pages: list[str]) -> bytes:
    """Write a small PDF by hand: a page per list, a line per string."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b" T* ".join(b"(%s) Tj" % line.encode("cp1252").replace(b"(", rb"\(") for line in lines)
        stream = b"BT /F1 11 Tf 14 TL 50 740 Td " + shown + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 800] /Contents %d 0 R" % len(objects)
        objects.append(page + b" /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip


def test_the_seed() -> None:
    article = only(ROOT / "seeds")
    raw = (ROOT / "seeds" / "000_93c32198919d02b5.txt").read_bytes()
    assert article.source_hash == hashlib.sha256(raw).hexdigest()
    assert article.title == raw.decode().split("\n")[0]
    assert article.text == f"{article.title}\n\n{raw.decode().split(chr(10))[3]}"
    assert [c["kind"] for c in article.cleaning] == ["breadcrumb"]
    assert (article.article_id, article.language, article.outlet, article.published) == (
        "000_93c32198919d02b5.txt", "en", None, None,
    )  # fmt: skip
    assert only(ROOT / "seeds" / article.article_id) == article


def test_rows_fit_the_articles_table() -> None:
    articles, _ = read(FIXTURES)
    tables.validate("articles", tables.frame("articles", articles))


def test_the_fixture_folder() -> None:
    articles, left_out = read(FIXTURES)
    assert [(a.article_id, a.outlet, a.title) for a in articles] == [
        ("courier/strike.md", "The Courier", "Strike: dockers stay out"),
        ("post/table.csv/a1", "post", "Dockers go back"),
        ("post/table.csv/2", "post", None),
        ("post/wire.txt", "post", "Dockers go back to work"),
        ("post/2031/strike.html", "post", "Dockers stay out for a second week"),
    ]
    by_id = {a.article_id: a for a in articles}
    assert by_id["courier/strike.md"].published == "2031-03-04"
    assert by_id["courier/strike.md"].author == "Ida Vonn"
    page = by_id["post/2031/strike.html"]
    assert (page.author, page.published, page.url) == ("Olaf Brandt", "2021-03-05", "https://post.example/strike")
    assert "Home" not in page.text
    assert "“We will stay,”" in page.text
    assert "\n" in page.text.partition("\n\n")[2]
    wire = by_id["post/wire.txt"]
    assert (wire.agency, wire.author, wire.genre, wire.published) == ("AFP", "Mara Lind", "report", "2031-03-09")
    assert [(left.source_file, left.reason) for left in left_out] == [
        ("post/notes.rtf", left_out[0].reason),
        ("post/table.csv, row 3", "The text is empty; fill it in or delete the row."),
    ]
    assert ".docx" in left_out[0].reason


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.TXT", "a.markdown"])
def test_text_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    article = only(tmp_path / name)
    assert (article.article_id, article.source_file, article.title) == (name, name, TITLE)
    assert article.text == (TEXT.replace("failed.\nN", "failed. N") if "m" in name else TEXT)
    assert article.n_words == 22


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = TEXT.replace("The minister said", "“We won’t,” the minister said, “go – café”, and he said")
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert only(tmp_path / "a.txt").text == text


def test_old_macintosh_and_mixed_encodings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("It’s “so”, he said, and it’s “not”.".encode("mac-roman"))
    assert only(tmp_path / "a.txt").text == "It’s “so”, he said, and it’s “not”."
    (tmp_path / "a.txt").write_bytes("It’s “so” at the café, he said, ".encode() + "and it’s not.".encode("cp1252"))
    assert only(tmp_path / "a.txt").text == "It’s “so” at the café, he said, and it’s not."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A headline here\n\nThe minister said no. He left.", "A headline here"),
        ("A headline here\nThe minister said no to everything. He left.", "A headline here"),
        ("Will he go?\n\nThe minister said no.", "Will he go?"),
        ("Minister meets the U.S.\n\nThe minister said no.", "Minister meets the U.S."),
        ("Aliyev: “They must go”\n\nThe minister said no.", "Aliyev: “They must go”"),
        ("The minister said no.\n\nHe left the room.", None),
        ("The minister said no. He left the room.", None),
        ("“I will go,” he said.\nHe went.", None),
        ("He said:\n\n“I will go.”", None),
        ("word " * 59 + "word\n\nHe said so.", None),
    ],
)
def test_a_title_is_found_where_there_is_one(tmp_path: Path, text: str, title: str | None) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    article = only(tmp_path / "a.txt")
    assert article.title == title
    if title is None:
        assert article.text == text.strip()
    else:
        assert article.text == f"{title}\n\n{text.partition(chr(10))[2].strip()}"


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter(tmp_path: Path, name: str) -> None:
    head = "---\r\nTitle: Minister: “No”\nauthor: [Ida Vonn, Olaf Brandt]\nDate: 4 March 2031\nSource: Courier\n---\n"
    (tmp_path / name).write_bytes((head.replace("\r", "") + "The minister said no.").encode())
    article = only(tmp_path / name)
    assert (article.title, article.outlet, article.published) == ("Minister: “No”", "Courier", "2031-03-04")
    assert article.text == "Minister: “No”\n\nThe minister said no."
    assert article.cleaning[0]["kind"] == "front matter"
    assert article.cleaning[0]["text"].startswith("---\nTitle")


def test_a_rule_is_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("---\nThe minister said no.\n---\nHe left.", encoding="utf-8")
    assert "The minister said no." in only(tmp_path / "a.txt").text


def test_changes_have_their_place_in_the_file(tmp_path: Path) -> None:
    raw = "---\ntitle: Talks fail\n---\n\n  Share Tweet\nThe\u00a0minister said\u200b no.\r\n"
    raw += "© 2031 Post. All rights reserved.\n"
    (tmp_path / "a.txt").write_bytes(raw.encode())
    article = only(tmp_path / "a.txt")
    assert article.text == "Talks fail\n\nThe minister said no."
    assert {"front matter", "share buttons", "copyright line", "space"} <= {c["kind"] for c in article.cleaning}
    for change in article.cleaning:
        assert raw[change["start"] : change["end"]] == change["text"]


def test_articles_csv_knows_best(tmp_path: Path) -> None:
    (tmp_path / "post" / "old").mkdir(parents=True)
    (tmp_path / "post" / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "post" / "old" / "b.txt").write_text(TEXT.replace("said", "told us"), encoding="utf-8")
    with (tmp_path / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["File", "Headline", "Publisher", "Published at", "By"])
        writer.writerow(["post/a.txt", TITLE, "The Post", "2031-03-04", ""])
        writer.writerow(["post\\old\\b.txt", "", "The Old Post", "", "Ida Vonn"])
    a, b = read(tmp_path)[0]
    assert (a.title, a.outlet, a.published, a.author, a.text) == (TITLE, "The Post", "2031-03-04", None, TEXT)
    assert (b.title, b.outlet, b.author) == (TITLE, "The Old Post", "Ida Vonn")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_articles_csv_may_come_from_any_spreadsheet(tmp_path: Path, separator: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    rows = [["file", "outlet", "author"], ["a.txt", "The Post, Ltd", "Ida Vonn"]]
    (tmp_path / "articles.csv").write_text("\n".join(map(separator.join, rows)), encoding="utf-8")
    article = only(tmp_path)
    assert (article.outlet, article.author) == ("The Post, Ltd", "Ida Vonn")


def test_what_was_made_here_is_left_out_with_a_word_and_a_table_of_that_name_is_read(tmp_path: Path) -> None:
    for folder, names in (("made", ("run.json", "index.html", "a.txt")), ("post", ("b.txt",))):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_text(TEXT, encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "post" / "articles.parquet")
    articles, left_out = read(tmp_path)
    assert {a.source_file for a in articles} >= {"post/b.txt"}
    assert len(articles) > 1
    assert ("made", "It is a folder of reports, or an annotated store; to read a store, name it by itself.") in {
        (left.source_file, left.reason) for left in left_out
    }


def test_a_metadata_file_without_file_column_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "articles.csv").write_text("name,title\nx,y\n", encoding="utf-8")
    articles, left_out = read(tmp_path)
    assert len(articles) == 1
    assert left_out[0].source_file == "articles.csv"
    assert "`file`" in left_out[0].reason


def test_html(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes((FIXTURES / "post/2031/strike.html").read_bytes().decode().encode("cp1252"))
    article = only(tmp_path / "a.html")
    assert article.outlet == "The Harbour Post"
    assert article.title == "Dockers stay out for a second week"
    assert article.text.count(article.title) == 1
    assert "“Never”" in article.text


def test_word(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "Somebody’s computer"
    document.add_heading(TITLE, level=0)
    for line in BODY.split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    article = only(tmp_path / "a.docx")
    assert (article.title, article.text, article.author) == (TITLE, TEXT, None)


def test_pdf(tmp_path: Path) -> None:
    lines = [
        "The minister said on Monday that the talks with the union of the",
        "dockers had failed and that the harbour would be closed until the",
        "end of the month. “We won’t go back,” a docker said in the street",
        "outside the hall, and nobody who had heard him was surprised.",
    ]
    (tmp_path / "a.pdf").write_bytes(pdf_bytes([TITLE, "", *lines], ["2"]))
    article = only(tmp_path / "a.pdf")
    assert article.title == TITLE
    assert article.text == f"{TITLE}\n\n{' '.join(lines)}"


def lock(data: bytes, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_locked_for_printing_only_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(lock(pdf_bytes([BODY.replace("\n", " ")]), ""))
    assert only(tmp_path / "a.pdf").n_words == 19


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t\xef\xbb\xbf ", "empty|words"),
        ("a.txt", b"12 --- ***", ""),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        ("a.txt", bytes(range(32)) * 40, "binary"),
        ("a.txt", gzip.compress(b"text"), "binary"),
        ("a.txt", b"\xff\xfe\x00\xd8\x00", "encoding|UTF-8|binary"),
        ("a.txt", ("Der Minister sagte am Montag, dass die Gespräche mit der Gewerkschaft gescheitert seien und "
                   "dass der Hafen bis zum Ende des Monats geschlossen bleibt.").encode(), "not seem to be in English"),
        ("a.txt", ("Министр сказал в понедельник, что переговоры с профсоюзом провалились и что гавань закрыта до "
                   "конца месяца, и никто не удивился этому.").encode("cp1251"), "English|encoding"),
        ("a.txt", ("部長は月曜日に組合との交渉は失敗したと述べた。" * 12).encode(), "English"),
        ("a.pdf", b"%PDF-1.4\nnonsense", "PDF"),
        ("a.pdf", pdf_bytes([]), "pictures"),
        ("a.pdf", lock(pdf_bytes([BODY]), "secret"), "password"),
        ("a.docx", b"PK\x03\x04 nonsense", "Word"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "password"),
        ("a.html", b"<html><body><nav>x</nav></body></html>", "article text"),
        ("a.html", b"", "article text"),
        ("a.rtf", b"{\\rtf1 x}", "kind"),
        ("a.csv", b"name,date\nx,2031\n", "name it one of text, body"),
        ("a.csv", b"", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.parquet", b"PAR1 nonsense", "Parquet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",  # a locked PDF differs every time
)  # fmt: skip
def test_what_is_no_article_is_said_in_one_sentence(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    assert re.search(reason, why(tmp_path / name))
    articles, left_out = read(tmp_path)
    assert [a.article_id for a in articles] == ["good.txt"] * (name != "good.txt")
    assert [left.source_file for left in left_out] == [name]


def test_short_texts_and_many_names_get_the_benefit_of_the_doubt(tmp_path: Path) -> None:
    for text in (
        "Guten Tag, Minister.",
        "Aliyev Pashinyan Blinken Karabakh Baku Yerevan Shusha Lachin Tavush met.",
        "Baku, Yerevan: Ilham Aliyev and Nikol Pashinyan meet Antony Blinken in Granada, Josep Borrell says",
    ):
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        assert only(tmp_path / "a.txt").language == "en"


def test_size_limits(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert "larger than" in why(tmp_path / "a.txt", max_bytes=50)
    (tmp_path / "t.jsonl").write_text(json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": "He said no."}) + "\n")
    articles, left_out = read(tmp_path / "t.jsonl", max_bytes=50)
    assert [a.text for a in articles] == ["He said no."]
    assert [left.source_file for left in left_out] == ["t.jsonl, row 1"]


def test_a_line_just_too_long_takes_none_after_it_along(tmp_path: Path) -> None:
    first, second = json.dumps({"text": TEXT}) + "\n", json.dumps({"text": "He said no."}) + "\n"
    (tmp_path / "t.jsonl").write_text(first + second)
    articles, left_out = read(tmp_path / "t.jsonl", max_bytes=len(first) - 1)
    assert [a.text for a in articles] == ["He said no."]
    assert [left.source_file for left in left_out] == ["t.jsonl, row 1"]


def test_never_articles(tmp_path: Path) -> None:
    (tmp_path / ".hidden").mkdir()
    for name in (
        "README.md",
        "readme.txt",
        ".secret.txt",
        "speakers.csv",
        "corrections.csv",
        "~$a.docx",
        ".hidden/a.txt",
    ):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert read(tmp_path) == ([], [])


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    corpus.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "a.txt").symlink_to(outside / "secret.txt")
    (corpus / "folder").symlink_to(outside)
    (corpus / "loop").symlink_to(corpus)
    (corpus / "gone.txt").symlink_to(corpus / "nothing.txt")
    articles, left_out = read(corpus)
    assert articles == []
    assert sorted(left.source_file for left in left_out) == ["a.txt", "folder", "gone.txt", "loop"]


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "ordinary" in why(tmp_path)


def test_duplicates_name_the_first(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b" / "c.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    (tmp_path / "b" / "d.txt").write_text(TEXT + " Really.", encoding="utf-8")
    assert [(a.article_id, a.duplicate_of) for a in read(tmp_path)[0]] == [
        ("a.txt", None), ("b/c.txt", "a.txt"), ("b/d.txt", None),
    ]  # fmt: skip


ROWS = [
    {"ID": "x1", "Head Line": TITLE, "Content": BODY, "Source": "The Post", "Date": "2031-03-04"},
    {"ID": "x2", "Head Line": None, "Content": "The minister said no.", "Source": None, "Date": None},
    {"ID": "x3", "Head Line": "Empty", "Content": "  ", "Source": "", "Date": ""},
]


def write_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS)


WRITERS: dict[str, Callable[[Path], None]] = {
    "t.csv": write_csv,
    "windows.csv": lambda path: write_csv(path, "cp1252", ";"),
    "excel.csv": lambda path: write_csv(path, "utf-16", "\t"),
    "t.tsv": lambda path: write_csv(path, "utf-8-sig", "\t"),
    "t.jsonl": lambda path: path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8") and None,
    "t.parquet": lambda path: parquet.write_table(pa.Table.from_pylist(ROWS), path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_tables(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name)
    (first, second), (third,) = read(tmp_path / name)
    assert (first.article_id, first.outlet, first.published, first.title) == ("x1", "The Post", "2031-03-04", TITLE)
    assert first.text == TEXT
    assert first.source_hash == hashlib.sha256(BODY.encode()).hexdigest()
    assert (second.article_id, second.title, second.outlet, second.text) == ("x2", None, None, "The minister said no.")
    assert third == LeftOut(f"{name}, row 3", "The text is empty; fill it in or delete the row.")


def test_every_synonym_is_understood(tmp_path: Path) -> None:
    for column, names in COLUMNS.items():
        for name in names:
            row = {name.upper().replace("_", " "): TEXT if column == "text" else "2031"}
            row = row if column == "text" else {"text": BODY} | row
            (tmp_path / "t.jsonl").write_text(json.dumps(row), encoding="utf-8")
            assert getattr(only(tmp_path / "t.jsonl"), column).startswith(
                TEXT if name == "text" else "2031"[:4] if column != "text" else TITLE
            )


def test_a_row_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    lines = [
        '{"text": "He said no."}',
        "{broken",
        "[1]",
        '{"name": "x"}',
        "[" * 100_000,
        '{"text": "He \\ud800 left."}',
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(lines), encoding="utf-8")
    articles, left_out = read(tmp_path / "t.jsonl")
    assert [a.text for a in articles] == ["He said no.", "He \ufffd left."]
    assert [left.source_file for left in left_out] == [f"t.jsonl, row {n}" for n in (2, 3, 4, 5)]


def test_cells_with_stray_windows_bytes(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("text\nHe’s “here”\n".encode() + "He’s “there”\n".encode("cp1252"))
    assert {a.text for a in read(tmp_path / "t.csv")[0]} == {"He’s “here”", "He’s “there”"}


def test_a_table_whose_quotation_mark_never_closes_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('text\nHe said no.\n"He ' + "said no. " * 1000, encoding="utf-8")
    articles, left_out = read(tmp_path / "t.csv", max_bytes=5000)
    assert [a.text for a in articles] == ["He said no."]
    assert left_out[0].source_file == "t.csv, after row 1"


def test_ids_are_unique(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,text\na,He said no.\na,He said yes.\n,She said no.\n", encoding="utf-8")
    assert [a.article_id for a in read(tmp_path / "t.csv")[0]] == ["a", "a (2)", "3"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_tables_are_streamed(tmp_path: Path, suffix: str) -> None:
    rows = [{"id": str(n), "text": f"Talks fail in town {n}\n\n" + "The minister said no. " * 200} for n in range(500)]
    path = tmp_path / f"t.{suffix}"
    if suffix == "csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["id", "text"])
            writer.writeheader()
            writer.writerows(rows)
    elif suffix == "jsonl":
        path.write_text("\n".join(map(json.dumps, rows)))
    else:
        parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=50)
    size = sum(len(r["text"]) for r in rows)
    del rows
    next(iter_articles(path))
    tracemalloc.start()
    count = sum(1 for _ in iter_articles(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 500
    assert peak < size / 3


def test_pasted_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("cp1252"))))
    article = only("-")
    assert (article.article_id, article.source_file, article.title, article.text) == ("pasted", "-", TITLE, TEXT)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert "empty" in why("-")


def test_nothing_there() -> None:
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        list(iter_articles("nowhere/at/all"))


class Site(BaseHTTPRequestHandler):
    """A loopback site: an article, and everything that can go wrong."""

    def do_GET(self) -> None:
        """Answer by path."""
        page = (FIXTURES / "post/2031/strike.html").read_bytes()
        if self.path == "/moved":
            self.answer(302, b"", location="/strike")
        elif self.path == "/trap":
            self.answer(302, b"", location="ftp://127.0.0.1/secret")
        elif self.path == "/slow":
            time.sleep(2)
        elif self.path == "/drip":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for _ in range(40):
                time.sleep(0.05)
                self.wfile.write(b"x" * 10)
        elif self.path == "/picture":
            self.answer(200, b"x", kind="image/png")
        elif self.path == "/plain":
            self.answer(200, TEXT.encode(), kind="text/plain; charset=utf-8")
        else:
            self.answer(200 if self.path == "/strike" else 404, page)

    def answer(self, code: int, data: bytes, kind: str = "text/html", location: str = "") -> None:
        """Send one answer."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *_: None  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/strike", "/moved"])
def test_a_url(site: str, path: str) -> None:
    article = only(site + path)
    assert article.title == "Dockers stay out for a second week"
    assert (article.outlet, article.url) == ("The Harbour Post", "https://post.example/strike")
    assert article.article_id == site.removeprefix("http://") + "/strike"
    assert article.source_file == site + path
    plain = only(site + "/plain")
    assert (plain.outlet, plain.url, plain.text) == ("127.0.0.1", site + "/plain", TEXT)


@pytest.mark.parametrize(("path", "reason"), [("/gone", "404"), ("/picture", "image/png"), ("/trap", "no web page")])
def test_a_url_without_an_article(site: str, path: str, reason: str) -> None:
    assert re.search(reason, why(site + path))


def test_a_url_that_takes_too_long_or_is_too_large(site: str) -> None:
    from whosewords.articles.files import Unreadable

    with pytest.raises(Unreadable, match="too long"):
        web.fetch(site + "/slow", 1000, timeout=0.2)
    with pytest.raises(Unreadable, match="too long"):
        web.fetch(site + "/drip", 100_000, deadline=0.3)
    with pytest.raises(Unreadable, match="larger than"):
        web.fetch(site + "/strike", 100)
    with pytest.raises(Unreadable, match="could not be fetched"):
        web.fetch("http://127.0.0.1:9/", 100, timeout=2)
    assert "could not be fetched" in why("http://[broken/")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(str.encode),
        st.text(max_size=200).map(lambda t: f"---\n{t}\n---\nHe said no.".encode("utf-8", "replace")),
    ),
    st.sampled_from(["txt", "md", "html", "docx", "pdf", "csv", "tsv", "jsonl", "parquet"]),
)
def test_any_bytes_give_articles_or_reasons(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    path.write_bytes(data)
    articles, left_out = read(path)
    assert articles or left_out
    tables.validate("articles", tables.frame("articles", articles))
    pa.array([a.text for a in articles] + [c["text"] for a in articles for c in a.cleaning])


def test_the_seed_is_the_file_its_readme_names() -> None:
    readme = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", readme, re.M))
    files = [path for path in (ROOT / "seeds").iterdir() if path.name != "README.md"]
    assert named == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
