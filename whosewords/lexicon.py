"""The lexicons: labels, distancing markers, reporting cues and role descriptions, read from CSV and checked.

The files are made to be edited in a spreadsheet; `data/lexicons/README.md` explains their columns and the pattern
language. A mistake in one of them is a LexiconError that names the file, the row as a spreadsheet counts it, and the
column.
"""

import csv
import hashlib
import io
import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from . import limits, paths
from .sheets import separator
from .tables import Stance

FILES = ("labels.csv", "markers.csv", "cues.csv", "roles.csv", "given_names.csv", "places.csv")
CuePos = Literal["verb", "noun", "phrase"]
CueAct = Literal["speech", "thought", "attitude"]
Frame = Literal[
    "clause", "quote", "object", "infinitive", "gerund", "predicate", "addressee", "source", "parenthetical",
    "for", "of", "about", "against", "on", "as", "to", "at", "over", "with", "object:among",
]  # fmt: skip
RoleKind = Literal["person", "group", "organisation", "document"]
Gender = Literal["f", "m"]
MarkerKind = Literal["distancing", "unproven", "naming"]
Side = Literal["supporters", "opponents", "neutral"]
Scope = Literal["noun phrase", "clause", "complement"]
Pos = Literal["NOUN", "VERB", "ADJ", "ADV"]
MAX_FORMS = 2000
"""A pattern that stands for more spellings than this is refused."""

_Row = TypeVar("_Row")


class LabelEntry(NamedTuple):
    """A row of labels.csv: words that call a class of things (`referent`) by one side's name or a neutral one.

    `side` is who calls the thing so: those who side with it, those who oppose it, or neither; `topic` is the field that
    the referent belongs to.
    """

    entry: str
    pattern: str
    frame: str
    topic: str
    referent: str
    side: Side
    alternatives: str
    note: str
    source: str


class MarkerEntry(NamedTuple):
    """A row of markers.csv: words that hold a phrase at arm's length, and which phrase (`scope`)."""

    marker: str
    pattern: str
    kind: MarkerKind
    scope: Scope
    source: str


class Cue(NamedTuple):
    """A row of cues.csv: a verb, noun or phrase that introduces what somebody said, thought or wants."""

    lemma: str
    pos: CuePos
    act: CueAct
    stance: Stance
    frames: tuple[str, ...]
    source: str


class Role(NamedTuple):
    """A row of roles.csv: the head of a role description, and the roles the same actor may also be called by."""

    role: str
    same_as: tuple[str, ...]
    gender: Gender | None
    kind: RoleKind
    source: str


class GivenName(NamedTuple):
    """A row of given_names.csv: a given name that goes with one gender nearly always."""

    name: str
    gender: Gender


class Place(NamedTuple):
    """A row of places.csv: names of a place, its people (adjectives too), and the seats of its power."""

    names: frozenset[str]
    people: frozenset[str]
    seats: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """The lexicons in file order, and the SHA-256 of each file."""

    labels: tuple[LabelEntry, ...]
    markers: tuple[MarkerEntry, ...]
    cues: tuple[Cue, ...]
    roles: tuple[Role, ...]
    names: tuple[GivenName, ...]
    places: tuple[Place, ...]
    hashes: dict[str, str]

    @cached_property
    def label_by(self) -> dict[str, LabelEntry]:
        """The labels by entry."""
        return {row.entry: row for row in self.labels}

    @cached_property
    def verb_cues(self) -> dict[str, Cue]:
        """The verbs by lemma; verbs with a particle as "point out"."""
        return {cue.lemma.lower(): cue for cue in self.cues if cue.pos == "verb"}

    @cached_property
    def noun_cues(self) -> dict[str, Cue]:
        """The nouns by lemma."""
        return {cue.lemma.lower(): cue for cue in self.cues if cue.pos == "noun"}

    @cached_property
    def phrase_cues(self) -> dict[str, tuple[tuple[tuple[str, ...], Cue], ...]]:
        """The phrases by first word: their words as spaCy cuts them, with "X" where the source stands."""
        found: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        for cue in self.cues:
            if cue.pos == "phrase":
                for mark in ("'", "’") if "'" in cue.lemma else ("",):
                    words = cue.lemma.replace("'", f" {mark}").split()
                    words = [word if word == "X" else word.lower() for word in words]
                    found.setdefault(words[0], []).append((tuple(words if "X" in words else [*words, "X"]), cue))
        return {first: tuple(phrases) for first, phrases in found.items()}

    @cached_property
    def role_by(self) -> dict[str, Role]:
        """The roles by name in lower case."""
        return {role.role.lower(): role for role in self.roles}

    @cached_property
    def gender_by(self) -> dict[str, Gender]:
        """The gender of given names, by name in lower case."""
        return {row.name.casefold(): row.gender for row in self.names}


