"""What one step did: from what was witnessed and the state afterwards to an Observation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from scenario_runner.engine.items import NOT_ASKED, Items
from scenario_runner.engine.memory import Memory
from scenario_runner.engine.observation import (
    AnswerTold,
    CheckpointMade,
    HistoryState,
    Observation,
    PendingInterrupt,
    Raised,
    Refused,
    SubgraphSeen,
    Travel,
)
from scenario_runner.engine.state import State, addresses
from scenario_runner.engine.witness import Body, Witness
from scenario_runner.frozen import frozen
from scenario_runner.language.model import StreamMode
from scenario_runner.language.value import Data

Visited = tuple[str | tuple[str, ...], ...]


@frozen
class Happened:
    """What a call gave besides what the witness saw."""

    output: Data = None
    raised: Raised | None = None
    refused: Refused | None = None
    answers: tuple[AnswerTold, ...] = ()
    next: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Checkpoint id -> the nodes to run next."""
    duration: float = 0.0
    travel: Travel | None = None
    head: str | None = None
    made: str | None = None
    live: Data = None
    touched: tuple[str, ...] = ()
    history: tuple[HistoryState, ...] | None = None
    events: tuple[Data, ...] = ()
    watched: tuple[StreamMode, ...] = ("custom",)
    items: Items = NOT_ASKED
    calls: dict[str, tuple[dict[str, Data], ...]] = field(default_factory=dict)


def observe(
    happened: Happened,
    *,
    witness: Witness,
    before: State,
    after: State,
    memory: Memory,
    thread: str,
    channel: str,
) -> Observation:
    """The facts of one step. `memory` has learnt of it already."""
    conversation = _conversation(after.values, channel)
    pending = _pending(after, memory)
    return Observation(
        values=after.values,
        output=happened.output,
        messages=_new_messages(_conversation(before.values, channel), conversation),
        last_message=conversation[-1] if conversation else None,
        next=after.next,
        interrupts=pending,
        answer_schemas=tuple(interrupt.schema for interrupt in after.pending),
        answers=happened.answers,
        visited=_visited(witness.bodies, ()),
        executions=dict(Counter("/".join(body.names) for body in witness.bodies)),
        calls=happened.calls,
        raises=happened.raised,
        refused=happened.refused,
        checkpoints=_checkpoints(witness, happened, thread, after),
        subgraphs=_subgraphs(witness.bodies, after, pending),
        duration=happened.duration,
        travel=happened.travel,
        head=happened.head,
        made=happened.made,
        live=happened.live,
        touched=happened.touched,
        history=happened.history,
        events=happened.events,
        watched=happened.watched,
        store=happened.items.found,
        no_store=happened.items.why_not,
    )


def _conversation(values: Data, channel: str) -> Sequence[Data]:
    messages = values.get(channel) if isinstance(values, dict) else None
    return messages if isinstance(messages, list) else []


def _new_messages(before: Sequence[Data], after: Sequence[Data]) -> tuple[Data, ...]:
    """The messages that were not there before, by id; by position where they have none."""
    known = {_id(message) for message in before}
    return tuple(
        message
        for position, message in enumerate(after)
        if (_id(message) not in known if _id(message) else position >= len(before))
    )


def _id(message: Data) -> str | None:
    return message.get("id") if isinstance(message, dict) else None


def _pending(state: State, memory: Memory) -> tuple[PendingInterrupt, ...]:
    told = addresses(state.pending, memory.indexes(state.pending))
    return tuple(
        PendingInterrupt(
            node=interrupt.names[-1], path=interrupt.path, address=address, value=interrupt.value
        )
        for interrupt, address in zip(state.pending, told, strict=True)
    )


def _visited(bodies: Iterable[Body], graph: tuple[str, ...]) -> Visited:
    """The nodes of a graph whose bodies ran, one entry a task; supersteps of several nested."""
    supersteps: dict[tuple[str, int], dict[str, str]] = {}
    for body in bodies:
        if body.names[:-1] == graph and not body.is_task:
            tasks = supersteps.setdefault((body.parent, body.superstep), {})
            tasks[body.namespace] = body.names[-1]
    sets = [tuple(tasks.values()) for tasks in supersteps.values()]
    return tuple(names[0] if len(names) == 1 else names for names in sets)


def _checkpoints(
    witness: Witness, happened: Happened, thread: str, after: State
) -> tuple[CheckpointMade, ...]:
    nexts: dict[str | None, tuple[str, ...]] = {}
    nexts.update(happened.next)
    nexts[after.checkpoint] = after.next
    return tuple(
        CheckpointMade(
            id=put.id,
            parent=put.parent,
            source=put.source,
            step=put.step,
            next=nexts.get(put.id, ()),
        )
        for put in witness.puts
        if put.namespace == "" and put.thread == thread
    )


def _subgraphs(
    bodies: Sequence[Body], after: State, pending: tuple[PendingInterrupt, ...]
) -> dict[str, SubgraphSeen]:
    ran = {body.names[:-1] for body in bodies if len(body.names) > 1 and not body.is_task}
    paths = [*after.subgraphs, *sorted("/".join(names) for names in ran)]
    return {
        path: SubgraphSeen(
            values=after.subgraphs[path].values if path in after.subgraphs else None,
            next=after.subgraphs[path].next if path in after.subgraphs else (),
            interrupts=tuple(i for i in pending if i.path.startswith(path + "/")),
            visited=_visited(bodies, tuple(path.split("/"))),
        )
        for path in dict.fromkeys(paths)
    }
