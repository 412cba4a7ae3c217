"""Places, problems and the exceptions of this package.

Three kinds of wrong never share a type: a `Problem` (your file), a finding (your graph, see
`judge`), and an exception (our bug). Only a file that cannot be run raises, and then it
raises all of its problems at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scenario_runner.frozen import frozen

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


@frozen
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
    line: str | None = None
    """The text of its line, where it stands in another file than the one that was read."""


class ProblemsError(Exception):
    """A file that cannot be run. Holds every problem found in it, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("ProblemsError needs at least one problem")
        self.problems = problems
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


# --- the picture --------------------------------------------------------------------------

_WIDEST = 120
"""Characters of a source line that are shown; long ones are cut around the caret."""

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "help": "\x1b[36m", "dim": "\x1b[2m"}
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""The line breaks that YAML 1.1 (chapter 4.1.4), and so PyYAML, knows; places count by them."""


def picture(problem: Problem, text: str | None, *, color: bool = False) -> str:
    """The problem as people read it: place and message, the line with a caret, what to do.

    `text` is the text of the problem's file; without it (None) no line is shown.
    """
    paint = _painted if color else _plain
    said = f"{paint(problem.severity + ':', problem.severity)} {problem.message}"
    shown = [f"{problem.place}: {said}"]
    lines = None if text is None or problem.line is not None else _lines(text)
    shown += _excerpt(problem.place, _line(problem, lines), paint, problem.severity)
    if problem.hint is not None:
        shown.append(f"  {paint('help:', 'help')} {problem.hint}")
    for place, what in problem.related:
        shown.append(f"  {place}: {what}")
        if place.file == problem.place.file:
            shown += _excerpt(place, _nth(lines, place.line), paint, "dim")
    return "\n".join(shown)


def line_of(text: str, place: Place) -> str | None:
    """The line of a text that a place is in; None where it has no such line."""
    return _nth(_lines(text), place.line)


@lru_cache(maxsize=4)  # all the problems of a file are shown one after another
def _lines(text: str) -> tuple[str, ...]:
    return tuple(BREAK.split(text))


def _line(problem: Problem, lines: tuple[str, ...] | None) -> str | None:
    return problem.line if problem.line is not None else _nth(lines, problem.place.line)


def _nth(lines: tuple[str, ...] | None, number: int) -> str | None:
    return lines[number - 1] if lines is not None and 1 <= number <= len(lines) else None


def _excerpt(
    place: Place, line: str | None, paint: Callable[[str, str], str], style: str
) -> list[str]:
    if line is None:
        return []
    line, column = line.removeprefix("\ufeff"), place.column - 1
    length = max(1, min(place.length, len(line) - column))
    if len(line) > _WIDEST:
        cut = max(0, min(column - _WIDEST // 3, len(line) - _WIDEST))
        line, column = line[cut : cut + _WIDEST], column - cut
        length = max(1, min(length, len(line) - column))
        if cut:
            line = "…" + line[1:]
    line = line if line.isprintable() else "".join(map(_visible, line))
    before = "".join("\t" if c == "\t" else " " * _width(c) for c in line[:column])
    carets = "^" * max(1, sum(map(_width, line[column : column + length])))
    number = str(place.line)
    return [
        f"  {paint(f'{number} |', 'dim')} {line}".rstrip(),
        f"  {' ' * len(number)} {paint('|', 'dim')} {before}{paint(carets, style)}",
    ]


def _visible(character: str) -> str:
    """The character itself, or a stand-in for one that would move the terminal's cursor."""
    if character == "\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return character
    return "�"


def _width(character: str) -> int:
    """Columns of a terminal that the character takes."""
    if character < "\x80":
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _painted(text: str, style: str) -> str:
    return f"{_COLOURS[style]}{text}\x1b[0m"


def _plain(text: str, style: str) -> str:  # noqa: ARG001 - same shape as _painted
    return text