class LexiconError(ValueError):
    """A mistake in a lexicon file: where it is and what to do."""


class Form(NamedTuple):
    """One spelling of a pattern, in lower case, with a space for every hyphen.

    `parts` are the stretches of text around the gaps (one where there is no gap); `tags` are the parts of speech
    asked of words, each with the part and the offset where its word begins.
    """

    parts: tuple[str, ...]
    tags: tuple[tuple[int, int, Pos], ...]


def load(folder: Path | None = None) -> Lexicon:
    """Read and check the CSV files of a folder, by default the project's own; unchanged ones only once.

    Raises LexiconError for the first mistake found.
    """
    folder = paths.lexicons() if folder is None else folder
    return _load(folder, tuple(_hash(folder / name) for name in FILES))


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise LexiconError(f"{file.name} cannot be read ({error.strerror}); put it back") from None


@lru_cache(maxsize=4)
def _load(folder: Path, as_they_are: tuple[str, ...]) -> Lexicon:
    hashes: dict[str, str] = {}
    labels = _read(folder / "labels.csv", LabelEntry, _label, hashes)
    _unique("labels.csv", "entry", labels, lambda row: [row.entry.lower()])
    _unique("labels.csv", "pattern", labels, lambda row: forms(row.pattern))
    markers = _read(folder / "markers.csv", MarkerEntry, _marker, hashes)
    _unique("markers.csv", "marker", markers, lambda row: [row.marker.lower()])
    _unique("markers.csv", "pattern", markers, lambda row: forms(row.pattern))
    cues = _read(folder / "cues.csv", Cue, _cue, hashes)
    _unique("cues.csv", "lemma", cues, lambda row: [(row.lemma.lower(), row.pos)])
    roles = _read(folder / "roles.csv", Role, _role, hashes)
    _unique("roles.csv", "role", roles, lambda row: [row.role.lower()])
    known = {row.role.lower() for _, row in roles}
    for number, role in roles:
        for other in role.same_as:
            if other.lower() not in known:
                raise _error("roles.csv", number, "same_as", f"{other!r} has no row of its own; add one or take it out")
    names = _read(folder / "given_names.csv", GivenName, _given_name, hashes)
    _unique("given_names.csv", "name", names, lambda row: [row.name.casefold()])
    places = _read(folder / "places.csv", Place, _place, hashes)
    rows = [tuple(row for _, row in table) for table in (labels, markers, cues, roles, names, places)]
    return Lexicon(*rows, hashes=hashes)  # type: ignore[arg-type, misc]


@cache
def forms(pattern: str) -> tuple[Form, ...]:
    """Return every spelling a pattern stands for: its alternatives, inflections, hyphenations and two Englishes.

    The pattern language is described in `data/lexicons/README.md`. Raises ValueError, saying what is wrong with it.
    """
    found: dict[Form, None] = {}
    for words, joins in _alternatives(pattern):
        for choice in _product([_spellings(word, last) for word, last in words], pattern):
            for gaps in _product([_JOINS[join] for join in joins], pattern):
                found[_form(choice, gaps)] = None
        if len(found) > MAX_FORMS:
            raise ValueError(f"{pattern!r} stands for more than {MAX_FORMS} spellings; split it into several rows")
    return tuple(found)


_JOINS = {" ": (" ",), "-": (" ", ""), "…": ("…",)}
_TOKEN = re.compile(r"\s*([()|])\s*|\s*(…|\.\.\.)\s*|(\s+)|\s*([-‐‑‒–—])\s*|([^\s()|…‐‑‒–—-]+)")
_WORD = re.compile(r"[^\W_][^\W_'.&]*(?:['.&][^\W_]*)*")


