"""Results in which no secret value stands any more."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from scenario_runner.judge.verdict import Finding
from scenario_runner.masking.mask import Mask
from scenario_runner.problem import Place, Problem
from scenario_runner.results.model import (
    BranchResult,
    CaseResult,
    CompareResult,
    ErrorTold,
    StepResult,
)

T = TypeVar("T")

_NAMES: dict[type, frozenset[str]] = {
    CaseResult: frozenset({"id", "file", "scenario", "row", "tags", "rerun", "database"}),
    BranchResult: frozenset({"name", "start", "tags", "rerun", "begun_at", "go_on"}),
    StepResult: frozenset({"id", "act", "thread", "file"}),
    CompareResult: frozenset({"branches"}),
    ErrorTold: frozenset({"kind"}),
    Finding: frozenset({"expectation"}),
    Problem: frozenset({"code"}),
    Place: frozenset({"file"}),
}
"""What stays: our own words, and what the file calls its parts, which commands select by."""


def masked(result: T, mask: Mask, *, names: frozenset[str] = frozenset()) -> T:
    """The same without any value of the mask. What the file itself gives a name to (cases,
    branches, steps, rows, tags) and the fields called `names` stay as they are."""
    return _of_type(result, type(result), mask, names) if mask else result


def _of_type(value: Any, hint: Any, mask: Mask, names: frozenset[str] = frozenset()) -> Any:
    """`value`, annotated `hint`. Numbers are masked only among data of scenarios and graphs."""
    if hint is Any or hint is object:
        return mask.data(value)
    match value:
        case str():
            return value if _is_closed(hint) else mask.text(value)
        case tuple():
            return tuple(_of_type(item, _item(hint), mask) for item in value)
        case dict():
            return mask.mapping(value, lambda part: _of_type(part, get_args(hint)[1], mask))
        case _ if is_dataclass(value) and not isinstance(value, type):
            kept = names | _NAMES.get(type(value), frozenset())
            told = {
                name: _of_type(getattr(value, name), of_field, mask)
                for name, of_field in _fields(type(value))
                if name not in kept
            }
            return replace(value, **told)
        case _:
            return value


def _is_closed(hint: Any) -> bool:
    """Whether a text is one of our own few words."""
    return get_origin(hint) is Literal


def _item(hint: Any) -> Any:
    """The annotation of a tuple's items; also where a union holds the tuple, or they differ."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0]
    return next((get_args(p)[0] for p in get_args(hint) if get_origin(p) is tuple), str)


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind) if field.init)
