"""What the expected failure of a whole case says of its branches and comparisons."""

from __future__ import annotations

from dataclasses import replace

from scenario_runner.judge.conditions import holds
from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.model import ExpectFailure
from scenario_runner.results.model import BranchResult, CaseResult, CompareResult
from scenario_runner.suite.conditions import version_of

FORETOLD: frozenset[Outcome] = frozenset(("xfailed", "xpassed"))


def as_foretold(case: CaseResult, expected: ExpectFailure | None) -> CaseResult:
    """The case with the reason why its failure was expected. Where it failed, what failed in it
    did so as foretold: a report that tells of branches one by one must not call them failures."""
    if expected is None or case.outcome not in FORETOLD or not holds(expected.when, version_of):
        return case
    told = replace(case, reason=expected.reason)
    if case.outcome == "xpassed":
        return told
    return replace(
        told,
        branches=tuple(_branch(one, expected.reason) for one in case.branches),
        compare=tuple(_compare(one, expected.reason) for one in case.compare),
    )


def _branch(one: BranchResult, reason: str) -> BranchResult:
    return replace(one, outcome="xfailed", reason=reason) if is_bad(one.outcome) else one


def _compare(one: CompareResult, reason: str) -> CompareResult:
    return replace(one, outcome="xfailed", reason=reason) if is_bad(one.outcome) else one