def _alternatives(pattern: str) -> list[tuple[list[tuple[str, bool]], list[str]]]:
    """Expand `|` and brackets: for each alternative its words (each with "is the last") and what joins them."""
    tokens, place = [], 0
    for match in _TOKEN.finditer(pattern.strip()):
        if match.start() != place:
            break
        place = match.end()
        bracket, gap, space, hyphen, word = match.groups()
        tokens.append(bracket or ("…" if gap else " " if space else "-" if hyphen else word))
    if place != len(pattern.strip()):
        raise ValueError(f"{pattern!r} cannot be read from {pattern.strip()[place:]!r} on")
    branches, rest = _branches(tokens, 0, pattern)
    if rest != len(tokens):
        raise ValueError(f"{pattern!r} closes a bracket that was never opened")
    return [_sequence(branch, pattern) for branch in branches]


def _branches(tokens: list[str], at: int, pattern: str, depth: int = 0) -> tuple[list[list[str]], int]:
    """Read alternatives up to a closing bracket or the end; return them and where reading stopped."""
    if depth > 3:
        raise ValueError(f"{pattern!r} has brackets more than three deep; split it into several rows")
    done: list[list[str]] = []
    open_: list[list[str]] = [[]]
    while at < len(tokens) and tokens[at] != ")":
        if tokens[at] == "|":
            done, open_ = done + open_, [[]]
        elif tokens[at] == "(":
            inner, at = _branches(tokens, at + 1, pattern, depth + 1)
            if at == len(tokens):
                raise ValueError(f"{pattern!r} opens a bracket that is never closed")
            after = tokens[at + 1] if at + 1 < len(tokens) else ")"
            open_ = [[*left, *_spaced(left), *right] for left in open_ for right in inner]
            if after not in ")|-… ":
                open_ = [[*branch, *_spaced(branch)] for branch in open_]
        else:
            open_ = [[*branch, tokens[at]] for branch in open_]
        if len(done) + len(open_) > MAX_FORMS:
            raise ValueError(f"{pattern!r} stands for more than {MAX_FORMS} spellings; split it into several rows")
        at += 1
    return done + open_, at


def _spaced(branch: list[str]) -> list[str]:
    """Return a space, where a bracket swallowed the one that stood there."""
    return [" "] if branch and branch[-1] not in " -…" else []


def _sequence(tokens: list[str], pattern: str) -> tuple[list[tuple[str, bool]], list[str]]:
    words: list[str] = []
    joins: list[str] = []
    pending = ""
    for piece in tokens:
        if piece in _JOINS:
            pending = piece if piece != " " or not pending else pending
        else:
            if words:
                joins.append(pending)
            elif pending and pending != " ":
                raise ValueError(f"{pattern!r}: an alternative begins with {pending!r}; begin it with a word")
            words.append(piece)
            pending = ""
    if not words:
        raise ValueError(f"{pattern!r} has an empty alternative; every alternative needs a word")
    if pending not in ("", " "):
        raise ValueError(f"{pattern!r}: an alternative ends with {pending!r}; end it with a word")
    return [(word, number == len(words) - 1) for number, word in enumerate(words)], joins


def _product(choices: Sequence[Sequence[Any]], pattern: str) -> Iterator[tuple[Any, ...]]:
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > MAX_FORMS:
        raise ValueError(f"{pattern!r} stands for more than {MAX_FORMS} spellings; split it into several rows")
    return itertools.product(*choices)


def _form(words: Sequence[tuple[str, Pos | None]], joins: Sequence[str]) -> Form:
    parts, tags = [""], []
    for (word, tag), join in zip(words, ["", *joins], strict=True):
        if join == "…":
            parts.append("")
        else:
            parts[-1] += join
        if tag:
            tags.append((len(parts) - 1, len(parts[-1]), tag))
        parts[-1] += word
    return Form(tuple(parts), tuple(tags))


