"""Comparing expected data, matchers included, with actual data in normal form.

Mappings match in part and lists in whole, unless a matcher says otherwise. Numbers compare by
value (1 is 1.0), and true is no number. Nothing here raises for any data.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

from scenario_runner.language.value import Data
from scenario_runner.matching import compound, contents, lists, simple
from scenario_runner.matching.look import ABSENT, NOTHING_EXPECTED, Leaf, Leaves, Look, all_met
from scenario_runner.matching.say import difference, kind, listed, show


def leaves(look: Look) -> Iterator[Leaf]:
    """What the look says, one leaf for each part that was compared; at least one."""
    expected = look.expected
    if not look.literal and is_matcher(expected):
        for name, argument in expected.items():
            yield from _matcher(look, name, argument)
    elif look.actual is ABSENT:
        yield look.unmet(f"is not there; expected {show(expected)}")
    elif isinstance(expected, dict):
        yield from _mapping(look)
    elif isinstance(expected, list):
        yield from lists.whole(look, leaves)
    else:
        yield _scalar(look)


def matches(expected: Data, actual: Data) -> bool:
    """Whether the actual data is as expected."""
    return all_met(leaves(Look(expected=expected, actual=actual, path="$")))


def is_matcher(data: Data) -> bool:
    """Whether the data is a mapping all of whose keys start with `$`."""
    return isinstance(data, dict) and bool(data) and all(map(_is_matcher_name, data))


def _is_matcher_name(key: object) -> bool:
    return isinstance(key, str) and key.startswith("$")


def _matcher(look: Look, name: str, argument: Data) -> Iterator[Leaf]:
    asked = look.asking({name: argument}, name)
    if (compares := _COMPOUND.get(name)) is not None:
        yield from compares(asked, argument, leaves)
    elif (judges := _SIMPLE.get(name)) is None:
        yield asked.faulty(f"there is no matcher {name}")
    elif look.actual is ABSENT and name not in _KNOW_ABSENT:
        yield asked.unmet(f"is not there; expected {show(asked.expected)}")
    else:
        yield judges(asked, argument)


def _mapping(look: Look) -> Iterator[Leaf]:
    expected, actual = look.expected, look.actual
    if not isinstance(actual, dict):
        yield look.unmet(f"expected a mapping, got {kind(actual)}: {show(actual)}")
        return
    if not look.literal and any(map(_is_matcher_name, expected)):
        yield look.faulty("names that start with $ cannot stand beside others; use $literal")
        return
    for key, part in expected.items():
        yield from _entry(look.part(str(key), part, actual.get(key, ABSENT)), actual)
    surplus = [key for key in actual if key not in expected] if look.exact else []
    for key in surplus:
        yield look.part(str(key), NOTHING_EXPECTED, actual[key]).unmet(
            f"was not expected here: {show(actual[key])}"
        )
    if not expected and not surplus:
        yield look.met("is a mapping" if actual else "is an empty mapping")


def _entry(look: Look, around: dict[str, Data]) -> Iterator[Leaf]:
    if look.actual is not ABSENT or (not look.literal and is_matcher(look.expected)):
        yield from leaves(look)
        return
    there = f"what is there: {listed(list(around))}" if around else "nothing is there"
    yield look.unmet(f"is not there; expected {show(look.expected)} ({there})")


def _scalar(look: Look) -> Leaf:
    expected, actual = plain(look.expected), plain(look.actual)
    if _same(expected, actual):
        return look.met(f"is {show(actual)}")
    return look.unmet(difference(expected, actual))


def plain(data: Data) -> Data:
    """The scalar as the normal form has it: numbers that JSON does not know are texts."""
    if isinstance(data, float) and not math.isfinite(data):
        return "NaN" if math.isnan(data) else "Infinity" if data > 0 else "-Infinity"
    return data


def _same(expected: Data, actual: Data) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return expected == actual
    return type(expected) is type(actual) and bool(expected == actual)


_Compound: TypeAlias = Callable[[Look, Data, Leaves], Iterator[Leaf]]
_Simple: TypeAlias = Callable[[Look, Data], Leaf]

_COMPOUND: dict[str, _Compound] = {
    "$equals": compound.equals,
    "$literal": compound.literal,
    "$not": compound.negation,
    "$any_of": compound.any_of,
    "$all_of": compound.all_of,
    "$contains": contents.contains,
    "$length": contents.length,
    "$each": compound.each,
    "$unordered": compound.unordered,
}
_SIMPLE: dict[str, _Simple] = {
    "$matches": simple.regex,
    "$type": simple.of_type,
    "$gt": simple.greater,
    "$gte": simple.at_least,
    "$lt": simple.less,
    "$lte": simple.at_most,
    "$approx": simple.approximately,
    "$absent": simple.absent,
    "$present": simple.present,
    "$schema": simple.schema,
}
_KNOW_ABSENT = {"$absent", "$present"}
