"""Which steps and which messages of two conversations belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scenario_runner.comparing.model import MessagePair
from scenario_runner.language.value import Data
from scenario_runner.matching.pairing import in_order
from scenario_runner.matching.same import alike, hashable, ids_in, unnumbered
from scenario_runner.results.model import StepResult

_T = TypeVar("_T")
_MOST_ALIGNED = 90_000
"""Pairs compared to align two rows; longer ones are compared place by place."""


def aligned(
    left: Sequence[_T],
    right: Sequence[_T],
    fits: Callable[[_T, _T], bool],
    may_be: Callable[[_T, _T], bool],
) -> Iterator[tuple[_T | None, _T | None]]:
    """The longest row of pairs that fit, in order, what one side has alone between them.

    Between two pairs that fit, neighbours that `may_be` other states of one thing pair too.
    """
    i = j = 0
    for end_i, end_j in [*_anchors(left, right, fits), (len(left), len(right))]:
        yield from _between(left[i:end_i], right[j:end_j], may_be)
        if end_i < len(left):
            yield left[end_i], right[end_j]
        i, j = end_i + 1, end_j + 1


def _anchors(
    left: Sequence[_T], right: Sequence[_T], fits: Callable[[_T, _T], bool]
) -> Iterator[tuple[int, int]]:
    shortest = min(len(left), len(right))
    start = next((n for n in range(shortest) if not fits(left[n], right[n])), shortest)
    rest = range(shortest - start)
    end = next((n for n in rest if not fits(left[-1 - n], right[-1 - n])), len(rest))
    yield from ((n, n) for n in range(start))
    inner, others = len(left) - start - end, len(right) - start - end
    if inner * others <= _MOST_ALIGNED:
        pairs = in_order(inner, others, lambda i, j: fits(left[start + i], right[start + j]))
        yield from ((start + i, start + j) for i, j in pairs.items())
    yield from ((len(left) - n, len(right) - n) for n in range(end, 0, -1))


def _between(
    left: Sequence[_T], right: Sequence[_T], may_be: Callable[[_T, _T], bool]
) -> Iterator[tuple[_T | None, _T | None]]:
    i = j = 0
    while i < len(left) or j < len(right):
        if i < len(left) and j < len(right) and may_be(left[i], right[j]):
            yield left[i], right[j]
            i, j = i + 1, j + 1
        elif i < len(left) and (j >= len(right) or len(left) - i >= len(right) - j):
            yield left[i], None
            i += 1
        else:
            yield None, right[j]
            j += 1


def aligned_steps(
    left: Sequence[StepResult], right: Sequence[StepResult]
) -> Iterator[tuple[StepResult | None, StepResult | None]]:
    """Steps of one id, or without one of one act and input, belong together."""
    return aligned(left, right, _same_step, lambda one, other: one.act == other.act)


def _same_step(one: StepResult, other: StepResult) -> bool:
    if one.id.startswith("#") != other.id.startswith("#"):
        return False
    if not one.id.startswith("#"):
        return one.id == other.id
    return one.act == other.act and alike(one.given, other.given)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """A message as it is aligned."""

    message: Data
    id: object
    role: object
    bare: object
    """What it says, whatever its ids are."""


def aligned_messages(left: Sequence[Data], right: Sequence[Data]) -> tuple[MessagePair, ...]:
    """Messages of one id, or that say the same, belong together; none where all are alike."""
    pairs = aligned(
        _said(left),
        _said(right),
        lambda one, other: one.bare == other.bare or (one.id is not None and one.id == other.id),
        lambda one, other: one.role == other.role,
    )
    told = tuple(
        MessagePair(
            left=one and one.message,
            right=other and other.message,
            alike=one is not None and other is not None and one.bare == other.bare,
        )
        for one, other in pairs
    )
    return () if all(pair.alike for pair in told) else told


def _said(messages: Sequence[Data]) -> list[_Said]:
    ids = ids_in(list(messages))
    return [
        _Said(
            message=message,
            id=message.get("id") if isinstance(message, dict) else None,
            role=message.get("role") if isinstance(message, dict) else None,
            bare=hashable(unnumbered(message, ids)),
        )
        for message in messages
    ]
