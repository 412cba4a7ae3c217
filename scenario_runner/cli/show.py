"""What commands print: cases, problems, reports, and the one line of an error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from scenario_runner.cli.ending import nothing_selected
from scenario_runner.problem import picture
from scenario_runner.report.console import case_text
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.options import LAST_RUN
from scenario_runner.suite.usage import INVALID

if TYPE_CHECKING:
    from scenario_runner.report.compose import Since


def list_cases(
    cases: list[Case | BrokenCase], color: bool, why_none: str = "no scenario matches"
) -> NoReturn:
    """Print what was selected, and end."""
    for case in cases:
        if isinstance(case, BrokenCase):
            show_problems(case, color)
            continue
        tags = f"  [{', '.join(case.scenario.tags)}]" if case.scenario.tags else ""
        click.echo(f"{case.id}{tags}")
        for branch in case.scenario.branches:
            if case.branches is None or branch.name in case.branches:
                own = f"  [{', '.join(branch.tags)}]" if branch.tags else ""
                click.echo(f"  {branch.name}{own}")
    if not cases:
        nothing_selected(why_none)
    sys.exit(INVALID if any(isinstance(case, BrokenCase) for case in cases) else 0)


def show_problems(case: BrokenCase, color: bool) -> None:
    """Print what is wrong with a file."""
    for problem in case.problems:
        click.echo(picture(problem, case.source or None, color=color), err=True)


def show_case(case: CaseResult, color: bool) -> None:
    """Print a case as it ends."""
    click.echo(case_text(case, color=color, width=shutil.get_terminal_size().columns))


def write_reports(
    results: Results,
    reports: tuple[tuple[str, Path], ...],
    say: Callable[[str], None] = click.echo,
    since: Since | None = None,
) -> int:
    """Write each report that was asked for; INVALID where one cannot be written, which is told,
    else 0."""
    code = 0
    if not reports:
        return code
    from scenario_runner.report.write import write  # noqa: PLC0415  # most runs write none

    for kind, path in reports:
        try:
            more = write(results, kind, path, since)
        except OSError as error:
            click.echo(f"error: the report {path} cannot be written: {error.strerror}", err=True)
            code = INVALID
        else:
            say(f"{kind} report: {path}{more}")
    return code


def warn_of_journal(why: str) -> None:
    """Say that what ends from now on is not remembered."""
    click.echo(f"warning: {LAST_RUN} cannot be written any more: {why}", err=True)
    click.echo("  help: --resume and --failed will not know what ends from now on", err=True)


def is_painted(color: str) -> bool:
    """Whether to paint, which click is told too: left alone, it takes colours out of whatever
    does not go to a terminal."""
    painted = _paints(color)
    click.get_current_context().color = painted
    return painted


def _paints(color: str) -> bool:
    """NO_COLOR and FORCE_COLOR as https://no-color.org and its counterpart say."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def plural(count: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
