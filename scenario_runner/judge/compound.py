"""Matchers that hold other expected parts. Each compares them with the `leaves` it is given.

`$equals` reaches through mappings, lists, `$any_of`, `$all_of`, `$each` and `$unordered`;
inside `$not` and `$contains` mappings match in part again, as these speak of parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.judge import lists
from scenario_runner.judge.look import ABSENT, Leaf, Leaves, Look
from scenario_runner.judge.nearest import nearest
from scenario_runner.judge.say import counted, kind, listed, ordinal, quoted, said, show
from scenario_runner.judge.simple import is_number
from scenario_runner.language.value import Data


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
        close = nearest(look.path, told)
        yield look.unmet(f"matches none of {counted(len(told), 'alternative')}{close}")


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


def contains(look: Look, argument: Data, leaves: Leaves) -> Iterator[Leaf]:
    """`$contains`: text in text, an item in a list, a key or a part in a mapping."""
    look = replace(look, exact=False)
    if isinstance(look.actual, list):
        yield _an_item(look, argument, leaves)
    elif isinstance(look.actual, str):
        yield _text_in(look, argument, look.actual)
    elif isinstance(look.actual, dict) and isinstance(argument, dict):
        yield from leaves(look.asking(argument))
    elif isinstance(look.actual, dict):
        yield _a_key(look, argument, look.actual)
    elif look.actual is ABSENT:
        yield look.unmet(f"is not there; expected {show(look.expected)}")
    else:
        yield look.unmet(
            f"{said(look.actual)} cannot contain anything; expected {show(argument)} in it"
        )


def _an_item(look: Look, argument: Data, leaves: Leaves) -> Leaf:
    told = []
    for index in range(len(look.actual)):
        each = list(leaves(replace(look.asking(argument), actual=look.actual[index])))
        if all(leaf.met for leaf in each):
            return look.met(f"the {ordinal(index)} item matches {show(argument)}")
        told.append(each)
    if faults := [leaf for each in told for leaf in each if leaf.outcome == "error"]:
        return faults[0]
    if not told:
        return look.unmet(f"the list is empty; expected an item that matches {show(argument)}")
    plain = not isinstance(argument, dict | list)
    close = f": {show(look.actual)}" if plain else nearest(look.path, told)
    return look.unmet(f"no item of the list ({len(told)}) matches {show(argument)}{close}")


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
    word = _length_word(look.actual)
    has = f"has {counted(len(look.actual), word)}"
    if len(look.actual) == argument:
        return look.met(has)
    return look.unmet(f"{has}, expected {show(argument)}: {show(look.actual)}")


def _length_word(actual: Data) -> str:
    return "character" if isinstance(actual, str) else "item" if isinstance(actual, list) else "key"


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
