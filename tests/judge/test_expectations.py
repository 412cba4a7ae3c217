# ruff: noqa: E501 - a row of these tables is read as one line
"""Each key of `expect`: what it looks at, and what is said."""

from __future__ import annotations

import pytest

from scenario_runner.engine.observation import (
    CheckpointMade,
    Observation,
    PendingInterrupt,
    Raised,
    Refused,
    SubgraphSeen,
)
from scenario_runner.judge.judge import judge
from scenario_runner.language.value import Places, Value
from scenario_runner.problem import Place

HI = {"role": "user", "content": "hi", "id": "m1"}
OK = {"role": "assistant", "content": "ok", "id": "m2", "tool_calls": []}
REVIEW = PendingInterrupt(
    node="review", path="review", address="review", value={"question": "Publish?"}
)
SIGN = PendingInterrupt(node="sign", path="legal/sign", address="legal/sign", value="Sign?")

SEEN = Observation(
    values={"status": "draft", "messages": [HI, OK]},
    output={"status": "draft"},
    messages=(HI, OK),
    last_message=OK,
    next=("review", "legal"),
    interrupts=(REVIEW, SIGN),
    visited=("write", ("review", "legal")),
    executions={"write": 2, "legal/sign": 1},
    calls={"lib:get": ({"order": 7, "loud": False}, {"order": 8}), "lib:one": ({},)},
    checkpoints=(
        CheckpointMade(id="c2", parent="c1", source="input", step=0, next=("write",)),
        CheckpointMade(id="c3", parent="c2", source="loop", step=1, next=("review", "legal")),
    ),
    subgraphs={
        "legal": SubgraphSeen(
            values={"paper": "A"}, next=("sign",), interrupts=(SIGN,), visited=("read", "sign")
        )
    },
    duration=0.25,
)
RAISED = Observation(
    raises=Raised(type="Late", qualified="shop.errors.Late", message="too late", traceback="")
)
BUILTIN = Observation(
    raises=Raised(type="ValueError", qualified="builtins.ValueError", message="", traceback="")
)
REFUSED = Observation(refused=Refused(reason="nothing is pending"))
BEGUN = Observation(
    checkpoints=(CheckpointMade(id="c", parent=None, source="input", step=-1, next=()),)
)
NOTHING = Observation()
MOMENTS = {"draft": "c1", "start": None, "sent": "c9"}

