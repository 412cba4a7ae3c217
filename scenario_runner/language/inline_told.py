"""What of a graph told in YAML has a right shape, for the rules that look at its parts."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Place, Problem

ENDS = ("START", "END")


@frozen
class Told:
    """A graph with the names of its channels and nodes."""

    graph: Value
    channels: tuple[str, ...]
    nodes: tuple[str, ...]

    def node(self, name: str) -> Value | None:
        """A node that is a mapping; None where it is not there or something else."""
        if name in self.nodes and isinstance(self.graph.data["nodes"][name], dict):
            return self.graph["nodes"][name]
        return None


def told_of(graph: Value) -> Told:
    """The graph as the rules look at it."""
    return Told(graph=graph, channels=names_in(graph, "state"), nodes=names_in(graph, "nodes"))


def names_in(graph: Value, part: str) -> tuple[str, ...]:
    """The names under `state` or `nodes`."""
    data = graph.data.get(part)
    return tuple(data) if isinstance(data, dict) else ()


def subgraph_of(node: Value | None) -> Value | None:
    """The graph that a node is; None where it is none, or no mapping."""
    if node is None or not isinstance(node.data.get("graph"), dict):
        return None
    return node["graph"]


def told_at(place: Place, message: str, hint: str | None, code: str = "inline-graph") -> Problem:
    """A problem of an inline graph."""
    return Problem(place=place, message=message, hint=hint, code=code)


def check_node_name(
    name: str, place: Place, nodes: tuple[str, ...], ends: tuple[str, ...]
) -> Iterator[Problem]:
    """A node of the graph, or one of its `ends`."""
    if nodes and name not in nodes and name not in ends:
        hint = suggestion(name, (*nodes, *ends), "nodes are")
        yield told_at(place, f"there is no node {quoted(name)}", hint, "unknown-node")


def check_channels(value: Value, channels: tuple[str, ...], graph: Value) -> Iterator[Problem]:
    """An update whose keys must be channels of the inline graph."""
    if not isinstance(value.data, dict) or not channels:
        return
    for key in value.data:
        if key not in channels and not key.startswith("$"):
            yield Problem(
                place=value[key].key_place,
                message=f"the graph has no channel {quoted(key)}",
                hint=suggestion(key, channels, "its channels are", here=value.data),
                code="unknown-channel",
                related=((graph["state"].key_place, "the channels stand here"),),
            )
