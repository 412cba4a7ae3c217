"""Nodes and channels that expectations name, held against what is known of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario_runner.language.graph_channels import (
    check_channel,
    check_state,
    items_in,
    keys_in,
    of_output,
    of_state,
)
from scenario_runner.language.graph_nodes import (
    check_address,
    check_asking,
    check_node,
    subgraph_at,
)
from scenario_runner.language.jsonpath import leading_names
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.value import Value
from scenario_runner.problem import Place, Problem

Rule = Callable[[Value, Knowledge], Iterator[Problem]]


def check_expected_names(expect: Value, graph: Knowledge) -> Iterator[Problem]:
    """All that an `expect`, or what it says of a subgraph, names."""
    for key in expect.data:
        if key in _RULES:
            yield from _RULES[key](expect[key], graph)


def check_path_names(
    text: str, place: Place, graph: Knowledge, *, absent: bool = False
) -> Iterator[Problem]:
    """A JSONPath on an observation that begins with a node's or a channel's name."""
    match leading_names(text):
        case ("values", name, *_):
            yield from check_channel(name, place, of_state(graph), absent=absent)
        case ("output", name, *_):
            yield from check_channel(name, place, of_output(graph), absent=absent)
        case ("executions", name, *_):
            yield from check_address(name, place, graph)
        case ("subgraphs", name, *rest):
            yield from _path_below(name, rest, place, graph)
        case _:
            return


def _path_below(address: str, rest: list[str], place: Place, graph: Knowledge) -> Iterator[Problem]:
    found = subgraph_at(address, place, graph)
    if isinstance(found, Problem):
        yield found
    elif found is not None and rest[:1] == ["values"] and len(rest) > 1:
        yield from check_channel(rest[1], place, of_state(found))


def _values(value: Value, graph: Knowledge) -> Iterator[Problem]:
    yield from check_state(value, of_state(graph))


def _output(value: Value, graph: Knowledge) -> Iterator[Problem]:
    yield from check_state(value, of_output(graph))


def _nodes(value: Value, graph: Knowledge) -> Iterator[Problem]:
    for item in items_in(value):
        yield from check_node(item.data, item.place, graph)


def _of_nodes(value: Value, graph: Knowledge) -> Iterator[Problem]:
    """Questions and events: each says which node, or where it is; "" is the graph itself."""
    for item in items_in(value):
        if not isinstance(item.data, dict):
            continue
        for key, check in (("node", check_asking), ("path", check_address)):
            if key in item.data:
                for name in items_in(item[key], is_list=False) if item.data[key] != "" else ():
                    yield from check(name.data, name.place, graph)


def _executions(value: Value, graph: Knowledge) -> Iterator[Problem]:
    for key in keys_in(value):
        yield from check_address(key.pointer[-1], key.key_place, graph)


def _subgraphs(value: Value, graph: Knowledge) -> Iterator[Problem]:
    for inside in keys_in(value):
        found = subgraph_at(inside.pointer[-1], inside.key_place, graph)
        if isinstance(found, Problem):
            yield found
        elif found is not None and isinstance(inside.data, dict):
            yield from _of_subgraph(inside, found, graph)


def _of_subgraph(inside: Value, subgraph: Knowledge, graph: Knowledge) -> Iterator[Problem]:
    """Questions in it are told by their address from the top."""
    for key in inside.data:
        if key == "interrupts":
            yield from _of_nodes(inside[key], graph)
        elif key in _RULES:
            yield from _RULES[key](inside[key], subgraph)


def _paths(value: Value, graph: Knowledge) -> Iterator[Problem]:
    for key in value.data if isinstance(value.data, dict) else ():
        absent = value.data[key] == {"$absent": True}
        yield from check_path_names(key, value[key].key_place, graph, absent=absent)


_RULES: dict[str, Rule] = {
    "values": _values,
    "output": _output,
    "next": _nodes,
    "visited": _nodes,
    "interrupts": _of_nodes,
    "events": _of_nodes,
    "executions": _executions,
    "subgraphs": _subgraphs,
    "paths": _paths,
}
