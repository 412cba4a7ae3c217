"""Conditions on the versions of what is installed here."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from scenario_runner.judge.conditions import holds
from scenario_runner.language.model import Skip


def version_of(package: str) -> str | None:
    """The version of an installed package, or of `python`; None where it is not installed."""
    if package == "python":
        return platform.python_version()
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def skip_reason(skip: Skip | None) -> str | None:
    """Why something is not to run here; None where it is."""
    return skip.reason if skip is not None and holds(skip.when, version_of) else None
