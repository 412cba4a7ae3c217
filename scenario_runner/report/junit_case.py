"""A case as JUnit testcases: one for each branch, one for the case where it fails as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scenario_runner.judge.verdict import Outcome
from scenario_runner.results.model import BranchResult, CaseResult

_BAD: tuple[Outcome, ...] = ("error", "failed", "xpassed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Test:
    """One testcase."""

    name: str
    line: int
    outcome: Outcome
    reason: str | None
    duration: float
    told: CaseResult
    """The case, cut down to what this testcase is about."""
    properties: tuple[tuple[str, str], ...]


def tests(case: CaseResult) -> tuple[Test, ...]:
    """The testcases of a case. What the graph printed goes to the first that went wrong."""
    found = tuple(_tests(case))
    loud = next((test for test in found if test.outcome in _BAD), next(iter(found), None))
    return tuple(
        replace(test, told=replace(test.told, printed=case.printed)) if test is loud else test
        for test in found
    )


def first_message(test: Test) -> str:
    """The first thing that went wrong."""
    if test.told.problems:
        return test.told.problems[0].message
    if test.told.error is not None:
        return test.told.error.message
    for branch in test.told.branches:
        for step in branch.steps:
            if step.error is not None:
                return step.error.message
            for finding in step.findings:
                if finding.outcome in {"failed", "error"}:
                    return f"{finding.path}: {finding.message}"
    return "passed, though it was expected to fail" if test.outcome == "xpassed" else test.outcome


def error_kind(test: Test) -> str:
    """The kind of the first error: `raised`, `timeout`, ..."""
    steps = (step for branch in test.told.branches for step in branch.steps)
    errors = (test.told.error, *(step.error for step in steps))
    return next((error.kind for error in errors if error is not None), "error")


def _tests(case: CaseResult) -> Iterator[Test]:
    name = case.scenario if case.row is None else f"{case.scenario}[{case.row}]"
    tags = tuple(("tag", tag) for tag in case.tags)
    if case.error is not None or case.problems or not case.branches:
        yield Test(
            name=name,
            line=case.problems[0].place.line if case.problems else case.line,
            outcome="error" if case.branches else case.outcome,
            reason=case.reason,
            duration=0.0 if case.branches else case.duration,
            told=replace(case, branches=(), printed=""),
            properties=(*tags, ("rerun", case.rerun)),
        )
    for branch in case.branches:
        if branch.on_the_way and branch.outcome not in _BAD:
            continue
        start = (("from", branch.start),) if branch.start else ()
        yield Test(
            name=f"{name}::{branch.name}",
            line=branch.line,
            outcome=branch.outcome,
            reason=branch.reason or case.reason,
            duration=sum(step.duration for step in branch.steps),
            told=_cut_down(case, branch),
            properties=(*tags, ("branch", branch.name), *start, ("rerun", branch.rerun)),
        )


def _cut_down(case: CaseResult, branch: BranchResult) -> CaseResult:
    return replace(
        case,
        id=f"{case.id}::{branch.name}",
        outcome=branch.outcome,
        duration=sum(step.duration for step in branch.steps),
        reason=branch.reason,
        branches=(branch,),
        error=None,
        problems=(),
        rerun=branch.rerun,
        printed="",
    )
