"""What a page made for sharing does not show: articles beyond short passages, and the names of private persons."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple

from .. import lexicon, sheets
from ..corpus import Corpus
from ..findings import Finding
from ..reading import SHORTENED, letter

SHARE = 0.25
"""Of an article's words, the most that a page of excerpts shows, its headline aside; one sentence is always allowed."""
RUN = 3
"""Sentences in a row that a page of excerpts shows at most."""
GRAM = 8
"""Words in a row of a sentence that is not to be shown, from which on they are cut out wherever they stand."""
LEAST = 4
"""Words of a sentence that is cut out whole where it is shorter than that; below, it is no text of anybody's."""
PRIVATE = "private.csv"
"""The sheet beside a corpus that says who is private and who is public, where the rule is wrong."""

Allowed = Mapping[str, Collection[int]]
_OFFICES = ("United Nations protocol list", "AP Stylebook")
_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_INLINE = frozenset(["span", "a", "b", "em", "i", "mark", "strong", "sub", "sup", "small", "code", "q", "cite", "tspan"])
_DRAWN = frozenset(["class", "style", "d", "points", "transform", "viewbox", "x", "y", "width", "height", "rel", "type"])
_NAMING = frozenset(["id", "for", "headers", "name", "aria-labelledby", "aria-describedby", "aria-controls"])
_ITEM = re.compile(r'<li>((?:(?!</li>).)*?)<span class="ww-where">(?:(?!</li>).)*</li>', re.DOTALL)
_NONE_LEFT = re.compile(r"<ol>\s*((?:<li>… and [\d,]+ more\.</li>)?)\s*</ol>")
_JOINING = re.compile(r"[\s.\-‐’'·%+]{0,4}")
_BEFORE, _AFTER = 50, 70


class _Token(NamedTuple):
    """A word of a block: the piece it is in, where, and the word itself."""

    piece: int
    start: int
    end: int
    word: str


class Person(NamedTuple):
    """Somebody whose name is replaced: by what, their whole names as words, and the parts that stand for them alone."""

    label: str
    whole: frozenset[tuple[str, ...]]
    parts: frozenset[str]


# excerpts --------------------------------------------------------------------------------------------------


def excerpts(corpus: Corpus, found: Sequence[Finding]) -> dict[str, set[int]]:
    """Return the sentences of each article that may be shown: its headline, then evidence, up to SHARE of its words.

    Evidence of findings comes first, then sentences with labels and markers, then those with attributions, never more
    than RUN in a row. A sentence that several articles print counts for each of them.
    """
    rows = corpus.sql(
        """
        SELECT s.article_id, s.sentence_id, s.in_headline, substr(a.text, s.start + 1, s."end" - s.start) AS text
        FROM sentences s JOIN articles a USING (article_id) ORDER BY ALL
        """
    )
    words = {(r.article_id, r.sentence_id): tuple(_words(r.text)) for r in rows.itertuples(index=False)}
    same: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    totals: dict[str, int] = defaultdict(int)
    allowed: dict[str, set[int]] = {a: set() for a in corpus.articles["article_id"]}
    heads: dict[str, set[int]] = defaultdict(set)
    for place, row in zip(words, rows.itertuples(index=False), strict=True):
        same[words[place]].append(place)
        if row.in_headline:
            heads[row.article_id].add(row.sentence_id)
        else:
            totals[row.article_id] += len(words[place])
    used: dict[str, int] = defaultdict(int)
    for place in _by_weight(corpus, found):
        if place not in words:
            continue
        places = [p for p in dict.fromkeys(same[words[place]]) if p[1] not in heads[p[0]]]
        if all(_fits(allowed[a], n, used[a], len(words[place]), totals[a]) for a, n in places):
            for article_id, n in places:
                if n not in allowed[article_id]:
                    allowed[article_id].add(n)
                    used[article_id] += len(words[place])
    return {a: of | heads[a] for a, of in allowed.items()}


