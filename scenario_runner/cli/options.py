"""What several commands take: paths, selections, reports, colours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_runner.report.kinds import KINDS
from scenario_runner.suite.schedule import count_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _files(_context: click.Context, _parameter: click.Parameter, word: str) -> list[CompletionItem]:
    """What a shell completes itself: files and folders."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415  # only a shell asks

    return [CompletionItem(word, type="file")]


PATHS = click.argument("paths", nargs=-1, required=True, shell_complete=_files)
MAYBE_PATHS = click.argument("paths", nargs=-1, shell_complete=_files)
PATH = click.argument("path", shell_complete=_files)
COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the output; auto asks NO_COLOR, FORCE_COLOR and the terminal.",
)
REPORT = click.option(
    "--report", "reports", multiple=True, metavar="KIND=PATH", callback=lambda _c, _p, v: kinds(v),
    help=f"Write a report; KIND is one of {', '.join(KINDS)}. Repeatable.",
)  # fmt: skip
KEYWORD = click.option(
    "-k", "keyword", metavar="EXPR", help="Only cases whose names match: words, and, or, not."
)
TAGS = click.option(
    "-t", "tags", metavar="TAGEXPR", help="Only cases and branches with these tags."
)


def kinds(values: tuple[str, ...]) -> tuple[tuple[str, Path], ...]:
    """`KIND=PATH` of each `--report`. Raises BadParameter."""
    told: list[tuple[str, Path]] = []
    for value in values:
        kind, equals, path = value.partition("=")
        if not equals or not path or kind not in KINDS:
            kinds = ", ".join(KINDS)
            message = f'"{value}" is not KIND=PATH with a KIND of {kinds}'
            raise click.BadParameter(message)
        _require_file(path, value)
        if Path(path) in (one for _, one in told) and _is_kept(Path(path)):
            raise click.BadParameter(f"two reports are to be {path}: give each a file of its own")
        told.append((kind, Path(path)))
    return tuple(told)


def _require_file(path: str, value: str) -> None:
    """Said before anything is played, as a run may take long. Raises BadParameter."""
    if path.endswith("/") or Path(path).is_dir():
        raise click.BadParameter(f'"{value}" names a folder: name a file in it')
    if path == "-":
        raise click.BadParameter(f'"{value}": name a file; /dev/stdout prints it')


def _is_kept(path: Path) -> bool:
    """Whether what is written there can be read there, as of a pipe or a terminal it cannot."""
    return path.is_file() or not path.exists()


def workers_of(value: str) -> int:
    """The number that `-j` gives. Raises BadParameter."""
    if value == "auto":
        return count_of(None)
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f'"{value}" is neither a number of workers nor auto')
    return int(value)


class ChangedOption(click.Option):
    """`--changed` by itself, or `--changed=REF`. A word after it is a path and never the REF, as
    click would have it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """As it may be written."""
        record = super().get_help_record(ctx)
        return None if record is None else ("--changed[=REF]", record[1])


class CommandWithChanged(click.Command):
    """Reads `--changed` without a REF."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As any command does, once the REF is there."""
        end = args.index("--") if "--" in args else len(args)
        told = ["--changed=HEAD" if one == "--changed" else one for one in args[:end]]
        return super().parse_args(ctx, told + args[end:])
