"""A branch that goes on at a step: where, and what is left of the plan."""

from __future__ import annotations

from dataclasses import replace

from scenario_runner.frozen import frozen
from scenario_runner.plan.operations import BranchPlan, Perform, Plan


@frozen
class Beginning:
    """Where a branch goes on."""

    branch: str
    index: int
    """The step to begin with, from 0."""
    step: str
    """Its name."""
    file: str
    """The moment before it (absolute)."""


def begun(plan: Plan, beginning: Beginning | None) -> Plan:
    """The plan of what is played: of a branch that goes on, its later steps alone. Those it comes
    from stay, without steps, for what holds in them."""
    if beginning is None:
        return plan
    branches = (replace(one, operations=_later(one, beginning)) for one in plan.branches)
    return replace(plan, branches=tuple(branches))


def _later(planned: BranchPlan, beginning: Beginning) -> tuple[Perform, ...]:
    if planned.branch.name != beginning.branch:
        return ()
    steps = (one for one in planned.operations if isinstance(one, Perform))
    return tuple(one for one in steps if one.index >= beginning.index)
