"""What several commands take: paths, selections, reports, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scenario_runner.cli.configured import configured
from scenario_runner.report.kinds import KINDS, NotAReportError, Wanted, reports_wanted
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


def kinds(values: tuple[str, ...]) -> Wanted:
    """`KIND=PATH` of each `--report`. Raises BadParameter."""
    try:
        return reports_wanted(values)
    except NotAReportError as error:
        raise click.BadParameter(str(error)) from None


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
    """Reads `--changed` without a REF, and what pyproject.toml says of its options."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """As any command does, with defaults of the project's."""
        if not {"-h", "--help"}.intersection(args):
            extra["default_map"] = configured(self)
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As any command does, once the REF is there."""
        end = args.index("--") if "--" in args else len(args)
        told = ["--changed=HEAD" if one == "--changed" else one for one in args[:end]]
        return super().parse_args(ctx, told + args[end:])
