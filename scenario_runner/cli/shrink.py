"""`shrink`: the smallest scenario that fails as a given one does."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.live import is_terminal
from scenario_runner.cli.options import COLOR, PATH
from scenario_runner.cli.show import is_painted, show_problems
from scenario_runner.shrinking.search import Size, Watch
from scenario_runner.shrinking.shrink import NotShrunk, Shrunk, shrink
from scenario_runner.suite.case import BrokenCase, Case, rerun_command
from scenario_runner.suite.collect import SUFFIXES, UsageFault
from scenario_runner.suite.exits import INVALID
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.selection import select
from scenario_runner.whole_file import write_text

_ADDED = ".shrunk"


@click.command("shrink")
@PATH
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The file to write; NAME.shrunk.scenario.yaml beside it unless said otherwise.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), metavar="S", default=300.0,
    show_default=True, help="Stop looking after this time, with the smallest found so far.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Seconds for one run, instead of the scenario's own.",
)  # fmt: skip
@COLOR
def shrink_command(
    path: str, output: Path | None, force: bool, seconds: float, timeout: float | None, color: str
) -> None:
    """Find the smallest scenario that fails as FILE, FILE::case or FILE::case::branch does.

    Branches, steps, keys, items, rows and text are taken out as long as the same expectation,
    check or exception still fails in the same way. The file itself is not changed.
    """
    case = one_case(path, color)
    written = output or _beside(Path(case.scenario.file))
    _check(written, Path(case.scenario.file), force)
    with in_workers(1) as place, _watching(seconds) as watch:
        shrunk = shrink(case, written, place, seconds=seconds, timeout=timeout, watch=watch)
    match shrunk:
        case NotShrunk(reason=reason, hint=hint):
            fail(reason, INVALID, hint)
        case Shrunk():
            _finish(shrunk, written)


def one_case(path: str, color: str) -> Case:
    """The one case that a path names; ends where it names none, or several."""
    cases = select((path,), Options())
    if not cases:
        nothing_selected()
    if len(cases) > 1:
        fail(f"{path} holds {len(cases)} cases", INVALID, "name one of them: FILE::case")
    (case,) = cases
    if isinstance(case, BrokenCase):
        show_problems(case, is_painted(color))
        sys.exit(INVALID)
    return case


@contextmanager
def _watching(seconds: float) -> Iterator[Watch]:
    """Tells on a terminal how small it is by now."""
    if not is_terminal():
        yield lambda _size, _runs: None
        return
    began = time.monotonic()

    def watch(size: Size, runs: int) -> None:
        spent = time.monotonic() - began
        line = f"{_told(size)} after {runs} runs, {spent:.0f} of at most {seconds:.0f} s"
        sys.stdout.write(f"\r\x1b[2K{line}")
        sys.stdout.flush()

    try:
        yield watch
    finally:
        sys.stdout.write("\r\x1b[2K")
        sys.stdout.flush()


def _beside(file: Path) -> Path:
    suffix = next(suffix for suffix in SUFFIXES if file.name.endswith(suffix))
    return file.with_name(file.name.removesuffix(suffix) + _ADDED + suffix)


def _check(written: Path, file: Path, force: bool) -> None:
    """Before anything is run."""
    if not written.name.endswith(SUFFIXES):
        hint = f"a scenario's name ends in {' or '.join(SUFFIXES)}"
        raise UsageFault(f"{written} is not the name of a scenario", hint)
    if written.resolve() == file.resolve():
        raise UsageFault(f"{written} is the scenario itself", "name another file")
    if written.exists() and not force:
        hint = "write over it with --force, or name another with -o"
        raise UsageFault(f"{written} is there already", hint)


def _finish(shrunk: Shrunk, written: Path) -> None:
    try:
        write_text(written, shrunk.text)
    except OSError as error:
        fail(f"{written} cannot be written: {error.strerror}", INVALID)
    click.echo(f"fails: {shrunk.failure}")
    click.echo(f"from {_told(shrunk.before)}")
    click.echo(f"to   {_told(shrunk.after)}")
    click.echo(f"{shrunk.runs} runs in {shrunk.seconds:.1f} s")
    if not shrunk.is_smallest:
        click.echo("time ran out: it may get smaller with more --seconds")
    click.echo(f"written to {written}; run it with")
    click.echo(f"  {rerun_command(str(written))}")


def _told(size: Size) -> str:
    return ", ".join(
        f"{count} {what if count == 1 else more}"
        for count, what, more in (
            (size.steps, "step", "steps"),
            (size.branches, "branch", "branches"),
            (size.lines, "line", "lines"),
        )
    )
