"""What every page shares: the words of its interface, from one catalogue, and its style and scripts.

Another language is another catalogue (words.<language>.json) and another methods.<language>.html.
"""

import json
from collections.abc import Mapping
from functools import cache

from . import paths

LANGUAGE = "en"
STYLES = ("report.css", "reading.css", "dark.css")
SCRIPTS = ("report.js", "tables.js")
_PLACE = "/* words */ {}"


@cache
def words(part: str) -> Mapping[str, str]:
    """Return the words of a part of the catalogue: `page`, `index` or `script`."""
    return dict(json.loads((paths.template() / f"words.{LANGUAGE}.json").read_text(encoding="utf-8"))[part])


def style(*names: str) -> str:
    """Return the style sheets of a page; without names, all of them."""
    return "".join((paths.template() / name).read_text(encoding="utf-8") for name in names or STYLES)


def script(*names: str) -> str:
    """Return the scripts of a page with their words; without names, all of them."""
    told = json.dumps(words("script"), ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join(
        (paths.template() / name).read_text(encoding="utf-8").replace(_PLACE, told) for name in names or SCRIPTS
    )
