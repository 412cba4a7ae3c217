"""Data as YAML text: on one line in flow style, or as lines in block style.

What is written here is read back by `source.read` as the same data, and by readers of YAML 1.1
too. It looks as people write scenarios: two spaces a level, quotes only where they are needed,
short lists on one line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.language.write_scalar import CannotWrite, Quotes, is_visible, key, scalar

__all__ = [
    "CannotWrite", "Quotes", "Room", "block", "document", "entry", "flow", "is_collection", "item",
    "key", "scalar",
]  # fmt: skip

WIDTH = 100
"""Columns that a line in flow style takes at most, where there is a choice."""

_SHORT = 60
_NO_BLOCK = re.compile(r"\A\s|[ \t](?:\n|\Z)|\n\t|\n\n\Z")
"""Texts whose block scalar would hide something: spaces at the ends of lines, tabs."""


@frozen
class Room:
    """What may stand on one line, where that is not for lists of a few scalars alone."""

    columns: int
    deepest: float = math.inf
    """Collections inside each other."""

    def inside(self) -> Room:
        """What is left for the parts of a collection in block style."""
        return replace(self, columns=self.columns - 2)

    def of_item(self) -> Room:
        """What is left for an item, which is inside a list."""
        return replace(self, deepest=self.deepest - 1)


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


def block(data: Data, *, quotes: Quotes = "", room: Room | None = None) -> list[str]:
    """The data as lines: of a collection, its entries without indentation; of a text with line
    breaks, `|` and its lines, which want to be moved to the right of what holds the text; of
    anything else, its one line.

    Without `room`, each part has a line of its own, as is best to compare and to change; only
    lists of a few scalars stand on one. With it, all that there is room for does.

    Raises CannotWrite.
    """
    if isinstance(data, dict) and data:
        return [line for name, part in data.items() for line in entry(name, part, room=room)]
    if isinstance(data, list) and data:
        return [line for part in data for line in item(part, room=room)]
    if isinstance(data, str) and (lines := _literal(data)):
        return lines
    return [scalar(data, quotes=quotes) if not isinstance(data, dict | list) else flow(data)]


def entry(name: str, data: Data, *, room: Room | None = None) -> list[str]:
    """The lines of one entry of a mapping in block style; `room` as of `block`. Raises
    CannotWrite."""
    head = f"{key(name)}:"
    if not is_collection(data) or _is_short(data, len(head) + 1, room):
        first, *rest = [flow(data)] if isinstance(data, dict | list) else block(data)
        return [f"{head} {first}", *map(_moved, rest)]
    return [head, *map(_moved, block(data, room=room and room.inside()))]


def item(data: Data, *, room: Room | None = None) -> list[str]:
    """The lines of one item of a list in block style; `room` as of `block`. Raises
    CannotWrite."""
    is_short = is_collection(data) and _is_short(data, 2, room and room.of_item())
    first, *rest = [flow(data)] if is_short else block(data, room=room and room.inside())
    return [f"- {first}", *map(_moved, rest)]


def document(data: Data, comment: str, *, room: Room | None = None) -> str:
    """A whole file: a comment, and the data in block style; `room` as of `block`. Raises
    CannotWrite."""
    return "\n".join([f"# {comment}", *block(data, room=room), ""])


def _moved(line: str) -> str:
    return f"  {line}" if line else line


def _is_short(data: Data, before: int, room: Room | None) -> bool:
    """Whether a collection reads best on one line."""
    if room is None:
        is_flat, columns = isinstance(data, list) and _is_flat(data, 1), _SHORT
    else:
        is_flat, columns = _is_flat(data, room.deepest), room.columns
    return is_flat and before + len(flow(data)) <= columns


def _is_flat(data: Data, deepest: float) -> bool:
    """Whether at most so many collections are inside each other, and no text has lines."""
    if not is_collection(data):
        return not (isinstance(data, str) and _literal(data))
    parts = data.values() if isinstance(data, dict) else data
    return deepest > 0 and all(_is_flat(part, deepest - 1) for part in parts)


def _literal(text: str) -> list[str]:
    """The text as a block scalar; empty where it has one line, or must stand in quotes."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) == 1 or _NO_BLOCK.search(text) or not all(map(is_visible, lines)):
        return []
    return ["|" if text.endswith("\n") else "|-", *lines]
