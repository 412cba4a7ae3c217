"""Plain words for data: how findings show values, kinds, positions and differences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from scenario_runner.language.jsonpath import readable
from scenario_runner.language.value import Data
from scenario_runner.masking.veil import veil

LONGEST = 100
"""Characters of a value that a message shows."""

_BARE_KEY = re.compile(r"[^\W\d]\w*")
_BEFORE, _AFTER = 20, 40  # characters shown around the first difference of two texts


def show(data: Data, longest: int = LONGEST) -> str:
    """The data in YAML's flow style, cut where it is long: `{role: "user", content: "hi"}`."""
    text = ""
    for piece in _pieces(data, longest):
        text += piece
        if len(text) > longest:
            return text[: longest - 1] + "…"
    return text


def _pieces(data: Data, longest: int) -> Iterator[str]:
    if isinstance(data, dict):
        for number, (key, part) in enumerate(data.items()):
            yield (", " if number else "{") + _key(veil(str(key))) + ": "
            yield from _pieces(part, longest)
        yield "}" if data else "{}"
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield ", " if number else "["
            yield from _pieces(item, longest)
        yield "]" if data else "[]"
    elif isinstance(data, str):
        yield quoted(veil(data)[: longest + 1])
    elif isinstance(data, int) and not isinstance(data, bool) and data.bit_length() > 4096:
        yield hex(data)  # Python refuses to print very long integers in base ten
    else:
        yield json.dumps(data, default=lambda odd: type(odd).__name__)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key.removeprefix("$")) else quoted(key)


def quoted(text: str) -> str:
    """The text in double quotes, line breaks and their like spelt out."""
    return json.dumps(text, ensure_ascii=False)


def kind(data: Data) -> str:
    """What sort of value it is, in plain words."""
    if isinstance(data, bool):
        return "true or false"
    for known, word in _KINDS:
        if isinstance(data, known):
            return word
    return "something else"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    ((int, float), "a number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a mapping"),
)


def said(data: Data) -> str:
    """The value with its sort, where the value alone could be misread."""
    shown = show(data)
    if isinstance(data, str):
        return f"the text {shown}"
    if isinstance(data, bool) or data is None:
        return shown
    if isinstance(data, int | float):
        return f"the number {shown}"
    return f"{kind(data)}: {shown}"


EXPECTED_AND_GOT = ("expected", "got")
"""What stands before each of two values that differ."""


def difference(expected: Data, actual: Data, words: tuple[str, str] = EXPECTED_AND_GOT) -> str:
    """In what two values differ, as `expected X, got Y`, or in other words."""
    if isinstance(expected, str) and isinstance(actual, str):
        return _text_difference(veil(expected), veil(actual), words)
    if None in (expected, actual) or kind(expected) == kind(actual):
        return _sides(words, show(expected), show(actual))
    return _sides(words, said(expected), said(actual))


def _sides(words: tuple[str, str], first: str, second: str) -> str:
    return f"{words[0]} {first}, {words[1]} {second}"


def _text_difference(expected: str, actual: str, words: tuple[str, str]) -> str:
    only = _only(expected, actual)
    if max(len(expected), len(actual)) <= _BEFORE + _AFTER:
        return _sides(words, quoted(expected), quoted(actual)) + only
    pairs = zip(expected, actual, strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(expected), len(actual)))
    sides = _sides(words, _around(expected, same), _around(actual, same))
    return f"the text differs from {_position(actual, same)} on: {sides}{only}"


def _only(expected: str, actual: str) -> str:
    if expected.casefold() == actual.casefold():
        return " (they differ only in upper and lower case)"
    if "".join(expected.split()) == "".join(actual.split()):
        return " (they differ only in spaces and line breaks)"
    return ""


def _position(text: str, index: int) -> str:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return f"character {column}" if "\n" not in text else f"line {line}, character {column}"


def _around(text: str, index: int) -> str:
    start, end = max(0, index - _BEFORE), index + _AFTER
    if index >= len(text):
        return f"the end after {quoted(('…' if start else '') + text[start:])}"
    return quoted(("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""))


def counted(number: int, word: str) -> str:
    """`1 item`, `2 items`, `no items`."""
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def ordinal(index: int) -> str:
    """The position of an index in words people count with: 0 is the `1st`."""
    number = index + 1
    ending = "th" if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def listed(words: Sequence[str], joint: str = "and", most: int = 8) -> str:
    """`a, b and c`; the first `most` of many."""
    if len(words) > most:
        return ", ".join(words[:most]) + f" {joint} {len(words) - most} more"
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def step(part: str | int) -> str:
    """One step of a JSONPath: `.name`, `['odd name']` or `[0]`."""
    return readable((part,))[1:]
