"""The option that says where conversations are kept."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys

import click

_NAMES = ("sqlite", "memory")
_FACTORY = re.compile(r"[^:/]+(\.[^:]+)*:\w+|.+\.py:\w+")


def storage_named(told: str) -> str:
    """The option as it stands, checked in its shape only. Its text is never in a message where
    it may hold a password. Raises BadParameter."""
    if not told or told in _NAMES:
        return told
    if told.startswith(("postgresql://", "postgres://")):
        click.get_current_context().call_on_close(lambda: _drop_left(told))
        return told
    if "://" in told:
        raise click.BadParameter("only postgresql:// is a database that can be named by its URL.")
    if _FACTORY.fullmatch(told):
        return told
    near = difflib.get_close_matches(told, [*_NAMES, "postgresql"], n=1)
    guess = f" Did you mean {near[0]}{'://...' if near[0] == 'postgresql' else ''}?" if near else ""
    raise click.BadParameter(
        f"write sqlite, memory, postgresql://..., module:factory or FILE.py:factory.{guess}"
    )


def _drop_left(url: str) -> None:
    """Drop the databases of the workers, which have ended: in a process of its own, as this one
    imports no LangGraph, and told by its environment, as others can read its arguments."""
    command = [sys.executable, "-m", "scenario_runner.engine.postgres"]
    environment = {**os.environ, "SCENARIO_RUNNER_STORAGE": url}
    quiet = subprocess.DEVNULL
    subprocess.run(command, env=environment, stdout=quiet, stderr=quiet, check=False)  # noqa: S603  # ours
