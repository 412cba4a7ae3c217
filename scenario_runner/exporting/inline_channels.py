"""The state of an inline graph as a class of a script."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, flat, lines, listed, mapping, text
from scenario_runner.exporting.values import data, value
from scenario_runner.language.model import InlineChannel, InlineGraph


def state_class(told: InlineGraph, scope: Scope, name: str) -> Iterator[str]:
    """The top-level lines that define the state, called so."""
    script = scope.script
    plain = all(channel.name.isidentifier() for channel in told.channels)
    script.take("typing", "TypedDict")
    fields = [(channel.name, _field(channel, scope)) for channel in told.channels]
    yield from ("", "")
    if not plain or not fields:
        yield from lines(f"{name} = ", call("TypedDict", text(name), mapping(fields)))
        return
    yield f"class {name}(TypedDict, total=False):"
    for channel_name, field in fields:
        yield from lines(f"{channel_name}: ", field, indent=4)


def _field(channel: InlineChannel, scope: Scope) -> Source:
    script = scope.script
    kind = _TYPES[channel.type] if channel.type is not None else _USUAL.get(channel.reducer, "Any")
    if kind == "Any":
        script.take("typing", "Any")
    if channel.reducer == "replace" and channel.default is None:
        return kind
    script.take("typing", "Annotated")
    if channel.default is None:
        return _annotated(kind, _reducer(channel, scope))
    script.use("starting")
    start = _start(channel, scope)
    if channel.reducer == "replace":
        last = script.take("langgraph.channels", "LastValue")
        return _annotated(kind, f"{flat(call('starting', last, start))}({kind})")
    last = script.take("langgraph.channels", "BinaryOperatorAggregate")
    told = flat(call("starting", last, start))
    return _annotated(kind, f"{told}({kind}, {_reducer(channel, scope)})")


def _start(channel: InlineChannel, scope: Scope) -> Source:
    if channel.reducer != "messages" or channel.default is None:
        return value(channel.default, scope)
    given = (
        channel.default.data if isinstance(channel.default.data, list) else [channel.default.data]
    )
    scope.script.take("langgraph.graph.message", "add_messages")
    numbered = [
        {**part, "id": part.get("id", f"{channel.name}-default-{index}")}
        if isinstance(part, dict) and "role" in part
        else part
        for index, part in enumerate(given)
    ]
    return call("add_messages", "[]", listed(data(part, scope) for part in numbered))


def _annotated(kind: str, told: str) -> Source:
    return f"Annotated[{kind}, {told}]"


def _reducer(channel: InlineChannel, scope: Scope) -> str:
    script = scope.script
    if channel.reducer == "messages":
        return script.take("langgraph.graph.message", "add_messages")
    if channel.reducer == "add":
        script.imports.add("operator")
        return "operator.add"
    if channel.reducer in _REDUCERS:
        return script.use(_REDUCERS[channel.reducer])
    return script.referred(channel.reducer)


_TYPES = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "list": "list",
    "mapping": "dict", "any": "Any",
}  # fmt: skip


_USUAL = {"messages": "list", "append": "list", "merge": "dict"}


_REDUCERS = {"append": "append", "merge": "merge", "max": "larger"}
