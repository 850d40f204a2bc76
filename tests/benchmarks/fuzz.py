"""Files that nobody would write, read, annotated and shown, until the time is up: what fails is kept to be looked at.

    python tests/benchmarks/fuzz.py [--seconds 60] [--keep build/fuzz] [--seed N]

Each input is a file: made up from nothing, or a good one with some of it cut, doubled, swapped or overwritten. It must
be read as an article or refused with a reason; what is read goes through cleaning and, every tenth time, through
annotation, the reading view, tables for spreadsheets and the page's own means of hiding text. Prints how many inputs
were tried of each kind; ends in 1 where one failed, with the file kept.
"""

import argparse
import io
import json
import random
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from pathlib import Path

import docx
import hostile
import pyarrow as pa
from pyarrow import parquet

from whosewords import lexicon, reading, sheets, terminal
from whosewords.annotate import Annotated, annotate, assemble
from whosewords.articles import ARTICLE_FILES, TABLE_FILES, LeftOut, iter_articles
from whosewords.articles.apart import APART
from whosewords.corpus import RESERVED, from_tables
from whosewords.report.fragment import rewrite
from whosewords.tables import TABLES, Article, frame

PIECES = [
    "Minister Ana Vell said that ", "the so-called rebels ", "would go", ". ", ", according to the army.", "“", "”",
    '"', "‘", "’", "\n", "\n\n", "\r\n", "\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "<script>", "</p>", "<!--",
    "-->", "&lt;", "&#x110000;", "{{ x }}", "$x$", "[a](b)", "---\n", "title: ", "a: &a [*a]\n", "=1+1", "\t", ",", ";",
    "{", "}", "[", "]", "\ud800", "é", "e\u0301", "🙂", "\u0627\u0644", "x" * 500, "a " * 200,
]  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac-roman", "shift_jis", "utf-7")


def seeds() -> dict[str, list[bytes]]:
    """Return a good file of every kind, by its ending, with the hostile ones that are small."""
    paper, table = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_heading("Talks fail", 0)
    document.add_paragraph(hostile.SAID)
    document.save(paper)
    rows = [{"text": hostile.SAID, "title": "Talks", "published": "2031-01-01"}] * 3
    parquet.write_table(pa.Table.from_pylist(rows), table)
    text = f"---\ntitle: Talks\n---\n{hostile.SAID}\n\n“No,” she said.".encode()
    shown = b"BT /F1 11 Tf 50 740 Td (The minister said that the talks had failed.) Tj ET"
    font = (b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",)
    out = {kind: [text] for kind in (*ARTICLE_FILES, *TABLE_FILES)}
    out |= {".docx": [paper.getvalue()], ".parquet": [table.getvalue()], ".pq": [table.getvalue()]}
    out[".pdf"] = [hostile.pdf(shown, b"/Font << /F1 5 0 R >>", font)]
    out[".csv"] = [b"text,title,date\n" + b'"The minister said, no.",Talks,2031\n' * 3]
    out[".jsonl"] = [json.dumps(row).encode() + b"\n" for row in rows]
    for case in hostile.CASES:
        kind = Path(str(case.name)).suffix
        if isinstance(case.content, bytes) and len(case.content) < 20_000 and kind in out:
            out[kind].append(case.content)
    return out


def made_up(chance: random.Random) -> bytes:
    """Return a text of pieces that news, markup and tables are made of, in some encoding."""
    text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(60)))
    return text.encode(chance.choice(ENCODINGS), "replace" if chance.random() < 0.8 else "ignore")


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Return a file with a few things done to it; of what is packed inside, to that as well."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, end = sorted(chance.randrange(len(out) + 1) for _ in range(2))
        end = min(end, at + chance.choice((1, 4, 50, 100_000)))
        done = chance.randrange(6)
        if done == 0:
            del out[at:end]
        elif done == 1:
            out[at:at] = out[at:end] * chance.choice((1, 2, 50))
        elif done == 2:
            out[at:end] = chance.randbytes(end - at)
        elif done == 3:
            out[at:at] = made_up(chance)
        elif done == 4:
            out[at : at + 4] = chance.choice((b"\xff\xff\xff\x7f", b"\0\0\0\0", b"99999999", b"<<>>"))
        elif (packed := out.find(b"stream\n")) >= 0:
            out[packed + 7 : packed + 7] = zlib.compress(made_up(chance))
        del out[200_000:]
    return bytes(out)


def shown(article: Article, labels: lexicon.Lexicon) -> None:
    """Take an article through everything that shows its text; raise AssertionError where something is not as text."""
    from whosewords.actors import Cast

    cast = Cast()
    (found,) = annotate([article], labels)
    assert isinstance(found, Annotated), found
    rows = assemble(found, cast, lambda _, records: list(records)).rows
    frames = {t: frame(t, rows.get(t, [])) for t in TABLES if t != "actors"}
    made = from_tables(**frames, actors=frame("actors", [*RESERVED, *cast.actors()]))
    page = reading.article(made, article.article_id) + reading.table(made.articles, "All")
    whole = rewrite(page, "x", set()).html
    assert "<script" not in whole
    assert not reading.UNSHOWABLE.search(whole)
    for cell in (article.text, article.title, article.author, article.article_id):
        assert not str(sheets.inert(cell)).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert "\x1b" not in terminal.lines(str(cell))


def main() -> int:
    """Try inputs until the time is up."""
    told = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    told.add_argument("--seconds", type=float, default=60)
    told.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    told.add_argument("--seed", type=int, default=random.randrange(10**9))
    asked = told.parse_args()
    chance, good, labels = random.Random(asked.seed), seeds(), lexicon.load()
    light = [kind for kind in good if kind not in APART]
    tried: Counter[str] = Counter()
    failed = read = annotated = 0
    until = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            kind = chance.choice(list(good) if chance.random() < 0.5 else light)
            data = made_up(chance) if chance.random() < 0.3 else spoiled(chance.choice(good[kind]), chance)
            file = Path(folder) / f"a{kind}"
            file.write_bytes(data)
            tried[kind] += 1
            try:
                for one in iter_articles(file):
                    if isinstance(one, LeftOut):
                        assert one.reason, "refused without a reason"
                        continue
                    read += 1
                    assert one.text == one.text.strip()
                    assert len(one.text) <= 1_000_001
                    assert not set(one.text) & {"\0", "\x1b", "\r"}
                    if len(one.text) < 20_000 and read % 10 == 0:
                        annotated += 1
                        shown(one, labels)
            except Exception:
                failed += 1
                asked.keep.mkdir(parents=True, exist_ok=True)
                kept = asked.keep / f"{asked.seed}-{sum(tried.values())}{kind}"
                kept.write_bytes(data)
                print(f"failed: {kept}\n{traceback.format_exc()}", flush=True)
    counts = ", ".join(f"{n:,} {kind}" for kind, n in tried.most_common())
    print(f"seed {asked.seed}: {sum(tried.values()):,} inputs tried ({counts})")
    print(f"{read:,} articles read, {annotated:,} annotated and shown; failed: {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
