"""The schema of scenario files with the names of one graph added, for editors.

Nothing that was valid becomes invalid: names are offered beside whatever else may stand there,
since templates, matchers and a graph's hidden parts have names of their own. Editors complete
from `properties` and `items`, so these stand directly where the name is written, and only what
is offered for one word is an `anyOf`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from scenario_runner.language.knowledge import Knowledge, KnownNode
from scenario_runner.language.schema import scenario_schema

Schema = dict[str, Any]
Names = Mapping[str, str]
"""Each name with what an editor says of it."""


def graph_schema(graph: Knowledge, called: str) -> Schema:
    """The schema of scenarios for a graph, which is called so in the title."""
    schema: Schema = copy.deepcopy(scenario_schema())
    schema["title"] = f"Scenario for {called}"
    definitions = schema["definitions"]
    _stops(definitions["graph"], graph)
    _offer(definitions["graph"]["properties"]["messages"], _channels(graph))
    _moment(definitions["moment"]["properties"], graph)
    _step(definitions["step"]["properties"], graph)
    _answer(definitions["listed_answer"]["properties"]["interrupt"]["properties"], graph)
    _expect(definitions["expect"]["properties"], graph)
    _path_lists(schema, graph)
    return schema


def _moment(properties: Schema, graph: Knowledge) -> None:
    _offer(properties["before"], _addresses(graph))
    _items(properties["next"], _nodes(graph))


def _step(properties: Schema, graph: Knowledge) -> None:
    _stops({"properties": properties}, graph)
    _keys(properties["invoke"], _taken(graph))
    _keys(properties["resume_map"], _addresses(graph))
    _keys(properties["update_state"], _channels(graph))
    _offer(properties["as_node"], _nodes(graph))
    command = properties["command"]["properties"]
    _keys(command["update"], _channels(graph))
    _offer(command["goto"], _nodes(graph))
    _items(command["goto"], _nodes(graph))
    _offer(properties["save"]["additionalProperties"], _paths(graph))
    _keys(properties["context"], _context(graph))


def _answer(properties: Schema, graph: Knowledge) -> None:
    _offer(properties["node"], _asking(graph))
    _items(properties["path"], _asking(graph))


def _expect(properties: Schema, graph: Knowledge) -> None:
    """Of the whole graph, or of a subgraph, where only some keys are."""
    _keys(properties["values"], _channels(graph))
    _items(properties["next"], _nodes(graph))
    _items(properties["visited"], _nodes(graph))
    if _nodes(graph):
        _beside(properties["visited"]["items"])
        properties["interrupts"]["items"] = {"properties": _question(graph)}
    if "output" in properties:
        _keys(properties["output"], _given(graph))
        _keys(properties["executions"], _addresses(graph))
        _keys(properties["paths"], _paths(graph))
        if inside := _subgraphs(graph):
            properties["subgraphs"]["properties"] = inside


def _beside(item: Schema) -> None:
    """In a list, lists of nodes that ran side by side."""
    item["items"] = copy.deepcopy(item)


def _question(graph: Knowledge) -> Schema:
    """What a pending interrupt is told by."""
    node: Schema = {"description": "The node that asks."}
    path: Schema = {"description": "Its address, with the subgraphs around it."}
    _offer(node, _asking(graph))
    _offer(path, _addresses(graph))
    return {"node": node, "path": path}


def _subgraphs(graph: Knowledge) -> Schema:
    """What is expected of each, with the names in it."""
    expect = scenario_schema()["definitions"]["expect"]["properties"]
    found: Schema = {}
    for address, node in graph.paths():
        if node.graph is not None:
            keys = ("values", "next", "interrupts", "visited")
            inside: Schema = {key: copy.deepcopy(expect[key]) for key in keys}
            _expect(inside, node.graph)
            found[address] = {"description": _said(node), "properties": inside}
    return found


def _path_lists(schema: Schema, graph: Knowledge) -> None:
    compare = schema["definitions"]["compare"]["properties"]
    for paths in (schema["properties"]["ignore"], compare["equal"], compare["differ"]):
        _offer(paths["items"], _paths(graph))


# --- names with what is said of them ------------------------------------------------------


def _nodes(graph: Knowledge) -> Names:
    return {node.name: _said(node) for node in graph.nodes or ()}


def _addresses(graph: Knowledge) -> Names:
    return {address: _said(node) for address, node in graph.paths()}


def _asking(graph: Knowledge) -> Names:
    """The innermost names: a question is told by the node that asks it."""
    return {node.name: _said(node) for _, node in graph.paths()}


def _said(node: KnownNode) -> str:
    what = "A node of the graph." if node.graph is None else "A node that holds a graph."
    return f"{what} {node.description}" if node.description else what


def _channels(graph: Knowledge) -> Names:
    return {
        one.name: "A channel of the state." if one.type is None else f"A channel: {one.type}."
        for one in graph.channels or ()
    }


def _taken(graph: Knowledge) -> Names:
    return _some(graph, graph.inputs)


def _given(graph: Knowledge) -> Names:
    return _some(graph, graph.outputs)


def _some(graph: Knowledge, names: Iterable[str] | None) -> Names:
    said = _channels(graph)
    return {name: said.get(name, "A channel.") for name in names or ()}


def _context(graph: Knowledge) -> Names:
    return dict.fromkeys(graph.context, "A field of the context.")


def _paths(graph: Knowledge) -> Names:
    plain = (name for name in _channels(graph) if name.isidentifier())
    return {f"$.values.{name}": _channels(graph)[name] for name in plain}


# --- where they are offered ---------------------------------------------------------------


def _stops(schema: Schema, graph: Knowledge) -> None:
    for key in ("interrupt_before", "interrupt_after"):
        _items(schema["properties"][key], _nodes(graph))


def _offer(schema: Schema, names: Names) -> None:
    """Names for one word; anything else is as right."""
    if names:
        schema.pop("examples", None)  # editors offer these too
        offered = {"enum": list(names), "enumDescriptions": list(names.values())}
        schema["anyOf"] = [offered, {}]


def _items(schema: Schema, names: Names) -> None:
    """Names for the words of a list."""
    if names:
        schema.pop("examples", None)
        schema["items"] = {**schema.get("items", {})}
        _offer(schema["items"], names)


def _keys(schema: Schema, names: Names) -> None:
    """Names for the keys of a mapping; others are as right."""
    if names:
        schema.pop("examples", None)
        schema["properties"] = {name: {"description": said} for name, said in names.items()}
