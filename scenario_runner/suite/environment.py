"""What a run plays on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from scenario_runner import __version__
from scenario_runner.results.model import Environment
from scenario_runner.suite.storing import saver_named


def environment(storage: str = "") -> Environment:
    """What this process runs on, told without importing any of it; `storage` as options say it."""
    return Environment(
        python=platform.python_version(),
        langgraph=_version("langgraph"),
        saver=saver_named(storage),
        platform=platform.platform(),
        tool=__version__,
    )


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
