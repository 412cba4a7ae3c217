"""Scripts made of what models said: every call gets what it got, in whatever order calls come that
have none."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.graphs.model_heard import HeardCall
from scenario_runner.suite.model_entries import CannotTellApart, entries_of


def call(said, *, at, last="?", node="agent", task=None, ended=None):
    reply = {"tool_calls": [{"name": "t", "args": {}, "id": said}]} if said[0] == "#" else said
    return HeardCall(
        target="m", model="a model", node=node, task=task or f"{node}:{at}", begun=2 * at,
        supersteps={"": "checkpoint" if task else str(at)}, last=last, prompt=last,
        ended=2 * at + 1 if ended is None else ended,
        said={"lean": reply, "streamed": reply, "whole": reply},
    )  # fmt: skip


def played(entries, calls):
    """What a model that plays the entries says to each of the calls, as docs/models.md has it."""
    used, said = set(), []
    for one in calls:
        for number, entry in enumerate(entries):
            selecting = isinstance(entry, dict) and "reply" in entry
            asked = {"when": one.last, "prompt": one.prompt}
            names = {one.node, *one.node.split("/")}
            if selecting and all(
                text in names if name == "node" else asked[name] == text
                for name, text in entry.items()
                if name != "reply"
            ):
                said.append(entry["reply"])
                break
            if not selecting and number not in used:
                used.add(number)
                said.append(entry)
                break
        else:
            said.append("nothing left")
    return said


def texts(calls):
    return [one.said["lean"] for one in calls]


@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=3)))
def test_whatever_comes_side_by_side_gets_its_own(supersteps):
    """Of calls in one superstep any may come first; what they get does not depend on it."""
    number, groups = itertools.count(), []
    for step, asked in enumerate(supersteps):
        groups.append([
            call(f"{node} says {last}{step if len(asked) == 1 else ''}", at=next(number),
                 last=last if len(asked) == 1 else f"{last}{step}", node=node,
                 task=f"{node}:{step}.{place}" if len(asked) > 1 else None)
            for place, (node, last) in enumerate(asked)
        ])  # fmt: skip
    for group in groups:
        for one in group:
            one.supersteps[""] = f"step {groups.index(group)}"
    calls = [one for group in groups for one in group]
    entries = entries_of([calls], "lean") if calls else []
    assert played(entries, calls) == texts(calls)
    other_way = [one for group in groups for one in reversed(group)]
    assert played(entries, other_way) == texts(other_way)


def test_what_has_an_order_is_said_in_turn():
    """Nothing is told apart that need not be."""
    calls = [call("one", at=0), call("two", at=1), call("two", at=2)]
    assert entries_of([calls], "lean") == ["one", "two", "two"]


def test_rows_that_say_the_same_share_it():
    """Also where one of them ends earlier, and but for the ids of tool calls."""
    rows = [[call("#1", at=0), call("end", at=1)], [call("#2", at=0)]]
    assert entries_of(rows, "lean") == [rows[0][0].said["lean"], "end"]


def test_rows_that_say_something_else_are_told_apart():
    """By what is asked in them."""
    rows = [[call("yes", at=0, last="a?")], [call("no", at=0, last="b?")]]
    assert entries_of(rows, "lean") == [
        {"when": "a?", "reply": "yes"},
        {"when": "b?", "reply": "no"},
    ]


def test_what_is_said_twice_makes_ids_anew():
    """A tool call that was answered is another one."""
    same = [call("#1", at=0, ended=9, last="x"), call("#2", at=1, last="x")]
    calls = [*same, call("other", at=2, ended=9, last="y")]
    entries = entries_of([calls], "lean")
    assert entries[0] == {"when": "x", "reply": {"tool_calls": [{"name": "t", "args": {}}]}}


def test_tasks_that_waited_for_each_other_have_an_order():
    """Though they belong to one superstep, and ask the same."""
    calls = [call("one", at=0, task="run:1|say:1"), call("two", at=1, task="run:1|say:2")]
    for one in calls:
        one.supersteps["run:1"] = "same"
    assert entries_of([calls], "lean") == ["one", "two"]


def test_what_cannot_be_told_apart():
    """The same question at the same time, and two answers."""
    with pytest.raises(CannotTellApart):
        entries_of([[call("one", at=0, ended=9), call("two", at=1)]], "lean")


def test_templates_are_none():
    """What a prompt says is not worked out."""
    calls = [call("one", at=0, ended=9, last="{{ x }}", node=""), call("two", at=1, node="")]
    assert entries_of([calls], "lean")[0]["when"] == {"$literal": "{{ x }}"}
