"""What a snapshot stores of a step, and when it differs."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.engine.observation import (
    CheckpointMade,
    Observation,
    PendingInterrupt,
    Raised,
    SubgraphSeen,
    Travel,
)
from scenario_runner.judge.judge import judge
from scenario_runner.judge.snapshot import Kept, is_as_stored, taken
from scenario_runner.language.source import read
from scenario_runner.language.value import Places, Value
from scenario_runner.language.write import document
from scenario_runner.problem import Place

PLACES = Places(values={(): Place(file="f", line=1, column=1)})


def conversation(first, second, call):
    """An observation with just these ids."""
    messages = (
        {"role": "user", "content": "hi", "id": first},
        {
            "role": "assistant",
            "content": "",
            "id": second,
            "tool_calls": [{"name": "find", "args": {"x": 1}, "id": call}],
        },
    )
    asked = PendingInterrupt(node="ask", path="ask", address="ask", value={"about": second})
    return Observation(
        values={"messages": list(messages), "newest": second, "n": 1},
        output={"messages": list(messages), "newest": second, "n": 1},
        messages=messages,
        last_message=messages[-1],
        next=("ask",),
        interrupts=(asked,),
        visited=("agent", ("b", "a")),
        executions={"agent": 1, "a": 1, "b": 1},
        checkpoints=(CheckpointMade(id=call, parent=first, source="loop", step=1, next=("ask",)),),
        duration=float(len(first)),
        travel=Travel(via="replay", at="one", checkpoint=second),
        head=first,
        made=second,
    )


def said(asked, observation, kept):
    return judge([("snapshot", Value(data=asked, places=PLACES))], observation, kept=kept)


def test_true_stores_what_a_conversation_says_and_does():
    """No time, no id, nothing twice; what ran together in any order."""
    assert taken(True, conversation("m-1", "m-2", "c-1"), ()) == {
        "values": {
            "messages": [
                {"role": "user", "content": "hi", "id": "<message 1>"},
                {
                    "role": "assistant",
                    "content": "",
                    "id": "<message 2>",
                    "tool_calls": [{"name": "find", "args": {"x": 1}, "id": "<tool call 1>"}],
                },
            ],
            "newest": "<message 2>",
            "n": 1,
        },
        "next": ["ask"],
        "interrupts": [{"node": "ask", "path": "ask", "value": {"about": "<message 2>"}}],
        "visited": ["agent", ["a", "b"]],
    }


def test_more_is_stored_where_it_says_more():
    """Another output, bodies that ran again or inside, subgraphs, how the act ended."""
    inside = SubgraphSeen(values=None, next=(), interrupts=(), visited=("deep",))
    seen = Observation(
        values={"n": 1},
        output={"n": 2},
        visited=("team",),
        executions={"team": 1, "team/deep": 2},
        subgraphs={"team": inside},
        raises=Raised(type="E", qualified="m.E", message="bad", traceback="/home/me/x.py"),
    )
    assert taken(True, seen, ()) == {
        "values": {"n": 1},
        "output": {"n": 2},
        "next": [],
        "interrupts": [],
        "visited": ["team"],
        "executions": {"team": 1, "team/deep": 2},
        "subgraphs": {"team": {"values": None, "next": [], "interrupts": [], "visited": ["deep"]}},
        "raises": {"type": "E", "message": "bad"},
    }


ids = st.text(st.characters(codec="ascii", categories=["L"]), min_size=12, max_size=16)


@settings(deadline=None)
@given(st.lists(ids, min_size=6, max_size=6, unique=True))
def test_ids_and_times_do_not_count(names):
    """Stored of one run, read back, another run with other ids is as stored."""
    one, other = conversation(*names[:3]), conversation(*names[3:])
    for asked in (True, {"of": "$.values"}, {"of": "$"}, {"of": "$.values.messages[*].id"}):
        text = document({"x": taken(asked, one, ())}, "c")
        assert not any(name in text for name in names)
        kept = Kept(data=read("f", text.encode()).data["x"], file="f.snapshots.yaml")
        (finding,) = said(asked, other, kept)
        assert (finding.outcome, finding.message) == ("passed", "is as stored in f.snapshots.yaml")


def test_what_an_id_refers_to_counts():
    """The same ids in other places are another conversation."""
    one = conversation("a", "b", "c")
    other = replace(one, values={**one.values, "newest": "a"})
    assert not is_as_stored(taken(True, one, ()), taken(True, other, ()))


@pytest.mark.parametrize(
    ("asked", "stored", "path", "message"),
    [
        ({"of": "$.values.n"}, 2, "$.values.n",
         "differs from f: the snapshot has 2, this run has 1"),
        ({"of": "$.next"}, [], "$.next[0]",
         'differs from f: the snapshot has nothing there, this run has "ask"'),
        ({"of": "$.values.gone"}, 2, "$.values.gone",
         "the path leads nowhere in this step: there is nothing to store"),
        ({"of": "$.values", "ignore": ["$.values.messages", "$.values.newest"]}, {"n": True},
         "$.values.n", "differs from f: the snapshot has true, this run has the number 1"),
    ],
)  # fmt: skip
def test_a_difference_has_a_place(asked, stored, path, message):
    """As a JSONPath on the observation."""
    (finding,) = said(asked, conversation("a", "b", "c"), Kept(data=stored, file="f"))
    assert (finding.outcome, finding.path) == ("failed", path)
    assert re.sub("true or false: ", "", finding.message) == message


def test_what_is_left_out_is_not_stored():
    """By the scenario's own `ignore`, and by the snapshot's."""
    seen = conversation("a", "b", "c")
    told = taken({"of": "$.values", "ignore": ["$.values.newest"]}, seen, ["$.values.messages"])
    assert told == {"n": 1}
    assert "values" not in taken(True, seen, ["$.values"])


def test_an_update_accepts_whatever_is_seen():
    """But for what is not there."""
    seen = conversation("a", "b", "c")
    kept = Kept(data={"n": 5}, file="f", writes=True)
    assert [f.outcome for f in said({"of": "$.values"}, seen, kept)] == ["passed"]
    assert [f.outcome for f in said({"of": "$.values.x"}, seen, kept)] == ["failed"]
