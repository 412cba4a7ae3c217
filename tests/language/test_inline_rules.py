"""The rules of graphs told in YAML: every graph is judged, and a good one is let be."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.language.load import check
from scenario_runner.language.model import InlineRetry, InlineSend
from scenario_runner.language.parse import parse
from scenario_runner.language.source import read

WHOLE = {
    "state": {
        "turn": {"type": "integer", "default": 0, "reducer": "add"}, "seen": "boolean",
        "items": {"type": "list", "default": [1, 2]}, "answers_to": "mapping", "log": "append",
    },
    "nodes": {
        "human": {"interrupts": ["a?", "{{ answer }}?"], "returns": {"log": "{{ answers[1] }}"}},
        "flaky": {
            "raises": {"type": "TimeoutError", "message": "slow", "times": 1},
            "retry": {"max_attempts": 2, "retry_on": ["TimeoutError", "shop.errors:Refused"]},
        },
        "route": {"goto": "{{ 'human' if state.turn < 3 else 'END' }}", "update": {"seen": True}},
        "fan": {"send": {"to": "worker", "each": "{{ state.items }}", "as": "item"}},
        "worker": None,
        "team": {
            "checkpointer": True,
            "graph": {
                "state": {"turn": "integer", "own": "any"},
                "nodes": {
                    "a": {"returns": {"own": 1}, "goto": ["b", "END"]},
                    "b": {"graph": {"state": {"own": "any"}, "nodes": {"c": {}},
                                    "edges": ["START -> c"]}},
                },
                "edges": ["START -> a"],
            },
        },
        "custom": {"call": "shop.nodes:price", "returns": {"seen": "{{ result.ok }}"}},
    },
    "edges": [
        "START -> flaky -> fan",
        {"from": "worker", "to": "team", "when": "{{ state.turn < 5 }}", "otherwise": "custom"},
        {"from": ["team", "worker"], "to": "route"},
    ],
}  # fmt: skip


def checked(graph):
    whole = {"scenario": "s", "graph": graph, "steps": [{"invoke": {}}]}
    text = json.dumps(whole, indent=1)
    return text, check(read("a.scenario.yaml", text.encode()), Path("/"))


def parsed(graph):
    whole = {"scenario": "s", "graph": graph, "steps": [{"invoke": {}}]}
    source = read("a.scenario.yaml", json.dumps(whole).encode())
    return {node.name: node for node in parse(source, Path("/"))[0].graph.source.nodes}


def test_a_graph_with_everything_in_it_is_good():
    """None of what DESIGN lists is a problem."""
    assert checked(WHOLE)[1] == []


def test_it_is_read_as_written():
    """Every part has its place in the model."""
    nodes = parsed(WHOLE)
    assert nodes["flaky"].retry == InlineRetry(
        place=nodes["flaky"].retry.place,
        max_attempts=2,
        retry_on=("TimeoutError", "shop.errors:Refused"),
    )
    fan = nodes["fan"].send
    assert isinstance(fan, InlineSend)
    assert (fan.to.data, fan.each.data, fan.name) == ("worker", "{{ state.items }}", "item")
    assert (nodes["route"].update.data, nodes["route"].returns) == ({"seen": True}, None)
    team = nodes["team"]
    assert (team.checkpointer, [node.name for node in team.graph.nodes]) == (True, ["a", "b"])
    assert [channel.name for channel in team.graph.nodes[1].graph.channels] == ["own"]


@pytest.mark.parametrize(
    ("node", "lost"),
    [
        ({"goto": "b"}, ["c", "d"]),
        ({"goto": ["b", "END"]}, ["c", "d"]),
        ({"goto": ["{{ state.n }}", "b"]}, []),
        ({"send": {"to": "c", "each": [1]}}, ["b"]),
        ({"send": {"to": "{{ state.n }}", "each": [1]}}, []),
        ({"send": {"to": "c", "each": [1]}, "goto": "b"}, []),
        ({"call": "shop:go"}, []),
        ({}, ["b", "c", "d"]),
    ],
)
def test_what_goto_and_send_make_reachable(node, lost):
    """Plain names are ways; a template or a function may lead anywhere."""
    graph = {
        "state": {"n": "any"},
        "nodes": {"a": node, "b": {}, "c": {}, "d": {}},
        "edges": ["START -> a", "c -> d"],
    }
    problems = checked(graph)[1]
    assert [problem.message for problem in problems] == [
        f'no way leads from START to "{name}"' for name in lost
    ]


def ways(data, way=()):
    """The way to every part of some data."""
    yield way
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield from ways(data[key], (*way, key))


WAYS = [way for way in ways(WHOLE) if way]
junk = st.sampled_from(
    [None, True, 0, -1.5, "", "x", "{{ x", "{{ state.turn }}", "START", "END", [], {}, [None],
     {"x": None}, {"$ai": 1}, [[]], {"graph": {}}, {"graph": {"nodes": {"": []}}},
     {"send": {"to": []}}, {"goto": [{}]}, {"retry": {"retry_on": [1]}}, "a -> b"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WAYS), junk), min_size=1, max_size=3), st.booleans())
def test_whatever_stands_in_a_graph_is_told(changes, remove):
    """Junk, or a part that is gone: problems with places in the file and what to do, or none."""
    graph = deepcopy(WHOLE)
    for way, instead in changes:
        at = graph
        try:
            for key in way[:-1]:
                at = at[key]
            if remove:
                del at[way[-1]]
            else:
                at[way[-1]] = deepcopy(instead)  # a later change may go into it
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
    text, problems = checked(graph)
    lines = text.count("\n") + 1
    for problem in problems:
        assert 1 <= problem.place.line <= lines
        assert problem.message
