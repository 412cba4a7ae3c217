"""A run: the cases of some paths, selected, played, and made into results."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.results.durations import NO_DURATIONS, keep_durations, read_durations
from scenario_runner.results.journal import Journal
from scenario_runner.results.model import CaseResult, Environment, Results, Shard
from scenario_runner.results.outline import outline
from scenario_runner.results.selected import Selected
from scenario_runner.suite.all_cases import play_all
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.environment import environment
from scenario_runner.suite.filed import Waiting, let_go, opened
from scenario_runner.suite.fitting import require_fitting, require_folder
from scenario_runner.suite.going_on import going_on
from scenario_runner.suite.options import UNWATCHED, OnCase, Options, Watch
from scenario_runner.suite.selection import done_before, selected_of, shard_waiting
from scenario_runner.suite.storing import drop_databases

__all__ = ["Interrupted", "Options", "run"]


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
    require_fitting(options)
    took = read_durations(options.durations) if options.durations is not None else NO_DURATIONS
    cases, shard = _cases(paths, options)
    began, started_at = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    done = done_before(cases, options)
    require_folder(options.keep_databases)
    around = environment(options.storage)
    selected = selected_of(paths, cases, shard, options)
    journal = _journal(options.journal, around, started_at, selected, tuple(done.values()))
    hearing = _Hearing(journal=journal, on_case=on_case, watch=watch, options=options)
    rest = [number for number in range(len(cases)) if number not in done]
    watch.selected([cases[number].id for number in rest])
    interrupted = False
    try:
        for number, result in _until_enough(play_all(cases, rest, options, took, watch), options):
            done[number] = hearing.kept(cases[number], result)
            cases[number] = let_go(cases[number])
    except KeyboardInterrupt:
        interrupted = True
    finally:
        if not options.in_process:  # then this process drops its own as it ends
            drop_databases(options.storage)
    results = _results(done, around, started_at, time.perf_counter() - began, shard)
    if options.durations is not None:
        keep_durations(options.durations, results.cases)
    if interrupted:
        raise Interrupted(results)
    if journal is not None:
        journal.close(results.duration)
    return results


def _results(
    done: Mapping[int, CaseResult],
    around: Environment,
    started_at: str,
    duration: float,
    shard: Shard | None,
) -> Results:
    return Results(
        environment=around,
        started_at=started_at,
        duration=duration,
        outcome=worst(result.outcome for result in done.values()),
        cases=tuple(done[number] for number in sorted(done)),
        shard=shard,
    )


def _cases(paths: Sequence[str | Path], options: Options) -> tuple[list[Waiting], Shard | None]:
    """What is to be played. Raises UsageFault."""
    cases, shard = shard_waiting([str(path) for path in paths], options)
    if options.from_step is not None:
        cases = [going_on([opened(case) for case in cases], options)]
    return cases, shard


@frozen
class _Hearing:
    """Who hears of each case as it ends."""

    journal: Journal | None
    on_case: OnCase | None
    watch: Watch
    options: Options

    def kept(self, case: Waiting, result: CaseResult) -> CaseResult:
        """What the run keeps of the result, once all have heard of it."""
        if self.journal is not None and (why := self.journal.add(result)) is not None:
            self.watch.unwritten(why)
        if self.on_case is not None:
            self.on_case(result)
        if self.options.update_snapshots:
            _store(opened(case), result, self.watch)
        return outline(result) if self.options.outline else result


def _until_enough(
    played: Iterator[tuple[int, CaseResult]], options: Options
) -> Iterator[tuple[int, CaseResult]]:
    """As many as there are until too many have failed."""
    bad = 0
    for number, result in played:
        yield number, result
        bad += is_bad(result.outcome)
        if options.max_failures is not None and bad >= options.max_failures:
            return


def _store(case: Case | BrokenCase, result: CaseResult, watch: Watch) -> None:
    from scenario_runner.suite.snapshots import store  # noqa: PLC0415  # it edits YAML

    if isinstance(case, Case) and (changed := store(case.scenario, result)) is not None:
        watch.changed(changed)


def _journal(
    path: Path | None,
    around: Environment,
    started_at: str,
    selected: Selected,
    before: Sequence[CaseResult],
) -> Journal | None:
    """None too where the folder cannot be written to: a run is worth more than its journal."""
    try:
        held = around, started_at, selected.shard, selected, before
        return Journal(path, *held) if path is not None else None
    except OSError:
        return None
