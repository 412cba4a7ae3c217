"""What holds in a branch of what is said around it: the scenario, and the branches on the way."""

from __future__ import annotations

from scenario_runner.language.patch import Patch, laid_over
from scenario_runner.plan.operations import BranchPlan, Plan


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
