"""Positions: how far each of our scripted objects has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any


class Positions:
    """Counters of scripted objects, by key. A branch goes on from a `copy` of them.

    Nodes of one superstep run on several threads, so taking a turn is atomic.
    """

    def __init__(
        self, counts: Mapping[str, int] | None = None, states: Mapping[str, Any] | None = None
    ) -> None:
        self._counts = dict(counts or {})
        self._states = dict(states or {})
        self._followed: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {}
        self._lock = Lock()

    def take(self, key: str) -> int:
        """The number of this turn, from 0; the next one gets the next number."""
        with self._lock:
            turn = self._counts.get(key, 0)
            self._counts[key] = turn + 1
            return turn

    def follow(self, key: str, read: Callable[[], Any], write: Callable[[Any], None]) -> None:
        """Something besides counters that has a position: a copy holds what `read` gives then,
        and `write` gets what the copy that these were made of held."""
        self._followed[key] = (read, write)
        if key in self._states:
            write(self._states[key])

    def states(self) -> dict[str, Any]:
        """Where what is followed stands."""
        return self._states | {key: read() for key, (read, _) in self._followed.items()}

    def counts(self) -> dict[str, int]:
        """Turns taken so far, by key; plain data that another process can start from."""
        with self._lock:
            return dict(self._counts)

    def go_back(self, earlier: Positions) -> None:
        """Stand where another's counters stand: whoever holds these goes on from there."""
        with self._lock:
            self._counts = earlier.counts()
        for key, state in earlier.states().items():
            self._states[key] = state
            if key in self._followed:
                self._followed[key][1](state)

    def copy(self) -> Positions:
        """Counters of their own that stand where these stand now."""
        return Positions(self.counts(), self.states())
