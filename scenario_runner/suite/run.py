"""A run: the cases of some paths, selected, played, and made into results."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.results.durations import NO_DURATIONS, keep_durations, read_durations
from scenario_runner.results.journal import Journal
from scenario_runner.results.model import CaseResult, Environment, Results, Shard
from scenario_runner.results.outline import outline
from scenario_runner.suite.attempts import played_again
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.cluster import check_address, connected
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.drive import Place, in_order
from scenario_runner.suite.environment import environment
from scenario_runner.suite.executors import AT_ONCE, in_executor
from scenario_runner.suite.filed import FiledCase, filed, opened
from scenario_runner.suite.going_on import going_on
from scenario_runner.suite.options import DURATIONS, LAST_RUN, UNWATCHED, OnCase, Options, Watch
from scenario_runner.suite.places import in_this_process, in_workers
from scenario_runner.suite.play_case import play_case
from scenario_runner.suite.schedule import at_once, in_turn
from scenario_runner.suite.selection import done_before, select, shard_filed, shard_selected
from scenario_runner.suite.shards import Seconds
from scenario_runner.suite.storing import drop_databases, require_kept_there, require_storage
from scenario_runner.suite.traceable import require_traceable
from scenario_runner.suite.turns import Turn

__all__ = [
    "DURATIONS", "LAST_RUN", "Interrupted", "Options", "Watch", "environment", "play_case", "run",
    "select", "shard_selected",
]  # fmt: skip


class Interrupted(Exception):  # not an error of the run
    """A run that Ctrl-C has ended; what had finished is in its results."""

    def __init__(self, results: Results) -> None:
        super().__init__("interrupted")
        self.results = results


def run(
    paths: Sequence[str | Path],
    options: Options | None = None,
    on_case: OnCase | None = None,
    watch: Watch = UNWATCHED,
) -> Results:
    """Play the scenarios of files, folders and selectors; `on_case` hears of each as it ends,
    `watch` of what happens meanwhile.

    Raises UsageFault for a path or an expression that makes no sense, and Interrupted; whatever
    is wrong with a file or a graph is in the results. Unless `in_process`, graphs run in worker
    processes, so a script that calls this needs the `if __name__ == "__main__":` guard.
    """
    options = options or Options()
    _require_fitting(options)
    took = read_durations(options.durations) if options.durations is not None else NO_DURATIONS
    cases, shard = shard_filed([str(path) for path in paths], options)
    if options.from_step is not None:
        cases = [filed(going_on([opened(case) for case in cases], options))]
    began, started_at = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    done = done_before(cases, options.resumed)
    _require_folder(options.keep_databases)
    told_of = environment(options.storage), started_at
    journal = _journal(options.journal, *told_of, shard, tuple(done.values()))
    interrupted, bad = False, 0
    rest = [number for number in range(len(cases)) if number not in done]
    watch.selected([cases[number].id for number in rest])
    try:
        for number, result in _play_all(cases, rest, options, took, watch):
            if journal is not None:
                journal.add(result)
            if on_case is not None:
                on_case(result)
            if options.update_snapshots:
                _store(opened(cases[number]), result, watch)
            done[number] = outline(result) if options.outline else result
            bad += is_bad(result.outcome)
            if options.max_failures is not None and bad >= options.max_failures:
                break
    except KeyboardInterrupt:
        interrupted = True
    finally:
        if not options.in_process:  # then this process drops its own as it ends
            drop_databases(options.storage)
    duration = time.perf_counter() - began
    results = Results(
        environment=environment(options.storage),
        started_at=started_at,
        duration=duration,
        outcome=worst(result.outcome for result in done.values()),
        cases=tuple(done[number] for number in sorted(done)),
        shard=shard,
    )
    if options.durations is not None:
        keep_durations(options.durations, results.cases)
    if interrupted:
        raise Interrupted(results)
    if journal is not None:
        journal.close(duration)
    return results


def _store(case: Case | BrokenCase, result: CaseResult, watch: Watch) -> None:
    from scenario_runner.suite.snapshots import store  # noqa: PLC0415  # it edits YAML

    if isinstance(case, Case) and (changed := store(case.scenario, result)) is not None:
        watch.changed(changed)


def _require_folder(folder: Path | None) -> None:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"databases cannot be kept in {folder}: {error.strerror}"
        raise UsageFault(message, "name a folder that can be written to") from error


def _turns(
    cases: Sequence[FiledCase | BrokenCase],
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


def _journal(
    path: Path | None,
    around: Environment,
    started_at: str,
    shard: Shard | None,
    before: Sequence[CaseResult],
) -> Journal | None:
    """None too where the folder cannot be written to: a run is worth more than its journal."""
    try:
        return Journal(path, around, started_at, shard, before) if path is not None else None
    except OSError:
        return None


def _play_all(
    cases: Sequence[FiledCase | BrokenCase],
    rest: Sequence[int],
    options: Options,
    took: Seconds,
    watch: Watch,
) -> Iterator[tuple[int, CaseResult]]:
    workers = 1 if options.in_process else min(_at_once(options), len(rest)) or 1
    turns = _turns(cases, rest, options, took, workers)
    with _places(options, workers) as place:

        def play(waiting: FiledCase | BrokenCase, turn: Turn) -> CaseResult:
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


def _require_fitting(options: Options) -> None:
    """What cannot be done, above all where an executor's workers are. Raises UsageFault."""
    require_storage(options.storage)
    if options.keep_on_server:
        require_kept_there(options.storage)
    require_traceable(options.trace)
    if options.executor is None:
        return
    if options.in_process:
        raise UsageFault("--in-process and --executor say where to play", "take one of them out")
    if options.record != "none":
        hint = "record on this machine, without --executor"
        raise UsageFault("--record writes tapes, which workers elsewhere cannot", hint)
    if isinstance(options.executor, str):
        check_address(options.executor)
