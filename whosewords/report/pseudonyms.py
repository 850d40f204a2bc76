"""Other names for private persons: who gets one, and a page with these names everywhere in it."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from .. import lexicon, sheets
from ..corpus import Corpus
from ..reading import letter
from .markup import WORD, Change, Token, replaced, rewritten, tokens, words

PRIVATE = "private.csv"
"""The sheet beside a corpus that says who is private and who is public, where the rule is wrong."""
_OFFICES = ("United Nations protocol list", "AP Stylebook")
"""How roles.csv begins to name the sources of what is a public office."""
_ADDRESS = frozenset(["mr", "mrs", "ms", "miss", "dr", "sir", "lady", "lord", "prof", "professor", "the", "st", "jr"])
_JOINING = re.compile(r"[\s.\-‐’'·%+]{0,4}")
_APPOSED = re.compile(r"\s*,\s*(?:\d+,\s*)?([^,.;:!?\n]*)")
_BEFORE, _AFTER = 50, 70


class Person(NamedTuple):
    """Somebody whose name is replaced: by what, their whole names as words, and the parts that stand for them alone."""

    label: str
    whole: frozenset[tuple[str, ...]]
    parts: frozenset[str]


def read_private(folder: Path) -> dict[str, bool]:
    """Return the names in a folder's private.csv with whether each is private; none where there is no such file.

    Columns: `name`, and `is` with `private` or `public`. Raises SheetError naming file, row and column.
    """
    file = folder / PRIVATE
    if not file.is_file():
        return {}
    out = {}
    for row in sheets.read(file, ("name", "is")):
        if row.cells["is"].lower() not in ("private", "public"):
            raise sheets.mistake(file, row.number, "is", f"{row.cells['is']!r} is neither private nor public")
        out[row.cells["name"]] = row.cells["is"].lower() == "private"
    return out


def private_persons(corpus: Corpus, given: Mapping[str, bool]) -> list[Person]:
    """Return who gets another name: every person without a public office in these articles, and who else is given.

    An office is one that roles.csv has from the protocol list of the United Nations or the AP's entry on titles. It
    counts where it stands right before the person's name, behind it in apposition, or as a description of them.
    `given` overrules that, by name. What a private person shares with a public one's name stays where it stands alone.
    A name of one word goes with the longer name it is part of. What was taken for a person, but is a word in the name
    of an outlet or organisation, or an ordinary word throughout, is no person here.
    """
    said = {name.casefold(): private for name, private in given.items()}
    public, forms = _in_office(corpus), _names(corpus)
    persons = corpus.actors[corpus.actors["kind"] == "person"]
    order = {a: n for n, a in enumerate(dict.fromkeys(corpus.mentions["actor_id"]))}
    groups: list[_Named] = []
    for actor in sorted(_rows(persons), key=lambda a: (len(_parts(a.name)) < 2, order.get(a.actor_id, 0))):
        whole = {actor.name, *forms.get(actor.actor_id, ())}
        known = {n.casefold() for n in (*whole, *actor.aliases)} & said.keys()
        parts = {part for name in whole for part in _parts(name)}
        longer = next((g for g in groups if parts and parts <= g.parts), None) if len(parts) == 1 else None
        if longer and not known:
            longer.whole.update(whole)
            continue
        is_private = said[min(known)] if known else actor.actor_id not in public
        groups.append(_Named(order.get(actor.actor_id, 0), whole, parts, is_private, bool(known)))
    matched = {name.casefold() for g in groups for name in g.whole}
    groups += [
        _Named(len(order), {name}, set(_parts(name)), True, True)
        for name, private in given.items()
        if private and name.casefold() not in matched
    ]
    nobody = _nobodys(corpus)
    kept = {part for g in groups if not g.private for part in g.parts}
    out: list[Person] = []
    for g in sorted(groups, key=lambda g: g.order):
        parts = g.parts - kept
        if g.private and parts and (g.told or not g.parts <= nobody):
            whole_names = frozenset(form for name in g.whole if (form := tuple(words(name))))
            out.append(Person(f"Person {letter(len(out) + 1)}", whole_names, frozenset(parts)))
    return out


class _Named(NamedTuple):
    """A person as named: when first, by which names, with which parts, private or not, and whether that was told."""

    order: int
    whole: set[str]
    parts: set[str]
    private: bool
    told: bool


def _nobodys(corpus: Corpus) -> set[str]:
    """Return words that alone name no person: those of outlets and organisations, and ordinary ones but given names."""
    organisations = corpus.actors.loc[corpus.actors["kind"] == "organisation", "name"]
    outlets = corpus.articles["outlet"].dropna().unique()
    ordinary = corpus.sql("SELECT DISTINCT text FROM tokens WHERE regexp_matches(text, '^\\p{Ll}')")["text"]
    given = _lexicon().gender_by.keys()
    return {part for name in (*organisations, *outlets) for part in words(name)} | (set(ordinary) - given)


def without_names(html: str, corpus: Corpus, persons: Sequence[Person]) -> str:
    """Return a page with other names for these persons everywhere: in text, attributes, links and ids."""
    return rewritten(html, _renaming(corpus, persons)) if persons else html


def renamer(corpus: Corpus, persons: Sequence[Person]) -> Callable[[str], str]:
    """Return what puts other names for these persons into a plain text."""
    change = _renaming(corpus, persons)
    return lambda text: (change([text]) or [text])[0]


def _renaming(corpus: Corpus, persons: Sequence[Person]) -> Change:
    whole: dict[str, list[tuple[tuple[str, ...], Person]]] = defaultdict(list)
    parts: dict[str, list[Person]] = defaultdict(list)
    for person in persons:
        for said in person.whole:
            if len(said) > 1 or said[0] in person.parts:
                whole[said[0]].append((said, person))
        for part in person.parts:
            parts[part].append(person)
    for forms in whole.values():
        forms.sort(key=lambda form: -len(form[0]))
    found = corpus.sql("SELECT DISTINCT text FROM tokens WHERE regexp_matches(text, '^\\p{Ll}')")["text"]
    ordinary = set(found) & parts.keys()
    return lambda texts: _renamed(texts, whole, parts, ordinary)


def _names(corpus: Corpus) -> dict[str, set[str]]:
    rows = corpus.sql(
        """
        SELECT DISTINCT m.actor_id, substr(a.text, m.start + 1, m."end" - m.start) AS name
        FROM mentions m JOIN articles a USING (article_id) WHERE m.form = 'name'
        """
    )
    return {str(a): set(of) for a, of in rows.groupby("actor_id")["name"]}


def _in_office(corpus: Corpus) -> set[str]:
    """Return the actors that are named or described with an office."""
    roles = [r.role for r in _lexicon().roles if r.kind == "person" and r.source.startswith(_OFFICES)]
    listed = "|".join(map(re.escape, sorted(roles, key=len, reverse=True)))
    office = re.compile(rf"\b(?:{listed})(?!\w)", re.IGNORECASE)
    before = re.compile(rf"\b(?:{listed})\s+$", re.IGNORECASE)
    rows = corpus.sql(
        f"""
        SELECT DISTINCT m.actor_id, m.form, substr(a.text, m.start + 1, m."end" - m.start) AS name,
            substr(a.text, greatest(1, m.start + 1 - {_BEFORE}), least({_BEFORE}, m.start)) AS before,
            substr(a.text, m."end" + 1, {_AFTER}) AS after
        FROM mentions m JOIN articles a USING (article_id) JOIN actors k ON k.actor_id = m.actor_id
        WHERE k.kind = 'person' AND m.form <> 'pronoun'
        """
    )
    out = set()
    for row in _rows(rows):
        apposed = _APPOSED.match(row.after)
        behind = " ".join(apposed[1].split()[:7]) if apposed else ""
        if office.search(row.name) or (row.form == "name" and (before.search(row.before) or office.search(behind))):
            out.add(str(row.actor_id))
    return out


@cache
def _lexicon() -> lexicon.Lexicon:
    return lexicon.load()


def _rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))


def _parts(name: str) -> set[str]:
    """Return the words of a name that may stand for somebody alone: no particles, initials, roles, forms of address."""
    roles = _lexicon().role_by
    likely = [w for w in WORD.findall(name) if w[0].isupper() and len(w) > 1]
    return {w.casefold() for w in likely if w.lower() not in roles} - _ADDRESS


def _renamed(
    texts: Sequence[str],
    whole: Mapping[str, list[tuple[tuple[str, ...], Person]]],
    parts: Mapping[str, list[Person]],
    ordinary: Collection[str],
) -> list[str] | None:
    found = tokens(texts)
    said = [t.word.casefold() for t in found]
    labels: list[str | None] = [None] * len(found)
    at = 0
    while at < len(found):
        person, until = None, at
        for form, of in whole.get(said[at], ()):
            if tuple(said[at : at + len(form)]) == form and _stands(found[at].word, said[at], ordinary, len(form)):
                person, until = of, at + len(form)
                break
        if person is None and said[at] in parts and _stands(found[at].word, said[at], ordinary, 1):
            person, until = parts[said[at]][0], at + 1
        if person is None and (cut := _cut_off(texts, found[at], said[at], parts)):
            person, until = cut, at + 1
        if person is None:
            at += 1
            continue
        while until < len(found) and said[until] in person.parts and _joined(texts, found[until - 1], found[until]):
            until += 1
        labels[at:until] = [person.label] * (until - at)
        at = until
    return replaced(texts, found, labels) if any(labels) else None


def _stands(written: str, word: str, ordinary: Collection[str], size: int) -> bool:
    """Say whether a word is a name here: several words are, one in lower case only if it is no ordinary word."""
    return size > 1 or not written[0].islower() or word not in ordinary


def _cut_off(texts: Sequence[str], token: Token, word: str, parts: Mapping[str, list[Person]]) -> Person | None:
    """Return whose name a word begins that a chart or table cut off with an ellipsis."""
    if len(word) < 3 or not texts[token.piece].startswith("…", token.end):
        return None
    return next((of[0] for part, of in parts.items() if part.startswith(word)), None)


def _joined(texts: Sequence[str], before: Token, after: Token) -> bool:
    if before.piece == after.piece:
        between = texts[before.piece][before.end : after.start]
    else:
        between = texts[before.piece][before.end :] + "".join(texts[before.piece + 1 : after.piece])
        between += texts[after.piece][: after.start]
    return _JOINING.fullmatch(between) is not None
