"""Rules of steps where the graph is told in the file: the nodes and channels that they name."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.inline_rules import check_stops
from scenario_runner.language.inline_told import Told, check_channels, check_node_name, told_of
from scenario_runner.language.outline import Outline
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.problem import Problem


def check_inline_steps(root: Value, outline: Outline) -> Iterator[Problem]:
    """Nodes and channels of all steps that the graph does not have."""
    data = root.data.get("graph")
    if not isinstance(data, dict) or {"ref", "fixture", "url"} & data.keys():
        return
    told = told_of(root["graph"])
    for line in (line for line in outline.lines.values() if not line.repeated):
        for step in line.steps:
            yield from _step(step, told)


def _step(step: Value, told: Told) -> Iterator[Problem]:
    for key in ("interrupt_before", "interrupt_after"):
        yield from check_stops(step, key, told.nodes)
    for key in ("invoke", "update_state"):
        if key in step.data:
            yield from check_channels(step[key], told.channels, told.graph)
    if isinstance(step.data.get("as_node"), str):
        yield from _named(step["as_node"], told)
    expect = step.data.get("expect")
    is_refused = isinstance(expect, dict) and "refused" in expect
    if isinstance(step.data.get("command"), dict) and not is_refused:
        yield from _command(step["command"], told)


def _command(command: Value, told: Told) -> Iterator[Problem]:
    if "update" in command.data:
        yield from check_channels(command["update"], told.channels, told.graph)
    goto = command.data.get("goto")
    for index in range(len(goto)) if isinstance(goto, list) else ():
        yield from _named(command["goto"][index], told)
    if isinstance(goto, str):
        yield from _named(command["goto"], told)


def _named(name: Value, told: Told) -> Iterator[Problem]:
    """A node named in plain text; names with __ are LangGraph's own."""
    data = name.data
    if isinstance(data, str) and not data.startswith("__") and not is_template(data):
        yield from check_node_name(data, name.place, told.nodes, ())
