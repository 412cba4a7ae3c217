"""Frozen dataclasses to JSON data and back, told by their annotations.

Fields annotated `Data` or `object` hold values of scenarios and graphs; they go through the
pool. A field that is missing takes its default, so that older files stay readable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

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
    return _as_it_stands(value, carry) if (write := _writer(hint)) is None else write(value, carry)


_Write: TypeAlias = Callable[[Any, Carry], Data]


@cache
def _writer(hint: Any) -> _Write | None:
    """How a value of this annotation is written; None where it is data as it stands. Made once
    for each: there are thousands of values for an annotation."""
    if hint is Any or hint is object:
        return lambda value, carry: carry(value)
    if is_dataclass(hint):
        return _write_dataclass
    match get_origin(hint):
        case origin if origin is tuple:
            return _tuple_writer(hint)
        case origin if origin is dict:
            return _dict_writer(_writer(get_args(hint)[1]))
        case origin if origin is Union or origin is UnionType:
            return _union_writer(get_args(hint))
        case _:
            return None


def _write_dataclass(value: Any, carry: Carry) -> Data:
    if value is None:
        return None
    kind: Any = type(value)
    data = {}
    for name, attribute, write in _written(kind):
        part = getattr(value, attribute)
        data[name] = part if write is None else write(part, carry)
    return data


@cache
def _written(kind: type) -> tuple[tuple[str, str, _Write | None], ...]:
    return tuple((name, field.name, _writer(hint)) for field, name, hint in _parts(kind))


def _tuple_writer(hint: Any) -> _Write:
    arguments = get_args(hint)
    if arguments[-1] is not Ellipsis:
        writers = [_writer(argument) or _as_it_stands for argument in arguments]
        return lambda value, carry: [
            write(part, carry) for write, part in zip(writers, value, strict=True)
        ]
    item = _writer(arguments[0])
    if item is None:
        return lambda value, _carry: [*value]
    return lambda value, carry: [item(part, carry) for part in value]


def _dict_writer(item: _Write | None) -> _Write:
    if item is None:
        return lambda value, _carry: {**value}
    return lambda value, carry: {key: item(part, carry) for key, part in value.items()}


def _union_writer(hints: tuple[Any, ...]) -> _Write | None:
    """What is written of a union depends on the value; of its tuples the first one counts."""
    writers = {get_origin(hint) or hint: _writer(hint) for hint in reversed(hints)}
    if not any(writers.values()):
        return None

    def write(value: Any, carry: Carry) -> Data:
        known = writers.get(type(value))
        return value if known is None else known(value, carry)

    return write


def _as_it_stands(value: Any, _carry: Carry) -> Data:
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
