"""`report`: results rendered again, or merged."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scenario_runner.cli.options import COLOR, REPORT
from scenario_runner.cli.show import is_painted, show_case, write_reports
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.report.console import summary_text
from scenario_runner.results.merge import merged, read_results
from scenario_runner.suite.exits import INVALID, exit_code


@click.command()
@click.argument(
    "files", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@REPORT
@COLOR
def report(files: tuple[Path, ...], reports: tuple[tuple[str, Path], ...], color: str) -> None:
    """Render results again, or several of them as one: results.json files and journals."""
    try:
        results = merged([read_results(file) for file in files])
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, None, color=is_painted(color)), err=True)
        sys.exit(INVALID)
    if not reports:
        for case in results.cases:
            show_case(case, is_painted(color))
    click.echo(summary_text(results, color=is_painted(color)))
    write_reports(results, reports)
    sys.exit(exit_code(results))
