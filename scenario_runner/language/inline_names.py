"""The values of a graph that may hold templates, and the names that are special in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario_runner.language.value import Pointer, Value

_Look = Callable[[Value], Iterator[tuple[Value, frozenset[str]]]]

_STATE = frozenset({"state"})
_ASKED = _STATE | {"answers"}
_ANSWERED = _ASKED | {"answer"}


def graph_values(root: Value) -> Iterator[tuple[Value, frozenset[str]]]:
    """Each value of `graph` with the names it sees beyond variables."""
    if not isinstance(root.data.get("graph"), dict):
        return
    graph = root["graph"]
    for key in ("args", "config", "context"):
        if key in graph.data:
            yield graph[key], frozenset()
    yield from _graph(graph)


def channels_around(root: Value, pointer: Pointer) -> frozenset[str]:
    """The channels of the innermost graph told in the file that holds what `pointer` leads to."""
    data, found = root.data, frozenset[str]()
    for key in pointer:
        data = data[key]
        if isinstance(data, dict) and isinstance(data.get("state"), dict):
            found = frozenset(data["state"])
    return found


def _graph(graph: Value) -> Iterator[tuple[Value, frozenset[str]]]:
    yield from _parts(graph, "state", _channel)
    yield from _parts(graph, "nodes", _node)
    edges = graph.data.get("edges")
    for index, edge in enumerate(edges if isinstance(edges, list) else ()):
        if isinstance(edge, dict) and "when" in edge:
            yield graph["edges"][index]["when"], _STATE


def _parts(graph: Value, key: str, look: _Look) -> Iterator[tuple[Value, frozenset[str]]]:
    parts = graph.data.get(key)
    for name in parts if isinstance(parts, dict) else ():
        if isinstance(parts[name], dict):
            yield from look(graph[key][name])


def _channel(channel: Value) -> Iterator[tuple[Value, frozenset[str]]]:
    if "default" in channel.data:
        yield channel["default"], frozenset()


def _node(node: Value) -> Iterator[tuple[Value, frozenset[str]]]:
    data = node.data
    if "interrupt" in data:
        yield node["interrupt"], _ASKED
    several = data.get("interrupts")
    for index in range(len(several) if isinstance(several, list) else 0):
        yield node["interrupts"][index], _ANSWERED if index else _ASKED
    after = _ANSWERED if "interrupt" in data or several else _ASKED
    raises = data.get("raises")
    if isinstance(raises, dict) and "message" in raises:
        yield node["raises"]["message"], after
    for value in _at_the_end(node):
        yield value, after | {"result"} if "call" in data else after
    if isinstance(data.get("graph"), dict):
        yield from _graph(node["graph"])


def _at_the_end(node: Value) -> Iterator[Value]:
    """What a node gives when all else is done."""
    for key in ("returns", "update", "goto"):
        if key in node.data:
            yield node[key]
    send = node.data.get("send")
    for key in ("to", "each"):
        if isinstance(send, dict) and key in send:
            yield node["send"][key]
