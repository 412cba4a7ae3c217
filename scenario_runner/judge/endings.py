"""`raises` and `refused`: acts that did not end well, as expected or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.engine.observation import Raised
from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT, Leaf, Look, all_met
from scenario_runner.matching.match import is_matcher, leaves
from scenario_runner.matching.say import quoted, show


def raised(seen: Raised | None) -> Data:
    """What the graph raised as data, or `ABSENT`."""
    if seen is None:
        return ABSENT
    return {"type": seen.type, "qualified": seen.qualified, "message": seen.message}


def raises(look: Look) -> Iterator[Leaf]:
    """`raises`: `{type, message}`, or only the type as text."""
    expected = {"type": look.expected} if isinstance(look.expected, str) else look.expected
    if is_matcher(expected) or not isinstance(expected, dict):
        yield from instead_of_absent(look, "the graph raised nothing")
    elif look.actual is ABSENT:
        yield look.unmet(f"the graph raised nothing; expected {show(look.expected)}")
    elif not expected:
        yield look.met(f"the graph raised {look.actual['type']}")
    else:
        for key, part in expected.items():
            below = look.part(key, part, look.actual.get(key, ABSENT))
            yield from _type(below, look.actual) if key == "type" else leaves(below)


def _type(look: Look, seen: dict[str, Data]) -> Iterator[Leaf]:
    """A class name, bare or dotted; a matcher may fit either, a `$not` neither."""
    qualified = seen["qualified"]
    if isinstance(look.expected, str):
        wanted = look.expected.removeprefix("builtins.")
        if wanted in {seen["type"], qualified, qualified.removeprefix("builtins.")}:
            yield look.met(f"the graph raised {wanted}")
        else:
            name = qualified.removeprefix("builtins.")
            text = f": {quoted(seen['message'])}" if seen["message"] else ""
            yield look.unmet(f"expected {look.expected}, but the graph raised {name}{text}")
        return
    told = [list(leaves(replace(look, actual=name))) for name in (seen["type"], qualified)]
    denies = _denies(look.expected)
    yield from next((each for each in told if denies is not all_met(iter(each))), told[0])


def _denies(expected: Data) -> bool:
    """Whether a `$not` stands in it: then neither of the two names may fit, else one is enough."""
    if isinstance(expected, dict):
        return "$not" in expected or any(map(_denies, expected.values()))
    return isinstance(expected, list) and any(map(_denies, expected))


def refused(look: Look) -> Iterator[Leaf]:
    """`refused`: the reason; plain text is compared as a whole, as everywhere."""
    yield from instead_of_absent(look, "the act was not refused")


def instead_of_absent(look: Look, words: str) -> Iterator[Leaf]:
    """What the look says; `words` tell that the whole thing looked for did not happen."""
    for leaf in leaves(look):
        if leaf.absent and leaf.path == look.path and leaf.outcome == "failed":
            yield replace(leaf, message=f"{words}; expected {show(look.expected)}")
        else:
            yield leaf
