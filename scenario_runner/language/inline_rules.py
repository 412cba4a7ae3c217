"""Rules of graphs told in YAML: what LangGraph would refuse, or run otherwise than meant."""

from __future__ import annotations

from collections.abc import Iterator, Set

from scenario_runner.language.inline_channels import check_channel
from scenario_runner.language.inline_edges import check_edges
from scenario_runner.language.inline_nodes import check_node
from scenario_runner.language.inline_told import (
    names_in,
    subgraph_of,
    told_at,
    told_of,
)
from scenario_runner.language.schema import keys_of
from scenario_runner.language.value import Value
from scenario_runner.language.words import meant, quoted, suggestion
from scenario_runner.problem import Problem

PARTS = ("state", "nodes", "edges")


def check_inline(graph: Value, sent_to: Set[str]) -> Iterator[Problem]:
    """Problems of an inline graph but those of its shape and templates.

    `sent_to` are the nodes that steps go to by a command, whatever the edges say.
    """
    if "args" in graph.data:
        yield told_at(
            graph["args"].key_place, '"args" are for graphs made by a function',
            "use variables instead", "idle-modifier",
        )  # fmt: skip
    yield from _graph(graph, sent_to)
    for key in ("interrupt_before", "interrupt_after"):
        yield from check_stops(graph, key, inline_nodes(graph))


def _graph(graph: Value, sent_to: Set[str]) -> Iterator[Problem]:
    """A graph and those inside it."""
    told = told_of(graph)
    for part in PARTS:
        misspelt = [key for key in graph.data if key not in keys_of("graph") and meant(key, [part])]
        if part not in graph.data and not misspelt:
            yield told_at(
                graph.key_place, f'the graph has no "{part}"',
                "a graph told here needs state, nodes and edges", "missing-key",
            )  # fmt: skip
    for name in told.channels:
        yield from check_channel(graph["state"][name], name)
    for name in told.nodes:
        yield from check_node(graph["nodes"][name], name, told)
        if (inner := subgraph_of(told.node(name))) is not None:
            yield from _graph(inner, frozenset())
    yield from check_edges(told, sent_to)


def inline_nodes(graph: Value) -> tuple[str, ...]:
    """The names of its nodes."""
    return names_in(graph, "nodes")


def check_stops(owner: Value, key: str, nodes: tuple[str, ...]) -> Iterator[Problem]:
    """`interrupt_before` and `interrupt_after` name nodes of the graph."""
    data = owner.data.get(key)
    names = data if isinstance(data, list) else [data]
    for index, name in enumerate(names):
        if isinstance(name, str) and name != "*" and name not in nodes and nodes:
            place = owner.at(key, index) if isinstance(data, list) else owner.at(key)
            hint = suggestion(name, nodes, "nodes are")
            yield told_at(place, f"there is no node {quoted(name)}", hint, "unknown-node")
