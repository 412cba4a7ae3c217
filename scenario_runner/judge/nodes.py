"""`visited` and `executions`: which nodes ran, in which order, how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scenario_runner.language.value import Data
from scenario_runner.matching.look import Leaf, Look
from scenario_runner.matching.match import is_matcher, leaves
from scenario_runner.matching.say import listed, show


def supersteps(visited: Sequence[str | tuple[str, ...]]) -> list[Data]:
    """The visited nodes as data: a name, or a list for several in one superstep."""
    return [_superstep(each if isinstance(each, str) else list(each)) for each in visited]


def _superstep(item: Data) -> Data:
    return item[0] if isinstance(item, list) and len(item) == 1 else item


def visited(look: Look) -> Iterator[Leaf]:
    """`visited`: superstep by superstep in order; those of one superstep in any order."""
    if not isinstance(look.expected, list):
        yield from leaves(look)
        return
    asked = replace(look, expected=[_in_any_order(_superstep(item)) for item in look.expected])
    for leaf in leaves(asked):
        expected = _as_written(leaf.expected)
        if leaf.path == look.path and not leaf.met:
            ran = f"ran {_told(look.actual)}; expected {_told(look.expected)}"
            yield replace(leaf, expected=expected, message=ran)
        else:
            yield replace(leaf, expected=expected)


def _told(steps: Data) -> str:
    """`agent, then a and b together, then end`."""
    if not isinstance(steps, list):
        return show(steps)
    return ", then ".join(map(_step, steps)) or "no nodes"


def _step(item: Data) -> str:
    if isinstance(item, list) and len(item) > 1:
        return listed([_step(each) for each in item]) + " together"
    item = _superstep(item)
    return item if isinstance(item, str) else show(item)


def _in_any_order(item: Data) -> Data:
    return {"$unordered": item} if isinstance(item, list) else item


def _as_written(expected: Data) -> Data:
    if isinstance(expected, dict) and set(expected) == {"$unordered"}:
        return expected["$unordered"]
    return [_as_written(item) for item in expected] if isinstance(expected, list) else expected


def executions(look: Look) -> Iterator[Leaf]:
    """`executions`: only of the nodes given; a node that did not run counts 0."""
    counts = dict.fromkeys(_named(look.expected), 0) | look.actual
    yield from leaves(replace(look, actual=counts))


def _named(expected: Data) -> Iterator[str]:
    """The nodes an expected mapping names, inside of matchers too."""
    if isinstance(expected, list):
        for part in expected:
            yield from _named(part)
    elif is_matcher(expected):
        for part in expected.values():
            yield from _named(part)
    elif isinstance(expected, dict):
        yield from expected
