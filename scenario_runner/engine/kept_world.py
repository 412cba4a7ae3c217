"""A world in a file: its storage with what was replaced in it, and what is remembered of it.

Read back it is somebody else's: rows are taken over into tables of our own, so nothing that the
file says of its schema holds, and the rest is plain JSON, read by its annotations.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore

from scenario_runner.engine.by_annotation import decoded, encoded
from scenario_runner.engine.memory import Memory
from scenario_runner.engine.snapshot import Snapshot
from scenario_runner.engine.storage import Storage
from scenario_runner.graphs.caches import CaseCache
from scenario_runner.graphs.positions import Positions

TABLE = "scenario_runner_moment"
_TABLES = ("checkpoints", "writes", "replaced_checkpoints", "replaced_writes")


class CannotKeep(Exception):
    """A world that no file can hold; why."""


class CannotGoOn(Exception):
    """A file that holds no world."""


def keep_world(snapshot: Snapshot, path: Path, told: dict[str, Any]) -> None:
    """Write a world and what is told of it into a file. Raises CannotKeep and OSError."""
    storage = _sqlite(snapshot)
    text = json.dumps({**told, "world": _remembered(snapshot)})
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as target:
        storage.connection.backup(target)
        target.execute(f"CREATE TABLE {TABLE} (told TEXT)")
        target.execute(f"INSERT INTO {TABLE} VALUES (?)", (text,))  # noqa: S608  # our name
        target.commit()  # and no VACUUM: it may number rows anew, and moments are told by them


def cells(snapshot: Snapshot) -> Iterator[str]:
    """What such a file would hold besides the storage, and what was replaced in that."""
    yield json.dumps(_remembered(snapshot), ensure_ascii=False)
    for table in _TABLES[2:]:
        for row in _sqlite(snapshot).connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  # ours
            for cell in row:
                if isinstance(cell, bytes):
                    yield cell.decode("utf-8", "surrogateescape")


def _sqlite(snapshot: Snapshot) -> Storage:
    if not isinstance(snapshot.storage, Storage):
        raise CannotKeep("its storage is not SQLite")
    return snapshot.storage


def open_world_kept(path: Path) -> Snapshot:
    """The world in a file, which stays as it is. Raises CannotGoOn."""
    storage = Storage()
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.execute("PRAGMA trusted_schema = OFF")
            ((text,),) = source.execute(f"SELECT told FROM {TABLE}").fetchall()  # noqa: S608  # ours
            for table in _TABLES:
                _take_over(source, storage.connection, table)
        told = json.loads(text)["world"]
        memory: Memory = decoded(told["memory"], Memory)
        counts = {str(key): int(count) for key, count in told["positions"].items()}
        store = _store(told["store"])
    except (sqlite3.Error, LookupError, TypeError, ValueError, RecursionError) as error:
        storage.close()
        raise CannotGoOn("it is damaged, or another version wrote it") from error
    memory = replace(memory, positions=Positions(counts))
    return Snapshot(storage=storage, store=store, memory=memory)


def _take_over(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    names = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    listed, asked = ", ".join(names), ", ".join("?" * (len(names) + 1))
    rows = source.execute(f"SELECT rowid, {listed} FROM {table} ORDER BY rowid")  # noqa: S608  # ours
    target.executemany(f"INSERT INTO {table} (rowid, {listed}) VALUES ({asked})", rows)  # noqa: S608  # ours
    target.commit()


def _remembered(snapshot: Snapshot) -> dict[str, Any]:
    memory, positions = snapshot.memory, snapshot.memory.positions
    if positions.states():
        raise CannotKeep("chance is seeded")
    if isinstance(snapshot.cache, CaseCache) and len(snapshot.cache):
        raise CannotKeep("nodes have kept results in a cache")
    # where positions stood at each checkpoint serves branches that start there, and none do
    made = [replace(one, put=replace(one.put, positions=None)) for one in memory.made]
    bare = replace(memory, made=made, states={}, positions=Positions())
    return {
        "memory": encoded(bare),
        "positions": positions.counts(),
        "store": _items(snapshot.store),
    }


def _items(store: BaseStore | None) -> list[Any] | None:
    if store is None:
        return None
    if type(store) is not InMemoryStore or store.index_config:
        raise CannotKeep("its store is not a plain one in memory")
    found = store.search((), limit=1_000_000)
    return [[list(one.namespace), one.key, encoded(one.value)] for one in found]


def _store(items: list[Any] | None) -> BaseStore | None:
    if items is None:
        return None
    store = InMemoryStore()
    for namespace, key, value in items:
        store.put(tuple(namespace), key, value)
    return store
