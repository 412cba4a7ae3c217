"""The oracle: a branch must end as a new conversation with the same acts does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from scenario_runner.engine.act import perform
from scenario_runner.engine.observation import Observation
from scenario_runner.engine.prepare import StepFault, saved
from scenario_runner.engine.world import open_world
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.taping import Taping
from scenario_runner.judge.conditions import holds
from scenario_runner.judge.verdict import Finding
from scenario_runner.judge.verify import verified
from scenario_runner.plan.lineage import CannotBeTold, Told, acts_of
from scenario_runner.plan.operations import BranchPlan, Plan, step_name
from scenario_runner.plan.scripts import scripts_at
from scenario_runner.suite.conditions import version_of
from scenario_runner.suite.untold import of_branch, untold

ScopeOf = Callable[[str], Mapping[str, Any]]
"""The variables of a branch, rows laid over them."""


async def verify(
    plan: Plan,
    planned: BranchPlan,
    end: Observation,
    scope_of: ScopeOf,
    taping: Taping,
    seconds: float,
) -> tuple[Finding, ...]:
    """In what the end of a branch differs from that of a new conversation, which gets its HTTP
    as `taping` says."""
    name, place = planned.branch.name, planned.branch.place
    known = planned.branch.expect_failure
    if known is not None and holds(known.when, version_of):
        return of_branch(name, [untold(f"it is expected to fail: {known.reason}", place)])
    try:
        acts = acts_of(plan, name)
        async with asyncio.timeout(seconds):
            fresh = await _fresh(plan, taping, acts, scope_of)
    except CannotBeTold as reason:
        return of_branch(name, [untold(str(reason), place)])
    except (StepFault, GraphLoadError) as fault:
        return of_branch(name, [untold(fault.message, place)])
    except TimeoutError:
        return of_branch(name, [untold(f"it did not end within {seconds:g} s", place)])
    return of_branch(name, verified(end, fresh, place, plan.scenario.ignore))


async def _fresh(plan: Plan, taping: Taping, acts: list[Told], scope_of: ScopeOf) -> Observation:
    observation = Observation()
    first = acts[0].branch if acts else "main"
    scope, models = scope_of(first), scripts_at(plan, first)
    graph = plan.scenario.graph
    async with open_world(
        graph, variables=scope, source=None, models=models, taping=taping
    ) as world:
        for act in acts:
            step = act.perform.step
            scope, models = scope_of(act.branch), scripts_at(plan, act.branch)
            if (scope, models) != (world.variables, world.scripts):
                # what a branch's row changes in the graph itself holds from the branch on
                world.variables, world.scripts = scope, models
                await world.reload()
            deed = await perform(world, step, act.perform.call, act.name, act.perform.watch)
            observation = deed.observation
            for save in step.save:
                found = saved(save, observation.to_data())
                world.memory.saved = {**world.memory.saved, save.name: found}
            called = step_name(step, act.perform.index)
            world.memory.reach(act.branch, called, step.thread, world.storage.mark())
    return observation
