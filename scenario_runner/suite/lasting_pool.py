"""A pool of processes that outlasts what graphs, and others, do to them.

pebble replaces a worker that dies at a job. One that dies between two jobs may take with it a job
that it had read and not yet taken up, the lock of the pipe, or the whole pool: then this makes a
new one, and whoever waits for the job gives it once more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from pebble import ProcessFuture, ProcessPool


class LastingPool:
    """Schedules jobs as a `ProcessPool` does, in a new one where that is of no use any more."""

    def __init__(self, make: Callable[[], ProcessPool], workers: int) -> None:
        self._make, self._workers = make, workers
        self._guard = threading.Lock()
        self._pools: list[ProcessPool] = [make()]
        self._given: dict[ProcessFuture[Any], ProcessPool] = {}
        """The jobs that have not ended, each with the pool that got it."""
        self._ended = False

    def schedule(
        self, work: Callable[..., Any], arguments: tuple[Any, ...], timeout: float
    ) -> ProcessFuture[Any]:
        """Give a job to a worker, or to the first that is free; to none once all are ended."""
        with self._guard:
            if self._ended:
                return ProcessFuture()
            try:
                future = self._pools[-1].schedule(work, args=arguments, timeout=timeout)
            except RuntimeError:  # pebble's word for a pool that is broken
                self._pools.append(self._make())
                future = self._pools[-1].schedule(work, args=arguments, timeout=timeout)
            self._given[future] = self._pools[-1]
        return future

    def is_passed_over(self, future: ProcessFuture[Any]) -> bool:
        """Whether a job waits though a worker is free."""
        with self._guard:
            pool = self._given.get(future)
            beside = [one for one, its in self._given.items() if its is pool and one.running()]
        return not future.running() and not future.done() and len(beside) < self._workers

    def left(self, future: ProcessFuture[Any], *, lost: bool) -> None:
        """Nobody waits for the job any longer: it has ended, or it is `lost`, with its pool."""
        with self._guard:
            pool = self._given.pop(future, None)
            broken = future.done() and isinstance(_exception(future), BrokenProcessPool)
            if (lost or broken) and pool is self._pools[-1] and not self._ended:
                self._pools.append(self._make())

    def stop(self) -> None:
        """Let nothing more begin."""
        with self._guard:
            self._ended = True
            for pool in self._pools:
                pool.stop()  # type: ignore[no-untyped-call]  # pebble's is not annotated

    def join(self) -> None:
        """Wait until they have ended."""
        for pool in self._pools:
            pool.join()


def _exception(future: ProcessFuture[Any]) -> BaseException | None:
    return None if future.cancelled() else future.exception()
