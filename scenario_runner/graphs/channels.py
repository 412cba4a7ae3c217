"""Channels of inline graphs: a type, a reducer, and what they hold from the start."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Annotated, Any

from langgraph.channels import BinaryOperatorAggregate, LastValue
from langgraph.graph.message import add_messages

from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.modules import load_callable
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import InlineChannel

_TYPES: Mapping[str, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "list": list,
    "mapping": dict,
    "any": Any,
}


def _append(left: list[Any] | None, right: Any) -> list[Any]:
    return [*(left or []), right]


def _merge(left: dict[str, Any] | None, right: dict[str, Any]) -> dict[str, Any]:
    return {**(left or {}), **right}


_REDUCERS: Mapping[str, tuple[Callable[[Any, Any], Any], Any]] = {
    "add": (operator.add, Any),
    "append": (_append, list),
    "merge": (_merge, dict),
    "max": (max, Any),
    "messages": (add_messages, list),
}
"""The function, and the type of a channel that names none. A channel of type Any is empty at
first and takes its first value as it is; the others begin as LangGraph begins them (0, [])."""


def annotation(channel: InlineChannel, wording: Wording) -> Any:
    """The channel as a field of a state schema. Raises GraphLoadError."""
    typ = _TYPES[channel.type] if channel.type is not None else None
    if channel.reducer == "replace":
        typ = Any if typ is None else typ
        if channel.default is None:
            return typ
        return Annotated[typ, _starting(LastValue, _start(channel, wording))(typ)]
    reduce, usual = _reducer(channel)
    typ = usual if typ is None else typ
    if channel.default is None:
        return Annotated[typ, BinaryOperatorAggregate(typ, reduce)]
    kind = _starting(BinaryOperatorAggregate, _start(channel, wording))
    return Annotated[typ, kind(typ, reduce)]


def _reducer(channel: InlineChannel) -> tuple[Callable[[Any, Any], Any], Any]:
    if channel.reducer in _REDUCERS:
        return _REDUCERS[channel.reducer]
    return load_callable(channel.reducer, channel.place), Any


def _start(channel: InlineChannel, wording: Wording) -> object:
    if channel.default is None:
        raise ValueError("a channel without a default has no start")
    try:
        start = wording.say(channel.default)
    except InlineFault as fault:
        raise GraphLoadError(fault.message, fault.hint, place=fault.place) from fault
    if channel.reducer == "messages":
        return _messages(channel.name, start)
    return start


def _messages(channel: str, start: object) -> object:
    """Messages with ids that stay the same at every opening: until something is written,
    LangGraph stores nothing of a channel, and shows what the graph begins it with."""
    given: list[Any] = start if isinstance(start, list) else [start]
    own = [one.get("id") if isinstance(one, dict) else getattr(one, "id", None) for one in given]
    messages: Any = add_messages([], given)
    for index, message in enumerate(messages):
        message.id = own[index] or f"{channel}-default-{index}"
    return messages


def _starting(base: type, start: object) -> Any:
    """A kind of `base` that holds `start` until it is first written.

    A class of its own, because channels make themselves anew from their type and operator
    for every run: an attribute of one object would be lost.
    """

    class Starting(base):  # type: ignore[misc]  # its base is told at run time
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.value = deepcopy(start)

    return Starting
