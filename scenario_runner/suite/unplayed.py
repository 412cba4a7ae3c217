"""Results of what was not played: skipped, unready, or not to be run at all."""

from __future__ import annotations

from dataclasses import replace

from scenario_runner.problem import Problem
from scenario_runner.results.model import (
    CaseResult,
    ErrorTold,
)
from scenario_runner.suite.case import BrokenCase, Case, rerun_command, server_name


def skipped_case(case: Case, reason: str) -> CaseResult:
    """The result of a case that was not played."""
    return replace(unplayed(case), reason=reason)


def unready_case(case: Case, problems: tuple[Problem, ...]) -> CaseResult:
    """The result of a case whose secrets are not to be had."""
    few = len(problems) == 1
    error = ErrorTold(
        kind="invalid",
        message=problems[0].message if few else f"{len(problems)} secrets cannot be read",
        hint=problems[0].hint if few else "set them before the run, or take them out of secrets",
        place=problems[0].place if few else None,
    )
    return replace(unplayed(case), outcome="error", error=error, problems=problems)


def broken_case(case: BrokenCase) -> CaseResult:
    """The result of a file that cannot be run."""
    count = len(case.problems)
    error = ErrorTold(
        kind="invalid",
        message=f"the file has {count} problem{'s' if count != 1 else ''}",
        hint="mend the file; scenario-runner validate checks it without running anything",
    )
    return replace(
        not_run(case.file, error),
        id=case.id,
        line=case.problems[0].place.line,
        problems=case.problems,
        rerun=rerun_command(case.file),
        source=case.source,
    )


def not_run(name: str, error: ErrorTold) -> CaseResult:
    """The result of something of which no more is known than what it is called, and why it was
    not run."""
    return CaseResult(
        id=name,
        file=name,
        line=1,
        scenario=name,
        description=None,
        row=None,
        tags=(),
        outcome="error",
        reason=None,
        duration=0.0,
        branches=(),
        error=error,
        problems=(),
        rerun="",
        printed="",
        source="",
    )


def unplayed(case: Case) -> CaseResult:
    """What is known of a case before it is played."""
    scenario = case.scenario
    return CaseResult(
        id=case.id,
        file=case.file,
        line=scenario.place.line,
        scenario=scenario.name,
        description=scenario.description,
        row=scenario.row_id,
        tags=scenario.tags,
        outcome="skipped",
        reason=None,
        duration=0.0,
        branches=(),
        error=None,
        problems=(),
        rerun=case.rerun(),
        printed="",
        source=scenario.text,
        begins_in=None if scenario.thread_from is None else str(scenario.thread_from),
        server=server_name(scenario),
        ignore=scenario.ignore,
    )
