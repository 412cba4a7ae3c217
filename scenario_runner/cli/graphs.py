"""What commands say of graphs that they only look at."""

from __future__ import annotations

import sys

import click

from scenario_runner.frozen import frozen
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.model import Scenario
from scenario_runner.problem import Problem, ProblemsError, picture
from scenario_runner.suite.exits import INVALID, code_of
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.reference import NAMED, scenario_for
from scenario_runner.suite.study import Known, NotLoaded, Study
from scenario_runner.suite.studying import study

_SHOWN = 10
"""Lines of what a graph printed."""


@frozen
class KnownGraph:
    """A graph that was named, and what is known of it."""

    scenario: Scenario
    knowledge: Knowledge


def known_graph(reference: str, color: bool) -> KnownGraph:
    """What is known of a graph, or the end of the command. Raises UsageFault."""
    try:
        scenario = scenario_for(reference)
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, None, color=color), err=True)
        sys.exit(INVALID)
    with in_workers(1) as place:
        match study(Study(scenario=scenario, timeout=scenario.timeout), place):
            case Known(knowledge=knowledge):
                return KnownGraph(scenario=scenario, knowledge=knowledge)
            case NotLoaded() as lost:
                show_not_loaded(lost, scenario, color)
                sys.exit(code_of(lost.error))


def show_not_loaded(lost: NotLoaded, scenario: Scenario, color: bool) -> None:
    """Say why a graph could not be loaded: at its place, with its own traceback, and the end of
    what it printed. One that stands in no file has no place."""
    error, message = lost.error, f"the graph cannot be loaded: {lost.error.message}"
    if scenario.file == NAMED:
        click.echo(f"error: {message}", err=True)
        click.echo(f"  help: {error.hint}", err=True) if error.hint else None
    else:
        place = error.place or scenario.graph.place
        problem = Problem(place=place, message=message, hint=error.hint, code="graph")
        text = scenario.text if place.file == scenario.file else None
        click.echo(picture(problem, text, color=color), err=True)
    show_lines("", error.traceback)
    show_lines("the graph printed:", lost.printed)


def show_lines(title: str, text: str | None) -> None:
    """Print the end of a longer text, indented; nothing where there is none."""
    lines = (text or "").rstrip().splitlines()
    if not lines:
        return
    for line in ([title] if title else []) + lines[-_SHOWN:]:
        click.echo(f"    {line}", err=True)
