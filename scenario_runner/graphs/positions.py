"""Positions: how far each of our scripted objects has come."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock


class Positions:
    """Counters of scripted objects, by key. A branch goes on from a `copy` of them.

    Nodes of one superstep run on several threads, so taking a turn is atomic.
    """

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self._counts = dict(counts or {})
        self._lock = Lock()

    def take(self, key: str) -> int:
        """The number of this turn, from 0; the next one gets the next number."""
        with self._lock:
            turn = self._counts.get(key, 0)
            self._counts[key] = turn + 1
            return turn

    def counts(self) -> dict[str, int]:
        """Turns taken so far, by key; plain data that another process can start from."""
        with self._lock:
            return dict(self._counts)

    def go_back(self, earlier: Positions) -> None:
        """Stand where another's counters stand: whoever holds these goes on from there."""
        with self._lock:
            self._counts = earlier.counts()

    def copy(self) -> Positions:
        """Counters of their own that stand where these stand now."""
        return Positions(self.counts())
