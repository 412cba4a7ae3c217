"""Matchers in expected values: is each one known, alone with its like, and rightly filled in?"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator

from scenario_runner.language.inputs import CONSTRUCTORS, check_module, check_path
from scenario_runner.language.json_schema import check_schema
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Problem

TYPES = ("string", "integer", "number", "boolean", "null", "list", "mapping", "message")
_TYPE_ALIASES = {
    "str": "string", "text": "string", "int": "integer", "float": "number", "bool": "boolean",
    "none": "null", "array": "list", "object": "mapping", "dict": "mapping",
}  # fmt: skip


_ALIASES = {
    "$regex": "$matches", "$pattern": "$matches", "$eq": "$equals", "$ne": "$not", "$in": "$any_of",
    "$or": "$any_of", "$and": "$all_of", "$size": "$length", "$len": "$length", "$ge": "$gte",
    "$le": "$lte", "$exists": "$present", "$missing": "$absent", "$near": "$approx",
}  # fmt: skip
"""What other tools call our matchers."""


def is_matcher(data: Data) -> bool:
    """True for a mapping whose keys all start with `$`."""
    return isinstance(data, dict) and bool(data) and all(key.startswith("$") for key in data)


def check_tree(value: Value) -> Iterator[Problem]:
    """Problems of an expected value: of the matchers in it, at any depth."""
    data = value.data
    if isinstance(data, list):
        for index in range(len(data)):
            yield from check_tree(value[index])
    elif isinstance(data, dict):
        special = [key for key in data if key.startswith("$")]
        if special:
            yield from _matcher(value, special)
        else:
            for key in data:
                yield from check_tree(value[key])


def _matcher(value: Value, special: list[str]) -> Iterator[Problem]:
    ordinary = [key for key in value.data if key not in special]
    alone = [key for key in special if key in _VALUES]
    if ordinary:
        yield problem(
            value[special[0]],
            f"the matcher {special[0]} stands beside the ordinary key {quoted(ordinary[0])}",
            "put both into {$all_of: [...]}; a key that really begins with $ goes into $literal",
            code="mixed-matcher",
            at_key=True,
        )
    elif alone and len(special) > 1:
        yield problem(
            value[alone[0]], f"{alone[0]} must stand alone in its mapping",
            "put several matchers into {$all_of: [...]}", code="mixed-matcher", at_key=True,
        )  # fmt: skip
    for key in special:
        if (judge := _MATCHERS.get(key) or _VALUES.get(key)) is not None:
            yield from judge(value[key])
        else:
            yield _unknown(value[key], key)
    for key in ordinary:
        yield from check_tree(value[key])


def _unknown(value: Value, key: str) -> Problem:
    if key in CONSTRUCTORS:
        hint: str | None = "it builds inputs; expect a message as {role: user, content: ...}"
    elif key in _ALIASES:
        hint = f"did you mean {quoted(_ALIASES[key])}?"
    else:
        hint = suggestion(key, (*_MATCHERS, *_VALUES), "matchers are")
    return problem(value, f"unknown matcher {key}", hint, code="unknown-matcher", at_key=True)


def problem(
    value: Value, message: str, hint: str | None, *, code: str, at_key: bool = False
) -> Problem:
    """A problem at a value, or at its key."""
    place = value.key_place if at_key else value.place
    return Problem(place=place, message=message, hint=hint, code=code)


def _wrong(value: Value, message: str, hint: str | None = None) -> Iterator[Problem]:
    yield problem(value, message, hint, code="wrong-matcher")


def _each_of(value: Value) -> Iterator[Problem]:
    if is_template(value.data):
        return
    name = value.pointer[-1]
    if not isinstance(value.data, list):
        yield from _wrong(
            value, f"{name} wants a list, not {kind(value.data)}", f"write {name}: [...]"
        )
    elif not value.data and name == "$any_of":
        yield from _wrong(value, "$any_of without choices never holds", "give it choices")
    else:
        yield from check_tree(value)


def _regex(value: Value) -> Iterator[Problem]:
    text = value.data
    if is_template(text):
        return
    if not isinstance(text, str):
        yield from _wrong(
            value, f"$matches wants a regular expression, not {kind(text)}", "put it in quotes"
        )
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python may change one day is not wrong today
            re.compile(text)
    except re.error as error:
        where = (error.pos or 0) + 1
        hint = "put a backslash before . * + ? ( ) [ ] { } | ^ $ to mean the character itself"
        yield from _wrong(
            value, f"this regular expression goes wrong at its character {where}", hint
        )
    except (RecursionError, OverflowError):
        yield from _wrong(value, "this regular expression is too large", "make it simpler")


def _type(value: Value) -> Iterator[Problem]:
    name = value.data
    if is_template(name) or (isinstance(name, str) and name in TYPES):
        return
    if isinstance(name, str) and name.lower() in _TYPE_ALIASES:
        hint: str | None = f"did you mean {quoted(_TYPE_ALIASES[name.lower()])}?"
    else:
        hint = suggestion(str(name), TYPES, "types are") if name else "such as string"
    said = quoted(name) if isinstance(name, str) else kind(name)
    yield from _wrong(value, f"$type wants the name of a type, not {said}", hint)


def _length(value: Value) -> Iterator[Problem]:
    data = value.data
    if is_matcher(data):
        yield from check_tree(value)
    elif not is_template(data) and (
        isinstance(data, bool) or not isinstance(data, int) or data < 0
    ):
        yield from _wrong(
            value,
            f"$length wants a whole number or a matcher, not {kind(data)}",
            "write $length: 2, or $length: {$gt: 2}",
        )


def _bound(value: Value) -> Iterator[Problem]:
    data, name = value.data, value.pointer[-1]
    if isinstance(data, bool) or not isinstance(data, int | float | str):
        yield from _wrong(
            value, f"{name} wants a number or text, not {kind(data)}", f"write {name}: 3"
        )


def _approx(value: Value) -> Iterator[Problem]:
    data = value.data
    hint: str | None = "write $approx: 3.1, or $approx: {value: 3.1, abs: 0.05}"
    if is_template(data) or _is_number(data):
        return
    if not isinstance(data, dict):
        yield from _wrong(value, f"$approx wants a number, not {kind(data)}", hint)
        return
    known = ("value", "rel", "abs")
    for key in data:
        if key not in known:
            message, near = f"$approx knows no {quoted(key)}", suggestion(key, known, "it takes")
            yield problem(value[key], message, near, code="unknown-key", at_key=True)
        elif not is_template(data[key]) and not _is_number(data[key]):
            yield from _wrong(
                value[key], f"{quoted(key)} must be a number, not {kind(data[key])}", hint
            )
        elif key != "value" and not is_template(data[key]) and data[key] < 0:
            yield from _wrong(value[key], f"{quoted(key)} must not be negative", hint)
    if "value" not in data:
        yield from _wrong(value, '"value" is missing in $approx', "add the number to be near to")


def _true(value: Value) -> Iterator[Problem]:
    name = value.pointer[-1]
    if value.data is True or is_template(value.data):
        return
    other = "$present" if name == "$absent" else "$absent"
    hint = f"write {other}: true" if value.data is False else f"write {name}: true"
    yield from _wrong(value, f"{name} takes only true", hint)


def _schema(value: Value) -> Iterator[Problem]:
    if (fault := check_schema(value.data)) is not None:
        yield from _wrong(value, fault, "see json-schema.org for what a schema may hold")


def _is_number(data: Data) -> bool:
    return isinstance(data, int | float) and not isinstance(data, bool)


def _anything(_value: Value) -> Iterator[Problem]:
    return iter(())


_MATCHERS: dict[str, Callable[[Value], Iterator[Problem]]] = {
    "$equals": check_tree,
    "$not": check_tree,
    "$any_of": _each_of,
    "$all_of": _each_of,
    "$contains": check_tree,
    "$matches": _regex,
    "$type": _type,
    "$length": _length,
    "$gt": _bound,
    "$gte": _bound,
    "$lt": _bound,
    "$lte": _bound,
    "$approx": _approx,
    "$absent": _true,
    "$present": _true,
    "$unordered": _each_of,
    "$each": check_tree,
    "$schema": _schema,
}
_VALUES: dict[str, Callable[[Value], Iterator[Problem]]] = {
    "$file": check_path,
    "$python": check_module,
    "$literal": _anything,
}
