"""Which branch has which row of the drawing, and where along it it begins."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.frozen import frozen
from scenario_runner.results.model import BranchResult, CaseResult
from scenario_runner.results.starts import left_at


@frozen
class Row:
    """A branch in the drawing; rows and columns count from 0."""

    branch: BranchResult
    row: int
    column: int
    """Of the moment it starts from; its steps follow to the right."""
    parent: int


def rows_of(case: CaseResult) -> Iterator[Row]:
    """The branches from top to bottom."""
    names = {branch.name: branch for branch in case.branches}
    children: dict[str, list[tuple[int, BranchResult]]] = {}
    for branch in case.branches:
        left, position = _leaves_at(branch, names)
        children.setdefault(left, []).append((position, branch))
    for leaving in children.values():
        leaving.sort(key=lambda one: -one[0])  # stable: those that leave together keep their order
    waiting = [(branch, 0, 0) for _, branch in reversed(children.get("", []))]
    row = 0
    while waiting:
        branch, column, parent = waiting.pop()
        yield Row(branch=branch, row=row, column=column, parent=parent)
        for position, child in reversed(children.get(branch.name, [])):
            waiting.append((child, column + position, row))
        row += 1


def _leaves_at(branch: BranchResult, names: dict[str, BranchResult]) -> tuple[str, int]:
    """The branch it left and after how many of its steps; `""` for an empty storage."""
    return left_at(branch, names) or ("", 0)
