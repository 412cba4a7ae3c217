"""From paths and selectors to cases. Reads files; imports and runs nothing of theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from scenario_runner.language.load import load
from scenario_runner.problem import ProblemsError
from scenario_runner.suite.case import BrokenCase, Case

SUFFIXES = (".scenario.yaml", ".scenario.yml")
_PASSED_BY = frozenset({"node_modules", "__pycache__", "venv", ".venv", "site-packages"})


class UsageFault(Exception):
    """The command line asks for something that is not there."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """One path or selector of the command line."""

    path: str
    names: tuple[str, ...]
    """`case`, or `case` and `branch`; empty for all of the file or folder."""


def collect(selectors: Sequence[str]) -> list[Case | BrokenCase]:
    """The cases of files, folders and selectors, in order, each once. Raises UsageFault."""
    files: dict[str, list[tuple[str, ...]]] = {}
    for wanted in map(_wanted, selectors):
        for file in _files(wanted):
            files.setdefault(file, []).append(wanted.names)
    return [_case(file, names) for file, names in files.items()]


def _wanted(selector: str) -> _Wanted:
    """`FILE::case::branch`; a name may hold `::` itself, since the file's end is known."""
    path, names = selector, ""
    for suffix in SUFFIXES:
        head, found, tail = selector.partition(f"{suffix}::")
        if found:
            path, names = head + suffix, tail
    return _Wanted(path=path, names=(names,) if names else ())


def _files(wanted: _Wanted) -> Iterator[str]:
    path = Path(wanted.path)
    if path.is_dir():
        yield from _below(path)
    elif path.exists() or wanted.path.endswith(SUFFIXES):
        if not wanted.path.endswith(SUFFIXES):
            hint = f"a scenario's name ends in {' or '.join(SUFFIXES)}"
            raise UsageFault(f"{wanted.path} is not a scenario file", hint)
        yield wanted.path
    else:
        raise UsageFault(f"{wanted.path}: there is no such file or folder", "check the path")


def _below(folder: Path) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _PASSED_BY and not f.startswith("."))
        for file in sorted(files):
            if file.endswith(SUFFIXES):
                yield str(Path(where) / file)


def _case(file: str, names: list[tuple[str, ...]]) -> Case | BrokenCase:
    try:
        scenario = load(file)
    except ProblemsError as error:
        return BrokenCase(file=file, problems=error.problems, source=_text(file))
    case = f"{file}::{scenario.name}"
    branches: set[str] = set()
    for (name,) in (n for n in names if n):
        if name == scenario.name:
            return Case(id=case, scenario=scenario)
        branches.add(_branch(name, scenario.name, [b.name for b in scenario.branches], file))
    if () in names or not branches:
        return Case(id=case, scenario=scenario)
    return Case(id=case, scenario=scenario, branches=frozenset(branches))


def _branch(selected: str, scenario: str, branches: list[str], file: str) -> str:
    name = selected.removeprefix(f"{scenario}::")
    if name == selected:
        raise UsageFault(f'{file} holds no case "{selected}"', f'it holds "{scenario}"')
    if name not in branches:
        close = get_close_matches(name, branches, n=1)
        meant = f'did you mean "{close[0]}"? ' if close else ""
        hint = f"{meant}it has {', '.join(branches)}"
        raise UsageFault(f'"{scenario}" in {file} has no branch "{name}"', hint)
    return name


def _text(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return ""
