"""Storage: one SQLite database per branch, copied whole at a moment.

Copying the storage is exact because task ids and interrupt ids are hashes of the checkpoint
id and the namespace, not of the thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.sqlite import SqliteSaver

from scenario_runner.engine.witness import Put, Witness


class WatchedSaver(SqliteSaver):
    """SQLite reached right inside the event loop, telling a witness of every write.

    A local database answers in microseconds; a thread hop for each statement costs more than
    the statement. Measured: half the time of `AsyncSqliteSaver`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.witnesses: list[Witness] = []
        """Who is told. A list, so that LangGraph's shallow copies of a saver tell them too."""

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint, and tell the witness."""
        written = super().put(config, checkpoint, metadata, new_versions)
        for witness in self.witnesses:
            witness.puts.append(_put(config, checkpoint, metadata))
        return written

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Store writes of a task, and tell the witness."""
        for witness in self.witnesses:
            witness.writes(task_id, writes)
        super().put_writes(config, writes, task_id, task_path)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As `get_tuple`."""
        return self.get_tuple(config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # the base class names it so
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """As `list`."""
        for found in self.list(config, filter=filter, before=before, limit=limit):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """As `put`."""
        return self.put(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """As `put_writes`."""
        self.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """As `delete_thread`."""
        self.delete_thread(thread_id)


class Storage:
    """A database in memory and its saver. Closed by whoever opened it."""

    def __init__(self, connection: sqlite3.Connection | None = None) -> None:
        self.connection = connection or _connect()
        self.saver = WatchedSaver(self.connection)
        if connection is None:
            self.saver.setup()
        else:
            self.saver.is_setup = True

    def copy(self) -> Storage:
        """Everything in it, as it stands now."""
        connection = _connect()
        self.connection.backup(connection)
        return Storage(connection)

    def write_to(self, path: Path) -> None:
        """Keep a copy as a database file."""
        target = sqlite3.connect(path)
        try:
            self.connection.backup(target)
        finally:
            target.close()

    def close(self) -> None:
        """Free it."""
        self.connection.close()


def _put(config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata) -> Put:
    configurable = config["configurable"]
    return Put(
        namespace=str(configurable.get("checkpoint_ns", "")),
        thread=str(configurable["thread_id"]),
        id=checkpoint["id"],
        parent=configurable.get("checkpoint_id"),
        source=str(metadata.get("source", "")),
        step=int(metadata.get("step", 0)),
    )


def _connect() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)