MET = [
    ("values", {"status": "draft"}, SEEN, ['$.values.status: is "draft"']),
    ("output", {"$equals": {"status": "draft"}}, SEEN, ['$.output.status: is "draft"']),
    ("messages", [{"role": "user"}, {"$type": "message"}], SEEN, ['$.messages[0].role: is "user"', "$.messages[1]: is a message"]),
    ("messages", [], NOTHING, ["$.messages: is an empty list"]),
    ("last_message", {"content": "ok"}, SEEN, ['$.last_message.content: is "ok"']),
    ("last_message", {"$absent": True}, NOTHING, ["$.last_message: is not there"]),
    ("last_message", None, NOTHING, ["$.last_message: is null"]),
    ("next", ["legal", "review"], SEEN, ['$.next[1]: is "legal"', '$.next[0]: is "review"']),
    ("next", [], NOTHING, ["$.next: there is no next node"]),
    ("next", {"$contains": "legal"}, SEEN, ['$.next: the 2nd item matches "legal"']),
    ("next", ["work", "work"], Observation(next=("work", "work")), ['$.next[0]: is "work"', '$.next[1]: is "work"']),
    ("interrupts", [{"node": "sign"}, {"value": {"question": "Publish?"}}], SEEN, ['$.interrupts[1].node: is "sign"', '$.interrupts[0].value.question: is "Publish?"']),
    ("interrupts", [{}, {"path": "review"}], SEEN, ["$.interrupts[1]: is a mapping", '$.interrupts[0].path: is "review"']),
    ("interrupts", [], NOTHING, ["$.interrupts: there is no pending interrupt"]),
    ("interrupts", {"$length": 2}, SEEN, ["$.interrupts: has 2 items"]),
    ("visited", ["write", ["legal", "review"]], SEEN, ['$.visited[0]: is "write"', '$.visited[1][1]: is "legal"', '$.visited[1][0]: is "review"']),
    ("visited", [["write"], {"$length": 2}], SEEN, ['$.visited[0]: is "write"', "$.visited[1]: has 2 items"]),
    ("visited", ["work"], Observation(visited=(("work",),)), ['$.visited[0]: is "work"']),
    ("executions", {"write": 2, "sleep": 0}, SEEN, ["$.executions.write: is 2", "$.executions.sleep: is 0"]),
    ("calls", {"lib:get": 2, "lib:other": 0}, SEEN, ["$.calls['lib:get']: is 2", "$.calls['lib:other']: is 0"]),
    ("calls", {"lib:get": {"$gte": 1}, "lib:one": {"$any_of": [1, 2]}}, SEEN, ["$.calls['lib:get']: is 2, at least 1", "$.calls['lib:one']: matches the 1st of 2 alternatives"]),
    ("calls", {"lib:get": [{"order": 7}, {"order": {"$gt": 7}}], "lib:other": []}, SEEN, ["$.calls['lib:get'][0].order: is 7", "$.calls['lib:get'][1].order: is 8, more than 7", "$.calls['lib:other']: is an empty list"]),
    ("calls", {"lib:get": {"$unordered": [{"order": 8}, {"order": 7}]}}, SEEN, ["$.calls['lib:get'][1].order: is 8", "$.calls['lib:get'][0].order: is 7"]),
    ("calls", {"lib:get": {"$length": 2, "$contains": {"order": 8}}}, SEEN, ["$.calls['lib:get']: has 2 items", "$.calls['lib:get']: the 2nd item matches {order: 8}"]),
    ("executions", {"$equals": {"write": {"$gt": 1}, "legal/sign": 1}}, SEEN, ["$.executions.write: is 2, more than 1", "$.executions['legal/sign']: is 1"]),
    ("raises", "Late", RAISED, ["$.raises.type: the graph raised Late"]),
    ("raises", {"type": "shop.errors.Late", "message": {"$contains": "late"}}, RAISED, ["$.raises.type: the graph raised shop.errors.Late", '$.raises.message: contains "late"']),
    ("raises", {"type": {"$matches": "^shop"}}, RAISED, ["$.raises.type: matches ^shop"]),
    ("raises", {"type": "builtins.ValueError"}, BUILTIN, ["$.raises.type: the graph raised ValueError"]),
    ("raises", {}, RAISED, ["$.raises: the graph raised Late"]),
    ("raises", {"$absent": True}, NOTHING, ["$.raises: is not there"]),
    ("refused", "nothing is pending", REFUSED, ['$.refused.reason: is "nothing is pending"']),
    ("refused", {"$contains": "pending"}, REFUSED, ['$.refused.reason: contains "pending"']),
    ("refused", {"$absent": True}, SEEN, ["$.refused.reason: is not there"]),
    ("checkpoints", {"added": 2, "sources": ["input", "loop"], "parent": "draft"}, SEEN, ["$.checkpoints: the step made 2 checkpoints", '$.checkpoints[0].source: is "input"', '$.checkpoints[1].source: is "loop"', '$.checkpoints[0].parent: the parent is "draft"']),
    ("checkpoints", {"added": {"$lt": 5}, "sources": {"$contains": "loop"}}, SEEN, ["$.checkpoints: is 2, less than 5", '$.checkpoints: the 2nd item matches "loop"']),
    ("checkpoints", {"added": 0, "sources": []}, NOTHING, ["$.checkpoints: the step made no checkpoints", "$.checkpoints: is an empty list"]),
    ("checkpoints", {"parent": "start"}, BEGUN, ['$.checkpoints[0].parent: the parent is "start"']),
    ("checkpoints", {"parent": None}, BEGUN, ["$.checkpoints[0].parent: the parent is the beginning"]),
    ("subgraphs", {"legal": {"values": {"paper": "A"}, "next": ["sign"], "interrupts": [{"node": "sign"}], "visited": ["read", "sign"]}}, SEEN, ['$.subgraphs.legal.values.paper: is "A"', '$.subgraphs.legal.next[0]: is "sign"', '$.subgraphs.legal.interrupts[0].node: is "sign"', '$.subgraphs.legal.visited[0]: is "read"', '$.subgraphs.legal.visited[1]: is "sign"']),
    ("subgraphs", {"legal": {}, "tax": {"$absent": True}}, SEEN, ["$.subgraphs.legal: was seen", "$.subgraphs.tax: is not there"]),
    ("paths", {"$.values.messages[-1].content": "ok"}, SEEN, ['$.values.messages[-1].content: is "ok"']),
    ("paths", {"$.values.messages[*].id": ["m1", "m2"]}, SEEN, ['$.values.messages[0].id: is "m1"', '$.values.messages[1].id: is "m2"']),
    ("paths", {"$.values.nothing": {"$absent": True}, "$.values.*.nothing": []}, SEEN, ["$.values.nothing: is not there", "$.values.*.nothing: is an empty list"]),
    ("paths", {"$.interrupts[0].address": "review"}, SEEN, ['$.interrupts[0].address: is "review"']),
    ("duration", {"$lt": 1}, SEEN, ["$.duration: is 0.25, less than 1"]),
]  # fmt: skip

