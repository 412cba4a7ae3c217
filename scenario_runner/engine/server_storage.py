"""The threads that a branch has on a server, in the place of a storage.

A branch is a copy of them (`threads.copy`). Measured on `langgraph dev`: the copy has the same
checkpoint ids, task ids, interrupt ids, pending answers and results of finished siblings; what
is done in it afterwards does not touch the original. It is a copy of now: an earlier moment is
remembered as it was seen, to be compared with, and cannot be gone on from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenario_runner.engine.server import ServerFault
from scenario_runner.engine.server_threads import ServerThreads
from scenario_runner.engine.witness import Mark


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
            threads.finish(thread, snapshot)
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
