"""What LangGraph's serializer stored, read without building any object and without running code.

Its msgpack extensions name a class and what the class is called with. Nothing is imported or
called here: a message, a question, or any other object stays the name of its class and its data.
"""

from __future__ import annotations

import json
from typing import Any, Final

import ormsgpack

from scenario_runner.frozen import frozen

_DEEPEST = 60
"""Objects inside each other."""

_SINGLE, _POSITIONAL, _NAMED, _METHOD, _PYDANTIC_1, _PYDANTIC_2 = range(6)
_DELTA: Final = 7
_WHY_NOT: Final = {
    "pickle": "is pickled, and reading it would run code",
    "empty": "is empty",
}


@frozen
class Stored:
    """An object as it was stored."""

    module: str
    name: str
    data: Any
    """Its fields where it has some (a mapping), else what its class is called with."""

    @property
    def kind(self) -> str:
        """The whole name of its class."""
        return f"{self.module}.{self.name}"


@frozen
class Unread:
    """A value that is not read."""

    reason: str
    """Goes on after `it`: `is pickled, ...`."""


def unpacked(kind: str | None, data: bytes | str | None) -> Any:
    """The value stored under a type of LangGraph's serializer: plain data, `Stored` objects
    and `Unread` gaps in it. Never raises on account of the data."""
    match kind:
        case None | "null":
            return None
        case _ if data is None:
            return Unread(reason="is missing")
        case "msgpack":
            return _msgpack(data if isinstance(data, bytes) else data.encode())
        case "json":
            return _json(data)
        case "bytes" | "bytearray":
            return bytes(data if isinstance(data, bytes) else data.encode())
        case _ if "+" in kind:
            return Unread(reason=f"is encrypted ({kind.partition('+')[2]})")
        case _:
            return Unread(reason=_WHY_NOT.get(kind, f"is of an unknown kind ({kind[:40]})"))


def _msgpack(data: bytes, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        return Unread(reason=f"is deeper than {_DEEPEST} objects")

    def opened(code: int, inner: bytes) -> Any:
        return _extension(code, inner, depth + 1)

    try:
        return ormsgpack.unpackb(data, ext_hook=opened, option=ormsgpack.OPT_NON_STR_KEYS)
    except (ormsgpack.MsgpackDecodeError, RecursionError, TypeError, ValueError):
        return Unread(reason="is damaged")


def _extension(code: int, inner: bytes, depth: int) -> Any:
    if code not in {*range(6), _DELTA}:
        return Unread(reason=f"is of an unknown kind (extension {code})")
    parts = _msgpack(inner, depth)
    if isinstance(parts, Unread) or code == _DELTA:
        return parts
    if not isinstance(parts, list | tuple) or len(parts) < 3:
        return Unread(reason="is damaged")
    module, name, data, *_ = parts
    if not isinstance(module, str) or not isinstance(name, str):
        return Unread(reason="is damaged")
    return Stored(module=module, name=name, data=data)


def _json(data: bytes | str) -> Any:
    try:
        return json.loads(data, object_hook=_constructor)
    except (ValueError, RecursionError):
        return Unread(reason="is damaged")


def _constructor(data: dict[str, Any]) -> Any:
    """What older releases wrote: `{lc, type: constructor, id: [module.., name], kwargs}`."""
    match data:
        case {"lc": int(), "type": "constructor", "id": [*module, str(name)], **rest}:
            fields = rest.get("kwargs") or rest.get("args") or {}
            return Stored(module=".".join(map(str, module)), name=name, data=fields)
        case _:
            return data
