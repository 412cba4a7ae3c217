"""The shape of a scenario: what its JSON Schema finds, in our own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scenario_runner.language.at_most import at_most
from scenario_runner.language.bad_name import bad_name
from scenario_runner.language.check_keys import missing, no_act, unknown_keys
from scenario_runner.language.check_parts import schema_of
from scenario_runner.language.check_values import empty, not_one_of, too_small, wrong_type
from scenario_runner.language.schema import fits_scenario, validator
from scenario_runner.language.value import Pointer, Value
from scenario_runner.problem import Problem

if TYPE_CHECKING:
    from jsonschema import ValidationError


def check_shape(root: Value) -> list[Problem]:
    """Every way in which the data is no scenario: unknown and missing keys, wrong types."""
    if fits_scenario()(root.data):
        return []
    return list(at_most(_explained(root)))


def _explained(root: Value) -> Iterator[Problem]:
    for error in validator().iter_errors(root.data):
        pointer = tuple(error.absolute_path)
        explain = _EXPLAINED[str(error.validator)]
        yield from explain(error, _down(root, pointer), pointer)


def _down(root: Value, pointer: Pointer) -> Value:
    for key in pointer:
        root = root[key]
    return root


def _none_of(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """A word that is neither one of ours nor a template, or a step without an act."""
    if "enum" in schema_of(error)["anyOf"][0]:
        yield from not_one_of(error, value, pointer)
    else:
        yield from no_act(error, value)


_EXPLAINED: dict[str, Callable[[ValidationError, Value, Pointer], Iterator[Problem]]] = {
    "additionalProperties": unknown_keys,
    "required": missing,
    "type": wrong_type,
    "enum": not_one_of,
    "minLength": empty,
    "minItems": empty,
    "minProperties": empty,
    "minimum": too_small,
    "exclusiveMinimum": too_small,
    "anyOf": _none_of,
    "pattern": bad_name,
    "not": bad_name,
    "propertyNames": bad_name,
}
