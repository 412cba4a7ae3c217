"""Values as written in a file: plain data that knows the place of each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.problem import Place

Data: TypeAlias = Any
"""None, bool, int, float, str, list[Data] or dict[str, Data]; what YAML and JSON can hold."""

Pointer: TypeAlias = tuple[str | int, ...]
"""The way to a part of some data: keys and list indexes from the top."""


@frozen
class Places:
    """Where the parts of a document stand. A part that has no place of its own stands
    where the nearest part around it stands."""

    values: Mapping[Pointer, Place]
    keys: Mapping[Pointer, Place] = field(default_factory=dict)

    def value(self, pointer: Pointer) -> Place:
        """The place of the value at `pointer`, or of the nearest value around it."""
        for end in range(len(pointer), -1, -1):
            if (place := self.values.get(pointer[:end])) is not None:
                return place
        raise LookupError("the document has no place for its root")

    def key(self, pointer: Pointer) -> Place:
        """The place of the key at `pointer`; of the value where it has no key (list items)."""
        place = self.keys.get(pointer)
        return place if place is not None else self.value(pointer)


@frozen
class Value:
    """A part of a document: its data, and where each part of that data was written."""

    data: Data
    places: Places = field(repr=False, compare=False)
    pointer: Pointer = ()

    def __hash__(self) -> int:
        # Data is seldom hashable; equal values have equal pointers, which tells enough apart.
        return hash(self.pointer)

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.places.value(self.pointer)

    @property
    def key_place(self) -> Place:
        """Where the value's key stands; the value itself where it has none."""
        return self.places.key(self.pointer)

    def at(self, *way: str | int) -> Place:
        """The place of the part at `way` below this value, or of the nearest around it."""
        return self.places.value((*self.pointer, *way))

    def __getitem__(self, key: str | int) -> Value:
        return Value(data=self.data[key], places=self.places, pointer=(*self.pointer, key))
