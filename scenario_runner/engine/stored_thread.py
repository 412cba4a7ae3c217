"""A stored thread taken over into a world: its checkpoints and writes are told to the saver again,
and what the runner remembers of a conversation is told to its memory, as if it had watched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.sqlite import SqliteSaver

from scenario_runner.engine.moments import find_inside
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.readable import unreadable
from scenario_runner.engine.server_storage import ServerStorage
from scenario_runner.engine.witness import NULL_TASK, RESUME, Body, Witness
from scenario_runner.engine.world import World
from scenario_runner.language.model import BEGINNING, StoredThread
from scenario_runner.language.words import listed, quoted, suggestion
from scenario_runner.stored.database import CannotRead, opened

MAIN: Final = "main"
_TRIGGER = "branch:to:"
_SENDS = "__pregel_tasks"


async def take_over(world: World, stored: StoredThread) -> None:
    """Go on from a stored thread, which becomes the thread `main` of a world on an empty storage.
    The database is only read. Raises StepFault."""
    try:
        with opened(Path(stored.path)) as connection:
            tuples = _thread(connection, world, stored)
    except CannotRead as fault:
        raise StepFault(fault.message, fault.hint, stored.place) from fault
    head = [one for one in tuples if not _of(one)["checkpoint_ns"]][-1]
    await _tell(world, tuples, head)
    if stored.at is not None:
        made = await find_inside(world, stored.at, branch=MAIN, thread=MAIN)
        if made.put.namespace:
            message = "the thread cannot begin inside a subgraph's own checkpoint"
            raise StepFault(message, "name a node of the graph itself", stored.at.place)
        world.go_back(world.snapshot_at(made))
        head = next(one for one in tuples if _of(one)["checkpoint_id"] == made.put.id)
    _require_fitting(world, head, stored)


def _of(one: CheckpointTuple) -> Mapping[str, Any]:
    configurable: Mapping[str, Any] = one.config["configurable"]
    return configurable


def _thread(
    connection: sqlite3.Connection, world: World, stored: StoredThread
) -> list[CheckpointTuple]:
    """All checkpoints of the thread and its subgraphs, the oldest first."""
    known = [row[0] for row in connection.execute("SELECT DISTINCT thread_id FROM checkpoints")]
    if stored.thread not in known:
        hint = suggestion(stored.thread, known, "it holds")
        message = f"{stored.shown} holds no thread {quoted(stored.thread)}"
        raise StepFault(message, hint, stored.place)
    for reason in unreadable(connection, stored.thread, Path(world.graph.root)):
        hint = "what it would take to read it is not done with a database of others"
        raise StepFault(f"thread {stored.thread}: {reason}", hint, stored.place)
    if isinstance(world.storage, ServerStorage):  # the language has refused it
        raise StepFault("a server takes no stored thread over", None, stored.place)
    saver = SqliteSaver(connection, serde=world.storage.saver.serde)
    asked = RunnableConfig(configurable={"thread_id": stored.thread})
    try:
        return sorted(saver.list(asked), key=lambda one: str(_of(one)["checkpoint_id"]))
    except Exception as error:
        message = f"thread {stored.thread} of {stored.shown} cannot be read: {error}"
        raise StepFault(message, "look at it with scenario-runner record", stored.place) from error


async def _tell(world: World, tuples: list[CheckpointTuple], head: CheckpointTuple) -> None:
    """Write everything again, and let the memory learn of it."""
    witness, saver = Witness(), world.storage.saver
    saver.witnesses.append(witness)
    try:
        for one, wrote in _in_turn(tuples):
            (_write if wrote else _put)(saver, one)
    finally:
        saver.witnesses.remove(witness)
    config = RunnableConfig(configurable={"thread_id": MAIN})
    witness.bodies += _bodies((await world.app.aget_state(config, subgraphs=True)).tasks, "")
    next_of = {
        str((seen.config or {}).get("configurable", {}).get("checkpoint_id")): tuple(seen.next)
        async for seen in world.app.aget_state_history(config)
    }
    world.memory.learn(witness, next_of, f"{MAIN}/{BEGINNING}", MAIN)
    if any(task == NULL_TASK and on == RESUME for task, on, _ in head.pending_writes or ()):
        world.memory.bare[MAIN] = _of(head)["checkpoint_id"], world.memory.order


def _in_turn(tuples: list[CheckpointTuple]) -> Iterator[tuple[CheckpointTuple, bool]]:
    """Each checkpoint, and later what was written at it, in the order in which a graph does so:
    what the graphs inside it had written comes before what it tells on of them."""
    waiting: list[CheckpointTuple] = []
    for one in tuples:
        while waiting and _depth(waiting[-1]) >= _depth(one):
            yield waiting.pop(), True
        yield one, False
        waiting.append(one)
    while waiting:
        yield waiting.pop(), True


def _depth(one: CheckpointTuple) -> int:
    namespace = _of(one)["checkpoint_ns"]
    return namespace.count("|") + 1 if namespace else 0


def _put(saver: Any, one: CheckpointTuple) -> None:
    parent = (one.parent_config or {}).get("configurable", {})
    before = {"thread_id": MAIN, "checkpoint_ns": _of(one)["checkpoint_ns"]}
    if parent:
        before["checkpoint_id"] = parent.get("checkpoint_id")
    versions = one.checkpoint["channel_versions"]
    saver.put(RunnableConfig(configurable=before), one.checkpoint, one.metadata, versions)


def _write(saver: Any, one: CheckpointTuple) -> None:
    at = {name: _of(one)[name] for name in ("checkpoint_ns", "checkpoint_id")}
    here = RunnableConfig(configurable={**at, "thread_id": MAIN})
    for task, writes in groupby(one.pending_writes or (), key=lambda write: write[0]):
        saver.put_writes(here, [(channel, value) for _, channel, value in writes], task)


def _bodies(tasks: Iterable[Any], around: str) -> Iterator[Body]:
    """The bodies that wait, as they would have been seen to start."""
    for task in tasks:
        namespace = f"{around}|{task.name}:{task.id}" if around else f"{task.name}:{task.id}"
        yield Body(namespace=namespace, superstep=0, is_task=False)
        if hasattr(task.state, "tasks"):
            yield from _bodies(task.state.tasks, namespace)


# --- a graph that has changed -------------------------------------------------------------


def _require_fitting(world: World, head: CheckpointTuple, stored: StoredThread) -> None:
    """The thread's next nodes and its values must have a place in the graph."""
    values, nodes = head.checkpoint["channel_values"], world.app.nodes
    waiting = [name.removeprefix(_TRIGGER) for name in values if name.startswith(_TRIGGER)]
    waiting += [getattr(sent, "node", "") for sent in values.get(_SENDS) or ()]
    gone = [name for name in dict.fromkeys(waiting) if name not in nodes]
    if gone:
        here = [name for name in nodes if not name.startswith("__")]
        message = f"the thread is to go on at {quoted(gone[0])}, which the graph does not have"
        raise StepFault(message, suggestion(gone[0], here, "it has"), stored.place)
    lost = [
        name
        for name in values
        if name not in world.app.channels
        and not name.startswith(("__", _TRIGGER, "start:"))
        and name not in stored.dropped
    ]
    if lost:
        message = f"the thread holds {listed(map(quoted, lost))}, and the graph has no such channel"
        hint = f"where that may be lost, write dropped: [{', '.join(lost)}]"
        raise StepFault(message, hint, stored.place)
