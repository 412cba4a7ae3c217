"""Findings that belong to no step: comparisons of branches, and of the case as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.judge.verdict import Finding, Outcome
from scenario_runner.report.compose_finding import finding_row
from scenario_runner.report.page import WholeBox
from scenario_runner.results.model import CaseResult


def whole_boxes(case: CaseResult, anchor: str) -> Iterator[WholeBox]:
    """A box for each comparison, and one for what was found of the case itself."""
    for number, one in enumerate(case.compare, start=1):
        title = f"Compared: {', '.join(one.branches)}"
        yield _box(f"{anchor}--_compare-{number}", title, one.outcome, one.reason, one.findings)
    if case.findings:
        bad = any(one.is_unmet for one in case.findings)
        wrong: Outcome = "xfailed" if case.outcome == "xfailed" else "failed"
        outcome = wrong if bad else "passed"
        yield _box(f"{anchor}--_case", "The case as a whole", outcome, None, case.findings)


def _box(
    anchor: str, title: str, outcome: Outcome, reason: str | None, findings: tuple[Finding, ...]
) -> WholeBox:
    rows = tuple(map(finding_row, findings))
    return WholeBox(
        anchor=anchor,
        title=title,
        outcome=outcome,
        reason=reason,
        bad=tuple(row for row in rows if row.outcome != "passed"),
        met=tuple(row for row in rows if row.outcome == "passed"),
    )
