"""The rows of `for_each` and `parameters`: a branch or a case for each, named by its id."""

from __future__ import annotations

import math
import re
from itertools import product

from scenario_runner.frozen import frozen
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Places, Pointer, Value
from scenario_runner.problem import Place

MOST_ROWS = 1000
"""Branches or cases that one table may make; lists that are combined multiply."""

ODD = re.compile(r"(?:[\s/\[\]{}]|::)+")
"""What moments and selectors of the command line could not tell from their own signs."""


_NOWHERE = Place(file="", line=1, column=1)


@frozen
class Row:
    """One row: what its branch or case is called by, and a mapping of its names to their values."""

    id: str
    value: Value


def case_rows(root: Value) -> list[Row]:
    """The rows of a scenario's `parameters`; empty where it has none."""
    return rows(root["parameters"])[:MOST_ROWS] if "parameters" in root.data else []


def rows(for_each: Value) -> list[Row]:
    """The rows, in order; those of a wrong shape are left out."""
    data = for_each.data
    if isinstance(data, list):
        items = (for_each[index] for index in range(len(data)))
        found = [item for item in items if isinstance(item.data, dict)]
        return [Row(id=_row_id(row.data, index), value=row) for index, row in enumerate(found)]
    if not isinstance(data, dict) or not can_combine(data):
        return []
    ways = product(*(range(len(part)) for part in data.values()))
    made = [_combined(for_each, dict(zip(data, way, strict=True))) for way in ways]
    return [
        Row(id=_joined(row.data, list(row.data), index), value=row)
        for index, row in enumerate(made)
    ]


def rows_as_data(table: Data) -> dict[str, dict[str, Data]]:
    """The rows of a table, each as one item of a list of rows would say it, by their ids."""
    whole = Value(data=table, places=Places(values={(): _NOWHERE}))
    return {row.id: {"id": row.id, **row.value.data} for row in rows(whole)}


def can_combine(data: dict[str, Data]) -> bool:
    """Whether these are lists, and not too many ways to combine them."""
    lists = all(isinstance(part, list) for part in data.values())
    return lists and math.prod(len(part) for part in data.values()) <= MOST_ROWS


def _combined(for_each: Value, way: dict[str, int]) -> Value:
    """A row made of one value of each list, each at its own place."""
    last = next(reversed(way), None)
    place = for_each.place if last is None else for_each.at(last, way[last])
    places: dict[Pointer, Place] = {(): place}
    keys: dict[Pointer, Place] = {}
    for name, index in way.items():
        places[(name,)] = for_each.at(name, index)
        keys[(name,)] = for_each[name].key_place
    data = {name: for_each.data[name][index] for name, index in way.items()}
    return Value(data=data, places=Places(values=places, keys=keys))


def _row_id(row: dict[str, Data], index: int) -> str:
    given = row.get("id")
    if isinstance(given, str) or (isinstance(given, int) and not isinstance(given, bool)):
        return str(given)
    return _joined(row, [name for name in row if name != "id"], index)


def _joined(row: dict[str, Data], names: list[str], index: int) -> str:
    return "-".join(word_of(name, row[name], index) for name in names)


def word_of(name: str, data: Data, index: int) -> str:
    """A value as a word of an id; what is no word is called by its name and the row's number."""
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    word = (
        ""
        if isinstance(data, dict | list) or is_template(data)
        else ODD.sub("_", str(data)).strip("_")
    )
    return word if 0 < len(word) <= 40 else f"{name}{index + 1}"
