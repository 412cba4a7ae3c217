"""The world before a step, told by little more than numbers while nobody knows whether it will be
asked for: rows are only added, and what is remembered grows in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from langgraph.cache.base import BaseCache
from langgraph.store.base import BaseStore

from scenario_runner.engine.memory import Memory, Reached, leaves_of
from scenario_runner.engine.snapshot import Snapshot
from scenario_runner.engine.witness import Mark
from scenario_runner.engine.world import World
from scenario_runner.frozen import frozen
from scenario_runner.graphs.caches import copied_cache
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.stores import copied
from scenario_runner.language.value import Data


@frozen
class Before:
    """Where a world stood."""

    mark: Mark
    made: int
    """How many checkpoints had been written."""
    order: int
    """How many answers had been heard."""
    reached: int
    """How many steps had been played."""
    bare: Mapping[str, tuple[str | None, int]]
    saved: Mapping[str, Data]
    positions: Positions
    store: BaseStore | None
    cache: BaseCache[Any] | None


def before(world: World) -> Before | None:
    """Where a world stands; None where its store cannot be copied."""
    memory = world.memory
    try:
        store = copied(world.store)
    except GraphLoadError:
        return None
    return Before(
        mark=world.storage.mark(),
        made=len(memory.made),
        order=memory.order,
        reached=sum("/" in name for name in memory.reached),
        bare=dict(memory.bare),
        saved=memory.saved,
        positions=memory.positions.copy(),
        store=store,
        cache=copied_cache(world.cache),
    )


def snapshot_before(world: World, then: Before) -> Snapshot:
    """The world as it stood then, copied."""
    return Snapshot(
        storage=world.storage.copy_at(then.mark),
        store=then.store,
        cache=then.cache,
        memory=_memory(world.memory, then),
    )


def _memory(memory: Memory, then: Before) -> Memory:
    made = memory.made[: then.made]
    return replace(
        memory.as_of(then.order).copy(),
        states={},
        heard={
            task: [heard for heard in values if heard.order < then.order]
            for task, values in memory.heard.items()
        },
        order=then.order,
        bare=dict(then.bare),
        saved=then.saved,
        reached=_reached(memory, then.reached),
        made=list(made),
        leaves=leaves_of(made),
        positions=then.positions,
    )


def _reached(memory: Memory, count: int) -> dict[str, Reached]:
    """The first steps that were played, each by its whole name, and the last of each name alone."""
    steps = [one for name, one in memory.reached.items() if name == one.name][:count]
    alone = {name for name, one in memory.reached.items() if name != one.name}
    reached: dict[str, Reached] = {}
    for one in steps:
        reached[one.name] = one
        reached |= {name: one for name in alone if one.name.endswith(f"/{name}")}
    return reached
