"""The shape of a scenario: what its JSON Schema finds, in our own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from scenario_runner.language.at_most import at_most
from scenario_runner.language.bad_name import bad_name
from scenario_runner.language.outline import ACTS
from scenario_runner.language.schema import fits_scenario, scenario_schema, validator
from scenario_runner.language.unknown_key import is_meant, unknown_hint
from scenario_runner.language.value import Data, Pointer, Value
from scenario_runner.language.words import (
    KINDS,
    either,
    flow,
    kind,
    listed,
    meant,
    quoted,
    shortened,
)
from scenario_runner.problem import Problem

if TYPE_CHECKING:
    from jsonschema import ValidationError

_MOST_UNKNOWN = 100
"""Unknown keys told of one mapping: guessing what was meant takes its time."""
_HOW = {
    "text": "write a word, or text in quotes",
    "a list": "write [ONE, TWO], or each item behind a dash on a line of its own",
    "a mapping": "write KEY: VALUE, each on a line of its own below it",
    "a whole number": "write a number without quotes",
    "a number": "write a number without quotes",
    "true or false": "write true or false, without quotes",
    "null": "write null",
}
"""What to do where the schema gives no example."""


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


def _schema(error: ValidationError) -> dict[str, Any]:
    """The part of our schema that the data breaks; ours holds no bare true and false."""
    schema: Any = error.schema
    return dict(schema)


def _down(root: Value, pointer: Pointer) -> Value:
    for key in pointer:
        root = root[key]
    return root


def named(pointer: Pointer) -> str:
    """What stands at `pointer`, as people call it: `"tags"`, `item 2 of "tags"`."""
    if not pointer:
        return "a scenario file"
    last = pointer[-1]
    if isinstance(last, str):
        return quoted(last)
    if len(pointer) > 1 and pointer[-2] == "steps":
        return f"step {last + 1}"
    return f"item {last + 1} of {named(pointer[:-1])}"


def _unknown_keys(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    known = _schema(error).get("properties", {})
    unknown = (key for key in value.data if key not in known)
    for key in islice(unknown, _MOST_UNKNOWN):
        yield Problem(
            place=value.places.key((*value.pointer, key)),
            message=f"unknown key {quoted(key)}{_inside(pointer)}",
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


def _inside(pointer: Pointer) -> str:
    if not pointer or isinstance(pointer[-1], int):
        return ""
    return f" in {named(pointer)}"


def _missing(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    schema = _schema(error)
    unknown = [key for key in value.data if key not in schema["properties"]]
    for key in schema["required"]:
        if key in value.data or not error.message.startswith(repr(key)):
            continue  # each missing key is an error of its own
        if any(is_meant(key, by=other) for other in unknown):
            continue  # told as a misspelt key
        yield Problem(
            place=value.key_place,
            message=f"{quoted(key)} is missing{_inside(pointer)}",
            hint=_example(key, schema["properties"][key]),
            code="missing-key",
        )


def _wrong_type(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    wanted = _schema(error)["type"]
    words = [KINDS[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    hint = _written(error, pointer) or _HOW[words[0]]
    if wanted == "boolean" and pointer[-1] == "reload":  # false would do nothing
        words = ["true"]
    if _would_do(value.data, _schema(error), pointer):
        hint = f'put it in quotes: "{shortened(flow(value.data))}"'
    elif wanted == "string" and _is_path(pointer):
        hint = "write a JSONPath, such as $.values.status"
    if "a list" in words and isinstance(value.data, dict) and _all_dashed(value.data):
        hint = "write a space behind each -"
    if not pointer:
        hint = 'begin it with "scenario:" and a name, then "graph:" and "steps:"'
    yield Problem(
        place=value.place,
        message=f"{named(pointer)} must be {either(words)}, not {kind(value.data)}",
        hint=hint,
        code="wrong-type",
    )


def _would_do(data: Data, schema: dict[str, Any], pointer: Pointer) -> bool:
    """Whether quotes around a number, true or false are all that text lacks here."""
    if schema["type"] != "string" or not isinstance(data, int | float):
        return False
    fits = re.search(schema.get("pattern", ""), flow(data)) is not None
    return fits and pointer != ("freeze_time",) and not _is_path(pointer)


def _is_path(pointer: Pointer) -> bool:
    """Whether a JSONPath belongs there, which the schema leaves to rules in code."""
    return pointer[:1] == ("ignore",) or pointer[-2:-1] == ("save",)


def _all_dashed(data: dict[str, Data]) -> bool:
    """`-invoke: {}`, which YAML takes for a key."""
    return all(key.startswith("-") for key in data) and bool(data)


def _not_one_of(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    schema = _schema(error)
    known = schema["enum"] if "enum" in schema else schema["anyOf"][0]["enum"]
    written = value.data
    if isinstance(written, str) and (written.lower(), "user" in known) in _ROLE_WORDS:
        written = _ROLE_WORDS[written.lower(), True]
    close = meant(written, known) if isinstance(written, str) else None
    yield Problem(
        place=value.place,
        message=f"{named(pointer)} must be {'one of ' * (len(known) > 1)}{listed(known)}",
        hint=f"did you mean {quoted(close)}?" if close else _written(error, pointer),
        code="wrong-value",
    )


_ROLE_WORDS = {("human", True): "user", ("ai", True): "assistant", ("bot", True): "assistant"}
"""What others call the roles of messages."""


def _empty(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    yield Problem(
        place=value.key_place,
        message=f"{named(pointer)} must not be empty",
        hint=_written(error, pointer) or "write something, or remove it",
        code="empty",
    )


def _too_small(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    least = error.validator_value
    words = f"more than {least}" if error.validator == "exclusiveMinimum" else f"at least {least}"
    yield Problem(
        place=value.place,
        message=f"{named(pointer)} must be {words}, not {value.data}",
        hint=_written(error, pointer),
        code="wrong-value",
    )


def _none_of(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """A word that is neither one of ours nor a template, or a step without an act."""
    if "enum" in _schema(error)["anyOf"][0]:
        yield from _not_one_of(error, value, pointer)
    else:
        yield from _no_act(error, value)


def _no_act(error: ValidationError, value: Value) -> Iterator[Problem]:
    if value.data.keys() - _schema(error)["properties"].keys():
        return  # an unknown key is told of, and was probably meant as the act
    yield Problem(
        place=value.place,
        message="this step does nothing and expects nothing",
        hint=f"give it one of {', '.join(ACTS)}, or an expect",
        code="no-act",
    )


def _written(error: ValidationError, pointer: Pointer) -> str | None:
    return _example(pointer[-1] if pointer else None, error.schema)


def _example(key: str | int | None, schema: Any) -> str | None:
    if "$ref" in schema:
        schema = scenario_schema()["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    examples = schema.get("examples")
    if not examples:
        return None
    written: Data = examples[0]
    return (
        f"for example: {flow(key)}: {flow(written)}"
        if isinstance(key, str)
        else (f"for example: {flow(written)}")
    )


_EXPLAINED: dict[str, Callable[[ValidationError, Value, Pointer], Iterator[Problem]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_one_of,
    "minLength": _empty,
    "minItems": _empty,
    "minProperties": _empty,
    "minimum": _too_small,
    "exclusiveMinimum": _too_small,
    "anyOf": _none_of,
    "pattern": bad_name,
    "not": bad_name,
    "propertyNames": bad_name,
}
