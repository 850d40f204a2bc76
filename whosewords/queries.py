"""SQL that many analyses share: how words are worded, by what act, for which outlet, in which order of time."""

from .tables import ARTICLE, NO_SOURCE, UNNAMED, UNSAID, WORDINGS


def wording_of(row: str = "") -> str:
    """Return SQL for the column `wording`, from a row with `voice` and `worded_by`; `row` is its alias, if any."""
    at = f"{row}." if row else ""
    return (
        f"CASE WHEN {at}voice <> 'paraphrase' THEN {at}voice WHEN {at}worded_by = '{ARTICLE}' THEN "
        "'paraphrase_article' ELSE 'paraphrase_other' END"
    )


WORDING = wording_of()
"""SQL for the column `wording`, where no other table has a `voice`."""

PLAIN = "CASE wording " + " ".join(f"WHEN '{w}' THEN '{name}'" for w, name in WORDINGS.items()) + " END"
"""SQL for a `wording` in plain words."""


def speaker_of(speaker_id: str, name: str) -> str:
    """Return SQL for who speaks, in words, from an id and the name of that actor, which may be missing."""
    return f"CASE WHEN {speaker_id} = '{ARTICLE}' THEN '{NO_SOURCE}' ELSE coalesce({name}, {speaker_id}) END"


ACTED = f"""
    SELECT g.*, {wording_of("g")} AS wording,
        CASE WHEN g.voice = 'own' THEN 'none' WHEN t.act IN {UNSAID} THEN 'attitude' ELSE 'speech' END AS act
    FROM segments g LEFT JOIN attributions t
    ON t.article_id = g.article_id AND t.attribution_id = g.attribution_id
"""
"""Segments with `wording` and `act`: speech (or thought), attitude (silence too), none where no source is found."""

OWN_RANGE = """
    coalesce(sum(n_words * confidence) FILTER (voice = 'own'), 0) AS low,
    coalesce(sum(n_words) FILTER (voice = 'own'), 0)
        + coalesce(sum(n_words * (1 - confidence)) FILTER (voice <> 'own'), 0) AS high
"""
"""SQL for how few and how many words may be without a source, from segments, as far as confidence goes."""

OPINION = ("opinion", "column", "comment", "guest", "op-ed")
"""Genres whose text is its author's and not the outlet's."""


def outlet_of(name: str = "outlet") -> str:
    """Return SQL for an outlet by its name, or for the author of an opinion piece in it: “Outlet (opinion)”."""
    return f"CASE WHEN lower(genre) IN {OPINION} THEN {name} || ' (opinion)' ELSE {name} END"


OUTLET = outlet_of(f"coalesce(outlet, '{UNNAMED}')")
"""SQL for whom the text without a source is put down to, from a row of articles."""

IN_TIME = """(
    SELECT *, row_number() OVER (ORDER BY try_cast(published AS TIMESTAMP) NULLS LAST, n_words DESC, article_id) - 1
        AS place FROM articles)
"""
"""SQL for the articles with their `place` in time: by date, where it can be read; of one date the longest first."""
