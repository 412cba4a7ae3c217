"""The cases of a run played: how many at a time, in which order, and where."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from scenario_runner.results.model import CaseResult
from scenario_runner.suite.attempts import played_again
from scenario_runner.suite.case import BrokenCase
from scenario_runner.suite.cluster import connected
from scenario_runner.suite.executors import AT_ONCE, in_executor
from scenario_runner.suite.filed import Waiting, opened
from scenario_runner.suite.options import Options, Watch
from scenario_runner.suite.place import Place, in_order
from scenario_runner.suite.places import in_this_process, in_workers
from scenario_runner.suite.play_case import play_case
from scenario_runner.suite.schedule import at_once, in_turn
from scenario_runner.suite.shards import Seconds
from scenario_runner.suite.turns import Turn


def play_all(
    cases: Sequence[Waiting],
    rest: Sequence[int],
    options: Options,
    took: Seconds,
    watch: Watch,
) -> Iterator[tuple[int, CaseResult]]:
    """The numbers of cases and what came of each, as they end; `rest` are those to be played."""
    workers = 1 if options.in_process else min(_at_once(options), len(rest)) or 1
    turns = _turns(cases, rest, options, took, workers)
    with _places(options, workers) as place:

        def play(waiting: Waiting, turn: Turn) -> CaseResult:
            watch.begun(waiting.id)
            once = partial(play_case, case := opened(waiting), options, in_order(place, turn))
            if isinstance(case, BrokenCase):  # it will not mend itself
                return once()
            return played_again(once, retries=options.retries, repeat=options.repeat)

        if options.in_process or (workers == 1 and options.max_failures is not None):
            # so that after a failure that ends the run nothing more begins
            yield from in_turn(cases, play, turns)
        else:
            yield from at_once(cases, play, workers, turns)


def _turns(
    cases: Sequence[Waiting],
    rest: Sequence[int],
    options: Options,
    took: Seconds,
    workers: int,
) -> list[int]:
    """The numbers of the cases that are left, in the order to begin them."""
    turns = list(rest)
    if options.shuffle is not None:
        Random(options.shuffle).shuffle(turns)  # noqa: S311  # an order, not a secret
    elif workers > 1:  # the longest first, so that none is left alone at the end
        turns.sort(key=lambda number: -took.get(cases[number].id, math.inf))
    return turns


def _at_once(options: Options) -> int:
    """How many cases are played, or wait for an executor, at a time."""
    return AT_ONCE if options.executor is not None and options.workers == 1 else options.workers


@contextlib.contextmanager
def _places(options: Options, workers: int) -> Iterator[Place]:
    """Where cases are played. Raises UsageFault."""
    match options.executor:
        case None:
            with in_this_process() if options.in_process else in_workers(workers) as place:
                yield place
        case str(address):
            with (
                connected(address) as (executor, is_there),
                in_executor(executor, is_there) as place,
            ):
                yield place
        case executor:
            with in_executor(executor) as place:
                yield place
