"""Where the project's folders are: in a clone, or inside the installed package."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "_project"
UNFINISHED = ".whosewords-"
"""How the names of files and folders begin that are not finished yet: so they are known when their run has died."""


def root() -> Path:
    """Return the folder that holds notebooks/, seeds/ and data/: the clone, else the wheel's own copy of them."""
    return _CARRIED if _CARRIED.is_dir() else _PACKAGE.parent


def lexicons() -> Path:
    """Return the folder of the lexicons (labels.csv, markers.csv, cues.csv, roles.csv, given_names.csv, places.csv)."""
    return root() / "data" / "lexicons"


def column_dictionary() -> Path:
    """Return the file that says what every column of every table means; may not exist."""
    return root() / "data" / "README.md"


def notebooks() -> Path:
    """Return the folder of the numbered notebooks."""
    return root() / "notebooks"


def seeds() -> Path:
    """Return the folder of the seed article, the corpus of the first run."""
    return root() / "seeds"


def template() -> Path:
    """Return the folder of the report's nbconvert template."""
    return _PACKAGE / "template"


def reports() -> Path:
    """Return the folder reports go to unless told otherwise: reports/ in the working directory."""
    return Path.cwd() / "reports"


def cache() -> Path:
    """Return the folder of kept annotations: $WHOSEWORDS_CACHE, else one in the user's cache folder; may not exist."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("WHOSEWORDS_CACHE")
    return Path(chosen).expanduser().resolve() if chosen else user_cache_path("whosewords", appauthor=False)


def resolve(path: str | Path) -> Path:
    """Return a user's path as an absolute one: from the working directory if it is there, else from the project.

    So "seeds" is the seed article from any working directory. A path found in neither is returned as of the working
    directory, for the reader of it to say that it is missing.
    """
    here = Path(path).expanduser()
    carried = root() / here
    return (carried if not here.exists() and carried.exists() else here).resolve()