def _by_weight(corpus: Corpus, found: Sequence[Finding]) -> Iterable[tuple[str, int]]:
    """Yield sentences, those that matter most first."""
    for finding in found:
        yield from ((str(a), int(s)) for a, s in finding.evidence[["article_id", "sentence_id"]].itertuples(index=False))
    more = corpus.sql(
        """
        SELECT article_id, sentence_id FROM (
            SELECT article_id, sentence_id, 0 AS rank FROM labels UNION ALL
            SELECT article_id, sentence_id, 1 FROM markers JOIN segments USING (article_id, segment_id) UNION ALL
            SELECT article_id, sentence_id, 2 FROM segments WHERE voice <> 'own')
        GROUP BY ALL ORDER BY min(rank), article_id, sentence_id
        """
    )
    yield from ((str(a), int(s)) for a, s in more.itertuples(index=False))


def _fits(allowed: Collection[int], sentence: int, used: int, words: int, total: int) -> bool:
    """Say whether one more sentence keeps an article within SHARE and RUN; the first one always does."""
    if sentence in allowed or not allowed:
        return True
    low = high = sentence
    while low - 1 in allowed:
        low -= 1
    while high + 1 in allowed:
        high += 1
    return high - low < RUN and used + words <= SHARE * total


def without_text(html: str, corpus: Corpus, allowed: Allowed) -> str:
    """Return a page with […] for all article text, in any place of it, that is not in an allowed sentence.

    Sentences listed as evidence of which nothing is left are taken out.
    """
    grams = _grams(corpus, allowed)
    if grams:
        known = {word for gram in grams for word in gram}
        shortest = min(len(gram) for gram in grams)
        html = _rewritten(html, lambda texts: _shortened(texts, grams, known, shortest))
    html = _ITEM.sub(lambda m: "" if _nothing_left(m[1]) else m[0], html)
    return _NONE_LEFT.sub(lambda m: f'<ol><li class="ww-where">{SHORTENED}</li>{m[1]}</ol>', html)


def _grams(corpus: Corpus, allowed: Allowed) -> set[tuple[str, ...]]:
    """Return the runs of words that may not be shown."""
    hidden: set[tuple[str, ...]] = set()
    shown: set[tuple[str, ...]] = set()
    for article in corpus.articles.itertuples(index=False):
        of = allowed.get(article.article_id, ())
        title = article.title if isinstance(article.title, str) else ""
        shown |= _runs(_words(title))
        for s in corpus.of_article("sentences", article.article_id).itertuples(index=False):
            runs = _runs(_words(article.text[s.start : s.end]))
            if s.sentence_id in of:
                shown |= runs
            else:
                hidden |= runs
    return hidden - shown


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    if len(words) < LEAST:
        return set()
    size = min(GRAM, len(words))
    return {tuple(words[n : n + size]) for n in range(len(words) - size + 1)}


def _shortened(
    texts: Sequence[str], grams: Collection[tuple[str, ...]], known: Collection[str], shortest: int
) -> list[str] | None:
    tokens = _tokens(texts)
    words = [t.word.casefold() for t in tokens]
    hidden = [False] * len(words)
    begin = 0
    while begin < len(words):
        end = begin
        while end < len(words) and words[end] in known:
            end += 1
        for at in range(begin, end - shortest + 1):
            for size in range(shortest, min(GRAM, end - at) + 1):
                if tuple(words[at : at + size]) in grams:
                    hidden[at : at + size] = [True] * size
        begin = end + 1
    return _replaced(texts, tokens, [SHORTENED if h else None for h in hidden]) if any(hidden) else None


def _nothing_left(item: str) -> bool:
    text = _MARKUP.sub("", item)
    return SHORTENED in text and not _words(text)


