"""A run: the cases of some paths, selected, played, and made into results."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from random import Random

from scenario_runner import __version__
from scenario_runner.graphs.taping import Record
from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.masking.veil import veiled
from scenario_runner.problem import ProblemsError
from scenario_runner.results.durations import NO_DURATIONS, keep_durations, read_durations
from scenario_runner.results.journal import Journal, read_journal
from scenario_runner.results.masked import masked
from scenario_runner.results.model import CaseResult, Environment, Results, Shard
from scenario_runner.suite.assemble import broken_case, played_case, skipped_case, unready_case
from scenario_runner.suite.attempts import played_again
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.collect import UsageFault, collect
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.databases import database_folder, write_manifest
from scenario_runner.suite.drive import Place, drive
from scenario_runner.suite.places import in_this_process, in_workers
from scenario_runner.suite.schedule import at_once, in_turn
from scenario_runner.suite.secrets import Secrets, secrets_of
from scenario_runner.suite.select import Expression, name_matches, parse, tags_match
from scenario_runner.suite.shards import Seconds, shard_of
from scenario_runner.suite.snapshots import FileChange, store
from scenario_runner.suite.told import Job

LAST_RUN = Path(".scenario-runner") / "last-run.jsonl"
"""Where the command line keeps the journal of the last run."""

DURATIONS = LAST_RUN.with_name("durations.json")
"""Where it keeps how long cases took."""

OnCase = Callable[[CaseResult], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """Who hears of a run as it goes on, besides of each case as it ends."""

    selected: Callable[[list[str]], None]
    """The ids of all cases that are to be played."""
    begun: Callable[[str], None]
    """A case is being played; called from the thread that waits for it."""
    changed: Callable[[FileChange], None]
    """A file of snapshots was to be written for a case that has ended."""


UNWATCHED = Watch(
    selected=lambda _cases: None, begun=lambda _case: None, changed=lambda _change: None
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How a run goes."""

    keyword: str | None = None
    """`-k`: an expression over the names of cases and branches."""
    tags: str | None = None
    """`-t`: an expression over tags."""
    max_failures: int | None = None
    """Stop after so many cases that are not well."""
    timeout: float | None = None
    """Seconds for one case, instead of the scenario's own."""
    in_process: bool = False
    """Play in this process, for debuggers: a step that hangs cannot be ended."""
    verify: bool = False
    """Tell each branch once more as a new conversation, and compare where the two end."""
    keep_databases: Path | None = None
    """A folder that gets a database for each branch."""
    keep_failed: Path | None = None
    """A folder that gets the databases of branches that are not well."""
    record: Record = "none"
    """`--record`: HTTP to be recorded where there is a cassette."""
    workers: int = 1
    """How many cases are played at a time, each in a process of its own."""
    journal: Path | None = None
    """A file that gets each case as it ends."""
    shard: tuple[int, int] | None = None
    """Play only part I of N of what is selected, I from 1."""
    shard_by: Path | None = None
    """How long cases took: shards are cut so that they take the same time. All shards must be
    given the same; None: so that they have as many cases."""
    durations: Path | None = None
    """Where it is remembered how long cases took; with several workers long ones begin first."""
    shuffle: int | None = None
    """A seed: the cases are played in an order that follows from it."""
    retries: int = 0
    """How often a case that did not end well is played again."""
    repeat: int = 1
    """How often each case is played."""
    resumed: Path | None = None
    """`--resume`: what this journal holds is taken from it and not played again."""
    failed_in: Path | None = None
    """`--failed`: only the cases that were not well in this journal."""
    update_snapshots: bool = False
    """Store what steps with a `snapshot` see, whatever is stored now."""


class Interrupted(Exception):  # not an error of the run
    """A run that Ctrl-C has ended; what had finished is in its results."""

    def __init__(self, results: Results) -> None:
        super().__init__("interrupted")
        self.results = results


def select(paths: Sequence[str], options: Options) -> list[Case | BrokenCase]:
    """The cases that a run with these options plays. Raises UsageFault."""
    keyword = parse(options.keyword) if options.keyword else None
    tags = parse(options.tags) if options.tags else None

    again = _bad_ids(options.failed_in) if options.failed_in is not None else None

    def wanted(case: Case) -> bool:
        if again is not None and case.id not in again:
            return False
        return keyword is None or name_matches(keyword, _names(case))

    found = [case for case in collect(paths) if isinstance(case, BrokenCase) or wanted(case)]
    if tags is None:
        return found
    return [case for one in found if (case := _tagged(one, tags)) is not None]


def shard_selected(
    paths: Sequence[str], options: Options
) -> tuple[list[Case | BrokenCase], Shard | None]:
    """As `select`; of a shard only its own part of them. Raises UsageFault."""
    cases = select(paths, options)
    if options.shard is None:
        return cases, None
    known = read_durations(options.shard_by) if options.shard_by else NO_DURATIONS
    return shard_of(cases, *options.shard, known)


def _tagged(case: Case | BrokenCase, tags: Expression) -> Case | BrokenCase | None:
    """The case with the branches whose tags fit; a branch has those of its scenario too."""
    if isinstance(case, BrokenCase):
        return case
    branches = case.scenario.branches
    asked = [b for b in branches if case.branches is None or b.name in case.branches]
    fit = [b for b in asked if tags_match(tags, (*case.scenario.tags, *b.tags))]
    if len(fit) == len(asked):
        return case
    return replace(case, branches=frozenset(b.name for b in fit)) if fit else None


