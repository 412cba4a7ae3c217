"""Each time a case was played, where that was more than once."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import Outcome
from scenario_runner.report.show import seconds
from scenario_runner.results.model import CaseResult


@frozen
class AttemptLine:
    """One time that a case was played."""

    outcome: Outcome
    text: str
    message: str | None
    """The first thing that went wrong; the same as the time before is said once."""


def attempt_lines(case: CaseResult) -> Iterator[AttemptLine]:
    """The lines, in order; none for a case that was played once."""
    last = None
    for number, one in enumerate(case.attempts, 1):
        told = f"attempt {number} {one.outcome} in {seconds(one.duration)}"
        same = one.message is not None and one.message == last
        message = "as before" if same else one.message
        yield AttemptLine(outcome=one.outcome, text=told, message=message)
        last = one.message
