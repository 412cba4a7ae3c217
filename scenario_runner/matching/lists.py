"""Comparing lists: item by item in order, or each with one of the other in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.language.value import Data
from scenario_runner.matching.look import NOTHING_EXPECTED, Leaf, Leaves, Look, all_met
from scenario_runner.matching.nearest import Candidate, distance, nearest
from scenario_runner.matching.pairing import in_order, one_to_one
from scenario_runner.matching.say import counted, ordinal, said, show

_MOST_COMPARED = 2500
"""Pairs of items compared to find what is missing and what is near; more take too long."""


def whole(look: Look, leaves: Leaves) -> Iterator[Leaf]:
    """A list as written: as many items, each matching the one at its place."""
    expected, actual = look.expected, look.actual
    if not isinstance(actual, list):
        yield look.unmet(f"expected a list, got {said(actual)}")
    elif len(expected) != len(actual):
        yield _other_length(look, leaves)
    elif not expected:
        yield look.met("is an empty list")
    else:
        for index, item in enumerate(expected):
            yield from leaves(look.item(index, item, index))


def _other_length(look: Look, leaves: Leaves) -> Leaf:
    expected, actual = look.expected, look.actual
    counts = f"the list has {counted(len(actual), 'item')}, expected {len(expected) or 'none'}"
    if not expected:
        return look.unmet(f"{counts}: {show(actual)}")
    if not actual:
        wanted = counted(len(expected), "item")
        return look.unmet(f"the list is empty, expected {wanted}: {show(expected)}")
    if len(expected) * len(actual) > _MOST_COMPARED:
        return look.unmet(counts)
    pairs = in_order(len(expected), len(actual), lambda i, j: _fits(look, leaves, i, j))
    missing = [i for i in range(len(expected)) if i not in pairs]
    surplus = [j for j in range(len(actual)) if j not in pairs.values()]
    return look.unmet(f"{counts}: {_told(look, leaves, missing, surplus)}")


def _fits(look: Look, leaves: Leaves, index: int, at: int) -> bool:
    return all_met(leaves(look.item(index, look.expected[index], at)))


def _told(look: Look, leaves: Leaves, missing: list[int], surplus: list[int]) -> str:
    """The first item that is missing or too many, with what comes nearest to it."""
    if not missing:
        return f"the {ordinal(surplus[0])} was not expected: {show(look.actual[surplus[0]])}"
    wanted = look.expected[missing[0]]
    far = [_candidate(look.item(missing[0], wanted, at), leaves, at) for at in surplus]
    nth = ordinal(missing[0])
    return f"nothing matches the {nth} expected item, {show(wanted)}{nearest(far)}"


def _candidate(look: Look, leaves: Leaves, at: int) -> Candidate:
    return Candidate(position=at, path=look.path, told=list(leaves(look)))


def in_any_order(look: Look, leaves: Leaves, word: str) -> Iterator[Leaf]:
    """As many items, each matching one of the actual ones, one to one; `word` names an item.

    Where that fails, each expected item left over is compared with the nearest actual one left.
    """
    expected, actual = look.expected, look.actual
    if not expected and not actual:
        yield look.met(f"there is no {word}")
        return
    pairs = one_to_one(len(expected), len(actual), lambda i, j: _fits(look, leaves, i, j))
    near = _nearest_pairs(look, leaves, pairs)
    for index, at in sorted((pairs | near).items()):
        yield from leaves(look.item(index, expected[index], at))
    counts = f"there {'is' if len(actual) == 1 else 'are'} {counted(len(actual), word)}"
    counts = f"{counts}, expected {len(expected) or 'none'}"
    for index, item in enumerate(expected):
        if index not in pairs and index not in near:
            missing = replace(look, expected=item, way=(*look.way, index))
            yield missing.unmet(f"no {word} left that matches {show(item)}; {counts}")
    for at, item in enumerate(actual):
        if at not in pairs.values() and at not in near.values():
            surplus = _surplus(look, at, item)
            yield surplus.unmet(f"this {word} was not expected: {show(item)}; {counts}")


def _surplus(look: Look, at: int, item: Data) -> Look:
    path = f"{look.path}[{at}]"
    return replace(look, expected=NOTHING_EXPECTED, actual=item, path=path)


def _nearest_pairs(look: Look, leaves: Leaves, pairs: dict[int, int]) -> dict[int, int]:
    """Expected items left over, each with the actual one left that comes nearest to it."""
    missing = [i for i in range(len(look.expected)) if i not in pairs]
    surplus = [j for j in range(len(look.actual)) if j not in pairs.values()]
    if len(missing) * len(surplus) > _MOST_COMPARED:
        return dict(zip(missing, surplus, strict=False))
    far = sorted(
        (distance(list(leaves(look.item(i, look.expected[i], j)))), i, j)
        for i in missing
        for j in surplus
    )
    near: dict[int, int] = {}
    for _, i, j in far:
        if i not in near and j not in near.values():
            near[i] = j
    return near
