"""What a run plays on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from scenario_runner import __version__
from scenario_runner.results.model import Environment


def environment() -> Environment:
    """What this process runs on, told without importing any of it."""
    return Environment(
        python=platform.python_version(),
        langgraph=_version("langgraph"),
        saver=_saver(),
        platform=platform.platform(),
        tool=__version__,
    )


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _saver() -> str | None:
    found = _version("langgraph-checkpoint-sqlite")
    return f"langgraph-checkpoint-sqlite {found}, in memory" if found else None
