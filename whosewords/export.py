"""A corpus for other programs: flat tables, documents and a dictionary for quanteda, codebook, methods, references."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import pandas as pd
import yaml

from . import __version__, lexicon, measured, paths, sheets, stats, store
from .corpus import Corpus
from .lexicon import Lexicon
from .queries import speaker_of, wording_of
from .stats import count
from .tables import ARTICLE, CHAIN_ARROW, TABLES, UNKNOWN, WORDINGS, Column, columns

Target = Literal["r", "csv", "parquet"]
TARGETS: tuple[str, ...] = get_args(Target)
CODEBOOK = "codebook.md"
CSV_ROWS = 100_000
"""A table of more rows stands beside a report as Parquet only: no spreadsheet is at ease with it."""
_OURS = {CODEBOOK, "tables", "quanteda", "read.R", "methods.md", "references.bib", "provenance.json"}

_KEYS = {
    "articles": ("article_id",),
    "actors": ("actor_id",),
    "attributions": ("article_id", "attribution_id"),
    "sentiment": ("article_id", "segment_id", "scorer"),
}
"""What tells a row from all others, in the tables that have lists."""

_PARTS = {
    "spans": ('unnest({0}).start AS start, unnest({0})."end" AS "end"', ("start", "end")),
    "texts": ("unnest({0}) AS text", ("text",)),
    "changes": (
        'unnest({0}).kind AS kind, unnest({0}).start AS start, unnest({0})."end" AS "end", unnest({0}).text AS text',
        ("kind", "start", "end", "text"),
    ),
}
"""For each type that is a list: SQL for an item's columns, and their names."""


def write(corpus: Corpus, folder: Path, target: Target, labels: Lexicon | None = None) -> Path:
    """Write a corpus for R (`r`: CSV, with documents and a dictionary for quanteda), as CSV, or as Parquet.

    `labels` is the lexicon whose labels the dictionary has, by default the project's. The folder is written whole or
    not at all; one that is there is replaced only if it is an earlier export.
    Raises ValueError for an unknown target, StoreError where the folder is something else.
    """
    if target not in TARGETS:
        raise ValueError(f"an export is for one of {', '.join(TARGETS)}, not {target!r}")
    with store.replacing(folder, "an export", _is_export) as made:
        (made / "tables").mkdir()
        for name, query in flat_tables().items():
            _copy(corpus, query, made / "tables" / name, target)
        if target == "r":
            (made / "quanteda").mkdir()
            for name, query in _documents().items():
                _copy(corpus, query, made / "quanteda" / name, target)
            dictionary = quanteda_dictionary(lexicon.load() if labels is None else labels)
            (made / "quanteda" / "labels.yml").write_text(dictionary, encoding="utf-8")
            (made / "read.R").write_text(_READ_R, encoding="utf-8")
        facts = {"export": target, **corpus.provenance}
        (made / "provenance.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")
        (made / CODEBOOK).write_text(codebook(corpus, target), encoding="utf-8")
        (made / "methods.md").write_text(methods(corpus), encoding="utf-8")
        (made / "references.bib").write_text(references(corpus, target), encoding="utf-8")
    return folder


def beside(corpus: Corpus, folder: Path) -> Path:
    """Write the flat tables that stand beside a report: as Parquet, those of at most CSV_ROWS rows as CSV as well.

    In the CSV files no cell is a formula (`sheets.write`). The folder is written whole or not at all; one that is
    there is replaced only if it holds nothing else. Raises StoreError.
    """
    queries = flat_tables()
    with store.replacing(folder, "a report’s tables", is_beside) as made:
        for name, query in queries.items():
            _copy(corpus, query, made / name, "parquet")
            n = corpus.sql(f"SELECT count(*) AS n FROM ({query})")["n"].iloc[0]
            if n <= CSV_ROWS:
                whole = [c.name for c in columns(name) if c.type == "integer"] if name in TABLES else []
                sheets.write(made / f"{name}.csv", corpus.sql(query).astype(dict.fromkeys(whole, "Int64")))
        (made / CODEBOOK).write_text(codebook(corpus, "parquet", inert=True), encoding="utf-8")
    return folder


def is_beside(folder: Path) -> bool:
    """Say whether a folder has flat tables and nothing else."""
    ours = {CODEBOOK, *(f"{name}.{ending}" for name in flat_tables() for ending in ("csv", "parquet"))}
    return folder.is_dir() and {p.name for p in folder.iterdir()} <= ours


