"""A finding as a row: expected and actual, with the words that differ marked."""

from __future__ import annotations

from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Data
from scenario_runner.matching.look import NOTHING_EXPECTED
from scenario_runner.report.lines import compare, words, worth_comparing
from scenario_runner.report.page_parts import FindingRow, Piece
from scenario_runner.report.show import block, inline
from scenario_runner.report.texts import fits_a_line, trace

_LONGEST = 4_000
"""Characters of a value shown in a row; the state change and the JSON have the whole."""


def finding_row(finding: Finding) -> FindingRow:
    """The row; met expectations show just what was expected."""
    expected, actual = _shown(finding.expected), _shown(finding.actual)
    both = isinstance(finding.expected, str) and isinstance(finding.actual, str)
    unmet = finding.outcome != "passed" and not finding.absent
    long = unmet and both and worth_comparing(finding.expected, finding.actual)
    marked = words(expected, actual) if unmet and both and not long else None
    return FindingRow(
        outcome=finding.outcome,
        expectation=finding.expectation,
        path=finding.path,
        message="" if _says_only_both(finding) else finding.message,
        expected=marked[0] if marked else _plain(expected),
        actual=marked[1] if marked else _plain(actual),
        comparison=compare(finding.expected, finding.actual) if long else (),
        unexpected=finding.outcome != "passed" and finding.expected == NOTHING_EXPECTED,
        absent=finding.absent,
        bare=finding.expectation == "check" and finding.outcome != "passed",
        trace=trace(finding.traceback) if finding.traceback is not None else None,
        where=str(finding.place) if finding.place is not None else None,
    )


def _says_only_both(finding: Finding) -> bool:
    """Whether the message only says what the two values below it say."""
    return finding.message.startswith("expected ") and not finding.absent


def _shown(value: Data) -> str:
    shown = inline(value, 73) if fits_a_line(value) else block(value)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"


def _plain(shown: str) -> tuple[Piece, ...]:
    return ((False, shown),)
