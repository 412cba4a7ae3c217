"""Inline graphs with a node or a channel less, and with nothing left that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.language.value import Data

_ARROW = re.compile(r"\s*->\s*")


def less_of_graph(data: Data) -> Iterator[Data]:
    """The scenario with one node less of its inline graph, then with one channel less; then the
    same of the graphs inside it."""
    for graph in _less(data.get("graph")):
        yield {**data, "graph": graph}


def _less(graph: Data) -> Iterator[Data]:
    if not isinstance(graph, dict) or not isinstance(graph.get("nodes"), dict):
        return
    for node in graph["nodes"]:
        yield _without_node(graph, node)
    for channel in graph.get("state") or {}:
        yield _without_channel(graph, channel)
    for name, part in graph["nodes"].items():
        for inner in _less(part.get("graph") if isinstance(part, dict) else None):
            yield {**graph, "nodes": {**graph["nodes"], name: {**part, "graph": inner}}}


def shorter_ways(edge: str) -> list[str]:
    """The ways of `a -> b -> c` with one stop less."""
    stops = _ARROW.split(edge)
    ways = [stops[:n] + stops[n + 1 :] for n in range(len(stops))]
    return [" -> ".join(way) for way in ways if len(way) > 1]


def _without_node(graph: Data, node: str) -> Data:
    """Its neighbours in a chain of edges become each other's."""
    edges: list[Data] = []
    for edge in graph.get("edges") or []:
        if isinstance(edge, str):
            stops = [stop for stop in _ARROW.split(edge) if stop != node]
            edges += [" -> ".join(stops)] if len(stops) > 1 else []
        elif not isinstance(edge, dict) or node not in edge.values():
            edges.append(edge)
    nodes = {name: part for name, part in graph["nodes"].items() if name != node}
    return {**graph, "nodes": nodes, "edges": edges}


def _without_channel(graph: Data, channel: str) -> Data:
    nodes = {name: _not_returning(part, channel) for name, part in graph["nodes"].items()}
    state = {name: part for name, part in graph["state"].items() if name != channel}
    return {**graph, "state": state, "nodes": nodes}


def _not_returning(node: Data, channel: str) -> Data:
    if not isinstance(node, dict):
        return node
    return {
        key: {name: each for name, each in part.items() if name != channel}
        if key in {"returns", "update"} and isinstance(part, dict)
        else part
        for key, part in node.items()
    }
