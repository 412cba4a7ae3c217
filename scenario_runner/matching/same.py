"""Sameness of data whose ids differ from run to run: message and tool-call ids count by the
order in which they appear, and wherever the same id stands again it is the same one."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.value import Data


def alike(left: Data, right: Data) -> bool:
    """Whether two pieces of data are equal but for the ids of messages and tool calls."""
    return bool(left == right or canonical(left) == canonical(right))


def canonical(data: Data) -> Data:
    """The data with `message-1`, `call-1` ... in place of such ids, in order of appearance."""
    names: dict[str, str] = {}
    counts = {"message": 0, "call": 0}
    for kind, found in _ids(data):
        if found not in names:
            counts[kind] += 1
            names[found] = f"{kind}-{counts[kind]}"
    return _renamed(data, names) if names else data


def _ids(data: Data) -> Iterator[tuple[str, str]]:
    if isinstance(data, list):
        for item in data:
            yield from _ids(item)
    elif isinstance(data, dict):
        if "role" in data and "content" in data:
            yield from _of_message(data)
        for part in data.values():
            yield from _ids(part)


def _of_message(message: dict[str, Data]) -> Iterator[tuple[str, str]]:
    if isinstance(message.get("id"), str):
        yield "message", message["id"]
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        if isinstance(call, dict) and isinstance(call.get("id"), str):
            yield "call", call["id"]
    if isinstance(message.get("tool_call_id"), str):
        yield "call", message["tool_call_id"]


def _renamed(data: Data, names: dict[str, str]) -> Data:
    if isinstance(data, str):
        return names.get(data, data)
    if isinstance(data, list):
        return [_renamed(item, names) for item in data]
    if isinstance(data, dict):
        return {key: _renamed(part, names) for key, part in data.items()}
    return data
