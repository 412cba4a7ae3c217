"""The check `left_open`: a branch that ends while a question waits that nobody speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Data, Value
from scenario_runner.matching.say import listed, quoted, show
from scenario_runner.problem import Place

_LONGEST = 60  # characters shown of a question


def left_open(
    observation: Observation, place: Place, expectations: Sequence[tuple[str, Value]]
) -> Iterator[Finding]:
    """Speaks where interrupts are pending and no expectation of the branch's last step looks
    at interrupts."""
    pending = observation.interrupts
    if not pending or any(_speaks_of_interrupts(key, value.data) for key, value in expectations):
        return
    asking = [f"{quoted(each.address)} ({show(each.value, _LONGEST)})" for each in pending]
    waits = "waits" if len(pending) == 1 else "wait"
    yield Finding(
        expectation="left_open",
        path="$.interrupts",
        expected=[],
        actual=[{"path": each.path, "value": each.value} for each in pending],
        outcome="failed",
        place=place,
        message=f"the branch ends while {listed(asking)} {waits} for an answer: "
        "give one, or expect it with interrupts",
    )


def _speaks_of_interrupts(key: str, expected: Data) -> bool:
    """`interrupts` itself, `subgraphs` that ask for theirs, and `paths` that lead to them."""
    if key == "interrupts":
        return True
    if not isinstance(expected, dict):
        return False
    if key == "subgraphs":
        return any(isinstance(part, dict) and "interrupts" in part for part in expected.values())
    return key == "paths" and any("interrupts" in path for path in expected)
