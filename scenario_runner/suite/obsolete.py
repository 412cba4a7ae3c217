"""Stored snapshots that no step asks for any more: told of, and removed with an update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.language.load import load_cases
from scenario_runner.language.model import Scenario
from scenario_runner.language.snapshots import read_snapshots, snapshots_path
from scenario_runner.problem import ProblemsError
from scenario_runner.results.model import BranchResult, CaseResult, Results
from scenario_runner.suite.kept import steps_kept

if TYPE_CHECKING:
    from scenario_runner.suite.snapshots import FileChange, Stored

Way: TypeAlias = tuple[str, str, str]
"""Case, branch and step."""


@frozen
class Obsolete:
    """What a file holds in vain."""

    file: str
    """Of snapshots, as shown."""
    entries: tuple[Way, ...]
    removable: frozenset[Way]
    """Those whose case ran whole, so that nothing may have been overlooked."""


def obsolete(results: Results) -> list[Obsolete]:
    """What is stored in vain for the scenarios of a run."""
    files = dict.fromkeys(case.file for case in results.cases if not case.problems)
    return [found for file in files if (found := _of_file(file, results)) is not None]


def prune(found: Sequence[Obsolete]) -> list[FileChange]:
    """Remove what may be removed."""
    from scenario_runner.suite.snapshots import change  # noqa: PLC0415  # it edits YAML

    return [
        change(each.file, Path(each.file), partial(_without, gone=each.removable))
        for each in found
        if each.removable
    ]


def _of_file(file: str, results: Results) -> Obsolete | None:
    shown = snapshots_path(file)
    if not Path(shown).exists():
        return None
    try:
        scenarios, stored = load_cases(file), read_snapshots(Path(shown), shown)
    except ProblemsError:  # told where it matters
        return None
    wanted = {way for scenario in scenarios for way in _asked(scenario)}
    entries = tuple(way for way in _ways(stored) if way not in wanted)
    if not entries:
        return None
    played = {case.id.removeprefix(f"{case.file}::"): case for case in results.cases
              if case.file == file}  # fmt: skip
    whole = {s.case_name for s in scenarios if _is_whole(s, played.get(s.case_name))}
    known = {scenario.case_name for scenario in scenarios}
    return Obsolete(
        file=shown,
        entries=entries,
        removable=frozenset(
            way for way in entries if way[0] in whole or (way[0] not in known and whole == known)
        ),
    )


def _asked(scenario: Scenario) -> Iterator[Way]:
    for branch in scenario.branches:
        for step in steps_kept(branch):
            yield scenario.case_name, branch.name, step


def _ways(stored: Stored) -> Iterator[Way]:
    for case, branches in stored.items():
        for branch, steps in branches.items():
            yield from ((case, branch, step) for step in steps)


def _is_whole(scenario: Scenario, case: CaseResult | None) -> bool:
    """Whether every branch of a case came to its end."""
    if case is None or len(case.branches) != len(scenario.branches):
        return False
    return all(map(_has_ended, case.branches))


def _has_ended(branch: BranchResult) -> bool:
    if branch.on_the_way:
        return False
    return all(step.outcome not in {"error", "skipped"} for step in branch.steps)


def _without(stored: Stored, gone: frozenset[Way]) -> Stored:
    """What is left; cases and branches that hold nothing more go too."""
    left: dict[str, dict[str, dict[str, object]]] = {}
    for case, branch, step in _ways(stored):
        if (case, branch, step) not in gone:
            left.setdefault(case, {}).setdefault(branch, {})[step] = stored[case][branch][step]
    return left
