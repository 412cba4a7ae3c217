"""Rules of graphs told in YAML: what LangGraph would refuse, or run otherwise than meant."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scenario_runner.language.inline import REDUCERS, TYPES, edges_of
from scenario_runner.language.inputs import check_input
from scenario_runner.language.model import InlineEdge
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Place, Problem

PARTS = ("state", "nodes", "edges")
_ENDS = ("START", "END")
_FUNCTION = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What of the graph has a right shape."""

    graph: Value
    channels: tuple[str, ...]
    nodes: tuple[str, ...]


def check_inline(graph: Value) -> Iterator[Problem]:
    """Problems of an inline graph but those of its shape and templates."""
    told = _Told(graph=graph, channels=_keys(graph, "state"), nodes=_keys(graph, "nodes"))
    for part in PARTS:
        if part not in graph.data:
            yield _problem(
                graph.key_place, f'the graph has no "{part}"',
                "a graph told here needs state, nodes and edges", "missing-key",
            )  # fmt: skip
    if "args" in graph.data:
        yield _problem(
            graph["args"].key_place, '"args" are for graphs made by a function',
            "use variables instead", "idle-modifier",
        )  # fmt: skip
    for name in told.channels:
        yield from _channel(graph["state"][name])
    for name in told.nodes:
        yield from _node(graph["nodes"][name], name, told)
    yield from _edges(told)
    for key in ("interrupt_before", "interrupt_after"):
        yield from _stops(graph, key, told)


def _keys(graph: Value, part: str) -> tuple[str, ...]:
    data = graph.data.get(part)
    return tuple(data) if isinstance(data, dict) else ()


def inline_nodes(graph: Value) -> tuple[str, ...]:
    """The names of its nodes."""
    return _keys(graph, "nodes")


def inline_channels(graph: Value) -> tuple[str, ...]:
    """The names of its channels."""
    return _keys(graph, "state")


def _problem(place: Place, message: str, hint: str | None, code: str = "inline-graph") -> Problem:
    return Problem(place=place, message=message, hint=hint, code=code)


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
        yield _problem(place, f"there is no reducer {quoted(reducer)}", hint)


def _node(node: Value, name: str, told: _Told) -> Iterator[Problem]:
    yield from _node_name(node, name, told)
    data = node.data
    if not isinstance(data, dict):
        return
    if "interrupt" in data and "interrupts" in data:
        yield _problem(
            node["interrupts"].key_place, 'a node has "interrupt" or "interrupts", not both',
            "put all questions into interrupts",
        )  # fmt: skip
    for key in ("interrupt", "interrupts", "returns"):
        if key in data:
            yield from check_input(node[key])
    call = data.get("call")
    if isinstance(call, str) and not _FUNCTION.match(call):
        message = f"{quoted(call)} names no function"
        yield _problem(node["call"].place, message, "write module:function")
    if isinstance(data.get("raises"), dict):
        yield from _raised(node["raises"])
    if isinstance(data.get("returns"), dict):
        yield from check_channels(node["returns"], told.channels, told.graph)


def _node_name(node: Value, name: str, told: _Told) -> Iterator[Problem]:
    message: str | None = None
    if name in _ENDS or name in {"__start__", "__end__"}:
        message = f"a node cannot be called {name}, which is an end of the graph"
    elif set(name) & {"|", ":"} or not name:
        message = f"the node name {quoted(name)} cannot hold | and :"
    elif name in told.channels:
        message = f"{quoted(name)} names a channel and a node"
    if message is not None:
        yield _problem(node.key_place, message, "give the node another name")


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
        yield _problem(raises["type"].place, f"there is no exception {quoted(name)}", hint)


