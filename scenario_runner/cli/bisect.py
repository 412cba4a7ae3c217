"""`bisect`: the first LangGraph release on which a case ends in another way."""

from __future__ import annotations

import shutil
import sys

import click

from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.options import COLOR, PATH
from scenario_runner.cli.show import is_painted, show_problems
from scenario_runner.releases.bisect import Found, Unchanged, bisect, ended
from scenario_runner.releases.environments import Made, NotMade, make
from scenario_runner.releases.play import Played, played
from scenario_runner.releases.published import between
from scenario_runner.releases.table import Column
from scenario_runner.releases.told import bisect_text
from scenario_runner.releases.wanted import Release, span
from scenario_runner.suite.case import BrokenCase
from scenario_runner.suite.exits import FAILED, INVALID, NOT_LOADED
from scenario_runner.suite.options import Options
from scenario_runner.suite.selection import select


@click.command("bisect")
@PATH
@click.option(
    "--langgraph", "wanted", metavar="OLD..NEW", default="1.0.10..latest", show_default=True,
    help="The releases to look among.",
)  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Seconds for one case, instead of the scenario's own.",
)  # fmt: skip
@COLOR
def bisect_command(path: str, wanted: str, timeout: float | None, color: str) -> None:
    """Find the LangGraph release since which FILE, FILE::case or FILE::case::branch ends otherwise.

    Where both ends have the same outcome, it looks for the release since which anything that
    the conversation did is different. Environments are made as needed, and kept.
    """
    _check(path, is_painted(color))
    arguments = [path] if timeout is None else [path, "--timeout", str(timeout)]
    ends = span(wanted)
    found = bisect(between(*ends), lambda release: _column(release, arguments))
    match found:
        case NotMade(release=release, why=why):
            hint = "name another end with --langgraph OLD..NEW"
            fail(f"LangGraph {release.name} could not be run on: {why}", NOT_LOADED, hint)
        case Found() | Unchanged():
            width = shutil.get_terminal_size((100, 24)).columns
            click.echo(bisect_text(found, color=is_painted(color), width=width))
            sys.exit(0 if isinstance(found, Found) else FAILED)


def _check(path: str, color: bool) -> None:
    """Say at once what is wrong with the path and its files."""
    cases = select((path,), Options())
    if not cases:
        nothing_selected()
    broken = [case for case in cases if isinstance(case, BrokenCase)]
    for case in broken:
        show_problems(case, color)
    if broken:
        sys.exit(INVALID)


def _column(release: Release, arguments: list[str]) -> Column:
    made = make(release, lambda text: click.echo(text, err=True))
    column = played(made, arguments) if isinstance(made, Made) else made
    told = ended(column) if isinstance(column, Played) else column.why
    click.echo(f"LangGraph {release.name}: {told}", err=True)
    return column
