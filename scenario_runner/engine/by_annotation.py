"""Dataclasses of ours as plain JSON data and back, read by their annotations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from scenario_runner.engine.normal import normal
from scenario_runner.graphs.positions import Positions


def encoded(value: Any) -> Any:
    """`value` as JSON data; what JSON cannot hold goes in normal form."""
    if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith(
        "scenario_runner."
    ):  # fmt: skip
        told = {name: getattr(value, name) for name in _hints(type(value))}
        return {name: encoded(part) for name, part in told.items()}
    match value:
        case None | bool() | int() | float() | str():
            return value
        case dict() if all(isinstance(key, str) for key in value):
            return {key: encoded(part) for key, part in value.items()}
        case list() | tuple():
            return [encoded(part) for part in value]
        case set() | frozenset():
            return sorted(value)
        case Positions():
            return None
        case _:
            return json.loads(json.dumps(normal(value), default=str))


def decoded(data: Any, hint: Any) -> Any:
    """The value behind `encoded`. Raises LookupError, TypeError or ValueError for other data."""
    if hint is Any:
        return data
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        if data is None and NoneType in arguments:
            return None
        return decoded(data, next(one for one in arguments if one is not NoneType))
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: decoded(data[name], part) for name, part in _hints(hint).items()})
    if origin in {dict, Mapping}:
        return {key: decoded(part, arguments[1]) for key, part in _of(data, dict).items()}
    if origin in {list, set}:
        return origin(decoded(part, arguments[0]) for part in _of(data, list))
    if origin is tuple:
        return _tuple(_of(data, list), arguments)
    if hint in {None, NoneType}:
        return None
    return Positions() if hint is Positions else _of(data, hint)


def _tuple(data: list[Any], hints: tuple[Any, ...]) -> tuple[Any, ...]:
    if hints[-1] is Ellipsis:
        return tuple(decoded(part, hints[0]) for part in data)
    return tuple(decoded(part, hint) for part, hint in zip(data, hints, strict=True))


def _of(data: Any, kind: type) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise TypeError(f"{kind.__name__} was expected")
    return data


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}
