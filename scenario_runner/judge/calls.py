"""`calls`: how often stand-ins were called, or with what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.language.value import Data
from scenario_runner.matching.look import Leaf, Look
from scenario_runner.matching.match import is_matcher, leaves
from scenario_runner.matching.say import listed, show

_LONGEST = 60  # characters shown of the arguments of one call
_OF_NUMBERS = frozenset({"$gt", "$gte", "$lt", "$lte", "$approx"})
_OF_ANY = frozenset({"$equals", "$not"})
_OF_SEVERAL = frozenset({"$any_of", "$all_of"})


def calls(look: Look) -> Iterator[Leaf]:
    """By target, a count or a list of arguments, in the order in which the calls began."""
    if not isinstance(look.expected, dict) or is_matcher(look.expected):
        yield from leaves(look)
        return
    if not look.expected:
        yield look.met("nothing is asked")
    for target, expected in look.expected.items():
        made = look.actual.get(target, [])
        if _counts(expected):
            counted = leaves(look.part(target, expected, len(made)))
            yield from (
                leaf if leaf.met else replace(leaf, message=_told(made)) for leaf in counted
            )
        else:
            yield from leaves(look.part(target, expected, made))


def _told(made: list[Data]) -> str:
    """How often it was called, and with what."""
    if not made:
        return "was not called"
    times = "once" if len(made) == 1 else f"{len(made)} times"
    return f"was called {times}, with {listed([show(each, _LONGEST) for each in made])}"


def _counts(expected: Data) -> bool:
    """Whether a number of calls is asked for, and not their arguments."""
    if not is_matcher(expected):
        return isinstance(expected, int)
    return any(
        name in _OF_NUMBERS
        or (name in _OF_ANY and _counts(part))
        or (name in _OF_SEVERAL and isinstance(part, list) and any(map(_counts, part)))
        for name, part in expected.items()
    )
