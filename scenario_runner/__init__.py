"""Scenario Runner: declarative tests for LangGraph conversations that stop, ask and branch.

`load(path)` reads a scenario, `run(paths)` plays scenarios and returns their results. Neither
imports LangGraph into the calling process unless asked to play in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenario_runner.language.load import load
    from scenario_runner.suite.run import Options, run

__version__ = "0.1.0"
__all__ = ["Options", "__version__", "load", "run"]

_HOMES = {
    "load": "scenario_runner.language.load",
    "run": "scenario_runner.suite.run",
    "Options": "scenario_runner.suite.run",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  # as lazy as what it serves

    return getattr(import_module(_HOMES[name]), name)
