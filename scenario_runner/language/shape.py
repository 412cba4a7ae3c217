"""The shape of a graph, as it is drawn and as its coverage is counted: plain data.

`graphs.shape` makes it of a real graph. Names are those that observations tell nodes by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

from scenario_runner.frozen import frozen

START, END = "__start__", "__end__"

EdgeKind: TypeAlias = Literal["edge", "join", "conditional", "goto"]
"""Always; when all its sources have run; as a router says; as the node itself says."""


@frozen
class ShapeEdge:
    """A way from one node to another; `START` and `END` are its ends too."""

    source: str
    target: str
    kind: EdgeKind = "edge"
    label: str | None = None
    """What the router gives for it, where that is not the target's name."""


@frozen
class ShapeNode:
    """A node, with the graph in it."""

    name: str
    graph: GraphShape | None = None
    """The subgraph that the node is, or that it is seen to call."""
    open: bool = False
    """A router after it does not say where it may lead."""


@frozen
class GraphShape:
    """A graph."""

    nodes: tuple[ShapeNode, ...] = ()
    """Without start and end; none where nobody can list them (an `@entrypoint`)."""
    edges: tuple[ShapeEdge, ...] = ()


@frozen
class GraphDrawn:
    """A graph that a case was played on."""

    name: str
    """Where it comes from, the file as the case tells its own: `agents/refund.py:build`."""
    shape: GraphShape


def joined(shapes: Iterable[GraphShape]) -> GraphShape:
    """Everything that any of the shapes has: a factory may make another graph each time."""
    nodes: dict[str, ShapeNode] = {}
    edges: dict[tuple[str, str, str], ShapeEdge] = {}
    for shape in shapes:
        for node in shape.nodes:
            known = nodes.get(node.name)
            nodes[node.name] = node if known is None else _joined_nodes(known, node)
        for edge in shape.edges:
            edges.setdefault((edge.source, edge.target, edge.kind), edge)
    return GraphShape(nodes=tuple(nodes.values()), edges=tuple(edges.values()))


def _joined_nodes(one: ShapeNode, other: ShapeNode) -> ShapeNode:
    if one == other:
        return one
    inner = [node.graph for node in (one, other) if node.graph is not None]
    return replace(one, graph=joined(inner) if inner else None, open=one.open or other.open)
