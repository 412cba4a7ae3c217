"""From paths and selectors to cases. Reads files; imports and runs nothing of theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from scenario_runner.language.load import load_cases
from scenario_runner.language.model import Scenario
from scenario_runner.language.words import listed, quoted
from scenario_runner.problem import ProblemsError
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.usage import UsageFault

__all__ = ["UsageFault", "collect", "collected"]

SUFFIXES = (".scenario.yaml", ".scenario.yml")
_PASSED_BY = frozenset({"node_modules", "__pycache__", "venv", ".venv", "site-packages"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """One path or selector of the command line."""

    path: str
    names: tuple[str, ...]
    """`case`, or `case` and `branch`; empty for all of the file or folder."""


def collect(selectors: Sequence[str]) -> list[Case | BrokenCase]:
    """The cases of files, folders and selectors, in order, each once. Raises UsageFault."""
    return list(collected(selectors))


def collected(selectors: Sequence[str]) -> Iterator[Case | BrokenCase]:
    """As `collect`, each file read when its turn comes."""
    files: dict[str, list[tuple[str, ...]]] = {}
    for wanted in map(_wanted, selectors):
        for file in _files(wanted):
            files.setdefault(file, []).append(wanted.names)
    for file, names in files.items():
        yield from _cases(file, names)


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
        yield str(path)
    else:
        raise UsageFault(f"{wanted.path}: there is no such file or folder", _meant(path))


def _meant(path: Path) -> str:
    """What to do about a path that leads nowhere."""
    try:
        beside = [one for one in path.parent.iterdir() if one.is_dir() or _is_scenario(one)]
    except OSError:
        beside = []
    near = get_close_matches(path.name, [one.name for one in beside], n=1)
    return f"did you mean {quoted(str(path.with_name(near[0])))}?" if near else "check the path"


def _is_scenario(path: Path) -> bool:
    return path.name.endswith(SUFFIXES)


def _below(folder: Path) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _PASSED_BY and not f.startswith("."))
        for file in sorted(files):
            if file.endswith(SUFFIXES):
                yield str(Path(where) / file)


def _cases(file: str, names: list[tuple[str, ...]]) -> list[Case | BrokenCase]:
    try:
        scenarios = load_cases(file)
    except ProblemsError as error:
        return [BrokenCase(file=file, problems=error.problems, source=_text(file))]
    wanted: dict[str, set[str] | None] = {}  # None: the whole case
    for name in (name for one in names for name in one):
        for case, branch in _named(name, scenarios, file):
            before = wanted.setdefault(case, set())
            if before is not None and branch is not None:
                before.add(branch)
            else:
                wanted[case] = None
    if () in names:
        wanted = dict.fromkeys(scenario.case_name for scenario in scenarios)
    return [
        Case(
            id=f"{file}::{scenario.case_name}",
            scenario=scenario,
            branches=None if (named := wanted[scenario.case_name]) is None else frozenset(named),
        )
        for scenario in scenarios
        if scenario.case_name in wanted
    ]


def _named(
    selected: str, scenarios: Sequence[Scenario], file: str
) -> Iterator[tuple[str, str | None]]:
    """The cases that a selector names, each with the branch it names of them. The scenario's
    own name stands for all of its rows."""
    cases = [scenario.case_name for scenario in scenarios]
    own = scenarios[0].name
    for name, meant in [(own, cases), *((case, [case]) for case in cases)]:
        if selected == name:
            yield from ((case, None) for case in meant)
            return
        if selected.startswith(f"{name}::"):
            branches = [branch.name for branch in scenarios[0].branches]
            branch = _branch(selected.removeprefix(f"{name}::"), name, branches, file)
            yield from ((case, branch) for case in meant)
            return
    close = get_close_matches(selected.partition("::")[0], cases, n=1)
    likely = f"did you mean {quoted(close[0])}? " if close and len(cases) > 1 else ""
    held = listed(map(quoted, cases))
    raise UsageFault(f'{file} holds no case "{selected}"', f"{likely}it holds {held}")


def _branch(name: str, case: str, branches: list[str], file: str) -> str:
    if name not in branches:
        close = get_close_matches(name, branches, n=1)
        meant = f'did you mean "{close[0]}"? ' if close else ""
        hint = f"{meant}it has {', '.join(branches)}"
        raise UsageFault(f'"{case}" in {file} has no branch "{name}"', hint)
    return name


def _text(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return ""
