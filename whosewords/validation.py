"""Blind validation: a random sample for coders who do not see the machine's answers, and what their coding tells.

The unit is a word: shares of voice are shares of words, and a word shows nothing of where the machine cut. Words are
drawn at random within strata of voice (as the machine has it) and outlet, so that what is estimated holds for the
corpus they were drawn from, and for no other. Nothing is ever taken from corrections: those people choose themselves.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pandas as pd

from . import __version__, sheets, stats
from .corpus import Corpus
from .tables import UNNAMED, Voice

SHEET, KEY, INSTRUCTIONS = "sheet.csv", "key.json", "instructions.txt"
VOICES: tuple[str, ...] = get_args(Voice)
UNSURE = "?"
ALL = "all"
"""Stands for all outlets together."""

_TOLD = """\
What to do

Each row of sheet.csv has a sentence with one word in double brackets, like ⟦this⟧, and the sentences around it. Say for
that one word whose voice it is in: write one of these into the column voice.

  own         No source is given for it: the article itself says it. So are the words that name a source and say that
              it speaks (“the mayor said”).
  paraphrase  It is attributed to somebody (said, thought or wanted by them), but not in their own quotation marks.
              This is also the answer where somebody is reported inside the quotation marks of somebody else.
  quote       It stands inside the quotation marks of whoever is said to say it.
  ?           You cannot tell. Use it sparingly; such rows are counted apart.

A word in quotation marks that nobody is said to have spoken (the “so-called” experts) is in the voice around it. Who is
speaking may be told a sentence earlier; read the article (column article_id) where the sentences shown are not enough.

