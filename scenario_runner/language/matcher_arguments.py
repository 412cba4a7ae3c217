"""What single matchers are given: is it what they can work with?"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from scenario_runner.language.regex_words import regex_fault
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import flow, kind, quoted, suggestion
from scenario_runner.problem import Problem

TYPES = ("string", "integer", "number", "boolean", "null", "list", "mapping", "message")
_TYPE_ALIASES = {
    "str": "string", "text": "string", "int": "integer", "float": "number", "bool": "boolean",
    "none": "null", "array": "list", "object": "mapping", "dict": "mapping",
}  # fmt: skip


def problem(
    value: Value, message: str, hint: str | None, *, code: str, at_key: bool = False
) -> Problem:
    """A problem at a value, or at its key."""
    place = value.key_place if at_key else value.place
    return Problem(place=place, message=message, hint=hint, code=code)


def wrong(value: Value, message: str, hint: str | None = None) -> Iterator[Problem]:
    """A problem of what a matcher is given."""
    yield problem(value, message, hint, code="wrong-matcher")


def _in_quotes(data: Data) -> str:
    return f'put it in quotes: "{flow(data)}"' if isinstance(data, int | float) else "write text"


def regex(value: Value) -> Iterator[Problem]:
    """`$matches`: a regular expression that compiles."""
    text = value.data
    if is_template(text):
        return
    if not isinstance(text, str):
        yield from wrong(
            value, f"$matches wants a regular expression, not {kind(text)}", _in_quotes(text)
        )
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python may change one day is not wrong today
            re.compile(text)
    except re.error as error:
        yield from wrong(value, *regex_fault(text, error))
    except (RecursionError, OverflowError):
        yield from wrong(value, "this regular expression is too large", "make it simpler")


def type_name(value: Value) -> Iterator[Problem]:
    """`$type`: one of TYPES."""
    name = value.data
    if is_template(name) or (isinstance(name, str) and name in TYPES):
        return
    if isinstance(name, str) and name.lower() in _TYPE_ALIASES:
        hint: str | None = f"did you mean {quoted(_TYPE_ALIASES[name.lower()])}?"
    else:
        hint = suggestion(str(name), TYPES, "types are") if name else "write $type: string"
    said = quoted(name) if isinstance(name, str) else kind(name)
    yield from wrong(value, f"$type wants the name of a type, not {said}", hint)


def bound(value: Value) -> Iterator[Problem]:
    """`$gt` and its like: a number or text."""
    data, name = value.data, value.pointer[-1]
    if isinstance(data, bool) or not isinstance(data, int | float | str):
        yield from wrong(
            value, f"{name} wants a number or text, not {kind(data)}", f"write {name}: 3"
        )


def approx(value: Value) -> Iterator[Problem]:
    """`$approx`: a number, or {value, rel, abs}."""
    data = value.data
    hint: str | None = "write $approx: 3.1, or $approx: {value: 3.1, abs: 0.05}"
    if is_template(data) or _is_number(data):
        return
    if not isinstance(data, dict):
        yield from wrong(value, f"$approx wants a number, not {kind(data)}", hint)
        return
    known = ("value", "rel", "abs")
    for key in data:
        if key not in known:
            message, near = f"$approx knows no {quoted(key)}", suggestion(key, known, "it takes")
            yield problem(value[key], message, near, code="unknown-key", at_key=True)
        elif not is_template(data[key]) and not _is_number(data[key]):
            yield from wrong(
                value[key], f"{quoted(key)} must be a number, not {kind(data[key])}", hint
            )
        elif key != "value" and not is_template(data[key]) and data[key] < 0:
            yield from wrong(value[key], f"{quoted(key)} must not be negative", hint)
    if "value" not in data:
        yield from wrong(value, '"value" is missing in $approx', "add the number to be near to")


def only_true(value: Value) -> Iterator[Problem]:
    """`$absent` and `$present`: true."""
    name = value.pointer[-1]
    if value.data is True or is_template(value.data):
        return
    other = "$present" if name == "$absent" else "$absent"
    hint = f"write {other}: true" if value.data is False else f"write {name}: true"
    yield from wrong(value, f"{name} takes only true", hint)


def schema(value: Value) -> Iterator[Problem]:
    """`$schema`: a JSON Schema."""
    from scenario_runner.language.json_schema import schema_fault  # noqa: PLC0415  # jsonschema

    if (fault := schema_fault(value.data)) is not None:
        place = value.at(*fault.pointer)
        yield Problem(place=place, message=fault.message, hint=fault.hint, code="wrong-matcher")


def _is_number(data: Data) -> bool:
    return isinstance(data, int | float) and not isinstance(data, bool)


def anything(_value: Value) -> Iterator[Problem]:
    """`$literal`: whatever it is."""
    return iter(())
