"""What holds in a branch of what is said around it: the scenario, and the branches on the way."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.model import Look, Step
from scenario_runner.language.patch import InTurn, Patch, laid_over
from scenario_runner.plan.lineage import CannotBeTold
from scenario_runner.plan.operations import BranchPlan, Plan


def require_turned_back(plan: Plan, planned: BranchPlan) -> None:
    """Raises CannotBeTold where stand-ins have counted calls that are no part of the conversation
    a branch ends with: going back in the same thread does not turn them back."""
    in_turn = any(isinstance(p.stand_in, InTurn) for p in patches_in(plan, planned))
    if in_turn and any(_goes_back(step) for step in _steps(plan, planned)):
        raise CannotBeTold("stand-ins that answer in turn went on counting where it goes back")


def _goes_back(step: Step) -> bool:
    return step.at is not None and not isinstance(step.act, Look)


def _steps(plan: Plan, planned: BranchPlan) -> Iterator[Step]:
    """The steps of a branch, and of those it comes from."""
    yield from planned.branch.steps
    if planned.source is not None:
        by_name = {b.branch.name: b for b in plan.branches}
        yield from _steps(plan, by_name[planned.source.branch])


def patches_in(plan: Plan, planned: BranchPlan) -> tuple[Patch, ...]:
    """The patches of a branch: its own laid over those of where it leaves."""
    main = next(b for b in plan.scenario.branches if b.name == "main")
    if planned.branch.name == "main":
        return laid_over((), main.patches)
    around = laid_over((), main.patches)
    if planned.source is not None:
        by_name = {b.branch.name: b for b in plan.branches}
        around = patches_in(plan, by_name[planned.source.branch])
    return laid_over(around, planned.branch.patches)