UNMET = [
    ("values", {"status": "sent"}, SEEN, ['$.values.status: expected "sent", got "draft"']),
    ("values", {"status": "sent"}, NOTHING, ["$.values: expected a mapping, got null: null"]),
    ("last_message", {"role": "user"}, NOTHING, ['$.last_message: there is no message; expected {role: "user"}']),
    ("next", ["review"], SEEN, ['$.next[1]: this next node was not expected: "legal"; there are 2 next nodes, expected 1']),
    ("next", ["review", "sign"], SEEN, ['$.next[1]: expected "sign", got "legal"']),
    ("next", ["review"], NOTHING, ['$.next: no next node left that matches "review"; there are no next nodes, expected 1']),
    ("next", [], Observation(next=("review",)), ['$.next[0]: this next node was not expected: "review"; there is 1 next node, expected none']),
    ("interrupts", [{"value": {"question": "Ship?"}}, {"node": "sign"}], SEEN, ['$.interrupts[0].value.question: expected "Ship?", got "Publish?"']),
    ("interrupts", [{"node": "sign"}], SEEN, ['$.interrupts[0]: this pending interrupt was not expected: {node: "review", path: "review", value: {question: "Publish?"}}; there are 2 pending interrupts, expected 1']),
    ("visited", ["write", "review", "legal"], SEEN, ["$.visited: ran write, then review and legal together; expected write, then review, then legal"]),
    ("visited", ["write"], NOTHING, ["$.visited: ran no nodes; expected write"]),
    ("visited", ["write", ["review", "tax"]], SEEN, ['$.visited[1][1]: expected "tax", got "legal"']),
    ("visited", ["write", "review"], SEEN, ['$.visited[1]: expected the text "review", got a list: ["review", "legal"]']),
    ("calls", {"lib:get": 1, "lib:other": {"$gt": 0}}, SEEN, ["$.calls['lib:get']: was called 2 times, with {order: 7, loud: false} and {order: 8}", "$.calls['lib:other']: was not called"]),
    ("calls", {"lib:one": {"$not": 1}}, SEEN, ["$.calls['lib:one']: was called once, with {}"]),
    ("calls", {"lib:get": [{"order": 7}]}, SEEN, ["$.calls['lib:get']: the list has 2 items, expected 1: the 2nd was not expected: {order: 8}"]),
    ("executions", {"write": 1, "sleep": 1}, SEEN, ["$.executions.write: expected 1, got 2", "$.executions.sleep: expected 1, got 0"]),
    ("raises", "Late", SEEN, ['$.raises: the graph raised nothing; expected "Late"']),
    ("raises", {"type": "Late"}, SEEN, ['$.raises: the graph raised nothing; expected {type: "Late"}']),
    ("raises", {"$present": True}, SEEN, ["$.raises: the graph raised nothing; expected {$present: true}"]),
    ("raises", {"type": "Early", "message": "too late"}, RAISED, ['$.raises.type: expected Early, but the graph raised shop.errors.Late: "too late"']),
    ("raises", "TypeError", BUILTIN, ["$.raises.type: expected TypeError, but the graph raised ValueError"]),
    ("raises", {"type": {"$not": "Late"}}, RAISED, ['$.raises.type: expected anything but "Late", got "Late"']),
    ("raises", {"type": {"$not": "shop.errors.Late"}}, RAISED, ['$.raises.type: expected anything but "shop.errors.Late", got "shop.errors.Late"']),
    ("refused", {"$contains": "pending"}, SEEN, ['$.refused.reason: the act was not refused; expected {$contains: "pending"}']),
    ("refused", "pending", REFUSED, ['$.refused.reason: expected "pending", got "nothing is pending"']),
    ("checkpoints", {"added": 3, "sources": ["input", "update"], "parent": "sent"}, SEEN, ["$.checkpoints: the step made 2 checkpoints, expected 3", '$.checkpoints[1].source: expected "update", got "loop"', '$.checkpoints[0].parent: expected the parent to be "sent", it is "draft"']),
    ("checkpoints", {"parent": "sent"}, Observation(checkpoints=SEEN.checkpoints[1:]), ['$.checkpoints[0].parent: expected the parent to be "sent", it is another checkpoint']),
    ("checkpoints", {"parent": "draft"}, BEGUN, ['$.checkpoints[0].parent: expected the parent to be "draft", it is "start"']),
    ("checkpoints", {"parent": "draft"}, NOTHING, ['$.checkpoints[0].parent: the step made no checkpoint; expected one after "draft"']),
    ("subgraphs", {"tax": {"values": {}}, "legal": {"next": []}}, SEEN, ['$.subgraphs.tax: no subgraph "tax" was seen in this step (seen: legal)', '$.subgraphs.legal.next[0]: this next node was not expected: "sign"; there is 1 next node, expected none']),
    ("paths", {"$.values.status": "sent"}, SEEN, ['$.values.status: expected "sent", got "draft"']),
    ("paths", {"$.values.messages[*].role": ["user", "user"]}, SEEN, ['$.values.messages[1].role: expected "user", got "assistant"']),
    ("paths", {"$.values.nothing": 1}, SEEN, ["$.values.nothing: is not there; expected 1"]),
    ("duration", {"$lt": 0.1}, SEEN, ["$.duration: expected less than 0.1, got 0.25"]),
]  # fmt: skip

