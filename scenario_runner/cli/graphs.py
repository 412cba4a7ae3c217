"""What commands say of graphs that they only look at."""

from __future__ import annotations

import click

from scenario_runner.problem import Place, Problem, picture
from scenario_runner.suite.study import Studied

_SHOWN = 10
"""Lines of what a graph printed."""


def show_not_loaded(studied: Studied, place: Place, text: str | None, color: bool) -> None:
    """Say why a graph could not be loaded: at its place, with its own traceback, and the end of
    what it printed."""
    error = studied.error
    if error is None:
        return
    problem = Problem(
        place=error.place or place,
        message=f"the graph cannot be loaded: {error.message}",
        hint=error.hint,
        code="graph",
    )
    own = text if problem.place.file == place.file else None
    click.echo(picture(problem, own, color=color), err=True)
    _lines("", error.traceback)
    _lines("the graph printed:", studied.printed)


def _lines(title: str, text: str | None) -> None:
    lines = (text or "").rstrip().splitlines()
    if not lines:
        return
    for line in ([title] if title else []) + lines[-_SHOWN:]:
        click.echo(f"    {line}", err=True)
