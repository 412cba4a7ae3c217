"""What a thread's state is, as facts: read once after each step, kept for the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field
from typing import Any

from langgraph.types import StateSnapshot

from scenario_runner.engine.normal import normal
from scenario_runner.frozen import frozen
from scenario_runner.language.model import ListedInterrupt
from scenario_runner.language.value import Data
from scenario_runner.matching.match import matches


@frozen
class Pending:
    """An interrupt that waits, as LangGraph lists it."""

    id: str
    names: tuple[str, ...]
    """The nodes from the outermost to the one that asks."""
    value: Data
    schema: Data = None
    """The JSON Schema of its answer, where the question says one."""

    @property
    def path(self) -> str:
        """The address without `#` and `[]`."""
        return "/".join(self.names)


@frozen
class Paused:
    """A subgraph that is paused."""

    values: Data
    next: tuple[str, ...]


@frozen
class State:
    """A thread at one checkpoint."""

    checkpoint: str | None = None
    values: Data = None
    next: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    """In task order."""
    subgraphs: Mapping[str, Paused] = field(default_factory=dict)
    half_done: bool = False
    """Some nodes of the superstep have finished, and others wait."""

    @property
    def alone(self) -> bool:
        """Whether just one task is next, in the graph and in each subgraph that is paused."""
        nexts = [self.next, *(paused.next for paused in self.subgraphs.values())]
        return all(len(nodes) <= 1 for nodes in nexts)


EMPTY = State()


Finished = Callable[[StateSnapshot], Collection[str]]
"""Which tasks of a snapshot have finished, by id."""


def read_state(snapshot: StateSnapshot, finished: Finished) -> State:
    """The facts of `get_state(config, subgraphs=True)`.

    Before LangGraph 1.2.13 it lists an answered question until its superstep ends, and names
    no next node between two questions; `finished` tells of both.
    """
    configurable = (snapshot.config or {}).get("configurable", {})
    pending: list[Pending] = []
    subgraphs: dict[str, Paused] = {}
    _descend(snapshot, (), pending, subgraphs, finished)
    unfinished = _unfinished(snapshot, finished)
    return State(
        checkpoint=configurable.get("checkpoint_id"),
        values=normal(snapshot.values),
        next=unfinished,
        pending=tuple(pending),
        subgraphs=subgraphs,
        half_done=len(snapshot.tasks) != len(unfinished),
    )


def _unfinished(snapshot: StateSnapshot, finished: Finished) -> tuple[str, ...]:
    done = finished(snapshot)
    return tuple(task.name for task in snapshot.tasks if task.id not in done)


def _descend(
    snapshot: StateSnapshot,
    names: tuple[str, ...],
    pending: list[Pending],
    subgraphs: dict[str, Paused],
    finished: Finished,
) -> None:
    done = finished(snapshot)
    for task in snapshot.tasks:
        if task.id in done:
            continue
        here = (*names, task.name)
        known = len(pending)
        if isinstance(task.state, StateSnapshot):
            subgraphs.setdefault(
                "/".join(here),
                Paused(values=normal(task.state.values), next=_unfinished(task.state, finished)),
            )
            _descend(task.state, here, pending, subgraphs, finished)
        inner = {found.id for found in pending[known:]}
        pending.extend(_own(task.interrupts, here, inner))


def _own(interrupts: tuple[Any, ...], names: tuple[str, ...], inner: set[str]) -> Iterator[Pending]:
    """The interrupts of a task that no subgraph of it has listed."""
    for interrupt in interrupts:
        if interrupt.id not in inner:
            schema = normal(getattr(interrupt, "response_schema", None))  # in newer releases
            value = normal(interrupt.value)
            yield Pending(id=interrupt.id, names=names, value=value, schema=schema)


def addresses(pending: tuple[Pending, ...], indexes: Mapping[str, int]) -> tuple[str, ...]:
    """The shortest address of each interrupt that answers just this one.

    `indexes` tells, by interrupt id, the index of the call in its node that asks, from 0.
    """
    count = Counter(found.path for found in pending)
    seen: Counter[str] = Counter()
    told = []
    for found in pending:
        seen[found.path] += 1
        nth = f"#{seen[found.path]}" if count[found.path] > 1 else ""
        index = indexes.get(found.id, 0)
        told.append(f"{found.path}{nth}" + (f"[{index}]" if index else ""))
    return tuple(told)


def find(
    address: str | ListedInterrupt, pending: tuple[Pending, ...], indexes: Mapping[str, int]
) -> tuple[Pending, ...]:
    """The pending interrupts that an address as written may mean; one where it is right.

    Every spelling of each interrupt is compared whole, since names may hold `/`, `#`, `[`.
    """
    if not isinstance(address, str):
        return _find_listed(address, pending)
    seen: Counter[str] = Counter()
    found = []
    for interrupt in pending:
        seen[interrupt.path] += 1
        nth, index = f"#{seen[interrupt.path]}", f"[{indexes.get(interrupt.id, 0)}]"
        path = interrupt.path
        if address in {path, path + nth, path + index, path + nth + index}:
            found.append(interrupt)
    return tuple(found)


def _find_listed(address: ListedInterrupt, pending: tuple[Pending, ...]) -> tuple[Pending, ...]:
    found = tuple(
        interrupt
        for interrupt in pending
        if (address.path is None or interrupt.names[:-1] == address.path)
        and (address.node is None or interrupt.names[-1] == address.node)
        and (address.value is None or matches(address.value.data, interrupt.value))
    )
    if address.nth is None:
        return found
    return found[address.nth - 1 : address.nth]
