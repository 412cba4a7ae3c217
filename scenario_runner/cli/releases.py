"""`run --langgraph`: the same selection on several releases, and one table of all."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import click
from click.core import ParameterSource

from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.options import ChangedOption
from scenario_runner.cli.run_options import why_none
from scenario_runner.cli.show import write_reports
from scenario_runner.frozen import frozen
from scenario_runner.releases.environments import Made, NotMade, make
from scenario_runner.releases.play import Played, played
from scenario_runner.releases.published import settled
from scenario_runner.releases.table import Column, as_one_run, table
from scenario_runner.releases.told import table_json, table_text
from scenario_runner.releases.wanted import Release, releases
from scenario_runner.report.show import seconds
from scenario_runner.results.store import json_text
from scenario_runner.suite.exits import INVALID, NOT_LOADED, exit_code, first_of
from scenario_runner.suite.options import Options
from scenario_runner.suite.selection import select
from scenario_runner.suite.usage import UsageFault
from scenario_runner.whole_file import write_text


@frozen
class Shown:
    """How the table is shown, and where it goes besides."""

    color: bool
    every: bool
    """Also the cases that all releases agree on."""
    reports: tuple[tuple[str, Path], ...]
    file: Path | None
    """The table as JSON."""


_OURS = frozenset({"langgraph", "table", "reports", "form", "quiet", "verbose", "color"})
"""Options that are about what is shown of all."""
_PASSED = frozenset({"keyword", "tags", "exitfirst", "maxfail", "timeout", "workers", "retries",
    "repeat", "shuffle", "shard", "verify", "fail_on_flaky", "storage", "changed"})  # fmt: skip
"""Options that each run is given."""
_WHY_NOT = {
    "watches": "each change would be played on every release, one after another: watch on the one "
    "that is installed, and run --langgraph when it is well",
}
"""Why an option does not go with it, and what to do, where that is not plain."""

_UNSAID = (ParameterSource.DEFAULT, ParameterSource.ENVIRONMENT)
"""The environment is each run's too; a password in it must not become an argument."""


def passed_on(context: click.Context) -> list[str]:
    """What each run is called with: what this one was, but for what all of them are shown by.
    Raises UsageFault for what cannot be done on several releases."""
    given = [
        option
        for option in context.command.params
        if isinstance(option, click.Option)
        and option.name not in _OURS
        and context.get_parameter_source(option.name or "") not in _UNSAID
    ]
    words: list[str] = []
    for option in given:
        if option.name not in _PASSED:
            hint = _WHY_NOT.get(option.name or "", "run it on one release")
            raise UsageFault(f"{option.opts[-1]} does not go with --langgraph", hint)
        value = context.params[option.name]
        if isinstance(option, ChangedOption):  # a word after it would be a path
            words.append(f"{option.opts[-1]}={value}")
            continue
        words.append(option.opts[-1])
        if not option.is_flag:
            words.append("/".join(map(str, value)) if isinstance(value, tuple) else str(value))
    return [*words, "--", *context.params["paths"]]


def require_touched(paths: tuple[str, ...], options: Options) -> None:
    """End where no scenario is touched by what has changed, before any environment is made.
    Raises UsageFault where git cannot tell."""
    if options.changed_since is not None and not select(paths, options):
        nothing_selected(why_none(options))


def run_on_releases(wanted: str, arguments: Sequence[str], shown: Shown) -> NoReturn:
    """Run on each release that `wanted` names, and end."""
    columns = [_column(release, arguments, _say) for release in settled(releases(wanted))]
    told = table(columns)
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(table_text(told, color=shown.color, width=width, every=shown.every))
    if shown.file is not None:
        try:
            write_text(shown.file, json_text(table_json(told)))
        except OSError as error:
            fail(f"{shown.file} cannot be written: {error.strerror}", INVALID)
    whole = as_one_run(columns)
    if whole is None:
        sys.exit(NOT_LOADED)
    sys.exit(first_of({exit_code(whole), write_reports(whole, shown.reports)}))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _column(release: Release, arguments: Sequence[str], say: Callable[[str], None]) -> Column:
    made = make(release, say)
    column = played(made, arguments) if isinstance(made, Made) else made
    match column:
        case Played(name=name, results=results):
            counted = f"{len(results.cases)} cases in {seconds(results.duration)}"
            say(f"LangGraph {name}: {counted}")
        case NotMade(why=why):
            say(f"LangGraph {release.name}: {why}")
    return column
