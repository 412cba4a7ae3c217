"""A run: the cases of some paths, selected, played, and made into results."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scenario_runner import __version__
from scenario_runner.judge.outcome import is_bad, worst
from scenario_runner.results.model import CaseResult, Environment, Results
from scenario_runner.suite.assemble import broken_case, played_case, skipped_case
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.collect import collect
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.drive import Place, drive
from scenario_runner.suite.places import in_this_process, in_workers
from scenario_runner.suite.select import name_matches, parse, tags_match
from scenario_runner.suite.told import Job

OnCase = Callable[[CaseResult], None]


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


def select(paths: Sequence[str], options: Options) -> list[Case | BrokenCase]:
    """The cases that a run with these options plays. Raises UsageFault."""
    keyword = parse(options.keyword) if options.keyword else None
    tags = parse(options.tags) if options.tags else None

    def wanted(case: Case) -> bool:
        named = keyword is None or name_matches(keyword, _names(case))
        return named and (tags is None or tags_match(tags, case.scenario.tags))

    return [case for case in collect(paths) if isinstance(case, BrokenCase) or wanted(case)]


def run(
    paths: Sequence[str | Path], options: Options | None = None, on_case: OnCase | None = None
) -> Results:
    """Play the scenarios of files, folders and selectors; `on_case` hears of each as it ends.

    Raises UsageFault for a path or an expression that makes no sense; whatever is wrong with a
    file or a graph is in the results. Unless `in_process`, graphs run in worker processes, so
    a script that calls this needs the `if __name__ == "__main__":` guard.
    """
    options = options or Options()
    cases = select([str(path) for path in paths], options)
    began, started_at = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    results: list[CaseResult] = []
    bad = 0
    with in_this_process() if options.in_process else in_workers(1) as place:
        for case in cases:
            result = play_case(case, options, place)
            results.append(result)
            if on_case is not None:
                on_case(result)
            bad += is_bad(result.outcome)
            if options.max_failures is not None and bad >= options.max_failures:
                break
    return Results(
        environment=environment(),
        started_at=started_at,
        duration=time.perf_counter() - began,
        outcome=worst(result.outcome for result in results),
        cases=tuple(results),
    )


def play_case(case: Case | BrokenCase, options: Options, place: Place) -> CaseResult:
    """One case, played at `place`."""
    if isinstance(case, BrokenCase):
        return broken_case(case)
    if (reason := skip_reason(case.scenario.skip)) is not None:
        return skipped_case(case, reason)
    keep = _database_folder(case, options.keep_databases)
    job = Job(
        scenario=case.scenario,
        only=case.branches,
        timeout=options.timeout if options.timeout is not None else case.scenario.timeout,
        keep=keep,
        verify=options.verify,
    )
    began = time.perf_counter()
    played = drive(job, place)
    return played_case(case, played, duration=time.perf_counter() - began, database=keep)


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


def _database_folder(case: Case, keep: Path | None) -> str | None:
    if keep is None:
        return None
    name = case.file.replace("\\", "/").replace("/", "__")
    return str(keep / "".join(c if c.isalnum() or c in "-_." else "_" for c in name))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _saver() -> str | None:
    found = _version("langgraph-checkpoint-sqlite")
    return f"langgraph-checkpoint-sqlite {found}, in memory" if found else None
