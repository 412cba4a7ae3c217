"""Values that repeat are stored once: a pool of shared values for each case.

State is mostly the same from step to step. The pool is a list; `{"$ref": 3}` stands for its
fourth entry, and an entry refers only to entries before it. A list that goes on where another
ended, as conversations do, is `{"$list": [3, ...]}`: the items of entry 3, then these.

What JSON cannot hold is written as a mapping of one key too: `{"$float": "nan"}`,
`{"$int": "0x1f"}` (integers with more digits than readers take). A mapping of the user's own
that looks like one of these gets one more `$`: `{"$ref": 1}` is written `{"$$ref": 1}`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from scenario_runner.language.value import Data

_Key: TypeAlias = tuple[Any, ...]
_Part: TypeAlias = int | str | tuple[str, str]

LOOKS_LIKE_OURS = re.compile(r"\$+(ref|list|float|int)\Z")
_WORTH_SHARING = 24
"""Characters of JSON from which a reference is shorter than the value in most cases."""
_WORTH_CONTINUING = 4
"""Items from which a list is looked up as the continuation of another."""
_STEPS_BACK = 8
"""Items that a list may have more than the one it continues."""
_LARGE = 1 << 8192
"""Integers from here on are written in hexadecimal: Python refuses to read very long decimals."""


class PoolWriter:
    """Counts values, then writes them: every value is shown to `count` before the first `write`.

    The values must live as long as the writer: it knows lists and mappings it met again by
    their identity, and looks inside each just once.
    """

    def __init__(self) -> None:
        self._met: dict[int, int] = {}
        self._numbers: dict[_Key, int] = {}
        self._uses: list[int] = []
        self._sizes: list[int] = []
        self._slots: dict[int, int] = {}
        self._continued: dict[int, tuple[int, int]] = {}
        """Lists that go on where another ended: the other's number and length."""
        self.entries: list[Data] = []
        """The pool, filled by `write`."""

    def count(self, value: Data) -> None:
        """Take note of a value that will be written."""
        if type(number := self._part(value)) is int:
            self._uses[number] += 1

    def write(self, value: Data) -> Data:
        """The value as JSON data, its repeated parts as references into `entries`."""
        number = self._part(value)
        if type(number) is not int or self._uses[number] < 2:
            return self._spelled(value)
        if self._sizes[number] < _WORTH_SHARING:
            return self._spelled(value)
        if number not in self._slots:
            spelled = self._spelled(value)
            self._slots[number] = len(self.entries)
            self.entries.append(spelled)
        return {"$ref": self._slots[number]}

    def _spelled(self, value: Data) -> Data:
        if isinstance(value, dict):
            return _escaped({str(key): self.write(part) for key, part in value.items()})
        if isinstance(value, list | tuple):
            return self._spelled_list(value)
        return _scalar(value)

    def _spelled_list(self, value: Sequence[Data]) -> Data:
        number, length = self._continued.get(self._met[id(value)], (-1, 0))
        rest = [self.write(part) for part in value[length:]]
        return {"$list": [self._slots[number], *rest]} if length else rest

    def _part(self, value: Data) -> _Part:
        """The number of a list, a mapping or a long text; other scalars stand for themselves.

        Equal only for values of the same types, parts and order.
        """
        if isinstance(value, str):
            return value if len(value) < _WORTH_SHARING else self._enter((value,), len(value), ())
        if not isinstance(value, dict | list | tuple):
            return (type(value).__name__, repr(_scalar(value)))
        number = self._met.get(id(value))
        if number is None:
            number = self._met[id(value)] = self._container(value)
        return number

    def _container(self, value: Data) -> int:
        if isinstance(value, dict):
            names = tuple(map(str, value))
            parts = tuple(map(self._part, value.values()))
            return self._enter((dict, names, parts), sum(map(len, names)) + 4 * len(names), parts)
        return self._list(tuple(map(self._part, value)))

    def _list(self, parts: tuple[_Part, ...]) -> int:
        shortest = max(_WORTH_CONTINUING, len(parts) - _STEPS_BACK)
        for length in range(len(parts) - 1, shortest - 1, -1):
            base = self._numbers.get((list, parts[:length]))
            if base is not None:
                return self._continuation(parts, base, length)
        return self._enter((list, parts), 2 * len(parts), parts)

    def _continuation(self, parts: tuple[_Part, ...], base: int, length: int) -> int:
        """Enter a list as the continuation of another, which then is in the pool for certain."""
        if (known := self._numbers.get((list, parts))) is not None:
            return known
        number = self._enter((list, parts), 2 * len(parts), (base, *parts[length:]))
        self._continued[number] = base, length
        self._sizes[base] = max(self._sizes[base], _WORTH_SHARING)
        return number

    def _enter(self, key: _Key, size: int, parts: Iterable[_Part]) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._uses)
            self._uses.append(0)
            for part in parts:
                if type(part) is int:
                    self._uses[part] += 1
                    size += self._sizes[part]
                else:
                    size += len(part) if type(part) is str else 4
            self._sizes.append(size)
        return number


def _escaped(mapping: dict[str, Data]) -> dict[str, Data]:
    if len(mapping) == 1:
        ((key, part),) = mapping.items()
        if LOOKS_LIKE_OURS.match(key):
            return {f"${key}": part}
    return mapping


def _scalar(value: Data) -> Data:
    match value:
        case None | bool() | str():
            return value
        case int():
            return {"$int": hex(value)} if abs(value) >= _LARGE else int(value)
        case float():
            return float(value) if math.isfinite(value) else {"$float": repr(float(value))}
        case _:
            return str(value)
