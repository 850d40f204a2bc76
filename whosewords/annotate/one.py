"""One article to its rows of all tables; and those with the actors of a corpus in place of its own."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import actors, tables
from ..actors import ARTICLE_ACTOR, Cast, Record
from ..attribution import Found, Quoted, at_least, find_attributions
from ..attribution.translated import translated
from ..cleaning import find_quotations
from ..labels import find_labels, find_markers, label_rows, marker_rows
from ..lexicon import Lexicon
from ..sentiment import DEFAULT, score_segments
from ..tables import ARTICLE, CHAIN_ARROW, UNKNOWN, Article
from ..voices import chain_of, is_word, scare_quotes, segments, sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Annotated(NamedTuple):
    """An article with its rows of the other tables; actors are positions in `cast` until the corpus is put together."""

    article: Article
    cast: list[Record]
    rows: dict[str, list[Any]]


def annotate_doc(
    article: Article, doc: "Doc", lexicon: Lexicon, scorers: Sequence[str] = DEFAULT, min_confidence: float = 0.0
) -> Annotated:
    """Return an article's rows of all tables, from its parse; `min_confidence` as in `find_attributions`.

    Who is who is told from all that was found, so that a higher threshold leaves out and renames nobody.
    """
    key, text = article.article_id, article.text
    n_headline = len(article.title) if article.title and text.startswith(article.title) else 0
    quoted = Quoted(doc, find_quotations(text))
    every = find_attributions(doc, lexicon, quoted, n_headline)
    cast, mentions, speakers = actors.find_actors(doc, every, quoted, lexicon, n_headline)
    by_translator = translated(doc, every, speakers, quoted)
    kept = at_least(every, min_confidence)
    found, ids = list(kept.values()), [_local_id(speakers[n]) for n in kept]
    heard = {speakers[n] for n, f in kept.items() if f.act not in tables.UNSAID}
    for number, one in enumerate(cast):
        one.speaks = number in heard
    sents = sentences(key, doc, n_headline)
    segs = segments(key, doc, found, ids, quoted, sents)
    markers = find_markers(doc, lexicon, scare_quotes(doc, found, quoted))
    rows: dict[str, list[Any]] = {
        "sentences": sents,
        "tokens": _tokens(key, doc, segs),
        "mentions": [
            tables.Mention(key, n, m.start, m.end, m.form, _local_id(m.actor), m.confidence)
            for n, m in enumerate(mentions)
        ],
        "attributions": [
            _attribution(key, n, f, by_translator[m], ids[n]) for n, (m, f) in enumerate(kept.items())
        ],
        "segments": segs,
        "labels": label_rows(key, find_labels(doc, lexicon), markers, sents, segs),
        "markers": marker_rows(key, markers, segs),
        "sentiment": score_segments(key, text, [s for s in segs if s.n_words], scorers),
    }  # fmt: skip
    n_words = sum(s.n_words for s in segs)
    return Annotated(article._replace(n_words=n_words), [a.record() for a in cast], rows)


def _attribution(key: str, number: int, f: Found, by_translator: bool, speaker_id: str) -> tables.Attribution:
    source_start, source_end = f.source or (None, None)
    cue_start, cue_end = f.cue or (None, None)
    return tables.Attribution(
        key, number, f.parent, f.depth, source_start, source_end, cue_start, cue_end, f.cue_lemma, f.stance, f.act,
        f.mode, [{"start": s, "end": e} for s, e in f.content], by_translator, speaker_id, f.rule, f.confidence,
    )  # fmt: skip


def _local_id(number: int) -> str:
    return str(number) if number >= 0 else ARTICLE if number == ARTICLE_ACTOR else UNKNOWN


def _tokens(key: str, doc: "Doc", segs: Sequence[tables.Segment]) -> list[tables.Token]:
    """Return the words of a text with their sentence, segment and head (null where the head is no word)."""
    words = [t for t in doc if is_word(t)]
    number = {t.i: n for n, t in enumerate(words)}
    out = []
    segment = 0
    for n, t in enumerate(words):
        start = t.idx
        while segment + 1 < len(segs) and segs[segment].end <= start:
            segment += 1
        head = None if t.head.i == t.i else number.get(t.head.i)
        text = t.text
        out.append(
            tables.Token(
                key,
                n,
                segs[segment].sentence_id,
                segment,
                start,
                start + len(text),
                text,
                t.lemma_,
                t.pos_,
                head,
                t.dep_,
            )
        )
    return out


def assemble(annotated: Annotated, cast: Cast, rename: Callable[[str, Sequence[Record]], list[Record]]) -> Annotated:
    """Return an article's rows with actors of the corpus in place of its own.

    `rename` (article_id, records → records) lays corrections of speakers over the article's actors.
    """
    article_id = annotated.article.article_id
    ids = cast.admit(article_id, rename(article_id, annotated.cast))

    def actor(local: str) -> str:
        return local if local in (ARTICLE, UNKNOWN) else ids[int(local)]

    def chain(text: str) -> str:
        return chain_of(actor(local) for local in text.split(CHAIN_ARROW)[1:])

    rows = dict(annotated.rows)
    rows["mentions"] = [r._replace(actor_id=actor(r.actor_id)) for r in rows.get("mentions", ())]
    rows["attributions"] = [r._replace(speaker_id=actor(r.speaker_id)) for r in rows.get("attributions", ())]
    rows["segments"] = [
        r._replace(speaker_id=actor(r.speaker_id), worded_by=actor(r.worded_by), chain=chain(r.chain))
        for r in rows.get("segments", ())
    ]
    rows["labels"] = [
        r._replace(speaker_id=actor(r.speaker_id), worded_by=actor(r.worded_by)) for r in rows.get("labels", ())
    ]
    rows["markers"] = [r._replace(distanced_by=actor(r.distanced_by)) for r in rows.get("markers", ())]
    return annotated._replace(rows={"articles": [annotated.article], **rows})
