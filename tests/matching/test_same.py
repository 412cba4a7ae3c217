"""Data of two conversations: ids of messages and tool calls do not count, all else does."""

from __future__ import annotations

import uuid
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.judge.differences import differences
from scenario_runner.matching.same import alike, canonical, ids_in, same


def user(text, own="u1"):
    return {"role": "user", "content": text, "id": own}


def asks(call, own="a1"):
    calls = [{"name": "look_up", "args": {"q": "tea"}, "id": call}]
    return {"role": "assistant", "content": "", "id": own, "tool_calls": calls}


def tells(call, own="t1"):
    message = {"role": "tool", "content": "green", "id": own, "tool_call_id": call}
    return {**message, "status": "success"}


def talk(mark):
    """One conversation; every id of it holds the mark."""
    return {
        "messages": [user("tea?", f"{mark}u"), asks(f"{mark}c", f"{mark}a"), tells(f"{mark}c")],
        "asked": f"{mark}c",
        "last": {"message": f"{mark}a"},
    }


def test_ids_become_their_order_of_appearance():
    """Messages and tool calls are counted apart; what refers to one follows it anywhere."""
    assert canonical(talk("x-")) == {
        "messages": [
            user("tea?", "<message 2>"),
            asks("<tool call 1>", "<message 1>"),
            {**tells("<tool call 1>"), "id": "<message 3>"},
        ],
        "asked": "<tool call 1>",
        "last": {"message": "<message 1>"},
    }


def test_only_whole_values_are_ids():
    """A text that holds an id, a key that is one, and what messages say stay as they are."""
    data = {"messages": [user("u1", "u1")], "note": "about u1", "u1": 1}
    assert canonical(data) == {**data, "messages": [user("u1", "<message 1>")]}


def test_a_part_knows_the_ids_of_its_whole():
    """An interrupt may name a tool call that only the state shows."""
    ids = ids_in(talk("x-"))
    assert canonical({"call": "x-c", "other": "y"}, ids) == {"call": "<tool call 1>", "other": "y"}


@pytest.mark.parametrize(
    ("left", "right", "is_alike"),
    [
        (talk("x-"), talk("y-"), True),
        (talk("x-"), {**talk("y-"), "asked": "y-u"}, False),
        ([user("a", "1"), user("b", "2")], [user("a", "3"), user("b", "3")], False),
        ([user("a")], [{"role": "user", "content": "a"}], False),
        ({"role": "remove", "id": "1"}, {"role": "remove", "id": "2"}, True),
        ({"role": "admin", "content": "x", "id": "1"}, {"role": "admin", "id": "2"}, False),
        ({"role": ["user"], "content": 1}, {"role": ["user"], "content": 1.0}, True),
        ({"id": "1"}, {"id": "2"}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        (1, True, False),
        (0, False, False),
        (None, False, False),
        (float("nan"), float("nan"), True),
        (float("nan"), "NaN", True),
        ([], {}, False),
        ("1", 1, False),
    ],
)
def test_what_is_alike(left, right, is_alike):
    """Ids differ as they like, but what refers to what does not; numbers compare by value."""
    assert alike(left, right) is is_alike
    assert alike(right, left) is is_alike
    assert (differences(left, right) == ()) is is_alike


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["$.b: main has 2, other has 3"]),
        ({"a": 1}, {"b": 1}, [
            "$.a: main has 1, other has nothing there",
            "$.b: main has nothing there, other has 1",
        ]),
        ({"odd key": 1}, {"odd key": "1"}, [
            '$[\'odd key\']: main has the number 1, other has the text "1"',
        ]),
        ([1, 2, 3], [1, 3], ["$[1]: main has 2, other has nothing there"]),
        ([1, 3], [1, 2, 3], ["$[1]: main has nothing there, other has 2"]),
        ([1, 2, 3, 4], [1, 9, 3, 4, 5], [
            "$[1]: main has 2, other has 9",
            "$[4]: main has nothing there, other has 5",
        ]),
        ({"x": None}, {}, ["$.x: main has null, other has nothing there"]),
        ([user("tea")], [user("Tea", "u9")], [
            ('$[0].content: main has "tea", other has "Tea" '
            "(they differ only in upper and lower case)"),
        ]),
        ([user("a"), asks("c")], [user("a"), user("b"), asks("d", "a9")], [
            ('$[1]: main has nothing there, other has {role: "user", content: "b", '
            'id: "<message>"}'),
        ]),
        ([user("a", "1"), user("b", "2")], [user("a", "3"), user("b", "3")], [
            '$[1].id: main has "<message 2>", other has "<message 1>"',
        ]),
    ],
)  # fmt: skip
def test_each_difference_is_told_where_it_is(left, right, told):
    """Lists are aligned; one more message is one difference, not one for each after it."""
    found = differences(left, right)
    assert [f"{each.path}: {each.said('main', 'other')}" for each in found] == told


def test_a_long_text_is_told_from_where_it_differs():
    """Both sides are shown around the first difference."""
    left, right = "word " * 30 + "tea", "word " * 30 + "coffee"
    (found,) = differences(left, right)
    assert found.said("main", "other") == (
        'the text differs from character 151 on: main has "…word word word word tea", '
        'other has "…word word word word coffee"'
    )


def test_long_lists_are_compared_in_time():
    """Two thousand items that share nothing are told place by place."""
    found = differences(list(range(2000)), list(range(5000, 7000)))
    assert len(found) == 2000


DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["a", "u1", "c1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)
MESSAGES = st.lists(
    st.one_of(
        st.builds(user, st.sampled_from("xy"), st.sampled_from(["u1", "u2", "u3"])),
        st.builds(asks, st.sampled_from(["c1", "c2"]), st.sampled_from(["a1", "a2"])),
        st.builds(tells, st.sampled_from(["c1", "c2"]), st.sampled_from(["t1", "t2"])),
    ),
    max_size=6,
)
STATES = st.fixed_dictionaries({"messages": MESSAGES, "z": DATA, "first": DATA})


def renamed(data, ids):
    """The data as another run would give it: every id another."""
    names = {known: str(uuid.uuid5(uuid.NAMESPACE_OID, known)) for known in ids}

    def walk(part, key=None):
        if isinstance(part, dict):
            return {key: walk(below, key) for key, below in part.items()}
        if isinstance(part, list):
            return [walk(below) for below in part]
        return names.get(part, part) if isinstance(part, str) and key != "content" else part

    return walk(data)


@given(STATES)
def test_another_run_of_the_same_conversation_is_alike(state):
    """Whatever the ids are called, and wherever they stand."""
    other = renamed(state, ids_in(state))
    assert alike(state, other)
    assert differences(state, other) == ()


@given(DATA, DATA)
def test_differences_and_likeness_agree(left, right):
    """Something is told exactly where the two are not alike, and each part told is there."""
    found = differences(left, right)
    assert (found == ()) is same(left, right) is same(right, left)


@given(STATES)
def test_comparing_changes_nothing(state):
    """The data is only read, and canonical data stays as it is."""
    before = deepcopy(state)
    once = canonical(state)
    assert state == before
    assert same(canonical(once), once)
