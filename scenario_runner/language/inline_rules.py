"""Rules of graphs told in YAML: what LangGraph would refuse, or run otherwise than meant."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from scenario_runner.language.inline import REDUCERS, TYPES
from scenario_runner.language.inline_edges import ENDS, check_edges, told_at
from scenario_runner.language.inputs import check_input
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Problem

PARTS = ("state", "nodes", "edges")
_FUNCTION = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What of the graph has a right shape."""

    graph: Value
    channels: tuple[str, ...]
    nodes: tuple[str, ...]


def check_inline(graph: Value, sent_to: Set[str]) -> Iterator[Problem]:
    """Problems of an inline graph but those of its shape and templates.

    `sent_to` are the nodes that steps go to by a command, whatever the edges say.
    """
    told = _Told(graph=graph, channels=_keys(graph, "state"), nodes=_keys(graph, "nodes"))
    for part in PARTS:
        if part not in graph.data:
            yield told_at(
                graph.key_place, f'the graph has no "{part}"',
                "a graph told here needs state, nodes and edges", "missing-key",
            )  # fmt: skip
    if "args" in graph.data:
        yield told_at(
            graph["args"].key_place, '"args" are for graphs made by a function',
            "use variables instead", "idle-modifier",
        )  # fmt: skip
    for name in told.channels:
        yield from _channel(graph["state"][name])
    for name in told.nodes:
        yield from _node(graph["nodes"][name], name, told)
    # A Python function may go anywhere by a Command of its own.
    calls = any("call" in node for node in _mappings(graph, "nodes"))
    yield from check_edges(graph, told.nodes, told.nodes if calls else sent_to)
    for key in ("interrupt_before", "interrupt_after"):
        yield from check_stops(graph, key, told.nodes)


def _keys(graph: Value, part: str) -> tuple[str, ...]:
    data = graph.data.get(part)
    return tuple(data) if isinstance(data, dict) else ()


def _mappings(graph: Value, part: str) -> Iterator[dict[str, object]]:
    data = graph.data.get(part)
    yield from (one for one in data.values() if isinstance(one, dict)) if _keys(graph, part) else ()


def inline_nodes(graph: Value) -> tuple[str, ...]:
    """The names of its nodes."""
    return _keys(graph, "nodes")


def inline_channels(graph: Value) -> tuple[str, ...]:
    """The names of its channels."""
    return _keys(graph, "state")


def _channel(channel: Value) -> Iterator[Problem]:
    data = channel.data
    known: tuple[str, ...] = REDUCERS
    reducer = data
    place = channel.place
    if isinstance(data, dict):
        reducer = data.get("reducer")
        place = channel.at("reducer")
        if "default" in data:
            yield from check_input(channel["default"])
    elif isinstance(data, str):
        known = (*REDUCERS, *TYPES)
    if isinstance(reducer, str) and reducer not in known and not _FUNCTION.match(reducer):
        hint = suggestion(reducer, known, "there are")
        if hint is not None and not hint.startswith("did"):
            hint += ", and module:function"
        yield told_at(place, f"there is no reducer {quoted(reducer)}", hint)


def _node(node: Value, name: str, told: _Told) -> Iterator[Problem]:
    yield from _node_name(node, name, told)
    data = node.data
    if not isinstance(data, dict):
        return
    if "interrupt" in data and "interrupts" in data:
        yield told_at(
            node["interrupts"].key_place, 'a node has "interrupt" or "interrupts", not both',
            "put all questions into interrupts",
        )  # fmt: skip
    for key in ("interrupt", "interrupts", "returns"):
        if key in data:
            yield from check_input(node[key])
    call = data.get("call")
    if isinstance(call, str) and not _FUNCTION.match(call):
        message = f"{quoted(call)} names no function"
        yield told_at(node["call"].place, message, "write module:function")
    if isinstance(data.get("raises"), dict):
        yield from _raised(node["raises"])
    if isinstance(data.get("returns"), dict):
        yield from check_channels(node["returns"], told.channels, told.graph)


def _node_name(node: Value, name: str, told: _Told) -> Iterator[Problem]:
    message: str | None = None
    if name in ENDS or name in {"__start__", "__end__"}:
        message = f"a node cannot be called {name}, which is an end of the graph"
    elif set(name) & {"|", ":"} or not name:
        message = f"the node name {quoted(name)} cannot hold | and :"
    elif name in told.channels:
        message = f"{quoted(name)} names a channel and a node"
    if message is not None:
        yield told_at(node.key_place, message, "give the node another name")


def check_channels(value: Value, channels: tuple[str, ...], graph: Value) -> Iterator[Problem]:
    """An update whose keys must be channels of the inline graph."""
    if not isinstance(value.data, dict) or not channels:
        return
    for key in value.data:
        if key not in channels and not key.startswith("$"):
            yield Problem(
                place=value[key].key_place,
                message=f"the graph has no channel {quoted(key)}",
                hint=suggestion(key, channels, "its channels are"),
                code="unknown-channel",
                related=((graph["state"].key_place, "the channels stand here"),),
            )


def _raised(raises: Value) -> Iterator[Problem]:
    name = raises.data.get("type")
    if not isinstance(name, str) or "." in name or ":" in name:
        return
    known = sorted(
        name
        for name, found in vars(builtins).items()
        if isinstance(found, type) and issubclass(found, Exception)
    )
    if name not in known:
        hint = suggestion(name, known, "")
        if hint is None or not hint.startswith("did"):
            hint = "use one of Python's own, or module:name for others"
        yield told_at(raises["type"].place, f"there is no exception {quoted(name)}", hint)


def check_stops(owner: Value, key: str, nodes: tuple[str, ...]) -> Iterator[Problem]:
    """`interrupt_before` and `interrupt_after` name nodes of the graph."""
    data = owner.data.get(key)
    names = data if isinstance(data, list) else [data]
    for index, name in enumerate(names):
        if isinstance(name, str) and name != "*" and name not in nodes and nodes:
            place = owner.at(key, index) if isinstance(data, list) else owner.at(key)
            hint = suggestion(name, nodes, "nodes are")
            yield told_at(place, f"there is no node {quoted(name)}", hint, "unknown-node")
