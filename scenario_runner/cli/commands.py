"""The commands by name. Each is imported when it is called, so that `--help` costs no more than
click itself."""

from __future__ import annotations

import errno
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from scenario_runner.frozen import frozen


@frozen
class _Command:
    """Where a command is, and the sentence that `--help` shows of it."""

    home: str
    """`module:name` in this room."""
    summary: str


COMMANDS: dict[str, _Command] = {
    "run": _Command(
        home="run:run_command",
        summary="Run scenarios: files, folders, or FILE::case and FILE::case::branch.",
    ),
    "validate": _Command(
        home="validate:validate",
        summary="Read and check scenario files; nothing of them is run, "
        "or imported without --graphs.",
    ),
    "list": _Command(
        home="listing:list_command",
        summary="List cases and their branches; nothing of them is imported or run.",
    ),
    "explain": _Command(
        home="explain:explain",
        summary="Print what a run would do as LangGraph calls, without doing it.",
    ),
    "export": _Command(
        home="export:export",
        summary="Print a scenario as a Python script: FILE, FILE::case or FILE::case::branch.",
    ),
    "bundle": _Command(
        home="bundle:bundle",
        summary="Pack a scenario with all it needs into one file: "
        "FILE, FILE::case or FILE::case::branch.",
    ),
    "inspect": _Command(
        home="inspect:inspect",
        summary="Show what a bundle holds; nothing of it is run, imported or unpacked.",
    ),
    "report": _Command(
        home="report:report",
        summary="Render results again, or several of them as one: results.json files and journals.",
    ),
    "record": _Command(
        home="record:record_command",
        summary="Turn a thread that a database holds into a scenario, forks and all.",
    ),
    "bisect": _Command(
        home="bisect:bisect_command",
        summary="Find the LangGraph release since which FILE, FILE::case or FILE::case::branch "
        "ends otherwise.",
    ),
    "diff": _Command(
        home="diff:diff",
        summary="Tell what changed from A to B: two results.json files or journals, or two "
        "branches of a case.",
    ),
    "init": _Command(
        home="init:init",
        summary="Run a graph once, and write a first scenario of what it did.",
    ),
    "shrink": _Command(
        home="shrink:shrink_command",
        summary="Find the smallest scenario that fails as FILE, FILE::case or FILE::case::branch "
        "does.",
    ),
    "suggest": _Command(
        home="suggest:suggest_command",
        summary="Print branches that FILE or FILE::case does not tell yet, as YAML to paste.",
    ),
    "schema": _Command(
        home="schema:schema",
        summary="Print the JSON Schema of scenario files, for editors.",
    ),
}


_UNHEARD = {errno.EPIPE, errno.EIO, errno.ENOSPC}


class Unheard(Exception):
    """What is printed comes nowhere: the pipe is closed, the terminal gone, the disk full."""


class Commands(click.Group):
    """Knows its commands by the table alone until one is called."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, but for what it makes of a pipe that is closed: the code of a failure."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None and error.errno in _UNHEARD:
                raise Unheard(error.errno) from error
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """The names, in alphabetical order as click shows them."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """The command itself."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].home.split(":")
        command: click.Command = getattr(import_module(f"scenario_runner.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, guessing the intended word."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = get_close_matches(args[0], COMMANDS, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        """The table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in sorted(COMMANDS)])
