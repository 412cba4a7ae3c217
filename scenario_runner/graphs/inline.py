"""Inline graphs: what the file tells becomes a StateGraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph

from scenario_runner.frozen import frozen
from scenario_runner.graphs.channels import annotation
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.inline_check import check_graph
from scenario_runner.graphs.inline_exceptions import retry_policy
from scenario_runner.graphs.nodes import node_function, router
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import Graph, InlineGraph, InlineNode
from scenario_runner.language.words import quoted

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
    return _Making(graph=graph, positions=positions, scope=scope).builder(told, ())


@frozen
class _Making:
    """What the graph and the graphs inside it share."""

    graph: Graph
    positions: Positions
    scope: Mapping[str, object]

    def builder(self, told: InlineGraph, path: tuple[str, ...]) -> StateGraph[Any, Any, Any, Any]:
        """One of the graphs; `path` are the nodes around it."""
        check_graph(told)
        wording = Wording(
            folder=self.graph.folder,
            root=self.graph.root,
            scope=self.scope,
            channels=frozenset(channel.name for channel in told.channels),
            nodes=frozenset(node.name for node in told.nodes),
            graphs=frozenset(node.name for node in told.nodes if node.graph is not None),
        )
        fields = {channel.name: annotation(channel, wording) for channel in told.channels}
        state = TypedDict("State", fields)  # type: ignore[misc]  # the file names its fields
        builder: StateGraph[Any, Any, Any, Any] = StateGraph(state)
        for node in told.nodes:
            _add_node(builder, node, self._run(node, wording, path))
        _add_edges(builder, told, wording)
        return builder

    def _run(self, node: InlineNode, wording: Wording, path: tuple[str, ...]) -> Any:
        if node.graph is None:
            return node_function(node, wording=wording, positions=self.positions, path=path)
        inner = self.builder(node.graph, (*path, node.name))
        return inner.compile(checkpointer=node.checkpointer)


def _add_node(builder: StateGraph[Any, Any, Any, Any], node: InlineNode, run: Any) -> None:
    policy = retry_policy(node.retry)
    try:
        builder.add_node(node.name, run, retry_policy=policy)
    except ValueError as error:  # older releases want other names for nodes than for channels
        raise GraphLoadError(
            f"this LangGraph takes no node called {quoted(node.name)}",
            "give it another name; one that no channel has",
            place=node.place,
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
