"""Value constructors: `{$human: text}` and its like, in what is sent to the graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath, PureWindowsPath

from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import flow, kind, quoted, suggestion, word
from scenario_runner.problem import Problem

_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_MESSAGES = ("$human", "$ai", "$system", "$tool")
_COMMON = ("content", "id", "name", "additional_kwargs", "response_metadata")


def check_input(value: Value) -> list[Problem]:
    """Problems of a value that is sent: constructors that are unknown or wrongly filled in.

    Asked again at run time of what templates gave."""
    return list(_tree(value))


def _tree(value: Value) -> Iterator[Problem]:
    data = value.data
    if isinstance(data, list):
        for index in range(len(data)):
            yield from _tree(value[index])
    elif isinstance(data, dict):
        special = [key for key in data if key.startswith("$")]
        if special and len(data) == 1:
            yield from _constructor(value[special[0]], special[0])
            return
        for key in data:
            if key in CONSTRUCTORS:
                yield _told(
                    value[key], f"{key} must stand alone in its mapping",
                    _alone(key, next(other for other in data if other != key)), at_key=True,
                )  # fmt: skip
            yield from _tree(value[key])


def _alone(key: str, other: str) -> str:
    """What to do with another key beside a constructor: messages take it inside."""
    if key in _MESSAGES and not other.startswith("$"):
        return f"put what belongs to it inside, as in {{{key}: {{content: ..., {other}: ...}}}}"
    return "take out the other keys, or give it a mapping of its own"


def _constructor(value: Value, name: str) -> Iterator[Problem]:
    if (judge := CONSTRUCTORS.get(name)) is not None:
        yield from judge(value)
        return
    hint = suggestion(name, CONSTRUCTORS, "values are built by")
    if hint is not None and not hint.startswith("did"):
        hint = f"{hint}; wrap data that really has this key in {{$literal: ...}}"
    if name in _OF_EXPECTATIONS:
        hint = "matchers belong under expect; wrap data with such a key in {$literal: ...}"
    yield _told(value, f"unknown value {word(name)}", hint, code="unknown-constructor", at_key=True)


# fmt: off
_OF_EXPECTATIONS = frozenset({
    "$equals", "$not", "$any_of", "$all_of", "$contains", "$matches", "$type", "$length", "$gt",
    "$gte", "$lt", "$lte", "$approx", "$absent", "$present", "$unordered", "$each", "$schema",
})
# fmt: on


def _told(
    value: Value,
    message: str,
    hint: str | None,
    *,
    code: str = "wrong-constructor",
    at_key: bool = False,
) -> Problem:
    place = value.key_place if at_key else value.place
    return Problem(place=place, message=message, hint=hint, code=code)


def _message(*keys: str, required: str | None = None) -> Callable[[Value], Iterator[Problem]]:
    known = (*_COMMON, *keys)

    def judge(value: Value) -> Iterator[Problem]:
        name, data = str(value.pointer[-1]), value.data
        if is_template(data):
            return
        if isinstance(data, dict):
            if not any(key.startswith("$") for key in data):
                yield from _fields(value, name, known)
            if required is not None and required not in data:
                yield _told(
                    value, f"{name} lacks {quoted(required)}",
                    "name the tool call that it answers", at_key=True,
                )  # fmt: skip
            yield from _tree(value)
        elif required is not None or not isinstance(data, str | list):
            shape = "a mapping" if required is not None else "text"
            hint = f"write {{{name}: {{content: ...}}}}"
            if required is not None:
                hint = f"write {{{name}: {{content: ..., {required}: ...}}}}"
            elif isinstance(data, int | float):
                hint = f'put it in quotes: "{flow(data)}"'
            yield _told(value, f"{name} wants {shape}, not {kind(data)}", hint)

    return judge


def _fields(value: Value, name: str, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in value.data:
        if key not in known:
            yield _told(
                value[key], f"{name} has no {quoted(key)}", suggestion(key, known, "it takes"),
                code="unknown-key", at_key=True,
            )  # fmt: skip
    if value.data.get("tool_calls") is not None:
        yield from check_tool_calls(value["tool_calls"])


def check_tool_calls(value: Value) -> Iterator[Problem]:
    """`[{name, args, id}]`."""
    calls = value.data
    if is_template(calls):
        return
    if not isinstance(calls, list):
        yield _told(value, f"tool_calls wants a list, not {kind(calls)}", _CALL_HINT)
        return
    for index, call in enumerate(calls):
        if not is_template(call):
            yield from _call(value[index])


_CALL_KEYS = ("name", "args", "id", "type")
_ONE_CALL_HINT = "write {name: refund, args: {order: 7}}"
_CALL_HINT = "write [{name: refund, args: {order: 7}}]"


def _call(value: Value) -> Iterator[Problem]:
    data = value.data
    if not isinstance(data, dict) or "name" not in data:
        yield _told(value, "a tool call is a mapping with a name", _ONE_CALL_HINT)
        return
    for key in data:
        if key not in _CALL_KEYS:
            hint = suggestion(key, _CALL_KEYS, "it takes")
            yield _told(value[key], f"a tool call has no {quoted(key)}", hint, at_key=True)
    args = data.get("args", {})
    if not isinstance(args, dict) and not is_template(args):
        hint = "write {order: 7}, by the names of its arguments"
        yield _told(value["args"], f"args wants a mapping, not {kind(args)}", hint)


def _remove(value: Value) -> Iterator[Problem]:
    if not isinstance(value.data, str) or not value.data:
        yield _told(
            value, f"$remove wants a message's id or all, not {kind(value.data)}",
            "write {$remove: all}, or the id in quotes",
        )  # fmt: skip


def check_module(value: Value) -> Iterator[Problem]:
    """`{$python: module:name}`."""
    data = value.data
    if is_template(data) or (isinstance(data, str) and _MODULE.match(data)):
        return
    said = quoted(data) if isinstance(data, str) else kind(data)
    yield _told(value, f"$python wants module:name, not {said}", "write $python: shop.data:ORDER")


def check_path(value: Value) -> Iterator[Problem]:
    """`{$file: path}`, relative to the scenario."""
    data = value.data
    if is_template(data):
        return
    if not isinstance(data, str) or not data:
        got = "empty text" if data == "" else kind(data)
        yield _told(value, f"$file wants a path, not {got}", "write $file: data/order.json")
    elif PurePosixPath(data).is_absolute() or PureWindowsPath(data).is_absolute():
        yield _told(
            value, "$file wants a path relative to the scenario",
            "write it from the scenario's own folder; it must lie inside the project",
        )  # fmt: skip


def _model(value: Value) -> Iterator[Problem]:
    """`{$model: name}`, a scripted model; the rules of `models` know the names."""
    if not isinstance(value.data, str) or not value.data:
        hint = "write {$model: name}, and its replies under models"
        yield _told(value, f"$model wants a name, not {kind(value.data)}", hint)


def _literal(_value: Value) -> Iterator[Problem]:
    return iter(())


CONSTRUCTORS: dict[str, Callable[[Value], Iterator[Problem]]] = {
    "$human": _message(),
    "$ai": _message("tool_calls", "invalid_tool_calls", "usage_metadata"),
    "$system": _message(),
    "$tool": _message("tool_call_id", "status", "artifact", required="tool_call_id"),
    "$remove": _remove,
    "$python": check_module,
    "$file": check_path,
    "$model": _model,
    "$literal": _literal,
}
"""What builds values, each with the check of what it is given."""
