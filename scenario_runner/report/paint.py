"""Colours of a terminal, or none: the caller decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Outcome

_CODES: dict[str, str] = {
    "passed": "32",
    "failed": "1;31",
    "error": "1;31",
    "xpassed": "1;31",
    "flaky": "1;33",
    "skipped": "33",
    "xfailed": "33",
    "warning": "1;33",
    "expected": "32",
    "actual": "31",
    "hint": "36",
    "dim": "2",
    "strong": "1",
}


@frozen
class Paint:
    """How text is coloured. `width` is the terminal's, in columns."""

    on: bool
    width: int

    def style(self, name: str, text: str) -> str:
        """The text in a named style; as it is when colours are off."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.on and text else text

    def dim(self, text: str) -> str:
        """Text that matters less."""
        return self.style("dim", text)

    def strong(self, text: str) -> str:
        """Text that matters more."""
        return self.style("strong", text)

    def outcome(self, outcome: Outcome) -> str:
        """The outcome as a word of fixed width; capitals where it is bad."""
        bad = is_bad(outcome)
        return self.style(outcome, f"{outcome.upper() if bad else outcome:<8}")


def indented(lines: Iterable[str], by: int) -> Iterator[str]:
    """The lines, moved to the right; empty ones stay empty."""
    return (" " * by + line if line else line for line in lines)
