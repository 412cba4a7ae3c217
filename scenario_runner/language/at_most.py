"""A limit to what is told of one file: nobody reads thousands of messages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from scenario_runner.problem import Problem

MOST = 1000
"""Problems that are told at once; finding and drawing each takes its time."""


def at_most(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The first of them, and where there are more, that there are."""
    yield from islice(problems, MOST)
    for problem in islice(problems, 1):
        yield Problem(
            place=problem.place,
            message="more is wrong from here on than is told at once",
            hint="mend those above first, then look again",
            code="too-many-problems",
        )
