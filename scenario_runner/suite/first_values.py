"""What a first scenario expects of values that were seen: what will be the same next time.

Each is made of two sightings, which may be the same one. Where they differ only what they have
in common is expected; ids, times and long texts are not expected to the letter even where they
do not.
"""

from __future__ import annotations

import math
import re
from typing import Final

from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data
from scenario_runner.language.write import CannotWrite, flow
from scenario_runner.matching.same import same

ANYTHING: Final = {"$present": True}

_LONGEST = 80
"""Characters of a text that is expected as it is."""

_CUT = 60
"""Characters that are expected of a longer one."""

_MOST_ITEMS, _MOST_WORDS, _MOST_KEYS, _DEEPEST = 3, 8, 8, 4

_VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # a UUID
    r"|\b[0-9a-f]{32,}\b"  # a digest
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d"  # a time
    r"|\b0x[0-9a-f]{6,}\b",  # an address of Python's
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def expected(first: Data, second: Data, depth: int = 0) -> Data:
    """What matches both sightings of a value."""
    if isinstance(first, str) and isinstance(second, str):
        return _text(first, second)
    if isinstance(first, bool | None) or isinstance(second, bool | None):
        return first if first is second else ANYTHING
    if isinstance(first, int | float) and isinstance(second, int | float):
        is_same = first == second and math.isfinite(first)
        return first if is_same else {"$type": "number"}
    if isinstance(first, dict) and isinstance(second, dict):
        return _mapping(first, second, depth)
    if isinstance(first, list) and isinstance(second, list):
        return _list(first, second, depth)
    return ANYTHING


def _text(first: str, second: str) -> Data:
    if first != second or _VOLATILE.search(first) or _SURROGATE.search(first):
        return {"$type": "string"}
    if len(first) <= _LONGEST and "\n" not in first.strip("\n"):
        return {"$literal": first} if is_template(first) else first
    cut = beginning(first)
    return {"$contains": cut} if cut and not is_template(cut) else {"$type": "string"}


def beginning(text: str) -> str:
    """The beginning of a long text, in whole words of its first line."""
    line = text.strip().split("\n")[0].strip()
    if len(line) <= _CUT:
        return line
    return line[:_CUT].rpartition(" ")[0].rstrip(" ,;:-") or line[:_CUT]


def _mapping(first: dict[str, Data], second: dict[str, Data], depth: int) -> Data:
    """In part: the keys of both. Of a message, what is said and called."""
    keys = [key for key in first if key in second and not _SURROGATE.search(key)]
    if {"role", "content"} <= first.keys():
        keys = [key for key in ("role", "name", "content", "tool_calls") if first.get(key)]
        keys = [key for key in keys if key in second]
    else:
        keys = [key for key in keys if key not in {"id", "tool_call_id"}]
    if any(key.startswith("$") for key in keys):
        is_exact = same(first, second) and _can_be_written(first)
        return {"$literal": first} if is_exact else {"$type": "mapping"}
    if depth >= _DEEPEST or not keys:
        return {"$type": "mapping"}
    return {key: expected(first[key], second[key], depth + 1) for key in keys[:_MOST_KEYS]}


def _can_be_written(data: Data) -> bool:
    try:
        flow(data)
    except CannotWrite:
        return False
    return True


def _list(first: list[Data], second: list[Data], depth: int) -> Data:
    """In whole where it is short, else by its length."""
    if len(first) != len(second):
        return {"$type": "list"}
    is_plain = not any(isinstance(part, dict | list) for part in first)
    if len(first) > (_MOST_WORDS if is_plain else _MOST_ITEMS) or depth >= _DEEPEST:
        return {"$length": len(first)}
    return [expected(one, other, depth + 1) for one, other in zip(first, second, strict=True)]
