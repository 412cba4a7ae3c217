"""A branch beside a fresh conversation with the same acts."""

from __future__ import annotations

import pytest

from scenario_runner.engine.observation import Observation, PendingInterrupt, Raised, Refused
from scenario_runner.judge.verdict import Finding
from scenario_runner.judge.verify import verified
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=3, column=5)


def end(mark="m", status="sent", question="Publish?", **changes):
    messages = [{"role": "user", "content": "tea", "id": f"{mark}0"}]
    asks = [
        PendingInterrupt(node=node, path=node, address=node, value=[question, f"{mark}0"])
        for node in ("legal", "review")
    ]
    usual = {
        "values": {"messages": messages, "status": status},
        "next": ("legal", "review"),
        "interrupts": tuple(asks),
    }
    return Observation(**{**usual, **changes})


def test_a_branch_that_ends_as_a_fresh_conversation_is_verified():
    """Ids, the order of tasks, durations and what ran do not count; one met finding says so."""
    branch = end("m", duration=1.0, visited=("a",), executions={"a": 2})
    fresh = end("f", next=("review", "legal"), interrupts=end("f").interrupts[::-1])
    assert verified(branch, fresh, HERE) == (
        Finding(
            expectation="verify",
            path="$",
            expected=None,
            actual=None,
            outcome="passed",
            place=HERE,
            message="a fresh conversation with the same acts ends the same",
        ),
    )


BOOM = Raised(type="ValueError", qualified="builtins.ValueError", message="1", traceback="")
START = "a fresh conversation with the same acts ends otherwise: "


@pytest.mark.parametrize(
    ("branch", "fresh", "told"),
    [
        (
            end(status="sent"),
            end(status="kept"),
            [("$.values.status", 'this branch has "sent", the fresh one has "kept"')],
        ),
        (
            end(next=("legal", "review", "review")),
            end(),
            [("$.next[2]", 'this branch has "review", the fresh one has nothing there')],
        ),
        (
            end(question="Publish?"),
            end(question="Send?"),
            [
                (f"$.interrupts[{n}].value[0]",
                 'this branch has "Publish?", the fresh one has "Send?"')
                for n in (0, 1)
            ],
        ),
        (
            end(interrupts=()),
            end(interrupts=end().interrupts[:1]),
            [("$.interrupts[0]", ('this branch has nothing there, the fresh one has '
              '{path: "legal", value: ["Publish?", "<message>"]}'))],
        ),
        (
            end(raises=BOOM),
            end(),
            [("$.raises", 'this branch has "ValueError", the fresh one has nothing there')],
        ),
        (
            end(),
            end(refused=Refused(reason="no")),
            [("$.refused", "this branch has nothing there, the fresh one has true")],
        ),
    ],
)  # fmt: skip
def test_each_difference_is_a_finding(branch, fresh, told):
    """Told where it is, the fresh conversation being what is expected."""
    found = verified(branch, fresh, HERE)
    assert [(each.path, each.message) for each in found] == [
        (path, START + text) for path, text in told
    ]
    assert {(each.expectation, each.outcome, each.place) for each in found} == {
        ("verify", "failed", HERE)
    }


def test_both_sides_of_a_difference_are_kept():
    """Expected is the fresh conversation, actual the branch; nothing there is not null."""
    (found,) = verified(Observation(values={}), Observation(values={"a": None}))
    assert (found.expected, found.actual, found.absent) == (None, None, True)
    (found,) = verified(Observation(values={"a": None}), Observation(values={"a": 1}))
    assert (found.expected, found.actual, found.absent) == (1, None, False)
