"""One object of a user's graph, opened by one level: what `normal` then goes on with.

Objects are told by their class alone, never by asking the object: a mock says yes to
everything. Which rule fits a class is worked out once.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import ipaddress
import re
import types
import uuid
from collections import UserList, UserString, deque
from collections.abc import Callable, KeysView, Mapping, Set, ValuesView
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from scenario_runner.engine.normal_message import message_rule


class Unordered(list[object]):
    """The items of something that has no order."""


def unfold(value: object) -> object:
    """The value as a dict, a list, an `Unordered` or a plain value, its parts as they are.

    Raises whatever looking at the object raises.
    """
    kind: type[Any] = type(value)
    return _rule(kind)(value)  # type: ignore[arg-type]  # mypy takes a class for unhashable


def name_of(kind: type) -> str:
    """`<module.Class>`: the same in every run, unlike a repr with an address."""
    return f"<{kind.__module__}.{kind.__qualname__}>"


@lru_cache(maxsize=1024)
def _rule(kind: type[Any]) -> Callable[[Any], object]:
    """What opens objects of this class."""
    for known, rule in _BY_CLASS:
        if issubclass(kind, known):
            return rule
    if (rule_of_message := message_rule(kind)) is not None:
        return rule_of_message
    for mark, rule in _BY_ATTRIBUTE:
        if hasattr(kind, mark):
            return rule
    for known, rule in _BY_INTERFACE:
        if issubclass(kind, known):
            return rule
    return lambda _: name_of(kind)


def _exact_float(value: float) -> float:
    return float.__float__(value)


def _bytes(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def _exception(value: BaseException) -> dict[str, object]:
    return {"type": type(value).__name__, "message": str(value)}


def _named(value: Any) -> str:
    return f"<{value.__module__}.{value.__qualname__}>"


def _fields(value: Any) -> dict[object, object]:
    """A dataclass. Of LangGraph's own (Command, Interrupt) only what is set."""
    parts: dict[object, object] = {
        field.name: getattr(value, field.name)
        for field in dataclasses.fields(value)
        if hasattr(value, field.name)
    }
    if type(value).__module__.startswith("langgraph."):
        return {name: part for name, part in parts.items() if part is not None and part != ()}
    return parts


def _model(value: Any) -> object:
    """A Pydantic model: its fields, its extras and its computed fields, by their own names."""
    kind, held = type(value), vars(value)
    if getattr(kind, "__pydantic_root_model__", False):
        return held["root"]
    fields = getattr(kind, "__pydantic_fields__", None) or kind.__fields__
    parts: dict[object, object] = {name: held[name] for name in fields if name in held}
    parts.update(getattr(value, "__pydantic_extra__", None) or {})
    for name in getattr(kind, "model_computed_fields", None) or ():
        parts[name] = getattr(value, name)
    return parts


def _attrs(value: Any) -> dict[object, object]:
    return {each.name: getattr(value, each.name) for each in type(value).__attrs_attrs__}


_TEXTS = (
    decimal.Decimal, fractions.Fraction, complex, uuid.UUID, PurePath, range, UserString,
    ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network,
)  # fmt: skip
_NAMED = (
    type, types.FunctionType, types.BuiltinFunctionType, types.MethodType,
)  # fmt: skip
_DATES = (dt.date, dt.time)

_BY_CLASS: tuple[tuple[type | tuple[type, ...], Callable[[Any], object]], ...] = (
    (enum.Enum, lambda value: value.value),
    (str, str.__str__),
    (int, int.__int__),
    (float, _exact_float),
    (dict, lambda value: dict(value.items())),
    ((list, tuple, deque, UserList), list),
    ((set, frozenset), Unordered),
    (_DATES, lambda value: value.isoformat()),
    (dt.timedelta, lambda value: value.total_seconds()),
    ((bytes, bytearray, memoryview), _bytes),
    (BaseException, _exception),
    (re.Pattern, lambda value: value.pattern),
    (_TEXTS, str),
    (_NAMED, _named),
    (types.SimpleNamespace, vars),
)
_BY_ATTRIBUTE: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("__dataclass_fields__", _fields),
    ("__pydantic_fields__", _model),
    ("__fields_set__", _model),  # Pydantic's first major version
    ("__attrs_attrs__", _attrs),
    ("tolist", lambda value: value.tolist()),  # numpy's arrays and numbers, and their like
    ("item", lambda value: value.item()),
)
_BY_INTERFACE: tuple[tuple[type, Callable[[Any], object]], ...] = (
    (Mapping, lambda value: dict(value.items())),
    (KeysView, list),
    (ValuesView, list),
    (Set, Unordered),
)
