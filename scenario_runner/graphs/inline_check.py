"""The last look at an inline graph before LangGraph gets it."""

from __future__ import annotations

from langgraph.graph import END, START

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.language.model import InlineEdge, InlineGraph, InlineNode
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Place

_ENDS = ("START", "END")


def check_graph(told: InlineGraph) -> None:
    """What LangGraph would refuse in its own words, or take without a word; subgraphs not
    included. Raises GraphLoadError."""
    channels = {channel.name for channel in told.channels}
    for node in told.nodes:
        _check_name(node)
        _check_update(node.returns, channels)
        _check_update(node.update, channels)
    names = {node.name for node in told.nodes}
    for edge in told.edges:
        _check_edge(edge, names)
    if not any("START" in edge.sources for edge in told.edges):
        first = told.nodes[0].name if told.nodes else "agent"
        raise GraphLoadError(
            "no edge leaves START, so nothing would ever run",
            f"add the edge START -> {first}",
            place=told.place,
        )


def _check_name(node: InlineNode) -> None:
    if node.name in (*_ENDS, START, END):
        raise _fault(f'no node can be called "{node.name}"', "give it another name", node.place)
    for sign in (":", "|"):
        if sign in node.name:
            raise _fault(
                f'the name "{node.name}" holds "{sign}", which LangGraph keeps for itself',
                "give it another name",
                node.place,
            )


def _check_update(update: Value | None, channels: set[str]) -> None:
    if update is None or not isinstance(update.data, dict):
        return
    for key in update.data:
        if key not in channels and not key.startswith("$"):
            raise _fault(
                f"the state has no channel {quoted(key)}",
                suggestion(key, sorted(channels), "it has") or "it has none at all",
                update.places.key((*update.pointer, key)),
            )


def _check_edge(edge: InlineEdge, names: set[str]) -> None:
    ends = [*edge.sources, edge.target]
    for name in ends if edge.otherwise is None else [*ends, edge.otherwise]:
        if name not in names and name not in _ENDS:
            hint = suggestion(name, [*sorted(names), *_ENDS], "there are")
            raise _fault(f"there is no node {quoted(name)}", hint, edge.place)
    if "END" in edge.sources:
        raise _fault("no edge leaves END", "name the node it leaves", edge.place)
    if "START" in (edge.target, edge.otherwise):
        raise _fault("no edge leads to START", "name the node it leads to", edge.place)


def _fault(message: str, hint: str | None, place: Place) -> GraphLoadError:
    return GraphLoadError(message, hint, place=place)
