"""Checking names against graphs: each distinct graph is loaded once, nothing of it is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scenario_runner.frozen import frozen
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.load import unknown_names
from scenario_runner.language.model import FixtureGraph, Graph, Scenario, ServerGraph
from scenario_runner.language.template import texts
from scenario_runner.language.value import Value
from scenario_runner.plan.compile import compile_plan, source_of
from scenario_runner.plan.scripts import scripts_at
from scenario_runner.problem import Problem
from scenario_runner.suite.case import Case
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.place import Place
from scenario_runner.suite.study import Known, NotLoaded, Studied, Study
from scenario_runner.suite.studying import study


@frozen
class FileChecked:
    """What the graphs of a file say of it."""

    case: Case
    """The first of its cases."""
    problems: tuple[Problem, ...]
    """Nodes and channels that there are not, in file order."""
    failed: tuple[NotLoaded, ...]
    """Graphs that could not be loaded."""


@dataclass(kw_only=True, slots=True)
class _Shelf:
    """What is known so far."""

    place: Place
    studied: dict[str, Studied] = field(default_factory=dict)

    def of(self, scenario: Scenario, branch: str) -> Studied:
        key = _key(scenario, branch)
        if key not in self.studied:
            wanted = Study(scenario=scenario, branch=branch, timeout=scenario.timeout)
            self.studied[key] = study(wanted, self.place)
        return self.studied[key]


def check_graphs(cases: Sequence[Case], place: Place) -> Iterator[FileChecked]:
    """Each file's answer, in order. The graph of a scenario that is skipped is left alone.
    Raises ProblemsError where a file has become unreadable."""
    shelf = _Shelf(place=place)
    for file, group in groupby(cases, key=lambda case: case.file):
        known: dict[str | None, dict[str, Knowledge]] = {}
        failed: list[NotLoaded] = []
        several = list(group)
        for scenario in (case.scenario for case in several):
            if skip_reason(scenario.skip) is not None:
                continue
            # there is none outside pytest, and a check connects to nothing
            if isinstance(scenario.graph.source, FixtureGraph | ServerGraph):
                continue
            for branch in scenario.branches:
                studied = shelf.of(scenario, branch.name)
                if isinstance(studied, Known):
                    known.setdefault(scenario.row_id, {})[branch.name] = studied.knowledge
                elif studied not in failed:
                    failed.append(studied)
        problems = unknown_names(file, known)
        yield FileChecked(case=several[0], problems=problems, failed=tuple(failed))


def _key(scenario: Scenario, branch: str) -> str:
    """What tells graphs apart: where they are, what they are made of, which models are told to
    play a script, and, where there are templates, the names around."""
    graph = scenario.graph
    written = _written(graph)
    around = list(_names(scenario, branch)) if any(texts(written)) else None
    folder = graph.folder if any(written) else ""
    scripts = scripts_at(compile_plan(scenario), branch)
    models = [(script.target, script.place, script.owner) for script in scripts]
    return repr((graph.source, graph.root, folder, written, around, models))


def _written(graph: Graph) -> list[object]:
    values = (graph.args, graph.options.config, graph.environment)
    return [None if value is None else value.data for value in values]


def _names(scenario: Scenario, name: str) -> Iterator[object]:
    """Variables and rows of the scenario, the branch, and those it comes from."""
    branches = {branch.name: branch for branch in scenario.branches}
    owners: list[Value | None] = [scenario.variables, scenario.row]
    while True:
        owners += [branches[name].variables, branches[name].row]
        source = source_of(scenario, branches[name].start)
        if source is None:
            break
        name = source.branch
    yield from (None if owner is None else owner.data for owner in owners)
