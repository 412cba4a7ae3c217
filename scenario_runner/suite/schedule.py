"""Playing many cases: one after another here, or several at a time in worker processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from scenario_runner.suite.turns import Turn, Turnstile

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4
"""Cases for each worker that are played or wait for one; the others cost nothing yet."""


def count_of(workers: int | None) -> int:
    """How many workers: as said, or one for each processor this process may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_turn(
    items: Sequence[T], play: Callable[[T, Turn], R], turns: Iterable[int]
) -> Iterator[tuple[int, R]]:
    """Each item's result with its number, in the order of `turns`, played here."""
    for number in turns:
        yield number, play(items[number], Turn(stile=Turnstile(), number=0))


def at_once(
    items: Sequence[T], play: Callable[[T, Turn], R], workers: int, turns: Iterable[int]
) -> Iterator[tuple[int, R]]:
    """Each item's result with its number, as they end; begun in the order of `turns`, one of a
    single worker also told in it. One more than there are workers is at hand, for a worker to
    begin while what the last one left is looked at: what plays an item waits for its turn, and
    says when it is over. Closing the iterator lets what has not begun be; what is being played is
    left to whoever ends the workers."""
    executor = ThreadPoolExecutor(max_workers=workers + 1, thread_name_prefix="case")
    stopped, stile = threading.Event(), Turnstile()

    def one(item: T, turn: Turn) -> R | None:
        try:
            return None if stopped.is_set() else play(item, turn)
        finally:
            turn.over()

    def submitted() -> Iterator[tuple[Future[R | None], int]]:
        for at, number in enumerate(turns):
            yield executor.submit(one, items[number], Turn(stile=stile, number=at)), number

    coming = submitted()
    try:
        futures: dict[Future[R | None], int] = {}
        while True:
            futures.update(islice(coming, _AHEAD * workers - len(futures)))
            if not futures:
                return
            future = next(iter(futures)) if workers == 1 else _first_done(futures)
            number, result = futures.pop(future), future.result()
            if result is not None:
                yield number, result
    finally:
        stopped.set()
        executor.shutdown(wait=False, cancel_futures=True)


def _first_done(futures: Iterable[Future[R | None]]) -> Future[R | None]:
    return next(iter(wait(futures, return_when=FIRST_COMPLETED).done))
