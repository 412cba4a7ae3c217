"""A graph as it is drawn: boxes in layers, time running down, coverage over branches on each.

A pure function of what is covered; templates place it as SVG.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scenario_runner.coverage.model import EdgeCovered, GraphCovered, NodeCovered
from scenario_runner.frozen import frozen
from scenario_runner.language.shape import END, START
from scenario_runner.report.graph_layers import backward
from scenario_runner.report.graph_lines import (
    HEIGHT,
    MARGIN,
    NAMES,
    DrawnEdge,
    Point,
    drawn_edges,
    places_of,
    told,
)
from scenario_runner.report.visible import cut

_LETTER, _LONGEST = 7.6, 40
_MOST = 150
"""Nodes of a graph that is drawn; of a larger one only the tables are shown."""


@frozen
class DrawnNode:
    """A box; `x` and `y` are its left upper corner."""

    name: str
    title: str
    told: str
    """`in 3 branches`, `never`; empty for start and end."""
    x: float
    y: float
    width: float
    height: float
    covered: bool
    is_end: bool
    """Start or end."""
    asks: bool
    holds: bool
    """There is a graph in it, drawn by itself."""


@frozen
class Drawing:
    """A graph, or a subgraph of it."""

    name: str
    """The address of the subgraph; empty for the graph itself."""
    width: float
    height: float
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


def drawings(graph: GraphCovered) -> Iterator[Drawing]:
    """The graph, then each graph in it, those not that are too large or have nothing to draw."""
    within = {edge.within for edge in graph.edges}
    parents = {node.path.rpartition("/")[0] for node in graph.nodes if node.known}
    for path in sorted(within | parents, key=lambda one: (one.count("/") + bool(one), one)):
        prefix = f"{path}/" if path else ""
        inside = (node for node in graph.nodes if node.path.startswith(prefix))
        by_name = {node.path.removeprefix(prefix): node for node in inside}
        names = {name: node for name, node in by_name.items() if "/" not in name}
        edges = [edge for edge in graph.edges if edge.within == path]
        if names and len(names) <= _MOST:
            asks = {one.path.removeprefix(prefix) for one in graph.questions}
            yield _drawing(path, names, edges, asks, parents)


def _drawing(
    path: str,
    nodes: Mapping[str, NodeCovered],
    edges: Sequence[EdgeCovered],
    asks: set[str],
    holding: set[str],
) -> Drawing:
    met = [name for edge in edges for name in (edge.source, edge.target)]
    names = [*dict.fromkeys((START, *nodes, *met))]
    names.sort(key=lambda name: (name != START, name == END))
    pairs = [(edge.source, edge.target) for edge in edges]
    back = backward(names, pairs)
    forward = [pair for pair in dict.fromkeys(pairs) if pair not in back]
    widths = {name: _width(name) for name in names}
    places = places_of(names, forward, widths)
    right = max((x + widths[name] / 2 for name, (x, _) in places.points.items()), default=0.0)
    drawn = tuple(drawn_edges(edges, places, widths, back, right))
    lanes = len({pair for pair in back if pair[0] != pair[1]})
    loops = any(source == target for source, target in back)
    return Drawing(
        name=path,
        width=round(right + 2 * MARGIN + 18 * lanes + (60 if back or loops else 0), 1),
        height=round(max(y for _, y in places.points.values()) + HEIGHT / 2 + 2 * MARGIN, 1),
        nodes=tuple(
            _node(name, nodes.get(name), places.points[name], widths[name], asks,
                  f"{path}/{name}" if path else name, holding)
            for name in names
        ),
        edges=drawn,
    )  # fmt: skip


def _node(
    name: str,
    node: NodeCovered | None,
    middle: Point,
    width: float,
    asks: set[str],
    address: str,
    holding: set[str],
) -> DrawnNode:
    is_end = node is None
    shown = NAMES.get(name, name)
    often = "" if node is None else told(node.branches)
    return DrawnNode(
        name=cut(shown, _LONGEST),
        title=f"{shown}: {often}" if often else shown,
        told=often,
        x=round(middle[0] - width / 2, 1),
        y=round(middle[1] - HEIGHT / 2, 1),
        width=width,
        height=HEIGHT,
        covered=node is None or node.branches > 0,
        is_end=is_end,
        asks=name in asks,
        holds=address in holding,
    )


def _width(name: str) -> float:
    return max(92.0, round(_LETTER * min(len(NAMES.get(name, name)), _LONGEST) + 28, 1))