def quotations(corpus: Corpus) -> pd.DataFrame:
    """Return what is attributed, a row for each stretch of a sentence in one voice, in text order.

    Columns: article_id, outlet, title, published, speaker, voice (whose words they are, in plain words), worded_by,
    through (names of the sources that pass it on, outermost first), cue (as written), stance, act, translated (all four
    of the innermost attribution; missing where the text gives no source), text, start, end (in `articles.text`),
    confidence.
    """
    found = corpus.sql(
        f"""
        SELECT article_id, a.outlet, a.title, a.published, {speaker_of("g.speaker_id", "who.name")} AS speaker,
            {wording_of("g")} AS voice, coalesce(worder.name, g.worded_by) AS worded_by, g.chain AS through,
            substr(a.text, t.cue_start + 1, t.cue_end - t.cue_start) AS cue, t.cue_stance AS stance, t.act,
            t.translated, substr(a.text, g.start + 1, g."end" - g.start) AS text, g.start, g."end", g.confidence
        FROM segments g JOIN articles a USING (article_id)
        LEFT JOIN attributions t USING (article_id, attribution_id)
        LEFT JOIN actors who ON who.actor_id = g.speaker_id LEFT JOIN actors worder ON worder.actor_id = g.worded_by
        WHERE g.voice <> 'own' AND g.n_words > 0 ORDER BY article_id, g.start
        """
    )
    passed = {c: ", ".join(corpus.name_of(a) for a in c.split(CHAIN_ARROW)[1:-1]) for c in found["through"].unique()}
    return found.assign(voice=found["voice"].map(WORDINGS), through=found["through"].map(passed)).astype(
        {"voice": "str", "through": "str"}
    )


def _is_export(folder: Path) -> bool:
    names = {p.name for p in folder.iterdir()} if folder.is_dir() else {"a file"}
    return not names or (CODEBOOK in names and names <= _OURS)


def _copy(corpus: Corpus, query: str, file: Path, target: Target) -> None:
    ending, how = ("parquet", "FORMAT parquet, COMPRESSION zstd") if target == "parquet" else ("csv", "HEADER")
    name = str(file.with_name(f"{file.name}.{ending}")).replace("'", "''")
    corpus.sql(f"COPY ({query}) TO '{name}' ({how})")


def flat_tables() -> dict[str, str]:
    """Return the flat tables by name, each as a query: the ten tables without lists, and a table for each list.

    A list becomes `<table>_<column>`: the key of the row it is from, `number` (of the item, from 0), and the item.
    """
    out = {}
    for table in TABLES:
        plain = ", ".join(f'"{c.name}"' for c in columns(table) if c.type not in _PARTS)
        out[table] = f"SELECT {plain} FROM {table}"
        for c in columns(table):
            if c.type in _PARTS:
                key = ", ".join(_KEYS[table])
                items = _PARTS[c.type][0].format(c.name)
                out[f"{table}_{c.name}"] = f"SELECT {key}, unnest(range(len({c.name}))) AS number, {items} FROM {table}"
    return out


def _documents() -> dict[str, str]:
    """Return what quanteda takes as documents: articles, and stretches in one voice, with their variables."""
    of_article = "a.outlet, a.agency, a.author, a.title, a.published, a.genre"
    voices = ", ".join(
        f"(SELECT coalesce(sum(n_words), 0)::BIGINT FROM segments g WHERE g.article_id = a.article_id "
        f"AND {wording_of('g')} = '{w}') AS words_{w}"
        for w in WORDINGS
    )
    return {
        "articles": f"SELECT a.article_id AS doc_id, a.text, {of_article}, a.n_words, {voices} FROM articles a "
        "WHERE a.duplicate_of IS NULL",
        "segments": f"""
            SELECT g.article_id || '#' || g.segment_id AS doc_id,
                substr(a.text, g.start + 1, g."end" - g.start) AS text, g.article_id, g.segment_id, g.voice,
                {wording_of("g")} AS wording, g.speaker_id, s.name AS speaker, w.name AS worded_by, e.in_headline,
                g.n_words, g.confidence, {of_article}
            FROM segments g JOIN articles a USING (article_id) JOIN sentences e USING (article_id, sentence_id)
            LEFT JOIN actors s ON s.actor_id = g.speaker_id LEFT JOIN actors w ON w.actor_id = g.worded_by
            WHERE g.n_words > 0 ORDER BY g.article_id, g.segment_id""",
    }


