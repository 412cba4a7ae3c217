"""The one normal form in which values of user graphs are compared, shown and stored.

Nothing here imports LangGraph, LangChain, Pydantic or numpy: their objects are told by their
classes. Nothing here raises either, whatever a user's object does when it is looked at.
"""

from __future__ import annotations

import json
import math
from types import NoneType

from scenario_runner.engine.normal_unfold import Unordered, name_of, unfold
from scenario_runner.language.value import Data

DEEPEST = 100
"""Levels kept. What lies deeper is replaced by a text, so that every reader of the data can
recurse through it."""

_LONGEST_INTEGER = 4096  # bits; Python refuses to print very long integers in base ten


def normal(value: object) -> Data:
    """The value as None, bool, int, finite float, str, list and dict with text keys.

    Messages become `{role, content, name, id, tool_calls, tool_call_id, status}` (what is None
    is left out; assistant messages always have `tool_calls`). Models and dataclasses become
    mappings, enums their values, dates ISO text, spans of time seconds, decimals and UUIDs
    text, bytes base64 text, tuples and sets lists (sets in a stable order), exceptions
    `{type, message}`. `NaN`, `Infinity` and `-Infinity` are texts, as JSON has no such numbers.
    What no rule knows is the text `<module.Class>`. The result shares nothing with `value`,
    can be written as JSON, and is its own normal form.
    """
    return _data(value, set())


def text_of(message: Data) -> str:
    """The text of a message in normal form; the text blocks of a content made of blocks."""
    content = message.get("content") if isinstance(message, dict) else message
    if isinstance(content, list):
        return "".join(_block_text(block) for block in content)
    return content if isinstance(content, str) else ""


def _block_text(block: Data) -> str:
    text = block.get("text") if isinstance(block, dict) else block
    return text if isinstance(text, str) else ""


def _data(value: object, around: set[int]) -> Data:
    """`around` holds the ids of the values this one is inside of."""
    kind = type(value)
    if kind is str:
        return _text(value)  # type: ignore[arg-type]  # mypy does not follow `is`
    if kind is bool or kind is NoneType:
        return value
    if kind is int or kind is float:
        return _number(value)  # type: ignore[arg-type]  # as above
    if id(value) in around:
        return "<the same object again>"
    if len(around) >= DEEPEST:
        return f"<deeper than {DEEPEST} levels>"
    around.add(id(value))
    try:
        return _inside(value, around)
    finally:
        around.discard(id(value))


def _inside(value: object, around: set[int]) -> Data:
    kind = type(value)
    try:
        if kind is dict:
            return _mapping(value, around)  # type: ignore[arg-type]  # mypy does not follow `is`
        if kind is list or kind is tuple:
            return [_data(item, around) for item in value]  # type: ignore[attr-defined]  # as above
        if isinstance(value, Unordered):
            return _in_order([_data(item, around) for item in value])
        return _data(unfold(value), around)
    except Exception:  # noqa: BLE001 - whatever a user's object does, it must not end the run
        return name_of(kind)


def _mapping(value: dict[object, object], around: set[int]) -> Data:
    data = {}
    for key, part in tuple(value.items()):
        if type(key) is str:
            data[_text(key)] = _data(part, around)
        else:
            data[_key(key, value, around)] = _data(part, around)
    return data


def _key(key: object, mapping: dict[object, object], around: set[int]) -> str:
    """A key as text: as JSON writes it where it is no text; told apart from a text key alike."""
    plain = _data(key, around)
    text = plain if isinstance(plain, str) else json.dumps(plain)
    return (
        f"{text} ({type(key).__name__})" if text in mapping and not isinstance(key, str) else text
    )


def _in_order(items: list[Data]) -> list[Data]:
    """Items that have no order, in one that does not change from run to run."""
    if all(type(item) is str for item in items):
        return sorted(items)
    if all(type(item) in {int, float} for item in items):
        return sorted(items)
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def _number(value: int | float) -> Data:
    if isinstance(value, int):
        return value if value.bit_length() <= _LONGEST_INTEGER else hex(value)
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _text(value: str) -> str:
    """The text, half surrogate pairs spelt out: no file could hold them."""
    if value.isascii():
        return value
    return value.encode("utf-8", "backslashreplace").decode("utf-8")
