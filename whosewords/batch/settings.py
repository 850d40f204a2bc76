"""A file of runs: for each a name, a corpus, and what is to be chosen otherwise for its report."""

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from .. import limits, report

CORPUS = "corpus"


class SettingsError(ValueError):
    """A mistake in a file of runs; the message names file, run and key."""


class Run(NamedTuple):
    """One report to be made: of which corpus, with which options, and under which name (none: the corpus's own)."""

    path: str
    options: report.Options = report.DEFAULTS
    name: str | None = None


def read(file: Path, options: report.Options = report.DEFAULTS) -> list[Run]:
    """Return the runs of a YAML file: a name for each, and under it `corpus` and any of the options of a report.

    What a run does not choose is as in `options`; its `parameters` are added to those there. A path is taken from the
    folder of the file if it is there, else as on the command line.
    Raises SettingsError for the first mistake found.
    """
    runs = []
    for name, chosen in _whole(file).items():
        where = f"{file}: run “{name}”"
        if not isinstance(name, str) or not report.name_of(name) == name:
            raise SettingsError(f"{where}: a name has letters, digits, hyphens, dots and underscores; write another")
        if not isinstance(chosen, dict):
            raise SettingsError(f"{where}: write {CORPUS}: and what is chosen for it below the name")
        if CORPUS not in chosen:
            raise SettingsError(f"{where}: {CORPUS} is missing")
        corpus = chosen[CORPUS]
        if not isinstance(corpus, str) or not corpus.strip():
            raise SettingsError(f"{where}: {CORPUS} is {_shown(corpus)}; it must be a path or an address")
        given = {key: value for key, value in chosen.items() if key != CORPUS}
        runs.append(Run(_beside(file, corpus), _options(options, given, file, where), name))
    return runs


def check(options: report.Options) -> None:
    """Raise UnknownParameterError, or FileNotFoundError, where the options fit no notebooks."""
    report.notebooks.check(report.notebooks.find(options.folder), options.parameters)


def _whole(file: Path) -> dict[Any, Any]:
    """Return what is in the file.

    Raises SettingsError where it cannot be read, or gives a name or key twice.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML's plain values only; a key twice is a mistake."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} twice (line {line})")
                if isinstance(key.value, str):
                    seen.add(key.value)
            return super().construct_mapping(node, deep)

    try:
        text = limits.read(file).decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8; save it as UTF-8") from None
    except limits.LimitError as error:
        raise SettingsError(f"{file}: {error}") from None
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise SettingsError(f"{file}: references (*name) are not followed; write the values out")
        whole = yaml.load(text, Loader=Loader)  # noqa: S506  a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, SettingsError):
            raise
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"{file}{place} is not YAML: {getattr(error, 'problem', None) or error}") from None
    if not isinstance(whole, dict) or not whole:
        raise SettingsError(f"{file}: write a name for each run, and below it {CORPUS}: and what is chosen for it")
    return whole


def _options(options: report.Options, given: Mapping[Any, Any], file: Path, where: str) -> report.Options:
    types = get_type_hints(report.Options)
    known = [f.name for f in fields(report.Options)]
    chosen: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise SettingsError(f"{where}: there is nothing called {key} to choose; there are {', '.join(known)}")
        try:
            chosen[key] = _value(types[key], value)
        except ValueError as error:
            raise SettingsError(f"{where}: {key} is {_shown(value)}; {error}") from None
        if isinstance(chosen[key], Path):
            chosen[key] = Path(_beside(file, str(value)))
    if "parameters" in chosen:
        chosen["parameters"] = {**options.parameters, **chosen["parameters"]}
    try:
        made = replace(options, **chosen)
        check(made)
    except (ValueError, OSError) as error:
        raise SettingsError(f"{where}: {error}") from None
    return made


def _value(wanted: Any, value: Any) -> Any:
    """Return a value as the type that an option has.

    Raises ValueError saying what it must be.
    """
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        if value is None and NoneType in parts:
            return None
        problem = ValueError("it cannot be that")
        for part in (p for p in parts if p is not NoneType):
            try:
                return _value(part, value)
            except ValueError as error:
                problem = error
        raise problem
    if origin is Literal:
        if value not in parts:
            raise ValueError(f"it must be one of {', '.join(map(str, parts))}")
        return value
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise ValueError("it must be names, each with a value")
        return value
    if wanted is Path:
        if not isinstance(value, str) or not value:
            raise ValueError("it must be a path")
        return Path(value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if wanted in _CALLED and (not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool))):
        raise ValueError(f"it must be {_CALLED[wanted]}")
    return value


_CALLED: dict[Any, str] = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}


def _beside(file: Path, path: str) -> str:
    there = file.parent / Path(path).expanduser()
    return str(there) if path != "-" and "://" not in path and there.exists() else path


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text[:60]}{'…' if len(text) > 60 else ''}”"
