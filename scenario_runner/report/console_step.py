"""A step on a terminal: what went wrong, drawn where it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.judge.verdict import Finding
from scenario_runner.problem import Place, Problem, picture
from scenario_runner.report.console_finding import finding_lines
from scenario_runner.report.paint import Paint, indented
from scenario_runner.report.places import error_place, step_place
from scenario_runner.report.said_once import beyond_message
from scenario_runner.report.show import inline
from scenario_runner.report.visible import cut, visible
from scenario_runner.results.model import CaseResult, ErrorTold, StepResult

_TRACE = 30
"""Lines shown of either end of a traceback."""


def step_lines(step: StepResult, case: CaseResult, paint: Paint) -> Iterator[str]:
    """What went wrong in a step, each thing with its place; nothing where all is well.

    Warnings are told once for the whole case: see `console_warnings`.
    """
    if step.error is not None:
        place = error_place(case, step, step.error)
        head = problem_picture(Problem(place=place, message=step.error.message), case, paint)
        yield from _error_lines(step.error, head.split("\n"), paint)
    shown = [one for one in step.findings if one.is_unmet]
    for number, finding in enumerate(shown):
        if number or step.error is not None:
            yield ""
        yield from finding_block(finding, step_place(case, step), case, paint)
    if step.error is not None or shown:
        yield from _waiting(step, paint)


def finding_block(finding: Finding, place: Place, case: CaseResult, paint: Paint) -> Iterator[str]:
    """A finding drawn where it stands; `place` is for those that have none of their own."""
    message = finding.message if finding.path == "$" else f"{finding.path}: {finding.message}"
    if finding.message.startswith("expected "):  # both values follow on lines of their own
        message = f"{finding.path} is not as expected"
    if finding.place is None:
        message = f"{finding.expectation}: {message}"
    problem = Problem(place=finding.place or place, message=message)
    yield from problem_picture(problem, case, paint).split("\n")
    yield from indented(finding_lines(finding, paint), 2)
    if finding.traceback is not None:
        yield from indented(_trace_lines(finding.traceback), 2)


def case_error_lines(error: ErrorTold, case: CaseResult, paint: Paint) -> list[str]:
    """An error of the case as a whole."""
    if error.place is None:
        head = [f"{paint.style('error', 'error:')} {visible(error.message)}"]
    else:
        problem = Problem(place=error.place, message=error.message)
        head = problem_picture(problem, case, paint).split("\n")
    return _error_lines(error, head, paint)


def _waiting(step: StepResult, paint: Paint) -> Iterator[str]:
    """The questions that wait after a step, so that a reader knows where the graph stands."""
    if step.observation is None or (step.error is not None and step.error.kind == "refused"):
        return
    for one in step.observation.interrupts:
        asked = cut(visible(inline(one.value, paint.width)), max(20, paint.width - 30))
        yield paint.dim(f"  waiting: {visible(one.address)} asks {asked}")


def _error_lines(error: ErrorTold, head: list[str], paint: Paint) -> list[str]:
    """An error below its headline: the graph's traceback, what was pending, what to do."""
    lines = list(head)
    if more := beyond_message(error.traceback, error.message):
        lines += indented(_trace_lines(more), 2)
    if error.pending:
        lines.append(f"  waiting for an answer: {', '.join(map(visible, error.pending))}")
    elif error.kind == "refused":
        lines.append("  nothing was waiting for an answer")
    if error.hint:
        lines.append(f"  {paint.style('hint', 'help:')} {visible(error.hint)}")
    return lines


def _trace_lines(traceback: str) -> list[str]:
    """A traceback; of a long one the beginning and the end, which says most."""
    lines = visible(traceback.rstrip()).split("\n")
    left_out = len(lines) - 2 * _TRACE
    if left_out <= 0:
        return lines
    return [*lines[:_TRACE], f"~ {left_out} lines left out", *lines[-_TRACE:]]


def problem_picture(problem: Problem, case: CaseResult, paint: Paint) -> str:
    """A problem with the line it stands on; what graphs said in it is only shown."""
    shown = Problem(
        place=problem.place,
        message=visible(problem.message),
        hint=problem.hint and visible(problem.hint),
        severity=problem.severity,
        related=problem.related,
        line=problem.line,
    )
    text = case.source or None if problem.place.file == case.file else None
    return picture(shown, text, color=paint.on)
