"""What is wrong in a case, one thing after another, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Finding
from scenario_runner.problem import Place
from scenario_runner.results.model import BranchResult, CaseResult, ErrorTold


@frozen
class Wrong:
    """A problem of the file, an error, or a finding that was not met."""

    place: Place
    message: str
    hint: str | None = None
    path: str | None = None
    """What a finding looked at."""
    branch: str | None = None
    """None for what belongs to the case as a whole."""

    @property
    def said(self) -> str:
        """The message with what it is about: `$.values.status: expected "a", got "b"`."""
        return self.message if self.path is None else f"{self.path}: {self.message}"


def wrong_in(case: CaseResult) -> Iterator[Wrong]:
    """In the order of the file's branches; nothing of what failed as foretold."""
    whole = Place(file=case.file, line=case.line, column=1)
    if case.outcome == "xfailed":
        return
    if passed_as_a_whole(case):
        yield Wrong(place=whole, message=passed_unexpectedly(case.reason))
    for problem in case.problems:
        yield Wrong(place=problem.place, message=problem.message, hint=problem.hint)
    if case.error is not None and not case.problems:
        yield _of_error(case.error, whole, None)
    for branch in case.branches:
        if is_bad(branch.outcome):
            yield from _of_branch(branch, case)
    compared = [finding for one in case.compare for finding in one.findings]
    yield from _unmet((*compared, *case.findings), whole, None)


def passed_as_a_whole(case: CaseResult) -> bool:
    """Whether the failure of the whole case was expected, not of one of its branches, and no part
    of it failed."""
    return case.outcome == "xpassed" and all(one.outcome != "xpassed" for one in case.branches)


def passed_unexpectedly(reason: str | None) -> str:
    """What is said where `expect_failure` gave the reason, and what it speaks of passed."""
    said = "passed, though it was expected to fail"
    return f"{said}: {reason}" if reason else said


def _of_branch(branch: BranchResult, case: CaseResult) -> Iterator[Wrong]:
    start = Place(file=case.file, line=branch.line, column=1)
    if branch.outcome == "xpassed":
        yield Wrong(place=start, message=passed_unexpectedly(branch.reason), branch=branch.name)
    if branch.error is not None:
        yield _of_error(branch.error, start, branch.name)
    for step in branch.steps:
        place = Place(file=step.file or case.file, line=step.line, column=1)
        if step.error is not None:
            yield _of_error(step.error, place, branch.name)
        yield from _unmet(step.findings, place, branch.name)


def _of_error(error: ErrorTold, place: Place, branch: str | None) -> Wrong:
    return Wrong(place=error.place or place, message=error.message, hint=error.hint, branch=branch)


def _unmet(findings: Iterable[Finding], place: Place, branch: str | None) -> Iterator[Wrong]:
    for one in findings:
        if one.is_unmet:
            at = one.place or place
            yield Wrong(place=at, message=one.message, path=one.path, branch=branch)
