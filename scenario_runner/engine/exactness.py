"""Whether a way back led to the moment: the thread stands where it stood, and remembers no more."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.journey import Arrived, Journey, answered_since
from scenario_runner.engine.moments import Target
from scenario_runner.engine.normal import normal
from scenario_runner.engine.state import State
from scenario_runner.engine.witness import names_in
from scenario_runner.engine.world import World
from scenario_runner.matching.same import alike


def difference(journey: Journey, arrived: Arrived) -> str | None:
    """Why the thread does not stand where it stood; None where it does."""
    exact, state = journey.exact, arrived.state
    target, memory = journey.target, journey.world.memory
    if state.checkpoint == target.checkpoint and answered_since(memory, target, journey.now):
        return "it leads to the same checkpoint, where the answers given since would be heard"
    if not alike(state.values, exact.values):
        return "the state has other values"
    if sorted(state.next) != sorted(exact.next):
        return f"{_listed(state.next)} would be next instead of {_listed(exact.next)}"
    if not _persistent_alike(journey):
        return "a subgraph with a memory of its own remembers what came later"
    forked = arrived.via == "copy" and not state.pending
    if forked and len(exact.pending) == 1 and not exact.subgraphs:
        return None
    if not _asks_the_same(journey, state):
        return "other questions are pending"
    return _other_subgraphs(state, exact)


def _asks_the_same(journey: Journey, state: State) -> bool:
    memory, past, exact = journey.world.memory, journey.past, journey.exact
    asked = [(memory.call(pending), pending.value) for pending in state.pending]
    wanted = [(past.call(pending), pending.value) for pending in exact.pending]
    return len(asked) == len(wanted) and all(_among(question, asked) for question in wanted)


def _other_subgraphs(state: State, exact: State) -> str | None:
    next_there = {path: inner.next for path, inner in exact.subgraphs.items()}
    if {path: inner.next for path, inner in state.subgraphs.items()} != next_there:
        return "a subgraph stands elsewhere"
    for path, inner in state.subgraphs.items():
        if not alike(inner.values, exact.subgraphs[path].values):
            return "a subgraph has other values"
    return None


def _among(wanted: tuple[Any, Any], asked: list[tuple[Any, Any]]) -> bool:
    return any(call == wanted[0] and alike(value, wanted[1]) for call, value in asked)


def _listed(nodes: tuple[str, ...]) -> str:
    return " and ".join(nodes) if nodes else "nothing"


def _persistent_alike(journey: Journey) -> bool:
    """Whether every subgraph that keeps its state between calls (`checkpointer=True`) holds
    what it held at the moment."""
    namespaces = {
        made.put.namespace
        for made in journey.world.memory.made
        if made.put.thread == journey.thread and is_persistent(made.put.namespace)
    }
    if not namespaces:
        return True
    now = journey.world.storage.saver
    with closing(journey.world.storage.copy_at(journey.target.mark)) as past:
        return all(
            alike(_stored(past.saver, journey.thread, each), _stored(now, journey.thread, each))
            for each in namespaces
        )


def persistent_after(world: World, target: Target) -> str | None:
    """A subgraph with `checkpointer=True` that has written after the moment, or that may have
    been answered: its answers stay with its own checkpoint."""
    if answered_since(world.memory, target, world.memory.order):
        for namespace in sorted(world.memory.namespaces):
            if is_persistent(namespace):
                return "/".join(names_in(namespace))
    for made in reversed(world.memory.made):
        if made.put.mark.rows[0] <= target.mark.rows[0]:
            return None
        if made.put.thread == target.thread and is_persistent(made.put.namespace):
            return "/".join(names_in(made.put.namespace))
    return None


def is_persistent(namespace: str) -> bool:
    """Whether a namespace is of a subgraph with `checkpointer=True`: it names nodes without the
    ids of tasks, so that each call finds it again. A number tells calls of one task apart."""
    return bool(namespace) and ":" not in namespace


def _stored(saver: Any, thread: str, namespace: str) -> Any:
    config = RunnableConfig(configurable={"thread_id": thread, "checkpoint_ns": namespace})
    found = saver.get_tuple(config)
    return normal(found.checkpoint["channel_values"]) if found is not None else None
