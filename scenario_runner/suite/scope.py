"""The variables around a step, as the process that plays it has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario_runner.engine.prepare import Writing
from scenario_runner.language.model import Branch, Graph, Scenario
from scenario_runner.language.secrets import ENV
from scenario_runner.plan.operations import Plan


def variables_of(scenario: Scenario, secrets: Mapping[str, str]) -> dict[str, Any]:
    """The scenario's variables, each of which may use the secrets and those above it, and its
    row laid over them. Raises StepFault."""
    return named_in(scenario, scenario, {ENV: dict(secrets)} if scenario.secrets else {})


def named_in(
    scenario: Scenario, owner: Scenario | Branch, around: Mapping[str, Any]
) -> dict[str, Any]:
    """The names around a scenario or a branch, with its own variables and row laid over them.
    Raises StepFault."""
    names = dict(around)
    graph: Graph = scenario.graph
    writing = Writing(scope=names, folder=graph.folder, root=graph.root)
    if owner.variables is not None:
        for name in owner.variables.data:
            names[name] = writing.render(owner.variables[name]).data
    return names if owner.row is None else names | writing.render(owner.row).data


def scope_of(plan: Plan, name: str, around: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of a branch of a plan; `around` are the scenario's. Raises StepFault."""
    planned = next(planned for planned in plan.branches if planned.branch.name == name)
    scope = dict(around)
    if planned.source is not None:
        scope = scope_of(plan, planned.source.branch, around)
    return named_in(plan.scenario, planned.branch, scope)
