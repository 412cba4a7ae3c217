"""The shape of a compiled graph: its nodes, its edges and where each may lead.

`get_graph` of LangGraph leaves out what a router without a list of targets may reach, and the
ways into a subgraph lose its own node; so this reads what the graph was built from.
`tests/facts/test_shape_facts.py` holds what this relies on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from langgraph.graph.state import CompiledStateGraph
from langgraph.pregel import Pregel

from scenario_runner.language.shape import START, GraphShape, ShapeEdge, ShapeNode

_DEEPEST = 12
"""Levels of subgraphs; a node may be seen to call the graph around it."""


def shape_of(app: Any) -> GraphShape | None:
    """The shape of a graph; one without nodes for what is no StateGraph, None for what cannot
    be looked at. Never raises: a graph is played whether it can be drawn or not."""
    try:
        return _shape(app, ())
    except Exception:  # noqa: BLE001  # an application's own classes may do anything
        return None


def _shape(app: Any, around: tuple[Any, ...]) -> GraphShape:
    if not isinstance(app, CompiledStateGraph):
        return GraphShape()
    around = (*around, app)
    names = [str.__str__(name) for name in app.nodes if not name.startswith("__")]
    routers: Mapping[str, Mapping[str, Any]] = app.builder.branches
    return GraphShape(
        nodes=tuple(
            ShapeNode(
                name=name,
                graph=_inside(app.nodes[name], around),
                open=any(not one.ends for one in routers.get(name, {}).values()),
            )
            for name in names
        ),
        edges=tuple(_edges(app, {START, *names})),
    )


def _inside(node: Any, around: tuple[Any, ...]) -> GraphShape | None:
    inner = node.bound if isinstance(node.bound, Pregel) else None
    seen = inner or next((one for one in node.subgraphs if isinstance(one, Pregel)), None)
    is_loop = any(seen is one for one in around) or len(around) >= _DEEPEST
    if seen is None or is_loop:
        return None
    shape = _shape(seen, around)
    return shape if shape.nodes else None


def _edges(app: Any, names: set[str]) -> Iterator[ShapeEdge]:
    builder = app.builder
    for source, target in sorted(builder.edges):
        yield ShapeEdge(source=source, target=target)
    for sources, target in sorted(builder.waiting_edges):
        yield from (ShapeEdge(source=one, target=target, kind="join") for one in sources)
    for source, routers in builder.branches.items():
        for router in routers.values():
            for label, target in (router.ends or {}).items():
                told = str(label) if label != target else None
                yield ShapeEdge(source=source, target=target, kind="conditional", label=told)
    for source, spec in builder.nodes.items():
        if source in names:
            labels = spec.ends if isinstance(spec.ends, Mapping) else {}
            for target in spec.ends or ():
                told = labels.get(target) or None
                yield ShapeEdge(source=source, target=target, kind="goto", label=told)
