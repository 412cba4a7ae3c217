"""What led to a step, as a hash: whoever goes on from there later learns whether it is still so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from scenario_runner.language.model import Scenario
from scenario_runner.language.value import Value
from scenario_runner.plan.compile import source_of
from scenario_runner.problem import Place

_LATER = frozenset({"expect", "description", "timeout", "steps", "skip", "expect_failure", "tags"})
"""What changes nothing of the conversation, or is told by itself."""


def fingerprint(scenario: Scenario, branch: str, index: int) -> str:
    """A hash of all that the scenario says of the steps before one: those of its branch, and
    those of the branches it comes from. The same wherever the project stands."""
    said = list(_said(scenario, branch, index))
    text = json.dumps(said, sort_keys=True, default=str).replace(scenario.graph.root, "")
    return hashlib.sha256(text.encode()).hexdigest()


def _said(scenario: Scenario, name: str, count: int) -> Iterator[Any]:
    branch = next(one for one in scenario.branches if one.name == name)
    source = source_of(scenario, branch.start)
    if source is not None:
        yield from _said(scenario, source.branch, source.index + 1)
        yield _plain(branch.start)
    else:
        yield [_plain(scenario.graph), _plain(scenario.models), _plain(scenario.row)]
        yield _plain(scenario.variables)
    yield _plain(branch)
    yield [_plain(step) for step in branch.steps[:count]]


def _plain(value: Any) -> Any:
    """Without where it is written."""
    if isinstance(value, Value):
        return value.data
    if is_dataclass(value) and not isinstance(value, type):
        return [
            type(value).__name__,
            {
                field.name: _plain(getattr(value, field.name))
                for field in fields(value)
                if field.name not in _LATER and not isinstance(getattr(value, field.name), Place)
            },
        ]
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return value
