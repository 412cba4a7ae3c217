"""Checked data -> Scenario. Nothing is judged here: `check` and the rules beside it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scenario_runner.language.comparisons import compared
from scenario_runner.language.conditions import expect_failure, skip
from scenario_runner.language.fixed import fixed
from scenario_runner.language.model import Branch, Scenario, Start
from scenario_runner.language.outline import Line, Outline, has_open_moments, outline
from scenario_runner.language.parse_graph import graph, part
from scenario_runner.language.parse_models import scripts
from scenario_runner.language.parse_moment import moment
from scenario_runner.language.parse_step import steps
from scenario_runner.language.rows import Row, case_rows
from scenario_runner.language.source import Source
from scenario_runner.language.value import Value

DEFAULT_TIMEOUT = 60.0
"""Seconds for one case."""


def parse(source: Source, folder: Path) -> tuple[Scenario, ...]:
    """The scenarios that a source without problems tells: one, or one for each row of its
    `parameters`. `folder` is its own, absolute."""
    first, *others = case_rows(source.value) or (None,)
    made = _scenario(source, folder, first)
    if has_open_moments(outline(source.value, first)):
        return (made, *(_scenario(source, folder, row) for row in others))
    return (made, *(replace(made, row=row.value, row_id=row.id) for row in others if row))


def _scenario(source: Source, folder: Path, row: Row | None) -> Scenario:
    root = source.value
    told = outline(root, row)
    return Scenario(
        file=source.file,
        text=source.text,
        name=root.data["scenario"],
        place=root["scenario"].place,
        graph=replace(graph(root["graph"], folder), environment=part(root, "environment")),
        branches=tuple(_branch(line, told, root, source) for line in told.lines.values()),
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
    )


def _branch(line: Line, told: Outline, root: Value, source: Source) -> Branch:
    if line.branch is None:
        place = root["steps"].key_place
        main = steps(root["steps"], source, line.names)
        return Branch(name="main", start=Start(place=place), steps=main, place=place)
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
    )
