"""Places, problems and the exceptions of this package.

Three kinds of wrong never share a type: a `Problem` (your file), a finding (your graph, see
`judge`), and an exception (our bug). Only a file that cannot be run raises, and then it
raises all of its problems at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Place:
    """A place in a text file. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    length: int = 1
    """How many characters the caret line underlines, at least 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something wrong in a file: where, what, and what to do."""

    place: Place
    message: str
    """What is wrong, in one sentence without a full stop."""
    hint: str | None = None
    """What to do about it."""
    code: str = "invalid"
    """A stable name for this kind of problem, kebab-case."""
    severity: Severity = "error"
    related: tuple[tuple[Place, str], ...] = ()
    """Other places involved, each with what stands there."""


class ProblemsError(Exception):
    """A file that cannot be run. Holds every problem found in it, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("ProblemsError needs at least one problem")
        self.problems = problems
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)
