"""Data as people write it in scenario files: short things on one line, words without quotes.

What is written is read back the same by `language.source`, and by readers of YAML 1.1 too.
"""

from __future__ import annotations

import json
import math
import re

from scenario_runner.language.scalar import plain_scalar, truth_word
from scenario_runner.language.value import Data

WIDTH = 100
"""Characters of a line, where it can be kept."""

_PLAIN = re.compile(
    r"(?:\$\.?|(?:\.\.?/)+)?[^\W\d_]"  # $equals, $.values, ../agents
    r"(?:(?:[\w $./()+=<>^;!?'*~-]|(?<=\w)[:#](?=\w))*[\w$/().!?*])?\Z"
)
_UNPRINTABLE = re.compile(
    "[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]"
)


def entry(key: str, data: Data, indent: int = 0) -> list[str]:
    """The lines of `key: data`, from the column `indent`."""
    return _under(f"{' ' * indent}{scalar(key)}:", data, indent)


def item(data: Data, indent: int = 0) -> list[str]:
    """The lines of an item of a list: a mapping with a key a line, where it is long."""
    dash = f"{' ' * indent}-"
    if _fits(line := f"{dash} {flow(data)}") or not isinstance(data, dict) or not data:
        return [line] if not isinstance(data, list) or _fits(line) else _under(dash, data, indent)
    lines = [line for key, part in data.items() for line in entry(key, part, indent + 2)]
    return [f"{dash} {lines[0].lstrip()}", *lines[1:]]


def _under(head: str, data: Data, indent: int) -> list[str]:
    if _fits(line := f"{head} {flow(data)}") or not isinstance(data, dict | list) or not data:
        return [line]
    if isinstance(data, dict):
        inner = [line for key, part in data.items() for line in entry(key, part, indent + 2)]
    else:
        inner = [line for part in data for line in item(part, indent + 2)]
    return [head, *inner]


def _fits(line: str) -> bool:
    return len(line) <= WIDTH


def flow(data: Data) -> str:
    """The data on one line."""
    match data:
        case dict():
            return "{" + ", ".join(f"{scalar(key)}: {flow(data[key])}" for key in data) + "}"
        case list():
            return "[" + ", ".join(map(flow, data)) + "]"
        case _:
            return scalar(data)


def scalar(data: Data) -> str:
    """A text, a number, a truth value or null."""
    if isinstance(data, float) and not math.isfinite(data):
        return ".nan" if math.isnan(data) else ".inf" if data > 0 else "-.inf"
    if not isinstance(data, str):
        return json.dumps(data)
    return data if _is_plain(data) else _quoted(data)


def _is_plain(text: str) -> bool:
    return (
        _PLAIN.match(text) is not None and truth_word(text) is None and plain_scalar(text) == text
    )


def _quoted(text: str) -> str:
    if '"' in text and "'" not in text and text.isprintable() and "\\" not in text:
        return f"'{text}'"
    written = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
