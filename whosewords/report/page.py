"""One HTML page from a corpus, its findings and the executed notebooks."""

import html
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

import pandas as pd

from .. import __version__, findings, interface, measured, queries, reading, stats, tables
from ..analyses import robustness, speakers
from ..corpus import Corpus
from ..stats import count
from . import excerpts, parts, pseudonyms
from .exporter import exporter
from .fragment import ids, rewrite, without_dead_links
from .notebooks import Ran
from .options import Options

LISTED = 12
"""Articles in the list of the first screen; the others are folded away behind it."""
MOST_LISTED = 300
"""Articles in the list altogether."""
VIEWS = 200
"""Reading views in one page; those that findings lead to come first."""
ROWS = 50
"""Files, changes and the like listed one by one."""
ROBUSTNESS = "06-robustness"
"""The notebook that findings point to."""

_LEAD = re.compile(r"^\*\*([^*\n]+)\*\*", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Section(NamedTuple):
    """A notebook's part of the page."""

    id: str
    title: str
    parts: list[dict[str, str]]
    html: str


def render(
    corpus: Corpus,
    ran: Sequence[Ran],
    *,
    options: Options,
    hashes: Mapping[str, str],
    made: str,
    private: Mapping[str, bool] | None = None,
    absent: Sequence[parts.Absent] = (),
) -> str:
    """Return the whole page.

    `ran` are the notebooks as they came out, `absent` those not run, `hashes` their SHA-256 by name, `made` says when,
    for people. `private` says of names whether they are private: see `pseudonyms.private_persons`.
    """
    found = _found(corpus)
    allowed = excerpts.choose(corpus, found) if options.text == "excerpts" else None
    taken: set[str] = set()
    whole = corpus.whole
    single = len(whole) == 1
    one = _article(corpus, str(whole["article_id"].iloc[0]), allowed, level=2) if single else ""
    views, without = ([], "") if single else _views(corpus, found, allowed)
    taken |= ids(one + "".join(v["html"] for v in views))
    names = {r.name for r in ran}
    links = {f"{n}.ipynb": f"#{n}" for n in (*names, *(a.name for a in absent))}
    there = parts.has(corpus)
    made_of = [_section(r, taken, links, there) for r in ran] + [_left_out_section(a) for a in absent]
    sections = sorted(made_of, key=lambda s: s.id) if absent else made_of
    bar = voice_bar(corpus)
    title = whole["title"].iloc[0] if single else None
    page = interface.rendered(
        "page.html.j2",
        version=__version__,
        made=made,
        script=interface.script(),
        style=interface.style(),
        language=interface.LANGUAGE,
        w=interface.words("page"),
        title=f"Whose Words: {title if isinstance(title, str) else corpus.name}",
        heading="Who is speaking in this article?" if single else f"Who is speaking in “{corpus.name}”?",
        intro=_intro(corpus),
        bar=bar,
        findings=[
            {"id": _finding_id(f, options), "text": f.text, "evidence": reading.sentences(f.evidence)} for f in found
        ],
        other_choices=ROBUSTNESS if ROBUSTNESS in names else "",
        standing=robustness.holding(robustness.primary_summary(corpus)) if ROBUSTNESS in names else "",
        uncertain=_uncertain(bar[0]),
        known=_known(corpus),
        left_out=_left_out(corpus),
        corrected=_corrected(corpus),
        one=one,
        articles=[] if single else _listed(corpus),
        shown_articles=LISTED,
        more_articles=_more(len(whole) - MOST_LISTED),
        contents=_contents(sections, bool(views)),
        sections=sections,
        views=views,
        withheld=_withheld(options),
        marks=_marks(corpus) if views else "",
        views_left_out=without,
        read=_read(corpus),
        provenance=_provenance(corpus, ran, options, hashes, made),
    )
    if allowed is not None:
        page = excerpts.without_text(page, corpus, allowed)
    if options.pseudonyms:
        page = pseudonyms.without_names(page, corpus, pseudonyms.private_persons(corpus, private or {}))
    return without_dead_links(page, ids(page))


def hider(corpus: Corpus, options: Options, private: Mapping[str, bool]) -> Callable[[str], str]:
    """Return what makes any line of text say no more than the page does."""
    hide = [lambda text: text]
    if options.text == "excerpts":
        hide.append(excerpts.shortener(corpus, excerpts.choose(corpus, _found(corpus))))
    if options.pseudonyms:
        hide.append(pseudonyms.renamer(corpus, pseudonyms.private_persons(corpus, private)))
    return lambda text: reduce(lambda said, change: change(said), hide, text)


def prepare(corpus: Corpus, names: Collection[str]) -> None:
    """Do what of the page does not wait for the notebooks, which go by these names."""
    exporter()
    _found(corpus)
    if ROBUSTNESS in names:
        robustness.primary_summary(corpus)


def _found(corpus: Corpus) -> list[findings.Finding]:
    found: list[findings.Finding] = corpus.once("findings of the page", lambda: findings.find(corpus))
    return found


def _withheld(options: Options) -> list[str]:
    """Return what a page made for sharing says of what it does not show."""
    words = interface.words("page")
    return [words["excerpts"]] * (options.text == "excerpts") + [words["pseudonyms"]] * options.pseudonyms


def _article(corpus: Corpus, article_id: str, allowed: excerpts.Allowed | None, **how: Any) -> str:
    """Return an article's reading view, of the allowed sentences only where there are such."""
    return reading.article(corpus, article_id, only=None if allowed is None else allowed[article_id], **how)


def _left_out_section(absent: parts.Absent) -> Section:
    """Return the section of a notebook that was not run: one line."""
    title = reading.plain(absent.title)
    body = f'<h2>{title}</h2><p class="soft">This part is left out: {reading.plain(absent.why)}.</p>'
    return Section(absent.name, f"{absent.title} (left out: {absent.why})", [], body)


def _section(ran: Ran, taken: set[str], links: Mapping[str, str], there: Mapping[str, int]) -> Section:
    """Return a notebook's section; what can be shown of one that failed, with its error."""
    failure, trace = ran.failure, _ANSI.sub("", ran.trace)
    body = ""
    headings: list[tuple[int, str, str]] = []
    if ran.executed.is_file():
        try:
            import nbformat

            nb = nbformat.read(ran.executed, as_version=4)
            nb.cells = [c for c in nb.cells if "papermill-error-cell-tag" not in c.metadata.get("tags", ())]
            if failure:
                nb.cells = nb.cells[: _stopped_at(nb.cells) + 1]
            nb.cells = [_noted(c) for c in _joined(parts.shown(nb.cells, there))]
            raw, _ = exporter().from_notebook_node(nb)
            body, headings = rewrite(raw, ran.name, taken, links=links)
        except Exception as error:  # a notebook that cannot be shown must not take the page down
            failure = failure or f"it could not be shown: {type(error).__name__}: {error}"
    title = next((t for level, _, t in headings if level == 2), reading.plain(ran.name))
    if failure:
        words = interface.words("page")
        note = interface.rendered("failure.html.j2", w=words, failure=failure, trace=trace, shown=bool(body))
        before, end, after = body.partition("</h2>")
        body = f"{before}{end}{note}{after}" if end else f"<h2>{title}</h2>{note}{body}"
    listed = [{"id": i, "title": html.unescape(t)} for level, i, t in headings if level == 3]
    return Section(ran.name, html.unescape(title), listed, body)


def _joined(cells: Sequence[Any]) -> list[Any]:
    """Return the cells with code that shows nothing joined to the code after it: one fold in place of several."""
    out: list[Any] = []
    for cell in cells:
        before = out[-1] if out else None
        if before is not None and before.cell_type == cell.cell_type == "code" and not before.outputs:
            cell.source = f"{before.source}\n\n{cell.source}"
            out.pop()
        out.append(cell)
    return out


def _noted(cell: Any) -> Any:
    """Return a cell of remarks on what was shown (“**How to read it.** …”) with the name of a fold: its bold leads."""
    if cell.cell_type == "markdown" and cell.source.startswith("**"):
        cell.metadata["notes"] = " ".join(_LEAD.findall(cell.source))
    return cell


def _stopped_at(cells: Sequence[Any]) -> int:
    """Return the place of the cell that failed; nothing was run after it."""
    for n, cell in enumerate(cells):
        if any(o.output_type == "error" for o in cell.get("outputs", ())):
            return n
    return len(cells)


def _finding_id(found: findings.Finding, options: Options) -> str:
    """Return the anchor of a finding: its id, the same from day to day; with pseudonyms no trace of a name."""
    return findings.finding_id(found.rule, "" if options.pseudonyms else found.subject)


def _intro(corpus: Corpus) -> str:
    n, words = len(corpus.whole), int(corpus.segments["n_words"].sum())
    if n == 1:
        return f"One article of {count(words, 'word')}, taken apart: who is said to be speaking, and in whose words."
    return f"{n:,} articles with {count(words, 'word')}, taken apart: who is said to be speaking, and in whose words."


def voice_bar(corpus: Corpus) -> list[dict[str, Any]]:
    """Return the rows of `speakers.voice_bar`, each with its share and number of words as they are shown."""
    return _bar(speakers.voice_bar(corpus))


def _bar(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.to_dict("records")
    for row in rows:
        row["percent"] = _percent(row["share"])
        row["count"] = count(row["words"], "word")
    return [{str(k): v for k, v in row.items()} for row in rows]


def _percent(share: float) -> str:
    return "under 1 %" if 0 < share < 0.005 else f"{stats.percent(share)} %"


def _introducing(corpus: Corpus) -> str:
    """Say how much of the text without a source stands in sentences that name one, mostly to introduce it."""
    own, beside = (
        corpus.sql(
            """
            WITH named AS (
                SELECT DISTINCT s.article_id, s.sentence_id FROM sentences s JOIN attributions a
                ON a.article_id = s.article_id AND a.source_start >= s.start AND a.source_start < s."end")
            SELECT coalesce(sum(n_words), 0)::BIGINT AS own,
                coalesce(sum(n_words) FILTER (n.article_id IS NOT NULL), 0)::BIGINT AS beside
            FROM segments g LEFT JOIN named n USING (article_id, sentence_id) WHERE voice = 'own'
            """
        )
        .iloc[0]
        .astype(int)
    )
    if not beside:
        return ""
    if own == beside:
        return "All of the grey stands in sentences that do name a source, mostly to introduce it (“X said that …”)."
    return (
        f"Of the {count(own, 'word')} without a source, {beside:,} stand in sentences that name one, mostly to "
        f"introduce it (“X said that …”), and {own - beside:,} in sentences that name none."
    )


def _uncertain(own: Mapping[str, Any]) -> str:
    return (
        "“No source found” may be a source missed: going by how sure the program is of what it found, the share lies "
        f"between {_percent(own['low'])} and {_percent(own['high'])}."
    )


def _known(corpus: Corpus) -> list[str]:
    """Return, a paragraph each, how often the program was right where it was measured, and what the grey holds."""
    least = _least(corpus)
    dropped = (
        f"For this report, attributions the program is less than {_percent(least)} sure of were left out; what they "
        "attribute counts as “no source found” here, so that is wrong more often than was measured."
        if least
        else ""
    )
    return [line for line in (measured.own_words(), measured.own_labels(), dropped, _introducing(corpus)) if line]


def _least(corpus: Corpus) -> float:
    """Return the confidence from which on attributions were kept."""
    return float(corpus.provenance.get("min_confidence", 0.0))


def _left_out(corpus: Corpus) -> str:
    parts = []
    if n := len(corpus.left_out):
        parts.append(f"{n:,} file{' was' if n == 1 else 's were'} left out.")
    if n := int(corpus.articles["duplicate_of"].notna().sum()):
        parts.append(
            f"{n:,} {'article is an exact duplicate and is' if n == 1 else 'articles are exact duplicates and are'} "
            "not counted."
        )
    return " ".join(parts)


def _corrected(corpus: Corpus) -> str:
    """Say how many of the machine's answers people put right, and how many corrections could not be applied."""
    unfit = int(corpus.corrections["problem"].notna().sum())
    applied = len(corpus.corrections) - unfit
    parts = []
    if applied:
        parts.append(
            f"{applied:,} of the machine’s answers {'was' if applied == 1 else 'were'} put right by people. They chose "
            "which, so this does not tell how often the machine is right."
        )
    if unfit:
        parts.append(f"{unfit:,} {'correction does' if unfit == 1 else 'corrections do'} not fit and changed nothing.")
    return " ".join(parts)


def _article_id(article_id: str) -> str:
    return "article-" + reading.anchor(article_id, 0).removesuffix("-s0")


def _about(row: Any) -> str:
    known = [str(v) for v in (row.outlet, row.agency, row.published) if isinstance(v, str) and v]
    return " · ".join([*known, count(row.n_words, "word")])


def _title(row: Any) -> str:
    return row.title if isinstance(row.title, str) and row.title else row.article_id


def _listed(corpus: Corpus) -> list[dict[str, Any]]:
    """Return articles with the words of their voices, one of each outlet in turn."""
    whole = corpus.whole
    turn = whole.groupby("outlet", dropna=False).cumcount()
    first = whole.assign(turn=turn).sort_values("turn", kind="stable").head(MOST_LISTED)
    words = corpus.sql(
        f"""
        SELECT article_id, {queries.WORDING} AS wording, sum(n_words)::BIGINT AS words FROM segments
        WHERE list_contains($ids::VARCHAR[], article_id) GROUP BY ALL
        """,
        {"ids": first["article_id"].tolist()},
    )
    out = []
    for row in _rows(first):
        of = words[words["article_id"] == row.article_id].set_index("wording")["words"]
        counts = {w: int(of.get(w, 0)) for w in tables.WORDINGS}
        total = max(1, sum(counts.values()))
        alt = ", ".join(f"{_percent(n / total)} {tables.WORDINGS[w]}" for w, n in counts.items())
        bar = [{"wording": w, "words": n} for w, n in counts.items()]
        out.append(
            {"id": _article_id(row.article_id), "title": _title(row), "about": _about(row), "bar": bar, "alt": alt}
        )
    return out


def _more(n: int) -> str:
    return f"… and {n:,} more." if n > 0 else ""


def _views(
    corpus: Corpus, found: Sequence[findings.Finding], allowed: excerpts.Allowed | None
) -> tuple[list[dict[str, str]], str]:
    """Return reading views to fold away, those with evidence of the findings first chosen, in the corpus's order."""
    whole = corpus.whole
    cited = list(dict.fromkeys(a for f in found for a in f.evidence["article_id"]))
    order = list(dict.fromkeys([*cited, *whole["article_id"]]))[:VIEWS]
    chosen = whole[whole["article_id"].isin(order)]
    views = [
        {
            "id": _article_id(row.article_id),
            "title": _title(row),
            "about": _about(row),
            "html": _article(corpus, str(row.article_id), allowed, legend=False),
        }
        for row in _rows(chosen)
    ]
    n = len(whole) - len(chosen)
    return views, f"{n:,} of {len(whole):,} articles are not shown here, to keep the page small." if n else ""


def _marks(corpus: Corpus) -> str:
    there = corpus.sql(
        """
        SELECT (SELECT count(*) FROM markers) > 0 AS markers,
            (SELECT count(*) FROM corrected) > 0 AS corrected,
            (SELECT count(*) FILTER (translated) FROM attributions) > 0 AS translated
        """
    ).iloc[0]
    return reading.key_to_marks(corpus.labels["entry"].unique(), *(bool(v) for v in there))


def _contents(sections: Sequence[Section], views: bool) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = [{"id": s.id, "title": s.title, "parts": s.parts} for s in sections]
    if views:
        out.append({"id": "articles", "title": "The articles, voice by voice"})
    out += [
        {"id": "read", "title": "What was read"},
        {"id": "methods", "title": "Limits and methods"},
        {"id": "provenance", "title": "How this page was made"},
    ]
    return out


def _read(corpus: Corpus) -> str:
    """Return what was read, what cleaning took out, and what was left out and why."""
    n = len(corpus.articles)
    parts = [f"<p>{n:,} article{' was' if n == 1 else 's were'} read. The files themselves are never changed.</p>"]
    changes = corpus.sql(
        """
        SELECT kind AS what, count(*) AS times, count(DISTINCT article_id) AS articles,
            left(arg_min(text, (article_id, start)), 80) AS "for example"
        FROM (SELECT article_id, unnest(cleaning, recursive := true) FROM articles)
        GROUP BY kind ORDER BY times DESC, kind
        """
    )
    if len(changes):
        parts.append(reading.table(changes, "What cleaning removed or replaced", limit=ROWS))
    else:
        parts.append("<p>Cleaning removed nothing.</p>")
    same = corpus.articles.loc[corpus.articles["duplicate_of"].notna(), ["article_id", "duplicate_of"]]
    if len(same):
        caption = "Exact duplicates, not counted anywhere"
        parts.append(reading.table(same.set_axis(["article", "same as"], axis=1), caption, limit=ROWS))
    if len(corpus.left_out):
        data = corpus.left_out.set_axis(["file", "why"], axis=1)
        parts.append(reading.table(data, "Left out", limit=ROWS))
    else:
        parts.append("<p>Nothing was left out.</p>")
    parts += _corrections(corpus.corrections)
    return "".join(parts)


def _corrections(rows: pd.DataFrame) -> Sequence[str]:
    """Return what people put right, with the machine's answers, and what of it does not fit the articles."""
    unfit = rows["problem"].notna()
    parts: list[str] = []
    for kept, columns, heads, caption in (
        (~unfit, ["corrected", "machine"], ["corrected", "the machine’s answer"], "Put right by people"),
        (unfit, ["row", "problem"], ["row of corrections.csv", "why not"], "Corrections that do not fit"),
    ):
        if kept.any():
            data = rows.loc[kept, ["article_id", "text", "correction", *columns]]
            shown = data.set_axis(["article", "text", "correction", *heads], axis=1)
            parts.append(reading.table(shown, caption, limit=ROWS))
    return parts


def _provenance(corpus: Corpus, ran: Sequence[Ran], options: Options, hashes: Mapping[str, str], made: str) -> str:
    known = corpus.provenance
    versions = {"whosewords": __version__, **known.get("packages", {})}
    given = (
        ", ".join(f"{k} = {v!r}" for k, v in options.parameters.items()) or "none given: the notebooks’ own defaults"
    )
    facts = {
        "Made": made,
        "Language pipeline": str(known.get("pipeline", "not recorded")),
        "Versions": ", ".join(f"{k} {v}" for k, v in versions.items()),
        "Attributions kept": f"from a confidence of {least:g} on" if (least := _least(corpus)) else "all",
        "Parameters": given,
        "Text and profile": f"{options.text}, {options.profile}"
        + (", names of private persons replaced" if options.pseudonyms else ""),
    }
    listed = "".join(f"<dt>{reading.plain(k)}</dt><dd>{reading.plain(v)}</dd>" for k, v in facts.items())
    files = corpus.articles[["source_file", "source_hash"]].set_axis(["file", "SHA-256"], axis=1)
    used = [("lexicon", k, v) for k, v in known.get("lexicons", {}).items()] + [
        ("notebook", k, v) for k, v in hashes.items()
    ]
    return (
        f'<dl class="made">{listed}</dl>'
        + reading.table(files, "Files read", limit=ROWS)
        + reading.table(pd.DataFrame(used, columns=["what", "name", "SHA-256"]), "Lexicons and notebooks")
        + reading.table(
            pd.DataFrame([(r.name, round(r.seconds, 1)) for r in ran], columns=["notebook", "seconds"]), "Time taken"
        )
    )


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))
