"""Annotations for GitHub Actions: workflow commands that mark lines of scenario files.

See https://docs.github.com/actions/reference/workflow-commands-for-github-actions. A step shows
ten of them at most, so the tenth says how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_runner.problem import Place
from scenario_runner.report.visible import visible
from scenario_runner.results.model import BranchResult, CaseResult, ErrorTold, Results

MOST = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Annotation:
    """Something that is wrong at a place."""

    place: Place
    title: str
    message: str


def github_text(results: Results) -> str:
    """The commands, one a line; nothing where all is well."""
    found = [one for case in results.cases for one in marks_of(case)]
    lines = [_command(one) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"::notice::{len(found) - MOST} more are in the log and in the reports")
    return "\n".join(lines)


def marks_of(case: CaseResult) -> Iterator[Annotation]:
    """What is wrong in a case, in the order of its file's branches."""
    whole = Place(file=case.file, line=case.line, column=1)
    for problem in case.problems:
        message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
        yield Annotation(place=problem.place, title="invalid scenario", message=message)
    if case.error is not None and not case.problems:
        yield _of_error(case.error, whole, case.id)
    for branch in case.branches:
        if branch.outcome in {"failed", "error", "xpassed"}:
            yield from _of_branch(branch, case)
    compared = [finding for one in case.compare for finding in one.findings]
    for finding in [*compared, *case.findings]:
        if finding.outcome in {"failed", "error"}:
            place = finding.place or whole
            yield Annotation(place=place, title=case.id, message=finding.message)


def _of_branch(branch: BranchResult, case: CaseResult) -> Iterator[Annotation]:
    title = f"{case.scenario}::{branch.name}"
    start = Place(file=case.file, line=branch.line, column=1)
    if branch.outcome == "xpassed":
        message = "passed, though it was expected to fail"
        yield Annotation(place=start, title=title, message=message)
    if branch.error is not None:
        yield _of_error(branch.error, start, title)
    for step in branch.steps:
        place = Place(file=step.file or case.file, line=step.line, column=1)
        if step.error is not None:
            yield _of_error(step.error, place, title)
        for finding in step.findings:
            if finding.outcome in {"failed", "error"}:
                at = finding.place or place
                yield Annotation(place=at, title=title, message=finding.message)


def _of_error(error: ErrorTold, place: Place, title: str) -> Annotation:
    message = f"{error.message}\n{error.hint}" if error.hint else error.message
    return Annotation(place=error.place or place, title=title, message=message)


def _command(one: Annotation) -> str:
    where = {
        "file": one.place.file,
        "line": one.place.line,
        "col": one.place.column,
        "title": one.title,
    }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in where.items())
    return f"::error {told}::{_data(one.message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
