"""Data as YAML text: on one line in flow style, or as lines in block style.

What is written here is read back by `source.read` as the same data, and looks as people write
scenarios: two spaces a level, quotes only where they are needed, short lists on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.language.value import Data
from scenario_runner.language.write_scalar import CannotWrite, Quotes, key, scalar

__all__ = ["CannotWrite", "Quotes", "block", "document", "flow", "is_collection", "key", "scalar"]

WIDTH = 100
"""Columns that a line in flow style takes at most, where there is a choice."""

_SHORT = 60
_NO_BLOCK = re.compile(r"\A\s|[ \t](?:\n|\Z)|\n\t|\n\n\Z|[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff"
                       "\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")  # fmt: skip
"""Texts whose block scalar would hide something: spaces at the ends of lines, tabs."""


def is_collection(data: Data) -> bool:
    """Whether it is a mapping or a list with something in it."""
    return isinstance(data, dict | list) and bool(data)


def flow(data: Data, *, quotes: Quotes = "") -> str:
    """All of the data on one line. Raises CannotWrite."""
    return "".join(_flow(data, quotes))


def _flow(data: Data, quotes: Quotes = "") -> Iterator[str]:
    if isinstance(data, dict):
        for number, (name, part) in enumerate(data.items()):
            yield (", " if number else "{") + key(name, in_flow=True) + ": "
            yield from _flow(part)
        yield "}" if data else "{}"
    elif isinstance(data, list):
        for number, part in enumerate(data):
            yield ", " if number else "["
            yield from _flow(part)
        yield "]" if data else "[]"
    else:
        yield scalar(data, in_flow=True, quotes=quotes)


def block(data: Data, *, quotes: Quotes = "") -> list[str]:
    """The data as lines: of a collection, its entries without indentation; of a text with line
    breaks, `|` and its lines, which want to be moved to the right of what holds the text; of
    anything else, its one line. Raises CannotWrite."""
    if isinstance(data, dict) and data:
        return [line for name, part in data.items() for line in entry(name, part)]
    if isinstance(data, list) and data:
        return [line for part in data for line in item(part)]
    if isinstance(data, str) and (lines := _literal(data)):
        return lines
    return [scalar(data, quotes=quotes) if not isinstance(data, dict | list) else flow(data)]


def entry(name: str, data: Data) -> list[str]:
    """The lines of one entry of a mapping in block style. Raises CannotWrite."""
    head = f"{key(name)}:"
    if not is_collection(data) or _is_short(data, len(head) + 1):
        first, *rest = [flow(data)] if isinstance(data, dict | list) else block(data)
        return [f"{head} {first}", *(_moved(line) for line in rest)]
    return [head, *(_moved(line) for line in block(data))]


def item(data: Data) -> list[str]:
    """The lines of one item of a list in block style. Raises CannotWrite."""
    short = is_collection(data) and _is_short(data, 2)
    first, *rest = [flow(data)] if short else block(data)
    return [f"- {first}", *(_moved(line) for line in rest)]


def document(data: Data, comment: str) -> str:
    """A whole file: a comment, and the data in block style. Raises CannotWrite."""
    return "\n".join([f"# {comment}", *block(data), ""])


def _moved(line: str) -> str:
    return f"  {line}" if line else line


def _is_short(data: Data, before: int) -> bool:
    """Lists of a few scalars, which read best on one line."""
    if not isinstance(data, list) or any(map(is_collection, data)):
        return False
    return before + len(flow(data)) <= _SHORT


def _literal(text: str) -> list[str]:
    """The text as a block scalar; empty where it has one line, or must stand in quotes."""
    if "\n" not in text.rstrip("\n") or _NO_BLOCK.search(text):
        return []
    lines = text.removesuffix("\n").split("\n")
    return ["|" if text.endswith("\n") else "|-", *lines]
