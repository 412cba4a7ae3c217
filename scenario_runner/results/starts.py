"""Where a branch starts: the branch it left, and after how many of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.results.model import BranchResult, StepResult


def left_at(branch: BranchResult, names: Mapping[str, BranchResult]) -> tuple[str, int] | None:
    """The name of the branch it left and the number of that one's steps before it.

    By `BRANCH/STEP`, as the result says it; else by the checkpoint that its first one follows:
    one made in the middle of a step stands before that step. None where neither is known.
    """
    for name, other in names.items():
        if name != branch.name and branch.start and branch.start.startswith(f"{name}/"):
            ids = [step.id for step in other.steps]
            step = branch.start.removeprefix(f"{name}/")
            if step in ids:
                return name, ids.index(step) + 1
    parent = _first_parent(branch)
    return None if branch.start is None or parent is None else _made_in(parent, branch, names)


def prefix_steps(
    branch: BranchResult, names: Mapping[str, BranchResult]
) -> Iterator[tuple[BranchResult, StepResult]]:
    """The steps before a branch, oldest first; empty where it starts in an empty storage."""
    way: list[tuple[BranchResult, StepResult]] = []
    seen = {branch.name}
    while (left := left_at(branch, names)) is not None:
        name, count = left
        if name in seen:
            break
        seen.add(name)
        branch = names[name]
        way = [(branch, one) for one in branch.steps[:count]] + way
    yield from way


def _first_parent(branch: BranchResult) -> str | None:
    """The checkpoint that the first one of a branch follows."""
    for step in branch.steps:
        if step.observation is not None and step.observation.checkpoints:
            return step.observation.checkpoints[0].parent
    return None


def _made_in(
    checkpoint: str, branch: BranchResult, names: Mapping[str, BranchResult]
) -> tuple[str, int] | None:
    for name, other in names.items():
        for number, step in enumerate(other.steps):
            made = step.observation.checkpoints if step.observation is not None else ()
            ids = [one.id for one in made]
            if checkpoint in ids and other is not branch:
                return name, number + (checkpoint == ids[-1])
    return None
