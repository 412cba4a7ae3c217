"""Matchers that hold other expected parts. Each compares them with the `leaves` it is given.

`$equals` reaches through mappings, lists, `$any_of`, `$all_of`, `$each` and `$unordered`;
inside `$not` and `$contains` mappings match in part again, as these speak of parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.language.value import Data
from scenario_runner.matching import lists
from scenario_runner.matching.look import ABSENT, Leaf, Leaves, Look
from scenario_runner.matching.nearest import Candidate, nearest
from scenario_runner.matching.say import counted, listed, ordinal, said, show


def equals(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$equals`: no further keys at any depth."""
    yield from leaves(look.asking(argument, exact=True))


def literal(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$literal`: data as it stands, `$` keys included."""
    yield from leaves(replace(look.asking(argument), literal=True))


def negation(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$not`: the argument does not match; what is absent matches nothing but `$absent`."""
    told = list(leaves(look.asking(argument, exact=False)))
    if faults := [leaf for leaf in told if leaf.outcome == "error"]:
        yield from faults
    elif not all(leaf.met for leaf in told):
        there = "is not there" if look.actual is ABSENT else f"is {show(look.actual)}"
        yield look.met(f"{there}, not {show(argument)}")
    elif look.actual is ABSENT:
        yield look.unmet("is not there; expected it to be")
    else:
        yield look.unmet(f"expected anything but {show(argument)}, got {show(look.actual)}")


def any_of(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$any_of`: at least one alternative matches."""
    if not isinstance(argument, list):
        yield look.faulty(f"{show(argument)} is not a list of alternatives")
        return
    told = [list(leaves(look.asking(part, index))) for index, part in enumerate(argument)]
    for index, each in enumerate(told):
        if all(leaf.met for leaf in each):
            yield look.met(f"matches the {ordinal(index)} of {counted(len(told), 'alternative')}")
            return
    if faults := [leaf for each in told for leaf in each if leaf.outcome == "error"]:
        yield from faults
    elif look.actual is ABSENT:
        yield look.unmet(f"is not there; expected {_alternatives(argument)}")
    elif all(not isinstance(part, dict | list) for part in argument):
        yield look.unmet(f"expected {_alternatives(argument)}, got {said(look.actual)}")
    else:
        far = [Candidate(position=i, path=look.path, told=each) for i, each in enumerate(told)]
        yield look.unmet(f"matches none of {counted(len(told), 'alternative')}{nearest(far)}")


def _alternatives(argument: list[Data]) -> str:
    return listed([show(part, 40) for part in argument], "or") if argument else "nothing"


def all_of(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$all_of`: each one matches."""
    if not isinstance(argument, list):
        yield look.faulty(f"{show(argument)} is not a list")
        return
    if not argument:
        yield look.met("nothing is asked")
    for index, part in enumerate(argument):
        yield from leaves(look.asking(part, index))


def each(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$each`: every item of the list matches; an empty list has none that does not."""
    if not isinstance(look.actual, list):
        yield _no_list(look)
        return
    if not look.actual:
        yield look.met("the list is empty")
    for index in range(len(look.actual)):
        yield from leaves(replace(look.item(index, argument, index), way=look.way))


def unordered(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$unordered`: each item matches one, one to one."""
    if not isinstance(argument, list):
        yield look.faulty(f"{show(argument)} is not a list")
    elif not isinstance(look.actual, list):
        yield _no_list(look)
    else:
        yield from lists.in_any_order(look.asking(argument), leaves, "item")


def _no_list(look: Look) -> Leaf:
    if look.actual is ABSENT:
        return look.unmet(f"is not there; expected {show(look.expected)}")
    return look.unmet(f"expected a list, got {said(look.actual)}")
