"""Markdown for pull requests and job summaries, which take one megabyte."""

from __future__ import annotations

from dataclasses import replace

from scenario_runner.judge.outcome import is_bad
from scenario_runner.report.compose import compose
from scenario_runner.report.console import case_text
from scenario_runner.report.markdown_case import LONGEST, code, environment_line, fenced
from scenario_runner.report.visible import cut
from scenario_runner.results.counts import count
from scenario_runner.results.model import CaseResult, Results

_LARGEST = 900_000
"""Bytes of a whole report."""


def markdown_text(results: Results) -> str:
    """The run in a few lines, then each case that needs attention."""
    page = compose(results)
    parts = [f"# {page.statement}", f"{page.told}.", _table(results)]
    bad = [case for case in results.cases if is_bad(case.outcome)]
    bad += [case for case in results.cases if case.outcome == "flaky"]
    room = _LARGEST - sum(len(part.encode()) for part in parts) - 1_000
    for number, case in enumerate(bad):
        told = _case(case)
        room -= len(told.encode("utf-8", "replace")) + 2
        if room < 0:
            parts.append(f"{len(bad) - number:,} more are in the other reports.")
            break
        parts.append(told)
    parts.append(environment_line(results.environment, results.cases))
    return "\n\n".join(parts) + "\n"


def _table(results: Results) -> str:
    counts = count(results)
    rows = ["| outcome | cases | branches |", "|---|--:|--:|"]
    for outcome, cases in counts.cases.items():
        if cases or counts.branches[outcome]:
            rows.append(f"| {outcome} | {cases:,} | {counts.branches[outcome]:,} |")
    return "\n".join(rows)


def _case(case: CaseResult) -> str:
    text = cut(case_text(replace(case, rerun=""), color=False), LONGEST)
    head = f"### {case.outcome.upper()} {code(case.id)}"
    return f"{head}\n\n{fenced(text, 'text')}\n\nRun again: {code(case.rerun)}"
