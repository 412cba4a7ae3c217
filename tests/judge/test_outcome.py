"""Outcomes: of a step from its findings, of a whole from its parts."""

from __future__ import annotations

from itertools import permutations

import pytest

from scenario_runner.engine.observation import Observation, Raised, Refused
from scenario_runner.judge.outcome import ends_branch, is_bad, step_outcome, unexpected_end, worst
from scenario_runner.judge.verdict import WORST_FIRST, Finding

CALM = Observation()
RAISED = Observation(raises=Raised(type="E", qualified="e.E", message="", traceback=""))
REFUSED = Observation(refused=Refused(reason="no"))


def finding(outcome):
    return Finding(
        expectation="values",
        path="$.values",
        expected=1,
        actual=1,
        outcome=outcome,
        place=None,
        message="",
    )


@pytest.mark.parametrize(
    ("findings", "seen", "expected", "outcome"),
    [
        ([], CALM, [], "passed"),
        (["passed", "warned"], CALM, ["values"], "passed"),
        (["passed", "failed"], CALM, ["values"], "failed"),
        (["failed", "error"], CALM, ["values"], "error"),
        (["passed"], RAISED, ["values"], "error"),
        (["passed"], RAISED, ["raises"], "passed"),
        (["failed"], RAISED, ["raises"], "failed"),
        ([], REFUSED, [], "error"),
        (["passed"], REFUSED, ["raises"], "error"),
        (["passed"], REFUSED, ["refused"], "passed"),
    ],
)
def test_outcome_of_a_step(findings, seen, expected, outcome):
    """Findings decide, unless the act ended in a way that no expectation speaks of."""
    assert step_outcome(map(finding, findings), seen, expected) == outcome


def test_how_an_act_ended_unexpectedly():
    """What the graph raised, or the runner's refusal, where no expectation speaks of it."""
    assert unexpected_end(RAISED, ["refused"]) == "raised"
    assert unexpected_end(REFUSED, ["raises"]) == "refused"
    assert unexpected_end(RAISED, ["raises"]) is None
    assert unexpected_end(CALM, []) is None


def test_a_whole_is_as_bad_as_its_worst_part():
    """In any order; a part that was skipped weighs least, and nothing at all has passed."""
    for pair in permutations(WORST_FIRST, 2):
        assert worst(pair) == min(pair, key=WORST_FIRST.index)
    assert worst(["skipped", "passed", "error", "failed"]) == "error"
    assert worst(["skipped"]) == "skipped"
    assert worst([]) == "passed"


def test_what_ends_a_branch_and_what_fails_a_run():
    """A failed expectation does not end its branch; an error does."""
    assert [each for each in WORST_FIRST if ends_branch(each)] == ["error"]
    assert [each for each in WORST_FIRST if is_bad(each)] == ["error", "failed", "xpassed"]
