"""Keys that a mapping must not have, and those that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from scenario_runner.language.check_parts import example, inside, schema_of
from scenario_runner.language.outline import ACTS
from scenario_runner.language.unknown_key import is_meant, unknown_hint
from scenario_runner.language.value import Data, Pointer, Value
from scenario_runner.language.words import (
    quoted,
)
from scenario_runner.problem import Problem

if TYPE_CHECKING:
    from jsonschema import ValidationError


_MOST_UNKNOWN = 100
"""Unknown keys told of one mapping: guessing what was meant takes its time."""


def unknown_keys(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """Keys that the schema does not know there."""
    known = schema_of(error).get("properties", {})
    unknown = (key for key in value.data if key not in known)
    for key in islice(unknown, _MOST_UNKNOWN):
        yield Problem(
            place=value.places.key((*value.pointer, key)),
            message=f"unknown key {quoted(key)}{inside(pointer)}",
            hint=_hint(key, value.data, known, pointer),
            code="unknown-key",
        )


def _hint(key: str, data: dict[str, Data], known: dict[str, Any], pointer: Pointer) -> str:
    """The key that was meant. Right below an act without a value, it was meant to be part of it."""
    hint = unknown_hint(key, known, pointer, here=data)
    before = list(data)[: list(data).index(key)][-1:]
    if (
        not hint.startswith(("it belongs", "the keys here"))
        or not before
        or before[0] not in ACTS
        or data[before[0]] is not None
    ):
        return hint
    return f'to be part of "{before[0]}", it must be indented further than that'


def missing(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """Keys that have to be there."""
    schema = schema_of(error)
    unknown = [key for key in value.data if key not in schema["properties"]]
    for key in schema["required"]:
        if key in value.data or not error.message.startswith(repr(key)):
            continue  # each missing key is an error of its own
        if any(is_meant(key, by=other) for other in unknown):
            continue  # told as a misspelt key
        yield Problem(
            place=value.key_place,
            message=f"{quoted(key)} is missing{inside(pointer)}",
            hint=example(key, schema["properties"][key]),
            code="missing-key",
        )


def no_act(error: ValidationError, value: Value) -> Iterator[Problem]:
    """A step without an act and without anything to look at."""
    if value.data.keys() - schema_of(error)["properties"].keys():
        return  # an unknown key is told of, and was probably meant as the act
    yield Problem(
        place=value.place,
        message="this step does nothing and expects nothing",
        hint=f"give it one of {', '.join(ACTS)}, or an expect",
        code="no-act",
    )
