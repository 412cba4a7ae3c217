"""Which tape is whose: each branch of each case has its own, beside that of the first."""

from __future__ import annotations

from scenario_runner.graphs.taping import Record, Taping
from scenario_runner.language.model import Scenario
from scenario_runner.masking.mask import Mask
from scenario_runner.plan.operations import BranchPlan, Plan
from scenario_runner.suite.case import file_name


def taping_of(plan: Plan, planned: BranchPlan, record: Record, mask: Mask) -> Taping:
    """How a branch's HTTP is played and recorded as it goes on from its moment."""
    return Taping(record=record, own=_own(plan.scenario, planned.branch.name), mask=mask)


def taping_from_the_start(plan: Plan, planned: BranchPlan, mask: Mask) -> Taping:
    """How it is played where the branch is told from the start: after what the branches that
    it comes from were answered."""
    by_name = {one.branch.name: one for one in plan.branches}
    before: list[str] = []
    one = planned
    while one.source is not None:
        one = by_name[one.source.branch]
        before.insert(0, _own(plan.scenario, one.branch.name))
    own = _own(plan.scenario, planned.branch.name)
    return Taping(own=own, before=tuple(before), mask=mask)


def _own(scenario: Scenario, branch: str) -> str:
    """What the name of its tape has besides the cassette's; nothing for `main` of a scenario
    without parameters."""
    parts = [scenario.row_id, branch if branch != "main" else None]
    return ".".join(file_name(part) for part in parts if part)
