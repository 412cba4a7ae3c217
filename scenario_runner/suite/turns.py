"""Turns: what is prepared at the same time is begun in order."""

from __future__ import annotations

import threading

from scenario_runner.frozen import frozen


class Turnstile:
    """Lets turns through one after another, by their numbers from 0."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._over: set[int] = set()
        self._next = 0

    def wait(self, number: int) -> None:
        """Until all turns before are over."""
        with self._changed:
            self._changed.wait_for(lambda: self._next >= number)

    def leave(self, number: int) -> None:
        """A turn is over; told again, nothing happens."""
        with self._changed:
            if number >= self._next:
                self._over.add(number)
            while self._next in self._over:
                self._over.discard(self._next)
                self._next += 1
            self._changed.notify_all()


@frozen
class Turn:
    """One of them."""

    stile: Turnstile
    number: int

    def wait(self) -> None:
        """Until it has come."""
        self.stile.wait(self.number)

    def over(self) -> None:
        """Let the next one come."""
        self.stile.leave(self.number)
