"""The edges of an inline graph as calls, and the functions of those with a condition."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import call, flat, lines, listed, text
from scenario_runner.exporting.values import value
from scenario_runner.language.model import InlineEdge


def route(edge: InlineEdge, scope: Scope) -> tuple[str, list[str]]:
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


def edge_lines(edge: InlineEdge, route: str, builder: str, scope: Scope) -> Iterator[str]:
    """The lines that add an edge. `route`: the function of its condition."""
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
