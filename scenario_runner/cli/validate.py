"""`validate`: read and check; with `--graphs`, hold the names in the files against the graphs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from scenario_runner.cli.bundled import receive
from scenario_runner.cli.ending import nothing_selected
from scenario_runner.cli.graphs import show_not_loaded
from scenario_runner.cli.options import COLOR, PATHS
from scenario_runner.cli.show import is_painted, plural, show_problems
from scenario_runner.problem import picture
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.exits import INVALID, code_of, first_of
from scenario_runner.suite.graph_check import FileChecked, check_graphs
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.selection import select


@click.command()
@PATHS
@click.option(
    "--graphs", is_flag=True,
    help="Load the graphs too, and check the names of nodes and channels; nothing is run.",
)  # fmt: skip
@COLOR
def validate(paths: tuple[str, ...], graphs: bool, color: str) -> None:
    """Read and check scenario files; nothing of them is run, or imported without --graphs."""
    paths = receive(paths, refused="--graphs" if graphs else None).paths
    cases = select(paths, Options())
    painted = is_painted(color)
    broken = [case for case in cases if isinstance(case, BrokenCase)]
    for case in broken:
        show_problems(case, painted)
    if not cases:
        nothing_selected()
    well = [case for case in cases if isinstance(case, Case)]
    checked = _against_graphs(well, painted) if graphs else []
    found = [problem for case in broken for problem in case.problems]
    found += [problem for file in checked for problem in file.problems]
    bad = {file.case.file for file in checked if _is_bad(file)}
    _summary(
        files=len({case.file for case in well} - bad),
        problems=sum(problem.severity == "error" for problem in found),
        warnings=sum(problem.severity == "warning" for problem in found),
        graphs=len({id(lost) for file in checked for lost in file.failed}),
    )
    codes = {code_of(lost.error) for file in checked for lost in file.failed}
    invalid = any(problem.severity == "error" for problem in found)
    sys.exit(first_of(codes | ({INVALID} if invalid else set())))


def _against_graphs(cases: Sequence[Case], color: bool) -> list[FileChecked]:
    """The answers of the graphs, shown as they come."""
    checked = []
    with in_workers(1) as place:
        for file in check_graphs(cases, place):
            scenario = file.case.scenario
            for lost in file.failed:
                show_not_loaded(lost, scenario, color)
            for problem in file.problems:
                click.echo(picture(problem, scenario.text, color=color), err=True)
            checked.append(file)
    return checked


def _is_bad(file: FileChecked) -> bool:
    return bool(file.failed) or any(problem.severity == "error" for problem in file.problems)


def _summary(*, files: int, problems: int, warnings: int, graphs: int) -> None:
    parts = [f"{plural(files, 'file')} valid"]
    parts += [plural(problems, "problem")] if problems else []
    parts += [plural(warnings, "warning")] if warnings else []
    parts += [f"{plural(graphs, 'graph')} not loaded"] if graphs else []
    click.echo(", ".join(parts))
