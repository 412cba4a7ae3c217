"""The command line: parse, call one function, show. A module a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from scenario_runner.cli.entry import cli

__all__ = ["cli", "main"]


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point. Ends the process with the exit code of the run. A worker imports the
    script that calls this, and must not have to import a command line with it."""
    from scenario_runner.cli import entry  # noqa: PLC0415  # as said

    entry.main(arguments)


def __getattr__(name: str) -> Any:
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scenario_runner.cli.entry import cli  # noqa: PLC0415  # when it is asked for

    return cli