def _edges(told: _Told) -> Iterator[Problem]:
    edges = told.graph.data.get("edges")
    found: list[InlineEdge] = []
    for index, data in enumerate(edges if isinstance(edges, list) else ()):
        value = told.graph["edges"][index]
        if isinstance(data, str) and not _is_chain(data):
            hint = 'write "A -> B"; START and END are the ends of the graph'
            yield _problem(value.place, f"{quoted(data)} is not an edge", hint)
        elif isinstance(data, str) or _is_condition(data):
            found += edges_of(value)
            yield from _when(value)
    wrong = [problem for edge in found for problem in _edge(edge, told.nodes)]
    yield from wrong
    if found and told.nodes and not wrong:
        yield from _ways(found, told)


def _is_chain(text: str) -> bool:
    names = [name.strip() for name in text.split("->")]
    return len(names) > 1 and all(names)


def _is_condition(data: object) -> bool:
    if not isinstance(data, dict) or not isinstance(data.get("to"), str):
        return False
    if not isinstance(data.get("otherwise", ""), str):
        return False
    sources = data.get("from")
    listed = sources if isinstance(sources, list) else [sources]
    return bool(listed) and all(isinstance(name, str) for name in listed)


def _when(value: Value) -> Iterator[Problem]:
    data = value.data
    if not isinstance(data, dict):
        return
    when = data.get("when")
    if isinstance(when, str) and not is_template(when):
        hint = f'write "{{{{ {when} }}}}"' if '"' not in when else "put {{ }} around it"
        yield _problem(value["when"].place, '"when" must be a template', hint)
    if "otherwise" in data and "when" not in data:
        yield _problem(
            value["otherwise"].key_place, '"otherwise" does nothing without "when"',
            "add when, or write a plain edge",
        )  # fmt: skip


def _edge(edge: InlineEdge, nodes: tuple[str, ...]) -> Iterator[Problem]:
    for name in edge.sources:
        yield from _end_of_edge(edge.place, name, nodes, "END", "leave")
    for target in (edge.target, edge.otherwise):
        if target is not None:
            yield from _end_of_edge(edge.place, target, nodes, "START", "lead to")


def _end_of_edge(
    place: Place, name: str, nodes: tuple[str, ...], wrong: str, verb: str
) -> Iterator[Problem]:
    if name == wrong:
        yield _problem(place, f"an edge cannot {verb} {wrong}", "turn the edge around")
    elif nodes and name not in nodes and name not in _ENDS:
        hint = suggestion(name, (*nodes, *_ENDS), "nodes are")
        yield _problem(place, f"there is no node {quoted(name)}", hint, "unknown-node")


def _ways(edges: Iterable[InlineEdge], told: _Told) -> Iterator[Problem]:
    """There is a way from START, and one to each node."""
    ways: dict[str, set[str]] = {}
    for edge in edges:
        for name in edge.sources:
            ways.setdefault(name, set()).update(filter(None, (edge.target, edge.otherwise)))
    if "START" not in ways:
        hint = f"add the edge START -> {told.nodes[0]}"
        yield _problem(told.graph["edges"].key_place, "no edge leaves START", hint)
        return
    reached, waiting = set[str](), ["START"]
    while waiting:
        if (at := waiting.pop()) not in reached:
            reached.add(at)
            waiting.extend(ways.get(at, ()))
    for name in told.nodes:
        if name not in reached and name not in _ENDS:
            yield _problem(
                told.graph["nodes"][name].key_place, f"no way leads from START to {quoted(name)}",
                "add an edge to it, or remove it", "unreachable-node",
            )  # fmt: skip


def _stops(graph: Value, key: str, told: _Told) -> Iterator[Problem]:
    yield from check_stops(graph, key, told.nodes)


def check_stops(owner: Value, key: str, nodes: tuple[str, ...]) -> Iterator[Problem]:
    """`interrupt_before` and `interrupt_after` name nodes of the graph."""
    data = owner.data.get(key)
    names = data if isinstance(data, list) else [data]
    for index, name in enumerate(names):
        if isinstance(name, str) and name != "*" and name not in nodes and nodes:
            place = owner.at(key, index) if isinstance(data, list) else owner.at(key)
            hint = suggestion(name, nodes, "nodes are")
            yield _problem(place, f"there is no node {quoted(name)}", hint, "unknown-node")
