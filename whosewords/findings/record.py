"""The findings of a corpus as a file for other programs: findings.json, in the form that its JSON schema declares."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__
from ..analyses import robustness
from ..corpus import Corpus
from . import rules

FILE = "findings.json"
FORMAT = 1
"""Of the file; a number more where what is there changes its name or meaning, not where something is added."""
MOST_EVIDENCE = 200
"""Passages given behind a finding; how many there are is told all the same."""

_ASKED = {
    "relays": (robustness.ASKED_RELAYS,),
    "labels": (robustness.ASKED_OWN_LABEL, robustness.ASKED_LABEL),
    "one source": (robustness.ASKED_HALF,),
    "unnamed sources": (robustness.ASKED_UNNAMED,),
}
"""The main results of `robustness` that ask what findings of a rule say."""


class RecordError(ValueError):
    """A findings.json that cannot be read."""


def record(corpus: Corpus, *, made: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what findings.json holds: the findings with their numbers, evidence and robustness, and what made them.

    All findings of some weight are there, the weightiest first; those at the head of the report are `shown`. `made`
    says when, and is the only thing that differs between two runs on the same articles.
    """
    found = rules.candidates(corpus)
    shown = {c.id for c in rules.shown(corpus)}
    behind = dict(iter(rules.sentences_of(corpus, *found, most=MOST_EVIDENCE).groupby("id"))) if found else {}
    told = robustness.primary_summary(corpus).set_index("question").to_dict("index") if found else {}
    known = corpus.provenance
    return {
        "format": FORMAT,
        "corpus": corpus.name,
        "made": made,
        "versions": {"whosewords": __version__, **known.get("packages", {})},
        "pipeline": known.get("pipeline"),
        "attribution_model": known.get("attribution_model"),
        "lexicons": dict(known.get("lexicons", {})),
        "min_confidence": float(known.get("min_confidence", 0.0)),
        "parameters": {name: _plain(value) for name, value in (parameters or {}).items()},
        "articles": _articles(corpus),
        "findings": [_finding(corpus, c, behind[c.id], c.id in shown, told) for c in found],
    }


def _articles(corpus: Corpus) -> list[dict[str, Any]]:
    columns = ["article_id", "title", "outlet", "published", "source_file", "source_hash", "duplicate_of"]
    rows = corpus.articles[columns].astype(object)
    return [{str(k): v for k, v in row.items()} for row in rows.where(rows.notna(), None).to_dict("records")]


def _finding(
    corpus: Corpus, one: rules.Candidate, rows: pd.DataFrame, shown: bool, told: Mapping[Any, Any]
) -> dict[str, Any]:
    passages: list[Any] = list(rows.itertuples(index=False))
    evidence = [
        {
            "article_id": row.article_id,
            "sentence_id": int(row.sentence_id),
            "start": int(row.at),
            "end": int(row.at + row.end - row.start),
            "text": row.text[row.start : row.end],
            "sentence": row.text,
            "speaker": row.speaker,
            "voice": row.voice,
        }
        for row in passages
    ]
    return {
        "id": one.id,
        "kind": one.rule,
        "subject": one.subject,
        "text": one.text,
        "shown": shown,
        "numbers": [{k: _plain(v) for k, v in number._asdict().items()} for number in one.numbers],
        "evidence": evidence,
        "evidence_n": len(rules.places_of(one)),
        "robustness": _robustness(corpus, one, told),
    }


def _robustness(corpus: Corpus, one: rules.Candidate, told: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Return what becomes of the main result that says the same as a finding; None where there is none."""
    name = corpus.name_of(one.subject)
    answers = {name, "Yes" if not one.subject else f"Yes, {name}"}
    for question in _ASKED.get(one.rule, ()):
        row = told.get(question)
        if row is not None and row["answer"] in answers:
            return {
                "question": question,
                "answer": row["answer"],
                "verdict": row["verdict"],
                "same": int(row["same"]),
                "specifications": int(row["specifications"]),
                "because": row["because"],
            }
    return None


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: numbers of pandas as Python's own, what else it does not know as text."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, 6)
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def hidden(recorded: dict[str, Any], hide: Callable[[str], str]) -> dict[str, Any]:
    """Return what was recorded with `hide` applied to all that is text.

    An id with a name in it, of a subject or a finding, becomes one without.
    """
    kept = {"format", "kind", "made", "versions", "pipeline", "attribution_model", "lexicons", "source_hash"}

    def ids(value: str) -> str:
        plain = value.replace("-", " ")
        return value if hide(plain) == plain else f"h{sha256(value.encode()).hexdigest()[:12]}"

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v if k in kept else ids(v) if k in ("id", "subject") else told(v) for k, v in value.items()}
        if isinstance(value, list):
            return [told(item) for item in value]
        return hide(value) if isinstance(value, str) else value

    found: dict[str, Any] = told(recorded)
    return found


def hashes(recorded: Mapping[str, Any]) -> tuple[str, str]:
    """Return two hashes of what was recorded: of its findings, and of the articles they are about."""
    articles = sorted((a["article_id"], a["source_hash"]) for a in recorded["articles"])
    parts = (recorded["findings"], articles)
    whole = (json.dumps(part, sort_keys=True, ensure_ascii=True).encode() for part in parts)
    findings_hash, articles_hash = (sha256(part).hexdigest() for part in whole)
    return findings_hash, articles_hash


def text(recorded: Mapping[str, Any]) -> str:
    """Return what findings.json has in it."""
    return json.dumps(recorded, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> dict[str, Any]:
    """Return what a findings.json holds; `path` is the file, or the folder of a report that it is in.

    Raises FileNotFoundError, and RecordError where it is damaged, or of a format this version does not know.
    """
    file = path / FILE if path.is_dir() else path
    try:
        recorded = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(f"{file}: no such file; make the report again to have one") from None
    except (OSError, ValueError) as error:
        raise RecordError(f"{file}: cannot be read ({error}); make the report again") from None
    if not isinstance(recorded, dict) or recorded.get("format") != FORMAT:
        of = recorded.get("format") if isinstance(recorded, dict) else None
        raise RecordError(f"{file}: is of format {of}, not {FORMAT}; make the report again")
    if lacks := next(_lacks(recorded, schema()), ""):
        raise RecordError(f"{file}: {lacks}; make the report again")
    return recorded


def _lacks(value: Any, declared: Mapping[str, Any], where: str = "") -> Iterator[str]:
    """Yield what is missing in a value, or is no object or list where one is declared."""
    kind = declared.get("type")
    if kind in ("object", "array") and not isinstance(value, dict if kind == "object" else list):
        yield f"{where or 'it'} is no {kind}"
    elif kind == "object":
        for name in declared.get("required", ()):
            if name not in value:
                yield f"{where or 'it'} has no {name}"
            else:
                yield from _lacks(value[name], declared["properties"][name], f"{where}.{name}".lstrip("."))
    elif kind == "array":
        for n, item in enumerate(value):
            yield from _lacks(item, declared["items"], f"{where}[{n}]")


@cache
def schema() -> dict[str, Any]:
    """Return the JSON schema of findings.json."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "findings.schema.json").read_text("utf-8"))
    return loaded
