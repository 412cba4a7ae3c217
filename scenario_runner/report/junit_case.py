"""A case as JUnit testcases: one for each branch, one for the case where it fails as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Outcome
from scenario_runner.results.model import BranchResult, CaseResult, CompareResult
from scenario_runner.results.wrong import passed_as_a_whole, wrong_in

Properties: TypeAlias = tuple[tuple[str, str], ...]


@frozen
class Test:
    """One testcase."""

    name: str
    line: int
    outcome: Outcome
    reason: str | None
    duration: float
    told: CaseResult
    """The case, cut down to what this testcase is about."""
    properties: Properties


def tests(case: CaseResult) -> tuple[Test, ...]:
    """The testcases of a case. What the graph printed goes to the first that went wrong."""
    found = tuple(_tests(case))
    loud = next((test for test in found if is_bad(test.outcome)), next(iter(found), None))
    return tuple(
        replace(test, told=replace(test.told, printed=case.printed)) if test is loud else test
        for test in found
    )


def first_message(test: Test) -> str:
    """The first thing that went wrong."""
    first = next(wrong_in(test.told), None)
    return test.outcome if first is None else first.said


def error_kind(test: Test) -> str:
    """The kind of the first error: `raised`, `timeout`, ..."""
    branches = test.told.branches
    steps = (step for branch in branches for step in branch.steps)
    errors = (test.told.error, *(one.error for one in branches), *(step.error for step in steps))
    return next((error.kind for error in errors if error is not None), "error")


def _tests(case: CaseResult) -> Iterator[Test]:
    name = case.scenario if case.row is None else f"{case.scenario}[{case.row}]"
    tags = tuple(("tag", tag) for tag in case.tags)
    tags += (("attempts", str(len(case.attempts))),) if case.attempts else ()
    tags += (("flaky", "true"),) if case.outcome == "flaky" else ()
    for number, one in enumerate(case.attempts, 1):
        message = f": {one.message}" if one.message is not None else ""
        tags += (("attempt", f"{number} {one.outcome}{message}"),)
    if outcome := _of_its_own(case):
        yield Test(
            name=name,
            line=case.problems[0].place.line if case.problems else case.line,
            outcome=outcome,
            reason=case.reason,
            duration=0.0 if case.branches else case.duration,
            told=replace(case, outcome=outcome, branches=(), compare=(), printed=""),
            properties=(*tags, ("rerun", case.rerun)),
        )
    for branch in case.branches:
        if not branch.on_the_way or is_bad(branch.outcome):
            yield _branch_test(case, branch, name, tags)
    for compared in case.compare:
        yield _compare_test(case, compared, name, tags)


def _of_its_own(case: CaseResult) -> Outcome | None:
    """The outcome of what belongs to the case and none of its branches; None for nothing."""
    if not case.branches or passed_as_a_whole(case):
        return case.outcome
    if case.outcome == "xfailed":  # its branches and comparisons say so
        return None
    if case.error is not None or case.problems:
        return "error"
    return "failed" if any(one.is_unmet for one in case.findings) else None


def _branch_test(case: CaseResult, branch: BranchResult, name: str, tags: Properties) -> Test:
    start = (("from", branch.start),) if branch.start else ()
    return Test(
        name=f"{name}::{branch.name}",
        line=branch.line,
        outcome=branch.outcome,
        reason=branch.reason or case.reason,
        duration=sum(step.duration for step in branch.steps),
        told=_cut_down(case, branch),
        properties=(*tags, ("branch", branch.name), *start, ("rerun", branch.rerun)),
    )


def _compare_test(case: CaseResult, one: CompareResult, name: str, tags: Properties) -> Test:
    alone = replace(case, branches=(), error=None, problems=(), findings=(), printed="")
    return Test(
        name=f"{name}::compare {', '.join(one.branches)}",
        line=one.line,
        outcome=one.outcome,
        reason=one.reason,
        duration=0.0,
        told=replace(alone, outcome=one.outcome, reason=one.reason, compare=(one,)),
        properties=(*tags, ("rerun", case.rerun)),
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
        compare=(),
        findings=(),
        rerun=branch.rerun,
        printed="",
    )
