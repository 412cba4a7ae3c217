"""Places of a file, kept as numbers until they are asked for. Sent with a case to its worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.language.value import Pointer
from scenario_runner.problem import Place

Spot = tuple[int, int, int]
"""Line, column and length, as in a Place."""


class SpotPlaces(Mapping[Pointer, Place]):
    """Places made when asked for: few of a file's thousands ever are."""

    def __init__(self, file: str, spots: dict[Pointer, Spot]) -> None:
        self._file = file
        self._spots = spots

    def __getitem__(self, pointer: Pointer) -> Place:
        return place_of(self._file, self._spots[pointer])

    def __iter__(self) -> Iterator[Pointer]:
        return iter(self._spots)

    def __len__(self) -> int:
        return len(self._spots)


def place_of(file: str, spot: Spot) -> Place:
    """The spot as a Place of the file."""
    line, column, length = spot
    return Place(file=file, line=line, column=column, length=length)