Decide by the text, not by what you think of it. Do not look at what the program says, do not talk about rows with other
coders before you are done, and leave the column item as it is; rows may be sorted. Save as CSV (UTF-8).
"""


class Sample(NamedTuple):
    """A sample to be coded: `sheet` for the coders, `key` with the machine's answers, to be kept from them.

    Columns of `sheet`: item, article_id, before, sentence (the word in ⟦ ⟧), after; voice and note are to be filled in.
    """

    sheet: pd.DataFrame
    key: dict[str, Any]


class Coding(NamedTuple):
    """What coders answered beside what the machine did.

    `items`: item, coder, article_id, word, outlet, machine and voice (the coder's; missing where they did not or could
    not say), unsure. `words`: outlet, voice (the machine's), words (of the corpus).
    """

    items: pd.DataFrame
    words: pd.DataFrame


def sample(corpus: Corpus, n: int = 200, seed: int = 0) -> Sample:
    """Draw `n` words of a corpus to be coded blind, as many from each voice of each outlet as there are, if they can.

    The same corpus and seed give the same sample. Raises ValueError where corrections were applied to the corpus, for
    then it is not the machine that would be measured, and where `n` is smaller than the number of strata.
    """
    if corpus.corrections["problem"].isna().any():
        raise ValueError("this corpus has corrections in it: read it with corrections=False to measure the machine")
    import numpy as np

    strata = corpus.sql(
        f"""
        SELECT coalesce(outlet, '{UNNAMED}') AS outlet, voice, count(*) AS words
        FROM tokens JOIN segments USING (article_id, segment_id) JOIN articles USING (article_id)
        GROUP BY ALL ORDER BY outlet, voice
        """
    )
    rng = np.random.default_rng(seed)
    numbers = _allocate(strata["words"].tolist(), n)
    drawn = [
        (outlet, voice, int(place))
        for (outlet, voice, words), k in zip(strata.itertuples(index=False), numbers, strict=True)
        for place in rng.choice(words, size=k, replace=False)
    ]
    found = corpus.sql(
        f"""
        WITH placed AS (
            SELECT t.article_id, t.token_id, t.sentence_id, t.start, t."end", t.text AS word,
                coalesce(outlet, '{UNNAMED}') AS outlet, voice,
                row_number() OVER (PARTITION BY outlet, voice ORDER BY t.article_id, token_id) - 1 AS place
            FROM tokens t JOIN segments USING (article_id, segment_id) JOIN articles USING (article_id)),
        said AS (
            SELECT article_id, sentence_id, s.start, substr(a.text, s.start + 1, s."end" - s.start) AS sentence
            FROM sentences s JOIN articles a USING (article_id))
        SELECT p.article_id, p.start, p."end", word, p.outlet, p.voice, s.sentence, p.start - s.start AS inside,
            concat_ws(' ', b2.sentence, b1.sentence) AS before, coalesce(f.sentence, '') AS after
        FROM placed p JOIN (SELECT unnest($outlets::VARCHAR[]) AS outlet, unnest($voices::VARCHAR[]) AS voice,
            unnest($places::BIGINT[]) AS place) d USING (outlet, voice, place)
        JOIN said s USING (article_id, sentence_id)
        LEFT JOIN said b1 ON b1.article_id = p.article_id AND b1.sentence_id = p.sentence_id - 1
        LEFT JOIN said b2 ON b2.article_id = p.article_id AND b2.sentence_id = p.sentence_id - 2
        LEFT JOIN said f ON f.article_id = p.article_id AND f.sentence_id = p.sentence_id + 1
        ORDER BY p.article_id, token_id
        """,
        {name: [d[n] for d in drawn] for n, name in enumerate(("outlets", "voices", "places"))},
    )
    found = found.iloc[rng.permutation(len(found))].reset_index(drop=True)
    found.insert(0, "item", range(1, len(found) + 1))
    marked = [
        f"{s[:at]}⟦{word}⟧{s[at + len(word) :]}"
        for s, at, word in zip(found["sentence"], found["inside"], found["word"], strict=True)
    ]
    sheet = found[["item", "article_id", "before", "after"]].assign(voice="", note="")
    sheet.insert(3, "sentence", marked)
    known = corpus.provenance
    key: dict[str, Any] = {
        "whosewords": __version__,
        "corpus": corpus.name,
        "seed": seed,
        **{k: known[k] for k in ("pipeline", "attribution_model", "min_confidence", "lexicons") if k in known},
        "words": strata.to_dict("records"),
        "items": found[["item", "article_id", "start", "end", "word", "outlet", "voice"]].to_dict("records"),
    }
    return Sample(sheet, key)


def _allocate(sizes: Sequence[int], n: int) -> list[int]:
    """Return how many to draw from each stratum: the same from all, more where others have too few."""
    if n < len(sizes):
        raise ValueError(f"a sample of {n} is too small: there are {len(sizes)} groups of voice and outlet; take more")
    given = [0] * len(sizes)
    left = min(n, sum(sizes))
    for size in sorted(range(len(sizes)), key=lambda i: -sizes[i]) * n:
        if not left:
            break
        if given[size] < sizes[size]:
            given[size] += 1
            left -= 1
    return given


def write(drawn: Sample, folder: Path) -> None:
    """Write a sample into a folder: the sheet and instructions for coders, and the key, which they must not see.

    Raises FileExistsError where one is there already: somebody may have coded it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (SHEET, KEY):
        if (folder / name).exists():
            raise FileExistsError(f"{folder / name} is there already, perhaps coded by somebody; name another folder")
    sheets.write(folder / SHEET, drawn.sheet)
    (folder / INSTRUCTIONS).write_text(_TOLD, encoding="utf-8")
    (folder / KEY).write_text(json.dumps(drawn.key, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(key: Path, coded: Sequence[Path]) -> Coding:
    """Return what the coders of one or more sheets answered; a coder is called as the sheet's file is.

    Raises ValueError for a key that is none, and SheetError naming file, row and column.
    """
    if not key.is_file():
        raise ValueError(f"{key}: there is no such file; it is the key.json that `whosewords sample` wrote")
    try:
        known: Mapping[str, Any] = json.loads(key.read_text(encoding="utf-8"))
        items = {int(i["item"]): i for i in known["items"]}
        words = pd.DataFrame(known["words"], columns=["outlet", "voice", "words"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{key}: not the key of a sample, as `whosewords sample` writes it ({error})") from None
    rows = []
    names = [c.stem for c in coded]
    for file, stem in zip(coded, names, strict=True):
        answers = _answers(file, items)
        coder = stem if names.count(stem) == 1 else str(file)
        for item, i in items.items():
            answer = answers.get(item, "")
            voice = answer if answer in VOICES else None
            rows.append((item, coder, i["article_id"], i["word"], i["outlet"], i["voice"], voice, answer == UNSURE))
    columns = ["item", "coder", "article_id", "word", "outlet", "machine", "voice", "unsure"]
    return Coding(pd.DataFrame(rows, columns=columns), words)


def _answers(file: Path, items: Mapping[int, Any]) -> dict[int, str]:
    """Return a coder's answers by item."""
    answers: dict[int, str] = {}
    for row in sheets.read(file, ("item", "voice")):
        item, answer = row.cells["item"], row.cells["voice"].lower()
        if not (item.isascii() and item.isdigit() and int(item) in items):
            raise sheets.mistake(file, row.number, "item", f"{item!r} is no item of this sample")
        if int(item) in answers:
            raise sheets.mistake(file, row.number, "item", f"{item} is there twice")
        if answer not in ("", UNSURE, *VOICES):
            what = f"{row.cells['voice']!r} is none of {', '.join((*VOICES, UNSURE))}"
            raise sheets.mistake(file, row.number, "voice", what)
        answers[int(item)] = answer
    return answers


def accuracy(coding: Coding) -> pd.DataFrame:
    """Return how often the machine finds the voice that a coder does, by voice and outlet.

    Columns: coder, outlet (`all` first), voice, n_machine (words coded that the machine says are in this voice),
    precision with low and high (the share of these for which the coder says so too), n_coder (words that the coder says
    are), recall with its low and high (the share of all such words that the machine finds). Both are of the words of
    the corpus: words coded count for those of their stratum. 95 % intervals: Wilson's, over outlets as in
    `stats.stratified`, over voices as in `stats.combined` and `stats.part_of_sum`; missing where a stratum has no word
    coded.
    """
    rows = []
    for coder, outlet, strata in _strata(coding):
        for voice in VOICES:
            same = strata["machine"] == voice
            precision = _share(strata[same], voice)
            found, missed = (_amount(of, voice) for of in (strata[same], strata[~same]))
            recall = stats.part_of_sum(found, missed)
            counts = int(strata.loc[same, "n"].sum()), int(strata[voice].sum())
            rows.append((coder, outlet, voice, counts[0], *precision, counts[1], *recall))
    figures = ["n_machine", "precision", "precision_low", "precision_high"]
    figures += ["n_coder", "recall", "recall_low", "recall_high"]
    return pd.DataFrame(rows, columns=["coder", "outlet", "voice", *figures])


def shares(coding: Coding) -> pd.DataFrame:
    """Return the share of words in each voice as the machine has it, and corrected for its errors as a coder sees them.

    The correction is that of double sampling (Tenenbein 1970, 1972): the coder's answers within each voice of the
    machine, weighted by the machine's shares. For a sample drawn so, it is what inverting the matrix of errors gives
    too (Rogan and Gladen 1978).
    Columns: coder, outlet (`all` first), voice, words (in this voice, as the machine has it), machine (their share), n
    (words coded), corrected, low, high (95 %, as in `accuracy`; missing where a stratum has no word coded).
    """
    rows = []
    for coder, outlet, strata in _strata(coding):
        whole = strata["words"].sum()
        for voice in VOICES:
            words = int(strata.loc[strata["machine"] == voice, "words"].sum())
            rows.append((coder, outlet, voice, words, words / whole, int(strata["n"].sum()), *_share(strata, voice)))
    columns = ["coder", "outlet", "voice", "words", "machine", "n", "corrected", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _strata(coding: Coding) -> list[tuple[str, str, pd.DataFrame]]:
    """Return for each coder, all outlets and then each: strata with outlet, machine, words, n, and n by coded voice."""
    out = []
    outlets = list(dict.fromkeys(coding.words["outlet"]))
    for coder, of in coding.items.dropna(subset=["voice"]).groupby("coder", sort=False):
        counts = pd.crosstab([of["outlet"], of["machine"]], of["voice"]).reindex(columns=list(VOICES), fill_value=0)
        strata = coding.words.rename(columns={"voice": "machine"}).merge(
            counts.reset_index(), how="left", on=["outlet", "machine"]
        )
        strata[list(VOICES)] = strata[list(VOICES)].fillna(0).astype(int)
        strata["n"] = strata[list(VOICES)].sum(axis=1)
        out.append((str(coder), ALL, strata))
        if len(outlets) > 1:
            out += [(str(coder), outlet, strata[strata["outlet"] == outlet]) for outlet in outlets]
    return out


def _share(strata: pd.DataFrame, voice: str) -> stats.Estimate:
    """Return the share of words that the coder puts in a voice: over outlets, then over the machine's voices."""
    parts, sizes = [], []
    for _, of in strata.groupby("machine"):
        parts.append(stats.stratified(of[voice].tolist(), of["n"].tolist(), of["words"].tolist()))
        sizes.append(int(of["words"].sum()))
    return stats.combined(parts, sizes)


def _amount(strata: pd.DataFrame, voice: str) -> stats.Estimate:
    """Return how many words of some strata the coder puts in a voice; none where there are no such strata."""
    words = int(strata["words"].sum())
    return stats.Estimate(*(words * f for f in _share(strata, voice))) if words else stats.Estimate(0, 0, 0)


def agreement(coding: Coding) -> pd.DataFrame:
    """Return how far coders agree, one row for each pair of them.

    Columns: coders (two names), n (words both coded), same (the share they code alike), alpha with low and high
    (Krippendorff's α, nominal, with a 95 % bootstrap interval). It is of the sample, in which rare voices are frequent.
    """
    answers = coding.items.pivot_table(index="item", columns="coder", values="voice", aggfunc="first", sort=False)
    rows = []
    for i, a in enumerate(answers.columns):
        for b in answers.columns[i + 1 :]:
            both = answers[[a, b]].dropna()
            pairs = list(both.itertuples(index=False, name=None))
            same = sum(x == y for x, y in pairs) / len(pairs) if pairs else float("nan")
            rows.append((f"{a}, {b}", len(pairs), same, *stats.krippendorff_alpha(pairs)))
    return pd.DataFrame(rows, columns=["coders", "n", "same", "alpha", "low", "high"])


def disagreements(coding: Coding) -> pd.DataFrame:
    """Return the items that coders code differently, to be settled by talking: item, article_id, word, then coders."""
    answers = coding.items.pivot_table(
        index=["item", "article_id", "word"], columns="coder", values="voice", aggfunc="first", sort=False
    )
    apart = answers.nunique(axis=1) > 1
    return answers[apart].reset_index().rename_axis(columns=None).sort_values("item", ignore_index=True)


def told(coding: Coding) -> str:
    """Say in plain text what a coding tells: how much was coded, accuracy, corrected shares, agreement."""
    parts = []
    for coder, of in coding.items.groupby("coder", sort=False):
        n = int(of["voice"].notna().sum())
        parts.append(f"{coder}: {n} of {len(of)} words coded, {int(of['unsure'].sum())} could not be told.")
    if not coding.items["voice"].notna().any():
        parts.append("Nothing is coded yet: write a voice in the column “voice” of the sheet, as its instructions say.")
        return "\n\n".join(parts)
    parts.append(
        "Precision: of the words that the machine puts in a voice, how many the coder does; recall: of those that the\n"
        "coder does, how many the machine does. n: words coded. 95 % intervals; all of it for this corpus only."
    )
    lines = [
        [r.coder, r.outlet, r.voice, _figure(r.precision, r.precision_low, r.precision_high), r.n_machine,
         _figure(r.recall, r.recall_low, r.recall_high), r.n_coder]
        for r in _rows(accuracy(coding))
    ]  # fmt: skip
    parts.append(_grid(["coder", "outlet", "voice", "precision", "n", "recall", "n"], lines))
    parts.append("Shares of words, as the machine has them and corrected for its errors (Tenenbein 1970):")
    lines = [
        [r.coder, r.outlet, r.voice, f"{r.machine:.1%}", _figure(r.corrected, r.low, r.high), r.n]
        for r in _rows(shares(coding))
    ]
    parts.append(_grid(["coder", "outlet", "voice", "machine", "corrected", "n"], lines))
    if lines := [
        [r.coders, f"{r.same:.1%}", f"{r.alpha:.2f} ({r.low:.2f} to {r.high:.2f})", r.n]
        for r in _rows(agreement(coding))
    ]:
        parts.append("Agreement of the coders in this sample (Krippendorff’s alpha, nominal):")
        parts.append(_grid(["coders", "same", "alpha", "n"], lines))
    return "\n\n".join(parts)


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))


def _figure(value: float, low: float, high: float) -> str:
    return "–" if value != value else f"{value:.1%} ({low:.1%} to {high:.1%})"


def _grid(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as lines with columns of one width, numbers to the right."""
    cells = [list(head), *([str(c) for c in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    right = [bool(rows) and isinstance(rows[0][n], int) for n in range(len(head))]
    return "\n".join(
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    )