def quanteda_dictionary(labels: Lexicon) -> str:
    """Return the labels as YAML that quanteda's dictionary() reads: referent, side, label, and its spellings.

    Spellings have a space for every hyphen, so tokens are to be cut at hyphens. What a pattern asks of parts of speech
    a dictionary cannot ask.
    """
    out: dict[str, dict[str, dict[str, list[str]]]] = {}
    for label in labels.labels:
        spellings = sorted({form.parts[0] for form in lexicon.forms(label.pattern)})
        out.setdefault(label.referent, {}).setdefault(label.side, {})[label.entry] = spellings
    # all in quotation marks: R would read a bare y, no or 1990 as something else than text
    return yaml.safe_dump(out, default_style='"', allow_unicode=True, sort_keys=True, width=10_000)


# what a reader needs ---------------------------------------------------------------------------------------


def codebook(corpus: Corpus, target: Target, *, inert: bool = False) -> str:
    """Return, as Markdown, what is in an export: files, columns, offsets, and what to know before counting.

    `inert`: of the tables beside a report, which are there as CSV without formulas too.
    """
    ending = "parquet" if target == "parquet" else "csv"
    known = {"name": _line(corpus.name), "version": __version__, "article": ARTICLE, "unknown": UNKNOWN}
    parts = [_ABOUT.format(**known, others="" if inert else _OTHERS, text=_INERT if inert else _EXACT)]
    if target == "r":
        parts.append(_QUANTEDA)
    if len(corpus.corrections):
        applied = int(corpus.corrections["problem"].isna().sum())
        parts.append(
            f"**Corrections.** Applied: {applied} (those that did not fit: {len(corpus.corrections) - applied}). "
            "`provenance.json` has them with the machine’s answers (`corrections`). People chose which answers to put "
            "right, so no accuracy can be taken from them.\n"
        )
    parts.append("## Tables\n")
    meanings = _meanings()
    for table in TABLES:
        rows = [c for c in columns(table) if c.type not in _PARTS]
        parts.append(f"### tables/{table}.{ending}\n\n{_grid(rows, table, meanings)}")
        for c in columns(table):
            if c.type in _PARTS:
                names = [*_KEYS[table], "number", *_PARTS[c.type][1]]
                parts.append(
                    f"### tables/{table}_{c.name}.{ending}\n\nOne row is an item of the list `{table}.{c.name}`: "
                    f"{meanings.get((table, c.name), c.type)} `number` counts from 0.\n\n"
                    f"Columns: {', '.join(f'`{name}`' for name in names)}.\n"
                )
    return "\n".join(parts)


def _grid(rows: list[Column], table: str, meanings: dict[tuple[str, str], str]) -> str:
    lines = ["| column | type | may be empty | meaning |", "|---|---|---|---|"]
    for c in rows:
        may = "yes" if c.nullable else "no"
        lines.append(f"| `{c.name}` | {c.type} | {may} | {meanings.get((table, c.name), '')} |")
    return "\n".join(lines) + "\n"


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """Return what each column means, by table and column, by the column dictionary; nothing where that is not there."""
    file = paths.column_dictionary()
    found: dict[tuple[str, str], str] = {}
    table = ""
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        if line.startswith("### "):
            table = line[4:].strip("` ")
        elif row := re.fullmatch(r"\| `(\w+)` \| [^|]+ \| (?:yes|no) \| (.+) \|", line):
            found[table, row[1]] = row[2]
    return found


