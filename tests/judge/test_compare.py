"""`compare`: ends of branches beside each other, path by path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.engine.observation import Observation, PendingInterrupt
from scenario_runner.judge.compare import CompareVerdict, compare
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.model import Compare
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=30, column=5)


def at(line):
    return Place(file="a.scenario.yaml", line=line, column=9)


def entry(*branches, equal=(), differ=()):
    places = tuple((path, at(40 + n)) for n, path in enumerate((*equal, *differ)))
    return Compare(branches=branches, equal=equal, differ=differ, place=HERE, places=places)


def talk(mark, status, *said):
    """An end whose messages have ids of their own."""
    messages = [
        {"role": "user", "content": text, "id": f"{mark}{n}"} for n, text in enumerate(said)
    ]
    asks = PendingInterrupt(node="ask", path="ask", address="ask", value={"about": f"{mark}0"})
    values = {"messages": messages, "status": status}
    return Observation(values=values, next=("ask",), interrupts=(asks,))


ENDS = {
    "main": talk("m", "published", "tea", "yes"),
    "again": talk("a", "published", "tea", "yes"),
    "rejected": talk("r", "rejected", "tea", "no"),
    "short": talk("s", "rejected", "tea"),
    "empty": Observation(values={}),
    "broken": None,
}


def told(verdict):
    return verdict.outcome, [(f.path, f.outcome, f.message) for f in verdict.findings]


@pytest.mark.parametrize(
    ("branches", "path", "outcome", "message"),
    [
        (
            ("main", "again"),
            "$.values.status",
            "passed",
            'is the same in main and again: "published"',
        ),
        (
            ("main", "rejected"),
            "$.values.messages[0:1]",
            "passed",
            'is the same in main and rejected: [{role: "user", content: "tea", id: "m0"}]',
        ),
        (
            ("main", "again"),
            "$.interrupts[0].value",
            "passed",
            'is the same in main and again: {about: "m0"}',
        ),
        (
            ("main", "rejected"),
            "$.values.status",
            "failed",
            'rejected differs from main: main has "published", rejected has "rejected"',
        ),
        (
            ("main", "again", "rejected", "short"),
            "$.values",
            "failed",
            (
                "rejected and short differ from main, first at $.values.messages[1].content: "
                'main has "yes", rejected has "no"'
            ),
        ),
        (
            ("main", "short"),
            "$.values.messages",
            "failed",
            (
                'short differs from main, first at $.values.messages[1]: main has {role: "user", '
                'content: "yes", id: "<message>"}, short has nothing there'
            ),
        ),
        (
            ("short", "main"),
            "$.values.messages[*].content",
            "failed",
            (
                "main differs from short, first at $.values.messages[1].content: short has nothing "
                'there, main has "yes"'
            ),
        ),
        (
            ("main", "empty"),
            "$.values.status",
            "failed",
            "the path leads nowhere in empty",
        ),
        (
            ("main", "again"),
            "$.values.statsu",
            "failed",
            "the path leads nowhere in any of the branches",
        ),
    ],
)
def test_equal(branches, path, outcome, message):
    """All branches are alike at the path, or it is said which are not and where first."""
    assert told(compare(entry(*branches, equal=(path,)), ENDS)) == (
        outcome,
        [(path, outcome, message)],
    )


@pytest.mark.parametrize(
    ("branches", "path", "outcome", "message"),
    [
        (("main", "rejected"), "$.values.status", "passed", "differs between main and rejected"),
        (("main", "empty"), "$.values.status", "passed", "differs between main and empty"),
        (
            ("main", "again"),
            "$.values.messages",
            "failed",
            (
                'expected main and again to differ, both have [{role: "user", content: "tea", '
                'id: "m0"}, {role: "user", content: "yes", id: "m1"}]'
            ),
        ),
        (
            ("main", "rejected", "short"),
            "$.values.status",
            "failed",
            'expected rejected and short to differ, both have "rejected"',
        ),
        (
            ("main", "again", "rejected", "short"),
            "$.next",
            "failed",
            'expected main, again, rejected and short to differ, all have ["ask"]',
        ),
        (
            ("empty", "main", "nothing"),
            "$.values.status",
            "failed",
            "the path leads nowhere in empty or nothing; expected them to differ",
        ),
        (
            ("main", "again"),
            "$.values.statsu",
            "failed",
            "the path leads nowhere in any of the branches",
        ),
    ],
)
def test_differ(branches, path, outcome, message):
    """No two branches are alike at the path; to have nothing there is to differ too."""
    ends = {**ENDS, "nothing": Observation(values={})}
    assert told(compare(entry(*branches, differ=(path,)), ends)) == (
        outcome,
        [(path, outcome, message)],
    )


def test_findings_are_whole_and_in_the_order_written():
    """Each path has its finding, both values, and the place where it is written."""
    asked = entry("main", "rejected", equal=("$.next",), differ=("$.values.status", "$.next"))
    verdict = compare(asked, ENDS)
    common = {"expectation": "compare", "absent": False}
    assert verdict == CompareVerdict(
        outcome="failed",
        findings=(
            Finding(
                **common,
                path="$.next",
                expected=["ask"],
                actual=["ask"],
                outcome="passed",
                place=at(40),
                message='is the same in main and rejected: ["ask"]',
            ),
            Finding(
                **common,
                path="$.values.status",
                expected="published",
                actual="rejected",
                outcome="passed",
                place=at(41),
                message="differs between main and rejected",
            ),
            Finding(
                **common,
                path="$.next",
                expected={"$not": {"$equals": ["ask"]}},
                actual=["ask"],
                outcome="failed",
                place=at(42),
                message='expected main and rejected to differ, both have ["ask"]',
            ),
        ),
    )


@pytest.mark.parametrize(
    ("branches", "reason"),
    [
        (("main", "broken"), '"broken" has no end'),
        (("unknown", "main", "broken"), '"unknown" and "broken" have no end'),
    ],
)
def test_a_branch_without_an_end_cannot_be_compared(branches, reason):
    """The entry is skipped, and says for whose sake."""
    verdict = compare(entry(*branches, equal=("$.values",)), ENDS)
    assert verdict == CompareVerdict(outcome="skipped", reason=reason)


def test_what_is_no_path_is_an_error():
    """Checked files cannot say it; it is told all the same."""
    verdict = compare(entry("main", "again", equal=("values",)), ENDS)
    assert told(verdict) == (
        "error",
        [("values", "error", "is not a JSONPath: a JSONPath begins with $; write $.values")],
    )


STATES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2) | st.lists(st.integers(0, 1)))


@given(STATES, STATES)
def test_two_branches_are_either_equal_or_differ(left, right):
    """Where the path leads somewhere, exactly one of the two holds."""
    ends = {"a": Observation(values=left), "b": Observation(values=right)}
    for path in ("$.values", "$.values.a"):
        if path == "$.values.a" and not ("a" in left and "a" in right):
            continue
        equal = compare(entry("a", "b", equal=(path,)), ends)
        differ = compare(entry("a", "b", differ=(path,)), ends)
        assert {equal.outcome, differ.outcome} == {"passed", "failed"}
