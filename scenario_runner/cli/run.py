"""`run`: play scenarios, show each case as it ends, write reports."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scenario_runner.cli.options import COLOR, KEYWORD, PATHS, REPORT, TAGS, workers_of
from scenario_runner.cli.show import (
    fail,
    is_painted,
    list_cases,
    nothing_selected,
    show_case,
    write_reports,
)
from scenario_runner.cli.update import Updates
from scenario_runner.report.console import summary_text
from scenario_runner.suite.exits import INTERRUPTED, exit_code
from scenario_runner.suite.run import LAST_RUN, Interrupted, Options, run, select
from scenario_runner.suite.untold import verified_text


@click.command("run")
@PATHS
@REPORT
@KEYWORD
@TAGS
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first failure.")
@click.option("--maxfail", type=click.IntRange(min=1), metavar="N", help="Stop after N failures.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Seconds for one case, instead of the scenario's own.",
)  # fmt: skip
@click.option(
    "--keep-db", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Keep each branch's database in this folder.",
)  # fmt: skip
@click.option(
    "-j", "workers", metavar="N|auto", default="1", callback=lambda _c, _p, v: workers_of(v),
    help="Play N cases at a time, each in a process of its own; auto: one a processor.",
)  # fmt: skip
@click.option("--failed", is_flag=True, help="Only the cases that were not well in the last run.")
@click.option(
    "--verify", is_flag=True,
    help="Tell each branch once more as a new conversation, and compare where the two end.",
)  # fmt: skip
@click.option(
    "--update-snapshots", is_flag=True,
    help="Store what steps with a snapshot see, and show what changes.",
)  # fmt: skip
@click.option(
    "--update-expected", is_flag=True,
    help="Write what came in place of expected values that failed, and show what changes.",
)  # fmt: skip
@click.option("--in-process", is_flag=True, help="Play in this process, for debuggers.")
@click.option("--list", "only_list", is_flag=True, help="List what would run, and stop.")
@COLOR
def run_command(  # noqa: PLR0913, PLR0917  # one argument an option
    paths: tuple[str, ...],
    reports: tuple[tuple[str, Path], ...],
    keyword: str | None,
    tags: str | None,
    exitfirst: bool,
    maxfail: int | None,
    timeout: float | None,
    keep_db: Path | None,
    workers: int,
    failed: bool,
    verify: bool,
    update_snapshots: bool,
    update_expected: bool,
    in_process: bool,
    only_list: bool,
    color: str,
) -> None:
    """Run scenarios: files, folders, or FILE::case and FILE::case::branch."""
    options = Options(
        keyword=keyword,
        tags=tags,
        max_failures=1 if exitfirst else maxfail,
        timeout=timeout,
        verify=verify,
        workers=workers,
        journal=None if only_list else LAST_RUN,
        failed_in=LAST_RUN if failed else None,
        in_process=in_process,
        keep_databases=keep_db,
        keep_failed=_beside(reports),
        update_snapshots=update_snapshots,
    )
    painted = is_painted(color)
    updates = Updates(snapshots=update_snapshots, expected=update_expected, color=painted)
    if only_list:
        list_cases(select(paths, options), painted)
    try:
        results = run(paths, options, lambda case: show_case(case, painted), updates.heard)
        interrupted = False
    except Interrupted as stopped:
        results, interrupted = stopped.results, True
    click.echo(summary_text(results, color=painted))
    if verify:
        click.echo(verified_text(results))
    updates.end(results)
    write_reports(results, reports)
    if interrupted:
        fail("interrupted; what had finished is in the reports", INTERRUPTED)
    if not results.cases:
        nothing_selected()
    sys.exit(exit_code(results) or updates.exit_code)


def _beside(reports: tuple[tuple[str, Path], ...]) -> Path | None:
    """Where the databases of what failed go: beside the first report."""
    return reports[0][1].with_suffix(".databases") if reports else None
