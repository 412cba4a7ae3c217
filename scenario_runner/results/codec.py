"""Frozen dataclasses to JSON data and back, told by their annotations.

Fields annotated `Data` or `object` hold values of scenarios and graphs; they go through the
pool. A field that is missing takes its default, so that older files stay readable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from scenario_runner.engine.observation import JUDGED_ONLY, Observation
from scenario_runner.language.value import Data
from scenario_runner.results.model import BranchResult

Carry: TypeAlias = Callable[[Data], Data]
"""What is done with the values of scenarios and graphs: counted, written or read."""

_SPELLED: dict[type, dict[str, str]] = {BranchResult: {"start": "from"}}
"""Names in the file where they cannot be names in Python."""

_LEFT_OUT: dict[type, frozenset[str]] = {Observation: JUDGED_ONLY}
"""Fields that stay out of the file: findings tell what came of them."""


def encode(value: Any, hint: Any, carry: Carry) -> Data:
    """`value`, annotated `hint`, as JSON data."""
    if hint is Any or hint is object:
        return carry(value)
    if value is None:
        return None
    if is_dataclass(kind := type(value)):
        return {
            name: encode(getattr(value, field.name), part, carry)
            for field, name, part in _parts(kind)
        }
    if isinstance(value, tuple):
        items = zip(value, _items(hint, len(value)), strict=True)
        return [encode(part, item, carry) for part, item in items]
    if isinstance(value, dict):
        return {key: encode(part, get_args(hint)[1], carry) for key, part in value.items()}
    return value


def decode(data: Data, hint: Any, carry: Carry) -> Any:
    """The value behind JSON data. Raises KeyError, TypeError or ValueError for other data."""
    if hint is Any or hint is object:
        return carry(data)
    if is_dataclass(hint):
        return _decode_dataclass(_checked(data, dict), hint, carry)
    match get_origin(hint):
        case None:
            return float(data) if hint is float and type(data) is int else _checked(data, hint)
        case origin if origin is Literal:
            return _one_of(data, get_args(hint))
        case origin if origin is tuple:
            items = zip(_checked(data, list), _items(hint, len(data)), strict=True)
            return tuple(decode(part, item, carry) for part, item in items)
        case _:
            return _decode_open(data, hint, carry)


def _decode_dataclass(data: dict[str, Data], kind: Any, carry: Carry) -> Any:
    found = {}
    for field, name, hint in _parts(kind):
        if name in data:
            found[field.name] = decode(data[name], hint, carry)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise KeyError(name)
    return kind(**found)


def _decode_open(data: Data, hint: Any, carry: Carry) -> Any:
    """Mappings and unions: what is decoded depends on the data too."""
    if get_origin(hint) is dict:
        held = get_args(hint)[1]
        return {key: decode(item, held, carry) for key, item in _checked(data, dict).items()}
    hints = get_args(hint)
    if data is None and type(None) in hints:
        return None
    for part in hints:
        if (get_origin(part) is tuple) == isinstance(data, list) and part is not type(None):
            return decode(data, part, carry)
    raise TypeError("a value of another type was expected")


def _one_of(data: Data, words: tuple[Any, ...]) -> Data:
    if data not in words:
        raise ValueError("not one of the known words")
    return data


def _checked(data: Data, kind: type) -> Any:
    if type(data) is not kind:
        raise TypeError(f"a {kind.__name__} was expected")
    return data


def _items(hint: Any, length: int) -> tuple[Any, ...]:
    """The annotation of each item of a tuple, also where a union holds the tuple."""
    if get_origin(hint) is not tuple:
        hint = next(part for part in get_args(hint) if get_origin(part) is tuple)
    arguments = get_args(hint)
    return (arguments[0],) * length if arguments[-1] is Ellipsis else arguments


@cache
def _parts(kind: type) -> tuple[tuple[Field[Any], str, Any], ...]:
    """Each field of a dataclass with its name in the file and its annotation."""
    hints = get_type_hints(kind)
    spelled, left_out = _SPELLED.get(kind, {}), _LEFT_OUT.get(kind, frozenset())
    return tuple(
        (f, spelled.get(f.name, f.name), hints[f.name])
        for f in fields(kind)
        if f.name not in left_out
    )
