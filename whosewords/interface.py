"""What every page shares: the words of its interface, from one catalogue, its style and scripts, and its rendering.

Another language is another catalogue (words.<language>.json) and another methods.<language>.html.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from . import paths

LANGUAGE = "en"
STYLES = ("report.css", "reading.css", "dark.css")
SCRIPTS = ("report.js", "tables.js")
_PLACE = "/* words */ {}"


@cache
def words(part: str) -> Mapping[str, str]:
    """Return the words of a part of the catalogue: `page`, `lesson`, `index` or `script`."""
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


def rendered(
    template: str,
    *,
    style: str = "",
    script: str = "",
    filters: Mapping[str, Callable[..., Any]] | None = None,
    **values: Any,
) -> str:
    """Return a page from a template: everything is escaped, and hashes of style and script are there for its policy."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(paths.template()), autoescape=True, trim_blocks=True)
    environment.filters.update(filters or {})
    return environment.get_template(template).render(
        style=style, style_hash=_inline_hash(style), script=script, script_hash=_inline_hash(script), **values
    )


def _inline_hash(text: str) -> str:
    """Return what allows a style or script that stands in a page, in its Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
