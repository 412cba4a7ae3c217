"""The nodes and channels that a scenario names, held against what is known of its graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.language.fixed import fixed
from scenario_runner.language.graph_channels import check_channel, check_update, of_input, of_state
from scenario_runner.language.graph_expected import check_expected_names, check_path_names
from scenario_runner.language.graph_nodes import check_address, check_asking, check_node
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.value import Data, Value
from scenario_runner.problem import Problem

_STOPS = ("interrupt_before", "interrupt_after")


def check_graph_names(
    root: Value, told: Outline, known: Mapping[str, Knowledge]
) -> Iterator[Problem]:
    """Every name that the graph does not have. `known`: the graph of each branch by the
    branch's name; a branch that is not there is left alone."""
    if (main := known.get("main")) is not None:
        yield from _graph(root, main)
    yield from _paths(root, tuple(known.values()))
    for line in told.lines.values():
        if (graph := known.get(line.name)) is not None:
            yield from _line(line, told.names_of(line), graph)


def _graph(root: Value, graph: Knowledge) -> Iterator[Problem]:
    """What the `graph` itself says of its nodes and its messages."""
    data = root.data.get("graph")
    if not isinstance(data, dict):
        return
    yield from _stops(root["graph"], graph)
    if isinstance(data.get("messages"), str):
        place = root["graph"]["messages"].place
        yield from check_channel(data["messages"], place, of_state(graph))


def _paths(root: Value, graphs: tuple[Knowledge, ...]) -> Iterator[Problem]:
    """JSONPaths beside the steps; of several graphs, one that has the name is enough. What a
    folder says of all of its scenarios is left alone."""
    for path in _written_paths(root):
        found = [list(check_path_names(path.data, path.place, graph)) for graph in graphs]
        if found and all(found) and path.place.file == root.place.file:
            yield from found[0]


def _written_paths(root: Value) -> Iterator[Value]:
    entries = root.data.get("compare")
    lists = [root["ignore"]] if "ignore" in root.data else []
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        lists += [root["compare"][index][key] for key in ("equal", "differ") if key in entry]
    for paths in lists:
        yield from (paths[index] for index in range(len(paths.data)))


def _line(line: Line, names: Mapping[str, Data], graph: Knowledge) -> Iterator[Problem]:
    if line.branch is not None and "from" in line.branch.data:
        yield from _moment(fixed(line.branch["from"], names), graph)
    for step in line.steps:
        yield from _step(step, graph)
        if "at" in step.data:
            yield from _moment(fixed(step["at"], names), graph)
        if isinstance(step.data.get("expect"), dict):
            yield from check_expected_names(step["expect"], graph)
        for name, path in step.data.get("save", {}).items():
            yield from check_path_names(path, step["save"][name].place, graph)


def _moment(value: Value, graph: Knowledge) -> Iterator[Problem]:
    if not isinstance(value.data, dict):
        return
    if "before" in value.data:
        yield from check_address(value.data["before"], value["before"].place, graph)
    for index, name in enumerate(value.data.get("next", ())):
        yield from check_node(name, value["next"][index].place, graph)


def _step(step: Value, graph: Knowledge) -> Iterator[Problem]:
    """What the act names; one that must go wrong may name anything."""
    expect = step.data.get("expect")
    if isinstance(expect, dict) and expect.keys() & {"raises", "refused"}:
        return
    yield from _stops(step, graph)
    if "invoke" in step.data:
        yield from check_update(step["invoke"], of_input(graph))
    if "update_state" in step.data:
        is_input = step.data.get("as_node") in {"__start__", "__input__"}
        taken = of_input(graph) if is_input else of_state(graph)
        yield from check_update(step["update_state"], taken)
    if "as_node" in step.data:
        yield from check_node(step.data["as_node"], step["as_node"].place, graph)
    if "command" in step.data:
        yield from _command(step["command"], graph)
    if "resume_map" in step.data:
        yield from _answers(step["resume_map"], graph)


def _stops(value: Value, graph: Knowledge) -> Iterator[Problem]:
    for key in _STOPS:
        if key in value.data and value.data[key] != "*":
            yield from _nodes(value[key], graph)


def _nodes(value: Value, graph: Knowledge) -> Iterator[Problem]:
    """A name, or a list of names."""
    many = isinstance(value.data, list)
    for name in (value[index] for index in range(len(value.data))) if many else (value,):
        yield from check_node(name.data, name.place, graph)


def _command(command: Value, graph: Knowledge) -> Iterator[Problem]:
    if "update" in command.data:
        yield from check_update(command["update"], of_state(graph))
    if "goto" in command.data:
        yield from _nodes(command["goto"], graph)


def _answers(answers: Value, graph: Knowledge) -> Iterator[Problem]:
    if isinstance(answers.data, dict):
        for address in answers.data:
            yield from check_address(address, answers[address].key_place, graph)
        return
    for index in range(len(answers.data)):
        interrupt = answers[index]["interrupt"]
        if "path" in interrupt.data:
            whole = "/".join([*interrupt.data["path"], interrupt.data.get("node", "")]).rstrip("/")
            yield from check_address(whole, interrupt["path"].place, graph)
        elif "node" in interrupt.data:
            yield from check_asking(interrupt.data["node"], interrupt["node"].place, graph)