@cache
def _spellings(written: str, last: bool) -> tuple[tuple[str, Pos | None], ...]:
    """Return a pattern word in every inflection and spelling, with the part of speech asked of it."""
    word, slash, tag = written.partition("/")
    if slash and tag not in get_args(Pos):
        raise ValueError(f"{written!r}: after the slash write one of {', '.join(get_args(Pos))}")
    word = word.replace("’", "'").lower()
    exact = word.endswith("!")
    word = word.removesuffix("!")
    if not _WORD.fullmatch(word):
        raise ValueError(f"{written!r} is not a word")
    pos: Pos | None = tag if slash else None  # type: ignore[assignment]
    seen: dict[str, None] = {}
    for spelling in _englishes(word):
        if exact or pos in ("ADJ", "ADV"):
            seen[spelling] = None
        elif pos == "VERB":
            seen.update(dict.fromkeys(_verb(spelling)))
        elif last or pos == "NOUN":
            seen.update(dict.fromkeys((spelling, plural(spelling))))
        else:
            seen[spelling] = None
    return tuple((spelling, pos) for spelling in seen)


_SWAPS = (
    (r"(?<=..)is(?=(e|es|ed|ing|er|ers|ation|ations)$)", "iz"),
    (r"(?<=..)iz(?=(e|es|ed|ing|er|ers|ation|ations)$)", "is"),
    (r"(?<=...)our(?=(s|ed|ing|er|ers|ful|able|hood|hoods|ist|ists|)$)", "or"),
    (r"(?<=...)or(?=(ed|ing|er|ers|ful|able|hood|hoods|)$)", "our"),
    (r"(?<=..)fence(?=(s|less|)$)", "fense"),
    (r"(?<=..)fense(?=(s|less|)$)", "fence"),
    (r"(?<=cen)tre(?=(s|)$)", "ter"),
    (r"programme(?=(s|)$)", "program"),
    (r"program(?=(s|)$)", "programme"),
)


def _englishes(word: str) -> list[str]:
    """Return a word in British and American spelling; what no English spells so is never met in a text."""
    out = [word]
    for pattern, other in _SWAPS:
        swapped = re.sub(pattern, other, word)
        if swapped not in out:
            out.append(swapped)
    return out


def plural(noun: str) -> str:
    """Return the plural of a noun in lower case, as patterns spell it."""
    if noun.endswith(("man", "woman")) and noun not in ("human", "german", "roman"):
        return noun[:-2] + "en"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


_IRREGULAR = {
    "be": "is are was were been being",
    "break": "breaks broke broken breaking",
    "fight": "fights fought fighting",
    "flee": "flees fled fleeing",
    "give": "gives gave given giving",
    "go": "goes went gone going",
    "hold": "holds held holding",
    "keep": "keeps kept keeping",
    "kill": "kills killed killing",
    "know": "knows knew known knowing",
    "lay": "lays laid laying",
    "put": "puts putting",
    "quell": "quells quelled quelling",
    "run": "runs ran running",
    "seize": "seizes seized seizing",
    "see": "sees saw seen seeing",
    "shoot": "shoots shot shooting",
    "take": "takes took taken taking",
    "think": "thinks thought thinking",
    "wipe": "wipes wiped wiping",
}


def _verb(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return [verb, *_IRREGULAR[verb].split()]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    third = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s")
    regular = [verb, third, verb + "ed", verb + "ing"]
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb):
        regular += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    return regular


def _read(
    file: Path, row_type: type[_Row], make: Callable[[Callable[[str], str]], _Row], hashes: dict[str, str]
) -> list[tuple[int, _Row]]:
    """Return the rows of a file with their numbers in a spreadsheet, and note the file's hash."""
    try:
        data = limits.read(file)
    except limits.LimitError as error:
        raise LexiconError(f"{file.name}: {error}") from None
    except OSError as error:
        raise LexiconError(f"{file.name} cannot be read ({error.strerror}); put it back") from None
    hashes[file.name] = hashlib.sha256(data).hexdigest()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LexiconError(f"{file.name} is not UTF-8; save it from the spreadsheet as “CSV UTF-8”") from None
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True))
    except csv.Error as error:
        raise LexiconError(f"{file.name} is not a CSV file ({error}); save it from the spreadsheet again") from None
    names: tuple[str, ...] = row_type._fields  # type: ignore[attr-defined]
    header = [cell.strip() for cell in table[0]] if table else []
    for name in names:
        if header.count(name) != 1:
            raise _error(file.name, 1, name, f"the first row must name every column once: {', '.join(names)}")
    for name in header:
        if name and name not in names:
            raise _error(file.name, 1, name, f"no such column; the columns are {', '.join(names)}")
    rows = []
    for number, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        for surplus in cells[len(header) :]:
            if surplus.strip():
                raise _error(file.name, number, names[-1], f"{surplus!r} is beyond the last column; quote the comma")
        record = dict(itertools.zip_longest(header, cells[: len(header)], fillvalue=""))
        try:
            rows.append((number, make(lambda column, record=record: record[column].strip())))  # type: ignore[misc]
        except _MistakeError as mistake:
            raise _error(file.name, number, mistake.column, mistake.what) from None
    if not rows:
        raise LexiconError(f"{file.name} has no rows below the first; fill it in or put the file back")
    return rows


