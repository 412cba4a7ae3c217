"""`list`: which cases and branches there are."""

from __future__ import annotations

from typing import NoReturn

import click

from scenario_runner.cli.bundled import receive
from scenario_runner.cli.options import COLOR, KEYWORD, PATHS, TAGS
from scenario_runner.cli.show import is_painted, list_cases
from scenario_runner.suite.options import Options
from scenario_runner.suite.selection import select


@click.command("list")
@PATHS
@KEYWORD
@TAGS
@COLOR
def list_command(
    paths: tuple[str, ...], keyword: str | None, tags: str | None, color: str
) -> NoReturn:
    """List cases and their branches; nothing of them is imported or run."""
    paths = receive(paths).paths
    list_cases(select(paths, Options(keyword=keyword, tags=tags)), is_painted(color))
