"""The rows of `for_each`: one branch for each, named by the row's id."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from scenario_runner.language.template import texts
from scenario_runner.language.value import Data, Places, Pointer, Value
from scenario_runner.language.words import kind, meant, quoted
from scenario_runner.problem import Place, Problem

MOST_ROWS = 1000
"""Branches that one `for_each` may make; lists that are combined multiply."""

_ODD = re.compile(r"[\s/\[\]{}]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: what its branch is called by, and a mapping of its names to their values."""

    id: str
    value: Value


def rows(for_each: Value) -> list[Row]:
    """The rows, in order; those of a wrong shape are left out."""
    data = for_each.data
    if isinstance(data, list):
        items = (for_each[index] for index in range(len(data)))
        found = [item for item in items if isinstance(item.data, dict)]
        return [Row(id=_row_id(row.data, index), value=row) for index, row in enumerate(found)]
    if not isinstance(data, dict) or not _can_combine(data):
        return []
    ways = product(*(range(len(part)) for part in data.values()))
    made = [_combined(for_each, dict(zip(data, way, strict=True))) for way in ways]
    return [
        Row(id=_joined(row.data, list(row.data), index), value=row)
        for index, row in enumerate(made)
    ]


def check_rows(for_each: Value) -> Iterator[Problem]:
    """What makes rows useless beyond their shape."""
    for pointer, _ in texts(for_each.data):
        yield Problem(
            place=for_each.at(*pointer),
            message="a row cannot hold a template",
            hint="write the value out, and use templates in the steps",
            code="no-template-here",
        )
    data = for_each.data
    if isinstance(data, dict) and not _can_combine(data):
        if all(isinstance(part, list) for part in data.values()):
            yield _too_many(for_each)
    elif isinstance(data, list):
        if len(data) > MOST_ROWS:
            yield _too_many(for_each)
        yield from _uneven(for_each)
        yield from _bad_ids(for_each)
    yield from _same_ids(for_each)


def _can_combine(data: dict[str, Data]) -> bool:
    lists = all(isinstance(part, list) for part in data.values())
    return lists and math.prod(len(part) for part in data.values()) <= MOST_ROWS


def _too_many(for_each: Value) -> Problem:
    return Problem(
        place=for_each.key_place,
        message=f"for_each makes more than {MOST_ROWS:,} branches",
        hint="write fewer values, or make several scenarios of it",
        code="too-many-rows",
    )


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
    return "-".join(_word(name, row[name], index) for name in names)


def _word(name: str, data: Data, index: int) -> str:
    """A value as a word of an id; what is no word is called by its name and the row's number."""
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    word = "" if isinstance(data, dict | list) else _ODD.sub("_", str(data)).strip("_")
    return word if 0 < len(word) <= 40 else f"{name}{index + 1}"


def _bad_ids(for_each: Value) -> Iterator[Problem]:
    for index, row in enumerate(for_each.data):
        given = row.get("id", "x") if isinstance(row, dict) else "x"
        if isinstance(given, str) and given and not _ODD.search(given):
            continue
        if isinstance(given, int) and not isinstance(given, bool):
            continue
        said = quoted(given) if isinstance(given, str) else kind(given)
        yield Problem(
            place=for_each[index]["id"].place,
            message=f"{said} cannot be a row's id",
            hint="use a word without spaces, / and brackets",
            code="bad-name",
        )


def _same_ids(for_each: Value) -> Iterator[Problem]:
    first: dict[str, Value] = {}
    for row in rows(for_each):
        if not row.id:
            continue  # told as a bad id
        if row.id in first:
            before = _named_by(first[row.id])
            here = _named_by(row.value)
            yield Problem(
                place=here.place,
                message=f"two rows are called {quoted(row.id)}",
                hint="give each row an id of its own",
                code="duplicate-row",
                related=((before.place, "the other row"),) if before.place != here.place else (),
            )
        first.setdefault(row.id, row.value)


def _named_by(row: Value) -> Value:
    return row["id"] if "id" in row.data and row.pointer else row


def _uneven(for_each: Value) -> Iterator[Problem]:
    """Names that some rows have and others have not: a name is wanted where most have it."""
    items = [for_each[index] for index in range(len(for_each.data))]
    told = [row for row in items if isinstance(row.data, dict)]
    count = Counter(name for row in told for name in row.data if name != "id")
    usual = [name for name in count if count[name] * 2 >= len(told)]
    for row in told:
        odd = [name for name in row.data if name != "id" and name not in usual]
        lacking = [name for name in usual if name not in row.data]
        for name in odd:
            close = meant(name, lacking)
            yield Problem(
                place=row[name].key_place,
                message=f"other rows have no {quoted(name)}",
                hint=f"did you mean {quoted(close)}?" if close else "give it in every row",
                code="uneven-rows",
            )
        for name in lacking:
            if not meant(name, odd):
                yield Problem(
                    place=row.place,
                    message=f"this row has no {quoted(name)}",
                    hint="other rows have it; give it in every row, null where there is none",
                    code="uneven-rows",
                )