def _error(file: str, row: int, column: str, what: str) -> LexiconError:
    return LexiconError(f"{file}, row {row}, column {column}: {what}")


class _MistakeError(Exception):
    def __init__(self, column: str, what: str) -> None:
        super().__init__(column, what)
        self.column, self.what = column, what


_Cell = Callable[[str], str]


def _label(cell: _Cell) -> LabelEntry:
    _pattern(cell, gaps=False)
    return LabelEntry(
        entry=_filled(cell, "entry"),
        pattern=cell("pattern"),
        frame=_filled(cell, "frame"),
        topic=_filled(cell, "topic"),
        referent=_filled(cell, "referent"),
        side=_one_of(cell, "side", Side),
        alternatives=cell("alternatives"),
        note=cell("note"),
        source=_filled(cell, "source"),
    )


def _marker(cell: _Cell) -> MarkerEntry:
    _pattern(cell, gaps=True)
    kind, scope = _one_of(cell, "kind", MarkerKind), _one_of(cell, "scope", Scope)
    return MarkerEntry(_filled(cell, "marker"), cell("pattern"), kind, scope, _filled(cell, "source"))


def _cue(cell: _Cell) -> Cue:
    frames = tuple(cell("frames").split())
    for frame in frames or ("",):
        if frame not in get_args(Frame):
            raise _MistakeError("frames", f"{frame!r} is none of {', '.join(get_args(Frame))}")
    pos = _one_of(cell, "pos", CuePos)
    if (pos == "phrase") != (frames == ("parenthetical",)):
        raise _MistakeError("frames", "a phrase has the frame parenthetical, and nothing else has it")
    act, stance = _one_of(cell, "act", CueAct), _one_of(cell, "stance", Stance)
    return Cue(_filled(cell, "lemma"), pos, act, stance, frames, _filled(cell, "source"))


def _role(cell: _Cell) -> Role:
    same_as = tuple(name.strip() for name in cell("same_as").split("|") if name.strip())
    gender = _one_of(cell, "gender", Gender) if cell("gender") else None
    return Role(_filled(cell, "role"), same_as, gender, _one_of(cell, "kind", RoleKind), _filled(cell, "source"))


def _place(cell: _Cell) -> Place:
    return Place(*(frozenset(w.strip() for w in cell(c).split(";") if w.strip()) for c in Place._fields))


def _given_name(cell: _Cell) -> GivenName:
    return GivenName(_filled(cell, "name"), _one_of(cell, "gender", Gender))


def _filled(cell: _Cell, column: str) -> str:
    if not cell(column):
        raise _MistakeError(column, "is empty; fill it in")
    return cell(column)


def _one_of(cell: _Cell, column: str, choices: Any) -> Any:
    if cell(column) not in get_args(choices):
        raise _MistakeError(column, f"{cell(column)!r} is none of {', '.join(get_args(choices))}")
    return cell(column)


def _pattern(cell: _Cell, gaps: bool) -> None:
    _filled(cell, "pattern")
    try:
        found = forms(cell("pattern"))
    except ValueError as error:
        raise _MistakeError("pattern", str(error)) from None
    if any(len(form.parts) > (2 if gaps else 1) for form in found):
        raise _MistakeError("pattern", "one gap (…) is allowed in a marker, none in a label")


def _unique(
    file: str, column: str, rows: Sequence[tuple[int, _Row]], keys: Callable[[_Row], Iterable[Hashable]]
) -> None:
    seen: dict[Hashable, int] = {}
    for number, row in rows:
        own = dict.fromkeys(keys(row), number)
        for key in own:
            if key in seen:
                shown = " … ".join(key.parts) if isinstance(key, Form) else key
                raise _error(file, number, column, f"{shown!r} is already in row {seen[key]}; keep one of the two")
        seen.update(own)
