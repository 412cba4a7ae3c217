"""Parts of data, and how as many of them as can be are taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from scenario_runner.language.value import Data, Pointer

T = TypeVar("T")


def fewest(parts: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """A smallest choice of the parts, in their order, of which `fails` still holds.

    Takes out halves, quarters and so on down to single parts, the last first, as delta debugging
    does (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002). None
    of what is left can be taken out alone. `fails` is taken to hold of all parts.
    """
    left, size = list(parts), max(1, (len(parts) + 1) // 2)
    while left:
        before = len(left)
        end = before
        while end > 0:
            start = max(0, end - size)
            without = left[:start] + left[end:]
            if fails(without):
                left = without
            end = start
        if size == 1 and len(left) == before:
            break
        size = max(1, min(size // 2, len(left)))
    return left


def without(data: Data, pointers: frozenset[Pointer], here: Pointer = ()) -> Data:
    """The data without these entries and items."""
    if isinstance(data, dict):
        return {
            key: without(part, pointers, (*here, key))
            for key, part in data.items()
            if (*here, key) not in pointers
        }
    if isinstance(data, list):
        return [
            without(part, pointers, (*here, index))
            for index, part in enumerate(data)
            if (*here, index) not in pointers
        ]
    return data


def replaced(data: Data, pointer: Pointer, new: Data) -> Data:
    """The data with another value at a place that has one."""
    if not pointer:
        return new
    step, *rest = pointer
    if isinstance(data, dict):
        return {k: replaced(v, tuple(rest), new) if k == step else v for k, v in data.items()}
    return [replaced(v, tuple(rest), new) if n == step else v for n, v in enumerate(data)]


def below(data: Data, depth: int, here: Pointer = ()) -> Iterator[Pointer]:
    """The entries and items at a depth, from 1."""
    parts = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for step, part in parts:
        if depth == 1:
            yield (*here, step)
        else:
            yield from below(part, depth - 1, (*here, step))


def texts(data: Data, here: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """All text in it, with where it stands."""
    if isinstance(data, str):
        yield here, data
    elif isinstance(data, dict):
        for key, part in data.items():
            yield from texts(part, (*here, key))
    elif isinstance(data, list):
        for index, part in enumerate(data):
            yield from texts(part, (*here, index))
