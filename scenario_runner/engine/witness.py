"""What is seen while a graph runs: answers as they are heard, and bodies as they start.

Two witnesses need no private API. Each time an `interrupt()` call returns, the task's whole
list of answers goes through the saver's `put_writes`; the write of the null task is the
answer as it was given. And each node body, retries included, starts a callback.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler

from scenario_runner.frozen import frozen
from scenario_runner.graphs.positions import Positions

RESUME = "__resume__"
INTERRUPT = "__interrupt__"
_START = "__start__"
"""Begins like a node where an edge from START is conditional, and is none."""
NULL_TASK = "00000000-0000-0000-0000-000000000000"


def names_in(namespace: str) -> tuple[str, ...]:
    """The node names in a checkpoint namespace: `team:UUID|ask:UUID` -> `("team", "ask")`.

    A node's name cannot hold `:` or `|`; LangGraph refuses them.
    """
    return tuple(part.partition(":")[0] for part in namespace.split("|"))


@frozen
class Hearing:
    """An `interrupt()` call that returned: which task's, its index there, and what it gave."""

    task: str
    index: int
    value: Any


@frozen
class Asked:
    """An `interrupt()` call that waits, as its own task told the saver."""

    id: str
    value: Any
    task: str
    thread: str
    namespace: str
    """Of the graph that the task belongs to."""
    checkpoint: str
    path: str
    """LangGraph's path of the task in its graph: the same on every fork of a checkpoint."""


@frozen
class Body:
    """A node body that started. Retries of one task share its namespace."""

    namespace: str
    """With ids, from the outermost node: `team:UUID|ask:UUID`."""
    superstep: int
    is_task: bool
    """A `@task` of the functional API: its caller is a node, not a graph."""

    @property
    def task(self) -> str:
        """The id of the task."""
        return self.namespace.rpartition(":")[2]

    @property
    def names(self) -> tuple[str, ...]:
        """The node's names from the outermost: `("team", "ask")`."""
        return names_in(self.namespace)

    @property
    def parent(self) -> str:
        """The namespace of the graph that the node belongs to; empty for the whole."""
        return self.namespace.rpartition("|")[0]


@frozen
class Mark:
    """A moment of a storage: how far its tables had grown."""

    rows: tuple[int, int]
    """The last row of the checkpoints and of the writes."""
    replaced: tuple[int, int]
    """The last row of what was replaced in each."""


@frozen
class Put:
    """A checkpoint that was written."""

    namespace: str
    thread: str
    id: str
    parent: str | None
    source: str
    step: int
    mark: Mark
    """Right after it was written."""
    hearings: int = 0
    """How many answers had been heard in this step by then."""
    positions: Positions | None = None
    """Where our scripted objects stood."""


@dataclass(slots=True, eq=False)  # LangChain keeps handlers in sets
class Witness(BaseCallbackHandler):
    """Collects what happens in one step. Called from several threads."""

    hearings: list[Hearing] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    """By interrupt id. The innermost task is told first, and is the one that asks."""
    paths: dict[str, str] = field(default_factory=dict)
    """LangGraph's path of each task that a question went through."""
    written: set[tuple[str, str, str]] = field(default_factory=set)
    """Thread, namespace and checkpoint of every write of a task."""
    writers: set[str] = field(default_factory=set)
    """The tasks that wrote anything."""
    positions: Positions | None = None
    run_inline: bool = True
    raise_error: bool = False
    _bodies_by_run: dict[UUID, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, put: Put) -> None:
        """Told by the saver of every checkpoint it stores."""
        positions = self.positions.copy() if self.positions is not None else None
        with self._lock:
            self.puts.append(replace(put, hearings=len(self.hearings), positions=positions))

    def writes(
        self,
        configurable: Mapping[str, Any],
        task: str,
        writes: Sequence[tuple[str, Any]],
        path: str = "",
    ) -> None:
        """Told by the saver of every write of a task."""
        with self._lock:
            namespace = str(configurable.get("checkpoint_ns", ""))
            checkpoint = str(configurable.get("checkpoint_id"))
            thread = str(configurable["thread_id"])
            self.written.add((thread, namespace, checkpoint))
            self.writers.add(task)
            if task == NULL_TASK:
                return
            for channel, value in writes:
                if channel == INTERRUPT:
                    self.paths[task] = path
                    for interrupt in value:
                        asked = Asked(
                            id=interrupt.id,
                            value=interrupt.value,
                            task=task,
                            thread=thread,
                            namespace=namespace,
                            checkpoint=checkpoint,
                            path=path,
                        )
                        self._ask(asked)
            self._hear(task, [value for channel, value in writes if channel == RESUME])

    def _ask(self, asked: Asked) -> None:
        """The innermost task that asks is told first; only it may ask anew."""
        known = self.asked.get(asked.id)
        if known is None or known.task == asked.task:
            self.asked[asked.id] = asked

    def _hear(self, task: str, told: Sequence[Any]) -> None:
        """One list for each hearing; before LangGraph 1.2.13 the same one, grown, for all. A
        task that asks again tells its last list only; the calls before the last one have
        returned in this run of its body too."""
        later = Counter(id(value) for value in told)
        known = 0
        for value in told:
            later[id(value)] -= 1
            heard = value if isinstance(value, list) else [value]
            index = max(len(heard) - 1 - later[id(value)], 0)
            for each in range(min(known, index), min(index + 1, len(heard))):
                self.hearings.append(Hearing(task=task, index=each, value=heard[each]))
            known = index + 1

    def on_chain_start(
        self,
        serialized: dict[str, Any] | None,  # noqa: ARG002  # the callback's signature
        inputs: Any,  # noqa: ARG002  # as above
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """A runnable starts; it is a node's body when it bears the node's name and is not
        part of that body (a subgraph or chain of the same name inside it)."""
        told: Mapping[str, Any] = metadata or {}
        namespace = told.get("langgraph_checkpoint_ns")
        if namespace is None:
            return
        with self._lock:
            around = self._bodies_by_run.get(parent_run_id) if parent_run_id else None
            self._bodies_by_run[run_id] = namespace
            name = kwargs.get("name")
            if name != told.get("langgraph_node") or name == _START or around == namespace:
                return
            self.bodies.append(_body(namespace, told))


def _body(namespace: str, told: Mapping[str, Any]) -> Body:
    return Body(
        namespace=namespace,
        superstep=int(told.get("langgraph_step", 0)),
        is_task=_is_call(told.get("langgraph_path", ())),
    )


def _is_call(path: Sequence[Any]) -> bool:
    """Whether LangGraph's path of a task is that of a call: it holds the path of its caller."""
    return len(path) > 1 and isinstance(path[1], tuple | list)
