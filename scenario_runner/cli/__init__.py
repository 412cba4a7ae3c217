"""The command line: parse, call one function, show. A module a command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

from scenario_runner.suite.usage import INTERRUPTED

if TYPE_CHECKING:
    from scenario_runner.cli.entry import cli

__all__ = ["cli", "main"]


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point. Ends the process with the exit code of the run. A worker imports the
    script that calls this, and must not have to import a command line with it."""
    try:
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
