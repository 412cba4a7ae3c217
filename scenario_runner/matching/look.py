"""One look of the judge: an expected part beside the actual one, and what it says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from typing import Final, Literal, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data, Pointer
from scenario_runner.matching.say import step


class _Nothing(Enum):
    ABSENT = "absent"


ABSENT: Final = _Nothing.ABSENT
"""Stands for the actual value where there is none; null is a value."""

NOTHING_EXPECTED: Final[Data] = {"$absent": True}
"""The expected part beside an actual one that should not be there."""


@frozen
class Leaf:
    """What one look says: met, not met, or that the expectation itself makes no sense."""

    path: str
    """JSONPath of the actual value."""
    way: Pointer
    """To the expected part, below the expectation's value."""
    expected: Data
    actual: Data
    absent: bool
    outcome: Literal["passed", "failed", "error"]
    message: str
    traceback: str | None = None
    """Of the user's own code, where that raised."""

    @property
    def met(self) -> bool:
        """Whether the actual value is as expected."""
        return self.outcome == "passed"


@frozen
class Look:
    """An expected part beside the actual one."""

    expected: Data
    actual: Data
    """Data, or `ABSENT`."""
    path: str
    way: Pointer = ()
    exact: bool = False
    """Inside `$equals`: mappings have no further keys."""
    literal: bool = False
    """Inside `$literal`: keys that start with `$` are plain keys."""

    def part(self, key: str | int, expected: Data, actual: Data) -> Look:
        """The look at the part of both that stands under `key`."""
        return replace(
            self,
            expected=expected,
            actual=actual,
            path=self.path + step(key),
            way=(*self.way, key),
        )

    def item(self, index: int, expected: Data, at: int) -> Look:
        """The look at the actual item `at` beside the expected item `index`."""
        return replace(
            self,
            expected=expected,
            actual=self.actual[at],
            path=self.path + step(at),
            way=(*self.way, index),
        )

    def asking(self, expected: Data, *way: str | int, exact: bool | None = None) -> Look:
        """The same actual value beside another expected part, `way` below this one."""
        exact = self.exact if exact is None else exact
        return replace(self, expected=expected, way=(*self.way, *way), exact=exact)

    def met(self, message: str) -> Leaf:
        """The actual value is as expected."""
        return self._leaf("passed", message)

    def unmet(self, message: str) -> Leaf:
        """The actual value is not as expected; `message` says why."""
        return self._leaf("failed", message)

    def faulty(self, message: str) -> Leaf:
        """The expectation itself makes no sense; checked files cannot say it."""
        return self._leaf("error", message)

    def _leaf(self, outcome: Literal["passed", "failed", "error"], message: str) -> Leaf:
        absent = self.actual is ABSENT
        return Leaf(
            path=self.path,
            way=self.way,
            expected=self.expected,
            actual=None if absent else self.actual,
            absent=absent,
            outcome=outcome,
            message=message,
        )


Leaves: TypeAlias = Callable[[Look], Iterator[Leaf]]
"""Compares: gives what a look says, part by part."""


def all_met(leaves: Iterator[Leaf]) -> bool:
    """Whether all are met; asks no further than the first that is not."""
    return all(leaf.met for leaf in leaves)
