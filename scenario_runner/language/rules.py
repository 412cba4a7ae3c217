"""What a scenario must keep to beyond its shape. Every rule skips what has no right shape,
because `check_shape` has told of it, so that all problems of a file are told at once."""

from __future__ import annotations

from pathlib import Path

from scenario_runner.language.references import check_reference
from scenario_runner.language.value import Value
from scenario_runner.problem import Problem


def check_rules(root: Value, folder: Path) -> list[Problem]:
    """All problems of a mapping that is meant to be a scenario."""
    problems: list[Problem] = []
    graph = root.data.get("graph")
    if isinstance(graph, str):
        problems += check_reference(root["graph"], folder)
    elif isinstance(graph, dict) and "ref" in graph:
        problems += check_reference(root["graph"]["ref"], folder)
    return problems
