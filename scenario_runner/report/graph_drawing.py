"""A graph as it is drawn: boxes in layers, time running down, coverage over branches on each.

A pure function of what is covered; templates place it as SVG.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from scenario_runner.coverage.model import EdgeCovered, GraphCovered, NodeCovered
from scenario_runner.language.shape import END, START, EdgeKind
from scenario_runner.report.graph_layers import Edge, backward, ordered, ranks, spread
from scenario_runner.report.show import plural
from scenario_runner.report.visible import cut

_HEIGHT, _BETWEEN, _GAP, _MARGIN = 42.0, 46.0, 26.0, 10.0
_LETTER, _LONGEST, _DUMMY = 7.6, 30, 12.0
_MOST = 150
"""Nodes of a graph that is drawn; of a larger one only the tables are shown."""
_NAMES = {START: "start", END: "end"}

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnEdge:
    """A line with an arrow at its end."""

    path: str
    title: str
    kind: EdgeKind
    covered: bool
    known: bool
    label: str | None
    x: float
    y: float
    """Of the label."""


@dataclass(frozen=True, kw_only=True, slots=True)
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
    places = _places(names, forward, widths)
    right = max((x + widths[name] / 2 for name, (x, _) in places.points.items()), default=0.0)
    drawn = tuple(_edges(edges, places, widths, back, right))
    lanes = len({pair for pair in back if pair[0] != pair[1]})
    loops = any(source == target for source, target in back)
    return Drawing(
        name=path,
        width=round(right + 2 * _MARGIN + 18 * lanes + (60 if back or loops else 0), 1),
        height=round(max(y for _, y in places.points.values()) + _HEIGHT / 2 + 2 * _MARGIN, 1),
        nodes=tuple(
            _node(name, nodes.get(name), places.points[name], widths[name], asks,
                  f"{path}/{name}" if path else name, holding)
            for name in names
        ),
        edges=drawn,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Places:
    points: dict[str, Point]
    """The middle of each node."""
    ways: dict[Edge, list[Point]]
    """By edge, where it passes the layers between its ends."""


def _places(names: Sequence[str], edges: Sequence[Edge], widths: dict[str, float]) -> _Places:
    rank = ranks(names, edges, END)
    layers: list[list[str]] = [[] for _ in range(max(rank.values()) + 1)]
    for name in names:
        layers[rank[name]].append(name)
    wide, pieces, stops = dict(widths), list[Edge](), dict[Edge, list[str]]()
    for number, (source, target) in enumerate(edges):
        passed = [f"\0{number} {n}" for n in range(rank[source] + 1, rank[target])]
        for name, layer in zip(passed, range(rank[source] + 1, rank[target]), strict=True):
            layers[layer].append(name)
            wide[name] = _DUMMY
        stops[source, target] = passed
        way = [source, *passed, target]
        pieces += pairwise(way)
    layers = ordered(layers, pieces)
    x = spread(layers, pieces, wide, _GAP)
    y = {name: n * (_HEIGHT + _BETWEEN) for n, layer in enumerate(layers) for name in layer}
    points = {name: (x[name] + _MARGIN, y[name] + _HEIGHT / 2 + _MARGIN) for name in x}
    return _Places(
        points={name: points[name] for name in names},
        ways={edge: [points[name] for name in passed] for edge, passed in stops.items()},
    )


def _edges(
    edges: Sequence[EdgeCovered],
    places: _Places,
    widths: Mapping[str, float],
    back: set[Edge],
    right: float,
) -> Iterator[DrawnEdge]:
    lanes = {pair: n for n, pair in enumerate(sorted(one for one in back if one[0] != one[1]))}
    drawn: dict[Edge, list[EdgeCovered]] = {}
    for edge in edges:
        drawn.setdefault((edge.source, edge.target), []).append(edge)
    for pair, several in drawn.items():
        (x1, y1), (x2, y2) = places.points[pair[0]], places.points[pair[1]]
        half1, half2 = widths[pair[0]] / 2, widths[pair[1]] / 2
        if pair in lanes:
            side = right + _MARGIN + 14 + 18 * lanes[pair]
            path = _around(x1 + half1 / 2, y1, x2 + half2 / 2, y2, side)
            x, y = side, (y1 + y2) / 2
        elif pair in back:
            path = f"M{x1 + half1:.1f} {y1 - 8:.1f}c34 -14 34 30 3 16"
            x, y = x1 + half1 + 30, y1
        else:
            way = [(x1, y1 + _HEIGHT / 2), *places.ways[pair], (x2, y2 - _HEIGHT / 2 - 3)]
            path = _down(way)
            x, y = (way[0][0] + way[1][0]) / 2, (way[0][1] + way[1][1]) / 2 + 4
        yield _edge(several, path, round(x, 1), round(y, 1))


def _edge(several: Sequence[EdgeCovered], path: str, x: float, y: float) -> DrawnEdge:
    """The edges from one node to another are one line, as covered as its best."""
    first = max(several, key=lambda edge: edge.branches)
    names = [_NAMES.get(name, name) for name in (first.source, first.target)]
    labels = [edge.label for edge in several if edge.label]
    kind = {"edge": "", "join": ", when all have run", "conditional": ", as a router says",
            "goto": ", as the node says"}[first.kind]  # fmt: skip
    more = "" if first.known else "; the graph does not tell of it"
    return DrawnEdge(
        path=path,
        title=f"{names[0]} to {names[1]}{kind}: {_told(first.branches)}{more}",
        kind=first.kind,
        covered=any(edge.branches for edge in several),
        known=first.known,
        label=cut(" / ".join(labels), 24) if labels else None,
        x=x,
        y=y,
    )


def _down(way: Sequence[Point]) -> str:
    path = f"M{way[0][0]:.1f} {way[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(way):
        middle = (y1 + y2) / 2
        path += f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    return path


def _around(x1: float, y1: float, x2: float, y2: float, side: float) -> str:
    """Out below the source, up at the right of everything, and in above the target: between the
    layers, where no box stands."""
    below, above = y1 + _HEIGHT / 2 + 16, y2 - _HEIGHT / 2 - 20
    return (
        f"M{x1:.1f} {y1 + _HEIGHT / 2:.1f}V{below - 8:.1f}q0 8 8 8"
        f"H{side - 8:.1f}q8 0 8 -8V{above + 8:.1f}q0 -8 -8 -8"
        f"H{x2 + 8:.1f}q-8 0 -8 8V{y2 - _HEIGHT / 2 - 3:.1f}"
    )


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
    shown = _NAMES.get(name, name)
    told = "" if node is None else _told(node.branches)
    return DrawnNode(
        name=cut(shown, _LONGEST),
        title=f"{shown}: {told}" if told else shown,
        told=told,
        x=round(middle[0] - width / 2, 1),
        y=round(middle[1] - _HEIGHT / 2, 1),
        width=width,
        height=_HEIGHT,
        covered=node is None or node.branches > 0,
        is_end=is_end,
        asks=name in asks,
        holds=address in holding,
    )


def _told(branches: int) -> str:
    return f"in {plural(branches, 'branch', 'branches')}" if branches else "never"


def _width(name: str) -> float:
    return max(92.0, round(_LETTER * min(len(_NAMES.get(name, name)), _LONGEST) + 28, 1))
