"""Errors of steps and cases, and problems of files, as boxes."""

from __future__ import annotations

from collections.abc import Mapping

from scenario_runner.problem import Problem
from scenario_runner.report.page_parts import Banner, ErrorBox, ProblemBox
from scenario_runner.report.said_once import beyond_message, beyond_title
from scenario_runner.report.texts import source_lines, text, trace
from scenario_runner.results.model import CaseResult, ErrorTold

_TITLES: Mapping[str, str] = {
    "raised": "The graph raised an error",
    "refused": "Refused: this would not have done what it says",
    "timeout": "Too slow",
    "unrecorded": "Not on the tape",
    "died": "The process died",
    "graph": "The graph could not be loaded",
    "invalid": "The file has problems",
    "storage": "The storage has gone away",
    "template": "A template could not be filled in",
    "internal": "An error of scenario-runner itself",
}


def error_banner(error: ErrorTold) -> Banner:
    """Of a step: what happened, what was pending, what to do."""
    detail = error.hint or ""
    more = beyond_message(error.traceback, error.message)
    if error.kind == "refused":
        waiting = ", ".join(error.pending)
        pending = (
            f"Waiting for an answer: {waiting}." if waiting else "Nothing waits for an answer."
        )
        detail = f"{pending} {detail}".strip()
    return Banner(
        kind="refused" if error.kind == "refused" else "raised",
        title=_TITLES.get(error.kind, "Error"),
        detail=detail,
        body=text(beyond_title(error.message) if error.kind == "raised" else error.message),
        trace=None if more is None else trace(more),
    )


def error_box(error: ErrorTold) -> ErrorBox:
    """Of a case as a whole."""
    more = beyond_message(error.traceback, error.message)
    return ErrorBox(
        title=_TITLES.get(error.kind, "Error"),
        message=text(error.message),
        hint=error.hint,
        trace=None if more is None else trace(more),
    )


def problem_box(problem: Problem, case: CaseResult) -> ProblemBox:
    """Of the file, with the lines around it."""
    place = problem.place
    if place.file == case.file:
        lines = source_lines(case.source, place.line - 1, place.line + 1, [place])
    else:  # of another file, only the problem's own line is known
        text = "\n" * (place.line - 1) + (problem.line or "")
        lines = source_lines(text, place.line, place.line, [place]) if problem.line else ()
    return ProblemBox(
        where=str(place),
        message=problem.message,
        hint=problem.hint,
        severity=problem.severity,
        lines=lines,
        related=tuple(f"{where}: {what}" for where, what in problem.related),
    )
