"""A copy of a world: its storage, its store, and what the runner remembers of it."""

from __future__ import annotations

from typing import Any

from langgraph.cache.base import BaseCache
from langgraph.store.base import BaseStore

from scenario_runner.engine.memory import Memory
from scenario_runner.engine.storages import AnyStorage
from scenario_runner.frozen import frozen
from scenario_runner.graphs.caches import copied_cache
from scenario_runner.graphs.stores import copied


@frozen
class Snapshot:
    """A world as it stood at a moment. Worlds made of it never disturb it or each other."""

    storage: AnyStorage
    store: BaseStore | None
    memory: Memory
    cache: BaseCache[Any] | None = None

    def copy(self) -> Snapshot:
        """The same once more, sharing nothing that can change."""
        store = copied(self.store)  # first, as it is what may not be possible
        storage, memory = self.storage.copy(), self.memory.copy()
        return Snapshot(storage=storage, store=store, memory=memory, cache=copied_cache(self.cache))

    def close(self) -> None:
        """Free it."""
        self.storage.close()
