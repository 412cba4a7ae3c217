"""An inline graph as plain LangGraph code: channels, nodes, edges."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.inline_channels import state_class
from scenario_runner.exporting.inline_edges import edge_lines, route
from scenario_runner.exporting.inline_nodes import node_body, retry_policy
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import Source, call, lines, text
from scenario_runner.language.model import InlineGraph, InlineNode


def inline_graph(
    told: InlineGraph, scope: Scope, builder: str = "builder", path: tuple[str, ...] = ()
) -> Iterator[str]:
    """The top-level lines that define a builder, called so. `path`: the nodes around it."""
    script = scope.script
    script.take("langgraph.graph", "StateGraph")
    state = _class_name(path, script)
    yield from state_class(told, scope, state)
    functions: dict[str, Source] = {}
    for node in told.nodes:
        functions[node.name], body = _node(node, scope, path)
        yield from body
    routes = [route(edge, scope) for edge in told.edges]
    for _, body in routes:
        yield from body
    yield from ("", "", f"{builder} = StateGraph({state})")
    for node in told.nodes:
        named = {} if node.retry is None else {"retry_policy": retry_policy(node.retry, scope)}
        added = call(f"{builder}.add_node", text(node.name), functions[node.name], **named)
        yield from lines("", added)
    for edge, (name, _) in zip(told.edges, routes, strict=True):
        yield from edge_lines(edge, name, builder, scope)


def _class_name(path: tuple[str, ...], script: Script) -> str:
    """Of the state: `State`, and `SubState` inside of the node `sub`."""
    if not path:
        return "State"
    return "".join(word.title() for word in script.name("_".join((*path, "state"))).split("_"))


def raises_at_first(told: InlineGraph) -> bool:
    """Whether a node, of a subgraph too, raises on its first runs and not later."""
    return any(
        (node.raises is not None and node.raises.times is not None)
        or (node.graph is not None and raises_at_first(node.graph))
        for node in told.nodes
    )


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
        return script.referred(str(node.call.data)), []
    name = script.name(node.name)
    head = f"async def {name}(state):" if node.call is not None else f"def {name}(state):"
    return name, ["", "", head, *node_body(node, scope, path)]
