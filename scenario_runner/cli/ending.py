"""How commands end where nothing can be done."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from scenario_runner.suite.usage import NOTHING


def nothing_selected(why: str = "no scenario matches") -> NoReturn:
    """End, since there is nothing to do."""
    fail(f"nothing was selected: {why}", NOTHING)


def fail(message: str, code: int, hint: str | None = None) -> NoReturn:
    """End with an error of one line, and what to do."""
    click.echo(f"error: {message}", err=True)
    if hint is not None:
        click.echo(f"  help: {hint}", err=True)
    sys.exit(code)
