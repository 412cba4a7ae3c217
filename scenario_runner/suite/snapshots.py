"""`--update-snapshots`: what steps saw is stored beside their scenario, after each case.

Only what differs is written, so that the difference is worth reading. Each write begins from
what the file holds at that moment: cases played side by side, in other processes too, lose
nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from scenario_runner.frozen import frozen
from scenario_runner.judge.snapshot import is_as_stored
from scenario_runner.language.edit import CannotEdit, CannotWrite, edited, identical, to_become
from scenario_runner.language.model import Scenario
from scenario_runner.language.snapshots import COMMENT, read_snapshots
from scenario_runner.language.source import read
from scenario_runner.language.value import Data
from scenario_runner.language.write import document, flow
from scenario_runner.matching.look import ABSENT
from scenario_runner.problem import ProblemsError
from scenario_runner.results.model import CaseResult
from scenario_runner.suite.alone import alone
from scenario_runner.suite.kept import steps_kept, taken_in
from scenario_runner.whole_file import write_text

Stored: TypeAlias = Mapping[str, Any]
"""What is stored: by case, branch and step; or a part of it."""

T = TypeVar("T")


@frozen
class FileChange:
    """What became of a file that was to be changed."""

    file: str
    """As shown."""
    before: str = ""
    """Its text; empty where there was none."""
    after: str = ""
    faults: tuple[str, ...] = ()
    """What could not be done, a sentence each."""


def store(scenario: Scenario, result: CaseResult) -> FileChange | None:
    """Store what a case that was played has seen; None where there is nothing to store."""
    if scenario.snapshots is None:
        return None
    seen, faults = _writable(
        {branch.name: dict(taken_in(scenario, branch)) for branch in result.branches}
    )
    name, cases = scenario.case_name, scenario.snapshots.cases

    def merged(stored: Stored) -> Stored:
        case = _merged(scenario, stored.get(name, {}), seen)
        return _placed(stored, {name: case} if case else {}, cases)

    file, path = scenario.snapshots.file, Path(scenario.snapshots.path)
    return change(file, path, merged, faults)


def change(
    shown: str, path: Path, changed: Callable[[Stored], Stored], faults: tuple[str, ...] = ()
) -> FileChange:
    """Change what a file of snapshots stores; it goes when nothing is stored any more."""
    before = ""
    try:
        with alone(path):
            stored = read_snapshots(path, shown)
            before = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
            wanted = changed(stored)
            if identical(stored, wanted):
                return FileChange(file=shown, before=before, after=before, faults=faults)
            after = _written(before, stored, wanted)
            _put(path, after)
    except ProblemsError as error:
        told = "; ".join(f"{problem.place}: {problem.message}" for problem in error.problems)
        return FileChange(file=shown, before=before, after=before, faults=(*faults, told))
    except OSError as error:
        told = f"{shown} cannot be written: {error.strerror}"
        return FileChange(file=shown, before=before, after=before, faults=(*faults, told))
    return FileChange(file=shown, before=before, after=after, faults=faults)


def _put(path: Path, text: str) -> None:
    if text:
        write_text(path, text)
    else:
        path.unlink(missing_ok=True)


def _written(before: str, stored: Stored, wanted: Stored) -> str:
    """The file's new text. What somebody wrote in it by hand stays, where that can be. Raises
    ProblemsError for what could not be read back."""
    if not wanted:
        return ""
    if not stored:
        return _legible(document(wanted, COMMENT))
    try:
        return edited(before, to_become(stored, wanted))
    except CannotEdit:
        return _legible(document(wanted, COMMENT))


def _legible(text: str) -> str:
    read("what would be stored", text.encode())
    return text


def _writable(seen: Stored) -> tuple[Stored, tuple[str, ...]]:
    """What can be stored, and why the rest cannot."""
    fit: dict[str, dict[str, Data]] = {}
    faults = []
    for branch, steps in seen.items():
        for step, data in steps.items():
            try:
                flow(data)
            except CannotWrite as fault:
                faults.append(f"the snapshot of {branch}/{step} cannot be stored: {fault}")
            else:
                fit.setdefault(branch, {})[step] = data
    return fit, tuple(faults)


def _merged(scenario: Scenario, stored: Stored, seen: Stored) -> Stored:
    """What is stored of a case with what differs in it; in the scenario's order."""
    branches = {branch.name: branch for branch in scenario.branches}
    changed = {}
    for name, steps in seen.items():
        old = stored.get(name, {})
        new = {step: data for step, data in steps.items()
               if not is_as_stored(old.get(step, ABSENT), data)}  # fmt: skip
        if new:
            changed[name] = _placed(old, new, list(steps_kept(branches[name])))
    return _placed(stored, changed, list(branches))


def _placed(old: Mapping[str, T], new: Mapping[str, T], order: Sequence[str]) -> dict[str, T]:
    """The old entries with the new ones: in their place, or after those that come before."""
    keys = list(old)
    for key in sorted(new, key=order.index):
        if key not in old:
            before = [other for other in order[: order.index(key)] if other in keys]
            keys.insert(keys.index(before[-1]) + 1 if before else 0, key)
    return {key: new[key] if key in new else old[key] for key in keys}
