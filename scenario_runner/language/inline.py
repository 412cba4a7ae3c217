"""Graphs told in YAML: data -> InlineGraph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from scenario_runner.language.model import (
    InlineChannel,
    InlineEdge,
    InlineGraph,
    InlineNode,
    InlineRaise,
    InlineRetry,
    InlineSend,
)
from scenario_runner.language.value import Value

REDUCERS = ("add", "replace", "append", "merge", "max", "messages")
TYPES = ("string", "integer", "number", "boolean", "list", "mapping", "any")


def parse_inline(value: Value) -> InlineGraph:
    """The graph that checked data tells."""
    state, nodes, edges = value["state"], value["nodes"], value["edges"]
    return InlineGraph(
        channels=tuple(_channel(name, state[name]) for name in state.data),
        nodes=tuple(_node(name, nodes[name]) for name in nodes.data),
        edges=tuple(edge for index in range(len(edges.data)) for edge in edges_of(edges[index])),
        place=value.place,
    )


def _channel(name: str, value: Value) -> InlineChannel:
    data = value.data
    if isinstance(data, dict):
        return InlineChannel(
            name=name,
            place=value.key_place,
            reducer=data.get("reducer", "replace"),
            type=data.get("type"),
            default=value["default"] if "default" in data else None,
        )
    if data in TYPES:
        return InlineChannel(name=name, place=value.key_place, reducer="replace", type=data)
    return InlineChannel(name=name, place=value.key_place, reducer=data or "replace")


def _node(name: str, value: Value) -> InlineNode:
    data: dict[str, Any] = value.data or {}
    if "interrupt" in data:
        interrupts: tuple[Value, ...] = (value["interrupt"],)
    else:
        asked = data.get("interrupts", ())
        interrupts = tuple(value["interrupts"][index] for index in range(len(asked)))
    return InlineNode(
        name=name,
        place=value.key_place,
        interrupts=interrupts,
        raises=_raise(value["raises"]) if "raises" in data else None,
        call=value["call"] if "call" in data else None,
        returns=value["returns"] if "returns" in data else None,
        update=value["update"] if "update" in data else None,
        goto=value["goto"] if "goto" in data else None,
        send=_send(value["send"]) if "send" in data else None,
        graph=parse_inline(value["graph"]) if "graph" in data else None,
        checkpointer=data.get("checkpointer"),
        retry=_retry(value["retry"]) if "retry" in data else None,
    )


def _send(value: Value) -> InlineSend:
    return InlineSend(to=value["to"], each=value["each"], name=value.data.get("as"))


def _retry(value: Value) -> InlineRetry:
    data = dict(value.data)
    named = data.pop("retry_on", ())
    kinds = (named,) if isinstance(named, str) else tuple(named)
    return InlineRetry(place=value.place, retry_on=kinds, **data)


def _raise(value: Value) -> InlineRaise:
    data: dict[str, Any] = value.data
    message = value["message"] if "message" in data else Value(data="", places=value.places)
    return InlineRaise(
        type=data["type"], message=message, times=data.get("times"), place=value.place
    )


def edges_of(value: Value) -> Iterator[InlineEdge]:
    """The edges of one entry: `A -> B -> C` tells two."""
    data = value.data
    if isinstance(data, str):
        names = [name.strip() for name in data.split("->")]
        for source, target in pairwise(names):
            yield InlineEdge(sources=(source,), target=target, place=value.place)
        return
    sources = data["from"]
    yield InlineEdge(
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        target=data["to"],
        place=value.place,
        when=value["when"] if "when" in data else None,
        otherwise=data.get("otherwise"),
    )
