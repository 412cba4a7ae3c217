"""Inline graphs: what the file tells becomes a StateGraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph

from scenario_runner.graphs.channels import annotation
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.nodes import node_function, router
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import Graph, InlineEdge, InlineGraph, InlineNode
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Place

_ENDS = {"START": START, "END": END}


def build_inline(
    graph: Graph, *, positions: Positions, scope: Mapping[str, object]
) -> StateGraph[Any, Any, Any, Any]:
    """The graph that `graph.source` (an InlineGraph) tells, uncompiled.

    positions: where its scripted parts stand. scope: names its templates see besides their
    own. Raises GraphLoadError with the place of what cannot work.
    """
    told = graph.source
    if not isinstance(told, InlineGraph):
        raise TypeError("a reference is not an inline graph")
    _check(told)
    fields = {c.name: annotation(c, folder=graph.folder, root=graph.root) for c in told.channels}
    state = TypedDict("State", fields)  # type: ignore[misc]  # the file names its fields
    builder: StateGraph[Any, Any, Any, Any] = StateGraph(state)
    wording = Wording(folder=graph.folder, root=graph.root, scope=scope, channels=frozenset(fields))
    for node in told.nodes:
        _add_node(builder, node, node_function(node, wording=wording, positions=positions))
    _add_edges(builder, told, wording)
    return builder


def _add_node(builder: StateGraph[Any, Any, Any, Any], node: InlineNode, run: Any) -> None:
    try:
        builder.add_node(node.name, run)
    except ValueError as error:  # older releases want other names for nodes than for channels
        raise _fault(
            f"this LangGraph takes no node called {quoted(node.name)}",
            "give it another name; one that no channel has",
            node.place,
        ) from error


def _add_edges(
    builder: StateGraph[Any, Any, Any, Any], told: InlineGraph, wording: Wording
) -> None:
    numbers: Counter[str] = Counter()
    for edge in told.edges:
        target = _node(edge.target)
        sources = [_node(source) for source in edge.sources]
        if edge.when is not None:
            otherwise = END if edge.otherwise is None else _node(edge.otherwise)
            for source in sources:
                numbers[source] += 1
                choose = router(
                    edge.when, target, otherwise, name=f"when_{numbers[source]}", wording=wording
                )
                builder.add_conditional_edges(source, choose, list({target, otherwise}))
        elif len(sources) > 1 and START not in sources:
            builder.add_edge(sources, target)  # waits for all of them
        else:
            for source in sources:
                builder.add_edge(source, target)


def _node(name: str) -> str:
    return _ENDS.get(name, name)


def _check(told: InlineGraph) -> None:
    """What LangGraph would refuse in its own words, or take without a word."""
    channels = {channel.name for channel in told.channels}
    for node in told.nodes:
        _check_name(node)
        _check_returns(node, channels)
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


def _check_returns(node: InlineNode, channels: set[str]) -> None:
    if node.returns is None or not isinstance(node.returns.data, dict):
        return
    for key in node.returns.data:
        if key not in channels and not key.startswith("$"):
            raise _fault(
                f"the state has no channel {quoted(key)}",
                suggestion(key, sorted(channels), "it has") or "it has none at all",
                node.returns.places.key((*node.returns.pointer, key)),
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
