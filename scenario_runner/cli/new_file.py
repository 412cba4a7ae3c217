"""The file that a command is told to write a scenario to."""

from __future__ import annotations

from pathlib import Path

from scenario_runner.suite.collect import SUFFIXES, UsageFault


def check_free(path: Path | None, force: bool) -> None:
    """Asked before anything is run. Raises UsageFault where it cannot be written so."""
    if path is None:
        return
    if not path.name.endswith(SUFFIXES):
        hint = f"a scenario's name ends in {' or '.join(SUFFIXES)}"
        raise UsageFault(f"{path} is not the name of a scenario", hint)
    if path.exists() and not force:
        raise UsageFault(f"{path} is there already", "write over it with --force, or name another")