def _bad_ids(journal: Path) -> frozenset[str]:
    return frozenset(
        case.id for case in _last_run(journal, "take the failures of").cases if is_bad(case.outcome)
    )


def _last_run(journal: Path, what_for: str) -> Results:
    try:
        return read_journal(journal)
    except ProblemsError as error:
        hint = "run the scenarios once; each run is remembered in the folder it is started in"
        raise UsageFault(f"there is no last run to {what_for}", hint) from error


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
    took = read_durations(options.durations) if options.durations is not None else NO_DURATIONS
    cases, shard = shard_selected([str(path) for path in paths], options)
    began, started_at = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    done = _done_before(cases, options.resumed)
    _require_folder(options.keep_databases)
    journal = _journal(options.journal, started_at, shard, tuple(done.values()))
    interrupted, bad = False, 0
    rest = [number for number in range(len(cases)) if number not in done]
    watch.selected([cases[number].id for number in rest])
    try:
        for number, result in _play_all(cases, rest, options, took, watch):
            done[number] = result
            if journal is not None:
                journal.add(result)
            if on_case is not None:
                on_case(result)
            _store(cases[number], result, options, watch)
            bad += is_bad(result.outcome)
            if options.max_failures is not None and bad >= options.max_failures:
                break
    except KeyboardInterrupt:
        interrupted = True
    duration = time.perf_counter() - began
    results = Results(
        environment=environment(),
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


def _store(case: Case | BrokenCase, result: CaseResult, options: Options, watch: Watch) -> None:
    if options.update_snapshots and isinstance(case, Case):
        changed = store(case.scenario, result)
        if changed is not None:
            watch.changed(changed)


def _require_folder(folder: Path | None) -> None:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"databases cannot be kept in {folder}: {error.strerror}"
        raise UsageFault(message, "name a folder that can be written to") from error


def _done_before(cases: Sequence[Case | BrokenCase], journal: Path | None) -> dict[int, CaseResult]:
    """What an earlier run has finished of these cases, by their numbers. Raises UsageFault."""
    if journal is None:
        return {}
    known = {result.id: result for result in _last_run(journal, "go on with").cases}
    return {number: known[case.id] for number, case in enumerate(cases) if case.id in known}


def _turns(
    cases: Sequence[Case | BrokenCase],
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
    path: Path | None, started_at: str, shard: Shard | None, before: Sequence[CaseResult]
) -> Journal | None:
    """None too where the folder cannot be written to: a run is worth more than its journal."""
    try:
        return Journal(path, environment(), started_at, shard, before) if path is not None else None
    except OSError:
        return None


def _play_all(
    cases: Sequence[Case | BrokenCase],
    rest: Sequence[int],
    options: Options,
    took: Seconds,
    watch: Watch,
) -> Iterator[tuple[int, CaseResult]]:
    workers = 1 if options.in_process else min(options.workers, len(rest)) or 1
    turns = _turns(cases, rest, options, took, workers)
    with in_this_process() if options.in_process else in_workers(workers) as place:

        def play(case: Case | BrokenCase) -> CaseResult:
            watch.begun(case.id)
            once = partial(play_case, case, options, place)
            if isinstance(case, BrokenCase):  # it will not mend itself
                return once()
            return played_again(once, retries=options.retries, repeat=options.repeat)

        if workers == 1:  # so that after a failure that ends the run nothing more begins
            yield from in_turn(cases, play, turns)
        else:
            yield from at_once(cases, play, workers, turns)


def play_case(case: Case | BrokenCase, options: Options, place: Place) -> CaseResult:
    """One case, played at `place`."""
    if isinstance(case, BrokenCase):
        return broken_case(case)
    secrets = secrets_of(case.scenario)
    with veiled(secrets.mask):
        return masked(_play_case(case, secrets, options, place), secrets.mask)


def _play_case(case: Case, secrets: Secrets, options: Options, place: Place) -> CaseResult:
    if (reason := skip_reason(case.scenario.skip)) is not None:
        return skipped_case(case, reason)
    if secrets.problems:
        return unready_case(case, secrets.problems)
    root = options.keep_databases or options.keep_failed
    keep = database_folder(case, root) if root is not None else None
    job = Job(
        scenario=case.scenario,
        only=case.branches,
        timeout=options.timeout if options.timeout is not None else case.scenario.timeout,
        keep=str(keep) if keep is not None else None,
        keep_only_bad=options.keep_databases is None,
        verify=options.verify,
        record=options.record,
        secrets=secrets.values,
        mask=secrets.mask,
        update_snapshots=options.update_snapshots,
    )
    played = drive(job, place)
    kept = str(keep) if keep is not None and any(keep.glob("*.sqlite")) else None
    result = played_case(case, played, database=kept)
    if keep is not None and kept is not None:
        write_manifest(keep, result)
    return result


def environment() -> Environment:
    """What this process runs on, told without importing any of it."""
    return Environment(
        python=platform.python_version(),
        langgraph=_version("langgraph"),
        saver=_saver(),
        platform=platform.platform(),
        tool=__version__,
    )


def _names(case: Case) -> str:
    return "::".join([case.id, *(branch.name for branch in case.scenario.branches)])


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _saver() -> str | None:
    found = _version("langgraph-checkpoint-sqlite")
    return f"langgraph-checkpoint-sqlite {found}, in memory" if found else None
