"""`validate`: read and check, run nothing."""

from __future__ import annotations

import sys

import click

from scenario_runner.cli.ending import nothing_selected
from scenario_runner.cli.options import COLOR, PATHS
from scenario_runner.cli.show import is_painted, plural, show_problems
from scenario_runner.suite.case import BrokenCase
from scenario_runner.suite.run import Options, select
from scenario_runner.suite.usage import INVALID


@click.command()
@PATHS
@COLOR
def validate(paths: tuple[str, ...], color: str) -> None:
    """Read and check scenario files; nothing of them is imported or run."""
    cases = select(paths, Options())
    painted = is_painted(color)
    broken = [case for case in cases if isinstance(case, BrokenCase)]
    for case in broken:
        show_problems(case, painted)
    if not cases:
        nothing_selected()
    count = sum(len(case.problems) for case in broken)
    well = len(cases) - len(broken)
    click.echo(f"{plural(well, 'file')} valid" + (f", {plural(count, 'problem')}" if count else ""))
    sys.exit(INVALID if broken else 0)
