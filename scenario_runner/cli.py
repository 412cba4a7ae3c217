"""The command line: parse, call one function, show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from scenario_runner import __version__
from scenario_runner.language.schema import schema_text
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.explain import explain as explain_plan
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.report.console import case_text, summary_text
from scenario_runner.report.write import RENDERERS, write
from scenario_runner.results.merge import merged, read_results
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.exits import INTERNAL, INTERRUPTED, INVALID, NOTHING, exit_code
from scenario_runner.suite.run import LAST_RUN, Interrupted, Options, run, select
from scenario_runner.suite.schedule import count_of
from scenario_runner.suite.untold import verified_text

PATHS = click.argument("paths", nargs=-1, required=True)
COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the output; auto asks NO_COLOR, FORCE_COLOR and the terminal.",
)
REPORT = click.option(
    "--report", "reports", multiple=True, metavar="KIND=PATH", callback=lambda _c, _p, v: _kinds(v),
    help=f"Write a report; KIND is one of {', '.join(sorted(RENDERERS))}. Repeatable.",
)  # fmt: skip
KEYWORD = click.option(
    "-k", "keyword", metavar="EXPR", help="Only cases whose names match: words, and, or, not."
)
TAGS = click.option(
    "-t", "tags", metavar="TAGEXPR", help="Only cases and branches with these tags."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scenario-runner")
def cli() -> None:
    """Test LangGraph conversations that stop, ask, resume and branch."""


@cli.command("run")
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
    "-j", "workers", metavar="N|auto", default="1", callback=lambda _c, _p, v: _workers(v),
    help="Play N cases at a time, each in a process of its own; auto: one a processor.",
)  # fmt: skip
@click.option("--failed", is_flag=True, help="Only the cases that were not well in the last run.")
@click.option(
    "--verify", is_flag=True,
    help="Tell each branch once more as a new conversation, and compare where the two end.",
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
    )
    painted = _painted(color)
    if only_list:
        _list(select(paths, options), painted)
    try:
        results = run(paths, options, on_case=lambda case: _show(case, painted))
        interrupted = False
    except Interrupted as stopped:
        results, interrupted = stopped.results, True
    click.echo(summary_text(results, color=painted))
    if verify:
        click.echo(verified_text(results))
    _write(results, reports)
    if interrupted:
        _fail("interrupted; what had finished is in the reports", INTERRUPTED)
    if not results.cases:
        _nothing()
    sys.exit(exit_code(results))


@cli.command()
@PATHS
@COLOR
def validate(paths: tuple[str, ...], color: str) -> None:
    """Read and check scenario files; nothing of them is imported or run."""
    cases = select(paths, Options())
    painted = _painted(color)
    broken = [case for case in cases if isinstance(case, BrokenCase)]
    for case in broken:
        _problems(case, painted)
    if not cases:
        _nothing()
    count = sum(len(case.problems) for case in broken)
    well = len(cases) - len(broken)
    click.echo(
        f"{_plural(well, 'file')} valid" + (f", {_plural(count, 'problem')}" if count else "")
    )
    sys.exit(INVALID if broken else 0)


@cli.command("list")
@PATHS
@KEYWORD
@TAGS
@COLOR
def list_command(
    paths: tuple[str, ...], keyword: str | None, tags: str | None, color: str
) -> NoReturn:
    """List cases and their branches; nothing of them is imported or run."""
    _list(select(paths, Options(keyword=keyword, tags=tags)), _painted(color))


@cli.command()
@PATHS
@COLOR
def explain(paths: tuple[str, ...], color: str) -> None:
    """Print what a run would do as LangGraph calls, without doing it."""
    cases = select(paths, Options())
    if not cases:
        _nothing()
    plans = [
        explain_plan(compile_plan(case.scenario, only=case.branches))
        for case in cases
        if isinstance(case, Case)
    ]
    if plans:
        click.echo("\n\n".join(plans))
    broken = [case for case in cases if isinstance(case, BrokenCase)]
    for case in broken:
        _problems(case, _painted(color))
    sys.exit(INVALID if broken else 0)


@cli.command()
@click.argument("path")
@COLOR
def export(path: str, color: str) -> None:
    """Print a scenario as a Python script: FILE, FILE::case or FILE::case::branch.

    The script makes the same LangGraph calls, asserts what the scenario expects, and needs
    nothing of this tool. It is to be run in the current folder.
    """
    from scenario_runner.plan import export as exporting  # noqa: PLC0415  # only this reads it

    cases = select((path,), Options())
    if not cases:
        _nothing()
    if len(cases) > 1:
        _fail(f"{path} holds {len(cases)} scenarios", INVALID, "name one of them: FILE::case")
    (case,) = cases
    if isinstance(case, BrokenCase):
        _problems(case, _painted(color))
        sys.exit(INVALID)
    plan = compile_plan(case.scenario, only=case.branches)
    try:
        click.echo(exporting.export(plan, folder=str(Path.cwd())), nl=False)
    except exporting.CannotExport as error:
        _fail(str(error), INVALID)


@cli.command()
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
            click.echo(picture(problem, None, color=_painted(color)), err=True)
        sys.exit(INVALID)
    if not reports:
        for case in results.cases:
            _show(case, _painted(color))
    click.echo(summary_text(results, color=_painted(color)))
    _write(results, reports)
    sys.exit(exit_code(results))


@cli.command()
@click.option(
    "--results", "name", flag_value="results.schema.json", help="The schema of results.json."
)
def schema(name: str | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    click.echo(schema_text(name or "scenario.schema.json"))


def _list(cases: list[Case | BrokenCase], color: bool) -> NoReturn:
    for case in cases:
        if isinstance(case, BrokenCase):
            _problems(case, color)
            continue
        tags = f"  [{', '.join(case.scenario.tags)}]" if case.scenario.tags else ""
        click.echo(f"{case.id}{tags}")
        for branch in case.scenario.branches:
            if case.branches is None or branch.name in case.branches:
                own = f"  [{', '.join(branch.tags)}]" if branch.tags else ""
                click.echo(f"  {branch.name}{own}")
    if not cases:
        _nothing()
    sys.exit(INVALID if any(isinstance(case, BrokenCase) for case in cases) else 0)


def _problems(case: BrokenCase, color: bool) -> None:
    for problem in case.problems:
        click.echo(picture(problem, case.source or None, color=color), err=True)


def _show(case: CaseResult, color: bool) -> None:
    click.echo(case_text(case, color=color, width=shutil.get_terminal_size().columns))


def _write(results: Results, reports: tuple[tuple[str, Path], ...]) -> None:
    for kind, path in reports:
        try:
            write(results, kind, path)
        except OSError as error:
            _fail(f"the report {path} cannot be written: {error.strerror}", INVALID)
        click.echo(f"{kind} report: {path}")


def _kinds(values: tuple[str, ...]) -> tuple[tuple[str, Path], ...]:
    told = []
    for value in values:
        kind, equals, path = value.partition("=")
        if not equals or not path or kind not in RENDERERS:
            kinds = ", ".join(sorted(RENDERERS))
            message = f'"{value}" is not KIND=PATH with a KIND of {kinds}'
            raise click.BadParameter(message)
        told.append((kind, Path(path)))
    return tuple(told)


def _beside(reports: tuple[tuple[str, Path], ...]) -> Path | None:
    """Where the databases of what failed go: beside the first report."""
    return reports[0][1].with_suffix(".databases") if reports else None


def _workers(value: str) -> int:
    if value == "auto":
        return count_of(None)
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f'"{value}" is neither a number of workers nor auto')
    return int(value)


def _painted(color: str) -> bool:
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
    return sys.stdout.isatty()


def _plural(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _nothing() -> NoReturn:
    _fail("nothing was selected: no scenario matches", NOTHING)


def _fail(message: str, code: int, hint: str | None = None) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    if hint is not None:
        click.echo(f"  help: {hint}", err=True)
    sys.exit(code)


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point. Ends the process with the exit code of the run."""
    call: Callable[..., Any] = cli.main
    try:
        call(args=arguments, prog_name="scenario-runner", standalone_mode=False)
    except UsageFault as fault:
        _fail(fault.message, INVALID, fault.hint)
    except click.ClickException as error:
        error.show()
        sys.exit(INVALID)
    except (KeyboardInterrupt, click.Abort):
        _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001  # our own bug: said as such, with what helps
        _internal(error)
    sys.exit(0)


def _internal(error: Exception) -> NoReturn:
    import traceback  # noqa: PLC0415  # only when something has gone wrong

    click.echo("".join(traceback.format_exception(error)), err=True)
    _fail("Scenario Runner itself failed; please report it with the lines above", INTERNAL)
