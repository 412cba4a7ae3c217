"""Stored values as data: as they are compared, and as a scenario sends them."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data
from scenario_runner.recording.packed import Stored, Unread

_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "HumanMessage": ("user", "$human"),
    "AIMessage": ("assistant", "$ai"),
    "SystemMessage": ("system", "$system"),
    "ToolMessage": ("tool", "$tool"),
}
_SENT: Final = ("content", "name", "id", "tool_calls", "tool_call_id", "status")
_UNORDERED: Final = ("set", "frozenset")


class CannotSend(Exception):  # not an error: a gap in the scenario is written of it
    """A value that no scenario can send, and why."""


def message_kind(value: object) -> tuple[str, str] | None:
    """The role of a stored message, and what makes one in a scenario."""
    if not isinstance(value, Stored) or not value.module.startswith("langchain"):
        return None
    return _ROLES.get(value.name.removesuffix("Chunk")) if isinstance(value.data, dict) else None


def shown(value: Any) -> Data:
    """A stored value as expectations see it. What could not be read is null."""
    match value:
        case Stored():
            return _object(value)
        case Unread():
            return None
        case dict():
            return {_key(key): shown(part) for key, part in value.items()}
        case list() | tuple():
            return [shown(part) for part in value]
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case _:
            return value


def _object(value: Stored) -> Data:
    kind = message_kind(value)
    if kind is None:
        if value.name in _UNORDERED and isinstance(value.data, list | tuple):
            return sorted((shown(part) for part in value.data), key=_order)
        return shown(value.data)
    fields = value.data
    told: dict[str, Data] = {"role": kind[0], "content": shown(fields.get("content"))}
    told |= {name: shown(fields[name]) for name in ("name", "id") if fields.get(name) is not None}
    if kind[0] == "assistant":
        told["tool_calls"] = [
            {name: shown(call.get(name)) for name in ("name", "args", "id")}
            for call in fields.get("tool_calls") or ()
            if isinstance(call, dict)
        ]
    if kind[0] == "tool":
        names = [name for name in ("tool_call_id", "status") if fields.get(name) is not None]
        told |= {name: shown(fields[name]) for name in names}
    return told


def _order(value: Data) -> tuple[bool, Any]:
    is_number = isinstance(value, int | float)
    return (not is_number, value if is_number else json.dumps(value, sort_keys=True))


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(shown(key))


def sent(value: Any) -> Data:
    """A stored value as a scenario writes it to be sent. Raises CannotSend."""
    match value:
        case Stored():
            return _made(value)
        case Unread(reason=reason):
            raise CannotSend(f"it {reason}")
        case dict():
            if not all(isinstance(key, str) for key in value):
                raise CannotSend("it has a key that is no text")
            data = {key: sent(part) for key, part in value.items()}
            if any(key.startswith("$") for key in value):
                if any(_has_object(part) for part in value.values()):
                    raise CannotSend("an object stands beside a key that begins with $")
                return {"$literal": shown(value)}
            return data
        case list() | tuple():
            return [sent(part) for part in value]
        case bytes():
            raise CannotSend("it holds bytes")
        case float() if not math.isfinite(value):
            raise CannotSend(f"no file holds the number {value}")
        case str():
            return {"$literal": value} if is_template(value) else value
        case _:
            return value


def _has_object(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_object(part) for part in value.values())
    return any(map(_has_object, value)) if isinstance(value, list) else isinstance(value, Stored)


def _made(value: Stored) -> Data:
    if value.name == "RemoveMessage" and isinstance(value.data, dict):
        removed = value.data.get("id")
        return {"$remove": "all" if removed == "__remove_all__" else removed}
    kind = message_kind(value)
    if kind is None:
        raise CannotSend(f"it holds an object of {value.kind}")
    fields = {name: value.data[name] for name in _SENT if value.data.get(name)}
    if fields.get("status") == "success":
        del fields["status"]
    for call in fields.get("tool_calls") or ():
        call.pop("type", None)
    fields.setdefault("content", "")
    return {kind[1]: sent(fields["content"] if list(fields) == ["content"] else fields)}


def gaps(value: Any, way: str) -> Iterator[tuple[str, str]]:
    """Each place in a value that was not read, with the reason."""
    match value:
        case Unread(reason=reason):
            yield way, reason
        case Stored():
            yield from gaps(value.data, way)
        case dict():
            for key, part in value.items():
                yield from gaps(part, f"{way}.{_key(key)}")
        case list() | tuple():
            for index, part in enumerate(value):
                yield from gaps(part, f"{way}[{index}]")
