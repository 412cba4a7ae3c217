"""Findings as a whole: both sides, places, and how many there are."""

from __future__ import annotations

import subprocess
import sys

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.judge import MOST_UNMET, judge
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Places, Value
from scenario_runner.problem import Place


def place(line):
    return Place(file="a.scenario.yaml", line=line, column=9)


EXPECT = Value(
    data={"values": {"status": "sent", "items": [{"n": {"$gt": 3}}]}, "next": []},
    places=Places(
        values={
            (): place(1),
            ("values",): place(2),
            ("values", "status"): place(3),
            ("values", "items"): place(4),
            ("values", "items", 0): place(5),
            ("values", "items", 0, "n", "$gt"): place(6),
            ("next",): place(7),
        }
    ),
)


def entries(expect):
    return [(key, expect[key]) for key in expect.data]


def test_a_finding_is_whole():
    """Expectation, path, both values, outcome, message, and the place of the failing part."""
    seen = Observation(values={"status": "sent", "items": [{"n": 3}]})
    assert judge(entries(EXPECT), seen) == (
        Finding(
            expectation="values",
            path="$.values.status",
            expected="sent",
            actual="sent",
            outcome="passed",
            place=place(3),
            message='is "sent"',
        ),
        Finding(
            expectation="values",
            path="$.values.items[0].n",
            expected={"$gt": 3},
            actual=3,
            outcome="failed",
            place=place(6),
            message="expected more than 3, got 3",
        ),
        Finding(
            expectation="next",
            path="$.next",
            expected=[],
            actual=[],
            outcome="passed",
            place=place(7),
            message="there is no next node",
        ),
    )


def test_what_has_no_place_of_its_own_is_told_where_it_hangs():
    """A missing part points at the nearest line that was written."""
    (of_status, of_items, _) = judge(entries(EXPECT), Observation(values={"items": []}))
    assert (of_status.absent, of_status.actual, of_status.place) == (True, None, place(3))
    assert (of_items.absent, of_items.actual, of_items.place) == (False, [], place(4))


def written(data):
    return Value(data=data, places=Places(values={(): place(1)}))


def test_many_met_parts_are_told_together():
    """A long list that is as expected is one finding."""
    numbers = list(range(1000))
    (finding,) = judge([("values", written(numbers))], Observation(values=numbers))
    assert (finding.outcome, finding.message) == ("passed", "1000 parts are as expected")
    assert (finding.expected, finding.actual) == (1000, 1000)


def test_many_differences_are_told_up_to_a_number():
    """The first differences are told one by one, and how many more there are."""
    numbers = list(range(1000))
    findings = judge([("values", written(numbers))], Observation(values=["no"] * 1000))
    assert len(findings) == MOST_UNMET + 1
    assert findings[-1].message == f"{1000 - MOST_UNMET} more parts are not as expected"
    assert (findings[-1].expected, findings[-1].actual) == (1000, 0)
    assert {finding.outcome for finding in findings} == {"failed"}


def test_any_object_may_stand_in_an_expectation():
    """A template may yield a tuple or a message; both sides meet in the normal form."""
    (first, second) = judge([("values", written((1, {2})))], Observation(values=[1, [2]]))
    assert (first.outcome, second.outcome) == ("passed", "passed")


def test_the_judge_runs_without_langgraph():
    """Judging needs facts, not the library they came from."""
    script = (
        "import sys, scenario_runner.judge.judge\n"
        "print(sorted({'langgraph', 'langchain_core', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
