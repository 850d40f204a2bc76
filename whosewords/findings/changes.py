"""What changed between two reports: findings that are new or gone, numbers, articles, and what they were made with."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from . import record

FILE = "changes.json"

_MADE_WITH = ("versions", "lexicons", "parameters", "pipeline", "attribution_model", "min_confidence")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal would act on; in a sentence they are nothing but tricks."""


class Change(NamedTuple):
    """One thing that is otherwise in the new report; `what` is a key of WHAT.

    `id`, `kind` and `text` are those of the finding (the new text, where it is in both); `name` is of the number, the
    article or the setting; `old` and `new` are its values, in words.
    """

    report: str
    what: str
    id: str | None = None
    kind: str | None = None
    text: str | None = None
    name: str | None = None
    old: str | None = None
    new: str | None = None


WHAT = {
    "no common article": "Not one article is in both reports: if they are of different things, nothing changed.",
    "report added": "New report.",
    "report removed": "There is no such report any more.",
    "new": "New: {text}",
    "gone": "Gone: {text}",
    "wording": "{old}, now {new}",
    "number": "{name}: {old}, now {new}",
    "robustness": "under other choices: {old}, now {new}",
    "article added": "Article added: {name}",
    "article removed": "Article removed: {name}",
    "article changed": "Article changed: {name}",
    "made with": "Made with another {name}: {old}, now {new}. Other changes may come from that.",
}
"""What may change, in the order it is told, and in which words."""
_OF_A_FINDING = ("wording", "number", "robustness")


class ChangesError(ValueError):
    """Two paths of which one is a report and the other a folder with several, or a folder without any."""


def compare(old: str | Path | Mapping[str, Any], new: str | Path | Mapping[str, Any]) -> pd.DataFrame:
    """Return what changed between two reports, a row for each change; none where nothing did.

    Each is a report's page, its folder or its findings.json, what `record.read` returns, or a folder with many reports,
    which are compared by name. Columns: those of `Change`. When they were made is no change.
    Raises ChangesError, FileNotFoundError, RecordError.
    """
    olds, news = _reports(old), _reports(new)
    if len({isinstance(side, dict) for side in (olds, news)}) == 2:
        raise ChangesError("one of the two is a report, the other a folder with reports; give two of a kind")
    if not isinstance(olds, dict) and not isinstance(news, dict):
        olds, news = {news.name: olds}, {news.name: news}
    rows: list[Change] = []
    for name in sorted({*olds, *news}, key=str.casefold):
        before, after = olds.get(name), news.get(name)  # type: ignore[union-attr]
        if before and after:
            rows += _compared(name, before.read(), after.read())
        else:
            rows.append(Change(name, "report added" if after else "report removed"))
    return pd.DataFrame(rows, columns=list(Change._fields)).astype("str")


class _Report(NamedTuple):
    """A report's name, and its record, or where that is."""

    name: str
    place: Path | Mapping[str, Any]

    def read(self) -> Mapping[str, Any]:
        return record.read(self.place) if isinstance(self.place, Path) else self.place


def _reports(given: str | Path | Mapping[str, Any]) -> "_Report | dict[str, _Report]":
    """Return the one report given, or those in a folder by name."""
    if isinstance(given, Mapping):
        return _Report(str(given["corpus"]), given)
    path = Path(given)
    if path.suffix == ".html":
        path = path.with_suffix("")
    if not path.is_dir():
        return _Report(path.resolve().parent.name if path.name == record.FILE else path.stem, path)
    if (path / record.FILE).is_file():
        return _Report(path.resolve().name, path)
    found = {f.parent.name: _Report(f.parent.name, f.parent) for f in path.glob(f"*/{record.FILE}")}
    if not found:
        raise ChangesError(f"{path}: no {record.FILE} in it or in a folder in it; give a report or a folder of reports")
    return found


