"""`$contains` and `$length`: what is in a text, a list or a mapping, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT, Leaf, Leaves, Look
from scenario_runner.matching.nearest import Candidate, nearest
from scenario_runner.matching.say import counted, kind, listed, ordinal, quoted, said, show
from scenario_runner.matching.simple import is_number


def contains(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$contains`: text in text, an item in a list, a key or a part in a mapping."""
    look = replace(look, exact=False)
    match look.actual:
        case list():
            yield _an_item(look, argument, leaves)
        case str():
            yield _text_in(look, argument, look.actual)
        case dict() if isinstance(argument, dict):
            yield from leaves(look.asking(argument))
        case dict():
            yield _a_key(look, argument, look.actual)
        case _ if look.actual is ABSENT:
            yield look.unmet(f"is not there; expected {show(look.expected)}")
        case _:
            wanted = f"expected {show(argument)} in it"
            yield look.unmet(f"{said(look.actual)} cannot contain anything; {wanted}")


def _an_item(look: Look, argument: Data, leaves: Leaves) -> Leaf:
    far = []
    for index, item in enumerate(look.actual):
        told = list(leaves(replace(look.asking(argument), actual=item)))
        if all(leaf.met for leaf in told):
            return look.met(f"the {ordinal(index)} item matches {show(argument)}")
        if faults := [leaf for leaf in told if leaf.outcome == "error"]:
            return faults[0]
        far.append(Candidate(position=index, path=look.path, told=told))
    if not far:
        return look.unmet(f"the list is empty; expected an item that matches {show(argument)}")
    scalar = not isinstance(argument, dict | list)
    why = f": {show(look.actual)}" if scalar else nearest(far)
    hint = "; for several items use $all_of" if isinstance(argument, list) else ""
    return look.unmet(f"no item of the list ({len(far)}) matches {show(argument)}{why}{hint}")


def _text_in(look: Look, argument: Data, actual: str) -> Leaf:
    if not isinstance(argument, str):
        return look.unmet(f"text can only contain text, and {show(argument)} is {kind(argument)}")
    if argument in actual:
        return look.met(f"contains {show(argument)}")
    case = argument.casefold() in actual.casefold()
    hint = " (it is there in other upper and lower case)" if case else ""
    return look.unmet(f"expected text that contains {show(argument)}, got {show(actual)}{hint}")


def _a_key(look: Look, argument: Data, actual: dict[str, Data]) -> Leaf:
    if not isinstance(argument, str):
        return look.unmet(f"a mapping can only contain a key or a part, not {said(argument)}")
    if argument in actual:
        return look.met(f"has the key {quoted(argument)}")
    there = f"what is there: {listed(list(actual))}" if actual else "nothing is there"
    return look.unmet(f"has no key {quoted(argument)} ({there})")


def length(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$length`: of text in characters, of a list in items, of a mapping in keys."""
    if look.actual is ABSENT:
        yield look.unmet(f"is not there; expected {show(look.expected)}")
    elif not isinstance(look.actual, str | list | dict):
        yield look.unmet(f"{said(look.actual)} has no length; expected {show(look.expected)}")
    elif is_number(argument):
        yield _counts(look, argument)
    else:
        for leaf in leaves(replace(look.asking(argument), actual=len(look.actual))):
            told = f"its length: {leaf.message}"
            yield replace(leaf, message=told, expected=look.expected, actual=look.actual)


def _counts(look: Look, argument: int | float) -> Leaf:
    actual = look.actual
    word = "character" if isinstance(actual, str) else "item" if isinstance(actual, list) else "key"
    has = f"has {counted(len(actual), word)}"
    if len(actual) == argument:
        return look.met(has)
    return look.unmet(f"{has}, expected {show(argument)}: {show(actual)}")
