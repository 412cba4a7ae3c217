"""Caches of nodes and tasks: each case begins with an empty one in the place of one in memory, and
each branch with what was there at its moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.cache.base import BaseCache, FullKey, Namespace
from langgraph.cache.memory import InMemoryCache

Kept = tuple[str, bytes, float | None]
"""What a node wrote, as it is stored, and when it is too old (seconds since 1970)."""


class CaseCache(BaseCache[Any]):
    """As LangGraph's `InMemoryCache`, and can be copied."""

    def __init__(self, kept: Mapping[FullKey, Kept], serde: Any) -> None:
        super().__init__(serde=serde)
        self._kept = dict(kept)
        self._lock = threading.RLock()

    def copy(self) -> CaseCache:
        """One with the same in it, which shares nothing that can change."""
        with self._lock:
            return CaseCache(self._kept, self.serde)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """What is kept for the keys, and not too old."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        now = time.time()
        return {
            key: self.serde.loads_typed((kind, data))
            for key, (kind, data, until) in found.items()
            if until is None or now < until
        }

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """As `get`."""
        return self.get(keys)

    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Keep values, each with the seconds it is good for."""
        for key, (value, seconds) in pairs.items():
            kind, data = self.serde.dumps_typed(value)
            until = None if seconds is None else time.time() + seconds
            with self._lock:
                self._kept[key] = (kind, data, until)

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """As `set`."""
        self.set(pairs)

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Forget what is kept under the namespaces; None: all."""
        with self._lock:
            for key in list(self._kept):
                if namespaces is None or key[0] in namespaces:
                    del self._kept[key]

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """As `clear`."""
        self.clear(namespaces)


def of_case(cache: BaseCache[Any] | None) -> BaseCache[Any] | None:
    """An empty cache in the place of one in memory, where other cases may have kept something;
    any other as it is."""
    return CaseCache({}, cache.serde) if type(cache) is InMemoryCache else cache


def copied_cache(cache: BaseCache[Any] | None) -> BaseCache[Any] | None:
    """A copy of a case's own cache; any other as it is."""
    return cache.copy() if isinstance(cache, CaseCache) else cache
