"""The threads that a branch has on a server, and what was seen of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.types import StateSnapshot

from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.observation import Refused
from scenario_runner.engine.server import Server
from scenario_runner.engine.server_values import (
    checkpoint_of,
    config_of,
    finished_in,
    revived,
)
from scenario_runner.engine.witness import Mark, Put, Witness

CREATED_BY: Final = {"created_by": "scenario-runner"}
"""Metadata of every thread that is made, by which ones left over can be found."""
_PAGE: Final = 100
"""States asked for at once."""


@dataclass(slots=True, eq=False)
class ServerThreads:
    """The threads of a branch, and what was seen of them; what a saver is elsewhere."""

    server: Server | None = None
    ids: dict[str, str] = field(default_factory=dict)
    """By the scenario's name of a thread: the server's id of it."""
    journal: list[tuple[str, StateSnapshot]] = field(default_factory=list)
    """Every state seen: the thread, and how it stood then."""
    known: set[tuple[str, str]] = field(default_factory=set)
    """Thread and id of every checkpoint that was told of."""
    finished: dict[tuple[str, str, str | None], set[str]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """Interrupt id -> the task that asked."""
    heard: dict[str, int] = field(default_factory=dict)
    """Task -> how many of its questions have been answered."""
    witnesses: list[Witness] = field(default_factory=list)
    told_anew: bool = False
    """The graph has subgraphs, and threads of such are not copied (see suite/anew.py)."""
    copied: bool = False
    """They are copies of other threads."""
    past: bool = False
    """It is looked at as it stood; nothing can be done in it."""

    def see(self, thread: str, snapshot: StateSnapshot) -> None:
        """Take down how a thread stands."""
        self.journal.append((thread, snapshot))
        self.finish(thread, snapshot)

    def finish(self, thread: str, snapshot: StateSnapshot) -> None:
        """Take down which tasks had finished then."""
        at = snapshot.config["configurable"]
        place = (thread, str(at.get("checkpoint_ns", "")), at.get("checkpoint_id"))
        self.finished[place] = finished_in(snapshot)
        for task in snapshot.tasks:
            if isinstance(task.state, StateSnapshot):
                self.finish(thread, task.state)

    def stood(self, thread: str) -> StateSnapshot | None:
        """How a thread was seen last; None for one that has never been looked at."""
        return next((s for name, s in reversed(self.journal) if name == thread), None)

    def mark(self) -> Mark:
        """How much has been seen."""
        return Mark(rows=(len(self.journal), 0), replaced=(0, 0))

    def of_server(self) -> Server:
        """The server; it is known once the graph has been opened."""
        if self.server is None:
            raise RuntimeError("a server that was not opened")
        return self.server

    # --- what is asked of a saver ----------------------------------------------------------

    def list(self, config: RunnableConfig) -> Iterator[CheckpointTuple]:
        """The checkpoints of a thread, newest first. Raises ServerFault."""
        thread = str(config["configurable"]["thread_id"])
        for state in self.history(thread):
            checkpoint: Any = {"id": checkpoint_of(state), "channel_values": _values(state)}
            parent = checkpoint_of(state, "parent_checkpoint")
            yield CheckpointTuple(
                config=config_of(thread, "", checkpoint["id"]),
                checkpoint=checkpoint,
                metadata=state["metadata"],
                parent_config=config_of(thread, "", parent) if parent is not None else None,
            )

    def history(self, thread: str) -> Iterator[Mapping[str, Any]]:
        """The states of a thread, newest first, page by page. Raises ServerFault."""
        server = self.of_server()
        if thread not in self.ids:
            return
        with server.waiting_client() as client:
            before: Any = None
            while True:
                with server.asked("its history was read"):
                    page: Any = client.threads.get_history(
                        self.ids[thread], limit=_PAGE, before=before
                    )
                yield from page
                if len(page) < _PAGE:
                    return
                before = {"configurable": {"checkpoint_id": checkpoint_of(page[-1])}}

    def get_tuple(self, _: RunnableConfig) -> CheckpointTuple | None:
        """Of subgraphs that keep their state: never to be had as it stood. Raises RefusedError."""
        raise RefusedError(
            Refused(
                reason="a subgraph keeps its state, and a server does not tell what it held then",
                hint="branch from the moment instead: a branch is a copy of the whole storage",
            )
        )


def _values(state: Mapping[str, Any]) -> Any:
    values = revived(state.get("values"))
    return values if isinstance(values, dict) else {}


def put_on(threads: ServerThreads, thread: str, snapshot: StateSnapshot) -> None:
    """Take down a checkpoint, and tell the witnesses of one that is new."""
    at = snapshot.config["configurable"]
    namespace, checkpoint = str(at.get("checkpoint_ns", "")), str(at["checkpoint_id"])
    if (thread, checkpoint) in threads.known:
        return
    threads.known.add((thread, checkpoint))
    if not namespace:
        threads.see(thread, snapshot)
    parent = (snapshot.parent_config or {}).get("configurable", {}).get("checkpoint_id")
    metadata: Mapping[str, Any] = snapshot.metadata or {}
    put = Put(
        namespace=namespace,
        thread=thread,
        id=checkpoint,
        parent=parent,
        source=str(metadata.get("source", "")),
        step=int(metadata.get("step", 0)),
        mark=threads.mark(),
    )
    for witness in threads.witnesses:
        witness.put(put)
