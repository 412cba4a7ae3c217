"""Whatever a graph raises is told as a fact of its step, and nothing else breaks."""

import shutil
from pathlib import Path

import pytest
from playing import named, play, seen

RAISING = Path(__file__).parent / "raising.py"
GO = {"invoke": {"log": []}}


@pytest.fixture
def converse(tmp_path):
    """Play a conversation with a graph of `raising`."""
    shutil.copy(RAISING, tmp_path)

    def played(graph, *steps, branches=None):
        return play(tmp_path, f"raising.py:{graph}", list(steps), branches)

    return played


@pytest.mark.parametrize(
    ("graph", "kind", "told"),
    [
        ("weird", "Weird", "Weird: odd"),
        ("group", "ExceptionGroup", "ExceptionGroup: several (2 sub-exceptions)"),
        ("silent", "ValueError", "ValueError"),
        ("late", "TimeoutError", "TimeoutError: mine"),
        ("deep", "RecursionError", "RecursionError: maximum recursion depth exceeded"),
        ("unstorable", "TypeError", "TypeError: Type is not msgpack serializable: function"),
    ],
)
def test_whatever_is_raised_is_told(converse, graph, kind, told):
    """As an error of its step, which `raises` can expect; other branches are played."""
    branches = {"other": {"from": "start", "steps": [{"expect": {"next": []}}]}}
    case = converse(graph, GO, {"expect": {"next": []}}, branches=branches)
    main = named(case)["main"]
    assert (main.steps[0].error.kind, main.steps[0].error.message) == (
        "raised",
        f"the graph raised {told}",
    )
    assert (main.steps[1].outcome, named(case)["other"].outcome) == ("skipped", "passed")
    expected = {**GO, "expect": {"raises": {"type": kind}}}
    assert converse(graph, expected).outcome == "passed"


def test_an_answer_is_heard_once_though_its_node_is_tried_again(converse):
    """Three bodies, one hearing told."""
    case = converse("flaky_ask", GO, {"resume": "a"})
    _, found = seen(case)
    assert case.outcome == "passed"
    assert (found.executions, found.values["log"]) == ({"work": 3}, ["a"])
    assert [told.heard for told in found.answers] == ["as_given"]


def test_a_question_waits_beside_a_node_that_raises(converse):
    """It can be answered once the other is well, and is heard as given."""
    raises = {"raises": {"type": "ValueError", "message": "boom"}}
    case = converse(
        "asking_and_raising",
        {**GO, "expect": {**raises, "interrupts": [{"node": "ask"}], "next": ["ask", "boom"]}},
        {"resume": "x", "expect": {**raises, "next": ["boom"]}},
        {"invoke": None, "expect": {**raises, "executions": {"ask": 0, "boom": 1}}},
    )
    assert case.outcome == "passed"
    told = [[answer.heard for answer in found.answers] for found in seen(case)]
    assert told == [[], ["as_given"], []]


def test_a_node_that_asks_in_a_loop_by_goto(converse):
    """Each round is a task of its own: what was heard in one is not heard in the next."""
    branches = {"early": {"from": "one", "steps": [{"resume": "stop"}]}}
    case = converse(
        "asking_until_stop", GO, {"id": "one", "resume": "a"}, {"resume": "b"}, {"resume": "stop"},
        branches=branches,
    )  # fmt: skip
    assert case.outcome == "passed"
    assert seen(case)[-1].values["log"] == ["a", "b", "stop"]
    assert seen(case, "early")[-1].values["log"] == ["a", "stop"]
    assert [found.visited for found in seen(case)] == [
        ("ask",),
        ("ask", "ask"),
        ("ask", "ask"),
        ("ask",),
    ]
