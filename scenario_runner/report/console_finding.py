"""One finding on a terminal: expected and actual where they are worth their own lines."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Data
from scenario_runner.matching.look import NOTHING_EXPECTED
from scenario_runner.report.lines import Side, compare, worth_comparing
from scenario_runner.report.paint import Paint
from scenario_runner.report.show import block, inline
from scenario_runner.report.visible import cut, visible

_MARKS: dict[Side, tuple[str, str]] = {
    "both": ("  ", "dim"),
    "expected": ("- ", "expected"),
    "actual": ("+ ", "actual"),
    "gap": ("~ ", "dim"),
}
_MOST = 60
"""Lines of one finding that are shown."""


def finding_lines(finding: Finding, paint: Paint) -> list[str]:
    """Expected and actual: on a line each, or as a comparison where they are long.

    Nothing where there are no values: the message says it all.
    """
    if finding.expected is None and finding.actual is None and not finding.absent:
        return []
    room = max(20, paint.width - 16)
    nothing = finding.expected == NOTHING_EXPECTED
    expected = "(nothing)" if nothing else visible(inline(finding.expected, 10 * room))
    actual = "(nothing there)" if finding.absent else visible(inline(finding.actual, 10 * room))
    if len(expected) <= room and len(actual) <= room:
        return [
            f"{paint.style('expected', 'expected')}  {expected}",
            f"{paint.style('actual', 'actual')}    {actual}",
        ]
    lines = list(_compared(finding, paint))
    left_out = len(lines) - _MOST
    return lines if left_out <= 0 else [*lines[:_MOST], paint.dim(f"~ {left_out} more lines")]


def _compared(finding: Finding, paint: Paint) -> Iterator[str]:
    yield f"{paint.style('expected', '- expected')}  {paint.style('actual', '+ actual')}"
    actual = "(nothing there)" if finding.absent else as_text(finding.actual)
    nothing = finding.expected == NOTHING_EXPECTED
    pair = ("(nothing)" if nothing else as_text(finding.expected), actual)
    if worth_comparing(*pair) and not finding.absent:
        for line in compare(*pair):
            mark, style = _MARKS[line.side]
            yield paint.style(style, _fit(mark + visible(line.text), paint))
        return
    for text, side in zip(pair, ("expected", "actual"), strict=True):
        mark, style = _MARKS[side]  # type: ignore[index]  # mypy widens the two literals
        for part in visible(text).split("\n"):
            yield paint.style(style, _fit(mark + part, paint))


def as_text(value: Data) -> str:
    """A value as the text that is compared: text as it stands, other values in block form."""
    return value if isinstance(value, str) else block(value)


def _fit(line: str, paint: Paint) -> str:
    return cut(line, max(40, 2 * paint.width))
