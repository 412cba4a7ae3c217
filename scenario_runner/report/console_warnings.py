"""Warnings on a terminal: a line each, so that a case that passed stays easy to pass over."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.judge.verdict import Finding
from scenario_runner.problem import Place
from scenario_runner.report.paint import Paint
from scenario_runner.report.places import step_place
from scenario_runner.report.visible import one_line, visible
from scenario_runner.results.model import CaseResult

_LONGEST = 400


def warning_lines(case: CaseResult, paint: Paint) -> Iterator[str]:
    """Each warning of a case once, with its place and the branches it is about."""
    found: dict[tuple[Place, str], list[str]] = {}
    for place, finding, branch in _warnings(case):
        names = found.setdefault((finding.place or place, finding.message), [])
        if branch is not None and branch not in names:
            names.append(branch)
    for (place, message), names in found.items():
        word = "branch" if len(names) == 1 else "branches"
        about = f" ({word} {', '.join(names)})" if names and len(case.branches) > 1 else ""
        said = one_line(message, _LONGEST)
        yield f"{visible(str(place))}: {paint.style('warning', 'warning:')} {said}{visible(about)}"


def _warnings(case: CaseResult) -> Iterator[tuple[Place, Finding, str | None]]:
    for branch in case.branches:
        for step in () if branch.outcome == "xfailed" else branch.steps:
            for one in step.findings:
                if one.outcome == "warned":
                    yield step_place(case, step), one, branch.name
    for line, findings in (
        *((c.line, c.findings) for c in case.compare),
        (case.line, case.findings),
    ):
        for one in findings:
            if one.outcome == "warned":
                yield Place(file=case.file, line=line, column=1), one, None
