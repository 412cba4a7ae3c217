"""Ways through graphs told in YAML: one leads from START to every node."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from scenario_runner.language.inline_jumps import leads_to
from scenario_runner.language.inline_told import Told, told_at
from scenario_runner.language.model import InlineEdge
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem


def check_ways(
    edges: Iterable[InlineEdge], told: Told, sent_to: Collection[str]
) -> Iterator[Problem]:
    """There is a way from START, and one to each node but those that are `sent_to` by steps."""
    ways: dict[str, set[str]] = {}
    for edge in edges:
        for name in edge.sources:
            ways.setdefault(name, set()).update(filter(None, (edge.target, edge.otherwise)))
    if "START" not in ways:
        hint = f"add the edge START -> {told.nodes[0]}"
        yield told_at(told.graph["edges"].key_place, "no edge leaves START", hint)
        return
    for name in told.nodes:
        if (node := told.node(name)) is not None:
            ways.setdefault(name, set()).update(leads_to(node.data, told.nodes))
    reached = _reached(ways, sent_to)
    for name in told.nodes:
        if name not in reached and name not in {"START", "END"}:
            yield told_at(
                told.graph["nodes"][name].key_place, f"no way leads from START to {quoted(name)}",
                "add an edge to it, or remove it", "unreachable-node",
            )  # fmt: skip


def _reached(ways: dict[str, set[str]], sent_to: Collection[str]) -> set[str]:
    reached, waiting = set[str](), ["START", *sent_to]
    while waiting:
        if (at := waiting.pop()) not in reached:
            reached.add(at)
            waiting.extend(ways.get(at, ()))
    return reached
