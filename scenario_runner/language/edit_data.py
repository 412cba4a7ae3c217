"""Edits as changes of data: what a text that was edited must say when it is read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, assert_never

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data, Pointer
from scenario_runner.language.write import Room


@frozen
class Replace:
    """Another value at a place that has one."""

    pointer: Pointer
    data: Data


@frozen
class InsertKey:
    """A new entry of a mapping (or of nothing: a null or a missing value becomes a mapping)."""

    pointer: Pointer
    """Of the mapping."""
    key: str
    data: Data
    at: int | None = None
    """How many entries come before it; None: all."""
    room: Room | None = None
    """What may stand on one line, as `write.entry` has it."""


@frozen
class InsertItem:
    """A new item of a list (or of nothing)."""

    pointer: Pointer
    """Of the list."""
    data: Data
    at: int | None = None
    """How many items come before it; None: all."""


@frozen
class Remove:
    """No entry or item there any more."""

    pointer: Pointer


Edit: TypeAlias = Replace | InsertKey | InsertItem | Remove


def applied(data: Data, edit: Edit) -> Data:
    """The data after an edit, the old one untouched. Raises LookupError or TypeError where the
    edit does not fit it."""
    match edit:
        case Replace(pointer=pointer, data=new):
            return _with(data, pointer, lambda _old: new)
        case InsertKey(pointer=pointer):
            return _with(data, pointer, lambda old: _with_key(old, edit))
        case InsertItem(pointer=pointer):
            return _with(data, pointer, lambda old: _with_item(old, edit))
        case Remove(pointer=(*around, last)):
            return _with(data, tuple(around), lambda old: _without(old, last))
        case Remove():
            raise LookupError("the whole document cannot be removed")
        case _:
            assert_never(edit)


def identical(left: Data, right: Data) -> bool:
    """Whether two pieces of data are the same in every type: 1 is neither 1.0 nor true, and
    the order of a mapping counts."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(identical(left[k], right[k]) for k in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(identical, left, right))
    return bool(left == right) or (left != left and right != right)  # noqa: PLR0124  # NaN


def to_become(old: Data, new: Data, pointer: Pointer = ()) -> list[Edit]:
    """The edits that make the new data of the old, as few and as deep inside as can be: what is
    the same keeps its layout. They are to be made in this order."""
    if identical(old, new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
        return _of_mapping(old, new, pointer)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _of_list(old, new, pointer)
    return [Replace(pointer=pointer, data=new)]


def _of_mapping(old: dict[str, Data], new: dict[str, Data], pointer: Pointer) -> list[Edit]:
    edits: list[Edit] = [Remove(pointer=(*pointer, key)) for key in old if key not in new]
    for key, part in old.items():
        if key in new:
            edits += to_become(part, new[key], (*pointer, key))
    order = [key for key in old if key in new]
    for position, key in enumerate(new):
        if key not in old:
            before = [other for other in list(new)[:position] if other in order]
            at = order.index(before[-1]) + 1 if before else 0
            order.insert(at, key)
            edits.append(InsertKey(pointer=pointer, key=key, data=new[key], at=at))
    return edits


def _of_list(old: list[Data], new: list[Data], pointer: Pointer) -> list[Edit]:
    """What both begin and end with stays; between, item becomes item as far as there are two."""
    shortest = min(len(old), len(new))
    first = next((n for n in range(shortest) if not identical(old[n], new[n])), shortest)
    rest = shortest - first
    last = next((n for n in range(rest) if not identical(old[-1 - n], new[-1 - n])), rest)
    ours, theirs = old[first : len(old) - last], new[first : len(new) - last]
    edits: list[Edit] = []
    for position, (one, other) in enumerate(zip(ours, theirs, strict=False), start=first):
        edits += to_become(one, other, (*pointer, position))
    both = first + min(len(ours), len(theirs))
    edits += [Remove(pointer=(*pointer, both))] * (len(ours) - (both - first))
    for position, part in enumerate(theirs[both - first :], start=both):
        edits.append(InsertItem(pointer=pointer, data=part, at=position))
    return edits


def _with(data: Data, pointer: Pointer, changed: Callable[[Data], Data]) -> Data:
    if not pointer:
        return changed(data)
    step, *rest = pointer
    part = _with(data[step], tuple(rest), changed)
    if isinstance(data, dict):
        return {key: part if key == step else each for key, each in data.items()}
    return [part if at == step else each for at, each in enumerate(data)]


def _with_key(old: Data, edit: InsertKey) -> Data:
    entries = list((old or {}).items())
    if edit.key in dict(entries):
        raise LookupError(edit.key)
    entries.insert(len(entries) if edit.at is None else edit.at, (edit.key, edit.data))
    return dict(entries)


def _with_item(old: Data, edit: InsertItem) -> Data:
    items = list(old or [])
    items.insert(len(items) if edit.at is None else edit.at, edit.data)
    return items


def _without(old: Data, step: str | int) -> Data:
    if isinstance(old, dict):
        return {key: part for key, part in old.items() if key != step}
    return [part for at, part in enumerate(old) if at != step]
