"""Nodes of a graph in layers: where each stands, pure arithmetic over names.

The classic way (Sugiyama): turn the edges around that close circles, give each node the length
of the longest way to it, put neighbours over each other, then spread each layer out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Edge: TypeAlias = tuple[str, str]
_SWEEPS = 6


def backward(nodes: Sequence[str], edges: Iterable[Edge]) -> set[Edge]:
    """The edges that close a circle on a walk from the first node, loops included."""
    ways: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in dict.fromkeys(edges):
        ways[source].append(target)
    found: set[Edge] = set()
    done: set[str] = set()
    for root in nodes:
        on_the_way = {root: iter(ways[root])} if root not in done else {}
        while on_the_way:
            node, rest = next(reversed(on_the_way.items()))
            way = next(rest, None)
            if way is None:
                done.add(node)
                del on_the_way[node]
            elif way in on_the_way:
                found.add((node, way))
            elif way not in done:
                on_the_way[way] = iter(ways[way])
    return found


def ranks(nodes: Sequence[str], edges: Sequence[Edge], last: str) -> dict[str, int]:
    """The layer of each node, from 0: one below the lowest that leads to it; `edges` close no
    circle. What nothing leads to is just below the first node, `last` below all others."""
    before: dict[str, set[str]] = {node: set() for node in nodes}
    for source, target in edges:
        before[target].add(source)
    found: dict[str, int] = {}
    waiting = list(nodes)
    while waiting:
        ready = [node for node in waiting if before[node] <= found.keys()]
        for node in ready:
            lowest = max((found[source] for source in before[node]), default=0)
            found[node] = 0 if node == nodes[0] else lowest + 1
        waiting = [node for node in waiting if node not in found]
    if last in found:
        others = (rank for node, rank in found.items() if node != last)
        found[last] = max(others, default=-1) + 1
    return found


def ordered(layers: Sequence[Sequence[str]], edges: Sequence[Edge]) -> list[list[str]]:
    """Each layer so that its nodes stand near those that they lead to and come from."""
    up: dict[str, list[str]] = {node: [] for layer in layers for node in layer}
    down: dict[str, list[str]] = {node: [] for node in up}
    for source, target in edges:
        down[source].append(target)
        up[target].append(source)
    found = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for layer in found if downwards else reversed(found):
            place = {node: n for one in found for n, node in enumerate(one)}
            near = up if downwards else down
            layer.sort(key=lambda node: _middle(node, near, place))
    return found


def _middle(node: str, near: Mapping[str, Sequence[str]], place: Mapping[str, float]) -> float:
    beside = near[node]
    return sum(place[one] for one in beside) / len(beside) if beside else place[node]


def spread(
    layers: Sequence[Sequence[str]],
    edges: Sequence[Edge],
    widths: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """The middle of each node, from left to right; none overlaps another of its layer."""
    near: dict[str, list[str]] = {node: [] for layer in layers for node in layer}
    for source, target in edges:
        near[source].append(target)
        near[target].append(source)
    x: dict[str, float] = {}
    for layer in layers:
        x |= _placed(layer, dict.fromkeys(layer, 0.0), widths, gap)
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = {node: _middle(node, near, x) for node in layer}
            x |= _placed(layer, wanted, widths, gap)
    left = min((x[node] - widths[node] / 2 for node in x), default=0.0)
    return {node: at - left for node, at in x.items()}


def _placed(
    layer: Sequence[str], wanted: Mapping[str, float], widths: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Nodes as near to where they want to be as those beside them allow: pushed to the right
    where they are too near, then all of them back by what they were pushed on average."""
    placed: dict[str, float] = {}
    edge = None
    for node in layer:
        half = widths[node] / 2
        placed[node] = wanted[node] if edge is None else max(wanted[node], edge + gap + half)
        edge = placed[node] + half
    pushed = sum(placed[node] - wanted[node] for node in layer) / max(len(layer), 1)
    return {node: at - pushed for node, at in placed.items()}
