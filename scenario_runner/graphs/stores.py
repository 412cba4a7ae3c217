"""Stores, copied: each case begins with the application's own as it was built, and each branch
with what was there at its moment."""

from __future__ import annotations

import copy
import sqlite3
import threading

from langgraph.store.base import BaseStore
from langgraph.store.sqlite import SqliteStore

from scenario_runner.graphs.errors import GraphLoadError, in_one_line


def copied(store: BaseStore | None) -> BaseStore | None:
    """A store with the same items, which shares nothing that can change. Raises GraphLoadError
    where it cannot be copied: a case that wrote to the application's own would be met by the
    next one, and branches by each other."""
    try:
        return _of_sqlite(store) if type(store) is SqliteStore else copy.deepcopy(store)
    except Exception as error:  # whatever cannot be copied says so in its own way
        kind = f"{type(store).__module__}.{type(store).__qualname__}"
        raise GraphLoadError(
            f"the store of the graph ({kind}) cannot be copied, and each case and branch needs "
            f"one of its own: {in_one_line(error)}",
            "give it an empty one in memory, by store: memory under graph",
        ) from error


def _of_sqlite(store: SqliteStore) -> SqliteStore:
    """A copy in memory. What SQLite copies is all that was committed, its vectors too."""
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    with store.lock:
        store.conn.backup(connection)
    connection.row_factory = store.conn.row_factory
    made = copy.copy(store)
    SqliteStore.__init__(
        made,
        connection,
        deserializer=getattr(store, "_deserializer", None),
        index=None,
        ttl=store.ttl_config,
    )
    made.index_config, made.embeddings = store.index_config, store.embeddings
    made.lock = threading.Lock()
    made.setup()
    return made
