"""From findings to outcomes: of a step, and of what is made of parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.verdict import WORST_FIRST, Finding, Outcome


def step_outcome(
    findings: Iterable[Finding], observation: Observation, expected: Collection[str]
) -> Outcome:
    """The outcome of a step that ran; `expected` are the keys of its `expect`.

    What the graph raised and what the runner refused is an error unless `raises` or `refused`
    speaks of it; then its findings decide.
    """
    if unexpected_end(observation, expected) is not None:
        return "error"
    outcomes = {finding.outcome for finding in findings}
    return "error" if "error" in outcomes else "failed" if "failed" in outcomes else "passed"


def unexpected_end(observation: Observation, expected: Collection[str]) -> str | None:
    """`raised` or `refused` where the act ended so and no expectation speaks of it."""
    if observation.refused is not None and "refused" not in expected:
        return "refused"
    if observation.raises is not None and "raises" not in expected:
        return "raised"
    return None


def ends_branch(outcome: Outcome) -> bool:
    """Whether the steps after one of this outcome are skipped: errors end a branch only."""
    return outcome == "error"


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of a whole from its parts': as bad as the worst; nothing at all has passed."""
    return min(outcomes, key=WORST_FIRST.index, default="passed")


def is_bad(outcome: Outcome) -> bool:
    """Whether a run with this outcome has failed."""
    match outcome:
        case "error" | "failed" | "xpassed":
            return True
        case "flaky" | "passed" | "xfailed" | "skipped":
            return False
