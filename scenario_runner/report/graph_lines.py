"""The lines of a drawn graph: where its nodes stand, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from scenario_runner.coverage.model import EdgeCovered
from scenario_runner.frozen import frozen
from scenario_runner.language.shape import END, START, EdgeKind
from scenario_runner.report.graph_layers import Edge, ordered, ranks, spread
from scenario_runner.report.show import plural
from scenario_runner.report.visible import cut

HEIGHT, BETWEEN, MARGIN = 42.0, 46.0, 10.0
"""Of a box, between two layers, around the whole."""
NAMES = {START: "start", END: "end"}
_GAP, _DUMMY = 26.0, 12.0

Point: TypeAlias = tuple[float, float]


@frozen
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


@frozen
class Places:
    """Where nodes stand, and edges pass."""

    points: dict[str, Point]
    """The middle of each node."""
    ways: dict[Edge, list[Point]]
    """By edge, where it passes the layers between its ends."""


def places_of(names: Sequence[str], edges: Sequence[Edge], widths: dict[str, float]) -> Places:
    """The nodes in layers, start first; `edges` close no circle."""
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
    y = {name: n * (HEIGHT + BETWEEN) for n, layer in enumerate(layers) for name in layer}
    points = {name: (x[name] + MARGIN, y[name] + HEIGHT / 2 + MARGIN) for name in x}
    return Places(
        points={name: points[name] for name in names},
        ways={edge: [points[name] for name in passed] for edge, passed in stops.items()},
    )


def drawn_edges(
    edges: Sequence[EdgeCovered],
    places: Places,
    widths: Mapping[str, float],
    back: set[Edge],
    right: float,
) -> Iterator[DrawnEdge]:
    """A line for each pair of nodes with a way between them. Those of `back` go up at the right of
    everything, which ends at `right`."""
    lanes = {pair: n for n, pair in enumerate(sorted(one for one in back if one[0] != one[1]))}
    drawn: dict[Edge, list[EdgeCovered]] = {}
    for edge in edges:
        drawn.setdefault((edge.source, edge.target), []).append(edge)
    for pair, several in drawn.items():
        (x1, y1), (x2, y2) = places.points[pair[0]], places.points[pair[1]]
        half1, half2 = widths[pair[0]] / 2, widths[pair[1]] / 2
        if pair in lanes:
            side = right + MARGIN + 14 + 18 * lanes[pair]
            path = _around(x1 + half1 / 2, y1, x2 + half2 / 2, y2, side)
            x, y = side, (y1 + y2) / 2
        elif pair in back:
            path = f"M{x1 + half1:.1f} {y1 - 8:.1f}c34 -14 34 30 3 16"
            x, y = x1 + half1 + 30, y1
        else:
            way = [(x1, y1 + HEIGHT / 2), *places.ways[pair], (x2, y2 - HEIGHT / 2 - 3)]
            path = _down(way)
            x, y = (way[0][0] + way[1][0]) / 2, (way[0][1] + way[1][1]) / 2 + 4
        yield _edge(several, path, round(x, 1), round(y, 1))


def _edge(several: Sequence[EdgeCovered], path: str, x: float, y: float) -> DrawnEdge:
    """The edges from one node to another are one line, as covered as its best."""
    first = max(several, key=lambda edge: edge.branches)
    names = [NAMES.get(name, name) for name in (first.source, first.target)]
    labels = [edge.label for edge in several if edge.label]
    kind = {"edge": "", "join": ", when all have run", "conditional": ", as a router says",
            "goto": ", as the node says"}[first.kind]  # fmt: skip
    more = "" if first.known else "; the graph does not tell of it"
    return DrawnEdge(
        path=path,
        title=f"{names[0]} to {names[1]}{kind}: {told(first.branches)}{more}",
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
    below, above = y1 + HEIGHT / 2 + 16, y2 - HEIGHT / 2 - 20
    return (
        f"M{x1:.1f} {y1 + HEIGHT / 2:.1f}V{below - 8:.1f}q0 8 8 8"
        f"H{side - 8:.1f}q8 0 8 -8V{above + 8:.1f}q0 -8 -8 -8"
        f"H{x2 + 8:.1f}q-8 0 -8 8V{y2 - HEIGHT / 2 - 3:.1f}"
    )


def told(branches: int) -> str:
    """In how many branches, in words."""
    return f"in {plural(branches, 'branch', 'branches')}" if branches else "never"
