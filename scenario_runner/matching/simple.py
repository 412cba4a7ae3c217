"""Matchers that look at one value as a whole and hold no matchers themselves.

Each takes the look (its expected part is the matcher as written) and the matcher's argument.
"""

from __future__ import annotations

import operator
import re
import warnings
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT, Leaf, Look
from scenario_runner.matching.say import kind, listed, said, show

_ROLES = ("user", "assistant", "system", "tool")


def is_number(data: Data) -> bool:
    """Whether it is a number; true and false are none."""
    return isinstance(data, int | float) and not isinstance(data, bool)


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings(action="ignore"):  # of patterns that may change meaning
            return re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return None


def regex(look: Look, argument: Data) -> Leaf:
    """`$matches`: the pattern is found somewhere in the text."""
    if not isinstance(argument, str) or (pattern := _pattern(argument)) is None:
        return look.faulty(f"{show(argument)} is not a regular expression")
    if not isinstance(look.actual, str):
        return look.unmet(f"expected text that matches {argument}, got {said(look.actual)}")
    if pattern.search(look.actual) is not None:
        return look.met(f"matches {argument}")
    return look.unmet(f"expected text that matches {argument}, got {show(look.actual)}")


def _is_message(data: Data) -> bool:
    return isinstance(data, dict) and data.get("role") in _ROLES and "content" in data


_TYPES: dict[str, tuple[str, Callable[[Data], bool]]] = {
    "string": ("text", lambda data: isinstance(data, str)),
    "integer": ("a whole number", lambda data: is_number(data) and isinstance(data, int)),
    "number": ("a number", is_number),
    "boolean": ("true or false", lambda data: isinstance(data, bool)),
    "null": ("null", lambda data: data is None),
    "list": ("a list", lambda data: isinstance(data, list)),
    "mapping": ("a mapping", lambda data: isinstance(data, dict)),
    "message": ("a message", _is_message),
}


def of_type(look: Look, argument: Data) -> Leaf:
    """`$type`."""
    if not isinstance(argument, str) or argument not in _TYPES:
        return look.faulty(f"{show(argument)} is not a type; there are {listed(list(_TYPES))}")
    word, holds = _TYPES[argument]
    if holds(look.actual):
        return look.met(f"is {word}")
    return look.unmet(f"expected {word}, got {said(look.actual)}")


def _compare(look: Look, argument: Data, *, holds: Callable[[Any, Any], bool], word: str) -> Leaf:
    """`$gt` and its like: numbers compare with numbers, texts with texts."""
    if not (is_number(argument) or isinstance(argument, str)):
        return look.faulty(f"{show(argument)} is neither a number nor text to compare with")
    like = is_number(look.actual) if is_number(argument) else isinstance(look.actual, str)
    if not like:
        return look.unmet(
            f"expected {kind(argument)} {word} {show(argument)}, got {said(look.actual)}"
        )
    if holds(look.actual, argument):
        return look.met(f"is {show(look.actual)}, {word} {show(argument)}")
    return look.unmet(f"expected {word} {show(argument)}, got {show(look.actual)}")


greater = partial(_compare, holds=operator.gt, word="more than")
at_least = partial(_compare, holds=operator.ge, word="at least")
less = partial(_compare, holds=operator.lt, word="less than")
at_most = partial(_compare, holds=operator.le, word="at most")


def approximately(look: Look, argument: Data) -> Leaf:
    """`$approx`: within `rel` of the expected value (1e-6) or within `abs`, whichever is wider.

    Where only `abs` is given, only it counts.
    """
    parts = argument if isinstance(argument, dict) else {"value": argument}
    value, absolute = parts.get("value"), parts.get("abs", 0)
    relative = parts.get("rel", 0 if "abs" in parts else 1e-6)
    if not (is_number(value) and is_number(absolute) and is_number(relative)):
        return look.faulty(f"{show(argument)} is not a number, or value, rel and abs as numbers")
    if not is_number(look.actual):
        return look.unmet(f"expected a number near {show(value)}, got {said(look.actual)}")
    expected: Any = value
    try:
        near = abs(look.actual - expected) <= max(relative * abs(expected), absolute)
    except OverflowError:  # an integer too long for a float
        near = look.actual == expected
    if near:
        return look.met(f"is {show(look.actual)}, near {show(value)}")
    return look.unmet(f"expected a number near {show(value)}, got {show(look.actual)}")


def absent(look: Look, argument: Data) -> Leaf:
    """`$absent`: nothing is there, not even null."""
    return _presence(look, argument, wanted=argument is False)


def present(look: Look, argument: Data) -> Leaf:
    """`$present`: something is there, null included."""
    return _presence(look, argument, wanted=argument is True)


def _presence(look: Look, argument: Data, *, wanted: bool) -> Leaf:
    if not isinstance(argument, bool):
        return look.faulty(f"{show(argument)} is neither true nor false")
    if wanted:
        there = look.actual is not ABSENT
        return look.met("is there") if there else look.unmet("is not there; expected it to be")
    if look.actual is ABSENT:
        return look.met("is not there")
    return look.unmet(f"expected nothing to be there, got {show(look.actual)}")


def schema(look: Look, argument: Data) -> Leaf:
    """`$schema`: valid under a JSON Schema, which is looked up nowhere else."""
    from scenario_runner.language import json_schema  # noqa: PLC0415  # jsonschema with it

    if (fault := json_schema.check_schema(argument)) is not None:
        return look.faulty(f"is not a JSON Schema: {fault}")
    try:
        errors = json_schema.errors(argument, look.actual)
    except (re.error, ArithmeticError, RecursionError):  # a bad pattern; numbers past all bounds
        return look.faulty("the schema cannot be applied to this value")
    if not errors:
        return look.met("is valid under the schema")
    where, why = errors[0]
    place = f" at {'.'.join(map(str, where))}" if where else ""
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return look.unmet(f"is not valid under the schema{place}: {why}{more}")
