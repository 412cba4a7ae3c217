"""`record`: a stored thread as a scenario."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scenario_runner.cli.ending import fail
from scenario_runner.cli.new_file import check_free
from scenario_runner.cli.options import COLOR
from scenario_runner.cli.show import is_painted
from scenario_runner.language.write import CannotWrite
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.recording.heading import Wanted, heading_of
from scenario_runner.recording.listing import threads_of
from scenario_runner.recording.record import Recording, record
from scenario_runner.recording.redact import redacted
from scenario_runner.recording.text import text_of
from scenario_runner.stored.database import CannotRead
from scenario_runner.stored.postgres import PREFIXES, as_sqlite
from scenario_runner.suite.exits import INVALID
from scenario_runner.whole_file import write_text

_GAPS_SHOWN = 10


@click.command("record")
@click.option(
    "--db", "database", required=True, metavar="FILE|FOLDER|URL",
    help="A database of SqliteSaver, a folder of a case that run --keep-db wrote, or "
    "postgresql://... of PostgresSaver.",
)  # fmt: skip
@click.option(
    "--thread", "threads", multiple=True, metavar="ID",
    help="The thread; others after it are recorded with it. Needed where there are several.",
)  # fmt: skip
@click.option(
    "--graph", "graph", metavar="REF",
    help="The graph, as the key graph has it, relative to the current folder; or a scenario, "
    "whose graph, models, patches and the like are taken. A gap is left without it.",
)  # fmt: skip
@click.option(
    "--model", "model", metavar="TARGET",
    help="Where the application holds its chat model; what was said becomes its script.",
)  # fmt: skip
@click.option(
    "--redact", "redact", multiple=True, metavar="PATH|PATTERN",
    help="Mask what a JSONPath ($..email) or a pattern hits, wherever it stands. Repeatable.",
)  # fmt: skip
@click.option("--list", "lists", is_flag=True, help="Only show the threads there are.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The file to write; the scenario is printed unless one is named.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@COLOR
def record_command(  # noqa: PLR0913, PLR0917  # one argument an option
    database: str,
    threads: tuple[str, ...],
    graph: str | None,
    model: str | None,
    redact: tuple[str, ...],
    lists: bool,
    output: Path | None,
    force: bool,
    color: str,
) -> None:
    """Turn a thread that a database holds into a scenario, forks and all.

    The database is copied before it is read, and no code of it is run. What it does not tell is
    marked TODO, with the reason.
    """
    check_free(None if lists else output, force)
    try:
        with _place(database) as path:
            if lists:
                click.echo("\n".join(threads_of(path)) or "no threads")
                return
            recording = redacted(record(path, threads), redact)
        wanted = Wanted(graph=graph, model=model, folder=(output or Path("x")).parent)
        text = text_of(recording, heading_of(recording, wanted))
    except CannotRead as fault:
        fail(fault.message, INVALID, fault.hint)
    except CannotWrite as fault:
        fail(f"what the thread holds cannot be written in a scenario: {fault}", INVALID)
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, None, color=is_painted(color)), err=True)
        sys.exit(INVALID)
    _finish(text, output, recording)


@contextmanager
def _place(database: str) -> Iterator[Path]:
    """The file or folder to read. Raises CannotRead."""
    if database.startswith(PREFIXES):
        with as_sqlite(database) as path:
            yield path
    else:
        yield Path(database)


def _finish(text: str, output: Path | None, recording: Recording) -> None:
    for gap in recording.gaps[:_GAPS_SHOWN]:
        click.echo(f"warning: not read: {gap}", err=True)
    if (more := len(recording.gaps) - _GAPS_SHOWN) > 0:
        click.echo(f"warning: and {more} more", err=True)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_text(output, text)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}", INVALID)
    steps = [step for line in recording.lines for step in line.steps]
    branches = len(recording.lines) - 1
    more_lines = f" and {branches} branch{'es' * (branches != 1)}" if branches else ""
    click.echo(f"{output}: {len(steps)} step{'s' * (len(steps) != 1)}{more_lines}")
    if todo := text.count("TODO: "):
        click.echo(f"  {todo} TODO{'s' * (todo != 1)} in it say what the database does not tell")