def _line(text: str) -> str:
    """Return text as one line that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|&])", r"\\\1", " ".join(text.split()))


def methods(corpus: Corpus) -> str:
    """Return a paragraph on how the corpus was annotated, with versions and hashes, to be adapted for a paper."""
    known = corpus.provenance
    counts = corpus.sql(
        """
        SELECT count(*) FILTER (duplicate_of IS NULL) AS articles, count(*) FILTER (duplicate_of IS NOT NULL) AS copies,
            count(DISTINCT outlet) AS outlets, min(published) AS first, max(published) AS last,
            (SELECT coalesce(sum(n_words), 0) FROM segments)::BIGINT AS words,
            (SELECT count(*) FROM attributions) AS attributions
        FROM articles
        """
    ).iloc[0]
    figures = measured.figures()
    least = float(known.get("min_confidence", 0.0))
    packages = ", ".join(f"{_line(k)} {_line(str(v))}" for k, v in known.get("packages", {}).items())
    corrections = corpus.corrections["problem"]
    of_outlets = f" from {count(counts['outlets'], 'outlet')}" if counts["outlets"] else ""
    days = dict.fromkeys(_line(str(counts[end])) for end in ("first", "last"))
    dated = f", dated {' to '.join(days)}" if counts["first"] else ""
    sentences = [
        f"The corpus has {count(counts['articles'], 'article')} of {count(counts['words'], 'word')}{of_outlets}"
        f"{dated}; {count(counts['copies'], 'exact copy', 'exact copies')} and "
        f"{count(len(corpus.left_out), 'file')} that could not be used were left out.",
        f"It was annotated with Whose Words {known.get('whosewords', __version__)} [@whosewords] on "
        f"{str(known.get('made', 'a day not recorded'))[:10]}, which finds attributions (source, cue and content; "
        "[@pareti2015]) with a trained model beside an automatic parse [@spacy], and gives every stretch of text one "
        "innermost voice: no source found, attributed outside the speaker’s quotation marks, or presented as the "
        "speaker’s own words.",
        f"{count(counts['attributions'], 'attribution')} {'was' if counts['attributions'] == 1 else 'were'} found"
        + (f", of which those below a confidence of {least:g} were dropped before counting." if least else "."),
        f"On {figures.corpus} ({figures.split}; {figures.articles} {figures.genre}) [@newell2018] the model’s "
        f"precision is {_share(figures.precision)} and its recall {_share(figures.recall)}; of the words it finds no "
        f"source for, people found none for {_share(figures.own_words.right)}. How it does on the articles studied "
        "here is a question for a blind validation (`whosewords sample`), whose figures belong in this paragraph.",
    ]
    if n := int(corrections.isna().sum()):
        sentences.append(
            f"{n:,} answer{' was' if n == 1 else 's were'} corrected by hand where errors were noticed; they are no "
            "sample, and no accuracy was taken from them."
        )
    if known.get("scorers"):
        scorers = " and ".join({"vader": "VADER [@vader]", "textblob": "TextBlob [@textblob; @desmedt2012]"}.get(s, s)
                               for s in known["scorers"])  # fmt: skip
        sentences.append(f"Word polarity is by {scorers}; it is no attitude towards anybody.")
    hashes = [f"attribution model {known['attribution_model']}"] if "attribution_model" in known else []
    hashes += [f"{_line(name)} {value[:16]}" for name, value in known.get("lexicons", {}).items()]
    pipeline = _line(str(known.get("pipeline", "not recorded")))
    made_with = f"Language pipeline: {pipeline}. Packages: {packages or 'not recorded'}."
    return "\n\n".join(
        [
            "# Methods\n\nA paragraph to adapt; the keys in brackets are in `references.bib`.",
            " ".join(sentences),
            f"{made_with} SHA-256, beginnings: {', '.join(hashes) or 'not recorded'}. Those of all files read, whole, "
            "are in `provenance.json`.\n",
        ]
    )


def _share(figure: measured.Figure) -> str:
    value, low, high = (f"{stats.percent(f)} %" for f in figure)
    return f"{value} (95 % interval {low} to {high})"


def references(corpus: Corpus, target: Target) -> str:
    """Return BibTeX for the program, in its version, and for what the methods paragraph cites."""
    model = corpus.provenance.get("attribution_model", "not recorded")
    version = corpus.provenance.get("whosewords", __version__)
    return "\n".join(_entries(str(version), str(model), target))


def _entries(version: str, model: str, target: Target) -> Iterator[str]:
    yield _ENTRIES.replace("VERSION", version).replace("MODEL", model)
    if target == "r":
        yield _QUANTEDA_ENTRY


_ABOUT = """\
# Codebook: {name}

Written by Whose Words {version}. The files in `tables/` are flat: one row is one thing, no cell holds a list. Lists
have a table of their own, named after table and column.{others}

**Offsets.** `start` and `end` count Unicode characters (code points) of `articles.text` from 0; `end` is the place
after the last one. In Python the stretch is `text[start:end]`, in R `substr(text, start + 1, end)`, in SQL
`substr(text, start + 1, end - start)`. Bytes and UTF-16 units (JavaScript, Java) count differently. A line break is
one character: read the files without converting line ends.

**Keys.** `article_id` names an article; other ids count within it, so rows are joined on both. `actor_id` holds over
the corpus; `speaker_id`, `worded_by` and `distanced_by` hold one. The actor `{article}` stands for whoever wrote the
article, `{unknown}` for a source that cannot be told.

**Missing** values are empty. {text} All files are UTF-8.

