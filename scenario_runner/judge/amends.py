"""What an expectation that failed would have to say: the values that came, at the leaves that
are wrong. Pure; what is written around templates, matchers and volatile values stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from scenario_runner.engine.observation import Observation
from scenario_runner.frozen import frozen
from scenario_runner.judge.came import came, reached
from scenario_runner.judge.expectations import all_subgraphs
from scenario_runner.language.as_written import NotWritten, as_written, why_open
from scenario_runner.language.value import Data, Pointer
from scenario_runner.matching.look import ABSENT
from scenario_runner.matching.match import matches
from scenario_runner.matching.pairing import one_to_one
from scenario_runner.matching.same import ids_in, same
from scenario_runner.matching.say import listed


@frozen
class Amend:
    """What should stand at a place below the expectation's value."""

    way: Pointer
    data: Data


@frozen
class Leave:
    """A place that nothing can be written at, and why."""

    way: Pointer
    why: str


Said: TypeAlias = Iterator[Amend | Leave]

_BY_HAND: Final = {
    "duration": "a duration is another in every run",
    "stale_resume": "it pins what LangGraph does with answers: decide by hand",
    "snapshot": "--update-snapshots stores snapshots",
    "ui": "it says what chat UIs show: decide by hand",
    "calls": "how stand-ins are called is for you to say: mend it by hand",
    "check": "it is for the function to say: mend it, or the graph",
}
_IN_ANY_ORDER = frozenset({"next", "interrupts", "store"})
_STATES = frozenset({"values", "output"})


@frozen
class _Part:
    """An expected part as written beside what came."""

    expected: Data
    actual: Data
    way: Pointer = ()
    ids: frozenset[str] = frozenset()
    """Texts that are ids, another in every run."""
    in_any_order: bool = False
    is_state: bool = False
    """A whole state, of which a scenario names a few channels."""
    of_supersteps: bool = False
    """A list of supersteps: a node, or several that ran together in any order."""

    def below(self, step: str | int, expected: Data, actual: Data) -> _Part:
        return replace(
            self,
            expected=expected,
            actual=actual,
            way=(*self.way, step),
            in_any_order=self.of_supersteps and isinstance(expected, list),
            is_state=False,
            of_supersteps=False,
        )


def amends(key: str, written: Data, seen: Observation) -> Said:
    """What one entry of `expect`, as written, would have to say. Nothing where a template or a
    matcher decides: those are never rewritten."""
    if key in _BY_HAND:
        yield Leave(way=(), why=_BY_HAND[key])
        return
    whole = _Part(expected=written, actual=None, ids=frozenset(ids_in(seen.to_data())))
    if key == "paths" and isinstance(written, dict):
        for path, expected in written.items():
            yield from _walk(whole.below(path, expected, reached(path, seen)))
    elif key == "subgraphs" and isinstance(written, dict):
        for path, expected in written.items():
            yield from _subgraph(whole.below(path, expected, all_subgraphs(seen).get(path, ABSENT)))
    else:
        yield from _entry(key, replace(whole, actual=came(key, written, seen)))


def _entry(key: str, part: _Part) -> Said:
    yield from _walk(
        replace(
            part,
            in_any_order=key in _IN_ANY_ORDER,
            is_state=key in _STATES,
            of_supersteps=key == "visited",
        )
    )


def _subgraph(part: _Part) -> Said:
    if not isinstance(part.expected, dict) or part.actual is ABSENT:
        yield from _walk(part)
        return
    for key, expected in part.expected.items():
        yield from _entry(key, part.below(key, expected, part.actual.get(key, ABSENT)))


def _walk(part: _Part) -> Said:
    expected, actual = part.expected, part.actual
    if why_open(expected, deep=False) is not None:
        return
    if actual is ABSENT:
        yield Leave(way=part.way, why="nothing came there")
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _mapping(part)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _list(part)
    elif not same(expected, actual):
        yield _whole(part)


def _mapping(part: _Part) -> Said:
    expected, actual = part.expected, part.actual
    gone = [k for k, v in expected.items() if k not in actual and why_open(v, deep=False) is None]
    if gone and not part.is_state:
        yield _whole(part)
        return
    for key in gone:
        there = f"there is {listed(list(actual))}" if actual else "there is nothing"
        yield Leave(way=(*part.way, key), why=f"the state has no such key; {there}")
    for key, each in expected.items():
        if key in actual:
            yield from _walk(part.below(key, each, actual[key]))


def _list(part: _Part) -> Said:
    expected, actual = part.expected, part.actual
    if len(expected) != len(actual):
        yield _whole(part)
        return
    pairs = {index: index for index in range(len(expected))}
    if part.in_any_order:
        wild = [_with_open(each) for each in expected]
        pairs = one_to_one(len(wild), len(actual), lambda i, j: matches(wild[i], actual[j]))
        left = [at for at in range(len(actual)) if at not in pairs.values()]
        pairs |= dict(zip((i for i in range(len(wild)) if i not in pairs), left, strict=True))
    for index, at in sorted(pairs.items()):
        each = actual[at]
        if part.of_supersteps and isinstance(expected[index], list) and isinstance(each, str):
            each = [each]
        yield from _walk(part.below(index, expected[index], each))


def _with_open(expected: Data) -> Data:
    """The expected part with what a template would give left open."""
    if isinstance(expected, dict) and not any(key.startswith("$") for key in expected):
        return {key: _with_open(each) for key, each in expected.items()}
    if isinstance(expected, list):
        return [_with_open(each) for each in expected]
    reason = why_open(expected, deep=True)
    return {"$present": True} if reason not in {None, "a matcher"} else expected


def _whole(part: _Part) -> Amend | Leave:
    """All of what came, in place of all that is written there."""
    if (why := why_open(part.expected, deep=True)) is not None:
        return Leave(way=part.way, why=f"{why} stands in it")
    try:
        return Amend(way=part.way, data=as_written(part.actual, part.ids))
    except NotWritten as reason:
        return Leave(way=part.way, why=str(reason))
