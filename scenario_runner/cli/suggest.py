"""`suggest`: branches that a scenario does not tell yet, as YAML to paste."""

from __future__ import annotations

from pathlib import Path

import click

from scenario_runner.cli.ending import fail
from scenario_runner.cli.options import COLOR, PATH
from scenario_runner.cli.shrink import one_case
from scenario_runner.language.edit import CannotEdit, CannotWrite
from scenario_runner.suggesting.model import NotSuggested, Suggested
from scenario_runner.suggesting.suggest import suggest
from scenario_runner.suggesting.written import suggestions_text, with_suggestions
from scenario_runner.suite.exits import INVALID
from scenario_runner.suite.places import in_workers
from scenario_runner.whole_file import write_text


@click.command("suggest")
@PATH
@click.option("--write", is_flag=True, help="Insert the branches that pass into the file.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Seconds for one run, instead of the scenario's own.",
)  # fmt: skip
@COLOR
def suggest_command(path: str, write: bool, timeout: float | None, color: str) -> None:
    """Print branches that FILE or FILE::case does not tell yet, as YAML to paste.

    For each question that it meets: other answers, one that is not asked for, going back in the
    same thread, a restart before the answer. Each is played first: what is expected is what came.
    """
    case = one_case(path, color)
    with in_workers(1) as place:
        told = suggest(case, place, timeout=timeout)
    match told:
        case NotSuggested(reason=reason, hint=hint):
            fail(reason, INVALID, hint)
        case Suggested():
            click.echo(suggestions_text(told), nl=False)
            if write:
                _insert(told)


def _insert(told: Suggested) -> None:
    file = Path(told.file)
    passing = sum(one.failure is None for one in told.suggestions)
    if not passing:
        click.echo("nothing is inserted", err=True)
        return
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            text = opened.read()
        write_text(file, with_suggestions(text, told))
    except (CannotEdit, CannotWrite) as fault:
        fail(f"they cannot be inserted: {fault}", INVALID, f"paste them into {file}")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}", INVALID)
    counted = "1 branch" if passing == 1 else f"{passing} branches"
    click.echo(f"{counted} inserted into {file}", err=True)
