"""Findings and verdicts: what the judge says."""

from __future__ import annotations

from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.problem import Place

Outcome = Literal["passed", "failed", "error", "skipped", "xfailed", "xpassed", "flaky"]
"""`flaky` is a case alone: it was played more than once and ended well and not well."""

WORST_FIRST: tuple[Outcome, ...] = (
    "error", "failed", "xpassed", "flaky", "passed", "xfailed", "skipped",
)  # fmt: skip
"""A case is as bad as its worst part; passed and xfailed count alike."""

FindingOutcome = Literal["passed", "failed", "warned", "error"]


@frozen
class Finding:
    """One expectation's answer, met or not."""

    expectation: str
    """The key of `expect`, or the name of a built-in check."""
    path: str
    """What was looked at, as a JSONPath on the observation: `$.values.status`."""
    expected: Data
    actual: Data
    absent: bool = False
    """The path leads nowhere in the observation: there is no actual value."""
    outcome: FindingOutcome
    place: Place | None
    """Of the expected value in the file."""
    message: str
    """Why not, in one sentence: `expected "a", got "b"`. For met ones a short statement."""
    traceback: str | None = None
    """Of a check of the user's own that raised: the user's own frames."""

    @property
    def is_unmet(self) -> bool:
        """Whether it is counted against its step; a warning is not."""
        return self.outcome in {"failed", "error"}


def remark(
    expectation: str, outcome: FindingOutcome, message: str, place: Place | None = None
) -> Finding:
    """A finding that is about no value."""
    return Finding(
        expectation=expectation,
        path="$",
        expected=None,
        actual=None,
        outcome=outcome,
        place=place,
        message=message,
    )
