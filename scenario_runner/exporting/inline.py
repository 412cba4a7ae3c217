"""An inline graph as plain LangGraph code: channels, nodes, edges."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, flat, lines, listed, mapping, text
from scenario_runner.exporting.values import data, value
from scenario_runner.language.model import (
    InlineChannel,
    InlineEdge,
    InlineGraph,
    InlineNode,
    InlineRetry,
)
from scenario_runner.language.template import names as names_of
from scenario_runner.language.template import texts

_TYPES = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "list": "list",
    "mapping": "dict", "any": "Any",
}  # fmt: skip
_USUAL = {"messages": "list", "append": "list", "merge": "dict"}
_REDUCERS = {"append": "append", "merge": "merge", "max": "larger"}


def inline_graph(
    told: InlineGraph, scope: Scope, builder: str = "builder", path: tuple[str, ...] = ()
) -> Iterator[str]:
    """The top-level lines that define a builder, called so. `path`: the nodes around it."""
    script = scope.script
    script.take("langgraph.graph", "StateGraph")
    state = (
        "State"
        if not path
        else "".join(name.title() for name in script.name("_".join((*path, "state"))).split("_"))
    )
    yield from _state(told, scope, state)
    functions: dict[str, Source] = {}
    for node in told.nodes:
        functions[node.name], body = _node(node, scope, path)
        yield from body
    routes = [_route(edge, scope) for edge in told.edges]
    for _, body in routes:
        yield from body
    yield from ("", "", f"{builder} = StateGraph({state})")
    for node in told.nodes:
        named = {} if node.retry is None else {"retry_policy": _retry(node.retry, scope)}
        added = call(f"{builder}.add_node", text(node.name), functions[node.name], **named)
        yield from lines("", added)
    for edge, (name, _) in zip(told.edges, routes, strict=True):
        yield from _edge(edge, name, builder, scope)


def raises_at_first(told: InlineGraph) -> bool:
    """Whether a node, of a subgraph too, raises on its first runs and not later."""
    return any(
        (node.raises is not None and node.raises.times is not None)
        or (node.graph is not None and raises_at_first(node.graph))
        for node in told.nodes
    )


def _retry(retry: InlineRetry, scope: Scope) -> Source:
    script = scope.script
    kinds = [exception(name, scope) for name in retry.retry_on]
    told = "Exception" if not kinds else kinds[0] if len(kinds) == 1 else f"({', '.join(kinds)})"
    return call(
        script.take("langgraph.types", "RetryPolicy"),
        max_attempts=str(retry.max_attempts),
        retry_on=told,
        initial_interval=str(retry.initial_interval),
        backoff_factor=str(retry.backoff_factor),
        max_interval=str(retry.max_interval),
        jitter=str(retry.jitter),
    )


# --- channels -----------------------------------------------------------------------------


def _state(told: InlineGraph, scope: Scope, name: str) -> Iterator[str]:
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
    module, _, attribute = channel.reducer.partition(":")
    return script.object(module, attribute)


# --- nodes --------------------------------------------------------------------------------


def _node(node: InlineNode, scope: Scope, path: tuple[str, ...]) -> tuple[Source, list[str]]:
    """What a node is, and the lines that define it where there are any."""
    script = scope.script
    if node.graph is not None:
        inner = script.name(f"{node.name}_builder")
        named = {} if node.checkpointer is None else {"checkpointer": str(node.checkpointer)}
        body = list(inline_graph(node.graph, scope, inner, (*path, node.name)))
        return call(f"{inner}.compile", **named), body
    own = (node.interrupts, node.raises, node.returns, node.update, node.goto, node.send)
    if node.call is not None and not any(own):
        module, _, attribute = str(node.call.data).partition(":")
        return script.object(module, attribute), []
    name = script.name(node.name)
    head = f"async def {name}(state):" if node.call is not None else f"def {name}(state):"
    return name, ["", "", head, *_body(node, scope, path)]


def _body(node: InlineNode, scope: Scope, path: tuple[str, ...]) -> Iterator[str]:
    script = scope.script
    asked, heard = _questions(node, scope)
    yield from asked
    inner = Scope(script=script, names={**scope.names, "state": "state[]", **heard})
    if node.raises is not None:
        yield from _raises(node, inner, "/".join((*path, node.name)))
    if node.call is not None:
        module, _, attribute = str(node.call.data).partition(":")
        script.imports.add("inspect")
        yield f"    result = {script.object(module, attribute)}(state)"
        yield "    result = await result if inspect.isawaitable(result) else result"
        inner = Scope(script=script, names={**inner.names, "result": "result"})
    yield from _returned(node, inner)


def _returned(node: InlineNode, scope: Scope) -> Iterator[str]:
    """What the node gives LangGraph: what it called gave, its own update, where it goes."""
    script = scope.script
    written = node.returns if node.returns is not None else node.update
    told: Source = value(written, scope)
    jumps = node.goto is not None or node.send is not None
    if node.call is not None or jumps:
        script.take("langgraph.types", "Command")
    if jumps:
        yield from _jumps(node, scope)
        named = {} if written is None else {"update": told}
        told = call("Command", **named, goto="goto")
    elif node.call is not None and written is not None:
        told = call("Command", update=told)
    if node.call is None:
        yield from lines("return ", told, indent=4)
    elif written is None and not jumps:
        yield "    return result"
    else:
        both = listed([call("Command", update="result"), told])
        yield from lines("return ", both, indent=4)


def _jumps(node: InlineNode, scope: Scope) -> Iterator[str]:
    """The lines that say where a node goes besides its edges: `goto`."""
    script = scope.script
    goto: Source = "[]"
    if node.goto is not None:
        goto = call(script.use("jumps"), value(node.goto, scope))
    yield from lines("goto = ", goto, indent=4)
    if node.send is None:
        return
    script.take("langgraph.types", "Send")
    to, each = value(node.send.to, scope), value(node.send.each, scope)
    item = "item" if node.send.name is None else f"{{{text(node.send.name)}: item}}"
    yield from lines("items = ", each, indent=4)
    yield f"    goto += [Send({flat(to)}, {item}) for item in items]"


def _questions(node: InlineNode, scope: Scope) -> tuple[list[str], dict[str, str]]:
    """The lines that ask, and what the answers are called then."""
    if not node.interrupts:
        return [], {}
    script = scope.script
    script.take("langgraph.types", "interrupt")
    used = _names(node)
    names = {**scope.names, "state": "state[]"}
    if len(node.interrupts) == 1 and "answers" not in used:
        inner = Scope(script=script, names=names)
        asked = call("interrupt", value(node.interrupts[0], inner))
        if "answer" not in used:
            return list(lines("", asked, indent=4)), {}
        return list(lines("answer = ", asked, indent=4)), {"answer": "answer"}
    heard = {"answers": "answers", "answer": "answers[-1]"}
    inner = Scope(script=script, names={**names, **heard})
    told = ["    answers = []"]
    for question in node.interrupts:
        asked = call("interrupt", value(question, inner))
        told += (
            lines("answers.append(", asked, ")", indent=4)
            if len(flat(asked)) < 60
            else [*lines("answer = ", asked, indent=4), "    answers.append(answer)"]
        )
    return told, heard


def _names(node: InlineNode) -> set[str]:
    """The names that a node's templates use."""
    sent = [node.send.to, node.send.each] if node.send else []
    own = [node.returns, node.update, node.goto, *sent]
    written = [*node.interrupts, *own, node.raises.message if node.raises else None]
    found = [part.data for part in written if part is not None]
    return {name for part in found for _, each in texts(part) for name in names_of(each)}


