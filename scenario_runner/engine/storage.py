"""Storage: one SQLite database per branch, copied whole, as it stands or as it stood.

Copying the storage is exact because task ids and interrupt ids are hashes of the checkpoint
id and the namespace, not of the thread. It must be a copy of the moment: a later resume
rewrites the pending writes of the same checkpoint in place, so rows that are replaced are
kept aside, and any earlier moment can be had again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
)
from langgraph.checkpoint.sqlite import SqliteSaver

from scenario_runner.engine.in_loop import InLoopSaver
from scenario_runner.engine.witness import INTERRUPT, NULL_TASK, RESUME, Mark, Put, Witness

_TABLES = ("checkpoints", "writes")
UNFINISHED = (INTERRUPT, RESUME, "__error__", "__error_source_node__")
"""Channels that a task writes to before it has finished."""


class WatchedSaver(InLoopSaver, SqliteSaver):
    """SQLite, telling a witness of every write."""

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
            witness.put(told_put(config, checkpoint, metadata, mark(self.conn)))
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
            witness.writes(config["configurable"], task_id, writes, task_path)
        super().put_writes(config, writes, task_id, task_path)


class Storage:
    """A database in memory and its saver. Closed by whoever opened it."""

    def __init__(self, connection: sqlite3.Connection | None = None) -> None:
        if connection is None:
            connection = _connect()
            _empty().backup(connection)
        self.connection = connection
        self.saver = WatchedSaver(connection)
        self.saver.is_setup = True

    def copy(self) -> Storage:
        """Everything in it, as it stands now."""
        connection = _connect()
        self.connection.backup(connection)
        return Storage(connection)

    def copy_at(self, moment: Mark) -> Storage:
        """Everything in it, as it stood at an earlier moment."""
        copy = self.copy()
        _go_back(copy.connection, moment)
        return copy

    def mark(self) -> Mark:
        """The moment that is now."""
        return mark(self.connection)

    def is_lost(self) -> bool:
        """Never: it is in this process."""
        return False

    def finished(self, thread: str, checkpoint: str | None, namespace: str = "") -> set[str]:
        """The tasks of the superstep after a checkpoint that have finished."""
        asked = (
            "SELECT DISTINCT task_id FROM writes "
            "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? "
            "AND task_id <> ? AND channel NOT IN (?, ?, ?, ?)"
        )
        values = (thread, namespace, checkpoint, NULL_TASK, *UNFINISHED)
        return {task for (task,) in self.connection.execute(asked, values)}

    def half_done(self, thread: str, checkpoint: str | None) -> bool:
        """Whether some task of the superstep after a checkpoint has finished, and others have
        not. `get_state` lists no task that a `goto` sent while another one waits."""
        return bool(self.finished(thread, checkpoint))

    def forget_bare(self, thread: str) -> None:
        """Take back the bare answer at a thread's head. It was heard; the run that heard it
        knew so, and one that goes on in its place would hand it to the next question."""
        self.connection.execute(
            "DELETE FROM writes WHERE task_id = ? AND channel = ? AND thread_id = ? "
            "AND checkpoint_ns = '' AND checkpoint_id = (SELECT max(checkpoint_id) "
            "FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '')",
            (NULL_TASK, RESUME, thread, thread),
        )
        self.connection.commit()

    def write_to(self, path: Path) -> None:
        """Keep a copy as a database file, without what is ours in it."""
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as target:
            self._copy_without_ours(target)

    def parts(self) -> Iterator[bytes]:
        """What `write_to` would write: the bytes of the whole file, and each value in it, since
        SQLite keeps a long one in pieces all over the file."""
        with closing(sqlite3.connect(":memory:")) as target:
            self._copy_without_ours(target)
            yield target.serialize()
            target.text_factory = bytes
            for table in [*_TABLES, "sqlite_master"]:
                for row in target.execute(f"SELECT * FROM {table}"):  # noqa: S608  # our names
                    yield from (cell for cell in row if isinstance(cell, bytes))

    def _copy_without_ours(self, target: sqlite3.Connection) -> None:
        self.connection.backup(target)
        for table in _TABLES:
            target.execute(f"DROP TRIGGER replaced_{table}")
            target.execute(f"DROP TABLE replaced_{table}")
        target.commit()
        target.execute("VACUUM")

    def close(self) -> None:
        """Free it."""
        self.connection.close()


def mark(connection: sqlite3.Connection) -> Mark:
    """How far each table has grown: rows are only added, and replaced ones kept aside."""
    tables = [*_TABLES, *(f"replaced_{table}" for table in _TABLES)]
    rows = [f"(SELECT max(rowid) FROM {table})" for table in tables]  # noqa: S608  # our names
    checkpoints, writes, old_checkpoints, old_writes = connection.execute(
        f"SELECT {', '.join(rows)}"
    ).fetchone()
    return Mark(
        rows=(checkpoints or 0, writes or 0), replaced=(old_checkpoints or 0, old_writes or 0)
    )


def _connect() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE tells its deletions only then
    return connection


@cache
def _empty() -> sqlite3.Connection:
    """An empty storage to copy: that takes a twentieth of the time of making its tables anew."""
    connection = _connect()
    SqliteSaver(connection).setup()
    _keep_replaced_rows(connection)
    return connection


def _keep_replaced_rows(connection: sqlite3.Connection) -> None:
    for table in _TABLES:
        names = ", ".join(_columns(connection, table))
        old = ", ".join(f"OLD.{name}" for name in _columns(connection, table))
        connection.executescript(
            f"""
            CREATE TABLE replaced_{table} AS SELECT 0 AS old_rowid, * FROM {table} WHERE 0;
            CREATE TRIGGER replaced_{table} BEFORE DELETE ON {table} BEGIN
                INSERT INTO replaced_{table} (old_rowid, {names}) VALUES (OLD.rowid, {old});
            END;
            """  # noqa: S608  # the names are LangGraph's own and ours
        )
    connection.commit()


def _go_back(connection: sqlite3.Connection, moment: Mark) -> None:
    """Take away what came after a moment, and put back what was replaced after it."""
    for table, rows, replaced in zip(_TABLES, moment.rows, moment.replaced, strict=True):
        names = ", ".join(_columns(connection, table))
        connection.execute(f"DELETE FROM {table} WHERE rowid > ?", (rows,))  # noqa: S608  # ours
        connection.execute(
            f"INSERT INTO {table} (rowid, {names}) SELECT old_rowid, {names} "  # noqa: S608  # ours
            f"FROM replaced_{table} WHERE rowid > ? AND old_rowid <= ?",
            (replaced, rows),
        )
        connection.execute(
            f"DELETE FROM replaced_{table} WHERE rowid > ?",  # noqa: S608  # ours
            (replaced,),
        )
    connection.commit()


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def told_put(
    config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata, moment: Mark
) -> Put:
    """What a witness is told of a checkpoint that was put."""
    configurable = config["configurable"]
    return Put(
        namespace=str(configurable.get("checkpoint_ns", "")),
        thread=str(configurable["thread_id"]),
        id=checkpoint["id"],
        parent=configurable.get("checkpoint_id"),
        source=str(metadata.get("source", "")),
        step=int(metadata.get("step", 0)),
        mark=moment,
    )