# names -----------------------------------------------------------------------------------------------------


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
    """
    said = {name.casefold(): private for name, private in given.items()}
    offices = _offices()
    names = _names(corpus)
    private: list[tuple[str, set[str]]] = []
    public: list[set[str]] = []
    matched: set[str] = set()
    persons = corpus.actors[corpus.actors["kind"] == "person"]
    order = {a: n for n, a in enumerate(dict.fromkeys(corpus.mentions["actor_id"]))}
    for actor in sorted(persons.itertuples(index=False), key=lambda a: order.get(a.actor_id, len(order))):
        whole = {actor.name, *names.get(actor.actor_id, ())}
        known = {n.casefold() for n in (*whole, *actor.aliases)} & said.keys()
        matched |= known
        is_private = said[min(known)] if known else not _holds_office(corpus, actor.actor_id, offices)
        if is_private:
            private.append((actor.name, whole))
        else:
            public.append(whole)
    private += [(name, {name}) for name, is_it in given.items() if is_it and name.casefold() not in matched]
    kept = {part for whole in public for name in whole for part in _parts(name)}
    return [
        Person(
            f"Person {letter(n)}",
            frozenset(words for name in whole if (words := tuple(_words(name)))),
            frozenset(part for name in whole for part in _parts(name)) - kept,
        )
        for n, (_, whole) in enumerate(private, 1)
    ]


def without_names(html: str, corpus: Corpus, persons: Sequence[Person]) -> str:
    """Return a page with other names for these persons everywhere: in text, attributes, links and ids."""
    if not persons:
        return html
    whole: dict[str, list[tuple[tuple[str, ...], Person]]] = defaultdict(list)
    parts: dict[str, list[Person]] = defaultdict(list)
    for person in persons:
        for words in person.whole:
            if len(words) > 1 or words[0] in person.parts:
                whole[words[0]].append((words, person))
        for part in person.parts:
            parts[part].append(person)
    for forms in whole.values():
        forms.sort(key=lambda form: -len(form[0]))
    found = corpus.sql("SELECT DISTINCT text FROM tokens WHERE regexp_matches(text, '^\\p{Ll}')")["text"]
    ordinary = set(found) & parts.keys()
    return _rewritten(html, lambda texts: _renamed(texts, whole, parts, ordinary))


def _offices() -> re.Pattern[str]:
    roles = [r.role for r in lexicon.load().roles if r.kind == "person" and r.source.startswith(_OFFICES)]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(roles, key=len, reverse=True)))})(?!\w)", re.IGNORECASE)


def _names(corpus: Corpus) -> dict[str, set[str]]:
    rows = corpus.sql(
        """
        SELECT DISTINCT m.actor_id, substr(a.text, m.start + 1, m."end" - m.start) AS name
        FROM mentions m JOIN articles a USING (article_id) WHERE m.form = 'name'
        """
    )
    return {str(a): set(of) for a, of in rows.groupby("actor_id")["name"]}


def _holds_office(corpus: Corpus, actor_id: str, offices: re.Pattern[str]) -> bool:
    rows = corpus.sql(
        f"""
        SELECT m.form, substr(a.text, m.start + 1, m."end" - m.start) AS name,
            substr(a.text, greatest(1, m.start + 1 - {_BEFORE}), least({_BEFORE}, m.start)) AS before,
            substr(a.text, m."end" + 1, {_AFTER}) AS after
        FROM mentions m JOIN articles a USING (article_id) WHERE m.actor_id = $actor AND m.form <> 'pronoun'
        """,
        {"actor": actor_id},
    )
    for row in rows.itertuples(index=False):
        if offices.search(row.name):
            return True
        if row.form == "name" and any(not row.before[m.end() :].strip() for m in offices.finditer(row.before)):
            return True
        apposed = re.match(r"\s*,\s*(?:\d+,\s*)?([^,.;:!?\n]*)", row.after)
        if row.form == "name" and apposed and offices.search(" ".join(apposed[1].split()[:7])):
            return True
    return False


def _parts(name: str) -> set[str]:
    """Return the words of a name that may stand for somebody alone: not particles, initials, roles or forms of address."""
    roles = lexicon.load().role_by
    words = [w for w in _WORD.findall(name) if w[0].isupper() and len(w) > 1]
    return {w.casefold() for w in words if w.lower() not in roles} - _ADDRESS


_ADDRESS = frozenset(["mr", "mrs", "ms", "miss", "dr", "sir", "lady", "lord", "prof", "professor", "the", "st", "jr"])


def _renamed(
    texts: Sequence[str],
    whole: Mapping[str, list[tuple[tuple[str, ...], Person]]],
    parts: Mapping[str, list[Person]],
    ordinary: Collection[str],
) -> list[str] | None:
    tokens = _tokens(texts)
    words = [t.word.casefold() for t in tokens]
    labels: list[str | None] = [None] * len(tokens)
    at = 0
    while at < len(tokens):
        person, until = None, at
        for form, of in whole.get(words[at], ()):
            if tuple(words[at : at + len(form)]) == form and _stands(tokens[at].word, words[at], ordinary, len(form)):
                person, until = of, at + len(form)
                break
        if person is None and words[at] in parts and _stands(tokens[at].word, words[at], ordinary, 1):
            person, until = parts[words[at]][0], at + 1
        if person is None and (cut := _cut_off(texts, tokens[at], words[at], parts)):
            person, until = cut, at + 1
        if person is None:
            at += 1
            continue
        while until < len(tokens) and words[until] in person.parts and _joined(texts, tokens[until - 1], tokens[until]):
            until += 1
        labels[at:until] = [person.label] * (until - at)
        at = until
    return _replaced(texts, tokens, labels) if any(labels) else None


def _stands(written: str, word: str, ordinary: Collection[str], size: int) -> bool:
    """Say whether a word is a name here: several words are, one in lower case only if it is no ordinary word."""
    return size > 1 or not written[0].islower() or word not in ordinary


def _cut_off(texts: Sequence[str], token: _Token, word: str, parts: Mapping[str, list[Person]]) -> Person | None:
    """Return whose name a word begins that a chart or table cut off with an ellipsis."""
    if len(word) < 3 or not texts[token.piece].startswith("…", token.end):
        return None
    return next((of[0] for part, of in parts.items() if part.startswith(word)), None)


def _joined(texts: Sequence[str], before: _Token, after: _Token) -> bool:
    if before.piece == after.piece:
        between = texts[before.piece][before.end : after.start]
    else:
        between = texts[before.piece][before.end :] + "".join(texts[before.piece + 1 : after.piece])
        between += texts[after.piece][: after.start]
    return _JOINING.fullmatch(between) is not None


# the page --------------------------------------------------------------------------------------------------


def _rewritten(html: str, change: Callable[[Sequence[str]], list[str] | None]) -> str:
    """Return a page with its text changed: `change` gets the pieces of a block, and gives them anew or None.

    Pieces of one block stand in inline elements beside each other; what only screen readers hear is a block of its
    own, and so is each attribute.
    """
    parts = _MARKUP.split(html)
    block: list[int] = []

    def end(places: list[int]) -> None:
        changed = change([unescape(parts[n]) for n in places]) if places else None
        for n, text in zip(places, changed or (), strict=False):
            parts[n] = escape(text, quote=False)

    aside = False
    for n, part in enumerate(parts):
        if n % 2 == 0:
            if aside:
                end([n])
            elif part:
                block.append(n)
            continue
        tag = _TAG.match(part)
        if part.startswith(("<script", "<style")) or not tag:
            continue
        if tag[1].lower() not in _INLINE:
            end(block)
            block = []
        aside = 'class="ww-hidden"' in part
        if "=" in part:
            parts[n] = _ATTRIBUTE.sub(lambda m: _attribute(m, change), part)
    end(block)
    return "".join(parts)


def _attribute(match: re.Match[str], change: Callable[[Sequence[str]], list[str] | None]) -> str:
    name, value = match[1].lower(), match[2]
    if name in _DRAWN or value.startswith("data:"):
        return match[0]
    text = unescape(value)
    changed = change([text])
    if changed is None:
        return match[0]
    place = "#" if name in ("href", "xlink:href") and text.startswith("#") else ""
    if name in _NAMING or place:
        told = place + "h" + hashlib.sha256(changed[0].removeprefix("#").encode()).hexdigest()[:12]
        told += hashlib.sha256(text.removeprefix("#").encode()).hexdigest()[:4]
    else:
        told = changed[0]
    return f' {match[1]}="{escape(told)}"'


def _tokens(texts: Sequence[str]) -> list[_Token]:
    return [_Token(n, m.start(), m.end(), m[0]) for n, text in enumerate(texts) for m in _WORD.finditer(text)]


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _replaced(texts: Sequence[str], tokens: Sequence[_Token], labels: Sequence[Any]) -> list[str]:
    """Return the pieces with each run of tokens of one label replaced by it, what stands between them too."""
    out: list[list[str]] = [[] for _ in texts]
    at = [0] * len(texts)
    before: str | None = None
    for token, label in zip(tokens, labels, strict=True):
        if label is not None:
            if label != before:
                out[token.piece] += [texts[token.piece][at[token.piece] : token.start], label]
            at[token.piece] = token.end
        before = label
    return ["".join(out[n]) + text[at[n] :] for n, text in enumerate(texts)]
