"""The command line: parse, call one function, show. A module a command."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final, NoReturn

from scenario_runner.suite.usage import INTERRUPTED, INVALID

if TYPE_CHECKING:
    from scenario_runner.cli.entry import cli

__all__ = ["cli", "main"]

_NO_WORKERS: Final = frozenset({"-h", "--help", "--list", "--in-process", "--watch", "--executor"})
"""With these a run plays nothing, plays elsewhere, or is yet to say how workers are to be."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point. Ends the process with the exit code of the run. A worker imports the
    script that calls this, and must not have to import a command line with it.

    For a run, what its workers are forked from starts ahead of all else: it takes longer than all
    that comes before the first case.
    """
    told = sys.argv[1:] if arguments is None else arguments
    try:
        os.getcwd()  # noqa: PTH109  # pathlib is not there yet
    except OSError:
        sys.stderr.write("error: the current folder is not there any more\n  help: cd to another\n")
        sys.exit(INVALID)
    try:
        if told[:1] == ["run"] and not _NO_WORKERS.intersection(told):
            from scenario_runner.suite.forks import begin_early  # noqa: PLC0415  # not for --help

            begin_early()
        from scenario_runner.cli import entry  # noqa: PLC0415  # as said
    except KeyboardInterrupt:
        _interrupted()
    entry.main(arguments)


def _interrupted() -> NoReturn:
    """Ctrl-C as early as that: nothing is there yet that would tell of it."""
    sys.stderr.write("error: interrupted\n")
    sys.exit(INTERRUPTED)


def __getattr__(name: str) -> Any:
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scenario_runner.cli.entry import cli  # noqa: PLC0415  # when it is asked for

    return cli
