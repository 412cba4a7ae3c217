"""The threads that a branch has on a server, in the place of a storage.

A branch is a copy of them (`threads.copy`). Measured on `langgraph dev`: the copy has the same
checkpoint ids, task ids, interrupt ids, pending answers and results of finished siblings; what
is done in it afterwards does not touch the original. It is a copy of now: an earlier moment is
remembered as it was seen, to be compared with, and cannot be gone on from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.types import StateSnapshot

from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.observation import Refused
from scenario_runner.engine.server import Server, ServerFault
from scenario_runner.engine.server_values import (
    checkpoint_of,
    config_of,
    finished_in,
    revived,
)
from scenario_runner.engine.witness import Mark, Witness

_PAGE: Final = 100
"""States asked for at once."""
CREATED_BY: Final = {"created_by": "scenario-runner"}
"""Metadata of every thread that is made, by which ones left over can be found."""


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
        self._finish(thread, snapshot)

    def _finish(self, thread: str, snapshot: StateSnapshot) -> None:
        at = snapshot.config["configurable"]
        place = (thread, str(at.get("checkpoint_ns", "")), at.get("checkpoint_id"))
        self.finished[place] = finished_in(snapshot)
        for task in snapshot.tasks:
            if isinstance(task.state, StateSnapshot):
                self._finish(thread, task.state)

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


class ServerStorage:
    """The threads of a branch, copied on the server and deleted when the branch is done."""

    def __init__(self, threads: ServerThreads | None = None) -> None:
        self.saver = threads or ServerThreads()

    def copy(self) -> ServerStorage:
        """Everything in it, as it stands now. Raises ServerFault."""
        mine = self.saver
        ids: dict[str, str] = {}
        if mine.ids:
            server = mine.of_server()
            with server.waiting_client() as client, server.asked("its threads were copied"):
                for name, known in mine.ids.items():
                    copy: Any = client.threads.copy  # declared to give nothing
                    copied = copy(known)
                    ids[name] = str(copied["thread_id"])
        return ServerStorage(self._with(ids, len(mine.journal)))

    def _with(self, ids: dict[str, str], seen: int) -> ServerThreads:
        mine = self.saver
        return replace(
            mine,
            ids=ids,
            journal=mine.journal[:seen],
            known=set(mine.known),
            copied=True,
            finished={place: set(tasks) for place, tasks in mine.finished.items()},
            asked=dict(mine.asked),
            heard=dict(mine.heard),
            witnesses=[],
        )

    def copy_at(self, moment: Mark) -> ServerStorage:
        """What was seen until an earlier moment, to be looked at only."""
        threads = self._with({}, moment.rows[0])
        threads.past = True
        threads.finished.clear()
        for thread, snapshot in threads.journal:
            threads._finish(thread, snapshot)  # noqa: SLF001  # its own kind
        return ServerStorage(threads)

    def mark(self) -> Mark:
        """The moment that is now."""
        return self.saver.mark()

    def is_lost(self) -> bool:
        """Never by itself: what a server that went away is asked, says so."""
        return False

    def finished(self, thread: str, checkpoint: str | None, namespace: str = "") -> set[str]:
        """The tasks of the superstep after a checkpoint that have finished."""
        return self.saver.finished.get((thread, namespace, checkpoint), set())

    def half_done(self, thread: str, checkpoint: str | None) -> bool:
        """Whether some task of the superstep after a checkpoint has finished, others not."""
        return bool(self.finished(thread, checkpoint))

    def forget_bare(self, thread: str) -> None:
        """Nobody goes on from a moment inside a call."""

    def write_to(self, path: Path) -> None:
        """It is no database."""
        raise NotImplementedError(path)

    def parts(self) -> Iterator[bytes]:
        """It is no database."""
        yield from ()

    def close(self) -> None:
        """Delete what was made. A server that has gone keeps it."""
        mine, ids = self.saver, list(self.saver.ids.values())
        if mine.server is None or not ids:
            return
        mine.ids.clear()
        with mine.server.waiting_client() as client:
            for known in ids:
                with suppress(ServerFault), mine.server.asked("its threads were deleted"):
                    client.threads.delete(known)
