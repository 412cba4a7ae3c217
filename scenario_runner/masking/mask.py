"""The mask: texts and data in which no secret value stands any more, in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import lru_cache
from typing import Any

from scenario_runner.frozen import frozen
from scenario_runner.masking.cut_off import overlap, without_ends
from scenario_runner.masking.spellings import escaped, in_base64

SHORTEST = 4
"""Characters of a value that can be masked: shorter ones stand in too many other texts."""
_SHORTEST_LINE = 8
"""Characters of a line that is masked by itself."""
_NUMBER = re.compile(r"[-+.\deE]+")
_TIMES = 3
"""How often a text is looked through: what is left around a mask may be a value again."""

Values = tuple[tuple[str, str], ...]
"""Names, and what is not to be shown of each; a name may have several."""


@frozen
class Mask:
    """Takes values out of texts and data. Without values it is false."""

    values: Values = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.values)

    def text(self, text: str) -> str:
        """The text with `***NAME***` for each value; `***NAME, escaped***` and `***NAME, base64***`
        where it was spelled so: what differed before still does."""
        if not self.values:
            return text
        told = _told(self.values)
        for _ in range(_TIMES):
            masked = told.pattern.sub(told.word, text)
            if masked == text:
                break
            text = masked
        return without_ends(text, told.words)

    def data(self, data: Any) -> Any:
        """Plain data without the values: in its texts, in its keys, in numbers that are one."""
        match data:
            case str():
                return self.text(data)
            case dict():
                return self.mapping(data, self.data)
            case list():
                return [self.data(part) for part in data]
            case tuple():
                return tuple(self.data(part) for part in data)
            case bool() | None:
                return data
            case int() | float() if _told(self.values).numbers:
                text = str(data)
                return data if (masked := self.text(text)) == text else masked
            case _:
                return data

    def mapping(self, data: dict[Any, Any], of_part: Callable[[Any], Any]) -> dict[Any, Any]:
        """A mapping with its keys masked; those that become alike are told apart by a number."""
        masked: dict[Any, Any] = {}
        for key, part in data.items():
            name = plain = self.data(key)
            number = 2
            while name in masked:
                name, number = f"{plain} {number}", number + 1
            masked[name] = of_part(part)
        return masked

    def found(self, text: str) -> tuple[str, ...]:
        """The names of the values that stand in a text."""
        if not self.values:
            return ()
        told = _told(self.values)
        return tuple(dict.fromkeys(told.name(one) for one in told.pattern.finditer(text)))

    def begun(self, text: str) -> int:
        """How many characters at the end of a text may be the beginning of a value."""
        return max((overlap(text, part) for _, part in _told(self.values).parts), default=0)

    def end_of(self, text: str, longest: int) -> str:
        """The end of a text, masked: at most so many characters of it, none of them what is
        left of a value that began before."""
        start = len(text) - longest
        if start <= 0:
            return self.text(text)
        if self.values:
            for one in _told(self.values).pattern.finditer(text):
                if one.start() < start < one.end():
                    start = one.end()
        return self.text(text[start:])


class _Told:
    """What is worked out once for some values."""

    def __init__(self, values: Values) -> None:
        by_length = sorted(values, key=lambda one: -len(one[1]))
        parts = dict.fromkeys((name, part) for name, value in by_length for part in _parts(value))
        self.parts = tuple(parts)
        self._whole = {value.strip() for _, value in values}
        self.pattern = re.compile("|".join(self._alternatives()))
        self.numbers = any(_NUMBER.fullmatch(part) for _, part in self.parts)
        self._sign = next((s for s in "*#=~|" if all(s not in v for _, v in values)), "*")
        self.words = {part: self._named(name) for name, part in self.parts}
        """What is put in the place of each value."""

    def _alternatives(self) -> Iterator[str]:
        """The pattern of each spelling; the empty group at its end says which one it is."""
        for index, (_, part) in enumerate(self.parts):
            yield f"{escaped(part)}(?P<e{index}>)"
        for index, (_, part) in enumerate(self.parts):
            for number, pattern in enumerate(in_base64(part) if part in self._whole else ()):
                yield f"{pattern}(?P<b{index}_{number}>)"

    def name(self, found: re.Match[str]) -> str:
        """The name of the value that was found."""
        return self._part(found)[0]

    def word(self, found: re.Match[str]) -> str:
        """What is put in its place."""
        name, part = self._part(found)
        if (found.lastgroup or "").startswith("b"):
            return self._named(name, ", base64")
        return self._named(name, "" if found[0] == part else ", escaped")

    def _named(self, name: str, spelling: str = "") -> str:
        """The word for a name; only signs where the name itself is not to be shown."""
        sign = self._sign * 3
        word = f"{sign}{name}{spelling}{sign}"
        return sign if self.pattern.search(word) else word

    def _part(self, found: re.Match[str]) -> tuple[str, str]:
        index = re.sub(r"_.*", "", (found.lastgroup or "")[1:])
        return self.parts[int(index)]


def _parts(value: str) -> Iterator[str]:
    """The value without the blanks around it, and each line of it that is worth it."""
    whole = value.strip()
    yield whole
    lines = [line.strip() for line in whole.splitlines()]
    yield from (line for line in lines if len(line) >= _SHORTEST_LINE and line != whole)


_told = lru_cache(maxsize=64)(_Told)

NOTHING = Mask()
"""Masks nothing."""
