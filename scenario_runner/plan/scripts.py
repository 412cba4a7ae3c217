"""The scripted models of a case and of its branches."""

from __future__ import annotations

from scenario_runner.language.scripts import Scripts, laid_over
from scenario_runner.plan.operations import Plan


def all_scripts(plan: Plan) -> Scripts:
    """Every script of a case."""
    own = (planned.branch.models for planned in plan.branches)
    return tuple(script for scripts in (plan.scenario.models, *own) for script in scripts)


def scripts_at(plan: Plan, name: str) -> Scripts:
    """The scripts that hold in a branch: its own, and those of where it comes from."""
    planned = next(b for b in plan.branches if b.branch.name == name)
    around = plan.scenario.models
    if planned.source is not None:
        around = scripts_at(plan, planned.source.branch)
    return laid_over(around, planned.branch.models)
