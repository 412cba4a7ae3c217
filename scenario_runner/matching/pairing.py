"""Pairing two rows of things of which some fit each other: in order, or in any order.

Both ask `fits(i, j)` at most once for each pair.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

Fits: TypeAlias = Callable[[int, int], bool]


def in_order(left: int, right: int, fits: Fits) -> dict[int, int]:
    """The longest pairing that crosses nowhere (a longest common subsequence)."""
    fits = cache(fits)
    best = [[0] * (right + 1) for _ in range(left + 1)]
    for i in reversed(range(left)):
        for j in reversed(range(right)):
            best[i][j] = (
                best[i + 1][j + 1] + 1 if fits(i, j) else max(best[i + 1][j], best[i][j + 1])
            )
    pairs: dict[int, int] = {}
    i = j = 0
    while i < left and j < right:
        if fits(i, j):
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def one_to_one(left: int, right: int, fits: Fits) -> dict[int, int]:
    """The largest pairing in any order (a maximum bipartite matching), left to right.

    A greedy one would fail `[any, a]` against `[a, b]`.
    """
    fits = cache(fits)
    owner: dict[int, int] = {}
    for start in range(left):
        _find_place(start, right, fits, owner)
    return {i: j for j, i in owner.items()}


def _find_place(start: int, right: int, fits: Fits, owner: dict[int, int]) -> None:
    """Gives `start` a place of its own, moving others on where they have another."""
    came_from: dict[int, int] = {}
    waiting = [start]
    for i in waiting:
        for j in sorted(range(right), key=lambda j: j != i):
            if j in came_from or not fits(i, j):
                continue
            came_from[j] = i
            if j not in owner:
                _move_on(j, start, came_from, owner)
                return
            waiting.append(owner[j])


def _move_on(place: int, start: int, came_from: dict[int, int], owner: dict[int, int]) -> None:
    """Hands the free place to the one who found it, their old place to the one before, ..."""
    held = {i: j for j, i in owner.items()}
    while True:
        newcomer = came_from[place]
        owner[place] = newcomer
        if newcomer == start:
            return
        place = held[newcomer]