FAULTY = [
    ("checkpoints", {"parent": "nowhere"}, SEEN, ['$.checkpoints[0].parent: there is no moment "nowhere" before this step']),
    ("checkpoints", {"made": 1}, SEEN, ['$.checkpoints.made: checkpoints have no "made"']),
    ("mood", "good", SEEN, ["$: there is no expectation mood"]),
]  # fmt: skip


def told(key, expected, seen):
    """What the judge says, by outcome."""
    value = Value(data=expected, places=Places(values={(): Place(file="f", line=1, column=1)}))
    said = {"passed": [], "failed": [], "error": []}
    for finding in judge([(key, value)], seen, moments=MOMENTS):
        assert finding.expectation == key
        said[finding.outcome].append(f"{finding.path}: {finding.message}")
    return said


@pytest.mark.parametrize(("key", "expected", "seen", "messages"), MET)
def test_met(key, expected, seen, messages):
    """What is met is kept as a finding too."""
    assert told(key, expected, seen) == {"passed": messages, "failed": [], "error": []}


@pytest.mark.parametrize(("key", "expected", "seen", "messages"), UNMET)
def test_unmet(key, expected, seen, messages):
    """Everything that fails is told, each with where and why."""
    said = told(key, expected, seen)
    assert (said["failed"], said["error"]) == (messages, [])


@pytest.mark.parametrize(("key", "expected", "seen", "messages"), FAULTY)
def test_faulty(key, expected, seen, messages):
    """What an expectation cannot mean is an error, not a failure."""
    said = told(key, expected, seen)
    assert (said["failed"], said["error"]) == ([], messages)


def test_a_path_that_is_none_is_an_error():
    """A template may have made a path that cannot be read."""
    assert [message.split(":")[0] for message in told("paths", {"no": 1}, SEEN)["error"]] == ["no"]
