"""The oracle: a branch must end as a new conversation with the same acts does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from scenario_runner.engine.act import perform
from scenario_runner.engine.observation import Observation
from scenario_runner.engine.prepare import StepFault, saved
from scenario_runner.engine.stored_thread import take_over
from scenario_runner.engine.world import open_world
from scenario_runner.graphs.anew import imported_anew
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.taping import Taping
from scenario_runner.judge.conditions import holds
from scenario_runner.judge.verdict import Finding
from scenario_runner.judge.verify import verified
from scenario_runner.language.model import FixtureGraph
from scenario_runner.language.patch import Patch
from scenario_runner.language.scripts import Scripts
from scenario_runner.plan.in_force import patches_in, require_turned_back
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
        require_turned_back(plan, planned)
        async with asyncio.timeout(seconds):
            fresh = await _in_new_modules(plan, taping, acts, scope_of)
    except CannotBeTold as reason:
        return of_branch(name, [untold(str(reason), place)])
    except (StepFault, GraphLoadError) as fault:
        return of_branch(name, [untold(fault.message, place)])
    except TimeoutError:
        return of_branch(name, [untold(f"it did not end within {seconds:g} s", place)])
    if end.refused is not None and end.travel is not None:  # a new conversation goes no way back
        return of_branch(name, [untold("its way back was refused", place)])
    return of_branch(name, verified(end, fresh, place, plan.scenario.ignore))


def _in_force(
    plan: Plan, planned: BranchPlan, scope_of: ScopeOf
) -> tuple[Mapping[str, Any], Scripts, tuple[Patch, ...]]:
    """What holds in a branch: variables, scripted models, stand-ins."""
    name = planned.branch.name
    return scope_of(name), scripts_at(plan, name), patches_in(plan, planned)


async def _in_new_modules(
    plan: Plan, taping: Taping, acts: list[Told], scope_of: ScopeOf
) -> Observation:
    """As in another process: what the application's modules have kept since they were imported
    is not there. Modules that cannot be imported twice are used as they are, and so are those of
    a graph that a fixture has made."""
    graph = plan.scenario.graph
    if not isinstance(graph.source, FixtureGraph):
        try:
            with imported_anew(graph.root):
                return await _fresh(plan, taping, acts, scope_of)
        except GraphLoadError:
            pass
    return await _fresh(plan, taping, acts, scope_of)


async def _fresh(plan: Plan, taping: Taping, acts: list[Told], scope_of: ScopeOf) -> Observation:
    observation = Observation()
    first = acts[0].branch if acts else "main"
    by_name = {planned.branch.name: planned for planned in plan.branches}
    opening = _in_force(plan, by_name[first], scope_of)
    graph = plan.scenario.graph
    async with open_world(
        graph,
        variables=opening[0],
        source=None,
        models=opening[1],
        taping=taping,
        patches=opening[2],
    ) as world:
        if plan.scenario.thread_from is not None:
            await take_over(world, plan.scenario.thread_from)
        for act in acts:
            step = act.perform.step
            holds_now = _in_force(plan, by_name[act.branch], scope_of)
            if holds_now != (world.variables, world.scripts, world.patches):
                # what a branch changes in the graph itself holds from the branch on
                world.variables, world.scripts, world.patches = holds_now
                await world.reload()
            deed = await perform(world, step, act.perform.call, act.name, act.perform.watch)
            observation = deed.observation
            for save in step.save:
                found = saved(save, observation.to_data())
                world.memory.saved = {**world.memory.saved, save.name: found}
            called = step_name(step, act.perform.index)
            world.memory.reach(act.branch, called, step.thread, world.storage.mark())
    return observation
