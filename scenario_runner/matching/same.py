"""When data is the same in two conversations: ids of messages and tool calls do not count.

Two runs of one conversation give other ids to the same messages; what an id refers to is the
same all the same. So ids are replaced by their order of appearance before data is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeAlias

from scenario_runner.language.value import Data
from scenario_runner.matching.match import plain

Kind: TypeAlias = Literal["message", "tool call"]

Ids: TypeAlias = Mapping[str, Kind]
"""What is known to be an id, and of what."""

_ROLES = frozenset({"user", "assistant", "system", "tool", "remove"})
_WORDS = frozenset({"role", "content", "name", "status"})
"""Keys of a message whose texts are no ids, whatever they say."""


def alike(left: Data, right: Data) -> bool:
    """Whether two pieces of data in normal form differ in nothing but ids."""
    return same(canonical(left), canonical(right))


def same(left: Data, right: Data) -> bool:
    """Whether data is equal: numbers by value (1 is 1.0), true is no number, NaN is NaN."""
    return hashable(left) == hashable(right)


def canonical(data: Data, ids: Ids | None = None) -> Data:
    """The data with each id replaced by its kind and order of appearance: `<message 1>`.

    An id of a message, of a tool call, or a reference to one is replaced in messages, and
    wherever else it stands as a whole value. `ids` are those to replace where `data` is a
    part of something that knows more of them (`ids_in` of the whole).
    """
    known: Ids = ids_in(data) if ids is None else ids
    seen: dict[str, str] = {}
    count: Counter[Kind] = Counter()

    def number(found: str) -> str:
        if found not in seen:
            kind = known[found]
            count[kind] += 1
            seen[found] = f"<{kind} {count[kind]}>"
        return seen[found]

    return _replaced(data, known, number)


def unnumbered(data: Data, ids: Ids) -> Data:
    """The data with each of the ids replaced by its kind alone: `<message>`."""
    return _replaced(data, ids, lambda found: f"<{ids[found]}>")


def ids_in(data: Data) -> dict[str, Kind]:
    """The ids that the messages in the data have and refer to."""
    return dict(_ids(data))


def _ids(data: Data) -> Iterator[tuple[str, Kind]]:
    if isinstance(data, dict):
        if is_message(data):
            yield from _ids_of_message(data)
        for part in data.values():
            yield from _ids(part)
    elif isinstance(data, list | tuple):
        for part in data:
            yield from _ids(part)


def _ids_of_message(message: dict[str, Data]) -> Iterator[tuple[str, Kind]]:
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list | tuple) else ():
        if isinstance(call, dict) and isinstance(called := call.get("id"), str):
            yield called, "tool call"
    if isinstance(answered := message.get("tool_call_id"), str):
        yield answered, "tool call"
    if isinstance(own := message.get("id"), str):
        yield own, "message"


def is_message(data: Data) -> bool:
    """Whether it is a message in normal form (also one that removes another)."""
    role = data.get("role") if isinstance(data, dict) else None
    if not isinstance(role, str) or role not in _ROLES:
        return False
    return "content" in data or (role == "remove" and "id" in data)


def _replaced(data: Data, ids: Ids, told: Callable[[str], str]) -> Data:
    """Mappings are walked by sorted key: the order in which channels were first written is
    no difference."""
    if isinstance(data, dict):
        words = _WORDS if is_message(data) else frozenset()
        parts = {
            key: data[key]
            if key in words and isinstance(data[key], str)
            else _replaced(data[key], ids, told)
            for key in sorted(data, key=str)
        }
        return {key: parts[key] for key in data}
    if isinstance(data, list | tuple):
        return [_replaced(part, ids, told) for part in data]
    return told(data) if isinstance(data, str) and data in ids else data


def hashable(data: Data) -> object:
    """Something hashable that is equal for data that is the same."""
    if isinstance(data, dict):
        return ("mapping", frozenset((key, hashable(part)) for key, part in data.items()))
    if isinstance(data, list | tuple):
        return ("list", tuple(map(hashable, data)))
    if isinstance(data, bool):
        return ("truth", data)
    return plain(data)
