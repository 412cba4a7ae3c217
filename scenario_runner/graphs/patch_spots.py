"""Spots where an object is held, and another one put there for a while."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

from scenario_runner.graphs.patch_holders import holders

_DEEPEST = 4
"""Tuples in tuples, and methods of what is held: as deep as anyone builds them."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Spot:
    """One reference to an object."""

    holder: Any
    key: Any
    """An index, a key, the name of an attribute; None where the holder has one spot."""
    old: Any
    new: Any

    def fill(self) -> None:
        """Let the new one be held."""
        self._put(self.new)

    def empty(self) -> None:
        """Let the old one be held again, unless somebody has put another one there since."""
        if self._held() is self.new:
            self._put(self.old)

    def _held(self) -> Any:
        match self.holder:
            case list():
                return self.holder[self.key] if self.key < len(self.holder) else None
            case dict():
                return self.holder.get(self.key)
            case CellType():
                return self.holder.cell_contents
            case set():
                return self.new if self.new in self.holder else None
            case functools.partial():
                return self.holder.func
            case _:
                return getattr(self.holder, self.key, None)

    def _put(self, value: Any) -> None:
        match self.holder:
            case list() | dict():
                self.holder[self.key] = value
            case CellType():
                self.holder.cell_contents = value
            case set():
                self.holder.difference_update((self.old, self.new))
                self.holder.add(value)
            case functools.partial() as held:  # as pickle does it
                state = (value, held.args, held.keywords, vars(held))
                held.__setstate__(state)  # type: ignore[attr-defined]  # typeshed has none
            case type():
                type.__setattr__(self.holder, self.key, value)
            case FunctionType():
                setattr(self.holder, self.key, value)
            case _:
                object.__setattr__(self.holder, self.key, value)  # past what forbids changes


def spots(old: Any, new: Any, among: Sequence[Any], depth: int = 0) -> Iterator[Spot]:
    """The spots of `among` (of `holders(old)`) that can change."""
    for holder in among:
        for held, key, was, then in _within(holder, old, new, depth):
            yield Spot(holder=held, key=key, old=was, new=then)


def _within(holder: Any, old: Any, new: Any, depth: int) -> Iterator[tuple[Any, Any, Any, Any]]:
    match holder:
        case list():
            yield from ((holder, i, old, new) for i, item in enumerate(holder) if item is old)
        case dict():
            yield from _in_mapping(holder, old, new)
        case CellType() | set():
            yield (holder, None, old, new)
        case functools.partial():
            if holder.func is old:
                yield (holder, None, old, new)
        case tuple():
            if type(holder) is tuple and depth < _DEEPEST:
                yield from _in_tuple(holder, old, new, depth)
        case MethodType():
            method = getattr(new, holder.__name__, None)
            if method is not None and holder.__self__ is old and depth < _DEEPEST:
                yield from _told(spots(holder, method, holders(holder), depth + 1))
        case type() | FunctionType() | ModuleType():
            pass  # what they hold is seen in their mappings
        case _:
            yield from ((holder, name, old, new) for name in _attributes(holder, old))


def _told(found: Iterable[Spot]) -> Iterator[tuple[Any, Any, Any, Any]]:
    return ((spot.holder, spot.key, spot.old, spot.new) for spot in found)


def _in_mapping(mapping: dict[Any, Any], old: Any, new: Any) -> Iterator[tuple[Any, Any, Any, Any]]:
    names = [name for name, value in list(mapping.items()) if value is old]
    owners: list[Any] = [mapping]
    if names and "__module__" in mapping and "__dict__" in mapping:  # a class keeps a cache
        owners = [h for h in gc.get_referrers(mapping) if isinstance(h, type)] or owners
    yield from ((owner, name, old, new) for owner in owners for name in names)


def _in_tuple(
    held: tuple[Any, ...], old: Any, new: Any, depth: int
) -> Iterator[tuple[Any, Any, Any, Any]]:
    """A tuple cannot change: whoever holds it gets another one."""
    made = tuple(new if item is old else item for item in held)
    for holder in gc.get_referrers(held):
        if isinstance(holder, FunctionType) and holder.__defaults__ is held:
            yield (holder, "__defaults__", held, made)
    yield from _told(spots(held, made, holders(held), depth + 1))


def _attributes(holder: Any, old: Any) -> Iterator[str]:
    kind = type(holder)
    mapping = getattr(holder, "__dict__", None)
    if isinstance(mapping, dict):
        yield from [name for name, value in mapping.items() if value is old]
    for slot in (s for base in kind.__mro__ for s in _slots(base)):
        if getattr(holder, slot, None) is old:
            yield slot


def _slots(kind: type) -> Sequence[str]:
    slots = vars(kind).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)
