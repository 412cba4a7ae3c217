"""`events`, `store` and `check`: what each looks at, and what is said."""

from dataclasses import replace

import pytest

from scenario_runner.engine.observation import Observation, OwnCheck, StoreItem
from scenario_runner.judge.judge import judge
from scenario_runner.language.value import Places, Value
from scenario_runner.problem import Place

BEGIN = {"mode": "custom", "node": "a", "path": "a", "data": {"step": 1}}
WORDS = {"mode": "messages", "node": "a", "path": "a", "role": "assistant", "text": "Hello you"}
END = {"mode": "custom", "node": None, "path": "team", "data": "end"}
UPDATE = {"mode": "updates", "node": "a", "path": "a", "data": {"n": 1}}
SEEN = Observation(
    events=(BEGIN, WORDS, UPDATE, END),
    watched=("custom", "messages", "updates"),
    store=(
        StoreItem(namespace=("users", "ada"), key="drink", value={"name": "tea", "cups": 2}),
        StoreItem(namespace=("users", "bob"), key="drink", value={"name": "water"}),
    ),
)
CUSTOM = [{"mode": "custom", "data": {"step": 1}}, {"mode": "custom", "data": "end"}]


def judged(key, expected, seen=SEEN):
    place = Place(file="s", line=1, column=1)
    value = Value(data=expected, places=Places(values={(): place}, keys={}))
    return judge([(key, value)], seen)


def unmet(key, expected, seen=SEEN):
    return [
        (one.path, one.message) for one in judged(key, expected, seen) if one.outcome != "passed"
    ]


@pytest.mark.parametrize(
    "expected",
    [
        CUSTOM,
        [{"mode": "messages", "node": "a", "text": "Hello you"}],
        [{"mode": "updates"}],
        [CUSTOM[0], {"mode": "messages"}, CUSTOM[1]],
        [{"mode": "custom", "data": {"$present": True}}, {"mode": "custom", "node": None}],
        {"$length": 3},
        {"$contains": {"mode": "updates"}},
        {"$contains": {"text": {"$contains": "Hello"}}},
        {"$unordered": CUSTOM[::-1]},
        {"$each": {"mode": "custom"}},
        {"$all_of": [{"$length": 1}, {"$contains": {"mode": "updates"}}]},
        [{"mode": {"$any_of": ["custom", "updates"]}}] * 3,
    ],
)
def test_events_of_the_modes_that_are_named(expected):
    """In matchers too; of those that nodes write and of messages where none is named."""
    assert unmet("events", expected) == []


@pytest.mark.parametrize(
    ("expected", "path", "said"),
    [
        (CUSTOM[:1], "$.events", "the list has 2 items, expected 1: the 2nd was not expected"),
        (CUSTOM[::-1], "$.events[0].data", 'expected the text "end", got a mapping: {step: 1}'),
        (
            [CUSTOM[0], {"mode": "custom", "data": "the end"}],
            "$.events[3].data",
            'expected "the end", got "end"',
        ),
        ([], "$.events", "the list has 3 items, expected none"),
        ([{"mode": "messages", "text": "Hello"}], "$.events[1].text", 'expected "Hello"'),
        ({"$not": {"$contains": {"mode": "updates"}}}, "$.events", ""),
        (
            [{"mode": "values"}],
            "$.events",
            "the mode values was not looked at, since only a template names it; write the mode out",
        ),
    ],
)
def test_other_events_are_told_at_their_place_among_all(expected, path, said):
    """Missing ones, more than there should be, another order."""
    found = unmet("events", expected)
    assert found[0][0] == path
    assert found[0][1].startswith(said)


@pytest.mark.parametrize(
    "expected",
    [
        [{"namespace": ["users", "ada"]}, {"namespace": ["users", "bob"]}],
        [{"namespace": ["users", "bob"], "key": "drink"}, {"value": {"name": "tea"}}],
        {"$length": 2},
        {"$contains": {"value": {"cups": {"$gt": 1}}}},
        {"$each": {"key": "drink"}},
        [{"namespace": {"$contains": "ada"}}, {}],
    ],
)
def test_items_of_the_store_in_any_order(expected):
    """Each in part, all of them in whole."""
    assert unmet("store", expected) == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (
            [{"namespace": ["users", "ada"]}],
            "this stored item was not expected: ",
        ),
        ([], "this stored item was not expected: "),
        (
            [{"key": "drink"}, {"key": "drink"}, {"key": "cake"}],
            'no stored item left that matches {key: "cake"}; there are 2 stored items, expected 3',
        ),
        ([{"value": {"name": "milk"}}, {}], 'expected "milk", got '),
    ],
)
def test_other_items_are_told(expected, said):
    """Missing ones, more than there should be, other values."""
    assert unmet("store", expected)[0][1].startswith(said)


def test_no_items_are_expected_of_no_store():
    """A graph without a store is no graph with an empty one; that was not meant."""
    seen = Observation(no_store="the graph has no store")
    (finding,) = judged("store", [], seen)
    assert (finding.outcome, finding.absent) == ("error", True)
    assert finding.message == "the graph has no store; give it one with store: memory, under graph"
    assert unmet("store", [], replace(SEEN, store=())) == []


def test_complaints_are_findings_at_the_place_of_their_check():
    """With what the check raised, where it did."""
    seen = Observation(
        complaints=(
            OwnCheck(reference="a:b"),
            OwnCheck(reference="c:d", complaints=("too much", "too late")),
            OwnCheck(reference="e:f", fault="e:f raised KeyError", traceback="the way there"),
        )
    )
    places = {(n,): Place(file="s", line=1, column=10 * n + 1) for n in range(3)}
    names = Value(data=["a:b", "c:d", "e:f"], places=Places(values=places, keys={}))
    found = [
        (one.outcome, one.place.column, one.message, one.traceback)
        for one in judge([("check", names)], seen)
    ]
    assert found == [
        ("passed", 1, "a:b complains of nothing", None),
        ("failed", 11, "too much", None),
        ("failed", 11, "too late", None),
        ("error", 21, "e:f raised KeyError", "the way there"),
    ]
