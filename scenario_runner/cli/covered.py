"""What commands say of coverage, and where it is less than what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from scenario_runner.report.visible import one_line
from scenario_runner.results.model import Results
from scenario_runner.suite.exits import FAILED

if TYPE_CHECKING:
    from scenario_runner.coverage.model import Coverage

MIN_COVERAGE = click.option(
    "--min-coverage", type=click.FloatRange(min=0, max=100), metavar="PERCENT",
    help="Exit with 1 where less of the graphs is covered: nodes, edges, questions, answers.",
)  # fmt: skip
_SHOWN = 5


def coverage_code(
    results: Results, wanted: float | None, say: Callable[[str], None], *, shown: bool
) -> int:
    """Say what is covered, where it is `shown` or `wanted`; the exit code that follows."""
    if wanted is None and not shown:
        return 0
    from scenario_runner.coverage.count import coverage  # noqa: PLC0415  # most runs tell of none
    from scenario_runner.report.coverage import coverage_text, share  # noqa: PLC0415  # as above

    told = coverage(results)
    say(coverage_text(told))
    if wanted is None or told.percent >= wanted:
        return 0
    click.echo(f"error: {share(told.covered, told.total)} is covered, not {wanted:g} %", err=True)
    for line in _gaps(told):
        click.echo(f"  {line}", err=True)
    click.echo(
        "  help: --report coverage=FILE.json or html=FILE.html tells all of it, with branches "
        "to paste",
        err=True,
    )
    return FAILED


def _gaps(told: Coverage) -> list[str]:
    gaps = [f"{graph.name}: {gap.what}" for graph in told.graphs for gap in graph.gaps]
    more = [f"(and {len(gaps) - _SHOWN} more)"] if len(gaps) > _SHOWN else []
    return [*(one_line(gap, 300) for gap in gaps[:_SHOWN]), *more]
