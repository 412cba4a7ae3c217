"""The graph and the options of calls: from checked data to the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenario_runner.language.inline import parse_inline
from scenario_runner.language.model import (
    CallOptions,
    FixtureGraph,
    Graph,
    GraphReference,
    InlineGraph,
    ServerGraph,
)
from scenario_runner.language.references import project_root, reference
from scenario_runner.language.value import Value


def part(value: Value, key: str) -> Value | None:
    """The value under a key; None where it is not written."""
    return value[key] if key in value.data else None


def graph(value: Value, folder: Path) -> Graph:
    """The graph of a scenario in that folder, which is absolute."""
    options = value.data if isinstance(value.data, dict) else {}
    text = options.get("ref") if options else value.data
    found: GraphReference | InlineGraph | FixtureGraph | ServerGraph | None
    if "url" in options:
        found = ServerGraph(
            url=value["url"], assistant=value["assistant"], headers=part(value, "headers")
        )
    elif "fixture" in options:
        found = FixtureGraph(name=options["fixture"], place=value["fixture"].place)
    else:
        found = reference(text, folder) if isinstance(text, str) else parse_inline(value)
    if found is None:
        raise ValueError("an unchecked graph reference")
    return Graph(
        source=found,
        place=value.place,
        root=str(project_root(folder)),
        folder=str(folder),
        args=part(value, "args") if options else None,
        options=call_options(value) if options else CallOptions(),
        messages=options.get("messages", "messages"),
        store=options.get("store"),
    )


def call_options(value: Value) -> CallOptions:
    """The options among the keys of a graph or a step."""
    data: dict[str, Any] = value.data
    return CallOptions(
        interrupt_before=_nodes(data.get("interrupt_before")),
        interrupt_after=_nodes(data.get("interrupt_after")),
        config=part(value, "config"),
        context=part(value, "context"),
        recursion_limit=data.get("recursion_limit"),
        durability=data.get("durability"),
    )


def _nodes(data: list[str] | str | None) -> Any:
    if data is None or data == "*":
        return data
    return (data,) if isinstance(data, str) else tuple(data)