**Before you count.** These are a machine’s answers. `voice = own` means that no source was found, not that the
article asserts something. An article with `duplicate_of` is in no other table. In a paraphrase the words may or may
not have been the speaker’s. `confidence` is how likely people would mark the same.
"""

_OTHERS = """ `methods.md` says how the annotation was made,
`references.bib` whom to cite, `provenance.json` has versions, parameters and the SHA-256 of every file."""

_EXACT = """**Text is exactly as in the article**, so a cell may begin with `=`: import it into a
spreadsheet as text, and do not open a file of strangers’ articles with a double click."""

_INERT = f"""**Text is exactly as in the article** in the Parquet files. Tables of at most {CSV_ROWS:,} rows are
there as CSV too, for spreadsheets: in these a cell that begins like a formula has an apostrophe in front of it."""

_QUANTEDA = """\
**quanteda.** `quanteda/articles.csv` has one document an article, with the words in each voice as document variables;
`quanteda/segments.csv` one document for each stretch in one voice, with voice, speaker and outlet.
`quanteda/labels.yml` is the lexicon of labels as a dictionary of three levels: referent, side, label. `read.R` reads
them all. A dictionary knows no parts of speech and counts overlapping labels, so its counts are not those of
`tables/labels.csv`, which are to be preferred.
"""

_READ_R = """\
# Reads this export into R (4.1 or newer). Set the working directory to this folder, then: source("read.R")
files <- list.files("tables", pattern = "[.]csv$", full.names = TRUE)
tables <- lapply(setNames(files, sub("[.]csv$", "", basename(files))), read.csv, na.strings = "", encoding = "UTF-8")

# The stretch of a text between two offsets: they count characters from 0, the end is not included.
stretch <- function(text, start, end) substr(text, start + 1, end)

if (requireNamespace("quanteda", quietly = TRUE)) {
  library(quanteda)
  documents <- function(file) {
    corpus(read.csv(file, na.strings = "", encoding = "UTF-8"), docid_field = "doc_id", text_field = "text")
  }
  articles <- documents("quanteda/articles.csv")
  segments <- documents("quanteda/segments.csv")
  labels <- dictionary(file = "quanteda/labels.yml")
  # The dictionary has a space for every hyphen, so words are cut there.
  words <- tokens(segments, remove_punct = TRUE, split_hyphens = TRUE)
  labels_by_voice <- dfm_group(dfm(tokens_lookup(words, labels)), groups = voice)
}
"""

_ENTRIES = """\
@software{whosewords,
  title = {Whose Words: who is speaking in the news, in whose words, and in what tone},
  author = {{The Whose Words authors}},
  version = {VERSION},
  note = {attribution model MODEL}
}

@phdthesis{pareti2015,
  author = {Pareti, Silvia},
  title = {Attribution: A Computational Approach},
  school = {University of Edinburgh},
  year = {2015}
}

@inproceedings{newell2018,
  author = {Newell, Edward and Margolin, Drew and Ruths, Derek},
  title = {An Attribution Relations Corpus for Political News},
  booktitle = {Proceedings of the Eleventh International Conference on Language Resources and Evaluation (LREC 2018)},
  year = {2018}
}

@software{spacy,
  author = {Honnibal, Matthew and Montani, Ines and Van Landeghem, Sofie and Boyd, Adriane},
  title = {{spaCy}: Industrial-strength Natural Language Processing in {Python}},
  year = {2020},
  doi = {10.5281/zenodo.1212303}
}

@inproceedings{vader,
  author = {Hutto, C. J. and Gilbert, Eric},
  title = {{VADER}: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text},
  booktitle = {Proceedings of the International AAAI Conference on Web and Social Media},
  volume = {8},
  number = {1},
  year = {2014}
}

@software{textblob,
  author = {Loria, Steven},
  title = {{TextBlob}: Simplified Text Processing},
  url = {https://textblob.readthedocs.io}
}

@article{desmedt2012,
  author = {De Smedt, Tom and Daelemans, Walter},
  title = {Pattern for {Python}},
  journal = {Journal of Machine Learning Research},
  volume = {13},
  pages = {2063--2067},
  year = {2012}
}
"""

_QUANTEDA_ENTRY = """\
@article{quanteda,
  author = {Benoit, Kenneth and Watanabe, Kohei and Wang, Haiyan and Nulty, Paul and Obeng, Adam and
    M{\\"u}ller, Stefan and Matsuo, Akitaka},
  title = {quanteda: An {R} package for the quantitative analysis of textual data},
  journal = {Journal of Open Source Software},
  volume = {3},
  number = {30},
  pages = {774},
  year = {2018},
  doi = {10.21105/joss.00774}
}
"""