def _raises(node: InlineNode, scope: Scope, path: str) -> Iterator[str]:
    raises, script = node.raises, scope.script
    if raises is None:
        return
    kind = exception(raises.type, scope)
    message = data(raises.message.data, scope)
    if not isinstance(raises.message.data, str):
        message = call("str", message)
    if raises.times is None:
        yield from lines("raise ", call(kind, message), indent=4)
        return
    script.take("collections", "Counter")
    yield f"    RAISED[{text(path)}] += 1"
    yield f"    if RAISED[{text(path)}] <= {raises.times}:"
    yield from lines("raise ", call(kind, message), indent=8)


def exception(name: str, scope: Scope) -> str:
    """The class of exceptions that a scenario names."""
    if ":" not in name and "." not in name:
        return name
    module, _, attribute = name.replace(":", ".").rpartition(".")
    return scope.script.object(module, attribute)


# --- edges --------------------------------------------------------------------------------


def _route(edge: InlineEdge, scope: Scope) -> tuple[str, list[str]]:
    """The function of a conditional edge; no name and no lines for a plain one."""
    if edge.when is None:
        return "", []
    name = scope.script.name(f"after_{edge.sources[0]}")
    inner = Scope(script=scope.script, names={**scope.names, "state": "state[]"})
    otherwise = edge.otherwise or "END"
    condition = flat(value(edge.when, inner))
    return name, [
        "",
        "",
        f"def {name}(state):",
        f"    if {condition}:",
        f"        return {_end(edge.target, scope)}",
        f"    return {_end(otherwise, scope)}",
    ]


def _edge(edge: InlineEdge, route: str, builder: str, scope: Scope) -> Iterator[str]:
    target = _end(edge.target, scope)
    sources = [_end(source, scope) for source in edge.sources]
    if edge.when is not None:
        targets = listed(dict.fromkeys([target, _end(edge.otherwise or "END", scope)]))
        for source in sources:
            yield from lines("", call(f"{builder}.add_conditional_edges", source, route, targets))
    elif len(sources) > 1 and "START" not in sources:
        yield from lines("", call(f"{builder}.add_edge", listed(sources), target))
    else:
        for source in sources:
            yield from lines("", call(f"{builder}.add_edge", source, target))


def _end(name: str, scope: Scope) -> str:
    return scope.script.take("langgraph.graph", name) if name in ("START", "END") else text(name)
