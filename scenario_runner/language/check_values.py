"""Values of the wrong kind, or that are none of the words known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scenario_runner.language.check_parts import example_at, named, schema_of
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


def wrong_type(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """A value of another kind than the one wanted."""
    wanted = schema_of(error)["type"]
    words = [KINDS[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    hint = example_at(error, pointer) or _HOW[words[0]]
    if wanted == "boolean" and pointer[-1] == "reload":  # false would do nothing
        words = ["true"]
    if _would_do(value.data, schema_of(error), pointer):
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


def not_one_of(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """A word that is none of those known."""
    schema = schema_of(error)
    known = schema["enum"] if "enum" in schema else schema["anyOf"][0]["enum"]
    written = value.data
    if isinstance(written, str) and (written.lower(), "user" in known) in _ROLE_WORDS:
        written = _ROLE_WORDS[written.lower(), True]
    close = meant(written, known) if isinstance(written, str) else None
    yield Problem(
        place=value.place,
        message=f"{named(pointer)} must be {'one of ' * (len(known) > 1)}{listed(known)}",
        hint=f"did you mean {quoted(close)}?" if close else example_at(error, pointer),
        code="wrong-value",
    )


_ROLE_WORDS = {("human", True): "user", ("ai", True): "assistant", ("bot", True): "assistant"}
"""What others call the roles of messages."""


def empty(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """An empty text, list or mapping."""
    yield Problem(
        place=value.key_place,
        message=f"{named(pointer)} must not be empty",
        hint=example_at(error, pointer) or "write something, or remove it",
        code="empty",
    )


def too_small(error: ValidationError, value: Value, pointer: Pointer) -> Iterator[Problem]:
    """A number below the least one."""
    least = error.validator_value
    words = f"more than {least}" if error.validator == "exclusiveMinimum" else f"at least {least}"
    yield Problem(
        place=value.place,
        message=f"{named(pointer)} must be {words}, not {value.data}",
        hint=example_at(error, pointer),
        code="wrong-value",
    )
