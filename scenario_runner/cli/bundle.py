"""`bundle`: a scenario, and all it needs, as one file for somebody else."""

from __future__ import annotations

import os
import sys
from itertools import islice
from pathlib import Path

import click

from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.options import COLOR, PATH
from scenario_runner.cli.show import is_painted, plural, show_problems
from scenario_runner.masking.mask import Mask
from scenario_runner.share.bundle import is_bundle
from scenario_runner.share.gather import Gathered, Wanted, gather
from scenario_runner.share.make import Made, leaks, make
from scenario_runner.share.manifest import BundledFile
from scenario_runner.share.shown import files_text
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.options import Options
from scenario_runner.suite.secrets import mask_of_environment, secrets_of
from scenario_runner.suite.selection import select
from scenario_runner.suite.usage import INVALID
from scenario_runner.whole_file import write_bytes

_MOST_TOLD = 20


@click.command()
@PATH
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.zip",
    help="Where the bundle is written.",
)  # fmt: skip
@click.option(
    "--with", "more", multiple=True, metavar="GLOB",
    help="Files of the project that go along though nothing has read them. Repeatable.",
)  # fmt: skip
@click.option(
    "--without", "less", multiple=True, metavar="GLOB",
    help="Files that stay here though the run has read them. Repeatable.",
)  # fmt: skip
@click.option(
    "--no-databases",
    is_flag=True,
    help="Leave out the databases of what failed; the same files make the same bytes then.",
)
@click.option(
    "--allow",
    multiple=True,
    metavar="FILE",
    help="A file in which what looks like a secret is none. Repeatable.",
)
@click.option("--list", "only_list", is_flag=True, help="Show what would go along, and stop.")
@COLOR
def bundle(  # one argument an option
    path: str,
    output: Path | None,
    more: tuple[str, ...],
    less: tuple[str, ...],
    no_databases: bool,
    allow: tuple[str, ...],
    only_list: bool,
    color: str,
) -> None:
    """Pack a scenario with all it needs into one file: FILE, FILE::case or FILE::case::branch.

    The scenario is played once. Along go the files that it read, the project's modules that it
    imported, the versions of the packages that took part, and what came of it.
    """
    cases = _cases(path, is_painted(color))
    target = None if only_list else _target(output)
    wanted = Wanted(selector=path, more=more, less=less, databases=not no_databases)
    gathered = gather(wanted)
    names = tuple(sorted({secret.name for case in cases for secret in case.scenario.secrets}))
    made = make(gathered, wanted, names)
    click.echo(files_text(made.manifest))
    _tell_outside(gathered)
    known = Mask(values=tuple(v for m in _masks(cases) for v in m.values))
    _refuse_leaks(made, known, allow)
    if target is not None:
        _write(made, target)


def _cases(path: str, color: bool) -> list[Case]:
    if Path(path).is_dir():
        fail(f"{path} is a folder", INVALID, "a bundle holds one scenario: name its file")
    cases = select((path,), Options())
    for case in cases:
        if isinstance(case, BrokenCase):
            show_problems(case, color)
            sys.exit(INVALID)
    if not cases:
        nothing_selected()
    return [case for case in cases if isinstance(case, Case)]


def _target(output: Path | None) -> Path:
    if output is None:
        fail("nothing says where the bundle goes", INVALID, "name a file: -o case.zip")
    if output.suffix.lower() != ".zip":
        fail(f"{output} does not end in .zip", INVALID, "run knows a bundle by that: -o case.zip")
    if output.exists() and not is_bundle(output):
        fail(f"{output} is there and is no bundle", INVALID, "name another file")
    above = next(folder for folder in output.absolute().parents if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        fail(f"{output} cannot be written", INVALID, "name a file in a folder of yours")
    return output


def _masks(cases: list[Case]) -> list[Mask]:
    return [mask_of_environment(), *(secrets_of(case.scenario).mask for case in cases)]


def _tell_outside(gathered: Gathered) -> None:
    if gathered.outside:
        click.echo(f"warning: code from outside the project ran too: {', '.join(gathered.outside)}",
                   err=True)  # fmt: skip
        hint = "it is not in the bundle; whoever runs it must have it"
        click.echo(f"  help: {hint}", err=True)


def _refuse_leaks(made: Made, known: Mask, allow: tuple[str, ...]) -> None:
    found = list(islice(leaks(made, known, allow), _MOST_TOLD + 1))
    if not found:
        return
    for leak in found[:_MOST_TOLD]:
        click.echo(f"error: {leak}", err=True)
    if len(found) > _MOST_TOLD:
        click.echo("error: and more of the kind", err=True)
    looks = all(leak.looks for leak in found)
    hint = "take it out, or leave the file here with --without FILE"
    hint += "; --allow FILE where it only looks so" if looks else ""
    fail("nothing was written: secrets would leave with it", INVALID, hint)


def _write(made: Made, target: Path) -> None:
    try:
        write_bytes(target, made.packed())
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror}", INVALID)
    files: tuple[BundledFile, ...] = made.manifest.files
    click.echo(f"{target}: {plural(len(files), 'file')}; played here, it {_ended(made)}")


def _ended(made: Made) -> str:
    return {
        "passed": "passed", "failed": "failed", "error": "ended in an error",
        "skipped": "was skipped", "flaky": "was flaky", "xpassed": "passed unexpectedly",
        "xfailed": "failed as expected",
    }[made.manifest.outcome]  # fmt: skip
