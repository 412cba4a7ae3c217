"""Exit codes: what a run's results mean to a shell."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scenario_runner.judge.outcome import is_bad
from scenario_runner.results.model import CaseResult, ErrorTold, Results
from scenario_runner.suite.usage import (
    FAILED,
    INTERNAL,
    INTERRUPTED,
    INVALID,
    NOT_LOADED,
    NOTHING,
)

__all__ = [
    "FAILED", "INTERNAL", "INTERRUPTED", "INVALID", "NOTHING", "NOT_LOADED", "exit_code",
]  # fmt: skip

_FIRST = (INTERRUPTED, INTERNAL, FAILED, NOT_LOADED, INVALID, NOTHING)
"""Which one counts where several apply."""

_OF_ERROR = {"internal": INTERNAL, "graph": NOT_LOADED, "storage": NOT_LOADED, "invalid": INVALID}


def first_of(codes: Collection[int]) -> int:
    """The exit code where each of these applies; 0 where none does."""
    return next((code for code in _FIRST if code in codes), 0)


def code_of(error: ErrorTold) -> int:
    """The exit code of an error by itself, where it kept a graph from being loaded."""
    return {"internal": INTERNAL, "template": INVALID}.get(error.kind, NOT_LOADED)


def exit_code(results: Results, *, fail_on_flaky: bool = False) -> int:
    """The exit code of a run that was not interrupted."""
    if not results.cases:
        return NOTHING
    codes = {code for case in results.cases if is_bad(case.outcome) for code in _codes(case)}
    if fail_on_flaky and any(case.outcome == "flaky" for case in results.cases):
        codes.add(FAILED)
    return first_of(codes)


def _codes(case: CaseResult) -> Iterator[int]:
    steps = [step for branch in case.branches for step in branch.steps]
    errors: list[ErrorTold] = [step.error for step in steps if step.error is not None]
    errors += [branch.error for branch in case.branches if branch.error is not None]
    if case.error is not None:
        errors.append(case.error)
    for error in errors:
        yield _OF_ERROR.get(error.kind, FAILED)
    if any(step.outcome in {"failed", "xpassed"} for step in steps) or not errors:
        yield FAILED
