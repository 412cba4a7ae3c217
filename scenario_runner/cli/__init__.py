"""The command line: parse, call one function, show. A module a command."""

from scenario_runner.cli.entry import cli, main

__all__ = ["cli", "main"]
