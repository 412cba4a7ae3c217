"""Where two pieces of data differ, part by part; lists are aligned by what they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scenario_runner.language.value import Data
from scenario_runner.matching.pairing import in_order
from scenario_runner.matching.same import (
    Ids,
    canonical,
    hashable,
    ids_in,
    is_message,
    same,
    unnumbered,
)
from scenario_runner.matching.say import difference, show, step

_MOST_ALIGNED = 90_000
"""Pairs of items compared to align two lists; longer ones are compared place by place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One part in which the right data differs from the left."""

    path: str
    """JSONPath of the part, on the left; on the right where the left has none."""
    left: Data
    right: Data
    absent: Literal["left", "right"] | None = None
    """The side that has nothing there, not even null."""

    def said(self, left: str, right: str) -> str:
        """In what the sides differ, with a name for each: `main has 1, other has 2`."""
        if self.absent == "left":
            return f"{left} has nothing there, {right} has {show(self.right)}"
        if self.absent == "right":
            return f"{left} has {show(self.left)}, {right} has nothing there"
        return difference(self.left, self.right, (f"{left} has", f"{right} has"))


def differences(
    left: Data, right: Data, path: str = "$", ids: tuple[Ids, Ids] | None = None
) -> tuple[Difference, ...]:
    """Where data in normal form differs in more than ids, in the order of the left; none
    where the two are alike.

    Values are told with their ids replaced (see `canonical`, also for `ids`, one for each
    side). What an id refers to is compared only where nothing else differs: a message more
    moves the numbers of all after it.
    """
    if ids is None and _written_alike(left, right):
        return ()
    ours, theirs = ids or (ids_in(left), ids_in(right))
    told = tuple(_between(unnumbered(left, ours), unnumbered(right, theirs), path))
    return told or tuple(_between(canonical(left, ours), canonical(right, theirs), path))


def _written_alike(left: Data, right: Data) -> bool:
    """A quick look, for what is mostly the same: equal text is equal data, in type too."""
    try:
        return left == right and repr(left) == repr(right)
    except ValueError:  # Python refuses to write very long integers in base ten
        return False


def _between(left: Data, right: Data, path: str) -> Iterator[Difference]:
    if same(left, right):
        return
    if isinstance(left, dict) and isinstance(right, dict):
        yield from _mappings(left, right, path)
    elif isinstance(left, list) and isinstance(right, list):
        yield from _lists(left, right, path)
    else:
        yield Difference(path=path, left=left, right=right)


def _mappings(left: dict[str, Data], right: dict[str, Data], path: str) -> Iterator[Difference]:
    for key, part in left.items():
        below = path + step(str(key))
        if key in right:
            yield from _between(part, right[key], below)
        else:
            yield Difference(path=below, left=part, right=None, absent="right")
    for key, part in right.items():
        if key not in left:
            yield Difference(path=path + step(str(key)), left=None, right=part, absent="left")


def _lists(left: list[Data], right: list[Data], path: str) -> Iterator[Difference]:
    """Items that both have are anchors; between them, what could be a changed item is."""
    i = j = 0
    for end_i, end_j in [*_anchors(left, right).items(), (len(left), len(right))]:
        while i < end_i or j < end_j:
            if i < end_i and j < end_j and _may_be_changed(left[i], right[j]):
                yield from _between(left[i], right[j], f"{path}[{i}]")
                i, j = i + 1, j + 1
            elif i < end_i and (j >= end_j or end_i - i >= end_j - j):
                yield Difference(path=f"{path}[{i}]", left=left[i], right=None, absent="right")
                i += 1
            else:
                yield Difference(path=f"{path}[{j}]", left=None, right=right[j], absent="left")
                j += 1
        i, j = end_i + 1, end_j + 1


def _may_be_changed(left: Data, right: Data) -> bool:
    """Whether one item may be another state of the other: messages of two roles are not."""
    if is_message(left) and is_message(right):
        return bool(left["role"] == right["role"])
    return True


def _anchors(left: list[Data], right: list[Data]) -> dict[int, int]:
    ours, theirs = list(map(hashable, left)), list(map(hashable, right))
    shortest = min(len(ours), len(theirs))
    start = next((n for n in range(shortest) if ours[n] != theirs[n]), shortest)
    rest = shortest - start
    end = next((n for n in range(rest) if ours[-1 - n] != theirs[-1 - n]), rest)
    pairs = {n: n for n in range(start)}
    inner_left, inner_right = len(ours) - start - end, len(theirs) - start - end
    if inner_left * inner_right <= _MOST_ALIGNED:
        inner = in_order(inner_left, inner_right, lambda i, j: ours[start + i] == theirs[start + j])
        pairs |= {start + i: start + j for i, j in inner.items()}
    pairs |= {len(ours) - n: len(theirs) - n for n in range(end, 0, -1)}
    return pairs
