"""What pytest shows of a test or a file that is not well: our picture, no traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from scenario_runner.frozen import frozen
from scenario_runner.problem import Problem, picture
from scenario_runner.report.console import case_text
from scenario_runner.report.junit_case import Test, first_message
from scenario_runner.report.visible import one_line

_WIDTH = 100
_MESSAGE = 500
"""Characters of the message in pytest's summary, which cuts it to the terminal itself."""


class ScenarioFailed(AssertionError):
    """A branch that did not go as its scenario tells."""

    __module__ = "builtins"  # reports show the name, and nobody needs to know where it lives

    def __init__(self, test: Test) -> None:
        super().__init__(first_message(test))
        self.test = test


class ScenarioError(Exception):
    """A branch that could not be played to its end; some reports tell this from a failure."""

    __module__ = "builtins"

    def __init__(self, test: Test) -> None:
        super().__init__(first_message(test))
        self.test = test


class _Terminal(Protocol):
    """What is used of pytest's terminal writer."""

    hasmarkup: bool
    fullwidth: int

    def line(self, s: str = "") -> None: ...


@frozen
class Spot:
    """Where it went wrong, and what in one line: what pytest puts in its summary."""

    path: str
    lineno: int
    message: str


@frozen
class Shown:
    """A failure as pytest takes it in place of an exception's representation."""

    text: Callable[[bool, int], str]
    """Colours or not, and columns."""
    reprcrash: Spot

    def __str__(self) -> str:
        return self.text(False, _WIDTH)

    def toterminal(self, tw: _Terminal) -> None:
        """Write it where pytest writes tracebacks."""
        for line in self.text(tw.hasmarkup, tw.fullwidth).split("\n"):
            tw.line(line)


def shown_test(test: Test) -> Shown:
    """A test that failed, drawn as on the console."""

    def text(color: bool, width: int) -> str:
        return case_text(test.told, color=color, width=width)

    said = one_line(first_message(test), _MESSAGE)
    return Shown(text=text, reprcrash=Spot(path=test.told.file, lineno=test.line, message=said))


def shown_problems(problems: tuple[Problem, ...], source: str) -> Shown:
    """The problems of a file that cannot be run."""

    def text(color: bool, _width: int) -> str:
        return "\n".join(picture(problem, source, color=color) for problem in problems)

    first = problems[0]
    spot = Spot(path=first.place.file, lineno=first.place.line, message=first.message)
    return Shown(text=text, reprcrash=spot)
