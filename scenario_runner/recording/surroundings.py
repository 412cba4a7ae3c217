"""What a recorded scenario takes from a scenario that is there: its graph and all around it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from scenario_runner.language.source import read
from scenario_runner.language.value import Data
from scenario_runner.recording.database import CannotRecord

_TAKEN: Final = (
    "graph", "variables", "secrets", "environment", "models", "patches", "cassette", "network",
    "freeze_time", "seed", "timeout", "checks", "ignore",
)  # fmt: skip
_OF_BRANCHES: Final = ("variables", "models", "patches")


def surroundings(
    scenario: Path, folder: Path
) -> tuple[dict[str, Data], dict[str, dict[str, Data]]]:
    """Top-level entries and entries of branches by their names, each an `$include` of a
    scenario's own, for a file in `folder`. Raises ProblemsError and CannotRecord."""
    data = read(str(scenario), scenario.read_bytes()).data
    if not isinstance(data, dict):
        raise CannotRecord(f"{scenario} is not a scenario")
    if "parameters" in data:
        hint = "name the graph itself with --graph"
        raise CannotRecord(f"{scenario} has parameters, and a database does not tell its row", hint)
    written = Path(os.path.relpath(scenario.resolve(), folder.resolve())).as_posix()
    top = {name: _include(written, name) for name in _TAKEN if name in data}
    branches: dict[str, dict[str, Data]] = {}
    for name, branch in _branches(data).items():
        held = [key for key in _OF_BRANCHES if isinstance(branch, Mapping) and key in branch]
        branches[name] = {key: _include(written, "branches", name, key) for key in held}
    return top, branches


def _branches(data: Mapping[str, Data]) -> Mapping[str, Data]:
    branches = data.get("branches")
    return branches if isinstance(branches, Mapping) else {}


def _include(written: str, *way: str) -> Data:
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in way)
    return {"$include": f"{written}#/{pointer}"}
