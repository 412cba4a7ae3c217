"""`report`: results rendered again, or merged."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from scenario_runner.cli.covered import MIN_COVERAGE, coverage_code
from scenario_runner.cli.options import COLOR, REPORT
from scenario_runner.cli.show import is_painted, show_case, write_reports
from scenario_runner.comparing.runs import compare_runs
from scenario_runner.problem import Problem, ProblemsError, picture
from scenario_runner.report.compose import Since
from scenario_runner.report.compose_since import since_text
from scenario_runner.report.console import summary_text
from scenario_runner.results.merge import merged, read_results
from scenario_runner.results.model import Results
from scenario_runner.suite.exits import INVALID, NOTHING, exit_code, first_of


@click.command()
@click.argument(
    "files", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@REPORT
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Results of an earlier run: the HTML report tells what changed since.",
)  # fmt: skip
@MIN_COVERAGE
@COLOR
def report(
    files: tuple[Path, ...],
    reports: tuple[tuple[str, Path], ...],
    against: Path | None,
    min_coverage: float | None,
    color: str,
) -> None:
    """Render results again, or several of them as one: results.json files and journals."""
    try:
        whole = merged({file: _read(file) for file in files})
        before = None if against is None else _read(against)
    except ProblemsError as error:
        _tell(error.problems, is_painted(color))
        sys.exit(INVALID)
    results = whole.results
    if not reports:
        for case in results.cases:
            show_case(case, is_painted(color))
    click.echo(summary_text(results, color=is_painted(color)))
    since = None if before is None else _since(before, results)
    if since is not None:
        click.echo(since_text(since.change))
    written = write_reports(results, reports, since=since)
    _tell(whole.problems, is_painted(color))
    shown = any(kind == "coverage" for kind, _ in reports)
    covered = coverage_code(results, min_coverage, click.echo, shown=shown)
    code = first_of({exit_code(results), covered, written})
    sys.exit(INVALID if whole.problems and code in {0, NOTHING} else code)


def _since(before: Results, results: Results) -> Since:
    return Since(started=before.started_at, change=compare_runs(before, results))


def _read(file: Path) -> Results:
    """The results in a file, or those that came with a bundle."""
    if file.suffix.lower() != ".zip":
        return read_results(file)
    from scenario_runner.share.receive import results_of  # noqa: PLC0415  # only with a bundle

    return results_of(file)


def _tell(problems: Iterable[Problem], color: bool) -> None:
    for problem in problems:
        click.echo(picture(problem, None, color=color), err=True)
