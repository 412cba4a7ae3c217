"""A run: the cases of some paths, selected, played, and made into results."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scenario_runner import __version__
from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.problem import ProblemsError
from scenario_runner.results.journal import Journal, read_journal
from scenario_runner.results.model import CaseResult, Environment, Results
from scenario_runner.suite.assemble import broken_case, played_case, skipped_case
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.collect import UsageFault, collect
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.databases import database_folder, write_manifest
from scenario_runner.suite.drive import Place, drive
from scenario_runner.suite.places import in_this_process, in_workers
from scenario_runner.suite.schedule import at_once, in_turn
from scenario_runner.suite.select import Expression, name_matches, parse, tags_match
from scenario_runner.suite.snapshots import FileChange, store
from scenario_runner.suite.told import Job

LAST_RUN = Path(".scenario-runner") / "last-run.jsonl"
"""Where the command line keeps the journal of the last run."""

OnCase = Callable[[CaseResult], None]
OnChange = Callable[[FileChange], None]


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
    workers: int = 1
    """How many cases are played at a time, each in a process of its own."""
    journal: Path | None = None
    """A file that gets each case as it ends."""
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
    try:
        results = read_journal(journal)
    except ProblemsError as error:
        hint = "run the scenarios once; each run is remembered in the folder it is started in"
        raise UsageFault("there is no last run to take the failures of", hint) from error
    return frozenset(case.id for case in results.cases if is_bad(case.outcome))


def run(
    paths: Sequence[str | Path],
    options: Options | None = None,
    on_case: OnCase | None = None,
    on_change: OnChange | None = None,
) -> Results:
    """Play the scenarios of files, folders and selectors; `on_case` hears of each as it ends,
    `on_change` of each file of snapshots that was to be written for it.

    Raises UsageFault for a path or an expression that makes no sense, and Interrupted; whatever
    is wrong with a file or a graph is in the results. Unless `in_process`, graphs run in worker
    processes, so a script that calls this needs the `if __name__ == "__main__":` guard.
    """
    options = options or Options()
    cases = select([str(path) for path in paths], options)
    began, started_at = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    done: dict[int, CaseResult] = {}
    _require_folder(options.keep_databases)
    journal = _journal(options.journal, started_at)
    interrupted, bad = False, 0
    try:
        for number, result in _play_all(cases, options):
            done[number] = result
            if journal is not None:
                journal.add(result)
            if on_case is not None:
                on_case(result)
            _store(cases[number], result, options, on_change)
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
    )
    if interrupted:
        raise Interrupted(results)
    if journal is not None:
        journal.close(duration)
    return results


def _store(
    case: Case | BrokenCase, result: CaseResult, options: Options, on_change: OnChange | None
) -> None:
    if options.update_snapshots and isinstance(case, Case):
        changed = store(case.scenario, result)
        if changed is not None and on_change is not None:
            on_change(changed)


def _require_folder(folder: Path | None) -> None:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"databases cannot be kept in {folder}: {error.strerror}"
        raise UsageFault(message, "name a folder that can be written to") from error


def _journal(path: Path | None, started_at: str) -> Journal | None:
    """None too where the folder cannot be written to: a run is worth more than its journal."""
    try:
        return Journal(path, environment(), started_at) if path is not None else None
    except OSError:
        return None


def _play_all(
    cases: Sequence[Case | BrokenCase], options: Options
) -> Iterator[tuple[int, CaseResult]]:
    if options.in_process:
        with in_this_process() as place:
            yield from in_turn(cases, lambda case: play_case(case, options, place))
        return
    workers = min(options.workers, len(cases)) or 1
    with in_workers(workers) as place:
        if workers == 1:  # so that after a failure that ends the run nothing more begins
            yield from in_turn(cases, lambda case: play_case(case, options, place))
        else:
            yield from at_once(cases, lambda case: play_case(case, options, place), workers)


def play_case(case: Case | BrokenCase, options: Options, place: Place) -> CaseResult:
    """One case, played at `place`."""
    if isinstance(case, BrokenCase):
        return broken_case(case)
    if (reason := skip_reason(case.scenario.skip)) is not None:
        return skipped_case(case, reason)
    root = options.keep_databases or options.keep_failed
    keep = database_folder(case, root) if root is not None else None
    job = Job(
        scenario=case.scenario,
        only=case.branches,
        timeout=options.timeout if options.timeout is not None else case.scenario.timeout,
        keep=str(keep) if keep is not None else None,
        keep_only_bad=options.keep_databases is None,
        verify=options.verify,
        update_snapshots=options.update_snapshots,
    )
    began = time.perf_counter()
    played = drive(job, place)
    duration = time.perf_counter() - began
    kept = str(keep) if keep is not None and keep.is_dir() else None
    result = played_case(case, played, duration=duration, database=kept)
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
