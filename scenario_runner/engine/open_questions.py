"""Which questions are open: what LangGraph lists, and what it does not.

Of several `@task`s that ask it lists one, under the name of their caller, and of the handlers of
failed nodes none. What was seen being asked tells the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.pregel import Pregel
from langgraph.types import StateSnapshot

from scenario_runner.engine.memory import Memory
from scenario_runner.engine.normal import normal
from scenario_runner.engine.state import Pending, State, read_state
from scenario_runner.engine.storages import AnyStorage
from scenario_runner.engine.witness import INTERRUPT, Asked


async def read_thread(
    app: Pregel[Any, Any, Any, Any], storage: AnyStorage, memory: Memory, config: RunnableConfig
) -> State:
    """The state of a thread at its head, with all of its open questions."""
    thread = str(config["configurable"]["thread_id"])
    done = cache(storage.finished)  # nothing is written meanwhile, and it is asked again and again

    def finished(snapshot: StateSnapshot) -> set[str]:
        at = (snapshot.config or {}).get("configurable", {})
        return done(thread, at.get("checkpoint_id"), at.get("checkpoint_ns", ""))

    state = read_state(await app.aget_state(config, subgraphs=True), finished)
    listed = tuple(
        _named(pending, memory)
        for pending in state.pending
        if not _answered(memory.asked.get(pending.id), done)
    )
    callers = {pending.names[:-1] for pending in listed if len(pending.names) > 1}
    callers |= {(node,) for node in state.next}
    known = {pending.id for pending in listed}
    more = [
        Pending(id=asked.id, names=memory.names[asked.task], value=normal(asked.value))
        for asked in _tasks_asking(memory, thread, state)
        if memory.names[asked.task][:-1] in callers
        and asked.id not in known
        and not _answered(asked, done)
    ]
    stored = _stored_questions(storage, thread, state) if more else set()
    unlisted = [pending for pending in more if pending.id in stored]
    if not unlisted:
        return replace(state, pending=listed)
    ordered = sorted((*listed, *unlisted), key=lambda pending: _path(pending, memory))
    return replace(state, pending=tuple(ordered))


def _answered(asked: Asked | None, done: Callable[[str, str | None, str], set[str]]) -> bool:
    """Whether the task that asked has finished. The task around its graph tells the question
    on, until it stops again itself."""
    if asked is None:
        return False
    return asked.task in done(asked.thread, asked.checkpoint, asked.namespace)


def _named(pending: Pending, memory: Memory) -> Pending:
    """A question of a `@task` under its own name, as its body has it."""
    asked = memory.asked.get(pending.id)
    names = memory.names.get(asked.task, ()) if asked is not None else ()
    inside = names[: len(pending.names)] == pending.names
    return replace(pending, names=names) if inside else pending


def _tasks_asking(memory: Memory, thread: str, state: State) -> Iterator[Asked]:
    """The questions of each `@task` and handler that was called after the thread's checkpoint."""
    for asked in memory.asked.values():
        if (
            asked.checkpoint == state.checkpoint  # first, as it rules out nearly all ever asked
            and (asked.thread, asked.namespace) == (thread, "")
            and len(memory.names.get(asked.task, ())) > 1
        ):
            yield asked


def _stored_questions(storage: AnyStorage, thread: str, state: State) -> set[str]:
    """The ids of what the storage holds as asked after the thread's checkpoint: at an earlier
    moment not all that is remembered had been."""
    at = {"thread_id": thread, "checkpoint_ns": "", "checkpoint_id": state.checkpoint}
    found = storage.saver.get_tuple(RunnableConfig(configurable=at))
    writes = found.pending_writes or [] if found is not None else []
    return {
        interrupt.id for _, channel, asked in writes if channel == INTERRUPT for interrupt in asked
    }


def _path(pending: Pending, memory: Memory) -> str:
    asked = memory.asked.get(pending.id)
    return asked.path if asked is not None else ""