def _compared(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = ({f["id"]: f for f in side["findings"]} for side in (old, new))
    known = [{a[key] for a in side["articles"] for key in ("article_id", "source_hash")} for side in (old, new)]
    if all(known) and known[0].isdisjoint(known[1]):
        yield Change(name, "no common article")
    for found in after.values():
        if found["id"] not in before:
            yield Change(name, "new", found["id"], found["kind"], found["text"])
    for found in before.values():
        if found["id"] not in after:
            yield Change(name, "gone", found["id"], found["kind"], found["text"])
    for found in after.values():
        if found["id"] in before:
            yield from _changed(name, before[found["id"]], found)
    articles_before, articles_after = ({a["article_id"]: a for a in side["articles"]} for side in (old, new))
    for what, here, there in (
        ("article added", articles_after, articles_before),
        ("article removed", articles_before, articles_after),
    ):
        yield from (Change(name, what, name=_article(a)) for key, a in here.items() if key not in there)
    for key, article in articles_after.items():
        if key in articles_before and articles_before[key]["source_hash"] != article["source_hash"]:
            yield Change(name, "article changed", name=_article(article))
    for setting, was, now in _settings(old, new):
        yield Change(name, "made with", name=setting, old=was, new=now)


def _changed(report: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what is otherwise in a finding: its numbers, else its words; and what becomes of it under other choices."""
    about = (new["id"], new["kind"], new["text"])
    before, after = ({n["name"]: _number(n) for n in side["numbers"]} for side in (old, new))
    numbers = [
        Change(report, "number", *about, name, before.get(name, "–"), after.get(name, "–"))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]
    yield from numbers
    if not numbers and old["text"] != new["text"]:
        yield Change(report, "wording", *about, None, old["text"], new["text"])
    was, now = (_stands(side["robustness"]) for side in (old, new))
    if was != now:
        yield Change(report, "robustness", *about, None, was, now)


def _number(number: Mapping[str, Any]) -> str:
    """Return a number in words: 3 of 12 times (2.5 to 4)."""
    of = f" of {number['n']:,}" if number["n"] is not None else ""
    likely = "" if number["low"] is None else f" ({number['low']:,.4g} to {number['high']:,.4g})"
    return f"{number['value']:,}{of} {number['unit']}{likely}"


def _stands(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return "not known"
    return f"{told['verdict']}, the same in {told['same']} of {told['specifications']}"


def _article(article: Mapping[str, Any]) -> str:
    return f"{article['article_id']} ({article['title']})" if article["title"] else str(article["article_id"])


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each setting, version or word list that differs, with both values."""
    for part in _MADE_WITH:
        was, now = old.get(part), new.get(part)
        if isinstance(was, dict) and isinstance(now, dict):
            for key in sorted({*was, *now}):
                if was.get(key) != now.get(key):
                    yield f"{part.rstrip('s')} {key}", _short(was.get(key)), _short(now.get(key))
        elif was != now:
            yield part.replace("_", " "), _short(was), _short(now)


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text[:12] if re.fullmatch("[0-9a-f]{40,}", text) else text


def sentences(table: pd.DataFrame) -> list[str]:
    """Return the changes of `compare` in plain sentences; what changed in one finding stands under it, indented."""
    out = []
    rows: list[Any] = list(table.astype(object).where(table.notna(), None).itertuples(index=False))
    several = table["report"].nunique() > 1
    for report, of_report in groupby(rows, key=attrgetter("report")):
        if several:
            out.append(f"{report}:")
        for (found, what), of in groupby(of_report, key=lambda r: (r.id, r.what in _OF_A_FINDING)):
            listed = list(of)
            if found and what:
                out.append(f"Changed: {listed[0].text}")
            out += [("  " if found and what else "") + WHAT[r.what].format_map(r._asdict()) for r in listed]
    return [_CONTROL.sub("\ufffd", line) for line in out]


def brief(table: pd.DataFrame) -> str:
    """Return how much changed, in a few words; empty where nothing did."""
    n = table["what"].value_counts()
    changed = table.loc[table["what"].isin(_OF_A_FINDING), "id"].nunique()
    counts = {
        "new finding": n.get("new", 0),
        "finding gone": n.get("gone", 0),
        "finding changed": changed,
        "article added": n.get("article added", 0),
        "article removed": n.get("article removed", 0),
        "article changed": n.get("article changed", 0),
    }
    parts = [f"{k:,} {_plural(what, k)}" for what, k in counts.items() if k]
    return ", ".join(parts) or ("made with other settings or versions" if len(table) else "")


def _plural(what: str, n: int) -> str:
    return what if n == 1 else re.sub(r"\b(finding|article)\b", r"\1s", what)


def text(table: pd.DataFrame, old: str | None = None, new: str | None = None) -> str:
    """Return the changes as JSON: when the two were made, where that is known, and the rows of `compare`."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return json.dumps({"old": old, "new": new, "changes": rows}, indent=1, ensure_ascii=False) + "\n"


def read(file: Path) -> tuple[str | None, pd.DataFrame]:
    """Return when the report was made in which something last changed, and what; nothing where there is no such file.

    A damaged file counts as none: it is made anew with the next change.
    """
    try:
        kept = json.loads(file.read_text("utf-8"))
        rows = [Change(**row) for row in kept["changes"]]
        made = kept["new"]
    except (OSError, ValueError, KeyError, TypeError):
        made, rows = None, []
    return made, pd.DataFrame(rows, columns=list(Change._fields)).astype("str")
