"""`[tool.scenario_runner]` in `pyproject.toml`: options of `run` that are said once for all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from scenario_runner.suite.usage import UsageFault

_TABLE = b"tool.scenario_runner"
_NAME = "[tool.scenario_runner]"
_ONCE = frozenset(
    ("db", "failed", "from", "list", "record-models", "resume", "table", "trust",
     "update-expected", "update-snapshots", "watch"),
)  # fmt: skip
"""What is asked of one run."""
_SHORT = {"-j": "workers", "-k": "keyword", "-t": "tags"}
"""Options without a long name."""


def configured(command: click.Command) -> Mapping[str, Any]:
    """What the nearest pyproject.toml above the current folder says of the options of `run`, by
    the names that click gives them. Raises UsageFault."""
    file = next((one for one in _above(Path.cwd()) if one.is_file()), None)
    if file is None:
        return {}
    told = _table(file)
    known = {_word(one): one for one in command.params}
    found = {}
    for key, value in told.items():
        if key not in known or key in _ONCE:
            raise _unknown(file, key, known)
        found[str(known[key].name)] = _value(known[key], value, file)
    return found


def _above(folder: Path) -> list[Path]:
    return [one / "pyproject.toml" for one in (folder, *folder.parents)]


def _table(file: Path) -> Mapping[str, Any]:
    try:
        text = file.read_bytes()
        if _TABLE not in text:  # most have none, and reading TOML takes its time
            return {}
        import tomllib  # noqa: PLC0415  # as said

        told = tomllib.loads(text.decode()).get("tool", {}).get("scenario_runner", {})
    except (OSError, ValueError, AttributeError) as error:
        raise UsageFault(f"{_shown(file)} cannot be read: {error}", "mend the file") from error
    if not isinstance(told, dict):
        raise UsageFault(f"{_NAME} in {_shown(file)} is no table", "write one option a line")
    return told


def _word(parameter: click.Parameter) -> str:
    """How an option is called there: as on the command line, without dashes."""
    long = next((one for one in parameter.opts if one.startswith("--")), None)
    short = next((_SHORT[one] for one in parameter.opts if one in _SHORT), None)
    return long.removeprefix("--") if long is not None else short or str(parameter.name)


def _unknown(file: Path, key: str, known: Mapping[str, object]) -> UsageFault:
    where = f"{_NAME} in {_shown(file)}"
    if key in _ONCE:
        return UsageFault(f'{where}: "{key}" is for the command line alone', "take it out")
    near = get_close_matches(key, known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else "it holds the options of run, without dashes"
    return UsageFault(f'{where}: "{key}" is no option of run', hint)


def _value(parameter: click.Parameter, value: Any, file: Path) -> Any:
    """The value as click takes it; paths are relative to the file."""
    several = parameter.nargs == -1 or parameter.multiple
    flag = isinstance(parameter, click.Option) and parameter.is_flag
    fits = bool if flag else (str, list) if several else (str, int, float)
    if not isinstance(value, fits) or (isinstance(value, bool) and not flag):
        wanted = "true or false" if flag else "text or a list of texts" if several else "one value"
        raise UsageFault(f'{_NAME}: "{_word(parameter)}" takes {wanted}', f"mend {_shown(file)}")
    if several:
        value = tuple(map(str, value if isinstance(value, list) else [value]))
    if parameter.name == "paths":
        return tuple(os.path.relpath(file.parent / one) for one in value)
    return value


def _shown(file: Path) -> str:
    return os.path.relpath(file)
