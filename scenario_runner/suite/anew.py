"""Branches told anew from the start, where a server cannot copy the threads they leave from.

Measured on `langgraph dev` (langgraph-api 0.16): in a copied thread no subgraph can begin, nor a
state be read where one is next. So the steps that lead to the branch are played again in new
threads, and must end as they did: exact for a graph that does the same when told the same, and
an error of the branch for any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scenario_runner.engine.act import perform
from scenario_runner.engine.observation import Observation
from scenario_runner.engine.prepare import StepFault, saved
from scenario_runner.engine.server_storage import ServerStorage
from scenario_runner.engine.world import World
from scenario_runner.frozen import frozen
from scenario_runner.judge.verify import verified
from scenario_runner.plan.operations import After, BranchPlan, Perform, Plan, step_name

Played = Mapping[tuple[str, int], Observation]
"""Branch and index of a step -> what it observed when it was played first."""


@frozen
class Anew:
    """A branch that starts here plays its way again."""


def is_told_anew(world: World) -> bool:
    """Whether branches of this world are."""
    return isinstance(world.storage, ServerStorage) and world.storage.saver.told_anew


def way_of(plan: Plan, planned: BranchPlan) -> Iterator[tuple[str, Perform]]:
    """The steps that lead to a branch, each with the branch it is of."""
    source = planned.source
    if not isinstance(source, After):
        return
    owner = next(one for one in plan.branches if one.branch.name == source.branch)
    yield from way_of(plan, owner)
    for operation in owner.operations:
        if isinstance(operation, Perform) and operation.index <= source.index:
            yield owner.branch.name, operation


async def tell_anew(
    world: World,
    plan: Plan,
    planned: BranchPlan,
    played: Played,
    scope_of: Callable[[str], Mapping[str, Any]],
) -> None:
    """Play the way to a branch. Raises StepFault where it does not lead there again."""
    own = world.variables
    for name, operation in way_of(plan, planned):
        world.variables = scope_of(name)
        step, called = operation.step, step_name(operation.step, operation.index)
        full = f"{name}/{called}"
        deed = await perform(world, step, operation.call, full, operation.watch)
        for save in step.save:
            found = saved(save, deed.observation.to_data())
            world.memory.saved = {**world.memory.saved, save.name: found}
        world.memory.reach(name, called, step.thread, world.storage.mark())
        first = played.get((name, operation.index))
        if first is not None:
            _require_same(first, deed.observation, full, plan, planned)
    world.variables = own


def _require_same(
    first: Observation, again: Observation, full: str, plan: Plan, planned: BranchPlan
) -> None:
    for finding in verified(first, again, planned.branch.place, plan.scenario.ignore):
        if finding.outcome == "failed":
            message = (
                f"the branch cannot start: its server copies no threads of a graph with subgraphs, "
                f"and {full}, played again, ended otherwise at {finding.path}"
            )
            hint = "name what changes from run to run in ignore, or run the graph itself by ref"
            raise StepFault(message, hint, planned.branch.place)
