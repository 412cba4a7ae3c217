"""What is kept of a case that ended well when nothing but a summary will be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.judge.verdict import Finding
from scenario_runner.results.model import BranchResult, CaseResult, StepResult


def outline(case: CaseResult) -> CaseResult:
    """The case without the steps that passed, nor what others saw; whole where anything in it is
    worth a word. A run of thousands of cases must not need more memory than one of hundreds."""
    if case.outcome != "passed" or case.attempts or any(_findings(case)):
        return case
    branches = tuple(map(_branch, case.branches))
    return replace(case, branches=branches, source="", printed="", graph=None)


def _findings(case: CaseResult) -> Iterator[Finding]:
    """What an expectation or a check found amiss."""
    compared = (finding for entry in case.compare for finding in entry.findings)
    steps = (step for branch in case.branches for step in branch.steps)
    for finding in (*case.findings, *compared, *(f for step in steps for f in step.findings)):
        if finding.outcome != "passed":
            yield finding


def _branch(branch: BranchResult) -> BranchResult:
    told = (_step(step) for step in branch.steps if step.outcome != "passed")
    return replace(branch, steps=tuple(told))


def _step(step: StepResult) -> StepResult:
    return replace(step, given=None, calls=(), observation=None, findings=())
