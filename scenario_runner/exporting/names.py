"""What the names of a scenario are called in its script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenario_runner.exporting.needs import lineage, planned_as
from scenario_runner.exporting.script import Script
from scenario_runner.language.secrets import ENV
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import BranchPlan, Plan

ENVIRON = "os.environ"
"""What scripts read secrets from: they hold none themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScenarioNames:
    """Names that templates use -> names of the script; of mappings with `[]`."""

    scenario: Mapping[str, str]
    """The secrets, and the variables: constants of the script."""
    branches: Mapping[str, Mapping[str, str]]
    """By branch: the names of its rows, and of those of the branches it comes from."""
    saves: Mapping[str, str]
    """What any step saves."""


def names_of(plan: Plan, script: Script) -> ScenarioNames:
    """Each name once, however many branches use it."""
    known: dict[str, str] = {}

    def called(name: str, data: Data) -> str:
        if name not in known:
            known[name] = script.name(name)
        return known[name] + ("[]" if isinstance(data, dict) else "")

    secrets = {}
    if plan.scenario.secrets:
        script.taken.add("os")
        secrets = {ENV: f"{ENVIRON}[]"}
    variables = plan.scenario.variables
    of_scenario = {} if variables is None else variables.data
    return ScenarioNames(
        scenario=secrets | {name: called(name, part) for name, part in of_scenario.items()},
        branches={
            planned.branch.name: {
                name: called(name, part) for name, part in rows_of(plan, planned).items()
            }
            for planned in plan.branches
        },
        saves={
            save.name: called(save.name, None)
            for planned in plan.branches
            for step in planned.branch.steps
            for save in step.save
        },
    )


def rows_of(plan: Plan, planned: BranchPlan) -> dict[str, Data]:
    """The rows of a branch and of those it comes from; the nearest wins."""
    around = (
        {} if planned.source is None else rows_of(plan, planned_as(plan, planned.source.branch))
    )
    return around | ({} if planned.branch.row is None else planned.branch.row.data)


def saved_before(plan: Plan, planned: BranchPlan) -> list[str]:
    """What the steps that lead to a branch have saved."""
    played = lineage(plan, planned.source)
    return list(dict.fromkeys(s.name for each in played for s in each.perform.step.save))


def function_names(plan: Plan, script: Script) -> dict[str, str]:
    """By branch: its function in the script."""
    return {
        planned.branch.name: script.name(f"branch {planned.branch.name}")
        for planned in plan.branches
    }
