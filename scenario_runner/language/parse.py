"""Checked data -> Scenario. Nothing is judged here: `check` and the rules beside it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scenario_runner.language.circumstances import circumstances
from scenario_runner.language.comparisons import compared
from scenario_runner.language.conditions import expect_failure, skip
from scenario_runner.language.fixed import fixed
from scenario_runner.language.model import Branch, Scenario, Secret, Start
from scenario_runner.language.outline import Line, Outline, has_open_moments, outline
from scenario_runner.language.parse_graph import graph, part
from scenario_runner.language.parse_models import scripts
from scenario_runner.language.parse_moment import moment
from scenario_runner.language.parse_patches import patches
from scenario_runner.language.parse_step import steps
from scenario_runner.language.rows import Row, case_rows
from scenario_runner.language.source import Source
from scenario_runner.language.thread_from import stored_thread
from scenario_runner.language.value import Value

DEFAULT_TIMEOUT = 60.0
"""Seconds for one case."""


def parse(source: Source, folder: Path) -> tuple[Scenario, ...]:
    """The scenarios that a source without problems tells: one, or one for each row of its
    `parameters`. `folder` is its own, absolute."""
    first, *others = case_rows(source.value) or (None,)
    told = outline(source.value, first)
    made = _scenario(source, folder, first, told)
    if others and has_open_moments(told):
        told_of = ((row, outline(source.value, row)) for row in others)
        return (made, *(_scenario(source, folder, row, told) for row, told in told_of))
    return (made, *(replace(made, row=row.value, row_id=row.id) for row in others if row))


def _scenario(source: Source, folder: Path, row: Row | None, told: Outline) -> Scenario:
    root = source.value
    return Scenario(
        file=source.file,
        text=source.text,
        name=root.data["scenario"],
        place=root["scenario"].place,
        graph=replace(
            graph(root["graph"], folder),
            environment=part(root, "environment"),
            circumstances=circumstances(root, folder),
        ),
        branches=tuple(_branch(line, told, root, source, folder) for line in told.lines.values()),
        description=root.data.get("description"),
        tags=tuple(root.data.get("tags", ())),
        variables=part(root, "variables"),
        row=row.value if row is not None else None,
        row_id=row.id if row is not None else None,
        skip=skip(root),
        expect_failure=expect_failure(root),
        compare=compared(root),
        checks=tuple(root.data.get("checks", {}).items()),
        models=scripts(root),
        ignore=tuple(root.data.get("ignore", ())),
        timeout=float(root.data.get("timeout", DEFAULT_TIMEOUT)),
        secrets=_secrets(root),
        thread_from=stored_thread(root, folder),
    )


def _secrets(root: Value) -> tuple[Secret, ...]:
    names: list[str] = root.data.get("secrets", [])
    return tuple(
        Secret(name=name, place=root["secrets"][index].place) for index, name in enumerate(names)
    )


def _branch(line: Line, told: Outline, root: Value, source: Source, folder: Path) -> Branch:
    own = patches(root if line.branch is None else line.branch, line.name, folder)
    if line.branch is None:
        place = root["steps"].key_place
        main = steps(root["steps"], source, line.names)
        return Branch(name="main", start=Start(place=place), steps=main, place=place, patches=own)
    value = line.branch
    return Branch(
        name=line.name,
        start=moment(fixed(value["from"], line.names)),
        steps=steps(value["steps"], source, told.names_of(line)),
        place=value.key_place,
        description=value.data.get("description"),
        skip=skip(value),
        expect_failure=expect_failure(value),
        tags=tuple(value.data.get("tags", ())),
        variables=part(value, "variables"),
        models=scripts(value, line.name),
        row=line.row,
        patches=own,
    )
