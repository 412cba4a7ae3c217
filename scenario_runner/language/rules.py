"""What a scenario must keep to beyond its shape. Every rule skips what has no right shape,
because `check_shape` has told of it, so that all problems of a file are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from scenario_runner.language.at_most import at_most
from scenario_runner.language.branches import check_branches
from scenario_runner.language.circumstances import check_circumstances
from scenario_runner.language.comparisons import check_compare, check_ignore
from scenario_runner.language.conditions import check_conditions
from scenario_runner.language.inline_rules import PARTS, check_inline
from scenario_runner.language.inline_steps import check_inline_steps
from scenario_runner.language.inputs import check_input
from scenario_runner.language.model_rules import check_models
from scenario_runner.language.names import check_names
from scenario_runner.language.outline import Outline, has_open_moments, outline
from scenario_runner.language.own_checks import check_files
from scenario_runner.language.patch_rules import check_patches
from scenario_runner.language.references import check_fixture, check_reference
from scenario_runner.language.row_rules import check_rows
from scenario_runner.language.rows import case_rows
from scenario_runner.language.server_rules import check_server
from scenario_runner.language.steps import check_step
from scenario_runner.language.thread_from import check_thread_from
from scenario_runner.language.travel import check_travel
from scenario_runner.language.value import Value
from scenario_runner.problem import Place, Problem


def check_rules(root: Value, folder: Path) -> list[Problem]:
    """The problems of a mapping that is meant to be a scenario."""
    return list(at_most(_found(root, folder)))


def _found(root: Value, folder: Path) -> Iterator[Problem]:
    first, *others = case_rows(root) or (None,)
    told = outline(root, first)
    told_of = set[Place]()
    for problem in chain(_around(root, folder, told), _of_steps(told, folder)):
        if problem.code == "expect-in-input":
            told_of.add(problem.place)
        yield problem
    if isinstance(root.data.get("parameters"), dict | list):
        yield from check_rows(root["parameters"])
    if others and has_open_moments(told):
        for row in others:
            yield from _moments(outline(root, row))
    more = check_inline_steps(root, told)
    yield from (problem for problem in more if problem.place not in told_of)


def _around(root: Value, folder: Path, told: Outline) -> Iterator[Problem]:
    """What is wrong with all but the steps."""
    yield from _graph(root, folder, told)
    yield from check_branches(told)
    yield from check_names(root, told)
    yield from check_conditions(root)
    yield from check_compare(root, told)
    yield from check_ignore(root)
    yield from check_models(root, folder)
    yield from check_circumstances(root, folder)
    yield from check_thread_from(root, folder)
    yield from check_patches(root, folder, told)


def _of_steps(told: Outline, folder: Path) -> Iterator[Problem]:
    for line in told.lines.values():
        for index, step in enumerate(line.steps):
            if not line.repeated:
                yield from check_step(step)
                yield from check_files(step, folder)
            yield from check_travel(step, index, line, told)


def _moments(told: Outline) -> Iterator[Problem]:
    """What may differ from case to case: where branches leave, and where steps go back to."""
    yield from check_branches(told)
    for line in told.lines.values():
        for index, step in enumerate(line.steps):
            yield from check_travel(step, index, line, told)


def _graph(root: Value, folder: Path, told: Outline) -> Iterator[Problem]:
    data = root.data.get("graph")
    if isinstance(data, str):
        yield from check_reference(root["graph"], folder)
    if not isinstance(data, dict):
        return
    graph = root["graph"]
    for key in ("args", "config", "context"):
        if key in data:
            yield from check_input(graph[key])
    yield from check_server(root, told)
    inline = [part for part in PARTS if part in data]
    named = [key for key in ("ref", "fixture", "url") if key in data]
    if named:
        if "ref" in data:
            yield from check_reference(graph["ref"], folder)
        if "fixture" in data:
            yield from check_fixture(graph["fixture"])
        for part in (*named[1:], *inline):
            yield _two_graphs(graph, named[0], part)
    elif inline:
        yield from check_inline(graph, _sent_to(told))
    else:
        yield Problem(
            place=graph.key_place,
            message='the graph has neither "ref" nor "nodes"',
            hint="name a graph by ref: module:name, or tell one by state, nodes and edges",
            code="missing-key",
        )


def _sent_to(told: Outline) -> set[str]:
    """The nodes that commands go to."""
    found: set[str] = set()
    for line in told.lines.values():
        for step in line.steps:
            command = step.data.get("command")
            goto = command.get("goto") if isinstance(command, dict) else None
            names = goto if isinstance(goto, list) else [goto]
            found.update(name for name in names if isinstance(name, str))
    return found


def _two_graphs(graph: Value, first: str, part: str) -> Problem:
    tells = "tells" if part in PARTS else "names"
    return Problem(
        place=graph[part].key_place,
        message=f'"{part}" {tells} a graph, but "{first}" names another',
        hint="remove one of the two",
        code="two-graphs",
        related=((graph[first].key_place, "the other graph"),),
    )
